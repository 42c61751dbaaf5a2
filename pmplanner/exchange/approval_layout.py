"""The sheet on which a manager answers about picks: its columns, and the ids by which rows are known.

A row id says which pick was asked about, and by two short sums of whom and of which course, and in which
plan of which workspace. So rows are known in whatever file and order they come back, and no id can be
taken for one of another workspace.
"""

import hashlib
import re
from typing import NamedTuple

from pmplanner.exchange.layouts import Field, Layout
from pmplanner.sentences import marked

ROW_ID, PERSON, COURSE, DAYS, COST, ANSWER, SWAP_FOR, REMARK = (
    "row_id", "person", "course", "days", "cost", "answer", "swap_for", "remark",
)  # fmt: skip

APPROVALS = Layout(
    "approvals",
    (
        Field(PERSON, "Person", "text", ("Name", "Employee")),
        Field(COURSE, "Course", "text", ("Training",)),
        Field("needed", "Needed", "text"),
        Field("needed_by", "By", "date"),
        Field(DAYS, "Days", "days"),
        Field(COST, "Cost", "money"),
        Field(ANSWER, "Answer", "text", ("Your answer", "Decision")),
        Field(SWAP_FOR, "Swap for", "text", ("Swap for course",)),
        Field(REMARK, "Remark", "note", ("Remarks", "Comment", "Your remark")),
        Field("dates", "Dates", "text"),
        Field(ROW_ID, "Row id", "identifier"),
    ),
    ((ROW_ID,), (ANSWER,)),
)
"""What is answered comes as early as can be, so that it is seen without scrolling on most screens.

Not among the layouts that are imported: nothing but answers to what was asked is read from it."""

ANSWER_WORDS = {
    "agree": marked("agree"),
    "later": marked("later"),
    "swap": marked("swap for …"),
    "no": marked("no"),
}
"""What the drop-down offers for each of the answers, in its order."""

_SIGNS = 8
_ROW_ID = re.compile(rf"P(\d{{1,15}})-([0-9a-f]{{{_SIGNS}}})-([0-9a-f]{{{_SIGNS}}})", re.IGNORECASE)


class RowId(NamedTuple):
    """A row id in its parts."""

    pick_id: int
    plan: str
    """The sum of workspace, plan and pick."""
    what: str
    """The sum of person, course and attempt."""

    @property
    def text(self) -> str:
        """Return it as it stands in the sheet."""
        return f"P{self.pick_id}-{self.plan}-{self.what}"


def row_id(workspace: str, plan_id: int, pick_id: int, person_id: int, course_id: int, attempt: int) -> RowId:
    """Return the row id of a pick."""
    return RowId(pick_id, _sum(workspace, plan_id, pick_id), _sum(workspace, person_id, course_id, attempt))


def parse_row_id(text: str) -> RowId | None:
    """Return the parts of a row id; None when it is none."""
    found = _ROW_ID.fullmatch("".join(text.split()))
    return RowId(int(found[1]), found[2].lower(), found[3].lower()) if found else None


def _sum(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:_SIGNS]
