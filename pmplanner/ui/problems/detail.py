"""One problem: what it is, its fixes as buttons, and accepting it with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.storage.labels import Label
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.problems.texts import kind_title
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import ElidedButton, plain_button
from pmplanner.ui.widgets.card import Card, heading_label, muted_label
from pmplanner.ui.widgets.tab_order import tab_in_order
from pmplanner.ui.widgets.text import TextLabel

_WIDTH = (300, 340)


class ProblemDetail(Card):
    """Shows the selected problem; a fix is done by its button, or by its number with Alt."""

    fix_requested = Signal(object)
    """A fix is to be done; payload: the Fix."""
    accept_requested = Signal(str)
    """The problem is to stay; payload: the reason."""
    withdraw_requested = Signal()
    """The problem is to count again; no payload."""
    shown_requested = Signal(object)
    """The session, or the person, of a problem is to be shown; payload: the Problem."""

    def __init__(self, in_words: Callable[[Label], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._in_words = in_words
        self.setMinimumWidth(_WIDTH[0])
        self.setMaximumWidth(_WIDTH[1])
        self.kind = muted_label("", self, small=True)
        self.title = _wrapped(heading_label("", self))
        self.text = _wrapped(TextLabel("", self))
        self.fixes_heading = muted_label(tr("What would solve it"), self)
        self.no_fix = _wrapped(muted_label(tr("Nothing solves it without making another problem."), self))
        self.fixes = QWidget(self)
        self._fixes = QVBoxLayout(self.fixes)
        self._fixes.setContentsMargins(0, 0, 0, 0)
        self._fixes.setSpacing(8)
        self.open_button = plain_button("", self)
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(tr("Accept it, because…"))
        self.reason.setAccessibleName(tr("Reason to accept it"))
        self.accept_button = plain_button(tr("Accept"), self)
        self.accepted = _wrapped(muted_label("", self))
        self.withdraw_button = plain_button(tr("Accept it no more"), self)
        self.nothing = _wrapped(muted_label(tr("Select a problem to see what would solve it."), self))
        self._problem: Problem | None = None
        self._offered: tuple[Fix, ...] = ()
        self._lay_out()
        self._connect()
        self.show_problem(None, ())

    def _lay_out(self) -> None:
        for widget in (
            self.nothing,
            self.kind,
            self.title,
            self.text,
            self.open_button,
            self.fixes_heading,
            self.fixes,
            self.no_fix,
        ):
            self.body.addWidget(widget)
        self.body.addSpacing(8)
        for widget in (self.accepted, self.withdraw_button, self.reason, self.accept_button):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.open_button.clicked.connect(self._open)
        self.reason.returnPressed.connect(self._accept)
        self.accept_button.clicked.connect(self._accept)
        self.withdraw_button.clicked.connect(self.withdraw_requested)

    def show_problem(self, problem: Problem | None, fixes: Sequence[Fix]) -> None:
        """Show a problem with its fixes; None shows what to do."""
        same = problem is not None and self._problem is not None and problem.key == self._problem.key
        self._problem = problem
        there, accepted = problem is not None, problem is not None and problem.accepted is not None
        for widget in (self.kind, self.title, self.text, self.open_button, self.fixes_heading):
            widget.setVisible(there)
        self.nothing.setVisible(not there)
        self.fixes.setVisible(bool(fixes))
        self.no_fix.setVisible(there and not fixes)
        self.reason.setVisible(there and not accepted)
        self.accept_button.setVisible(there and not accepted)
        self.accepted.setVisible(accepted)
        self.withdraw_button.setVisible(accepted)
        if not same:
            self.reason.clear()
        if problem is not None:
            self._fill(problem)
        self._show_fixes(fixes)

    def focus_home(self) -> QWidget | None:
        """The first fix; the list beside it when nothing can be done here."""
        return first_focusable(self.fixes) if self.fixes.isVisible() else None

    def _fill(self, problem: Problem) -> None:
        self.kind.setText(kind_title(problem.kind))
        self.title.setText(problem.title)
        self.text.setText(problem.text)
        # A problem of a pick is in no session.
        shows_person = not problem.session_id
        self.open_button.setText(tr("Show the person") if shows_person else tr("Show the session"))
        self.accepted.setText(tr("Accepted: %1", problem.accepted or tr("no reason given")))

    def _show_fixes(self, fixes: Sequence[Fix]) -> None:
        if tuple(fixes) == self._offered:
            return  # the buttons stay, and the keys on them
        self._offered = tuple(fixes)
        while (item := self._fixes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # now, so that the keys go on to what follows
                widget.deleteLater()
        buttons = [self._button(fix) for fix in fixes]
        for button in buttons:
            self._fixes.addWidget(button)
        tab_in_order(self.fixes, buttons)

    def _button(self, fix: Fix) -> QPushButton:
        button = ElidedButton(self._in_words(fix.label), self.fixes)

        def ask() -> None:
            self.fix_requested.emit(fix)

        button.clicked.connect(ask)
        return button

    def _open(self) -> None:
        if self._problem is not None:
            self.shown_requested.emit(self._problem)

    def _accept(self) -> None:
        self.accept_requested.emit(self.reason.text().strip())


def _wrapped(label: QLabel) -> QLabel:
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
