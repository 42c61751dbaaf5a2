"""The formats: what the migrations make is what the models say, and all of them are known."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from pmplanner.models import Base, ImportProfile, Person, Plan, Skill, Track, TrackSkill, migrations
from pmplanner.models.migrations import HEAD, KNOWN, upgrade
from pmplanner.storage.sqlite.engines import make_engine
from pmplanner.storage.workspace import open_workspace


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'w.sqlite'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def _ours(thing: object, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    """Leave out the search index, which is a table of its own kind that no model maps."""
    return not (kind == "table" and name is not None and name.startswith("course_search"))


def _differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "include_object": _ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


@pytest.mark.slow
def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        assert _differences(connection) == []


@pytest.mark.slow
def test_a_difference_would_be_found(engine: Engine) -> None:
    statements = (
        "ALTER TABLE plan ADD COLUMN colour TEXT",
        "DROP INDEX ix_pick_course_id",
        "CREATE TABLE balloon (id INTEGER PRIMARY KEY)",
    )
    with engine.connect() as connection:
        for count, statement in enumerate(statements, 1):
            connection.execute(text(statement))
            assert len(_differences(connection)) == count, statement


@pytest.mark.slow
def test_constraints_are_those_of_the_models(engine: Engine) -> None:
    found = inspect(engine)
    for table in Base.metadata.sorted_tables:
        checks = {check["name"] for check in found.get_check_constraints(table.name)}
        wanted = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert checks == wanted, table.name
        keys = {
            (tuple(k["constrained_columns"]), k["referred_table"]) for k in found.get_foreign_keys(table.name)
        }
        assert keys == {((k.parent.name,), k.column.table.name) for k in table.foreign_keys}


@pytest.mark.slow
def test_ids_are_never_given_out_twice(engine: Engine) -> None:
    query = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name == "stored_file":  # known by its content
                continue
            assert "AUTOINCREMENT" in connection.execute(query, {"name": table.name}).scalar_one()


def test_the_formats_known_are_those_of_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    assert tuple(revision.revision for revision in reversed(list(script.walk_revisions()))) == KNOWN
    assert script.get_heads() == [HEAD]


def test_a_failing_migration_leaves_nothing(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "w.sqlite")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE seat (id INTEGER PRIMARY KEY)"))  # in the way of the last table
    with pytest.raises(Exception, match="seat already exists"):
        upgrade(engine)
    names = inspect(engine).get_table_names()
    engine.dispose()
    assert names == ["seat"]


@pytest.mark.slow
def test_edits_of_an_older_format_can_still_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"
    engine = make_engine(path)
    upgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in _AN_EDIT_OF_THE_FIRST_FORMAT:
            connection.exec_driver_sql(statement)
    engine.dispose()
    workspace = open_workspace(path)
    try:
        workspace.undo()
        with workspace.read() as db:
            assert db.scalar(select(Person.last_name)) == "Ito"
        workspace.redo()
        with workspace.read() as db:
            assert db.scalar(select(Person.last_name)) == "Sato"
    finally:
        workspace.close()


def test_ways_of_reading_of_the_seventh_format_read_all_rows_and_fill_nothing(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"
    engine = make_engine(path)
    upgrade(engine, "0007")
    image = '{"id": 1, "version": 1, "layout": "people", "name": "HR", "columns": {"header": []}}'
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO import_profile (id, version, layout, name, columns) "
            "VALUES (1, 1, 'people', 'HR', '{\"header\": []}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO edit (id, uid, kind, label, label_key, made_by, made_at, state, sealed, rows) "
            "VALUES (1, 'x', 'edit', 'Remember', '', 'ada', '2026-11-01 10:00:00', 'done', 0, 1)"
        )
        connection.exec_driver_sql(
            "INSERT INTO edit_row VALUES (1, 1, 'import_profile', 1, NULL, ?)", (image,)
        )
    engine.dispose()
    workspace = open_workspace(path)
    try:
        query = select(ImportProfile.name, ImportProfile.defaults, ImportProfile.only)
        with workspace.read() as db:
            assert db.execute(query).all() == [("HR", {}, {})]
        workspace.undo()
        with workspace.read() as db:
            assert db.execute(query).all() == []
        workspace.redo()
        with workspace.read() as db:
            assert db.execute(query).all() == [("HR", {}, {})]
    finally:
        workspace.close()


def test_currencies_of_older_formats_are_put_in_capitals_with_their_images(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"
    engine = make_engine(path)
    upgrade(engine, "0003")
    image = (
        '{"id": 1, "version": 1, "name": "%s", "first_day": "2027-01-01", "last_day": "2027-06-30", '
        '"budget": null, "currency": "eur", "target_days": null, "variant_of_id": null}'
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO plan (id, version, name, first_day, last_day, currency) "
            "VALUES (1, 2, 'New', '2027-01-01', '2027-06-30', 'eur')"
        )
        connection.exec_driver_sql(
            "INSERT INTO edit (id, uid, kind, label, label_key, made_by, made_at, state, sealed, rows) "
            "VALUES (1, 'x', 'edit', 'Rename', '', 'ada', '2026-11-01 10:00:00', 'done', 0, 1)"
        )
        connection.exec_driver_sql(
            "INSERT INTO edit_row VALUES (1, 1, 'plan', 1, ?, ?)",
            (image % "Old", (image % "New").replace('"version": 1', '"version": 2')),
        )
    engine.dispose()
    workspace = open_workspace(path)
    try:
        with workspace.read() as db:
            assert db.scalar(select(Plan.currency)) == "EUR"
        workspace.undo()
        with workspace.read() as db:
            assert db.execute(select(Plan.name, Plan.currency)).all() == [("Old", "EUR")]
    finally:
        workspace.close()


_COLUMNS = (
    "employee_id, first_name, email, job_title, team, manager_email, manager_name, location, start_date,"
    " end_date, primary_track_id, sample"
)
_VALUES = "NULL, 'Hana', '', '', '', '', '', '', NULL, NULL, NULL, 0"
_IMAGE = (
    '{"id": 1, "version": %d, "last_name": "%s", "employee_id": null, "first_name": "Hana", "email": "", '
    '"job_title": "", "team": "", "manager_email": "", "manager_name": "", "location": "", '
    '"start_date": null, "end_date": null, "primary_track_id": null, "sample": false}'
)
_AN_EDIT_OF_THE_FIRST_FORMAT = (
    f"INSERT INTO person (id, version, last_name, {_COLUMNS}) VALUES (1, 2, 'Sato', {_VALUES})",
    "INSERT INTO edit VALUES (1, 'Rename Hana', 'ada', '2026-11-01 10:00:00', NULL, 'done', 1)",
    f"INSERT INTO edit_row VALUES (1, 1, 'person', 1, '{_IMAGE % (1, 'Ito')}', '{_IMAGE % (2, 'Sato')}')",
)


def _row_of_journal(
    connection: Connection, edit: int, table: str, image: dict[str, object], was: bool
) -> None:
    """Write that an edit made the row, or that it took it away."""
    sides = [json.dumps(image), None] if was else [None, json.dumps(image)]
    connection.exec_driver_sql(
        'INSERT INTO edit_row (edit_id, "table", row_id, before, after) VALUES (?, ?, ?, ?, ?)',
        (edit, table, image["id"], *sides),
    )


def test_roles_of_skills_become_what_tracks_want_through_undo_and_redo(tmp_path: Path) -> None:
    """One bundled track was removed, another skill came with an edit that is undone."""
    path = tmp_path / "w.sqlite"
    engine = make_engine(path)
    upgrade(engine, "0004")
    rest = {"version": 1, "description": "", "bundled": True, "suggested": True}
    gone = {"id": 3, "code": "PGM", "name": "Program", "position": 2, **rest}
    with engine.begin() as connection:
        track = "INSERT INTO track VALUES (?, 1, ?, ?, ?, '', 1, 1)"
        connection.exec_driver_sql(track, (1, "PDM", "Product", 0))
        connection.exec_driver_sql(track, (2, "PJM", "Project", 1))
        connection.exec_driver_sql("INSERT INTO track VALUES (9, 1, 'PDX', 'Own', 3, '', 0, 0)")
        skills = (
            (1, "leadership", "shared"),
            (2, "pricing", "product"),
            (3, "scope", "project"),
            (4, "own", ""),
        )
        connection.exec_driver_sql(
            "INSERT INTO skill (id, version, name, role) VALUES (?, 1, ?, ?)", list(skills)
        )
        edits = [(1, "a" * 32, "done"), (2, "b" * 32, "undone")]
        connection.exec_driver_sql(
            "INSERT INTO edit (id, uid, kind, label, label_key, made_by, made_at, state, sealed, rows) "
            "VALUES (?, ?, 'edit', 'Edit', '', 'ada', '2026-11-01 10:00:00', ?, 0, 1)",
            list(edits),
        )
        _row_of_journal(connection, 1, "track", gone, was=True)
        skill = {"id": 5, "version": 1, "name": "market", "role": "product"}
        _row_of_journal(connection, 2, "skill", skill, was=False)
    engine.dispose()
    workspace = open_workspace(path)

    def wanted() -> set[tuple[str, str]]:
        with workspace.read() as db:
            query = select(Track.code, Skill.name).join(TrackSkill, TrackSkill.track_id == Track.id)
            return {(track, skill) for track, skill in db.execute(query.join(Skill))}

    now = {("PDM", "leadership"), ("PJM", "leadership"), ("PDM", "pricing"), ("PJM", "scope")}
    try:
        assert wanted() == now
        workspace.redo()
        assert wanted() == now | {("PDM", "market")}
        workspace.undo()
        workspace.undo()
        assert wanted() == now | {("PGM", "leadership"), ("PGM", "scope")}
        workspace.redo()
        assert wanted() == now
        assert workspace.check() == []
    finally:
        workspace.close()


def test_a_completion_needs_a_course_or_a_title_and_is_there_once(engine: Engine) -> None:
    values = "1, NULL, '2026-03-01', 'completed', '', '', '%s', '%s'"
    insert = (
        "INSERT INTO completion (version, person_id, course_id, completed_on, result, trainer, evidence, "
        "title, provider) VALUES (1, %s)"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(insert % (values % ("Sailing", "Club")))
        connection.exec_driver_sql(insert % (values % ("Sailing", "Other club")))
        with pytest.raises(IntegrityError, match="UNIQUE"):
            connection.exec_driver_sql(insert % (values % ("Sailing", "Club")))
        with pytest.raises(IntegrityError, match="course_or_title"):
            connection.exec_driver_sql(insert % (values % ("", "")))
