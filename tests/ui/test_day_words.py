"""One way of writing days in one window, whatever the language of the computer."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from pmplanner import day_words
from pmplanner.sentences import counted
from pmplanner.services.autoschedule.naming import between, period_name
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import check_order
from pmplanner.services.plans.plans import list_plan_ids
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.storage.labels import Amount, Days, Label, word
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.widgets.format import format_period, format_weekday
from tests.support import known

MARCH = date(2027, 3, 2)


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    write_as_the_window()
    yield
    QLocale.setDefault(before)


def test_services_write_days_as_the_window_does(german: None) -> None:
    assert day_words.short_day(MARCH) == format_weekday(MARCH) == "Di. 2. März"
    assert day_words.full_day(MARCH) == "Di. 2. März 2027"
    assert day_words.span(MARCH, date(2027, 3, 4)) == format_period(MARCH, date(2027, 3, 4)) == "2.–4. März"
    assert day_words.month(MARCH) == "März"
    assert [day_words.number(Decimal(n)) for n in ("1.50", "10", "0.25")] == ["1,5", "10", "0,25"]
    assert period_name(MARCH, date(2027, 3, 4)) == "2. März – 4. März"
    assert between(MARCH, date(2027, 3, 4)) == "between 2. März and 4. März"


def test_refusals_are_written_as_the_window_writes(german: None) -> None:
    with pytest.raises(PlanError, match=r"\(1\. März 2027\) is before the first \(2\. März 2027\)"):
        check_order(MARCH, date(2027, 3, 1))
    assert counted("{n:,} seat is free.", "{n:,} seats are free.", 3000) == "3.000 seats are free."


def test_labels_are_written_as_services_write(german: None, blank: Workspace) -> None:
    days = Days(MARCH, date(2027, 3, 4))
    in_full = Days(MARCH, date(2027, 3, 4), with_year=True)
    with blank.read() as db:
        assert word(db, Label.of("session.hold", session="B-1", days=days)).endswith("2.–4. März")
        assert word(db, Label.of("pick.paste", what=in_full)).endswith("2.–4. März 2027")
        assert word(db, Label.of("pick.paste", what=Amount(Decimal("1200.5")))).endswith("1.200,50")
        assert word(db, Label.of("pick.paste", what=Decimal("1.50"))).endswith("1,5")


def test_problems_speak_of_days_in_one_language(german: None, sampled: Workspace) -> None:
    with sampled.read() as db:
        found = find_problems(db, list_plan_ids(db)[0])
    said = " ".join(f"{problem.title} {problem.hint} {problem.text}" for problem in found)
    assert re.search(r"\b(Mo|Di|Mi|Do|Fr)\. \d+\. ", said)
    assert not re.search(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d", said)


SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from pmplanner import day_words
from pmplanner.ui.shell.application import run_window
from datetime import date

QApplication.exec = lambda *app: print("SAID", day_words.short_day(date(2027, 3, 2))) or 0
sys.exit(run_window(Path(sys.argv[1])))
"""


@pytest.mark.slow
def test_the_window_has_services_write_as_the_computer_does(tmp_path: Path) -> None:
    german = {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "w.sqlite")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **german},
    )
    assert done.returncode == 0, done.stderr
    assert "SAID Di. 2. März" in done.stdout


@pytest.mark.parametrize("name", ["en_US", "de_DE", "en_GB"])
def test_problems_write_all_their_days_in_one_way(sampled: Workspace, name: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    try:
        actions = Actions(sampled)
        actions.choose_plan(None)
        problems = actions.read(find_problems, known(actions.plan_id))
        texts = " ".join(f"{problem.title} {problem.hint}" for problem in problems)
        assert format_weekday(date(2027, 3, 9)) in texts
        # The plan is within one year, which is written nowhere; nor does English stand beside another way.
        assert "2027" not in texts
        other = {
            "en_US": r"\b\d+ (Jan|Feb|Mar)\b",
            "de_DE": r"\b(Mon|Tue|Wed|Thu) ",
            "en_GB": r"(Jan|Feb|Mar) \d",
        }
        assert re.findall(other[name], texts) == []
    finally:
        QLocale.setDefault(before)
