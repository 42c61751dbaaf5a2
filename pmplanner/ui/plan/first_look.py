"""The first screen of a large plan, shown before all of it has been read.

With thousands of people, reading what all of them have takes longer than the rest of the start. So only the
people at the top are read at first, whole and true; of what is counted of all it is said that it is being
read. The rest is read once this has been painted, or before the first key or click does anything.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from pmplanner.models.statuses import PathKind
from pmplanner.services.needs.standing_in_plan import read_standings
from pmplanner.services.people.managers import Managers
from pmplanner.services.people.people import list_names, list_people, number_of_people
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.plans.picks import picked_courses
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.plans.targets import person_targets
from pmplanner.services.totals.totals import Totals
from pmplanner.services.views.matrix import Line, list_columns, read_lines
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.snapshot import PlanSnapshot
from pmplanner.ui.widgets.tables.natural_sort import natural_key

MANY = 1_000
"""More people than this are not all read before the first paint: that takes a tenth of a second."""
SEEN = 80
"""So many are read at first: more than a high screen has rows."""

_SHOWN = 20
"""Milliseconds after the paint: until then the screen shows it."""

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.Close,
    }
)


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """A plan with nobody but who stands at the top, and no courses but those that anybody picks or needs."""

    snapshot: PlanSnapshot
    tracks: Set[int | None]
    """The primary tracks of all people; None of those without one."""


def read_first_screen(actions: Actions, *, by_track: bool) -> FirstScreen | None:
    """Return the first screen of the plan shown; None when there is no plan, or nobody would be missing.

    People stand by name, *by_track* under their tracks first.
    """
    plan = next((plan for plan in actions.read(list_plans) if plan.id == actions.plan_id), None)
    if plan is None or actions.read(number_of_people) <= MANY:
        return None
    tracks = tuple(actions.read(list_tracks))
    place = {track.id: track.position for track in tracks} if by_track else {}
    named = sorted(
        actions.read(list_names),
        key=lambda row: (place.get(row.track_id or 0, len(tracks)), natural_key(row.name)),
    )
    first = [row.id for row in named[:SEEN]]
    rows = {person.id: person for person in actions.read(list_people, first)}
    lines = actions.read(read_lines, plan.id, first)
    held = {row.track_id for row in named}
    paths = (row for track in tracks if track.id in held for row in track.path)
    courses = {row.course_id for row in paths if row.kind == PathKind.REQUIRED}
    courses |= actions.read(picked_courses, plan.id).union(*(line.cells for line in lines.values()))
    nothing = Line({}, Totals())
    snapshot = PlanSnapshot(
        plan,
        {person_id: rows[person_id] for person_id in first},
        {column.course_id: column for column in actions.read(list_columns, courses)},
        tracks,
        {person_id: lines.get(person_id, nothing) for person_id in first},
        actions.read(plan_currency, plan.id),
        actions.read(read_standings, plan.id, first, picks=False),
        actions.read(person_targets, plan.id, first, counting=lines.keys()),
        Managers({}, {}),
    )
    return FirstScreen(snapshot, held)


class FirstLook(QObject):
    """Waits for the first screen to be painted, or for somebody to do something, and then asks for all."""

    def __init__(self, page: QWidget, read_all: Callable[[], None]) -> None:
        super().__init__(page)
        self._read_all = read_all
        self._painted: QObject | None = None

    @property
    def is_on(self) -> bool:
        """Whether nothing but the first screen has been read."""
        return self._painted is not None

    def begin(self, painted: QWidget) -> None:
        """Wait until *painted* has been."""
        self._painted = painted
        app = QCoreApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def end(self) -> None:
        """Wait no more; whoever ends it reads all."""
        app = QCoreApplication.instance()
        if self._painted is not None and app is not None:
            app.removeEventFilter(self)
        self._painted = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read all before what somebody does arrives, and after the first paint."""
        kind = event.type()
        if kind in _INPUT:
            self.finish()
        elif kind == QEvent.Type.Paint and watched is self._painted:
            QTimer.singleShot(_SHOWN, self, self.finish)
        return False

    def finish(self) -> None:
        """Have all read, where that has not been done."""
        if self.is_on:
            self.end()
            self._read_all()
