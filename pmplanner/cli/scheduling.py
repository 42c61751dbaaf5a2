"""The command that schedules automatically: it asks the engine, says what came of it, and writes it."""

import datetime as dt
import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.cli.output import Progress as Ticker
from pmplanner.cli.output import say, shown, table
from pmplanner.models import TrainingSession
from pmplanner.scheduling.model.problem import Limits, Progress, Proposal
from pmplanner.scheduling.process import ScheduleRun, SchedulingError
from pmplanner.sentences import counted, said
from pmplanner.services.autoschedule.accept import Accepted, accept_proposal
from pmplanner.services.autoschedule.explain import say_why
from pmplanner.services.autoschedule.naming import read_names
from pmplanner.services.autoschedule.options import find_all_options, find_group_options
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.report import Outcome, read_outcome
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.autoschedule.usual import with_usual
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_course, find_plan, fold
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace


def schedule(workspace: Workspace, asked: Namespace) -> int:
    """Find the best dates for the open picks of a plan and write the sessions as one edit."""
    with workspace.read() as db:
        request = _request(db, asked)
        brief = read_brief(db, request)
    progress, proposal = _solve(brief, _limits(asked))
    with workspace.read() as db:
        outcome = _explained(db, brief, progress, proposal, with_options=asked.format == "json")
    accepted = None
    if not asked.dry_run:
        with workspace.edit(Label.of("schedule.accept")) as db:
            accepted = accept_proposal(db, brief, proposal, waiting=asked.wait)
    _say(asked, outcome, progress, accepted)
    return 0


def _request(db: Session, asked: Namespace) -> ScheduleRequest:
    plan = find_plan(db, asked.plan)
    courses = frozenset(find_course(db, name).id for name in asked.courses)
    request = ScheduleRequest(
        plan.id,
        dt.date.today(),  # noqa: DTZ011 - the day on the user's wall
        first_day=asked.first_day,
        last_day=asked.last_day,
        course_ids=courses or None,
        max_seats=asked.max_seats,
        days_together=asked.together,
        pinned=frozenset(_named_session(db, plan.id, code) for code in asked.pin),
        released=frozenset(_named_session(db, plan.id, code) for code in asked.release),
        keep_unless_gain=asked.goals is None,
    )
    if asked.defaults == "window":
        request = with_usual(db, request)
    return request if asked.goals is None else replace(request, goals=asked.goals)


def _named_session(db: Session, plan_id: int, code: str) -> int:
    query = select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == plan_id)
    for session_id, known in db.execute(query):
        if fold(known) == fold(code):
            return int(session_id)
    raise PlanError(said("There is no session “{code}” in the plan.", code=code))


def _limits(asked: Namespace) -> Limits:
    seeded = asked.seed is not None
    return Limits(seconds=asked.seconds, seed=asked.seed or 0, repeatable=seeded)


def _solve(brief: Brief, limits: Limits) -> tuple[Progress, Proposal]:
    """Run the engine to its end, telling whoever watches how far it is; Ctrl+C keeps the best so far."""
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


def _say(asked: Namespace, outcome: Outcome, progress: Progress, accepted: Accepted | None) -> None:
    if asked.format == "json":
        say(json.dumps(_as_json(outcome, progress, accepted), ensure_ascii=False, indent=2))
        return
    for line in _sentences(outcome, progress):
        say(line)
    if outcome.left_out:
        rows = [(row.name, row.employee_id, row.course_title, row.reason) for row in outcome.left_out]
        say(table(("Left out", "Id", "Course", "Why"), rows))
    if accepted is None:
        counts = _counts(outcome, outcome.new_seats, outcome.lost_seats)
        say(said("Nothing was written. It would be: {what}.", what=", ".join(counts)))
    else:
        counts = _counts(accepted, accepted.seated, accepted.lost)
        waiting = [said("{people:,} waiting", people=accepted.waiting)] if asked.wait else []
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
