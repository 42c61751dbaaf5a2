"""The mapped classes: one noun each, with the small rules that belong to it."""

from pmplanner.models.base import Base, Days, Money, Row
from pmplanner.models.calendar import Blackout, Closure, Site
from pmplanner.models.catalog import (
    Certificate,
    Course,
    CourseCertificate,
    CourseSkill,
    CourseTrack,
    Equivalent,
    Prerequisite,
    PublicDate,
    Skill,
)
from pmplanner.models.edit import EDIT_KINDS, Edit, EditRow
from pmplanner.models.person import PASSED, Absence, Completion, Exemption, Person, PersonTrack
from pmplanner.models.plan import Pick, Plan
from pmplanner.models.policy import (
    NO_DAY,
    SITS_FIRST,
    SITS_SECOND,
    AcceptedProblem,
    Policy,
)
from pmplanner.models.publication import PublishedEvent
from pmplanner.models.resource import (
    CourseEquipment,
    Equipment,
    Room,
    RoomEquipment,
    SessionEquipment,
    Trainer,
    TrainerAbsence,
    TrainerCourse,
)
from pmplanner.models.session import (
    Reservation,
    Seat,
    SessionDay,
    TrainingSession,
)
from pmplanner.models.setting import ImportProfile, WorkspaceSetting
from pmplanner.models.statuses import PathKind, PolicyAction, SeatStatus, SessionMode, SessionStatus
from pmplanner.models.stored_file import StoredFile
from pmplanner.models.track import PathItem, Track

__all__ = [
    "EDIT_KINDS",
    "NO_DAY",
    "PASSED",
    "SITS_FIRST",
    "SITS_SECOND",
    "Absence",
    "AcceptedProblem",
    "Base",
    "Blackout",
    "Certificate",
    "Closure",
    "Completion",
    "Course",
    "CourseCertificate",
    "CourseEquipment",
    "CourseSkill",
    "CourseTrack",
    "Days",
    "Edit",
    "EditRow",
    "Equipment",
    "Equivalent",
    "Exemption",
    "ImportProfile",
    "Money",
    "PathItem",
    "PathKind",
    "Person",
    "PersonTrack",
    "Pick",
    "Plan",
    "Policy",
    "PolicyAction",
    "Prerequisite",
    "PublicDate",
    "PublishedEvent",
    "Reservation",
    "Room",
    "RoomEquipment",
    "Row",
    "Seat",
    "SeatStatus",
    "SessionDay",
    "SessionEquipment",
    "SessionMode",
    "SessionStatus",
    "Site",
    "Skill",
    "StoredFile",
    "Track",
    "Trainer",
    "TrainerAbsence",
    "TrainerCourse",
    "TrainingSession",
    "WorkspaceSetting",
]
