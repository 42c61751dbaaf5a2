"""How far required courses are covered: of each track and course, how many people are how far."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Track
from pmplanner.services.catalog.own_facts import course_facts
from pmplanner.services.lookup import plain_rows
from pmplanner.services.needs.needs import Need, Needs, read_needs
from pmplanner.services.pick_status.pick_status import DONE, SCHEDULED, PickStatus, list_pick_statuses

Cover = Literal["credited", "done", "scheduled", "picked", "missing"]
COVERS: tuple[Cover, ...] = get_args(Cover)
"""How far a required course of somebody is: satisfied outside the plan, by a pick that is done, scheduled or
open, or by nothing."""

_TRACKS = select(Track.id, Track.name, Track.position)
_COURSES = select(Course.id, Course.title, Course.code)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A course and those people of a primary track of whom it is required, by how far they are."""

    track_id: int | None
    """None for people without a primary track."""
    track: str
    position: int | None
    course_id: int
    course: str
    short: str
    """The short title of the course, else its code."""
    counts: tuple[int, ...]
    """In the order of COVERS."""

    @property
    def id(self) -> tuple[int | None, int]:
        """What tells the line from the others."""
        return self.track_id, self.course_id

    @property
    def people(self) -> int:
        """Of how many the course is required."""
        return sum(self.counts)

    def count(self, cover: Cover) -> int:
        """Return how many are so far."""
        return self.counts[COVERS.index(cover)]

    @property
    def covered(self) -> float:
        """The part of the people of whom it is not missing, 0 to 1."""
        return 1 - self.count("missing") / self.people


def list_coverage(
    db: Session,
    plan_id: int,
    pick_statuses: Collection[PickStatus] | None = None,
    needs: Mapping[int, Needs] | None = None,
) -> list[CoverageRow]:
    """Return the required courses of a plan by primary track, in the tracks' order and by what is missing.

    The people of each line are those of whom the course is required, by whichever of their tracks.
    *pick_statuses* and *needs* are those of everybody, if read already. Raises PlanError when the plan is
    gone.
    """
    if pick_statuses is None:
        pick_statuses = list_pick_statuses(db, plan_id)
    if needs is None:
        needs = read_needs(db, plan_id, pick_statuses=pick_statuses)
    picks = {status.pick_id: status for status in pick_statuses}
    tracks_of = dict(plain_rows(db, select(Person.id, Person.primary_track_id)))
    counts: dict[tuple[int | None, int], Counter[Cover]] = defaultdict(Counter)
    for person_id, theirs in needs.items():
        for need in theirs:
            counts[tracks_of[person_id], need.course_id][_cover(need, picks)] += 1
    tracks = {track_id: rest for track_id, *rest in plain_rows(db, _TRACKS)}
    courses = {course_id: rest for course_id, *rest in plain_rows(db, _COURSES)}
    facts = course_facts(db, {course for _, course in counts})
    rows = []
    for (track_id, course_id), found in counts.items():
        name, position = ("", None) if track_id is None else tracks[track_id]
        title, code = courses[course_id]
        short = facts[course_id].short_title or code
        shares = tuple(found[cover] for cover in COVERS)
        rows.append(CoverageRow(track_id, name, position, course_id, title, short, shares))
    return sorted(rows, key=_order)


def _cover(need: Need, picks: dict[int, PickStatus]) -> Cover:
    if need.state == "credited":
        return "credited"
    if need.pick_id is None:
        return "missing"
    status = picks[need.pick_id].status
    return "done" if status == DONE else "scheduled" if status == SCHEDULED else "picked"


def _order(row: CoverageRow) -> tuple[bool, int, int, str]:
    return row.position is None, row.position or 0, -row.count("missing"), row.course
