"""Open picks of a course on their way from the backlog to the timeline."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from PySide6.QtCore import QByteArray, QMimeData

_TYPE = "application/x-pmplanner-picks"


@dataclass(frozen=True, slots=True)
class DraggedPicks:
    """A course with those of its open picks that are dragged; *name* is that of the only person."""

    course_id: int
    title: str
    days: str
    """Decimal days of the course, as text."""
    pick_ids: tuple[int, ...]
    name: str = ""

    @property
    def course_days(self) -> Decimal:
        """The days of the course."""
        return Decimal(self.days)

    def to_mime(self) -> QMimeData:
        """As the drag carries them; other programs get the course's title."""
        data = QMimeData()
        data.setData(_TYPE, QByteArray(json.dumps(asdict(self)).encode()))
        data.setText(self.title)
        return data

    @classmethod
    def from_mime(cls, data: QMimeData) -> DraggedPicks | None:
        """What a drag carries; None when it is something else."""
        if not data.hasFormat(_TYPE):
            return None
        values = json.loads(bytes(data.data(_TYPE).data()))
        values["pick_ids"] = tuple(values["pick_ids"])
        return cls(**values)
