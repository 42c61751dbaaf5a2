"""One problem, or all of one cause: what it is, its fixes as buttons, and accepting it with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from pmplanner.services.decisions.saving import WHOLE, Scope
from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.causes import Cause
from pmplanner.storage.labels import Label
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.problems.texts import kind_title
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import ElidedButton, plain_button
from pmplanner.ui.widgets.card import Card, heading_label, muted_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.text import TextLabel, as_typed

_FIRST_FEW = 4
"""So many problems of a cause are named; all of them are a list."""


class ProblemDetail(Card):
    """Shows the selected problem, or what several come from; a fix is done by its button."""

    fix_requested = Signal(object)
    """A fix is to be done; payload: the Fix."""
    accept_requested = Signal(str)
    """The problem is to stay; payload: the reason."""
    withdraw_requested = Signal()
    """The problem is to count again; no payload."""
    shown_requested = Signal(object)
    """The session, or the person, of a problem is to be shown; payload: the Problem."""
    why_requested = Signal(object)
    """Why the person of a problem is, or is not, on the course; payload: the Problem."""
    cut_requested = Signal(object)
    """The user asks which picks go so that a budget is kept; payload: the Scope of the budget."""
    opening_requested = Signal(object)
    """The single problems of a cause are to be listed; payload: the Cause."""

    def __init__(self, in_words: Callable[[Label], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._in_words = in_words
        self.kind = muted_label("", self, small=True)
        self.title = _wrapped(heading_label("", self))
        self.text = _wrapped(TextLabel("", self))
        self.fixes_heading = muted_label(tr("What would solve it"), self)
        self.no_fix = _wrapped(muted_label(tr("Nothing solves it without making another problem."), self))
        self.looking = _wrapped(muted_label(tr("Looking…"), self))
        self.fixes = QWidget(self)
        self._fixes = QVBoxLayout(self.fixes)
        self._fixes.setContentsMargins(0, 0, 0, 0)
        self._fixes.setSpacing(8)
        self.open_button = plain_button("", self)
        self.cut_button = plain_button(tr("Which picks go?"), self)
        self.cut_button.setToolTip(tr("The picks to take back that lose least, to cost less"))
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(tr("Accept it, because…"))
        self.reason.setAccessibleName(tr("Reason to accept it"))
        self.accept_button = plain_button(tr("Accept"), self)
        self.accepted = _wrapped(muted_label("", self))
        self.withdraw_button = plain_button(tr("Accept it no more"), self)
        self.nothing = _wrapped(muted_label(tr("Select a problem to see what would solve it."), self))
        self._about: Cause | Problem | None = None
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
            self.cut_button,
            self.fixes,
            self.no_fix,
            self.looking,
        ):
            self.body.addWidget(widget)
        self.body.addSpacing(8)
        for widget in (self.accepted, self.withdraw_button, self.reason, self.accept_button):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.open_button.clicked.connect(self._open)
        self.cut_button.clicked.connect(self._ask_cut)
        self.reason.returnPressed.connect(self._accept)
        self.accept_button.clicked.connect(self._accept)
        self.withdraw_button.clicked.connect(self.withdraw_requested)

    def show_problem(self, about: Cause | Problem | None, fixes: Sequence[Fix] | None) -> None:
        """Show a problem, or a cause as a whole, with its fixes; None shows what to do.

        With None for the fixes it says that they are looked for.
        """
        self.looking.setVisible(fixes is None)
        is_known, fixes = fixes is not None, fixes or ()
        same = about is not None and self._about is not None and about.key == self._about.key
        self._about = about
        there, reasons = about is not None, _reasons(about)
        for widget in (self.kind, self.title, self.text, self.open_button):
            widget.setVisible(there)
        self.nothing.setVisible(not there)
        self.fixes_heading.setVisible(there and not reasons)
        self.cut_button.setVisible(isinstance(about, Problem) and about.kind == "over budget")
        self.fixes.setVisible(bool(fixes))
        self.no_fix.setVisible(there and is_known and not fixes and not reasons)
        self.reason.setVisible(there and not reasons)
        self.accept_button.setVisible(there and not reasons)
        self.accepted.setVisible(bool(reasons))
        self.withdraw_button.setVisible(bool(reasons))
        if not same:
            self.reason.clear()
        if about is not None:
            self._fill(about, reasons)
        self._show_fixes(fixes)

    def make_menu(self, copy: Callable[[], object], parent: QWidget) -> QMenu:
        """Make the menu of what is shown: go there, what would solve it, accepting it, and *copy*."""
        menu = QMenu(parent)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(self.open_button.text(), QKeySequence(Qt.Key.Key_Return), self._open)
        menu.addSeparator()
        for fix in self._offered:
            menu.addAction(as_typed(self._in_words(fix.label))).triggered.connect(self._asking(fix))
        if _reasons(self._about):
            accept = menu.addAction(self.withdraw_button.text(), self.withdraw_requested.emit)
        else:
            accept = menu.addAction(as_typed(f"{self.accept_button.text()}…"), self._enter_reason)
        for action in (*menu.actions()[2:-1], accept):
            action.setEnabled(self.isEnabled())  # off where the workspace can only be read
        menu.addSeparator()
        if self._one_person() is not None:
            menu.addAction(tr("Why?"), self._ask_why)
        menu.addAction(tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), copy)
        return menu

    def _one_person(self) -> Problem | None:
        """Return the problem that is shown, where it is one of a person."""
        about = self._about
        return about if isinstance(about, Problem) and about.person_id is not None else None

    def _ask_why(self) -> None:
        if (problem := self._one_person()) is not None:
            self.why_requested.emit(problem)

    def _ask_cut(self) -> None:
        """Ask which picks go from the plan, the track or the team whose budget is exceeded."""
        about = self._about
        if isinstance(about, Problem):
            of_track = Scope("track", int(about.place)) if about.place and not about.team else WHOLE
            self.cut_requested.emit(Scope("team", team=about.team) if about.team else of_track)

    def _enter_reason(self) -> None:
        """Put the keys where the reason to accept it is typed."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_home(self) -> QWidget | None:
        """The first fix; the list beside it when nothing can be done here."""
        return first_focusable(self.fixes) if self.fixes.isVisible() else None

    def _fill(self, about: Cause | Problem, reasons: Sequence[str]) -> None:
        self.kind.setText(kind_title(about.kind))
        self.title.setText(about.title)
        self.accepted.setText(put(tr("Accepted: %1"), "; ".join(reasons)))
        if isinstance(about, Cause):
            self._fill_several(about)
            return
        self.text.setText(about.text)
        # A problem of a pick is in no session, one of a budget of nobody either.
        shows = tr("Show the person") if about.person_id is not None else tr("Show the costs")
        self.open_button.setText(tr("Show the session") if about.session_id else shows)
        self.fixes_heading.setText(tr("What would solve it"))
        self.no_fix.setText(tr("Nothing solves it without making another problem."))
        self.reason.setPlaceholderText(tr("Accept it, because…"))
        self.accept_button.setText(tr("Accept"))
        self.withdraw_button.setText(tr("Accept it no more"))

    def _fill_several(self, cause: Cause) -> None:
        number = format_number(len(cause.problems))
        lines = [problem.title for problem in cause.problems[:_FIRST_FEW]]
        if more := len(cause.problems) - len(lines):
            lines.append(plural(more, "and 1 more", "and %1 more"))
        self.text.setText("\n".join(lines))
        self.open_button.setText(put(tr("Show the %1 one by one"), number))
        self.fixes_heading.setText(put(tr("What would solve all %1"), number))
        self.no_fix.setText(tr("Nothing solves all of them without making another problem. Open them."))
        self.reason.setPlaceholderText(put(tr("Accept all %1, because…"), number))
        self.accept_button.setText(put(tr("Accept all %1"), number))
        self.withdraw_button.setText(put(tr("Accept none of the %1 any more"), number))

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
        before: QWidget = self.open_button
        for button in buttons:
            QWidget.setTabOrder(before, button)
            before = button

    def _button(self, fix: Fix) -> QPushButton:
        button = ElidedButton(self._in_words(fix.label), self.fixes)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self._asking(fix))
        return button

    def _asking(self, fix: Fix) -> Callable[[], None]:
        def ask() -> None:
            self.fix_requested.emit(fix)

        return ask

    def _open(self) -> None:
        if isinstance(self._about, Cause):
            self.opening_requested.emit(self._about)
        elif self._about is not None:
            self.shown_requested.emit(self._about)

    def _accept(self) -> None:
        self.accept_requested.emit(self.reason.text().strip())


def _reasons(about: Cause | Problem | None) -> list[str]:
    """Return why a problem, or all of a cause, have been accepted; nothing where they count."""
    problems = about.problems if isinstance(about, Cause) else [] if about is None else [about]
    found = [p.accepted or tr("no reason given") for p in problems if p.accepted is not None]
    return list(dict.fromkeys(found))


def _wrapped(label: QLabel) -> QLabel:
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
