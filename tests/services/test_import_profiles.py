"""Remembered columns: saved, found by the header, replaced, forgotten, each one undoable."""

import pytest

from pmplanner.services.errors import PlanError
from pmplanner.services.importing.profiles import (
    ProfileRow,
    best_profile,
    joined_words,
    list_profiles,
    remove_profile,
    save_profile,
)
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot

HEADER = ("Nr", "Full Name", "Unit")


def save(workspace: Workspace, name: str, header: tuple[str, ...] = HEADER, unit: str | None = "Unit") -> int:
    with workspace.edit(f"Remember columns as {name}") as db:
        return save_profile(db, "people", name, header, {"person_id": "Nr", "team": unit})


def found(workspace: Workspace, header: tuple[str, ...] = HEADER) -> ProfileRow | None:
    with workspace.read() as db:
        return best_profile(db, "people", header)


def names(workspace: Workspace) -> list[str]:
    with workspace.read() as db:
        return [profile.name for profile in list_profiles(db, "people")]


def test_is_found_by_the_same_header_in_any_order_and_spelling(blank: Workspace) -> None:
    profile_id = save(blank, " Payroll  list ", unit=None)
    profile = found(blank, ("full_name", "UNIT", "nr"))
    assert profile == ProfileRow(
        profile_id, "people", "Payroll list", HEADER, {"person_id": "Nr", "team": None}
    )
    assert found(blank, (*HEADER, "Site")) is None
    assert found(blank, HEADER[:2]) is None
    with blank.read() as db:
        assert best_profile(db, "courses", HEADER) is None


def test_a_name_is_given_once(blank: Workspace) -> None:
    first = save(blank, "Payroll")
    assert save(blank, "payroll", ("Nr", "Unit")) == first
    assert names(blank) == ["payroll"]
    assert found(blank) is None
    assert found(blank, ("Nr", "Unit")) is not None


def test_a_header_has_one_profile(blank: Workspace) -> None:
    save(blank, "Payroll", unit=None)
    save(blank, "HR")
    assert names(blank) == ["HR"]
    profile = found(blank)
    assert profile is not None
    assert profile.columns["team"] == "Unit"


def test_taking_the_name_of_one_and_the_header_of_another_leaves_one(blank: Workspace) -> None:
    save(blank, "Payroll")
    save(blank, "HR", ("Nr", "Unit"))
    save(blank, "Payroll", ("Nr", "Unit"))
    assert names(blank) == ["Payroll"]


@pytest.mark.parametrize(
    ("name", "columns", "complaint"),
    [("  ", {"team": "Unit"}, "name"), ("Payroll", {"shoe_size": "Unit"}, "shoe_size")],
)
def test_what_makes_no_sense_is_refused(
    blank: Workspace, name: str, columns: dict[str, str | None], complaint: str
) -> None:
    with pytest.raises(PlanError, match=complaint), blank.edit("Remember") as db:
        save_profile(db, "people", name, HEADER, columns)
    assert names(blank) == []


def test_each_edit_can_be_undone(blank: Workspace) -> None:
    empty = snapshot(blank.path)
    profile_id = save(blank, "Payroll")
    first = snapshot(blank.path)
    save(blank, "HR")
    with blank.edit("Forget") as db:
        (left,) = list_profiles(db, "people")
        remove_profile(db, left.id)
    assert names(blank) == []
    blank.undo()
    blank.undo()
    assert snapshot(blank.path) == first
    blank.undo()
    assert snapshot(blank.path) == empty
    with pytest.raises(PlanError, match="no longer"), blank.edit("Forget") as db:
        remove_profile(db, profile_id)


def test_words_are_remembered_with_the_columns_and_those_said_now_come_first(blank: Workspace) -> None:
    words = {"result": {"P": "passed", "X": "none"}}
    with blank.edit("Remember") as db:
        save_profile(db, "completions", "LMS", ["person_id", "course", "date"], {}, words)
        save_profile(db, "people", "Staff", ["person_id"], {})
    with blank.read() as db:
        (profile,) = list_profiles(db, "completions")
        assert profile.words == words
        assert joined_words(profile.words, {"result": {"X": "failed"}, "completed": {"?": "none"}}) == {
            "result": {"P": "passed", "X": "failed"},
            "completed": {"?": "none"},
        }
        assert list_profiles(db, "people")[0].words == {}
        with pytest.raises(PlanError, match="There is no field colour in people"):
            save_profile(db, "people", "Staff", ["person_id"], {}, {"colour": {"a": "b"}})
