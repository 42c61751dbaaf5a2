"""Why somebody is not on a course: what is said of each side, and each change that is offered."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import (
    Absence,
    PathGroup,
    PathItem,
    Person,
    PersonTrack,
    Room,
    Track,
    Trainer,
    TrainerCourse,
)
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.calendar import clock
from pmplanner.services.people.history import add_exemption, record_completion
from pmplanner.services.plans import plans
from pmplanner.services.plans.archive import archive_plan
from pmplanner.services.plans.picks import pick_again
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.seating import seat_picks
from pmplanner.services.why.ahead import look_ahead
from pmplanner.services.why.asking import ask_why
from pmplanner.services.why.doing import apply_change
from pmplanner.services.why.rows import Answer, Outlook, Question
from pmplanner.storage.labels import word
from pmplanner.storage.workspace import Workspace
from tests.services.finding_problems import all_found, put
from tests.services.small_plan import MONDAY, SmallPlan, make

NEXT = MONDAY + dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: dt.date(2027, 2, 1))


def ask(small: SmallPlan, name: str = "A", code: str = "BOOT") -> Question:
    small.db.flush()
    return ask_why(small.db, small.plan, small.person(name), small.courses[code])


def answer(small: SmallPlan, name: str = "A", code: str = "BOOT") -> Answer:
    return ask(small, name, code).answer


def outlook(small: SmallPlan, name: str = "A", code: str = "BOOT") -> Outlook:
    return look_ahead(ask(small, name, code))


def offered(small: SmallPlan, name: str = "A", code: str = "BOOT") -> list[str]:
    """What is offered, each done once: the person sits in the course, and nothing new is wrong."""
    before = {problem.key for problem in all_found(small)}
    changes = outlook(small, name, code).changes
    for change in changes:
        inner = small.db.begin_nested()
        apply_change(small.db, change)
        assert {problem.key for problem in all_found(small)} <= before, change.label
        seats = [each for each in answer(small, name, code).sessions if each.seat == SeatStatus.BOOKED]
        days = [(each.first_day, each.last_day) for each in seats]
        assert days == [(change.first_day, change.last_day)], change.label
        inner.rollback()
        small.db.expire_all()
    return [word(small.db, change.label) for change in changes]


def track(small: SmallPlan, name: str, code: str, kind: str = "required", group: int | None = None) -> int:
    """Give person A a track, the primary one, with a course in its path."""
    track_id = put(small.db, Track, code=name, name=name, position=1)
    path = {"track_id": track_id, "kind": kind, "position": 1, "group_id": group}
    put(small.db, PathItem, course_id=small.courses[code], **path)
    small.db.get_one(Person, small.person("A")).primary_track_id = track_id
    small.db.flush()
    return track_id


# Required, credited, picked


def test_nothing_asks_for_it(small: SmallPlan) -> None:
    small.course("BOOT")
    found = answer(small)
    assert (found.headline, *found.sentences) == (
        "A is not on Boot: it is not picked.",
        "No track of A asks for it.",
        "Nothing credits it.",
        "Nobody has picked it.",
    )
    assert (found.wanted, found.need, found.credited, found.picked, found.sessions) == (
        (),
        None,
        None,
        None,
        (),
    )


def test_by_which_track_it_is_required_one_of_a_group_or_an_elective(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    track_id = track(small, "Product", "BOOT")
    found = answer(small)
    assert found.sentences[0] == "It is required by the track Product."
    assert found.need == "missing"
    item = small.db.query(PathItem).filter_by(track_id=track_id).one()
    item.kind = "elective"
    assert answer(small).sentences[0] == "It is an elective of the track Product."
    group = put(small.db, PathGroup, track_id=track_id, choose=1, position=2)
    item.kind, item.group_id = "group", group
    put(
        small.db,
        PathItem,
        track_id=track_id,
        course_id=small.courses["TIME"],
        kind="group",
        group_id=group,
        position=2,
    )
    of_group = "It is one of 2 courses of which the track Product requires 1."
    assert answer(small).sentences[0] == of_group
    small.pick("A", "TIME")
    assert answer(small).sentences[0] == f"{of_group} Others of the group are taken."
    assert answer(small).need is None


def test_tracks_that_ask_for_it_alike_are_named_together(small: SmallPlan) -> None:
    small.course("BOOT")
    first = track(small, "Product", "BOOT")
    track(small, "Project", "BOOT")
    put(small.db, PersonTrack, person_id=small.person("A"), track_id=first)
    assert answer(small).sentences[0] == "It is required by the tracks Project and Product."


def test_by_what_it_is_credited(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("CAMP", valid_months=12)
    track(small, "Product", "BOOT")
    small.counts_as("CAMP", "BOOT")
    record_completion(small.db, small.person("A"), small.courses["CAMP"], dt.date(2026, 9, 1))
    found = answer(small)
    assert found.headline == "A does not need Boot in this plan."
    assert found.sentences[1] == (
        "Credited: Camp was completed on Tue 1 Sept 2026; valid until Wed 1 Sept 2027."
    )
    assert (found.need, found.credited and found.credited.course) == ("credited", "Camp")
    add_exemption(small.db, small.person("A"), small.courses["BOOT"], "Long service.")
    assert answer(small).sentences[1] == "Exempt: Long service."


def test_by_whom_and_when_it_was_picked(blank: Workspace) -> None:
    with blank.edit("Set up") as db:
        small = make(db)
        small.course("BOOT")
        small.person("A")
    with blank.edit("Pick it for A") as db:
        small.db = db
        small.pick("A", "BOOT")
    with blank.read() as db:
        picked = ask_why(db, small.plan, small.people["A"], small.courses["BOOT"]).answer.picked
    assert picked is not None
    assert (picked.status, picked.edit, bool(picked.by)) == ("open", "Pick it for A", True)


# The sessions


def test_what_was_failed_is_told_so_and_can_be_taken_again(small: SmallPlan) -> None:
    small.course("BOOT")
    small.run("BOOT")
    day = dt.date(2027, 1, 20)
    record_completion(small.db, small.person("A"), small.courses["BOOT"], day, result="failed")
    assert answer(small).headline == "A took Boot in this plan without success."
    assert outlook(small).changes == ()
    pick_again(small.db, small.plan, [(small.person("A"), small.courses["BOOT"])])
    assert answer(small).headline == "Boot is picked for A, without a seat."
    assert offered(small)[0] == "Put A in BOOT-1, 1 Mar"


def test_each_session_says_why_the_person_cannot_sit_in_it(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    small.course("TIME")
    put(small.db, Absence, person_id=small.person("A"), first_day=MONDAY, last_day=MONDAY, kind="Leave")
    small.run("BOOT")
    small.run("BOOT", NEXT, "BC", seats_max=2)
    small.run("TIME", NEXT, "A")
    small.run("BOOT", dt.date(2027, 3, 15), "D", locked=True)
    gone = small.run("BOOT", dt.date(2027, 3, 22))
    sessions.change_session(small.db, gone, status="cancelled")
    small.run("BOOT", dt.date(2027, 1, 11))
    small.run("BOOT", dt.date(2027, 3, 29))
    assert [each.sentence for each in answer(small).sessions] == [
        "A cannot sit in BOOT-5 of 11–12 Jan 2027: It began on Mon 11 Jan 2027.",
        "A cannot sit in BOOT-1 of 1–2 Mar 2027: Leave from Mon 1 Mar 2027 to Mon 1 Mar 2027.",
        (
            "A cannot sit in BOOT-2 of 8–9 Mar 2027: It is full: 2 of 2 seats are taken. "
            "Also in Time (TIME-1, Mon 8 Mar 2027) on Mon 8 Mar 2027."
        ),
        "A cannot sit in BOOT-3 of 15–16 Mar 2027: It is locked: nobody comes or goes.",
        "A can sit in BOOT-6 of 29–30 Mar 2027.",
        "A cannot sit in BOOT-4 of 22–23 Mar 2027: It was cancelled.",
    ]


def test_who_sits_or_waits_is_told_so(small: SmallPlan) -> None:
    small.course("BOOT")
    put(small.db, Absence, person_id=small.person("A"), first_day=MONDAY, last_day=MONDAY, kind="Leave")
    small.run("BOOT", names="AB", seats_max=1)
    assert answer(small).headline == "A has a seat in Boot, in BOOT-1."
    (mine,) = answer(small).sessions
    assert mine.sentence == (
        "A sits in BOOT-1 of 1 Mar 2027, but: Leave from Mon 1 Mar 2027 to Mon 1 Mar 2027."
    )
    (mine,) = answer(small, "B").sessions
    assert (mine.seat, mine.place) == (SeatStatus.WAITING, 1)
    assert mine.sentence == (
        "B waits for a seat in BOOT-1 of 1 Mar 2027, in place 1. It is full: 1 of 1 seats are taken."
    )


def test_what_somebody_has_accepted_keeps_nobody_away(small: SmallPlan) -> None:
    small.course("BOOT")
    put(small.db, Absence, person_id=small.person("A"), first_day=MONDAY, last_day=MONDAY, kind="Leave")
    small.run("BOOT", names="A")
    (problem,) = all_found(small)
    accept_problem(small.db, small.plan, problem.key, "Comes all the same")
    (mine,) = answer(small).sessions
    assert mine.sentence == "A sits in BOOT-1 of 1 Mar 2027."
    assert mine.is_possible
    assert offered(small) == []


# What would help


def test_a_session_with_a_free_seat_is_offered_and_a_new_one(small: SmallPlan) -> None:
    small.course("BOOT")
    small.run("BOOT")
    assert offered(small) == ["Put A in BOOT-1, 1 Mar", "Hold Boot on 2 Feb for A"]


def test_one_seat_more(small: SmallPlan) -> None:
    small.course("BOOT", min_seats=1)
    small.run("BOOT", names="B", seats_max=1)
    assert "Raise the seats of BOOT-1 to 2, and put A in BOOT-1, 1 Mar" in offered(small)
    small.pick("C", "BOOT")
    # Who waits moves up first: one seat more is not the one of who comes after.
    sessions_of = answer(small, "C").sessions
    seat_picks(small.db, sessions_of[0].session_id, small.pick("C", "BOOT"))
    assert not [text for text in offered(small) if text.startswith("Raise")]
    assert "Raise the seats of BOOT-1 to 2" in offered(small, "C")


def test_another_day_or_room(small: SmallPlan) -> None:
    small.course("BOOT", min_seats=1)
    put(small.db, Room, name="Small", seats=1)
    put(small.db, Room, name="Large", seats=9)
    put(small.db, Absence, person_id=small.person("A"), first_day=MONDAY, last_day=MONDAY, kind="Leave")
    small.run("BOOT", names="B", room="Large")
    small.run("BOOT", NEXT, "C", room="Small")
    assert offered(small) == [
        "Move BOOT-1 to 2 Mar, and put A in BOOT-1, 2 Mar",
        "Use room Large for BOOT-2, and put A in BOOT-2, 8 Mar",
        "Hold Boot on 2 Feb for A",
    ]


def test_out_of_something_else_or_into_another_session_of_it(small: SmallPlan) -> None:
    small.course("BOOT", min_seats=1)
    small.course("TIME")
    small.run("BOOT", names="B", pinned=True)
    small.run("TIME", names="A")
    assert "Take A out of TIME-1, and put A in BOOT-1, 1 Mar" in offered(small)
    small.run("TIME", NEXT)
    assert "Move A to TIME-2, 8 Mar, and put A in BOOT-1, 1 Mar" in offered(small)


def test_the_ceiling_by_one(small: SmallPlan) -> None:
    small.course("BOOT", min_seats=1)
    small.course("TIME")
    set_policy(small.db, "days a week", limit=Decimal(1))
    small.run("BOOT", MONDAY, "B", pinned=True)
    small.run("TIME", MONDAY + dt.timedelta(days=1), "A")
    assert "Raise the limit to 2: Too many days a week, and put A in BOOT-1, 1 Mar" in offered(small)
    for name in "AB":
        small.db.get_one(Person, small.person(name)).team = "Red"
    set_policy(small.db, "days a week", limit=None)
    set_policy(small.db, "absence ceiling", limit=Decimal(1))
    assert "Raise the limit to 2: Too many of a team away · Red, and put A in BOOT-1, 1 Mar" in offered(small)
    set_policy(small.db, "absence ceiling", limit=None, percent=50)
    assert "Raise the limit to 100 %: Too many of a team away · Red, and put A in BOOT-1, 1 Mar" in offered(
        small
    )


def test_another_trainer_where_the_person_teaches_meanwhile(small: SmallPlan) -> None:
    small.course("BOOT", min_seats=1)
    small.course("TIME")
    small.db.get_one(Person, small.person("A")).email = "a@e.org"
    for name, email in (("Ada", "a@e.org"), ("Ben", "")):
        trainer = put(small.db, Trainer, name=name, email=email)
        put(small.db, TrainerCourse, trainer_id=trainer, course_id=small.courses["TIME"])
    small.run("BOOT", names="B", pinned=True)
    small.run("TIME", names="C", trainer="Ada")
    assert "Let Ben teach TIME-1, and put A in BOOT-1, 1 Mar" in offered(small)


def test_what_must_come_first(small: SmallPlan) -> None:
    small.course("BOOT")
    small.course("TIME")
    small.needs("BOOT", "TIME")
    small.run("TIME", names="B")
    small.run("BOOT", NEXT, "C")
    assert offered(small) == ["Put A in TIME-1, 1 Mar, and put A in BOOT-1, 8 Mar"]
    assert outlook(small).sentence == (
        "No day works from Tue 2 Feb 2027 to the end of the plan on Wed 30 Jun 2027: "
        "what must come first is not done on 107 days."
    )


def test_nothing_is_offered_where_it_would_make_a_problem_for_others(small: SmallPlan) -> None:
    small.course("BOOT", min_seats=3)
    small.course("TIME")
    small.run("TIME", names="AB", seats_min=2)
    small.run("BOOT", names="CDE", pinned=True)
    assert offered(small) == []


def test_nothing_is_offered_for_what_is_done_or_archived(small: SmallPlan) -> None:
    small.course("BOOT")
    small.run("BOOT")
    record_completion(small.db, small.person("A"), small.courses["BOOT"], dt.date(2027, 1, 20))
    assert answer(small).headline == "A has done Boot in this plan."
    assert outlook(small).changes == ()
    assert outlook(small, "B").changes
    plans.create_plan(small.db, "Other", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
    archive_plan(small.db, small.plan)
    assert outlook(small, "B").changes == ()


# The first day


def test_the_first_day_passes_over_leave_and_days_without_a_trainer(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    put(
        small.db,
        Absence,
        person_id=small.person("A"),
        first_day=dt.date(2027, 2, 1),
        last_day=dt.date(2027, 2, 9),
        kind="Leave",
    )
    assert outlook(small).sentence == "It works first on 10–11 Feb 2027, in a new session."
    trainer = put(small.db, Trainer, name="Ada", first_day=dt.date(2027, 2, 15))
    put(small.db, TrainerCourse, trainer_id=trainer, course_id=small.courses["BOOT"])
    found = outlook(small)
    assert found.sentence == "It works first on 15–16 Feb 2027, in a new session with Ada."
    assert offered(small) == ["Hold Boot on 15–16 Feb for A"]
    small.run("BOOT", dt.date(2027, 2, 11))
    assert outlook(small).sentence == "It works first on Thu 11 Feb 2027, in BOOT-1."
    small.db.get_one(Trainer, trainer).last_day = dt.date(2027, 2, 15)
    sessions.remove_session(small.db, answer(small).sessions[0].session_id)
    assert outlook(small).sentence == (
        "A could come on 10–11 Feb 2027, but nobody who teaches it is free on any day up to Wed 30 Jun 2027."
    )


def test_who_sits_well_needs_no_other_day(small: SmallPlan) -> None:
    small.course("BOOT")
    small.run("BOOT", names="A")
    assert outlook(small).sentence == "It works first on Mon 1 Mar 2027, in BOOT-1."
    assert offered(small) == []


def test_nobody_is_moved_out_of_a_session_that_has_begun(small: SmallPlan) -> None:
    small.course("BOOT")
    small.run("BOOT", dt.date(2027, 1, 28), "A")
    small.run("BOOT")
    (mine, later) = answer(small).sessions
    assert mine.sentence == "A sits in BOOT-1 of 28 Jan 2027."
    assert [each.kind for each in mine.hindrances] == ["attendance missing"]
    assert later.is_possible
    assert offered(small) == []


def test_a_plan_that_is_over_has_no_day(small: SmallPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    small.course("BOOT")
    monkeypatch.setattr(clock, "today", lambda: dt.date(2027, 6, 30))
    assert outlook(small).sentence == "The plan ended on Wed 30 Jun 2027."
    monkeypatch.setattr(clock, "today", lambda: dt.date(2027, 6, 29))
    small.course("LONG", "3")
    assert outlook(small, code="LONG").sentence == (
        "The course does not fit between Wed 30 Jun 2027 and the end of the plan on Wed 30 Jun 2027."
    )
