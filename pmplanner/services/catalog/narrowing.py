"""What a list of courses is narrowed to, beside words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


class _Course(Protocol):
    """What a course is narrowed by."""

    @property
    def provider(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def days(self) -> Decimal: ...
    @property
    def bundled(self) -> bool: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def track_ids(self) -> frozenset[int]: ...


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What a list of courses is narrowed to; an empty filter lets all pass."""

    track_id: int | None = None
    provider: str = ""
    level: str = ""
    max_days: Decimal | None = None
    any_track: frozenset[int] = frozenset()
    """The tracks of which it is meant for one; none for any."""
    own: bool = False
    """Whether those that come with the catalogue are left out."""
    offered: bool = False
    """Whether those that were withdrawn are left out."""

    def passes(self, row: _Course) -> bool:
        """Say whether the course is among what is asked for."""
        return (
            (self.track_id is None or self.track_id in row.track_ids)
            and (not self.provider or row.provider == self.provider)
            and (not self.level or row.level == self.level)
            and (self.max_days is None or row.days <= self.max_days)
            and (not self.any_track or not self.any_track.isdisjoint(row.track_ids))
            and not (self.own and row.bundled)
            and not (self.offered and row.withdrawn)
        )


ALL_COURSES = CourseFilter()
"""Lets all pass."""
