"""Who can take a free seat: against seating everybody for real, with a slow reading of needs."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, Seat, TrainingSession
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.board.board import read_what_is_there
from pmplanner.services.board.doing import Guested, seat_guests
from pmplanner.services.board.rows import Guest
from pmplanner.services.board.taking import Taking, is_open
from pmplanner.services.errors import PlanError
from pmplanner.services.problems.reading.rows import SessionFacts
from pmplanner.services.why.trying import CUMULATIVE
from pmplanner.storage.workspace import Workspace
from tests.services.random_board import TODAY, fill, found, tried
from tests.services.slow_needs import Slow
from tests.tiers import seeds

could, needing = Counter[bool](), Counter[str]()


def needs_it(slow: Slow, person: Person, course_id: int) -> bool:
    """Picked and without a seat, or required and missing, as the domain says it."""
    mine = slow.person(person)
    standing = {each.pick.id: each.status for each in mine.picks if each.pick.course_id == course_id}
    if any(status in ("open", "waiting") for status in standing.values()):
        return True
    if any(status == "scheduled" for status in standing.values()):
        return False
    return slow.counts(person) and any(
        need.course == course_id and need.state == "missing" for need in mine.needs
    )


def can_sit(workspace: Workspace, plan_id: int, person_id: int, session: SessionFacts) -> bool:
    """Seat the person for real: there is a seat, and nothing is wrong that would not be without it."""
    with tried(workspace) as db:
        take_out(db, plan_id, person_id, session.course_id)
        without = found(db, plan_id)
    with tried(workspace) as db:
        before = found(db, plan_id)
        try:
            seat_guests(db, session.id, [Guested(person_id, session.course_id)])
        except PlanError:
            return False
        db.flush()
        after = found(db, plan_id)
        return after.keys() <= before.keys() and not [
            key
            for key, problem in after.items()
            if key not in without or (problem.kind in CUMULATIVE and problem.title != without[key].title)
        ]
    raise AssertionError


def take_out(db: Session, plan_id: int, person_id: int, course_id: int) -> None:
    query = (
        select(Seat)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(Pick.plan_id == plan_id, Pick.person_id == person_id, Pick.course_id == course_id)
        .where(Seat.status.in_((SeatStatus.BOOKED, SeatStatus.WAITING)))
    )
    for seat in db.scalars(query):
        db.delete(seat)
    db.flush()


def in_order(guests: list[Guest]) -> Iterator[tuple[object, ...]]:
    for each in guests:
        yield (not each.need.is_required, each.need.due or dt.date.max, not each.need.is_waiting)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(4, 60))
def test_all_who_can_take_a_seat_are_found_and_nobody_else(blank: Workspace, seed: int) -> None:
    plan_id = fill(blank, seed)
    with blank.read() as db:
        reading = read_what_is_there(db, plan_id, TODAY)
        slow = Slow(db, plan_id)
        people = list(db.scalars(select(Person).order_by(Person.id)))
        drafts = set(db.scalars(select(TrainingSession.id)))
        wanted = {
            (person.id, session.course_id): needs_it(slow, person, session.course_id)
            for session in reading.facts.sessions.values()
            for person in people
        }
    chance = random.Random(seed)
    taking = Taking(reading.facts, reading.accepted)
    sessions = [each for each in reading.facts.sessions.values() if is_open(each, TODAY)]
    assert drafts >= {each.id for each in sessions}
    for session in chance.sample(sessions, min(len(sessions), 2)):
        guests = list(taking.who_could(session, reading.wants.by_course.get(session.course_id, ())))
        assert list(in_order(guests)) == sorted(in_order(guests))
        expected = {
            person.id
            for person in people
            if wanted[person.id, session.course_id] and can_sit(blank, plan_id, person.id, session)
        }
        assert {guest.person_id for guest in guests} == expected
        could[bool(expected)] += 1
        needing.update("required" if guest.need.is_required else "picked" for guest in guests)


def test_enough_was_compared() -> None:
    """Run alone there is nothing to look at."""
    if sum(could.values()) > 4:
        assert could[True]
        assert needing["required"]
        assert needing["picked"]
