"""The words and signs of what expires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmplanner.services.views.runway import Expiry, RenewalState, Runway
from pmplanner.services.views.runway_picture import RunwayPicture, RunwayRow, worst
from pmplanner.ui.translation import mark, plural, put, tr
from pmplanner.ui.widgets.format import format_date, format_number, month_name

SIGNS: Mapping[RenewalState, str] = {"seated": "✓", "picked": "●", "seated too late": "!", "missing": "+"}
"""What stands before the code of a mark."""

_SAID_TITLES: Mapping[RenewalState, str] = {
    "seated": mark("a seat is booked in time"),
    "picked": mark("picked, without a seat yet"),
    "seated too late": mark("the seat that is booked is too late"),
    "missing": mark("nothing is picked for it"),
}

_STATE_TITLES: Mapping[RenewalState, str] = {
    "seated": mark("Seat in time"),
    "picked": mark("Picked"),
    "seated too late": mark("Seat too late"),
    "missing": mark("Missing"),
}

MOST_MARKS = 3
"""So many marks stand in a cell; of more only the number is said."""
_NAMED = 12


def state_word(state: RenewalState) -> str:
    """Return a state as lists have it."""
    return tr(_STATE_TITLES[state])


def mark_text(runway: Runway, line: Expiry) -> str:
    """Return the sign and the code of something that expires."""
    return put(tr("%1 %2"), SIGNS[line.state], runway.named(line)[0])


def count_text(lines: Sequence[Expiry]) -> str:
    """Return the sign of the worst, and how many have no seat in time of how many expire."""
    open_ = sum(line.state != "seated" for line in lines)
    sign = SIGNS[worst(lines)]
    if not open_:
        return put(tr("%1 %2"), sign, format_number(len(lines)))
    return put(tr("%1 %2/%3"), sign, format_number(open_), format_number(len(lines)))


def cell_marks(picture: RunwayPicture, row: RunwayRow, place: int) -> list[tuple[str, Expiry | None]]:
    """Return what stands in a cell: texts with their lines, or a count with None."""
    lines = row.cells.get(place, ())
    if not lines:
        return []
    if row.person_id is None:
        return [(count_text(lines), None)]
    marks: list[tuple[str, Expiry | None]] = [(mark_text(picture.runway, line), line) for line in lines]
    if len(marks) > MOST_MARKS:
        more = len(marks) - MOST_MARKS + 1
        marks[MOST_MARKS - 1 :] = [(put(tr("+%1"), format_number(more)), None)]
    return marks


def line_sentence(runway: Runway, line: Expiry) -> str:
    """Return something that expires in words, without whose it is."""
    code, title = runway.named(line)
    days = (line.valid_until - runway.today).days
    when = plural(days, "%2, in 1 day", "%2, in %1 days", format_date(line.valid_until))
    what = {
        "course": tr("%1 (%2) is valid until %3", title, code, when),
        "exemption": tr("the exemption from %1 (%2) ends on %3", title, code, when),
        "certificate": tr("the certificate %1 (%2) expires on %3", title, code, when),
    }[runway.kind(line)]
    said = put(tr("%1: %2"), what, tr(_SAID_TITLES[line.state]))
    if line.state == "missing" and line.renewed_by:
        said = put(
            tr("%1; renewed by %2"), said, ", ".join(runway.courses[key][0] for key in line.renewed_by)
        )
    elif line.state == "missing":
        said = put(tr("%1; no course is known to renew it"), said)
    if line.units_missing:
        said = put(tr("%1; %2 units are missing"), said, f"{line.units_missing.normalize():f}")
    return said if line.is_required else put(tr("%1; no track requires it"), said)


def cell_sentence(picture: RunwayPicture, row: RunwayRow, place: int) -> str:
    """Return a cell in words, a line for each that expires; of a row over several people the numbers."""
    lines = row.cells.get(place, ())
    title = row_title(row)
    if not lines:
        return tr("%1, %2: nothing expires", title, month_name(picture.months[place]))
    runway = picture.runway
    if row.person_id is not None:
        return "\n".join(put(tr("%1: %2"), title, line_sentence(runway, line)) for line in lines)
    said = [put(tr("%1, %2: %3"), title, month_name(picture.months[place]), month_sentence(lines))]
    for line in lines[:_NAMED]:
        name = runway.people[line.person_id].name
        said.append(put(tr("%1: %2"), name, line_sentence(runway, line)))
    if len(lines) > _NAMED:
        said.append(plural(len(lines) - _NAMED, "and 1 more", "and %1 more"))
    return "\n".join(said)


def row_title(row: RunwayRow) -> str:
    """Return what a row is called."""
    return row.title or tr("No team")


def month_sentence(lines: Sequence[Expiry]) -> str:
    """Return how many expire, and how many of them have a seat in time."""
    seated = sum(line.state == "seated" for line in lines)
    return plural(
        len(lines), "1 expires, %2 with a seat in time", "%1 expire, %2 with a seat in time",
        format_number(seated),
    )  # fmt: skip
