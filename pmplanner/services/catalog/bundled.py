"""The bundled catalogue in a workspace: filled when new, updated when a newer one ships."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.catalog_file import Catalog, CatalogCourse
from pmplanner.models import (
    Certificate,
    Course,
    CourseCertificate,
    CourseSkill,
    CourseTrack,
    Equivalent,
    PathItem,
    Prerequisite,
    Row,
    Skill,
    Track,
    WorkspaceSetting,
)
from pmplanner.services.catalog.codes import free_code
from pmplanner.services.catalog.courses import course_codes
from pmplanner.services.catalog.version import CATALOG_VERSION
from pmplanner.services.lookup import fold

_LISTED = "catalog code "
"""Before a code of the catalogue: the setting with the code that its course has here."""


def write_catalog(db: Session, catalog: Catalog) -> None:
    """Bring the bundled courses to those of *catalog*; custom courses, changed paths and plans stay.

    A bundled course that the catalogue no longer lists is marked as withdrawn, since plans and
    histories may use it.
    """
    with db.no_autoflush:
        skills = _write_skills(db, catalog)
        tracks = _write_tracks(db, catalog)
        certificates = _write_certificates(db, catalog)
        courses = _write_courses(db, catalog)
        db.flush()
        _write_links(db, catalog, courses, skills, tracks, certificates)
        _write_paths(db, catalog, courses, tracks)
        _note_version(db, catalog.version)
        db.flush()


def _write_skills(db: Session, catalog: Catalog) -> dict[str, Skill]:
    present = {fold(skill.name): skill for skill in db.scalars(select(Skill))}
    found = {}
    for entry in catalog.skills:
        skill = present.get(fold(entry.name))
        if skill is None:
            skill = Skill(name=entry.name)
            db.add(skill)
        skill.role = entry.role
        found[entry.name] = skill
    return found


def _write_tracks(db: Session, catalog: Catalog) -> dict[str, Track]:
    present = {track.code: track for track in db.scalars(select(Track))}
    taken = {fold(track.name) for track in present.values()}
    found = {}
    for entry in catalog.tracks:
        track = present.get(entry.code)
        if track is None:
            name = entry.name if fold(entry.name) not in taken else f"{entry.name} ({entry.code})"
            # The text counts from 1, as people do; colours count from 0.
            place = entry.position - 1
            track = Track(code=entry.code, name=name, position=place, bundled=True, suggested=True)
            db.add(track)
        track.description = entry.description
        found[entry.code] = track
    return found


def _write_certificates(db: Session, catalog: Catalog) -> dict[str, Certificate]:
    present = {certificate.code: certificate for certificate in db.scalars(select(Certificate))}
    found = {}
    for entry in catalog.certificates:
        certificate = present.get(entry.code)
        if certificate is None:
            certificate = Certificate(code=entry.code)
            db.add(certificate)
        for name in ("name", "issuer", "renewal_months", "units", "unit", "rule", "source"):
            setattr(certificate, name, getattr(entry, name))
        found[entry.code] = certificate
    return found


_COURSE_FIELDS = (
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
)


def _write_courses(db: Session, catalog: Catalog) -> dict[str, Course]:
    """Return the bundled courses by their code in the catalogue."""
    present = _bundled(db)
    found = {}
    for entry in catalog.courses:
        course = present.pop(entry.code, None)
        if course is None:
            course = _add(db, entry)
        course.withdrawn = False
        for name in _COURSE_FIELDS:
            setattr(course, name, getattr(entry, name))
        found[entry.code] = course
    for course in present.values():
        course.withdrawn = True
    return found


def _bundled(db: Session) -> dict[str, Course]:
    """Return the bundled courses that are there, by their code in the catalogue."""
    settings = db.execute(select(WorkspaceSetting.name, WorkspaceSetting.value))
    listed_as = {value: name.removeprefix(_LISTED) for name, value in settings if name.startswith(_LISTED)}
    courses = db.scalars(select(Course).where(Course.bundled))
    return {listed_as.get(course.code, course.code): course for course in courses}


def _add(db: Session, entry: CatalogCourse) -> Course:
    """Add a course under its code, or under one like it when a custom course has taken that.

    The other code is remembered, so that the next catalogue finds the course again.
    """
    code = free_code(entry.code, course_codes(db))
    if code != entry.code:
        db.add(WorkspaceSetting(name=_LISTED + entry.code, value=code))
    course = Course(code=code, bundled=True)
    db.add(course)
    return course


def _write_links(
    db: Session,
    catalog: Catalog,
    courses: dict[str, Course],
    skills: dict[str, Skill],
    tracks: dict[str, Track],
    certificates: dict[str, Certificate],
) -> None:
    of_skills = [(c.code, skills[name]) for c in catalog.courses for name in c.skills]
    of_tracks = [(c.code, tracks[code]) for c in catalog.courses for code in c.tracks]
    of_certificates = [(x.course_code, certificates[x.other_code]) for x in catalog.course_certificates]
    earlier = [(x.course_code, courses[x.other_code]) for x in catalog.prerequisites]
    equal = [(x.course_code, courses[x.other_code]) for x in catalog.equivalents]
    _link(db, CourseSkill, "skill_id", courses, of_skills)
    _link(db, CourseTrack, "track_id", courses, of_tracks)
    _link(db, CourseCertificate, "certificate_id", courses, of_certificates)
    _link(db, Prerequisite, "required_course_id", courses, earlier)
    _link(db, Equivalent, "counts_as_id", courses, equal)


def _link(
    db: Session,
    kind: type[Row],
    column: str,
    courses: dict[str, Course],
    links: Iterable[tuple[str, Row]],
) -> None:
    """Make these the links of the bundled courses; those of other courses stay."""
    wanted = {(courses[code].id, other.id) for code, other in links}
    ours = {course.id for course in courses.values()}
    for link in db.scalars(select(kind)):
        key = (link.course_id, getattr(link, column))  # type: ignore[attr-defined]
        if key in wanted:
            wanted.remove(key)
        elif key[0] in ours:
            db.delete(link)
    db.add_all(kind(course_id=course_id, **{column: other_id}) for course_id, other_id in sorted(wanted))


def _write_paths(db: Session, catalog: Catalog, courses: dict[str, Course], tracks: dict[str, Track]) -> None:
    """Renew the paths that are still the catalogue's suggestion."""
    for code, track in tracks.items():
        if not track.suggested:
            continue
        wanted = {courses[item.course_code].id: item for item in catalog.paths if item.track_code == code}
        for row in db.scalars(select(PathItem).where(PathItem.track_id == track.id)):
            item = wanted.pop(row.course_id, None)
            if item is None:
                db.delete(row)
            else:
                row.kind, row.position = item.kind, item.position
        db.add_all(
            PathItem(track_id=track.id, course_id=course_id, kind=item.kind, position=item.position)
            for course_id, item in wanted.items()
        )


def _note_version(db: Session, version: int) -> None:
    setting = db.scalar(select(WorkspaceSetting).where(WorkspaceSetting.name == CATALOG_VERSION))
    if setting is None:
        db.add(WorkspaceSetting(name=CATALOG_VERSION, value=str(version)))
    else:
        setting.value = str(version)
