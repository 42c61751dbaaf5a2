"""People: adding, changing, removing, listing, choosing."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Completion, Course, Exemption, Person, PersonTrack, Pick, Seat
from pmplanner.models.statuses import PathKind
from pmplanner.services.errors import PlanError
from pmplanner.services.people import history, people, tracks
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.views import person_plan
from pmplanner.storage.workspace import Workspace

D = Decimal


def course(db: Session, code: str, days: str = "2", **values: object) -> int:
    row = Course(code=code, title=code.title(), days=D(days), **values)
    db.add(row)
    db.flush()
    return row.id


def half_year(db: Session) -> int:
    return plans.create_plan(db, "2027 H1", dt.date(2027, 1, 4), dt.date(2027, 6, 30))


def test_a_person_is_kept_trimmed_and_an_empty_id_is_none(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        first = people.add_person(db, first_name="  Ana ", job_title="Data  Analyst ", employee_id=" ")
        second = people.add_person(db, first_name="Bo", employee_id="")
    with blank.read() as db:
        ana, bo = people.list_people(db)
        assert (ana.id, bo.id) == (first, second)
        assert (ana.first_name, ana.job_title, ana.employee_id) == ("Ana", "Data Analyst", "")
        assert db.get_one(Person, first).employee_id is None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"job_title": "Clerk", "employee_id": " "}, "needs a name"),
        ({"first_name": "A", "start_date": dt.date(2027, 2, 1), "end_date": dt.date(2027, 1, 1)}, "last day"),
        ({"first_name": "A", "employee_id": "e-1 "}, "already has the employee id"),
        ({"first_name": "A", "working_days": 0}, "at least one working day"),
        ({"first_name": "A", "working_days": 128}, "at least one working day"),
    ],
)
def test_values_that_will_not_do_are_refused(
    blank: Workspace, values: dict[str, object], reason: str
) -> None:
    with blank.edit("Add") as db:
        people.add_person(db, first_name="Ana", employee_id="E-1")
    with pytest.raises(PlanError, match=reason), blank.edit("Add another") as db:
        people.add_person(db, **values)
    with blank.read() as db:
        assert len(people.list_people(db)) == 1


def test_working_days_are_the_persons_own_or_those_of_the_workspace(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        ana = people.add_person(db, first_name="Ana", working_days=0b10101)
        people.add_person(db, first_name="Bo")
    with blank.read() as db:
        assert [row.working_days for row in people.list_people(db)] == [0b10101, None]
        assert people.person_detail(db, ana).person.working_days == 0b10101
    with blank.edit("As all") as db:
        people_changes.change_person(db, ana, working_days=None)
    with blank.read() as db:
        assert db.get_one(Person, ana).working_days is None


def test_an_unknown_value_is_a_fault_of_the_program(blank: Workspace) -> None:
    with pytest.raises(TypeError, match="no shoe_size"), blank.edit("Add") as db:
        people.add_person(db, first_name="Ana", shoe_size=41)


def test_change_keeps_what_is_not_named(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        ana = people.add_person(db, first_name="Ana", team="Sales", employee_id="E-1")
    with blank.edit("Change") as db:
        people_changes.change_person(db, ana, team=" Finance ")
    with blank.read() as db:
        (row,) = people.list_people(db)
    assert (row.first_name, row.team, row.employee_id) == ("Ana", "Finance", "E-1")


def test_people_are_listed_by_last_name_without_case(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        for last in ("beta", "Alpha", "Gamma"):
            people.add_person(db, last_name=last)
        wanted = people.add_person(db, email="no.name@example.org")
    with blank.read() as db:
        assert [row.name for row in people.list_people(db)] == [
            "no.name@example.org",
            "Alpha",
            "beta",
            "Gamma",
        ]
        assert [row.id for row in people.list_people(db, [wanted])] == [wanted]


def test_detail_tells_days_and_expiry_of_the_history(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        ana = people.add_person(db, first_name="Ana")
        lasting, yearly = course(db, "LASTING"), course(db, "YEARLY", "1.5", valid_months=12)
        primary, track = tracks.add_track(db, "Product manager"), tracks.add_track(db, "Project manager")
        tracks.assign_track(db, primary, [ana])
        tracks.set_further_tracks(db, ana, [track])
        history.record_completion(db, ana, lasting, dt.date(2025, 3, 1), days=D("1.25"))
        history.record_completion(db, ana, yearly, dt.date(2026, 2, 28))
        history.add_exemption(db, ana, lasting, "Taught it for years")
        history.add_absence(db, ana, dt.date(2027, 2, 1), dt.date(2027, 2, 5), "Holiday")
    with blank.read() as db:
        detail = people.person_detail(db, ana)
    assert [(h.code, h.days, h.expires_on) for h in detail.history] == [
        ("YEARLY", D("1.5"), dt.date(2027, 2, 28)),
        ("LASTING", D("1.25"), None),
    ]
    assert detail.further_track_ids == (track,)
    assert [(e.title, e.reason) for e in detail.exemptions] == [("Lasting", "Taught it for years")]
    assert [(a.kind, a.first_day) for a in detail.absences] == [("Holiday", dt.date(2027, 2, 1))]


def test_detail_of_somebody_gone_is_refused(blank: Workspace) -> None:
    with blank.read() as db, pytest.raises(PlanError, match="no longer exists"):
        people.person_detail(db, 99)


def test_removing_people_takes_all_of_theirs_and_lets_others_move_up(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        ana, bo = (people.add_person(db, first_name=name) for name in ("Ana", "Bo"))
        plan, talk = half_year(db), course(db, "TALK")
        track = tracks.add_track(db, "Product manager")
        tracks.set_further_tracks(db, ana, [track])
        picks.pick_courses(db, plan, [ana, bo], [talk])
        session = sessions.add_session(db, plan, talk, dt.date(2027, 2, 1), seats_max=1, seat_open=True)
        history.record_completion(db, ana, talk, dt.date(2025, 1, 2))
        history.add_exemption(db, ana, talk, "Knows it")
        history.add_absence(db, ana, dt.date(2027, 3, 1), dt.date(2027, 3, 2))
    with blank.edit("Remove Ana") as db:
        people_changes.remove_people(db, [ana])
    with blank.read() as db:
        for kind in (PersonTrack, Completion, Exemption, Absence):
            assert db.scalar(select(func.count()).select_from(kind)) == 0, kind
        assert db.scalars(select(Pick.person_id)).all() == [bo]
        assert [(s.name, s.status) for s in sessions.session_detail(db, session).seats] == [("Bo", "booked")]
    blank.undo()
    with blank.read() as db:
        assert db.scalars(select(Seat.status).order_by(Seat.id)).all() == ["booked", "waiting"]
        assert len(people.person_detail(db, ana).history) == 1


def test_people_are_chosen_by_key_track_team_and_title(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        ana = people.add_person(db, first_name="Ana", last_name="Ito", employee_id="1", team="Sales")
        bo = people.add_person(db, first_name="Bo", email="bo@example.org", job_title="Data Analyst")
        cy = people.add_person(db, first_name="Cy", team="SALES ")
        track = tracks.add_track(db, "Product manager")
        tracks.assign_track(db, track, [bo])
    with blank.read() as db:
        assert people.choose_people(db, keys=["ana  ito"]) == [ana]
        assert people.choose_people(db, tracks=["product manager"]) == [bo]
        assert people.choose_people(db, teams=["sales"], titles=["data analyst"]) == [ana, bo, cy]
        for slip in ({"teams": ["Slaes"]}, {"titles": ["Analyst"]}, {"keys": ["2"]}):
            with pytest.raises(PlanError, match=r"Nobody|nobody"):
                people.choose_people(db, **slip)


def test_planned_days_and_lines_of_a_person(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        ana = people.add_person(db, first_name="Ana")
        plan = half_year(db)
        talk, walk, need = (
            course(db, "TALK", "2"),
            course(db, "WALK", "1.5"),
            course(db, "NEED"),
        )
        track = tracks.add_track(db, "Product manager")
        tracks.set_path(db, track, [(need, PathKind.REQUIRED)])
        tracks.assign_track(db, track, [ana])
        picks.pick_courses(db, plan, [ana], [walk, talk])
        session = sessions.add_session(db, plan, talk, dt.date(2027, 2, 1))
        seating.seat_picks(db, session, [p.pick_id for p in seating.open_picks(db, plan, talk)])
    with blank.read() as db:
        assert person_plan.planned_days(db, plan) == {ana: D("3.5")}
        lines = person_plan.person_plan(db, plan, ana)
    assert [(line.code, line.cell.state) for line in lines] == [
        ("TALK", "scheduled"),
        ("WALK", "picked"),
        ("NEED", "required"),
    ]


def test_the_people_of_picks_and_completions_are_told_while_the_rows_are_there(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        ana, bo = (people.add_person(db, first_name=name) for name in ("Ana", "Bo"))
        plan, talk = half_year(db), course(db, "TALK")
        picks.pick_courses(db, plan, [ana], [talk])
        done = history.record_completion(db, bo, talk, dt.date(2025, 1, 2))
        pick = db.scalars(select(Pick.id)).one()
    with blank.read() as db:
        assert person_plan.people_touched(db, {"pick": {pick}, "course": {talk}}) == {ana}
        assert person_plan.people_touched(db, {"pick": {pick}, "completion": {done}}) == {ana, bo}
        assert person_plan.people_touched(db, {"completion": {done, 99}}) is None
        assert person_plan.people_touched(db, {}) == set()
