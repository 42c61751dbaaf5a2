"""The catalogue: courses with their skills, tracks, prerequisites, equivalents and certificates."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Days, Money, Row, Units
from pmplanner.models.statuses import CertificateLink


class Course(Row):
    """Something that can be taught. Bundled courses are read-only; custom ones are the user's."""

    __tablename__ = "course"
    constraints = (CheckConstraint("days > 0", name="days_positive"),)

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    short_title: Mapped[str] = mapped_column(default="")
    """What narrow columns show; empty where nobody has named one."""
    provider: Mapped[str] = mapped_column(default="")
    days: Mapped[Decimal] = mapped_column(Days)
    level: Mapped[str] = mapped_column(default="")
    format: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    cost: Mapped[Decimal | None] = mapped_column(Money)
    """Price of one seat."""
    currency: Mapped[str] = mapped_column(default="")
    min_seats: Mapped[int | None]
    max_seats: Mapped[int | None]
    valid_months: Mapped[int | None]
    """Months after which the course must be taken again."""
    source: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    bundled: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """True for a bundled course that a newer catalogue no longer lists but plans still use."""


class OwnFact(Row):
    """What this workplace knows of a course beyond its source: it lies over the course's own fact.

    One row a fact, so that an explicit "no limit" is a row without a value, and two facts of a course
    are two rows that can be changed apart.
    """

    __tablename__ = "own_fact"
    constraints = (UniqueConstraint("course_id", "field"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    field: Mapped[str]
    """One of the fields in :mod:`pmplanner.services.catalog.own_facts`."""
    value: Mapped[str] = mapped_column(default="")
    """As text, decimals with a point; empty for an explicit "none"."""
    currency: Mapped[str] = mapped_column(default="")
    """Of a price, else empty."""


class Skill(Row):
    """What courses teach and tracks want."""

    __tablename__ = "skill"

    name: Mapped[str] = mapped_column(unique=True)


class CourseSkill(Row):
    """A course teaches a skill."""

    __tablename__ = "course_skill"
    constraints = (
        UniqueConstraint("course_id", "skill_id"),
        CheckConstraint("level IN ('', 'awareness', 'working', 'expert')", name="level"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[str] = mapped_column(default="")
    """One of SkillLevel; empty for the one that follows from the level of the course."""


class TrackSkill(Row):
    """A track wants a skill."""

    __tablename__ = "track_skill"
    constraints = (
        UniqueConstraint("track_id", "skill_id"),
        CheckConstraint("level IN ('', 'awareness', 'working', 'expert')", name="level"),
    )

    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[str] = mapped_column(default="")
    """One of SkillLevel; empty where nobody has said at which."""


class CourseTrack(Row):
    """A course is meant for a track."""

    __tablename__ = "course_track"
    constraints = (UniqueConstraint("course_id", "track_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"), index=True)


class Prerequisite(Row):
    """A course comes after another one."""

    __tablename__ = "prerequisite"
    constraints = (UniqueConstraint("course_id", "required_course_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    required_course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)


class Equivalent(Row):
    """A course counts as another one."""

    __tablename__ = "equivalent"
    constraints = (UniqueConstraint("course_id", "counts_as_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    counts_as_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)


class Certificate(Row):
    """A certificate and the rule by which it is renewed."""

    __tablename__ = "certificate"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    issuer: Mapped[str] = mapped_column(default="")
    renewal_months: Mapped[int | None]
    units: Mapped[int | None]
    unit: Mapped[str] = mapped_column(default="")
    rule: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    hours_per_unit: Mapped[Decimal | None] = mapped_column(Units)
    """Hours of training that make one unit; None where that is not known."""


class CourseCertificate(Row):
    """A course leads to a certificate, or renews it."""

    __tablename__ = "course_certificate"
    constraints = (
        UniqueConstraint("course_id", "certificate_id", "kind"),
        CheckConstraint("kind IN ('leads to', 'renews')", name="kind"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    kind: Mapped[str] = mapped_column(default=CertificateLink.LEADS_TO)


class PublicDate(Row):
    """A date on which a provider runs a course for everybody; it can be taken as a session."""

    __tablename__ = "public_date"
    constraints = (
        UniqueConstraint("course_id", "first_day", "place"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    start_time: Mapped[dt.time]
    end_time: Mapped[dt.time]
    timezone: Mapped[str] = mapped_column(default="")
    mode: Mapped[str] = mapped_column(default="on site")
    place: Mapped[str] = mapped_column(default="")
    seats: Mapped[int | None]
    cost: Mapped[Decimal | None] = mapped_column(Money)
    """Price of one seat on this date; None for the course's."""
    currency: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
