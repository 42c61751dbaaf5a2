"""What is dragged over the sessions of a plan, and where it is aimed: the same for timeline and month.

A view says what is held and what lies below the mouse; what a drop there would do follows from these
two alone (:mod:`~pmplanner.ui.schedule.dragging.drop_preview`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QPointF

from pmplanner.services.views.timeline import Bar, LaneKey, TimelineRows
from pmplanner.ui.schedule.selection import Selection
from pmplanner.ui.schedule.session_edits import SessionEdits


class Grip(Enum):
    """What of a session is held."""

    WHOLE = "whole"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class DragState:
    """A session that is held since the mouse was pressed."""

    bar: Bar
    day: dt.date
    """The day of it at which it is held."""
    press: QPointF
    """Where it was pressed, in the places of the view: they stay when it scrolls."""
    grip: Grip = Grip.WHOLE
    lane: LaneKey | None = None
    """The lane in which it is held; None where there are no lanes."""
    along: tuple[Bar, ...] = ()
    """The other selected sessions, which go along."""
    copying: bool = False
    """Whether a copy is made of it."""
    stack: tuple[Bar, ...] = ()
    """The sessions of the course on the same days, itself among them, that are drawn as one with it."""

    @property
    def session_ids(self) -> tuple[int, ...]:
        """The sessions below the mouse, the one that is held last: it is the current one then."""
        return (*(bar.id for bar in self.stack if bar.id != self.bar.id), self.bar.id)


@dataclass(frozen=True, slots=True)
class DropTarget:
    """What lies below the mouse."""

    day: dt.date
    """The day on which a session would begin, or on which the end that is held would be."""
    site: str = ""
    """The site whose days count; "" for everybody's."""
    lane: LaneKey | None = None
    """The lane that it would fall into."""
    where: Mapping[str, str] = field(default_factory=dict)
    """The *room* or *trainer* that it would get by that, when it is another one."""
    instead: str | None = None
    """In the place of which room or trainer that would come, of several that it has."""
    bar: Bar | None = None
    """The session below."""
    stack: tuple[Bar, ...] = ()
    """The sessions that are drawn as one with it."""


class DropArea(Protocol):
    """A view of sessions over which something can be dragged; positions are those of mouse events."""

    selection: Selection
    edits: SessionEdits

    @property
    def rows(self) -> TimelineRows | None:
        """The sessions that are shown; None for no plan."""

    def shows(self, session_id: int, lane: LaneKey | None = None) -> bool:
        """Whether a session has a place here, and in that lane where one is given."""

    def hold_at(self, position: QPointF) -> DragState | None:
        """The session below, as it would be held; None for nothing that can be."""

    def target_of(self, drag: DragState, position: QPointF) -> DropTarget | None:
        """What a session is held above; None beside all days."""

    def target_at(self, position: QPointF) -> DropTarget | None:
        """What something from elsewhere is held above; None beside all days."""
