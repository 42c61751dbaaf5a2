"""Which column of a table is which field of a layout."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.headers import plain
from pmplanner.exchange.layouts import Field, Layout
from pmplanner.exchange.profiles import Profile, recognise_profile
from pmplanner.exchange.table import Table
from pmplanner.exchange.writing import has_reasons
from pmplanner.sentences import said


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """The columns of a table that fields are read from."""

    columns: Mapping[str, int]
    """Field to the index of its column."""
    unmatched: tuple[str, ...]
    """Headings of columns that no field is read from."""
    missing: tuple[tuple[str, ...], ...]
    """Fields that the layout needs and no column holds, each with those that would do instead."""
    profile: Profile | None = None


def match_columns(
    table: Table, layout: Layout, overrides: Mapping[str, str | None] | None = None
) -> ColumnMatch:
    """Find the column of each field.

    *overrides* (field to heading, empty for no column) come first, then the profile of the system
    that wrote the file, then the headings that the layout knows, the better ones first.
    Raises ExchangeError when an override names no field or no column.
    """
    profile = recognise_profile(table.header, layout.name)
    chosen = {name: _override(table, layout, name, column) for name, column in (overrides or {}).items()}
    columns = {name: index for name, index in chosen.items() if index is not None}
    open_fields = [field for field in layout.fields if field.name not in chosen]
    headings = [plain(heading) for heading in table.header]
    if profile:
        told = profile.columns
        columns |= _find(headings, open_fields, lambda f: told.get(f.name, ()), set(columns.values()))
    # What that system means otherwise must not be taken for one of our fields by its heading.
    taken = set(columns.values()) | _ignored(headings, profile)
    if has_reasons(table):
        taken.add(len(headings) - 1)
    rest = [field for field in open_fields if field.name not in columns]
    columns |= _find(headings, rest, lambda f: f.headings, taken)
    used = set(columns.values())
    used |= {len(headings) - 1} if has_reasons(table) else set()
    unmatched = tuple(name for i, name in enumerate(table.header) if name and i not in used)
    return ColumnMatch(columns, unmatched, _missing(layout, columns), profile)


def _override(table: Table, layout: Layout, name: str, heading: str | None) -> int | None:
    """Find the column that a person named for a field."""
    if layout.field(name) is None:
        known = ", ".join(field.name for field in layout.fields)
        raise ExchangeError(
            said(
                "There is no field {name} in {layout}; the fields are: {known}.",
                name=name,
                layout=layout.name,
                known=known,
            )
        )
    if not heading:
        return None
    # As written first: two headings can differ by nothing but case.
    for wanted, given in ((heading, table.header), (plain(heading), [plain(h) for h in table.header])):
        if wanted in given:
            return given.index(wanted)
    known = ", ".join(filter(None, table.header))
    raise ExchangeError(
        said(
            "{table} has no column {heading}; its columns are: {known}.",
            table=table.name,
            heading=heading,
            known=known,
        )
    )


def _find(
    headings: list[str], fields: list[Field], wanted: Callable[[Field], tuple[str, ...]], taken: set[int]
) -> dict[str, int]:
    """Find the column of each field by the headings wanted for it, among those not taken before."""
    found = {field.name: _first(headings, wanted(field), taken) for field in fields}
    return {name: index for name, index in found.items() if index is not None}


def _first(headings: list[str], wanted: tuple[str, ...], taken: set[int]) -> int | None:
    """Find the first heading, in the order wanted, whose column is free."""
    for name in map(plain, wanted):
        for index, heading in enumerate(headings):
            if heading == name and index not in taken:
                return index
    return None


def _ignored(headings: list[str], profile: Profile | None) -> set[int]:
    names = {plain(name) for name in profile.ignored} if profile else set()
    return {index for index, heading in enumerate(headings) if heading in names}


def _missing(layout: Layout, columns: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    required = tuple((field.name,) for field in layout.fields if field.required)
    groups = (*layout.needs, *required)
    return tuple(group for group in groups if not any(name in columns for name in group))
