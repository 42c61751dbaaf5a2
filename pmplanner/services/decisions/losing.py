"""What is lost with a pick: the classes of picks, and how long each has waited."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import CourseCertificate, Edit, EditRow, Person, PersonCertificate, Pick
from pmplanner.models.statuses import CertificateLink
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.families import family_of
from pmplanner.services.lookup import fold, plain_rows
from pmplanner.services.needs.credit import NOTHING, Credits, read_credits
from pmplanner.services.needs.equivalents import Equivalents, read_equivalents
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.needs.people import read_members
from pmplanner.services.needs.skills import read_given
from pmplanner.services.pick_status.course_facts import CourseFacts
from pmplanner.services.pick_status.pick_status import DONE, PickStatus

Loss = Literal["due", "renewal", "certificate", "required", "skill", "elective"]
"""Required by a date; renews what expires; leads to a certificate or renews one; required; gives a skill that
nobody else of the team has; none of these."""
LOSSES: tuple[Loss, ...] = get_args(Loss)
"""What is lost last first, unless it is asked for otherwise."""


class Losing(NamedTuple):
    """What is lost with a pick: the classes that it is in, and since when it has been picked."""

    classes: frozenset[Loss]
    picked_on: dt.date | None
    """None where the history does not go back that far."""
    waits: int
    """How many days ago that was, at least; 0 where nothing is known of it."""

    def highest(self, order: Sequence[Loss]) -> Loss:
        """Return the first of the classes in an order: that in which the pick counts."""
        return next(each for each in order if each in self.classes)


def check_order(order: Sequence[str]) -> tuple[Loss, ...]:
    """Return an order of all classes, those not named after the others; raise PlanError for another word."""
    for word in order:
        if word not in LOSSES:
            raise PlanError(said("A class is {classes}; not “{word}”.", classes=", ".join(LOSSES), word=word))
    named = tuple(sorted((each for each in LOSSES if each in order), key=[*order].index))
    return named + tuple(each for each in LOSSES if each not in named)


def read_losing(
    db: Session,
    plan_id: int,
    today: dt.date,
    statuses: Collection[PickStatus],
    facts: Mapping[int, CourseFacts],
) -> dict[int, Losing]:
    """Return what is lost with each pick of a plan; *statuses* are those of all, *facts* of all courses."""
    members = read_members(db, plan_id, picking={each.person_id for each in statuses})
    needs = read_needs(db, plan_id, pick_statuses=statuses, members=members, facts=facts)
    outside, equivalents = read_credits(db, plan_id, None, facts), read_equivalents(db)
    met = [need for theirs in needs.values() for need in theirs if need.pick_id is not None]
    required, due = {need.pick_id for need in met}, {need.pick_id for need in met if need.due}
    certified = _certified(db)
    skills = _Skills(db, members, outside, statuses)
    picked = _picked_on(db, plan_id)
    dates = _no_later_than(picked, [each.pick_id for each in statuses])
    found = {}
    for each in statuses:
        classes: set[Loss] = {"elective"}
        if each.pick_id in required:
            classes.add("required")
        if each.pick_id in due:
            classes.add("due")
        if _renews(each, outside.get(each.person_id, NOTHING), equivalents):
            classes.add("renewal")
        if certified.by(each):
            classes.add("certificate")
        if skills.are_lost_with(each):
            classes.add("skill")
        since = dates.get(each.pick_id)
        waits = 0 if since is None else max(0, (today - since).days)
        found[each.pick_id] = Losing(frozenset(classes), picked.get(each.pick_id), waits)
    return found


def _renews(pick: PickStatus, outside: Credits, equivalents: Equivalents) -> bool:
    """Say whether what a person had expires within the plan and the course of a pick renews it."""
    if not outside.ending:
        return False
    return any(
        pick.course_id in (serving := equivalents.serving(course_id)) and not serving & outside.taken.keys()
        for course_id in outside.ending
    )


class _Certified(NamedTuple):
    leading: frozenset[int]
    """Courses that lead to a certificate."""
    renewing: Mapping[int, frozenset[int]]
    """By course the certificates that it renews."""
    held: Mapping[int, frozenset[int]]
    """By person the certificates held."""

    def by(self, pick: PickStatus) -> bool:
        """Say whether a pick leads to a certificate, or renews one that its person holds."""
        if pick.course_id in self.leading:
            return True
        renewed = self.renewing.get(pick.course_id)
        return bool(renewed) and not self.held.get(pick.person_id, _NONE).isdisjoint(renewed or ())


_NONE: frozenset[int] = frozenset()


def _certified(db: Session) -> _Certified:
    leading: set[int] = set()
    renewing: dict[int, set[int]] = defaultdict(set)
    links = select(CourseCertificate.course_id, CourseCertificate.certificate_id, CourseCertificate.kind)
    for course_id, certificate_id, kind in plain_rows(db, links):
        if kind == CertificateLink.RENEWS:
            renewing[course_id].add(certificate_id)
        else:
            leading.add(course_id)
    held: dict[int, set[int]] = defaultdict(set)
    query = select(PersonCertificate.person_id, PersonCertificate.certificate_id)
    for person_id, certificate_id in plain_rows(db, query):
        held[person_id].add(certificate_id)
    return _Certified(
        frozenset(leading),
        {course_id: frozenset(those) for course_id, those in renewing.items()},
        {person_id: frozenset(those) for person_id, those in held.items()},
    )


class _Skills:
    """Who has which skills at which level, by teams."""

    def __init__(
        self,
        db: Session,
        members: Collection[int],
        outside: Mapping[int, Credits],
        statuses: Collection[PickStatus],
    ) -> None:
        self._given = read_given(db)
        rows = plain_rows(db, select(Person.id, Person.team))
        self._team = {row[0]: fold(row[1]) for row in rows if row[0] in members}
        self._had: dict[int, dict[int, int]] = defaultdict(dict)
        for person_id in self._team:
            for credit in outside.get(person_id, NOTHING).taken.values():
                if credit.source != "expected":
                    self._learn(person_id, credit.course_id)
        for each in statuses:
            if each.status == DONE and each.satisfies:
                self._learn(each.person_id, each.course_id)
        self._there: Counter[tuple[str, int, int]] = Counter()
        """By team, skill and level how many have it at that level or above."""
        for person_id, levels in self._had.items():
            team = self._team.get(person_id, "")
            for skill_id, level in levels.items():
                self._there.update((team, skill_id, each) for each in range(1, level + 1))

    def _learn(self, person_id: int, course_id: int) -> None:
        levels = self._had[person_id]
        for skill_id, level in self._given.get(course_id, {}).items():
            levels[skill_id] = max(level, levels.get(skill_id, 0))

    def are_lost_with(self, pick: PickStatus) -> bool:
        """Say whether a pick gives a skill at a level that nobody of the person's team has."""
        team = self._team.get(pick.person_id, "")
        if not team:
            return False
        given = self._given.get(pick.course_id, {})
        return any(not self._there[team, skill_id, level] for skill_id, level in given.items())


def _picked_on(db: Session, plan_id: int) -> dict[int, dt.date]:
    """Return on which day picks were made, as far as the history says; in a variant, in what it copies."""
    family = family_of(db, plan_id)
    made = (
        select(EditRow.row_id, func.min(Edit.made_at))
        .join(Edit, Edit.id == EditRow.edit_id)
        .where(EditRow.table == Pick.__tablename__, EditRow.before.is_(None))
        .group_by(EditRow.row_id)
    )
    days = {row[0]: row[1].date() for row in plain_rows(db, made)}
    query = select(Pick.id, Pick.plan_id, Pick.person_id, Pick.course_id, Pick.attempt)
    rows = plain_rows(db, query.where(Pick.plan_id.in_((plan_id, family))))
    first = {row[2:]: days[row[0]] for row in rows if row[1] == family and row[0] in days}
    own = {row[0]: days[row[0]] for row in rows if row[1] == plan_id and row[0] in days}
    copied = {row[0]: first[row[2:]] for row in rows if row[1] == plan_id and row[2:] in first}
    return own | copied


def _no_later_than(picked: Mapping[int, dt.date], pick_ids: Collection[int]) -> dict[int, dt.date]:
    """Return by pick the day by which it was there: ids are given out in order."""
    found: dict[int, dt.date] = {}
    latest: dt.date | None = None
    for pick_id in sorted(pick_ids, reverse=True):
        latest = picked.get(pick_id, latest)
        if latest is not None:
            found[pick_id] = latest
    return found
