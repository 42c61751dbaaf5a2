"""The bundled catalogue in a workspace: filled when new, updated when a newer one ships.

The file that ships holds the same tables, filled and read by the same two functions.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.catalog_rows import (
    Catalog,
    CatalogCertificate,
    CatalogCourse,
    CatalogLink,
    CatalogPathItem,
    CatalogSkill,
    CatalogTrack,
)
from pmplanner.models import (
    Certificate,
    Course,
    CourseCertificate,
    CourseSkill,
    CourseTrack,
    Equivalent,
    PathGroup,
    PathItem,
    Prerequisite,
    Row,
    Skill,
    Track,
    TrackSkill,
    WorkspaceSetting,
)
from pmplanner.models.statuses import CertificateLink
from pmplanner.services.catalog.codes import free_code
from pmplanner.services.catalog.courses import course_codes
from pmplanner.services.catalog.version import CATALOG_TITLE, CATALOG_VERSION
from pmplanner.services.lookup import fold

_LISTED = "catalog code "
"""Before a code of the catalogue: the setting with the code that its course has here."""


def write_catalog(db: Session, catalog: Catalog) -> None:
    """Bring the bundled courses to those of *catalog*; custom courses, paths and plans stay.

    Only a track that comes in new comes with its path: what a path requires is what plans reckon with,
    so that a newer suggestion is for the user to take. A bundled course that the catalogue no longer
    lists is marked as withdrawn, since plans and histories may use it.
    """
    with db.no_autoflush:
        skills = _write_skills(db, catalog)
        tracks = _write_tracks(db, catalog)
        new = [code for code, track in tracks.items() if track.id is None]
        new_skills = {name for name, skill in skills.items() if skill.id is None}
        certificates = _write_certificates(db, catalog)
        courses = _write_courses(db, catalog)
        db.flush()
        _write_links(db, catalog, courses, skills, tracks, certificates)
        _write_wanted(db, catalog, skills, tracks, new_skills, new)
        for code in new:
            _write_path(db, catalog, courses, tracks[code])
        _note(db, {CATALOG_VERSION: str(catalog.version), CATALOG_TITLE: catalog.title})
        db.flush()


def read_catalog(db: Session) -> Catalog:
    """Return the catalogue of a file that holds nothing else, in the order in which it was written."""
    facts = dict(db.execute(select(WorkspaceSetting.name, WorkspaceSetting.value)).all())
    skills = list(db.scalars(select(Skill).order_by(Skill.id)))
    tracks = list(db.scalars(select(Track).order_by(Track.id)))
    courses = list(db.scalars(select(Course).order_by(Course.id)))
    certificates = list(db.scalars(select(Certificate).order_by(Certificate.id)))
    course_codes = {course.id: course.code for course in courses}
    track_codes = {track.id: track.code for track in tracks}
    certificate_codes = {certificate.id: certificate.code for certificate in certificates}
    wanted_by = defaultdict(list)
    for link in db.scalars(select(TrackSkill).order_by(TrackSkill.id)):
        wanted_by[link.skill_id].append(track_codes[link.track_id])
    taught = _others(db, CourseSkill, "skill_id", {skill.id: skill.name for skill in skills})
    meant_for = _others(db, CourseTrack, "track_id", track_codes)
    return Catalog(
        version=int(facts[CATALOG_VERSION]),
        title=facts[CATALOG_TITLE],
        skills=tuple(CatalogSkill(skill.name, tuple(wanted_by[skill.id])) for skill in skills),
        # The text counts from 1, as people do; colours count from 0.
        tracks=tuple(CatalogTrack(t.code, t.name, t.position + 1, t.description) for t in tracks),
        courses=tuple(
            CatalogCourse(
                code=course.code,
                tracks=tuple(meant_for[course.id]),
                skills=tuple(taught[course.id]),
                **{name: getattr(course, name) for name in _COURSE_FIELDS},
            )
            for course in courses
        ),
        paths=tuple(_path_items(db, track_codes, course_codes)),
        prerequisites=_links(db, Prerequisite, "required_course_id", course_codes, course_codes),
        equivalents=_links(db, Equivalent, "counts_as_id", course_codes, course_codes),
        certificates=tuple(
            CatalogCertificate(c.code, **{name: getattr(c, name) for name in _CERTIFICATE_FIELDS})
            for c in certificates
        ),
        course_certificates=_links(db, CourseCertificate, "certificate_id", course_codes, certificate_codes),
    )


def _path_items(db: Session, tracks: dict[int, str], courses: dict[int, str]) -> Iterable[CatalogPathItem]:
    """Yield what stands in the paths, path by path in order."""
    groups = {group.id: group for group in db.scalars(select(PathGroup))}
    for item in db.scalars(select(PathItem).order_by(PathItem.track_id, PathItem.position)):
        group = groups.get(item.group_id or 0)
        named = (group.name, group.choose) if group else ("", None)
        yield CatalogPathItem(
            tracks[item.track_id], courses[item.course_id], item.kind, item.position, *named
        )


def _pairs(db: Session, kind: type[Row], column: str) -> Iterable[tuple[int, int]]:
    """Yield the two ends of all links of a kind, in the order in which they were made."""
    for link in db.scalars(select(kind).order_by(kind.id)):
        yield link.course_id, getattr(link, column)  # type: ignore[attr-defined]


def _others(db: Session, kind: type[Row], column: str, names: dict[int, str]) -> dict[int, list[str]]:
    """Return what each course is linked with, by the course's id."""
    found = defaultdict(list)
    for course_id, other_id in _pairs(db, kind, column):
        found[course_id].append(names[other_id])
    return found


def _links(
    db: Session, kind: type[Row], column: str, courses: dict[int, str], others: dict[int, str]
) -> tuple[CatalogLink, ...]:
    return tuple(CatalogLink(courses[one], others[other]) for one, other in _pairs(db, kind, column))


def _write_skills(db: Session, catalog: Catalog) -> dict[str, Skill]:
    present = {fold(skill.name): skill for skill in db.scalars(select(Skill))}
    found = {}
    for entry in catalog.skills:
        skill = present.get(fold(entry.name))
        if skill is None:
            skill = Skill(name=entry.name)
            db.add(skill)
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


_CERTIFICATE_FIELDS = ("name", "issuer", "renewal_months", "units", "unit", "rule", "source")


def _write_certificates(db: Session, catalog: Catalog) -> dict[str, Certificate]:
    present = {certificate.code: certificate for certificate in db.scalars(select(Certificate))}
    found = {}
    for entry in catalog.certificates:
        certificate = present.get(entry.code)
        if certificate is None:
            certificate = Certificate(code=entry.code)
            db.add(certificate)
        for name in _CERTIFICATE_FIELDS:
            setattr(certificate, name, getattr(entry, name))
        found[entry.code] = certificate
    return found


_COURSE_FIELDS = (
    "title",
    "short_title",
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
    present = bundled_courses(db)
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


def bundled_courses(db: Session) -> dict[str, Course]:
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
    wanted = dict.fromkeys((courses[code].id, other.id) for code, other in links)
    ours = {course.id for course in courses.values()}
    for link in db.scalars(select(kind)):
        if getattr(link, "kind", CertificateLink.LEADS_TO) != CertificateLink.LEADS_TO:
            continue  # what renews a certificate is the user's to say
        key = (link.course_id, getattr(link, column))  # type: ignore[attr-defined]
        if key in wanted:
            del wanted[key]
        elif key[0] in ours:
            db.delete(link)
    db.add_all(kind(course_id=course_id, **{column: other_id}) for course_id, other_id in wanted)


def _write_wanted(
    db: Session,
    catalog: Catalog,
    skills: dict[str, Skill],
    tracks: dict[str, Track],
    new_skills: Collection[str],
    new_tracks: Collection[str],
) -> None:
    """Let tracks want skills where either is new; what was there is the user's to say."""
    db.add_all(
        TrackSkill(track_id=tracks[code].id, skill_id=skills[entry.name].id)
        for entry in catalog.skills
        for code in entry.tracks
        if code in new_tracks or entry.name in new_skills
    )


def _write_path(db: Session, catalog: Catalog, courses: dict[str, Course], track: Track) -> None:
    """Give a new track the path that the catalogue suggests."""
    groups: dict[str, PathGroup] = {}
    for item in catalog.paths:
        if item.track_code != track.code:
            continue
        if item.group and item.group not in groups:
            # A group stands where its first course does.
            groups[item.group] = PathGroup(
                track_id=track.id, name=item.group, choose=item.choose, position=item.position
            )
            db.add(groups[item.group])
            db.flush()
        db.add(
            PathItem(
                track_id=track.id,
                course_id=courses[item.course_code].id,
                kind=item.kind,
                position=item.position,
                group_id=groups[item.group].id if item.group else None,
            )
        )


def _note(db: Session, facts: dict[str, str]) -> None:
    present = {row.name: row for row in db.scalars(select(WorkspaceSetting))}
    for name, value in facts.items():
        if name in present:
            present[name].value = value
        else:
            db.add(WorkspaceSetting(name=name, value=value))
