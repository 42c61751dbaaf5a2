"""The sample workspace: invented people with a plan in which every state of a pick can be seen."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Decision, Employment, OwnFact, Person, Pick, PickDecision, Track
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.session_days import is_working_day
from pmplanner.services.decisions.decide import Verdict, decide_picks, picks_of
from pmplanner.services.people.history import add_absence, add_exemption, record_completion
from pmplanner.services.people.people import add_person
from pmplanner.services.people.tracks import set_further_tracks
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import create_plan, next_half_year
from pmplanner.services.sessions.seating import set_seat_status
from pmplanner.services.sessions.sessions import add_session, session_detail
from pmplanner.services.startup.sample_resources import WEEKDAYS, add_resources, id_of, sample_rows

CURRENCY = "EUR"
BUDGET = Decimal(80_000)
TARGET_DAYS = Decimal(10)
"""Days per person."""

_PERSON_TEXTS = (
    "employee_id",
    "first_name",
    "last_name",
    "email",
    "job_title",
    "team",
    "location",
    "manager_name",
    "manager_email",
)
_SESSION_TEXTS = ("mode", "room", "trainer", "status", "note")

Ids = dict[str, int]
"""Employee ids or codes, with the ids of their rows."""


def fill_sample(db: Session, today: dt.date) -> int:
    """Add the sample people and resources with a plan of the half-year after *today*; return the plan's id.

    Raises PlanError when the catalogue lacks a course or the plan or its people are there already.
    """
    courses = dict(db.execute(select(Course.code, Course.id)).all())
    first_day, last_day = next_half_year(today)
    people = _add_people(db, first_day)
    name = said("{year} H{half} development plan", year=first_day.year, half=1 if first_day.month < 7 else 2)
    plan_id = create_plan(
        db, name, first_day, last_day, budget=BUDGET, currency=CURRENCY, target_days=TARGET_DAYS
    )
    _add_own_facts(db, courses)
    _add_history(db, people, courses, first_day)
    _add_absences(db, people, first_day)
    add_resources(db, courses, first_day, CURRENCY)
    _add_picks(db, plan_id, people, courses)
    _add_sessions(db, plan_id, people, courses, first_day, today)
    _add_decisions(db, plan_id, people, courses, today)
    return plan_id


def _add_people(db: Session, first_day: dt.date) -> Ids:
    tracks = dict(db.execute(select(Track.code, Track.id)).all())
    people = {}
    for row in sample_rows("people"):
        person_id = add_person(
            db,
            **{name: row[name] for name in _PERSON_TEXTS},
            start_date=dt.date.fromisoformat(row["start_date"]),
            end_date=_days_after(first_day, row["leaves_after_days"]),
            primary_track_id=id_of(tracks, row["track"]) if row["track"] else None,
            sample=True,
        )
        further = [id_of(tracks, code) for code in row["further_tracks"].split()]
        set_further_tracks(db, person_id, further)
        if row["earlier_spell"]:
            begins, ends = (dt.date.fromisoformat(day) for day in row["earlier_spell"].split())
            db.add(Employment(person_id=person_id, first_day=begins, last_day=ends))
        people[row["employee_id"]] = person_id
    return people


def _add_own_facts(db: Session, courses: Ids) -> None:
    """Give the courses prices and validity: what the sessions cost is theirs, so that a seat adds nothing.

    One course that is picked has no price, so that it can be seen how that is said. What somebody has
    entered already stays.
    """
    there = {(row.course_id, row.field) for row in db.execute(select(OwnFact.course_id, OwnFact.field))}
    db.add_all(
        OwnFact(course_id=course_id, field=row["field"], value=row["value"], currency=row["currency"])
        for row in sample_rows("own_facts")
        if ((course_id := id_of(courses, row["course"])), row["field"]) not in there
    )


def _add_history(db: Session, people: Ids, courses: Ids, first_day: dt.date) -> None:
    for row in sample_rows("history"):
        person_id, course_id = people[row["employee_id"]], id_of(courses, row["course"])
        if row["exempt_because"]:
            since, until = (_days_after(first_day, row[f"exempt_{end}_days"]) for end in ("from", "until"))
            add_exemption(db, person_id, course_id, row["exempt_because"], since, until)
            continue
        day = first_day - dt.timedelta(days=int(row["days_before"]))
        while not is_working_day(day):
            day -= dt.timedelta(days=1)
        lasts = row["expires_after_days"]
        expires_on = day + dt.timedelta(days=int(lasts)) if lasts else None
        record_completion(db, person_id, course_id, day, result=row["result"], expires_on=expires_on)


def _days_after(day: dt.date, days: str) -> dt.date | None:
    return day + dt.timedelta(days=int(days)) if days else None


def _add_absences(db: Session, people: Ids, first_day: dt.date) -> None:
    for row in sample_rows("absences"):
        first = _day_in(first_day, row)
        last = first + dt.timedelta(days=int(row["days"]) - 1)
        add_absence(db, people[row["employee_id"]], first, last, row["kind"])


def _add_picks(db: Session, plan_id: int, people: Ids, courses: Ids) -> None:
    for row in sample_rows("picks"):
        chosen = [people[key] for key in row["people"].split()]
        pick_courses(db, plan_id, chosen, [id_of(courses, row["course"])])


def _add_sessions(
    db: Session, plan_id: int, people: Ids, courses: Ids, first_day: dt.date, today: dt.date
) -> None:
    query = select(Pick.person_id, Pick.course_id, Pick.id).where(Pick.plan_id == plan_id)
    picks = {(person_id, course_id): pick_id for person_id, course_id, pick_id in db.execute(query)}
    for row in sample_rows("sessions"):
        course_id = id_of(courses, row["course"])
        values: dict[str, Any] = {name: row[name] for name in _SESSION_TEXTS}
        values |= {
            "seats_max": int(row["seats_max"]),
            "cost": Decimal(row["cost"]),
            "currency": CURRENCY,
            "decide_by": _days_after(today, row["decide_after_days"]),
        }
        if row["cancel_cost"]:
            values |= {"cancel_cost": Decimal(row["cancel_cost"]), "cancel_currency": CURRENCY}
        seated = [picks[people[key], course_id] for key in row["people"].split()]
        session_id = add_session(db, plan_id, course_id, _day_in(first_day, row), pick_ids=seated, **values)
        if row["status"] == SessionStatus.HELD:
            _hold(db, session_id, {people[key] for key in row["absent"].split()})


def _add_decisions(db: Session, plan_id: int, people: Ids, courses: Ids, today: dt.date) -> None:
    """Let managers have decided of picks, or be asked about them; what is put aside is picked for it."""
    bosses = {
        row.id: (row.manager_id, "" if row.manager_id else row.manager_name)
        for row in db.execute(select(Person.id, Person.manager_id, Person.manager_name))
    }
    for row in sample_rows("decisions"):
        course_id, day = id_of(courses, row["course"]), today - dt.timedelta(days=int(row["days_ago"]))
        chosen = [people[key] for key in row["people"].split()]
        pick_courses(db, plan_id, chosen, [course_id])
        for person_id in chosen:
            boss_id, name = bosses[person_id]
            (pick_id,) = picks_of(db, plan_id, [(person_id, course_id)])
            if row["decision"] == Decision.PROPOSED:
                asked = PickDecision(pick_id=pick_id, decision=Decision.PROPOSED, asked_on=day)
                asked.asked_of_id, asked.asked_of_name = boss_id, name
                db.add(asked)
                continue
            decide_picks(db, plan_id, [pick_id], Verdict(row["decision"], boss_id, name, day, row["note"]))


def _hold(db: Session, session_id: int, absent: set[int]) -> None:
    """Let everybody in the session have attended it but those who were absent."""
    detail = session_detail(db, session_id)
    for seat in detail.seats:
        status = SeatStatus.ABSENT if seat.person_id in absent else SeatStatus.ATTENDED
        set_seat_status(db, [seat.id], status, today=detail.days[0].day)


def _day_in(first_day: dt.date, row: dict[str, str]) -> dt.date:
    """Return the row's weekday in its week of the plan; week 1 is the one with the first day."""
    monday = first_day - dt.timedelta(days=first_day.weekday())
    return monday + dt.timedelta(weeks=int(row["week"]) - 1, days=WEEKDAYS.index(row["weekday"]))
