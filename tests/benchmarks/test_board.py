"""The board of what has to be decided, with 3,000 people and 400 sessions, of which 50 are to be decided.

Run with `pytest tests/benchmarks/test_board.py --benchmark-only`. The longest gap is what the window's thread
works between two turns of the event loop while the page is opened and gone through, and a draft is run.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from pmplanner.models import SessionDay, TrainingSession
from pmplanner.services.board.board import guests_of, read_later, read_week, read_what_is_there
from pmplanner.services.board.rows import Board
from pmplanner.services.calendar import clock
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.startup.opening import seed_catalog
from pmplanner.storage.scratch import Scratch
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.decisions.page import DecisionsPage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import load_page
from pmplanner.ui.theme import apply_theme
from tests.benchmarks.big_plan import FIRST_DAY, fill_big_plan
from tests.benchmarks.test_responsiveness import LONGEST_GAP, Pulse, wait_until
from tests.support import known

pytestmark = pytest.mark.benchmark(group="board", disable_gc=False)

PLAN, EVERY = 1, 8
TODAY = FIRST_DAY + dt.timedelta(days=7)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A big plan with a limit of who is away; each eighth session, of 14 people, is to be decided."""
    workspace = open_workspace(tmp_path_factory.mktemp("board") / "board.sqlite", seed=seed_catalog)
    fill_big_plan(workspace)
    with workspace.edit("Decide by") as db:
        set_policy(db, "absence ceiling", percent=10)
        for session in list(db.scalars(select(TrainingSession)))[::EVERY]:
            day = db.scalar(
                select(SessionDay.day).where(SessionDay.session_id == session.id).order_by(SessionDay.day)
            )
            session.decide_by = known(day) - dt.timedelta(days=20)
            session.seats_min, session.cost, session.currency = 15, Decimal(1000), "EUR"
            session.cancel_cost, session.cancel_currency = Decimal(200), "EUR"
    yield workspace
    workspace.close()


@pytest.fixture(autouse=True)
def _in_the_second_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def test_reading_this_week(benchmark: BenchmarkFixture, big: Workspace) -> None:
    with big.read() as db:
        board = benchmark.pedantic(lambda: read_week(db, PLAN, TODAY), rounds=3)
    assert board.week


def test_reading_what_comes_later(benchmark: BenchmarkFixture, big: Workspace) -> None:
    with big.read() as db:
        week = read_week(db, PLAN, TODAY)
        board: Board = benchmark.pedantic(lambda: read_later(db, week), rounds=1)
    assert len([each for each in board.all if each.kind == "go or no-go"]) > 40


def test_all_who_can_take_a_seat(benchmark: BenchmarkFixture, big: Workspace) -> None:
    with big.read() as db:
        reading = read_what_is_there(db, PLAN, TODAY)
    open_now = [each for each in reading.facts.sessions.values() if each.first_day > TODAY]
    guests = benchmark.pedantic(lambda: guests_of(reading, open_now[0].id), rounds=3)
    assert len(guests) > 20


def test_copying_the_workspace(benchmark: BenchmarkFixture, big: Workspace) -> None:
    def copy() -> None:
        with big.read() as db:
            Scratch(db).close()

    benchmark(copy)


def test_the_window_answers_while_the_board_is_gone_through(
    benchmark: BenchmarkFixture, big: Workspace, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    apply_theme(qapp, "light")
    actions = Actions(big)
    window = MainWindow(actions, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.wait(3_000)
    # By the clock of the thread: what else the computer does at the time is left out.
    pulse, gaps = Pulse(time.thread_time), dict[str, float]()

    def go(name: str, step: Callable[[], object], until: Callable[[], bool] = lambda: True) -> None:
        def run() -> None:
            step()
            wait_until(until)

        gaps[name] = pulse.during(run)

    def go_through() -> None:
        go("load", lambda: load_page("decisions"))
        go("open", lambda: window.open_page("decisions"), lambda: bool(page().cards))
        for part in ("later", "done", "week"):
            go(part, lambda: page().show_part(part))  # noqa: B023
        go("next", page().go_on)
        go("whole", lambda: None, lambda: known(page().reader.board).is_whole)
        go("later, whole", lambda: page().show_part("later"))
        go("more", page().more_button.click)
        go("run it", run_it, lambda: not page().reader.is_stale)
        actions.undo()

    def page() -> DecisionsPage:
        found = window.stack.currentWidget()
        assert isinstance(found, DecisionsPage)
        return found

    def run_it() -> None:
        next(card for card in page().cards if card.decision.kind == "go or no-go").buttons[0].click()

    benchmark.pedantic(go_through, rounds=1)
    benchmark.extra_info |= {f"longest gap, {what}, ms": round(gap * 1000) for what, gap in gaps.items()}
    print("longest gaps:", {what: f"{gap * 1000:.0f} ms" for what, gap in gaps.items()})  # noqa: T201
    window.close()
    del gaps["load"]  # which is read ahead, while nobody does anything
    assert max(gaps.values()) < LONGEST_GAP, gaps
