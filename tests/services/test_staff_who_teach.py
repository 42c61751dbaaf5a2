"""Members of staff who teach are known to every reading of problems, and so is who waits in which order."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Person, Plan, Row, Seat, Trainer, TrainerAbsence, TrainingSession
from pmplanner.services.errors import PlanError
from pmplanner.services.people import history, people
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.resources import trainers
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.changes import set_locked
from pmplanner.services.startup.opening import open_for_use
from pmplanner.services.views.foreseeing import foresee_copy, foresee_placing, foresee_session
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.workspace import Workspace
from tests.support import Template, put_catalogue
from tests.tiers import examples

MONDAY = dt.date(2027, 3, 1)
DAY = dt.timedelta(days=1)
NAMES = ("Ada", "Bo", "Cy", "Di", "Eva")
TAUGHT_BY = ("Ada Berg", "bo", "Cy", "")
"""Staff by record, staff by name alone, and nobody."""


def _fill(workspace: Workspace) -> None:
    """Make people of whom some are trainers, and full sessions at the same time, none with a trainer."""
    with workspace.edit("Fill") as db:
        ids = [people.add_person(db, first_name=name, email=f"{name}@x.org") for name in NAMES]
        trainers.add_trainer(db, "Ada Berg", email="ada@x.org")
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, ids, [1, 2, 3])
        for course in (1, 2, 3):
            sessions.add_session(db, plan, course, MONDAY, seat_open=True, seats_max=2)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("staff"), _fill)


def _one(db: Session, kind: type[Row], n: int, *where: ColumnElement[bool]) -> int:
    ids = list(db.scalars(select(kind.id).where(*where).order_by(kind.id)))
    if not ids:
        raise LookupError
    return int(ids[n % len(ids)])


def _away(db: Session, n: int) -> None:
    history.add_absence(db, _one(db, Person, n), MONDAY + n % 3 * DAY, MONDAY + 3 * DAY, "Ill")


def _seat(db: Session, n: int) -> None:
    session = db.get_one(TrainingSession, _one(db, TrainingSession, n))
    found = seating.open_picks(db, session.plan_id, session.course_id)
    seating.seat_picks(db, session.id, [pick.pick_id for pick in found])


EDITS: dict[str, Callable[[Session, int], object]] = {
    "name a trainer": lambda s, n: sessions.change_session(
        s, _one(s, TrainingSession, n // 4), trainer=TAUGHT_BY[n % 4]
    ),
    "move": lambda s, n: sessions.move_session(s, _one(s, TrainingSession, n), MONDAY + n % 5 * DAY),
    "seat": _seat,
    "unseat": lambda s, n: seating.unseat(s, [_one(s, Seat, n)]),
    "wait": lambda s, n: seating.set_seat_status(s, [_one(s, Seat, n)], "waiting"),
    "queue": lambda s, n: seating.move_in_queue(s, _one(s, Seat, n, Seat.status == "waiting"), n % 5 - 2),
    "lock": lambda s, n: set_locked(s, _one(s, TrainingSession, n), n % 2 == 0),
    "more seats": lambda s, n: sessions.change_session(s, _one(s, TrainingSession, n), seats_max=1 + n % 4),
    "away": _away,
    "back": lambda s, n: history.remove_absence(s, _one(s, Absence, n)),
    "trainer away": lambda s, n: trainers.add_trainer_absence(s, _one(s, Trainer, n), MONDAY, MONDAY + DAY),
    "trainer back": lambda s, n: trainers.remove_trainer_absence(s, _one(s, TrainerAbsence, n)),
    "trainer's address": lambda s, n: trainers.change_trainer(
        s, _one(s, Trainer, n), email=("ada@x.org", "eva@x.org", "else@where.org", "")[n % 4]
    ),
    "trainer's days": lambda s, n: trainers.change_trainer(s, _one(s, Trainer, n), working_days=1 + n % 31),
    "trainer's courses": lambda s, n: trainers.set_trainer_courses(s, _one(s, Trainer, n), [1 + n % 3]),
    "rename trainer": lambda s, n: trainers.change_trainer(
        s, _one(s, Trainer, n), name=("Ada Berg", "Bo", "Ada B.")[n % 3]
    ),
    "add trainer": lambda s, n: trainers.add_trainer(s, TAUGHT_BY[n % 3], email=f"{NAMES[n % 5]}@x.org"),
    "remove trainer": lambda s, n: trainers.remove_trainer(s, _one(s, Trainer, n)),
    "rename person": lambda s, n: people_changes.change_person(
        s, _one(s, Person, n), first_name=("Ada Berg", "Bo", "Cy", "Zoe")[n % 4]
    ),
    "person's address": lambda s, n: people_changes.change_person(
        s, _one(s, Person, n), email=("ada@x.org", "zoe@x.org", "")[n % 3]
    ),
    "person goes": lambda s, n: people_changes.remove_people(s, [_one(s, Person, n)]),
    "person comes": lambda s, n: people.add_person(s, first_name=("Ada Berg", "Bo", "Cy")[n % 3]),
}
OFTEN = (
    *("name a trainer", "name a trainer", "name a trainer", "unseat", "seat", "away", "queue"),
    *("trainer away", "trainer's days", "undo", "undo", "redo"),
)


def _do(workspace: Workspace, name: str, number: int) -> None:
    try:
        if name in ("undo", "redo"):
            getattr(workspace, name)()
        else:
            with workspace.edit(name) as db:
                EDITS[name](db, number)
    except (PlanError, LookupError, UndoRefusedError):
        pass


def _known(facts: Facts) -> tuple[object, ...]:
    """What is kept by name or in an order."""
    return facts.seats, facts.waiting, facts.trainers, facts.staff


def _queues(facts: Facts) -> dict[int, list[int]]:
    return {session_id: [seat.id for seat in seats] for session_id, seats in facts.waiting.items()}


def _stored_queues(workspace: Workspace) -> dict[int, list[int]]:
    """Return who waits where, by the words of the table itself."""
    found: dict[int, list[int]] = {}
    query = "SELECT session_id, id FROM seat WHERE status = 'waiting' ORDER BY position, id"
    with workspace.read() as db:
        for session_id, seat_id in db.execute(text(query)):
            found.setdefault(session_id, []).append(seat_id)
    return found


@pytest.mark.slow
@settings(
    max_examples=examples(5, 300),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.tuples(st.sampled_from([*EDITS, *OFTEN]), st.integers(0, 59)), min_size=6, max_size=30)
)
def test_following_edits_of_staff_and_trainers_knows_what_a_fresh_reading_knows(
    template: Template, steps: list[tuple[str, int]]
) -> None:
    workspace = template.open()
    watch = Watch(workspace, 1)
    workspace.listen(watch.update)
    for name, number in steps:
        _do(workspace, name, number)
        with workspace.read() as db:
            if db.get(Plan, 1) is None:
                break  # the plan itself was undone
            fresh = gather_facts(db, 1)
        assert _known(watch.facts) == _known(fresh), (name, number)
        assert watch.problems == check(fresh), (name, number)
        assert _queues(watch.facts) == _stored_queues(workspace), (name, number)
    else:
        with workspace.read() as db:
            session_ids = list(fresh.sessions)[:1]
            found = find_problems(db, 1, session_ids=session_ids)
        assert found == [problem for problem in watch.problems if problem.session_id in session_ids]
    workspace.close()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_for_use(put_catalogue(tmp_path / "guarded.sqlite"))
    _fill(workspace)
    yield workspace
    workspace.close()


@pytest.mark.parametrize("name", ["Ada Berg", "bo"])
def test_what_the_first_trainer_makes_is_refused_and_seen_at_once(guarded: Workspace, name: str) -> None:
    watch = Watch(guarded, 1)
    guarded.listen(watch.update)
    with guarded.edit("Trainer") as db:
        sessions.change_session(db, 3, trainer=name)  # both sit in another session that day
    assert any(p.kind == "trainer taken" for p in watch.problems)
    guarded.undo()
    with guarded.edit("Block") as db:
        set_policy(db, "trainer taken", "block")
    with (
        pytest.raises(PlanError, match="teaches one session and sits in another"),
        guarded.edit("T") as db,
    ):
        sessions.change_session(db, 3, trainer=name)


def test_leave_of_the_person_is_leave_of_the_trainer_at_once(guarded: Workspace) -> None:
    with guarded.edit("Leave") as db:
        set_policy(db, "trainer away", "block")
        history.add_absence(db, 1, MONDAY, MONDAY, "Ill")
    with pytest.raises(PlanError, match="cannot teach"), guarded.edit("Trainer") as db:
        sessions.change_session(db, 1, trainer="Ada Berg")


@pytest.mark.parametrize("name", ["Ada Berg", "bo"])
def test_it_is_foreseen_of_whom_no_session_asks_yet(guarded: Workspace, name: str) -> None:
    with guarded.read() as db:
        for facts in (None, Watch(guarded, 1).facts):
            for found in (
                foresee_placing(db, 3, MONDAY, trainer=name, facts=facts),
                foresee_copy(db, 3, MONDAY, trainer=name, facts=facts),
                foresee_session(db, 1, 4, MONDAY, [], trainer=name, facts=facts),
            ):
                assert "trainer taken" in {problem.kind for problem in found}
