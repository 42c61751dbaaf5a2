"""The catalogue as the file that ships: the tables of a workspace that a catalogue fills."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import cast

from sqlalchemy import Table

from pmplanner.exchange.catalog_rows import Catalog, CatalogError
from pmplanner.models import (
    Certificate,
    Course,
    CourseCertificate,
    CourseSkill,
    CourseTrack,
    Equivalent,
    PathGroup,
    PathItem,
    Prerequisite,
    Skill,
    Track,
    TrackSkill,
    WorkspaceSetting,
)
from pmplanner.sentences import said
from pmplanner.services.catalog.bundled import read_catalog, write_catalog
from pmplanner.services.catalog.version import FILE_NAME, PACKAGE
from pmplanner.storage.sqlite.shipped import UnreadableError, read_shipped, write_shipped

FORMAT = 4
"""Stands in the head of the file; raised when the tables below change, as a migration may do."""

_KINDS = (
    *(WorkspaceSetting, Skill, Track, Course, Certificate),
    *(TrackSkill, CourseSkill, CourseTrack, PathGroup, PathItem, Prerequisite, Equivalent, CourseCertificate),
)
_TABLES = [cast("Table", kind.__table__) for kind in _KINDS]


def build_catalog_file(catalog: Catalog, path: Path) -> None:
    """Write the catalogue as the file that ships, in the place of what is there.

    Equal catalogues give equal bytes.
    """
    write_shipped(path, _TABLES, FORMAT, lambda db: write_catalog(db, catalog))


def read_catalog_file(path: Path) -> Catalog:
    """Read a built catalogue without changing anything beside it; raise CatalogError when it is none."""
    try:
        with read_shipped(path) as (found, db):
            if found != FORMAT:
                wrong = said(
                    "is of format {found}; this program reads format {known}", found=found, known=FORMAT
                )
                raise CatalogError(path.name, wrong)
            return read_catalog(db)
    except UnreadableError as error:
        raise CatalogError(path.name, said("cannot be read as a catalogue: {cause}", cause=error)) from error


def bundled_catalog() -> Catalog:
    """Return the catalogue that ships with the program."""
    with as_file(files(PACKAGE) / FILE_NAME) as path:
        return read_catalog_file(path)
