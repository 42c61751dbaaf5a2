"""What a catalogue consists of: frozen rows, the same whether read from text or from the built file."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any


class CatalogError(Exception):
    """A catalogue that cannot be read; the message names the file and, in text, the row and column.

    Rows are counted as a spreadsheet shows them: the header is row 1.
    """

    def __init__(self, file: str, reason: str, row: int | None = None, column: str = "") -> None:
        self.file = file
        self.reason = reason
        self.row = row
        self.column = column
        place = [file]
        if row is not None:
            place.append(f"row {row}")
        if column:
            place.append(f"column {column}")
        super().__init__(f"{', '.join(place)}: {reason}")


@dataclass(frozen=True, slots=True)
class CatalogCourse:
    """A course; *days* in steps of 0.25, *cost* for one seat, *tracks* by code, *skills* by name.

    *short_title* is what this project calls it where there is little room.
    """

    code: str
    title: str
    short_title: str
    provider: str
    days: Decimal
    level: str
    format: str
    tracks: tuple[str, ...]
    skills: tuple[str, ...]
    cost: Decimal | None
    currency: str
    min_seats: int | None
    max_seats: int | None
    valid_months: int | None
    description: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class CatalogSkill:
    """A skill; *tracks* by code, those that want it."""

    name: str
    tracks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogTrack:
    """A role track."""

    code: str
    name: str
    position: int
    description: str


@dataclass(frozen=True, slots=True)
class CatalogPathItem:
    """A course in the suggested path of a track; *kind* is required, elective or group.

    Of those in one *group* any *choose* are required; a group stands where its first course does.
    """

    track_code: str
    course_code: str
    kind: str
    position: int
    group: str = ""
    choose: int | None = None


@dataclass(frozen=True, slots=True)
class CatalogLink:
    """A course and what it requires, counts as or leads to; the text alone gives the ground."""

    course_code: str
    other_code: str


@dataclass(frozen=True, slots=True)
class CatalogCertificate:
    """A certificate and how it is renewed: *units* of *unit* within *renewal_months*."""

    code: str
    name: str
    issuer: str
    renewal_months: int | None
    units: int | None
    unit: str
    rule: str
    source: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """A whole catalogue; a higher *version* is newer.

    Everything is in the order of its text, but a path in that of its positions.
    """

    version: int
    title: str
    skills: tuple[CatalogSkill, ...]
    tracks: tuple[CatalogTrack, ...]
    courses: tuple[CatalogCourse, ...]
    paths: tuple[CatalogPathItem, ...]
    prerequisites: tuple[CatalogLink, ...]
    """The course comes after the other course."""
    equivalents: tuple[CatalogLink, ...]
    """The course counts as the other course."""
    certificates: tuple[CatalogCertificate, ...]
    course_certificates: tuple[CatalogLink, ...]
    """The course leads to the certificate."""


def catalog_differences(ours: Catalog, theirs: Catalog, our_name: str, their_name: str) -> list[str]:
    """Return a sentence for each difference between two catalogues; none when they are equal."""
    found: list[str] = []
    for part in fields(Catalog):
        mine, other = getattr(ours, part.name), getattr(theirs, part.name)
        if mine == other:
            continue
        if not isinstance(mine, tuple):
            found.append(f"{part.name}: {mine} in {our_name}, {other} in {their_name}")
            continue
        rows = _part_differences(_by_key(mine), _by_key(other), our_name, their_name)
        found += [f"{part.name}: {row}" for row in rows or ["the order differs"]]
    return found


def _by_key(rows: Iterable[Any]) -> dict[str, Any]:
    return {_key(row): row for row in rows}


def _key(row: Any) -> str:  # noqa: ANN401 - any of the row classes above
    if isinstance(row, CatalogLink):
        return f"{row.course_code} and {row.other_code}"
    if isinstance(row, CatalogPathItem):
        return f"{row.course_code} in {row.track_code}"
    first: str = getattr(row, fields(row)[0].name)
    return first


def _part_differences(
    mine: dict[str, Any], other: dict[str, Any], our_name: str, their_name: str
) -> list[str]:
    found = [f"{key} is only in {our_name}" for key in mine if key not in other]
    found += [f"{key} is only in {their_name}" for key in other if key not in mine]
    for key in mine:
        if key in other and mine[key] != other[key]:
            names = [
                f.name for f in fields(mine[key]) if getattr(mine[key], f.name) != getattr(other[key], f.name)
            ]
            found.append(f"{key} differs in {', '.join(names)}")
    return found
