"""The needs of a plan as a paper: sums by track, team and course, then who misses what."""

from collections.abc import Iterator
from itertools import groupby

from pmplanner.papers.model import Block, Figure, Figures, Heading, Paper, Row, Section, group_row
from pmplanner.sentences import counted, resaid, said
from pmplanner.services.reports import words
from pmplanner.services.reports.needs import MissingCourse, NeedsReport, PersonNeeds
from pmplanner.services.reports.tables import Head, Told, below, figures, listing, note
from pmplanner.services.totals.gaps import GapRow, NeedGroup
from pmplanner.services.totals.totals import NO_TEAM


def needs_paper(found: NeedsReport) -> Paper:
    """Return the paper of the needs of a plan."""
    title = said("What is needed")
    return Paper(title, (Section(title, below(words.below(found.heading)), tuple(_blocks(found))),))


def _blocks(found: NeedsReport) -> Iterator[Block]:
    whole = found.whole
    yield Figures(
        (
            Figure(said("People"), words.number(whole.people)),
            Figure(said("Days required"), words.number(whole.required)),
            Figure(said("Credited"), words.number(whole.credited)),
            Figure(said("Planned or done"), words.number(whole.satisfied)),
            Figure(said("Missing"), words.number(whole.missing)),
        )
    )
    yield from _sums(found, "track", said("Track"), said("By track"))
    yield from _sums(found, "team", said("Team"), said("By team"))
    yield from _sums(found, "course", said("Course"), said("By course"))
    if not found.people:
        yield Heading(said("Who misses what"))
        yield note(said("Nobody misses a required course."))
        return
    heads = (Head(said("Person"), 3), Head(said("Missing courses"), 9), figures(said("Days"), 1))
    yield from listing(said("Who misses what"), heads, _people(found))


def _sums(found: NeedsReport, by: NeedGroup, title: str, heading: str) -> tuple[Block, ...]:
    heads = (
        Head(title, 6),
        figures(said("People"), 1.4),
        figures(said("Days required"), 1.5),
        figures(said("Credited"), 1.5),
        figures(said("Planned or done"), 1.6),
        figures(said("Missing"), 1.4),
        figures(said("People who miss some"), 1.7),
        figures(said("Overdue"), 1.7),
    )
    return listing(heading, heads, map(_row, found.groups[by]))


def _row(row: GapRow) -> Told:
    cells = (
        row.name,
        words.count(row.people),
        words.days(row.required),
        words.days(row.credited),
        words.days(row.satisfied),
        words.days(row.missing),
        words.count(row.lacking),
        words.count(row.overdue),
    )
    return Told(cells, strong=row.is_total)


def _people(found: NeedsReport) -> Iterator[Told | Row]:
    for team, people in groupby(found.people, key=lambda each: each.team):
        yield group_row(team or resaid(NO_TEAM), 3)
        yield from map(_person, people)


def _person(each: PersonNeeds) -> Told:
    return Told((each.name, "; ".join(map(_course, each.missing)), words.days(each.row.missing)))


def _course(each: MissingCourse) -> str:
    length = counted("{n} day", "{n} days", each.days, n=words.days(each.days))
    if each.line.due is None:
        return said("{title} ({length})", title=each.title, length=length)
    day = words.day(each.line.due)
    if each.is_overdue:
        return said("{title} ({length}, overdue since {day})", title=each.title, length=length, day=day)
    return said("{title} ({length}, due by {day})", title=each.title, length=length, day=day)
