"""The whole check: what it finds in damaged files, that nothing damaged is edited unsaid, and mending."""

import gzip
import json
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pmplanner.__main__ import main
from pmplanner.models import Person
from pmplanner.services.people import people
from pmplanner.services.plans import people_changes
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.images import is_image
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.replay import journaled_tables
from pmplanner.storage.sqlite import seal
from pmplanner.storage.sqlite.soundness import check_file as check_whole
from pmplanner.storage.workspace import Workspace, WorkspaceDamagedError, WorkspaceError, open_workspace
from tests.conftest import OpenFilled
from tests.support import check_file, snapshot
from tests.tiers import examples, in_both_tiers

SECTOR = 512


def is_sealed(path: Path) -> bool:
    with path.open("rb", buffering=0) as file:
        return seal.is_sealed(file, path)


def checksum(path: Path) -> int:
    with path.open("rb", buffering=0) as file:
        return seal.checksum(file)


def _busy(workspace: Workspace) -> None:
    """Leave edits that are done, undone and dropped."""
    for number in range(6):
        with workspace.edit(f"Add person {number}") as db:
            first = people.add_person(db, first_name=f"Person {number}", job_title="Clerk")
        with workspace.edit(f"Rename {number}") as db:
            people_changes.change_person(db, first, last_name=f"Ant {number}")
        if number % 2:
            workspace.undo()
    workspace.undo()


@pytest.fixture
def busy(open_filled: OpenFilled) -> Path:
    """The file of a closed workspace with people, sessions and history."""
    workspace = open_filled(_busy, "sample")
    workspace.close()
    return workspace.path


def _edit(path: Path) -> None:
    workspace = open_for_use(path)
    try:
        with workspace.edit("Add Zoe") as db:
            people.add_person(db, first_name="Zoe")
    finally:
        workspace.close()


def test_a_sound_workspace_is_found_sound_and_sealed_when_closed(busy: Path) -> None:
    assert is_sealed(busy)
    workspace = open_workspace(busy)
    assert workspace.findings() == workspace.check() == []
    workspace.close()
    assert is_sealed(busy)
    _edit(busy)
    assert is_sealed(busy)


def test_a_file_that_was_changed_elsewhere_is_checked_whole(busy: Path) -> None:
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("UPDATE person SET job_title = 'Boss' WHERE id = (SELECT max(id) FROM person)")
    assert not is_sealed(busy)
    with pytest.raises(WorkspaceDamagedError, match=r"is not as the last edit left it \(job title\)"):
        _edit(busy)


# Random damage


def _bits(chance: random.Random, data: bytearray) -> None:
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _zeros(chance: random.Random, data: bytearray) -> None:
    page = 4096 * chance.randrange(len(data) // 4096)
    data[page : page + 4096] = bytes(4096)


def _noise(chance: random.Random, data: bytearray) -> None:
    size = chance.choice((SECTOR, 4096))
    start = size * chance.randrange(len(data) // size)
    data[start : start + size] = chance.randbytes(size)


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data)) :]


def _other_page(chance: random.Random, data: bytearray) -> None:
    one, other = (4096 * chance.randrange(len(data) // 4096) for _ in range(2))
    data[one : one + 4096] = data[other : other + 4096]


_DAMAGES: tuple[Callable[[random.Random, bytearray], None], ...] = (_bits, _zeros, _noise, _cut, _other_page)


def _is_sound(path: Path, whole: dict[str, list[tuple[object, ...]]]) -> bool:
    """Say by SQLite's own checks and by the rows of the undamaged file whether a copy is as it was."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return False
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                return False
        return snapshot(path) == whole
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _rows_in_journal(path: Path) -> set[tuple[str, int]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute('SELECT "table", row_id FROM edit_row'))


def _try_damage(busy: Path, folder: Path, seed: int) -> str:
    """Damage a copy and try to edit it; return how it went, or what went wrong."""
    chance = random.Random(seed)
    data = bytearray(busy.read_bytes())
    chance.choice(_DAMAGES)(chance, data)
    path = folder / f"damaged-{seed}.sqlite"
    path.write_bytes(data)
    whole, sound = snapshot(busy), _is_sound(path, snapshot(busy))
    try:
        _edit(path)
    except WorkspaceError:
        return "told" if not sound or bytes(data) != busy.read_bytes() else f"{seed}: told of a sound file"
    if sound:
        return "sound"
    # What was not told can only be rows that no edit has ever touched, so that nothing says what they were.
    journaled = _rows_in_journal(busy)
    with closing(sqlite3.connect(path)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return f"{seed}: edited although SQLite finds damage"
    for table, rows in snapshot(path).items():
        after = {row[0]: row for row in rows}
        for row in whole[table]:
            if (table, row[0]) in journaled and after.get(row[0]) != row:
                return f"{seed}: edited although {table} {row[0]} is not as the journal says"
    return "unknowable"


def _try_many(busy: Path, folder: Path, seeds: range) -> dict[str, int]:
    outcomes: dict[str, int] = {}
    for seed in seeds:
        outcome = _try_damage(busy, folder, seed)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    wrong = set(outcomes) - {"told", "sound", "unknowable"}
    assert not wrong
    return outcomes


@pytest.mark.slow
def test_nothing_damaged_is_edited_before_it_has_been_said(busy: Path, tmp_path: Path) -> None:
    assert _try_many(busy, tmp_path, range(25))["told"] > 10


@pytest.mark.long
def test_nothing_damaged_is_edited_before_it_has_been_said_200_times(busy: Path, tmp_path: Path) -> None:
    print(_try_many(busy, tmp_path, range(1_000, 1_200)))  # noqa: T201 - the figures of the long run


# Each kind of finding, and mending it


def _damaged_row(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE person SET last_name = 'X' WHERE first_name = 'Person 0'")


def _lost_row(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM person WHERE first_name = 'Person 0'")


def _index(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM course_search WHERE rowid = 1")


def _image(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE edit_row SET before = 'no image' WHERE id = 5")


def _chain(connection: sqlite3.Connection) -> None:
    query = "SELECT id, before FROM edit_row WHERE \"table\" = 'person' AND before LIKE '%Person 2%' LIMIT 1"
    row_id, before = connection.execute(query).fetchone()
    image = json.loads(before) | {"team": "Another"}
    connection.execute("UPDATE edit_row SET before = ? WHERE id = ?", (json.dumps(image), row_id))


def _count(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE edit SET rows = rows + 1 WHERE label = 'Rename 2'")


def _reference(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO absence VALUES (900, 1, 9999, '2027-01-01', '2027-01-02', '')")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_damaged_row, r"“Person 0 Ant 0” is not as the last edit left it \(last name\)"),
        (_lost_row, "“Person 0 Ant 0” is gone, though no edit has removed it"),
        (_index, "the search index does not hold the courses as they are"),
        (_image, "cannot be read any more"),
        (_chain, "begins with another person number"),
        (_count, "should have changed 2 rows, but the journal has 1"),
    ],
)
def test_what_the_file_itself_says_is_mended_from_it(
    busy: Path, damage: Callable[[sqlite3.Connection], None], words: str
) -> None:
    before = snapshot(busy)
    with closing(sqlite3.connect(busy)) as connection, connection:
        damage(connection)
    workspace = open_for_use(busy)
    findings = workspace.findings()
    assert len(findings) == 1
    with pytest.raises(WorkspaceDamagedError, match=words), workspace.edit("Add Zoe"):
        pass
    workspace.mend(findings)
    assert workspace.check() == []
    assert snapshot(busy) == before
    with workspace.edit("Add Zoe") as db:
        people.add_person(db, first_name="Zoe")
    workspace.close()
    check_file(busy)
    _edit(busy)


# Values of the wrong kind, and history that is broken itself


@pytest.mark.slow
@pytest.mark.parametrize("value", [b"\xff\xfe", 5, "2027-13-45", "{}"])
def test_a_value_of_another_kind_is_found_and_put_back(busy: Path, value: object) -> None:
    before = snapshot(busy)
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("UPDATE person SET start_date = ? WHERE first_name = 'Person 0'", (value,))
    workspace = open_for_use(busy)
    with (
        pytest.raises(WorkspaceDamagedError, match="has a start date that is none"),
        workspace.edit("Add Zoe"),
    ):
        pass
    assert workspace.mend(workspace.findings()) == 1
    assert workspace.check() == []
    assert snapshot(busy) == before
    workspace.close()


def test_a_value_of_another_kind_that_no_edit_knows_needs_a_backup(busy: Path) -> None:
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("UPDATE course SET days = 'many' WHERE id = 1")
    workspace = open_workspace(busy)
    with pytest.raises(WorkspaceDamagedError, match="the course number 1 has a days that is none"):
        workspace.mend(workspace.findings())
    workspace.close()


def test_a_check_that_fails_does_not_say_sound(busy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_raw: object) -> list[object]:
        raise TypeError("fromisoformat: argument must be str")

    monkeypatch.setattr("pmplanner.storage.sqlite.soundness._journal", stumble)
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("PRAGMA user_version = 1")
    workspace = open_for_use(busy)
    with pytest.raises(WorkspaceDamagedError, match="cannot be read as a whole"), workspace.edit("Add Zoe"):
        pass
    workspace.close()
    assert not is_sealed(busy)


_LAST_OF_A_PERSON = (
    "(SELECT max(edit_row.id) FROM edit_row JOIN edit ON edit.id = edit_id"
    " WHERE \"table\" = 'person' AND state = 'done')"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE edit_row SET after = 'no image' WHERE id = {}",
        "UPDATE edit_row SET after = '[]' WHERE id = {}",
        "UPDATE edit_row SET after = 5 WHERE id = {}",
        "UPDATE edit_row SET \"table\" = 'nothing' WHERE id = {}",
        "UPDATE edit_row SET row_id = 'x' WHERE id = {}",
        "DELETE FROM edit_row WHERE id = {}",
        "UPDATE edit SET state = 'odd' WHERE id = (SELECT edit_id FROM edit_row WHERE id = {})",
        "UPDATE edit SET kind = 'odd' WHERE id = (SELECT edit_id FROM edit_row WHERE id = {})",
    ],
)
def test_rows_stay_as_they_are_where_it_is_the_history_that_is_broken(busy: Path, change: str) -> None:
    before = snapshot(busy)
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute(change.format(_LAST_OF_A_PERSON))
    workspace = open_for_use(busy)
    with pytest.raises(WorkspaceDamagedError), workspace.edit("Add Zoe"):
        pass
    assert workspace.mend(workspace.findings()) == 0
    assert workspace.check() == []
    assert snapshot(busy) == before
    with workspace.edit("Add Zoe") as db:
        people.add_person(db, first_name="Zoe")
    workspace.undo()
    with pytest.raises(UndoRefusedError, match="what it did cannot be read any more"):
        workspace.undo()
    assert snapshot(busy) == before
    assert workspace.check() == []
    workspace.close()


@pytest.mark.slow
def test_a_removal_that_the_journal_has_lost_brings_nobody_back(busy: Path) -> None:
    workspace = open_for_use(busy)
    with workspace.edit("Remove") as db:
        people_changes.remove_people(db, [_someone(busy)])
    workspace.close()
    before = snapshot(busy)
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("DELETE FROM edit_row WHERE id = (SELECT max(id) FROM edit_row)")
    workspace = open_for_use(busy)
    assert workspace.mend(workspace.findings()) == 0
    assert workspace.check() == []
    assert snapshot(busy) == before
    workspace.close()


@pytest.mark.parametrize("value", ["2027-13-45", 5, []])
def test_what_an_edit_cannot_put_back_is_said(blank: Workspace, value: object) -> None:
    with blank.edit("Add") as db:
        person_id = people.add_person(db, first_name="Ana")
    with blank.edit("Remove") as db:
        people_changes.remove_people(db, [person_id])
    with closing(sqlite3.connect(blank.path)) as connection, connection:
        query = "SELECT id, before FROM edit_row WHERE after IS NULL"
        row_id, before = connection.execute(query).fetchone()
        image = json.dumps(json.loads(before) | {"start_date": value})
        connection.execute("UPDATE edit_row SET before = ? WHERE id = ?", (image, row_id))
    with pytest.raises(UndoRefusedError, match="what it did cannot be read any more"):
        blank.undo()


def _someone(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (person_id,) = connection.execute("SELECT id FROM person WHERE first_name = 'Person 0'").fetchone()
        return int(person_id)


@pytest.mark.slow
def test_all_rows_are_put_back_however_many_there_are(busy: Path) -> None:
    workspace = open_for_use(busy)
    with workspace.edit("Many") as db:
        for number in range(130):
            people.add_person(db, first_name=f"Many {number}")
    workspace.close()
    before = snapshot(busy)
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("UPDATE person SET team = 'Z' WHERE first_name LIKE 'Many%'")
    workspace = open_for_use(busy)
    assert workspace.mend(workspace.findings()) == 130
    assert workspace.check() == []
    assert snapshot(busy) == before
    workspace.close()


@pytest.mark.slow
def test_a_workspace_of_an_older_format_is_checked_as_what_it_becomes(tmp_path: Path) -> None:
    for name in ("first-end", "second-end"):
        path = tmp_path / f"{name}.sqlite"
        path.write_bytes(gzip.decompress((Path(__file__).parent / "older" / f"{path.name}.gz").read_bytes()))
        before = path.read_bytes()
        assert check_whole(path) == []
        assert main(["--workspace", str(path), "workspace", "check"]) == 0
        workspace = open_workspace(path, read_only=True)
        assert workspace.check() == []
        workspace.close()
        assert path.read_bytes() == before


@in_both_tiers
def test_a_check_beside_somebody_who_edits_raises_no_alarm(busy: Path) -> None:
    workspace = open_for_use(busy)
    stop = threading.Event()

    def edit() -> None:
        while not stop.is_set():
            with workspace.edit("Rename") as db:
                for person in db.scalars(select(Person)):
                    person.team = f"T{time.monotonic_ns()}"

    thread = threading.Thread(target=edit)
    thread.start()
    try:
        found = [finding for _ in range(examples(4, 24)) for finding in check_whole(busy)]
    finally:
        stop.set()
        thread.join()
        workspace.close()
    assert found == []


def test_mending_a_row_is_an_edit_that_undo_takes_back(busy: Path) -> None:
    with closing(sqlite3.connect(busy)) as connection, connection:
        _damaged_row(connection)
    damaged = snapshot(busy)
    workspace = open_for_use(busy)
    assert workspace.mend(workspace.findings()) == 1
    assert workspace.undo_label() == "Mend 1 row from the journal"
    workspace.undo()
    assert snapshot(busy) == damaged
    workspace.close()


def test_a_row_that_refers_to_nothing_needs_a_backup(busy: Path) -> None:
    with closing(sqlite3.connect(busy)) as connection, connection:
        _reference(connection)
    workspace = open_for_use(busy)
    with pytest.raises(WorkspaceDamagedError, match="refers to a person that is not there"):
        workspace.mend(workspace.findings())
    workspace.close()


def test_a_check_changes_nothing_and_can_be_stopped(busy: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(busy, tmp_path / "copy.sqlite"))
    before = copy.read_bytes()
    assert check_whole(copy) == []
    assert check_whole(copy, stop=lambda: True) == []
    assert copy.read_bytes() == before
    assert [other.name for other in tmp_path.iterdir() if other.name.startswith("copy")] == ["copy.sqlite"]


def test_the_sum_of_a_file_leaves_out_what_sealing_changes(busy: Path) -> None:
    total = checksum(busy)
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("PRAGMA user_version = 7")
    assert checksum(busy) == total
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("UPDATE person SET team = 'Z'")
    assert checksum(busy) != total


def test_an_image_with_a_list_and_one_with_numbers_for_true_and_false_are_images(blank: Workspace) -> None:
    tables = journaled_tables()
    with blank.read() as db:
        accepted = tables["accepted_problem"]
        image = dict.fromkeys((column.name for column in accepted.columns), 1) | {
            "kind": "equipment", "more_session_ids": [4, 5], "role": "", "day": "2027-01-01",
            "last_day": "0001-01-01", "place": "", "reason": "known",
        }  # fmt: skip
        assert is_image(accepted, image)
        assert not is_image(accepted, image | {"kind": 7})
        assert db.is_active
    person = tables["person"]
    of_person: dict[str, Any] = {
        column.name: None if column.nullable else 0 if column.type.python_type in (int, bool) else ""
        for column in person.columns
    }
    assert is_image(person, of_person)
    assert not is_image(person, of_person | {"sample": 2})
