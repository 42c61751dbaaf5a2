"""A proposal with what there is to say about it, found out beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pmplanner.scheduling.model.problem import Progress, Proposal
from pmplanner.services.autoschedule.changes import SessionChange, list_changes
from pmplanner.services.autoschedule.explain import Explanation, say_why
from pmplanner.services.autoschedule.left_out import LeftOutGroup, group_left_out
from pmplanner.services.autoschedule.naming import Names, read_names
from pmplanner.services.autoschedule.problem_builder import Brief
from pmplanner.services.autoschedule.report import Outcome, read_outcome
from pmplanner.services.autoschedule.sizes import why_so_many
from pmplanner.services.autoschedule.waiting import find_waiting
from pmplanner.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to."""

    brief: Brief
    proposal: Proposal
    outcome: Outcome
    changes: tuple[SessionChange, ...]
    names: Names
    explanations: Mapping[int, Explanation]
    """By pick; those that were impossible from the start have none."""
    groups: tuple[LeftOutGroup, ...] = ()
    """The picks that are left out, by reason."""
    sizes: str = ""
    """Why there are so many sessions for the picks; "" where each course is held once."""
    could_wait: int = 0
    """How many of those left out could wait in a full session."""


def find_result(workspace: Workspace, brief: Brief, progress: Progress, proposal: Proposal) -> Result:
    """Put a proposal into figures, changes and reasons; takes a while, so not in the window's thread."""
    with workspace.read() as db:
        names = read_names(db, brief)
        explanations = say_why(names, brief.problem, proposal)
        reasons = {pick: each.sentence for pick, each in explanations.items()}
        outcome = read_outcome(db, brief, progress, proposal, reasons)
        changes = list_changes(db, brief, proposal)
    could_wait = len(find_waiting(brief.problem, proposal))
    groups = tuple(group_left_out(outcome.left_out, explanations, names, brief.problem))
    sizes = why_so_many(brief.problem, proposal)
    return Result(brief, proposal, outcome, changes, names, explanations, groups, sizes, could_wait)
