"""Problems of sessions, rooms, trainers and equipment, by example."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from pmplanner.models import (
    Closure,
    Equipment,
    Reservation,
    Room,
    RoomEquipment,
    SessionDay,
    Trainer,
    TrainerAbsence,
    TrainerCourse,
)
from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.people.history import add_absence
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.resources.trainers import add_trainer
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.session_equipment import set_equipment
from tests.services.finding_problems import all_found, only, put, said
from tests.services.small_plan import MONDAY, SmallPlan

DAY = dt.timedelta(days=1)


def test_a_room_is_taken_only_at_the_same_time(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", room="Oslo")
    time = small.run("TIME", dt.date(2027, 3, 2), room=" oslo ")
    assert said(small) == (
        "room taken",
        "Room Oslo is taken twice on Tue 2 Mar",
        "Boot (BOOT-1, 1–2 Mar) and Time (TIME-1, 2 Mar).",
    )
    sessions.change_session(small.db, time, mode="online")
    assert all_found(small) == []


def test_a_room_must_have_seats_for_all_also_those_not_named(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="AB", room="Oslo")
    put(small.db, Room, name="OSLO", seats=2)
    assert all_found(small) == []
    put(small.db, Reservation, session_id=session, team="Sales", seats=1)
    assert said(small) == (
        "room too small",
        "Room OSLO is too small for BOOT-1",
        "Boot (BOOT-1, 1–2 Mar): OSLO has 2 seats for 3 people.",
    )


def test_a_trainer_is_taken_by_another_session(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", trainer="J. Berg")
    small.run("TIME", dt.date(2027, 3, 2), trainer="j. berg")
    assert said(small) == (
        "trainer taken",
        "J. Berg teaches two sessions on Tue 2 Mar",
        "Boot (BOOT-1, 1–2 Mar) and Time (TIME-1, 2 Mar).",
    )


def test_who_teaches_under_two_names_and_sits_in_both_has_two_problems(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    change_person(small.db, small.person("A"), email="a@x.no")
    for name in ("Kim", "Kim B."):
        add_trainer(small.db, name, email="a@x.no")
    small.run("BOOT", names="A", trainer="Kim")
    small.run("TIME", names="A", trainer="Kim B.")
    told = [p for p in find_problems(small.db, small.plan) if p.kind == "trainer taken" and not p.mirrored]
    assert {p.place for p in told} == {"Kim", "Kim B."}
    assert len({p.key for p in told}) == 2


def test_a_trainer_who_is_staff_cannot_sit_elsewhere_or_be_away(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", trainer="a")
    time = small.run("TIME", dt.date(2027, 3, 2), names="A")
    assert said(small)[:2] == (
        "trainer taken",
        "a teaches one session and sits in another on Tue 2 Mar",
    )
    sessions.move_session(small.db, time, dt.date(2027, 3, 8))
    add_absence(small.db, small.people["A"], dt.date(2027, 3, 2), dt.date(2027, 3, 2), "On leave")
    assert said(small)[:2] == ("trainer away", "a cannot teach BOOT-1 on Tue 2 Mar")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"last_day": MONDAY}, "Can be asked for until Mon 1 Mar 2027."),
        ({"first_day": dt.date(2027, 3, 3)}, "Can be asked for from Wed 3 Mar 2027 on."),
        ({"working_days": 0b11101}, "Does not work on Tuesdays."),
        ({"away": MONDAY + DAY}, "Ill from Tue 2 Mar 2027 to Tue 2 Mar 2027."),
    ],
)
def test_a_trainer_is_not_there(small: SmallPlan, values: dict[str, object], reason: str) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", trainer="J. Berg")
    away = values.pop("away", None)
    trainer = put(small.db, Trainer, name="J. Berg", **values)
    if away is not None:
        put(small.db, TrainerAbsence, trainer_id=trainer, first_day=away, last_day=away, kind="Ill")
    problem = only(small)
    assert (problem.kind, problem.hint, problem.place) == ("trainer away", reason, "J. Berg")


def test_a_trainer_teaches_the_courses_that_are_said(small: SmallPlan) -> None:
    boot, time = small.course("BOOT", "2"), small.course("TIME")
    small.run("BOOT", trainer="J. Berg")
    trainer = put(small.db, Trainer, name="J. Berg")
    assert all_found(small) == [], "of a trainer without courses none is known"
    put(small.db, TrainerCourse, trainer_id=trainer, course_id=time)
    assert said(small) == (
        "trainer not qualified",
        "J. Berg does not teach Boot",
        "Boot (BOOT-1, 1–2 Mar): J. Berg teaches Time.",
    )
    put(small.db, TrainerCourse, trainer_id=trainer, course_id=boot)
    assert all_found(small) == []


def test_equipment_is_short_beyond_its_count_and_what_rooms_have(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    runs = [small.run("BOOT", room="Oslo"), small.run("TIME", dt.date(2027, 3, 2))]
    projector = put(small.db, Equipment, name="Projector", count=2)
    set_equipment(small.db, runs[0], {projector: 2})
    assert all_found(small) == []
    set_equipment(small.db, runs[1], {projector: 1})
    assert said(small) == (
        "equipment",
        "Projector: 3 are asked for on Tue 2 Mar, there are 2",
        "Boot (BOOT-1, 1–2 Mar) and Time (TIME-1, 2 Mar).",
    )
    assert [p.session_id for p in find_problems(small.db, small.plan)] == runs
    room = put(small.db, Room, name="Oslo")
    put(small.db, RoomEquipment, room_id=room, equipment_id=projector)
    assert all_found(small) == []


def test_seats_kept_for_teams_count_and_those_that_the_policy_allows(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="BA", seats_max=2)
    put(small.db, Reservation, session_id=session, team="Sales", seats=1)
    problem = only(small)
    assert (problem.kind, problem.title, problem.person_id) == (
        "over capacity",
        "A is beyond the seats of BOOT-1",
        small.people["A"],
    )
    assert problem.hint == "BOOT-1 has 2 seats, 2 people and 1 seat kept for teams."
    set_policy(small.db, "over capacity", plan_id=small.plan, limit=Decimal(1))
    assert all_found(small) == []


def test_a_session_needs_its_fewest_people(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    session = small.run("BOOT", names="A", seats_min=3, seats_max=5)
    put(small.db, Reservation, session_id=session, team="Sales", seats=1)
    assert said(small) == (
        "below minimum",
        "BOOT-1 has 2 people and needs 3",
        "Boot (BOOT-1, 1–2 Mar): 1 person more is needed.",
    )
    sessions.change_session(small.db, session, dt.date(2099, 1, 1), status="held")
    assert all_found(small) == []


@pytest.mark.parametrize("site", ["", "Oslo office", "Elsewhere"])
def test_a_closed_day_is_one_of_the_company_or_the_site(small: SmallPlan, site: str) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="A", room="Oslo")
    put(small.db, Room, name="Oslo", site="Oslo office")
    tuesday = dt.date(2027, 3, 2)
    put(small.db, Closure, first_day=tuesday, last_day=tuesday, site=site, name="Inventory")
    if site == "Elsewhere":
        assert all_found(small) == []
        return
    assert said(small) == (
        "closed day",
        "BOOT-1 is on Tue 2 Mar: Inventory",
        "Boot (BOOT-1, 1–2 Mar): Tue 2 Mar 2027 is no working day (Inventory).",
    )


def test_without_a_room_the_site_is_where_most_people_are(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", names="ABC")
    for name, location in (("A", "Bergen"), ("B", "Oslo"), ("C", "Oslo")):
        change_person(small.db, small.people[name], location=location)
    put(small.db, Closure, first_day=MONDAY, last_day=MONDAY, site="Bergen")
    (own,) = all_found(small)
    assert (own.person_id, own.place) == (small.people["A"], "")
    change_person(small.db, small.people["B"], location="bergen")
    assert only(small).place == "bergen"


def test_a_weekend_is_closed_unless_the_week_has_it(small: SmallPlan) -> None:
    small.course("BOOT")
    session = small.run("BOOT")
    sessions.set_session_days(small.db, session, [Day(dt.date(2027, 3, 6))])
    assert only(small).title == "BOOT-1 is on Sat 6 Mar: outside the working week"
    set_working_week(small.db, 0b111111)
    assert all_found(small) == []


def test_a_session_outside_the_plan(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.run("BOOT", dt.date(2027, 6, 30))
    assert said(small) == (
        "outside the plan",
        "BOOT-1 is outside the plan on Thu 1 Jul",
        "Boot (BOOT-1, 30 Jun – 1 Jul): The plan goes from Mon 4 Jan 2027 to Wed 30 Jun 2027.",
    )


@pytest.mark.parametrize(("limits", "many"), [({"limit": Decimal(2)}, True), ({"percent": 75}, False)])
def test_too_many_of_a_team_are_away(small: SmallPlan, limits: dict[str, Any], many: bool) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    small.run("BOOT", names="AB")
    small.run("TIME", names="C")
    small.person("D")
    for name in "ABCD":
        change_person(small.db, small.people[name], team="Sales")
    add_absence(small.db, small.people["C"], MONDAY, MONDAY, "On leave")
    add_absence(small.db, small.people["D"], dt.date(2027, 3, 2), dt.date(2027, 3, 2), "On leave")
    others = all_found(small)
    assert [p.kind for p in others] == ["absence"], "without a limit the kind is silent"
    set_policy(small.db, "absence ceiling", **limits)
    found = [p for p in all_found(small) if p not in others]
    assert bool(found) is many
    if many:
        assert [(p.title, p.text, p.team) for p in found] == [
            (
                "3 of 4 people of Sales are away on Mon 1 Mar",
                "3 in Boot (BOOT-1, 1–2 Mar) and Time (TIME-1, 1 Mar); at most 2 can be away.",
                "Sales",
            ),
            (
                "3 of 4 people of Sales are away on Tue 2 Mar",
                "2 in Boot (BOOT-1, 1–2 Mar), 1 on leave; at most 2 can be away.",
                "Sales",
            ),
        ]


@pytest.mark.parametrize(("zone", "clash"), [("Europe/Oslo", True), ("America/New_York", False), ("", True)])
def test_times_are_compared_in_their_zones(small: SmallPlan, zone: str, clash: bool) -> None:
    small.course("BOOT")
    small.course("TIME")
    small.run("BOOT", names="A", timezone="Europe/Oslo")
    small.run("TIME", names="A", timezone=zone)
    for row in small.db.scalars(select(SessionDay)):
        row.end_time = dt.time(14)
    small.db.flush()
    assert bool(all_found(small)) is clash
