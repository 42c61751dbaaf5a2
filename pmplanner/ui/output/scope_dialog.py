"""Asking whether all of the plan goes out or what the page shows, among other things."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl


class ScopeDialog(AskDialog):
    """Asks how much goes out where the page shows less than all; further questions come below."""

    def __init__(
        self,
        title: str,
        go: str,
        shown: ExportScope | None,
        parent: QWidget | None = None,
        *,
        rows: str = "",
        everything: str = "",
        width: int = 440,
    ) -> None:
        """Call what goes out *rows* ("Sessions"), and all of it *everything* ("The whole plan")."""
        super().__init__(title, go, parent, width=width)
        self._shown = shown
        self.rows = SegmentedControl(self)
        self.rows.add("all", everything or tr("The whole plan"))
        self.rows.add("shown", tr("Only what the page shows"))
        self.rows.setVisible(shown is not None)
        if shown is not None:
            self.rows.select("shown")
            self.form.add(rows or tr("Sessions"), self.rows)

    def scope(self) -> ExportScope:
        """What goes out, of whatever plan is shown."""
        if self._shown is not None and self.rows.current() == "shown":
            return self._shown
        return ExportScope()
