"""What is decided of picks."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, add_noun
from pmplanner.cli.output import say
from pmplanner.cli.running import writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.decisions.decide import Verdict
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the command `decide`."""
    actions = add_noun(commands, "decide", said("Decide of what people have picked"))
    for name, about, run in (
        ("approve", said("Approve picks of somebody"), approve),
        ("later", said("Put picks of somebody off"), put_off),
        ("decline", said("Decline picks of somebody"), decline),
        ("propose", said("Propose picks of somebody, of which nobody has decided yet"), propose),
        ("clear", said("Take back what was decided of picks of somebody"), clear),
    ):
        parser = add_command(actions, name, about, run)
        parser.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))
        parser.add_argument("courses", nargs="+", metavar="COURSE", help=said("code or title"))
        if name != "clear":
            parser.add_argument("--reason", default="", metavar="TEXT")
            about_by = said("who decided: employee id, e-mail or name")
            parser.add_argument("--by", default="", metavar="WHO", help=about_by)
            about_on = said("when; today when left out")
            parser.add_argument("--on", type=values.a_date, metavar="DATE", help=about_on)
        if name in ("later", "decline"):
            parser.add_argument("--instead", metavar="COURSE", help=said("the course to take instead"))
        parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
        plan_option(parser)


@writes
def approve(workspace: Workspace, args: Namespace) -> int:
    """Approve picks."""
    count, courses, name = _decide(workspace, args, "approved")
    return _tell(args, said("Approved {courses} for {name}.", courses=courses, name=name), count)


@writes
def put_off(workspace: Workspace, args: Namespace) -> int:
    """Put picks off."""
    count, courses, name = _decide(workspace, args, "later")
    return _tell(args, said("Put {courses} off for {name}.", courses=courses, name=name), count)


@writes
def decline(workspace: Workspace, args: Namespace) -> int:
    """Decline picks."""
    count, courses, name = _decide(workspace, args, "declined")
    return _tell(args, said("Declined {courses} for {name}.", courses=courses, name=name), count)


@writes
def propose(workspace: Workspace, args: Namespace) -> int:
    """Propose picks."""
    count, courses, name = _decide(workspace, args, "proposed")
    return _tell(args, said("Proposed {courses} for {name}.", courses=courses, name=name), count)


@writes
def clear(workspace: Workspace, args: Namespace) -> int:
    """Take decisions back."""
    count, courses, name = _decide(workspace, args, "")
    told = said("Took back the decision of {courses} for {name}.", courses=courses, name=name)
    return _tell(args, told, count)


def _tell(args: Namespace, told: str, count: int) -> int:
    changed = counted("{n:,} decision is another now.", "{n:,} decisions are others now.", count)
    say(f"{told} {changed}")
    if args.dry_run:
        say(said("Nothing was changed."))
    return 0


def _decide(workspace: Workspace, args: Namespace, decision: str) -> tuple[int, str, str]:
    """Decide of the picks, or with --dry-run only look; return of how many, with courses and person."""
    from pmplanner.cli.choosing import named_courses
    from pmplanner.services.decisions.decide import (
        count_changes,
        decide_picks,
        picks_of,
        read_decisions,
        take_back_decisions,
    )
    from pmplanner.services.decisions.labels import decision_label
    from pmplanner.services.lookup import find_person, find_plan
    from pmplanner.services.sessions.seating import person_called
    from pmplanner.storage.labels import Counted, People

    with workspace.read() as db:
        plan_id, person_id = find_plan(db, args.plan).id, find_person(db, args.person).id
        courses, name = named_courses(db, args.courses), person_called(db, person_id)
        picks = picks_of(db, plan_id, [(person_id, course_id) for course_id in courses.ids])
        verdict = _verdict(db, args, decision) if decision else None
        if verdict is not None:
            count = count_changes(db, plan_id, picks, verdict)
        elif not (count := len(read_decisions(db, plan_id, picks))):
            raise PlanError(said("Nothing was decided of it."))
    label = decision_label(
        decision, Counted("courses", len(courses.ids), courses.words), People.of([person_id])
    )
    if not args.dry_run:
        with workspace.edit(label) as db:
            if verdict is None:
                take_back_decisions(db, picks)
            else:
                decide_picks(db, plan_id, picks, verdict)
    return count, courses.words, name


def _verdict(db: Session, args: Namespace, decision: str) -> Verdict:
    from pmplanner.services.decisions.decide import Verdict, who_decides
    from pmplanner.services.lookup import find_course

    instead = getattr(args, "instead", None)
    return Verdict(
        decision,
        *who_decides(db, args.by),
        on=args.on,
        note=args.reason,
        swap_course_id=find_course(db, instead).id if instead else None,
    )
