"""What is written for other systems is what they read, and comes back as it went."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.exchange.profiles import PROFILES, recognise_profile
from pmplanner.models import Plan, Trainer, TrainingSession
from pmplanner.services.catalog.courses import add_course
from pmplanner.services.exporting.moodle_names import MOODLE_NAMES
from pmplanner.services.exporting.moodle_rows import write_moodle
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.people import add_person
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.publishing.calendars import write_for_program
from pmplanner.storage.workspace import Workspace
from tests.edits import day
from tests.files import bring_in

DOCS = Path(__file__).parents[2] / "docs" / "other-systems.md"
COMES_BACK = {
    "moodle-users": "people",
    "moodle-booking": "sessions",
    "moodle-booked": "picks",
    "moodle-seats": "picks",
    "gantt": "sessions",
}


@pytest.mark.slow
def test_what_was_written_changes_nothing_when_it_is_read(sampled: Workspace, tmp_path: Path) -> None:
    with sampled.edit("Let a trainer have an address") as db:
        plan = db.scalars(select(Plan.id).order_by(Plan.id)).first()
        name = db.scalars(select(TrainingSession.trainer).where(TrainingSession.trainer != "")).first()
        db.scalars(select(Trainer).where(Trainer.name == name)).one().email = "teach@x.no"
    for what, layout in COMES_BACK.items():
        path = tmp_path / f"{what}.csv"
        with sampled.read() as db:
            if what == "gantt":
                write_for_program(db, what, path, ExportScope(plan))
            else:
                write_moodle(db, what, path, ExportScope(plan))
        text = path.read_text(encoding="utf-8")
        assert recognise_profile(text.splitlines()[0].split(","), layout) is not None, what
        draft = bring_in(sampled, path, layout, plan_id=plan)
        told = [(o.action, o.subject, o.details) for o in draft.outcomes]
        assert [line for line in told if line[0] not in ("unchanged", "skipped")] == [], what
        assert draft.count("unchanged") > 3, what
    assert "teach@x.no" in (tmp_path / "moodle-booking.csv").read_text(encoding="utf-8")


def test_moodle_gets_what_it_can_do_something_with_and_hears_of_the_rest(
    workspace: Workspace, tmp_path: Path
) -> None:
    with workspace.edit("Fill") as db:
        plan = create_plan(db, "2027", day(0), day(300))
        add_person(db, first_name="Ann", last_name="Abel", email="Ann@X.no", employee_id="7", team="Ops")
        add_person(db, first_name="Bob", email="bob@x.no")
    path = tmp_path / "users.csv"
    with workspace.read() as db:
        written = write_moodle(db, "moodle-users", path, ExportScope())
        assert written.left_out == ("1 person without first name, last name or e-mail is left out.",)
        assert write_moodle(db, "moodle-sessions", tmp_path / "s.csv", ExportScope(plan)).rows == 0
    with path.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row == {
        "username": "ann@x.no", "firstname": "Ann", "lastname": "Abel", "email": "Ann@X.no",
        "idnumber": "7", "department": "Ops", "institution": "", "suspended": "0",
    }  # fmt: skip
    assert path.read_bytes().startswith(b"username")


def test_a_user_name_that_is_an_e_mail_names_its_person(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.edit("Fill") as db:
        add_person(db, first_name="Ann", email="Ann@X.no", employee_id="7")
        add_course(db, code="BD", title="Big Data", days=1)
    path = tmp_path / "done.csv"
    path.write_text(
        "username,courseshortname,courseidnumber,completiondate,grade\n"
        "ann@x.no,BD,,2026-03-02,81\n7,BD,,2026-03-03,12\nbo@x.no,BD,,2026-03-02,81\n",
        encoding="utf-8",
    )
    draft = bring_in(workspace, path, "completions")
    assert [outcome.action for outcome in draft.outcomes] == ["created", "created", "rejected"]
    assert "nobody with the employee id bo@x.no" in draft.outcomes[2].details


def test_the_docs_tell_which_system_is_read_and_written() -> None:
    lines = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    assert {(system, kind) for system, kind, *_ in cells} == {
        (profile.name, profile.layout) for profile in PROFILES
    }
    assert {last.strip("`") for *_, last in cells if last} == {*MOODLE_NAMES, "gantt"}
