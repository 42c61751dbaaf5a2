"""Tables of papers: a heading over columns of words and figures."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from pmplanner.papers.model import (
    Align,
    Block,
    Column,
    Figure,
    Heading,
    Row,
    Table,
    Text,
    head_row,
    plain_row,
)
from pmplanner.papers.model import Line as Paragraph
from pmplanner.sentences import counted, said
from pmplanner.services.reports import states
from pmplanner.services.totals.totals import Totals


class Head(NamedTuple):
    """A column: its title, and its share of the width."""

    title: str
    share: float
    right: bool = False
    """Whether it holds figures."""


def figures(title: str, share: float = 1.2) -> Head:
    """Return a column of figures."""
    return Head(title, share, right=True)


class Told(NamedTuple):
    """A row in words; a sum is strong."""

    cells: Sequence[str]
    strong: bool = False


_SHORT = 8
"""So many rows are not shared out on pages."""


def listing(
    heading: str, heads: Sequence[Head], rows: Iterable[Told | Row], head: tuple[Row, ...] | None = None
) -> tuple[Block, ...]:
    """Return a heading, if there is one, and below it a table without lines between its columns.

    A short one stays on one page. *head* is what stands above it instead of the titles of its columns.
    """
    columns = tuple(Column(head.share, Align.RIGHT if head.right else Align.LEFT) for head in heads)
    told = [row if isinstance(row, Row) else plain_row(row.cells, bold=row.strong) for row in rows]
    if len(told) <= _SHORT:
        told[:-1] = [replace(row, with_next=True) for row in told[:-1]]
    above = (head_row([head.title for head in heads]),) if head is None else head
    table = Table(columns, above, tuple(told), grid=False)
    return (Heading(heading), table) if heading else (table,)


def cost_figure(totals: Totals, currency: str) -> Figure:
    """Return what something costs, with how many prices are not in it."""
    lacking = totals.picks_without_price
    unknown = counted("{n:,} price is unknown", "{n:,} prices are unknown", lacking) if lacking else ""
    label = said("cost, {currency}", currency=currency) if currency else said("cost")
    return Figure(label, states.cost(totals.cost, lacking), unknown)


def note(text: str) -> Text:
    """Return a paragraph that explains."""
    return Text((Paragraph(text, muted=True, above=2),))


def below(*texts: str) -> tuple[Paragraph, ...]:
    """Return what stands below the title of a paper."""
    return tuple(Paragraph(text, muted=True) for text in texts if text)
