"""Certificates of people, and completions of no course, from files and back to the same files."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.models import Completion, PersonCertificate
from pmplanner.services.people.people import add_person
from pmplanner.storage.workspace import Workspace
from tests.services.test_importing_resources import Files
from tests.support import snapshot

HELD = (
    "person_id,email,certificate,number,awarded_on,valid_until,units\n"
    "E1,hana@x.no,CSM,007,2024-05-01,2027-05-01,2.5\n"
    "E1,hana@x.no,SSM,,,,\n"
    "E2,ola@x.no,SSM,N 8,2025-01-31,2026-01-31,0\n"
)
DONE = (
    "person_id,email,course_code,course_title,completed_on,result,days,cost,trainer,expires_on,"
    "title,provider,certificate_number,units,link\n"
    "E1,hana@x.no,,,2026-03-01,passed,1.5,,,,=Sailing,Club,S-1,7.25,https://club.example/1\n"
    "E1,hana@x.no,,,2026-03-01,passed,,,,,=Sailing,Other club,,,\n"
    "E2,ola@x.no,TNX-PMB,Product Management Bootcamp,2026-03-01,completed,,,,,,,B 2,3,\n"
)


@pytest.fixture
def files(workspace: Workspace, tmp_path: Path) -> Files:
    with workspace.edit("People") as db:
        add_person(db, first_name="Hana", last_name="Ito", employee_id="E1", email="hana@x.no")
        add_person(db, first_name="Ola", last_name="Nes", employee_id="E2", email="ola@x.no")
    return Files(workspace, tmp_path)


def told(text: bytes) -> str:
    return text.decode("utf-8-sig").replace("\r\n", "\n")


def test_certificates_come_back_as_they_were(files: Files) -> None:
    draft = files.bring("certificates", HELD)
    assert [outcome.action for outcome in draft.outcomes] == ["created"] * 3
    assert told(files.export("certificates")) == HELD
    before = snapshot(files.workspace.path)
    assert [each.action for each in files.bring("certificates", HELD).outcomes] == ["unchanged"] * 3
    assert snapshot(files.workspace.path) == before
    with files.workspace.read() as db:
        rows = list(db.scalars(select(PersonCertificate)))
        assert (rows[0].number, rows[0].units) == ("007", Decimal("2.5"))
        assert rows[1].valid_until is None


def test_what_will_not_do_of_certificates_is_said(files: Files) -> None:
    files.bring("certificates", HELD)
    draft = files.bring(
        "certificates",
        "person_id,certificate,awarded_on,valid_until,units\n"
        "E1,Juggling,,,\n"
        "E1,csm,,2024-04-30,\n"
        "E2,SSM,,2026-02-28,\n"
        "E2,ssm,,2026-03-31,\n",
    )
    assert [outcome.action for outcome in draft.outcomes] == ["rejected", "rejected", "updated", "rejected"]
    assert "there is no certificate “Juggling”" in draft.outcomes[0].details
    assert "before the first day 2024-05-01" in draft.outcomes[1].details
    assert draft.outcomes[2].details == "valid_until: 2026-01-31 → 2026-02-28"
    assert "the same as in row" in draft.outcomes[3].details
    with files.workspace.read() as db:
        days = list(db.scalars(select(PersonCertificate.valid_until).order_by(PersonCertificate.id)))
    assert days == [dt.date(2027, 5, 1), None, dt.date(2026, 2, 28)]


def test_titles_of_no_course_come_back_as_they_were(files: Files) -> None:
    title = "Product Management Bootcamp"
    draft = files.bring("completions", DONE)
    assert [(outcome.action, outcome.details) for outcome in draft.outcomes] == [("created", "")] * 3
    out = files.export("completions")
    assert sorted(told(out).split("\n")[1:3]) == sorted(
        line.replace("=Sailing", "'=Sailing") for line in DONE.split("\n")[1:3]
    )
    before = snapshot(files.workspace.path)
    assert {each.action for each in files.bring("completions", told(out)).outcomes} == {"unchanged"}
    assert snapshot(files.workspace.path) == before
    assert files.export("completions") == out
    assert title in told(out)
    with files.workspace.read() as db:
        rows = list(db.scalars(select(Completion).order_by(Completion.id)))
    assert [(row.course_id is None, row.title, row.provider) for row in rows] == [
        (True, "=Sailing", "Club"),
        (True, "=Sailing", "Other club"),
        (False, "", ""),
    ]
    assert rows[0].units == Decimal("7.25")


def test_a_title_is_of_no_course_only_where_its_column_says_so(files: Files) -> None:
    header = "person_id,course_code,course_title,completed_on,title,link\n"
    draft = files.bring(
        "completions",
        header
        + "E1,,Sailing,2026-03-01,,\n"
        + "E1,TNX-PMB,,2026-03-01,Sailing,\n"
        + "E1,,,2026-03-02,Sailing,elsewhere\n"
        + "E1,,,2026-03-03,Certified ScrumMaster (CSM),\n",
    )
    assert [outcome.action for outcome in draft.outcomes] == ["rejected"] * 3 + ["created"]
    assert "there is no course Sailing" in draft.outcomes[0].details
    assert "it names a course, and a title of no course" in draft.outcomes[1].details
    assert "is no link" in draft.outcomes[2].details
    [note] = [note for note in draft.notes if "satisfies none" in note]
    assert note.startswith("Certified ScrumMaster (CSM) is a course of the catalogue, too")
