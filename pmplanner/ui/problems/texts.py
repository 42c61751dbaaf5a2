"""The kinds of problems in the words of coordinators."""

from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.ui.translation import mark, tr

_TITLES: dict[ProblemKind, str] = {
    "double-booking": mark("In two sessions at once"),
    "absence": mark("Away during a session"),
    "not employed": mark("Not employed then"),
    "day off": mark("Does not work that day"),
    "outside working hours": mark("Outside working hours"),
    "prerequisite": mark("Prerequisite too late"),
    "certificate": mark("Certificate expires first"),
    "already has the course": mark("Already has the course"),
    "picked in two plans": mark("Picked in two plans"),
    "not approved": mark("Seated without approval"),
    "blackout": mark("Team not trained then"),
    "days a week": mark("Too many days a week"),
    "days a month": mark("Too many days a month"),
    "room taken": mark("Room taken twice"),
    "room too small": mark("Room too small"),
    "trainer taken": mark("Trainer taken twice"),
    "trainer away": mark("Trainer away"),
    "trainer not qualified": mark("Trainer not qualified"),
    "equipment": mark("Too little equipment"),
    "over capacity": mark("More people than seats"),
    "below minimum": mark("Too few people"),
    "closed day": mark("On a closed day"),
    "outside the plan": mark("Outside the plan’s period"),
    "days disagree": mark("Not the days of its course"),
    "attendance missing": mark("Attendance missing"),
    "absence ceiling": mark("Too many of a team away"),
    "over budget": mark("Over budget"),
    "cover": mark("Too few left at work"),
}

ACTIONS = {"block": mark("Block"), "warn": mark("Warn"), "ignore": mark("Ignore")}
"""What a policy does, by its key."""


def kind_title(kind: ProblemKind) -> str:
    """Return what a kind of problem is called."""
    return tr(_TITLES[kind])
