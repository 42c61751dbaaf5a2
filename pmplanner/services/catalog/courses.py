"""The catalogue: list, search, detail; add, copy, change and remove custom courses."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Certificate,
    Completion,
    CostItem,
    Course,
    CourseCertificate,
    CourseEquipment,
    CourseSkill,
    CourseTrack,
    Equivalent,
    Exemption,
    PathGroup,
    PathItem,
    Pick,
    PickDecision,
    Prerequisite,
    PublicDate,
    Row,
    Skill,
    Track,
    TrainerCourse,
    TrainingSession,
)
from pmplanner.models.statuses import CertificateLink
from pmplanner.sentences import counted, said
from pmplanner.services.catalog.codes import free_code, initials
from pmplanner.services.catalog.finding import find_courses
from pmplanner.services.catalog.narrowing import ALL_COURSES, CourseFilter
from pmplanner.services.catalog.own_facts import (
    FACTS,
    CourseFacts,
    checked_facts,
    clear_facts,
    course_facts,
    facts_of,
    facts_over,
    lay_facts,
    read_own_facts,
    remove_facts,
    source_facts,
)
from pmplanner.services.catalog.validation import check_course
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy, write_fields
from pmplanner.services.lookup import among, fold, get, plain_rows
from pmplanner.storage import journal

FIELDS = (
    "code",
    "title",
    "provider",
    "days",
    "level",
    "format",
    "description",
    "cost",
    "currency",
    "min_seats",
    "max_seats",
    "valid_months",
    "source",
    "note",
    "short_title",
)
"""What can be set on a custom course beside its skills, tracks, prerequisites and equivalents."""

_OVERLAID = (*FACTS, "currency")
"""The fields over which own facts can lie."""

_PLAIN = ("id", *(name for name in FIELDS if name not in _OVERLAID), "bundled", "withdrawn")
_LAID = (*_OVERLAID, "own")
_plain, _laid = attrgetter(*_PLAIN), attrgetter(*_LAID)


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course as lists show it, with the facts that hold; *track_ids* are those it is meant for."""

    id: int
    code: str
    title: str
    provider: str
    days: Decimal
    level: str
    format: str
    description: str
    cost: Decimal | None
    currency: str
    min_seats: int | None
    max_seats: int | None
    valid_months: int | None
    source: str
    note: str
    short_title: str
    bundled: bool
    withdrawn: bool
    own: frozenset[str]
    """Which of its facts this workplace has laid over those of the source."""
    source_facts: CourseFacts
    """What the course says itself, whatever lies over it."""
    skills: tuple[str, ...]
    track_ids: frozenset[int]
    requires: tuple[int, ...]
    """Ids of the courses that come first."""
    counts_as: tuple[int, ...]
    """Ids of the courses that it counts as."""

    def said_itself(self, name: str) -> object:
        """Return a value of FIELDS as the course has it itself, not what lies over it."""
        return getattr(self.source_facts if name in _OVERLAID else self, name)


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate and its rule of renewal."""

    code: str
    name: str
    issuer: str
    renewal_months: int | None
    units: int | None
    unit: str
    rule: str
    source: str


def list_courses(db: Session, course_ids: Collection[int] | None = None) -> list[CourseRow]:
    """Return all courses, or those named, by title."""
    skills, tracks, requires, counts_as = (
        _grouped(db, pairs.where(*among(of, course_ids))) for of, pairs in _PAIRS
    )
    own = read_own_facts(db, course_ids)
    rows = []
    for course in plain_rows(db, _COURSES.where(*among(Course.id, course_ids))):
        course_id = course.id
        if course_ids is not None and course_id not in course_ids:
            continue
        said_itself = source_facts(course)
        facts = facts_over(said_itself, own.get(course_id))
        rows.append(
            CourseRow(
                **dict(zip(_PLAIN, _plain(course), strict=True)),
                **dict(zip(_LAID, _laid(facts), strict=True)),
                source_facts=said_itself,
                skills=tuple(skills[course_id]),
                track_ids=frozenset(tracks[course_id]),
                requires=tuple(requires[course_id]),
                counts_as=tuple(counts_as[course_id]),
            )
        )
    return sorted(rows, key=lambda row: (fold(row.title), row.id))


# Made once: to make a statement takes longer than to run it.
_COURSES = select(*Course.__table__.columns)
_PROVIDERS = select(Course.provider).distinct()
_LEVELS = select(Course.level).distinct()
_REQUIRES = select(Prerequisite.course_id, Prerequisite.required_course_id)
_PAIRS = (
    (
        CourseSkill.course_id,
        select(CourseSkill.course_id, Skill.name)
        .join(Skill, Skill.id == CourseSkill.skill_id)
        .order_by(CourseSkill.id),
    ),
    (CourseTrack.course_id, select(CourseTrack.course_id, CourseTrack.track_id)),
    (Prerequisite.course_id, _REQUIRES),
    (Equivalent.course_id, select(Equivalent.course_id, Equivalent.counts_as_id)),
)


def _grouped(db: Session, pairs: Select[*tuple[Any, ...]]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for course_id, value in plain_rows(db, pairs):
        found[course_id].append(value)
    return found


def search_courses(
    db: Session, words: str = "", narrow: CourseFilter | None = None, limit: int | None = None
) -> list[CourseRow]:
    """Return the courses of :func:`pmplanner.services.catalog.finding.find_courses`, the best first."""
    ids = find_courses(db, words, narrow or ALL_COURSES, limit).ids
    rows = {row.id: row for row in list_courses(db, ids)}
    return [rows[course_id] for course_id in ids]


def list_providers(db: Session) -> list[str]:
    """Return the providers that courses have."""
    return [row[0] for row in plain_rows(db, _PROVIDERS) if row[0]]


def list_levels(db: Session) -> list[str]:
    """Return the levels that courses have."""
    return [row[0] for row in plain_rows(db, _LEVELS) if row[0]]


def list_skills(db: Session) -> list[str]:
    """Return the skills that courses teach."""
    return sorted(db.scalars(select(Skill.name)), key=fold)


def course_certificates(db: Session, course_id: int) -> list[CertificateRow]:
    """Return the certificates that a course leads to."""
    query = (
        select(Certificate)
        .join(CourseCertificate, CourseCertificate.certificate_id == Certificate.id)
        .where(CourseCertificate.course_id == course_id, CourseCertificate.kind == CertificateLink.LEADS_TO)
        .order_by(Certificate.code)
    )
    return [
        CertificateRow(c.code, c.name, c.issuer, c.renewal_months, c.units, c.unit, c.rule, c.source)
        for c in db.scalars(query)
    ]


def add_course(
    db: Session,
    /,
    *,
    skills: Iterable[str] = (),
    track_ids: Iterable[int] = (),
    requires: Iterable[int] = (),
    counts_as: Iterable[int] = (),
    **values: object,
) -> int:
    """Add a custom course with the values of FIELDS and return its id.

    Without a code it gets one from its title. Raises PlanError when the values will not do.
    """
    course = Course(bundled=False)
    with db.no_autoflush:
        _write(course, values)
        course.code = course.code or free_code(initials(course.title or ""), course_codes(db))
        check_course(db, course)
    db.add(course)
    db.flush()
    _link_all(db, course.id, skills, track_ids, requires, counts_as)
    return course.id


def copied_title(title: str) -> str:
    """Return what the copy of a course is called until somebody names it."""
    return said("{title} (copy)", title=title)


def copy_course(db: Session, course_id: int, /, **changes: object) -> int:
    """Copy a course as a custom one that can be changed; it counts as the original. Return its id.

    Own facts lie over the copy as they lie over the original.
    """
    (row,) = list_courses(db, [get(db, Course, course_id).id])
    values: dict[str, object] = {name: row.said_itself(name) for name in FIELDS}
    values |= {
        "code": free_code(row.code, course_codes(db)),
        "title": copied_title(row.title),
    } | changes
    copy_id = add_course(
        db,
        **values,
        skills=row.skills,
        track_ids=row.track_ids,
        requires=row.requires,
        counts_as=[*row.counts_as, course_id],
    )
    lay_facts(db, [copy_id], **_own_values(row, changes))
    return copy_id


def _own_values(row: CourseRow, but: Collection[str]) -> dict[str, object]:
    """Return the own facts of a course by name, a price with its currency, without those named."""
    names = [name for name in FACTS if name in row.own and name not in but]
    names += ["currency"] if row.cost is not None and "cost" in names else []
    return {name: getattr(row, name) for name in names}


def change_course(
    db: Session,
    course_id: int,
    *,
    skills: Iterable[str] | None = None,
    track_ids: Iterable[int] | None = None,
    requires: Iterable[int] | None = None,
    counts_as: Iterable[int] | None = None,
    **values: object,
) -> None:
    """Change the named values of a custom course; None leaves links as they are.

    Raises PlanError for a bundled course and for values that will not do.
    """
    course = get(db, Course, course_id)
    if course.bundled:
        raise PlanError(
            said("“{course}” comes with the catalogue. Copy it and change the copy.", course=course.title)
        )
    with db.no_autoflush:
        _write(course, values)
        check_course(db, course)
    db.flush()
    checked_facts(course, course_facts(db, [course_id])[course_id], {})
    _link_all(db, course_id, skills, track_ids, requires, counts_as)


def change_what_holds(db: Session, course_id: int, /, **values: Any) -> None:
    """As :func:`change_course`, with the own facts taken back that lie over what is changed.

    For whoever types into the fields of a course: what is typed holds, where else an own fact would
    hide it. A price typed without a currency stays in that of the own one.
    """
    before = facts_of(db, course_id)
    course = get(db, Course, course_id)
    if "cost" in before.own and values.get("cost") is not None and not course.currency:
        values.setdefault("currency", before.currency)
    change_course(db, course_id, **values)
    names = values.keys() & set(FACTS)
    if "currency" in values and course.cost is not None:
        names |= {"cost"}
    clear_facts(db, [course_id], names)


_User = Pick | TrainingSession | Completion | Exemption
_IN_USE: tuple[tuple[type[_User], Callable[[str, int], str]], ...] = (
    (
        Pick,
        lambda course, n: counted(
            "“{course}” has {n} pick. Remove it first.",
            "“{course}” has {n} picks. Remove those first.",
            n,
            course=course,
        ),
    ),
    (
        TrainingSession,
        lambda course, n: counted(
            "“{course}” has {n} session. Remove it first.",
            "“{course}” has {n} sessions. Remove those first.",
            n,
            course=course,
        ),
    ),
    (
        Completion,
        lambda course, n: counted(
            "“{course}” has {n} completion. Remove it first.",
            "“{course}” has {n} completions. Remove those first.",
            n,
            course=course,
        ),
    ),
    (
        Exemption,
        lambda course, n: counted(
            "“{course}” has {n} exemption. Remove it first.",
            "“{course}” has {n} exemptions. Remove those first.",
            n,
            course=course,
        ),
    ),
)
"""What keeps a course, and how that is said of so many."""


def remove_course(db: Session, course_id: int) -> None:
    """Remove a custom course that nothing uses; raise PlanError otherwise."""
    course = get(db, Course, course_id)
    if course.bundled:
        raise PlanError(said("“{course}” comes with the catalogue and stays.", course=course.title))
    for kind, refusal in _IN_USE:
        count = db.scalar(select(func.count()).where(kind.course_id == course_id))
        if count:
            raise PlanError(refusal(course.title, count))
    _refuse_swap(db, course)
    _refuse_short_group(db, course)
    owned_kinds = (
        CourseSkill,
        CourseTrack,
        CourseCertificate,
        PathItem,
        CourseEquipment,
        TrainerCourse,
        PublicDate,
        CostItem,
    )
    for owned in owned_kinds:
        _delete(db, owned, owned.course_id == course_id)
    remove_facts(db, course_id)
    for link in (
        (Prerequisite, Prerequisite.course_id, Prerequisite.required_course_id),
        (Equivalent, Equivalent.course_id, Equivalent.counts_as_id),
    ):
        _delete(db, link[0], (link[1] == course_id) | (link[2] == course_id))
    db.delete(course)


def _refuse_swap(db: Session, course: Course) -> None:
    """Raise PlanError when it was decided that somebody takes the course instead of another."""
    of_course = PickDecision.swap_course_id == course.id
    count = db.scalar(select(func.count()).select_from(PickDecision).where(of_course))
    if count:
        raise PlanError(
            counted(
                "“{course}” is to be taken instead of a pick. Take that decision back first.",
                "“{course}” is to be taken instead of {n} picks. Take those decisions back first.",
                count,
                course=course.title,
            )
        )


def _refuse_short_group(db: Session, course: Course) -> None:
    """Raise PlanError when a group of a path would be left with fewer courses than it asks for."""
    group_id = select(PathItem.group_id).where(PathItem.course_id == course.id)
    groups = select(PathGroup.choose, Track.name, func.count()).join(
        PathItem, PathItem.group_id == PathGroup.id
    )
    groups = groups.join(Track, Track.id == PathGroup.track_id).where(PathGroup.id.in_(group_id))
    for choose, track, count in db.execute(groups.group_by(PathGroup.id)):
        if count - 1 < choose:
            raise PlanError(
                said(
                    "“{course}” is in a group of the path of {track} that asks for any {choose} of its "
                    "{count} courses. Change the group first.",
                    course=course.title,
                    track=track,
                    choose=choose,
                    count=count,
                )
            )


def _delete(db: Session, kind: type[Row], where: object) -> None:
    journal.bulk_delete(db, kind, db.scalars(select(kind.id).where(where)))  # type: ignore[arg-type]


def _write(course: Course, values: Mapping[str, object]) -> None:
    write_fields(course, FIELDS, values, long=("description",))


def course_codes(db: Session) -> set[str]:
    """Return the codes that courses have, folded."""
    return {fold(code) for code in db.scalars(select(Course.code))}


def _link_all(
    db: Session,
    course_id: int,
    skills: Iterable[str] | None,
    track_ids: Iterable[int] | None,
    requires: Iterable[int] | None,
    counts_as: Iterable[int] | None,
) -> None:
    if skills is not None:
        _link(db, CourseSkill, "skill_id", course_id, skill_ids(db, skills))
    if track_ids is not None:
        _link(db, CourseTrack, "track_id", course_id, track_ids)
    if requires is not None:
        wanted = list(requires)
        _refuse_cycle(db, course_id, wanted)
        _link(db, Prerequisite, "required_course_id", course_id, wanted)
    if counts_as is not None:
        _link(db, Equivalent, "counts_as_id", course_id, counts_as)
    db.flush()


def _link(db: Session, kind: type[Row], column: str, course_id: int, ids: Iterable[int]) -> None:
    """Make *ids* the other ends of the course's links of one kind."""
    wanted = dict.fromkeys(ids)
    wanted.pop(course_id if column in ("required_course_id", "counts_as_id") else -1, None)
    for link in db.scalars(select(kind).where(kind.course_id == course_id)):  # type: ignore[attr-defined]
        if getattr(link, column) in wanted:
            del wanted[getattr(link, column)]
        else:
            db.delete(link)
    db.add_all(kind(course_id=course_id, **{column: other_id}) for other_id in wanted)


def skill_ids(db: Session, names: Iterable[str]) -> list[int]:
    """Return the ids of the skills of these names, adding those that are new."""
    present = {fold(name): skill_id for skill_id, name in db.execute(select(Skill.id, Skill.name))}
    found = []
    for name in names:
        key = fold(name)
        if key and key not in present:
            skill = Skill(name=tidy(name))
            db.add(skill)
            db.flush()
            present[key] = skill.id
        if key:
            found.append(present[key])
    return found


def _refuse_cycle(db: Session, course_id: int, requires: Iterable[int]) -> None:
    """Raise PlanError when a course would have to come before itself."""
    links: Mapping[int, list[int]] = _grouped(db, _REQUIRES)
    upcoming = list(requires)
    seen: set[int] = set()
    while upcoming:
        other = upcoming.pop()
        if other == course_id:
            title = get(db, Course, course_id).title
            raise PlanError(said("“{title}” would have to come before itself.", title=title))
        if other not in seen:
            seen.add(other)
            upcoming += links.get(other, ())
