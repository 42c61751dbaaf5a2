"""Finding things by the words that people and files use."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Course, Policy, TrainingSession
from pmplanner.models.base import Base
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
    with blank.read() as db, pytest.raises(PlanError, match="no plan yet"):
        lookup.find_plan(db, None)
    with blank.edit("Add") as db:
        first = plans.create_plan(db, "Spring", *DAYS)
        assert lookup.find_plan(db, None).id == first
        second = plans.create_plan(db, "Autumn", *DAYS)
        assert lookup.find_plan(db, " AUTUMN").id == second
        with pytest.raises(PlanError, match="2 plans; say which: “Spring”, “Autumn”"):
            lookup.find_plan(db, None)
        with pytest.raises(PlanError, match="no plan “Winter”"):
            lookup.find_plan(db, "Winter")


def test_a_track_is_found_by_name_or_code(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        track = tracks.add_track(db, "Product manager")
        assert {lookup.find_track(db, key).id for key in ("PM", "product  MANAGER")} == {track}
        with pytest.raises(PlanError, match=r"no track “Chef”\. There are: “Product manager”"):
            lookup.find_track(db, "Chef")


def test_a_course_is_found_by_code_before_title(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        for code, title in (("A", "Talk"), ("B", "talk"), ("C", "Walk"), ("Walk", "Other")):
            db.add(Course(code=code, title=title, days=Decimal(1)))
        db.flush()
        assert lookup.find_course(db, "walk").title == "Other"
        assert lookup.find_course(db, "other").code == "Walk"
        with pytest.raises(PlanError, match="2 courses are called “TALK”; use one of “A”, “B”"):
            lookup.find_course(db, "TALK")
        with pytest.raises(PlanError, match="no course “Run”"):
            lookup.find_course(db, "Run")


def test_a_person_is_found_by_id_then_mail_then_name(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        ana = people.add_person(db, employee_id="E-1", first_name="Ana", last_name="Ito")
        bo = people.add_person(db, employee_id="E-2", first_name="Bo", email="e-1")
        people.add_person(db, first_name="Cy", last_name="Lee")
        people.add_person(db, first_name="cy", last_name="LEE")
        assert lookup.find_person(db, " e-1").id == ana
        assert lookup.find_person(db, "ana ito").id == ana
        assert lookup.find_person(db, "E-2").id == bo
        with pytest.raises(PlanError, match="2 people go by “Cy Lee”"):
            lookup.find_person(db, "Cy Lee")
        with pytest.raises(PlanError, match="nobody"):
            lookup.find_person(db, "E-3")


def test_what_is_gone_is_named(blank: Workspace) -> None:
    with blank.read() as db, pytest.raises(PlanError, match=r"This course no longer exists\."):
        lookup.get(db, Course, 1)


def test_what_is_gone_is_called_by_what_it_was(blank: Workspace) -> None:
    with blank.read() as db:
        with pytest.raises(PlanError, match=r"^This course no longer exists\.$"):
            lookup.get(db, Course, 1)
        with pytest.raises(PlanError, match=r"^This session no longer exists\.$"):
            lookup.get(db, TrainingSession, 1)
        with pytest.raises(PlanError, match=r"^This no longer exists\.$"):
            lookup.get(db, Policy, 1)
    assert {name for name in lookup._GONE if name} <= Base.metadata.tables.keys()
