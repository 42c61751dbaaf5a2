"""The catalogue as the SQLite file that ships: the tables of a workspace that a catalogue fills."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import cast

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pmplanner.exchange.catalog_rows import Catalog, CatalogError
from pmplanner.models import (
    Base,
    Certificate,
    Course,
    CourseCertificate,
    CourseSkill,
    CourseTrack,
    Equivalent,
    PathItem,
    Prerequisite,
    Skill,
    Track,
    WorkspaceSetting,
)
from pmplanner.sentences import said
from pmplanner.services.catalog.bundled import read_catalog, write_catalog
from pmplanner.services.catalog.version import FILE_NAME, PACKAGE
from pmplanner.storage.sqlite_file import driver_of, make_engine, make_reading_engine

FORMAT = 2
"""Kept as the file's user_version; raised when the tables below change, as a migration may do."""

_KINDS = (
    *(WorkspaceSetting, Skill, Track, Course, Certificate),
    *(CourseSkill, CourseTrack, PathItem, Prerequisite, Equivalent, CourseCertificate),
)
_TABLES = [cast("Table", kind.__table__) for kind in _KINDS]

_VERSION_BYTES = slice(96, 100)


def build_catalog_file(catalog: Catalog, path: Path) -> None:
    """Write the catalogue as a SQLite file, replacing what is there; equal catalogues give equal bytes."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        unfinished.unlink(missing_ok=True)
        _write(catalog, unfinished)
        _forget_sqlite_version(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(catalog: Catalog, path: Path) -> None:
    engine = make_engine(path, log_mode="DELETE")
    try:
        with driver_of(engine) as driver:
            # Builds of SQLite differ in these defaults, and the bytes must not.
            driver.executescript(
                "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = NONE;"
                f"PRAGMA secure_delete = ON; PRAGMA user_version = {FORMAT};"
            )
        with Session(engine) as db:
            Base.metadata.create_all(db.connection(), tables=_TABLES)
            write_catalog(db, catalog)
            db.commit()
        with driver_of(engine) as driver:
            # Pages filled in order look the same whichever version of SQLite fills them.
            driver.execute("VACUUM")
    finally:
        engine.dispose()


def _forget_sqlite_version(path: Path) -> None:
    """Blank the number of the SQLite version that wrote the file: it differs from machine to machine."""
    content = bytearray(path.read_bytes())
    content[_VERSION_BYTES] = bytes(4)
    path.write_bytes(content)


def read_catalog_file(path: Path) -> Catalog:
    """Read a built catalogue without changing anything beside it; raise CatalogError when it is none."""
    with _opened(path) as db:
        return read_catalog(db)


@contextmanager
def _opened(path: Path) -> Iterator[Session]:
    # immutable: the file may lie where nothing can be written, not even a lock.
    engine = make_reading_engine(path.absolute(), immutable=True)
    try:
        with driver_of(engine) as driver:
            (found,) = driver.execute("PRAGMA user_version").fetchone()
        if found != FORMAT:
            raise CatalogError(
                path.name,
                said("is of format {found}; this program reads format {known}", found=found, known=FORMAT),
            )
        with Session(engine) as db:
            yield db
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise CatalogError(path.name, said("cannot be read as a catalogue: {cause}", cause=cause)) from error
    finally:
        engine.dispose()


def bundled_catalog() -> Catalog:
    """Return the catalogue that ships with the program."""
    with as_file(files(PACKAGE) / FILE_NAME) as path:
        return read_catalog_file(path)
