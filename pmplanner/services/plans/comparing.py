"""In what two plans differ: what they say of themselves, sessions, picks with their seats."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from pmplanner.services.plans.content import (
    ASPECTS,
    PLAN_FIELDS,
    PickContent,
    PickKey,
    PlacedSeat,
    PlanContent,
    RuleKey,
    SessionContent,
    Values,
    as_sides,
    read_content,
)
from pmplanner.services.plans.matching import Matched, match_sessions
from pmplanner.services.plans.plans import SIDES, exchanged_sides
from pmplanner.storage import journal

ADDED, REMOVED = "added", "removed"
"""In the other plan alone; in the one alone."""
ITEMS = "cost items"
"""What the plan costs as a whole, beside the PLAN_FIELDS."""


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """Something that both plans say of themselves: one of PLAN_FIELDS, or ITEMS."""

    field: str
    one: object
    other: object

    @property
    def key(self) -> Hashable:
        """What tells it apart from the other differences, and stays as long as it does."""
        return "plan", self.field


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """A policy, rule of scope, target or budget; None where a plan has none."""

    rule: RuleKey
    one: Values | None
    other: Values | None

    @property
    def key(self) -> Hashable:
        """What tells it apart from the other differences, and stays as long as it does."""
        return "rule", self.rule


@dataclass(frozen=True, slots=True)
class SessionDifference:
    """A session that one plan has alone, or an aspect of one that both have."""

    aspect: str
    """ADDED, REMOVED, or one of ASPECTS."""
    one: SessionContent | None
    other: SessionContent | None

    @property
    def key(self) -> Hashable:
        """What tells it apart from the other differences, and stays as long as it does."""
        one, other = self.one, self.other
        return "session", self.aspect, one.id if one else 0, other.id if other else 0

    @property
    def session(self) -> SessionContent:
        """The session, as the one plan has it if it does."""
        found = self.one or self.other
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class PickDifference:
    """A pick that one plan has alone, or that has other days, another note or other seats."""

    pick: PickKey
    one: PickContent | None
    other: PickContent | None

    @property
    def key(self) -> Hashable:
        """What tells it apart from the other differences, and stays as long as it does."""
        return "pick", self.pick


@dataclass(frozen=True, slots=True)
class AcceptedDifference:
    """A problem that is accepted in one plan alone, or for another reason; None where it is not."""

    sides: Values
    """As the one plan would name it; a session that it has not by minus the id in the other."""
    one: str | None
    other: str | None

    @property
    def key(self) -> Hashable:
        """What tells it apart from the other differences, and stays as long as it does."""
        return "accepted", self.sides


Difference = PlanDifference | RuleDifference | SessionDifference | PickDifference | AcceptedDifference


@dataclass(frozen=True, slots=True)
class Compared:
    """Two plans, which of their sessions are the same, and in what they differ."""

    one: PlanContent
    other: PlanContent
    matched: Matched
    differences: tuple[Difference, ...]

    def of_sessions(self) -> Iterator[SessionDifference]:
        """Yield the differences of sessions."""
        return (each for each in self.differences if isinstance(each, SessionDifference))

    def of_picks(self) -> Iterator[PickDifference]:
        """Yield the differences of picks."""
        return (each for each in self.differences if isinstance(each, PickDifference))


def compare_plans(db: Session, one_id: int, other_id: int) -> Compared:
    """Return in what a plan differs from another one; raise PlanError when one of them is gone."""
    one = read_content(db, one_id)
    journal.let_look(db)
    other = read_content(db, other_id)
    journal.let_look(db)
    matched = match_sessions(one, other)
    found: tuple[Difference, ...] = (
        *_of_plans(one, other),
        *_of_rules(one, other),
        *_of_sessions(one, other, matched),
        *_of_picks(one, other, matched),
        *_of_accepted(one, other, matched),
    )
    return Compared(one, other, matched, found)


def _of_plans(one: PlanContent, other: PlanContent) -> Iterator[PlanDifference]:
    for name in PLAN_FIELDS:
        if one.values[name] != other.values[name]:
            yield PlanDifference(name, one.values[name], other.values[name])
    if one.items != other.items:
        yield PlanDifference(ITEMS, one.items, other.items)


def _of_rules(one: PlanContent, other: PlanContent) -> Iterator[RuleDifference]:
    for key in dict.fromkeys((*one.rules, *other.rules)):
        if one.rules.get(key) != other.rules.get(key):
            yield RuleDifference(key, one.rules.get(key), other.rules.get(key))


def _of_sessions(one: PlanContent, other: PlanContent, matched: Matched) -> Iterator[SessionDifference]:
    for session_id, same in matched.pairs.items():
        here, there = one.sessions[session_id], other.sessions[same]
        for aspect in ASPECTS:
            if here.aspects[aspect] != there.aspects[aspect]:
                yield SessionDifference(aspect, here, there)
    for session_id in matched.here:
        yield SessionDifference(REMOVED, one.sessions[session_id], None)
    for session_id in matched.there:
        yield SessionDifference(ADDED, None, other.sessions[session_id])


def _of_picks(one: PlanContent, other: PlanContent, matched: Matched) -> Iterator[PickDifference]:
    back = matched.back
    for key in dict.fromkeys((*one.picks, *other.picks)):
        here, there = one.picks.get(key), other.picks.get(key)
        if here is None or there is None or not are_alike(here, there, back):
            yield PickDifference(key, here, there)


def _of_accepted(one: PlanContent, other: PlanContent, matched: Matched) -> Iterator[AcceptedDifference]:
    there = {sides_from(sides, other, matched.back): reason for sides, reason in other.accepted.items()}
    for sides in dict.fromkeys((*one.accepted, *there)):
        if one.accepted.get(sides) != there.get(sides):
            yield AcceptedDifference(sides, one.accepted.get(sides), there.get(sides))


def sides_from(sides: Values, other: PlanContent, back: Mapping[int, int]) -> Values:
    """Return a problem of the other plan as the one would name it: see AcceptedDifference."""
    values: dict[str, Any] = dict(zip(SIDES, sides, strict=True))
    named = (values["session_id"], values["other_session_id"], *values["more_session_ids"])
    runs = {each: back.get(each, -each) if each in other.sessions else each for each in named if each}
    return as_sides(values | (exchanged_sides(values, runs) or {}))


def are_alike(one: PickContent, other: PickContent, back: Mapping[int, int]) -> bool:
    """Say whether two picks say the same; *back* leads from the sessions of the other's plan to the one's."""
    if one.says != other.says or len(one.seats) != len(other.seats):
        return False
    return one.seats == seats_from(other, back)


def seats_from(pick: PickContent, back: Mapping[int, int]) -> dict[int, PlacedSeat]:
    """Return the seats of a pick by where *back* leads from their sessions; minus the id where nowhere."""
    return {back.get(session_id, -session_id): seat for session_id, seat in pick.seats.items()}
