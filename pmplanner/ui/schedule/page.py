"""The Schedule page: sessions, what clashes, what is still to schedule, and the session form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QByteArray, QDate, QRect, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pmplanner.services.calendar.site_days import first_open_day
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.managers import Managers, direct_managers
from pmplanner.services.plans.plans import PlanRow, list_plans
from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.causes import Cause
from pmplanner.services.sessions.seating import open_picks, unseat
from pmplanner.services.sessions.sessions import SessionRow, session_detail
from pmplanner.services.views.backlog import CourseToSchedule
from pmplanner.services.views.schedule_page import Outlook, view_outlook, view_problems
from pmplanner.services.views.timeline import TABLES, TimelineRows, read_timeline, update_timeline
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.core.saved_views import State
from pmplanner.ui.schedule.auto.panel import AutoPanel
from pmplanner.ui.schedule.backlog.backlog import Backlog
from pmplanner.ui.schedule.below import BelowPanel, RowsSplitter
from pmplanner.ui.schedule.form.form import USUAL_WIDTH, SessionForm
from pmplanner.ui.schedule.list.session_list import SessionList
from pmplanner.ui.schedule.load.panel import LoadPanel
from pmplanner.ui.schedule.problems_panel import ProblemsPanel
from pmplanner.ui.schedule.selection import Selection
from pmplanner.ui.schedule.session_edits import SessionEdits
from pmplanner.ui.schedule.texts import session_sentence
from pmplanner.ui.schedule.views import FIRST_STATE, SessionViews, ViewHead
from pmplanner.ui.translation import plural, put, user_locale
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import MANY_PEOPLE, Errand
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.import_button import import_button
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.tab_order import tab_in_order

if TYPE_CHECKING:
    from pmplanner.services.views.load import LoadBook, LoadKind


def _today() -> dt.date:
    day = QDate.currentDate()
    return dt.date(day.year(), day.month(), day.day())


def _weighty(rows: Mapping[int, SessionRow]) -> list[tuple[object, ...]]:
    """What of sessions people and texts about them depend on; problems tell by themselves of a change."""
    return [(row.id, row.code, row.course_id, row.status, row.seats_max) for row in rows.values()]


class SchedulePage(Page):
    """Puts sessions on dates and people in the seats."""

    new_plan_requested = Signal()
    """There is no plan and one is wanted; no payload."""
    plan_requested = Signal()
    """Nothing is picked and the Plan page is wanted; no payload."""
    import_requested = Signal(str)
    """Rows are to be brought in from a file; payload: the layout."""
    open_requested = Signal(str, object)
    """The page of something is wanted; payload: person or course, and the id."""

    paper_requested = Signal(str, object, str)
    """A paper of a session is wanted; payload: its kind, None for everybody, and the code of the session."""
    picture_requested = Signal(str, object)
    """A picture or its table is wanted; payload: the Task and the Picture."""

    help = "schedule"
    watches: ClassVar[frozenset[str]] = TABLES | {
        "completion",
        "equivalent",
        "exemption",
        "own_fact",
        "pick",
        "pick_decision",
        "prerequisite",
        "session_equipment",
    }

    def __init__(
        self, actions: Actions, parent: QWidget | None = None, *, today: Callable[[], dt.date] = _today
    ) -> None:
        super().__init__(actions, parent)
        self._today = today
        self._plan_id: int | None = None
        self._timeline: TimelineRows | None = None
        self._rows: Mapping[int, SessionRow] = {}
        self._outlook = Outlook()
        self._listed_plan: int | None = None
        """The plan of which it is shown what is to schedule."""
        self._reading = Errand(self, self._take_backlog)
        self._managers = Managers({}, {})
        self._new_action = QAction(icon("plus", "on_accent"), self.tr("New session"), self)
        self._new_action.setShortcut(QKeySequence(self.tr("Ctrl+N")))
        self._new_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._auto_action = QAction(self.tr("Schedule automatically"), self)
        self._auto_action.setIconText(self.tr("Automatic"))
        self.addAction(self._new_action)
        self.header = PageHeader(self.tr("Schedule"), self)
        head = ViewHead(self.header, actions, self)
        self.import_button = import_button(
            (
                ("picks", self.tr("Picks with seats…"), self.tr("Who sits in which session.")),
                ("absences", self.tr("Absences…"), self.tr("When people and trainers are away.")),
                ("closures", self.tr("Closures…"), self.tr("Holidays and days on which nobody is trained.")),
            ),
            self.import_requested.emit,
            self.header,
        )
        self.new_button = plain_button(self.tr("New session"), self.header)
        self.header.add_right(self.import_button)
        self.header.add_right(self.new_button)
        self.selection = Selection(self)
        self.edits = SessionEdits(actions, self)
        # From the outside in: what is put into another place is dressed anew with all that is in it.
        self._stack = QStackedWidget(self)
        self._content = QSplitter(self._stack)
        self._left = RowsSplitter(self._content)
        self.views = SessionViews(self.edits, self.selection, today(), head, self._left)
        self.below = BelowPanel(self._left)
        self.load = LoadPanel(self._facts_of_load, self._read_load, self.below.place)
        self.backlog = Backlog(self.below.place)
        self.problems = ProblemsPanel(actions.problem_monitor, actions.in_words, self.below.place)
        self.form = SessionForm(actions, self._content, today=today, earliest=self._earliest)
        self.auto = AutoPanel(actions, self._content, today=today)
        self._make_hints()
        self._lay_out()
        self._connect()
        self.views.show_view("timeline")
        # What an edit leaves to do takes longer to find than the edit; it follows when the
        # window has shown the edit, once for several edits in a row.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._catch_up)
        self._fixes_later = QTimer(self, singleShot=True, interval=0)
        self._fixes_later.timeout.connect(self.problems.show_fixes_again)
        actions.problem_monitor.changed.connect(self._follow_problems)
        actions.problem_monitor.followed.connect(self._follow_fixes)

    @property
    def list(self) -> SessionList:
        """The sessions as a list."""
        return self.views.list

    def hint_place(self) -> tuple[QWidget, QRect] | None:
        """What is to be scheduled."""
        return (self.backlog, self.backlog.rect()) if self.backlog.isVisible() else None

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The panels and buttons that change things."""
        areas = (self.form, self.auto, self.problems, self.new_button, self.backlog.new)
        return (*areas, self.import_button)

    def refresh(self, change: Change | None) -> None:
        """Show the sessions now, and what they leave to do right after."""
        for _ in self._refresh(change):
            pass

    def refresh_in_steps(self) -> Iterator[None]:
        """Show sessions, people, and what is left to do, one after the other."""
        yield from self._refresh(None)
        if self.load.isVisibleTo(self):
            self.load.catch_up()
            yield

    def _refresh(self, change: Change | None) -> Iterator[None]:
        plan_id = self.actions_.plan_id
        if plan_id != self._plan_id:
            self._plan_id = plan_id
            self.form.forget()
            self.form.hide()
            self.auto.forget()
            change = None
        before = self._rows
        self._show_rows(change)
        yield
        if change is None or change.touches("person"):
            self._offer_people()
        self._narrow()
        yield
        if change is None:
            self._catch_up()
        else:
            self.views.show_sessions(tuple(self._rows.values()), self._known_problems())
            if change.tables != {"session"} or _weighty(before) != _weighty(self._rows):
                self._later.start()
            else:
                self._say()
        courses_changed = change is None or change.touches("course", "own_fact")
        self.form.refresh(self._outlook.problems, courses_changed=courses_changed)
        self._show_stack()
        yield

    def _show_rows(self, change: Change | None) -> None:
        """Read the sessions, or only those that an edit touched, and show them."""
        touched: frozenset[int] | None = None
        if self._plan_id is None:
            self._timeline = None
        elif change is None or self._timeline is None:
            self._timeline = self.actions_.read(read_timeline, self._plan_id)
        else:
            self._timeline, touched = self.actions_.read(update_timeline, self._timeline, change.keys)
        self._rows = {} if self._timeline is None else self._timeline.sessions
        self.edits.know(self._rows)
        self.views.show_timeline(self._timeline, touched)
        self.selection.keep(self._rows)

    def _offer_people(self) -> None:
        """Offer managers and teams as filters."""
        self._managers = self.actions_.read(direct_managers)
        self.views.filters.offer(self._managers, self._teams().values())

    def _teams(self) -> dict[int, str]:
        """Return the teams of all people."""
        lanes = {} if self._timeline is None else self._timeline.known["person"]
        return {int(key): lane.note for key, lane in lanes.items()}

    def _narrow(self) -> None:
        """Show the sessions of the people whom the filters leave."""
        self.views.narrow(self.views.filters.choice().people(self._managers, self._teams()))
        self.views.saved.follow()

    def view_state(self) -> dict[str, str]:
        """Return view, lanes and filters, which a view with a name keeps."""
        return self.views.state()

    def first_view_state(self) -> dict[str, str]:
        """Return how the page is at first."""
        return dict(FIRST_STATE)

    def show_saved_view(self, name: str) -> bool:
        """Show the view of this name."""
        return self.views.saved.choose(name)

    def show_view_state(self, state: State) -> None:
        """Show sessions as a view with a name has them."""
        self.views.show_state(state)

    def primary_action(self) -> QAction:
        """Schedule automatically."""
        return self._auto_action

    def reveal(self, kind: str, row_id: int) -> None:
        """Select the session of that id and show its form."""
        if kind == "session" and self.views.select(row_id):
            self._show_session(row_id)
            self.views.reveal_soon()

    def focus_home(self) -> QWidget | None:
        """The sessions, or the button of the hint where there are none."""
        shown = self._stack.currentWidget()
        return self.views.view_widget() if shown is self._content else first_focusable(shown)

    def begin_new(self) -> None:
        """Begin a new session, or go on with the one that was put aside."""
        self._new_session()

    def export_scope(self) -> ExportScope | None:
        """What the filters leave; None when they leave everything."""
        shown = self.list.shown_ids()
        if self._plan_id is None or len(shown) == len(self._rows):
            return None
        return ExportScope(plan_id=self._plan_id, session_ids=shown)

    def unfinished(self) -> str:
        """Say that a run, its proposal, or a session that is being made would be lost."""
        if self.auto.is_running:
            return self.tr("The automatic schedule is running and would end without a result.")
        if self.auto.changes():
            return self.tr("The proposal of the automatic schedule is not accepted yet and would be lost.")
        if self.form.unfinished:
            return self.tr("A new session is not created yet and would be lost.")
        return ""

    def end_work(self) -> None:
        """End the automatic schedule, which runs in a process of its own, and what is read beside."""
        self.auto.forget()
        self.load.end_work()
        self._reading.end()

    def save_state(self, settings: QSettings) -> None:
        """Remember filters, order, widths and how the room is shared."""
        self.views.save_state(settings)
        self.load.save_state(settings)
        self.below.save_state(settings)
        self._left.save_state(settings)
        for name, splitter in self._splitters.items():
            settings.setValue(f"schedule/{name}", splitter.saveState())

    def restore_state(self, settings: QSettings) -> None:
        """Take filters, order, widths and how the room is shared as they were left."""
        self.views.restore_state(settings)
        self.views.saved.know(settings)
        self.load.restore_state(settings)
        self.below.restore_state(settings)
        self._left.restore_state(settings)
        for name, splitter in self._splitters.items():
            state = settings.value(f"schedule/{name}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def _make_hints(self) -> None:
        self.no_plan = EmptyHint(
            "plan",
            self.tr("There is no plan yet"),
            self.tr("Sessions belong to a plan. Create one, pick courses for people, and come back."),
        )
        self.no_plan_button = self.no_plan.add_action(self.tr("New plan"), primary=True)
        self.no_picks = EmptyHint(
            "schedule",
            self.tr("Nothing is picked yet"),
            self.tr("Pick courses for people on the Plan page; here they are put on dates."),
        )
        self.no_picks_button = self.no_picks.add_action(self.tr("Go to Plan"), primary=True)

    def _lay_out(self) -> None:
        left, whole = self._left, self._content
        for key, title, panel, tools in (
            ("load", self.tr("Load"), self.load, self.load.tools),
            ("backlog", self.tr("To schedule"), self.backlog, self.backlog.tools),
            ("problems", self.tr("Problems"), self.problems, QWidget()),
        ):
            self.below.add(key, title, panel, tools, panel.wanted_height)
        left.hold(self.views, self.below, self.views.wanted_height)
        whole.setChildrenCollapsible(False)
        for place, widget in enumerate((left, self.form, self.auto)):
            whole.insertWidget(place, widget)
            whole.setStretchFactor(place, int(widget is left))
        whole.resize(640, 480)  # sizes keep their proportion only where there is room for them
        whole.setSizes([1000, USUAL_WIDTH, USUAL_WIDTH])
        self.views.setMinimumHeight(140)
        self._splitters = {"sides": whole}
        for each in (whole, self.no_plan, self.no_picks):
            self._stack.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        tab_in_order(self.views.timeline, self.views.timeline.corner)
        self.form.hide()

    def _connect(self) -> None:
        self._new_action.triggered.connect(self._new_session)
        self.new_button.clicked.connect(self._new_action.trigger)
        self._auto_action.triggered.connect(self._open_auto)
        self.auto.closed.connect(self._close_form)
        self.auto.proposed.connect(self.views.propose)
        self.auto.open_requested.connect(self.open_requested)
        self.list.new_requested.connect(self._new_session)
        self.selection.changed.connect(self._on_chosen)
        self.views.filters.changed.connect(self._narrow)
        self.views.opened.connect(self._open)
        self.edits.made.connect(self._show_made)
        self.edits.paper_requested.connect(self.paper_requested)
        self.views.moved.connect(self._align)
        self.load.table.week_wanted.connect(self.views.timeline.go_to)
        for part in (self.views.timeline, self.list, self.load):
            part.picture.requested.connect(self.picture_requested)
        self.load.said.connect(self._say_load)
        self.load.open_requested.connect(self._open_from_load)
        self.load.fitted.connect(self.below.fit)
        self.problems.session_requested.connect(self._show_problem)
        self.problems.take_out_requested.connect(self._take_out)
        self.problems.fix_requested.connect(self._fix)
        self.backlog.session_requested.connect(self._schedule_course)
        self.views.turned.connect(lambda key: self.backlog.show_drag_hint(key == "timeline"))
        self.backlog.seats_requested.connect(self._seat_in_free)
        self.backlog.people_requested.connect(self._name_people)
        self.form.closed.connect(self._close_form)
        self.form.remove_requested.connect(lambda session_id: self.edits.remove([session_id]))
        self.form.added.connect(self._show_added)
        self.no_plan_button.clicked.connect(self.new_plan_requested)
        self.no_picks_button.clicked.connect(self.plan_requested)

    def _follow_problems(self) -> None:
        """Show other problems: a room or an acceptance makes some without touching anything else here."""
        if self.isVisible() and not self._stale:
            self._later.start()
        else:
            self._stale = True

    def _follow_fixes(self) -> None:
        """Look again for what solves a problem: a trainer or a closure may offer something new."""
        if self.isVisible() and not self._stale:
            self._fixes_later.start()
        else:
            self._stale = True

    def _catch_up(self) -> None:
        """Find what the sessions leave to do, and show it."""
        self._reading.stop()
        self._outlook = Outlook() if self._plan_id is None else self._find_outlook(self._plan_id)
        outlook = self._outlook
        self.views.show_sessions(tuple(self._rows.values()), outlook.problems)
        self.problems.show_problems(outlook.problems, outlook.names, self._rows)
        self._show_backlog()
        self.load.refresh()
        self.form.show_problems(outlook.problems)
        self._show_stack()
        self._say()

    def _find_outlook(self, plan_id: int) -> Outlook:
        """Return the problems and what is to schedule; of many people the latter is read beside the window.

        Until it has come, what was to schedule before stands.
        """
        known = self.actions_.problem_monitor.known(plan_id)
        self._later.stop()  # the first look at the problems has just told of itself
        before, same = self._outlook, self._listed_plan == plan_id
        self._listed_plan = plan_id
        if known is None or len(known[0].people) <= MANY_PEOPLE or not (same and before.to_schedule):
            return self.actions_.read(view_outlook, plan_id, self._today(), known)
        own, today, workspace = known[0].copy(), self._today(), self.actions_.workspace

        def work(_progress: Progress) -> Outlook:
            with workspace.read() as db:
                return view_outlook(db, plan_id, today, (own, ()))

        self._reading.begin(work)
        return replace(
            view_problems(*known),
            to_schedule=before.to_schedule,
            picks=before.picks,
            unapproved=before.unapproved,
        )

    def _take_backlog(self, found: Outlook) -> None:
        self._outlook = replace(
            self._outlook, to_schedule=found.to_schedule, picks=found.picks, unapproved=found.unapproved
        )
        self._show_backlog()
        self._show_stack()
        self._say()

    def _show_backlog(self) -> None:
        outlook = self._outlook
        self.views.say_picks(outlook.picks - outlook.scheduled)
        self.backlog.show_rows(outlook.to_schedule, outlook.unapproved)
        self._count_below()

    def _known_problems(self) -> tuple[Problem, ...]:
        """Return the open problems as they are known by now, so that nothing is painted twice for them."""
        known = None if self._plan_id is None else self.actions_.problem_monitor.known(self._plan_id)
        if known is None:
            return self._outlook.problems
        return tuple(problem for problem in known[1] if problem.accepted is None)

    def _count_below(self) -> None:
        """Say on the tabs how much there is."""
        picks, problems = sum(row.people for row in self._outlook.to_schedule), self.problems.shown()
        self.below.count("backlog", format_number(picks) if picks else "")
        self.below.count("problems", format_number(problems) if problems else "")
        self.below.fit()

    def _align(self) -> None:
        """Put the weeks of the load below those of the timeline, and leave enough lanes of it to be seen."""
        self.load.show_axis(self.views.axis())
        self._left.share()

    def _facts_of_load(self) -> Facts | None:
        """Return the facts that the problems are found in."""
        if self._plan_id is None:
            return None
        facts = self.actions_.problem_monitor.facts(self._plan_id)
        if facts is None or facts.plan_id != self._plan_id:  # nobody looks for problems of an archived plan
            facts = self.actions_.read(gather_facts, self._plan_id)
        return facts

    def _read_load(self, kind: LoadKind, facts: Facts) -> LoadBook:
        """Read the load of teams, rooms or trainers; it touches no widget and may be in a thread beside."""
        # NumPy takes its time to load: not before the load is seen.
        from pmplanner.services.views.load import view_load

        weekday = user_locale().firstDayOfWeek().value - 1
        return self.actions_.read(view_load, facts.plan_id, kind, weekday, facts)

    def _say_load(self, sentence: str) -> None:
        if sentence:
            self.selection_said.emit(sentence)
        else:
            self._say()

    def _open_from_load(self, kind: str, row_id: int) -> None:
        if kind == "session":
            self.reveal(kind, row_id)
        else:
            self.open_requested.emit(kind, row_id)

    def _show_stack(self) -> None:
        if self._plan_id is None:
            shown: QWidget = self.no_plan
        elif self._rows or self._outlook.picks or self.form.drafting:
            shown = self._content
        else:
            shown = self.no_picks
        self._stack.setCurrentWidget(shown)
        self.views.show_head(shown is self._content)
        self.new_button.setVisible(shown is not self.no_plan)
        self._new_action.setEnabled(self._plan_id is not None)
        self._auto_action.setEnabled(shown is self._content)

    def _on_chosen(self) -> None:
        """Show what is selected in the form; the list opens it, the others wait for a double-click."""
        ids = self.selection.ids
        if len(ids) == 1 and (self.views.shown() == "list" or self.form.isVisible()):
            self._show_session(ids[0])
        elif len(ids) != 1 and (ids or not self.form.drafting):
            self.form.clear()
            self.form.hide()
        self._say()

    def _show_session(self, session_id: int) -> None:
        if self._plan_id is not None and session_id in self._rows and self.form.session_id != session_id:
            self.form.show_session(self._plan_id, session_id, self._outlook.problems)
            self._show_form()

    def _show_form(self) -> None:
        self.auto.put_aside()
        self.form.show()
        self._show_stack()

    def _open(self, session_id: int) -> None:
        """Enter or a double-click: go to the form."""
        self._show_session(session_id)
        self._show_form()
        self.views.reveal_soon()
        self.form.take_focus()

    def _open_auto(self) -> None:
        """Schedule automatically, in the place of the form."""
        self.form.clear()
        self.form.hide()
        self.auto.open()

    def _close_form(self) -> None:
        self.form.hide()
        if self.views.shown() == "list":
            self.selection.choose(())
        self._show_stack()
        if self._stack.currentWidget() is self._content:
            self.views.view_widget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_session(self) -> None:
        if self._plan_id is None:
            return
        if self.form.has_draft:
            self.form.resume_draft(self._plan_id)
        elif not self.form.drafting:
            self.form.show_draft(self._plan_id, None, self._first_day(), ())
        self._after_draft()

    def _schedule_course(self, row: CourseToSchedule) -> None:
        if self._plan_id is not None:
            start = row.earliest or self._first_day()
            self.form.show_draft(self._plan_id, row.course_id, start, row.pick_ids)
            self._after_draft()

    def _seat_in_free(self, row: CourseToSchedule) -> None:
        """Seat those who can come to a session with seats; what is left is offered next."""
        if row.seats is not None and row.seats.session_id in self._rows:
            self.edits.seat(row.seats.session_id, row.seats.pick_ids)
            self.views.select(row.seats.session_id)

    def _name_people(self, row: CourseToSchedule) -> None:
        if self._plan_id is not None:
            found = self.actions_.read(open_picks, self._plan_id, row.course_id)
            self.backlog.show_people(row, [pick for pick in found if pick.is_approved])

    def _after_draft(self) -> None:
        self._show_form()
        self.selection.choose(())
        self.form.take_focus()

    def _earliest(self, course_id: int) -> dt.date | None:
        """The first day that suits all who have an open pick of a course; None where none does."""
        rows = (row for row in self._outlook.to_schedule if row.course_id == course_id)
        return next((row.earliest for row in rows), None)

    def _first_day(self) -> dt.date:
        """The first day of the plan that is open and not past."""
        plan = self._plan()
        day = max(self._today(), plan.first_day)
        return self.actions_.read(first_open_day, day if day <= plan.last_day else plan.first_day)

    def _plan(self) -> PlanRow:
        return next(plan for plan in self.actions_.read(list_plans) if plan.id == self._plan_id)

    def _show_added(self, session_id: int) -> None:
        self.views.select(session_id)
        self.views.view_widget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_made(self, session_id: int) -> None:
        self.views.select(session_id)

    def _show_problem(self, problem: Problem) -> None:
        self.reveal("session", problem.session_id)
        if problem.person_id is not None:
            self.form.select_person(problem.person_id)

    def _fix(self, about: Cause | Problem, fix: Fix) -> None:
        self.actions_.apply_fix(about, fix)

    def _take_out(self, problem: Problem, session_id: int) -> None:
        detail = self.actions_.read(session_detail, session_id)
        seats = [seat.id for seat in detail.seats if seat.person_id == problem.person_id]
        if problem.person_id is not None:
            label = Label.of("seat.remove", people=People.of([problem.person_id]), session=detail.row.code)
            self.actions_.do(label, unseat, seats)

    def _say(self) -> None:
        """Say what is selected, or how far the plan is."""
        rows = [self._rows[session_id] for session_id in self.selection.ids if session_id in self._rows]
        if self._plan_id is None:
            sentence = ""
        elif len(rows) == 1:
            here = sum(problem.session_id == rows[0].id for problem in self._outlook.problems)
            sentence = session_sentence(rows[0], here)
        elif rows:
            sentence = put(self.tr("%1 sessions selected"), format_number(len(rows)))
        else:
            sentence = self._summary()
        self.selection_said.emit(sentence)

    def _summary(self) -> str:
        clashes = self.problems.shown()
        scheduled, picks = format_number(self._outlook.scheduled), format_number(self._outlook.picks)
        return " · ".join(
            (
                plural(len(self._rows), "1 session", "%1 sessions"),
                put(self.tr("%1 of %2 picks scheduled"), scheduled, picks),
                plural(clashes, "1 problem", "%1 problems"),
            )
        )
