"""Imports of people who have left: by a last day, by a status, by a mark."""

import pytest

from pmplanner.services.people.people import list_people
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text, counts


def _ids(workspace: Workspace) -> set[str]:
    with workspace.read() as db:
        return {row.employee_id for row in list_people(db)}


@pytest.mark.parametrize(
    ("heading", "here", "left"),
    [
        ("Status", "Active", "Terminated"),
        ("EmploymentStatus", "Leave of Absence", "Voluntarily Terminated"),
        ("Status", "Part-time", "Left"),
        ("Active", "True", "False"),
        ("accountEnabled", "true", "false"),
        ("is_active", "1", "0"),
        ("deleted", "0", "1"),
        ("Termd", "no", "yes"),
        ("Statut", "", ""),
    ],
)
def test_who_has_left_without_a_last_day_is_left_out_and_is_asked_for_where_known(
    blank: Workspace, heading: str, here: str, left: str
) -> None:
    text = (
        f"id,name,{heading},Hire Date,Last Day\n1,Ann Abel,{here},2020-01-01,\n2,Bo Berg,{left},2015-01-01,\n"
    )
    text += f"3,Cy Carr,{left},2015-01-01,2016-06-16\n"
    draft = bring_in_text(blank, text, "people")
    if not left:
        assert counts(draft) == (3, 0, 0, 0)  # a heading that says nothing of it
        return
    assert (counts(draft), draft.count("skipped")) == ((2, 0, 0, 0), 1)
    assert _ids(blank) == {"1", "3"}
    (told,) = [each.details for each in draft.outcomes if each.action == "skipped"]
    assert told.startswith(f"row 3, {heading}: ")
    assert "has left, and no last day is given" in told
    # Next month Ann has left, and nobody knows since when; Cy's last day is known.
    text = f"id,name,{heading},team\n1,Ann Abel,{left},Ops\n3,Cy Carr,{left},Lab\n"
    draft = bring_in_text(blank, text, "people")
    assert counts(draft) == (0, 1, 0, 1)
    assert "give the last day of this person" in draft.rejected[0].details


def test_a_status_that_nobody_knows_is_asked_about(blank: Workspace) -> None:
    text = "id,name,Status\n1,Ann Abel,Gardening\n"
    draft = bring_in_text(blank, text, "people")
    assert counts(draft) == (0, 0, 0, 1)
    assert "the employment status Gardening is not known" in draft.rejected[0].details
    words = {"employment": {"Gardening": "employed"}}
    assert counts(bring_in_text(blank, text, "people", words=words)) == (1, 0, 0, 0)
