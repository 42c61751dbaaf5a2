"""What expires as a paper: by month, then each with where it is renewed, then the sessions to be laid."""

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
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.reports import states, words
from pmplanner.services.reports.renewals import RenewalLine, RenewalMonth, RenewalsReport
from pmplanner.services.reports.tables import Head, Told, below, figures, listing, note

_KINDS = {"exemption": marked("{title} (exemption)"), "certificate": marked("{title} (certificate)")}
_TONES = (
    ("seated", Tone.DONE),
    ("picked", Tone.SCHEDULED),
    ("seated too late", Tone.OPEN),
    ("missing", Tone.OVER),
)


def renewals_paper(found: RenewalsReport) -> Paper:
    """Return the paper of what expires."""
    title = said("What expires, and where it is renewed")
    subtitle = below(words.below(found.heading), said("As of {day}", day=words.day(found.heading.today)))
    return Paper(title, (Section(title, subtitle, tuple(_blocks(found))),), landscape=True)


def _blocks(found: RenewalsReport) -> Iterator[Block]:
    until = said("Expires by {day}", day=words.day(found.until))
    soon = (
        Figure(said("Within {days} days", days=days), words.number(open_), said("without a seat in time"))
        for days, open_ in found.soon.items()
    )
    yield Figures((Figure(until, words.number(len(found.lines))), *soon))
    if not found.lines:
        yield note(said("Nothing expires until then."))
        return
    yield Heading(said("By month"))
    yield Pillars(
        tuple(map(_pillar, found.months)), tuple(Key(tone, states.of_renewal(s)) for s, tone in _TONES)
    )
    heads = (
        Head(said("Until"), 1.7),
        Head(said("Person"), 2.4),
        Head(said("Team"), 2),
        Head(said("What"), 4),
        Head(said("State"), 1.5),
        Head(said("Renewed in"), 3),
        figures(said("Days left"), 1),
    )
    yield from listing(said("What expires"), heads, map(_row, found.lines))
    yield from _sessions(found)


def _pillar(each: RenewalMonth) -> Pillar:
    amounts = (each.seated, each.picked, each.late, each.missing)
    parts = tuple(Part(tone, Decimal(n)) for n, (_, tone) in zip(amounts, _TONES, strict=True) if n)
    return Pillar(words.short_month(each.month), parts, words.count(each.expire) if each.expire else "")


def _row(each: RenewalLine) -> Told:
    return Told(
        (
            words.day(each.line.valid_until),
            each.person,
            each.team,
            resaid(_KINDS[each.kind], title=each.title) if each.kind in _KINDS else each.title,
            states.of_renewal(each.line.state),
            _where(each),
            words.number(each.days_left),
        )
    )


def _where(each: RenewalLine) -> str:
    if each.seat is not None:
        period = words.period(each.seat.first_day, each.seat.last_day)
        where = said("{code}, {period}", code=each.seat.code, period=period)
        return said("{where} ({plan})", where=where, plan=each.seat.plan) if each.seat.plan else where
    if not each.renewed_by:
        return words.NOTHING
    return said("to take: {courses}", courses=", ".join(each.renewed_by))


def _sessions(found: RenewalsReport) -> Iterator[Block]:
    if found.sessions:
        heads = (
            Head(said("Course"), 5),
            Head(said("Between"), 2.5),
            figures(said("People"), 1),
            Head(said("Session"), 2),
        )
        rows = (
            Told(
                (
                    title,
                    words.period(session.first_day, session.last_day),
                    words.count(len(session.people)),
                    code or said("a new one"),
                )
            )
            for session, _, title, code in found.sessions
        )
        yield from listing(said("The fewest sessions that renew what is missing"), heads, rows)
    if found.too_late:
        yield note(
            counted(
                "For {n:,} renewal no open day is left in the plan.",
                "For {n:,} renewals no open day is left in the plan.",
                found.too_late,
            )
        )
