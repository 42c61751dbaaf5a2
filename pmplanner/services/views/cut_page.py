"""Which picks go, as the window and the terminal show it: with names, and proved by the bills of a copy."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Plan, Track
from pmplanner.services.decisions.cut import Cut, CutAsk, CutPick, CutSession, find_cut
from pmplanner.services.decisions.cut_model import EFFORT, Told
from pmplanner.services.decisions.losing import Loss
from pmplanner.services.decisions.saving import Scope
from pmplanner.services.decisions.taking_back import Bill, count_bills, take_back
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.money.budgets import list_budgets
from pmplanner.services.people.people import PersonRow, list_people
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.nobody import read_nobody
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses
from pmplanner.storage.scratch import Scratch

_ZERO = Decimal(0)


class ScopeChoice(NamedTuple):
    """Whose picks can be cut, with the budget, if any, and what is used of it today."""

    scope: Scope
    name: str
    budget: Decimal | None
    cost: Decimal
    days: Decimal
    lacking: int
    """How many prices are unknown, so that they are not in the cost."""


class CutChoices(NamedTuple):
    """What can be cut of a plan: the plan first, then tracks and teams that have picks in it."""

    plan: str
    currency: str
    is_archived: bool
    scopes: tuple[ScopeChoice, ...]


class CutRow(NamedTuple):
    """A pick that goes, with names."""

    id: int
    person_id: int
    name: str
    email: str
    employee_id: str
    team: str
    course_code: str
    title: str
    loss: Loss
    days: Decimal
    saves: Decimal
    """What the plan would cost more if this one alone stayed."""
    has_price: bool
    picked_on: dt.date | None
    session_code: str
    """Of the session in which it has a seat, or waits."""


class CutChange(NamedTuple):
    """A session that changes, with names."""

    id: int
    code: str
    title: str
    first_day: dt.date | None
    is_ended: bool
    put_out: tuple[str, ...]
    """Who has an open pick again, because it is called off."""
    moved_up: tuple[str, ...]
    """Who has a seat then, and waited before."""


class CutSheet(NamedTuple):
    """Which picks go, with names."""

    cut: Cut
    rows: tuple[CutRow, ...]
    changes: tuple[CutChange, ...]
    today: Bill
    """What it costs now."""
    real: Bill | None
    """What it comes to by the bills of a copy in which they were taken back; None where nothing goes."""

    @property
    def is_as_reckoned(self) -> bool:
        """Whether the bills say what was reckoned."""
        return self.real is None or self.real.cost == self.cut.after.cost


@dataclass
class _Used:
    """What is used of a budget, as picks and kept seats are added up."""

    cost: Decimal = _ZERO
    days: Decimal = _ZERO
    lacking: int = 0

    def add(self, seat: PickStatus) -> None:
        self.cost += seat.known_cost
        self.lacking += seat.cost is None

    def choice(self, scope: Scope, name: str, budget: Decimal | None) -> ScopeChoice:
        return ScopeChoice(scope, name, budget, self.cost, self.days, self.lacking)


def read_choices(db: Session, plan_id: int) -> CutChoices:
    """Return what can be cut of a plan; raise PlanError when it is gone."""
    plan = get(db, Plan, plan_id)
    people = {
        row[0]: row[1:] for row in plain_rows(db, select(Person.id, Person.primary_track_id, Person.team))
    }
    tracks: dict[int, _Used] = defaultdict(_Used)
    teams: dict[str, _Used] = defaultdict(_Used)
    names: dict[str, str] = {}
    whole = _ZERO
    for pick in list_pick_statuses(db, plan_id):
        track_id, team = people[pick.person_id]
        whole += pick.days
        sums = [tracks[track_id]] if track_id is not None else []
        if team:
            names.setdefault(fold(team), team)
            sums.append(teams[fold(team)])
        for each in sums:
            each.add(pick)
            each.days += pick.days
    nobody = read_nobody(db, plan_id)
    for kept in nobody.kept:
        whole += kept.seat.days
        if fold(kept.team) in teams:
            teams[fold(kept.team)].add(kept.seat)
    budgets = list_budgets(db, plan_id)
    of_track = {row.ref_id: row.amount for row in budgets if row.kind == "track"}
    of_team = {fold(row.name): row.amount for row in budgets if row.kind == "team"}
    bill = count_bills(db, plan_id, Scope())
    scopes = [ScopeChoice(Scope(), plan.name, plan.budget, bill.cost, whole, bill.lacking)]
    for track_id, name in plain_rows(db, select(Track.id, Track.name).order_by(Track.position, Track.id)):
        if track_id in tracks:
            scopes.append(tracks[track_id].choice(Scope("track", track_id), name, of_track.get(track_id)))
    for key in sorted(teams):
        scopes.append(teams[key].choice(Scope("team", team=names[key]), names[key], of_team.get(key)))
    return CutChoices(plan.name, plan_currency(db, plan_id), plan.state == "archived", tuple(scopes))


def read_cut(
    db: Session,
    ask: CutAsk,
    told: Told | None = None,
    *,
    today: dt.date | None = None,
    effort: float = EFFORT,
) -> CutSheet:
    """Return which picks go, with names, and what a copy costs in which they were taken back.

    *db* is a session that only reads. *told* hears how far it is, and may end it by raising. Raises
    PlanError as :func:`~pmplanner.services.decisions.cut.find_cut`.
    """
    cut = find_cut(db, ask, told, today=today, effort=effort)
    people = {each.id: each for each in list_people(db, {person for person, _ in cut.people.values()})}
    query = select(Course.id, Course.code, Course.title)
    courses = {row[0]: (row[1], row[2]) for row in plain_rows(db, query)}
    real = _tried(db, cut, today) if cut.picks else None
    rows = (_row(pick, people[pick.person_id], courses, cut.codes) for pick in cut.picks)
    changes = (_change(each, cut, people, courses) for each in cut.sessions)
    return CutSheet(cut, tuple(rows), tuple(changes), count_bills(db, ask.plan_id, ask.scope), real)


def _tried(db: Session, cut: Cut, today: dt.date | None) -> Bill:
    """Return what it costs by its bills when the picks of a cut are taken back in a copy."""
    scratch = Scratch(db)
    try:
        with scratch.tried() as copy:
            take_back(copy, cut.ask.plan_id, [pick.pick_id for pick in cut.picks], today)
            return count_bills(copy, cut.ask.plan_id, cut.ask.scope)
    finally:
        scratch.close()


def _row(
    pick: CutPick, person: PersonRow, courses: Mapping[int, tuple[str, str]], codes: Mapping[int, str]
) -> CutRow:
    return CutRow(
        pick.pick_id,
        person.id,
        person.name,
        person.email,
        person.employee_id or "",
        person.team,
        *courses[pick.course_id],
        pick.loss,
        pick.days,
        pick.saves,
        pick.has_price,
        pick.picked_on,
        codes.get(pick.session_id or 0, ""),
    )


def _change(
    change: CutSession, cut: Cut, people: Mapping[int, PersonRow], courses: Mapping[int, tuple[str, str]]
) -> CutChange:
    def named(picks: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted((people[cut.people[pick_id][0]].name for pick_id in picks), key=fold))

    return CutChange(
        change.session_id,
        change.code,
        courses[change.course_id][1],
        change.first_day,
        change.is_ended,
        named(change.put_out),
        named(change.moved_up),
    )
