"""Certificates of attendance as a paper: one on each page, to be signed."""

from collections.abc import Iterator

from pmplanner.papers.model import Block, Gap, Line, Paper, Section, Signatures, Size, Text
from pmplanner.sentences import counted, said
from pmplanner.services.reports import words
from pmplanner.services.reports.attendance_certificates import Certificate, Certificates
from pmplanner.services.reports.tables import note

_TOP, _BETWEEN = 90.0, 26.0
"""Room above and between the parts, in points."""


def attendance_certificates_paper(found: Certificates) -> Paper:
    """Return the paper: a certificate a page."""
    title = said("Certificate of attendance")
    sections = tuple(
        Section(title, (), tuple(_blocks(each)), centred=True, name=_named(each))
        for each in found.certificates
    )
    nobody = note(said("Nobody of these has attended a session yet: there is nothing to certify."))
    return Paper(
        said("{what} – {whom}", what=title, whom=_whom(found)), sections or (Section(title, (), (nobody,)),)
    )


def _named(each: Certificate) -> str:
    return f"{each.session.code} – {each.name}"


def _whom(found: Certificates) -> str:
    """Return the person whose they are, the few sessions that they are of, or the plan."""
    names = {each.name for each in found.certificates}
    codes = {each.session.code for each in found.certificates}
    if len(names) == 1:
        return min(names)
    return ", ".join(sorted(codes)) if 0 < len(codes) < 4 else found.heading.plan


def _blocks(each: Certificate) -> Iterator[Block]:
    yield Gap(_TOP)
    yield Text((Line(each.name, size=Size.TITLE),))
    yield Gap(_BETWEEN)
    attended = said("has attended in part") if each.in_part else said("has attended")
    yield Text((Line(attended, size=Size.LARGE),))
    yield Gap(_BETWEEN)
    yield Text((Line(each.course_title, size=Size.TITLE), Line(each.course_code, muted=True, above=4)))
    yield Gap(_BETWEEN)
    yield Text(tuple(Line(text, size=Size.LARGE, above=4) for text in _facts(each)))
    yield Gap(_TOP)
    yield Signatures((said("Place and date"), said("Signature")))
    yield Gap(_BETWEEN)
    yield Text((Line(said("No. {number}", number=each.number), muted=True, size=Size.SMALL),))


def _facts(each: Certificate) -> Iterator[str]:
    session = each.session
    yield words.period(session.first_day, session.last_day)
    if each.days is not None:
        yield counted("{n} training day", "{n} training days", each.days, n=words.days(each.days))
    elif session.days is not None:
        length = words.days(session.days)
        yield counted("of a session of {n} day", "of a session of {n} days", session.days, n=length)
    if session.room_names:
        yield session.room_names
    if each.provider:
        yield said("Provider: {name}", name=each.provider)
    if session.trainers:
        names = session.trainer_names
        yield counted("Trainer: {names}", "Trainers: {names}", len(session.trainers), names=names)
