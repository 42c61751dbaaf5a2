"""Why somebody is, or is not, on a course."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, format_option, may_write
from pmplanner.cli.output import print_rows, remark, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands, add_command, format_option, may_write
    from pmplanner.services.why.rows import Answer, Credited, OfferedChange, Outlook, Picked, SessionAnswer
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the command `why`."""
    parser = add_command(
        commands, "why", said("Say why somebody is, or is not, on a course, and what would help"), why
    )
    parser.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))
    parser.add_argument("course", metavar="COURSE", help=said("code or title"))
    about = said("do what would help: the first that is told, or the one of this number")
    parser.add_argument("--apply", nargs="?", type=values.count, const=1, metavar="NUMBER", help=about)
    format_option(parser)
    plan_option(parser)


@may_write
def why(path: Path, args: Namespace) -> int:
    """Say all that is known, or do what would help."""
    return (say_why if args.apply is None else apply_help)(path, args)


@writes
def apply_help(workspace: Workspace, args: Namespace) -> int:
    """Do what would help a person onto a course."""
    from pmplanner.services.lookup import find_course, find_person, find_plan
    from pmplanner.services.why.ahead import look_ahead
    from pmplanner.services.why.asking import ask_why

    with workspace.read() as db:
        plan_id, person = find_plan(db, args.plan).id, find_person(db, args.person)
        outlook = look_ahead(ask_why(db, plan_id, person.id, find_course(db, args.course).id))
        told = _labels(db, outlook)
    if args.apply > len(told):
        raise PlanError(said("There is no change {number} that would help.", number=args.apply))
    _do(workspace, outlook.changes[args.apply - 1])
    remark(args, said("Done: {label}", label=told[args.apply - 1]))
    return 0


def _do(workspace: Workspace, change: OfferedChange) -> None:
    from pmplanner.services.why.doing import apply_change

    with workspace.edit(change.label) as db:
        apply_change(db, change)


@reads
def say_why(workspace: Workspace, args: Namespace) -> int:
    """Say all that is known, in sentences or as JSON."""
    from pmplanner.services.lookup import find_course, find_person, find_plan
    from pmplanner.services.why.ahead import look_ahead
    from pmplanner.services.why.asking import ask_why

    with workspace.read() as db:
        plan = find_plan(db, args.plan)
        person, course = find_person(db, args.person), find_course(db, args.course)
        question = ask_why(db, plan.id, person.id, course.id)
        outlook = look_ahead(question)
        if args.format == "json":
            told = _as_json(db, question.answer, outlook)
            head = {
                "plan": plan.name,
                "person_id": person.employee_id,
                "email": person.email,
                "course_code": course.code,
            }
            say(json.dumps({**head, **told}, indent=2, ensure_ascii=False))
        elif args.format == "csv":
            told_rows = _sentences(db, question.answer, outlook)
            print_rows(args, {"about": "About", "text": "Text"}, told_rows)
        else:
            _say(db, question.answer, outlook)
    return 0


def _say(db: Session, answer: Answer, outlook: Outlook) -> None:
    last = "answer"
    for about, sentence in _sentences(db, answer, outlook):
        if about != last and about != "change":
            say("")
        if about == "change" and last != "change":
            say(said("What would help:"))
        say(said("- {change}", change=sentence) if about == "change" else sentence)
        last = about


def _sentences(db: Session, answer: Answer, outlook: Outlook) -> list[tuple[str, str]]:
    """Return all that is said, each with what it is about."""
    told = [("answer", sentence) for sentence in (answer.headline, *answer.sentences)]
    told += [("session", session.sentence) for session in answer.sessions]
    told += [("outlook", outlook.sentence)] if outlook.sentence else []
    return told + [("change", label) for label in _labels(db, outlook)]


def _labels(db: Session, outlook: Outlook) -> list[str]:
    from pmplanner.storage.labels import words

    return list(words(db, {place: each.label for place, each in enumerate(outlook.changes)}).values())


def _as_json(db: Session, answer: Answer, outlook: Outlook) -> dict[str, Any]:
    first = outlook.first
    return {
        "person": answer.person,
        "course": answer.course,
        "in_words": [answer.headline, *answer.sentences],
        "counts": answer.standing.value,
        "required": {
            "state": answer.need,
            "due": _day(answer.due),
            "met_by": answer.met_by or None,
            "tracks": [
                {"track": each.track, "as": each.kind, "choose": each.choose or None, "of": each.of or None}
                for each in answer.wanted
            ],
        },
        "credited": _credited(answer.credited),
        "picked": _picked(answer.picked),
        "sessions": [_session(each) for each in answer.sessions],
        "first_day": None
        if first is None
        else {
            "first_day": _day(first.first_day),
            "last_day": _day(first.last_day),
            "session": first.code or None,
            "trainer": first.trainer or None,
            "trainer_is_free": first.is_taught,
        },
        "looked_at": {
            "from": _day(outlook.begins),
            "until": _day(outlook.horizon),
            "in_the_way": [{"kind": kind, "days": days} for kind, days in outlook.reasons],
            "in_words": outlook.sentence,
        },
        "change": [
            {
                "kind": each.kind,
                "what": label,
                "first_day": _day(each.first_day),
                "last_day": _day(each.last_day),
            }
            for each, label in zip(outlook.changes, _labels(db, outlook), strict=True)
        ],
    }


def _credited(credited: Credited | None) -> dict[str, Any] | None:
    if credited is None:
        return None
    return {
        "by": credited.source,
        "course": credited.course,
        "day": _day(credited.day),
        "valid_until": _day(credited.valid_until),
        "reason": credited.reason or None,
        "session": credited.session or None,
    }


def _picked(picked: Picked | None) -> dict[str, Any] | None:
    if picked is None:
        return None
    return {
        "status": picked.status,
        "attempt": picked.attempt,
        "result": picked.result or None,
        "by": picked.by or None,
        "at": None if picked.at is None else picked.at.isoformat(timespec="seconds") + "Z",
        "edit": picked.edit or None,
    }


def _session(session: SessionAnswer) -> dict[str, Any]:
    return {
        "session": session.code,
        "first_day": _day(session.first_day),
        "last_day": _day(session.last_day),
        "seat": session.seat,
        "place": session.place or None,
        "can_sit": session.is_possible,
        "in_the_way": [
            {
                "kind": each.kind,
                "what": each.text,
                "accepted": each.problem.accepted if each.problem is not None else None,
            }
            for each in session.hindrances
        ],
        "in_words": session.sentence,
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
