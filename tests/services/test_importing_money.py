"""Rates, travel, cost items, budgets and costs of days from files, and back to the same files."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.models import CostItem, Plan
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import write_export
from pmplanner.services.importing.draft import Draft
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, read_file
from pmplanner.services.people.tracks import add_track
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.sessions.sessions import add_session
from pmplanner.services.settings import change_setting
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot

FILES = {
    "rates": "currency,valid_from,rate\nCHF,2027-01-01,1.05\nUSD,2027-01-01,0.912345\nUSD,2027-06-01,0.8\n",
    "travel": "from_site,to_site,amount,currency\nBergen,Oslo,80.5,NOK\nOslo,Bergen,75,\n",
    "cost-items": (
        "course_code,session_code,name,per,amount,currency\n"
        ",,Guest,whole,,\n"
        ",,Licence,whole,100,USD\n"
        ",ONE,Beamer,day,20.05,\n"
        ",ONE,Seat,seat price,150,USD\n"
        "TNX-BDP,,Book,seat,19.99,EUR\n"
        "TNX-BDP,,Lunch,seat and day,7,\n"
    ),
    "budgets": ("scope,name,amount,currency\nplan,2027,60000,EUR\ntrack,Sales,1000,EUR\nteam,Ops,99.5,EUR\n"),
    "rooms": "name,site,seats,equipment,day_cost,currency,note\nHall,Oslo,12,,333.33,NOK,\nQuay,Oslo,,,,,\n",
    "trainers": (
        "trainer_id,name,email,courses,first_day,last_day,day_cost,currency,working_days,note\n"
        "T1,Ada,,,,,500,EUR,monday friday,\n,Bo,,,,,,,,\n"
    ),
}


class Files:
    """A workspace in EUR with a plan, a track and a session, and what is read into it and written."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder = workspace, folder
        with workspace.edit("Fill") as db:
            change_setting(db, "currency", "EUR")
            self.plan = create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
            add_track(db, "Sales")
            add_session(db, self.plan, 1, dt.date(2027, 3, 1), code="ONE")

    def bring(self, layout: str, text: str) -> Draft:
        path, options = self.folder / f"{layout}.csv", ImportOptions(plan_id=self.plan)
        path.write_text(text, encoding="utf-8")
        with self.workspace.edit(f"Import {layout}") as db:
            draft = decide(db, read_file(path, layout, options), options)
            apply_draft(db, draft)
        return draft

    def export(self, layout: str) -> str:
        path = self.folder / f"{layout}-out.csv"
        with self.workspace.read() as db:
            write_export(db, layout, path, ExportScope(self.plan), bom=False)
        return path.read_bytes().decode().replace("\r\n", "\n")

    def reasons(self, layout: str, *rows: str) -> list[str]:
        """Why rows under the headings of a layout are rejected."""
        draft = self.bring(layout, "\n".join((FILES[layout].split("\n", 1)[0], *rows)))
        assert draft.writes_nothing
        return [outcome.details for outcome in draft.rejected]


@pytest.fixture
def files(workspace: Workspace, tmp_path: Path) -> Files:
    return Files(workspace, tmp_path)


def test_what_is_read_is_written_byte_for_byte(files: Files) -> None:
    for layout, text in FILES.items():
        draft = files.bring(layout, text)
        assert not draft.rejected, (layout, [outcome.details for outcome in draft.rejected])
        assert files.export(layout) == text, layout
    before = snapshot(files.workspace.path)
    for layout, text in FILES.items():
        draft = files.bring(layout, text)
        assert draft.writes_nothing, layout
        assert {outcome.action for outcome in draft.outcomes} == {"unchanged"}, layout
    assert snapshot(files.workspace.path) == before


def test_rows_change_what_is_there_and_undo_brings_it_back(files: Files) -> None:
    for layout, text in FILES.items():
        files.bring(layout, text)
    changes = {
        "rates": ("usd,2027-06-01,0.7", "value: 0.8"),
        "travel": ("bergen,OSLO,90,", "amount: 80.5 → 90.00"),
        "cost-items": (",one,SEAT,seat price,none,", "amount: 150 → –"),
        "budgets": ("team,ops,1,", "amount: 99.5 → 1.00"),
        "rooms": ("hall,,,,none,", "day_cost: 333.33 → –"),
        "trainers": ("T1,,,,,,400,", "day_cost: 500 → 400.00"),
    }
    for layout, (row, told) in changes.items():
        draft = files.bring(layout, "\n".join((FILES[layout].split("\n", 1)[0], row)))
        (outcome,) = draft.outcomes
        assert (outcome.action, told in outcome.details) == ("updated", True), (layout, outcome)
        files.workspace.undo()
        assert files.export(layout) == FILES[layout], layout


def test_a_budget_of_none_is_cleared(files: Files) -> None:
    files.bring("budgets", FILES["budgets"])
    rows = "scope,name,amount\nplan,,none\ntrack,sales,none\nteam,Ops,\nteam,Dev,none\n"
    draft = files.bring("budgets", rows)
    assert [(each.action, each.details) for each in draft.outcomes] == [
        ("updated", "budget: 60000 → –"),
        ("updated", "amount: 1000 → –"),
        ("rejected", "row 4: Amount is empty"),
        ("unchanged", ""),
    ]
    assert files.export("budgets") == "scope,name,amount,currency\nteam,Ops,99.5,EUR\n"
    files.workspace.undo()
    assert files.export("budgets") == FILES["budgets"]


def test_a_row_that_makes_no_sense_is_rejected_with_row_and_column(files: Files) -> None:
    assert files.reasons("rates", "EUR,2027-01-01,1", "USD,2027-01-01,0", "USD,2027-01-01,0.1234567") == [
        "row 2, currency: EUR is the currency of the workspace",
        "row 3, rate: a rate is more than 0, with at most six decimals",
        "row 4, rate: a rate is more than 0, with at most six decimals",
    ]
    assert files.reasons("travel", "Oslo,oslo,1,", "Oslo,Bergen,,")[0] == (
        "row 2, to_site: travel goes from one site to another"
    )
    assert files.reasons(
        "cost-items",
        "NOPE,,Book,seat,1,",
        ",NOPE,Book,seat,1,",
        "TNX-BDP,ONE,Book,seat,1,",
        ",,Book,hour,1,",
        ",,Book,seat price,1,",
    ) == [
        "row 2, course_code: there is no course NOPE in the catalogue",
        "row 3, session_code: there is no session NOPE in the plan",
        "row 4, session_code: a cost item belongs to a course or to a session, not to both",
        "row 5, per: “hour” is not whole, day, seat, seat and day, seat price",
        "row 6, per: only a session has a price of a seat of its own",
    ]
    assert files.reasons("budgets", "site,Oslo,1,", "track,Nope,1,", "team,,1,", "plan,,1,USD") == [
        "row 2, scope: “site” is not plan, track, team",
        "row 3, name: there is no track Nope",
        "row 4, name: it does not say of which track or team",
        "row 5, currency: budgets are in the currency of the plan, EUR",
    ]
    draft = files.bring("budgets", "scope,name,amount\nteam,Ops,1\nteam,ops,2\n")
    assert [outcome.details for outcome in draft.rejected] == ["row 3, name: the same as in row 2"]
    draft = files.bring("cost-items", "session_code,name,per\nONE,A,seat price\none,B,Seat price\n")
    assert [outcome.details for outcome in draft.rejected] == [
        "row 3, per: the session has a price of a seat already"
    ]


def test_what_is_unknown_stays_unknown_and_the_budget_of_the_plan_is_its_own(files: Files) -> None:
    files.bring("cost-items", FILES["cost-items"])
    files.bring("budgets", FILES["budgets"])
    with files.workspace.read() as db:
        assert db.scalars(select(CostItem.amount).where(CostItem.name == "Guest")).one() is None
        assert db.get_one(Plan, files.plan).budget == 60000
