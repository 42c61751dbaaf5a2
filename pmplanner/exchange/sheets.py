"""What a sheet of a workbook says, before it is written: columns, rows, lines of groups, states, sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from pmplanner.exchange.layouts import Kind
from pmplanner.exchange.writing import Value
from pmplanner.sentences import marked

Unknown: TypeAlias = Literal["nothing", "unknown"]
"""What an empty cell of a column means."""


class State(str):
    """A text that a workbook paints as the window does: by the sign of *look* where that is given."""

    __slots__ = ("look", "mark")
    look: str
    mark: str
    """What was decided of it, which is a sign in the corner."""

    def __new__(cls, text: str, look: str, mark: str = "") -> "State":
        """Make one of the text that stands in a file."""
        made = super().__new__(cls, text)
        made.look, made.mark = look, mark
        return made


class Look(NamedTuple):
    """How a state is painted: its sign, and by role the colours of ground, sign and edge."""

    sign: str
    meaning: str
    ground: str = ""
    ink: str = "text"
    edge: str = ""
    """A dashed one where the sign is a plus."""


LOOKS: Mapping[str, Look] = {
    "required": Look("+", marked("required, not picked"), "", "muted", "muted"),
    "picked": Look("●", marked("picked, not scheduled yet"), "groove", "dot"),
    "waiting": Look("◷", marked("waiting for a seat"), "groove", "dot"),
    "scheduled": Look("●", marked("scheduled"), "accent", "panel"),
    "done": Look("✓", marked("done"), "done", "panel"),
    "problem": Look("!", marked("problem"), "problem", "panel"),
    "credited": Look("–", marked("required, credited before the plan"), "", "muted"),
    "met": Look("=", marked("required, met by another course"), "", "muted"),
    "later": Look("»", marked("put off: no days, no seat"), "", "text", "muted"),
    "declined": Look("×", marked("declined: no days, no seat"), "", "text", "muted"),
}
"""The states of the matrix, in the order of its legend."""

MARKS: Mapping[str, Look] = {
    "approved": Look("✓", marked("approved")),
    "proposed": Look("○", marked("proposed, not decided yet")),
}
"""What was decided of a pick, behind its sign."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, as in a CSV file, what that means, and what stands in the cells."""

    heading: str
    meaning: str = ""
    kind: Kind = "text"
    summed: bool = False
    empty: Unknown = "nothing"
    signs_only: bool = False
    """Narrow, with the signs of the states and not their words."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line above the rows of a group; *track* is the place of a track's colour, None for no colour."""

    before: int
    """The place of the row that it stands above."""
    text: str
    track: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for a workbook."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    facts: Sequence[tuple[str, str]] = ()
    """What the table is of, for the line below the title and the legend: plan, day, what was chosen."""
    groups: Sequence[GroupLine] = ()
    last_is_sum: bool = False
    """The last row is over all others; what it adds up becomes a formula."""
    looks: Mapping[str, str] = field(default_factory=dict)
    """Words of a column `status` or `state` to the look of what they mean."""


def plain_sheet(
    header: Sequence[str],
    rows: Sequence[Sequence[Value]],
    title: str = "",
    facts: Sequence[tuple[str, str]] = (),
) -> Sheet:
    """Return a sheet of a table of which only the headings are known."""
    return Sheet(title, [Column(heading) for heading in header], rows, facts)
