"""The catalogue as text that a person edits: a folder of CSV files, read with every cell checked."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic_core import PydanticCustomError

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

LEVELS = ("", "foundation", "intermediate", "advanced")
KINDS = ("required", "elective", "group")

# What a cell may hold


def _fault(reason: str, value: str | None = None) -> PydanticCustomError:
    whole = reason if value is None else f"“{value}” {reason}"
    return PydanticCustomError("cell", "{reason}", {"reason": whole})


def _needed(value: str) -> str:
    if not value:
        raise _fault("must not be empty")
    return value


def _form(pattern: str, otherwise: str) -> WrapValidator:
    """Take what is written like *pattern* and will do; of all else say that it is *otherwise*."""

    def check(value: str, inner: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - of any type
        if re.fullmatch(pattern, _needed(value)):
            try:
                return inner(value)
            except ValidationError:
                pass
        raise _fault(otherwise, value)

    return WrapValidator(check)


def _one_of(what: str, known: Sequence[str] = ()) -> AfterValidator:
    """Take one of the *known*, or else of those that the reader has met in other files."""

    def check(value: str, info: ValidationInfo) -> str:
        if value not in (known or info.context[what]):  # type: ignore[index]
            raise _fault(f"is not a known {what}", value)
        return value

    return AfterValidator(check)


def _split(text: str) -> list[str]:
    return [value.strip() for value in _needed(text).split(";")]


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise _fault("is named twice", value)
    return values


def _not_itself(code: str, info: ValidationInfo) -> str:
    if code == info.data.get("course_code"):
        raise _fault("is the course itself", code)
    return code


_NUMBER = r"[0-9]+(\.[0-9]+)?"
_EMPTY_IS_NONE = BeforeValidator(lambda value: value or None)
_SEVERAL = (BeforeValidator(_split), AfterValidator(_no_repeats))

_Text = Annotated[str, AfterValidator(_needed)]
_Code = Annotated[
    str, _form(r"[A-Z0-9]+(-[A-Z0-9]+)*", "is not a code of capital letters, digits and hyphens")
]
_Count = Annotated[int, Field(gt=0), _form("[0-9]+", "is not a whole number above 0")]
_CountOrNone = Annotated[_Count | None, _EMPTY_IS_NONE]
_Days = Annotated[
    Decimal,
    Field(gt=0, multiple_of=Decimal("0.25")),
    _form(_NUMBER, "is not a positive multiple of 0.25"),
]
_Amount = Annotated[
    Decimal,
    Field(multiple_of=Decimal("0.01")),
    _form(_NUMBER, "is not an amount with at most two decimals"),
]
_Currency = Annotated[str, _form("[A-Z]{3}", "is not a currency code of three letters")]
_KnownCourse = Annotated[_Text, _one_of("course")]
_OtherCourse = Annotated[_KnownCourse, AfterValidator(_not_itself)]
_KnownTrack = Annotated[_Text, _one_of("track")]
_KnownSkill = Annotated[str, _one_of("skill")]


# The rows of each file: a field for each column


class _Fact(BaseModel):
    key: _Text
    value: str


class _Facts(BaseModel, extra="forbid"):
    version: _Count
    title: _Text


class _Skill(BaseModel):
    name: _Text
    tracks: Annotated[tuple[_KnownTrack, ...], *_SEVERAL]
    description: _Text

    @field_validator("name")
    @classmethod
    def _can_be_listed(cls, name: str) -> str:
        if ";" in name:
            raise _fault("must not contain a semicolon")
        return name


class _Track(BaseModel):
    code: _Code
    name: _Text
    position: _Count
    description: str


class _Course(BaseModel):
    code: _Code
    title: _Text
    short_title: _Text
    provider: _Text
    days: _Days
    level: Annotated[str, _one_of("level", LEVELS)]
    format: str
    tracks: Annotated[tuple[_KnownTrack, ...], *_SEVERAL]
    skills: Annotated[tuple[_KnownSkill, ...], *_SEVERAL]
    cost: Annotated[_Amount | None, _EMPTY_IS_NONE]
    currency: Annotated[_Currency | None, _EMPTY_IS_NONE]
    min_seats: _CountOrNone
    max_seats: _CountOrNone
    valid_months: _CountOrNone
    description: _Text
    source: _Text
    note: str

    @field_validator("currency")
    @classmethod
    def _goes_with_cost(cls, currency: str | None, info: ValidationInfo) -> str:
        if "cost" in info.data and (info.data["cost"] is None) != (currency is None):
            raise _fault("a cost and its currency go together")
        return currency or ""

    @field_validator("max_seats")
    @classmethod
    def _reaches_the_minimum(cls, most: int | None, info: ValidationInfo) -> int | None:
        least = info.data.get("min_seats")
        if least is not None and most is not None and least > most:
            raise _fault(f"{most} is below the minimum of {least}")
        return most


class _PathItem(BaseModel):
    track_code: _KnownTrack
    course_code: _KnownCourse
    kind: Annotated[str, _one_of("kind", KINDS)]
    group: str
    choose: _CountOrNone
    position: _Count

    @field_validator("group")
    @classmethod
    def _goes_with_kind(cls, group: str, info: ValidationInfo) -> str:
        if "kind" in info.data and (info.data["kind"] == "group") != bool(group):
            raise _fault("the kind “group” and the name of the group go together")
        if group.isdecimal():
            raise _fault("is no name for a group", group)
        return group

    @field_validator("choose")
    @classmethod
    def _goes_with_group(cls, choose: int | None, info: ValidationInfo) -> int | None:
        if "group" in info.data and bool(info.data["group"]) != (choose is not None):
            raise _fault("a group and the number of courses that it asks for go together")
        return choose


class _Prerequisite(BaseModel):
    course_code: _KnownCourse
    requires_code: _OtherCourse
    note: _Text


class _Equivalent(BaseModel):
    course_code: _KnownCourse
    counts_as_code: _OtherCourse
    note: _Text


class _Certificate(BaseModel):
    code: _Text
    name: _Text
    issuer: str
    renewal_months: _CountOrNone
    units: _CountOrNone
    unit: str
    rule: str
    source: _Text


class _CourseCertificate(BaseModel):
    course_code: _KnownCourse
    certificate_code: Annotated[_Text, _one_of("certificate")]
    note: _Text


# Reading


_M = TypeVar("_M", bound=BaseModel)
_C = TypeVar("_C")
_Names = Mapping[str, Sequence[str]]
"""What can be named in a cell: courses, tracks, certificates by code and skills by name."""


@dataclass(frozen=True, slots=True)
class _Row(Generic[_C]):
    """One row of a text file."""

    file: str
    number: int
    cells: _C

    def error(self, column: str, reason: str) -> CatalogError:
        return CatalogError(self.file, reason, self.number, column)


def read_catalog_text(folder: Path) -> Catalog:
    """Read a catalogue from a folder of CSV files; raise CatalogError at the first bad value."""
    facts = _facts(_rows(folder / "catalog.csv", _Fact, ("key",)))
    tracks = _rows(folder / "tracks.csv", _Track, ("code",), ("name",))
    names = {"track": [row.cells.code for row in tracks]}
    skills = _rows(folder / "skills.csv", _Skill, ("name",), names=names)
    names |= {"skill": [row.cells.name for row in skills]}
    courses = _rows(folder / "courses.csv", _Course, ("code",), names=names)
    certificates = _rows(folder / "certificates.csv", _Certificate, ("code",))
    names |= {
        "course": [row.cells.code for row in courses],
        "certificate": [row.cells.code for row in certificates],
    }
    prerequisites = _links(folder / "prerequisites.csv", _Prerequisite, names)
    _refuse_circle(prerequisites)
    return Catalog(
        version=facts.version,
        title=facts.title,
        skills=tuple(CatalogSkill(row.cells.name, row.cells.tracks) for row in skills),
        tracks=tuple(CatalogTrack(**row.cells.model_dump()) for row in tracks),
        courses=tuple(CatalogCourse(**row.cells.model_dump()) for row in courses),
        paths=_paths(folder / "paths.csv", names),
        prerequisites=_ends(prerequisites),
        equivalents=_ends(_links(folder / "equivalents.csv", _Equivalent, names)),
        certificates=tuple(CatalogCertificate(**row.cells.model_dump()) for row in certificates),
        course_certificates=_ends(_links(folder / "course_certificates.csv", _CourseCertificate, names)),
    )


def _rows(path: Path, kind: type[_M], *keys: tuple[str, ...], names: _Names | None = None) -> list[_Row[_M]]:
    """Read the rows of a file; the columns of each of *keys* together must differ from row to row."""
    columns = tuple(kind.model_fields)
    lines = _lines(path)
    if not lines or tuple(lines[0]) != columns:
        raise CatalogError(path.name, f"the header must be {','.join(columns)}", 1)
    found = {}
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(columns) and any(line):
            reason = f"{len(columns)} cells are needed, {len(line)} are there"
            raise CatalogError(path.name, reason, number)
        if any(line):
            found[number] = dict(zip(columns, line, strict=True))
    for key in keys:
        _refuse_repeats(path.name, found, key)
    return [_checked(_Row(path.name, number, cells), kind, names) for number, cells in found.items()]


def _checked(row: _Row[dict[str, str]], kind: type[_M], names: _Names | None) -> _Row[_M]:
    try:
        return _Row(row.file, row.number, kind.model_validate(row.cells, context=names))
    except ValidationError as error:
        first = error.errors()[0]
        raise row.error(str(first["loc"][0]), first["msg"]) from error


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


def _refuse_repeats(file: str, rows: Mapping[int, Mapping[str, str]], key: Sequence[str]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in rows.items():
        values = [cells[column] for column in key]
        folded = tuple(value.casefold() for value in values)
        if folded in seen and all(values):
            shown = " and ".join(f"“{value}”" for value in values)
            raise CatalogError(file, f"{shown} already stands in row {seen[folded]}", number, key[-1])
        seen[folded] = number


def _facts(rows: Iterable[_Row[_Fact]]) -> _Facts:
    by_key = {row.cells.key: row for row in rows}
    try:
        return _Facts.model_validate({key: row.cells.value for key, row in by_key.items()})
    except ValidationError as error:
        first = error.errors()[0]
    key = str(first["loc"][0])
    if first["type"] == "missing":
        raise CatalogError("catalog.csv", f"the key {key} is missing")
    if first["type"] == "extra_forbidden":
        raise by_key[key].error("key", f"“{key}” is not a known key")
    raise by_key[key].error("value", first["msg"])


def _paths(path: Path, names: _Names) -> tuple[CatalogPathItem, ...]:
    taken: dict[tuple[str, int], CatalogPathItem] = {}
    rows = _rows(path, _PathItem, ("track_code", "course_code"), names=names)
    _check_groups(rows)
    for row in rows:
        item = CatalogPathItem(**row.cells.model_dump())
        place = item.track_code, item.position
        if place in taken:
            raise row.error("position", f"{item.position} is taken in the path of {item.track_code}")
        taken[place] = item
    return tuple(sorted(taken.values(), key=lambda x: (names["track"].index(x.track_code), x.position)))


def _check_groups(rows: Iterable[_Row[_PathItem]]) -> None:
    """Raise CatalogError when a group asks for several numbers of courses, or for more than it has."""
    groups: dict[tuple[str, str], list[_Row[_PathItem]]] = {}
    for row in rows:
        if row.cells.group:
            groups.setdefault((row.cells.track_code, row.cells.group), []).append(row)
    for (_, name), inside in groups.items():
        choose = inside[0].cells.choose or 0
        other = next((row for row in inside if row.cells.choose != choose), None)
        if other is not None:
            raise other.error("choose", f"the group “{name}” asks for {choose} courses in another row")
        if choose > len(inside):
            raise inside[0].error("choose", f"the group “{name}” asks for {choose} of {len(inside)} courses")


def _links(path: Path, kind: type[_M], names: _Names) -> list[_Row[_M]]:
    return _rows(path, kind, tuple(kind.model_fields)[:2], names=names)


def _ends(rows: Iterable[_Row[Any]]) -> tuple[CatalogLink, ...]:
    return tuple(CatalogLink(*tuple(row.cells.model_dump().values())[:2]) for row in rows)


def _refuse_circle(rows: Sequence[_Row[_Prerequisite]]) -> None:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for row in rows:
        sorter.add(row.cells.course_code, row.cells.requires_code)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = set(error.args[1])
        inside = [row for row in rows if circle >= {row.cells.course_code, row.cells.requires_code}]
        reason = f"these courses require each other in a circle: {', '.join(sorted(circle))}"
        raise inside[-1].error("requires_code", reason) from error
