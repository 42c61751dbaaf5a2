"""Finding things by the words that people and files use for them."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import InstrumentedAttribute, Session

from pmplanner.models import PUT_ASIDE, Course, Person, PickDecision, Plan, PlanState, Row, Track
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.storage.labels import forgotten_name
from pmplanner.storage.wordings import FORGOTTEN

_R = TypeVar("_R", bound=Row)

_MANY = 500
"""Above this many ids everything is read and sifted here: shorter than asking for each."""


_KNOWN_TEXTS = 2**16
"""Names, addresses and teams are compared again and again, and there are thousands of them."""


@lru_cache(_KNOWN_TEXTS)
def fold(text: str) -> str:
    """Return *text* as it is compared: trimmed, blanks collapsed, no case."""
    if text.isascii():
        return " ".join(text.split()).lower()
    # The same letters can be one sign or a letter with an accent after it; some systems write the latter.
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def plain(text: str) -> str:
    """Return *text* as it is searched while somebody types: no case, no accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


_OWN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)


@lru_cache(_KNOWN_TEXTS)
def in_order(text: str) -> tuple[str, str]:
    """Return by what texts are sorted: letters with accents stand among those without."""
    folded = fold(text)
    return (folded, folded) if folded.isascii() else (plain(folded).translate(_OWN_LETTERS), folded)


def full_name(
    first: str | None, last: str | None, email: str | None = "", employee_id: str | None = ""
) -> str:
    """Return first and last name, or whatever else there is to call a person by."""
    return " ".join(filter(None, (first, last))) or email or employee_id or ""


def person_name(
    person_id: int, first: str | None, last: str | None, email: str | None = "", employee_id: str | None = ""
) -> str:
    """Return what to call a person by; those who were forgotten have no more than their number."""
    return full_name(first, last, email, employee_id) or forgotten_name(person_id)


def is_forgotten_name(name: str) -> bool:
    """Say whether this is what a forgotten person is called, in a file that was written here."""
    before, after = (fold(part) for part in FORGOTTEN.split("{id}"))
    name = fold(name)
    return name.startswith(before) and name.removeprefix(before).removesuffix(after).strip().isdecimal()


def plain_rows(db: Session, query: Select[*tuple[Any, ...]]) -> Sequence[SqlRow[*tuple[Any, ...]]]:
    """Return the rows of a query for columns, past the mapping of objects; what is not written yet is before.

    Soon read, which matters where there are many rows or many queries.
    """
    if db.autoflush:
        db.flush()
    return db.connection().execute(query).all()


def among(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ids: Collection[int] | None
) -> list[ColumnElement[bool]]:
    """Return the condition that *column* is among *ids*; none when there are too many to ask for."""
    # The caller sifts as well: the condition only saves reading what is not asked for.
    return [column.in_(ids)] if ids is not None and len(ids) <= _MANY else []


PICKS_PUT_ASIDE = select(PickDecision.pick_id).where(PickDecision.decision.in_(PUT_ASIDE))
"""The picks that were put off or declined; some of them may have been done all the same."""

_GONE = {
    "absence": marked("This absence no longer exists."),
    "blackout": marked("This blackout no longer exists."),
    "closure": marked("This closure no longer exists."),
    "attachment": marked("This evidence no longer exists."),
    "calendar_origin": marked("This origin in a calendar no longer exists."),
    "certificate": marked("This certificate no longer exists."),
    "completion": marked("This completion no longer exists."),
    "cost_item": marked("This cost item no longer exists."),
    "course": marked("This course no longer exists."),
    "cover_rule": marked("This rule of cover no longer exists."),
    "employment": marked("This time of employment no longer exists."),
    "equipment": marked("This equipment no longer exists."),
    "exemption": marked("This exemption no longer exists."),
    "import_profile": marked("This import profile no longer exists."),
    "person_certificate": marked("This certificate of the person no longer exists."),
    "paper": marked("This paper no longer exists."),
    "person": marked("This person no longer exists."),
    "pick": marked("This pick no longer exists."),
    "pick_decision": marked("This decision no longer exists."),
    "plan": marked("This plan no longer exists."),
    "public_date": marked("This public date no longer exists."),
    "rate": marked("This rate no longer exists."),
    "room": marked("This room no longer exists."),
    "seat": marked("This seat no longer exists."),
    "skill": marked("This skill no longer exists."),
    "site": marked("This site no longer exists."),
    "track": marked("This track no longer exists."),
    "trainer": marked("This trainer no longer exists."),
    "travel": marked("This cost of travel no longer exists."),
    "trainer_absence": marked("This trainer absence no longer exists."),
    "session": marked("This session no longer exists."),
    "": marked("This no longer exists."),
}
"""By table what is said of a row that is gone; "" for any other."""


def get(db: Session, kind: type[_R], row_id: int) -> _R:
    """Return the row with this id; raise PlanError when it is gone."""
    found = db.get(kind, row_id)
    if found is None:
        raise PlanError(resaid(_GONE.get(kind.__tablename__, _GONE[""])))
    return found


def find_plan(db: Session, name: str | None) -> Plan:
    """Return the plan of that name, or the only one; raise PlanError otherwise.

    Without a name the archived plans are passed over, unless there are no others.
    """
    plans = list(db.scalars(select(Plan).order_by(Plan.id)))
    if not plans:
        raise PlanError(said("There is no plan yet. Create one first."))
    if name is None:
        plans = [plan for plan in plans if plan.state != PlanState.ARCHIVED] or plans
        if len(plans) > 1:
            raise PlanError(
                counted(
                    "There is {n} plan; say which: {names}.",
                    "There are {n} plans; say which: {names}.",
                    len(plans),
                    names=_names(p.name for p in plans),
                )
            )
        return plans[0]
    for plan in plans:
        if fold(plan.name) == fold(name):
            return plan
    raise PlanError(
        said("There is no plan “{name}”. There are: {names}.", name=name, names=_names(p.name for p in plans))
    )


def find_track(db: Session, name: str) -> Track:
    """Return the track of that name or code; raise PlanError when there is none."""
    tracks = list(db.scalars(select(Track).order_by(Track.position)))
    for track in tracks:
        if fold(name) in (fold(track.name), fold(track.code)):
            return track
    raise PlanError(
        said(
            "There is no track “{name}”. There are: {names}.", name=name, names=_names(t.name for t in tracks)
        )
    )


def find_course(db: Session, name: str) -> Course:
    """Return the course of that code, or of that title when only one has it; raise PlanError otherwise."""
    courses = list(db.scalars(select(Course)))
    for course in courses:
        if fold(course.code) == fold(name):
            return course
    titled = [course for course in courses if fold(course.title) == fold(name)]
    if len(titled) == 1:
        return titled[0]
    if titled:
        raise PlanError(
            counted(
                "{n} course is called “{name}”; use one of {names}.",
                "{n} courses are called “{name}”; use one of {names}.",
                len(titled),
                name=name,
                names=_names(c.code for c in titled),
            )
        )
    raise PlanError(said("There is no course “{name}” in the catalogue.", name=name))


def find_person(db: Session, key: str) -> Person:
    """Return the person of that employee id, e-mail or full name; raise PlanError when it is not one."""
    people = list(db.scalars(select(Person)))
    for matches in (
        [p for p in people if p.employee_id is not None and fold(p.employee_id) == fold(key)],
        [p for p in people if p.email and fold(p.email) == fold(key)],
        [p for p in people if fold(f"{p.first_name} {p.last_name}") == fold(key) != ""],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise PlanError(
                counted(
                    "{n} person goes by “{key}”; use the employee id.",
                    "{n} people go by “{key}”; use the employee id.",
                    len(matches),
                    key=key,
                )
            )
    raise PlanError(said("There is nobody with the id, e-mail or name “{key}”.", key=key))


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
