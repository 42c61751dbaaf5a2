"""What files call courses: asked about with courses called much like it, and remembered."""

import pytest

from pmplanner.services.importing.course_words import CourseChoice, likeness, near_courses
from pmplanner.services.importing.profiles import best_profile, save_profile
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text, counts

_CATALOGUE = [
    CourseChoice("PMB", "Product Management Bootcamp"),
    CourseChoice("PJB", "Project Management Bootcamp"),
    CourseChoice("FSA", "Fire Safety"),
]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("Product Mgmt Bootcamp", "PMB"),
        ("bootcamp, product management", "PMB"),
        ("Product Managment Boot-camp 2024", "PMB"),
        ("Proj. Mgmt. Bootcamp", "PJB"),
        ("fire safty", "FSA"),
        ("pmb", "PMB"),
    ],
)
def test_the_likeliest_course_comes_first(word: str, first: str) -> None:
    assert near_courses(word, _CATALOGUE)[0].code == first


def test_nothing_is_proposed_that_is_not_much_alike() -> None:
    assert near_courses("Excel for beginners", _CATALOGUE) == ()
    assert likeness("", "Fire Safety") == 0


def test_rows_of_unknown_courses_say_so_and_are_taken_when_it_is_said_which_they_are(
    workspace: Workspace,
) -> None:
    bring_in_text(workspace, "person_id,last_name\n1,Ant\n", "people")
    text = "person_id,Training,completed_on\n1,Product Mgmt Bootcamp,2026-03-02\n1,Fire drill,2026-03-03\n"
    draft = bring_in_text(workspace, text, "completions")
    assert [each.unknown_course for each in draft.outcomes] == ["Product Mgmt Bootcamp", "Fire drill"]
    words = {"course": {"PRODUCT MGMT BOOTCAMP": "GA-PDB", "Fire drill": "none"}}
    draft = bring_in_text(workspace, text, "completions", words=words)
    assert counts(draft) == (1, 0, 0, 0)
    assert draft.outcomes[1].action == "skipped"
    assert draft.outcomes[0].subject.endswith("Product Management Bootcamp")


def test_names_of_courses_are_remembered_with_the_columns(workspace: Workspace) -> None:
    words = {"course": {"PM 1": "GA-PDB"}}
    with workspace.edit("Remember") as db:
        save_profile(db, "completions", "LMS", ("Who", "What"), {"email": "Who"}, words)
    with workspace.read() as db:
        found = best_profile(db, "completions", ("what", "who"))
    assert found is not None
    assert found.words == words
