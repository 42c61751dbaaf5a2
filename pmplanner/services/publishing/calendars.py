"""The plan in calendars: files of people, trainers, rooms and the whole plan, and of other programs."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.calendar_csv import write_google, write_outlook
from pmplanner.exchange.folders import FileNames, filled_folder
from pmplanner.exchange.ics_writing import calendar_text
from pmplanner.exchange.writing import replacing
from pmplanner.models import Plan
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.calendar_events import CALENDARS, PlanCalendar, Recipient, read_calendar
from pmplanner.services.exporting.gantt import gantt_tables, write_gantt
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import find_person, find_plan, fold, get
from pmplanner.services.publishing.publication_log import (
    Entry,
    Published,
    keep_calendar_id,
    removed_plans,
    told_plan_name,
    told_recipients,
)

PROGRAMS = ("google", "outlook", "gantt")
"""The programs whose tables can be written."""

ReportProgress = Callable[[int, int], None]
"""Hears how many of how many steps are done; may raise to stop the work."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: calendars, the events that stand in them, and those that they cancel."""

    calendars: int
    events: int
    cancelled: int


def read_told_calendar(db: Session, scope: ExportScope) -> PlanCalendar:
    """Read the events of a scope's plan for telling people of them.

    A plan that is removed but has told people has none, so that what it told is cancelled. Raises
    PlanError when there is no plan, and for a variant, which is for trying something out: people
    would be told twice.
    """
    plan = db.get(Plan, scope.plan_id) if scope.plan_id is not None else None
    if plan is not None and plan.variant_of_id is not None:
        original = get(db, Plan, plan.variant_of_id).name
        raise PlanError(
            said(
                "“{plan}” is a variant of “{original}”, for trying something out, so nobody is told of it.",
                plan=plan.name,
                original=original,
            )
        )
    name = told_plan_name(db, scope.plan_id) if plan is None and scope.plan_id is not None else None
    if name is None:
        return read_calendar(db, scope)
    return PlanCalendar(db, _plan_id(scope), name)


def find_told_plan(db: Session, name: str | None, today: dt.date) -> int:
    """Return the plan of a name, as :func:`find_plan`, or one that is removed and still in calendars."""
    gone = removed_plans(db, today) if name is not None else {}
    there = {fold(plan) for plan in db.scalars(select(Plan.name))}
    for plan_id, known in gone.items():
        if fold(known) == fold(name or "") and fold(known) not in there:
            return plan_id
    return find_plan(db, name).id


def list_calendars(db: Session, scope: ExportScope, kind: str) -> list[Recipient]:
    """Return whose calendars of a kind there are in a scope: with events now, or told of before."""
    calendar = read_told_calendar(db, scope)
    return list_recipients(db, calendar, scope, kind)


def find_calendar(db: Session, scope: ExportScope, kind: str, name: str) -> Recipient:
    """Return the calendar of a kind that a name, or the key of a person, stands for.

    Raises PlanError when nobody, no trainer or no room of the plan goes by it.
    """
    calendar = read_told_calendar(db, scope)
    if kind == "person":
        return calendar.people[find_person(db, name).id]
    found = calendar.named(kind, name)
    known = {each.key: each for each in list_recipients(db, calendar, scope, kind)}
    if found.key not in known:
        names = ", ".join(f"“{each.name}”" for each in known.values()) or "none"
        raise PlanError(
            said(
                "No session of the plan has the {kind} “{name}”. There are: {names}.",
                kind=kind,
                name=name,
                names=names,
            )
        )
    return known[found.key]


def write_ics(
    db: Session, path: Path, scope: ExportScope, to: Recipient | None, stamp: dt.datetime
) -> Written:
    """Write one calendar, that of the whole plan without *to*, in place of *path*.

    *session* is one of :meth:`Workspace.keep`, for what is written counts as told. *stamp* is
    when it is made (UTC, aware). Raises PlanError without a plan, ExchangeError when the file
    cannot be written.
    """
    keep_calendar_id(db)
    calendar = read_told_calendar(db, scope)
    to = to or calendar.plan
    published = Published(db, calendar, to)
    entries = _update(published, calendar, scope, to)
    published.save()
    with replacing(path) as stream:
        stream.write(_text(entries, to, stamp))
    return _count([entries])


def write_ics_folder(
    db: Session,
    folder: Path,
    scope: ExportScope,
    kind: str,
    stamp: dt.datetime,
    progress: ReportProgress = lambda done, total: None,
) -> Written:
    """Write a calendar for each person, trainer or room into a folder; otherwise as :func:`write_ics`."""
    if kind not in CALENDARS:
        raise PlanError(
            said(
                "There are calendars of {calendars}; not of “{kind}”.",
                calendars=", ".join(CALENDARS),
                kind=kind,
            )
        )
    keep_calendar_id(db)
    calendar = read_told_calendar(db, scope)
    published = Published(db, calendar)
    recipients = list_recipients(db, calendar, scope, kind)
    names, written = FileNames(), []
    with filled_folder(folder) as place:
        for done, to in enumerate(recipients):
            progress(done, len(recipients))
            entries = _update(published, calendar, scope, to)
            if entries:
                (place / names.give(to.name, ".ics")).write_bytes(_text(entries, to, stamp))
                written.append(entries)
        published.save()
    return _count(written)


def list_recipients(db: Session, calendar: PlanCalendar, scope: ExportScope, kind: str) -> list[Recipient]:
    """Return the calendars of a kind, also those of which all events are gone by now.

    A scope's people are those whose calendars are wanted; trainers and rooms are not told apart by them.
    """
    everyone = {to.key: to for to in calendar.recipients(kind)}
    for to in map(calendar.renewed, told_recipients(db, calendar.plan_id, kind)):
        now = everyone.get(to.key, to)
        everyone[to.key] = replace(now, email=to.email)
    if kind != "person" or scope.person_ids is None:
        return list(everyone.values())
    wanted = {f"person:{person_id}" for person_id in scope.person_ids}
    return [to for to in everyone.values() if to.key in wanted]


def _update(published: Published, calendar: PlanCalendar, scope: ExportScope, to: Recipient) -> list[Entry]:
    own = replace(scope, person_ids=None) if to.kind == "person" else scope
    entries = published.update(to, calendar.events.get(to.key, ()), calendar.covers(own))
    return sorted(entries, key=lambda entry: (entry.event.start, entry.uid))


def _text(entries: Sequence[Entry], to: Recipient, stamp: dt.datetime) -> bytes:
    return calendar_text([entry.as_event() for entry in entries], to.name, stamp)


def _count(calendars: Sequence[Sequence[Entry]]) -> Written:
    entries = [entry for calendar in calendars for entry in calendar]
    cancelled = sum(entry.cancelled for entry in entries)
    return Written(len(calendars), len(entries) - cancelled, cancelled)


def write_for_program(db: Session, program: str, path: Path, scope: ExportScope) -> int:
    """Write the sessions of a scope as the table of one of PROGRAMS; return how many rows or tasks.

    Times are those of each session's own zone, for these tables know no zones. Raises PlanError
    without a plan or for another program, ExchangeError when the file cannot be written.
    """
    calendar = read_calendar(db, scope)
    if program == "gantt":
        return write_gantt(path, *gantt_tables(db, calendar, scope))
    if program not in PROGRAMS:
        raise PlanError(
            said(
                "There is no export for “{program}”; there are {programs}.",
                program=program,
                programs=", ".join(PROGRAMS),
            )
        )
    write = write_google if program == "google" else write_outlook
    return write(path, (event.as_event() for event in calendar.within(scope)))


def _plan_id(scope: ExportScope) -> int:
    assert scope.plan_id is not None  # read_calendar() has refused None
    return scope.plan_id
