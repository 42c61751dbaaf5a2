"""Imports of picks: seats, sessions and days of one's own, wherever they are kept."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from pmplanner.models import Course, SessionDay
from pmplanner.services.calendar.closures import add_closure
from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.services.calendar.session_days import fill_days
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.draft import Draft
from pmplanner.services.people import history, people
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.storage.workspace import Workspace
from tests import files
from tests.files import counts
from tests.services.small_plan import LATER

D = Decimal
MONDAY = dt.date(2027, 3, 1)


@pytest.fixture
def plan(blank: Workspace) -> int:
    """Have a plan of 2027, five people, and courses of 4, 2 and 0.25 days."""
    with blank.edit("Fill") as db:
        for code, days in (("LONG", "4"), ("TALK", "2"), ("BIT", "0.25")):
            db.add(Course(code=code, title=code.title(), days=D(days)))
        for number in range(1, 6):
            people.add_person(db, employee_id=str(number), first_name=f"P{number}", email=f"p{number}@x.y")
        return plans.create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31))


def bring_in_text(workspace: Workspace, text: str, layout: str, **options: Any) -> Draft:
    """Import the text of a file on a day on which everything has been held, unless told otherwise."""
    return files.bring_in_text(workspace, text, layout, **{"today": LATER, **options})


def _pick_statuses(workspace: Workspace, plan: int) -> dict[tuple[int, int], PickStatus]:
    with workspace.read() as db:
        return {(s.person_id, s.course_id): s for s in list_pick_statuses(db, plan)}


def _run(workspace: Workspace, plan: int, course: int = 1, **values: Any) -> int:
    with workspace.edit("Session") as db:
        return sessions.add_session(db, plan, course, MONDAY, **values)


def test_picks_with_and_without_days_of_their_own(blank: Workspace, plan: int) -> None:
    text = "email,course_title,days,note\np1@x.y,talk,,\np2@x.y,Talk,2,\np3@x.y,Talk,1.75,=late\n"
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (3, 0, 0, 0)
    found = _pick_statuses(blank, plan)
    assert [(s.status, s.days, s.own_days, s.note) for s in found.values()] == [
        ("open", D(2), None, ""),
        ("open", D(2), None, ""),
        ("open", D("1.75"), D("1.75"), "=late"),
    ]
    draft = bring_in_text(
        blank, "person_id,course_code,days,note\n3,TALK,2,\n2,TALK,3,hm\n", "picks", plan_id=plan
    )
    assert [(o.action, o.details) for o in draft.outcomes] == [
        ("updated", "days: 2"),
        ("updated", "days: 3; note: hm"),
    ]
    found = _pick_statuses(blank, plan)
    assert (found[3, 2].own_days, found[3, 2].note, found[2, 2].days) == (None, "=late", D(3))


def test_days_of_a_seat_change_where_they_are_kept(blank: Workspace, plan: int) -> None:
    with blank.edit("Pick") as db:
        picks.pick_courses(db, plan, [1, 2], [1])
        session = sessions.add_session(db, plan, 1, MONDAY, seat_open=True)
        ids = [seat.id for seat in sessions.session_detail(db, session).seats]
        seating.set_seat_status(db, ids[:1], "partly attended", D(1), today=dt.date(2099, 1, 1))
        seating.set_seat_status(db, ids[1:], "attended", today=dt.date(2099, 1, 1))
    text = "person_id,course_code,days\n1,LONG,2.5\n2,LONG,3\n"
    draft = bring_in_text(blank, text, "picks", plan_id=plan)
    assert [o.details for o in draft.outcomes] == ["days: 2.5", "days: 3"]
    found = _pick_statuses(blank, plan)
    assert [(s.status, s.seat_status, s.days) for s in found.values()] == [
        ("done", "partly attended", D("2.5")),
        ("done", "attended", D(3)),
    ]
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 0, 2, 0)


def test_days_of_a_completion_change_where_they_are_kept(blank: Workspace, plan: int) -> None:
    with blank.edit("Done") as db:
        history.record_completion(db, 1, 2, MONDAY, days=D(1))
        history.record_completion(db, 2, 2, MONDAY)
    text = "person_id,course_code,days\n1,TALK,2.5\n2,TALK,3\n"
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 2, 0, 0)
    assert {s.person_id: (s.status, s.days) for s in _pick_statuses(blank, plan).values()} == {
        1: ("done", D("2.5")),
        2: ("done", D(3)),
    }


def test_attending_a_shorter_session_keeps_the_days_that_the_file_gives(blank: Workspace, plan: int) -> None:
    with blank.edit("Pick") as db:
        picks.pick_courses(db, plan, [1, 2, 3], [1])
        sessions.add_session(db, plan, 1, fill_days(MONDAY, D(3)), seat_open=True, code="SHORT")
    text = (
        "person_id,course_code,days,status,session_code\n"
        "1,LONG,4,attended,short\n2,LONG,3,attended,SHORT\n3,LONG,,attended,SHORT\n"
    )
    draft = bring_in_text(blank, text, "picks", plan_id=plan)
    assert draft.outcomes[0].details == "short: booked → attended; days: 4"
    assert {s.person_id: (s.days, s.own_days) for s in _pick_statuses(blank, plan).values()} == {
        1: (D(4), D(4)),
        2: (D(3), None),
        3: (D(3), None),
    }


def test_seats_are_taken_changed_and_left(blank: Workspace, plan: int) -> None:
    _run(blank, plan, code="A", seats_max=1)
    _run(blank, plan, code="B")
    text = (
        "person_id,course_code,session_code,status\n1,LONG,A,booked\n2,LONG,A,Waitlisted\n"
        "3,,B,\n4,LONG,B,no show\n"
    )
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (4, 0, 0, 0)
    found = _pick_statuses(blank, plan)
    assert [(s.status, s.seat_status, s.session_code) for s in found.values()] == [
        ("scheduled", "booked", "A"),
        ("waiting", "waiting", "A"),
        ("scheduled", "booked", "B"),
        ("open", "absent", ""),
    ]
    draft = bring_in_text(
        blank,
        "person_id,course_code,session_code,status\n1,LONG,B,\n2,LONG,A,booked\n",
        "picks",
        plan_id=plan,
    )
    assert [o.details for o in draft.outcomes] == ["booked in B", "A: waiting → booked"]
    found = _pick_statuses(blank, plan)
    assert (found[1, 1].session_code, found[2, 1].status) == ("B", "scheduled")
    with blank.read() as db:
        assert [(r.code, r.booked, r.waiting) for r in sessions.list_sessions(db, plan)] == [
            ("A", 1, 0),
            ("B", 3, 0),
        ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,LONG,,asleep,,", "row 2, status: the status asleep is not known"),
        ("1,LONG,,booked,,", "row 2, status: the status booked needs a session"),
        ("1,LONG,C,,2027-03-01,", "row 2, session_code: there is no session C in this plan"),
        ("1,TALK,A,,,", "row 2, session_code: the session A is one of Long"),
        (
            "1,LONG,,done,,",
            "row 2, status: what is done needs a session, or an end date within the plan's period",
        ),
        ("1,LONG,,done,,2030-01-01", "row 2, status: what is done needs a session, or an end date within"),
        ("1,,C,,,", "row 2, session_code: there is no session C"),
        ("1,NEW,,,,", "row 2, course_code: there is no course NEW in the catalogue"),
        ("7,LONG,,,,", "row 2, person_id: there is nobody with the employee id 7"),
    ],
)
def test_rows_that_cannot_be_are_rejected(blank: Workspace, plan: int, row: str, reason: str) -> None:
    _run(blank, plan, code="A")
    header = "person_id,course_code,session_code,status,start_date,end_date\n"
    draft = bring_in_text(blank, f"{header}{row}\n2,LONG,,,,\n2,LONG,,,,\n", "picks", plan_id=plan)
    assert counts(draft) == (1, 0, 0, 2)
    assert draft.rejected[0].details.startswith(reason)
    assert draft.rejected[1].details == "row 4, course_code: the same person and course as in row 3"
    assert len(_pick_statuses(blank, plan)) == 1


def test_an_unknown_status_makes_no_course(blank: Workspace, plan: int) -> None:
    text = "person_id,course_code,days,status\n1,NEW,2,asleep\n"
    draft = bring_in_text(blank, text, "picks", plan_id=plan, create_missing=True)
    assert draft.writes_nothing
    assert draft.notes == []


@pytest.mark.parametrize(
    ("course", "start", "end", "dates", "portions"),
    [
        ("LONG", "2027-03-01", "", "1 2 3 4", "1 1 1 1"),
        ("LONG", "2027-03-04", "", "4 5 8 9", "1 1 1 1"),
        ("LONG", "2027-03-06", "", "6 8 9 10", "1 1 1 1"),
        ("LONG", "2027-03-01", "2027-03-04", "1 2 3 4", "1 1 1 1"),
        ("LONG", "2027-03-01", "2027-03-12", "1 2 3 12", "1 1 1 1"),
        ("LONG", "2027-03-01", "2027-03-02", "1 2", "1 1"),
        ("LONG", "2027-03-06", "2027-03-06", "6", "1"),
        ("LONG", "2027-03-05", "2027-03-08", "5 6 7 8", "1 1 1 1"),
        ("TALK", "2027-03-05", "2027-03-08", "5 8", "1 1"),
        ("BIT", "2027-03-01", "2027-03-03", "1 3", "0.25 0.25"),
    ],
)
def test_new_sessions_begin_and_end_as_the_file_says(
    blank: Workspace, plan: int, course: str, start: str, end: str, dates: str, portions: str
) -> None:
    text = f"person_id,course_code,session_code,start_date,end_date\n1,{course},NEW-1,{start},{end}\n"
    draft = bring_in_text(blank, text, "picks", plan_id=plan, create_missing=True)
    assert draft.notes == ["Session NEW-1 is new."]
    with blank.read() as db:
        (row,) = sessions.list_sessions(db, plan)
        days = sessions.session_detail(db, row.id).days
    assert [str(day.day.day) for day in days] == dates.split()
    assert [day.portion for day in days] == [D(portion) for portion in portions.split()]
    assert all(day.start_time < day.end_time for day in days)


@pytest.mark.parametrize(
    ("end", "dates"), [("", "27 1 2 3"), ("2027-04-03", "27 1 2 3"), ("2027-03-30", "27 28 29 30")]
)
def test_new_sessions_skip_the_days_on_which_the_company_is_closed(
    blank: Workspace, plan: int, end: str, dates: str
) -> None:
    with blank.edit("Easter") as db:
        add_closure(db, dt.date(2027, 3, 28), dt.date(2027, 3, 31), name="Easter")
        set_working_week(db, 0b1111111)
    text = f"person_id,course_code,session_code,start_date,end_date\n1,LONG,NEW-1,2027-03-27,{end}\n"
    bring_in_text(blank, text, "picks", plan_id=plan, create_missing=True)
    with blank.read() as db:
        (row,) = sessions.list_sessions(db, plan)
        days = sessions.session_detail(db, row.id).days
    assert [str(day.day.day) for day in days] == dates.split()


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        (",2027-03-01", "is new and has no start date"),
        ("2027-03-02,2027-03-01", "cannot go from 2027-03-02 to 2027-03-01"),
        ("2027-03-02,2037-03-01", "cannot go from"),
    ],
)
def test_sessions_of_impossible_dates_are_not_made(
    blank: Workspace, plan: int, dates: str, reason: str
) -> None:
    text = f"person_id,course_code,session_code,start_date,end_date\n1,LONG,NEW-1,{dates}\n"
    draft = bring_in_text(blank, text, "picks", plan_id=plan, create_missing=True)
    assert reason in draft.rejected[0].details
    assert draft.writes_nothing


def test_done_without_a_session_is_a_completion(blank: Workspace, plan: int) -> None:
    text = "person_id,course_code,days,status,end_date\n1,TALK,1.5,done,2027-03-02\n"
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (1, 0, 0, 0)
    found = _pick_statuses(blank, plan)[1, 2]
    assert (found.status, found.days, found.first_day) == ("done", D("1.5"), dt.date(2027, 3, 2))
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 0, 1, 0)


def test_done_is_not_recorded_twice(blank: Workspace, plan: int) -> None:
    with blank.edit("Done") as db:
        history.record_completion(db, 1, 2, MONDAY, days=D(1))
        history.record_completion(db, 2, 2, MONDAY)
        history.record_completion(db, 3, 2, MONDAY, days=D(1))
    text = (
        "person_id,course_code,days,status,end_date\n"
        "1,TALK,1.5,done,2027-03-01\n2,TALK,3,done,2027-03-01\n3,TALK,,done,2027-03-01\n"
    )
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 2, 1, 0)
    assert {s.person_id: (s.status, s.days, s.own_days) for s in _pick_statuses(blank, plan).values()} == {
        1: ("done", D("1.5"), None),
        2: ("done", D(3), D(3)),
        3: ("done", D(1), None),
    }
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 0, 3, 0)


def test_those_who_wait_move_up_when_a_file_frees_a_seat(blank: Workspace, plan: int) -> None:
    _run(blank, plan, code="A", seats_max=1)
    _run(blank, plan, code="B")
    text = "person_id,course_code,session_code,status\n1,LONG,A,booked\n2,LONG,A,waiting\n3,LONG,A,waiting\n"
    bring_in_text(blank, text, "picks", plan_id=plan)
    bring_in_text(blank, "person_id,course_code,session_code\n1,LONG,B\n", "picks", plan_id=plan)
    places = [(s.session_code, s.seat_status) for s in _pick_statuses(blank, plan).values()]
    assert places == [("B", "booked"), ("A", "booked"), ("A", "waiting")]
    blank.undo()
    places = [(s.session_code, s.seat_status) for s in _pick_statuses(blank, plan).values()]
    assert places == [("A", "booked"), ("A", "waiting"), ("A", "waiting")]


def test_picks_need_a_plan(blank: Workspace) -> None:
    with pytest.raises(PlanError, match="belong to a plan"):
        bring_in_text(blank, "person_id,course_code\n1,LONG\n", "picks")


def _seats(workspace: Workspace, session: int) -> dict[str, str]:
    with workspace.read() as db:
        return {seat.name: seat.status for seat in sessions.session_detail(db, session).seats}


def test_who_is_made_to_wait_by_a_file_leaves_the_seat_to_the_next(blank: Workspace, plan: int) -> None:
    with blank.edit("Pick") as db:
        picks.pick_courses(db, plan, [1, 2, 3], [1])
    session = _run(blank, plan, seats_max=1, seat_open=True)
    text = "person_id,course_code,status,session_code\n1,LONG,waiting,LONG-1\n"
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 1, 0, 0)
    assert _seats(blank, session) == {"P2": "booked", "P3": "waiting", "P1": "waiting"}
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 0, 1, 0)


def test_a_file_moves_nobody_into_or_out_of_a_locked_session(blank: Workspace, plan: int) -> None:
    with blank.edit("Pick") as db:
        picks.pick_courses(db, plan, [1, 2, 3], [1])
    session = _run(blank, plan, seats_max=2, seat_open=True, locked=True)
    _run(blank, plan)
    before = _seats(blank, session)
    text = (
        "person_id,course_code,status,session_code\n"
        "1,LONG,,LONG-2\n2,LONG,waiting,LONG-1\n3,LONG,booked,LONG-1\n4,LONG,,LONG-1\n5,LONG,,LONG-2\n"
    )
    draft = bring_in_text(blank, text, "picks", plan_id=plan)
    assert [(o.action, o.details) for o in draft.outcomes] == [
        *[("rejected", f"row {n}, session_code: the session LONG-1 is locked") for n in (2, 3, 4, 5)],
        ("created", ""),
    ]
    assert _seats(blank, session) == before
    text = "person_id,course_code,status,session_code\n1,LONG,attended,LONG-1\n2,LONG,absent,LONG-1\n"
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 2, 0, 0)


def test_who_waits_by_the_word_of_a_file_does_not_move_up(blank: Workspace, plan: int) -> None:
    with blank.edit("Pick") as db:
        picks.pick_courses(db, plan, [1, 2, 3, 4], [1])
    session = _run(blank, plan, seats_max=2, seat_open=True)
    assert _seats(blank, session) == {"P1": "booked", "P2": "booked", "P3": "waiting", "P4": "waiting"}
    header = "person_id,course_code,status,session_code\n"
    text = header + "".join(f"{number},LONG,waiting,LONG-1\n" for number in (1, 2, 3, 5))
    bring_in_text(blank, text, "picks", plan_id=plan)
    waiting = dict.fromkeys(("P1", "P2", "P3", "P5"), "waiting")
    assert _seats(blank, session) == waiting | {"P4": "booked"}
    before = _seats(blank, session)
    blank.undo()
    assert _seats(blank, session) == {"P1": "booked", "P2": "booked", "P3": "waiting", "P4": "waiting"}
    blank.redo()
    assert _seats(blank, session) == before


def test_done_makes_a_failed_completion_a_completed_one(blank: Workspace, plan: int) -> None:
    later = MONDAY + dt.timedelta(days=30)
    with blank.edit("Failed") as db:
        for person in (1, 2, 3, 4):
            days = D(1) if person == 1 else None
            history.record_completion(db, person, 2, MONDAY, result="Failed", days=days)
        history.record_completion(db, 5, 2, MONDAY, result="passed")
    assert [s.failed for s in _pick_statuses(blank, plan).values()] == [True, True, True, True, False]
    text = (
        "person_id,course_code,status,end_date,days\n"
        f"1,TALK,done,{MONDAY},1.5\n2,TALK,completed,,3\n3,TALK,done,{later},\n"
        f"4,TALK,done,2030-01-01,\n5,TALK,done,{MONDAY},\n"
    )
    draft = bring_in_text(blank, text, "picks", plan_id=plan)
    assert [o.details for o in draft.outcomes] == [
        "result: Failed → completed; days: 1.5",
        "result: Failed → completed; days: 3",
        f"done on {later}",
        "row 5, status: what is done needs a session, or an end date within the plan's period",
        "",
    ]
    found = {s.person_id: (s.result, s.days, s.first_day) for s in _pick_statuses(blank, plan).values()}
    assert found == {
        1: ("completed", D("1.5"), MONDAY),
        2: ("completed", D(3), MONDAY),
        3: ("completed", D(2), later),
        4: ("Failed", D(2), MONDAY),
        5: ("passed", D(2), MONDAY),
    }
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 0, 4, 1)


def test_failed_is_a_completion_that_says_so(blank: Workspace, plan: int) -> None:
    with blank.edit("Fill") as db:
        history.record_completion(db, 2, 2, MONDAY)
        history.record_completion(db, 3, 2, MONDAY, result="failed")
        picks.pick_courses(db, plan, [4], [2])
        session = sessions.add_session(db, plan, 2, MONDAY, pick_ids=[], code="T")
        (pick,) = (s.pick_id for s in list_pick_statuses(db, plan) if s.person_id == 4)
        seating.seat_picks(db, session, [pick])
        (seat,) = sessions.session_detail(db, session).seats
        seating.set_seat_status(db, [seat.id], "attended", today=dt.date(2099, 1, 1))
    text = (
        "person_id,course_code,status,end_date,session_code\n"
        f"1,TALK,failed,{MONDAY},\n2,TALK,failed,{MONDAY},\n3,TALK,Not passed,,\n"
        f"4,TALK,failed,{MONDAY},\n5,TALK,failed,{MONDAY},T\n5,LONG,failed,,\n"
    )
    draft = bring_in_text(blank, text, "picks", plan_id=plan)
    assert [(o.action, o.details) for o in draft.outcomes] == [
        ("created", ""),
        ("updated", "result: completed → failed"),
        ("unchanged", ""),
        ("rejected", "row 5, status: it was attended in the session T"),
        ("rejected", "row 6, status: what was failed has an end date and no session"),
        ("rejected", "row 7, status: what is failed needs an end date within the plan's period"),
    ]
    assert {s.person_id: s.failed for s in _pick_statuses(blank, plan).values()} == {
        1: True,
        2: True,
        3: True,
        4: False,
    }


@pytest.mark.parametrize("word", ["Cancelled", "abgesagt", "annulée", "rechazado", "withdrawn"])
def test_a_pick_that_was_cancelled_is_left_out(blank: Workspace, plan: int, word: str) -> None:
    draft = bring_in_text(
        blank, f"person_id,course_code,status\n1,LONG,{word}\n2,LONG,\n", "picks", plan_id=plan
    )
    assert [o.action for o in draft.outcomes] == ["skipped", "created"]
    assert draft.outcomes[0].details == (
        f"row 2, status: “{word}” is no pick; what is in the plan stays as it is"
    )


def test_what_the_words_of_a_status_mean_can_be_said(blank: Workspace, plan: int) -> None:
    text = "person_id,course_code,status\n1,LONG,B7\n2,LONG,42\n"
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan)) == (0, 0, 0, 2)
    words = {"status": {"B7": "open", "number": "none"}}
    draft = bring_in_text(blank, text, "picks", plan_id=plan, words=words)
    assert [o.action for o in draft.outcomes] == ["created", "skipped"]


def _session_times(workspace: Workspace) -> list[str]:
    with workspace.read() as db:
        days = db.scalars(select(SessionDay).order_by(SessionDay.day))
        return [f"{day.day} {day.start_time:%H:%M}–{day.end_time:%H:%M}" for day in days]


def test_the_times_of_a_session_that_a_file_makes_are_those_of_the_file(blank: Workspace, plan: int) -> None:
    text = (
        "person_id,course_code,session_code,start_date,end_date\n"
        "1,LONG,N-1,5/4/2027 08:30:03,5/4/2027 16:45:00\n2,LONG,N-1,5/4/2027 10:00,5/4/2027 16:45\n"
        "1,TALK,N-2,25/11/2027 19:00,25/11/2027 21:00\n"
    )
    draft = bring_in_text(blank, text, "picks", plan_id=plan, create_missing=True)
    assert _session_times(blank)[0] == "2027-04-05 08:30–16:45"
    assert "2027-11-25 19:00–21:00" in _session_times(blank)
    assert draft.notes == [
        "Session N-1 is new.",
        (
            "Row 3: the session N-1 is from 08:30 to 16:45; the times of the file (10:00 to 16:45) are not"
            " taken."
        ),
        "Session N-2 is new.",
    ]
    draft = bring_in_text(blank, text, "picks", plan_id=plan)
    assert [note[:5] for note in draft.notes] == ["Row 3"]


def test_times_may_have_columns_of_their_own_and_must_be_in_order(blank: Workspace, plan: int) -> None:
    head = "person_id,course_code,session_code,start_date,start_time,end_time\n"
    rows = "1,TALK,N-1,2027-04-05,18:00,20:30\n2,TALK,N-2,2027-04-06,21:00,01:00\n"
    draft = bring_in_text(blank, head + rows, "picks", plan_id=plan, create_missing=True)
    assert [o.action for o in draft.outcomes] == ["created", "rejected"]
    assert draft.rejected[0].details == (
        "row 3, end_time: the session N-2 is new and cannot go from 21:00 to 01:00 on a day"
    )
    assert set(_session_times(blank)) == {"2027-04-05 18:00–20:30", "2027-04-06 18:00–20:30"}


@pytest.mark.parametrize("status", ["attended", "partly attended", "absent"])
@pytest.mark.parametrize("start", ["", "2027-03-01"])
def test_no_attendance_of_what_is_still_to_come(blank: Workspace, plan: int, status: str, start: str) -> None:
    if not start:
        _run(blank, plan, code="LONG-1")
    text = f"person_id,course_code,status,session_code,start_date\n1,LONG,{status},LONG-1,{start}\n"
    options = {"plan_id": plan, "create_missing": True}
    draft = bring_in_text(blank, text, "picks", today=dt.date(2027, 2, 28), **options)
    begins = "the session LONG-1 begins on 2027-03-01; attendance can be entered from that day on"
    assert [(o.action, o.details) for o in draft.outcomes] == [("rejected", f"row 2, status: {begins}")]
    assert not _pick_statuses(blank, plan)
    assert counts(bring_in_text(blank, text, "picks", today=MONDAY, **options)) == (1, 0, 0, 0)


def test_attendance_that_is_known_stays_whatever_day_it_is(blank: Workspace, plan: int) -> None:
    text = "person_id,course_code,status,session_code,start_date\n1,LONG,attended,LONG-1,2027-03-01\n"
    options = {"plan_id": plan, "create_missing": True}
    bring_in_text(blank, text, "picks", **options)
    again = bring_in_text(blank, text, "picks", today=dt.date(2027, 1, 1), **options)
    assert counts(again) == (0, 0, 1, 0)


@pytest.mark.parametrize("status", ["done", "failed"])
def test_nothing_is_done_or_failed_on_a_day_to_come(blank: Workspace, plan: int, status: str) -> None:
    text = f"person_id,course_code,status,end_date\n1,LONG,{status},2027-03-01\n"
    draft = bring_in_text(blank, text, "picks", plan_id=plan, today=dt.date(2027, 2, 28))
    assert [o.details for o in draft.rejected] == [
        "row 2, status: 2027-03-01 is still to come; nothing is done or failed on it yet"
    ]
    assert counts(bring_in_text(blank, text, "picks", plan_id=plan, today=MONDAY)) == (1, 0, 0, 0)


def test_by_default_the_clock_says_what_is_still_to_come(
    blank: Workspace, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "person_id,course_code,status,end_date\n1,LONG,done,2027-03-01\n"
    for day, rejected in ((dt.date(2027, 2, 28), 1), (MONDAY, 0)):
        monkeypatch.setattr("pmplanner.services.calendar.clock.today", lambda day=day: day)
        assert files.bring_in_text(blank, text, "picks", plan_id=plan).count("rejected") == rejected


def test_a_file_enters_no_attendance_in_a_variant(blank: Workspace, plan: int) -> None:
    session = _run(blank, plan)
    text = "email,course_code,session_code,status,end_date\np1@x.y,LONG,LONG-1,{},\n"
    bring_in_text(blank, text.format("booked"), "picks", plan_id=plan)
    with blank.edit("Copy") as db:
        copy = plans.copy_plan(db, plan, "Trial")
    for word in ("attended", "absent"):
        draft = bring_in_text(blank, text.format(word), "picks", plan_id=copy)
        assert "is a variant" in draft.outcomes[0].details
        assert counts(draft) == (0, 0, 0, 1)
    done = "email,course_code,status,end_date\np2@x.y,TALK,{},2027-03-01\n"
    for word in ("done", "failed"):
        assert counts(bring_in_text(blank, done.format(word), "picks", plan_id=copy)) == (0, 0, 0, 1)
    assert counts(bring_in_text(blank, text.format("attended"), "picks", plan_id=plan)) == (0, 1, 0, 0)
    # What was attended when the copy was made is no news to it.
    with blank.edit("Copy again") as db:
        copy = plans.copy_plan(db, plan, "Trial 2")
    assert counts(bring_in_text(blank, text.format("attended"), "picks", plan_id=copy)) == (0, 0, 1, 0)
    assert _seats(blank, session) == {"P1": "attended"}
