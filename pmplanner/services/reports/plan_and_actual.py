"""The plan against what became of it: days and cost by track, team and month, and what came otherwise.

Days and costs are those of the totals and of the use of budgets. What came otherwise are sessions that were
called off or moved after they were confirmed, picks that were put off or declined, people who were absent,
and what was done without a session of the plan.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Edit, EditRow, Pick, Seat
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.services.lookup import plain_rows
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.nobody import Nobody, read_nobody
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses
from pmplanner.services.reports.asking import Asked, Heading, Row, heading_of
from pmplanner.services.reports.planned_before import planned_before
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions
from pmplanner.services.totals.budget import Share, whole_share
from pmplanner.services.totals.measures import month_parts, weigh
from pmplanner.services.totals.totals import (
    KEPT,
    NOBODYS,
    NOTHING,
    LedgerRow,
    by_month,
    group_ledgers,
    if_known,
    person_ledgers,
)
from pmplanner.services.views.budget_months import read_budget_curves

PlanGroup = Literal["track", "team", "month"]

_ZERO = Decimal(0)


class PlanLine(NamedTuple):
    """A line of the totals with its cost by how certain it is."""

    row: LedgerRow
    share: Share

    @property
    def part_done(self) -> Decimal | None:
        """What part of the planned days is done, 0 to 1; None where nothing is planned."""
        planned = self.row.totals.planned
        return self.row.totals.done / planned if planned else None


class MovedSession(NamedTuple):
    """A session that has other days than when it was confirmed."""

    session: SessionRow
    was: tuple[dt.date, dt.date]
    """Its first and last day then."""


class AsidePick(NamedTuple):
    """A course with the people who are not to take it now, by what was decided."""

    code: str
    title: str
    decision: str
    people: int
    days: Decimal
    """What they would have taken, by the days of the course."""


class ElsewherePick(NamedTuple):
    """A course that people did in the period, without a session of the plan."""

    code: str
    title: str
    people: int
    days: Decimal


@dataclass(frozen=True, slots=True)
class PlanAndActual:
    """A plan and what became of it, of everybody or of some."""

    heading: Heading
    currency: str
    groups: Mapping[PlanGroup, Sequence[PlanLine]]
    """Each with the line over all at its end."""
    cancelled: Sequence[SessionRow]
    moved: Sequence[MovedSession]
    aside: Sequence[AsidePick]
    elsewhere: Sequence[ElsewherePick]
    absent: int
    """Picks whose people were absent and have no other seat."""
    failed: int
    """Picks that are done without success."""
    begun_with: Decimal | None
    """Days planned at the end of its first day; None before that, and where the history does not tell."""
    has_begun: bool
    """Whether its first day is over."""

    @property
    def whole(self) -> PlanLine:
        """The line over all."""
        return self.groups["track"][-1]


def read_plan_and_actual(db: Session, asked: Asked) -> PlanAndActual:
    """Return a plan against what became of it; raise PlanError when the plan is gone.

    Of some people it tells of their picks, and of no session that was called off or moved without them.
    """
    heading = heading_of(db, asked)
    everything = list_pick_statuses(db, asked.plan_id, asked.person_ids, put_aside=True)
    statuses = [each for each in everything if not each.is_put_aside]
    days, has_begun = weigh(db, asked.plan_id).courses, asked.today > heading.first_day
    begins = dt.datetime.combine(heading.first_day + dt.timedelta(days=1), dt.time())
    begun_with = planned_before(db, asked.plan_id, begins, days, asked.person_ids) if has_begun else None
    nobody = read_nobody(db, asked.plan_id) if asked.person_ids is None else NOTHING
    titles = {row[0]: row[1:] for row in plain_rows(db, select(Course.id, Course.code, Course.title))}
    sessions = list_sessions(db, asked.plan_id)
    if asked.person_ids is not None:
        theirs = _sessions_of(db, asked.person_ids)
        sessions = [session for session in sessions if session.id in theirs]
    return PlanAndActual(
        heading,
        plan_currency(db, asked.plan_id),
        _groups(db, asked, statuses, nobody),
        [session for session in sessions if session.status == SessionStatus.CANCELLED],
        _moved(db, [session for session in sessions if session.status != SessionStatus.CANCELLED]),
        _aside(everything, titles, days),
        _elsewhere(statuses, titles),
        sum(each.seat_status == SeatStatus.ABSENT and each.status != DONE for each in statuses),
        sum(each.failed for each in statuses),
        begun_with,
        has_begun,
    )


def _sessions_of(db: Session, person_ids: Collection[int]) -> set[int]:
    query = select(Seat.session_id, Pick.person_id).join(Pick, Pick.id == Seat.pick_id)
    return {session_id for session_id, person in plain_rows(db, query) if person in person_ids}


def _groups(
    db: Session, asked: Asked, statuses: Collection[PickStatus], nobody: Nobody
) -> dict[PlanGroup, list[PlanLine]]:
    people = person_ledgers(db, asked.plan_id, asked.person_ids, pick_statuses=statuses)
    weights = weigh(db, asked.plan_id)
    keys: dict[PlanGroup, Callable[[int], Hashable]] = {
        "track": lambda person: people[person].track_id,
        "team": lambda person: people[person].team,
    }
    found: dict[PlanGroup, list[PlanLine]] = {}
    for by, key_of in keys.items():
        shares = _shares(statuses, key_of)
        rows = group_ledgers(db, people.values(), by, weights, nobody=nobody)
        found[by] = [PlanLine(row, _share_of(row, shares, statuses, nobody)) for row in rows]
    rows = by_month(weights, statuses, month_parts(db, statuses, weights), len(people), nobody)
    by_months = _month_shares(db, asked.plan_id, statuses)
    found["month"] = [PlanLine(row, _share_of(row, by_months, statuses, nobody)) for row in rows]
    return found


def _shares(statuses: Iterable[PickStatus], key_of: Callable[[int], Hashable]) -> dict[Hashable, Share]:
    groups: dict[Hashable, list[PickStatus]] = defaultdict(list)
    for each in statuses:
        groups[key_of(each.person_id)].append(each)
    return {key: whole_share(theirs, NOTHING) for key, theirs in groups.items()}


def _share_of(
    row: LedgerRow,
    shares: Mapping[Hashable, Share],
    statuses: Collection[PickStatus],
    nobody: Nobody,
) -> Share:
    """Return what a line of the totals costs, by how certain that is."""
    if row.is_total:
        return whole_share(statuses, nobody)
    if row.key == KEPT:
        return whole_share((), Nobody(kept=nobody.kept))
    if row.key == NOBODYS:
        return whole_share((), Nobody(unborne=nobody.unborne))
    return shares.get(row.key, Share())


def _month_shares(db: Session, plan_id: int, statuses: Collection[PickStatus]) -> dict[Hashable, Share]:
    """Return what picks cost by month; under None what has no date yet."""
    weights = weigh(db, plan_id, "cost")
    parts = list(month_parts(db, statuses, weights))
    months = read_budget_curves(db, plan_id, parts, NOTHING, weights)[0].months
    lacking: dict[Hashable, int] = defaultdict(int)
    seen: set[int] = set()
    for pick, month, _ in parts:
        if pick.pick_id not in seen:
            lacking[month or None] += pick.cost is None
        seen.add(pick.pick_id)
    found: dict[Hashable, Share] = {}
    before = (_ZERO, _ZERO, _ZERO)
    for each in months:
        now, key = (each.spent, each.committed, each.forecast), each.month or None
        spent, committed, forecast = (after - then for after, then in zip(now, before, strict=True))
        found[key] = Share(spent, committed, forecast, lacking[key])
        before = now
    return found


def _aside(
    everything: Iterable[PickStatus], titles: Mapping[int, Sequence[str]], days: Mapping[int, Decimal]
) -> list[AsidePick]:
    people: dict[tuple[int, str], set[int]] = defaultdict(set)
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for each in everything:
        if each.is_put_aside:
            people[each.course_id, each.decision].add(each.person_id)
            sums[each.course_id, each.decision] += each.own_days or days[each.course_id]
    return [
        AsidePick(titles[course][0], titles[course][1], decision, len(people[course, decision]), number)
        for (course, decision), number in sorted(sums.items(), key=lambda item: (titles[item[0][0]][1], item))
    ]


def _elsewhere(statuses: Iterable[PickStatus], titles: Mapping[int, Sequence[str]]) -> list[ElsewherePick]:
    people: dict[int, set[int]] = defaultdict(set)
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for each in statuses:
        if each.status == DONE and each.session_id is None:
            people[each.course_id].add(each.person_id)
            sums[each.course_id] += each.days
    return [
        ElsewherePick(titles[course][0], titles[course][1], len(people[course]), number)
        for course, number in sorted(sums.items(), key=lambda item: (titles[item[0]][1], item))
    ]


# What was moved


def _moved(db: Session, sessions: Collection[SessionRow]) -> list[MovedSession]:
    """Return the sessions that have another first or last day than when they were confirmed at first.

    Of one that was never confirmed, or whose days of then are no more in the history, it is not known.
    """
    known = {session.id: session for session in sessions if session.first_day is not None}
    confirmed = _first_confirmed(db, known)
    spans = _spans_then(db, confirmed)
    return [
        MovedSession(session, spans[key])
        for key, session in known.items()
        if key in spans and spans[key] != (session.first_day, session.last_day)
    ]


def _first_confirmed(db: Session, session_ids: Collection[int]) -> dict[int, int]:
    """Return by session the edit in which it was confirmed at first."""
    query = (
        select(EditRow.row_id, EditRow.edit_id, EditRow.after)
        .join(Edit, Edit.id == EditRow.edit_id)
        .where(EditRow.table == "session", EditRow.after.is_not(None), Edit.state == "done")
        .order_by(EditRow.edit_id)
    )
    found: dict[int, int] = {}
    for session_id, edit_id, after in plain_rows(db, query):
        if session_id in session_ids and after.get("status") == SessionStatus.CONFIRMED:
            found.setdefault(session_id, edit_id)
    return found


def _spans_then(db: Session, confirmed: Mapping[int, int]) -> dict[int, tuple[dt.date, dt.date]]:
    """Return the first and last day that sessions had after these edits."""
    if not confirmed:
        return {}
    query = (
        select(EditRow.row_id, EditRow.edit_id, EditRow.before, EditRow.after)
        .join(Edit, Edit.id == EditRow.edit_id)
        .where(EditRow.table == "session_day", Edit.state == "done")
        .order_by(EditRow.edit_id, EditRow.id)
    )
    days: dict[int, dict[int, str]] = defaultdict(dict)
    for row_id, edit_id, before, after in plain_rows(db, query):
        session_id = (after or before)["session_id"]
        if session_id not in confirmed or edit_id > confirmed[session_id]:
            continue
        if after is None:
            days[session_id].pop(row_id, None)
        else:
            days[session_id][row_id] = after["day"]
    return {
        session_id: (dt.date.fromisoformat(min(found.values())), dt.date.fromisoformat(max(found.values())))
        for session_id, found in days.items()
        if found
    }


HEADER = (
    "group", "name", "people", "planned_days", "done_days", "scheduled_days", "open_days", "cost", "spent",
    "committed", "forecast", "currency", "without_price", "session_code", "course_code", "first_day",
    "last_day", "was_first_day", "was_last_day",
)  # fmt: skip


def plan_and_actual_rows(found: PlanAndActual) -> list[Row]:
    """Return the figures: a row a track, team and month, and one for each thing that came otherwise."""
    rows: list[Row] = []
    for by, lines in found.groups.items():
        rows += [_line_row(found, by, line) for line in lines]
    if found.has_begun:
        begun = ("begun with", found.heading.plan, None, found.begun_with)
        rows.append((*begun, *[None] * (len(HEADER) - len(begun))))
    rows += [_session_row("called off", each) for each in found.cancelled]
    rows += [_session_row("moved", each.session, each.was) for each in found.moved]
    nothing = [None] * 4
    rows += [
        (each.decision, each.title, each.people, each.days, *nothing[:3], *nothing, None, None, None,
         each.code, *nothing)
        for each in found.aside
    ]  # fmt: skip
    rows += [
        ("done elsewhere", each.title, each.people, None, each.days, *nothing[:2], *nothing, None, None, None,
         each.code, *nothing)
        for each in found.elsewhere
    ]  # fmt: skip
    return rows


def _line_row(found: PlanAndActual, by: str, line: PlanLine) -> Row:
    totals, share = line.row.totals, line.share
    return (
        by, line.row.name, totals.people, totals.planned, totals.done, totals.scheduled, totals.open,
        *(
            if_known(each, share.lacking)
            for each in (totals.cost, share.spent, share.committed, share.forecast)
        ),
        found.currency, share.lacking, *([None] * 6),
    )  # fmt: skip


def _session_row(what: str, session: SessionRow, was: tuple[dt.date, dt.date] | None = None) -> Row:
    return (
        what, session.course_title, session.booked, session.days, *([None] * 9), session.code,
        session.course_code, session.first_day, session.last_day, *(was or (None, None)),
    )  # fmt: skip
