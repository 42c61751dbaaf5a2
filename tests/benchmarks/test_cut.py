"""How long it takes to find which of 3,000 picks go, proved, where sessions, trainers and rooms cost.

Run with `pytest tests/benchmarks/test_cut.py --benchmark-only`; the first line only reads where the same
picks stand, so that the ratios can be compared between computers. The answer is to be there within 3 s, of a
plan and of a track, for money and for days.
"""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, TrainingSession
from pmplanner.services.decisions.cut import CutAsk, Target, find_cut
from pmplanner.services.decisions.saving import WHOLE, Scope
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.money.rates import set_rate
from pmplanner.services.money.travel import set_travel
from pmplanner.services.people import tracks
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import picks, plans
from pmplanner.services.resources.rooms import add_room
from pmplanner.services.resources.trainers import add_trainer
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.seating import open_picks
from pmplanner.services.settings import change_setting
from pmplanner.services.startup.opening import seed_catalog
from pmplanner.storage.journal import bulk_insert
from pmplanner.storage.workspace import Workspace, open_workspace

pytestmark = pytest.mark.benchmark(group="which picks go", disable_gc=False)

PEOPLE, PICKS, SESSIONS, COURSES = 600, 3_000, 180, 50
FIRST_DAY, LAST_DAY = dt.date(2027, 1, 4), dt.date(2027, 12, 17)
TODAY = dt.date(2026, 12, 1)


def fill(workspace: Workspace) -> int:
    """Let everybody pick five courses or so; two thirds have a seat, and some wait."""
    chance = random.Random(2027)
    with workspace.edit("Fill") as db:
        change_setting(db, "currency", "EUR")
        set_rate(db, "USD", dt.date(2026, 1, 1), Decimal("0.91"))
        set_travel(db, "Oslo", "Bergen", Decimal("81.50"), "EUR")
        rows = [
            {
                "first_name": "First",
                "last_name": f"Last{number}",
                "team": f"Team {number % 30}",
                "location": chance.choice(["Oslo", "Bergen"]),
            }
            for number in range(PEOPLE)
        ]
        people = bulk_insert(db, Person, rows)
        of_paths = sorted({row.course_id for track in tracks.list_tracks(db) for row in track.path})
        courses = sorted(chance.sample(of_paths, min(COURSES, len(of_paths))))
        for course_id in courses:
            course = db.get_one(Course, course_id)
            course.bundled = False
            course.cost = Decimal(chance.randrange(40_00, 900_00)) / 100
            course.currency = chance.choice(["EUR", "EUR", "EUR", "USD"])
        db.flush()
        named = tracks.list_tracks(db)
        for number, track in enumerate(named):
            tracks.assign_track(db, track.id, people[number :: len(named)])
        _places(db)
        plan = plans.create_plan(db, "Cut", FIRST_DAY, LAST_DAY)
        pairs = {(chance.choice(people), chance.choice(courses)) for _ in range(2 * PICKS)}
        picks.add_picks(db, plan, chance.sample(sorted(pairs), PICKS))
        for course_id in courses:
            waiting = [pick.pick_id for pick in open_picks(db, plan, course_id)]
            for _ in range(SESSIONS // len(courses)):
                _session(db, plan, course_id, waiting, chance)
    return plan


def _places(db: Session) -> None:
    for number in range(6):
        add_room(db, f"Room {number}", site="Bergen", day_cost=Decimal(120 + 10 * number))
        add_trainer(db, f"Trainer {number}", day_cost=Decimal(800 + 33 * number), currency="EUR")


def _session(db: Session, plan: int, course_id: int, waiting: list[int], chance: random.Random) -> None:
    most = chance.randrange(8, 17)
    session = sessions.add_session(
        db,
        plan,
        course_id,
        FIRST_DAY + dt.timedelta(days=chance.randrange(300)),
        room=f"Room {chance.randrange(6)}",
        trainer=f"Trainer {chance.randrange(6)}",
    )
    row = db.get_one(TrainingSession, session)
    row.seats_min, row.seats_max = most // 2, most
    add_item(db, Owner(session_id=session), "Lunch", "seat and day", Decimal("14.20"), "EUR")
    more = 3 if chance.random() < 0.2 else 0
    coming, waiting[:] = waiting[: most + more], waiting[most + more :]
    seating.seat_picks(db, session, coming)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, int]]:
    """The workspace, open, and its plan."""
    workspace = open_workspace(tmp_path_factory.mktemp("cut") / "cut.sqlite", seed=seed_catalog)
    yield workspace, fill(workspace)
    workspace.close()


def test_baseline_read_the_picks(benchmark: BenchmarkFixture, plan: tuple[Workspace, int]) -> None:
    workspace, plan_id = plan
    with workspace.read() as db:
        assert len(benchmark.pedantic(lambda: list_pick_statuses(db, plan_id), rounds=5)) == PICKS


@pytest.mark.parametrize("percent", [5, 20, 50])
def test_percent_of_the_plan(benchmark: BenchmarkFixture, plan: tuple[Workspace, int], percent: int) -> None:
    _find(benchmark, plan, Target("percent", Decimal(percent)), WHOLE)


def test_days_of_the_plan(benchmark: BenchmarkFixture, plan: tuple[Workspace, int]) -> None:
    _find(benchmark, plan, Target("fewer days", Decimal(1000)), WHOLE)


def test_percent_of_a_track(benchmark: BenchmarkFixture, plan: tuple[Workspace, int]) -> None:
    workspace, _ = plan
    with workspace.read() as db:
        track = tracks.list_tracks(db)[0].id
    _find(benchmark, plan, Target("percent", Decimal(20)), Scope("track", track))


def _find(benchmark: BenchmarkFixture, plan: tuple[Workspace, int], target: Target, scope: Scope) -> None:
    workspace, plan_id = plan
    with workspace.read() as db:
        find_cut(
            db, CutAsk(plan_id, Target("percent", Decimal(1))), today=TODAY
        )  # CP-SAT takes its time to load
        ask = CutAsk(plan_id, target, scope)
        cut = benchmark.pedantic(lambda: find_cut(db, ask, today=TODAY), rounds=3)
    assert cut.is_reached
    assert cut.is_proved
    assert cut.after.cost <= cut.before.cost
    benchmark.extra_info["picks"] = len(cut.picks)
    benchmark.extra_info["levels"] = [(each.goal.name, each.value, each.least) for each in cut.levels]
