"""A plan on one page as a paper: days by track, months, cost against budget, and what is open."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pmplanner import day_words
from pmplanner.papers.model import (
    Bar,
    Bars,
    Beside,
    Block,
    Figure,
    Figures,
    Heading,
    Key,
    Line,
    Paper,
    Part,
    Pillar,
    Pillars,
    Section,
    Text,
    Tone,
)
from pmplanner.sentences import counted, said
from pmplanner.services.reports import states, words
from pmplanner.services.reports.director import DirectorPage
from pmplanner.services.reports.plan_and_actual import PlanLine
from pmplanner.services.reports.tables import Head, Told, below, cost_figure, figures, listing, note
from pmplanner.services.totals.budget import BudgetUse
from pmplanner.services.totals.totals import Totals

_MOST_LINES = 7
"""So many problems, decisions or budgets are named; of the others their number is said."""


def director_paper(found: DirectorPage) -> Paper:
    """Return the page; it is made so small that it is one."""
    heading = found.plan.heading
    people = words.people(found.plan.whole.row.totals.people)
    told = said(
        "{period} · {people}", period=words.period(heading.first_day, heading.last_day), people=people
    )
    whom = said("{told} · {whom}", told=told, whom=heading.whom) if heading.whom else told
    section = Section(
        heading.plan,
        below(said("{told} · as of {day}", told=whom, day=words.day(heading.today))),
        tuple(_blocks(found)),
        one_page=True,
    )
    return Paper(said("{plan} on one page", plan=heading.plan), (section,))


def _blocks(found: DirectorPage) -> Iterator[Block]:
    yield _sums(found)
    yield Heading(said("Training days by track"))
    yield _tracks(found)
    yield from _months(found)
    yield from _money(found)
    yield Heading(said("What is open"))
    yield Beside(tuple(_problems(found)), tuple(_decisions(found)))


def _sums(found: DirectorPage) -> Figures:
    whole = found.plan.whole
    totals, needs = whole.row.totals, found.needs
    overdue = (
        counted("{n:,} course is overdue", "{n:,} courses are overdue", needs.overdue)
        if needs.overdue
        else ""
    )
    return Figures(
        (
            Figure(said("days planned"), words.number(totals.planned)),
            Figure(said("done"), words.number(totals.done), words.percent(whole.part_done)),
            Figure(said("scheduled"), words.number(totals.scheduled)),
            Figure(said("to schedule"), words.number(totals.open)),
            Figure(said("required and missing"), words.number(totals.gap), overdue),
            cost_figure(totals, found.plan.currency),
        )
    )


def _parts(totals: Totals) -> tuple[Part, ...]:
    return (
        Part(Tone.DONE, totals.done),
        Part(Tone.SCHEDULED, totals.scheduled),
        Part(Tone.OPEN, totals.open),
        Part(Tone.GAP, totals.gap),
    )


def _keys() -> tuple[Key, ...]:
    return (
        Key(Tone.DONE, said("done")),
        Key(Tone.SCHEDULED, said("scheduled")),
        Key(Tone.OPEN, said("to schedule")),
        Key(Tone.GAP, said("required and missing")),
    )


def _tracks(found: DirectorPage) -> Bars:
    lines = [line for line in found.plan.groups["track"] if not line.row.is_total]
    return Bars(
        tuple(Bar(line.row.name, _parts(line.row.totals), _track_text(line)) for line in lines), _keys()
    )


def _track_text(line: PlanLine) -> str:
    totals = line.row.totals
    if not totals.gap:
        return said("{planned} planned", planned=words.days(totals.planned))
    return said(
        "{planned} planned, {missing} missing",
        planned=words.days(totals.planned),
        missing=words.days(totals.gap),
    )


def _months(found: DirectorPage) -> Iterator[Block]:
    months = [line for line in found.plan.groups["month"] if isinstance(line.row.key, str)]
    if not months:
        yield note(said("No session has a day yet."))
        return
    yield Heading(said("Training days by month"))
    pillars = []
    for line in months:
        totals = line.row.totals
        parts = (Part(Tone.DONE, totals.done), Part(Tone.SCHEDULED, totals.scheduled))
        pillars.append(
            Pillar(words.month(str(line.row.key)), parts, words.days(totals.done + totals.scheduled))
        )
    yield Pillars(tuple(pillars), _keys()[:2], height=70)


def _money(found: DirectorPage) -> Iterator[Block]:
    uses = [use for use in found.budgets if use.amount is not None]
    if not uses:
        if found.budgets:
            yield note(said("No budget is set."))
        return
    heads = (
        Head(said("Budget"), 4),
        figures(said("Amount"), 2),
        figures(said("Spent"), 2),
        figures(said("Committed"), 2),
        figures(said("Forecast"), 2),
        figures(said("Left"), 2),
        figures(said("Prices unknown"), 1.6),
    )
    yield from listing(said("Cost against budget"), heads, [_use(use) for use in uses[:_MOST_LINES]])
    yield from _more(len(uses) - _MOST_LINES)


def _use(use: BudgetUse) -> Told:
    return Told(
        (
            use.name,
            day_words.amount(use.amount or Decimal(0)),
            states.amount(use.spent, use.picks_without_price),
            states.amount(use.committed, use.picks_without_price),
            states.amount(use.forecast, use.picks_without_price),
            _left(use),
            words.count(use.picks_without_price),
        ),
        strong=use.is_over,
    )


def _left(use: BudgetUse) -> str:
    """What is left of a budget: no more than that, where prices are unknown."""
    left = day_words.amount(use.left if use.left is not None else Decimal(0))
    return said("at most {amount}", amount=left) if use.picks_without_price else left


def _problems(found: DirectorPage) -> Iterator[Block]:
    count = sum(number for _, number in found.problems)
    title = counted("{n:,} problem", "{n:,} problems", count) if count else said("No problems")
    lines = [Line(title, bold=True)]
    lines += [
        Line(said("{number} × {kind}", number=number, kind=states.problem(kind)))
        for kind, number in found.problems[:_MOST_LINES]
    ]
    yield Text(tuple(lines))
    yield from _more(len(found.problems) - _MOST_LINES)


def _decisions(found: DirectorPage) -> Iterator[Block]:
    count = len(found.decisions)
    title = (
        counted("{n:,} thing to decide this week", "{n:,} things to decide this week", count)
        if count
        else said("Nothing to decide this week")
    )
    questions: Sequence[Line] = [Line(each.question) for each in found.decisions[:_MOST_LINES]]
    yield Text((Line(title, bold=True), *questions))
    yield from _more(count - _MOST_LINES)


def _more(count: int) -> Iterator[Block]:
    if count > 0:
        yield note(counted("and {n:,} more", "and {n:,} more", count))
