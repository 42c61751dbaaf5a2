"""A plan's sessions as bars in lanes: by course, person, team, room or trainer.

Everything is read once; after an edit only what it touched is read again.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, Plan, Seat, SessionDay, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.calendar.open_days import ClosedDays, read_closed_days, read_working_week
from pmplanner.services.lookup import among, fold, get, plain_rows
from pmplanner.services.needs.standing_in_plan import Shown, Standing, is_shown, standing_word
from pmplanner.services.policies.policies import Policies, read_policies
from pmplanner.services.sessions.free_seats import TAKES_SEAT
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions
from pmplanner.services.views.lanes import (
    GROUPINGS,
    Grouping,
    LaneKey,
    LaneRow,
    read_courses,
    read_people,
    read_rooms,
    read_teams,
    read_trainers,
)

__all__ = [
    "GROUPINGS",
    "Bar",
    "Grouping",
    "LaneKey",
    "LaneRow",
    "TimelineRows",
    "lane_keys",
    "list_lanes",
    "read_timeline",
    "site_of",
    "update_timeline",
]

_OF_RUNS = frozenset({"session", "session_day", "session_room", "session_trainer", "seat", "reservation"})
_LANE_TABLES: Mapping[Grouping, frozenset[str]] = {
    "course": frozenset({"course", "own_fact", "path_item", "track"}),
    "person": frozenset({"person", "absence", "employment", "person_track", "plan_scope"}),
    "team": frozenset({"person", "absence", "employment", "person_track", "plan_scope"}),
    "room": frozenset({"room"}),
    "trainer": frozenset({"trainer", "trainer_absence"}),
}
_PICKS = ("pick", "pick_decision")
_CALENDAR_TABLES = frozenset({"closure", "site", "workspace_setting", "plan", "policy"})

TABLES = _OF_RUNS.union(*_LANE_TABLES.values(), _CALENDAR_TABLES)
"""The tables of which changes show."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A session that is not cancelled, its days in order, and who has a seat in it."""

    session: SessionRow
    days: tuple[dt.date, ...]
    person_ids: tuple[int, ...]

    @property
    def id(self) -> int:
        """The id of the session."""
        return self.session.id

    @property
    def first_day(self) -> dt.date:
        """The first of its days."""
        return self.days[0]

    @property
    def last_day(self) -> dt.date:
        """The last of its days."""
        return self.days[-1]


@dataclass(frozen=True, slots=True)
class TimelineRows:
    """What a timeline shows of a plan. Never changed: an update makes another one."""

    plan_id: int
    first_day: dt.date
    last_day: dt.date
    sessions: Mapping[int, SessionRow]
    """All sessions by id, in order of their first day."""
    bars: Mapping[int, Bar]
    """Those that are to be seen by id."""
    known: Mapping[Grouping, Mapping[LaneKey, LaneRow]]
    """The lanes of what is in the workspace, whether there is a bar in them or not."""
    closed: ClosedDays
    week: int
    """The working days of the workspace as bits, Monday 1 to Sunday 64."""
    policies: Policies = field(default_factory=Policies)
    session_of_day: Mapping[int, int] = field(default_factory=dict)
    session_of_seat: Mapping[int, int] = field(default_factory=dict)
    """Sessions by the ids of their days and seats, to know whose a removed one was."""

    def others(self, grouping: Grouping) -> list[LaneRow]:
        """Return the lanes of people, or of teams, who do not count in the plan."""
        lanes = self.known[grouping].values() if grouping in ("person", "team") else ()
        return [lane for lane in lanes if lane.standing != Standing.COUNTS]


def read_timeline(db: Session, plan_id: int) -> TimelineRows:
    """Read everything that a timeline of the plan shows."""
    plan = get(db, Plan, plan_id)
    sessions = {row.id: row for row in list_sessions(db, plan_id)}
    bars, days, seats = _read_bars(db, plan_id, sessions.values())
    closed, week = _read_calendar(db, plan)
    return TimelineRows(
        plan_id,
        plan.first_day,
        plan.last_day,
        sessions,
        bars,
        _read_lanes(db, plan_id),
        closed,
        week,
        read_policies(db, plan_id),
        days,
        seats,
    )


def update_timeline(
    db: Session, rows: TimelineRows, keys: Mapping[str, Collection[int]]
) -> tuple[TimelineRows, frozenset[int] | None]:
    """Read again what an edit touched, as *keys* names it by table.

    Returns the rows, and the sessions that may look different; None when it may be all of them.
    """
    if any(not ids for ids in keys.values()) or "course" in keys or "plan" in keys:
        return read_timeline(db, rows.plan_id), None
    sessions = _touched_sessions(db, rows, keys)
    if sessions:
        rows = _with_sessions(db, rows, sessions, keys)
    stale = [grouping for grouping in GROUPINGS if not _LANE_TABLES[grouping].isdisjoint(keys)]
    if not stale and not keys.keys().isdisjoint(_PICKS) and rows.others("person"):
        stale = ["person", "team"]  # with a pick somebody counts, and without the last one no more
    if stale:
        rows = replace(rows, known={**rows.known, **_read_lanes(db, rows.plan_id, stale)})
    if not _CALENDAR_TABLES.isdisjoint(keys):
        closed, week = _read_calendar(db, get(db, Plan, rows.plan_id))
        policies = read_policies(db, rows.plan_id)
        return replace(rows, closed=closed, week=week, policies=policies), None
    return rows, None if stale else sessions


def list_lanes(rows: TimelineRows, grouping: Grouping, shown: Shown = "") -> list[LaneRow]:
    """Return the lanes in order of their titles; what a session lacks (a room, say) comes last.

    Only courses that have sessions have a lane; rooms and trainers always do, and so do people who count
    in the plan. *shown* says who else has; their titles say why they do not count.
    """
    lanes = rows.known[grouping]
    if grouping in ("person", "team"):
        if rows.others(grouping):
            used_keys = {key for bar in rows.bars.values() for key in lane_keys(rows, bar, grouping)}
            lanes = {
                key: _marked(lane)
                for key, lane in lanes.items()
                if key in used_keys or is_shown(lane.standing, shown)
            }
    else:
        used = {key: bar for bar in rows.bars.values() for key in lane_keys(rows, bar, grouping)}
        if grouping == "course":
            lanes = {key: lanes[key] for key in used}
        else:
            names = {fold(name): name for bar in used.values() for name in _names(bar, grouping)}
            lanes = {**{key: LaneRow(key, name) for key, name in names.items()}, **lanes}
    return sorted(lanes.values(), key=lambda lane: (not lane.title, fold(lane.title), str(lane.key)))


def _marked(lane: LaneRow) -> LaneRow:
    """Return a lane whose title says, where that is so, that it does not count in the plan."""
    reason = standing_word(lane.standing)
    return replace(lane, title=f"{lane.title} · {reason}") if reason else lane


def lane_keys(rows: TimelineRows, bar: Bar, grouping: Grouping) -> tuple[LaneKey, ...]:
    """Return the keys of the lanes in which a bar lies."""
    if grouping == "course":
        return (bar.session.course_id,)
    if grouping == "person":
        return bar.person_ids
    if grouping == "team":
        people = rows.known["person"]
        return tuple(dict.fromkeys(fold(people[person].note) for person in bar.person_ids))
    return tuple(map(fold, _names(bar, grouping)))


def site_of(rows: TimelineRows, bar: Bar) -> str:
    """Return the site of the room of a session; "" where it is not known."""
    room = rows.known["room"].get(fold(bar.session.room))
    return room.site if room else ""


def _names(bar: Bar, grouping: Grouping) -> tuple[str, ...]:
    """How a session itself names its rooms or trainers; one that has none lies in a lane without a name."""
    return bar.session.named("room" if grouping == "room" else "trainer") or ("",)


def _read_lanes(
    db: Session, plan_id: int, groupings: Iterable[Grouping] = GROUPINGS
) -> dict[Grouping, Mapping[LaneKey, LaneRow]]:
    wanted = set(groupings)
    lanes: dict[Grouping, Mapping[LaneKey, LaneRow]] = {}
    if "course" in wanted:
        lanes["course"] = read_courses(db)
    if "person" in wanted:
        people = read_people(db, plan_id)
        lanes["person"], lanes["team"] = people, read_teams(people)
    if "room" in wanted:
        lanes["room"] = read_rooms(db)
    if "trainer" in wanted:
        lanes["trainer"] = read_trainers(db)
    return lanes


def _read_calendar(db: Session, plan: Plan) -> tuple[ClosedDays, int]:
    """Return the closed days from half a year before the plan to as long after it, and the week."""
    margin = dt.timedelta(days=183)
    closed = read_closed_days(db, plan.first_day - margin, plan.last_day + margin)
    return closed, read_working_week(db)


def _touched_sessions(db: Session, rows: TimelineRows, keys: Mapping[str, Collection[int]]) -> frozenset[int]:
    days, seats = keys.get("session_day", ()), keys.get("seat", ())
    sessions = set(keys.get("session", ()))
    if not keys.keys().isdisjoint(("reservation", "session_room", "session_trainer")):
        sessions |= rows.sessions.keys()  # whose a removed one was is not known
    sessions |= {rows.session_of_day[day] for day in days if day in rows.session_of_day}
    sessions |= {rows.session_of_seat[seat] for seat in seats if seat in rows.session_of_seat}
    for kind, ids in ((SessionDay, days), (Seat, seats)):
        if ids:
            found = db.execute(select(kind.id, kind.session_id).where(*among(kind.id, ids)))
            sessions |= {session for row, session in found if row in ids}
    return frozenset(sessions)


def _with_sessions(
    db: Session, rows: TimelineRows, sessions: Collection[int], keys: Mapping[str, Collection[int]]
) -> TimelineRows:
    fresh = list_sessions(db, rows.plan_id, sessions)
    bars, days, seats = _read_bars(db, rows.plan_id, fresh, sessions)
    present = [*(row for row in rows.sessions.values() if row.id not in sessions), *fresh]
    present.sort(key=lambda row: (row.first_day or dt.date.max, row.code))
    kept = {session: bar for session, bar in rows.bars.items() if session not in sessions}
    # Of days and seats only those that the edit names can be gone; there are tens of thousands of others.
    kept_days = _without(rows.session_of_day, keys.get("session_day", ()))
    kept_seats = _without(rows.session_of_seat, keys.get("seat", ()))
    return replace(
        rows,
        sessions={row.id: row for row in present},
        bars=kept | bars,
        session_of_day=kept_days | days,
        session_of_seat=kept_seats | seats,
    )


def _without(sessions: Mapping[int, int], gone: Collection[int]) -> dict[int, int]:
    kept = dict(sessions)
    for row in gone:
        kept.pop(row, None)
    return kept


def _read_bars(
    db: Session, plan_id: int, rows: Iterable[SessionRow], sessions: Collection[int] | None = None
) -> tuple[dict[int, Bar], dict[int, int], dict[int, int]]:
    """Return bars by session, and the sessions by the ids of their days and seats."""
    of_plan = (TrainingSession.plan_id == plan_id, *among(TrainingSession.id, sessions))
    days: defaultdict[int, set[dt.date]] = defaultdict(set)
    session_of_day: dict[int, int] = {}
    query = select(SessionDay.id, SessionDay.session_id, SessionDay.day)
    for row, session, day in plain_rows(
        db, query.join(TrainingSession, TrainingSession.id == SessionDay.session_id).where(*of_plan)
    ):
        if sessions is None or session in sessions:
            days[session].add(day)
            session_of_day[row] = session
    people: defaultdict[int, list[int]] = defaultdict(list)
    session_of_seat: dict[int, int] = {}
    seats = select(Seat.id, Seat.session_id, Seat.status, Pick.person_id).join(Pick, Pick.id == Seat.pick_id)
    seats = seats.join(TrainingSession, TrainingSession.id == Seat.session_id)
    for row, session, status, person in plain_rows(db, seats.where(*of_plan).order_by(Seat.id)):
        if sessions is None or session in sessions:
            session_of_seat[row] = session
            if status in TAKES_SEAT:
                people[session].append(person)
    bars = {
        row.id: Bar(row, tuple(sorted(days[row.id])), tuple(people[row.id]))
        for row in rows
        if row.status != SessionStatus.CANCELLED and days[row.id]
    }
    return bars, session_of_day, session_of_seat
