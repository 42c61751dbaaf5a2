"""How soon one edit's problems appear with 3,000 people and 500 sessions, against a look at everything.

And at ten times a company's size, with how that grows from 1,000 to 30,000 people: a look at everything with
the people, what an edit costs hardly at all. Processor time is compared, the least of several tries.

Run with `pytest tests/benchmarks/test_problems.py --benchmark-only`.
"""

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Equipment, Pick, Room, Trainer
from pmplanner.services.people.history import add_absence
from pmplanner.services.plans.picks import toggle_picks
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.fixes.foreseeing import foresee_new_session
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.seating import open_picks, unseat
from pmplanner.services.sessions.session_equipment import set_equipment
from pmplanner.services.startup.opening import open_for_use, seed_catalog
from pmplanner.services.views.foreseeing import foresee_placing
from pmplanner.storage.journal import Change
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.benchmarks.big_plan import FIRST_DAY, fill_big_plan
from tests.benchmarks.conftest import LargeFile
from tests.benchmarks.large_plan import Size

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


# Ten times the size, and how the cost grows

PEOPLE = (1_000, 3_000, 10_000, 30_000)
AN_EDIT = 0.01
"""Seconds until the problems are right again after an edit of one person or session."""
NOISE = 2.0
"""How much more than it should a measure may be on a machine that others use as well."""

Edit = Callable[[Session, int], object]


def _of_pick(db: Session, number: int) -> object:
    return toggle_picks(db, 1, [(number * 7 + 1, db.scalars(select(Pick.course_id).limit(1)).one())])


def _of_session(db: Session, number: int) -> object:
    return sessions.move_session(db, number + 3, FIRST_DAY + (20 + 14 * number) * DAY)


def _of_seat(db: Session, number: int) -> object:
    return unseat(db, [sessions.session_detail(db, number + 40).seats[0].id])


def _of_leave(db: Session, number: int) -> object:
    return add_absence(db, number * 5 + 1, FIRST_DAY, FIRST_DAY + 11 * DAY, "On leave")


EDITS: dict[str, Edit] = {
    "pick": _of_pick,
    "session": _of_session,
    "seat": _of_seat,
    "leave": _of_leave,
}


def _spent(work: Callable[[], object]) -> float:
    """Return the processor time that something takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _follow(watch: Watch, change: Change) -> None:
    watch.update(change)
    _ = watch.problems


def _edit_costs(workspace: Workspace, edit: Edit, times: int = 6) -> tuple[float, Watch]:
    """Return the least that an edit, its undo or its redo costs until the problems are right again."""
    watch = Watch(workspace, 1)
    _ = watch.problems
    changes: list[Change] = []
    workspace.listen(changes.append)
    costs = []
    for number in range(times):
        with workspace.edit("Edit") as db:
            edit(db, number)
        costs.append(_spent(partial(_follow, watch, changes[-1])))
    undone = []
    for again in (workspace.undo, workspace.redo) * 2:
        again()
        undone.append(_spent(partial(_follow, watch, changes[-1])))
    assert watch.problems == _look(workspace)
    return max(min(costs), min(undone)), watch


@pytest.mark.benchmark(group="problems of 10,000 people")
@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_costs_nearly_the_same_however_many_people_there_are(
    benchmark: BenchmarkFixture, large_file: LargeFile, kind: str
) -> None:
    costs = {}
    for people in PEOPLE[:3]:
        workspace = open_workspace(large_file(Size(people)))
        costs[people], _ = _edit_costs(workspace, EDITS[kind])
        workspace.close()
    benchmark.extra_info["ms by people"] = {people: round(1000 * cost, 2) for people, cost in costs.items()}
    benchmark.pedantic(lambda: None)  # what was measured is in the information beside
    assert costs[10_000] < AN_EDIT * NOISE
    assert costs[10_000] < costs[1_000] * 2 * NOISE + AN_EDIT / 4


@pytest.mark.benchmark(group="problems of 10,000 people")
def test_a_look_at_everything_grows_with_the_people(
    benchmark: BenchmarkFixture, large_file: LargeFile
) -> None:
    costs = {}
    for people in PEOPLE:
        workspace = open_workspace(large_file(Size(people)))
        _look(workspace)
        costs[people] = min(_spent(partial(_look, workspace)) for _ in range(3))
        if people == 10_000:
            benchmark.pedantic(_look, args=(workspace,), rounds=3)
        workspace.close()
    benchmark.extra_info["ms by people"] = {people: round(1000 * cost) for people, cost in costs.items()}
    for few, many in ((1_000, 10_000), (3_000, 30_000)):
        assert costs[many] < costs[few] * many / few * 1.3 * NOISE


@pytest.mark.benchmark(group="problems of 10,000 people")
@pytest.mark.parametrize("blocked", [False, True])
def test_the_guard_costs_little_more_than_the_edit(
    benchmark: BenchmarkFixture, ten_times_file: Path, blocked: bool
) -> None:
    workspace = open_for_use(ten_times_file)
    if blocked:
        with workspace.edit("Block") as db:
            set_policy(db, "over capacity", "block")
    numbers = iter(range(1_000))

    def pick() -> None:
        with workspace.edit("Pick") as db:
            _of_pick(db, next(numbers))

    pick()  # after which it is known what there is
    cost = min(_spent(pick) for _ in range(8))
    benchmark.extra_info["ms"] = round(1000 * cost, 2)
    benchmark.pedantic(pick, rounds=8)
    workspace.close()
    assert cost < 2 * AN_EDIT * NOISE
