"""What is answered agrees with the engine of the problems and with a slow checker; what is offered helps."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import ApprovalRule, Decision, Pick, Seat, TrainingSession
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.calendar import clock
from pmplanner.services.decisions.decide import Verdict, decide_picks
from pmplanner.services.errors import PlanError
from pmplanner.services.plans import plans
from pmplanner.services.policies.policies import PolicyRow
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.fixes.foreseeing import tell
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Booking, Facts, Problem, SessionFacts
from pmplanner.services.sessions.free_seats import FreeSeats
from pmplanner.services.sessions.sessions import add_session
from pmplanner.services.why.ahead import look_ahead
from pmplanner.services.why.asking import ask_why
from pmplanner.services.why.doing import apply_change
from pmplanner.services.why.rows import OfferedChange, Outlook, Question, SessionAnswer
from pmplanner.services.why.trying import CUMULATIVE, Sitting
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.rich_workspaces import Rich
from tests.services.random_facts import all_facts
from tests.services.slow_checker import Found, SlowChecker
from tests.tiers import examples, seeds

TODAY = dt.date(2027, 1, 13)
"""In the second week, so that some sessions have begun."""
PAIRS = 8
"""So many are asked of each workspace."""
SMALL = 30
"""Seeds from here on make larger workspaces, in the long tier."""
PICK = 999

Told = tuple[str, int | None]

helped, compared = Counter[str](), Counter[str]()


class _TakenBackError(Exception):
    """Takes back what was tried."""


@contextmanager
def tried(workspace: Workspace) -> Iterator[Session]:
    with suppress(_TakenBackError), workspace.edit("Try") as db:
        yield db
        raise _TakenBackError


def found(db: Session, plan_id: int) -> dict[Told, Problem]:
    return {tell(each): each for each in check(gather_facts(db, plan_id))}


# In a copy


def seats_of(db: Session, question: Question) -> list[Seat]:
    """The seats of the person in the course that are to come."""
    query = (
        select(Seat)
        .join(Pick, Pick.id == Seat.pick_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(
            Pick.person_id == question.answer.person_id,
            Pick.course_id == question.answer.course_id,
            TrainingSession.plan_id == question.answer.plan_id,
        )
    )
    return list(db.scalars(query))


def take_out(db: Session, question: Question, but: int = 0) -> None:
    for seat in seats_of(db, question):
        if seat.session_id != but and seat.status in (SeatStatus.BOOKED, SeatStatus.WAITING):
            db.delete(seat)
    db.flush()


def pick_of(db: Session, question: Question) -> int:
    if question.pick_id:
        return question.pick_id
    answer = question.answer
    pick = Pick(plan_id=answer.plan_id, person_id=answer.person_id, course_id=answer.course_id, note="")
    db.add(pick)
    db.flush()
    return pick.id


def seated(workspace: Workspace, question: Question, session_id: int) -> tuple[set[Told], bool]:
    """Seat the person whatever it costs; return what is wrong only then, and whether a seat is free."""
    plan_id = question.answer.plan_id
    new: set[Told] = set()
    is_free = True
    with tried(workspace) as db:
        booked = any(
            seat.session_id == session_id and seat.status == SeatStatus.BOOKED
            for seat in seats_of(db, question)
        )
        take_out(db, question, but=session_id if booked else 0)
        if booked:
            after = found(db, plan_id)
            take_out(db, question)
            before = found(db, plan_id)
        else:
            before = found(db, plan_id)
            session, pick_id = db.get_one(TrainingSession, session_id), pick_of(db, question)
            is_free = FreeSeats(db, session).take(pick_id)
            last = db.scalar(select(func.max(Seat.position)).where(Seat.session_id == session_id)) or 0
            seat = Seat(session_id=session_id, pick_id=pick_id, status="booked", position=last + 1)
            db.add(seat)
            db.flush()
            after = found(db, plan_id)
        new = beyond(before, after)
    return new, is_free


def beyond(before: dict[Told, Problem], after: dict[Told, Problem]) -> set[Told]:
    """What is wrong that was not, or that is worse now."""
    return {
        key
        for key, problem in after.items()
        if key not in before or (problem.kind in CUMULATIVE and problem.title != before[key].title)
    }


def agrees(workspace: Workspace, question: Question, session: SessionAnswer) -> None:
    told = {tell(each.problem) for each in session.hindrances if each.problem is not None}
    new, is_free = seated(workspace, question, session.session_id)
    kinds = {each.kind for each in session.hindrances}
    assert told == new, session
    assert ("full" in kinds) == (not is_free), session


def helps(workspace: Workspace, question: Question, change: OfferedChange) -> None:
    """Make the change as an edit: the person sits, nothing new is wrong; and undo it."""
    plan_id = question.answer.plan_id
    with workspace.read() as db:
        before = found(db, plan_id)
    with workspace.edit(change.label) as db:
        apply_change(db, change)
    with workspace.read() as db:
        after = found(db, plan_id)
        days = [
            (facts.first_day, facts.last_day)
            for seat in seats_of(db, question)
            if seat.status == SeatStatus.BOOKED
            and (facts := gather_facts(db, plan_id).sessions.get(seat.session_id)) is not None
        ]
    assert after.keys() <= before.keys(), [each.title for key, each in after.items() if key not in before]
    assert days == [(change.first_day, change.last_day)]
    workspace.undo()
    helped[change.kind] += 1


def first_day_by_trying(workspace: Workspace, question: Question, outlook: Outlook) -> None:
    """Hold a session on each day up to the first one: none of them works, and that one does."""
    first = outlook.first
    end = outlook.horizon if first is None else first.first_day
    day = outlook.begins
    while day <= end:
        works = any(new_works(workspace, question, day, name) for name in teachers(question))
        is_it = first is not None and not first.session_id and first.is_taught and day == first.first_day
        assert works == is_it or (first is not None and first.session_id != 0 and day == end), (day, first)
        day += dt.timedelta(days=1)


def teachers(question: Question) -> list[str]:
    able = [
        trainer.name
        for trainer in question.facts.trainers.values()
        if question.answer.course_id in trainer.courses
    ]
    return able or [""]


def new_works(workspace: Workspace, question: Question, day: dt.date, trainer: str) -> bool:
    answer = question.answer
    new: set[Told] = set()
    shifted = False
    with tried(workspace) as db:
        take_out(db, question)
        before = found(db, answer.plan_id)
        pick_id = pick_of(db, question)
        session_id = add_session(
            db, answer.plan_id, answer.course_id, day, trainer=trainer, seats_min=None, seats_max=None
        )
        db.add(Seat(session_id=session_id, pick_id=pick_id, status="booked", position=1))
        db.flush()
        session = gather_facts(db, answer.plan_id).sessions[session_id]
        # Laid from a day that is closed it would be the session of another day.
        shifted = session.first_day != day
        after = found(db, answer.plan_id)
        new = beyond(before, after)
    return not new and not shifted


def decide_some(db: Session, plan_id: int, seed: int) -> None:
    """Refuse and approve some picks; every second plan schedules only what was approved."""
    chance = random.Random(seed)
    plans.change_plan(db, plan_id, approval_rule=list(ApprovalRule)[seed % 2])
    for pick_id in db.scalars(select(Pick.id).where(Pick.plan_id == plan_id).order_by(Pick.id)).all():
        decision = chance.choice([*Decision, Decision.APPROVED, Decision.APPROVED, None])
        if decision is not None:
            with suppress(PlanError):  # in a locked session
                decide_picks(db, plan_id, [pick_id], Verdict(decision))


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(5, 40))
def test_answers_agree_with_the_engine_and_offers_help(
    blank: Workspace, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    with blank.edit("Set up") as db:
        size, weeks = (6 + seed % 9, 4) if seed < SMALL else (40, 8)
        plan_id = Rich(db, seed, size, weeks).fill()
        decide_some(db, plan_id, seed)
    with blank.read() as db:
        facts = gather_facts(db, plan_id)
    chance = random.Random(seed)
    courses = sorted({session.course_id for session in facts.sessions.values()} or facts.titles)
    pairs = [(chance.choice(sorted(facts.people)), chance.choice(courses)) for _ in range(PAIRS)]
    for number, (person_id, course_id) in enumerate(pairs):
        with blank.read() as db:
            question = ask_why(db, plan_id, person_id, course_id)
        for session in question.answer.sessions:
            if {"refused"} & {each.kind for each in session.hindrances}:
                continue  # nobody can be seated for what was refused
            if session.session_id in facts.sessions and session.seat not in (
                SeatStatus.ATTENDED,
                SeatStatus.PARTLY_ATTENDED,
                SeatStatus.ABSENT,
            ):
                agrees(blank, question, session)
        outlook = look_ahead(question)
        for change in outlook.changes:
            helps(blank, question, change)
        sits_well = any(
            each.seat == SeatStatus.BOOKED and each.is_possible for each in question.answer.sessions
        )
        if number < 2 and not sits_well and not question.is_over:
            first_day_by_trying(blank, question, outlook)


# With a slow checker that knows nothing of the checks


def by_trying(facts: Facts, rows: list[PolicyRow]) -> set[tuple[object, ...]]:
    return {project(each) for each in SlowChecker(facts, rows).found() if each[0] in ALONE}


def by_engine(problems: list[Problem]) -> set[tuple[object, ...]]:
    return {
        project((p.kind, p.person_id, p.session_id, p.other_session_id, p.day))
        for p in problems
        if p.kind in ALONE
    }


def project(each: Found) -> tuple[object, ...]:
    """Name a problem by its sides, however it is mirrored."""
    kind, person, session, other, _ = each
    if kind in ("double-booking", "trainer taken"):
        return kind, person, frozenset((session, other))
    return kind, person, session


ALONE = {
    *("absence", "not employed", "day off", "outside working hours", "blackout", "prerequisite"),
    *("double-booking", "trainer taken", "over capacity", "room too small", "closed day"),
}
"""The kinds that are told of the person, or of the session that the person has come to."""


@pytest.mark.slow
@settings(
    max_examples=examples(40, 1000),
    derandomize=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(all_facts())
def test_what_is_in_the_way_is_what_a_slow_checker_finds(random: tuple[Facts, list[PolicyRow]]) -> None:
    facts, rows = random
    for person_id in sorted(facts.people)[:3]:
        for session in facts.sessions.values():
            if session.held or session.id in facts.sits.get(person_id, {}):
                continue
            sitting = Sitting(facts, person_id, session.course_id, PICK)
            problems, _ = sitting.problems(session)
            engine = by_engine(problems) - by_engine(check(sitting.base))
            after = put(sitting.base, rows, session, person_id)
            slow = by_trying(after, rows) - by_trying(sitting.base, rows)
            compared.update(str(kind) for kind, *_ in slow)
            assert engine == slow


def put(base: Facts, rows: list[PolicyRow], session: SessionFacts, person_id: int) -> Facts:
    """Seat somebody as the last one, in a copy; seats kept for the team are used up first."""
    after = base.copy()
    team = after.people[person_id].team_key
    kept, people = dict(session.kept), len(after.seats.get(session.id, ()))
    beyond_seats = int(SlowChecker(base, rows).rule("over capacity")[1] or 0)
    if kept.get(team) and (session.seats_max is None or people < session.seats_max + beyond_seats):
        kept[team] -= 1
        left = tuple((name, seats) for name, seats in kept.items() if seats)
        after.set_session(replace(session, kept=left))
    booked = Booking(person_id, session.id, "booked", PICK, 999, 999)
    after.set_seats(session.id, [*after.seats.get(session.id, ()), booked], after.waiting.get(session.id, ()))
    return after
