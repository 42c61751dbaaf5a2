"""Another database behind a workspace: all that it needs is what `Database` and `Sql` ask of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Table, event, func, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, EditRow, Person
from pmplanner.services.catalog import finding
from pmplanner.services.catalog.courses import search_courses
from pmplanner.services.catalog.finding import find_courses, prepare_finding
from pmplanner.services.people.forgetting import forget_people
from pmplanner.storage.database import SQL, Database, Sql, Watcher, sql_of
from pmplanner.storage.journal import bulk_insert
from pmplanner.storage.scratch import Scratch
from pmplanner.storage.sqlite.database import SqliteFile
from pmplanner.storage.sqlite.opening import open_file
from pmplanner.storage.sqlite.sql import SqliteSql
from pmplanner.storage.workspace import Workspace, WorkspaceError


def _asked_for(protocol: type) -> frozenset[str]:
    return frozenset(
        name for name in (*vars(protocol), *protocol.__annotations__) if not name.startswith("_")
    )


class Narrow:
    """Has what a protocol names, and nothing else of what it stands for; notes what it was asked for."""

    def __init__(self, whole: object, protocol: type) -> None:
        self._whole = whole
        self._allowed = _asked_for(protocol)
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> object:
        if name.startswith("_") or name not in self._allowed:
            raise AttributeError(name)
        self.asked.add(name)
        return getattr(self._whole, name)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqliteFile]:
    """The file of a new workspace, open."""
    file = open_file(tmp_path / "team.sqlite")
    yield file
    file.close()


def test_a_file_of_sqlite_is_such_a_database(file: SqliteFile) -> None:
    as_database: Database = file
    as_sql: Sql = SqliteSql()
    assert all(hasattr(as_database, name) for name in _asked_for(Database))
    assert all(hasattr(as_sql, name) for name in _asked_for(Sql))


def test_a_workspace_asks_for_nothing_else_and_for_all_of_it(file: SqliteFile, tmp_path: Path) -> None:
    narrow = Narrow(file, Database)
    workspace = Workspace(cast("Database", narrow))
    with workspace.edit("Add") as db:
        db.add(Person(first_name="Ana", last_name="Lund", email="ana@example.com"))
    with workspace.edit("Add many") as db:
        row = {"first_name": "Bo", "last_name": "Ek", "email": "bo@example.com"}
        (bo,) = bulk_insert(db, Person, [row])
    workspace.undo()
    workspace.redo()
    with workspace.keep():
        pass
    assert forget_people(workspace, [bo]).finished
    assert workspace.checked in (True, False)
    assert workspace.findings() == workspace.check() == []
    assert workspace.quick_look() == ()
    assert workspace.mend([]) == 0
    assert workspace.in_place
    assert not workspace.unwritable
    assert not workspace.read_only
    assert workspace.is_at(workspace.path)
    assert not workspace.changed_elsewhere()
    assert not workspace.take_over()
    workspace.save_as(tmp_path / "copy.sqlite")
    workspace.close()
    assert narrow.asked == _asked_for(Database)


def test_what_databases_say_differently_is_asked_of_the_one_that_the_connection_is_of(
    file: SqliteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bulk writes, undo, search and forgetting: each by way of the engine's own words."""
    narrow = Narrow(SqliteSql(), Sql)
    file.engine.update_execution_options(**{SQL: narrow})
    workspace = Workspace(file)
    with workspace.edit("Add") as db:
        course = {"code": "X", "title": "Crème brûlée", "provider": "", "description": "", "bundled": False}
        (course_id,) = bulk_insert(db, Course, [course | {"days": 1, "cost": None}])
        (person,) = bulk_insert(db, Person, [{"first_name": "Ana", "last_name": "Lund"}])
    assert narrow.asked == {"next_id", "insert_many"}
    workspace.undo()
    assert narrow.asked == {"next_id", "insert_many", "defer_references"}
    workspace.redo()
    with workspace.read() as db:
        assert [row.id for row in search_courses(db, "creme")] == [course_id]
        assert find_courses(db, "c", limit=1).total == 1
        monkeypatch.setattr(finding, "MANY", 0)
        prepare_finding(db)
        assert find_courses(db, "brûlée", limit=1).ids == (course_id,)
        scratch = Scratch(db)
    with scratch.tried() as tried:
        assert tried.get_one(Person, person).first_name == "Ana"
    scratch.close()
    forget_people(workspace, [person])
    assert narrow.asked == _asked_for(Sql)


def test_an_id_that_was_given_out_is_not_given_out_again(file: SqliteFile) -> None:
    workspace = Workspace(file)
    table = cast("Table", Person.__table__)
    with workspace.edit("Add") as db:
        ids = bulk_insert(db, Person, [{"first_name": name, "last_name": ""} for name in ("Ana", "Bo")])
    workspace.undo()
    with workspace.read() as db:
        connection = db.connection()
        assert sql_of(connection).next_id(connection, table) == max(ids) + 1


def test_a_database_can_act_between_the_writing_of_an_edit_and_its_commit(file: SqliteFile) -> None:
    """As one must whose edits get their order elsewhere: what it refuses then leaves nothing behind."""

    class Ordered(Narrow):
        refused = True

        def begin(self, db: Session, watcher: Watcher | None = None) -> None:
            file.begin(db, watcher)
            event.listen(db, "before_commit", self._push)

        def _push(self, db: Session) -> None:
            pushed.append(db.scalar(select(func.count()).select_from(EditRow)))
            if self.refused:
                raise WorkspaceError("Somebody else was first.")

    pushed: list[int | None] = []
    ordered = Ordered(file, Database)
    workspace = Workspace(cast("Database", ordered))
    with pytest.raises(WorkspaceError, match="was first"), workspace.edit("Add") as db:
        db.add(Person(first_name="Ana", last_name="Lund"))
    with workspace.read() as db:
        assert db.scalars(select(Person)).all() == []
    ordered.refused = False
    with workspace.edit("Add") as db:
        db.add(Person(first_name="Ana", last_name="Lund"))
    workspace.undo()
    assert pushed == [1, 1, 1]
    with workspace.read() as db:
        assert db.scalars(select(Person)).all() == []
