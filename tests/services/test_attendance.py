"""Attendance of a whole session, and what follows: totals, credit, expiry."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.services.errors import PlanError
from pmplanner.services.needs.credit import list_satisfied, read_credits
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.attendance import record_attendance
from pmplanner.services.totals.totals import ledger
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make
from tests.support import snapshot

D = Decimal
TUESDAY = dt.date(2027, 3, 2)


def test_all_attended_but_those_named(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="ABCD", seats_max=3)
    partly = {small.seat(session, "B"): D("1.5")}
    assert (
        record_attendance(small.db, session, TUESDAY, absent=[small.seat(session, "C")], partly=partly) == 2
    )
    assert small.seats(session) == {"A": "attended", "B": "partly attended", "C": "absent", "D": "waiting"}
    row = sessions.session_detail(small.db, session).row
    assert row.status == "held"
    days = {s.person_id: (s.status, s.days) for s in list_pick_statuses(small.db, small.plan)}
    assert [days[small.people[name]] for name in "ABCD"] == [
        ("done", D(2)),
        ("done", D("1.5")),
        ("open", D(2)),
        ("waiting", D(2)),
    ]


def test_it_can_be_entered_again(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="AB")
    record_attendance(small.db, session, MONDAY, partly={small.seat(session, "A"): D(1)})
    record_attendance(small.db, session, MONDAY, absent=[small.seat(session, "B")])
    seats = sessions.session_detail(small.db, session).seats
    assert [(seat.status, seat.attended_days) for seat in seats] == [("attended", None), ("absent", None)]


def test_attendance_counts_as_a_completion_until_it_expires(small: SmallPlan) -> None:
    course = small.course("BOOT", "2", valid_months=6)
    session = small.run("BOOT", names="AB")
    record_attendance(small.db, session, TUESDAY, absent=[small.seat(session, "B")])
    (done,) = list_satisfied(small.db, small.plan)
    assert (done.person_id, done.day, done.valid_until) == (
        small.people["A"],
        TUESDAY,
        dt.date(2027, 9, 2),
    )
    for last_day, credited in ((dt.date(2027, 9, 2), {course}), (dt.date(2027, 9, 3), set())):
        later = create_plan(small.db, str(last_day), dt.date(2027, 7, 1), last_day)
        found = read_credits(small.db, later)
        assert found[small.people["A"]].taken.keys() == credited
        assert found[small.people["A"]].ending == ({} if credited else {course: dt.date(2027, 9, 2)})
        assert small.people["B"] not in found


def test_a_locked_session_takes_attendance(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A", locked=True)
    record_attendance(small.db, session, MONDAY)
    assert small.seats(session) == {"A": "attended"}


def test_it_is_refused_before_the_session_and_where_nobody_could_attend(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT", names="A")
    with pytest.raises(PlanError, match=r"begins on 2027-03-01; .* from that day on"):
        record_attendance(small.db, session, MONDAY - dt.timedelta(days=1))
    with pytest.raises(PlanError, match="Nobody has a seat in BOOT-2"):
        record_attendance(small.db, small.run("BOOT"), MONDAY)
    cancelled = small.run("BOOT")
    sessions.change_session(small.db, cancelled, status="cancelled")
    with pytest.raises(PlanError, match="is cancelled"):
        record_attendance(small.db, cancelled, MONDAY)
    assert small.seats(session) == {"A": "booked"}


def test_marks_that_contradict_are_refused(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session, other = small.run("BOOT", names="A"), small.run("BOOT", names="B")
    seat = small.seat(session, "A")
    with pytest.raises(PlanError, match="attended partly, or was absent"):
        record_attendance(small.db, session, MONDAY, absent=[seat], partly={seat: D(1)})
    with pytest.raises(PlanError, match="attended partly, or was absent"):
        record_attendance(small.db, session, MONDAY, absent=[small.seat(other, "B")])
    with pytest.raises(PlanError, match="BOOT-1 has 2 days; who was there partly, fewer"):
        record_attendance(small.db, session, MONDAY, partly={seat: D(2)})
    with pytest.raises(PlanError, match=r"steps of 0\.25"):
        record_attendance(small.db, session, MONDAY, partly={seat: D("0.1")})


def test_it_is_one_edit_that_can_be_undone_and_moves_the_totals(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        small.course("BOOT", "2")
        session = small.run("BOOT", names="ABC")
        absent = small.seat(session, "C")
    before = snapshot(blank.path)
    with blank.edit("Record attendance") as db:
        record_attendance(db, session, TUESDAY, absent=[absent])
    with blank.read() as db:
        total = ledger(db, small.plan)[-1].totals
    assert (total.done, total.scheduled, total.open) == (D(4), D(0), D(2))
    blank.undo()
    assert snapshot(blank.path) == before
