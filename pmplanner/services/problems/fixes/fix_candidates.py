"""What might solve each kind of problem, best first: groups of alternatives that are yet to be tried."""

from collections.abc import Callable, Iterator

from pmplanner.services.problems.checks.cover import counting_people, cover_days
from pmplanner.services.problems.fixes.candidates_for_budgets import raised
from pmplanner.services.problems.fixes.candidates_for_people import (
    approved,
    elsewhere,
    in_prerequisite,
    out,
    queue,
    several_out,
    taken_back,
)
from pmplanner.services.problems.fixes.candidates_for_sessions import (
    called_off,
    entered,
    laid_anew,
    merged,
    more_seats,
    other_days,
    other_room,
    other_trainer,
    own_room,
)
from pmplanner.services.problems.fixes.fix_candidate import Remedy
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts
from pmplanner.services.problems.tracking.keys import sides_of

Alternatives = Iterator[Remedy]


def remedies(facts: Facts, problem: Problem) -> Iterator[Alternatives]:
    """Yield groups of remedies for a problem; of each group the first that works is enough."""
    if problem.kind == "over budget":
        yield raised(facts, problem)
        return
    if not problem.session_id:
        yield taken_back(facts, problem)
        return
    session = facts.sessions[problem.session_id]
    other = facts.sessions.get(problem.other_session_id) if problem.other_session_id is not None else None
    yield from _BY_KIND.get(problem.kind, _of_person)(facts, problem, session, other)


def _double(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    assert problem.person_id is not None
    both = [each for each in (session, other) if each is not None]
    # The one with fewer people first: moving it troubles fewer.
    both.sort(key=lambda each: (len(facts.seats.get(each.id, ())), each.id))
    yield other_days(facts, both[0])
    for each in both:
        yield elsewhere(facts, each, problem.person_id)
    for each in both[1:]:
        yield other_days(facts, each)
    for each in both:
        yield out(facts, each, problem.person_id)


def _of_person(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    assert problem.person_id is not None
    yield elsewhere(facts, session, problem.person_id)
    yield other_days(facts, session)
    if other is not None:
        yield elsewhere(facts, other, problem.person_id)
        yield other_days(facts, other)
    yield out(facts, session, problem.person_id)


def _not_employed(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    yield from _of_person(facts, problem, session, other)
    # Out of the session alone the pick would be open, and wait for a seat that nobody will take.
    yield taken_back(facts, problem)


def _not_approved(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    assert problem.person_id is not None
    yield approved(facts, problem, session)
    yield out(facts, session, problem.person_id)


def _prerequisite(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    yield in_prerequisite(facts, problem, session)
    yield from _of_person(facts, problem, session, other)


def _over_capacity(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    yield more_seats(facts, session)
    if problem.person_id is not None:
        yield elsewhere(facts, session, problem.person_id)
        yield queue(facts, session, problem.person_id)
        yield out(facts, session, problem.person_id)


def _room(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    for each in (session, other):
        if each is not None:
            yield other_room(facts, each, problem.place)
    for each in (session, other):
        if each is not None:
            yield other_days(facts, each)


def _trainer(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    for each in (session, other):
        if each is not None:
            yield other_trainer(facts, each, problem.place)
    for each in (session, other):
        if each is not None:
            yield other_days(facts, each)


def _equipment(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    for each in (session, other):
        if each is not None:
            yield own_room(facts, each, problem)
            yield other_days(facts, each)


def _below_minimum(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    yield merged(facts, session)
    yield called_off(facts, session)


def _days(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    yield other_days(facts, session)
    yield called_off(facts, session)


def _closed(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    look = _days if problem.person_id is None else _of_person
    yield from look(facts, problem, session, other)


def _disagree(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    yield laid_anew(facts, session)


def _attendance(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    yield entered(facts, session)
    yield called_off(facts, session)


def _ceiling(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    sessions = [each for each in (session, other) if each is not None]
    for each in sessions:
        yield other_days(facts, each)
    members = {person.id for person in facts.teams.get(_team(problem), ())}
    for each in sessions:
        people = [seat.person_id for seat in facts.seats.get(each.id, ()) if seat.person_id in members]
        yield (remedy for person_id in people for remedy in elsewhere(facts, each, person_id))
        yield (remedy for person_id in people for remedy in out(facts, each, person_id))


def _cover(
    facts: Facts, problem: Problem, session: SessionFacts, other: SessionFacts | None
) -> Iterator[Alternatives]:
    sessions = [each for each in (session, other) if each is not None]
    rule = next((each for each in facts.cover if each.key == _team(problem)), None)
    if rule is None:  # it is gone since the problem was found
        return
    counting = {person.id for person in counting_people(facts, rule)}
    people = {
        each.id: [seat.person_id for seat in facts.seats.get(each.id, ()) if seat.person_id in counting]
        for each in sessions
    }
    # One who sits elsewhere is enough, and troubles fewer than another day for all.
    for each in sessions:
        yield (remedy for person_id in people[each.id] for remedy in elsewhere(facts, each, person_id))
    for each in sessions:
        yield other_days(facts, each)
    day = problem.day
    found = [] if day is None else cover_days(facts, rule, day, day)
    missing = rule.minimum - found[0].at_work if found else 0
    for each in sessions:
        yield (remedy for person_id in people[each.id] for remedy in out(facts, each, person_id))
        yield several_out(facts, each, people[each.id], missing)


def _team(problem: Problem) -> str:
    """Return the folded name of the team or rule, which stands in the key."""
    return str(sides_of(problem.key)["place"])


_BY_KIND: dict[str, Callable[[Facts, Problem, SessionFacts, SessionFacts | None], Iterator[Alternatives]]] = {
    "double-booking": _double,
    "not employed": _not_employed,
    "not approved": _not_approved,
    "prerequisite": _prerequisite,
    "over capacity": _over_capacity,
    "room taken": _room,
    "room too small": _room,
    "trainer taken": _trainer,
    "trainer away": _trainer,
    "trainer not qualified": _trainer,
    "equipment": _equipment,
    "below minimum": _below_minimum,
    "closed day": _closed,
    "outside the plan": _days,
    "days disagree": _disagree,
    "attendance missing": _attendance,
    "absence ceiling": _ceiling,
    "cover": _cover,
}
