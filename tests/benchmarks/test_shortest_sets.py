"""How long the shortest sets of 300 people with two tracks each take.

Run with `pytest tests/benchmarks/test_shortest_sets.py --benchmark-only`; the first line only reads what the
same people need, so that the ratios can be compared between computers. The sets are to be there within 2 s.
"""

import datetime as dt
import random
from collections.abc import Iterator

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy.orm import Session

from pmplanner.models import Completion, Equivalent, PathKind, Person, PersonTrack, TrainingSession
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.needs.shortest import shortest_sets
from pmplanner.services.people import tracks
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.seating import open_picks
from pmplanner.services.startup.opening import seed_catalog
from pmplanner.storage.journal import bulk_insert
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.support import known

pytestmark = pytest.mark.benchmark(group="shortest sets", disable_gc=False)

PEOPLE, ROLES, COUNTING = 300, 6, 25
FIRST_DAY, LAST_DAY = dt.date(2027, 1, 4), dt.date(2027, 12, 17)
EARLIER = dt.date(2026, 6, 1)


def fill(workspace: Workspace) -> int:
    """Give people two tracks each, with some history, picks and seats, of which some are locked."""
    chance = random.Random(2027)
    with workspace.edit("Fill") as db:
        courses = sorted({row.course_id for track in tracks.list_tracks(db) for row in track.path})
        roles = [_role(db, f"Role {number}", chance.sample(courses, 16)) for number in range(ROLES)]
        for _ in range(COUNTING):
            course, other = chance.sample(courses, 2)
            db.add(Equivalent(course_id=course, counts_as_id=other))
        db.flush()
        people = [_person(db, number, *chance.sample(roles, 2)) for number in range(PEOPLE)]
        pairs = [(chance.choice(people), chance.choice(courses)) for _ in range(6 * PEOPLE)]
        done = [
            {"person_id": person, "course_id": course, "completed_on": EARLIER, "note": ""}
            for person, course in sorted(set(pairs[: 2 * PEOPLE]))
        ]
        bulk_insert(db, Completion, done)
        plan = plans.create_plan(db, "Two tracks", FIRST_DAY, LAST_DAY)
        picks.add_picks(db, plan, sorted(set(pairs[2 * PEOPLE :])))
        for course in courses:
            day = FIRST_DAY + dt.timedelta(days=chance.randrange(300))
            session = sessions.add_session(db, plan, course, day, seats_max=16)
            seating.seat_picks(db, session, [pick.pick_id for pick in open_picks(db, plan, course)][:8])
            row = known(db.get(TrainingSession, session))
            row.locked, row.pinned = chance.random() < 0.3, chance.random() < 0.3
    return plan


def _role(db: Session, name: str, courses: list[int]) -> int:
    """Add a track that requires four courses, and of each of three groups of four any two."""
    track = tracks.add_track(db, name)
    groups = [tracks.GroupOf(2, tuple(courses[4 * n : 4 * n + 4])) for n in (1, 2, 3)]
    tracks.set_path(db, track, [*((course, PathKind.REQUIRED) for course in courses[:4]), *groups])
    return track


def _person(db: Session, number: int, primary: int, further: int) -> int:
    person = Person(first_name="First", last_name=f"Last{number}", primary_track_id=primary)
    db.add(person)
    db.flush()
    db.add(PersonTrack(person_id=person.id, track_id=further))
    return person.id


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, int]]:
    """The workspace, open, and its plan."""
    workspace = open_workspace(tmp_path_factory.mktemp("crowd") / "crowd.sqlite", seed=seed_catalog)
    yield workspace, fill(workspace)
    workspace.close()


def test_read_what_they_need(benchmark: BenchmarkFixture, crowd: tuple[Workspace, int]) -> None:
    workspace, plan = crowd
    with workspace.read() as db:
        assert len(benchmark.pedantic(lambda: read_needs(db, plan), rounds=5)) == PEOPLE


def test_shortest_sets(benchmark: BenchmarkFixture, crowd: tuple[Workspace, int]) -> None:
    workspace, plan = crowd
    with workspace.read() as db:
        found = benchmark.pedantic(lambda: shortest_sets(db, plan), rounds=5)
    assert len(found) > PEOPLE * 0.9
    assert all(each.is_proved for each in found.values())
    assert sum(each.saved for each in found.values()) > 0
