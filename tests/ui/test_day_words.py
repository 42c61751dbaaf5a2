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

from pmplanner.sentences import listed
from pmplanner.services import day_words
from pmplanner.services.autoschedule.naming import between, period_name
from pmplanner.services.plans.plans import list_plan_ids
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.widgets.format import format_period, format_weekday, window_writer

MARCH = date(2027, 3, 2)


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    day_words.write_like(window_writer())
    yield
    day_words.write_like(day_words.ENGLISH)
    QLocale.setDefault(before)


def test_services_write_days_as_the_window_does(german: None) -> None:
    assert day_words.short_day(MARCH) == format_weekday(MARCH) == "Di. 2. März"
    assert day_words.full_day(MARCH) == "Di. 2. März 2027"
    assert day_words.span(MARCH, date(2027, 3, 4)) == format_period(MARCH, date(2027, 3, 4)) == "2.–4. März"
    assert day_words.month(MARCH) == "März"
    assert [day_words.number(Decimal(n)) for n in ("1.50", "10", "0.25")] == ["1,5", "10", "0,25"]
    assert period_name(MARCH, date(2027, 3, 4)) == "2. März – 4. März"
    assert between(MARCH, date(2027, 3, 4)) == "between 2. März and 4. März"


def test_services_write_english_by_themselves() -> None:
    assert day_words.short_day(MARCH) == "Tue 2 Mar"
    assert day_words.number(Decimal("1.50")) == "1.5"
    assert between(MARCH, date(2027, 3, 4)) == "between 2 and 4 March"


def test_english_days_are_written_as_before_wherever_a_month_or_a_year_ends() -> None:
    day = date(2027, 3, 29)
    assert day_words.span(day, day) == "29 Mar"
    assert day_words.span(day, date(2027, 3, 31)) == "29–31 Mar"
    assert day_words.span(day, date(2027, 4, 2)) == "29 Mar – 2 Apr"
    assert day_words.span(date(2026, 3, 29), day) == "29 Mar 2026 – 29 Mar 2027"
    assert (day_words.full_day(day), day_words.named_day(day)) == ("Mon 29 Mar 2027", "29 March")
    assert day_words.english(day, "EEEE") == "Monday"
    assert [day_words.number(Decimal(n)) for n in ("1E+3", "1234.50", "0")] == ["1,000", "1,234.5", "0"]


def test_another_language_writes_days_and_numbers_as_it_does() -> None:
    polish = day_words.writer_of("pl")
    assert (polish.named_day(MARCH), polish.full(MARCH)) == ("2 marca", "wt. 2 mar 2027")
    assert polish.period(MARCH, date(2027, 3, 4)) == "2–4 mar"
    assert polish.period(MARCH, date(2027, 4, 4)) == "2 mar – 4 kwi"
    assert polish.number(Decimal("1.50")) == "1,5"


def test_things_are_listed_in_one_way() -> None:
    assert [listed("abc"[:n]) for n in range(1, 4)] == ["a", "a and b", "a, b and c"]


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
from pmplanner.services import day_words
from pmplanner.ui.shell.application import run_window
from datetime import date

QApplication.exec = lambda *app: print("SAID", day_words.short_day(date(2027, 3, 2))) or 0
sys.exit(run_window(Path(sys.argv[1])))
"""


def test_the_window_has_services_write_as_the_computer_does(tmp_path: Path) -> None:
    german = {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "w.sqlite")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **german},
    )
    assert done.returncode == 0, done.stderr
    assert "SAID Di. 2. März" in done.stdout
