"""The panel in which a session is seen, changed and made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from pmplanner.services.calendar.site_days import next_day
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.errors import PlanError
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.sessions.sessions import known_places, list_sessions_of_course
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_book import CourseBook
from pmplanner.ui.core.course_names import CourseChoices, with_days
from pmplanner.ui.schedule.form.costs_section import CostsSection
from pmplanner.ui.schedule.form.draft_editor import DraftEditor
from pmplanner.ui.schedule.form.session_editor import SessionEditor
from pmplanner.ui.schedule.form.session_fields import SessionFields
from pmplanner.ui.schedule.form.session_tools import SessionTools
from pmplanner.ui.widgets.buttons import PrimaryButton, flat_button, icon_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.scrolling import UpDownArea, show_in_area

LEAST_WIDTH, USUAL_WIDTH = 414, 434


class SessionForm(Card):
    """Shows one session of the plan, or one that is being made."""

    closed = Signal()
    """The user closed the form; no payload."""
    remove_requested = Signal(object)
    """The session shown is to go; payload: its id."""
    added = Signal(object)
    """A session was created; payload: its id."""

    def __init__(
        self,
        actions: Actions,
        parent: QWidget | None = None,
        *,
        today: Callable[[], dt.date] = dt.date.today,
        earliest: Callable[[int], dt.date | None] = lambda _course_id: None,
    ) -> None:
        """Show sessions; *earliest* gives the first day that suits all open picks of a course."""
        super().__init__(parent, margin=0)
        self.keep_wide(LEAST_WIDTH)
        self._actions = actions
        self._today = today
        self._plan_id: int | None = None
        self._session_id: int | None = None
        self._drafting = False
        self.tools = SessionTools(actions)
        self.message = muted_label()
        self.message.setWordWrap(True)
        self.remove_button = icon_button("delete", self.tr("Remove session"))
        self.close_button = icon_button("close", self.tr("Close the form"))
        self.create_button = PrimaryButton(self.tr("Create session"))
        self.cancel_button = flat_button(self.tr("Cancel"))
        self._lay_out_head()
        # From the outside in: what is put into another place is dressed anew with all that is in it.
        self._scroll = UpDownArea(self)
        self.fields = SessionFields(self._scroll.viewport())
        self.costs = CostsSection(actions, self.fields)
        self.fields.place_costs(self.costs, self.costs.items.form.cancel_button)
        self.people = self.fields.people
        self.seats = self.people.seats
        self._editor = SessionEditor(actions, self.fields, self.people, self, today=self._today)
        self._draft = DraftEditor(actions, self.fields, self.seats, self, earliest=earliest)
        self._lay_out()
        self._connect()
        self._courses_known = False

    @property
    def session_id(self) -> int | None:
        """The id of the session shown; None for none or a new one."""
        return self._session_id

    @property
    def drafting(self) -> bool:
        """Whether a session is being made."""
        return self._drafting

    @property
    def unfinished(self) -> bool:
        """Whether there is a draft with a course, seen or put aside."""
        return self.has_draft or (self._drafting and self.fields.course.entered() is not None)

    @property
    def has_draft(self) -> bool:
        """Whether a draft was put aside."""
        return self._draft.begun

    def show_session(self, plan_id: int, session_id: int, problems: Sequence[Problem]) -> None:
        """Show a session of the plan; a draft is put aside."""
        self._put_draft_aside()
        self._know_courses()
        if session_id != self._session_id:
            self._say("", False)
            self.fields.forget_typed()
            self.people.end()
            self._scroll.verticalScrollBar().setValue(0)
        self._plan_id, self._session_id = plan_id, session_id
        self._reload(problems)
        self._dress()

    def show_draft(self, plan_id: int, course_id: int | None, start: dt.date, picks: Sequence[int]) -> None:
        """Begin a new session of a course with these people seated."""
        self._know_courses()
        self._begin_drafting(plan_id)
        self._draft.forget()
        self._draft.begin(plan_id, course_id, start, picks)

    def resume_draft(self, plan_id: int) -> None:
        """Go on with the draft that was put aside."""
        self._know_courses()
        self._begin_drafting(plan_id)
        self._draft.resume()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the people of the session shown who have these problems."""
        if self._session_id is not None:
            self._editor.show_problems([p for p in problems if p.session_id == self._session_id])

    def refresh(self, problems: Sequence[Problem], *, courses_changed: bool) -> None:
        """Show what is in the workspace now; closes when the session is gone."""
        if courses_changed:
            self._courses_known = False
        if self._session_id is None and not self._drafting:
            return
        self._know_courses()
        if self._drafting:
            self._draft.refresh()
            return
        try:
            self._reload(problems)
        except PlanError:
            self.clear()
            self.closed.emit()

    def clear(self) -> None:
        """Show nothing; a draft is put aside."""
        self._put_draft_aside()
        self._session_id = None

    def forget(self) -> None:
        """Show nothing and give up any draft: another plan is shown."""
        self._drafting, self._session_id = False, None
        self._draft.forget()

    def select_person(self, person_id: int) -> None:
        """Select a person in the session and bring the list of people into view."""
        self.seats.select(person_id)
        self._scroll.ensureWidgetVisible(self.seats)

    def take_focus(self) -> None:
        """Put the cursor where one goes on: the course of a new session, else the start date."""
        empty = self.fields.course.entered() is None
        (self.fields.course if empty else self.fields.first_date).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _reload(self, problems: Sequence[Problem]) -> None:
        assert self._plan_id is not None
        assert self._session_id is not None
        own = [problem for problem in problems if problem.session_id == self._session_id]
        self._editor.show(self._plan_id, self._session_id, own)
        row = self._editor.detail.row
        self.set_title(f"{row.code} · {row.course_title}")
        self.costs.show_session(self._plan_id, row.id)
        fellows = self._actions.read(list_sessions_of_course, self._plan_id, row.course_id)
        self.tools.show_session(row, fellows)
        self.fields.offer_places(*self._actions.read(known_places))

    def _begin_drafting(self, plan_id: int) -> None:
        self._plan_id, self._session_id, self._drafting = plan_id, None, True
        self._say("", False)
        self.fields.forget_typed()
        self._scroll.verticalScrollBar().setValue(0)
        self.set_title(self.tr("New session"))
        self.fields.offer_places(*self._actions.read(known_places))
        self._dress()

    def _put_draft_aside(self) -> None:
        if self._drafting:
            self._draft.put_aside()
            self._drafting = False

    def _know_courses(self) -> None:
        if not self._courses_known:
            self._courses_known = True
            self.fields.offer_courses(CourseChoices(self._actions, with_days))
            self._draft.offer(CourseBook(partial(self._actions.read, list_courses)))

    def _dress(self) -> None:
        for button in (self.create_button, self.cancel_button):
            button.setVisible(self._drafting)
        if self._drafting:
            self.tools.cancel.hide()
        self.remove_button.setVisible(not self._drafting)
        self.tools.setVisible(not self._drafting)
        self.tools.copy.setVisible(not self._drafting)
        if self._drafting:
            self.people.show_draft()
            self.fields.equipment.hide()
            self.costs.hide()
        else:
            self.costs.show()
            self.fields.code.setPlaceholderText("")

    def _lay_out_head(self) -> None:
        self.body.setSpacing(0)
        self.body.setContentsMargins(1, 1, 1, 7)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 8, 8)
        self.body.removeWidget(self.heading)
        self.heading.setWordWrap(True)
        head.addWidget(self.heading, 1)
        head.addWidget(self.tools.copy, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.tools.setContentsMargins(10, 0, 10, 6)
        self.body.addWidget(self.tools)
        self.message.setContentsMargins(16, 0, 16, 8)
        self.body.addWidget(self.message)

    def _lay_out(self) -> None:
        scroll = self._scroll
        self.fields.setProperty("plain", True)
        scroll.setWidget(self.fields)
        self.body.addWidget(scroll, 1)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addWidget(self.tools.cancel)  # far from what closes the form
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.create_button)
        self.body.addWidget(self._foot)

    def _connect(self) -> None:
        self.fields.finished.connect(self._finish)
        self.fields.refused.connect(self._refuse)
        self.fields.days.add_requested.connect(self._add_day)
        self.seats.add_requested.connect(self._add)
        self.seats.remove_requested.connect(self._remove)
        self.seats.status_requested.connect(self._editor.set_status)
        self.seats.order_requested.connect(self._editor.move_in_queue)
        self.seats.list.chosen.connect(self._follow_selected)
        self.people.kept.count_requested.connect(self._editor.keep_seats)
        self.people.attendance.saved.connect(self._attend)
        self.fields.equipment.count_requested.connect(self._editor.ask_for)
        self.tools.said.connect(self._say)
        self.tools.made.connect(self.added)
        self._editor.said.connect(self._say)
        self._draft.said.connect(self._say)
        self.close_button.clicked.connect(self._close)
        self.remove_button.clicked.connect(lambda: self.remove_requested.emit(self._session_id))
        self.cancel_button.clicked.connect(self._cancel)
        self.create_button.clicked.connect(self._create)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            done = QShortcut(QKeySequence(keys), self)
            done.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            done.activated.connect(self._end)
        self.create_button.setToolTip(self.tr("Ctrl+Enter"))

    def _end(self) -> None:
        """Create the session that is being made, or close the one that is shown; what is typed counts."""
        if (focused := QApplication.focusWidget()) is not None and self.isAncestorOf(focused):
            focused.clearFocus()
        if self._drafting:
            self._create()
        else:
            self._close()

    def _finish(self, name: str) -> None:
        if self._drafting:
            self._draft.finish(name)
        elif self._session_id is not None:
            self._editor.finish(name)

    def _add(self, pick_ids: Sequence[int]) -> None:
        (self._draft if self._drafting else self._editor).add(pick_ids)
        if not self.seats.add_all.isVisible():
            # The button that had the keys is gone: they go on where the people are seen now.
            self.seats.list.setFocus(Qt.FocusReason.OtherFocusReason)
            show_in_area(self.seats)

    def _follow_selected(self) -> None:
        self.tools.selected_person = self.seats.selected_person()

    def _remove(self, pick_ids: Sequence[int]) -> None:
        (self._draft if self._drafting else self._editor).remove(pick_ids)

    def _add_day(self) -> None:
        days, room = self.fields.days.entered(), self.fields.entered("room")
        self.fields.days.append(self._actions.read(next_day, days, room))

    def _attend(self, absent: Collection[int], partly: Mapping[int, Decimal]) -> None:
        if self._editor.attend(self._today(), absent, partly):
            self.people.end()
            self.seats.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, sentence: str) -> None:
        self._say(sentence, True)

    def _say(self, sentence: str, refused: bool) -> None:
        self.message.setText(sentence)
        self.message.setProperty("muted", not refused)
        self.message.setProperty("problem", refused)
        self.message.style().polish(self.message)
        self.message.setVisible(bool(sentence))

    def _create(self) -> None:
        session_id = self._draft.create()
        if session_id is not None:
            self._drafting = False
            self._draft.forget()
            self.added.emit(session_id)

    def _cancel(self) -> None:
        self._drafting = False
        self._draft.forget()
        self.closed.emit()

    def _close(self) -> None:
        self.clear()
        self.closed.emit()
