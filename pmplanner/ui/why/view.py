"""The answer: required, credited, picked; each session with what is in the way; when it works, what helps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.errors import PlanError
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.translation import mark, plural, put, tr
from pmplanner.ui.why.ahead_search import AheadSearch
from pmplanner.ui.widgets.buttons import WrappedButton, link_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.format import format_period
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.text import TextLabel

if TYPE_CHECKING:
    from pmplanner.services.why.rows import Answer, OfferedChange, Outlook, Question, SessionAnswer

_FIRST_FEW = 3
"""So many sessions are listed at first: those to come before those that are over or called off."""
_SOON_MS = 120
"""So long a cell is the current one before it is asked about: nobody waits for those passed by."""
_OVER = frozenset({"cancelled", "without days", "held", "past"})

_TITLES = {
    SeatStatus.ATTENDED: mark("Attended"),
    SeatStatus.PARTLY_ATTENDED: mark("Attended in part"),
    SeatStatus.ABSENT: mark("Was absent"),
}


class WhyView(QWidget):
    """Shows the answer for a person and a course, and does what is offered; follows every change."""

    def __init__(self, actions: Actions, parent: QWidget | None = None, *, beside: bool = False) -> None:
        """*beside* says that person and course, and where they stand, are seen anyway."""
        super().__init__(parent)
        self._actions = actions
        self._beside = beside
        self._pair: tuple[int, int] | None = None
        self._answer: Answer | None = None
        self._shows_all = False
        self._offered: tuple[OfferedChange, ...] = ()
        self.headline = _wrapped(heading_label("", self))
        self.told = _wrapped(muted_label("", self))
        self._sessions_title = heading_label(tr("Sessions"), self)
        self.sessions = EntryList(tr("No session of the course is in the plan."), self)
        self.all_button = link_button("", self)
        self.all_button.setAutoDefault(False)
        self._first_title = heading_label(tr("When it works"), self)
        self.first = _wrapped(TextLabel("", self))
        self._changes_title = _wrapped(heading_label(tr("What one change would do"), self))
        self.none = _wrapped(muted_label(tr("No single change helps without making a problem."), self))
        self.looking = _wrapped(muted_label(tr("Looking…"), self))
        self.changes = QWidget(self)
        self._buttons = QVBoxLayout(self.changes)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(6)
        as_column(
            self,
            self.headline,
            self.told,
            self._sessions_title,
            self.sessions,
            (self.all_button, 0, Qt.AlignmentFlag.AlignLeft),
            self._first_title,
            self.first,
            self._changes_title,
            self.changes,
            self.looking,
            self.none,
            margins=(0, 0, 0, 0),
            spacing=6,
        )
        self._search = AheadSearch(self._show_outlook, self)
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.ask)
        self.all_button.clicked.connect(self._show_all)
        self.setAccessibleName(tr("Why"))
        actions.plan_chosen.connect(self._ask_again)
        actions.changed.connect(self._ask_again)

    def show_pair(self, person_id: int, course_id: int, *, soon: bool = False) -> None:
        """Answer for a person and a course of the plan shown; *soon* waits whether another is asked next."""
        if self._pair == (person_id, course_id) and self._answer is not None:
            return
        self._pair, self._answer, self._shows_all = (person_id, course_id), None, False
        self._search.stop()
        self._show_parts()
        if soon:
            self._soon.start()
        else:
            self.ask()

    def clear(self) -> None:
        """Show nothing."""
        self._pair = self._answer = None
        self._soon.stop()
        self._search.stop()
        self._show_parts()

    def ask(self) -> None:
        """Find the answer anew and show it."""
        self._soon.stop()
        question = self._question()
        if question is None:
            self.clear()
            return
        self._answer = question.answer
        self._fill(question.answer)
        self._show_outlook(self._search.ask(question))
        self._show_parts()

    def showEvent(self, event: QShowEvent) -> None:
        """Answer what was asked while nobody looked."""
        super().showEvent(event)
        if self._pair is not None and self._answer is None:
            self._soon.start()

    def focus_home(self) -> QWidget | None:
        """The first thing that can be done."""
        return first_focusable(self.changes) if self.changes.isVisible() else None

    # Reading

    def _question(self) -> Question | None:
        """Return the answer with what is needed to look ahead; None where there is nobody to ask about."""
        from pmplanner.services.why.asking import ask_why  # not needed before somebody asks

        plan_id = self._actions.plan_id
        if self._pair is None or plan_id is None:
            return None
        facts = self._actions.problem_monitor.facts(plan_id)
        if facts is not None and facts.plan_id != plan_id:
            facts = None  # of an archived plan nothing is watched
        try:
            return self._actions.read(ask_why, plan_id, *self._pair, facts=facts)
        except PlanError:  # gone meanwhile
            return None

    def _ask_again(self, _about: object) -> None:
        """Ask anew when what was changed has been taken in, and only while somebody looks."""
        self._search.stop()
        if self._pair is None:
            return
        if self.isVisible():
            QTimer.singleShot(0, self, self.ask)
        else:
            self._answer = None

    # Showing

    def _show_parts(self) -> None:
        there = self._answer is not None
        told: tuple[QWidget, ...] = (self.headline, self.told, self._sessions_title, self.sessions)
        for part in told:
            part.setVisible(there)
        self._first_title.setVisible(there and bool(self.first.text()))
        self.first.setVisible(there and bool(self.first.text()))
        if not there:
            rest: tuple[QWidget, ...] = (self.all_button, self._changes_title, self.changes, self.looking)
            for part in (*rest, self.none):
                part.hide()

    def _fill(self, answer: Answer) -> None:
        self.headline.setText(tr("Why?") if self._beside else answer.headline)
        self.told.setText("\n".join(answer.sentences))
        ahead = [each for each in answer.sessions if not _is_over(each)]
        shown = answer.sessions if self._shows_all else ahead[:_FIRST_FEW]
        self.sessions.set_entries([_entry(each) for each in shown])
        more = len(answer.sessions) - len(shown)
        self.all_button.setText(plural(more, "Show 1 more session", "Show %1 more sessions"))
        self.all_button.setVisible(more > 0)
        # That nothing is in the plan would not be so where something is only folded away.
        self.sessions.setVisible(bool(shown) or not more)

    def _show_all(self) -> None:
        self._shows_all = True
        if self._answer is not None:
            self._fill(self._answer)

    def _show_outlook(self, outlook: Outlook | None) -> None:
        """Show when it works and what helps; with None that it is looked for."""
        self.looking.setVisible(outlook is None)
        self.first.setText("" if outlook is None else outlook.sentence)
        changes = () if outlook is None else outlook.changes
        answer = self._answer
        sits = answer is not None and any(
            each.seat == SeatStatus.BOOKED and each.is_possible for each in answer.sessions
        )
        is_over = outlook is not None and not outlook.sentence
        self.none.setVisible(outlook is not None and not changes and not sits and not is_over)
        self.changes.setVisible(bool(changes))
        self._changes_title.setVisible(bool(changes) or not self.none.isHidden())
        self._show_changes(changes)
        self._show_parts()

    def _show_changes(self, changes: Sequence[OfferedChange]) -> None:
        if tuple(changes) == self._offered:
            return  # the buttons stay, and the keys on them
        self._offered = tuple(changes)
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # now, so that the keys go on to what follows
                widget.deleteLater()
        before: QWidget = self.all_button
        for change in changes:
            button = WrappedButton(self._actions.in_words(change.label), self.changes)
            button.clicked.connect(self._asking(change))
            self._buttons.addWidget(button)
            QWidget.setTabOrder(before, button)
            before = button
        self.changes.setEnabled(not self._actions.workspace.read_only)

    def _asking(self, change: OfferedChange) -> Callable[[], None]:
        def ask() -> None:
            from pmplanner.services.why.doing import apply_change

            self._actions.do(change.label, apply_change, change)

        return ask


def _is_over(session: SessionAnswer) -> bool:
    return not _OVER.isdisjoint(each.kind for each in session.hindrances)


def _entry(session: SessionAnswer) -> Entry:
    when = format_period(session.first_day, session.last_day)
    title = tr("%1 · %2", session.code, when) if when else session.code
    why = " ".join(_told(session))
    return Entry(session.session_id, title, _state(session), _role(session), why)


def _told(session: SessionAnswer) -> Iterable[str]:
    return (
        each.text
        for each in session.hindrances
        if not each.is_accepted and (each.kind != "attendance missing" or not _is_over(session))
    )


def _state(session: SessionAnswer) -> str:
    if session.seat in _TITLES:
        return tr(_TITLES[session.seat])
    if session.seat == SeatStatus.BOOKED:
        return tr("Sits in it") if session.is_possible else tr("Sits in it, but:")
    if session.seat == SeatStatus.WAITING:
        return put(tr("Waits for a seat, in place %1"), str(session.place))
    return tr("Can sit in it") if session.is_possible else tr("Cannot sit in it:")


def _role(session: SessionAnswer) -> str:
    if session.seat == SeatStatus.ATTENDED:
        return "done"
    if session.seat in (SeatStatus.ABSENT, SeatStatus.PARTLY_ATTENDED):
        return "muted"
    if not session.is_possible:
        return "problem"
    return "accent" if session.seat == SeatStatus.BOOKED else "done"


def _wrapped(label: QLabel) -> QLabel:
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
