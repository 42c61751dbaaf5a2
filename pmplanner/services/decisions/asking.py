"""Whom to ask about which picks: each manager about those of the people who report to him directly."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.day_words import ENGLISH
from pmplanner.exchange.approval_layout import RowId, row_id
from pmplanner.exchange.mail import parse_address
from pmplanner.models import Pick, PickDecision, Plan, PublishedEvent
from pmplanner.models.statuses import Decision, PlanState, SessionStatus
from pmplanner.sentences import said
from pmplanner.services.catalog.courses import CourseRow, list_courses
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, fold, get
from pmplanner.services.money.converting import Converter
from pmplanner.services.needs.needs import Need, read_needs
from pmplanner.services.people.managers import Managers, direct_managers
from pmplanner.services.people.people import PersonRow, list_people
from pmplanner.services.pick_status.course_facts import currency_of, read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, WAITING, PickStatus, list_pick_statuses
from pmplanner.services.plans.content import Decided, read_decided
from pmplanner.services.settings import workspace_mark
from pmplanner.storage import journal

APPROVAL, SENT_ON = "approval", "sent_on"
"""The channel of what was published, and where its day stands."""


class AskedOf(NamedTuple):
    """A pick to be decided, with what whoever decides has to know."""

    pick_id: int
    person_id: int
    row_id: RowId
    person: str
    course: str
    needed: str
    needed_by: dt.date | None
    dates: str
    days: Decimal
    cost: Decimal | None
    """None where a price is unknown."""
    track_id: int | None
    asked_on: dt.date | None
    """When somebody was asked already."""
    put_off: bool
    """Whether it was decided that it comes later."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What one manager is asked; without a name it is about people who have none."""

    manager_id: int | None
    """None where nobody knows more than the name."""
    name: str
    email: str
    picks: tuple[AskedOf, ...]
    last_sent: dt.date | None = None
    """When a file of this plan was sent last, also where the asking was taken back since."""

    @property
    def id(self) -> tuple[int | None, str]:
        """What lists know it by."""
        return self.manager_id, self.name

    def undecided(self) -> "Asking | None":
        """Return what is asked without what was put off; None for nothing."""
        picks = tuple(pick for pick in self.picks if not pick.put_off)
        return replace(self, picks=picks) if picks else None

    @property
    def people(self) -> int:
        """About how many people it asks."""
        return len({pick.person_id for pick in self.picks})

    @property
    def days(self) -> Decimal:
        """Person-days of all picks."""
        return sum((pick.days for pick in self.picks), Decimal(0))

    @property
    def cost(self) -> Decimal | None:
        """What is known of the cost of all picks; None where nothing is."""
        known = [pick.cost for pick in self.picks if pick.cost is not None]
        return sum(known, Decimal(0)) if known or not self.picks else None

    @property
    def without_price(self) -> int:
        """How many picks have no price."""
        return sum(pick.cost is None for pick in self.picks)

    @property
    def asked_before(self) -> int:
        """About how many of the picks somebody was asked already."""
        return sum(pick.asked_on is not None for pick in self.picks)

    @property
    def reachable(self) -> bool:
        """Whether an address is known to which the file can be sent."""
        return parse_address(self.name, self.email) is not None


def foresee_asking(
    db: Session,
    plan_id: int,
    today: dt.date,
    person_ids: Collection[int] | None = None,
    *,
    put_off: bool = False,
) -> list[Asking]:
    """Return who would be asked about what, by name; those without a manager stand last.

    Asked is about picks that are neither done nor decided, nor over by *today*; with *put_off* also about
    those that were decided to come later. Raises PlanError for a plan that is archived or a variant.
    """
    _refuse_closed(get(db, Plan, plan_id))
    picks = list_pick_statuses(db, plan_id, person_ids, put_aside=True)
    decisions = read_decided(db, plan_id)
    wanted = [
        pick
        for pick in picks
        if pick.status != DONE and not is_over(pick, today) and _is_open(decisions.get(pick.pick_id), put_off)
    ]
    if not wanted:
        return []
    people = {row.id: row for row in list_people(db, {pick.person_id for pick in wanted})}
    describe = _Describing(db, plan_id, people, picks, decisions)
    managers = direct_managers(db)
    by_manager: dict[int | str | None, list[AskedOf]] = defaultdict(list)
    for pick in wanted:
        by_manager[managers.of.get(pick.person_id)].append(describe(pick))
    chiefs = {row.id: row for row in list_people(db, {key for key in by_manager if isinstance(key, int)})}
    found = [
        _asking(key, sorted(asked, key=_order), managers, chiefs, people) for key, asked in by_manager.items()
    ]
    sent = _last_sent(db, plan_id)
    found = [replace(each, last_sent=sent.get(_recipient(each.manager_id, each.name))) for each in found]
    return sorted(found, key=lambda each: (not each.name, fold(each.name)))


def recipient_columns(manager_id: int | None, name: str) -> dict[str, Any]:
    """Return how what was published names a manager."""
    kind, row_id, known_by = _recipient(manager_id, name)
    return {"recipient_kind": kind, "recipient_id": row_id, "recipient_name": known_by}


def _recipient(manager_id: int | None, name: str) -> tuple[str, int, str]:
    return ("manager", 0, fold(name)) if manager_id is None else ("person", manager_id, "")


def _last_sent(db: Session, plan_id: int) -> dict[tuple[str, int, str], dt.date]:
    """Return when whom a file was sent last."""
    row = PublishedEvent
    query = select(row.recipient_kind, row.recipient_id, row.recipient_name, row.content[SENT_ON].as_string())
    query = query.where(row.plan_id == plan_id, row.channel == APPROVAL).order_by(row.id)
    return {(kind, row_id, name): dt.date.fromisoformat(day) for kind, row_id, name, day in db.execute(query)}


def mark_asked(db: Session, askings: Iterable[Asking], on: dt.date) -> int:
    """Keep that managers were asked about picks, which are proposed from then on; return of how many.

    Raises PlanError when one of the picks is gone, or decided by now.
    """
    asked = {pick.pick_id: each for each in askings for pick in each.picks}
    there = set(db.scalars(select(Pick.id).where(*among(Pick.id, asked.keys()))))
    if not asked.keys() <= there:
        raise PlanError(said("Picks were taken back meanwhile. Look again."))
    columns = PickDecision.pick_id, PickDecision.id, PickDecision.decision
    rows = db.execute(select(*columns).where(*among(PickDecision.pick_id, asked.keys())))
    present = {}
    for pick_id, decision_id, decision in rows:
        if pick_id in asked:
            present[pick_id] = decision_id
            if decision in (Decision.APPROVED, Decision.DECLINED):
                raise PlanError(said("Picks were decided meanwhile. Look again."))
    values = {
        pick_id: {
            "decision": Decision.PROPOSED,
            "asked_on": on,
            "asked_of_id": each.manager_id,
            "asked_of_name": "" if each.manager_id is not None else each.name,
            "decided_by_id": None,
            "decided_by_name": "",
            "decided_on": None,
            "swap_course_id": None,
        }
        for pick_id, each in asked.items()
    }
    new = [
        {"pick_id": pick_id, "note": "", **row} for pick_id, row in values.items() if pick_id not in present
    ]
    journal.bulk_insert(db, PickDecision, new)
    journal.bulk_update(db, PickDecision, {of: values[pick_id] for pick_id, of in present.items()})
    return len(asked)


def is_over(pick: PickStatus, today: dt.date) -> bool:
    """Say whether the session in which the pick has its seat was held, by what is known or by its days."""
    if pick.session_id is None:
        return False
    return pick.session_status == SessionStatus.HELD or (pick.last_day is not None and pick.last_day < today)


def course_label(course: CourseRow) -> str:
    """Return what a course is called in the files: its title, and the code by which it is found."""
    return said("{title} ({code})", title=course.title, code=course.code)


def _refuse_closed(plan: Plan) -> None:
    if plan.state == PlanState.ARCHIVED:
        raise PlanError(said("“{plan}” is archived; nothing is decided in it any more.", plan=plan.name))
    if plan.variant_of_id is not None:
        raise PlanError(
            said("“{plan}” is a variant, for trying something out, so nobody is asked.", plan=plan.name)
        )


def _is_open(decision: Decided | None, put_off: bool) -> bool:
    if decision is None or decision.decision == Decision.PROPOSED:
        return True
    return put_off and decision.decision == Decision.LATER


def _order(pick: AskedOf) -> tuple[str, str]:
    return fold(pick.person), fold(pick.course)


def _asking(
    key: int | str | None,
    picks: Iterable[AskedOf],
    managers: Managers,
    chiefs: Mapping[int, PersonRow],
    people: Mapping[int, PersonRow],
) -> Asking:
    picks = tuple(picks)
    if key is None:
        return Asking(None, "", "", picks)
    if isinstance(key, int):
        return Asking(key, chiefs[key].name, chiefs[key].email, picks)
    written = (people[pick.person_id].manager_email for pick in picks)
    return Asking(None, managers.names[key], next(filter(None, written), ""), picks)


class _Describing:
    """Puts picks into the words of the files, which are English as all files are."""

    def __init__(
        self,
        db: Session,
        plan_id: int,
        people: Mapping[int, PersonRow],
        picks: Collection[PickStatus],
        decisions: Mapping[int, Decided],
    ) -> None:
        self._plan = get(db, Plan, plan_id)
        self._mark = workspace_mark(db)
        self._people, self._decisions = people, decisions
        self._courses = {course.id: course for course in list_courses(db)}
        self._facts = read_course_facts(db)
        theirs = [pick for pick in picks if pick.person_id in people]
        needs = read_needs(db, plan_id, people.keys(), pick_statuses=theirs)
        self._needs: dict[int, Need] = {
            need.pick_id: need for each in needs.values() for need in each if need.pick_id is not None
        }
        currency = currency_of(db, self._plan, self._facts)
        self._convert = Converter(db, currency)
        self._namesakes = Counter(row.name for row in people.values())

    def __call__(self, pick: PickStatus) -> AskedOf:
        person, course = self._people[pick.person_id], self._courses[pick.course_id]
        decision, need = self._decisions.get(pick.pick_id), self._needs.get(pick.pick_id)
        mark = row_id(self._mark, self._plan.id, pick.pick_id, pick.person_id, pick.course_id, pick.attempt)
        return AskedOf(
            pick.pick_id,
            pick.person_id,
            mark,
            self._name(person),
            course_label(course),
            self._needed(need),
            None if need is None else need.due or self._plan.last_day,
            _dates(pick),
            *self._days_and_cost(pick),
            person.track_id,
            None if decision is None else decision.asked_on,
            decision is not None and decision.decision == Decision.LATER,
        )

    def _days_and_cost(self, pick: PickStatus) -> tuple[Decimal, Decimal | None]:
        """Return what a pick takes; of one that was put off what it would, were it approved."""
        if not pick.is_put_aside:
            return pick.days, pick.cost
        facts = self._facts[pick.course_id]
        cost = (
            None if facts.price is None else self._convert(facts.price, facts.currency, self._plan.first_day)
        )
        return facts.days if pick.own_days is None else pick.own_days, cost

    def _name(self, person: PersonRow) -> str:
        """Return the name of a person, with the employee id or address where another is called the same."""
        known_by = person.employee_id or person.email
        if self._namesakes[person.name] > 1 and known_by and known_by != person.name:
            return said("{name} ({key})", name=person.name, key=known_by)
        return person.name

    def _needed(self, need: Need | None) -> str:
        if need is None:
            return said("elective")
        if need.is_equivalent:
            return said("required, as {code}", code=self._courses[need.course_id].code)
        return said("renewal") if need.due is not None else said("required")


def _dates(pick: PickStatus) -> str:
    if pick.session_id is None or pick.first_day is None or pick.last_day is None:
        return said("no date yet")
    dates = ENGLISH.full_period(pick.first_day, pick.last_day)
    return said("{dates}, waiting", dates=dates) if pick.status == WAITING else dates
