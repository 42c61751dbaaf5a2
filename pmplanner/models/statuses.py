"""Status words: the few texts that columns hold, each in one place. They are texts, and compare as such."""

from enum import StrEnum


class SessionStatus(StrEnum):
    """Where a session stands; all but cancelled ones take place."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    HELD = "held"
    CANCELLED = "cancelled"


OPEN_SESSIONS = (SessionStatus.DRAFT, SessionStatus.CONFIRMED)
"""Sessions that are still to come about: their people and days can change."""

CLOSED_SESSIONS = (SessionStatus.HELD, SessionStatus.CANCELLED)
"""Sessions of which it is known what became of them: their people stay where they are."""


class SessionMode(StrEnum):
    """How people come to a session."""

    ON_SITE = "on site"
    ONLINE = "online"
    HYBRID = "hybrid"


class TrainerPart(StrEnum):
    """What a further trainer does in a session; the one who is named first leads it."""

    LEAD = "lead"
    CO_TRAINER = "co-trainer"


class CostPer(StrEnum):
    """For what a cost item is paid: once, for each session day, each seat, or both.

    A seat price stands for each seat of a session instead of the price of its course.
    """

    WHOLE = "whole"
    DAY = "day"
    SEAT = "seat"
    SEAT_AND_DAY = "seat and day"
    SEAT_PRICE = "seat price"


class SkillLevel(StrEnum):
    """How well a skill is mastered, the least first."""

    AWARENESS = "awareness"
    WORKING = "working"
    EXPERT = "expert"


class CertificateLink(StrEnum):
    """What a course does for a certificate."""

    LEADS_TO = "leads to"
    RENEWS = "renews"


class SeatStatus(StrEnum):
    """What became of a seat: first booked or waiting, afterwards the attendance."""

    BOOKED = "booked"
    WAITING = "waiting"
    ATTENDED = "attended"
    PARTLY_ATTENDED = "partly attended"
    ABSENT = "absent"


WAS_THERE = (SeatStatus.ATTENDED, SeatStatus.PARTLY_ATTENDED)
"""Seats whose people came, if only for a part."""


class PolicyAction(StrEnum):
    """What is done about a kind of problem."""

    BLOCK = "block"
    WARN = "warn"
    IGNORE = "ignore"


class PathKind(StrEnum):
    """What a track says of a course in its path."""

    REQUIRED = "required"
    ELECTIVE = "elective"
    GROUP = "group"
    """One of a group of which any few are required."""


class Decision(StrEnum):
    """What was decided of a pick. A pick without one is one of which nobody was asked."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    LATER = "later"
    DECLINED = "declined"


PUT_ASIDE = (Decision.LATER, Decision.DECLINED)
"""Decisions after which a pick satisfies nothing and has neither days nor cost."""


class ApprovalRule(StrEnum):
    """Which picks of a plan are scheduled: all that are not put aside, or only those that were approved."""

    ALL = "all"
    APPROVED = "approved"


class CoverKind(StrEnum):
    """By what a rule of cover says who can stand in: who has a skill, track, title or certificate."""

    SKILL = "skill"
    TRACK = "track"
    TITLE = "title"
    CERTIFICATE = "certificate"


class PlanState(StrEnum):
    """Whether a plan is worked on or kept as history."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class ScopeKind(StrEnum):
    """By what a rule says whom a plan covers."""

    ANY_TRACK = "any track"
    TRACK = "track"
    TEAM = "team"
    SITE = "site"
    MANAGER = "manager"
    PERSON = "person"
