"""Finding things by the words that people and files use."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Course
from pmplanner.services import lookup
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people, tracks
from pmplanner.services.plans import plans
from pmplanner.storage.workspace import Workspace

DAYS = dt.date(2027, 1, 4), dt.date(2027, 6, 30)


@pytest.mark.parametrize(
    ("one", "other"),
    [(" Data  Analyst ", "data analyst"), ("Cafe\u0301", "CAFÉ"), ("Straße", "STRASSE"), ("a\tb\n", "A B")],
)
def test_texts_are_compared_without_blanks_and_case(one: str, other: str) -> None:
    assert lookup.fold(one) == lookup.fold(other)


def test_accents_tell_words_apart() -> None:
    assert lookup.fold("Rosé") != lookup.fold("Rose")


@pytest.mark.parametrize(
    ("text", "sought"), [("LEE", "lee"), ("Renée Öz", "renee oz"), ("Straße", "strasse")]
)
def test_searches_know_neither_case_nor_accents(text: str, sought: str) -> None:
    assert lookup.plain(text) == sought


def test_the_only_plan_needs_no_name(blank: Workspace) -> None:
    with blank.read() as session, pytest.raises(PlanError, match="no plan yet"):
        lookup.find_plan(session, None)
    with blank.edit("Add") as session:
        first = plans.create_plan(session, "Spring", *DAYS)
        assert lookup.find_plan(session, None).id == first
        second = plans.create_plan(session, "Autumn", *DAYS)
        assert lookup.find_plan(session, " AUTUMN").id == second
        with pytest.raises(PlanError, match="2 plans; say which: “Spring”, “Autumn”"):
            lookup.find_plan(session, None)
        with pytest.raises(PlanError, match="no plan “Winter”"):
            lookup.find_plan(session, "Winter")


def test_a_track_is_found_by_name_or_code(blank: Workspace) -> None:
    with blank.edit("Add") as session:
        track = tracks.add_track(session, "Product manager")
        assert {lookup.find_track(session, key).id for key in ("PM", "product  MANAGER")} == {track}
        with pytest.raises(PlanError, match=r"no track “Chef”\. There are: “Product manager”"):
            lookup.find_track(session, "Chef")


def test_a_course_is_found_by_code_before_title(blank: Workspace) -> None:
    with blank.edit("Add") as session:
        for code, title in (("A", "Talk"), ("B", "talk"), ("C", "Walk"), ("Walk", "Other")):
            session.add(Course(code=code, title=title, days=Decimal(1)))
        session.flush()
        assert lookup.find_course(session, "walk").title == "Other"
        assert lookup.find_course(session, "other").code == "Walk"
        with pytest.raises(PlanError, match="2 courses are called “TALK”; use one of “A”, “B”"):
            lookup.find_course(session, "TALK")
        with pytest.raises(PlanError, match="no course “Run”"):
            lookup.find_course(session, "Run")


def test_a_person_is_found_by_id_then_mail_then_name(blank: Workspace) -> None:
    with blank.edit("Add") as session:
        ana = people.add_person(session, employee_id="E-1", first_name="Ana", last_name="Ito")
        bo = people.add_person(session, employee_id="E-2", first_name="Bo", email="e-1")
        people.add_person(session, first_name="Cy", last_name="Lee")
        people.add_person(session, first_name="cy", last_name="LEE")
        assert lookup.find_person(session, " e-1").id == ana
        assert lookup.find_person(session, "ana ito").id == ana
        assert lookup.find_person(session, "E-2").id == bo
        with pytest.raises(PlanError, match="2 people go by “Cy Lee”"):
            lookup.find_person(session, "Cy Lee")
        with pytest.raises(PlanError, match="nobody"):
            lookup.find_person(session, "E-3")


def test_what_is_gone_is_named(blank: Workspace) -> None:
    with blank.read() as session, pytest.raises(PlanError, match=r"This course no longer exists\."):
        lookup.get(session, Course, 1)
