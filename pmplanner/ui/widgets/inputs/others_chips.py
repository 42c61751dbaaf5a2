"""Chips that show, beside those who count in the plan, who has left before it, or everybody."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from pmplanner.services.needs.standing_in_plan import Shown
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.chips import Chip, ChipRow
from pmplanner.ui.widgets.text import as_typed

_GAP = 6


class OthersChips(ChipRow):
    """At most one of them is on; there are none while everybody counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, exclusive=True)
        self.add("left", tr("Left")).setToolTip(tr("Show also who left before the plan begins"))
        self.add("all", tr("All")).setToolTip(tr("Show everybody, also those who do not count in the plan"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        """All in one line."""
        sizes = [chip.sizeHint() for chip in self.findChildren(Chip) if not chip.isHidden()]
        width = sum(size.width() for size in sizes) + _GAP * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        """The same: a chip under the other would take a line from what is below."""
        return self.sizeHint()

    def shown(self) -> Shown:
        """Whom the chips show beside those who count in the plan."""
        chosen = self.chosen()
        return cast(Shown, chosen[0]) if chosen else ""

    def offer(self, left: int, everybody: int) -> None:
        """Offer to show those who do not count: so many have left, so many are they in all.

        Where all of them have left, one chip is enough.
        """
        more = everybody if everybody > left else 0
        for key, text, number in (("left", tr("Left"), left), ("all", tr("All"), more)):
            chip = self.chip(key)
            chip.setText(as_typed(tr("%1 (+%2)", text, format_number(number)) if number else text))
            chip.setVisible(bool(number) or chip.isChecked())
        self.setVisible(bool(everybody) or bool(self.chosen()))
        self.updateGeometry()
