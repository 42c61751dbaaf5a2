"""Comings and goings: spells, who leaves and comes back, managers, differences of tracks, duplicates."""

import datetime as dt
import random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Employment, Person, PersonTrack, Pick, Plan, Seat, Track, TrainingSession
from pmplanner.models.statuses import PathKind
from pmplanner.services.errors import PlanError
from pmplanner.services.people import employment, managers, people, tracks
from pmplanner.services.people.duplicates import Sign, list_duplicates
from pmplanner.services.people.employment import Spell
from pmplanner.services.plans import departures, differences, people_changes, picks
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text, counts, take_out
from tests.services import small_plan
from tests.support import check_file, snapshot

DAY = dt.date


def _person(workspace: Workspace, **values: object) -> int:
    with workspace.edit("Add") as db:
        return people.add_person(db, **{"first_name": "Ana", **values})


# Spells


def test_who_leaves_and_comes_back_keeps_the_time_before(blank: Workspace) -> None:
    ana = _person(blank, start_date=DAY(2015, 1, 1))
    before = snapshot(blank.path)
    with blank.edit("Leave") as db:
        employment.leave(db, ana, DAY(2018, 6, 30))
    with blank.edit("Back") as db:
        employment.rejoin(db, ana, DAY(2021, 1, 1))
    with blank.edit("Leave again") as db:
        employment.leave(db, ana, DAY(2022, 1, 31))
    with blank.edit("Back again") as db:
        employment.rejoin(db, ana, DAY(2022, 2, 1))
    with blank.read() as db:
        assert employment.list_spells(db)[ana] == [
            Spell(DAY(2015, 1, 1), DAY(2018, 6, 30)),
            Spell(DAY(2021, 1, 1), DAY(2022, 1, 31)),
            Spell(DAY(2022, 2, 1), None),
        ]
        assert [row.last_day for row in people.person_detail(db, ana).earlier] == [
            DAY(2018, 6, 30),
            DAY(2022, 1, 31),
        ]
    for _ in range(4):
        blank.undo()
    assert snapshot(blank.path) == before
    for _ in range(4):
        blank.redo()
    check_file(blank.path)


def test_a_first_day_that_nobody_knows_is_kept_as_such(blank: Workspace) -> None:
    ana = _person(blank, end_date=DAY(2018, 6, 30))
    with blank.edit("Back") as db:
        employment.rejoin(db, ana, DAY(2021, 1, 1))
    with blank.read() as db:
        assert employment.list_spells(db)[ana][0] == Spell(None, DAY(2018, 6, 30))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda db, ana: employment.leave(db, ana, DAY(2020, 12, 31)), "last day"),
        (lambda db, ana: employment.rejoin(db, ana, DAY(2030, 1, 1)), "no last day"),
        (lambda db, ana: employment.add_earlier(db, ana, DAY(2016, 1, 1), DAY(2019, 1, 1)), "overlap"),
        (lambda db, ana: employment.add_earlier(db, ana, DAY(2020, 1, 1), DAY(2021, 1, 1)), "overlap"),
        (lambda db, ana: employment.add_earlier(db, ana, DAY(2020, 1, 1), DAY(2019, 1, 1)), "last day"),
        (lambda db, ana: employment.add_earlier(db, ana, DAY(2025, 1, 1), DAY(2026, 1, 1)), "overlap"),
        (lambda db, ana: people_changes.change_person(db, ana, start_date=DAY(2018, 6, 30)), "overlap"),
        (lambda db, ana: people_changes.change_person(db, ana, start_date=None), "overlap"),
        (
            lambda db, ana: people_changes.change_person(
                db, ana, start_date=DAY(2010, 1, 1), end_date=DAY(2011, 1, 1)
            ),
            "before an earlier time",
        ),
    ],
)
def test_spells_do_not_overlap_and_the_latest_is_the_persons_own(
    blank: Workspace, change: object, reason: str
) -> None:
    ana = _person(blank, start_date=DAY(2021, 1, 1))
    with blank.edit("Earlier") as db:
        employment.add_earlier(db, ana, DAY(2015, 1, 1), DAY(2018, 6, 30))
    before = snapshot(blank.path)
    with pytest.raises(PlanError, match=reason), blank.edit("Change") as db:
        change(db, ana)  # type: ignore[operator]
    assert snapshot(blank.path) == before


def test_who_is_here_until_a_day_cannot_come_back_before_it(blank: Workspace) -> None:
    ana = _person(blank, end_date=DAY(2026, 5, 31))
    with pytest.raises(PlanError, match="later day"), blank.edit("Back") as db:
        employment.rejoin(db, ana, DAY(2026, 5, 31))


def test_a_session_in_an_earlier_time_is_no_problem_and_one_between_is(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        plan = small_plan.make(db)
        plan.course("ONE")
        plan.course("TWO")
        plan.run("ONE", DAY(2027, 2, 1), "A")
        plan.run("TWO", DAY(2027, 4, 1), "A")
        ana = plan.people["A"]
        people_changes.change_person(db, ana, start_date=DAY(2020, 1, 1), end_date=DAY(2027, 3, 1))
    watch = Watch(blank, plan.plan)
    blank.listen(watch.update)
    assert [problem.kind for problem in watch.problems] == ["not employed"]
    with blank.edit("Back") as db:
        employment.rejoin(db, ana, DAY(2027, 4, 1))
    assert watch.problems == Watch(blank, plan.plan).problems == []
    with blank.read() as db:
        (spell,) = employment.list_earlier(db)[ana]
    with blank.edit("Forget the time before") as db:
        employment.remove_earlier(db, spell.id)
    assert [problem.kind for problem in watch.problems] == ["not employed"]
    assert watch.problems == Watch(blank, plan.plan).problems


# Files


def test_a_first_day_after_the_last_one_is_a_return_and_the_preview_says_so(blank: Workspace) -> None:
    bring_in_text(blank, "person_id,first_name,start_date,end_date\n1,Ana,2015-01-01,2018-06-30\n", "people")
    before = snapshot(blank.path)
    draft = bring_in_text(blank, "person_id,start_date,team\n1,2021-01-01,Ops\n", "people")
    said = "comes back: from 2021-01-01 (before: 2015-01-01 to 2018-06-30)"
    assert [o.details for o in draft.outcomes] == [f"{said}; team: – → Ops"]
    assert draft.notes == [f"Ana {said}."]
    with blank.read() as db:
        row = db.scalars(select(Person)).one()
        assert (row.start_date, row.end_date) == (DAY(2021, 1, 1), None)
        assert db.scalars(select(Employment)).one().last_day == DAY(2018, 6, 30)
    # The same file again, and a correction of the day, are no return.
    assert counts(bring_in_text(blank, "person_id,start_date,team\n1,2021-01-01,Ops\n", "people")) == (
        0,
        0,
        1,
        0,
    )
    bring_in_text(blank, "person_id,start_date\n1,2021-02-01\n", "people")
    with blank.read() as db:
        assert len(list(db.scalars(select(Employment)))) == 1
    rejected = bring_in_text(blank, "person_id,start_date\n1,2018-06-30\n", "people").rejected
    assert "row 2, start_date: Two times of employment overlap" in rejected[0].details
    blank.undo()
    blank.undo()
    assert snapshot(blank.path) == before


def test_several_tracks_in_a_cell_or_a_column_of_their_own_come_in(blank: Workspace) -> None:
    with blank.edit("Tracks") as db:
        for code, name in (("T1", "One"), ("T2", "Two"), ("T3", "Three; four")):
            db.add(Track(code=code, name=name, position=0))
    bring_in_text(blank, "person_id,track\n1,One; two\n2,Three; four\n", "people")
    header = "person_id,track,further_tracks\n"
    draft = bring_in_text(blank, f"{header}1,Two,One;T3\n2,,Two\n3,One,Nine\n", "people")
    assert [(o.action, o.details) for o in draft.outcomes] == [
        ("updated", "track: One → Two; further tracks: Two → One, Three; four"),
        ("updated", "further tracks: – → Two"),
        ("rejected", "row 4, further_tracks: there is no track Nine"),
    ]
    with blank.read() as db:
        names = {track.id: track.name for track in db.scalars(select(Track))}
        found = {(row.person_id, names[row.track_id]) for row in db.scalars(select(PersonTrack))}
        assert found == {(1, "One"), (1, "Three; four"), (2, "Two")}
    text = take_out(blank, "people", None).decode("utf-8-sig")
    assert [line.split(",")[11] for line in text.splitlines()[1:]] == ["One;T3", "Two"]


def test_employment_and_people_come_out_as_they_went_in(blank: Workspace, workspace: Workspace) -> None:
    bring_in_text(
        blank,
        "person_id,first_name,last_name,email,manager_email,start_date,track,further_tracks\n"
        "1,Ana,Alvarez,a@x.y,b@x.y,2021-01-01,One,Two;Three\n2,Bo,Berg,b@x.y,,2020-01-01,Two,\n",
        "people",
        create_missing=True,
    )
    draft = bring_in_text(
        blank,
        "email,first_day,last_day\na@x.y,2015-01-01,2018-06-30\na@x.y,,2012-12-31\nb@x.y,2020-05-01,2020-06-01\n"
        "b@x.y,2019-05-01,2018-06-01\na@x.y,2016-01-01,2017-01-01\nb@x.y,2018-05-01,\n",
        "employment",
    )
    assert counts(draft) == (2, 0, 0, 4)
    assert [o.details.partition(":")[0] for o in draft.rejected] == [
        "row 4, last_day",
        "row 5, last_day",
        "row 6, first_day",
        "row 7",
    ]
    first = {layout: take_out(blank, layout, None) for layout in ("people", "employment")}
    assert b"1,a@x.y,,2012-12-31\r\n1,a@x.y,2015-01-01,2018-06-30\r\n" in first["employment"]
    for layout in first:
        bring_in_text(workspace, first[layout].decode("utf-8-sig"), layout, create_missing=layout == "people")
        assert take_out(workspace, layout, None) == first[layout]


# Managers


def test_managers_are_linked_by_address_and_by_a_name_that_only_one_has(blank: Workspace) -> None:
    boss = _person(blank, first_name="Bo", last_name="Berg", email="Bo@X.y", employee_id="77")
    cases = {
        "by address": ({"manager_email": "bo@x.Y"}, boss),
        "by name": ({"manager_name": "bo  berg"}, boss),
        "last name first": ({"manager_name": "Berg, Bo"}, boss),
        "by id": ({"manager_name": "77"}, boss),
        "another address": ({"manager_name": "Bo Berg", "manager_email": "other@x.y"}, None),
        "a first name alone": ({"manager_name": "Bo"}, None),
        "nobody": ({"manager_name": "Cy Dahl"}, None),
    }
    ids = {name: _person(blank, first_name=name, **texts) for name, (texts, _) in cases.items()}
    with blank.read() as db:
        assert {name: db.get_one(Person, key).manager_id for name, key in ids.items()} == {
            name: link for name, (_, link) in cases.items()
        }
        row = next(row for row in people.list_people(db) if row.id == ids["by address"])
        assert (row.manager, row.manager_email, row.manager_name) == ("Bo Berg", "bo@x.Y", "")


def test_a_manager_who_comes_later_is_linked_then_and_stays_when_renamed(blank: Workspace) -> None:
    draft = bring_in_text(
        blank, "person_id,full_name,manager\n1,Ana Alvarez,Bo Berg\n2,Bo Berg,Eve Ek\n", "people"
    )
    assert draft.notes == ["1 person is linked to the manager."]
    eve = _person(blank, first_name="Eva", last_name="Ek")
    with blank.read() as db:
        ana, bo = (db.get_one(Person, key) for key in (1, 2))
        assert (ana.manager_id, bo.manager_id) == (2, None)
    with blank.edit("Rename") as db:
        people_changes.change_person(db, eve, first_name="Eve")
    with blank.edit("Rename") as db:
        people_changes.change_person(db, eve, first_name="Evelyn")
    _person(blank, first_name="Bo", last_name="Berg")
    with blank.read() as db:
        assert db.get_one(Person, 2).manager_id == eve
        assert db.get_one(Person, 1).manager_id == 2
        assert (managers.below(db, eve), managers.below(db, eve, directly=True)) == (
            frozenset({1, 2}),
            frozenset({2}),
        )
        assert people.choose_people(db, managers=["Evelyn Ek"]) == [1, 2]
    before = snapshot(blank.path)
    with blank.edit("Another manager") as db:
        people_changes.change_person(db, 2, manager_name="Somebody")
    with blank.read() as db:
        assert db.get_one(Person, 2).manager_id is None
    blank.undo()
    assert snapshot(blank.path) == before


def test_two_of_one_name_are_not_guessed_between(blank: Workspace) -> None:
    for address in ("a@x.y", "b@x.y"):
        _person(blank, first_name="Bo", last_name="Berg", email=address)
    ana = _person(blank, manager_name="Bo Berg")
    with blank.read() as db:
        assert db.get_one(Person, ana).manager_id is None


def test_circles_of_managers_do_no_harm(blank: Workspace) -> None:
    bring_in_text(
        blank,
        "person_id,email,manager_email\n1,a@x.y,b@x.y\n2,b@x.y,c@x.y\n3,c@x.y,a@x.y\n4,d@x.y,d@x.y\n5,e@x.y,c@x.y\n",
        "people",
    )
    with blank.read() as db:
        links = {row.id: row.manager_id for row in db.scalars(select(Person))}
        assert links == {1: 2, 2: 3, 3: 1, 4: None, 5: 3}
        assert managers.below(db, 1) == {2, 3, 5}
    before = snapshot(blank.path)
    with blank.edit("Remove") as db:
        people_changes.remove_people(db, [1, 2, 3])
    check_file(blank.path)
    with blank.read() as db:
        assert {row.id: row.manager_email for row in db.scalars(select(Person))} == {4: "d@x.y", 5: "c@x.y"}
    blank.undo()
    assert snapshot(blank.path) == before
    check_file(blank.path)
    blank.redo()


def test_links_of_an_older_workspace_are_made_when_asked_for(blank: Workspace) -> None:
    with blank.edit("As an older format left it") as db:
        db.add_all((Person(first_name="Ana", manager_email="b@x.y"), Person(first_name="Bo", email="b@x.y")))
    with blank.read() as db:
        assert managers.linkable(db) == {1: 2}
        assert db.get_one(Person, 1).manager_id is None
    with blank.edit("Link") as db:
        assert managers.link_managers(db) == 1
    with blank.read() as db:
        assert managers.linkable(db) == {}


def test_the_managers_address_of_now_is_written_and_read_as_no_change(blank: Workspace) -> None:
    boss = _person(blank, first_name="Bo", last_name="Berg", email="bo@x.y", employee_id="1")
    _person(blank, manager_name="Bo Berg", employee_id="2")
    with blank.edit("Rename") as db:
        people_changes.change_person(db, boss, email="new@x.y")
    text = take_out(blank, "people", None).decode("utf-8-sig")
    assert "2,Ana,,,,,,new@x.y,,,," in text
    assert counts(bring_in_text(blank, text, "people")) == (0, 0, 2, 0)


# Who leaves


def _office(workspace: Workspace) -> small_plan.SmallPlan:
    """A has seats before and after, in a locked session and on a waiting list, and open picks."""
    with workspace.edit("Fill") as db:
        plan = small_plan.make(db)
        for code in ("PAST", "LATER", "LOCKED", "FULL", "OPEN", "HELD", "GONE"):
            plan.course(code)
        plan.run("PAST", DAY(2027, 2, 1), "A")
        plan.run("LATER", DAY(2027, 4, 1), "AB", seats_max=1)
        locked = plan.run("LOCKED", DAY(2027, 4, 5), "A")
        plan.run("FULL", DAY(2027, 5, 1), "CA", seats_max=1)
        plan.pick("A", "OPEN")
        held = plan.run("HELD", DAY(2027, 5, 3), "A")
        plan.mark(held, "A", "attended")
        cancelled = plan.run("GONE", DAY(2027, 5, 4), "A")
        db.get_one(TrainingSession, locked).locked = True
        db.get_one(TrainingSession, cancelled).status = "cancelled"
    return plan


def test_who_leaves_is_taken_out_of_what_is_to_come_and_others_move_up(blank: Workspace) -> None:
    plan = _office(blank)
    ana = plan.people["A"]
    with blank.read() as db:
        assert departures.foresee_departures(db) == []
        (tried,) = departures.foresee_departures(db, [ana], {ana: DAY(2027, 3, 31)})
    with blank.edit("Leave") as db:
        people_changes.change_person(db, ana, end_date=DAY(2027, 3, 31))
    with blank.read() as db:
        (foreseen,) = departures.foresee_departures(db)
    assert foreseen == tried
    assert departures.in_words([foreseen]) == "2 seats and 2 picks"
    assert (
        departures.locked_words([foreseen])
        == "LOCKED-1 is locked, so a seat there stays until it is unlocked."
    )
    before = snapshot(blank.path)
    with blank.edit("Release") as db:
        departures.release(db, [ana])
    check_file(blank.path)
    with blank.read() as db:
        codes = {key: code for code, key in plan.courses.items()}
        left = {codes[key] for key in db.scalars(select(Pick.course_id).where(Pick.person_id == ana))}
        assert left == {"PAST", "LOCKED", "HELD"}
        (later,) = db.scalars(select(TrainingSession.id).where(TrainingSession.code == "LATER-1"))
        plan.db = db
        assert plan.seats(later) == {"B": "booked"}
        (rest,) = departures.foresee_departures(db)
        assert (rest.anything, departures.in_words([rest]), rest.locked) == (False, "", ["LOCKED-1"])
    blank.undo()
    assert snapshot(blank.path) == before


def test_an_archived_plan_and_one_that_ends_before_are_left_alone(blank: Workspace) -> None:
    plan = _office(blank)
    ana = plan.people["A"]
    with blank.edit("Leave") as db:
        people_changes.change_person(db, ana, end_date=DAY(2027, 6, 30))
    with blank.read() as db:
        assert departures.foresee_departures(db) == []
    with blank.edit("Leave earlier, and archive") as db:
        people_changes.change_person(db, ana, end_date=DAY(2027, 3, 31))
        db.get_one(Plan, plan.plan).state = "archived"
    with blank.read() as db:
        assert departures.foresee_departures(db) == []


@pytest.mark.parametrize("seed", range(6))
def test_departures_are_those_of_a_slow_reading(blank: Workspace, seed: int) -> None:
    rng = random.Random(seed)
    with blank.edit("Fill") as db:
        plan = small_plan.make(db)
        for number in range(6):
            plan.course(f"C{number}")
            names = "".join(name for name in "ABCD" if rng.random() < 0.6)
            if names:
                plan.run(f"C{number}", DAY(2027, 1 + number, 4), names, seats_max=rng.choice((None, 1, 2)))
            plan.pick([name for name in "ABCD" if rng.random() < 0.3], f"C{number}")
        for name in "ABC":
            plan.person(name)
            people_changes.change_person(db, plan.people[name], end_date=DAY(2027, rng.randrange(1, 7), 10))
    with blank.read() as db:
        expected = {}
        for person_id in plan.people.values():
            last = db.get_one(Person, person_id).end_date
            gone = set()
            if last is None:
                continue
            for pick in db.scalars(select(Pick).where(Pick.person_id == person_id)):
                months = [
                    int(str(db.get_one(TrainingSession, seat.session_id).code)[1]) + 1
                    for seat in db.scalars(select(Seat).where(Seat.pick_id == pick.id))
                ]
                if not months or DAY(2027, months[0], 4) > last:
                    gone.add(pick.id)
            if gone:
                expected[person_id] = gone
        found = {
            each.person_id: each.of_seats | each.open_picks for each in departures.foresee_departures(db)
        }
    assert found == expected


# Other tracks


def _tracked(db: Session) -> tuple[small_plan.SmallPlan, dict[str, int]]:
    plan = small_plan.make(db)
    for code in "ABCD":
        plan.course(code)
    ids = {}
    for name, path in (("One", "AB"), ("Two", "BC")):
        ids[name] = tracks.add_track(db, name)
        tracks.set_path(db, ids[name], [(plan.courses[code], PathKind.REQUIRED) for code in path])
    return plan, ids


def test_another_track_gives_courses_to_add_and_picks_to_take_back(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        plan, ids = _tracked(db)
        plan.run("A", names="S", day=DAY(2027, 3, 1))
        for name in "PS":
            tracks.assign_track(db, ids["One"], [plan.person(name)])
        plan.pick("P", "A")
        plan.pick("P", "B")
        plan.pick("P", "D")
        both = [plan.people["P"], plan.people["S"]]
    with blank.read() as db:
        before = differences.tracks_of(db, both)
        assert differences.foresee_difference(db, plan.plan, before) == []
    with blank.edit("Assign") as db:
        tracks.assign_track(db, ids["Two"], both)
    with blank.read() as db:
        found = differences.foresee_difference(db, plan.plan, before)
        told = [
            (each.name, [c.code for c in each.to_add], [c.code for c in each.not_needed]) for each in found
        ]
    # The seat of S stays: only open picks are needed no longer. D was nobody's requirement.
    assert told == [("P", ["C"], ["A"]), ("S", ["B", "C"], [])]
    state = snapshot(blank.path)
    with blank.edit("Fit") as db:
        assert differences.apply_difference(db, plan.plan, *differences.pairs_of(found)) == (3, 1)
    with blank.read() as db:
        assert differences.foresee_difference(db, plan.plan, before) == []
    blank.undo()
    assert snapshot(blank.path) == state


def test_somebody_new_gets_all_that_the_tracks_require_and_a_further_track_adds(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        plan, ids = _tracked(db)
        new = people.add_person(db, first_name="New", primary_track_id=ids["One"])
    with blank.read() as db:
        (found,) = differences.foresee_difference(db, plan.plan, {new: frozenset()})
        assert [course.code for course in found.to_add] == ["A", "B"]
    with blank.edit("Further") as db:
        picks.pick_required(db, plan.plan, [new])
        before = differences.tracks_of(db, [new])
        tracks.set_further_tracks(db, new, [ids["Two"]])
    with blank.read() as db:
        (found,) = differences.foresee_difference(db, plan.plan, before)
        assert ([c.code for c in found.to_add], found.not_needed) == (["C"], ())


def test_a_title_suggests_the_track_of_the_others_or_of_its_words(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        one = tracks.add_track(db, "Product manager")
        two = tracks.add_track(db, "Designer")
        for name in "AB":
            people.add_person(db, first_name=name, job_title="Owner", primary_track_id=two)
        ids = {
            title: people.add_person(db, first_name="X", job_title=title)
            for title in ("owner", "Product lead", "Cook", "Designer")
        }
        tracks.assign_track(db, two, [ids["Designer"]])
    with blank.read() as db:
        found = tracks.suggested_tracks(db, ids.values())
    assert {key: row.track_id for key, row in found.items()} == {ids["owner"]: two, ids["Product lead"]: one}


# Duplicates


def test_likely_duplicates_are_listed_with_the_strongest_reason_first(blank: Workspace) -> None:
    rows = [
        ("Ana", "Alvarez", "ana@x.y", "E-007"),
        ("Ana", "Alvarez", "ANA@x.y", "1"),
        ("Bo", "Berg", "", "e 7"),
        ("Álvarez", "Aña", "", None),
        ("Bo", "Berg", "bo@x.y", "2"),
        ("Dahl", "Cy", "", "3"),
        ("Cy", "Dahl", "", "4"),
        ("Eve", "Ek", "team@x.y", "5"),
        ("Fay", "Falk", "team@x.y", "6"),
        ("", "", "only@x.y", "08"),
        ("Gus", "Ek", "only@x.y", "9"),
    ]
    with blank.edit("Fill") as db:
        db.add_all(
            Person(first_name=first, last_name=last, email=email, employee_id=key)
            for first, last, email, key in rows
        )
    with blank.read() as db:
        found = [(pair.keep, pair.other, pair.sign) for pair in list_duplicates(db)]
        assert {pair.reason for pair in list_duplicates(db)} >= {"the same e-mail and name", "the same name"}
    assert found == [
        (1, 2, Sign.EMAIL_AND_NAME),
        (1, 3, Sign.NUMBER),
        (3, 5, Sign.NAME),
        (10, 11, Sign.EMAIL),
        (6, 7, Sign.SWAPPED),
        (1, 4, Sign.ACCENTS),
        (2, 4, Sign.ACCENTS),
    ]
