"""What of a workspace is exported, as pages say it before anything is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmplanner.services.totals.totals import Group
    from pmplanner.services.views.runway_picture import What


@dataclass(frozen=True, slots=True)
class ExportScope:
    """What of the plan is exported; None stands for all."""

    plan_id: int | None = None
    person_ids: Collection[int] | None = None
    session_ids: Collection[int] | None = None
    course_ids: Collection[int] | None = None
    by: Group = "track"
    """What the totals and the gaps are grouped by."""
    expiring: What | None = None
    """Of the renewals only those of this certificate or course."""
    due: str = ""
    """Of the gaps only what is "overdue", or due in a month such as "2027-03"."""
