"""The catalogue as text that a person edits: a folder of CSV files, read with every cell checked."""

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pmplanner.exchange.catalog_rows import (
    Catalog,
    CatalogCertificate,
    CatalogCourse,
    CatalogError,
    CatalogLink,
    CatalogPathItem,
    CatalogSkill,
    CatalogTrack,
)

COLUMNS = {
    "catalog.csv": ("key", "value"),
    "skills.csv": ("name", "role", "description"),
    "tracks.csv": ("code", "name", "position", "description"),
    "courses.csv": (
        *("code", "title", "provider", "days", "level", "format", "tracks", "skills", "cost", "currency"),
        *("min_seats", "max_seats", "valid_months", "description", "source", "note"),
    ),
    "paths.csv": ("track_code", "course_code", "kind", "position"),
    "prerequisites.csv": ("course_code", "requires_code", "note"),
    "equivalents.csv": ("course_code", "counts_as_code", "note"),
    "certificates.csv": ("code", "name", "issuer", "renewal_months", "units", "unit", "rule", "source"),
    "course_certificates.csv": ("course_code", "certificate_code", "note"),
}
"""The text files of a catalogue and the header of each."""

LEVELS = ("", "foundation", "intermediate", "advanced")
ROLES = ("shared", "product", "project")
KINDS = ("required", "elective")

_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_QUARTER = Decimal("0.25")
_HUNDREDTH = Decimal("0.01")


class _Record:
    """One row of a text file; reading a cell raises CatalogError when its value is bad."""

    def __init__(self, file: str, number: int, cells: dict[str, str]) -> None:
        self.file = file
        self.number = number
        self.cells = cells

    def error(self, column: str, reason: str) -> CatalogError:
        return CatalogError(self.file, reason, self.number, column)

    def needed(self, column: str) -> str:
        if not self.cells[column]:
            raise self.error(column, "must not be empty")
        return self.cells[column]

    def code(self, column: str) -> str:
        value = self.needed(column)
        if not _CODE.fullmatch(value):
            raise self.error(column, f"“{value}” is not a code of capital letters, digits and hyphens")
        return value

    def one_of(self, column: str, known: Collection[str], what: str) -> str:
        value = self.cells[column]
        if value not in known:
            raise self.error(column, f"“{value}” is not a known {what}")
        return value

    def several_of(self, column: str, known: Collection[str], what: str) -> tuple[str, ...]:
        values = [value.strip() for value in self.needed(column).split(";")]
        for place, value in enumerate(values):
            if value not in known:
                raise self.error(column, f"“{value}” is not a known {what}")
            if value in values[:place]:
                raise self.error(column, f"“{value}” is named twice")
        return tuple(values)

    def count(self, column: str) -> int:
        value = self.needed(column)
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            raise self.error(column, f"“{value}” is not a whole number above 0")
        return int(value)

    def optional_count(self, column: str) -> int | None:
        return self.count(column) if self.cells[column] else None

    def days(self, column: str) -> Decimal:
        value = self.needed(column)
        if not _NUMBER.fullmatch(value) or not Decimal(value) or Decimal(value) % _QUARTER:
            raise self.error(column, f"“{value}” is not a positive multiple of 0.25")
        return Decimal(value)

    def amount(self, column: str) -> Decimal | None:
        value = self.cells[column]
        if not value:
            return None
        if not _NUMBER.fullmatch(value) or Decimal(value) % _HUNDREDTH:
            raise self.error(column, f"“{value}” is not an amount with at most two decimals")
        return Decimal(value)


def read_catalog_text(folder: Path) -> Catalog:
    """Read a catalogue from a folder of CSV files; raise CatalogError at the first bad value."""
    version, title = _facts(_records(folder, "catalog.csv", "key"))
    skills = tuple(_skill(record) for record in _records(folder, "skills.csv", "name"))
    tracks = _tracks(_records(folder, "tracks.csv", "code"))
    skill_names = {skill.name for skill in skills}
    track_codes = {track.code for track in tracks}
    courses = tuple(
        _course(record, track_codes, skill_names) for record in _records(folder, "courses.csv", "code")
    )
    codes = {course.code for course in courses}
    certificates = tuple(_certificate(record) for record in _records(folder, "certificates.csv", "code"))
    certificate_codes = {certificate.code for certificate in certificates}
    requires = _link_records(folder, "prerequisites.csv")
    prerequisites = _links(requires, codes, codes)
    _refuse_circle(requires, prerequisites)
    leads_to = _link_records(folder, "course_certificates.csv")
    return Catalog(
        version=version,
        title=title,
        skills=skills,
        tracks=tracks,
        courses=courses,
        paths=_paths(_records(folder, "paths.csv", "track_code", "course_code"), track_codes, codes),
        prerequisites=prerequisites,
        equivalents=_links(_link_records(folder, "equivalents.csv"), codes, codes),
        certificates=certificates,
        course_certificates=_links(leads_to, codes, certificate_codes),
    )


def _records(folder: Path, file: str, *key: str) -> list[_Record]:
    """Read the rows of a file; the *key* columns together must differ from row to row."""
    columns = COLUMNS[file]
    lines = _lines(folder / file)
    if not lines or tuple(lines[0]) != columns:
        raise CatalogError(file, f"the header must be {','.join(columns)}", 1)
    records = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(line):
            continue
        if len(line) != len(columns):
            raise CatalogError(file, f"{len(columns)} cells are needed, {len(line)} are there", number)
        records.append(_Record(file, number, dict(zip(columns, line, strict=True))))
    _refuse_repeats(records, key)
    return records


def _link_records(folder: Path, file: str) -> list[_Record]:
    return _records(folder, file, *COLUMNS[file][:2])


def _lines(path: Path) -> list[list[str]]:
    try:
        # A spreadsheet program may have put a byte order mark first.
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [[cell.strip() for cell in line] for line in csv.reader(stream, strict=True)]
    except OSError as error:
        raise CatalogError(path.name, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CatalogError(path.name, "is not UTF-8 text") from error
    except csv.Error as error:
        raise CatalogError(path.name, f"is not CSV: {error}") from error


def _refuse_repeats(records: Iterable[_Record], key: Sequence[str]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for record in records:
        values = tuple(record.needed(column).casefold() for column in key)
        if values in seen:
            shown = " and ".join(f"“{record.cells[column]}”" for column in key)
            raise record.error(key[-1], f"{shown} already stands in row {seen[values]}")
        seen[values] = record.number


def _facts(records: Iterable[_Record]) -> tuple[int, str]:
    by_key = {record.cells["key"]: record for record in records}
    for key in ("version", "title"):
        if key not in by_key:
            raise CatalogError("catalog.csv", f"the key {key} is missing")
    for key, record in by_key.items():
        if key not in ("version", "title"):
            raise record.error("key", f"“{key}” is not a known key")
    return by_key["version"].count("value"), by_key["title"].needed("value")


def _skill(record: _Record) -> CatalogSkill:
    name = record.needed("name")
    if ";" in name:
        raise record.error("name", "must not contain a semicolon")
    return CatalogSkill(name, record.one_of("role", ROLES, "role"), record.needed("description"))


def _tracks(records: Sequence[_Record]) -> tuple[CatalogTrack, ...]:
    _refuse_repeats(records, ("name",))
    return tuple(
        CatalogTrack(r.code("code"), r.needed("name"), r.count("position"), r.cells["description"])
        for r in records
    )


def _course(record: _Record, tracks: Collection[str], skills: Collection[str]) -> CatalogCourse:
    cost, currency = _price(record)
    least, most = record.optional_count("min_seats"), record.optional_count("max_seats")
    if least is not None and most is not None and least > most:
        raise record.error("max_seats", f"{most} is below the minimum of {least}")
    return CatalogCourse(
        code=record.code("code"),
        title=record.needed("title"),
        provider=record.needed("provider"),
        days=record.days("days"),
        level=record.one_of("level", LEVELS, "level"),
        format=record.cells["format"],
        tracks=record.several_of("tracks", tracks, "track"),
        skills=record.several_of("skills", skills, "skill"),
        cost=cost,
        currency=currency,
        min_seats=least,
        max_seats=most,
        valid_months=record.optional_count("valid_months"),
        description=record.needed("description"),
        source=record.needed("source"),
        note=record.cells["note"],
    )


def _price(record: _Record) -> tuple[Decimal | None, str]:
    cost, currency = record.amount("cost"), record.cells["currency"]
    if currency and not _CURRENCY.fullmatch(currency):
        raise record.error("currency", f"“{currency}” is not a currency code of three letters")
    if (cost is None) != (not currency):
        raise record.error("currency", "a cost and its currency go together")
    return cost, currency


def _paths(
    records: Iterable[_Record], tracks: Collection[str], courses: Collection[str]
) -> tuple[CatalogPathItem, ...]:
    items: list[CatalogPathItem] = []
    for record in records:
        item = CatalogPathItem(
            record.one_of("track_code", tracks, "track"),
            record.one_of("course_code", courses, "course"),
            record.one_of("kind", KINDS, "kind"),
            record.count("position"),
        )
        if any((other.track_code, other.position) == (item.track_code, item.position) for other in items):
            raise record.error("position", f"{item.position} is taken in the path of {item.track_code}")
        items.append(item)
    return tuple(items)


def _links(
    records: Iterable[_Record], courses: Collection[str], others: Collection[str]
) -> tuple[CatalogLink, ...]:
    links = []
    for record in records:
        course, other, note = record.cells
        what = "certificate" if other == "certificate_code" else "course"
        link = CatalogLink(
            record.one_of(course, courses, "course"),
            record.one_of(other, others, what),
            record.needed(note),
        )
        if what == "course" and link.course_code == link.other_code:
            raise record.error(other, f"“{link.other_code}” is the course itself")
        links.append(link)
    return tuple(links)


def _refuse_circle(records: Sequence[_Record], links: Iterable[CatalogLink]) -> None:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for link in links:
        sorter.add(link.course_code, link.other_code)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = set(error.args[1])
        ends = ("course_code", "requires_code")
        last = [record for record in records if circle.issuperset(record.cells[end] for end in ends)][-1]
        reason = f"these courses require each other in a circle: {', '.join(sorted(circle))}"
        raise last.error("requires_code", reason) from error


def _certificate(record: _Record) -> CatalogCertificate:
    return CatalogCertificate(
        code=record.needed("code"),
        name=record.needed("name"),
        issuer=record.cells["issuer"],
        renewal_months=record.optional_count("renewal_months"),
        units=record.optional_count("units"),
        unit=record.cells["unit"],
        rule=record.cells["rule"],
        source=record.needed("source"),
    )
