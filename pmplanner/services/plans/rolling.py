"""Rolling a plan over into its next period: the same sessions on the same weekdays, and nobody's attendance.

A session goes on by whole weeks, so many as come nearest to the way of the period. One that would leave the
period, or of which a day is closed, goes to a week nearby; only where none within four weeks will do, to
the next open days, and where these are outside the period it is left out.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Budget,
    CostItem,
    Course,
    Pick,
    Plan,
    PlanScope,
    Policy,
    Room,
    SessionDay,
    Target,
    TrainingSession,
)
from pmplanner.models.statuses import Decision, PlanState, SessionStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.open_days import open_days, read_closed_days, read_working_week, works_on
from pmplanner.services.calendar.session_days import Day, IsOpen, move_days
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.needs.standing_in_plan import read_spells
from pmplanner.services.pick_status.pick_status import (
    DONE,
    SCHEDULED,
    PickStatus,
    list_pick_statuses,
)
from pmplanner.services.plans.archive import archive_plan
from pmplanner.services.plans.content import DAYS, PARTS, read_decided
from pmplanner.services.plans.plans import change_plan, copy_rows, create_plan, free_name
from pmplanner.services.plans.taking_over import copy_sessions
from pmplanner.services.resources.further import read_further
from pmplanner.services.sessions.session_rows import read_days
from pmplanner.storage import journal

_WEEKS = (0, 1, -1, 2, -2, 3, -3, 4, -4)
"""How many weeks beside the wanted one a session may go, the nearest first."""

KEPT, OTHER_WEEK, OTHER_WEEKDAY, LEFT_OUT = "kept", "other week", "other weekday", "left out"
"""What becomes of a session: the weekday and week are kept, or only the weekday, or neither, or it stays."""


@dataclass(frozen=True, slots=True)
class RollRequest:
    """What the next plan is called, its period, and what comes along."""

    name: str
    first_day: dt.date
    last_day: dt.date
    sessions: bool = True
    open_picks: bool = True
    """Picks without a seat, but for those that were declined."""
    seated_picks: bool = False
    """Picks that have a seat and are not done."""
    targets: bool = True
    budgets: bool = False
    archive: bool = False
    """Archive the plan that is rolled over, once that is done."""


@dataclass(frozen=True, slots=True)
class RolledSession:
    """Where a session of the plan goes."""

    session_id: int
    code: str
    course_title: str
    before: tuple[Day, ...]
    after: tuple[Day, ...]
    """None of them where it is left out."""
    what: str
    """KEPT, OTHER_WEEK, OTHER_WEEKDAY or LEFT_OUT."""
    reason: str = ""
    """Why it is not kept."""
    decide_by: dt.date | None = None
    """By when it is decided whether it takes place: as long before it as now."""


@dataclass(frozen=True, slots=True)
class RollPreview:
    """What would come along."""

    sessions: tuple[RolledSession, ...]
    picks: tuple[tuple[int, int], ...]
    """Person and course of the picks that come."""
    done: int
    """Picks that are done and stay."""
    declined: int
    """Picks that were declined, and stay."""
    seated: int
    """Picks with a seat that stay, because they were not asked for."""
    gone: int
    """Picks of people who are not employed in the next period."""
    targets: int
    budgets: int
    items: int
    """Cost items of the plan as a whole."""

    def count(self, what: str) -> int:
        """Return how many sessions have this fate."""
        return sum(each.what == what for each in self.sessions)


def next_period(db: Session, plan_id: int) -> tuple[dt.date, dt.date]:
    """Return the period of a plan a year later."""
    plan = get(db, Plan, plan_id)
    return _a_year_on(plan.first_day), _a_year_on(plan.last_day)


def _a_year_on(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def next_name(db: Session, plan_id: int, first_day: dt.date) -> str:
    """Return a free name for the next plan: the years in the name go on, else the year stands after it."""
    plan = get(db, Plan, plan_id)
    years = first_day.year - plan.first_day.year
    base = re.sub(r"\b(19|20)\d\d\b(?:([/–-])(\d\d)\b)?", partial(_later, years=years), plan.name)
    if base == plan.name:
        base = f"{plan.name} {first_day.year}"
    return free_name(db, base)


def _later(found: re.Match[str], years: int) -> str:
    """Return a year, or two such as 2026/27, so many years on."""
    year = str(int(found[0][:4]) + years)
    if found[2] is None:
        return year
    return f"{year}{found[2]}{(int(found[3]) + years) % 100:02}"


def foresee_roll(db: Session, plan_id: int, request: RollRequest) -> RollPreview:
    """Return what would come along; raise PlanError when the plan is gone or the days are out of order."""
    plan = get(db, Plan, plan_id)
    if request.first_day > request.last_day:
        raise PlanError(
            said(
                "The plan would end ({last_day}) before it begins ({first_day}).",
                last_day=request.last_day,
                first_day=request.first_day,
            )
        )
    sessions = tuple(_Calendar(db, plan, request).roll()) if request.sessions else ()
    statuses = list_pick_statuses(db, plan_id, put_aside=True)
    declined = {
        pick_id for pick_id, each in read_decided(db, plan_id).items() if each.decision == Decision.DECLINED
    }
    wanted = [each for each in statuses if each.pick_id not in declined and _is_wanted(each, request)]
    here = set(_employed(db, {each.person_id for each in wanted}, request))
    coming = [(each.person_id, each.course_id) for each in wanted if each.person_id in here]
    seated = 0 if request.seated_picks else sum(each.status == SCHEDULED for each in statuses)
    return RollPreview(
        sessions,
        tuple(dict.fromkeys(coming)),
        done=sum(each.status == DONE for each in statuses),
        declined=sum(each.pick_id in declined for each in statuses),
        seated=seated,
        gone=len(wanted) - len(coming),
        targets=_count(db, Target, plan_id) + (plan.target_days is not None) if request.targets else 0,
        budgets=_count(db, Budget, plan_id) + (plan.budget is not None) if request.budgets else 0,
        items=_count(db, CostItem, plan_id),
    )


def _is_wanted(status: PickStatus, request: RollRequest) -> bool:
    if status.status == SCHEDULED:
        return request.seated_picks
    return request.open_picks and status.status != DONE


def _employed(db: Session, person_ids: set[int], request: RollRequest) -> Iterator[int]:
    for person_id, spells in read_spells(db, person_ids).items():
        if any(s.first_day <= request.last_day and s.last_day >= request.first_day for s in spells):
            yield person_id


def _count(db: Session, kind: type[Target] | type[Budget] | type[CostItem], plan_id: int) -> int:
    return len(db.scalars(select(kind.id).where(kind.plan_id == plan_id)).all())


def roll_plan(db: Session, plan_id: int, request: RollRequest) -> int:
    """Make the plan of the next period and return its id.

    Sessions come as drafts, with rooms, trainers, equipment, kept seats and cost items, and without people;
    whom the plan covers and its policies come along. Decisions and accepted problems do not.

    Raises PlanError for a name that is taken and for days that are out of order.
    """
    plan = get(db, Plan, plan_id)
    preview = foresee_roll(db, plan_id, request)
    new_id = create_plan(
        db,
        request.name,
        request.first_day,
        request.last_day,
        budget=plan.budget if request.budgets else None,
        currency=plan.currency,
        target_days=plan.target_days if request.targets else None,
    )
    _copy_sessions(db, plan_id, new_id, preview.sessions)
    change_plan(db, new_id, approval_rule=plan.approval_rule)
    for kind in (Policy, PlanScope, CostItem, Target, Budget):
        if (kind is Target and not request.targets) or (kind is Budget and not request.budgets):
            continue
        copy_rows(db, kind, kind.plan_id == plan_id, plan_id={plan_id: new_id})
    _copy_picks(db, plan_id, new_id, preview.picks)
    if request.archive and plan.state != PlanState.ARCHIVED:
        archive_plan(db, plan_id)
    db.flush()
    return new_id


def _copy_sessions(db: Session, plan_id: int, new_id: int, sessions: Iterable[RolledSession]) -> None:
    coming = {each.session_id: each for each in sessions if each.after}
    made = copy_sessions(db, plan_id, new_id, coming, [part for part in PARTS if part != DAYS])
    draft = {"status": SessionStatus.DRAFT, "pinned": False, "locked": False, "copied_from_id": None}
    journal.bulk_update(
        db,
        TrainingSession,
        {copy_id: {**draft, "decide_by": coming[old_id].decide_by} for old_id, copy_id in made.items()},
    )
    rows = [
        {"session_id": copy_id, "day": day.day, "portion": day.portion}
        | {"start_time": day.start_time, "end_time": day.end_time}
        for session_id, copy_id in made.items()
        for day in coming[session_id].after
    ]
    journal.bulk_insert(db, SessionDay, rows)


def _copy_picks(db: Session, plan_id: int, new_id: int, pairs: Sequence[tuple[int, int]]) -> None:
    """Pick what comes along, with the person's own days and note; what was completed by then is there."""
    columns = select(Pick.person_id, Pick.course_id, Pick.days, Pick.note)
    there = {(row[0], row[1]) for row in plain_rows(db, columns.where(Pick.plan_id == new_id))}
    own = {
        (person_id, course_id): {"days": days, "note": note}
        for person_id, course_id, days, note in plain_rows(
            db, columns.where(Pick.plan_id == plan_id).order_by(Pick.attempt)
        )
    }
    rows = [
        {"plan_id": new_id, "person_id": pair[0], "course_id": pair[1], "attempt": 1, **own[pair]}
        for pair in pairs
        if pair not in there
    ]
    journal.bulk_insert(db, Pick, rows)


class _Calendar:
    """Lays the sessions of a plan into the next period."""

    def __init__(self, db: Session, plan: Plan, request: RollRequest) -> None:
        self._db = db
        self._plan = plan
        self._request = request
        self._weeks = round((request.first_day - plan.first_day).days / 7)
        self._week = read_working_week(db)
        margin = dt.timedelta(days=35)
        self._closed = read_closed_days(db, request.first_day - margin, request.last_day + margin)
        self._sites = {fold(name): site for name, site in db.execute(select(Room.name, Room.site))}
        self._further = read_further(db).rooms

    def roll(self) -> Iterator[RolledSession]:
        """Yield where each session goes, by first day; what was called off stays where it is."""
        query = (
            select(TrainingSession, Course.title)
            .join(Course, Course.id == TrainingSession.course_id)
            .where(
                TrainingSession.plan_id == self._plan.id,
                TrainingSession.status != SessionStatus.CANCELLED,
            )
        )
        days = read_days(self._db, TrainingSession.plan_id == self._plan.id)
        found = [
            self._place(session, title, tuple(days[session.id]))
            for session, title in self._db.execute(query)
            if days[session.id]
        ]
        yield from sorted(found, key=lambda each: (each.before[0].day, fold(each.code)))

    def _place(self, session: TrainingSession, title: str, days: tuple[Day, ...]) -> RolledSession:
        fits = self._fits(session, days)

        def rolled(moved: tuple[Day, ...], what: str, reason: str) -> RolledSession:
            on = moved[0].day - days[0].day if moved else dt.timedelta()
            decide_by = session.decide_by + on if session.decide_by is not None and moved else None
            return RolledSession(session.id, session.code, title, days, moved, what, reason, decide_by)

        wanted = _shifted(days, self._weeks)
        for weeks in _WEEKS:
            if fits(moved := _shifted(days, self._weeks + weeks)):
                reason = "" if not weeks else self._reason(session, days, wanted)
                return rolled(moved, OTHER_WEEK if weeks else KEPT, reason)
        moved = tuple(move_days(days, max(wanted[0].day, self._request.first_day), self._is_open(session)))
        reason = self._reason(session, days, wanted)
        if self._is_inside(moved):
            return rolled(moved, OTHER_WEEKDAY, reason)
        return rolled((), LEFT_OUT, reason)

    def _fits(self, session: TrainingSession, days: Sequence[Day]) -> Callable[[Sequence[Day]], bool]:
        closed = self._closed_on(session, days)
        return lambda moved: self._is_inside(moved) and not any(closed(day.day) for day in moved)

    def _is_inside(self, days: Sequence[Day]) -> bool:
        return self._request.first_day <= days[0].day and days[-1].day <= self._request.last_day

    def _closed_on(self, session: TrainingSession, days: Sequence[Day]) -> Callable[[dt.date], str]:
        """Return what says why a day is closed where a session is; nothing for an open one.

        A session that was held on a weekend on purpose may be again.
        """
        usual = {day.day.weekday() for day in days}
        sites = self._sites_of(session)

        def closed(day: dt.date) -> str:
            if not works_on(None, self._week, day) and day.weekday() not in usual:
                return said("no working day")
            return next((why for site in sites if (why := self._closed.of(site).get(day))), "")

        return closed

    def _sites_of(self, session: TrainingSession) -> list[str]:
        rooms = (session.room, *self._further.get(session.id, ()))
        return list(dict.fromkeys(self._sites.get(fold(room), "") for room in rooms)) or [""]

    def _is_open(self, session: TrainingSession) -> IsOpen:
        every = [open_days(self._db, site) for site in self._sites_of(session)]
        return lambda day: all(is_open(day) for is_open in every)

    def _reason(self, session: TrainingSession, days: Sequence[Day], wanted: Sequence[Day]) -> str:
        closed = self._closed_on(session, days)
        for day in wanted:
            if why := closed(day.day):
                return said("{day} is closed: {reason}", day=day.day, reason=why)
        return said("{day} is outside the period", day=wanted[0].day)


def _shifted(days: Iterable[Day], weeks: int) -> tuple[Day, ...]:
    return tuple(replace(day, day=day.day + dt.timedelta(weeks=weeks)) for day in days)
