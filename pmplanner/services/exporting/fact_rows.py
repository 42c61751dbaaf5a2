"""Equipment, skills and certificates, and what courses and tracks have to do with them, as rows of files."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.writing import Value
from pmplanner.models import (
    Certificate,
    Course,
    CourseCertificate,
    CourseEquipment,
    CourseSkill,
    Equipment,
    PublicDate,
    Skill,
    Track,
    TrackSkill,
)
from pmplanner.services.lookup import in_order, plain_rows
from pmplanner.services.sessions.public_dates import FIELDS

Row = tuple[Value, ...]


def equipment_rows(db: Session) -> list[Row]:
    """Return the equipment by name."""
    rows = db.execute(select(Equipment.name, Equipment.count, Equipment.note))
    return _by_text([tuple(row) for row in rows], 1)


def course_equipment_rows(db: Session) -> list[Row]:
    """Return what courses need, by course and equipment."""
    query = (
        select(Course.code, Equipment.name, CourseEquipment.count)
        .join(Course, Course.id == CourseEquipment.course_id)
        .join(Equipment, Equipment.id == CourseEquipment.equipment_id)
    )
    return _by_text([tuple(row) for row in plain_rows(db, query)], 2)


def skill_rows(db: Session) -> list[Row]:
    """Return the skills by name."""
    return _by_text([(name,) for name in db.scalars(select(Skill.name))], 1)


def course_skill_rows(db: Session) -> list[Row]:
    """Return what courses teach, by course and skill."""
    query = (
        select(Course.code, Skill.name, CourseSkill.level)
        .join(Course, Course.id == CourseSkill.course_id)
        .join(Skill, Skill.id == CourseSkill.skill_id)
    )
    return _by_text([tuple(row) for row in plain_rows(db, query)], 2)


def track_skill_rows(db: Session) -> list[Row]:
    """Return what tracks want, in the order of the tracks and by skill."""
    query = (
        select(Track.position, Track.code, Skill.name, TrackSkill.level)
        .join(Track, Track.id == TrackSkill.track_id)
        .join(Skill, Skill.id == TrackSkill.skill_id)
    )
    rows = sorted(plain_rows(db, query), key=lambda row: (row[0], in_order(row[1]), in_order(row[2])))
    return [tuple(row[1:]) for row in rows]


def certificate_kind_rows(db: Session) -> list[Row]:
    """Return the certificates that there are, by code."""
    names = LAYOUTS["certificate-kinds"].columns
    return _by_text([tuple(getattr(c, name) for name in names) for c in db.scalars(select(Certificate))], 1)


def course_certificate_rows(db: Session) -> list[Row]:
    """Return which certificates courses lead to or renew, by course and certificate."""
    query = (
        select(Course.code, Certificate.code, CourseCertificate.kind)
        .join(Course, Course.id == CourseCertificate.course_id)
        .join(Certificate, Certificate.id == CourseCertificate.certificate_id)
    )
    return _by_text([tuple(row) for row in plain_rows(db, query)], 3)


def public_date_rows(db: Session) -> list[Row]:
    """Return the public dates by course, day and place."""
    columns = (getattr(PublicDate, name) for name in FIELDS)
    query = select(Course.code, *columns).join(Course, Course.id == PublicDate.course_id)
    first_day, place = 1 + FIELDS.index("first_day"), 1 + FIELDS.index("place")
    found = [tuple(row) for row in plain_rows(db, query)]
    return sorted(found, key=lambda row: (in_order(row[0]), row[first_day], in_order(row[place])))


def _by_text(rows: Sequence[Row], texts: int) -> list[Row]:
    """Sort rows by their first so many cells, which are texts."""
    return sorted(rows, key=lambda row: tuple(in_order(str(cell)) for cell in row[:texts]))


FACT_ROWS = {
    "equipment": equipment_rows,
    "course-equipment": course_equipment_rows,
    "skills": skill_rows,
    "course-skills": course_skill_rows,
    "track-skills": track_skill_rows,
    "certificate-kinds": certificate_kind_rows,
    "course-certificates": course_certificate_rows,
    "public-dates": public_date_rows,
}
