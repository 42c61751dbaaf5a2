"""A runway laid out to be looked at: a row a person, a thing that expires or a team; a column a month."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pmplanner.services.lookup import fold
from pmplanner.services.views.runway import (
    NEAR_DAYS,
    Expiry,
    RenewalState,
    Runway,
    RunwaySession,
)

RunwayGroup = Literal["person", "what", "team"]
What = tuple[Literal["course", "certificate"], int]
"""Which of both, and its id."""

_WORST: tuple[RenewalState, ...] = ("missing", "seated too late", "picked", "seated")


class RunwayRow(NamedTuple):
    """A line of the picture."""

    key: str
    title: str
    about: str
    """What else is to be said of it: a person's team, the title of a course."""
    person_id: int | None
    """None for a line over several people."""
    cells: Mapping[int, Sequence[Expiry]]
    """What expires, by the place of the month."""

    @property
    def lines(self) -> list[Expiry]:
        """All that expires in it."""
        return [line for lines in self.cells.values() for line in lines]


@dataclass(frozen=True, slots=True)
class RunwayPicture:
    """What is shown of a runway."""

    runway: Runway
    months: Sequence[str]
    rows: Sequence[RunwayRow]
    lines: Sequence[Expiry]
    sessions: Sequence[RunwaySession]
    """With those people alone of whom something is shown."""

    def picks(self) -> list[tuple[int, int]]:
        """Return the persons and courses of the sessions shown."""
        return sorted({(person, each.course_id) for each in self.sessions for person in each.people})

    def late(self) -> int:
        """Return how many of what is shown cannot be renewed in the plan before it expires."""
        wanted = _wanted(self.lines)
        return sum(pair in wanted for pair in self.runway.too_late)

    def is_near(self, line: Expiry) -> bool:
        """Say whether something expires so soon that it is shown in red."""
        return (line.valid_until - self.runway.today).days <= NEAR_DAYS


def worst(lines: Sequence[Expiry]) -> RenewalState:
    """Return the state of several lines: that of the one of which most is left to be done."""
    return min((line.state for line in lines), key=_WORST.index)


def what_expires(runway: Runway) -> list[tuple[What, str, str]]:
    """Return the certificates and courses that expire, each with code and title; certificates first."""
    certificates = {line.certificate_id for line in runway.lines if line.course_id is None}
    courses = {line.course_id for line in runway.lines}
    found: list[tuple[What, str, str]] = []
    for key in sorted(filter(None, certificates), key=lambda key: fold(runway.certificates[key][0])):
        found.append((("certificate", key), *runway.certificates[key]))
    for key in sorted(filter(None, courses), key=lambda key: fold(runway.courses[key][0])):
        found.append((("course", key), *runway.courses[key]))
    return found


def what_of(line: Expiry) -> What:
    """Return which certificate or course expires."""
    return ("certificate", line.certificate_id or 0) if line.course_id is None else ("course", line.course_id)


def choose_lines(runway: Runway, person_ids: Collection[int] | None, what: What | None) -> list[Expiry]:
    """Return what expires of these people, of one certificate or course; None stands for all."""
    return [
        line
        for line in runway.lines
        if (person_ids is None or line.person_id in person_ids) and (what is None or what_of(line) == what)
    ]


def lay_out(
    runway: Runway, by: RunwayGroup, person_ids: Collection[int], what: What | None = None
) -> RunwayPicture:
    """Return what expires of these people, of one certificate or course where it is named.

    Rows come in the order in which the first of them expires, those over several people by name.
    """
    months = runway.months()
    first = runway.today.year * 12 + runway.today.month
    lines = choose_lines(runway, person_ids, what)
    cells: dict[str, dict[int, list[Expiry]]] = defaultdict(lambda: defaultdict(list))
    heads: dict[str, tuple[str, str, int | None]] = {}
    for line in lines:
        key, head = _head(runway, by, line)
        heads.setdefault(key, head)
        cells[key][line.valid_until.year * 12 + line.valid_until.month - first].append(line)
    rows = [RunwayRow(key, *head, cells[key]) for key, head in heads.items()]
    if by != "person":
        rows.sort(key=lambda row: (not row.title, fold(row.title)))
    wanted = _wanted(lines)
    sessions = []
    for each in runway.sessions:
        people = tuple(person for person in each.people if (person, each.course_id) in wanted)
        if people:
            sessions.append(each._replace(people=people))
    return RunwayPicture(runway, months, rows, lines, sessions)


def _head(runway: Runway, by: RunwayGroup, line: Expiry) -> tuple[str, tuple[str, str, int | None]]:
    """Return the key of a line's row, and its title, what is said of it, and whose it is."""
    person = runway.people[line.person_id]
    match by:
        case "person":
            return str(line.person_id), (person.name, person.team, line.person_id)
        case "what":
            kind, key = what_of(line)
            code, title = runway.named(line)
            return f"{kind} {key}", (code, title, None)
        case "team":
            return fold(person.team), (person.team, "", None)


def _wanted(lines: Collection[Expiry]) -> set[tuple[int, int]]:
    """Return the persons and courses that what is missing asks for."""
    return {
        (line.person_id, course)
        for line in lines
        if line.state == "missing" and line.is_required
        for course in line.renewed_by
    }
