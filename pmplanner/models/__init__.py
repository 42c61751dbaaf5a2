"""The mapped classes: one noun each, with the small rules that belong to it."""

from pmplanner.models.base import Base, Days, Money, Row
from pmplanner.models.catalog import (
    Certificate,
    Course,
    CourseCertificate,
    CourseSkill,
    CourseTrack,
    Equivalent,
    Prerequisite,
    Skill,
)
from pmplanner.models.edit import Edit, EditRow
from pmplanner.models.person import PASSED, Absence, Completion, Exemption, Person, PersonTrack
from pmplanner.models.plan import Pick, Plan
from pmplanner.models.session import (
    SEAT_STATUSES,
    SESSION_STATUSES,
    Seat,
    SessionDay,
    TrainingSession,
)
from pmplanner.models.setting import ImportProfile, WorkspaceSetting
from pmplanner.models.track import PathItem, PathKind, Track

__all__ = [
    "PASSED",
    "SEAT_STATUSES",
    "SESSION_STATUSES",
    "Absence",
    "Base",
    "Certificate",
    "Completion",
    "Course",
    "CourseCertificate",
    "CourseSkill",
    "CourseTrack",
    "Days",
    "Edit",
    "EditRow",
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
    "Prerequisite",
    "Row",
    "Seat",
    "SessionDay",
    "Skill",
    "Track",
    "TrainingSession",
    "WorkspaceSetting",
]
