"""Rooms, equipment, trainers and public dates."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Pick, RoomEquipment, TrainingSession
from pmplanner.services.catalog import courses
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people
from pmplanner.services.plans import picks, plans
from pmplanner.services.resources.equipment import (
    add_equipment,
    change_equipment,
    course_needs,
    list_equipment,
    remove_equipment,
    set_course_needs,
)
from pmplanner.services.resources.rooms import (
    add_room,
    change_room,
    list_rooms,
    remove_room,
    set_room_equipment,
)
from pmplanner.services.resources.trainers import (
    add_trainer,
    add_trainer_absence,
    change_trainer,
    list_trainers,
    remove_trainer,
    remove_trainer_absence,
    set_trainer_courses,
)
from pmplanner.services.sessions import public_dates, sessions
from pmplanner.services.sessions.session_rows import session_detail
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot

D = dt.date


def _a_session(db: Session, **values: object) -> int:
    plan = plans.create_plan(db, "P", D(2027, 1, 1), D(2027, 6, 30))
    course = courses.add_course(db, title="Basics", days=Decimal(2))
    return sessions.add_session(db, plan, course, D(2027, 3, 1), **values)  # type: ignore[arg-type]


def test_rooms_know_what_they_have_and_who_uses_them(blank: Workspace) -> None:
    with blank.edit("Rooms") as db:
        beamer, laptops = add_equipment(db, "Beamer"), add_equipment(db, "Laptops", 2)
        oslo = add_room(db, " Oslo ", site="HQ", seats=12, equipment=[beamer])
        add_room(db, "Bergen", site="Coast")
        _a_session(db, room="OSLO")
        set_room_equipment(db, oslo, [beamer, laptops])
    with blank.read() as db:
        assert [(row.name, row.site, row.seats, row.sessions) for row in list_rooms(db)] == [
            ("Bergen", "Coast", None, 0),
            ("Oslo", "HQ", 12, 1),
        ]
        assert list_rooms(db)[1].equipment == (beamer, laptops)


def test_sessions_follow_a_new_name_and_undo_takes_both_back(blank: Workspace) -> None:
    with blank.edit("Set up") as db:
        room, trainer = add_room(db, "Oslo"), add_trainer(db, "Ada Berg")
        session = _a_session(db, room="oslo", trainer="ada berg")
    before = snapshot(blank.path)
    with blank.edit("Rename") as db:
        change_room(db, room, name="Oslo 2", seats=4)
        change_trainer(db, trainer, name="Ada Lie")
    with blank.read() as db:
        names = db.execute(select(TrainingSession.room, TrainingSession.trainer)).one()
        assert names == ("Oslo 2", "Ada Lie")
    blank.undo()
    assert snapshot(blank.path) == before
    with blank.edit("Remove") as db:
        remove_room(db, room)
        remove_trainer(db, trainer)
    with blank.read() as db:
        assert (list_rooms(db), list_trainers(db)) == ([], [])
        assert session_detail(db, session).row.room == "oslo"


def test_equipment_goes_everywhere_at_once(blank: Workspace) -> None:
    with blank.edit("Set up") as db:
        beamer = add_equipment(db, "Beamer", 2)
        add_room(db, "Oslo", equipment=[beamer])
        course = courses.add_course(db, title="Basics", days=Decimal(2))
        set_course_needs(db, course, {beamer: 1})
        plan = plans.create_plan(db, "P", D(2027, 1, 1), D(2027, 6, 30))
        session = sessions.add_session(db, plan, course, D(2027, 3, 1))
    with blank.read() as db:
        (row,) = list_equipment(db)
        assert (row.name, row.count, row.rooms, row.courses, row.sessions) == ("Beamer", 2, 1, 1, 1)
        assert course_needs(db, course) == {beamer: 1}
        assert [asked.name for asked in session_detail(db, session).equipment] == ["Beamer"]
    with blank.edit("Change") as db:
        change_equipment(db, beamer, name="Projector", count=3)
        set_course_needs(db, course, {beamer: 2})
        set_course_needs(db, course, {})
    with blank.edit("Remove") as db:
        remove_equipment(db, beamer)
        assert db.scalars(select(RoomEquipment)).all() == []
    blank.undo()
    with blank.read() as db:
        assert list_equipment(db)[0].name == "Projector"


def test_bundled_courses_can_need_equipment(workspace: Workspace) -> None:
    with workspace.edit("Need") as db:
        course = db.scalars(select(Course.id).where(Course.bundled)).first()
        assert course is not None
        set_course_needs(db, course, {add_equipment(db, "Laptops", 12): 12})
        assert list(course_needs(db, course).values()) == [12]


def test_trainers_have_courses_days_and_absences(blank: Workspace) -> None:
    with blank.edit("Trainers") as db:
        course = courses.add_course(db, title="Basics", days=Decimal(2))
        ada = add_trainer(
            db, "Ada  Berg", code="T1", courses=[course], working_days=0b111, day_cost=Decimal(900)
        )
        away = add_trainer_absence(db, ada, D(2027, 2, 1), D(2027, 2, 3), "Leave")
        add_trainer_absence(db, ada, D(2027, 1, 1), D(2027, 1, 1))
    with blank.read() as db:
        (row,) = list_trainers(db)
        assert (row.name, row.code, row.courses, row.working_days) == ("Ada Berg", "T1", (course,), 7)
        assert [absence.first_day for absence in row.absences] == [D(2027, 1, 1), D(2027, 2, 1)]
    with blank.edit("Change") as db:
        set_trainer_courses(db, ada, [])
        remove_trainer_absence(db, away)
        change_trainer(db, ada, code="", last_day=D(2027, 6, 30))
    with blank.read() as db:
        (row,) = list_trainers(db)
        assert (row.code, row.courses, len(row.absences)) == ("", (), 1)


def test_a_public_date_becomes_a_session_that_is_pinned(blank: Workspace) -> None:
    with blank.edit("Set up") as db:
        plan = plans.create_plan(db, "P", D(2027, 1, 1), D(2027, 6, 30))
        course = courses.add_course(db, title="Basics", days=Decimal("1.5"))
        hana = people.add_person(db, first_name="Hana")
        picks.pick_courses(db, plan, [hana], [course])
        date = public_dates.add_date(db, course, D(2027, 3, 5), place="Vienna", seats=3, source="x.org")
        open_pick = db.scalars(select(TrainingSession.id)).all()
        assert open_pick == []
        pick = list(db.execute(select(Pick.id)).scalars())
        session = public_dates.take_date(db, plan, date, pick)
    with blank.read() as db:
        (row,) = public_dates.list_dates(db, course)
        assert (row.first_day, row.last_day, row.place) == (D(2027, 3, 5), D(2027, 3, 8), "Vienna")
        detail = session_detail(db, session)
    assert (detail.row.room, detail.row.pinned, detail.row.status, detail.row.seats_max) == (
        "Vienna",
        True,
        "confirmed",
        3,
    )
    assert [(day.day, day.portion) for day in detail.days] == [
        (D(2027, 3, 5), Decimal(1)),
        (D(2027, 3, 8), Decimal("0.5")),
    ]
    assert [seat.name for seat in detail.seats] == ["Hana"]


def test_a_longer_public_date_has_all_its_days(blank: Workspace) -> None:
    with blank.edit("Set up") as db:
        plan = plans.create_plan(db, "P", D(2027, 1, 1), D(2027, 6, 30))
        course = courses.add_course(db, title="Basics", days=Decimal(1))
        values = {"last_day": D(2027, 3, 7), "mode": "online", "cost": Decimal(10)}
        date = public_dates.add_date(db, course, D(2027, 3, 5), **values)
        session = public_dates.take_date(db, plan, date)
        assert [day.day.day for day in session_detail(db, session).days] == [5, 6, 7]
        assert session_detail(db, session).row.mode == "online"
        public_dates.remove_date(db, date)
        assert public_dates.list_dates(db) == []


def test_a_public_date_over_a_weekend_has_the_working_days(blank: Workspace) -> None:
    with blank.edit("Set up") as db:
        plan = plans.create_plan(db, "P", D(2027, 1, 1), D(2027, 6, 30))
        course = courses.add_course(db, title="Basics", days=Decimal(3))
        date = public_dates.add_date(db, course, D(2027, 3, 4), last_day=D(2027, 3, 9))
        session = public_dates.take_date(db, plan, date)
        assert [day.day.day for day in session_detail(db, session).days] == [4, 5, 8, 9]


def _date(db: Session, **values: object) -> object:
    course = courses.add_course(db, title="Basics", days=Decimal(1))
    public_dates.add_date(db, course, D(2027, 3, 5))
    return public_dates.add_date(db, course, D(2027, 3, 5), **values)


@pytest.mark.parametrize(
    ("edit", "match"),
    [
        (lambda s: add_room(s, " "), "needs a name"),
        (lambda s: add_room(s, "A", seats=0), "at least one seat"),
        (lambda s: (add_room(s, "A"), add_room(s, "a")), "already a room “A”"),
        (lambda s: add_room(s, "A", equipment=[99]), "no longer exists"),
        (lambda s: add_equipment(s, ""), "needs a name"),
        (lambda s: add_equipment(s, "A", -1), "fewer than none"),
        (lambda s: (add_equipment(s, "A"), add_equipment(s, "a ")), "already equipment called “A”"),
        (lambda s: add_trainer(s, ""), "needs a name"),
        (lambda s: add_trainer(s, "A", working_days=0), "at least one working day"),
        (lambda s: add_trainer(s, "A", day_cost=Decimal(-1)), "0 or more"),
        (lambda s: add_trainer(s, "A", first_day=D(2027, 2, 1), last_day=D(2027, 1, 1)), "before the first"),
        (lambda s: (add_trainer(s, "A", code="1"), add_trainer(s, "B", code="1")), "A has the id 1 already"),
        (
            lambda s: add_trainer_absence(s, add_trainer(s, "A"), D(2027, 2, 1), D(2027, 1, 1)),
            "before the first",
        ),
        (lambda s: _date(s), "already a date on 2027-03-05"),
        (lambda s: _date(s, place="X", mode="by post"), "on site or online"),
        (lambda s: _date(s, place="X", seats=0), "at least one seat"),
        (lambda s: _date(s, place="X", end_time=dt.time(8)), "end before it begins"),
        (lambda s: _date(s, place="X", last_day=D(2027, 3, 4)), "before the first"),
    ],
)
def test_what_will_not_do_is_refused(blank: Workspace, edit: Callable[[Session], object], match: str) -> None:
    before = snapshot(blank.path)
    with pytest.raises(PlanError, match=match), blank.edit("Try") as db:
        edit(db)
    assert snapshot(blank.path) == before
