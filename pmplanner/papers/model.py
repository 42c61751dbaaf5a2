"""What a paper says, block by block, in words and numbers that are written already.

A paper knows nothing of pages: `pmplanner.papers.pages` finds out what goes on which. Lengths are in
points, 72 to the inch; widths are shares of what there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum


class Align(StrEnum):
    """Where in its cell a text stands."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


class Size(StrEnum):
    """How large a text is."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    TITLE = "title"


class Tone(StrEnum):
    """What an area or bar stands for; its colour is that of `[paper]` in the tokens."""

    NONE = ""
    HEAD = "head"
    GROUP = "group"
    CLOSED = "closed"
    DONE = "done"
    SCHEDULED = "scheduled"
    OPEN = "open"
    GAP = "gap"
    OVER = "over"
    INTERNAL = "internal"
    EXTERNAL = "external"
    SESSION = "session"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in one font; it wraps, in the middle of a word where that alone fills the width."""

    text: str
    bold: bool = False
    muted: bool = False
    size: Size = Size.NORMAL
    above: float = 0
    """The room above it, in points."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and the tone behind it."""

    lines: tuple[Line, ...] = ()
    tone: Tone = Tone.NONE
    align: Align | None = None
    """None for that of the column."""
    span: int = 1
    """How many columns it takes."""
    middle: bool = False
    """Whether its lines stand in the middle of the height."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its share of the width, and where texts stand in it."""

    share: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, whose cells span all columns together."""

    cells: tuple[Cell, ...]
    least_height: float = 0
    """In points."""
    with_next: bool = False
    """Whether it stays on the page of the next one, as the name of a group does."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head, which stands again on each page; no row is cut in two."""

    columns: tuple[Column, ...]
    head: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    grid: bool = True
    """Whether lines are drawn around each cell; otherwise only below rows."""
    fills_page: bool = False
    """Whether the rows share what would be left of the page."""
    from_top: bool = False
    """Whether texts begin at the top of their cells, rather than in the middle of the height."""


@dataclass(frozen=True, slots=True)
class WeekBar:
    """What goes on from one column of a week to another, both included, counted from 0."""

    first: int
    last: int
    lines: tuple[Line, ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class Week:
    """The days of a week, each with what stands at its top, and the bars below."""

    cells: tuple[Cell, ...]
    bars: tuple[WeekBar, ...] = ()


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks one below the other that share the page; one with very many bars goes on in another row."""

    columns: tuple[Column, ...]
    head: Row
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of what follows; never the last thing on a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is looked at first, with what it is and what else is to be known of it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers beside each other, as many in a row as have room."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar."""

    tone: Tone
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name before and its number, as a text, behind it."""

    label: str
    parts: tuple[Part, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a tone means."""

    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars one below the other, to one scale, and what their tones mean."""

    bars: tuple[Bar, ...]
    keys: tuple[Key, ...] = ()
    most: Decimal | None = None
    """What the whole length stands for; None for the longest bar."""


@dataclass(frozen=True, slots=True)
class Pillar:
    """A column of a chart: its name below, its number above."""

    label: str
    parts: tuple[Part, ...]
    text: str = ""
    label_span: int = 1
    """Below how many columns its name stands, itself and those after it."""


@dataclass(frozen=True, slots=True)
class Pillars:
    """Columns of a chart beside each other, such as months, to one scale."""

    pillars: tuple[Pillar, ...]
    keys: tuple[Key, ...] = ()
    height: float = 90


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, with what stands below each."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Room that is left free, in points."""

    height: float


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks beside blocks, which stay on one page together."""

    left: "tuple[Block, ...]"
    right: "tuple[Block, ...]"
    share: float = 0.5
    """Of the width that the left ones have."""


Block = Table | Weeks | Heading | Text | Figures | Bars | Pillars | Signatures | Gap | Beside


@dataclass(frozen=True, slots=True)
class Section:
    """What begins on a new page, under a title that stands again on each page that it takes."""

    title: str
    subtitle: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    one_page: bool = False
    """Whether it is made so small that one page has room for all of it."""
    least_scale: float = 0.1
    """How small it may become for that; what does not fit even so has its own size, on several pages."""
    centred: bool = False
    """Whether title and texts stand in the middle, as on a certificate."""
    name: str = ""
    """By which it is told from the others where each is a file of its own; empty for its title."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands on all papers: a picture at the top, a line at the foot."""

    logo: bytes = b""
    """A picture as its file has it; empty for none."""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its title, as the file and the printer know it, and its sections."""

    title: str
    sections: tuple[Section, ...] = ()
    landscape: bool = False
    letterhead: Letterhead = field(default_factory=Letterhead)


def apart(paper: Paper) -> list[Paper]:
    """Return each thing that a paper tells of as a paper of its own, under its name."""
    found: dict[str, list[Section]] = {}
    for section in paper.sections:
        found.setdefault(section.name or section.title, []).append(section)
    return [replace(paper, title=name, sections=tuple(sections)) for name, sections in found.items()]


def text_cell(text: str, *, bold: bool = False, muted: bool = False, tone: Tone = Tone.NONE) -> Cell:
    """Return a cell of one line; empty for an empty text."""
    return Cell((Line(text, bold=bold, muted=muted),) if text else (), tone)


def head_row(titles: Sequence[str]) -> Row:
    """Return the row of headings of a table."""
    return Row(tuple(text_cell(title, bold=True, tone=Tone.HEAD) for title in titles))


def plain_row(texts: Sequence[str], *, bold: bool = False, tone: Tone = Tone.NONE) -> Row:
    """Return a row of texts; a sum is bold."""
    return Row(tuple(text_cell(text, bold=bold, tone=tone) for text in texts))


def group_row(text: str, columns: int) -> Row:
    """Return a row over all columns that names what follows."""
    return Row((Cell((Line(text, bold=True),), Tone.GROUP, span=columns),), with_next=True)
