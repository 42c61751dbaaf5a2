"""Absences of people who are trainers too, and absences and closures from calendar files."""

from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.ics_reading import Owner
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.writing import write_rejects
from pmplanner.models import Absence, Closure, Trainer, TrainerAbsence
from pmplanner.services import people, sessions, trainers
from pmplanner.services.importing import Draft
from pmplanner.services.plans import create_plan
from pmplanner.storage.workspace import Workspace
from tests.edits import day
from tests.files import bring_in, bring_in_text, counts, take_out
from tests.support import snapshot

HEADER = "person_id,email,first_day,last_day,kind\n"
ADA = "E2,ada@x.no,2027-03-01,2027-03-02,Leave\n"


@pytest.fixture
def office(workspace: Workspace) -> Workspace:
    """Hana, a member of staff; Ada, who is a trainer too; Bo and Cy, who are trainers only."""
    with workspace.edit("Fill") as session:
        people.add_person(session, employee_id="E1", first_name="Hana", email="hana@x.no")
        people.add_person(session, employee_id="E2", first_name="Ada", last_name="Berg", email="ada@x.no")
        trainers.add_trainer(session, "A. Berg", code="T1", email="ADA@x.no")
        trainers.add_trainer(session, "Bo Dahl", code="T2", email="bo@x.no")
        trainers.add_trainer(session, "Cy Eng")
    return workspace


def away(workspace: Workspace) -> list[tuple[str, str, int, str]]:
    """Return who is away as what, for how many days, why."""
    with workspace.read() as session:
        found = [
            ("person", row.person_id, (row.last_day - row.first_day).days + 1, row.kind)
            for row in session.scalars(select(Absence).order_by(Absence.id))
        ]
        names = dict(session.execute(select(Trainer.id, Trainer.name)).all())
        return [
            *((what, {1: "Hana", 2: "Ada"}[who], days, why) for what, who, days, why in found),
            *(
                ("trainer", names[row.trainer_id], (row.last_day - row.first_day).days + 1, row.kind)
                for row in session.scalars(select(TrainerAbsence).order_by(TrainerAbsence.id))
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
    with office.edit("Away") as session:
        trainers.add_trainer_absence(session, 1, day(0), day(1), "Course")
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
    with office.edit("Another") as session:
        trainers.add_trainer(session, "Bo Two", code="T9", email="bo@x.no")
        trainers.add_trainer(session, "Ada Two", email="ada@x.no")
    draft = bring_in_text(office, f"{HEADER},bo@x.no,2027-03-01,,\n{ADA}T2,,2027-03-01,,\n", "absences")
    assert counts(draft) == (2, 0, 0, 1)
    assert draft.rejected[0].details == "row 2, email: 2 trainers have the e-mail bo@x.no; give the id"
    assert away(office) == [("person", "Ada", 2, "Leave"), ("trainer", "Bo Dahl", 1, "")]


def test_absences_of_both_come_back_as_they_went(office: Workspace) -> None:
    with office.edit("Away as a trainer only") as session:
        trainers.add_trainer_absence(session, 1, day(9), day(9), "Fair")
        trainers.add_trainer_absence(session, 3, day(9), day(9), "Fair")
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
    with office.edit("Sessions") as session:
        plan = create_plan(session, "2027", day(0), day(99))
        first, second = (sessions.add_session(session, plan, 1, day(n)) for n in (0, 7))
        sessions.change_session(session, first, trainer="bo dahl")
        sessions.change_session(session, second, trainer="Somebody")
    bring_in_text(office, "trainer_id,name\nT2,Bo Lie\n", "trainers")
    with office.read() as session:
        named = {row.id: row.trainer for row in sessions.list_sessions(session, plan)}
    assert named == {first: "Bo Lie", second: "Somebody"}
    office.undo()
    with office.read() as session:
        assert {row.trainer for row in sessions.list_sessions(session, plan)} == {"bo dahl", "Somebody"}


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
    draft = bring_in(office, ics, "absences", owner=Owner("E1", "hana@x.no"))
    assert counts(draft) == (2, 0, 0, 0)
    assert draft.notes == ["Left out because it is cancelled: 1 event."]
    assert away(office) == [
        ("person", "Ada", 5, "Holiday"),
        ("person", "Hana", 2, "Who knows"),
        ("trainer", "A. Berg", 5, "Holiday"),
    ]
    assert counts(bring_in(office, ics, "absences", owner=Owner(email="hana@x.no"))) == (0, 0, 2, 0)
    office.undo()
    assert away(office) == []


def test_events_that_are_nobodys_can_be_mended_and_brought_in(office: Workspace, ics: Path) -> None:
    draft = bring_in(office, ics, "absences")
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
    table = read_table(ics, layout=LAYOUTS["absences"])
    write_rejects(path, table, [(outcome.row.row, outcome.details) for outcome in draft.rejected])


def test_a_calendar_of_closures_closes_the_company_or_the_place_of_the_event(
    workspace: Workspace, ics: Path
) -> None:
    ics.write_text(CALENDAR.replace("ATTENDEE:mailto:ada@x.no", "LOCATION:Oslo"), encoding="utf-8")
    assert counts(bring_in(workspace, ics, "closures")) == (2, 0, 0, 0)
    with workspace.read() as session:
        rows = session.execute(select(Closure.site, Closure.name).order_by(Closure.id)).all()
    assert rows == [("", "Holiday"), ("", "Who knows")]
    bring_in(workspace, ics, "closures", columns={"site": "event_location"})
    with workspace.read() as session:
        assert ("Oslo", "Holiday") in session.execute(select(Closure.site, Closure.name)).all()


def test_one_event_that_cannot_be_read_keeps_all_from_being_brought_in(office: Workspace, ics: Path) -> None:
    ics.write_text(CALENDAR.replace("DTEND:20270402T060000", "DTEND:yesterday"), encoding="utf-8")
    before = snapshot(office.path)
    with pytest.raises(ExchangeError, match=r"away\.ics, event 2 “Who knows”: DTEND cannot be read"):
        bring_in(office, ics, "absences")
    assert snapshot(office.path) == before
