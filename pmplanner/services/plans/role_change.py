"""Somebody changes role: what the new track asks for, what of it is there, and the change as one edit."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Plan, Seat, Track, TrainingSession
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get, person_name, plain_rows
from pmplanner.services.needs.equivalents import read_equivalents
from pmplanner.services.needs.needs import Need, read_needs
from pmplanner.services.needs.paths import Path, read_paths
from pmplanner.services.needs.people import Member, read_members
from pmplanner.services.needs.roles import PersonSkills, person_skills
from pmplanner.services.needs.scope_reading import people_of_rules, read_rules
from pmplanner.services.needs.standing_in_plan import Standing, read_standings
from pmplanner.services.people.tracks import add_further_track, assign_track
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses
from pmplanner.services.plans.picks import pick_missing, remove_picks

_ZERO = Decimal(0)


class AskedCourse(NamedTuple):
    """A course that the new track requires."""

    need: Need
    code: str
    title: str
    by_title: str
    """The other course that satisfies it, because it counts as it; empty for itself or none."""


class SparePick(NamedTuple):
    """A pick that the tracks of before asked for, and those of after do not."""

    course_id: int
    code: str
    title: str
    days: Decimal
    is_seated: bool


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What a change of track would mean for a person in a plan; days are those of the courses."""

    person_id: int
    person: str
    track_id: int
    track: str
    before: str
    """The primary track of before; empty for none."""
    adding: bool
    """The new one comes beside it."""
    standing: Standing
    """Whether the person counts in the plan afterwards; nothing is required of who does not."""
    brought: tuple[AskedCourse, ...]
    """Required courses that are credited, or satisfied by a pick."""
    needed: tuple[AskedCourse, ...]
    """Those that would be picked."""
    spare: tuple[SparePick, ...]
    skills: PersonSkills

    @property
    def brought_days(self) -> Decimal:
        """Days of the required courses that are there."""
        return _days(each.need for each in self.brought)

    @property
    def needed_days(self) -> Decimal:
        """Days to be picked."""
        return _days(each.need for each in self.needed)

    @property
    def spare_days(self) -> Decimal:
        """Days of the picks that only the tracks of before asked for."""
        return sum((each.days for each in self.spare), _ZERO)


class Changed(NamedTuple):
    """How many picks are new, and how many were taken back."""

    picked: int
    taken_back: int


def foresee_role_change(
    db: Session, plan_id: int, person_id: int, track_id: int, *, adding: bool = False
) -> RoleChange:
    """Return what a track would mean for a person: as the primary one or, *adding*, as a further one.

    What other further tracks require is left out. Raises PlanError when person, track or plan is gone, and
    when the person has the track so already.
    """
    get(db, Plan, plan_id)
    person, track = get(db, Person, person_id), get(db, Track, track_id)
    before = read_members(db, plan_id, [person_id], everybody=True)[person_id]
    name = person_name(person_id, person.first_name, person.last_name, person.email, person.employee_id)
    if track_id == before.track_id or (adding and track_id in before.tracks):
        raise PlanError(said("{person} has the track {track} already.", person=name, track=track.name))
    statuses = list_pick_statuses(db, plan_id, [person_id])
    after = _with_track(db, before, track_id, adding=adding)
    after = after._replace(counts=bool(statuses) or (after.employed and _is_covered(db, plan_id, after)))
    members = {person_id: after} if after.counts else {}
    needs = read_needs(db, plan_id, [person_id], pick_statuses=statuses, members=members).get(person_id, ())
    paths = read_paths(db)
    asked = _of_path(needs, paths.get(track_id, Path()))
    titles = {
        row[0]: (row[1], row[2]) for row in plain_rows(db, select(Course.id, Course.code, Course.title))
    }
    required = [_asked(need, titles) for need in asked]
    primary = None if before.track_id is None else get(db, Track, before.track_id)
    return RoleChange(
        person_id,
        name,
        track_id,
        track.name,
        "" if primary is None else primary.name,
        adding,
        _standing(db, plan_id, after),
        tuple(each for each in required if each.need.state != "missing"),
        tuple(each for each in required if each.need.state == "missing"),
        tuple(_spare(db, statuses, before, after, titles)),
        person_skills(db, plan_id, person_id, track_id),
    )


def change_role(
    db: Session,
    plan_id: int,
    person_id: int,
    track_id: int,
    *,
    adding: bool = False,
    take_back: bool = False,
) -> Changed:
    """Change the track and pick what it requires and is missing; with *take_back* also take spare picks back.

    Raises PlanError as :func:`foresee_role_change` does.
    """
    foreseen = foresee_role_change(db, plan_id, person_id, track_id, adding=adding)
    if adding:
        add_further_track(db, track_id, [person_id])
    else:
        assign_track(db, track_id, [person_id])
    db.flush()
    picked = pick_missing(db, plan_id, [(person_id, each.need.course_id) for each in foreseen.needed])
    spare = [(person_id, each.course_id) for each in foreseen.spare] if take_back else []
    return Changed(picked, remove_picks(db, plan_id, spare) if spare else 0)


def _days(needs: Iterable[Need]) -> Decimal:
    return sum((need.days for need in needs), _ZERO)


def _with_track(db: Session, member: Member, track_id: int, *, adding: bool) -> Member:
    """Return somebody as with the track; a further one becomes the primary one where there is none."""
    others = {each for each in member.tracks if each not in (track_id, member.track_id)}
    primary = track_id
    if adding and member.track_id is not None:
        others, primary = {*others, track_id}, member.track_id
    order = plain_rows(db, select(Track.id).order_by(Track.position, Track.id))
    further = [row[0] for row in order if row[0] in others]
    return member._replace(track_id=primary, tracks=(primary, *further))


def _standing(db: Session, plan_id: int, after: Member) -> Standing:
    """Whether somebody counts; who did before and does not with the new tracks is covered no more."""
    if after.counts:
        return Standing.COUNTS
    before = read_standings(db, plan_id, [after.person_id])[after.person_id]
    return Standing.NOT_COVERED if before == Standing.COUNTS else before


def _is_covered(db: Session, plan_id: int, member: Member) -> bool:
    """Whether the rules of the plan cover somebody with these tracks."""
    rules, who = read_rules(db, plan_id), member.person_id
    return not rules or who in people_of_rules(db, rules, [who], instead={who: member.tracks})


def _of_path(needs: Iterable[Need], path: Path) -> list[Need]:
    """Return the needs that a path asks for, also where another track asks for them as well."""
    courses = {*path.required, *(course for group in path.groups for course in group.courses)}
    return [need for need in needs if need.course_id in courses]


def _asked(need: Need, titles: Mapping[int, tuple[str, str]]) -> AskedCourse:
    code, title = titles[need.course_id]
    by = titles[need.by_course_id][1] if need.is_equivalent and need.by_course_id is not None else ""
    return AskedCourse(need, code, title, by)


def _spare(
    db: Session,
    statuses: Collection[PickStatus],
    before: Member,
    after: Member,
    titles: Mapping[int, tuple[str, str]],
) -> Iterator[SparePick]:
    """Yield the picks, not done and in no session whose people stay, that only the old tracks asked for."""
    asking = _asking(db)
    spared = asking(before) - asking(after)
    staying = or_(TrainingSession.locked, TrainingSession.pinned)
    seats = select(Seat.pick_id).join(TrainingSession, TrainingSession.id == Seat.session_id).where(staying)
    kept = {row[0] for row in plain_rows(db, seats)}
    newest = {each.course_id: each for each in sorted(statuses, key=lambda each: each.attempt)}
    for pick in newest.values():
        is_free = pick.status != DONE and pick.pick_id not in kept
        if is_free and pick.attempt == 1 and pick.course_id in spared:
            yield SparePick(pick.course_id, *titles[pick.course_id], pick.days, pick.session_id is not None)


def _asking(db: Session) -> Callable[[Member], frozenset[int]]:
    """Return what says which courses serve anything that somebody's tracks ask for."""
    paths, serving = read_paths(db), read_equivalents(db).serving

    def of(member: Member) -> frozenset[int]:
        theirs = [paths[track] for track in member.tracks if track in paths]
        groups = {course for path in theirs for group in path.groups for course in group.courses}
        return frozenset[int]().union(*map(serving, groups.union(*(path.required for path in theirs))))

    return of
