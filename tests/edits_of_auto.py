"""Edits by the automatic schedule: a proposal accepted, whole or by course, or kept as a variant."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.scheduling.model.problem import Limits, Proposal
from pmplanner.scheduling.pipeline import solve
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.autoschedule.variant import keep_as_variant

_SECONDS = 0.05
"""Enough for a first schedule of the few picks that there are."""


def _proposed(s: Session, n: int) -> tuple[Brief, Proposal]:
    s.flush()
    plans = list(s.scalars(select(Plan.id).order_by(Plan.id)))
    if not plans:
        raise LookupError("plan")
    brief = read_brief(s, ScheduleRequest(plans[n % len(plans)], dt.date(2026, 11, 24)))
    return brief, solve(brief.problem, Limits(seconds=_SECONDS, workers=1))


def _accept(s: Session, n: int) -> object:
    return accept_proposal(s, *_proposed(s, n))


def _accept_some(s: Session, n: int) -> object:
    brief, proposal = _proposed(s, n)
    courses = [row.course for place, row in enumerate(proposal.sessions) if (n >> (place % 5)) & 1]
    return accept_proposal(s, brief, proposal, courses)


def _keep(s: Session, n: int) -> object:
    return keep_as_variant(s, *_proposed(s, n))


AUTO_EDITS: dict[str, Callable[[Session, int], object]] = {
    "schedule automatically": _accept,
    "schedule some courses automatically": _accept_some,
    "keep a schedule as a variant": _keep,
}
