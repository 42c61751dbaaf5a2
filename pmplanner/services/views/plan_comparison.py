"""Two plans beside each other, in words: figures, and line by line in what they differ."""

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.day_words import amount, day_of_month, full_span, money, number
from pmplanner.models import NO_DAY, Course, Equipment, Person, Plan, Track
from pmplanner.models.statuses import Decision, PlanState, ScopeKind
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.lookup import fold, get, person_name, plain_rows
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.nobody import read_nobody
from pmplanner.services.plans.comparing import (
    ADDED,
    ITEMS,
    REMOVED,
    AcceptedDifference,
    Compared,
    Difference,
    PickDifference,
    PlanDifference,
    RuleDifference,
    SessionDifference,
    compare_plans,
    sides_from,
)
from pmplanner.services.plans.content import (
    CODE,
    COLUMNS,
    COST,
    DAYS,
    DETAILS,
    EQUIPMENT,
    FIXED,
    KEPT,
    ROOMS,
    SEATS,
    STATUS,
    TRAINERS,
    Decided,
    PickContent,
    PlacedSeat,
    PlanContent,
    SessionContent,
    Values,
    as_sides,
)
from pmplanner.services.plans.plans import SIDES
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.keys import key_of, sides_of
from pmplanner.services.totals.measures import weigh
from pmplanner.services.totals.totals import (
    LedgerRow,
    PersonLedger,
    Totals,
    group_ledgers,
    person_ledgers,
)

Section = Literal["days", "cost", "gaps", "people", "sessions", "picks", "plan", "problems"]
SECTIONS: tuple[Section, ...] = get_args(Section)

_FIGURES = (
    ("required", marked("Required days")),
    ("credited", marked("Credited days")),
    ("planned", marked("Planned days")),
    ("done", marked("Done days")),
    ("scheduled", marked("Scheduled days")),
    ("open", marked("Open days")),
    ("gap", marked("Gap days")),
)
_COST, _UNPRICED = marked("Cost"), marked("Picks without a price")


class Figure(NamedTuple):
    """A figure of both plans; *change* is None where it cannot be told, as of other currencies."""

    key: str
    name: str
    one: Decimal
    other: Decimal
    unit: str = ""
    other_unit: str = ""

    @property
    def change(self) -> Decimal | None:
        """The other plan's less the one's."""
        return None if self.unit != self.other_unit else self.other - self.one


@dataclass(frozen=True, slots=True)
class CompareLine:
    """A line of the comparison; an empty text says that there is nothing on that side."""

    section: Section
    name: str
    """Of what it tells: a track, a person and a course, a session."""
    what: str
    """What of that differs."""
    one: str
    other: str
    change: Decimal | None = None
    key: Hashable = None
    """That of the difference which can be taken over; None for what only follows from others."""
    person_id: int | None = None
    session_id: int | None = None
    """In the one plan, else in the other."""
    in_other: bool = False
    """Whether that session is in the other plan."""

    @property
    def id(self) -> Hashable:
        """What tells it apart from the other lines."""
        return self.key or (self.section, self.name, self.what)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans beside each other."""

    one_id: int
    other_id: int
    one: str
    other: str
    figures: tuple[Figure, ...]
    lines: tuple[CompareLine, ...]
    without_problems: str = ""
    """Why problems are not compared; nothing when they are."""

    def of(self, section: Section) -> list[CompareLine]:
        """Return the lines of a section."""
        return [line for line in self.lines if line.section == section]


def compare(db: Session, one_id: int, other_id: int) -> Comparison:
    """Return two plans beside each other; raise PlanError when one of them is gone.

    Problems are not compared where one plan is archived: in those none are sought.
    """
    compared = compare_plans(db, one_id, other_id)
    words = _Words(db, compared)
    people = [person_ledgers(db, plan_id) for plan_id in (one_id, other_id)]
    ledgers = [_ledger(db, one_id, people[0]), _ledger(db, other_id, people[1])]
    currencies = (plan_currency(db, one_id), plan_currency(db, other_id))
    archived = [get(db, Plan, each).name for each in (one_id, other_id) if _is_archived(db, each)]
    lines = (
        *_of_tracks(ledgers[0], ledgers[1], currencies),
        *_of_needs(people[0], people[1], words),
        *map(words.line, sorted(compared.differences, key=words.order)),
        *(() if archived else _of_problems(db, compared)),
    )
    order = {section: place for place, section in enumerate(SECTIONS)}
    return Comparison(
        one_id,
        other_id,
        compared.one.name,
        compared.other.name,
        tuple(_figures(ledgers[0][-1].totals, ledgers[1][-1].totals, currencies)),
        tuple(sorted(lines, key=lambda line: order[line.section])),
        said("“{plan}” is archived, and in it no problems are sought.", plan=archived[0]) if archived else "",
    )


def _is_archived(db: Session, plan_id: int) -> bool:
    return get(db, Plan, plan_id).state == PlanState.ARCHIVED


# Figures

_People = Mapping[int, PersonLedger]


def _ledger(db: Session, plan_id: int, people: _People) -> list[LedgerRow]:
    weights = weigh(db, plan_id, "person-days")
    return group_ledgers(db, people.values(), "track", weights, nobody=read_nobody(db, plan_id))


def _figures(one: Totals, other: Totals, currencies: tuple[str, str]) -> Iterator[Figure]:
    yield Figure("people", said("People"), Decimal(one.people), Decimal(other.people))
    for name, title in _FIGURES:
        yield Figure(name, resaid(title), getattr(one, name), getattr(other, name))
    yield Figure("cost", resaid(_COST), one.cost, other.cost, *currencies)
    yield Figure(
        "unpriced", resaid(_UNPRICED), Decimal(one.picks_without_price), Decimal(other.picks_without_price)
    )


def _of_tracks(
    one: Sequence[LedgerRow], other: Sequence[LedgerRow], currencies: tuple[str, str]
) -> Iterator[CompareLine]:
    rows = ({row.key: row for row in rows if not row.is_total} for rows in (one, other))
    here, there = rows
    empty = Totals()
    for key in dict.fromkeys((*here, *there)):
        row = here.get(key) or there[key]
        mine = here[key].totals if key in here else empty
        theirs = there[key].totals if key in there else empty
        for figure in _figures(mine, theirs, currencies):
            if figure.one != figure.other or (figure.change is None and (figure.one or figure.other)):
                is_cost = figure.key in ("cost", "unpriced")
                yield CompareLine(
                    "cost" if is_cost else "days",
                    row.name,
                    figure.name,
                    _figure_text(figure.one, figure.unit),
                    _figure_text(figure.other, figure.other_unit),
                    figure.change,
                )


def _figure_text(value: Decimal, unit: str) -> str:
    return money(value, unit) if unit else number(value)


# People, and what they miss


def _of_needs(one: _People, other: _People, words: "_Words") -> Iterator[CompareLine]:
    counts, not_counted = said("counts"), said("does not count")
    for person_id in sorted(one.keys() ^ other.keys(), key=words.person_order):
        here = person_id in one
        yield CompareLine(
            "people",
            words.person(person_id),
            said("Who counts"),
            counts if here else not_counted,
            not_counted if here else counts,
            person_id=person_id,
        )
    missing = [
        {
            (person, course): part.gap
            for person, each in ledgers.items()
            for course, part in each.by_course.items()
        }
        for ledgers in (one, other)
    ]
    satisfied, lacking = said("no gap"), said("missing")
    for person_id, course_id in sorted(missing[0].keys() | missing[1].keys(), key=words.pair_order):
        before, after = (each.get((person_id, course_id), Decimal(0)) for each in missing)
        if bool(before) != bool(after):
            yield CompareLine(
                "gaps",
                words.pair(person_id, course_id),
                said("Opened") if after else said("Closed"),
                lacking if before else satisfied,
                lacking if after else satisfied,
                after - before,
                person_id=person_id,
            )


# Problems


def _of_problems(db: Session, compared: Compared) -> Iterator[CompareLine]:
    here = {each.key: each for each in find_problems(db, compared.one.id) if not each.mirrored}
    found = (each for each in find_problems(db, compared.other.id) if not each.mirrored)
    there = {_key_here(each, compared): each for each in found}
    for key in dict.fromkeys((*here, *there)):
        if (key in here) == (key in there):
            continue
        problem = here.get(key) or there[key]
        yield CompareLine(
            "problems",
            problem.title,
            said("Gone") if key in here else said("New"),
            problem.kind if key in here else "",
            problem.kind if key in there else "",
            person_id=problem.person_id,
            session_id=problem.session_id or None,
            in_other=key not in here,
        )


def _key_here(problem: Problem, compared: Compared) -> str:
    """Return the key that a problem of the other plan would have in the one."""
    sides = as_sides(sides_of(problem.key))
    return key_of(dict(zip(SIDES, sides_from(sides, compared.other, compared.matched.back), strict=True)))


# Differences in words

_PLAN = {
    "first_day": marked("First day"),
    "last_day": marked("Last day"),
    "budget": marked("Budget"),
    "currency": marked("Currency"),
    "target_days": marked("Days per person aimed at"),
    "approval_rule": marked("Picks that are scheduled"),
    ITEMS: marked("Cost items"),
}
_RULES = {
    "policy": marked("Policy"),
    "scope": marked("Whom it covers"),
    "target": marked("Target"),
    "budget": marked("Budget"),
}
_ASPECTS = {
    ADDED: marked("Added"),
    REMOVED: marked("Removed"),
    DAYS: marked("Dates"),
    ROOMS: marked("Rooms"),
    TRAINERS: marked("Trainers"),
    SEATS: marked("Seats"),
    STATUS: marked("Status"),
    FIXED: marked("Pinned or locked"),
    COST: marked("Cost"),
    KEPT: marked("Seats kept for teams"),
    EQUIPMENT: marked("Equipment"),
    CODE: marked("Code"),
    DETAILS: marked("Details"),
}


class _Words:
    """Says differences, with the names of those whom they are about."""

    def __init__(self, db: Session, compared: Compared) -> None:
        self._compared = compared
        names = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
        self._people = {row[0]: person_name(*row) for row in plain_rows(db, names)}
        self._courses = {row[0]: row[1] for row in plain_rows(db, select(Course.id, Course.title))}
        self._tracks = {row[0]: row[1] for row in plain_rows(db, select(Track.id, Track.name))}
        self._equipment = {row[0]: row[1] for row in plain_rows(db, select(Equipment.id, Equipment.name))}

    def person(self, person_id: int) -> str:
        """Return what a person is called."""
        return self._people[person_id]

    def person_order(self, person_id: int) -> tuple[str, int]:
        """Return what puts people in the order of their names."""
        return fold(self._people[person_id]), person_id

    def pair(self, person_id: int, course_id: int) -> str:
        """Return a person and a course."""
        return said("{person}: {course}", person=self._people[person_id], course=self._courses[course_id])

    def pair_order(self, pair: tuple[int, int]) -> tuple[str, str]:
        """Return what puts people and courses in the order of their names."""
        return fold(self._people[pair[0]]), fold(self._courses[pair[1]])

    def order(self, each: Difference) -> tuple[Any, ...]:
        """Return what puts differences in order: sessions by their days, picks by person and course."""
        if isinstance(each, SessionDifference):
            days = each.session.days
            return 1, str(days[0].day) if days else "", fold(each.session.code)
        if isinstance(each, PickDifference):
            return 2, *self.pair_order(each.pick[:2]), each.pick[2]
        return (0,)

    def line(self, each: Difference) -> CompareLine:
        """Return the line of a difference."""
        if isinstance(each, PlanDifference):
            one, other = (self._value(each.field, side) for side in (each.one, each.other))
            name = self._compared.one.name
            return CompareLine("plan", name, resaid(_PLAN[each.field]), one, other, key=each.key)
        if isinstance(each, RuleDifference):
            return self._rule(each)
        if isinstance(each, SessionDifference):
            return self._session(each)
        if isinstance(each, AcceptedDifference):
            return self._accepted(each)
        return self._pick(each)

    def _value(self, field: str, value: object) -> str:
        if isinstance(value, tuple):
            return "; ".join(map(_item, value))
        if value is None or value == "":
            return said("none")
        return _days(value) if field == "target_days" else _text(value)

    def _rule(self, each: RuleDifference) -> CompareLine:
        name, values = each.rule
        if name == "policy":
            kind, team = values
            whose = said("{kind}, {team}", kind=kind, team=team) if team else str(kind)
        else:
            kind, ref_id, text = values
            whose = self._whom(str(kind), ref_id, str(text))
        one, other = (
            said("none") if side is None else _rule_text(name, side) for side in (each.one, each.other)
        )
        return CompareLine("plan", whose, resaid(_RULES[name]), one, other, key=each.key)

    def _whom(self, kind: str, ref_id: Hashable, text: str) -> str:
        named: Mapping[int, str] = self._people if kind == ScopeKind.PERSON else self._tracks
        who = text or (named.get(ref_id, "") if isinstance(ref_id, int) else "")
        return said("{kind} {name}", kind=kind, name=who) if who else kind

    def _session(self, each: SessionDifference) -> CompareLine:
        session = each.session
        name = said("{session}: {course}", session=session.code, course=self._courses[session.course_id])
        if each.aspect in (ADDED, REMOVED):
            one, other = (self._whole(side, plan) for side, plan in self._sides(each))
        else:
            one, other = (self._aspect(each.aspect, side, each) for side, _ in self._sides(each))
        return CompareLine(
            "sessions",
            name,
            resaid(_ASPECTS[each.aspect]),
            one,
            other,
            key=each.key,
            session_id=session.id,
            in_other=each.one is None,
        )

    def _sides(self, each: SessionDifference) -> tuple[tuple[SessionContent | None, PlanContent], ...]:
        return (each.one, self._compared.one), (each.other, self._compared.other)

    def _whole(self, session: SessionContent | None, plan: PlanContent) -> str:
        if session is None:
            return ""
        people = sum(session.id in pick.seats for pick in plan.picks.values())
        return said(
            "{days}, {people}",
            days=_period(session),
            people=counted("{n:,} person", "{n:,} people", people),
        )

    def _aspect(self, aspect: str, session: SessionContent | None, each: SessionDifference) -> str:
        if session is None:
            return ""
        values = session.aspects[aspect]
        if aspect == DAYS:
            same = (
                each.one is not None and each.other is not None and _period(each.one) == _period(each.other)
            )
            return _day_list(session) if same else _period(session)
        if aspect == EQUIPMENT:
            rows = (value for value in values if isinstance(value, tuple))
            text = "; ".join(f"{self._equipment.get(row[0], '')} {row[1]}" for row in rows)
        else:
            text = _SAY[aspect](values) if aspect in _SAY else _listed(values)
        return text or said("none")

    def _pick(self, each: PickDifference) -> CompareLine:
        person_id, course_id, attempt = each.pick
        name = self.pair(person_id, course_id)
        if attempt > 1:
            name = said("{pick}, attempt {attempt}", pick=name, attempt=attempt)
        one = self._taken(each.one, self._compared.one, each)
        other = self._taken(each.other, self._compared.other, each)
        if each.one is None:
            what = resaid(_ASPECTS[ADDED])
        elif each.other is None:
            what = resaid(_ASPECTS[REMOVED])
        elif each.one.says == each.other.says:
            what = said("Seat")
        else:
            what = said("Decision") if each.one[1:3] == each.other[1:3] else said("Days or note")
        return CompareLine("picks", name, what, one, other, key=each.key, person_id=person_id)

    def _taken(self, pick: PickContent | None, plan: PlanContent, each: PickDifference) -> str:
        if pick is None:
            return said("not picked")
        seats = (_seat(plan.sessions[key].code, seat) for key, seat in pick.seats.items())
        parts = [", ".join(seats) or said("no seat")]
        if each.one is not None and each.other is not None and each.one.says != each.other.says:
            if pick.days is not None:
                parts.append(counted("{days} own day", "{days} own days", pick.days, days=number(pick.days)))
            if pick.decided is not None:
                parts.append(self._decided(pick.decided))
            if pick.note:
                parts.append(said("“{note}”", note=" ".join(pick.note.split())))
        return ", ".join(parts)

    def _decided(self, decided: Decided) -> str:
        """Return what was decided, by whom, when and why: both plans may say so, and differ in the rest."""
        text = decided.decision
        if decided.decision == Decision.PROPOSED and decided.asked_on is not None:
            text = said("{text}, asked on {day}", text=text, day=_text(decided.asked_on))
        if who := self._people.get(decided.decided_by_id or 0, decided.decided_by_name):
            text = said("{text} by {who}", text=text, who=who)
        if decided.decided_on is not None:
            text = said("{text} on {day}", text=text, day=_text(decided.decided_on))
        if instead := self._courses.get(decided.swap_course_id or 0):
            text = said("{text}, with {course} instead", text=text, course=instead)
        note = " ".join(decided.note.split())
        return said("{text}: “{note}”", text=text, note=note) if note else text

    def _accepted(self, each: AcceptedDifference) -> CompareLine:
        sides: dict[str, Any] = dict(zip(SIDES, each.sides, strict=True))
        first, last = sides["day"], sides["last_day"]
        parts = (
            str(sides["kind"]),
            self._people.get(sides["person_id"], ""),
            self._courses.get(sides["course_id"], ""),
            self._equipment.get(sides["equipment_id"], ""),
            *self._codes((sides["session_id"], sides["other_session_id"], *sides["more_session_ids"])),
            self._tracks.get(int(sides["place"]), "") if sides["role"] == "track" else sides["place"],
            "" if first == NO_DAY else full_span(first, first if last == NO_DAY else last),
        )
        name = ", ".join(filter(None, parts))
        one, other = (
            said("not accepted") if reason is None else said("accepted: {reason}", reason=reason)
            for reason in (each.one, each.other)
        )
        return CompareLine("problems", name, said("Accepted"), one, other, key=each.key)

    def _codes(self, session_ids: Collection[int]) -> Iterator[str]:
        for session_id in session_ids:
            plan = self._compared.other if session_id < 0 else self._compared.one
            if abs(session_id) in plan.sessions:
                yield plan.sessions[abs(session_id)].code


def _seat(code: str, seat: PlacedSeat) -> str:
    if seat.place:
        return said("{session} (waiting, place {place})", session=code, place=seat.place)
    return said("{session} ({status})", session=code, status=seat.status)


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return full_span(value, value)
    if isinstance(value, Decimal):
        return amount(value)
    return str(value)


def _days(value: object) -> str:
    return number(Decimal(str(value)))


def _rule_text(name: str, values: Values) -> str:
    if name == "policy":
        action, limit, percent = values
        known = (str(action), "" if limit is None else number(Decimal(str(limit))), _percent(percent))
        return ", ".join(filter(None, known))
    if name == "scope":
        return said("covered") if values[0] else said("left out")
    return _days(values[0]) if name == "target" else _text(values[0])


def _money(value: Hashable, currency: Hashable) -> str:
    return money(Decimal(str(value)), str(currency))


def _percent(value: Hashable) -> str:
    return "" if value is None else said("{percent} %", percent=value)


def _item(values: Values) -> str:
    """Return a cost item: name, for what it is paid, amount and currency."""
    name, per, cost, currency = values
    price = said("unknown") if cost is None else _money(cost, currency)
    return said("{item} {price} ({per})", item=name, price=price, per=per)


def _period(session: SessionContent) -> str:
    days = session.days
    return full_span(days[0].day, days[-1].day) if days else said("no days")


def _day_list(session: SessionContent) -> str:
    days = "; ".join(
        f"{day_of_month(day.day)} {day.start_time:%H:%M}–{day.end_time:%H:%M} ({number(day.portion)})"
        for day in session.days
    )
    zone = str(session.aspects[DAYS][0])
    return f"{days} {zone}" if zone else days


def _listed(values: Values) -> str:
    names = [str(value[0]) if isinstance(value, tuple) else str(value) for value in values]
    return ", ".join(filter(None, names))


def _trainers(values: Values) -> str:
    first, *others = values
    parts = (f"{each[0]} ({each[1]})" for each in others if isinstance(each, tuple))
    return ", ".join(filter(None, (str(first), *parts)))


def _seats(values: Values) -> str:
    low, high = values
    if low is None:
        return said("at most {most}", most=high) if high is not None else ""
    return (
        said("at least {least}", least=low) if high is None else said("{low} to {high}", low=low, high=high)
    )


def _fixed(values: Values) -> str:
    pinned, locked = values
    return ", ".join(filter(None, (said("pinned") if pinned else "", said("locked") if locked else "")))


def _cost(values: Values) -> str:
    cost, currency, *items = values
    whole = "" if cost is None else _money(cost, currency)
    return "; ".join(filter(None, (whole, *(_item(each) for each in items if isinstance(each, tuple)))))


def _kept(values: Values) -> str:
    return "; ".join(f"{each[0]} {each[1]}" for each in values if isinstance(each, tuple))


def _details(values: Values) -> str:
    named = dict(zip(COLUMNS[DETAILS], values, strict=True))
    day, cost, currency = (named.pop(name) for name in ("decide_by", "cancel_cost", "cancel_currency"))
    parts = [_text(value) for value in named.values() if value not in (None, "")]
    if day is not None:
        parts.append(said("to be decided by {day}", day=_text(day)))
    if cost is not None:
        parts.append(said("calling it off costs {cost}", cost=_money(cost, currency)))
    return "; ".join(parts)


_SAY: Mapping[str, Callable[[Values], str]] = {
    TRAINERS: _trainers,
    SEATS: _seats,
    FIXED: _fixed,
    COST: _cost,
    KEPT: _kept,
    DETAILS: _details,
}


COLUMNS_OF_FILE = ("section", "name", "what", "one", "other", "change")
"""The columns of the comparison in a file."""


def file_rows(comparison: Comparison) -> list[tuple[str | Decimal | None, ...]]:
    """Return the lines as rows of a file, under COLUMNS_OF_FILE."""
    return [
        (line.section, line.name, line.what, line.one, line.other, line.change) for line in comparison.lines
    ]


def figure_rows(comparison: Comparison) -> list[tuple[str | Decimal | None, ...]]:
    """Return the figures as rows: what, of the one plan, of the other, and the change."""
    return [(each.name, each.one, each.other, each.change) for each in comparison.figures]
