"""The plan against what became of it as a paper: days and cost by month, track and team, and what changed."""

from collections.abc import Iterator
from decimal import Decimal

from pmplanner.papers.model import (
    Block,
    Figure,
    Figures,
    Heading,
    Key,
    Paper,
    Part,
    Pillar,
    Pillars,
    Section,
    Tone,
)
from pmplanner.sentences import counted, said
from pmplanner.services.reports import states, words
from pmplanner.services.reports.plan_and_actual import PlanAndActual, PlanGroup, PlanLine
from pmplanner.services.reports.tables import Head, Told, below, figures, listing, note


def plan_and_actual_paper(found: PlanAndActual) -> Paper:
    """Return the paper of a plan against what became of it."""
    title = said("Plan against actual")
    section = Section(title, below(words.below(found.heading)), tuple(_blocks(found)))
    return Paper(title, (section,), landscape=True)


def _blocks(found: PlanAndActual) -> Iterator[Block]:
    totals, share = found.whole.row.totals, found.whole.share
    part = found.whole.part_done
    done = "" if part is None else said("{percent} of what is planned", percent=words.percent(part))
    yield Figures(
        (
            Figure(said("Days planned"), words.number(totals.planned), _begun_with(found)),
            Figure(said("Done"), words.number(totals.done), done),
            Figure(said("Scheduled"), words.number(totals.scheduled)),
            Figure(said("To schedule"), words.number(totals.open)),
            Figure(said("Cost"), _money(found, totals.cost)),
            Figure(said("Spent"), _money(found, share.spent)),
        )
    )
    if share.lacking:
        yield note(
            counted(
                "Of {n:,} pick no price is known; what is known of it is in the costs.",
                "Of {n:,} picks no price is known; what is known of them is in the costs.",
                share.lacking,
            )
        )
    yield from _months(found)
    yield from _sums(found, "month", said("Month"), said("By month"))
    yield from _sums(found, "track", said("Track"), said("By track"))
    yield from _sums(found, "team", said("Team"), said("By team"))
    yield Heading(said("What changed"))
    yield from _changed(found)


def _money(found: PlanAndActual, known: Decimal) -> str:
    return said("unknown") if found.whole.share.lacking and not known else words.money(known, found.currency)


def _begun_with(found: PlanAndActual) -> str:
    if not found.has_begun:
        return ""
    if found.begun_with is None:
        return said("at the start: not known")
    return said("{days} at the start", days=words.number(found.begun_with))


def _months(found: PlanAndActual) -> Iterator[Block]:
    pillars = []
    for line in found.groups["month"]:
        if isinstance(line.row.key, str):
            totals = line.row.totals
            parts = (Part(Tone.DONE, totals.done), Part(Tone.SCHEDULED, totals.scheduled))
            pillars.append(Pillar(words.short_month(line.row.key), parts, words.days(totals.planned)))
    if pillars:
        yield Heading(said("Days by month"))
        yield Pillars(tuple(pillars), (Key(Tone.DONE, said("Done")), Key(Tone.SCHEDULED, said("Scheduled"))))


def _sums(found: PlanAndActual, by: PlanGroup, title: str, heading: str) -> tuple[Block, ...]:
    heads = (
        Head(title, 4),
        figures(said("People"), 1),
        figures(said("Days planned"), 1.2),
        figures(said("Done"), 1.1),
        figures(said("Done, %"), 1),
        figures(said("Scheduled"), 1.3),
        figures(said("To schedule"), 1.3),
        figures(said("Cost"), 1.6),
        figures(said("Spent"), 1.6),
        figures(said("Committed"), 1.6),
        figures(said("Forecast"), 1.6),
    )
    return listing(heading, heads, map(_row, found.groups[by]))


def _row(line: PlanLine) -> Told:
    totals, share, row = line.row.totals, line.share, line.row
    name = words.month(row.key) if row.group == "month" and isinstance(row.key, str) else row.name
    return Told(
        (
            name,
            words.count(totals.people),
            words.days(totals.planned),
            words.days(totals.done),
            words.percent(line.part_done),
            words.days(totals.scheduled),
            words.days(totals.open),
            states.amount(totals.cost, share.lacking),
            states.amount(share.spent, share.lacking),
            states.amount(share.committed, share.lacking),
            states.amount(share.forecast, share.lacking),
        ),
        strong=row.is_total,
    )


def _changed(found: PlanAndActual) -> Iterator[Block]:
    if found.cancelled:
        yield from _called_off(found)
    if found.moved:
        yield from _moved(found)
    if found.aside:
        yield from _aside(found)
    if found.elsewhere:
        heads = (Head(said("Course"), 8), figures(said("People")), figures(said("Days")))
        rows = [
            Told((each.title, words.count(each.people), words.days(each.days))) for each in found.elsewhere
        ]
        yield from listing(said("Done without a session of the plan"), heads, rows)
    told = list(_counted(found))
    if told:
        yield note(" ".join(told))
    if not (found.cancelled or found.moved or found.aside or found.elsewhere or told):
        yield note(said("Nothing was called off, moved, put off or done elsewhere."))


def _counted(found: PlanAndActual) -> Iterator[str]:
    if found.absent:
        yield counted(
            "{n:,} pick is open again, because its person was absent.",
            "{n:,} picks are open again, because their people were absent.",
            found.absent,
        )
    if found.failed:
        yield counted(
            "{n:,} course was done without success.", "{n:,} courses were done without success.", found.failed
        )


def _aside(found: PlanAndActual) -> tuple[Block, ...]:
    heads = (
        Head(said("Course"), 6),
        Head(said("Decided"), 2),
        figures(said("People")),
        figures(said("Days")),
    )
    rows = (
        Told(
            (
                each.title,
                states.of_decision(each.decision),
                words.count(each.people),
                words.days(each.days),
            )
        )
        for each in found.aside
    )
    return listing(said("Put off or declined"), heads, rows)


def _called_off(found: PlanAndActual) -> tuple[Block, ...]:
    heads = (
        Head(said("Course"), 5),
        Head(said("Session"), 2),
        Head(said("Days"), 2.5),
        figures(said("People")),
    )
    rows = (
        Told(
            (
                each.course_title,
                each.code,
                words.period(each.first_day, each.last_day),
                words.count(each.booked),
            )
        )
        for each in found.cancelled
    )
    return listing(said("Called off"), heads, rows)


def _moved(found: PlanAndActual) -> tuple[Block, ...]:
    heads = (
        Head(said("Course"), 5),
        Head(said("Session"), 2),
        Head(said("Was confirmed for"), 2.5),
        Head(said("Now"), 2.5),
    )
    rows = (
        Told(
            (
                each.session.course_title,
                each.session.code,
                words.period(*each.was),
                words.period(each.session.first_day, each.session.last_day),
            )
        )
        for each in found.moved
    )
    return listing(said("Moved after they were confirmed"), heads, rows)
