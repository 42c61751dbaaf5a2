"""How ready people are as a paper: the figures, the groups that are worst off, what expires soon, skills."""

from collections.abc import Iterable, Iterator

from pmplanner.papers.model import Block, Figure, Figures, Paper, Section
from pmplanner.sentences import said
from pmplanner.services.reports import states, words
from pmplanner.services.reports.readiness import WORST, Readiness, ReadyGroup
from pmplanner.services.reports.tables import Head, Told, below, figures, listing, note

_MOST_SKILLS = 10


def readiness_paper(found: Readiness) -> Paper:
    """Return the paper of how ready people are."""
    title = said("Readiness")
    subtitle = below(words.below(found.heading), said("As of {day}", day=words.day(found.heading.today)))
    sections = [Section(title, subtitle, tuple(_blocks(found)), one_page=True)]
    if found.open:
        days = max(soon.days for soon in found.soon)
        name = said("Expires within {days} days, without a seat in time", days=days)
        sections.append(Section(name, subtitle, _open(found)))
    return Paper(title, tuple(sections))


def _open(found: Readiness) -> tuple[Block, ...]:
    heads = (
        Head(said("Until"), 1.8),
        Head(said("Person"), 2.6),
        Head(said("Team"), 2.2),
        Head(said("What"), 4.5),
        Head(said("State"), 1.8),
    )
    rows = (
        Told(
            (
                words.day(each.line.valid_until),
                each.person,
                each.team,
                each.title,
                states.of_renewal(each.line.state),
            )
        )
        for each in found.open
    )
    return listing("", heads, rows)


def _blocks(found: Readiness) -> Iterator[Block]:
    whole = found.whole
    yield Figures(
        (
            Figure(
                said("Miss no required course"),
                words.percent(whole.part),
                said(
                    "{ready} of {people}",
                    ready=words.number(whole.ready),
                    people=words.people(whole.row.people),
                ),
            ),
            Figure(said("Days missing"), words.number(whole.row.missing)),
            Figure(said("Courses overdue"), words.number(whole.row.overdue)),
            *(
                Figure(
                    said("Expires within {days} days", days=soon.days),
                    words.number(soon.expire),
                    said("{n} without a seat in time", n=words.number(soon.without_seat)),
                )
                for soon in found.soon
            ),
        )
    )
    yield from _groups(found.groups["track"], said("Track"), said("By track"))
    teams, managers = found.worst("team"), found.worst("manager")
    if teams:
        yield from _groups(teams, said("Team"), said("Teams that are worst off"))
    elif whole.row.people:
        yield note(said("In every team everybody has what is required."))
    else:
        yield note(said("Nobody counts in the plan."))
    if managers:
        yield from _groups(managers, said("Manager"), said("Managers whose people are worst off"))
    if found.courses:
        yield from _courses(found)
    if found.skills:
        yield from _skills(found)


def _groups(groups: Iterable[ReadyGroup], title: str, heading: str) -> tuple[Block, ...]:
    heads = (
        Head(title, 4),
        figures(said("People")),
        figures(said("Ready")),
        figures(said("Ready, %")),
        figures(said("Missing courses"), 1.6),
        figures(said("Days")),
        figures(said("Overdue")),
    )
    return listing(heading, heads, map(_group, groups))


def _group(group: ReadyGroup) -> Told:
    cells = (
        group.row.name,
        words.count(group.row.people),
        words.count(group.ready),
        words.percent(group.part),
        words.count(group.row.courses),
        words.days(group.row.missing),
        words.count(group.row.overdue),
    )
    return Told(cells, strong=group.row.is_total)


def _courses(found: Readiness) -> tuple[Block, ...]:
    heads = (
        Head(said("Course"), 6),
        figures(said("Required of"), 1.4),
        figures(said("Who miss it"), 1.4),
        figures(said("Days")),
    )
    rows = (
        Told((row.name, words.count(row.people), words.count(row.lacking), words.days(row.missing)))
        for row in found.courses[:WORST]
    )
    return listing(said("Courses that most people miss"), heads, rows)


def _skills(found: Readiness) -> tuple[Block, ...]:
    heads = (
        Head(said("Skill"), 4),
        figures(said("Wanted of"), 1.4),
        figures(said("Have it"), 1.4),
        figures(said("Planned"), 1.4),
        figures(said("Below the level"), 1.6),
        figures(said("Lack it"), 1.4),
    )
    rows = (
        Told(
            (
                line.name,
                words.count(line.people),
                words.count(line.has),
                words.count(line.planned),
                words.count(line.below),
                words.count(line.lacks),
            )
        )
        for line in found.skills[:_MOST_SKILLS]
    )
    return listing(said("Skills that most people lack"), heads, rows)
