"""How soon it is known what expires, of 3,000 people who hold certificates and had done courses.

Beside it, in the same run, what any view of the needs has to read: the gaps of the same people. Run with
`pytest tests/benchmarks/test_runway.py --benchmark-only`.
"""

import datetime as dt
import random
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from pmplanner.models import Certificate, Completion, Course, Person, PersonCertificate
from pmplanner.services.startup.opening import seed_catalog
from pmplanner.services.totals.gaps import read_gaps
from pmplanner.services.views.runway import Runway, read_runway
from pmplanner.services.views.runway_picture import RunwayPicture, lay_out
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.needs.runway.runway_map import RunwayMap
from tests.benchmarks.big_plan import FIRST_DAY, fill_big_plan

pytestmark = pytest.mark.benchmark(group="runway", disable_gc=False)

PLAN = 1


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A big plan whose people hold two certificates each, and had done three courses that expire."""
    workspace = open_workspace(tmp_path_factory.mktemp("runway") / "runway.sqlite", seed=seed_catalog)
    fill_big_plan(workspace, 500)
    chance = random.Random(1)
    with workspace.edit("Certificates") as db:
        certificates, courses = (list(db.scalars(select(kind.id))) for kind in (Certificate, Course))
        held, done = [], []
        for person in db.scalars(select(Person.id)):
            for certificate in chance.sample(certificates, 2):
                until = FIRST_DAY + dt.timedelta(days=chance.randrange(700))
                held.append(
                    PersonCertificate(person_id=person, certificate_id=certificate, valid_until=until)
                )
            for course in chance.sample(courses, 3):
                until = FIRST_DAY + dt.timedelta(days=chance.randrange(700))
                day = FIRST_DAY - dt.timedelta(days=1 + chance.randrange(300))
                done.append(
                    Completion(
                        person_id=person,
                        course_id=course,
                        completed_on=day,
                        result="passed",
                        expires_on=until,
                    )
                )
        db.add_all([*held, *done])
    yield workspace
    workspace.close()


def read(workspace: Workspace) -> Runway:
    with workspace.read() as db:
        return read_runway(db, PLAN, FIRST_DAY)


def test_baseline_read_the_gaps(benchmark: BenchmarkFixture, holding: Workspace) -> None:
    def look() -> int:
        with holding.read() as db:
            return len(read_gaps(db, PLAN, FIRST_DAY).lines)

    assert benchmark.pedantic(look, rounds=5, warmup_rounds=1)


def test_read_the_runway(benchmark: BenchmarkFixture, holding: Workspace) -> None:
    assert benchmark.pedantic(read, (holding,), rounds=5, warmup_rounds=1).sessions


def test_lay_the_runway_out(benchmark: BenchmarkFixture, holding: Workspace) -> None:
    runway = read(holding)

    def lay() -> RunwayPicture:
        return lay_out(runway, "person", set(runway.people))

    assert len(benchmark.pedantic(lay, rounds=5, warmup_rounds=1).rows) > 2000


def test_show_and_paint_the_runway(benchmark: BenchmarkFixture, holding: Workspace, qtbot: QtBot) -> None:
    """In the window's own thread."""
    runway = read(holding)
    pictures = [lay_out(runway, by, set(runway.people)) for by in ("team", "person")]
    around = QWidget()
    qtbot.addWidget(around)
    view = RunwayMap(around)
    around.resize(900, 600)
    view.resize(900, 600)
    around.show()

    def show() -> None:
        view.show_picture(pictures[0])
        view.show_picture(pictures[1])
        view.grab()

    benchmark.pedantic(show, rounds=5, warmup_rounds=1)
