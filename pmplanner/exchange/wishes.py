"""What somebody wishes of a file: which of its rows, what stands in for what it lacks, and cells mended."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.headers import plain
from pmplanner.exchange.layouts import Layout
from pmplanner.exchange.table import Row, Table
from pmplanner.exchange.values import Habits, as_text, bare, read_value
from pmplanner.exchange.words import word_key
from pmplanner.sentences import said

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants a table to be taken beyond its columns and words."""

    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Heading to the values that rows must have there, one of them; others are left out."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Field to what is taken where a row says nothing of it, as it would stand in a cell."""
    mended: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """Number of a row and field to what stands there instead."""

    def check(self, table: Table, layout: Layout) -> None:
        """Raise ExchangeError where a wish names a column or a field that is not there."""
        known = {plain(heading) for heading in table.header}
        for heading in self.only:
            if plain(heading) not in known:
                raise ExchangeError(
                    said(
                        "{table} has no column {heading}; its columns are: {known}.",
                        table=table.name,
                        heading=heading,
                        known=", ".join(filter(None, table.header)),
                    )
                )
        for name in self.defaults:
            if layout.field(name) is None:
                raise ExchangeError(
                    said(
                        "There is no field {name} in {layout}; the fields are: {known}.",
                        name=name,
                        layout=layout.name,
                        known=", ".join(each.name for each in layout.fields),
                    )
                )

    def why_left_out(self, table: Table, row: Row) -> str:
        """Say which of its cells makes a row unwanted; empty for one that is wanted."""
        for heading, wanted in self.only.items():
            place = _place(table, heading)
            found = shown_cell(row, place)
            if _key(found) not in map(_key, wanted):
                return said(
                    "row {number}, {heading}: “{found}” is not asked for",
                    number=row.number,
                    heading=table.header[place],
                    found=found[:_SHOWN],
                )
        return ""

    def mended_in(self, number: int) -> Mapping[str, str]:
        """Give what was mended in a row: the field, and what stands there now."""
        if not self.mended:
            return {}
        return {name: text for (of, name), text in self.mended.items() if of == number}

    def with_mended(self, number: int, mended: Mapping[str, str]) -> "Wishes":
        """Give the same wishes with more cells of a row mended."""
        return replace(
            self, mended={**self.mended, **{(number, name): text for name, text in mended.items()}}
        )


def defaults_of(defaults: Mapping[str, str], layout: Layout, habits: Habits) -> dict[str, object]:
    """Read what is to stand in as cells are read; raises ExchangeError for what cannot be read."""
    values: dict[str, object] = {}
    for name, text in defaults.items():
        kind = layout.field(name)
        if kind is None or not text.strip():
            continue
        try:
            value: object = read_value(text, kind.kind, habits)
        except ValueError as error:
            raise ExchangeError(
                said("{field}: '{text}' {error}.", field=kind.title, text=text, error=error)
            ) from error
        if kind.words is not None and kind.words.find(text) is None:
            words = ", ".join(kind.words.ours)
            raise ExchangeError(
                said(
                    "“{ours}” is no word for {field}; there are: {words}.",
                    ours=text,
                    field=name,
                    words=words,
                )
            )
        values[name] = value
    return values


def may_stand_in(name: str, layout: Layout, values: Mapping[str, object]) -> bool:
    """Say whether a row says nothing of a field, nor of another that would do instead.

    A row that names a course by its code must not be taken for the course that stands in by its title.
    """
    groups = (group for group in layout.needs if name in group)
    return name not in values and all(values.keys().isdisjoint(group) for group in groups)


def known_course(word: str) -> str:
    """Give what somebody calls a course as such names are compared."""
    return word_key(word)


def shown_cell(row: Row, place: int) -> str:
    """Give what a cell of a row shows, empty where there is none."""
    return as_text(bare(row.cells[place])) if place < len(row.cells) and row.cells[place] is not None else ""


def _key(value: str) -> str:
    """Give a value as rows are chosen by it: a sign or an accent more makes it another one."""
    return " ".join(value.split()).casefold()


def values_in(table: Table, heading: str, most: int) -> dict[str, int]:
    """Give the values of a column with how often each is there; none where there are over *most*."""
    place = _place(table, heading)
    found: Counter[str] = Counter()
    for row in table.rows:
        found[shown_cell(row, place)] += 1
        if len(found) > most:
            return {}
    return dict(sorted(found.items(), key=lambda each: each[0].casefold()))


def _place(table: Table, heading: str) -> int:
    """Give where a column stands; as written first: two headings can differ by nothing but case."""
    if heading in table.header:
        return table.header.index(heading)
    return [plain(each) for each in table.header].index(plain(heading))
