"""The catalogue as the SQLite file that ships, built from its text.

``python -m pmplanner.exchange.catalog_file`` rebuilds it; ``--check`` says whether the two agree.
"""

import argparse
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, TypeVar

from pmplanner.exchange.catalog_rows import (
    Catalog,
    CatalogCertificate,
    CatalogCourse,
    CatalogError,
    CatalogLink,
    CatalogPathItem,
    CatalogSkill,
    CatalogTrack,
    catalog_differences,
)
from pmplanner.exchange.catalog_text import read_catalog_text
from pmplanner.exchange.shipped import FILE_NAME, PACKAGE

__all__ = [
    "Catalog",
    "CatalogCertificate",
    "CatalogCourse",
    "CatalogError",
    "CatalogLink",
    "CatalogPathItem",
    "CatalogSkill",
    "CatalogTrack",
    "build_catalog_file",
    "bundled_catalog",
    "main",
    "read_catalog_file",
    "read_catalog_text",
]

FORMAT = 1
"""Kept as the file's user_version; raised when the tables change."""

_QUARTERS = 4
_HUNDREDTHS = 100
_VERSION_BYTES = slice(96, 100)

_SCHEMA = """
CREATE TABLE catalog (key TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE skill (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, description TEXT NOT NULL);
CREATE TABLE track (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
    description TEXT NOT NULL);
CREATE TABLE course (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, title TEXT NOT NULL, provider TEXT NOT NULL,
    quarter_days INTEGER NOT NULL CHECK (quarter_days > 0), level TEXT NOT NULL, format TEXT NOT NULL,
    cost_hundredths INTEGER, currency TEXT NOT NULL, min_seats INTEGER, max_seats INTEGER,
    valid_months INTEGER, description TEXT NOT NULL, source TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE course_track (
    id INTEGER PRIMARY KEY, course_code TEXT NOT NULL REFERENCES course (code),
    track_code TEXT NOT NULL REFERENCES track (code));
CREATE TABLE course_skill (
    id INTEGER PRIMARY KEY, course_code TEXT NOT NULL REFERENCES course (code),
    skill_name TEXT NOT NULL REFERENCES skill (name));
CREATE TABLE path_item (
    id INTEGER PRIMARY KEY, track_code TEXT NOT NULL REFERENCES track (code),
    course_code TEXT NOT NULL REFERENCES course (code), kind TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE prerequisite (
    id INTEGER PRIMARY KEY, course_code TEXT NOT NULL REFERENCES course (code),
    requires_code TEXT NOT NULL REFERENCES course (code), note TEXT NOT NULL);
CREATE TABLE equivalent (
    id INTEGER PRIMARY KEY, course_code TEXT NOT NULL REFERENCES course (code),
    counts_as_code TEXT NOT NULL REFERENCES course (code), note TEXT NOT NULL);
CREATE TABLE certificate (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, issuer TEXT NOT NULL,
    renewal_months INTEGER, units INTEGER, unit TEXT NOT NULL, rule TEXT NOT NULL, source TEXT NOT NULL);
CREATE TABLE course_certificate (
    id INTEGER PRIMARY KEY, course_code TEXT NOT NULL REFERENCES course (code),
    certificate_code TEXT NOT NULL REFERENCES certificate (code), note TEXT NOT NULL);
"""

_UNIQUE = ("catalog (key)", "skill (name)", "track (code)", "course (code)", "certificate (code)")

_COLUMNS = {
    "skill": "name, role, description",
    "track": "code, name, position, description",
    "course": "code, title, provider, quarter_days, level, format, cost_hundredths, currency, min_seats,"
    " max_seats, valid_months, description, source, note",
    "course_track": "course_code, track_code",
    "course_skill": "course_code, skill_name",
    "path_item": "track_code, course_code, kind, position",
    "prerequisite": "course_code, requires_code, note",
    "equivalent": "course_code, counts_as_code, note",
    "certificate": "code, name, issuer, renewal_months, units, unit, rule, source",
    "course_certificate": "course_code, certificate_code, note",
}

_RowT = TypeVar("_RowT")


def build_catalog_file(catalog: Catalog, path: Path) -> None:
    """Write the catalogue as a SQLite file, replacing what is there; equal catalogues give equal bytes."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as db:
            _write(db, catalog)
        _forget_sqlite_version(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(db: sqlite3.Connection, catalog: Catalog) -> None:
    # Builds of SQLite differ in these defaults, and the bytes must not. On smaller pages than these an
    # index needs several, and what is left over between its entries differs from version to version.
    db.executescript("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = NONE;")
    db.execute("PRAGMA secure_delete = ON")
    db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {FORMAT};")
    facts = [("version", str(catalog.version)), ("title", catalog.title)]
    db.executemany("INSERT INTO catalog (key, value) VALUES (?, ?)", facts)
    for table, rows in _tables(catalog).items():
        columns = _COLUMNS[table]
        marks = ", ".join("?" * (columns.count(",") + 2))
        numbered = [(number, *row) for number, row in enumerate(rows, start=1)]
        db.executemany(f"INSERT INTO {table} (id, {columns}) VALUES ({marks})", numbered)
    # Indexes come last: pages filled in order look the same whichever version of SQLite fills them.
    for number, columns in enumerate(_UNIQUE, start=1):
        db.execute(f"CREATE UNIQUE INDEX unique_{number} ON {columns}")
    db.execute("COMMIT")


def _tables(catalog: Catalog) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each table, in the order of its columns."""
    courses = catalog.courses
    return {
        "skill": _plain(catalog.skills),
        "track": _plain(catalog.tracks),
        "course": [_course_row(course) for course in courses],
        "course_track": [(course.code, track) for course in courses for track in course.tracks],
        "course_skill": [(course.code, skill) for course in courses for skill in course.skills],
        "path_item": _plain(catalog.paths),
        "prerequisite": _plain(catalog.prerequisites),
        "equivalent": _plain(catalog.equivalents),
        "certificate": _plain(catalog.certificates),
        "course_certificate": _plain(catalog.course_certificates),
    }


def _plain(
    rows: Iterable[CatalogSkill | CatalogTrack | CatalogPathItem | CatalogLink | CatalogCertificate],
) -> list[tuple[Any, ...]]:
    return [astuple(row) for row in rows]


def _course_row(course: CatalogCourse) -> tuple[Any, ...]:
    return (
        course.code,
        course.title,
        course.provider,
        int(course.days * _QUARTERS),
        course.level,
        course.format,
        None if course.cost is None else int(course.cost * _HUNDREDTHS),
        course.currency,
        course.min_seats,
        course.max_seats,
        course.valid_months,
        course.description,
        course.source,
        course.note,
    )


def _forget_sqlite_version(path: Path) -> None:
    """Blank the number of the SQLite version that wrote the file: it differs from machine to machine."""
    content = bytearray(path.read_bytes())
    content[_VERSION_BYTES] = bytes(4)
    path.write_bytes(content)


def read_catalog_file(path: Path) -> Catalog:
    """Read a built catalogue without changing anything beside it; raise CatalogError when it is none."""
    with _opened(path) as db:
        facts = dict(db.execute("SELECT key, value FROM catalog"))
        return Catalog(
            version=int(facts["version"]),
            title=facts["title"],
            skills=_rows(db, "skill", CatalogSkill),
            tracks=_rows(db, "track", CatalogTrack),
            courses=_courses(db),
            paths=_rows(db, "path_item", CatalogPathItem),
            prerequisites=_rows(db, "prerequisite", CatalogLink),
            equivalents=_rows(db, "equivalent", CatalogLink),
            certificates=_rows(db, "certificate", CatalogCertificate),
            course_certificates=_rows(db, "course_certificate", CatalogLink),
        )


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    # immutable: the file may lie where nothing can be written, not even a lock.
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as db:
            (found,) = db.execute("PRAGMA user_version").fetchone()
            if found != FORMAT:
                raise CatalogError(path.name, f"is of format {found}; this program reads format {FORMAT}")
            yield db
    except sqlite3.Error as error:
        raise CatalogError(path.name, f"cannot be read as a catalogue: {error}") from error


def _rows(db: sqlite3.Connection, table: str, kind: Callable[..., _RowT]) -> tuple[_RowT, ...]:
    return tuple(kind(*row) for row in db.execute(f"SELECT {_COLUMNS[table]} FROM {table} ORDER BY id"))


def _courses(db: sqlite3.Connection) -> tuple[CatalogCourse, ...]:
    tracks = _by_course(_rows(db, "course_track", lambda *pair: pair))
    skills = _by_course(_rows(db, "course_skill", lambda *pair: pair))

    def course(*row: Any) -> CatalogCourse:  # noqa: ANN401 - columns of several types
        values = dict(zip(_COLUMNS["course"].split(", "), row, strict=True))
        cost = values.pop("cost_hundredths")
        return CatalogCourse(
            days=Decimal(values.pop("quarter_days")) / _QUARTERS,
            cost=None if cost is None else Decimal(cost) / _HUNDREDTHS,
            tracks=tuple(tracks.get(values["code"], ())),
            skills=tuple(skills.get(values["code"], ())),
            **values,
        )

    return _rows(db, "course", course)


def _by_course(pairs: Iterable[tuple[str, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for course, value in pairs:
        found.setdefault(course, []).append(value)
    return found


def bundled_catalog() -> Catalog:
    """Return the catalogue that ships with the program."""
    with as_file(files(PACKAGE) / FILE_NAME) as path:
        return read_catalog_file(path)


def main(arguments: Sequence[str] | None = None, folder: Path | None = None) -> int:
    """Build the shipped file from its text, or check that they agree; return 0 when all is well, else 1.

    *folder* holds the text in ``catalog`` and the file beside it; without it the program's own is taken.
    """
    parser = argparse.ArgumentParser(description="Build the bundled catalogue from its text.")
    parser.add_argument("--check", action="store_true", help="only say whether the file agrees with the text")
    options = parser.parse_args(arguments)
    resources = folder or Path(str(files(PACKAGE)))
    try:
        catalog = read_catalog_text(resources / "catalog")
        if options.check:
            return _check(catalog, resources / FILE_NAME)
        build_catalog_file(catalog, resources / FILE_NAME)
    except (CatalogError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"Built {FILE_NAME}, version {catalog.version}: {len(catalog.courses)} courses.\n")
    return 0


def _check(catalog: Catalog, path: Path) -> int:
    found = catalog_differences(catalog, read_catalog_file(path), "the text", "the file")
    sys.stdout.writelines(f"{line}\n" for line in found or ["The file agrees with the text."])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
