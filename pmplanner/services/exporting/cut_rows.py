"""The picks that go, as rows of a table."""

from pmplanner.exchange.writing import Value
from pmplanner.services.views.cut_page import CutSheet

CUT_COLUMNS = (
    "person_id",
    "email",
    "name",
    "team",
    "course_code",
    "course_title",
    "lost",
    "days",
    "keeping_costs",
    "has_price",
    "picked_on",
    "session",
)
"""The headings of a file, which are English in every language."""


def cut_rows(sheet: CutSheet) -> list[tuple[Value, ...]]:
    """Return a row for each pick that goes, in the order of CUT_COLUMNS."""
    return [
        (
            row.employee_id,
            row.email,
            row.name,
            row.team,
            row.course_code,
            row.title,
            row.loss,
            row.days,
            row.saves,
            row.has_price,
            row.picked_on,
            row.session_code,
        )
        for row in sheet.rows
    ]
