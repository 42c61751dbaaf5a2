"""Keeping a proposal as a variant: a copy of the plan in which it is accepted, as part of one edit."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, Plan, TrainingSession
from pmplanner.scheduling.model.problem import Proposal
from pmplanner.sentences import said
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.problem_builder import Brief
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get
from pmplanner.services.plans.plans import copy_plan


def keep_as_variant(db: Session, brief: Brief, proposal: Proposal, *, waiting: bool = False) -> int:
    """Copy the plan, accept the proposal in the copy and return the copy's id.

    With *waiting*, people who are left out wait in the full sessions that they could attend.

    Raises PlanError when the plan has lost picks or sessions that the proposal is about.
    """
    plan_id = copy_plan(db, brief.request.plan_id, _free_name(db, brief.request.plan_id))
    picks = _same_picks(db, brief.request.plan_id, plan_id)
    sessions = _same_sessions(db, brief.request.plan_id, plan_id)
    try:
        moved = _in_copy(brief, proposal, plan_id, picks, sessions)
    except KeyError as error:
        raise PlanError(said("The plan has changed since. Schedule again.")) from error
    accept_proposal(db, *moved, waiting=waiting)
    return plan_id


def _in_copy(
    brief: Brief, proposal: Proposal, plan_id: int, picks: Mapping[int, int], runs: Mapping[int, int]
) -> tuple[Brief, Proposal]:
    """Return brief and proposal with the keys that picks and sessions have in the copy."""
    request = replace(
        brief.request,
        plan_id=plan_id,
        pinned=frozenset(runs[key] for key in brief.request.pinned if key in runs),
        released=frozenset(runs[key] for key in brief.request.released if key in runs),
        loosened=tuple(replace(row, pick=picks.get(row.pick, row.pick)) for row in brief.request.loosened),
    )
    problem = replace(
        brief.problem,
        picks=tuple(
            replace(row, key=picks[row.key], after=tuple(picks[key] for key in row.after))
            for row in brief.problem.picks
        ),
        sessions=tuple(
            replace(row, key=runs[row.key], seated=tuple(picks[key] for key in row.seated))
            for row in brief.problem.sessions
        ),
    )
    copied = replace(
        brief,
        request=request,
        problem=problem,
        sessions={
            runs[session.id]: replace(
                session, id=runs[session.id], seated=tuple(picks[key] for key in session.seated)
            )
            for session in brief.sessions.values()
        },
    )
    sessions = tuple(
        replace(
            row,
            key=None if row.key is None else runs[row.key],
            seated=tuple(picks[key] for key in row.seated),
        )
        for row in proposal.sessions
    )
    return copied, Proposal(sessions, tuple(picks[key] for key in proposal.unseated))


def _same_picks(db: Session, plan_id: int, copy_id: int) -> dict[int, int]:
    query = select(Pick.person_id, Pick.course_id, Pick.attempt, Pick.id)
    copies = {tuple(key): pick for *key, pick in db.execute(query.where(Pick.plan_id == copy_id))}
    originals = db.execute(query.where(Pick.plan_id == plan_id))
    return {pick: copies[tuple(key)] for *key, pick in originals}


def _same_sessions(db: Session, plan_id: int, copy_id: int) -> dict[int, int]:
    query = select(TrainingSession.code, TrainingSession.id)
    copies = dict(db.execute(query.where(TrainingSession.plan_id == copy_id)).all())
    originals = db.execute(query.where(TrainingSession.plan_id == plan_id))
    return {session_id: copies[code] for code, session_id in originals}


def _free_name(db: Session, plan_id: int) -> str:
    """Name the variant after its plan."""
    base = said("{name}, scheduled automatically", name=get(db, Plan, plan_id).name)
    taken = {fold(name) for name in db.scalars(select(Plan.name))}
    name, number = base, 1
    while fold(name) in taken:
        number += 1
        name = f"{base} {number}"
    return name
