"""Which picks go: what is lost first, what stays, and what is said where too little can be saved."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from pmplanner.models import (
    Certificate,
    Completion,
    CourseCertificate,
    CourseSkill,
    Edit,
    PathItem,
    Person,
    PersonCertificate,
    Skill,
    TrainingSession,
)
from pmplanner.services.calendar import clock
from pmplanner.services.decisions.cut import Cut, CutAsk, Target, find_cut
from pmplanner.services.decisions.losing import LOSSES, Loss, check_order, read_losing
from pmplanner.services.decisions.saving import WHOLE, Scope
from pmplanner.services.decisions.taking_back import count_bills, keep_as_variant, take_back
from pmplanner.services.errors import PlanError
from pmplanner.services.people.tracks import add_track, assign_track
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans.archive import archive_plan
from pmplanner.services.plans.plans import copy_plan
from pmplanner.services.sessions.sessions import change_session
from pmplanner.storage.workspace import Workspace
from tests.services.random_cut import undone
from tests.services.small_plan import MONDAY, SmallPlan, make

D = Decimal
TODAY = dt.date(2027, 1, 10)
LONG_AGO = dt.datetime(2026, 9, 1, 12)  # noqa: DTZ001 - as the history keeps it


def cut_of(small: SmallPlan, target: Target, scope: Scope = WHOLE, order: tuple[Loss, ...] = LOSSES) -> Cut:
    return find_cut(small.db, CutAsk(small.plan, target, scope, order), today=TODAY)


def gone(small: SmallPlan, cut: Cut) -> set[str]:
    """Who loses what, such as "A TALK"."""
    names = {person_id: name for name, person_id in small.people.items()}
    codes = {course_id: code for code, course_id in small.courses.items()}
    return {f"{names[pick.person_id]} {codes[pick.course_id]}" for pick in cut.picks}


def losses(small: SmallPlan) -> dict[str, set[Loss]]:
    statuses = list_pick_statuses(small.db, small.plan)
    found = read_losing(small.db, small.plan, TODAY, statuses, read_course_facts(small.db))
    codes = {course_id: code for code, course_id in small.courses.items()}
    names = {person_id: name for name, person_id in small.people.items()}
    return {
        f"{names[each.person_id]} {codes[each.course_id]}": set(found[each.pick_id].classes) - {"elective"}
        for each in statuses
    }


def test_each_pick_is_in_its_classes(small: SmallPlan) -> None:
    """PATH is required; A had it until April, so that it is due; LAW renews what B had, for no track."""
    db = small.db
    for code, months in (
        ("PATH", 12),
        ("LAW", 12),
        ("EXAM", None),
        ("KEEP", None),
        ("FUN", None),
        ("ART", None),
    ):
        small.course(code, valid_months=months)
    track = add_track(db, "Sales")
    db.add(PathItem(track_id=track, course_id=small.courses["PATH"], kind="required", position=0))
    assign_track(db, track, [small.person("A"), small.person("C")])
    for pair in (
        "A PATH",
        "C PATH",
        "B LAW",
        "A LAW",
        "A EXAM",
        "A KEEP",
        "B KEEP",
        "A FUN",
        "B FUN",
        "A ART",
    ):
        small.pick(*pair.split())
    for name, code, day in (("A", "PATH", dt.date(2026, 4, 1)), ("B", "LAW", dt.date(2026, 5, 1))):
        row = {"person_id": small.people[name], "course_id": small.courses[code]}
        db.add(Completion(completed_on=day, **row))
    certificate = Certificate(code="CERT", name="Certificate")
    paint = Skill(name="Painting")
    db.add_all([certificate, paint])
    db.flush()
    for code, kind in (("EXAM", "leads to"), ("KEEP", "renews")):
        row = {"course_id": small.courses[code], "certificate_id": certificate.id}
        db.add(CourseCertificate(kind=kind, **row))
    db.add(PersonCertificate(person_id=small.people["A"], certificate_id=certificate.id))
    for code in ("ART", "FUN"):
        db.add(CourseSkill(course_id=small.courses[code], skill_id=paint.id, level="working"))
    db.get_one(Person, small.people["A"]).team = "Ops"
    db.flush()
    assert losses(small) == {
        "A PATH": {"due", "required", "renewal"},
        "C PATH": {"required"},
        "B LAW": {"renewal"},
        "A LAW": set(),
        "A EXAM": {"certificate"},
        "A KEEP": {"certificate"},
        "B KEEP": set(),
        "A FUN": {"skill"},
        "B FUN": set(),  # in no team
        "A ART": {"skill"},
    }
    # Somebody of the team has it already.
    mate = db.get_one(Person, small.person("M"))
    mate.team = "OPS"
    small.course("LOOK")
    small.course("MASTER")
    for code, level in (("LOOK", "awareness"), ("MASTER", "expert")):
        db.add(CourseSkill(course_id=small.courses[code], skill_id=paint.id, level=level))
    done = {"person_id": mate.id, "completed_on": dt.date(2026, 6, 1)}
    db.add(Completion(course_id=small.courses["LOOK"], **done))
    db.flush()
    assert losses(small)["A FUN"] == {"skill"}  # at a lower level
    db.add(Completion(course_id=small.courses["MASTER"], **done))
    db.flush()
    assert losses(small)["A FUN"] == losses(small)["A ART"] == set()
    # What lasts stands for what expires.
    small.course("LAW2", valid_months=36)
    small.counts_as("LAW2", "LAW")
    db.add(
        Completion(
            person_id=small.people["B"],
            course_id=small.courses["LAW2"],
            completed_on=dt.date(2026, 6, 1),
        )
    )
    db.flush()
    assert losses(small)["B LAW"] == set()


@pytest.fixture
def priced(small: SmallPlan) -> SmallPlan:
    """NEED (300, 2 days) is required of A; B picked FUN (200, 1 day) and LONG (200, 3 days); C FUN."""
    db = small.db
    small.course("NEED", "2", cost=D(300), currency="EUR")
    small.course("FUN", "1", cost=D(200), currency="EUR")
    small.course("LONG", "3", cost=D(200), currency="EUR")
    track = add_track(db, "Sales")
    db.add(PathItem(track_id=track, course_id=small.courses["NEED"], kind="required", position=0))
    assign_track(db, track, [small.person("A")])
    small.pick("A", "NEED")
    small.pick("B", "LONG")
    small.pick("B", "FUN")
    small.pick("C", "FUN")
    return small


def test_what_is_lost_last_is_what_the_order_says(priced: SmallPlan) -> None:
    """300 less: one required pick, or two electives; of two electives those with the fewest days."""
    cut = cut_of(priced, Target("cost", D(600)))
    assert gone(priced, cut) == {"B FUN", "C FUN"}
    assert (cut.before.cost, cut.after.cost, cut.before.days, cut.after.days) == (D(900), D(500), D(7), D(5))
    assert [pick.saves for pick in cut.picks] == [D(200), D(200)]
    assert cut.counts == {"elective": 2}
    assert cut.is_proved
    assert cut.is_reached
    cut = cut_of(priced, Target("cost", D(600)), order=check_order(["elective"]))
    assert gone(priced, cut) == {"A NEED"}
    with pytest.raises(PlanError):
        check_order(["nonsense"])


def test_percent_and_days(priced: SmallPlan) -> None:
    assert gone(priced, cut_of(priced, Target("percent", D(20)))) == {"C FUN"}  # the one picked last
    assert gone(priced, cut_of(priced, Target("days", D(4)))) == {"B LONG"}
    assert gone(priced, cut_of(priced, Target("fewer days", D(1)))) == {"C FUN"}
    assert not cut_of(priced, Target("cost", D(900))).picks
    with pytest.raises(PlanError):
        cut_of(priced, Target("percent", D(101)))


def test_of_electives_those_stay_that_have_waited_longest(blank: Workspace) -> None:
    """By the history, whose days go before days of training; a copy counts from what it copies."""
    with blank.edit("Plan") as db:
        small = make(db)
        small.course("FUN", "1", cost=D(200), currency="EUR")
        small.course("LONG", "3", cost=D(200), currency="EUR")
        small.person("B")
    for name, code in (("A", "FUN"), ("B", "LONG")):
        with blank.edit("Pick") as db:
            small.db = db
            small.pick(name, code)
    with blank.edit("Long ago") as db:
        first = db.scalars(select(Edit.id).order_by(Edit.id)).all()[-2]
        db.execute(update(Edit).where(Edit.id == first).values(made_at=LONG_AGO))
        copy = copy_plan(db, small.plan, "Copy")
    with blank.read() as db:
        for plan in (small.plan, copy):
            ask = CutAsk(plan, Target("percent", D(50)))
            cut = find_cut(db, ask, today=clock.today() + dt.timedelta(days=3))
            (pick,) = cut.picks
            assert pick.course_id == small.courses["LONG"]
            assert pick.picked_on == dt.datetime.now(dt.UTC).date()
            assert [(each.goal.name, each.value) for each in cut.levels][1] == ("waited", 3)


def test_a_track_alone(priced: SmallPlan) -> None:
    track = priced.db.get_one(Person, priced.people["A"]).primary_track_id or 0
    cut = cut_of(priced, Target("percent", D(10)), Scope("track", track))
    assert gone(priced, cut) == {"A NEED"}
    assert (cut.before.cost, cut.after.cost) == (D(300), D(0))


def test_what_stays_and_the_least_possible(priced: SmallPlan) -> None:
    """B is in a locked session (200), C in one that has begun (200), A may go: 600 is the least, LONG too."""
    db = priced.db
    locked = priced.run("FUN", MONDAY, "B")
    begun = priced.run("FUN", dt.date(2027, 1, 4), "C")
    change_session(db, locked, locked=True)
    change_session(db, begun, status="confirmed")
    cut = cut_of(priced, Target("cost", D(399)))
    assert not cut.is_reached
    assert cut.least == D(400)
    assert cut.is_proved
    assert not cut.picks
    assert cut.staying == {"locked": (1, D(200), D(1)), "held": (1, D(200), D(1))}
    assert gone(priced, cut_of(priced, Target("cost", D(400)))) == {"A NEED", "B LONG"}
    cut = cut_of(priced, Target("days", D(1)))
    assert cut.least == D(2)


def test_a_session_below_its_minimum_is_called_off(priced: SmallPlan) -> None:
    """Two in FUN, which needs two and costs 500: without one it is called off, and the other is open."""
    db, plan = priced.db, priced.plan
    session = priced.run("FUN", MONDAY, "BC", seats_min=2, cost=D(500), currency="EUR")
    cut = cut_of(priced, Target("cost", D(1000)))
    assert gone(priced, cut) == {"C FUN"}
    (change,) = cut.sessions
    assert change.is_ended
    assert len(change.put_out) == 1 == cut.put_out
    assert cut.after.cost == D(700)
    copy = keep_as_variant(db, plan, [pick.pick_id for pick in cut.picks], "Cut", TODAY)
    assert count_bills(db, copy, WHOLE).cost == D(700)
    assert count_bills(db, plan, WHOLE).cost == D(1400)
    with undone(db):
        take_back(db, plan, [pick.pick_id for pick in cut.picks], TODAY, later=True)
        assert count_bills(db, plan, WHOLE).cost == D(700)
    taken = take_back(db, plan, [pick.pick_id for pick in cut.picks], TODAY)
    assert taken == (1, (session,))
    assert db.get_one(TrainingSession, session).status == "cancelled"
    assert count_bills(db, plan, WHOLE).cost == D(700)
    with pytest.raises(PlanError):
        take_back(db, plan, [pick.pick_id for pick in cut.picks], TODAY)


def test_what_has_begun_is_not_called_off(priced: SmallPlan) -> None:
    """Whoever takes a pick back there by hand leaves the session as it is."""
    db, plan = priced.db, priced.plan
    session = priced.run("FUN", dt.date(2027, 1, 4), "BC", seats_min=2)
    (pick,) = priced.pick("C", "FUN")
    assert take_back(db, plan, [pick], TODAY) == (1, ())
    assert db.get_one(TrainingSession, session).status != "cancelled"


def test_an_archived_plan_is_not_cut(priced: SmallPlan) -> None:
    archive_plan(priced.db, priced.plan, TODAY)
    with pytest.raises(PlanError):
        cut_of(priced, Target("percent", D(10)))


def test_picks_without_a_price_save_nothing_known(priced: SmallPlan) -> None:
    priced.course("FREE", "1")
    priced.pick("D", "FREE")
    cut = cut_of(priced, Target("fewer days", D(1)))
    assert cut.before.picks_without_price == 1
    assert gone(priced, cut) == {"D FREE"}
    assert [(pick.saves, pick.has_price) for pick in cut.picks] == [(D(0), False)]
    assert cut.after.picks_without_price == 0
