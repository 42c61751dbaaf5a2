"""Labels of edits: kept as a key with values, put into words when somebody looks."""

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from pmplanner.day_words import ENGLISH, write_like
from pmplanner.models import Edit, EditRow, Person
from pmplanner.services.errors import PlanError
from pmplanner.services.people.history import list_edits
from pmplanner.services.people.people import add_person
from pmplanner.services.plans.people_changes import change_person, remove_people
from pmplanner.services.resources.trainers import add_trainer, change_trainer, named_trainer
from pmplanner.storage.backup_contents import read_copy
from pmplanner.storage.journal import JournalError, called, relabel, title_of
from pmplanner.storage.labels import (
    LONGEST,
    Amount,
    Counted,
    Days,
    Label,
    People,
    Term,
    TrainerOf,
    Value,
    translate_with,
    word,
)
from pmplanner.storage.workspace import Workspace

ADD, REMOVE = "person.add", "person.remove"
NOW = dt.datetime(2027, 1, 1)  # noqa: DTZ001 - the journal keeps UTC without saying so
FIRST, LAST = dt.date(2027, 3, 1), dt.date(2027, 3, 2)


def _add(workspace: Workspace, name: str) -> int:
    with workspace.edit(Label.of("person.add-new")) as db:
        person_id = add_person(db, first_name=name, last_name="Berg")
        relabel(db, Label.of(ADD, person=People.of([person_id])))
    return person_id


def _history(workspace: Workspace) -> list[str]:
    with workspace.read() as db:
        return [line.label for line in list_edits(db)]


def _in_words(workspace: Workspace, label: Label | str) -> str:
    with workspace.read() as db:
        return word(db, label)


def test_the_journal_keeps_a_key_and_ids_and_no_name(blank: Workspace) -> None:
    person_id = _add(blank, "Ana")
    with blank.read() as db:
        edit = db.scalars(select(Edit)).one()
    assert (edit.label, edit.label_key) == ("", ADD)
    assert edit.label_args == {"person": {"person": person_id}}


def test_a_rename_shows_in_the_history_and_in_undo(blank: Workspace) -> None:
    person_id = _add(blank, "Ana")
    assert _history(blank) == ["Add Ana Berg"]
    with blank.edit(
        Label.of("person.change", field=Term("person.last_name"), person=People.of([person_id]))
    ) as s:
        change_person(s, person_id, last_name="Dahl")
    assert _history(blank) == ["Change “Last name” of Ana Dahl", "Add Ana Dahl"]
    assert blank.undo_label() == "Change “Last name” of Ana Dahl"
    assert blank.undo().label == "Change “Last name” of Ana Berg"
    assert (blank.redo_label(), blank.undo_label()) == ("Change “Last name” of Ana Berg", "Add Ana Berg")


def test_a_trainer_who_is_renamed_is_so_in_the_history(blank: Workspace) -> None:
    with blank.edit(Label.of("trainer.add", trainer="")) as db:
        trainer_id = add_trainer(db, "J. Berg")
        relabel(db, Label.of("trainer.add", trainer=TrainerOf(trainer_id)))
    with blank.edit(Label.of("trainer.teach", trainer=TrainerOf(trainer_id))) as db:
        change_trainer(db, trainer_id, name="J. Dahl")
    assert _history(blank) == ["Change what J. Dahl can teach", "Add the trainer “J. Dahl”"]
    with blank.read() as db:
        assert named_trainer(db, "j. dahl") == TrainerOf(trainer_id)
        assert named_trainer(db, "A. Moe") == "A. Moe"
    person_id = _add(blank, "Ana")
    with blank.read() as db:
        assert named_trainer(db, "ana berg") == People.of([person_id])


def test_who_was_removed_is_named_from_the_journal(blank: Workspace) -> None:
    person_id = _add(blank, "Ana")
    heard = []
    blank.listen(lambda change: heard.append(change.label))
    with blank.edit(Label.of(REMOVE, people=People.of([person_id]))) as db:
        assert title_of(db) == "Remove Ana Berg"
        remove_people(db, [person_id])
        db.flush()
        assert title_of(db) == "Remove Ana Berg"
    assert heard == ["Remove Ana Berg"]
    assert _history(blank) == ["Remove Ana Berg", "Add Ana Berg"]
    assert blank.undo_label() == "Remove Ana Berg"
    assert blank.undo().label == "Remove Ana Berg"


def test_who_is_gone_from_the_journal_too_is_told_by_a_number(blank: Workspace) -> None:
    assert _in_words(blank, Label.of(ADD, person=People.of([77]))) == "Add Forgotten person 77"
    assert _in_words(blank, Label.of("trainer.add", trainer=TrainerOf(7))) == "Add the trainer “…”"


def test_an_edit_can_be_called_by_what_it_turned_out_to_do(blank: Workspace) -> None:
    heard = []
    blank.listen(lambda change: heard.append(change.label))
    with blank.edit(Label.of("plan.add", plan="One")) as db:
        add_person(db, first_name="Ana")
        assert called(db) == Label.of("plan.add", plan="One")
        relabel(db, Label.of("plan.add", plan="Two"))
        assert called(db) == Label.of("plan.add", plan="Two")
    assert heard == _history(blank) == ["Create plan “Two”"]
    with blank.read() as db, pytest.raises(JournalError):
        relabel(db, Label.of("plan.add", plan="Three"))


def test_an_edit_that_is_refused_leaves_no_label(blank: Workspace) -> None:
    def refuse(_session: Session, _change: object) -> None:
        raise PlanError("No.")

    blank.guard(refuse)
    label = Label.of(REMOVE, people=People.of([1, 2]))
    with pytest.raises(PlanError), blank.edit(label) as db:
        add_person(db, first_name="Ana")
    assert _history(blank) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Boot", "Boot"),
        ("  two\n lines ", "two lines"),
        ("x" * 60, "x" * (LONGEST - 1) + "…"),
        ("{braces} {0}", "{braces} {0}"),
        (3000, "3,000"),
        (Decimal("2.50"), "2.5"),
        (FIRST, "1 Mar"),
        (Days(FIRST, LAST), "1–2 Mar"),
        (Days(FIRST, FIRST, with_year=True), "1 Mar 2027"),
        (Amount(Decimal("1200.50")), "1,200.50"),
        (Counted("sessions", 1, "BOOT-1"), "BOOT-1"),
        (Counted("sessions", 1), "1 session"),
        (Counted("sessions", 3000, "BOOT-1"), "3,000 sessions"),
        (Counted("days", Decimal("2.5")), "2.5 days"),
        (Counted("days", Decimal(1)), "1 day"),
        (People.of([1, 2, 2]), "2 people"),
        (People.of([]), "0 people"),
        (Term("seat.partly attended"), "partly attended"),
        (Label.of("plan.remove", plan="2027"), "Remove plan “2027”"),
    ],
)
def test_values_come_through_the_file_and_are_worded(
    blank: Workspace, value: Value | Label, said: str
) -> None:
    label = Label.of("pick.paste", what=value)
    with blank.edit(label) as db:
        add_person(db, first_name="Ana")
    assert _history(blank) == [f"Paste: {said}"]
    assert json.loads(json.dumps(label.args)) == label.args


def test_one_and_several_have_words_of_their_own(blank: Workspace) -> None:
    assert _in_words(blank, Label.of("track.assign-words", count=1)) == "Assign a track to 1 person"
    assert _in_words(blank, Label.of("track.assign-words", count=3000)) == "Assign tracks to 3,000 people"


def test_the_window_writes_in_its_own_way(blank: Workspace) -> None:
    label = Label.of("session.hold", session="B-1", days=Days(FIRST, LAST))
    write_like(replace(ENGLISH, period=lambda first, last: f"{first.day}.–{last.day}."))
    translate_with(lambda words: words.replace("Hold", "Halte"))
    assert _in_words(blank, label) == "Halte B-1 on 1.–2."


@pytest.mark.parametrize(
    ("key", "values", "error"),
    [
        ("no.such", {}, KeyError),
        ("plan.add", {}, ValueError),
        ("plan.add", {"plan": "A", "name": "B"}, ValueError),
        ("track.assign-words", {}, ValueError),
        ("pick.paste", {"what": Term("no.such")}, KeyError),
        ("pick.paste", {"what": Counted("no such", 2)}, KeyError),
    ],
)
def test_a_label_that_could_not_be_worded_is_not_made(
    key: str, values: dict[str, Value], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Label.of(key, **values)


def test_what_a_newer_pmplanner_wrote_is_shown_as_far_as_it_goes(blank: Workspace) -> None:
    assert _in_words(blank, Label("bus.hire", {"seats": 4})) == "bus.hire"
    assert _in_words(blank, Label("plan.add", {})) == "Create plan “…”"
    assert _in_words(blank, Label("plan.add", {"plan": {"colour": "red"}})) == "Create plan “…”"
    assert _in_words(blank, Label("plan.add", {"plan": {"term": "bus.seats"}})) == "Create plan “seats”"
    buses = {"noun": "buses", "count": 2, "name": ""}
    assert _in_words(blank, Label("plan.add", {"plan": buses})) == "Create plan “2 buses”"


def test_the_words_of_older_formats_stay(blank: Workspace) -> None:
    with blank.edit("Pick {braces} %1") as db:
        add_person(db, first_name="Ana")
    assert _history(blank) == ["Pick {braces} %1"]


@pytest.mark.slow
def test_a_long_history_asks_for_all_names_at_once(blank: Workspace) -> None:
    with blank.edit(Label.of("file.import", rows=Counted("people", 1000), file="staff.csv")) as db:
        ids = [add_person(db, first_name=f"P{number}") for number in range(400)]
    with blank.edit(Label.of(REMOVE, people=People.of(ids[200:]))) as db:
        remove_people(db, ids[200:])
    with blank._database.engine.begin() as connection:
        values = {"kind": "edit", "label": "", "made_by": "x", "made_at": NOW}
        values |= {"state": "done", "sealed": False, "rows": 1, "label_key": ADD}
        edits = [
            {**values, "uid": f"{number:032x}", "label_args": {"person": {"person": ids[number % 400]}}}
            for number in range(1000)
        ]
        connection.execute(insert(Edit), edits)
        rows = [
            {"edit_id": 1, "table": "pick", "row_id": number, "before": None, "after": {"note": "x" * 200}}
            for number in range(50_000)
        ]
        connection.execute(insert(EditRow), rows)
    with blank.read() as db, _statements(db) as asked:
        began = process_time()
        said = [line.label for line in list_edits(db, 1000)]
        took = process_time() - began
    assert set(said) == {f"Add P{number}" for number in range(400)}
    assert (
        len([each for each in asked if each.startswith("SELECT")]) == 4
    )  # edits, people, merges, those who are gone
    assert took < 3  # it takes a tenth of that; a busy machine, the half


@contextmanager
def _statements(db: Session) -> Iterator[list[str]]:
    asked: list[str] = []
    engine = db.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_people_are_called_by_what_is_known_of_them(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        ids = [
            add_person(db, first_name="Ana", last_name="Berg"),
            add_person(db, last_name="Cole"),
            add_person(db, email="d@example.com"),
            add_person(db, employee_id="E5"),
        ]
    said = [_in_words(blank, Label.of(ADD, person=People.of([person_id]))) for person_id in ids]
    assert said == ["Add Ana Berg", "Add Cole", "Add d@example.com", "Add E5"]
    with blank.read() as db:
        assert db.scalar(select(Person.id).where(Person.id == ids[0])) == ids[0]
        assert db.scalar(text("SELECT count(*) FROM edit")) == 1


@pytest.mark.parametrize(
    "args",
    [
        [1],
        5,
        "x",
        {"count": []},
        {"count": {"day": "2027-13-45"}},
        {"person": {"person": []}},
        {"x": {"label": 1}},
    ],
)
@pytest.mark.parametrize("key", ["forget", "person.add", "nothing"])
def test_a_label_with_values_that_are_none_hides_no_history(
    blank: Workspace, key: str, args: object, tmp_path: Path
) -> None:
    _add(blank, "Ana")
    with closing(sqlite3.connect(blank.path)) as connection, connection:
        connection.execute("UPDATE edit SET label_key = ?, label_args = ?", (key, json.dumps(args)))
    assert len(_history(blank)) == 1
    copy = tmp_path / "copy.sqlite"
    shutil.copy(blank.path, copy)
    assert read_copy(copy).last is not None
    blank.undo()
    with blank.read() as db:
        assert db.scalars(select(Person)).all() == []
