"""Which rows of the file of another system are ours, and why others are not."""

from collections.abc import Mapping
from dataclasses import replace

from pmplanner.exchange.headers import plain
from pmplanner.exchange.profiles import LeftOut, Profile
from pmplanner.exchange.table import Row, Table, header_text
from pmplanner.sentences import counted, marked, resaid

_PARTS = LeftOut((), (), marked("it only sums up others, which are read"))


def own_rows(table: Table, profile: Profile | None) -> Table:
    """Return a table without the second one that a system writes below it."""
    if profile is None or not profile.ends_at:
        return table
    width = len(profile.ends_at)
    starts = [
        place
        for place, row in enumerate(table.rows)
        if tuple(header_text(cell) for cell in row.cells[:width]) == profile.ends_at
    ]
    if not starts:
        return table
    others = len(table.rows) - starts[0] - 1
    note = counted(
        "Not read: a second table of {n:,} row.", "Not read: a second table of {n:,} rows.", others
    )
    return replace(table, rows=table.rows[: starts[0]], notes=(*table.notes, note))


def why_left_out(table: Table, profile: Profile | None) -> Mapping[int, tuple[str, str]]:
    """Return heading and reason for each row, by its number, that is none of ours."""
    if profile is None or not (profile.left_out or profile.outline):
        return {}
    places = {plain(heading): place for place, heading in reversed([*enumerate(table.header)])}
    found = {}
    parents = _parents(table, places.get(plain(profile.outline)) if profile.outline else None)
    for row in table.rows:
        rule = next((each for each in profile.left_out if _applies(each, row, places)), None)
        if rule is not None:
            found[row.number] = rule.headings[0], resaid(rule.reason)
        elif row.number in parents:
            found[row.number] = profile.outline, resaid(_PARTS.reason)
    return found


def _applies(rule: LeftOut, row: Row, places: Mapping[str, int]) -> bool:
    columns = [places[plain(heading)] for heading in rule.headings if plain(heading) in places]
    # Where the file lacks one of them nobody knows.
    return len(columns) == len(rule.headings) and all(
        header_text(row.cells[place]).casefold() in rule.values for place in columns
    )


def _parents(table: Table, place: int | None) -> frozenset[int]:
    """Return the numbers of the rows that have parts of their own."""
    if place is None:
        return frozenset()
    outlines = {row.number: header_text(row.cells[place]) for row in table.rows}
    above = {outline.rpartition(".")[0] for outline in outlines.values()}
    return frozenset(number for number, outline in outlines.items() if outline and outline in above)
