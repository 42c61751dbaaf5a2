"""A person's plan and training record as a paper: what is planned, what was done, and what proves it."""

import datetime as dt
from collections.abc import Iterator, Sequence

from pmplanner import day_words
from pmplanner.models.statuses import SeatStatus
from pmplanner.papers.model import Block, Figure, Figures, Heading, Line, Paper, Section
from pmplanner.sentences import marked, resaid, said
from pmplanner.services.people.evidence import Evidence
from pmplanner.services.people.people import PersonRow
from pmplanner.services.reports import states, words
from pmplanner.services.reports.records import PersonRecord, Records
from pmplanner.services.reports.tables import Head, Told, below, figures, listing, note
from pmplanner.services.totals.totals import Totals
from pmplanner.services.views.person_plan import CourseLine

_PARTLY, _ATTENDED = marked("attended in part"), marked("attended")


def records_paper(found: Records) -> Paper:
    """Return the paper: each person begins a page."""
    names = [record.detail.person.name for record in found.people]
    title = names[0] if len(names) == 1 else said("Training plans and records")
    heading = said("Training plan and record")
    sections = tuple(
        Section(record.detail.person.name, _below(found, record), tuple(_blocks(record, found.heading.today)))
        for record in found.people
    )
    return Paper(said("{what} – {whom}", what=heading, whom=title), sections or (_nobody(),))


def _nobody() -> Section:
    return Section(said("Training plan and record"), (), (note(said("Nobody is in the plan.")),))


def _below(found: Records, record: PersonRecord) -> tuple[Line, ...]:
    heading = found.heading
    plan = said(
        "{plan}, {period}", plan=heading.plan, period=words.period(heading.first_day, heading.last_day)
    )
    return below(
        " · ".join(filter(None, _facts(record.detail.person))),
        said("Training plan and record · {plan} · as of {day}", plan=plan, day=words.day(heading.today)),
    )


def _facts(person: PersonRow) -> Iterator[str]:
    yield person.job_title
    yield person.team
    yield person.track
    if person.manager:
        yield said("manager: {name}", name=person.manager)
    if person.employee_id:
        yield said("employee id: {key}", key=person.employee_id)


def _blocks(record: PersonRecord, today: dt.date) -> Iterator[Block]:
    if record.ledger is None:
        yield note(said("This person does not count in the plan."))
    else:
        yield _sums(record.ledger.totals)
    yield Heading(said("Plan"))
    if record.plan:
        yield from listing("", _plan_heads(), (_planned(line) for line in record.plan))
    else:
        yield note(said("Nothing is picked or required."))
    yield Heading(said("Training record"))
    done = [*_attended(record, today), *_completed(record, today)]
    done.sort(key=lambda each: each[0], reverse=True)
    if done:
        yield from listing("", _record_heads(), (told for _, told in done))
    else:
        yield note(said("Nothing is recorded yet."))
    if record.held:
        yield from listing(said("Certificates"), _certificate_heads(), _held(record, today))
    if record.detail.exemptions:
        yield from listing(said("Exempt from"), _exemption_heads(), _exempt(record))


def _sums(totals: Totals) -> Figures:
    return Figures(
        (
            Figure(said("days required"), words.number(totals.required)),
            Figure(said("credited"), words.number(totals.credited)),
            Figure(said("planned"), words.number(totals.planned)),
            Figure(said("done"), words.number(totals.done)),
            Figure(said("scheduled"), words.number(totals.scheduled)),
            Figure(said("missing"), words.number(totals.gap)),
        )
    )


def _plan_heads() -> Sequence[Head]:
    return (
        Head(said("Course"), 6),
        Head(said("Code"), 2.2),
        figures(said("Days"), 1),
        Head(said("Status"), 2.4),
        Head(said("When"), 3.2),
        Head(said("Session"), 1.6),
    )


def _planned(line: CourseLine) -> Told:
    cell = line.cell
    return Told(
        (
            line.title,
            line.code,
            words.days(cell.days),
            states.of_cell(cell),
            words.period(cell.first_day, cell.last_day),
            cell.session_code,
        )
    )


def _record_heads() -> Sequence[Head]:
    return (
        Head(said("Done on"), 2.4),
        Head(said("Course"), 5),
        figures(said("Days"), 0.9),
        Head(said("Result"), 2),
        Head(said("Valid until"), 2.4),
        Head(said("Certificate no."), 2.2),
        Head(said("Evidence"), 3),
    )


def _attended(record: PersonRecord, today: dt.date) -> Iterator[tuple[dt.date, Told]]:
    for row in record.detail.attended:
        result = _PARTLY if row.status == SeatStatus.PARTLY_ATTENDED else _ATTENDED
        told = Told(
            (
                words.period(row.first_day, row.last_day),
                row.title,
                words.days(row.days),
                resaid(result),
                _valid(row.expires_on, today),
                "",
                said("session {code}", code=row.session_code),
            )
        )
        yield row.last_day, told


def _completed(record: PersonRecord, today: dt.date) -> Iterator[tuple[dt.date, Told]]:
    for row in record.detail.history:
        title = (
            said("{title} ({provider})", title=row.title, provider=row.provider)
            if row.provider
            else row.title
        )
        told = Told(
            (
                words.day(row.completed_on),
                title,
                said("unknown") if row.days is None else words.days(row.days),
                row.result,
                _valid(row.expires_on, today),
                row.certificate_number,
                _evidence(row.evidence, row.link),
            )
        )
        yield row.completed_on, told


def _evidence(files: Sequence[Evidence], link: str = "") -> str:
    return ", ".join((*(each.name for each in files), *filter(None, (link,))))


def _valid(until: dt.date | None, today: dt.date) -> str:
    if until is None:
        return words.NOTHING
    if until < today:
        return said("expired on {day}", day=words.day(until))
    return words.day(until)


def _certificate_heads() -> Sequence[Head]:
    return (
        Head(said("Certificate"), 5),
        Head(said("Number"), 2.4),
        Head(said("Awarded on"), 2.4),
        Head(said("Valid until"), 2.6),
        Head(said("For the renewal"), 3),
        Head(said("Evidence"), 3),
    )


def _held(record: PersonRecord, today: dt.date) -> Iterator[Told]:
    for held in record.held:
        row = held.row
        asked = row.units_asked
        renewal = (
            ""
            if asked is None
            else said(
                "{earned} of {asked} {unit}",
                earned=day_words.number(row.units_earned),
                asked=day_words.number(asked),
                unit=row.unit,
            )
        )
        yield Told(
            (
                row.name,
                row.number,
                said("unknown") if row.awarded_on is None else words.day(row.awarded_on),
                said("always") if row.valid_until is None else _valid(row.valid_until, today),
                renewal,
                _evidence(held.evidence),
            )
        )


def _exemption_heads() -> Sequence[Head]:
    return (Head(said("Course"), 5), Head(said("Why"), 5), Head(said("From"), 2), Head(said("Until"), 2))


def _exempt(record: PersonRecord) -> Iterator[Told]:
    for row in record.detail.exemptions:
        first = words.NOTHING if row.first_day is None else words.day(row.first_day)
        last = words.NOTHING if row.last_day is None else words.day(row.last_day)
        yield Told((row.title, row.reason, first, last))
