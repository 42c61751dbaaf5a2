"""Absences of people who are trainers too, and absences and closures from calendar files."""

from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.exchange.ics_reading import Owner
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.writing import write_rejects
from pmplanner.models import Absence, CalendarOrigin, Closure, Trainer, TrainerAbsence
from pmplanner.services.importing.draft import Draft
from pmplanner.services.people import people
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.resources import trainers
from pmplanner.services.sessions import sessions
from pmplanner.storage.workspace import Workspace
from tests.conftest import SHARED, needs_shared
from tests.edits import day
from tests.files import bring_in, bring_in_text, counts, take_out

HEADER = "person_id,email,first_day,last_day,kind\n"
ADA = "E2,ada@x.no,2027-03-01,2027-03-02,Leave\n"


@pytest.fixture
def office(workspace: Workspace) -> Workspace:
    """Hana, a member of staff; Ada, who is a trainer too; Bo and Cy, who are trainers only."""
    with workspace.edit("Fill") as db:
        people.add_person(db, employee_id="E1", first_name="Hana", email="hana@x.no")
        people.add_person(db, employee_id="E2", first_name="Ada", last_name="Berg", email="ada@x.no")
        trainers.add_trainer(db, "A. Berg", code="T1", email="ADA@x.no")
        trainers.add_trainer(db, "Bo Dahl", code="T2", email="bo@x.no")
        trainers.add_trainer(db, "Cy Eng")
    return workspace


def away(workspace: Workspace) -> list[tuple[str, str, int, str]]:
    """Return who is away as what, for how many days, why."""
    with workspace.read() as db:
        found = [
            ("person", row.person_id, (row.last_day - row.first_day).days + 1, row.kind)
            for row in db.scalars(select(Absence).order_by(Absence.id))
        ]
        names = dict(db.execute(select(Trainer.id, Trainer.name)).all())
        return [
            *((what, {1: "Hana", 2: "Ada"}[who], days, why) for what, who, days, why in found),
            *(
                ("trainer", names[row.trainer_id], (row.last_day - row.first_day).days + 1, row.kind)
                for row in db.scalars(select(TrainerAbsence).order_by(TrainerAbsence.id))
            ),
        ]


@pytest.mark.parametrize("who", ["E2,", ",ada@x.no", "T1,", "T1,ada@x.no", "E2,other@x.no"])
def test_who_is_a_trainer_too_is_away_as_both(office: Workspace, who: str) -> None:
    draft = bring_in_text(office, f"{HEADER}{who},2027-03-01,2027-03-02,Leave\n", "absences")
    assert counts(draft) == (1, 0, 0, 0)
    assert draft.outcomes[0].subject == "Ada Berg: 2027-03-01 – 2027-03-02"
    assert away(office) == [("person", "Ada", 2, "Leave"), ("trainer", "A. Berg", 2, "Leave")]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("E1,", ("person", "Hana")),
        (",BO@x.no", ("trainer", "Bo Dahl")),
        ("t2,", ("trainer", "Bo Dahl")),
        ("Cy Eng,", ("trainer", "Cy Eng")),
    ],
)
def test_others_are_away_as_what_they_are(office: Workspace, who: str, expected: tuple[str, str]) -> None:
    bring_in_text(office, f"{HEADER}{who},2027-03-01,,\n", "absences")
    assert away(office) == [(*expected, 1, "")]


def test_an_absence_that_one_of_both_has_is_completed(office: Workspace) -> None:
    with office.edit("Away") as db:
        trainers.add_trainer_absence(db, 1, day(0), day(1), "Course")
    text = f"{HEADER}E2,,{day(0)},{day(1)},Course\n"
    assert counts(bring_in_text(office, text, "absences")) == (1, 0, 0, 0)
    assert counts(bring_in_text(office, text, "absences")) == (0, 0, 1, 0)
    draft = bring_in_text(office, text.replace("Course", "Leave"), "absences")
    assert (counts(draft), draft.outcomes[0].details) == ((0, 1, 0, 0), "kind: Course → Leave")
    assert away(office) == [("person", "Ada", 2, "Leave"), ("trainer", "A. Berg", 2, "Leave")]


def test_the_same_absence_of_both_is_in_a_file_once(office: Workspace) -> None:
    draft = bring_in_text(office, f"{HEADER}{ADA}{ADA.replace('E2', 'T1')}", "absences")
    assert counts(draft) == (1, 0, 0, 1)
    assert "the same absence is in the file twice" in draft.rejected[0].details


def test_an_e_mail_of_several_names_none_of_them(office: Workspace) -> None:
    with office.edit("Another") as db:
        trainers.add_trainer(db, "Bo Two", code="T9", email="bo@x.no")
        trainers.add_trainer(db, "Ada Two", email="ada@x.no")
    draft = bring_in_text(office, f"{HEADER},bo@x.no,2027-03-01,,\n{ADA}T2,,2027-03-01,,\n", "absences")
    assert counts(draft) == (2, 0, 0, 1)
    assert draft.rejected[0].details == "row 2, email: 2 trainers have the e-mail bo@x.no; give the id"
    assert away(office) == [("person", "Ada", 2, "Leave"), ("trainer", "Bo Dahl", 1, "")]


def test_absences_of_both_come_back_as_they_went(office: Workspace) -> None:
    with office.edit("Away as a trainer only") as db:
        trainers.add_trainer_absence(db, 1, day(9), day(9), "Fair")
        trainers.add_trainer_absence(db, 3, day(9), day(9), "Fair")
    text = f"{HEADER}{ADA}E1,,2027-04-01,2027-04-02,\nT2,,2027-05-01,2027-05-02,Trip\n"
    bring_in_text(office, text, "absences")
    first = take_out(office, "absences")
    lines = first.decode("utf-8-sig").splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == ["E1", "E2", "E2", "Cy Eng", "T2"]
    while office.undo_label() != "Fill":
        office.undo()
    assert counts(bring_in_text(office, first.decode("utf-8-sig"), "absences")) == (5, 0, 0, 0)
    assert take_out(office, "absences") == first


def test_sessions_name_a_trainer_as_a_file_does(office: Workspace) -> None:
    with office.edit("Sessions") as db:
        plan = create_plan(db, "2027", day(0), day(99))
        first, second = (sessions.add_session(db, plan, 1, day(n)) for n in (0, 7))
        sessions.change_session(db, first, trainer="bo dahl")
        sessions.change_session(db, second, trainer="Somebody")
    bring_in_text(office, "trainer_id,name\nT2,Bo Lie\n", "trainers")
    with office.read() as db:
        named = {row.id: row.trainer for row in sessions.list_sessions(db, plan)}
    assert named == {first: "Bo Lie", second: "Somebody"}
    office.undo()
    with office.read() as db:
        assert {row.trainer for row in sessions.list_sessions(db, plan)} == {"bo dahl", "Somebody"}


CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Holiday
DTSTART;VALUE=DATE:20270301
DTEND;VALUE=DATE:20270306
ATTENDEE:mailto:ada@x.no
END:VEVENT
BEGIN:VEVENT
SUMMARY:Who knows
DTSTART:20270401T220000
DTEND:20270402T060000
END:VEVENT
BEGIN:VEVENT
SUMMARY:Not after all
STATUS:CANCELLED
DTSTART;VALUE=DATE:20270501
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def ics(tmp_path: Path) -> Path:
    path = tmp_path / "away.ics"
    path.write_text(CALENDAR, encoding="utf-8")
    return path


def test_a_calendar_says_who_is_away(office: Workspace, ics: Path) -> None:
    draft = bring_in(office, ics, "absences", owner=Owner("E1", "hana@x.no"), part_days="whole")
    assert counts(draft) == (2, 0, 0, 0)
    (left,) = [outcome for outcome in draft.outcomes if outcome.action == "skipped"]
    assert left.details == "row 3, approval: “cancelled” is no approved absence"
    assert away(office) == [
        ("person", "Ada", 5, "Holiday"),
        ("person", "Hana", 2, "Who knows"),
        ("trainer", "A. Berg", 5, "Holiday"),
    ]
    assert counts(bring_in(office, ics, "absences", owner=Owner(email="hana@x.no"), part_days="whole")) == (
        0,
        0,
        2,
        0,
    )
    office.undo()
    assert away(office) == []


def test_events_that_are_nobodys_can_be_mended_and_brought_in(office: Workspace, ics: Path) -> None:
    draft = bring_in(office, ics, "absences", part_days="whole")
    assert draft.notes == ["Left out because it is cancelled: 1 event (Not after all)."]
    assert counts(draft) == (1, 0, 0, 1)
    assert "row 2 needs at least one of Employee ID, E-mail" in draft.rejected[0].details
    rejects = ics.with_suffix(".csv")
    _save(draft, ics, rejects)
    text = rejects.read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith(",,2027-04-01,2027-04-02,Who knows,")
    rejects.write_text(text.replace("\n,,", "\nE1,,"), encoding="utf-8")
    assert counts(bring_in(office, rejects, "absences")) == (1, 0, 0, 0)
    assert ("person", "Hana", 2, "Who knows") in away(office)


def _save(draft: Draft, ics: Path, path: Path) -> None:
    table = read_table(ics, layout=LAYOUTS["absences"], part_days="whole")
    write_rejects(path, table, [(outcome.row.row, outcome.details) for outcome in draft.rejected])


def test_a_calendar_of_closures_closes_the_company_or_the_place_of_the_event(
    workspace: Workspace, ics: Path
) -> None:
    ics.write_text(CALENDAR.replace("ATTENDEE:mailto:ada@x.no", "LOCATION:Oslo"), encoding="utf-8")
    assert counts(bring_in(workspace, ics, "closures", part_days="whole")) == (2, 0, 0, 0)
    with workspace.read() as db:
        rows = db.execute(select(Closure.site, Closure.name).order_by(Closure.id)).all()
    assert rows == [("", "Holiday"), ("", "Who knows")]
    bring_in(workspace, ics, "closures", columns={"site": "event_location"})
    with workspace.read() as db:
        assert ("Oslo", "Holiday") in db.execute(select(Closure.site, Closure.name)).all()


def test_one_event_that_cannot_be_read_is_rejected_and_the_others_are_brought_in(
    office: Workspace, ics: Path
) -> None:
    ics.write_text(CALENDAR.replace("DTEND:20270402T060000", "DTEND:yesterday"), encoding="utf-8")
    draft = bring_in(office, ics, "absences", owner=Owner("E1"))
    assert counts(draft) == (1, 0, 0, 1)
    assert draft.rejected[0].details.startswith("event 2 “Who knows” on line 8: DTEND cannot be read")
    assert ("person", "Ada", 5, "Holiday") in away(office)


def _event(lines: str) -> str:
    body = "\n".join(lines.split(" "))
    return (
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:leave-77\nSUMMARY:Leave\nATTENDEE:mailto:ada@x.no\n{body}\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )


FIRST = _event("SEQUENCE:0 DTSTART;VALUE=DATE:20270301 DTEND;VALUE=DATE:20270306")
MOVED = _event("SEQUENCE:1 DTSTART;VALUE=DATE:20270308 DTEND;VALUE=DATE:20270313")
GONE = _event("SEQUENCE:2 STATUS:CANCELLED DTSTART;VALUE=DATE:20270308 DTEND;VALUE=DATE:20270313")


def test_leave_of_which_no_event_is_known_is_taken_out_and_moved_leave_says_what_it_may_have_been(
    office: Workspace, ics: Path
) -> None:
    ics.write_text(FIRST, encoding="utf-8")
    assert bring_in(office, ics, "absences").outcomes[0].details == ""
    with office.edit("As an older format had it") as db:
        for origin in db.scalars(select(CalendarOrigin)):
            db.delete(origin)
    ics.write_text(MOVED, encoding="utf-8")
    draft = bring_in(office, ics, "absences")
    assert draft.outcomes[0].details == (
        "the event was changed since it was made; take 2027-03-01 – 2027-03-05 out if it was moved from there"
    )
    assert draft.notes == [f"Row 1, Ada Berg: {draft.outcomes[0].details}."]
    before = away(office)
    assert len(before) == 4, "Ada is away as a person and as a trainer, before and after"
    with office.edit("As an older format had it") as db:
        for origin in db.scalars(select(CalendarOrigin)):
            db.delete(origin)
    ics.write_text(GONE, encoding="utf-8")
    draft = bring_in(office, ics, "absences")
    assert counts(draft) == (0, 1, 0, 0)
    assert draft.outcomes[0].details == "“cancelled”: the absence that is there on these days is taken out"
    said = "Row 1, Ada Berg: 2027-03-08 – 2027-03-12 is taken out, because it is “cancelled”."
    assert draft.notes == [said]
    assert away(office) == [("person", "Ada", 5, "Leave"), ("trainer", "A. Berg", 5, "Leave")]
    (left,) = bring_in(office, ics, "absences").outcomes
    assert (left.action, left.details) == ("skipped", "row 1, approval: “cancelled” is no approved absence")
    office.undo()
    assert away(office) == before


@pytest.mark.parametrize(
    ("word", "action"),
    [
        *(
            (word, "created")
            for word in ("Approved", "yes", "TRUE", "genehmigt", "Accordée", "aprobado", "1")
        ),
        *((word, "skipped") for word in ("Rejected", "No", "0", "withdrawn", "Open", "Pending", "Cancelled")),
        *((word, "skipped") for word in ("abgelehnt", "beantragt", "refusé", "en attente", "rechazada")),
        ("perhaps", "rejected"),
        ("", "rejected"),
    ],
)
def test_only_leave_that_was_approved_is_an_absence(office: Workspace, word: str, action: str) -> None:
    for heading in ("approved", "Status", "Leave Status"):
        text = f"person_id,first_day,{heading}\nE1,2027-03-01,{word}\nE2,2027-03-01,yes\n"
        draft = bring_in_text(office, text, "absences")
        assert [outcome.action for outcome in draft.outcomes] == [action, "created"]
        assert len(away(office)) == 2 + (action == "created")
        if action == "skipped":
            assert draft.outcomes[0].details == f"row 2, {heading}: “{word}” is no approved absence"
        office.undo()


def test_what_an_unknown_word_means_can_be_said(office: Workspace) -> None:
    text = "person_id,first_day,status\nE1,2027-03-01,B7\nE1,2027-03-02,\nE1,2027-03-03,yes\n"
    draft = bring_in_text(office, text, "absences")
    assert [o.details for o in draft.rejected] == [
        "row 2, status: the approval B7 is not known; say what it means",
        "row 3, status: the approval is empty; say what it means",
    ]
    words = {"approval": {"b7": "approved", "": "open", "yes": "refused"}}
    draft = bring_in_text(office, text, "absences", words=words)
    assert [o.action for o in draft.outcomes] == ["created", "skipped", "updated"]


def test_leave_refused_later_is_taken_out_unless_the_file_keeps_it(office: Workspace) -> None:
    head = "person_id,first_day,kind,status\n"
    bring_in_text(office, f"{head}E1,2027-03-01,Leave,Approved\nE1,2027-03-02,Leave,Approved\n", "absences")
    text = (
        f"{head}E1,2027-03-01,Leave,Rejected\nE1,2027-03-02,Leave,Cancelled\nE1,2027-03-02,Leave,Approved\n"
        "E1,2027-03-02,Sick,Open\n"
    )
    draft = bring_in_text(office, text, "absences")
    assert [o.action for o in draft.outcomes] == ["updated", "skipped", "unchanged", "skipped"]
    assert away(office) == [("person", "Hana", 1, "Leave")]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("first_day,half_day", "2027-03-01,1"),
        ("first_day,Total Leave Days", "2027-03-01,0.5"),
        ("first_day,start_time,end_time", "2027-03-01,08:00,08:30"),
        ("first_day,last_day", "2027-03-01 09:00,2027-03-01 12:00"),
    ],
)
def test_a_part_of_a_day_in_a_table_is_no_whole_day_unless_it_is_wanted(
    office: Workspace, head: str, cells: str
) -> None:
    text = f"person_id,{head}\nE1,{cells}\n"
    (left,) = bring_in_text(office, text, "absences").outcomes
    assert left.action == "skipped"
    assert "it takes only a part of a day" in left.details
    (taken,) = bring_in_text(office, text, "absences", part_days="whole").outcomes
    assert (taken.action, taken.details) == ("created", "a part of a day counts as a whole one")
    assert away(office) == [("person", "Hana", 1, "")]


@needs_shared
def test_leave_of_an_hr_system(office: Workspace) -> None:
    with office.edit("Staff") as db:
        for name in ("Ann Abel", "Bo Berg", "Cy Carr", "Di Dorn"):
            first, last = name.split()
            people.add_person(db, first_name=first, last_name=last)
    path = SHARED / "data" / "inputs" / "22" / "leave-application.csv"
    draft = bring_in(office, path, "absences")
    assert [o.action for o in draft.outcomes] == ["skipped"] * 4
    assert [o.details.split(": ", 1)[1] for o in draft.outcomes] == [
        "it takes only a part of a day",
        "“Rejected” is no approved absence",
        "“Cancelled” is no approved absence",
        "“Open” is no approved absence",
    ]
