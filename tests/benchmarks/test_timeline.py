"""How long a picture of the timeline takes: 2,000 sessions, 3,000 people as lanes, 15 people each.

Run with `pytest tests/benchmarks/test_timeline.py --benchmark-only`; the first line paints an
empty timeline of the same size, so that the ratios can be compared between computers.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from time import perf_counter

import pytest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.open_days import MONDAY_TO_FRIDAY, ClosedDays
from pmplanner.services.sessions.session_rows import SessionRow
from pmplanner.services.views.timeline import Bar, Grouping, LaneKey, LaneRow, TimelineRows
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.selection import Selection
from pmplanner.ui.schedule.session_edits import SessionEdits
from pmplanner.ui.schedule.timeline.view import TimelineView
from pmplanner.ui.theme import apply_theme
from tests.support import known

pytestmark = pytest.mark.benchmark(group="timeline", disable_gc=False)

SESSIONS, PEOPLE, SEATS = 2_000, 3_000, 15
FIRST, LAST = dt.date(2027, 1, 4), dt.date(2027, 12, 17)


def _row(number: int, day: dt.date) -> SessionRow:
    return SessionRow(
        id=number,
        code=f"C-{number}",
        course_id=number % 60,
        course_code="C",
        course_title=f"Course {number % 60}",
        first_day=day,
        last_day=day + dt.timedelta(days=1),
        start_time=dt.time(9),
        end_time=dt.time(17),
        days=Decimal(2),
        timezone="",
        mode="on site",
        room=f"Room {number % 30}",
        trainer=f"Trainer {number % 50}",
        seats_min=None,
        seats_max=16,
        booked=SEATS,
        waiting=0,
        status="confirmed",
        pinned=False,
        locked=False,
        cost=None,
        currency="",
        note="",
    )


def _many() -> TimelineRows:
    chance = random.Random(2027)
    bars = {}
    for number in range(1, SESSIONS + 1):
        day = FIRST + dt.timedelta(days=7 * chance.randrange(48) + chance.randrange(4))
        people = tuple(chance.sample(range(PEOPLE), SEATS))
        bars[number] = Bar(_row(number, day), (day, day + dt.timedelta(days=1)), people)
    lanes: dict[LaneKey, LaneRow] = {
        n: LaneRow(n, f"Person {n:04}", note=f"Team {n % 40}") for n in range(PEOPLE)
    }
    teams: dict[LaneKey, LaneRow] = {
        f"team {n}": LaneRow(f"team {n}", f"Team {n}", PEOPLE // 40) for n in range(40)
    }
    courses: dict[LaneKey, LaneRow] = {
        n: LaneRow(n, f"Course {n}", Decimal(2), track=n % 4) for n in range(60)
    }
    known: dict[Grouping, Mapping[LaneKey, LaneRow]] = {
        "course": courses,
        "person": lanes,
        "team": teams,
        "room": {},
        "trainer": {},
    }
    sessions = {key: bar.session for key, bar in bars.items()}
    return TimelineRows(1, FIRST, LAST, sessions, bars, known, ClosedDays(), MONDAY_TO_FRIDAY)


@pytest.fixture
def make_view(blank: Workspace, qapp: QApplication, qtbot: QtBot) -> Callable[[TimelineRows], TimelineView]:
    """A timeline by person in the size of a large window."""
    apply_theme(qapp, "light")
    edits = SessionEdits(Actions(blank))

    def make(rows: TimelineRows) -> TimelineView:
        view = TimelineView(Selection(), edits, dt.date(2027, 3, 1))
        qtbot.addWidget(view)
        view.resize(1800, 1000)
        view.group_by("person")
        view.show_rows(rows)
        view.show()
        QApplication.processEvents()
        return view

    return make


def _seconds(paint: Callable[[], object], times: int = 8) -> float:
    """The shortest of several tries."""
    taken = []
    for _ in range(times):
        begin = perf_counter()
        paint()
        taken.append(perf_counter() - begin)
    return min(taken)


def test_paint_an_empty_timeline(
    benchmark: BenchmarkFixture, make_view: Callable[[TimelineRows], TimelineView]
) -> None:
    rows = _many()
    view = make_view(replace(rows, bars={}, sessions={}))
    benchmark(view.viewport().repaint)
    assert known(view.frame).bars_painted == 0


def test_paint_a_frame_while_scrolling(
    benchmark: BenchmarkFixture, make_view: Callable[[TimelineRows], TimelineView]
) -> None:
    view = make_view(_many())
    bar = view.verticalScrollBar()

    def scroll() -> None:
        bar.setValue((bar.value() + 92) % bar.maximum())
        view.viewport().repaint()

    benchmark(scroll)
    assert len(known(view.book).lanes) == PEOPLE
    assert 0 < known(view.frame).lanes_painted < 30
    assert 0 < known(view.frame).bars_painted < 200
    few = make_view(_few())
    ratio = _seconds(scroll) / _seconds(few.viewport().repaint)
    benchmark.extra_info["times as long as 30 lanes of 20 sessions"] = round(ratio, 2)
    assert ratio < 6, "what is painted must not grow with what is not seen"


def _few() -> TimelineRows:
    """Hardly more than what is seen of the many."""
    rows = _many()
    bars = {
        run: replace(bar, person_ids=tuple(person % 30 for person in bar.person_ids))
        for run, bar in list(rows.bars.items())[:20]
    }
    people = {n: lane for n, lane in rows.known["person"].items() if int(n) < 30}
    return replace(rows, bars=bars, sessions={}, known={**rows.known, "person": people})


def test_lay_out_everything(
    benchmark: BenchmarkFixture, make_view: Callable[[TimelineRows], TimelineView]
) -> None:
    rows = _many()
    view = make_view(rows)
    benchmark.pedantic(lambda: view.show_rows(rows), rounds=5)


def test_zoom(benchmark: BenchmarkFixture, make_view: Callable[[TimelineRows], TimelineView]) -> None:
    view = make_view(_many())
    steps = iter([1, -1] * 50)
    benchmark.pedantic(lambda: view.zoom(next(steps)), rounds=10)


def test_paint_the_whole_year_by_course(
    benchmark: BenchmarkFixture, make_view: Callable[[TimelineRows], TimelineView]
) -> None:
    view = make_view(_many())
    view.group_by("course")
    view.fit_plan()
    bar = view.verticalScrollBar()

    def scroll() -> None:
        bar.setValue((bar.value() + 92) % bar.maximum())
        view.viewport().repaint()

    benchmark(scroll)
    assert any(lane.stacks for lane in known(view.book).lanes)
    assert known(view.frame).bars_painted > 50


def test_show_one_moved_session(
    benchmark: BenchmarkFixture, make_view: Callable[[TimelineRows], TimelineView]
) -> None:
    rows = _many()
    view = make_view(rows)
    week = dt.timedelta(days=7)
    there = replace(rows.bars[1], days=tuple(day + week for day in rows.bars[1].days))
    moved = replace(rows, bars={**rows.bars, 1: there})
    turns = iter([moved, rows] * 50)

    def show() -> None:
        view.show_rows(next(turns), {1})
        view.viewport().repaint()

    benchmark.pedantic(show, rounds=10)
