"""A course taken again in a plan: attempts, what belongs to which, and what the readers make of them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.models import PathItem, PathKind, Person, Pick, Track
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import write_export
from pmplanner.services.people import tracks
from pmplanner.services.people.history import record_completion
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions.seating import count_open, list_open, seat_picks
from pmplanner.services.sessions.sessions import add_session
from pmplanner.services.totals.totals import ledger
from pmplanner.services.views.matrix import list_cells
from pmplanner.storage.workspace import Workspace
from tests.files import counts
from tests.services.small_plan import MONDAY, SmallPlan, make
from tests.services.test_importing_picks import bring_in_text

DAY = dt.timedelta(days=1)


def _pair(small: SmallPlan) -> tuple[int, int]:
    return small.people["A"], small.courses["BOOT"]


def _again(small: SmallPlan) -> int:
    assert picks.pick_again(small.db, small.plan, [_pair(small)]) == 1
    query = select(Pick.id).where(Pick.plan_id == small.plan).order_by(Pick.attempt.desc())
    return small.db.scalars(query).all()[0]


def _standing(small: SmallPlan) -> list[tuple[int, str, str]]:
    return [(s.attempt, s.status, s.result) for s in list_pick_statuses(small.db, small.plan)]


@pytest.fixture
def failed(small: SmallPlan) -> SmallPlan:
    """A has failed Boot on a Monday."""
    small.course("BOOT", "2")
    small.pick("A", "BOOT")
    record_completion(small.db, small.people["A"], small.courses["BOOT"], MONDAY, result="failed")
    return small


def test_the_next_attempt_is_open_and_the_earlier_stays_failed(failed: SmallPlan) -> None:
    second = _again(failed)
    assert _standing(failed) == [(1, "done", "failed"), (2, "open", "")]
    assert [pick.pick_id for pick in list_open(failed.db, failed.plan)] == [second]
    assert count_open(failed.db, failed.plan) == {failed.courses["BOOT"]: 1}
    record_completion(failed.db, *_pair(failed), MONDAY + 7 * DAY, result="passed")
    assert _standing(failed) == [(1, "done", "failed"), (2, "done", "passed")]
    assert list_open(failed.db, failed.plan) == []


def test_an_attempt_is_only_possible_when_the_earlier_is_done_or_failed(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.person("A")
    with pytest.raises(PlanError, match="has not picked Boot"):
        picks.pick_again(small.db, small.plan, [_pair(small)])
    small.pick("A", "BOOT")
    with pytest.raises(PlanError, match="has not done Boot yet"):
        picks.pick_again(small.db, small.plan, [_pair(small)])


@pytest.mark.parametrize("status", ["failed", "partly attended"])
def test_what_is_required_and_was_done_in_vain_is_picked_again(small: SmallPlan, status: str) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    session = small.run("BOOT", names="A")
    track = tracks.add_track(small.db, "One")
    tracks.set_path(small.db, track, [(course, PathKind.REQUIRED) for course in small.courses.values()])
    tracks.assign_track(small.db, track, [small.people["A"]])
    if status == "failed":
        record_completion(small.db, *_pair(small), MONDAY, result="failed")
    else:
        small.mark(session, "A", status, Decimal(1))
    assert picks.pick_required(small.db, small.plan, [small.people["A"]]) == 2
    assert sorted(_standing(small))[1:] == [(1, "open", ""), (2, "open", "")]
    assert picks.pick_required(small.db, small.plan, [small.people["A"]]) == 0


def test_an_attended_session_is_of_the_attempt_that_sat_there(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    first = small.run("BOOT", names="A")
    small.mark(first, "A", "partly attended", Decimal(1))
    second = _again(small)
    assert [s.status for s in list_pick_statuses(small.db, small.plan)] == ["done", "open"]
    later = small.run("BOOT", MONDAY + 7 * DAY)
    assert seat_picks(small.db, later, [second]) == (1, 0)
    assert [(s.attempt, s.status, s.session_id) for s in list_pick_statuses(small.db, small.plan)] == [
        (1, "done", first),
        (2, "scheduled", later),
    ]
    # The completion is of the attempt that was not attended in a session.
    record_completion(small.db, *_pair(small), MONDAY + 20 * DAY)
    assert [s.session_id for s in list_pick_statuses(small.db, small.plan)] == [first, None]


def test_the_newest_attempt_is_taken_back_and_shown(failed: SmallPlan) -> None:
    second = _again(failed)
    cell = list_cells(failed.db, failed.plan)[_pair(failed)]
    assert (cell.pick_id, cell.attempt, cell.state) == (second, 2, "picked")
    assert [(each.attempt, each.failed) for each in cell.earlier] == [(1, True)]
    assert picks.remove_picks(failed.db, failed.plan, [_pair(failed)]) == 1
    cell = list_cells(failed.db, failed.plan)[_pair(failed)]
    assert (cell.attempt, cell.state, cell.earlier) == (1, "done", ())
    with pytest.raises(PlanError, match="has already done"):
        picks.remove_picks(failed.db, failed.plan, [_pair(failed)])


def test_a_copy_of_a_plan_has_the_attempts(failed: SmallPlan) -> None:
    _again(failed)
    copy = replace(failed, plan=plans.copy_plan(failed.db, failed.plan, "Copy"))
    assert _standing(copy) == _standing(failed)


def test_attempts_are_imported_in_order(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        small.course("BOOT", "2")
        small.person("A")
    text = "first_name,course_code,status,end_date,attempt\nA,BOOT,{}\n"
    assert counts(bring_in_text(blank, text.format("failed,2027-03-01,1"), "picks", plan_id=small.plan))[0]
    gap = bring_in_text(blank, text.format("open,,3"), "picks", plan_id=small.plan)
    assert "attempt 3 comes after attempt 2, which is not there" in gap.outcomes[0].details
    assert counts(bring_in_text(blank, text.format("open,,2"), "picks", plan_id=small.plan)) == (1, 0, 0, 0)
    assert counts(bring_in_text(blank, text.format("open,,2"), "picks", plan_id=small.plan)) == (0, 0, 1, 0)
    with blank.read() as db:
        assert _standing(replace(small, db=db)) == [(1, "done", "failed"), (2, "open", "")]


@pytest.fixture
def attended(small: SmallPlan) -> SmallPlan:
    """A has attended Boot on a Monday, and failed the examination a week later; Boot is required."""
    small.course("BOOT", "2")
    track = Track(code="T", name="T", position=1)
    small.db.add(track)
    small.db.flush()
    small.db.add(PathItem(track_id=track.id, course_id=small.courses["BOOT"], kind="required", position=1))
    small.mark(small.run("BOOT", MONDAY, "A"), "A", "attended")
    small.db.get_one(Person, small.people["A"]).primary_track_id = track.id
    small.db.flush()
    assert _figures(small) == (2, 0, 0)
    record_completion(small.db, *_pair(small), MONDAY + 7 * DAY, result="failed")
    return small


def _figures(small: SmallPlan) -> tuple[float, ...]:
    """Days done, open and missing."""
    totals = ledger(small.db, small.plan)[-1].totals
    return tuple(map(float, (totals.done, totals.open, totals.gap)))


def _attend(small: SmallPlan, pick: int) -> None:
    """Attend a session two weeks later."""
    day = MONDAY + 14 * DAY
    session = add_session(small.db, small.plan, small.courses["BOOT"], day, pick_ids=[pick])
    small.mark(session, "A", "attended")


def test_what_was_attended_and_then_failed_is_still_needed(attended: SmallPlan) -> None:
    assert _standing(attended) == [(1, "done", "failed")]
    assert _figures(attended) == (2, 0, 2)
    record_completion(attended.db, *_pair(attended), MONDAY + 14 * DAY, result="passed")
    assert _figures(attended) == (2, 0, 0)


def test_what_was_failed_before_it_was_attended_is_no_matter(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.mark(small.run("BOOT", MONDAY, "A"), "A", "attended")
    record_completion(small.db, *_pair(small), MONDAY - DAY, result="failed")
    assert _standing(small) == [(1, "done", "")]


def test_a_failure_after_the_session_is_not_the_next_attempt(attended: SmallPlan) -> None:
    second = _again(attended)
    assert _standing(attended) == [(1, "done", "failed"), (2, "open", "")]
    assert [pick.pick_id for pick in list_open(attended.db, attended.plan)] == [second]
    assert count_open(attended.db, attended.plan) == {_pair(attended)[1]: 1}
    assert _figures(attended) == (2, 2, 0)
    session = add_session(
        attended.db, attended.plan, _pair(attended)[1], MONDAY + 14 * DAY, pick_ids=[second]
    )
    attended.mark(session, "A", "attended")
    assert _standing(attended) == [(1, "done", "failed"), (2, "done", "")]
    record_completion(attended.db, *_pair(attended), MONDAY + 20 * DAY, result="failed")
    assert _standing(attended) == [(1, "done", "failed"), (2, "done", "failed")]


def test_another_plan_credits_what_was_attended_unless_it_was_failed(attended: SmallPlan) -> None:
    later = plans.create_plan(attended.db, "2028", dt.date(2028, 1, 3), dt.date(2028, 6, 30))
    assert _figures(replace(attended, plan=later)) == (0, 0, 2)
    second = _again(attended)
    session = add_session(
        attended.db, attended.plan, _pair(attended)[1], MONDAY + 14 * DAY, pick_ids=[second]
    )
    attended.mark(session, "A", "attended")
    assert _figures(replace(attended, plan=later)) == (0, 0, 0)


@pytest.mark.parametrize("status", ["attended", "partly attended"])
def test_what_was_attended_and_failed_comes_back_from_its_file(
    blank: Workspace, tmp_path: Path, status: str
) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        small.course("BOOT", "2")
        small.mark(small.run("BOOT", MONDAY, "A"), "A", status)
        db.get_one(Person, small.people["A"]).employee_id = "A"
        record_completion(db, *_pair(small), MONDAY + 7 * DAY, result="failed")
    with blank.read() as db:
        write_export(db, "picks", tmp_path / "picks.csv", ExportScope(small.plan))
    text = (tmp_path / "picks.csv").read_text("utf-8-sig")
    draft = bring_in_text(blank, text, "picks", plan_id=small.plan)
    assert draft.writes_nothing
    assert counts(draft) == (0, 0, 1, 0)
