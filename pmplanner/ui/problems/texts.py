"""The kinds of problems in the words of coordinators."""

from PySide6.QtCore import QCoreApplication

from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.ui.widgets.text import put


def _mark(text: str) -> str:
    return text


_TITLES: dict[ProblemKind, str] = {
    "double-booking": _mark("In two sessions at once"),
    "absence": _mark("Away during a session"),
    "not employed": _mark("Not employed then"),
    "day off": _mark("Does not work that day"),
    "prerequisite": _mark("Prerequisite too late"),
    "certificate": _mark("Certificate expires first"),
    "blackout": _mark("Team not trained then"),
    "days a week": _mark("Too many days a week"),
    "days a month": _mark("Too many days a month"),
    "room taken": _mark("Room taken twice"),
    "room too small": _mark("Room too small"),
    "trainer taken": _mark("Trainer taken twice"),
    "trainer away": _mark("Trainer away"),
    "trainer not qualified": _mark("Trainer not qualified"),
    "equipment": _mark("Too little equipment"),
    "over capacity": _mark("More people than seats"),
    "below minimum": _mark("Too few people"),
    "closed day": _mark("On a closed day"),
    "outside the plan": _mark("Outside the plan’s period"),
    "absence ceiling": _mark("Too many of a team away"),
}

ACTIONS = {"block": _mark("Block"), "warn": _mark("Warn"), "ignore": _mark("Ignore")}
"""What a policy does, by its key."""


def kind_title(kind: ProblemKind) -> str:
    """Return what a kind of problem is called."""
    return tr(_TITLES[kind])


def tr(text: str, *values: object) -> str:
    """Translate a text of the page and put values in the places of %1, %2."""
    return put(QCoreApplication.translate("Problems", text), *values)
