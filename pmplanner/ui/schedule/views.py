"""Timeline, month and list of the same sessions, with one selection and one bar above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import get_args

from PySide6.QtCore import QObject, QPoint, QSettings, QTimer, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from pmplanner.services.autoschedule.changes import SessionChange, fading, with_changes
from pmplanner.services.needs.standing_in_plan import Standing
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.services.views.timeline import Grouping, TimelineRows
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.saved_views import State, ViewButton, Viewed
from pmplanner.ui.schedule.list.session_list import FIRST_LISTED, SessionList
from pmplanner.ui.schedule.load.table import LoadAxis
from pmplanner.ui.schedule.month.view import MonthView
from pmplanner.ui.schedule.selection import Selection
from pmplanner.ui.schedule.session_edits import SessionEdits
from pmplanner.ui.schedule.session_keys import act_on_key
from pmplanner.ui.schedule.session_menu import SessionMenu
from pmplanner.ui.schedule.timeline.view import TimelineView
from pmplanner.ui.schedule.view_bar import PeriodBar, grouping_bar
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card
from pmplanner.ui.widgets.inputs.others_chips import OthersChips
from pmplanner.ui.widgets.inputs.people_filters import EVERYBODY, PeopleFilters
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.page_header import PageHeader

FIRST_STATE = {
    "view": "timeline",
    "lanes": "course",
    "others": "",
    **EVERYBODY,
    **FIRST_LISTED,
}
"""How the sessions are shown at first, as :meth:`SessionViews.state` says it."""
_LANES = 8
"""So many lanes of the timeline are seen before anything below takes room."""


class ViewHead(QObject):
    """What chooses views, lanes and days, put into the head of the page."""

    def __init__(self, header: PageHeader, actions: Actions, viewed: Viewed) -> None:
        super().__init__(header)
        self.choice = SegmentedControl(header, self.tr("View"))
        for key, text in (
            ("timeline", self.tr("Timeline")),
            ("month", self.tr("Month")),
            ("list", self.tr("List")),
        ):
            self.choice.add(key, text)
        self.grouping = grouping_bar(header)
        self.others = OthersChips(header)
        self.filter_button = plain_button(self.tr("Filter"), header)
        self.filters = PeopleFilters(self.filter_button, self.tr("Filter sessions by people"))
        self.views = ViewButton("schedule", viewed, actions, header)
        self.period = PeriodBar(header)
        for widget in (self.choice, self.grouping, self.others, self.filter_button, self.views):
            header.add_left(widget)
        header.add_right(self.period)


class SessionViews(QStackedWidget):
    """Shows the sessions of a plan in one of several ways."""

    opened = Signal(object)
    """The form of a session is wanted; payload: its id."""
    turned = Signal(str)
    """Another view is shown; payload: timeline, month or list."""
    moved = Signal()
    """Days are seen elsewhere than before; no payload: read `axis`."""

    def __init__(
        self,
        edits: SessionEdits,
        selection: Selection,
        today: dt.date,
        head: ViewHead,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.edits = edits
        self.selection = selection
        self._today = today
        self.timeline = TimelineView(selection, edits, today)
        self.month = MonthView(selection, edits, today)
        self._list = SessionList(self)
        self.choice, self.grouping, self.period = head.choice, head.grouping, head.period
        self.others, self.filters, self.saved = head.others, head.filters, head.views
        self._filter_button = head.filter_button
        self._people: frozenset[int] | None = None
        """Those whose sessions are shown; None for everybody."""
        self._pages: dict[str, QWidget] = {}
        self._head_visible = True
        self._giving = False
        self._rows: TimelineRows | None = None
        self._listed: tuple[Sequence[SessionRow], Sequence[Problem]] | None = None
        self._list_stale = False
        """Whether the list does not show yet what is to be listed."""
        self._proposed: Sequence[SessionChange] = ()
        for key, widget in (
            ("timeline", _in_card(self.timeline)),
            ("month", _in_card(self.month)),
            ("list", self._list),
        ):
            self._pages[key] = widget
            self.addWidget(widget)
        self._keyed = {"timeline": self.timeline, "month": self.month, "list": self._list.table}
        self._connect()
        self._show(self.choice.current())

    @property
    def list(self) -> SessionList:
        """The list with what it shows now: while another view is seen, it waits until somebody asks."""
        self._fill_list()
        self._select_in_list()
        return self._list

    def _fill_list(self) -> None:
        if self._list_stale and self._listed is not None:
            self._list_stale = False
            self._list.show_sessions(*self._listed)

    def say_picks(self, open_picks: int) -> None:
        """Say in the empty list how many picks wait for a session."""
        self._list.say_picks(open_picks)

    def show_view(self, key: str) -> None:
        """Show the timeline, the month or the list."""
        self.choice.select(key)
        self._show(key)

    def shown(self) -> str:
        """Which view is shown."""
        return self.choice.current()

    def select(self, session_id: int) -> bool:
        """Select a session and show it; False when it is not in the plan."""
        if self.edits.row(session_id) is None:
            return False
        if self._rows is not None and self._people is not None:
            bar = self._rows.bars.get(session_id)
            if bar is None or self._people.isdisjoint(bar.person_ids):
                self.filters.clear()
                self.filters.change()
        if self.shown() == "list":
            self.list.select(session_id)
        self.selection.choose([session_id])
        self._reveal(session_id)
        return True

    def reveal_soon(self) -> None:
        """Show the current session again when the form beside has taken its room: it may be pushed out."""
        QTimer.singleShot(0, self, self._reveal_current)

    def _reveal_current(self) -> None:
        if self.selection.current is not None:
            self._reveal(self.selection.current)

    def axis(self) -> LoadAxis | None:
        """Where the timeline shows its days; None while it is not shown."""
        if self.shown() != "timeline" or self.timeline.book is None:
            return None
        return LoadAxis(
            self.timeline.canvas.header, self.timeline.scale, self.timeline.horizontalScrollBar().value()
        )

    def wanted_height(self) -> int | None:
        """The height at which enough lanes of the timeline are seen; None for the other views."""
        return self.timeline.height_of(_LANES) + 2 if self.shown() == "timeline" else None

    def view_widget(self) -> QWidget:
        """What has the keys in the view that is shown."""
        return self._keyed[self.shown()]

    def show_head(self, visible: bool) -> None:
        """Show or hide what stands in the head of the page."""
        self._head_visible = visible
        self._show(self.shown())

    def show_timeline(self, rows: TimelineRows | None, touched: Collection[int] | None) -> None:
        """Show these rows, of which only sessions touched are other ones."""
        self._rows = rows
        if rows is not None and self._proposed:
            rows, touched = with_changes(rows, self._proposed), None
        self._offer_others()
        self.timeline.show_rows(rows, touched)
        self.month.show_rows(rows)
        self._narrow_list()
        self._say_period()

    def narrow(self, people: frozenset[int] | None) -> None:
        """Show only the sessions and lanes of these people; None for those of everybody."""
        self._people = people
        self.timeline.show_only(people)
        self.month.show_only(people)
        self._narrow_list()

    def _narrow_list(self) -> None:
        bars = self._rows.bars.values() if self._rows is not None else ()
        people = self._people
        if people is None:
            self._list.show_only(None)
        else:
            self._list.show_only({bar.id for bar in bars if not people.isdisjoint(bar.person_ids)})

    def state(self) -> dict[str, str]:
        """Return view, lanes and filters, which a view with a name keeps."""
        return {
            "view": self.shown(),
            "lanes": self.grouping.current(),
            "others": self.others.shown(),
            **self.filters.state(),
            **self._list.state(),
        }

    def show_state(self, state: State) -> None:
        """Show view, lanes and filters as a view with a name has them."""
        self.others.choose(state.get("others", ""))
        self.timeline.show_others(self.others.shown())
        if (lanes := state.get("lanes", "course")) in get_args(Grouping):
            self._group(lanes)
        self.filters.show_state(state)
        self.filters.changed.emit()
        self.list.show_state(state)
        if (view := state.get("view", "timeline")) in self._pages:
            self.show_view(view)

    def propose(self, changes: Sequence[SessionChange]) -> None:
        """Show what is proposed beside the sessions of now; nothing when it is empty."""
        if changes or self._proposed:
            self._proposed = changes
            self.timeline.fading = self.month.fading = fading(changes)
            self.list.show_proposal(changes)
            self.show_timeline(self._rows, None)

    def show_sessions(self, rows: Sequence[SessionRow], problems: Sequence[Problem]) -> None:
        """Show these sessions with their problems."""
        if (rows, problems) == self._listed:
            return
        self._listed = rows, problems
        self._list_stale = True
        if self.shown() == "list":
            self._fill_list()
        texts: dict[int, list[str]] = {}
        for problem in problems:
            if problem.accepted is None:
                texts.setdefault(problem.session_id, []).append(problem.hint)
        self.timeline.show_problems(texts)
        self.month.show_problems(self.timeline.problems)

    def save_state(self, settings: QSettings) -> None:
        """Remember view, lanes, zoom, and the list's filters."""
        self.list.save_state(settings)
        settings.setValue("schedule/view", self.shown())
        settings.setValue("schedule/lanes", self.grouping.current())
        settings.setValue("schedule/others", self.others.shown())
        for key, value in self.filters.state().items():
            settings.setValue(f"schedule/people_{key}", value)
        width = self.timeline.week_width if self.timeline.is_zoomed else 0
        settings.setValue("schedule/week_width", width)
        settings.setValue("schedule/heat_team", self.timeline.heat_picker.team)

    def restore_state(self, settings: QSettings) -> None:
        """Take view, lanes, zoom and filters as they were left."""
        self.list.restore_state(settings)
        view, lanes = str(settings.value("schedule/view")), str(settings.value("schedule/lanes"))
        if view in self._pages:
            self.show_view(view)
        self.others.choose(str(settings.value("schedule/others", "")))
        kept = {key: settings.value(f"schedule/people_{key}", value) for key, value in EVERYBODY.items()}
        self.filters.show_state({key: str(value) for key, value in kept.items()})
        self.timeline.show_others(self.others.shown())
        if lanes in get_args(Grouping):
            self._group(lanes)
        team = settings.value("schedule/heat_team")
        self.timeline.heat_picker.choose(str(team) if isinstance(team, str) else None)
        self.timeline.set_week_width(_number(settings.value("schedule/week_width")))

    def _connect(self) -> None:
        self.choice.chosen.connect(self._turn)
        self.grouping.chosen.connect(self._group)
        self.others.changed.connect(lambda: self.timeline.show_others(self.others.shown()))
        for signal in (self.choice.chosen, self.grouping.chosen, self.others.changed, self._list.filtered):
            signal.connect(self._follow_view)
        self.period.stepped.connect(lambda steps: self._dated.step_period(steps))
        self.period.today_requested.connect(lambda: self._dated.go_to(self._today))
        for view in (self.timeline, self.month):
            view.period_changed.connect(self._say_period)
            view.opened.connect(self.opened)
            view.menu_requested.connect(self._show_menu)
        self._list.chosen.connect(self._take_from_list)
        table = self._list.table
        table.opened.connect(lambda row: self.opened.emit(row.id))
        table.menu_requested.connect(self._show_menu)
        table.acts = lambda event, session_ids: act_on_key(event, session_ids, self.edits)
        self.selection.changed.connect(self._give_to_list)

    def _follow_view(self) -> None:
        self.saved.follow()

    def _turn(self, key: str) -> None:
        """Show another view of the days that are seen now."""
        before = self.currentWidget()
        if self.timeline.book is not None and before is self._pages["timeline"] and key == "month":
            first, last = self.timeline.period()
            if not (first <= self.month.grid.middle <= last):
                self.month.go_to(first + dt.timedelta(days=10))
        elif before is self._pages["month"] and key == "timeline":
            first, last = self.timeline.period()
            if not (first <= self.month.grid.middle <= last):
                self.timeline.go_to(self.month.grid.first)
        self._show(key)

    def _show(self, key: str) -> None:
        if key == "list":
            self._fill_list()
        self.setCurrentWidget(self._pages[key])
        head = self._head_visible
        self.grouping.setVisible(head and key == "timeline")
        self._offer_others()
        self.period.setVisible(head and key != "list")
        self._list.filters.setVisible(head and key == "list")
        for widget in (self.choice, self._filter_button, self.saved):
            widget.setVisible(head)
        self.turned.emit(key)
        self.moved.emit()
        if key == "list":
            self._give_to_list()
        else:
            self._say_period()
            if self.selection.current is not None:
                self._reveal(self.selection.current)

    @property
    def _dated(self) -> TimelineView | MonthView:
        """The view of which the bar above chooses the days."""
        return self.month if self.shown() == "month" else self.timeline

    def _say_period(self) -> None:
        self.period.say(self._dated.period_text())
        self.moved.emit()

    def _reveal(self, session_id: int) -> None:
        self.timeline.reveal(session_id)
        self.month.reveal(session_id)

    def _offer_others(self) -> None:
        """Offer lanes of people or teams who do not count in the plan, where there are such."""
        grouping = self.timeline.grouping
        others = [] if self._rows is None else self._rows.others(grouping)
        self.others.offer(sum(lane.standing == Standing.LEFT for lane in others), len(others))
        if not self._head_visible or self.shown() != "timeline" or grouping not in ("person", "team"):
            self.others.hide()

    def _group(self, key: str) -> None:
        grouping: Grouping = next(each for each in get_args(Grouping) if each == key)
        self.grouping.select(grouping)
        self.timeline.group_by(grouping)
        self._offer_others()
        self.moved.emit()
        if self.selection.current is not None:
            self.timeline.reveal(self.selection.current)

    def _take_from_list(self, rows: Sequence[SessionRow]) -> None:
        if self.shown() == "list" and not self._giving:
            self.selection.choose(row.id for row in rows)

    def _give_to_list(self) -> None:
        """Select in the list what is selected; while another view is seen, when somebody asks for it."""
        if self.shown() == "list":
            self._select_in_list()

    def _select_in_list(self) -> None:
        table = self._list.table
        if {row.id for row in table.chosen_sessions()} != set(self.selection.ids):
            self._giving = True  # what a filter hides stays selected for the other views
            table.select_keys(self.selection.ids)
            self._giving = False

    def _show_menu(self, place: QPoint) -> None:
        ids = self.selection.ids
        if self.shown() == "list":  # what a filter hides there is not meant
            ids = tuple(row.id for row in self.list.table.chosen_sessions())
        menu = SessionMenu(self.edits, ids, self) if ids else QMenu(self)
        if isinstance(menu, SessionMenu):
            menu.open_requested.connect(lambda: self.opened.emit(ids[-1]))
            if self.shown() == "timeline":
                self.timeline.add_fold_action(menu)
            menu.addSeparator()
        pictures = {"timeline": self.timeline.picture, "list": self.list.picture}
        if self.shown() in pictures:
            menu.addActions(pictures[self.shown()].actions)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)


def _in_card(widget: QWidget) -> Card:
    card = Card(margin=1)
    card.body.setSpacing(0)
    card.body.addWidget(widget)
    return card


def _number(value: object) -> float:
    """A setting as a number; 0 for none. Files keep it as text."""
    try:
        return float(str(value))
    except ValueError:
        return 0.0
