"""A team's plan as a paper for its manager: sums, each person's courses, sessions to come, what is open."""

from collections.abc import Iterator, Sequence

from pmplanner.papers.model import Block, Figure, Figures, Heading, Paper, Row, Section, group_row
from pmplanner.sentences import counted, resaid, said
from pmplanner.services.reports import states, words
from pmplanner.services.reports.tables import Head, Told, below, cost_figure, figures, listing, note
from pmplanner.services.reports.team_plans import Member, TeamPlan, TeamPlans
from pmplanner.services.totals.totals import NO_TEAM

_MOST_MANAGERS = 8


def team_plans_paper(found: TeamPlans) -> Paper:
    """Return the paper: each team begins a page."""
    names = [team.name or resaid(NO_TEAM) for team in found.teams]
    title = names[0] if len(names) == 1 else said("all teams")
    sections = tuple(_section(found, team) for team in found.teams)
    empty = Section(said("Plans of teams"), (), (note(said("Nobody is in the plan.")),))
    return Paper(said("Plan of {team}", team=title), sections or (empty,))


def _section(found: TeamPlans, team: TeamPlan) -> Section:
    heading = found.heading
    period = words.period(heading.first_day, heading.last_day)
    plan = said(
        "{plan}, {period} · as of {day}", plan=heading.plan, period=period, day=words.day(heading.today)
    )
    return Section(
        team.name or resaid(NO_TEAM),
        below(_managers(team.managers), plan),
        tuple(_blocks(team, found.currency)),
    )


def _managers(names: Sequence[str]) -> str:
    """Who manages the team; only how many where names would fill the head of each page."""
    if not names:
        return ""
    if len(names) > _MOST_MANAGERS:
        return counted("{n:,} manager", "{n:,} managers", len(names))
    return counted("Manager: {names}", "Managers: {names}", len(names), names=", ".join(names))


def _blocks(team: TeamPlan, currency: str) -> Iterator[Block]:
    yield _sums(team, currency)
    yield from listing(said("People"), _heads(), (row for member in team.members for row in _member(member)))
    yield Heading(said("Sessions to come"))
    if team.sessions:
        yield from listing("", _session_heads(), _sessions(team))
    else:
        yield note(said("Nobody of the team sits in a session to come."))
    if team.waiting:
        yield from listing(
            said("To be agreed"),
            (Head(said("Person"), 3), Head(said("Course"), 6), figures(said("Days"), 1)),
            (
                Told((member.person.name, course.title, words.days(course.cell.days)))
                for member, course in team.waiting
            ),
        )


def _sums(team: TeamPlan, currency: str) -> Figures:
    totals = team.totals
    return Figures(
        (
            Figure(said("people"), words.count(totals.people)),
            Figure(said("days planned"), words.number(totals.planned)),
            Figure(said("done"), words.number(totals.done)),
            Figure(said("scheduled"), words.number(totals.scheduled)),
            Figure(said("to schedule"), words.number(totals.open)),
            Figure(said("required and missing"), words.number(totals.gap)),
            cost_figure(totals, currency),
        )
    )


def _heads() -> Sequence[Head]:
    return (
        Head(said("Course"), 6),
        figures(said("Days"), 1),
        Head(said("Status"), 2.6),
        Head(said("When"), 3),
        Head(said("Session"), 1.8),
    )


def _member(member: Member) -> Iterator[Row | Told]:
    person = member.person
    yield group_row(" · ".join(filter(None, (person.name, person.job_title, person.track))), len(_heads()))
    if not member.courses:
        yield Told((said("Nothing is picked or required."), "", "", "", ""))
    for course in member.courses:
        cell = course.cell
        yield Told(
            (
                course.title,
                words.days(cell.days),
                states.of_cell(cell),
                words.period(cell.first_day, cell.last_day),
                cell.session_code,
            )
        )


def _session_heads() -> Sequence[Head]:
    return (
        Head(said("When"), 3),
        Head(said("Course"), 5),
        Head(said("Session"), 1.6),
        Head(said("Place"), 2.4),
        Head(said("Status"), 1.8),
        Head(said("Who"), 4),
    )


def _sessions(team: TeamPlan) -> Iterator[Told]:
    for row, names in team.sessions:
        place = row.room_names or states.mode(row.mode)
        yield Told(
            (
                words.period(row.first_day, row.last_day),
                row.course_title,
                row.code,
                place,
                states.of_session(row.status),
                ", ".join(names),
            )
        )
