"""The search box: people, courses and sessions by their words."""

import datetime as dt

import pytest

from pmplanner.services.lookup import find_course
from pmplanner.services.people import people
from pmplanner.services.plans import picks, plans
from pmplanner.services.resources import equipment, rooms, trainers
from pmplanner.services.sessions import sessions
from pmplanner.services.views.search import Finder, count_all
from pmplanner.storage.workspace import Workspace


@pytest.fixture
def plan(workspace: Workspace) -> int:
    with workspace.edit("Fill") as db:
        ana = people.add_person(
            db,
            first_name="Ana",
            last_name="Álvarez",
            employee_id="E7",
            email="ana@x.y",
            job_title="Owner",
            team="Ops",
        )
        people.add_person(db, email="bo@x.y", team="Data")
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        other = plans.create_plan(db, "2028", dt.date(2028, 1, 4), dt.date(2028, 6, 30))
        course = find_course(db, "TNX-BDP").id
        picks.pick_courses(db, plan, [ana], [course])
        sessions.add_session(db, plan, course, dt.date(2027, 2, 1), code="DATA-1", room="Blue", trainer="Eve")
        sessions.add_session(db, other, course, dt.date(2028, 2, 1), code="DATA-2")
        return plan


def _found(workspace: Workspace, plan: int | None, words: str, limit: int = 6) -> list[tuple[str, str, str]]:
    with workspace.read() as db:
        return [(hit.kind, hit.title, hit.about) for _, hit in Finder(db, plan).find(words, limit)]


def test_all_kinds_are_found_people_first(workspace: Workspace, plan: int) -> None:
    found = _found(workspace, plan, "big data")
    assert found[0] == ("course", "Big Data for Project and Program Managers", "TNX-BDP · Tonex")
    assert found[-1] == ("session", "DATA-1", "Big Data for Project and Program Managers · Blue · Eve")
    assert [kind for kind, _, _ in found] == sorted(kind for kind, _, _ in found)
    assert ("team", "Ops", "1 person") in _found(workspace, plan, "ops")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("ops", ("team", "Ops", "1 person")),
        ("owner", ("title", "Owner", "1 person")),
        ("project manager", ("track", "Project manager", "0 people")),
        ("negotiation", ("skill", "negotiation", "taught by 9 courses")),
        ("blue room", ("room", "Blue room", "Berlin · 12 seats")),
        ("eve", ("trainer", "Eve Holt", "eve@x.y")),
        ("beam", ("equipment", "Beamer", "ceiling")),
        ("2027", ("plan", "2027", "4 Jan – 30 Jun 2027")),
    ],
)
def test_each_kind_is_found_by_its_name(
    workspace: Workspace, plan: int, words: str, first: tuple[str, str, str]
) -> None:
    with workspace.edit("Resources") as db:
        rooms.add_room(db, "Blue room", site="Berlin", seats=12)
        trainers.add_trainer(db, "Eve Holt", email="eve@x.y")
        equipment.add_equipment(db, "Beamer", note="ceiling")
    assert _found(workspace, plan, words)[0] == first


def test_who_manages_somebody_is_found_as_a_manager_too(workspace: Workspace, plan: int) -> None:
    with workspace.edit("Report") as db:
        people.add_person(db, first_name="Cy", last_name="Dahl", manager_email="ana@x.y")
    assert ("manager", "Ana Álvarez", "1 person reports to them") in _found(workspace, plan, "alvarez")


def test_letters_in_their_order_are_enough_when_asked_for(workspace: Workspace, plan: int) -> None:
    with workspace.read() as db:
        finder = Finder(db, plan)
    assert finder.find("anlvrz") == []
    assert [hit.title for _, hit in finder.guess("anlvrz")] == ["Ana Álvarez"]


@pytest.mark.parametrize("words", ["ana", "ÁLVAREZ", "e7", "x.y ana", "  Ana   álv "])
def test_people_are_found_by_name_id_and_address(workspace: Workspace, plan: int, words: str) -> None:
    assert ("person", "Ana Álvarez", "Owner · Ops") in _found(workspace, plan, words)


def test_a_person_without_a_name_is_called_by_the_address(workspace: Workspace, plan: int) -> None:
    assert _found(workspace, plan, "bo@x.y") == [("person", "bo@x.y", "Data")]


def test_sessions_are_those_of_the_plan(workspace: Workspace, plan: int) -> None:
    assert [hit[1] for hit in _found(workspace, plan, "eve blue")] == ["DATA-1"]
    assert [hit for hit in _found(workspace, None, "data-") if hit[0] == "session"] == []


def test_all_words_must_be_there_and_none_finds_nothing(workspace: Workspace, plan: int) -> None:
    assert _found(workspace, plan, "ana nobody") == []
    assert _found(workspace, plan, "  ") == []


@pytest.mark.parametrize("words", ['"', "*", "a OR b", "title:", "NEAR(", "'; --", "%", "_"])
def test_whatever_is_typed_is_safe(workspace: Workspace, plan: int, words: str) -> None:
    assert not [hit for hit in _found(workspace, plan, words) if hit[0] == "person" and words in "%_"]


def test_each_kind_is_limited(workspace: Workspace, plan: int) -> None:
    found = _found(workspace, plan, "man", limit=2)
    assert [kind for kind, _, _ in found].count("course") == 2


def test_counts(workspace: Workspace, plan: int) -> None:
    with workspace.read() as db:
        counts = count_all(db, plan)
        nothing = count_all(db, None)
    assert (counts.picks, counts.sessions, counts.courses, counts.people) == (1, 1, 134, 2)
    assert (nothing.picks, nothing.sessions, nothing.people) == (0, 0, 2)
