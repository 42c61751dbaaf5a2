"""Timefold's planning entities and constraint streams; importing this starts a Java machine."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardMediumSoftScore,
    Joiners,
    constraint_provider,
)

SESSION_WEIGHT = 1_000_000
LAST_DAY_WEIGHT = 1_000


@dataclass(eq=False)
class Slot:
    """A session that may take place."""

    id: Annotated[int, PlanningId]
    seats: int


@dataclass(eq=False)
class Teacher:
    """A trainer, with the days away before each day; *id* is -1 for nobody."""

    id: Annotated[int, PlanningId]
    away_before: list[int]


@dataclass(eq=False)
class RoomDay:
    """How many rooms of a level and above there are on a day."""

    level: int
    day: int
    rooms: int


@dataclass(eq=False)
class Conflict:
    """Two sessions that so many people are in."""

    first: int
    second: int
    people: int


@planning_entity
@dataclass(eq=False)
class Session:
    """When a slot takes place and who teaches."""

    id: Annotated[int, PlanningId]
    days: int
    level: int
    """Of the rooms that hold it; -1 for none."""
    starts: Annotated[list[int], ValueRangeProvider(id="starts")]
    teachers: Annotated[list[Teacher], ValueRangeProvider(id="teachers")]
    start: Annotated[int | None, PlanningVariable(value_range_provider_refs=["starts"])] = field(default=None)
    teacher: Annotated[Teacher | None, PlanningVariable(value_range_provider_refs=["teachers"])] = field(
        default=None
    )


@planning_entity
@dataclass(eq=False)
class Seat:
    """Which slot a pick goes to, or all picks of a course that has one session for all.

    Days outside the window of a pick count as away.
    """

    id: Annotated[int, PlanningId]
    person: int
    weight: int
    importance: int
    after: list[int]
    away_before: list[int]
    slots: Annotated[list[Slot], ValueRangeProvider(id="slots")]
    slot: Annotated[
        Slot | None, PlanningVariable(value_range_provider_refs=["slots"], allows_unassigned=True)
    ] = field(default=None)


@planning_solution
@dataclass(eq=False)
class Schedule:
    """All of it."""

    sessions: Annotated[list[Session], PlanningEntityCollectionProperty]
    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    teachers: Annotated[list[Teacher], ProblemFactCollectionProperty]
    room_days: Annotated[list[RoomDay], ProblemFactCollectionProperty]
    conflicts: Annotated[list[Conflict], ProblemFactCollectionProperty]
    score: Annotated[HardMediumSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    """Hard: what the checker checks. Medium: picks left out. Soft: sessions, then the last day."""
    # One stream for all that build on it: each lambda makes a node of its own.
    used = factory.for_each(Session).if_exists(
        Seat, Joiners.equal(lambda session: session.id, lambda seat: seat.slot.id)
    )
    by_slot = factory.for_each(Seat).group_by(
        lambda seat: seat.slot, ConstraintCollectors.sum(lambda seat: seat.weight)
    )
    return [
        courses_of_a_person(factory),
        people_of_two_sessions(factory),
        prerequisite_not_seated(factory),
        person_away(factory),
        too_many_seats(by_slot),
        teacher_taken_twice(used),
        teacher_away(used),
        too_few_rooms(used),
        left_out(factory),
        sessions_used(by_slot),
        last_day(used),
        starts(used),
    ]


def courses_of_a_person(factory: ConstraintFactory) -> Constraint:
    """Two at once, or one before its prerequisite has ended."""
    return (
        factory.for_each_unique_pair(Seat, Joiners.equal(lambda seat: seat.person))
        .join(Session, Joiners.equal(lambda one, other: one.slot.id, lambda session: session.id))
        .join(Session, Joiners.equal(lambda one, other, first: other.slot.id, lambda session: session.id))
        .filter(
            lambda one, other, first, second: (
                (
                    first.start < second.start + second.days
                    and (second.start < first.start + first.days or other.id in one.after)
                )
                or (one.id in other.after and second.start < first.start + first.days)
            )
        )
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("courses of a person")
    )


def people_of_two_sessions(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Conflict)
        .join(Session, Joiners.equal(lambda conflict: conflict.first, lambda session: session.id))
        .join(Session, Joiners.equal(lambda conflict, first: conflict.second, lambda session: session.id))
        .filter(
            lambda conflict, first, second: (
                first.start < second.start + second.days and second.start < first.start + first.days
            )
        )
        .penalize(HardMediumSoftScore.ONE_HARD, lambda conflict, first, second: conflict.people)
        .as_constraint("people of two sessions")
    )


def prerequisite_not_seated(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Seat)
        .filter(lambda seat: len(seat.after) > 0)
        .join(
            factory.for_each_including_unassigned(Seat).filter(lambda before: before.slot is None),
            Joiners.equal(lambda seat: seat.person),
            Joiners.filtering(lambda seat, before: before.id in seat.after),
        )
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("prerequisite not seated")
    )


def person_away(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Seat)
        .join(Session, Joiners.equal(lambda seat: seat.slot.id, lambda session: session.id))
        .filter(
            lambda seat, session: (
                seat.away_before[session.start + session.days] > seat.away_before[session.start]
            )
        )
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("person away")
    )


def too_many_seats(by_slot: Any) -> Constraint:  # noqa: ANN401
    return (
        by_slot.filter(lambda slot, taken: taken > slot.seats)
        .penalize(HardMediumSoftScore.ONE_HARD, lambda slot, taken: taken - slot.seats)
        .as_constraint("too many seats")
    )


def teacher_taken_twice(used: Any) -> Constraint:  # noqa: ANN401
    return (
        used.join(
            used,
            Joiners.equal(lambda session: session.teacher.id),
            Joiners.less_than(lambda session: session.id),
            Joiners.overlapping(lambda session: session.start, lambda session: session.start + session.days),
        )
        .filter(lambda one, other: one.teacher.id >= 0)
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("trainer taken twice")
    )


def teacher_away(used: Any) -> Constraint:  # noqa: ANN401
    return (
        used.filter(
            lambda session: (
                session.teacher.away_before[session.start + session.days]
                > session.teacher.away_before[session.start]
            )
        )
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("trainer away")
    )


def too_few_rooms(used: Any) -> Constraint:  # noqa: ANN401
    return (
        used.filter(lambda session: session.level >= 0)
        .join(
            RoomDay,
            Joiners.less_than_or_equal(lambda session: session.start, lambda rooms: rooms.day),
            Joiners.greater_than(lambda session: session.start + session.days, lambda rooms: rooms.day),
            Joiners.filtering(lambda session, rooms: session.level <= rooms.level),
        )
        .group_by(lambda session, rooms: rooms, ConstraintCollectors.count_bi())
        .filter(lambda rooms, taken: taken > rooms.rooms)
        .penalize(HardMediumSoftScore.ONE_HARD, lambda rooms, taken: taken - rooms.rooms)
        .as_constraint("too few rooms")
    )


def left_out(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each_including_unassigned(Seat)
        .filter(lambda seat: seat.slot is None)
        .penalize(HardMediumSoftScore.ONE_MEDIUM, lambda seat: seat.importance)
        .as_constraint("left out")
    )


def sessions_used(by_slot: Any) -> Constraint:  # noqa: ANN401
    return by_slot.penalize(HardMediumSoftScore.of_soft(SESSION_WEIGHT)).as_constraint("sessions")


def last_day(used: Any) -> Constraint:  # noqa: ANN401
    return (
        used.group_by(ConstraintCollectors.max(lambda session: session.start + session.days))
        .penalize(HardMediumSoftScore.of_soft(LAST_DAY_WEIGHT), lambda last: last)
        .as_constraint("last day")
    )


def starts(used: Any) -> Constraint:  # noqa: ANN401
    return used.penalize(HardMediumSoftScore.ONE_SOFT, lambda session: session.start).as_constraint("starts")
