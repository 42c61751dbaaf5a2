"""Where rooms, trainers and equipment are used, and what regions are called."""

from decimal import Decimal

from pmplanner.services.calendar.regions import subdivision_names
from pmplanner.services.lookup import find_course
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.resources.equipment import add_equipment, set_course_needs
from pmplanner.services.resources.rooms import add_room
from pmplanner.services.sessions.changes import cancel_session
from pmplanner.services.sessions.session_equipment import set_equipment
from pmplanner.services.views.resource_usage import equipment_places, equipment_use, named_use
from pmplanner.storage.workspace import Workspace


def test_sessions_that_name_a_room_or_trainer(sampled: Workspace) -> None:
    with sampled.read() as db:
        plan_id = list_plans(db)[0].id
        use = named_use(db, plan_id, "trainer", " mei  CASTELLAN ")
        assert [session.trainer for session in use.sessions] == ["Mei Castellan"] * 3
        assert use.days == sum((session.days for session in use.sessions), Decimal(0)) > 0
        assert named_use(db, plan_id, "room", "mei castellan").sessions == ()
        assert named_use(db, None, "trainer", "Mei Castellan").days == 0
    with sampled.edit("Cancel") as db:
        cancel_session(db, use.sessions[0].id)
    with sampled.read() as db:
        assert named_use(db, plan_id, "trainer", "Mei Castellan").sessions == use.sessions[1:]


def test_equipment_in_rooms_courses_and_sessions(sampled: Workspace) -> None:
    with sampled.edit("Equipment") as db:
        plan_id = list_plans(db)[0].id
        beamer = add_equipment(db, "Beamer", 1)
        for name in ("Zinc", "amber"):
            add_room(db, name, equipment=[beamer])
        course_id = find_course(db, "TNX-BDP").id
        set_course_needs(db, course_id, {beamer: 2})
        session = named_use(db, plan_id, "room", "Rotterdam, Studio").sessions[0]
        set_equipment(db, session.id, {beamer: 1})
    with sampled.read() as db:
        places = equipment_places(db, beamer)
        assert [name for _, name in places.rooms] == ["amber", "Zinc"]
        assert places.courses == ((course_id, "Big Data for Project and Program Managers", 2),)
        assert [found.id for found in equipment_use(db, plan_id, beamer).sessions] == [session.id]


def test_subdivisions_have_names() -> None:
    assert subdivision_names("GB")["SCT"] == "Scotland"
    assert subdivision_names("NL")["Noord"] == "Noord"
    assert "Trøndelag" in subdivision_names("NO")["50"]
    assert subdivision_names("") == subdivision_names("XX") == {}
