"""What might solve each kind of problem, best first: groups of alternatives that are yet to be tried."""

from collections.abc import Callable, Iterator

from pmplanner.services.problems.fixes.candidates_for_people import elsewhere, in_prerequisite, out, queue
from pmplanner.services.problems.fixes.candidates_for_sessions import (
    called_off,
    merged,
    more_seats,
    other_days,
    other_room,
    other_trainer,
    own_room,
)
from pmplanner.services.problems.fixes.fix_candidate import Remedy
from pmplanner.services.problems.reading.rows import Facts, Problem, Run

Alternatives = Iterator[Remedy]


def remedies(facts: Facts, problem: Problem) -> Iterator[Alternatives]:
    """Yield groups of remedies for a problem; of each group the first that works is enough."""
    run = facts.runs[problem.session_id]
    other = facts.runs.get(problem.other_session_id) if problem.other_session_id is not None else None
    yield from _BY_KIND.get(problem.kind, _of_person)(facts, problem, run, other)


def _double(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    assert problem.person_id is not None
    both = [each for each in (run, other) if each is not None]
    # The one with fewer people first: moving it troubles fewer.
    both.sort(key=lambda each: (len(facts.seats.get(each.id, ())), each.id))
    yield other_days(facts, both[0])
    for each in both:
        yield elsewhere(facts, each, problem.person_id)
    for each in both[1:]:
        yield other_days(facts, each)
    for each in both:
        yield out(facts, each, problem.person_id)


def _of_person(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    assert problem.person_id is not None
    yield elsewhere(facts, run, problem.person_id)
    yield other_days(facts, run)
    if other is not None:
        yield elsewhere(facts, other, problem.person_id)
        yield other_days(facts, other)
    yield out(facts, run, problem.person_id)


def _prerequisite(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    yield in_prerequisite(facts, problem, run)
    yield from _of_person(facts, problem, run, other)


def _over_capacity(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    yield more_seats(facts, run)
    if problem.person_id is not None:
        yield elsewhere(facts, run, problem.person_id)
        yield queue(facts, run, problem.person_id)
        yield out(facts, run, problem.person_id)


def _room(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    for each in (run, other):
        if each is not None:
            yield other_room(facts, each)
    for each in (run, other):
        if each is not None:
            yield other_days(facts, each)


def _trainer(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    for each in (run, other):
        if each is not None:
            yield other_trainer(facts, each)
    for each in (run, other):
        if each is not None:
            yield other_days(facts, each)


def _equipment(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    for each in (run, other):
        if each is not None:
            yield own_room(facts, each, problem)
            yield other_days(facts, each)


def _below_minimum(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    yield merged(facts, run)
    yield called_off(facts, run)


def _days(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    yield other_days(facts, run)
    yield called_off(facts, run)


def _ceiling(facts: Facts, problem: Problem, run: Run, other: Run | None) -> Iterator[Alternatives]:
    runs = [each for each in (run, other) if each is not None]
    for each in runs:
        yield other_days(facts, each)
    members = {person.id for person in facts.teams.get(_team(problem), ())}
    for each in runs:
        people = [seat.person_id for seat in facts.seats.get(each.id, ()) if seat.person_id in members]
        yield (remedy for person_id in people for remedy in elsewhere(facts, each, person_id))
        yield (remedy for person_id in people for remedy in out(facts, each, person_id))


def _team(problem: Problem) -> str:
    """Return the team's folded name, which stands in the key."""
    return problem.key.split("|")[1]


_BY_KIND: dict[str, Callable[[Facts, Problem, Run, Run | None], Iterator[Alternatives]]] = {
    "double-booking": _double,
    "prerequisite": _prerequisite,
    "over capacity": _over_capacity,
    "room taken": _room,
    "room too small": _room,
    "trainer taken": _trainer,
    "trainer away": _trainer,
    "trainer not qualified": _trainer,
    "equipment": _equipment,
    "below minimum": _below_minimum,
    "closed day": _days,
    "outside the plan": _days,
    "absence ceiling": _ceiling,
}
