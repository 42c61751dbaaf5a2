"""The papers of a plan: what they say is what their rows say, and they become pages with any names."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from pmplanner.models import Completion, Person, Plan
from pmplanner.papers.model import Bars as BarChart
from pmplanner.papers.model import Figures, Paper, Pillars, Row, Table
from pmplanner.papers.pages import pdf_pages
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.reports import words
from pmplanner.services.reports.asking import Asked, asked_of
from pmplanner.services.reports.kinds import KINDS
from pmplanner.services.reports.plan_and_actual import read_plan_and_actual
from pmplanner.services.reports.rosters import FreeDay
from pmplanner.services.reports.rosters_paper import _spans
from pmplanner.services.reports.training_days import read_training_days
from pmplanner.services.reports.training_days_paper import training_days_paper
from pmplanner.storage.workspace import Workspace, open_workspace

TODAY = dt.date(2027, 1, 20)


def _asked(workspace: Workspace) -> Asked:
    with workspace.read() as db:
        return asked_of(db.scalars(select(Plan.id)).one(), TODAY)


def _papers(workspace: Workspace) -> Iterator[tuple[str, Paper]]:
    asked = _asked(workspace)
    for name, kind in KINDS.items():
        with workspace.read() as db:
            facts = kind.read(db, asked)
        yield name, kind.paper(facts)


@pytest.fixture(scope="module")
def papers(_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Paper]:
    """All papers of the sample, made once: none of these tests changes anything."""
    file = tmp_path_factory.mktemp("papers") / "sample.sqlite"
    with closing(open_workspace(Path(shutil.copy(_templates["sample"], file)))) as workspace:
        return dict(_papers(workspace))


def _tables(paper: Paper) -> list[Table]:
    return [block for section in paper.sections for block in section.blocks if isinstance(block, Table)]


def _texts(row: Row) -> list[str]:
    return [" ".join(line.text for line in cell.lines) for cell in row.cells]


def _lines(paper: Paper) -> list[list[str]]:
    return [_texts(row) for table in _tables(paper) for row in table.rows]


def test_every_row_spans_its_table(papers: dict[str, Paper]) -> None:
    for name, paper in papers.items():
        assert paper.title, name
        assert paper.sections, name
        for table in _tables(paper):
            for row in (*table.head, *table.rows):
                assert sum(cell.span for cell in row.cells) == len(table.columns), name


def test_figures_of_papers_are_those_of_the_totals(sampled: Workspace, papers: dict[str, Paper]) -> None:
    with sampled.read() as db:
        found = read_plan_and_actual(db, _asked(sampled))
    totals = found.whole.row.totals
    figures = [
        [figure.value for figure in block.figures]
        for section in papers["plan-actual"].sections
        for block in section.blocks
        if isinstance(block, Figures)
    ]
    expected = (totals.planned, totals.done, totals.scheduled, totals.open)
    assert figures[0][:4] == [words.number(each) for each in expected]
    (chart,) = (b for s in papers["plan-actual"].sections for b in s.blocks if isinstance(b, Pillars))
    drawn = sum(part.amount for pillar in chart.pillars for part in pillar.parts)
    assert drawn == totals.done + totals.scheduled
    all_rows = [line for line in _lines(papers["needs"]) if line[0] == "All"]
    assert len(all_rows) == 3
    assert all(line[1:] == all_rows[0][1:] for line in all_rows)


def test_people_who_miss_something_stand_on_the_paper_of_needs_by_team(papers: dict[str, Paper]) -> None:
    lines = _lines(papers["needs"])
    place = next(n for n, line in enumerate(lines) if line == ["Data platform"])
    assert [line[0] for line in lines[place + 1 : place + 4]] == [
        "Farid Kowal", "Greta Adeyemi", "Haruki Brandt"
    ]  # fmt: skip
    assert lines[place + 1][1].startswith("Communicating Up, Down and Across the Organization (2 days); ")


def test_each_trainer_with_sessions_has_a_page_with_weeks_and_free_days(papers: dict[str, Paper]) -> None:
    paper = papers["trainers"]
    assert [section.title for section in paper.sections][:3] == ["Trainers", "Harriet Lowe", "Ingrid Bouma"]
    lines = [_texts(row) for row in next(b for b in paper.sections[1].blocks if isinstance(b, Table)).rows]
    assert lines[0] == ["4–10 Jan 2027 · no session · 5 days free"]
    assert lines[1] == ["Week of Mon 11 Jan 2027 · free: 13–15 Jan"]
    assert lines[2][:4] == [
        "11–12 Jan", "09:00–17:00", "The 5 Choices to Extraordinary Productivity", "AMA-2605-1"
    ]  # fmt: skip
    assert ["15 Mar – 2 May 2027 · no session · 31 days free · on leave: 22–24 Mar"] in lines


def test_free_days_are_told_in_spans_and_parts_of_days_alone() -> None:
    days = [dt.date(2027, 3, number) for number in (1, 2, 3, 5)]
    free = [FreeDay(day, quarters) for day, quarters in zip(days, (4, 4, 2, 4), strict=True)]
    assert list(_spans(free)) == ["1–2 Mar", "half of Wed 3 Mar", "5 Mar"]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (None, "–"),
        (Decimal(0), "0 %"),
        (Decimal("0.001"), "1 %"),
        (Decimal("0.999"), "99 %"),
        (Decimal(1), "100 %"),
    ],
)
def test_what_lacks_a_little_is_not_said_to_be_whole(part: Decimal | None, told: str) -> None:
    assert words.percent(part) == told


def test_what_has_no_known_length_is_said_on_the_paper_of_training_days(sampled: Workspace) -> None:
    with sampled.edit("A talk") as db:
        person = db.scalars(select(Person.id)).first()
        db.add(Completion(person_id=person, title="A talk", completed_on=dt.date(2026, 5, 4)))
    with sampled.read() as db:
        found = read_training_days(db, _asked(sampled))
    paper = training_days_paper(found)
    texts = [line.text for s in paper.sections for b in s.blocks for line in getattr(b, "lines", ())]
    assert "Of 1 training nobody has said how long it was. It is in no sum." in texts
    (bars,) = (b for s in paper.sections for b in s.blocks if isinstance(b, BarChart))
    assert [bar.label for bar in bars.bars] == [str(year) for year in found.years]
    assert [sum(part.amount for part in bar.parts) for bar in bars.bars] == [
        found.sums[year].done + found.sums[year].scheduled for year in found.years
    ]
    (chart,) = (b for s in paper.sections for b in s.blocks if isinstance(b, Pillars))
    assert [pillar.label for pillar in chart.pillars if pillar.label][:2] == ["Jan", "Feb"]
    drawn = sum(part.amount for pillar in chart.pillars for part in pillar.parts)
    assert drawn == sum(each.done for each in found.sums.values())


def test_a_plan_of_nobody_has_papers_that_say_so(blank: Workspace, qapp: QApplication) -> None:
    with blank.edit("A plan") as db:
        create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    told = {}
    for name, paper in _papers(blank):
        assert pdf_pages(paper, "A4")[1] >= 1
        blocks = [block for section in paper.sections for block in section.blocks]
        told[name] = [line.text for block in blocks for line in getattr(block, "lines", ())]
    assert told["needs"] == ["Nobody misses a required course."]
    assert told["renewals"] == ["Nothing expires until then."]
    assert told["plan-actual"] == ["Nothing was called off, moved, put off or done elsewhere."]
    assert (told["rooms"], told["trainers"]) == (["There is no room."], ["There is no trainer."])
    assert told["readiness"] == ["Nobody counts in the plan."]


def test_papers_become_pages_of_both_sizes_with_the_longest_names(
    sampled: Workspace, qapp: QApplication
) -> None:
    with sampled.edit("Long names") as db:
        for person in db.scalars(select(Person)):
            person.last_name = "Wolfeschlegelsteinhausenbergerdorff-" * 3 + person.last_name
            person.team = f"Platform engineering and reliability operations of the north-west {person.team}"
    for name, paper in _papers(sampled):
        for size in ("A4", "Letter"):
            content, pages = pdf_pages(paper, size)
            assert content.startswith(b"%PDF"), name
            assert 1 <= pages <= 40, name
            assert name not in ("readiness", "director", "courses") or pages == 1


def test_many_managers_of_a_team_are_counted_rather_than_named_on_each_page(sampled: Workspace) -> None:
    with sampled.read() as db:
        facts = KINDS["teams"].read(db, _asked(sampled))
    names = [f"Manager {number}" for number in range(40)]
    for managers, said in (
        (names, "40 managers"),
        (names[:2], "Managers: Manager 0, Manager 1"),
        ([], "2027 H1"),
    ):
        found = replace(facts, teams=[replace(facts.teams[0], managers=managers)])
        assert KINDS["teams"].paper(found).sections[0].subtitle[0].text.startswith(said)


def test_each_certificate_has_a_number_of_its_own(sampled: Workspace) -> None:
    with sampled.edit("No ids") as db:
        for person in db.scalars(select(Person)):
            person.employee_id = None
    asked = _asked(sampled)
    with sampled.read() as db:
        found = KINDS["certificates"].read(db, asked)
    numbers = [each.number for each in found.certificates]
    assert len(numbers) > 1
    assert len(set(numbers)) == len(numbers)


def test_what_is_left_of_a_budget_is_at_most_that_where_prices_are_unknown(sampled: Workspace) -> None:
    asked = _asked(sampled)
    with sampled.read() as db:
        found = KINDS["director"].read(db, asked)
    assert found.budgets[0].picks_without_price
    (row,) = [line for line in _lines(KINDS["director"].paper(found)) if line[0] == found.budgets[0].name]
    assert row[5] == f"at most {words.amount(found.budgets[0].left)}"
