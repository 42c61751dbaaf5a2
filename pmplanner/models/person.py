"""People, their further tracks, history and absences."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Days, Money, Row, Units

PASSED = frozenset({"completed", "passed", "attended"})
"""Results that satisfy a required course."""


NO_FIRST_DAY, NO_LAST_DAY = dt.date(1, 1, 1), dt.date(9999, 12, 31)
"""The first and last day of what holds without a limit; never NULL, of which no two are equal in a
unique constraint."""


class Person(Row):
    """A member of staff.

    The manager is kept as written (e-mail, name), because managers are often not staff of the
    workspace, and beside that as the person who it is, where that one is known.
    """

    __tablename__ = "person"

    employee_id: Mapped[str | None] = mapped_column(unique=True)
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    job_title: Mapped[str] = mapped_column(default="")
    team: Mapped[str] = mapped_column(default="")
    manager_email: Mapped[str] = mapped_column(default="")
    manager_name: Mapped[str] = mapped_column(default="")
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    location: Mapped[str] = mapped_column(default="")
    start_date: Mapped[dt.date | None]
    end_date: Mapped[dt.date | None]
    working_days: Mapped[int | None]
    """Weekdays as bits, Monday 1 to Sunday 64; None for those of the workspace."""
    day_begins: Mapped[dt.time | None]
    day_ends: Mapped[dt.time | None]
    """Working hours in the time zone of the person's site; None for those of the site."""
    primary_track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"), index=True)
    sample: Mapped[bool] = mapped_column(default=False)
    """True for the invented people of the sample workspace."""


class Employment(Row):
    """An earlier spell of employment; the latest one is that of the person's own dates. Both included."""

    __tablename__ = "employment"
    constraints = (
        UniqueConstraint("person_id", "first_day"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    first_day: Mapped[dt.date] = mapped_column(default=NO_FIRST_DAY)
    """NO_FIRST_DAY where it is not known."""
    last_day: Mapped[dt.date]


class PersonTrack(Row):
    """A further track of a person, beside the primary one."""

    __tablename__ = "person_track"
    constraints = (UniqueConstraint("person_id", "track_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"), index=True)


class Completion(Row):
    """A course that a person took, here or before; only the results in PASSED satisfy a path.

    Without a course of the catalogue it has a *title*, and satisfies nothing.
    """

    __tablename__ = "completion"
    constraints = (
        UniqueConstraint("person_id", "course_id", "completed_on"),
        CheckConstraint("course_id IS NOT NULL OR title != ''", name="course_or_title"),
        # No two NULLs are equal in the constraint above.
        Index(
            "uq_completion_title",
            "person_id",
            "title",
            "provider",
            "completed_on",
            unique=True,
            sqlite_where=text("course_id IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    completed_on: Mapped[dt.date]
    result: Mapped[str] = mapped_column(default="completed")
    days: Mapped[Decimal | None] = mapped_column(Days)
    """Days that it took this person; None for the days of the course."""
    cost: Mapped[Decimal | None] = mapped_column(Money)
    trainer: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[dt.date | None]
    title: Mapped[str] = mapped_column(default="")
    """What was taken, where it is no course of the catalogue."""
    provider: Mapped[str] = mapped_column(default="")
    """Who gave it; empty for that of the course."""
    certificate_number: Mapped[str] = mapped_column(default="")
    units: Mapped[Decimal | None] = mapped_column(Units)
    """Units that it gives towards certificates; None for the hours of the course."""
    link: Mapped[str] = mapped_column(default="")
    """Where the evidence is, if it is no file of the workspace."""


class PersonCertificate(Row):
    """A certificate that a person holds; each once, renewals go on in it."""

    __tablename__ = "person_certificate"
    constraints = (UniqueConstraint("person_id", "certificate_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    number: Mapped[str] = mapped_column(default="")
    awarded_on: Mapped[dt.date | None]
    """When it was first awarded; None where that is not known."""
    valid_until: Mapped[dt.date | None]
    """Its last day; None where it never expires."""
    units: Mapped[Decimal | None] = mapped_column(Units)
    """Units earned towards the next renewal beside what completions give; None where none were said."""


class Attachment(Row):
    """A stored file as the evidence of a completion or of a certificate that a person holds."""

    __tablename__ = "attachment"
    constraints = (
        CheckConstraint("(completion_id IS NULL) != (person_certificate_id IS NULL)", name="one_owner"),
    )

    completion_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"), index=True)
    person_certificate_id: Mapped[int | None] = mapped_column(ForeignKey("person_certificate.id"), index=True)
    hash: Mapped[str]
    """Of a StoredFile, and no foreign key: those are kept outside the journal."""
    name: Mapped[str]
    """What the file was called."""


class Exemption(Row):
    """A required course that a person need not take, from the first to the last day."""

    __tablename__ = "exemption"
    constraints = (
        UniqueConstraint("person_id", "course_id", "first_day"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    first_day: Mapped[dt.date] = mapped_column(default=NO_FIRST_DAY)
    last_day: Mapped[dt.date] = mapped_column(default=NO_LAST_DAY)


class Absence(Row):
    """Leave or other time away, both days included."""

    __tablename__ = "absence"
    constraints = (
        UniqueConstraint("person_id", "first_day", "last_day"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(default="")
