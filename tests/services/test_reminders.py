"""Rows and mails of what expires soon."""

import csv
import datetime as dt
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from pmplanner.services.calendar import clock
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import export_rows
from pmplanner.services.people.certificates import add_held_certificate, find_certificate
from pmplanner.services.people.people import add_person
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.publishing.reminders import Reminder, foresee_reminders, write_reminders
from pmplanner.services.views.runway import Runway, read_runway
from pmplanner.services.views.runway_picture import what_of
from pmplanner.storage.workspace import Workspace

TODAY = dt.date(2027, 1, 11)
STAMP = dt.datetime(2027, 1, 11, 9, tzinfo=dt.UTC)


@pytest.fixture
def held(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> tuple[Workspace, Runway]:
    """Ana and Ben hold a certificate, Eva manages Ana, and somebody outside manages Ben."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    with workspace.edit("Certificates") as db:
        eva = add_person(db, first_name="Eva", last_name="Sun", email="eva@x.example")
        ana = add_person(
            db, first_name="Ana", last_name="Wu", email="ana@x.example", manager_email="eva@x.example"
        )
        ben = add_person(db, first_name="Ben", last_name="Li", manager_name="Zoe Outside")
        plan = create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        certificate = find_certificate(db, "SSM").id
        for person, day in ((ana, 20), (ben, 28)):
            add_held_certificate(db, person, certificate, valid_until=dt.date(2027, 2, day))
    assert eva
    with workspace.read() as db:
        return workspace, read_runway(db, plan, TODAY)


def test_person_and_manager_are_told_what_expires(held: tuple[Workspace, Runway], tmp_path: Path) -> None:
    workspace, runway = held
    with workspace.read() as db:
        assert foresee_reminders(db, runway, runway.in_days(7)) == []
        found: list[Reminder] = foresee_reminders(db, runway, runway.in_days(60))
        assert [(each.kind, each.name, each.email, each.reachable) for each in found] == [
            ("person", "Ana Wu", "ana@x.example", True),
            ("person", "Ben Li", "", False),
            ("manager", "Eva Sun", "eva@x.example", True),
            ("manager", "Zoe Outside", "", False),
        ]
        assert write_reminders(db, tmp_path / "mails", found, "2027", STAMP) == 4
    with (tmp_path / "mails" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        index = list(csv.DictReader(file))
    assert [(row["kind"], row["expire"]) for row in index] == [
        ("person", "1"),
        ("person", "1"),
        ("manager", "1"),
        ("manager", "1"),
    ]
    mail = message_from_bytes((tmp_path / "mails" / index[2]["file"]).read_bytes(), policy=policy.default)
    assert (mail["To"], mail["X-Unsent"]) == ("Eva Sun <eva@x.example>", "1")
    assert mail["Subject"] == "1 certificate or course to renew, by 20 February 2027"
    text = mail.get_content()
    assert "Ana Wu:" in text
    assert "(SSM) expires on Sat 20 February 2027; nothing is planned for it yet." in text


def test_the_file_has_what_the_filters_leave(held: tuple[Workspace, Runway]) -> None:
    workspace, runway = held
    ana = next(person for person, row in runway.people.items() if row.name == "Ana Wu")

    def names(scope: ExportScope) -> list[object]:
        with workspace.read() as db:
            return [row[2] for row in export_rows(db, "renewals", scope)[1]]

    plan = runway.plan_id
    assert names(ExportScope(plan)) == ["Ana Wu", "Ben Li"]
    assert names(ExportScope(plan, person_ids={ana})) == ["Ana Wu"]
    what = what_of(runway.lines[0])
    assert names(ExportScope(plan, expiring=what)) == ["Ana Wu", "Ben Li"]
    assert names(ExportScope(plan, expiring=("course", what[1]))) == []
