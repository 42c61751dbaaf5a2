"""What `export all` and `import all` carry: each table of the workspace, and how its rows are written.

Columns are taken from the models, so that a new column is carried by itself; a new table joins by one line
in `CARRIED`. No row is named by its id: what refers to another row has the cells by which that one is known
in its own table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from pmplanner import models as m
from pmplanner.services.lookup import full_name

Cells: TypeAlias = Mapping[str, str]
"""The cells of a row as text, by heading."""

GONE = "∅ "
"""Before the number of something that is gone, and that a rule still names."""
MAYBE_BLANK = (m.Site, m.Skill)
"""Tables of which a row can be nothing but a name, and that one blank."""
NAMELESS = "*"
"""Stands before a blank name there, which would be no row in a file; names that begin so have one more."""

SETTINGS_LEFT = ("calendar id", "backups")
"""Settings of the file and not of what is in it: by what its calendars are known, how many backups it has."""


@dataclass(frozen=True)
class Ref:
    """A column that names a row of another table; several of one column where it names one of several."""

    column: str
    kind: type[m.Row]
    headings: tuple[str, ...]
    when: tuple[str, ...] = ()
    """The kinds of rows, by their column kind, in which the column names that table; nothing for all."""
    late: bool = False
    """True when it may be a row of the same table, of which not all are written yet."""
    across: bool = False
    """True when it may be of another plan, whose name then stands in the first of the headings."""
    loose: bool = False
    """True when no foreign key holds it: 0 stands for none, and what it names may be gone."""

    def holds(self, kind: object) -> bool:
        """Say whether the column names that table in a row of a kind."""
        return not self.when or kind in self.when


@dataclass(frozen=True, eq=False)
class Carried:
    """A table: the name of its file, and by which cells its rows are known to others."""

    name: str
    kind: type[m.Row]
    known_by: tuple[str, ...] = ()
    """Headings; nothing where no other table names its rows and two may be equal."""
    refs: tuple[Ref, ...] = ()
    first: tuple[str, ...] = ()
    """Headings that stand first, in the order by which rows are sorted; those of *known_by* by default."""
    called: Mapping[str, str] = field(default_factory=dict)
    """Column to heading, where they differ."""
    plan_by: str = ""
    """Through which column its rows belong to a plan; empty for tables of the workspace."""
    where: Callable[[Mapping[str, Any]], bool] = lambda _: True
    """Which rows of the table these are."""
    dead: tuple[str, ...] = ()
    """Columns without whose row it says nothing; once that is gone it is not carried."""
    derived: tuple[str, ...] = ()
    """Columns that follow from the folder, or are empty in these rows."""

    @cached_property
    def columns(self) -> dict[str, str]:
        """The columns that are written as they are: heading to column."""
        left = {"id", "version", *self.derived, *(ref.column for ref in self.refs)}
        if self.plan_by == "plan_id":
            left.add("plan_id")
        keys = (column.name for column in self.kind.__table__.columns)
        return {self.called.get(key, key): key for key in keys if key not in left}

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """All headings, in order."""
        named = [*self.columns, *(heading for ref in self.refs for heading in ref.headings)]
        return tuple(dict.fromkeys((*(self.first or self.known_by), *named)))

    def key(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        """Return by what a row is known, from the texts of its cells."""
        if self.kind is m.Person:
            return person_key(cells)
        return tuple(cells[heading] for heading in self.known_by or self.headings)


def person_key(cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return how files name a person: by id, and without one by e-mail and name."""
    if cells["person_id"]:
        return (cells["person_id"], "", "")
    return ("", cells["email"], full_name(cells["first_name"], cells["last_name"]))


_PERSON = ("person_id", "email", "full_name")
_PICK = (*_PERSON, "course_code", "attempt")
_PICK_REF = Ref("pick_id", m.Pick, _PICK)
_COURSE = Ref("course_id", m.Course, ("course_code",))
_TRACK = Ref("track_id", m.Track, ("track_code",))
_SKILL = Ref("skill_id", m.Skill, ("skill",))
_CERTIFICATE = Ref("certificate_id", m.Certificate, ("certificate",))
_EQUIPMENT = Ref("equipment_id", m.Equipment, ("equipment",))
_TRAINER = Ref("trainer_id", m.Trainer, ("trainer",))
_WHO = Ref("person_id", m.Person, _PERSON)
_SESSION = Ref("session_id", m.TrainingSession, ("session_code",))
_DONE = (*_PERSON, "course_code", "title", "provider", "completed_on")
_SUM_OF = Ref("ref_id", m.Track, ("track_code",), when=("track",), loose=True)


def _before(prefix: str, column: str, *, late: bool = False) -> Ref:
    return Ref(column, m.Person, tuple(f"{prefix}{heading}" for heading in _PERSON), late=late)


CARRIED = (
    Carried("settings", m.WorkspaceSetting, ("name",), where=lambda row: row["name"] not in SETTINGS_LEFT),
    Carried("import-profiles", m.ImportProfile, ("layout", "name")),
    Carried("sites", m.Site, ("name",)),
    Carried("closures", m.Closure, ("first_day", "last_day", "site", "name")),
    Carried("blackouts", m.Blackout, first=("first_day", "last_day", "team", "name")),
    Carried("skills", m.Skill, ("skill",), called={"name": "skill"}),
    Carried("certificate-kinds", m.Certificate, ("code",)),
    Carried("courses", m.Course, ("code",)),
    Carried("course-facts", m.OwnFact, ("course_code", "field"), (_COURSE,)),
    Carried("course-skills", m.CourseSkill, ("course_code", "skill"), (_COURSE, _SKILL)),
    Carried(
        "prerequisites",
        m.Prerequisite,
        ("course_code", "after"),
        (_COURSE, Ref("required_course_id", m.Course, ("after",))),
    ),
    Carried(
        "equivalents",
        m.Equivalent,
        ("course_code", "counts_as"),
        (_COURSE, Ref("counts_as_id", m.Course, ("counts_as",))),
    ),
    Carried(
        "course-certificates",
        m.CourseCertificate,
        ("course_code", "certificate", "kind"),
        (_COURSE, _CERTIFICATE),
    ),
    Carried("public-dates", m.PublicDate, ("course_code", "first_day", "place"), (_COURSE,)),
    Carried("tracks", m.Track, ("code",), first=("position", "code")),
    Carried("course-tracks", m.CourseTrack, ("course_code", "track_code"), (_COURSE, _TRACK)),
    Carried("track-skills", m.TrackSkill, ("track_code", "skill"), (_TRACK, _SKILL)),
    Carried("path-groups", m.PathGroup, ("track_code", "position", "name"), (_TRACK,)),
    Carried(
        "paths",
        m.PathItem,
        ("track_code", "course_code"),
        (_TRACK, _COURSE, Ref("group_id", m.PathGroup, ("group_track", "group_position", "group"))),
        first=("track_code", "position", "course_code"),
    ),
    Carried("equipment", m.Equipment, ("name",)),
    Carried("course-equipment", m.CourseEquipment, ("course_code", "equipment"), (_COURSE, _EQUIPMENT)),
    Carried("rooms", m.Room, ("name",)),
    Carried(
        "room-equipment",
        m.RoomEquipment,
        ("room", "equipment"),
        (Ref("room_id", m.Room, ("room",)), _EQUIPMENT),
    ),
    Carried("trainers", m.Trainer, ("name",), called={"code": "trainer_id"}),
    Carried("trainer-courses", m.TrainerCourse, ("trainer", "course_code"), (_TRAINER, _COURSE)),
    Carried("trainer-absences", m.TrainerAbsence, ("trainer", "first_day", "last_day"), (_TRAINER,)),
    Carried(
        "people",
        m.Person,
        ("person_id", "email", "first_name", "last_name"),
        (Ref("primary_track_id", m.Track, ("track",)), _before("known_manager_", "manager_id", late=True)),
        first=("person_id", "first_name", "last_name", "email", "job_title", "track", "team"),
        called={"employee_id": "person_id", "manager_name": "manager"},
    ),
    Carried("employment", m.Employment, (*_PERSON, "first_day"), (_WHO,)),
    Carried("person-tracks", m.PersonTrack, (*_PERSON, "track_code"), (_WHO, _TRACK)),
    Carried("completions", m.Completion, _DONE, (_WHO, _COURSE)),
    Carried("certificates", m.PersonCertificate, (*_PERSON, "certificate"), (_WHO, _CERTIFICATE)),
    Carried(
        "evidence",
        m.Attachment,
        refs=(
            Ref("completion_id", m.Completion, _DONE),
            Ref(
                "person_certificate_id",
                m.PersonCertificate,
                (*(f"holder_{heading}" for heading in _PERSON), "certificate"),
            ),
        ),
        first=_DONE,
        called={"name": "file_name"},
    ),
    Carried(
        "exemptions",
        m.Exemption,
        (*_PERSON, "course_code", "valid_from"),
        (_WHO, _COURSE),
        called={"first_day": "valid_from", "last_day": "valid_until"},
    ),
    Carried("absences", m.Absence, (*_PERSON, "first_day", "last_day"), (_WHO,)),
    Carried("rates", m.Rate, ("currency", "valid_from"), called={"value": "rate"}),
    Carried("travel", m.Travel, ("from_site", "to_site")),
    Carried("cover-rules", m.CoverRule, ("name",), (_SKILL, _TRACK, _CERTIFICATE)),
    Carried(
        "policies",
        m.Policy,
        ("kind", "team"),
        where=lambda row: row["plan_id"] is None,
        derived=("plan_id",),
    ),
    Carried(
        "cost-items",
        m.CostItem,
        refs=(_COURSE,),
        first=("course_code", "name"),
        where=lambda row: row["course_id"] is not None,
        derived=("plan_id", "session_id"),
    ),
    Carried(
        "calendar-origins",
        m.CalendarOrigin,
        refs=(
            Ref("row_id", m.Absence, (*_PERSON, "from", "until"), ("absence",), loose=True),
            Ref(
                "row_id",
                m.TrainerAbsence,
                ("trainer", "trainer_from", "trainer_until"),
                ("trainer_absence",),
                loose=True,
            ),
            Ref(
                "row_id",
                m.Closure,
                ("closed_from", "closed_until", "site", "closure"),
                ("closure",),
                loose=True,
            ),
        ),
        first=("kind", "calendar", "event", "occurrence"),
        where=lambda row: row["kind"] != "session",
        dead=("row_id",),
    ),
    Carried(
        "plan",
        m.Plan,
        ("name",),
        (Ref("variant_of_id", m.Plan, ("variant_of",), late=True),),
        plan_by="id",
    ),
    Carried(
        "plan-scope",
        m.PlanScope,
        ("kind", "track_code", *_PERSON, "text"),
        (
            Ref("ref_id", m.Track, ("track_code",), ("track",), loose=True),
            Ref("ref_id", m.Person, _PERSON, ("person", "manager"), loose=True),
        ),
        plan_by="plan_id",
    ),
    Carried("targets", m.Target, ("kind", "track_code", "text"), (_SUM_OF,), plan_by="plan_id"),
    Carried("budgets", m.Budget, ("kind", "track_code", "text"), (_SUM_OF,), plan_by="plan_id"),
    Carried(
        "policies",
        m.Policy,
        ("kind", "team"),
        where=lambda row: row["plan_id"] is not None,
        plan_by="plan_id",
    ),
    Carried("picks", m.Pick, _PICK, (_WHO, _COURSE), plan_by="plan_id"),
    Carried(
        "decisions",
        m.PickDecision,
        _PICK,
        (
            _PICK_REF,
            _before("decided_by_", "decided_by_id"),
            _before("asked_of_", "asked_of_id"),
            Ref("swap_course_id", m.Course, ("swap_course_code",)),
        ),
        called={"decided_by_name": "decided_by", "asked_of_name": "asked_of"},
        plan_by="pick_id",
    ),
    Carried(
        "sessions",
        m.TrainingSession,
        ("session_code",),
        (
            _COURSE,
            Ref(
                "copied_from_id",
                m.TrainingSession,
                ("copied_from_plan", "copied_from_session"),
                late=True,
                across=True,
                loose=True,
            ),
        ),
        first=("session_code", "course_code"),
        called={"code": "session_code"},
        plan_by="plan_id",
    ),
    Carried(
        "session-days", m.SessionDay, ("session_code", "day", "start_time"), (_SESSION,), plan_by="session_id"
    ),
    Carried(
        "session-rooms",
        m.SessionRoom,
        ("session_code", "room"),
        (_SESSION,),
        ("session_code", "position"),
        {"name": "room"},
        plan_by="session_id",
    ),
    Carried(
        "session-trainers",
        m.SessionTrainer,
        ("session_code", "trainer"),
        (_SESSION,),
        ("session_code", "position"),
        {"name": "trainer"},
        plan_by="session_id",
    ),
    Carried(
        "session-equipment",
        m.SessionEquipment,
        ("session_code", "equipment"),
        (_SESSION, _EQUIPMENT),
        plan_by="session_id",
    ),
    Carried("reservations", m.Reservation, ("session_code", "team"), (_SESSION,), plan_by="session_id"),
    Carried(
        "seats",
        m.Seat,
        ("session_code", *_PICK),
        (_SESSION, _PICK_REF),
        ("session_code", "status", "position", *_PICK),
        plan_by="session_id",
    ),
    Carried(
        "cost-items",
        m.CostItem,
        refs=(_SESSION,),
        first=("session_code", "name"),
        where=lambda row: row["course_id"] is None,
        derived=("plan_id", "course_id"),
        plan_by="plan_id or session_id",
    ),
    Carried(
        "calendar-origins",
        m.CalendarOrigin,
        refs=(Ref("row_id", m.TrainingSession, ("session_code",), ("session",), loose=True),),
        first=("session_code", "calendar", "event", "occurrence"),
        where=lambda row: row["kind"] == "session",
        plan_by="row_id",
        dead=("row_id",),
    ),
    Carried(
        "accepted-problems",
        m.AcceptedProblem,
        refs=(
            Ref("person_id", m.Person, _PERSON, loose=True),
            Ref("course_id", m.Course, ("course_code",), loose=True),
            Ref("equipment_id", m.Equipment, ("equipment",), loose=True),
            Ref("session_id", m.TrainingSession, ("plan", "session_code"), across=True, loose=True),
            Ref(
                "other_session_id",
                m.TrainingSession,
                ("other_plan", "other_session_code"),
                across=True,
                loose=True,
            ),
        ),
        first=("kind",),
        called={"more_session_ids": "more_sessions"},
        plan_by="plan_id",
        dead=("person_id", "course_id", "equipment_id", "session_id", "other_session_id"),
    ),
)
"""All tables, each after those whose rows it names. A new one joins by its line."""

NOT_CARRIED = {
    m.Edit: "the history is of one file: undo and redo stay with it",
    m.EditRow: "as the edits",
    m.PublishedEvent: "what calendars and mails have told is known there by the ids of this file",
    m.Paper: "what was handed out is on record where it was written, and no edit writes or undoes it",
    m.StoredFile: "the files go into a folder of their own",
}
"""Tables that no file carries, each with the reason."""
