"""Copies of courses that people made to change them: used in place of the original, or laid over it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Completion,
    CostItem,
    Course,
    CourseEquipment,
    Equivalent,
    Exemption,
    PathItem,
    Pick,
    Plan,
    PublicDate,
    Row,
    Seat,
    Track,
    TrainerCourse,
    TrainingSession,
)
from pmplanner.models.statuses import PathKind, PlanState
from pmplanner.sentences import listed, said
from pmplanner.services.catalog.courses import CourseRow, copied_title, list_courses, remove_course
from pmplanner.services.catalog.own_facts import FACTS, lay_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get
from pmplanner.services.pick_status.pick_status import OPEN, list_pick_statuses
from pmplanner.services.plans.decision_rows import delete_picks, swap_for_instead
from pmplanner.storage import journal


@dataclass(frozen=True, slots=True)
class Replacement:
    """What changes when one course is used in place of another."""

    path_items: tuple[int, ...] = ()
    """Those in whose place the other course stands."""
    path_doubles: tuple[int, ...] = ()
    """Those that go, because the other course stands in the path already."""
    picks: tuple[int, ...] = ()
    pick_doubles: tuple[int, ...] = ()
    """Picks that go, because the person has picked the other course already."""
    kept: int = 0
    """Picks that stay, because they have a seat or are done."""
    tracks: frozenset[int] = field(default=frozenset())

    @property
    def paths(self) -> int:
        """In how many paths something changes."""
        return len(self.path_items) + len(self.path_doubles)

    @property
    def all_picks(self) -> int:
        """How many picks change."""
        return len(self.picks) + len(self.pick_doubles)

    @property
    def changes_nothing(self) -> bool:
        """True when neither a path nor a pick would change."""
        return not (self.paths or self.all_picks)


def originals_of(db: Session, course_id: int) -> list[int]:
    """Return the courses of the catalogue of which this custom one may be a copy, by code.

    Those that it counts as; without those as which another of them counts already, because a copy also
    counts as whatever its original counts as.
    """
    course = get(db, Course, course_id)
    if course.bundled:
        return []
    direct = select(Equivalent.counts_as_id).where(Equivalent.course_id == course_id)
    query = select(Course.id).where(Course.id.in_(direct), Course.bundled).order_by(Course.code)
    found = list(db.scalars(query))
    beyond = select(Equivalent.counts_as_id).where(Equivalent.course_id.in_(found))
    implied = set(db.scalars(beyond))
    return [original for original in found if original not in implied] or found


def copies_of(db: Session, course_id: int) -> list[int]:
    """Return the custom courses that may be copies of this course of the catalogue, by code."""
    query = (
        select(Course.id)
        .join(Equivalent, Equivalent.course_id == Course.id)
        .where(Equivalent.counts_as_id == course_id, ~Course.bundled)
        .order_by(Course.code)
    )
    return [copy for copy in db.scalars(query).all() if course_id in originals_of(db, copy)]


def original_of(db: Session, course_id: int) -> int:
    """Return the course of which this is a copy; raise PlanError when there is none or not just one."""
    found = originals_of(db, course_id)
    title = get(db, Course, course_id).title
    if not found:
        raise PlanError(said("“{title}” is no copy: it counts as no course of the catalogue.", title=title))
    if len(found) > 1:
        codes = listed([get(db, Course, each).code for each in found])
        raise PlanError(
            said("“{title}” counts as several courses; say which: {codes}.", title=title, codes=codes)
        )
    return found[0]


def foresee_replacement(db: Session, old_id: int, new_id: int) -> Replacement:
    """Return what :func:`replace_course` would change. Reads only."""
    items = {item.track_id: item for item in db.scalars(_items_of(old_id))}
    doubles = {item.track_id for item in db.scalars(_items_of(new_id))} & items.keys()
    # A course that leaves a group would leave too few to choose from.
    staying = {track for track in doubles if items[track].kind == PathKind.GROUP}
    open_picks, kept = _open_picks(db, old_id)
    taken = {
        (pick.plan_id, pick.person_id)
        for pick in db.execute(select(Pick.plan_id, Pick.person_id).where(Pick.course_id == new_id))
    }
    twice = {pick_id for pick_id, *where in open_picks if tuple(where) in taken}
    return Replacement(
        tuple(item.id for track, item in items.items() if track not in doubles),
        tuple(items[track].id for track in sorted(doubles - staying)),
        tuple(pick_id for pick_id, *_ in open_picks if pick_id not in twice),
        tuple(sorted(twice)),
        kept,
        frozenset(items.keys() - staying),
    )


def _items_of(course_id: int) -> Select[PathItem]:
    return select(PathItem).where(PathItem.course_id == course_id).order_by(PathItem.track_id)


def _open_picks(db: Session, course_id: int) -> tuple[list[tuple[int, int, int]], int]:
    """Return (pick, plan, person) of the picks in active plans that can change, and how many cannot."""
    query = (
        select(Pick.id, Pick.plan_id, Pick.person_id)
        .join(Plan, Plan.id == Pick.plan_id)
        .where(Pick.course_id == course_id, Plan.state == PlanState.ACTIVE)
        .order_by(Pick.id)
    )
    picks = [(pick_id, plan_id, person_id) for pick_id, plan_id, person_id in db.execute(query)]
    seated = set(db.scalars(select(Seat.pick_id).join(Pick).where(Pick.course_id == course_id)))
    free = {
        status.pick_id
        for plan_id in {plan_id for _, plan_id, _ in picks}
        for status in list_pick_statuses(
            db, plan_id, {person for _, plan, person in picks if plan == plan_id}
        )
        if status.course_id == course_id and status.status == OPEN and status.pick_id not in seated
    }
    found = [pick for pick in picks if pick[0] in free]
    return found, len(picks) - len(found)


def replace_course(db: Session, old_id: int, new_id: int) -> Replacement:
    """Use one course in place of another in all paths and in the picks without a seat of active plans.

    Sessions stay what they are, and picks that have a seat or are done. The paths are the user's own from
    then on. Raises PlanError when nothing would change.
    """
    old, new = get(db, Course, old_id), get(db, Course, new_id)
    change = foresee_replacement(db, old_id, new_id)
    if change.changes_nothing:
        raise PlanError(
            said("“{title}” stands in no path, and no pick without a seat is of it.", title=old.title)
        )
    _keep_required(db, change, new_id)
    journal.bulk_delete(db, PathItem, change.path_doubles)
    journal.bulk_update(db, PathItem, {each: {"course_id": new.id} for each in change.path_items})
    delete_picks(db, change.pick_doubles)
    journal.bulk_update(db, Pick, {each: {"course_id": new.id} for each in change.picks})
    swap_for_instead(db, old.id, new.id)
    db.expire_all()
    for track_id in change.tracks:
        get(db, Track, track_id).suggested = False
    db.flush()
    return change


def _keep_required(db: Session, change: Replacement, new_id: int) -> None:
    """Let a course that was required stay so, where the other one is only an elective of the path."""
    for item_id in change.path_doubles:
        gone = get(db, PathItem, item_id)
        if gone.kind == PathKind.REQUIRED:
            same = (PathItem.track_id == gone.track_id, PathItem.course_id == new_id)
            for item in db.scalars(select(PathItem).where(*same, PathItem.kind == PathKind.ELECTIVE)):
                item.kind = PathKind.REQUIRED
    db.flush()


def use_copy(db: Session, copy_id: int, original_id: int | None = None) -> Replacement:
    """Use a copy in place of its original in paths and picks; see :func:`replace_course`."""
    return replace_course(db, original_id or original_of(db, copy_id), copy_id)


def facts_to_lay(db: Session, copy_id: int, original_id: int) -> dict[str, object] | None:
    """Return by which own facts the original would be what the copy is; None when it differs otherwise.

    Code and source aside, and the title where it is still that of a copy.
    """
    rows = {row.id: row for row in list_courses(db, [copy_id, original_id])}
    copy, original = rows[copy_id], rows[original_id]
    if copy.bundled or not _is_alike(copy, original):
        return None
    facts = {name: getattr(copy, name) for name in FACTS if getattr(copy, name) != getattr(original, name)}
    if copy.cost is not None and (copy.cost, copy.currency) != (original.cost, original.currency):
        facts |= {"cost": copy.cost, "currency": copy.currency}
    return facts


_SAME = ("provider", "days", "level", "format", "description", "track_ids")


def _is_alike(copy: CourseRow, original: CourseRow) -> bool:
    titles = {fold(original.title), fold(copied_title(original.title))}
    return (
        all(getattr(copy, name) == getattr(original, name) for name in _SAME)
        and fold(copy.title) in titles
        and set(map(fold, copy.skills)) == set(map(fold, original.skills))
        and set(copy.requires) == set(original.requires)
        and set(copy.counts_as) == {*original.counts_as, original.id}
    )


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of a copy whose facts were laid over its original."""

    facts: int
    replaced: Replacement
    removed: bool
    """False when sessions, seats, completions or exemptions still need the copy."""


def lay_copy(db: Session, copy_id: int, original_id: int | None = None) -> Laid:
    """Lay the facts of a copy over its original as own facts, and use that again in paths and picks.

    What the copy needs and who teaches it goes to the original; then the copy is removed, unless
    sessions or the history of people need it. Raises PlanError when it differs in more than its facts.
    """
    original_id = original_id or original_of(db, copy_id)
    facts = facts_to_lay(db, copy_id, original_id)
    if facts is None:
        copy, original = get(db, Course, copy_id), get(db, Course, original_id)
        raise PlanError(why_not_laid(copy.title, original.title))
    lay_facts(db, [original_id], **facts)
    replaced = foresee_replacement(db, copy_id, original_id)
    if not replaced.changes_nothing:
        replace_course(db, copy_id, original_id)
    _hand_over(db, copy_id, original_id)
    removed = not _is_needed(db, copy_id)
    if removed:
        remove_course(db, copy_id)
    return Laid(len(facts.keys() - {"currency"}), replaced, removed)


def why_not_laid(copy: str, original: str) -> str:
    """Return why the facts of a copy of this title cannot be laid over its original."""
    return said(
        "“{copy}” differs from “{original}” in more than price, seats, validity, short title and note. "
        "Use the copy in its place instead.",
        copy=copy,
        original=original,
    )


@dataclass(frozen=True, slots=True)
class CopyOffer:
    """A copy and its original by id and title, and what could be done with them."""

    copy_id: int
    copy: str
    original_id: int
    original: str
    use: Replacement
    """What changes when the copy is used in place of the original."""
    back: Replacement | None
    """What changes when the original is used again; None where the copy differs in more than facts."""


def list_offers(db: Session, course_id: int) -> list[CopyOffer]:
    """Return what could be done with a course and its copies, or with this copy and its original."""
    pairs = [(course_id, original) for original in originals_of(db, course_id)]
    pairs += [(copy, course_id) for copy in copies_of(db, course_id)]
    offers = [_offer(db, copy_id, original_id) for copy_id, original_id in pairs]
    return [offer for offer in offers if offer.back is not None or not offer.use.changes_nothing]


def _offer(db: Session, copy_id: int, original_id: int) -> CopyOffer:
    alike = facts_to_lay(db, copy_id, original_id) is not None
    return CopyOffer(
        copy_id,
        get(db, Course, copy_id).title,
        original_id,
        get(db, Course, original_id).title,
        foresee_replacement(db, original_id, copy_id),
        foresee_replacement(db, copy_id, original_id) if alike else None,
    )


_BELONGINGS: tuple[tuple[type[Row], tuple[str, ...]], ...] = (
    (TrainerCourse, ("trainer_id",)),
    (CourseEquipment, ("equipment_id",)),
    (PublicDate, ("first_day", "place")),
    (CostItem, ("name",)),
)
"""What belongs to a course, and what of it there can be only once."""


def _hand_over(db: Session, copy_id: int, original_id: int) -> None:
    for kind, once in _BELONGINGS:
        keys = [getattr(kind, name) for name in once]
        course = kind.course_id  # type: ignore[attr-defined]
        present = {tuple(row) for row in db.execute(select(*keys).where(course == original_id))}
        rows = db.execute(select(kind.id, *keys).where(course == copy_id)).all()
        moved = [row_id for row_id, *key in rows if tuple(key) not in present]
        journal.bulk_update(db, kind, {row_id: {"course_id": original_id} for row_id in moved})
    db.expire_all()


def _is_needed(db: Session, course_id: int) -> bool:
    kinds: Collection[type[Pick | TrainingSession | Completion | Exemption]] = (
        Pick,
        TrainingSession,
        Completion,
        Exemption,
    )
    return any(db.scalar(select(func.count()).where(kind.course_id == course_id)) for kind in kinds)
