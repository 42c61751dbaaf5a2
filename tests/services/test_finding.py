"""The search box: people, courses and sessions by their words."""

import datetime as dt

import pytest

from pmplanner.services.lookup import find_course
from pmplanner.services.people import people
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import sessions
from pmplanner.services.views.search import count_all, find_anything
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
        return [(hit.kind, hit.title, hit.about) for hit in find_anything(db, plan, words, limit)]


def test_all_kinds_are_found_people_first(workspace: Workspace, plan: int) -> None:
    found = _found(workspace, plan, "big data")
    assert found[0] == ("course", "Big Data for Project and Program Managers", "TNX-BDP · Tonex")
    assert found[-1] == ("session", "DATA-1", "Big Data for Project and Program Managers · Blue · Eve")
    assert [kind for kind, _, _ in found] == sorted(kind for kind, _, _ in found)


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
