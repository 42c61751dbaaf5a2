"""Schedules a workspace and looks at it: shown is written, what stands stands, nothing new is wrong."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Limits, Progress, Proposal
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.search.due import hold_wishes
from pmplanner.scheduling.state.held_seats import as_it_is
from pmplanner.services.autoschedule.accept import Accepted, accept_proposal
from pmplanner.services.autoschedule.explain import say_why
from pmplanner.services.autoschedule.naming import read_names
from pmplanner.services.autoschedule.options import asked_with, find_options
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.report import Outcome, read_outcome
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.autoschedule.usual import with_usual
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.raw_check import EARLY, Raw
from tests.benchmarks.rich_workspaces import Rich

TODAY = dt.date(2026, 11, 30)
OPTIONS_TRIED = 2


def rich(workspace: Workspace, tmp_path: Path, seed: int, size: int, weeks: int, limits: Limits) -> None:
    """Make a workspace by chance and schedule it; every third as the window asks, every second decided."""
    with workspace.edit("Set up") as db:
        made = Rich(db, seed, size, weeks)
        plan_id = made.fill()
        if seed % 2:
            made.decide(made.chance)
        request = ScheduleRequest(plan_id, TODAY)
        if seed % 3 == 0:
            request = with_usual(db, request)
    scheduled(workspace, tmp_path, request, limits)


def scheduled(workspace: Workspace, tmp_path: Path, request: ScheduleRequest, limits: Limits) -> Outcome:
    """Schedule, accept, and look at everything; give what came of it."""
    before_path, after_path = tmp_path / "before.sqlite", tmp_path / "after.sqlite"
    with workspace.read() as db:
        brief = read_brief(db, request)
    _copy(workspace, before_path)
    reports: list[Progress] = []
    proposal = solve(brief.problem, limits, reports.append)
    found = check(brief.problem, proposal)
    assert not found, found[:3]
    with workspace.read() as db:
        names = read_names(db, brief)
        explained = say_why(names, brief.problem, proposal)
        reasons = {pick: each.sentence for pick, each in explained.items()}
        outcome = read_outcome(db, brief, reports[-1], proposal, reasons)
    for explanation in list(explained.values())[:OPTIONS_TRIED]:
        for option in find_options(names, brief.problem, proposal, explanation)[:1]:
            if not option.advice:
                with workspace.read() as db:
                    looser = read_brief(db, asked_with(replace(request), option))
                retried = solve(looser.problem, limits)
                assert explanation.pick not in retried.unseated, option.label
                assert set(option.found.unseated) < set(proposal.unseated), option.label
    with workspace.edit("Schedule automatically") as db:
        accepted = accept_proposal(db, brief, proposal)
    _copy(workspace, after_path)
    before, after = Raw(before_path), Raw(after_path)
    _nothing_new_is_wrong(before, after)
    _what_stands_stands(before, after)
    _only_who_may_be_seated(brief, before, after)
    _kept_seats_go_to_their_team(before, after)
    _too_early_is_said(outcome, before, after)
    _shown_is_written(brief, proposal, outcome, accepted, before, after)
    assert all(row.reason for row in outcome.left_out)
    _again_changes_nothing(workspace, request, limits)
    return outcome


def _again_changes_nothing(workspace: Workspace, request: ScheduleRequest, limits: Limits) -> None:
    """Schedule what was scheduled once more: nothing changes where nobody more is seated or better off."""
    with workspace.read() as db:
        brief = read_brief(db, replace(request, keep_unless_gain=True))
    proposal = solve(brief.problem, limits)
    found = check(brief.problem, proposal)
    assert not found, found[:3]
    now = {row.key: row for row in brief.problem.sessions}
    changed = [row for row in proposal.sessions if row.key is None or row.days != now[row.key].days]
    was = {key: row.days for row in brief.problem.sessions for key in row.seated}
    seated = {key for row in proposal.sessions for key in row.seated}
    assert was.keys() <= seated
    if changed:
        then = {key: row.days for row in proposal.sessions for key in row.seated}
        moved = {key for key, days in was.items() if then[key] != days}
        held = as_it_is(hold_wishes(brief.problem))
        assert held is None or seated > was.keys() or held.ill_seated & moved, changed


def _copy(workspace: Workspace, to: Path) -> None:
    import sqlite3

    source, target = sqlite3.connect(workspace.path), sqlite3.connect(to)
    with target:
        source.backup(target)
    source.close()
    target.close()


def _nothing_new_is_wrong(before: Raw, after: Raw) -> None:
    known = before.faults()
    # What was wrong with somebody in a draft may be wrong with them elsewhere, never more.
    loose = {(fault[0], fault[1]) for fault in known}
    new = {fault for fault in after.faults() - known if (fault[0], fault[1]) not in loose or fault[0] in HARD}
    new = {fault for fault in new if fault[0] != EARLY}
    assert not new, new


def _too_early_is_said(outcome: Outcome, before: Raw, after: Raw) -> None:
    """Who comes before what should come first, where that only warns, is said to do so, and nobody else."""
    known = {fault[:3] for fault in before.faults() if fault[0] == EARLY}
    new = [fault for fault in after.faults() if fault[0] == EARLY and fault[:3] not in known]
    assert len(outcome.too_early) == len(new), new


HARD = (
    "leave",
    "double booking",
    "room twice",
    "trainer twice",
    "teaches and sits",
    "left",
    "not yet",
    "day off",
    "cover",
)


def _what_stands_stands(before: Raw, after: Raw) -> None:
    now = after.standing()
    for session, row in before.standing().items():
        assert now.get(session) == row, session
        assert before.seats[session].keys() <= after.seats[session].keys(), session


def _only_who_may_be_seated(brief: Brief, before: Raw, after: Raw) -> None:
    """Nobody gets a seat whose pick is put aside or, where the plan asks for that, not approved."""
    had, may = before.seated().keys(), before.may_be_scheduled()
    assert after.seated().keys() - had <= may
    assert may <= brief.pick_ids | had, "an open pick is not asked for"
    assert brief.pick_ids <= may | had, "a pick is asked for that may not be scheduled"


def _kept_seats_go_to_their_team(before: Raw, after: Raw) -> None:
    for run, team, seats in before.reservations:
        new = {after.seats[run][pick] for pick in after.seats[run].keys() - before.seats[run].keys()}
        used = sum(after.people[person]["team"] == team for person in new)
        assert after.kept[run] == max(0, seats - used), run


def _shown_is_written(
    brief: Brief, proposal: Proposal, outcome: Outcome, accepted: Accepted, before: Raw, after: Raw
) -> None:
    seated = after.seated()
    ours, theirs = set(before.ours()), set(after.ours())
    for planned in proposal.sessions:
        sessions = {seated.get(pick) for pick in planned.seated}
        assert len(sessions) <= 1
        if planned.key is not None and sessions:
            assert sessions == {planned.key}
    assert accepted.seated == len(seated.keys() - before.seated().keys()) == outcome.new_seats
    assert (accepted.new, accepted.dropped) == (len(theirs - ours), len(ours - theirs))
    assert (outcome.new, outcome.dropped, outcome.moved) == (accepted.new, accepted.dropped, accepted.moved)
    assert accepted.moved == sum(before.days[session] != after.days[session] for session in ours & theirs)
    lost = before.seated().keys() - seated.keys()
    assert accepted.lost == outcome.lost_seats == len(lost)
    assert {before.seated()[pick] for pick in lost} <= before.on_closed_days(), "somebody has lost a seat"
    stay = [session for session in ours & theirs if before.days[session] == after.days[session]]
    assert accepted.changed == sum(before.sessions[session] != after.sessions[session] for session in stay)
    assert (outcome.changed, outcome.changed_people) == (accepted.changed, accepted.changed_people)
    assert all(after.seats[session] for session in theirs - ours), "a new session without anybody"
    open_picks = {row.pick_id for row in outcome.left_out}
    assert open_picks == brief.pick_ids - seated.keys()
