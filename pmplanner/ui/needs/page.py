"""The page of needs: what is missing, role tracks side by side, skills; a switch chooses the view."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.plans.picks import pick_required
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.needs.gap_reader import GapReader
from pmplanner.ui.needs.people_filter import PeopleFilter
from pmplanner.ui.needs.view import NeedsView
from pmplanner.ui.needs.view_list import VIEWS
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.tab_order import tab_in_order

SETTINGS = "needs/"

NEEDS = frozenset(
    {
        *("person", "employment", "person_track", "track", "path_item", "path_group", "plan", "plan_scope"),
        *(
            "course",
            "own_fact",
            "equivalent",
            "completion",
            "exemption",
            "pick",
            "pick_decision",
            "seat",
            "session",
            "session_day",
        ),
    }
)
"""What needs follow from."""
SKILLS = frozenset({"skill", "course_skill", "track_skill"})
CERTIFICATES = frozenset({"certificate", "course_certificate", "person_certificate"})
SEATS = frozenset(
    {
        *("absence", "blackout", "closure", "policy", "prerequisite", "reservation", "site"),
        "workspace_setting",
    }
)
"""Who can be seated where follows from these, too."""


class NeedsPage(Page):
    """Shows one of the views; each is made when it is chosen first."""

    help = "needs"
    watches: ClassVar[frozenset[str]] = NEEDS | SKILLS | SEATS | CERTIFICATES

    new_plan_requested = Signal()
    """The user wants a first plan; no payload."""
    import_people_requested = Signal()
    """The user wants to import people; no payload."""
    open_requested = Signal(str, object)
    """Show something on its own page; payload: such as "person" or "course", and its id."""
    picture_requested = Signal(str, object)
    """A picture or its table is wanted; payload: the Task and the Picture."""
    role_change_requested = Signal(object)
    """Somebody is to change role; payload: the id of the person, None to choose one."""
    shortest_requested = Signal(object)
    """The fewest days for some people are wanted; payload: their ids, None to choose."""
    import_requested = Signal(str)
    """A file of rows is to be imported; payload: the layout."""
    reminders_requested = Signal(object, object)
    """Mails about what expires are wanted; payload: the Runway, and the lines of which to tell."""
    export_requested = Signal(str, str)
    """The user wants a file of what is shown; payload: the layout, and what it goes by."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        # Before the page hears of changes: it asks what is free now, which the monitor has to know by then.
        monitor = actions.problem_monitor
        super().__init__(actions, parent)
        self._monitor = monitor
        self.needs = GapReader(actions, self)
        self._made: dict[str, NeedsView] = {}
        self._primary = QAction(tr("Pick what is missing"), self)
        self._primary.setIconText(tr("Pick"))
        self._settings: QSettings | None = None
        self.header = PageHeader(tr("Needs"), self)
        self.switch = SegmentedControl(self.header, tr("What to show"))
        for each in VIEWS:
            self.switch.add(each.key, tr(each.title))
        self.header.add_left(self.switch)
        self.filter = PeopleFilter(self)
        self._stack = QStackedWidget(self)
        self.no_plan = EmptyHint(
            "plan",
            tr("There is no plan yet"),
            tr("Needs are those of a plan: make one, and see what its people miss."),
            self,
        )
        self.nobody = EmptyHint(
            "people",
            tr("Nobody counts in this plan"),
            tr("Needs are those of people with a track. Import the people from a file first."),
            self,
        )
        self.waiting = EmptyHint("needs", tr("Looking at what everybody needs…"), "", self)
        for hint in (self.no_plan, self.nobody, self.waiting):
            self._stack.addWidget(hint)
        as_column(self, self.header, self.filter, (self._stack, 1), margins=(20, 16, 20, 16), spacing=12)
        self._connect()

    def _connect(self) -> None:
        self.switch.chosen.connect(self._choose)
        self.needs.read_anew.connect(self._offer_people)
        self.needs.changed.connect(self._show_needs)
        self.filter.changed.connect(self._sift)
        self.filter.search.to_results.connect(lambda: self.view.go_to_results())
        self._primary.triggered.connect(self._pick_missing)
        self.no_plan.add_action(tr("New plan"), primary=True).clicked.connect(self.new_plan_requested)
        bring_in = self.nobody.add_action(tr("Import people"), primary=True, icon_name="import")
        bring_in.clicked.connect(self.import_people_requested)

    # The views

    @property
    def view(self) -> NeedsView:
        """The view that is chosen, made when it is asked for first."""
        key = self.switch.current()
        view = self._made.get(key)
        if view is None:
            entry = next(entry for entry in VIEWS if entry.key == key)
            view = self._made[key] = entry.make(self.actions_, self.needs, self.header, self)
            self._stack.addWidget(view)
            # Its controls are made later than the filter, and stand above it.
            tab_in_order(self.filter, view.controls())
            view.selection_said.connect(self.selection_said)
            view.open_requested.connect(self.open_requested)
            view.people_changed.connect(self._show_primary)
            view.everybody_requested.connect(self.filter.clear)
            view.export_requested.connect(self.export_requested)
            view.picture_requested.connect(self.picture_requested)
            view.role_change_requested.connect(self.role_change_requested)
            view.shortest_requested.connect(self.shortest_requested)
            view.import_requested.connect(self.import_requested)
            view.reminders_requested.connect(self.reminders_requested)
            view.people_changed.connect(self._show_primary)
            if self._settings is not None:
                view.restore_state(self._settings)
        return view

    def show_view(self, key: str) -> None:
        """Show the view of this key."""
        self.switch.select(key)
        self._choose()

    def show_part(self, key: str) -> None:
        """Show the view of this key."""
        self.show_view(key)

    def _choose(self) -> None:
        self.selection_said.emit("")
        self.refresh(None)

    # What the frame asks

    def primary_action(self) -> QAction | None:
        """Pick what is missing, for whom the view shows."""
        return self._primary

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The panels in which things are changed."""
        return tuple(area for view in self._made.values() for area in view.editing_areas())

    def refresh(self, change: Change | None) -> None:
        """Read the needs anew and show the view."""
        self.needs.read(self.actions_.plan_id)
        self._show_stack()
        if self.actions_.plan_id is not None:
            self.view.refresh(change)

    def export_scope(self) -> ExportScope | None:
        """What the filter leaves, or the view."""
        book, scope = self.needs.book, self.view.export_scope()
        if not self.view.uses_filter or book is None or len(self.needs.people) == len(book.people):
            return scope
        return replace(scope or ExportScope(), person_ids=set(self.needs.people))

    def focus_home(self) -> QWidget | None:
        """Where the view is at home; the hint where there is none."""
        shown = self._stack.currentWidget()
        if isinstance(shown, NeedsView):
            return shown.focus_home()
        return first_focusable(shown) or first_focusable(self.header)

    def end_work(self) -> None:
        """Read no more."""
        self.needs.stop()

    def save_state(self, settings: QSettings) -> None:
        """Keep which view is shown, and what each keeps."""
        settings.setValue(SETTINGS + "view", self.switch.current())
        self.filter.save_state(settings)
        for view in self._made.values():
            view.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        """Show the view that was shown; each takes what it kept when it is made."""
        self._settings = settings
        self.filter.restore_state(settings)
        key = str(settings.value(SETTINGS + "view", ""))
        if key in self.switch.keys():  # noqa: SIM118 - a method of the control
            self.switch.select(key)
        for view in self._made.values():
            view.restore_state(settings)

    # Showing

    def _show_stack(self) -> None:
        view = self.view
        book = self.needs.book
        if self.actions_.plan_id is None:
            shown: QWidget = self.no_plan
        elif book is None:
            shown = self.waiting if view.uses_filter and self.needs.is_reading else view
        else:
            shown = view if book.people else self.nobody
        self._stack.setCurrentWidget(shown)
        self.filter.setVisible(shown is view and view.uses_filter)
        for each in self._made.values():
            each.show_controls(each is shown)
        self._show_primary()

    def _offer_people(self) -> None:
        if self.needs.book is not None:
            self.filter.offer(self.needs.book)
            self._sift()

    def _sift(self) -> None:
        if self.needs.book is not None:
            self.needs.show_people(self.filter.people(self.needs.book))

    def _show_needs(self) -> None:
        self._show_stack()
        self.view.show_needs()

    def _missing(self) -> tuple[set[int], Decimal]:
        """Return which of the people shown miss something that can be picked, and how many days."""
        book, people = self.needs.book, self.view.people_shown()
        if book is None:
            return set(), Decimal(0)
        lines = [
            line
            for line in book.lines
            if line.is_missing and not line.is_put_aside and (people is None or line.person_id in people)
        ]
        return {line.person_id for line in lines}, sum((line.days for line in lines), Decimal(0))

    def _show_primary(self) -> None:
        people, days = self._missing()
        self._primary.setEnabled(bool(people))
        if people:
            self._primary.setToolTip(
                plural(
                    len(people),
                    "Pick the %2 days that 1 person misses",
                    "Pick the %2 days that %1 people miss",
                    format_days(days),
                )
            )
        else:
            self._primary.setToolTip(tr("Nothing is missing that could be picked"))

    def _pick_missing(self) -> None:
        people, _ = self._missing()
        if people and self.actions_.plan_id is not None:
            label = Label.of("pick.require", people=People.of(sorted(people)))
            self.actions_.do(label, pick_required, self.actions_.plan_id, sorted(people))
