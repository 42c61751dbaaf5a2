"""Completions, exemptions, absences and the change log."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Completion, Course, Exemption, Pick, TrainingSession
from pmplanner.services.errors import PlanError
from pmplanner.services.people import history, people
from pmplanner.services.people.people import person_detail
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.views.edit_history import rows_of_edit
from pmplanner.storage.workspace import Workspace

D = Decimal
DAY = dt.date(2027, 2, 1)


def _count(db: Session, kind: type) -> int:
    return db.scalar(select(func.count()).select_from(kind)) or 0


@pytest.fixture
def ids(blank: Workspace) -> tuple[int, int, int]:
    """A person, a course and a plan of 2027."""
    with blank.edit("Fill") as db:
        course = Course(code="TALK", title="Talk", days=D(2))
        db.add(course)
        person = people.add_person(db, first_name="Ana")
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 6, 30))
        return person, course.id, plan


def test_a_completion_is_kept_as_given(blank: Workspace, ids: tuple[int, int, int]) -> None:
    person, course, _ = ids
    with blank.edit("Record") as db:
        history.record_completion(
            db, person, course, DAY, result=" Passed ", days=D("1.25"), trainer="Kim", cost=D("99.50")
        )
    with blank.read() as db:
        done = db.scalars(select(Completion)).one()
        assert (done.result, done.days, done.cost, done.trainer) == ("Passed", D("1.25"), D("99.5"), "Kim")
        assert _count(db, Pick) == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"days": D("0.3")}, "steps of 0.25"),
        ({"days": D(0)}, "more than 0"),
        ({"expires_on": dt.date(2027, 1, 31)}, "would expire"),
    ],
)
def test_a_completion_that_will_not_do_is_refused(
    blank: Workspace, ids: tuple[int, int, int], values: dict[str, object], reason: str
) -> None:
    with pytest.raises(PlanError, match=reason), blank.edit("Record") as db:
        history.record_completion(db, ids[0], ids[1], DAY, **values)  # type: ignore[arg-type]
    with blank.read() as db:
        assert _count(db, Completion) == 0


def test_the_same_completion_twice_is_refused_another_day_is_not(
    blank: Workspace, ids: tuple[int, int, int]
) -> None:
    person, course, _ = ids
    with blank.edit("Record") as db:
        history.record_completion(db, person, course, DAY)
        history.record_completion(db, person, course, DAY + dt.timedelta(1))
    with pytest.raises(PlanError, match="already recorded"), blank.edit("Again") as db:
        history.record_completion(db, person, course, DAY)


@pytest.mark.parametrize(
    ("day", "count"), [(dt.date(2027, 1, 1), 1), (dt.date(2027, 6, 30), 1), (dt.date(2026, 12, 31), 0)]
)
def test_a_completion_within_the_plan_becomes_a_pick(
    blank: Workspace, ids: tuple[int, int, int], day: dt.date, count: int
) -> None:
    person, course, _plan = ids
    with blank.edit("Record") as db:
        history.record_completion(db, person, course, day)
    with blank.read() as db:
        assert _count(db, Pick) == count


def test_a_completion_of_something_picked_adds_no_pick(blank: Workspace, ids: tuple[int, int, int]) -> None:
    person, course, plan = ids
    with blank.edit("Record") as db:
        picks.pick_courses(db, plan, [person], [course])
        assert history.pick_completed(db, [(person, course, DAY)]) == 0
    with blank.read() as db:
        assert _count(db, Pick) == 1


def test_an_exemption_needs_a_reason_and_stands_once(blank: Workspace, ids: tuple[int, int, int]) -> None:
    person, course, _ = ids
    with pytest.raises(PlanError, match="Say why"), blank.edit("Exempt") as db:
        history.add_exemption(db, person, course, "  ")
    with blank.edit("Exempt") as db:
        exemption = history.add_exemption(db, person, course, " Taught it ")
    with (
        pytest.raises(PlanError, match="already, without an end"),
        blank.edit("Exempt") as db,
    ):
        history.add_exemption(db, person, course, "Again")
    with blank.edit("Take back") as db:
        assert db.scalars(select(Exemption.reason)).one() == "Taught it"
        history.remove_exemption(db, exemption)
    with blank.read() as db:
        assert _count(db, Exemption) == 0


def test_exemptions_from_a_course_hold_one_after_the_other(
    blank: Workspace, ids: tuple[int, int, int]
) -> None:
    person, course, _ = ids
    day = dt.timedelta(days=1)
    with blank.edit("Exempt") as db:
        first = history.add_exemption(db, person, course, "A", None, DAY)
        history.add_exemption(db, person, course, "B", DAY + 2 * day, DAY + 2 * day)
        history.add_exemption(db, person, course, "C", DAY + 4 * day)
        spells = [(row.first_day, row.last_day) for row in person_detail(db, person).exemptions]
    assert spells == [(None, DAY), (DAY + 2 * day, DAY + 2 * day), (DAY + 4 * day, None)]
    for begin, end, said in (
        (None, None, f"already, until {DAY}"),
        (DAY, DAY, f"already, until {DAY}"),
        (DAY + day, DAY + 2 * day, f"already, from {DAY + 2 * day} until {DAY + 2 * day}"),
        (DAY + 3 * day, None, f"already, from {DAY + 4 * day}"),
        (DAY, DAY - day, "before it begins"),
    ):
        with pytest.raises(PlanError, match=said), blank.edit("Exempt") as db:
            history.add_exemption(db, person, course, "D", begin, end)
    with blank.edit("Between") as db:
        history.add_exemption(db, person, course, "E", DAY + day, DAY + day)
        history.remove_exemption(db, first)
        assert len(history.find_exemptions(db, person, course)) == 3
    blank.undo()
    with blank.read() as db:
        assert history.find_exemptions(db, person, course)[0] == first


def test_an_absence_may_last_one_day_but_not_end_before_it_begins(
    blank: Workspace, ids: tuple[int, int, int]
) -> None:
    with blank.edit("Away") as db:
        absence = history.add_absence(db, ids[0], DAY, DAY, " Leave ")
    with pytest.raises(PlanError, match="before it begins"), blank.edit("Away") as db:
        history.add_absence(db, ids[0], DAY, DAY - dt.timedelta(1))
    with pytest.raises(PlanError, match="already recorded"), blank.edit("Away") as db:
        history.add_absence(db, ids[0], DAY, DAY)
    with blank.edit("Back") as db:
        assert db.get_one(Absence, absence).kind == "Leave"
        history.remove_absence(db, absence)
    with blank.read() as db:
        assert _count(db, Absence) == 0


def test_what_is_gone_is_refused_with_a_sentence(blank: Workspace, ids: tuple[int, int, int]) -> None:
    person, course, _ = ids
    actions = (
        lambda s: history.record_completion(s, 99, course, DAY),
        lambda s: history.record_completion(s, person, 99, DAY),
        lambda s: history.add_exemption(s, person, 99, "Why"),
        lambda s: history.add_absence(s, 99, DAY, DAY),
        lambda s: history.remove_completion(s, 99),
        lambda s: history.remove_exemption(s, 99),
        lambda s: history.remove_absence(s, 99),
    )
    for action in actions:
        with pytest.raises(PlanError, match="no longer exists"), blank.edit("Try") as db:
            action(db)


def test_a_completion_removed_comes_back_with_undo(blank: Workspace, ids: tuple[int, int, int]) -> None:
    with blank.edit("Record") as db:
        done = history.record_completion(db, ids[0], ids[1], DAY)
    with blank.edit("Remove") as db:
        history.remove_completion(db, done)
    with blank.read() as db:
        assert _count(db, Completion) == 0
    blank.undo()
    with blank.read() as db:
        assert db.get_one(Completion, done).completed_on == DAY


def test_the_log_lists_edits_newest_first_with_their_state(
    blank: Workspace, ids: tuple[int, int, int]
) -> None:
    with blank.edit("Away") as db:
        history.add_absence(db, ids[0], DAY, DAY)
    blank.undo()
    with blank.read() as db:
        lines = history.list_edits(db)
        assert [(line.label, line.state) for line in lines] == [("Away", "undone"), ("Fill", "done")]
        assert [line.label for line in history.list_edits(db, 1)] == ["Away"]
        assert lines[0].rows == 1


def test_attended_sessions_are_listed_with_days_and_expiry(
    blank: Workspace, ids: tuple[int, int, int]
) -> None:
    person, talk, plan = ids
    with blank.edit("Attend") as db:
        courses = [talk]
        for code, months in (("YEARLY", 12), ("PART", 12), ("GONE", None), ("LATER", None)):
            course = Course(code=code, title=code.title(), days=D(3), valid_months=months)
            db.add(course)
            db.flush()
            courses.append(course.id)
        picks.pick_courses(db, plan, [person], courses)
        statuses = ("attended", "attended", "partly attended", "attended", "booked")
        for number, (course_id, status) in enumerate(zip(courses, statuses, strict=True)):
            session = sessions.add_session(
                db, plan, course_id, DAY + dt.timedelta(days=7 * number), seat_open=True
            )
            (seat,) = sessions.session_detail(db, session).seats
            seating.set_seat_status(
                db,
                [seat.id],
                status,
                D("1.5") if course_id == courses[2] else None,
                today=dt.date(2099, 1, 1),
            )
        (pick,) = db.scalars(select(Pick.id).where(Pick.course_id == talk))
        picks.set_pick_days(db, pick, D("1.75"))
        gone = next(row for row in sessions.list_sessions(db, plan) if row.course_code == "GONE")
        db.get_one(TrainingSession, gone.id).status = "cancelled"
    with blank.read() as db:
        rows = people.person_detail(db, person).attended
        assert [(r.session_code, r.title, r.status, r.days, r.first_day, r.last_day) for r in rows] == [
            ("PART-1", "Part", "partly attended", D("1.5"), dt.date(2027, 2, 15), dt.date(2027, 2, 17)),
            ("YEARLY-1", "Yearly", "attended", D(3), dt.date(2027, 2, 8), dt.date(2027, 2, 10)),
            ("TALK-1", "Talk", "attended", D("1.75"), DAY, dt.date(2027, 2, 2)),
        ]
        assert [r.expires_on for r in rows] == [None, dt.date(2028, 2, 10), None]


def test_of_a_row_that_comes_only_what_is_so_is_said(blank: Workspace, ids: tuple[int, int, int]) -> None:
    _, course, plan = ids
    with blank.edit("Add") as db:
        session_id = sessions.add_session(db, plan, course, DAY)
    with blank.edit("Lock") as db:
        db.get_one(TrainingSession, session_id).locked = True
    with blank.read() as db:
        locking, adding = (line.id for line in history.list_edits(db)[:2])
        (came,) = rows_of_edit(db, adding, "session", "added")
        (changed,) = rows_of_edit(db, locking, "session", "changed")
    said = {value.word: value.after for value in came.values}
    assert said["course"] == "Talk"
    assert "locked" not in said
    assert [(value.word, value.before, value.after) for value in changed.values] == [("locked", "no", "yes")]
