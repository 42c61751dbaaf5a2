"""How soon one edit's problems appear with 3,000 people and 500 sessions, against a look at everything.

Run with `pytest tests/benchmarks/test_problems.py --benchmark-only`.
"""

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy.orm import Session

from pmplanner.models import Equipment, Room, Trainer
from pmplanner.services.people.history import add_absence
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.fixes.foreseeing import foresee_new_session
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.seating import open_picks, unseat
from pmplanner.services.sessions.session_equipment import set_equipment
from pmplanner.services.startup.opening import seed_catalog
from pmplanner.services.views.foreseeing import foresee_placing
from pmplanner.storage.journal import Change
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.benchmarks.big_plan import FIRST_DAY, fill_big_plan

pytestmark = pytest.mark.benchmark(group="problems", disable_gc=False)

SESSIONS, PLACES, LEAVE = 500, 12, 1_500
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def crowded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a big plan with rooms, trainers, equipment, leave and limits, closed."""
    path = tmp_path_factory.mktemp("crowded") / "crowded.sqlite"
    workspace = open_workspace(path, seed=seed_catalog)
    fill_big_plan(workspace, SESSIONS)
    with workspace.edit("Crowd") as db:
        _crowd(db)
    workspace.close()
    return path


def _crowd(db: Session) -> None:
    for number in range(PLACES):
        db.add(Room(name=f"Room {number}", seats=16))
        db.add(Trainer(name=f"Trainer {number}", working_days=0b1111))
    db.add(Equipment(name="Projector", count=2))
    db.flush()
    for session_id in range(1, SESSIONS + 1):
        place = {"room": f"Room {session_id % PLACES}", "trainer": f"Trainer {session_id % PLACES}"}
        sessions.change_session(db, session_id, seats_min=4, **place)
        set_equipment(db, session_id, {1: 1} if session_id % 3 == 0 else {})
    for number in range(LEAVE):
        first = FIRST_DAY + number % 330 * DAY
        add_absence(db, number * 2 + 1, first, first + 4 * DAY, "On leave")
    set_policy(db, "days a week", limit=Decimal(4))


@pytest.fixture
def crowded(crowded_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(Path(shutil.copy(crowded_file, tmp_path / "crowded.sqlite")))
    yield workspace
    workspace.close()


def _look(workspace: Workspace) -> list[Problem]:
    with workspace.read() as db:
        return find_problems(db, 1)


def test_look_at_everything(benchmark: BenchmarkFixture, crowded: Workspace) -> None:
    assert len(benchmark.pedantic(_look, args=(crowded,), rounds=5, warmup_rounds=1)) > 500


def test_begin_to_watch(benchmark: BenchmarkFixture, crowded: Workspace) -> None:
    watch = benchmark.pedantic(Watch, args=(crowded, 1), rounds=5, warmup_rounds=1)
    assert watch.problems == _look(crowded)


def test_move_a_session_until_its_problems_are_known(benchmark: BenchmarkFixture, crowded: Workspace) -> None:
    watch = Watch(crowded, 1)
    changes: list[Change] = []
    crowded.listen(changes.append)
    moves = cycle((session_id, FIRST_DAY + 20 * n * DAY) for n, session_id in enumerate(range(3, 18)))

    def move() -> tuple[tuple[Watch], dict[str, object]]:
        session_id, start = next(moves)
        with crowded.edit("Move") as db:
            sessions.move_session(db, session_id, start)
        return (watch,), {}

    def follow(watch: Watch) -> list[Problem]:
        watch.update(changes[-1])
        return watch.problems

    benchmark.pedantic(follow, setup=move, rounds=12)
    assert watch.problems == _look(crowded)


@pytest.mark.parametrize("ceiling", [False, True])
def test_take_somebody_out_until_the_problems_are_known(
    benchmark: BenchmarkFixture, crowded: Workspace, ceiling: bool
) -> None:
    if ceiling:
        with crowded.edit("At most a tenth of a team") as db:
            set_policy(db, "absence ceiling", percent=10)
    watch = Watch(crowded, 1)
    changes: list[Change] = []
    crowded.listen(changes.append)
    with crowded.read() as db:
        seats = iter([seat.id for run in range(1, 20) for seat in sessions.session_detail(db, run).seats])

    def take_out() -> tuple[tuple[Watch], dict[str, object]]:
        with crowded.edit("Take out") as db:
            unseat(db, [next(seats)])
        return (watch,), {}

    def follow(watch: Watch) -> list[Problem]:
        watch.update(changes[-1])
        return watch.problems

    benchmark.pedantic(follow, setup=take_out, rounds=12)
    assert watch.problems == _look(crowded)


def test_foresee_a_move_while_dragging(benchmark: BenchmarkFixture, crowded: Workspace) -> None:
    with crowded.read() as db:
        starts = cycle(FIRST_DAY + n * DAY for n in range(0, 300, 7))
        benchmark.pedantic(lambda: foresee_placing(db, 7, next(starts)), rounds=15, warmup_rounds=2)


def test_foresee_a_move_with_a_watch(benchmark: BenchmarkFixture, crowded: Workspace) -> None:
    facts = Watch(crowded, 1).facts
    starts = cycle(FIRST_DAY + n * DAY for n in range(0, 300, 7))
    with crowded.read() as db:
        benchmark.pedantic(
            lambda: foresee_placing(db, 7, next(starts), facts=facts), rounds=15, warmup_rounds=2
        )


def test_foresee_a_new_session(benchmark: BenchmarkFixture, crowded: Workspace) -> None:
    with crowded.read() as db:
        days = sessions.session_detail(db, 7).days
        course = sessions.session_detail(db, 7).row.course_id
        pick_ids = [pick.pick_id for pick in open_picks(db, 1, course)][:14]
        benchmark.pedantic(
            lambda: foresee_new_session(db, 1, course, days, pick_ids, "Room 1", "Trainer 1"),
            rounds=15,
            warmup_rounds=2,
        )


def test_list_the_fixes_of_a_problem(benchmark: BenchmarkFixture, crowded: Workspace) -> None:
    watch = Watch(crowded, 1)
    step = max(1, len(watch.problems) // 60)
    problems = cycle(watch.problems[::step])
    benchmark.pedantic(lambda: watch.list_fixes(next(problems)), rounds=60, warmup_rounds=2)
