"""The command that schedules automatically: it asks the engine, says what came of it, and writes it."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from pmplanner.cli import values
from pmplanner.cli.choosing import named_courses, named_session, plan_option
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.output import Progress as Ticker
from pmplanner.cli.output import print_rows, remark, say, shown, table
from pmplanner.cli.running import writes
from pmplanner.scheduling.model.problem import DEFAULT_GOALS, GOALS, Limits, Progress, Proposal
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.scheduling.process import ScheduleRun
    from pmplanner.services.autoschedule.accept import Accepted
    from pmplanner.services.autoschedule.problem_builder import Brief
    from pmplanner.services.autoschedule.report import Outcome
    from pmplanner.services.autoschedule.request import ScheduleRequest
    from pmplanner.storage.workspace import Workspace

_SECONDS = 30.0


def add_commands(commands: Commands) -> None:
    """Add the command that schedules automatically."""
    parser = add_command(
        commands, "schedule", said("Find the best dates for open picks and seat everybody"), schedule
    )
    parser.add_argument(
        "--seconds", type=_seconds, default=_SECONDS, metavar="N", help=said("how long to try (%(default)g)")
    )
    parser.add_argument(
        "--goal",
        dest="goals",
        type=_goals,
        metavar="GOAL,…",
        help=said(
            "what counts, the most important first: {goals} ({usual_goals}, and sessions stay where "
            "nobody more can be seated)",
            goals=", ".join(GOALS),
            usual_goals=",".join(DEFAULT_GOALS),
        ),
    )
    parser.add_argument(
        "--defaults",
        choices=("terminal", "window"),
        default="terminal",
        help=said(
            "where goals, first day, days together and half of a team are from when they are not given"
        ),
    )
    parser.add_argument(
        "--from", dest="first_day", type=values.a_date, metavar="DATE", help=said("the first day")
    )
    parser.add_argument(
        "--to", dest="last_day", type=values.a_date, metavar="DATE", help=said("the last day")
    )
    parser.add_argument(
        "--max-seats", type=values.count, metavar="N", help=said("the most people in a new session")
    )
    parser.add_argument(
        "--together", action="store_true", help=said("no weekend or closed day between the days of a session")
    )
    parser.add_argument(
        "--pin", action="append", default=[], metavar="SESSION", help=said("a session that stays; repeatable")
    )
    parser.add_argument(
        "--release",
        action="append",
        default=[],
        metavar="SESSION",
        help=said("a session that may change although it is confirmed or pinned; repeatable"),
    )
    parser.add_argument(
        "--courses", nargs="+", action="extend", default=[], metavar="CODE", help=said("only these courses")
    )
    parser.add_argument(
        "--seed", type=int, metavar="N", help=said("the same seed and limit give the same schedule again")
    )
    parser.add_argument(
        "--wait",
        action="store_true",
        help=said("let those left out wait in full sessions that they could attend"),
    )
    parser.add_argument(
        "--keep", action="store_true", help=said("write it into a copy of the plan, as a variant")
    )
    parser.add_argument(
        "--only", nargs="+", action="extend", metavar="CODE", help=said("write only what is of these courses")
    )
    parser.add_argument(
        "--again-with",
        nargs=2,
        metavar=("PERSON", "COURSE"),
        help=said("schedule again with the first thing that would seat this one, where it is left out"),
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
    format_option(parser)
    plan_option(parser)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise ArgumentTypeError(said("'{text}' is not a number of seconds", text=text)) from error
    if not 0 < number <= 86_400:
        raise ArgumentTypeError(said("'{text}' is not between 0 and a day of seconds", text=text))
    return number


def _goals(text: str) -> tuple[str, ...]:
    goals = tuple(word.strip() for word in text.split(",") if word.strip())
    for goal in goals:
        if goal not in GOALS:
            raise ArgumentTypeError(said("'{goal}' is not one of {goals}", goal=goal, goals=", ".join(GOALS)))
    if not goals:
        raise ArgumentTypeError(said("say at least one goal"))
    return goals


@writes
def schedule(workspace: Workspace, args: Namespace) -> int:
    """Find the best dates for the open picks of a plan and write the sessions as one edit."""
    from pmplanner.services.autoschedule.problem_builder import read_brief

    if args.keep and args.only:
        raise PlanError(said("Of --keep and --only only one can be done."))
    with workspace.read() as db:
        request = _request(db, args)
        brief = read_brief(db, request)
        unapproved = _count_unapproved(db, request)
    progress, proposal = _solve(brief, _limits(args))
    if args.again_with:
        with workspace.read() as db:
            brief = read_brief(db, _loosened(db, args, request, brief, proposal))
        progress, proposal = _solve(brief, _limits(args))
    with workspace.read() as db:
        outcome = _explained(db, brief, progress, proposal, with_options=args.format == "json")
    accepted = None
    if not args.dry_run:
        accepted = _write(workspace, args, brief, proposal)
    _say(args, outcome, progress, accepted, unapproved)
    return 0


def _write(workspace: Workspace, args: Namespace, brief: Brief, proposal: Proposal) -> Accepted | None:
    """Write the sessions as one edit; None where they are in a variant, which is said."""
    from pmplanner.services.autoschedule.accept import accept_proposal
    from pmplanner.services.autoschedule.variant import keep_as_variant
    from pmplanner.services.plans.plans import list_plans
    from pmplanner.storage.labels import Counted, Label

    if args.keep:
        with workspace.edit(Label.of("schedule.keep")) as db:
            plan_id = keep_as_variant(db, brief, proposal, waiting=args.wait)
            name = next(plan.name for plan in list_plans(db) if plan.id == plan_id)
        remark(args, said("Kept as the variant {name}.", name=name))
        return None
    label, courses = Label.of("schedule.accept"), None
    if args.only:
        with workspace.read() as db:
            courses = named_courses(db, args.only).ids
        label = Label.of("schedule.accept-some", courses=Counted("courses", len(courses)))
    with workspace.edit(label) as db:
        return accept_proposal(db, brief, proposal, courses, waiting=args.wait)


def _loosened(
    db: Session, args: Namespace, request: ScheduleRequest, brief: Brief, proposal: Proposal
) -> ScheduleRequest:
    """Return the request with the first thing that would seat a pick right away."""
    from pmplanner.services.autoschedule.explain import say_why
    from pmplanner.services.autoschedule.naming import read_names
    from pmplanner.services.autoschedule.options import asked_with, find_options
    from pmplanner.services.lookup import find_course, find_person

    key, name = args.again_with
    person, course = find_person(db, key), find_course(db, name)
    names = read_names(db, brief)
    for pick, explanation in say_why(names, brief.problem, proposal).items():
        row = next(each for each in brief.problem.picks if each.key == pick)
        if (row.person, row.course) != (person.id, course.id):
            continue
        for option in find_options(names, brief.problem, proposal, explanation):
            if not option.advice:
                remark(args, said("Again with: {option}", option=option.label))
                return asked_with(request, option)
        raise PlanError(said("Nothing seats {person} that could be let go here.", person=key))
    raise PlanError(said("{person} is not left out of {course}.", person=key, course=course.code))


def _request(db: Session, args: Namespace) -> ScheduleRequest:
    from pmplanner.services.autoschedule.request import ScheduleRequest
    from pmplanner.services.autoschedule.usual import with_usual
    from pmplanner.services.lookup import find_course, find_plan

    plan = find_plan(db, args.plan)
    courses = frozenset(find_course(db, name).id for name in args.courses)
    request = ScheduleRequest(
        plan.id,
        dt.date.today(),  # noqa: DTZ011 - the day on the user's wall
        first_day=args.first_day,
        last_day=args.last_day,
        course_ids=courses or None,
        max_seats=args.max_seats,
        days_together=args.together,
        pinned=frozenset(named_session(db, plan.id, code) for code in args.pin),
        released=frozenset(named_session(db, plan.id, code) for code in args.release),
        keep_unless_gain=args.goals is None,
    )
    if args.defaults == "window":
        request = with_usual(db, request)
    return request if args.goals is None else replace(request, goals=args.goals)


def _limits(args: Namespace) -> Limits:
    seeded = args.seed is not None
    return Limits(seconds=args.seconds, seed=args.seed or 0, repeatable=seeded)


def _solve(brief: Brief, limits: Limits) -> tuple[Progress, Proposal]:
    """Run the engine to its end, telling whoever watches how far it is; Ctrl+C keeps the best so far."""
    from pmplanner.scheduling.process import ScheduleRun, SchedulingError

    ticker = Ticker(said("Scheduling"))
    run = ScheduleRun(brief.problem, limits)
    try:
        for progress in _reports(run):
            ticker.stage(
                counted(
                    "{seated:,} of {picks:,} seated, {n:,} session, {seconds:.0f} s",
                    "{seated:,} of {picks:,} seated, {n:,} sessions, {seconds:.0f} s",
                    progress.sessions,
                    seated=progress.seated,
                    picks=len(brief.pick_ids),
                    seconds=progress.seconds,
                )
            )
    except SchedulingError as error:
        raise PlanError(str(error)) from error
    finally:
        ticker.clear()
    if run.progress is None:
        raise PlanError(said("Nothing was found in that time. Allow more seconds."))
    return run.progress, run.proposal or Proposal()


def _explained(
    db: Session, brief: Brief, progress: Progress, proposal: Proposal, *, with_options: bool
) -> Outcome:
    """Say what came of it, with the reason for each pick left out and, if asked, what would help."""
    from pmplanner.services.autoschedule.explain import say_why
    from pmplanner.services.autoschedule.naming import read_names
    from pmplanner.services.autoschedule.options import find_all_options, find_group_options
    from pmplanner.services.autoschedule.report import read_outcome

    names = read_names(db, brief)
    explained = say_why(names, brief.problem, proposal)
    options: dict[int, tuple[str, ...]] = {}
    if with_options:
        found = find_all_options(names, brief.problem, proposal, [*explained.values()])
        options = {pick: tuple(option.label for option in each) for pick, each in found}
        for pick, option in find_group_options(names, brief.problem, proposal, [*explained.values()]):
            options[pick] = (option.label, *options.get(pick, ()))
    reasons = {pick: each.sentence for pick, each in explained.items()}
    return read_outcome(db, brief, progress, proposal, reasons, options)


def _reports(run: ScheduleRun) -> Iterator[Progress]:
    """Give each report; Ctrl+C ends the run with the best so far."""
    while not run.is_over:
        try:
            yield from run
        except KeyboardInterrupt:
            run.stop()


def _count_unapproved(db: Session, request: ScheduleRequest) -> int:
    from pmplanner.services.sessions.seating import count_unapproved

    counts = count_unapproved(db, request.plan_id)
    asked = request.course_ids
    return sum(count for course_id, count in counts.items() if asked is None or course_id in asked)


def _say(
    args: Namespace, outcome: Outcome, progress: Progress, accepted: Accepted | None, unapproved: int
) -> None:
    if args.format == "json":
        told = {**_as_json(outcome, progress, accepted), "not_approved": unapproved}
        say(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if args.format == "csv":
        left = [(row.employee_id, row.name, row.course_code, row.reason) for row in outcome.left_out]
        print_rows(args, {name: name for name in ("person_id", "name", "course_code", "reason")}, left)
        return
    for line in _sentences(outcome, progress):
        say(line)
    if unapproved:
        say(
            counted(
                "{n:,} open pick is not among them: nobody has approved it.",
                "{n:,} open picks are not among them: nobody has approved them.",
                unapproved,
            )
        )
    if outcome.left_out:
        rows = [(row.name, row.employee_id, row.course_title, row.reason) for row in outcome.left_out]
        say(table(("Left out", "Id", "Course", "Why"), rows))
    if accepted is None and not args.keep:
        counts = _counts(outcome, outcome.new_seats, outcome.lost_seats)
        say(said("Nothing was written. It would be: {what}.", what=", ".join(counts)))
    elif accepted is not None:
        counts = _counts(accepted, accepted.seated, accepted.lost)
        waiting = [said("{people:,} waiting", people=accepted.waiting)] if args.wait else []
        say(said("Written: {what}.", what=", ".join([*counts, *waiting])))


def _counts(found: Outcome | Accepted, seats: int, lost: int) -> Iterator[str]:
    """Count all that changes in the plan."""
    yield counted("{n:,} new session", "{n:,} new sessions", found.new)
    yield said("{sessions:,} moved", sessions=found.moved)
    if found.changed:
        yield said("{sessions:,} with another room or trainer, or more seats", sessions=found.changed)
    yield said("{sessions:,} dropped", sessions=found.dropped)
    yield counted("{n:,} new seat", "{n:,} new seats", seats)
    if lost:
        yield counted("{n:,} seat lost", "{n:,} seats lost", lost)
    if found.changed_people:
        yield counted("{n:,} person changes session", "{n:,} people change session", found.changed_people)


def _sentences(outcome: Outcome, progress: Progress) -> Iterator[str]:
    left = len(outcome.left_out)
    yield counted(
        "Seated {seated:,} of {n:,} pick; {left:,} left out.",
        "Seated {seated:,} of {n:,} picks; {left:,} left out.",
        outcome.picks,
        seated=outcome.seated,
        left=left,
    )
    least = _floor_of_sessions(outcome)
    yield said(
        "{sessions} ({least}), {days} with training.",
        sessions=counted("{n:,} session", "{n:,} sessions", outcome.sessions),
        least=least,
        days=counted("{n:,} day", "{n:,} days", outcome.days),
    )
    if outcome.first_day is not None and outcome.last_day is not None:
        yield said(
            "From {first_day} to {last_day} ({floor}).",
            first_day=outcome.first_day,
            last_day=outcome.last_day,
            floor=_floor_of_days(outcome),
        )
    if outcome.late_renewals:
        yield counted(
            "{n:,} certificate renewed only after expiring.",
            "{n:,} certificates renewed only after expiring.",
            outcome.late_renewals,
        )
    yield from outcome.too_early
    yield from outcome.stays
    for row in outcome.could_change:
        yield said("To let {code} change: --release {code}", code=row.code)
    yield said(
        "Best at: {proved}; {seconds:.1f} s.",
        proved=", ".join(outcome.proved) or said("nothing proved"),
        seconds=progress.seconds,
    )


def _floor_of_sessions(outcome: Outcome) -> str:
    if "sessions" in outcome.proved or outcome.sessions == outcome.sessions_floor:
        return said("proved least")
    if outcome.sessions_floor is None:
        return said("more to seat everybody who could be")
    return said("at least {sessions_floor:,} to seat as many", sessions_floor=outcome.sessions_floor)


def _floor_of_days(outcome: Outcome) -> str:
    if "finish" in outcome.proved:
        return said("proved earliest")
    return (
        said("never before {last_day_floor}", last_day_floor=outcome.last_day_floor)
        if outcome.last_day_floor
        else said("no floor known")
    )


def _as_json(outcome: Outcome, progress: Progress, accepted: Accepted | None) -> dict[str, Any]:
    found = asdict(outcome)
    for name in ("first_day", "last_day", "last_day_floor"):
        found[name] = shown(found[name]) or None
    found["seconds"] = round(progress.seconds, 3)
    found["written"] = None if accepted is None else asdict(accepted)
    return found
