"""Offers for copies of courses: use one in place of its original, or lay its facts over that."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.plans.course_copies import (
    CopyOffer,
    Replacement,
    lay_copy,
    list_offers,
    use_copy,
)
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.layouts import as_column

_MOST = 3
"""Pairs of copy and original that are offered below each other."""


class CopyOffers(QWidget):
    """A heading and, for each pair, what it is about with its buttons; not there without any."""

    course_requested = Signal(object)
    """Show another course, since the one shown is gone; payload: its id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.buttons: dict[tuple[str, int], QPushButton] = {}
        """By what they do, "use" or "lay", and the id of the copy."""
        self._inside: QWidget | None = None
        self._column = as_column(self, margins=(0, 8, 12, 0), spacing=4)

    def show_course(self, course: CourseRow) -> None:
        """Show what can be done with the copies of a course, or with this copy."""
        offers = self._actions.read(list_offers, course.id)[:_MOST]
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None
        self.buttons.clear()
        self.setVisible(bool(offers))
        if offers:
            self._inside = QWidget(self)
            column = as_column(
                self._inside,
                heading_label(tr("Copy and original"), self._inside),
                margins=(0, 0, 0, 0),
                spacing=4,
            )
            for offer in offers:
                for widget in self._widgets(offer, self._inside):
                    column.addWidget(widget)
            self._column.addWidget(self._inside)

    def _widgets(self, offer: CopyOffer, parent: QWidget) -> list[QWidget]:
        about = muted_label(tr("“%1” is a copy of “%2”.", offer.copy, offer.original), parent)
        about.setWordWrap(True)
        widgets: list[QWidget] = [about]
        if not offer.use.changes_nothing:
            button = plain_button(tr("Use the copy in paths and picks"), parent)
            button.clicked.connect(lambda: self._use(offer))
            self.buttons["use", offer.copy_id] = button
            widgets += [_small(_foreseen(offer.use), parent), button]
        if offer.back is not None:
            button = plain_button(tr("Lay its facts over the original"), parent)
            button.clicked.connect(lambda: self._lay(offer))
            self.buttons["lay", offer.copy_id] = button
            text = tr("It differs in price, seats, validity, short title or note only.")
            if not offer.back.changes_nothing:
                text += " " + _foreseen(offer.back)
            widgets += [_small(text, parent), button]
        return widgets

    def _use(self, offer: CopyOffer) -> None:
        label = Label.of("course.use-copy", copy=offer.copy, course=offer.original)
        self._actions.do(label, use_copy, offer.copy_id, offer.original_id)

    def _lay(self, offer: CopyOffer) -> None:
        label = Label.of("course.lay-copy", copy=offer.copy, course=offer.original)
        laid = self._actions.do(label, lay_copy, offer.copy_id, offer.original_id)
        if laid is not None and laid.removed:
            self.course_requested.emit(offer.original_id)


def _small(text: str, parent: QWidget) -> QWidget:
    label = muted_label(text, parent, small=True)
    label.setWordWrap(True)
    return label


def _foreseen(change: Replacement) -> str:
    """Return how many paths and picks would change, and how many picks stay."""
    said = tr(
        "Changes %1 and %2.",
        plural(change.paths, "1 path", "%1 paths"),
        plural(change.all_picks, "1 pick without a seat", "%1 picks without a seat"),
    )
    if change.kept:
        stay = plural(
            change.kept,
            "1 pick with a seat, or done, stays.",
            "%1 picks with a seat, or done, stay.",
        )
        said = f"{said} {stay}"
    return said
