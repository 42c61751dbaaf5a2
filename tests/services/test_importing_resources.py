"""Rooms, trainers, closures and absences of both from files, and back to the same files."""

from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.models import (
    Closure,
    Equipment,
    Room,
    RoomEquipment,
    Trainer,
    TrainerAbsence,
    TrainerCourse,
)
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import write_export
from pmplanner.services.importing.draft import Draft
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, read_file
from pmplanner.services.people import people
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot

ROOMS = "name,site,seats,equipment\nOslo,HQ,12,Beamer;Laptops\nBergen,HQ,,\n"
TRAINERS = (
    "trainer_id,name,email,courses,first_day,last_day\n"
    "T1,Ada Berg,ada@x.no,TNX-BDP;TNX-PMB,2027-01-01,\n"
    ",Bo Dahl,,TNX-PMB,,2027-06-30\n"
)
CLOSURES = (
    "first_day,last_day,site,name\n2027-07-12,2027-07-16,,Summer\n2027-05-18,2027-05-18,HQ,Bridge day\n"
)
ABSENCES = (
    "person_id,email,first_day,last_day,kind\n"
    "E1,hana@x.no,2027-02-01,2027-02-05,Leave\n"
    "T1,ada@x.no,2027-03-01,2027-03-02,Conference\n"
)


class Files:
    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder = workspace, folder

    def bring(self, layout: str, text: str) -> Draft:
        path = self.folder / f"{layout}.csv"
        path.write_text(text, encoding="utf-8")
        with self.workspace.edit(f"Import {layout}") as db:
            content = read_file(path, layout, ImportOptions())
            draft = decide(db, content, ImportOptions())
            apply_draft(db, draft)
        return draft

    def export(self, layout: str) -> bytes:
        path = self.folder / f"{layout}-out.csv"
        with self.workspace.read() as db:
            write_export(db, layout, path, ExportScope())
        return path.read_bytes()


@pytest.fixture
def files(workspace: Workspace, tmp_path: Path) -> Files:
    with workspace.edit("Add Hana") as db:
        people.add_person(db, employee_id="E1", first_name="Hana", email="hana@x.no")
    return Files(workspace, tmp_path)


def _actions(draft: Draft) -> list[str]:
    return [outcome.action for outcome in draft.outcomes]


def test_rooms_bring_their_equipment(files: Files) -> None:
    draft = files.bring("rooms", ROOMS)
    assert _actions(draft) == ["created", "created"]
    assert draft.notes == ["Equipment “Beamer” is new.", "Equipment “Laptops” is new."]
    with files.workspace.read() as db:
        rooms = db.execute(select(Room.name, Room.site, Room.seats).order_by(Room.id)).all()
        assert rooms == [("Oslo", "HQ", 12), ("Bergen", "HQ", None)]
        assert len(db.scalars(select(RoomEquipment)).all()) == 2


def test_a_second_file_changes_only_what_it_says(files: Files) -> None:
    files.bring("rooms", ROOMS)
    assert _actions(files.bring("rooms", ROOMS)) == ["unchanged", "unchanged"]
    draft = files.bring("rooms", "name,seats,equipment\noslo,14,Beamer\nBergen,,\n")
    assert _actions(draft) == ["updated", "unchanged"]
    assert draft.outcomes[0].details == "seats: 12 → 14; equipment"
    with files.workspace.read() as db:
        assert db.scalars(select(Room.seats)).all() == [14, None]
        names = select(Equipment.name).join(RoomEquipment, RoomEquipment.equipment_id == Equipment.id)
        assert db.scalars(names).all() == ["Beamer"]


def test_trainers_are_found_by_id_or_name(files: Files) -> None:
    assert _actions(files.bring("trainers", TRAINERS)) == ["created", "created"]
    assert _actions(files.bring("trainers", TRAINERS)) == ["unchanged", "unchanged"]
    draft = files.bring("trainers", "trainer_id,name,courses\nT1,Ada Lie,TNX-PMB\nT2,Bo Dahl,\n")
    assert [outcome.details for outcome in draft.outcomes] == [
        "name: Ada Berg → Ada Lie; courses",
        "code: – → T2",
    ]
    with files.workspace.read() as db:
        rows = db.execute(select(Trainer.code, Trainer.name).order_by(Trainer.id)).all()
        assert rows == [("T1", "Ada Lie"), ("T2", "Bo Dahl")]
        assert len(db.scalars(select(TrainerCourse)).all()) == 2


def test_a_name_that_is_the_id_of_another_is_not_taken_for_it(files: Files) -> None:
    both = "trainer_id,name\n,T1\nT1,Ada Berg\n"
    assert _actions(files.bring("trainers", both)) == ["created", "created"]
    assert _actions(files.bring("trainers", both)) == ["unchanged", "unchanged"]
    draft = files.bring("trainers", "trainer_id,name\nT1,Ada Lie\n,Ada Berg\n")
    assert draft.rejected[0].details == "row 3, name: the same as in row 2"


def test_closures_are_told_apart_by_days_and_site(files: Files) -> None:
    files.bring("closures", CLOSURES)
    draft = files.bring("closures", "date,site,name\n2027-05-18,hq,Bridge\n2027-05-18,,All\n")
    assert _actions(draft) == ["updated", "created"]
    with files.workspace.read() as db:
        assert len(db.scalars(select(Closure)).all()) == 3


def test_absences_are_those_of_trainers_where_there_is_no_such_person(files: Files) -> None:
    files.bring("trainers", TRAINERS)
    assert _actions(files.bring("absences", ABSENCES)) == ["created", "created"]
    assert _actions(files.bring("absences", ABSENCES)) == ["unchanged", "unchanged"]
    draft = files.bring("absences", ABSENCES.replace("Conference", "Leave"))
    assert draft.outcomes[1].details == "kind: Conference → Leave"
    with files.workspace.read() as db:
        absence = db.scalars(select(TrainerAbsence)).one()
        assert (absence.kind, (absence.last_day - absence.first_day).days) == ("Leave", 1)


@pytest.mark.parametrize(
    ("layout", "text", "reason"),
    [
        ("rooms", "name,seats\nOslo,0\n", "row 2, seats: a room has at least one seat"),
        ("rooms", "name,seats\nOslo,1\nOSLO,2\n", "row 3, name: the same as in row 2"),
        ("trainers", "trainer_id\nT9\n", "row 2, trainer_id: there is no trainer T9"),
        ("trainers", "name,courses\nAda,NO-SUCH\n", "row 2, courses: there is no course NO-SUCH"),
        (
            "trainers",
            "name,first_day,last_day\nAda,2027-02-01,2027-01-01\n",
            "row 2, last_day: the last day 2027-01-01 is before the first day 2027-02-01",
        ),
        ("closures", "first_day,last_day\n2027-02-01,2027-01-01\n", "is before the first day"),
        ("absences", "person_id,first_day\nX9,2027-02-01\n", "there is nobody with the employee id X9"),
    ],
)
def test_rows_that_cannot_be_taken(files: Files, layout: str, text: str, reason: str) -> None:
    draft = files.bring(layout, text)
    assert reason in draft.rejected[-1].details


@pytest.mark.parametrize(
    ("layout", "text"),
    [("rooms", ROOMS), ("trainers", TRAINERS), ("closures", CLOSURES), ("absences", ABSENCES)],
)
def test_export_import_export_is_the_same(files: Files, layout: str, text: str) -> None:
    files.bring("trainers", TRAINERS)
    files.bring(layout, text)
    first = files.export(layout)
    assert len(first.splitlines()) == 3
    before = snapshot(files.workspace.path)
    draft = files.bring(layout, first.decode("utf-8-sig"))
    assert set(_actions(draft)) == {"unchanged"}
    assert snapshot(files.workspace.path) == before
    while files.workspace.undo_label() != "Add Hana":
        files.workspace.undo()
    files.bring("trainers", TRAINERS)
    files.bring(layout, first.decode("utf-8-sig"))
    assert files.export(layout) == first
