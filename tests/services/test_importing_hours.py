"""Imports of files that say how long courses take in hours, or not at all."""

from decimal import Decimal

import pytest

from pmplanner.services.catalog.courses import list_courses
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text, counts

D = Decimal


def _days(workspace: Workspace) -> dict[str, Decimal]:
    with workspace.read() as db:
        return {row.code: row.days for row in list_courses(db)}


@pytest.mark.parametrize(
    ("heading", "columns"),
    [("estimated_hours", {}), ("durée en h", {}), ("Zeit (Std.)", {"days": "Zeit (Std.)"})],
)
def test_hours_of_courses_become_days_and_that_is_said(
    blank: Workspace, heading: str, columns: dict[str, str]
) -> None:
    text = f"course_id,course_name,{heading}\nK1,Ladders,6\nK2,First aid,14\nK3,Knots,1 day\nK4,Air,soon\n"
    draft = bring_in_text(blank, text, "courses", columns=columns)
    assert counts(draft) == (3, 0, 0, 1)
    assert _days(blank) == {"K1": D("0.75"), "K2": D("1.75"), "K3": D(1)}
    assert draft.notes == [f"{heading}: 8 hours are taken as a day, up to the next quarter of a day."]
    assert "'soon' is not a number" in draft.rejected[0].details
    assert counts(bring_in_text(blank, text, "courses", columns=columns)) == (0, 0, 3, 1)


def test_of_days_and_hours_the_days_count_and_nothing_is_said_of_hours(blank: Workspace) -> None:
    draft = bring_in_text(blank, "code,title,hours,days\nA,Alpha,8,2\n", "courses")
    assert (_days(blank), draft.notes) == ({"A": D(2)}, [])


def test_new_courses_without_days_take_as_long_as_is_said(blank: Workspace) -> None:
    bring_in_text(blank, "person_id,first_name\nE1,Ann\n", "people")
    files = {
        "courses": "fullname,shortname,category\nFire,F1,1\n",
        "completions": "employee_id,course_id,course_name,completion_date\nE1,C6,Ladders,2025-01-01\n",
    }
    for layout, text in files.items():
        draft = bring_in_text(blank, text, layout, create_missing=True)
        assert (counts(draft), draft.would_help) == ((0, 0, 0, 1), {"course-days"})
        draft = bring_in_text(blank, text, layout, create_missing=True, course_days=D("0.5"))
        assert counts(draft) == (1, 0, 0, 0)
    assert _days(blank) == {"F1": D("0.5"), "C6": D("0.5")}
    bring_in_text(blank, "code,title,days\nF1,Fire,2\n", "courses")
    bring_in_text(blank, files["courses"], "courses", course_days=D("0.5"))
    assert _days(blank)["F1"] == D(2)  # only what is new takes what is said
