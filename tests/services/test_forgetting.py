"""Forgetting for good: nothing is left in the file, the totals stay, and undo says why it cannot."""

import datetime as dt
import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    CalendarOrigin,
    Edit,
    Paper,
    Person,
    Plan,
    PublishedEvent,
    Trainer,
    TrainingSession,
)
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import export_rows
from pmplanner.services.people.forgetting import find_whom, foresee, forget_people, left_before
from pmplanner.services.people.history import list_edits
from pmplanner.services.people.mentions import is_unmistakable
from pmplanner.services.people.people import add_person, list_people
from pmplanner.services.plans.people_changes import change_person, remove_people
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.publishing.calendars import write_ics_folder
from pmplanner.services.publishing.written import Note, note_written
from pmplanner.services.reports.attendance_sheets import read_attendance
from pmplanner.services.sessions.session_rows import session_detail
from pmplanner.services.startup.sample import fill_sample
from pmplanner.services.views.schedule_page import name_people
from pmplanner.services.views.search import Finder
from pmplanner.storage.images import read_images
from pmplanner.storage.journal import UndoRefusedError, journaled_tables
from pmplanner.storage.sqlite import waiting
from pmplanner.storage.sqlite.soundness import Check
from pmplanner.storage.workspace import Workspace, WorkspaceError, open_workspace
from tests.conftest import SAMPLE_DAY
from tests.edits import EDITS
from tests.services.forgettable import STAMP, ZOE, Somebody, left_of, settle, totals
from tests.support import Template, check_file, snapshot
from tests.tiers import examples, seeds


def _change_at_random(workspace: Workspace, seed: int, steps: int) -> None:
    """Do what users do, undo and redo included."""
    chance = random.Random(seed)
    for _ in range(steps):
        name = chance.choice([*sorted(EDITS), "undo", "redo"])
        try:
            if name in ("undo", "redo"):
                getattr(workspace, name)()
            else:
                with workspace.edit(f"{name} beside {ZOE.name}") as db:
                    EDITS[name](db, chance.randrange(32))
        except (PlanError, LookupError, UndoRefusedError):
            pass


def _journal_agrees(db: Session) -> None:
    """The last image of each row in the journal is the row as it is."""
    last: dict[tuple[str, int], object] = {}
    rows = db.connection().exec_driver_sql(
        "SELECT edit_row.\"table\", row_id, iif(edit.state = 'done', after, before), edit.state"
        " FROM edit_row JOIN edit ON edit.id = edit_id WHERE edit.state != 'dropped' ORDER BY edit_row.id"
    )
    for table, row_id, image, state in rows:
        if state == "done" or (table, row_id) not in last:
            last[table, row_id] = json.loads(image) if image else None
    for name, table in journaled_tables().items():
        images = {row_id: image for (of, row_id), image in last.items() if of == name and image}
        present = read_images(db.connection(), table, images)
        assert {key: images[key] for key in present} == present, name


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(1, 3))
def test_no_byte_is_left_and_all_totals_stay(sampled: Workspace, seed: int) -> None:
    person_id = settle(sampled)
    _change_at_random(sampled, seed, 40)
    with sampled.read() as db:
        there = db.get(Person, person_id) is not None
    assert left_of(sampled.path, ZOE)
    before = totals(sampled)
    done = forget_people(sampled, [person_id])
    assert done.finished
    assert left_of(sampled.path, ZOE) == []
    assert totals(sampled) == before
    with sampled.read() as db:
        assert (db.get(Person, person_id) is not None) == there
        _journal_agrees(db)
    sampled.close()
    assert left_of(sampled.path, ZOE) == []
    check_file(sampled.path)


@pytest.mark.slow
def test_the_row_stays_with_all_that_names_nobody(sampled: Workspace) -> None:
    person_id = settle(sampled)
    forget_people(sampled, [person_id])
    with sampled.read() as db:
        (row,) = list_people(db, [person_id])
        assert (row.name, row.employee_id, row.email) == (f"Forgotten person {person_id}", "", "")
        assert (row.team, row.job_title, row.location, row.track) == (
            ("Payments", "Lead analyst", "Lisbon", "Product manager")
        )
        managers = [row.manager_name for row in list_people(db, [3, 4])]
        assert set(managers) == {f"Forgotten person {person_id}"}
        trainer = db.scalars(select(Trainer).order_by(Trainer.id.desc())).first()
        assert trainer is not None
        name = f"Former trainer {trainer.id}"
        assert (trainer.name, trainer.email, trainer.code, trainer.note) == (name, "", None, "")
        session = db.scalars(select(TrainingSession).order_by(TrainingSession.id)).first()
        assert session is not None
        assert session.trainer == name
        assert session.note == "Bring a key for {0} <{0}> ({0}).".format(f"Forgotten person {person_id}")
        told = db.scalars(
            select(PublishedEvent.content).where(
                PublishedEvent.recipient_kind == "person", PublishedEvent.recipient_id == person_id
            )
        ).all()
        assert {(event["name"], event["email"], event["trainer"]) for event in told} == {
            (f"Forgotten person {person_id}", "", name)
        }
        origin = db.scalars(select(CalendarOrigin)).one()
        assert (origin.calendar, origin.event, origin.first_day) == ("", "", dt.date(2027, 2, 1))
        made = select(Paper).where(Paper.kind.in_(("record", "team"))).order_by(Paper.id)
        papers = db.scalars(made).all()
        assert [(paper.about, paper.file_name, paper.written_by) for paper in papers] == [
            (f"Forgotten person {person_id}", "", ""),
            (f"The team of Forgotten person {person_id}", "", f"Forgotten person {person_id}"),
        ]


def test_a_paper_that_knows_only_the_name_of_its_person_forgets_it_too(sampled: Workspace) -> None:
    with sampled.edit("Add") as db:
        person_id = add_person(db, last_name="Cherrymore")
    with sampled.keep() as db:
        about = [Note("people", name, 1, f"{name}.pdf") for name in ("Cherrymore", "Somebody else")]
        note_written(db, about)
    forget_people(sampled, [person_id])
    with sampled.read() as db:
        papers = db.scalars(select(Paper).order_by(Paper.id)).all()
        assert [(paper.about, paper.file_name) for paper in papers] == [
            (f"Forgotten person {person_id}", ""), ("Somebody else", "Somebody else.pdf")
        ]  # fmt: skip


@pytest.mark.slow
def test_undo_stops_at_what_touched_them_and_says_why(sampled: Workspace) -> None:
    with sampled.edit("Before") as db:
        change_person(db, 2, team="Platform")
    person_id = settle(sampled)
    with sampled.edit("After") as db:
        change_person(db, 2, team="Payments")
    with sampled.edit("After that") as db:
        change_person(db, 2, team="Platform")
    sampled.undo()
    state = snapshot(sampled.path)["person"]
    forget_people(sampled, [person_id])
    with sampled.read() as db:
        lines = {line.label: line.sealed for line in list_edits(db)}
    assert lines["Forget 1 person for good"] is False
    assert (lines["Before"], lines["After"], lines["After that"]) == (False, False, False)
    assert lines[f"Change Forgotten person {person_id}"]
    sampled.redo()
    sampled.undo()
    unchanged = {row[0]: row for row in snapshot(sampled.path)["person"]}
    assert all(unchanged[row[0]] == row for row in state if row[0] not in (3, 4, person_id))
    assert sampled.undo().label == "After"
    with pytest.raises(UndoRefusedError, match="forgotten for good since"):
        sampled.undo()
    assert sampled.redo().label == "After"
    assert sampled.redo().label == "After that"


def test_what_was_undone_with_them_cannot_be_redone(sampled: Workspace) -> None:
    with sampled.edit("Add") as db:
        person_id = add_person(db, first_name=ZOE.first, last_name=ZOE.last)
    sampled.undo()
    with sampled.read() as db:
        whom = find_whom(db, ZOE.name)
    assert (whom.id, whom.removed) == (person_id, True)
    forget_people(sampled, [whom.id])
    assert left_of(sampled.path, ZOE) == []
    with pytest.raises(UndoRefusedError, match="forgotten for good since"):
        sampled.redo()


def test_somebody_removed_long_ago_is_forgotten_with_all_earlier_names(sampled: Workspace) -> None:
    wed = Somebody("Zoë", "Xanthopoulos-Quux", "zoe.xan@example.org", ZOE.key)
    with sampled.edit("Add") as db:
        first_id = add_person(db, first_name=ZOE.first, last_name=ZOE.last, email=ZOE.email)
    with sampled.edit("Remove") as db:
        remove_people(db, [first_id])
    with sampled.edit("Add again") as db:
        person_id = add_person(db, first_name=ZOE.first, last_name=ZOE.last, email=ZOE.email)
    with sampled.edit("Marry") as db:
        change_person(db, person_id, last_name=wed.last, email=wed.email, employee_id=wed.key)
        change_person(db, 2, manager_name=ZOE.name)
    with sampled.read() as db:
        foreseen = foresee(db, [find_whom(db, wed.email).id], sampled.path)
    assert [(whom.id, whom.removed) for whom in foreseen.people] == [(person_id, False), (first_id, True)]
    forget_people(sampled, [person_id])
    assert left_of(sampled.path, ZOE) + left_of(sampled.path, wed) == []


def test_the_address_of_a_team_makes_nobody_the_same(sampled: Workspace) -> None:
    with sampled.edit("Add") as db:
        ids = [
            add_person(db, first_name=name, last_name="Quux", email="team@example.org")
            for name in ("Ann", "Ben", "Cid")
        ]
    with sampled.edit("Remove") as db:
        remove_people(db, ids[:1])
    done = forget_people(sampled, ids[1:2])
    assert [whom.id for whom in done.foreseen.people] == ids[1:2]
    with sampled.read() as db:
        assert find_whom(db, "Ann Quux").removed
        assert [row.email for row in list_people(db, ids[2:])] == ["team@example.org"]


@pytest.mark.slow
def test_they_have_a_number_in_place_of_a_name_wherever_one_is_shown(
    sampled: Workspace, tmp_path: Path
) -> None:
    person_id = settle(sampled)
    forget_people(sampled, [person_id])
    name = f"Forgotten person {person_id}"
    with sampled.edit("Leave, which is a problem") as db:
        change_person(db, person_id, end_date=dt.date(2020, 12, 31))
    with sampled.read() as db:
        plan_id = db.scalars(select(Plan.id).order_by(Plan.id)).one()
        session_id = db.scalars(select(TrainingSession.id).order_by(TrainingSession.id)).first()
        assert session_id is not None
        scope = ExportScope(plan_id)
        shown = {
            "matrix": repr(export_rows(db, "matrix", scope)),
            "picks": repr(export_rows(db, "picks", scope)),
            "people": repr(export_rows(db, "people", ExportScope())),
            "totals": repr(export_rows(db, "totals", replace(scope, by="person"))),
            "search": repr([hit for _, hit in Finder(db, plan_id).find(f"{person_id} forgotten")]),
            "seats": repr(session_detail(db, session_id)),
            "names": repr(name_people(db, [person_id])),
            "sheets": repr(read_attendance(db, scope)),
            "problems": repr([each.title for each in find_problems(db, plan_id)]),
        }
    with sampled.keep() as db:
        write_ics_folder(db, tmp_path / "ics", scope, "person", STAMP)
    shown["calendars"] = repr(sorted(path.name for path in (tmp_path / "ics").rglob("*.ics")))
    assert [page for page, text in shown.items() if name not in text] == []


def test_a_name_that_somebody_who_stays_has_stays_in_texts_and_it_is_said(sampled: Workspace) -> None:
    with sampled.edit("Namesakes") as db:
        ids = [
            add_person(db, first_name="Jo", last_name="Smith", email=f"{n}@example.org", employee_id=n)
            for n in ("JS-1001", "JS-1002")
        ]
        change_person(db, 2, manager_name="Jo Smith", manager_email="JS-1001@example.org")
        change_person(db, 3, manager_name="Jo Smith", manager_email="JS-1002@example.org")
    done = forget_people(sampled, ids[:1])
    assert done.foreseen.shared == ("Jo Smith",)
    with sampled.read() as db:
        managers = [(row.manager_name, row.manager_email) for row in list_people(db, [2, 3])]
        names = [row.name for row in list_people(db, ids)]
    assert sorted(managers) == [(f"Forgotten person {ids[0]}", ""), ("Jo Smith", "JS-1002@example.org")]
    assert sorted(names) == [f"Forgotten person {ids[0]}", "Jo Smith"]


def test_ids_that_are_common_words_stay_in_texts(workspace: Workspace) -> None:
    """An id that stands in the catalogue, or is a small number, must not change what others wrote."""
    with closing(sqlite3.connect(workspace.path)) as connection:
        texts = [text for (text,) in connection.execute("SELECT title FROM course")]
    number = next(word for text in texts for word in text.split() if is_unmistakable(word))
    with workspace.edit("People") as db:
        ids = [
            add_person(db, first_name="Cy", last_name="Dahl", employee_id=number),
            add_person(db, first_name="Bo", last_name="Berg", employee_id="1"),
            add_person(db, first_name="Al", last_name="Ek", team=f"Group 1 for {number}"),
        ]
    courses = snapshot(workspace.path)["course"]
    forget_people(workspace, ids[:2])
    assert snapshot(workspace.path)["course"] == courses
    with workspace.read() as db:
        (row,) = list_people(db, ids[2:])
    assert row.team == f"Group 1 for {number}"


_SIGNS = st.text(
    st.one_of(
        st.characters(categories=("Lu", "Ll", "Lt", "Lo", "Mn", "Mc")), st.sampled_from(" '\"%-._,;ßıÅ王")
    ),
    max_size=8,
)


def _named(first: str, last: str, number: int) -> Somebody:
    return Somebody(
        " ".join(f"Xqj{first}".split()),
        " ".join(f"Wvk{last}".split()),
        f"xqj{number}@wvk.example",
        f"XQJ{number:04}",
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    def fill(workspace: Workspace) -> None:
        with workspace.edit("Fill") as db:
            fill_sample(db, SAMPLE_DAY)

    return Template(tmp_path_factory.mktemp("names"), fill)


@pytest.mark.slow
@given(
    st.lists(st.tuples(_SIGNS, _SIGNS), min_size=1, max_size=4),
)
@settings(max_examples=examples(3, 100))
def test_any_names_of_managers_and_trainers_are_forgotten(
    template: Template, names: list[tuple[str, str]]
) -> None:
    workspace = template.open()
    everybody = [_named(*name, number) for number, name in enumerate(names)]
    try:
        ids = []
        with workspace.edit(", ".join(who.name for who in everybody)) as db:
            for who in everybody:
                ids.append(add_person(db, first_name=who.first, last_name=who.last, email=who.email))
                change_person(db, ids[-1], employee_id=who.key)
            for place, who in enumerate(everybody):
                boss = everybody[(place + 1) % len(everybody)]
                change_person(db, ids[place], manager_name=boss.name, manager_email=boss.email)
                change_person(db, place + 1, manager_name=f"{who.last}, {who.first}")
                db.add(Trainer(name=f"{who.name} {place}", email=who.email))
                text = (
                    f'"{who.name}" ({who.last}, {who.first}); {who.last} {who.first}? {who.key}: {who.email}'
                )
                session = db.scalars(select(TrainingSession).where(TrainingSession.id == place + 1)).one()
                session.note, session.trainer = text, f"{who.name} {place}"
        before = totals(workspace)
        forget_people(workspace, ids)
        assert totals(workspace) == before
    finally:
        workspace.close()
    assert [left for who in everybody for left in left_of(workspace.path, who)] == []


@pytest.mark.slow
def test_every_column_with_text_is_looked_through(
    sampled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table or column that is added later is covered without a word here, or this fails."""
    # What is written everywhere here is damage to the check, which would refuse to change anything.
    monkeypatch.setattr(Check, "_run", lambda _: None)
    person_id = settle(sampled)
    refused = _write_everywhere(sampled.path, person_id)
    # These take a few words only, so that no name can stand there.
    assert refused == {
        ("budget", "kind"),
        ("calendar_origin", "kind"),
        ("cost_item", "per"),
        ("course_certificate", "kind"),
        ("course_skill", "level"),
        ("cover_rule", "kind"),
        ("cover_rule", "level"),
        ("pick_decision", "decision"),
        ("session_trainer", "part"),
        ("track_skill", "level"),
        ("path_item", "kind"),
        ("plan", "approval_rule"),
        ("plan", "state"),
        ("policy", "action"),
        ("seat", "status"),
        ("session", "status"),
        ("target", "kind"),
    }
    forget_people(sampled, [person_id])
    sampled.close()
    assert left_of(sampled.path, ZOE) == []


_OF_COVER = ("skill_id", "track_id", "certificate_id")
_MADE_BY_THE_PROGRAM = {"uid", "hash", "version_num"}


def _write_everywhere(path: Path, person_id: int) -> set[tuple[str, str]]:
    """Write the name into each text of one row of every table; return the columns that take none."""
    refused = set()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'course_search%' AND name NOT LIKE 'sqlite%' AND name != 'alembic_version'"
        ).fetchall()
        for (table,) in tables:
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            rowid = _some_row(connection, table, columns, person_id)
            for _, column, kind, *_ in columns:
                if kind not in ("VARCHAR", "TEXT", "JSON", "BLOB") or column in _MADE_BY_THE_PROGRAM:
                    continue
                if (table, column) == ("edit_row", "table"):
                    continue
                if table == "person" and column in ("first_name", "last_name", "email", "employee_id"):
                    continue
                text = f"x {ZOE.name}, {ZOE.email}; {ZOE.key} {column}"
                value = {"JSON": json.dumps({"x": [text]}), "BLOB": text.encode()}.get(kind, text)
                try:
                    connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (value, rowid))
                except sqlite3.IntegrityError:
                    refused.add((table, column))
    return refused


def _some_row(
    connection: sqlite3.Connection, table: str, columns: list[tuple[object, ...]], person_id: int
) -> int:
    """Return a row of the table that is not part of the bundled catalogue; make one where there is none."""
    where = "WHERE NOT bundled" if any(column[1] == "bundled" for column in columns) else ""
    if table == "person":
        where = f"WHERE id != {person_id}"
    found = connection.execute(f"SELECT max(rowid) FROM {table} {where}").fetchone()[0]
    if found is not None:
        return int(found)
    plain = {"VARCHAR": "x", "DATE": "2027-01-01", "TIME": "09:00:00", "JSON": "{}", "BLOB": b"x"}
    chosen: dict[str, object] = {"action": "warn", "end_time": "10:00:00", "kind": "track", "bundled": 0}
    of_tables: dict[str, dict[str, object]] = {
        "attachment": {"person_certificate_id": None},
        "cost_item": {"per": "seat", "session_id": None, "plan_id": None},
        "course_certificate": {"kind": "renews"},
        "cover_rule": {"kind": "title", "level": "", **dict.fromkeys(_OF_COVER)},
        "pick_decision": {"decision": "approved"},
        "session_trainer": {"part": "lead"},
        "track_skill": {"level": ""},
    }
    chosen |= of_tables.get(table, {})
    values = [
        chosen.get(str(name), 990_000 if pk else plain.get(str(kind), 1))
        for _, name, kind, _, _, pk in columns
    ]
    marks = ", ".join("?" * len(values))
    return int(connection.execute(f"INSERT INTO {table} VALUES ({marks})", values).lastrowid or 0)


@pytest.mark.slow
def test_a_reader_elsewhere_makes_the_cleaning_wait_until_the_next_opening(
    sampled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE_MS", 50)
    person_id = settle(sampled)
    reader = sqlite3.connect(sampled.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchone()
    assert not forget_people(sampled, [person_id]).finished
    sampled.close()
    assert left_of(sampled.path, ZOE)
    reader.close()
    workspace = open_workspace(sampled.path)
    assert left_of(workspace.path, ZOE) == []
    with workspace.read() as db:
        marks = "SELECT count(*) FROM workspace_setting WHERE name = 'forgetting to finish'"
        assert db.connection().exec_driver_sql(marks).scalar() == 0
    workspace.close()


def test_a_read_only_workspace_forgets_nobody(sampled: Workspace) -> None:
    other = open_workspace(sampled.path, read_only=True)
    with pytest.raises(WorkspaceError, match="open in another"):
        forget_people(other, [1])
    other.close()


def test_what_is_refused_changes_nothing(sampled: Workspace) -> None:
    before = snapshot(sampled.path)
    for ids in ([], [99_999]):
        with pytest.raises(PlanError):
            forget_people(sampled, ids)
    assert snapshot(sampled.path) == before
    with sampled.read() as db:
        foresee(db, [1], sampled.path)
        assert db.scalars(select(Edit.id).where(Edit.sealed)).all() == []
    assert snapshot(sampled.path) == before


@pytest.mark.slow
def test_a_failure_midway_leaves_everything(sampled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    person_id = settle(sampled)
    before, undo = snapshot(sampled.path), sampled.undo_label()

    def fail(*_: object, **__: object) -> int:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("pmplanner.services.people.forgetting.write_entry", fail)
    with pytest.raises(RuntimeError):
        forget_people(sampled, [person_id])
    assert (snapshot(sampled.path), sampled.undo_label()) == (before, undo)
    with sampled.edit("It goes on") as db:
        change_person(db, 2, team="Elsewhere")


def test_those_who_left_before_a_day(sampled: Workspace) -> None:
    with sampled.edit("Leave") as db:
        change_person(db, 1, end_date=SAMPLE_DAY)
        change_person(db, 2, end_date=SAMPLE_DAY.replace(day=1))
    with sampled.edit("Remove") as db:
        remove_people(db, [2])
    with sampled.read() as db:
        assert [(w.id, w.removed) for w in left_before(db, SAMPLE_DAY)] == [(2, True)]
        later = {w.id for w in left_before(db, SAMPLE_DAY.replace(year=2027))}
        leaving = set(db.scalars(select(Person.id).where(Person.end_date.is_not(None))))
        assert later == {1, 2} | leaving
    forget_people(sampled, later)
    with sampled.read() as db:
        assert left_before(db, SAMPLE_DAY.replace(year=2027)) == []
        # Several forgotten at once have no id each, not one that is made up to be unique.
        assert set(db.scalars(select(Person.employee_id).where(Person.id.in_(later)))) == {None}


def test_copies_that_still_hold_them_are_named(sampled: Workspace) -> None:
    with sampled.edit("Add") as db:
        person_id = add_person(db, first_name=ZOE.first, last_name=ZOE.last)
    folder = sampled.path.with_name("sampled.backups")
    folder.mkdir()
    clean = folder / "1.sqlite"
    beside = ("sampled.before-1.sqlite", "sampled.sqlite.part")  # what a restore that was killed has left
    held = [folder / "2.sqlite", *map(sampled.path.with_name, beside)]
    for file in held:
        sampled.save_as(file)
    with sampled.edit("Change") as db:
        change_person(db, person_id, team="Payments")
    done = forget_people(sampled, [person_id])
    sampled.save_as(clean)
    assert sorted(done.foreseen.copies) == sorted(held)
