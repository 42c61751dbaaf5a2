"""What is said of calling a session off is what happens when it is done, the cost to the cent."""

import random
from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Seat, TrainingSession
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.services.board.board import read_what_is_there
from pmplanner.services.board.calling_off import foresee_calling_off
from pmplanner.services.board.costs import reckon_calling_off
from pmplanner.services.board.doing import call_off
from pmplanner.services.board.rows import CallOff
from pmplanner.services.board.taking import is_open
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.problems.fixes.foreseeing import tell
from pmplanner.services.totals.budget import budget_use
from pmplanner.storage.scratch import Scratch
from pmplanner.storage.workspace import Workspace
from tests.services.random_board import TODAY, fill, found
from tests.tiers import seeds

seen = Counter[str]()


def cost(db: Session, plan_id: int) -> tuple[Decimal, int]:
    """What the whole plan costs, and how much of it is unknown."""
    whole = budget_use(db, plan_id)[0]
    return whole.used, whole.picks_without_price


def booked(db: Session, plan_id: int, course_id: int) -> dict[int, int]:
    """The sessions of a course in which picks have a seat, or wait."""
    query = (
        select(Seat.pick_id, Seat.session_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(
            TrainingSession.plan_id == plan_id,
            TrainingSession.course_id == course_id,
            TrainingSession.status != SessionStatus.CANCELLED,
            Seat.status.in_((SeatStatus.BOOKED, SeatStatus.WAITING)),
        )
    )
    return dict(db.execute(query).all())


def others_could(workspace: Workspace, plan_id: int, session_id: int, what: CallOff) -> None:
    """Nobody who is left out could be seated in another session once all is done."""
    from tests.services.test_free_seats_by_force import can_sit

    with workspace.read() as db:
        facts = read_what_is_there(db, plan_id, TODAY).facts
        course = db.get_one(TrainingSession, session_id).course_id
    for each in what.left_out:
        for session in facts.sessions.values():
            if session.course_id == course and is_open(session, TODAY):
                assert not can_sit(workspace, plan_id, each.person_id, session), (each, session)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(4, 60))
def test_the_consequence_is_what_happens(blank: Workspace, seed: int) -> None:
    plan_id = fill(blank, seed)
    with blank.read() as db:
        reading = read_what_is_there(db, plan_id, TODAY)
        scratch = Scratch(db)
    sessions = [each for each in reading.facts.sessions.values() if is_open(each, TODAY)]
    for session in random.Random(seed).sample(sessions, min(3, len(sessions))):
        what = foresee_calling_off(reading, session)
        assert what is not None
        with blank.read() as db:
            costs = reckon_calling_off(db, scratch, plan_id, session.id, what)
            assert costs is not None
            before, known = cost(db, plan_id), found(db, plan_id)
        with blank.edit("Call off") as db:
            call_off(db, session.id, what.moves)
        with blank.read() as db:
            after, now = cost(db, plan_id), found(db, plan_id)
            sits = booked(db, plan_id, session.course_id)
            later = sum(
                (
                    each.known_cost
                    for each in list_pick_statuses(db, plan_id)
                    if each.pick_id in {left.pick_id for left in what.left_out}
                ),
                Decimal(0),
            )
        assert {each.pick_id: each.session_id for each in what.moves}.items() <= sits.items()
        assert sits.keys().isdisjoint(each.pick_id for each in what.left_out)
        assert {tell(each) for each in what.problems} == now.keys() - known.keys()
        assert (costs.saved - costs.later, costs.later) == (before[0] - after[0], later)
        assert costs.unknown_after - costs.unknown_before == after[1] - before[1]
        others_could(blank, plan_id, session.id, what)
        seen.update(moved=len(what.moves), left=len(what.left_out), problems=len(what.problems))
        seen.update(saves=costs.saved > 0, costs=costs.saved < 0, unknown=costs.unknown_after > 0)
        blank.undo()
    scratch.close()


def test_enough_was_seen() -> None:
    """Run alone there is nothing to look at."""
    if seen["saves"] > 3:
        assert seen["moved"]
        assert seen["left"]
    if seen["saves"] > 30:
        assert seen["problems"]
        assert seen["unknown"]
