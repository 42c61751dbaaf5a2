"""A variant makes no history: nobody attends its sessions, and a person's list shows real ones."""

import datetime as dt
from dataclasses import replace

import pytest

from pmplanner.models import Pick, TrainingSession
from pmplanner.services.errors import PlanError
from pmplanner.services.people.history import list_attended
from pmplanner.services.plans import plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.attendance import record_attendance
from tests.services.small_plan import LATER, MONDAY, SmallPlan

NOT_HERE = "“Trial” is a variant, made to try something in: nobody attends its sessions. Enter it in “2027”."


def _variant(small: SmallPlan) -> tuple[SmallPlan, int]:
    """Copy the plan; return the copy and the copy of its only session."""
    copy = plans.copy_plan(small.db, small.plan, "Trial")
    row = small.db.query(TrainingSession).filter_by(plan_id=copy).one()
    return replace(small, plan=copy), row.id


@pytest.mark.parametrize("status", ["attended", "partly attended", "absent"])
def test_attendance_of_a_variant_is_refused(small: SmallPlan, status: str) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A")
    variant, session = _variant(small)
    with pytest.raises(PlanError) as refused:
        variant.mark(session, "A", status)
    assert str(refused.value) == NOT_HERE
    with pytest.raises(PlanError, match="is a variant"):
        record_attendance(small.db, session, LATER)
    with pytest.raises(PlanError, match="is a variant"):
        sessions.change_session(small.db, session, LATER, status="held")
    with pytest.raises(PlanError, match="is a variant"):
        sessions.add_session(small.db, variant.plan, small.courses["BOOT"], MONDAY, status="held")
    assert variant.seats(session) == {"A": "booked"}


def test_a_copy_of_a_copy_names_the_plan_it_comes_from(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A")
    variant, _ = _variant(small)
    again = plans.copy_plan(small.db, variant.plan, "Trial 2")
    with pytest.raises(PlanError, match="Enter it in “2027”"):
        seating.refuse_in_variant(small.db, again)


def test_each_real_session_is_listed_once_however_often_its_plan_was_copied(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    real = small.run("BOOT", names="A")
    small.mark(real, "A", "attended")
    _variant(small)
    assert [row.session_id for row in list_attended(small.db, small.people["A"])] == [real]
    assert small.db.query(Pick).count() == 2
    assert list_attended(small.db, small.people["A"])[0].last_day == MONDAY + dt.timedelta(days=1)
