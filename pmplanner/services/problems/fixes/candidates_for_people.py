"""Edits of where a person sits: in another session, out of one, on a waiting list."""

from collections.abc import Iterator, Sequence
from functools import partial

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.fix_candidate import Remedy
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts
from pmplanner.storage.labels import Counted, Days, Label, People


def elsewhere(facts: Facts, session: SessionFacts, person_id: int) -> Iterator[Remedy]:
    """Put a person in another session of the course, the nearest first."""
    seat = facts.sits.get(person_id, {}).get(session.id)
    if seat is None or seat.status != SeatStatus.BOOKED or session.held or session.locked:
        return
    others = [
        each
        for each in facts.sessions.values()
        if each.course_id == session.course_id and each.id != session.id
    ]
    others.sort(key=lambda each: (abs((each.first_day - session.first_day).days), each.id))
    for other in others:
        days = Days(other.first_day, other.last_day)
        label = Label.of("seat.move", person=People.of([person_id]), session=other.code, days=days)
        attempt = partial(simulation.seat, facts, other, person_id, seat.pick_id)
        yield Remedy(label, "seat", (other.id, seat.pick_id), attempt)


def in_prerequisite(facts: Facts, problem: Problem, session: SessionFacts) -> Iterator[Remedy]:
    """Put a person in a session of what must come first, the last one before."""
    person_id, required = problem.person_id, int(problem.key.rsplit("|c", 1)[1])
    if person_id is None or required in facts.put_aside.get(person_id, ()):
        return
    before = [
        each
        for each in facts.sessions.values()
        if each.course_id == required and each.last_day < session.first_day
    ]
    for other in sorted(before, key=lambda each: (each.last_day, each.id), reverse=True):
        days = Days(other.first_day, other.last_day)
        label = Label.of("seat.put", person=People.of([person_id]), session=other.code, days=days)
        attempt = partial(simulation.seat, facts, other, person_id, 0)
        yield Remedy(label, "pick and seat", (other.id, person_id, required), attempt)


def taken_back(facts: Facts, problem: Problem) -> Iterator[Remedy]:
    """Take the pick of a person back."""
    if problem.person_id is None or problem.course_id not in facts.picks.get(problem.person_id, {}):
        return
    courses = Counted("courses", 1, facts.titles[problem.course_id])
    label = Label.of("pick.remove", courses=courses, people=People.of([problem.person_id]))
    attempt = partial(simulation.take_back, facts, problem.person_id, problem.course_id)
    yield Remedy(label, "take back", (facts.plan_id, problem.person_id, problem.course_id), attempt)


def approved(facts: Facts, problem: Problem, session: SessionFacts) -> Iterator[Remedy]:
    """Approve the pick of a person."""
    person_id = problem.person_id
    seat = facts.sits.get(person_id or 0, {}).get(session.id)
    if person_id is None or seat is None:
        return
    courses = Counted("courses", 1, facts.titles[session.course_id])
    label = Label.of("decision.approve", courses=courses, people=People.of([person_id]))
    attempt = partial(simulation.approve, facts, person_id, seat.pick_id)
    yield Remedy(label, "approve", (facts.plan_id, seat.pick_id), attempt)


def queue(facts: Facts, session: SessionFacts, person_id: int) -> Iterator[Remedy]:
    """Let a person wait for a seat."""
    seat = facts.sits.get(person_id, {}).get(session.id)
    if seat is not None and seat.status == SeatStatus.BOOKED:
        label = Label.of("seat.wait", person=People.of([person_id]), session=session.code)
        yield Remedy(label, "wait", (seat.id,), partial(simulation.wait, facts, session, person_id))


def several_out(
    facts: Facts, session: SessionFacts, person_ids: Sequence[int], most: int
) -> Iterator[Remedy]:
    """Take as many of these people out of a session as are too many, the last ones booked."""
    seats = [facts.sits.get(person_id, {}).get(session.id) for person_id in person_ids]
    booked = [seat for seat in seats if seat is not None and seat.status == SeatStatus.BOOKED][-most:]
    if most > 1 and len(booked) == most and not session.held:
        people = [seat.person_id for seat in booked]
        label = Label.of("seat.remove", people=People.of(people), session=session.code)
        attempt = partial(simulation.take_several_out, facts, session, people)
        yield Remedy(label, "take out", tuple(seat.id for seat in booked), attempt)


def out(facts: Facts, session: SessionFacts, person_id: int) -> Iterator[Remedy]:
    """Take a person out of a session."""
    seat = facts.sits.get(person_id, {}).get(session.id)
    if seat is not None and seat.status == SeatStatus.BOOKED and not session.held:
        label = Label.of("seat.remove", people=People.of([person_id]), session=session.code)
        yield Remedy(label, "take out", (seat.id,), partial(simulation.take_out, facts, session, person_id))
