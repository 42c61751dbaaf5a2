"""Who counts, what is required, credited, planned and missing: read slowly from plain rows.

Written from the text of docs/domain.md alone, day by day and course by course, with nothing of
pmplanner.services. What counts as what is asked for each pair anew, employment for each day anew.
"""

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Completion,
    CostItem,
    Course,
    Employment,
    Equivalent,
    Exemption,
    OwnFact,
    PathGroup,
    PathItem,
    Person,
    PersonTrack,
    Pick,
    PickDecision,
    Plan,
    PlanScope,
    Rate,
    Reservation,
    Room,
    Row,
    Seat,
    SessionDay,
    SessionRoom,
    SessionTrainer,
    Track,
    Trainer,
    TrainingSession,
    Travel,
)

ZERO = Decimal(0)
FIGURES = ("required", "credited", "done", "scheduled", "open", "gap", "cost")

_R = TypeVar("_R", bound=Row)


@dataclass
class SlowNeed:
    course: int
    days: Decimal
    state: str
    expected: bool = False
    due: dt.date | None = None


@dataclass
class SlowPick:
    pick: Pick
    status: str
    days: Decimal
    satisfies: bool
    cost: Decimal
    is_price_known: bool


@dataclass
class SlowPerson:
    """What one person has in the plan."""

    track: int | None
    needs: list[SlowNeed]
    picks: list[SlowPick]
    figures: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(FIGURES, ZERO))
    picks_without_price: int = 0


def later_by(day: dt.date, months: int) -> dt.date:
    for _ in range(months):
        year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
        day = dt.date(year, month, 1)
    return day


def valid_until(day: dt.date, months: int | None) -> dt.date | None:
    """The same day of the month so many months later, or the last one where that has fewer days."""
    if months is None:
        return None
    first = later_by(day, months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


class Slow:
    """One plan; everything is looked up in lists."""

    def __init__(self, db: Session, plan_id: int) -> None:
        def rows(kind: type[_R]) -> list[_R]:
            return list(db.scalars(select(kind).order_by(kind.id)))

        self.plans = {plan.id: plan for plan in rows(Plan)}
        self.plan = self.plans[plan_id]
        self.people = {person.id: person for person in rows(Person)}
        self.courses = {course.id: course for course in rows(Course)}
        self.own = {(fact.course_id, fact.field): fact for fact in rows(OwnFact)}
        self.counts_as = {(each.course_id, each.counts_as_id) for each in rows(Equivalent)}
        self.items = sorted(rows(PathItem), key=lambda item: item.position)
        self.groups = sorted(rows(PathGroup), key=lambda group: group.position)
        self.tracks = [track.id for track in sorted(rows(Track), key=lambda track: track.position)]
        self.scopes = [rule for rule in rows(PlanScope) if rule.plan_id == plan_id]
        self.sessions = {session.id: session for session in rows(TrainingSession)}
        self.days_of: dict[int, list[SessionDay]] = self._by(rows(SessionDay), "session_id")
        self.seats_of: dict[int, list[Seat]] = self._by(rows(Seat), "pick_id")
        self.seats_in: dict[int, list[Seat]] = self._by(rows(Seat), "session_id")
        self.picks_of: dict[int, list[Pick]] = self._by(rows(Pick), "person_id")
        self.further: dict[int, list[PersonTrack]] = self._by(rows(PersonTrack), "person_id")
        self.spells: dict[int, list[Employment]] = self._by(rows(Employment), "person_id")
        self.completions: dict[int, list[Completion]] = self._by(rows(Completion), "person_id")
        self.exemptions: dict[int, list[Exemption]] = self._by(rows(Exemption), "person_id")
        length = (self.plan.last_day - self.plan.first_day).days + 1
        self.period = [self.plan.first_day + dt.timedelta(days=n) for n in range(length)]
        self.reservations = rows(Reservation)
        self.rates, self.cost_items, self.ways = rows(Rate), rows(CostItem), rows(Travel)
        self.rooms = {room.name: room for room in rows(Room)}
        self.trainers = {trainer.name: trainer for trainer in rows(Trainer)}
        self.more_rooms, self.more_trainers = rows(SessionRoom), rows(SessionTrainer)
        self.decided = {each.pick_id: each.decision for each in rows(PickDecision)}
        self.reaches = cache(self._reaches)

    @staticmethod
    def _by(rows: Iterable[_R], name: str) -> dict[int, list[_R]]:
        found: dict[int, list[_R]] = defaultdict(list)
        for row in rows:
            found[getattr(row, name)].append(row)
        return found

    # Who counts

    def employed(self, person: Person, day: dt.date) -> bool:
        """Employed on this day: in the latest spell or an earlier one."""
        latest = (person.start_date or dt.date.min) <= day <= (person.end_date or dt.date.max)
        return latest or any(spell.first_day <= day <= spell.last_day for spell in self.spells[person.id])

    def is_below(self, person: Person, manager: int, text: str, seen: frozenset[int] = frozenset()) -> bool:
        if person.id in seen:
            return False
        if person.manager_id is None:
            named = {person.manager_name.lower(), person.manager_email.lower()} - {""}
            return not manager and text.lower() in named
        if person.manager_id == manager:
            return True
        return self.is_below(self.people[person.manager_id], manager, text, seen | {person.id})

    def is_meant(self, person: Person, rule: PlanScope) -> bool:
        match rule.kind:
            case "any track":
                return bool(self.tracks_of(person))
            case "track":
                return rule.ref_id in self.tracks_of(person)
            case "team":
                return person.team.lower() == rule.text.lower()
            case "site":
                return person.location.lower() == rule.text.lower()
            case "manager":
                return person.id != rule.ref_id and self.is_below(person, rule.ref_id, rule.text)
        return person.id == rule.ref_id

    def is_covered(self, person: Person) -> bool:
        within = [rule for rule in self.scopes if rule.include]
        without = [rule for rule in self.scopes if not rule.include]
        if any(self.is_meant(person, rule) for rule in without):
            return False
        return not within or any(self.is_meant(person, rule) for rule in within)

    def picks_in_plan(self, person: Person) -> list[Pick]:
        return [
            pick
            for pick in self.picks_of[person.id]
            if pick.plan_id == self.plan.id and not self.is_put_aside(pick)
        ]

    def is_refused(self, pick_id: int) -> bool:
        return self.decided.get(pick_id) in ("later", "declined")

    def is_put_aside(self, pick: Pick) -> bool:
        """Put off or declined, and not done."""
        return self.is_refused(pick.id) and self.standing(pick, self.completion_of(pick))[0] != "done"

    def pays(self, seat: Seat) -> bool:
        """Whether a seat bears its share: not one that waits, nor one that a refused pick never took."""
        return seat.status != "waiting" and ("attended" in seat.status or not self.is_refused(seat.pick_id))

    def is_employed_in_period(self, person: Person) -> bool:
        return any(self.employed(person, day) for day in self.period)

    def counts(self, person: Person) -> bool:
        if self.picks_in_plan(person):
            return True
        return self.is_covered(person) and self.is_employed_in_period(person)

    # What counts as what

    def _reaches(self, course: int, other: int) -> bool:
        reached, before = {course}, set[int]()
        while reached != before:
            before = set(reached)
            reached |= {b for a, b in self.counts_as if a in before}
        return other in reached

    # Outside the plan

    def fact(self, course: int, name: str) -> str | None:
        """The own fact where there is one, else None."""
        found = self.own.get((course, name))
        return None if found is None else found.value

    def months(self, course: int) -> int | None:
        own = self.fact(course, "valid_months")
        if own is None:
            return self.courses[course].valid_months
        return int(own) if own else None

    def origin(self, plan: Plan) -> int:
        return plan.id if plan.variant_of_id is None else self.origin(self.plans[plan.variant_of_id])

    def outside(self, person: Person) -> Iterator[tuple[int, dt.date | None, str]]:
        """What satisfies courses from outside: the course, until when, and how."""
        for done in self.completions[person.id]:
            passed = done.result.lower() in ("completed", "passed", "attended")
            if passed and done.course_id is not None and done.completed_on < self.plan.first_day:
                until = done.expires_on or valid_until(done.completed_on, self.months(done.course_id))
                yield done.course_id, until, "done"
        for exempt in self.exemptions[person.id]:
            if exempt.first_day <= self.plan.last_day:
                yield exempt.course_id, exempt.last_day, "exempt"
        for pick in self.picks_of[person.id]:
            plan = self.plans[pick.plan_id]
            if plan.variant_of_id is None and self.origin(plan) != self.origin(self.plan):
                for seat in self.seats_of[pick.id]:
                    yield from self.seat_elsewhere(pick, plan, seat)

    def seat_elsewhere(self, pick: Pick, plan: Plan, seat: Seat) -> Iterator[tuple[int, dt.date | None, str]]:
        """Attended or expected by the plan's last day."""
        last = max((day.day for day in self.days_of[seat.session_id]), default=dt.date.max)
        if self.sessions[seat.session_id].status == "cancelled" or last > self.plan.last_day:
            return
        until = valid_until(last, self.months(pick.course_id))
        if seat.status == "attended":
            if not self.lost(pick, plan, seat):
                yield pick.course_id, until, "done"
        elif seat.status == "booked" and plan.state == "active" and not self.is_refused(pick.id):
            yield pick.course_id, until, "expected"

    def first_of(self, session_id: int) -> dt.date:
        return min((day.day for day in self.days_of[session_id]), default=dt.date.min)

    def lost(self, pick: Pick, plan: Plan, seat: Seat) -> bool:
        """Failed in the same plan after it was attended, before it was attended again."""
        first, again = self.first_of(seat.session_id), dt.date.max
        for other in self.picks_of[pick.person_id]:
            if (other.plan_id, other.course_id) == (plan.id, pick.course_id):
                for each in self.seats_of[other.id]:
                    begins = self.first_of(each.session_id)
                    runs = self.sessions[each.session_id].status != "cancelled"
                    if each.status == "attended" and runs and begins > first:
                        again = min(again, begins)
        told = [
            done
            for done in self.completions[pick.person_id]
            if done.course_id == pick.course_id and first <= done.completed_on <= plan.last_day
        ]
        if not all(self.failed(done) for done in told):
            return False
        return any(done.completed_on < again for done in told)

    # Within the plan

    def standing(self, pick: Pick, completion: Completion | None) -> tuple[str, Decimal, bool, Seat | None]:
        """Where a pick stands, its days, whether it satisfies, and the seat that says so."""
        course = self.courses[pick.course_id]
        own = course.days if pick.days is None else pick.days
        seats = {
            seat.status: seat
            for seat in reversed(self.seats_of[pick.id])
            if self.sessions[seat.session_id].status != "cancelled"
        }
        passed = completion is not None and completion.result.lower() in ("completed", "passed", "attended")
        for status in ("attended", "partly attended"):
            if status in seats:
                seat = seats[status]
                actual = sum((day.portion for day in self.days_of[seat.session_id]), ZERO) or None
                days = next(d for d in (seat.attended_days, pick.days, actual, course.days) if d is not None)
                first = min((day.day for day in self.days_of[seat.session_id]), default=dt.date.min)
                lost = completion is not None and not passed and completion.completed_on >= first
                return "done", days, passed or (status == "attended" and not lost), seat
        if completion is not None:
            return "done", own if completion.days is None else completion.days, passed, None
        if "booked" in seats:
            return "scheduled", own, True, seats["booked"]
        return "open", own, True, seats.get("waiting")

    def failed(self, done: Completion) -> bool:
        return done.result.lower() not in ("completed", "passed", "attended")

    def completion_of(self, pick: Pick) -> Completion | None:
        """The completion within the period that is this attempt's.

        An attempt that was attended has what is recorded up to the end of its session, or else the
        failure that comes next, before the next attempt's session; each other one the next one, and the
        last attempt all that is left; of several the last success.
        """
        left = sorted(
            (
                done
                for done in self.completions[pick.person_id]
                if done.course_id == pick.course_id and done.completed_on in self.period
            ),
            key=lambda done: done.completed_on,
        )
        attempts = sorted(
            (
                each
                for each in self.picks_of[pick.person_id]
                if (each.plan_id, each.course_id) == (pick.plan_id, pick.course_id)
            ),
            key=lambda each: each.attempt,
        )
        for attempt in attempts:
            _, _, _, seat = self.standing(attempt, None)
            if attempt is attempts[-1]:
                taken = left
            elif seat is not None and "attended" in seat.status:
                end = max((day.day for day in self.days_of[seat.session_id]), default=dt.date.min)
                taken = [done for done in left if done.completed_on <= end]
                if not taken and left and self.failed(left[0]):
                    _, _, _, later = self.standing(attempts[attempts.index(attempt) + 1], None)
                    days = self.days_of[later.session_id] if later is not None else []
                    if left[0].completed_on < min((day.day for day in days), default=dt.date.max):
                        taken = left[:1]
            else:
                taken = left[:1]
            left = left[len(taken) :]
            if attempt is pick:
                good = [d for d in taken if d.result.lower() in ("completed", "passed", "attended")]
                found = good or taken
                return found[-1] if found else None
        raise AssertionError(pick)

    def price(self, course: int) -> tuple[Decimal | None, str]:
        own = self.own.get((course, "cost"))
        if own is not None:
            return (Decimal(own.value) if own.value else None), own.currency
        return self.courses[course].cost, self.courses[course].currency

    # Money

    def worth(self, currency: str, day: dt.date) -> Fraction | None:
        """What one unit is worth in the currency of the workspace, EUR, as of a day."""
        if currency == "EUR":
            return Fraction(1)
        found = [rate for rate in self.rates if rate.currency == currency and rate.valid_from <= day]
        return Fraction(max(found, key=lambda rate: rate.valid_from).value) if found else None

    def in_plan(self, amount: Decimal | None, currency: str, day: dt.date) -> Decimal | None:
        """An amount in the currency of the plan, EUR, to the cent."""
        if amount is None or amount == 0 or currency in ("", "EUR"):
            return amount
        worth = self.worth(currency, day)
        return None if worth is None else Decimal(round(Fraction(amount) * worth * 100)) / 100

    def begins(self, session: TrainingSession) -> dt.date:
        return min((day.day for day in self.days_of[session.id]), default=self.plan.first_day)

    def sitting(self, session: TrainingSession) -> list[Seat]:
        picks = {pick.id: pick.person_id for theirs in self.picks_of.values() for pick in theirs}
        there = [seat for seat in self.seats_in[session.id] if self.pays(seat)]
        return sorted(there, key=lambda seat: (picks[seat.pick_id], seat.id))

    def places(self, session: TrainingSession) -> list[Room | None]:
        names = [session.room, *(row.name for row in self.more_rooms if row.session_id == session.id)]
        return [self.rooms.get(name) for name in names]

    def session_parts(self, session: TrainingSession) -> list[Decimal | None]:
        """All that a session costs, amount by amount; None for each that is unknown."""
        seats, days = (
            len(self.sitting(session)) + len(self.kept_in(session)),
            len({day.day for day in self.days_of[session.id]}),
        )
        times = {"whole": 1, "day": days, "seat": seats, "seat and day": seats * days, "seat price": 0}
        names = [session.trainer, *(row.name for row in self.more_trainers if row.session_id == session.id)]
        teaching = [self.trainers.get(name) for name in names]
        bills: list[tuple[Decimal | None, str, int]] = [(session.cost or ZERO, session.currency, 1)]
        for each in (*teaching, *self.places(session)):
            if each is not None:
                bills.append((each.day_cost or ZERO, each.currency, days))
        for item in self.cost_items:
            of_plan = item.plan_id == session.plan_id and item.per != "whole"
            if item.session_id == session.id or item.course_id == session.course_id or of_plan:
                bills.append((item.amount, item.currency, times[item.per]))
        day = self.begins(session)
        return [
            None if amount is None else self.in_plan(amount * count, currency, day)
            for amount, currency, count in bills
            if count
        ]

    def kept_in(self, session: TrainingSession) -> list[str]:
        """The teams for which seats are kept, once for each seat; none where it was held."""
        if session.status in ("held", "cancelled"):
            return []
        rows = [row for row in self.reservations if row.session_id == session.id]
        return [row.team for row in rows for _ in range(row.seats)]

    def cents(self, session: TrainingSession) -> list[int]:
        """What each seat bears of what the session costs, those that are kept last."""
        parts = self.session_parts(session)
        cents = [0] * (len(self.sitting(session)) + len(self.kept_in(session)))
        for n in range(int(sum((part for part in parts if part is not None), ZERO) * 100)):
            cents[n % len(cents)] += 1
        return cents

    def kept(self) -> Iterator[tuple[str, int, str, list[Decimal | None]]]:
        """Of each seat that is kept the team, the course, the status of its session, and what it costs."""
        for session in self.sessions.values():
            if session.plan_id != self.plan.id or not self.kept_in(session):
                continue
            prices = [
                self.in_plan(item.amount, item.currency, self.begins(session))
                for item in self.cost_items
                if item.session_id == session.id and item.per == "seat price"
            ]
            own = self.in_plan(*self.price(session.course_id), self.begins(session))
            unknown: list[Decimal | None] = [None] if None in self.session_parts(session) else []
            sitting, cents = len(self.sitting(session)), self.cents(session)
            for place, team in enumerate(self.kept_in(session), sitting):
                bill = [Decimal(cents[place]) / 100, *unknown, *(prices or [own])]
                archived = self.plan.state == "archived"
                yield team, session.course_id, session.status, [ZERO] if archived else bill

    def share(self, seat: Seat) -> list[Decimal | None]:
        """The seat's part of what the session costs, and the way there."""
        session = self.sessions[seat.session_id]
        parts = self.session_parts(session)
        seats = [each.id for each in self.sitting(session)]
        cents = self.cents(session)
        borne: list[Decimal | None] = [Decimal(cents[seats.index(seat.id)]) / 100]
        if None in parts:
            borne.append(None)
        (person,) = (
            self.people[each]
            for each, theirs in self.picks_of.items()
            for p in theirs
            if p.id == seat.pick_id
        )
        room = self.places(session)[0]
        if session.mode == "on site" and room is not None:
            for here, there in ((person.location, room.site), (room.site, person.location)):
                found = [way for way in self.ways if (way.from_site, way.to_site) == (here, there)]
                if found:
                    borne.append(self.in_plan(found[0].amount, found[0].currency, self.begins(session)))
                    break
        return borne

    def seat_price(self, seat: Seat, course: int) -> Decimal | None:
        session = self.sessions[seat.session_id]
        for item in self.cost_items:
            if item.session_id == session.id and item.per == "seat price":
                return self.in_plan(item.amount, item.currency, self.begins(session))
        return self.in_plan(*self.price(course), self.begins(session))

    def bill(self, pick: Pick, status: str, seat: Seat | None, completion: Completion | None) -> list[Any]:
        """The parts of what a pick costs, None for each that is unknown."""
        seats = [
            each
            for each in self.seats_of[pick.id]
            if self.pays(each) and self.sessions[each.session_id].status != "cancelled"
        ]
        attended = seat is not None and "attended" in seat.status
        parts = [part for each in seats for part in self.share(each)]
        if completion is not None and not attended and completion.cost is not None:
            return [*parts, completion.cost]
        if seats:
            return [*parts, *(self.seat_price(each, pick.course_id) for each in seats)]
        return [self.in_plan(*self.price(pick.course_id), self.plan.first_day)]

    def nobody(self) -> list[Decimal | None]:
        """What sessions without seats, those called off, and the plan itself cost."""
        if self.plan.state == "archived":
            kept = self.plan.kept_cost or ZERO
            return [abs(kept), *([None] if kept < 0 else [])]
        found = [
            part
            for session in self.sessions.values()
            if session.plan_id == self.plan.id and session.status != "cancelled"
            if not self.sitting(session) and not self.kept_in(session)
            for part in self.session_parts(session)
        ]
        for session in self.sessions.values():
            if session.plan_id == self.plan.id and session.status == "cancelled":
                amount = session.cancel_cost or ZERO
                found.append(self.in_plan(amount, session.cancel_currency, self.begins(session)))
        for item in self.cost_items:
            if item.plan_id == self.plan.id and item.per == "whole":
                found.append(self.in_plan(item.amount, item.currency, self.plan.first_day))
        return found

    def pick(self, pick: Pick) -> SlowPick:
        completion = self.completion_of(pick)
        status, days, satisfies, seat = self.standing(pick, completion)
        parts = self.bill(pick, status, seat, completion)
        cost = sum((part for part in parts if part is not None), ZERO)
        is_known = None not in parts
        if self.plan.state == "archived":
            days = days if pick.kept_days is None else pick.kept_days
            cost, is_known = pick.kept_cost or ZERO, pick.kept_cost is not None
        return SlowPick(pick, status, days, satisfies, cost, is_known)

    # The need

    def tracks_of(self, person: Person) -> list[int]:
        further = {row.track_id for row in self.further[person.id]} - {person.primary_track_id}
        primary = [] if person.primary_track_id is None else [person.primary_track_id]
        return primary + [track for track in self.tracks if track in further]

    def person(self, person: Person) -> SlowPerson:
        picks = [self.pick(pick) for pick in self.picks_in_plan(person)]
        found = SlowPerson(person.primary_track_id, list(self.needs(person, picks)), picks)
        for pick in picks:
            found.figures[pick.status] += pick.days
            found.figures["cost"] += pick.cost
            found.picks_without_price += not pick.is_price_known
        for need in found.needs:
            found.figures["required"] += need.days
            if need.state != "satisfied":
                found.figures["credited" if need.state == "credited" else "gap"] += need.days
        return found

    def needs(self, person: Person, picks: list[SlowPick]) -> Iterator[SlowNeed]:
        if not self.is_employed_in_period(person):
            return
        own = SlowHistory(self, list(self.outside(person)), [pick for pick in picks if pick.satisfies])
        last = self.plan.last_day
        for course in self.required(person, own):
            hows = own.credited_by(course)
            state = "credited" if hows else "satisfied" if own.statuses(course) else "missing"
            if state == "missing" and not self.employed(person, last):
                continue
            due = None if hows else own.due(course)
            yield SlowNeed(course, self.courses[course].days, state, hows == {"expected"}, due)

    def required(self, person: Person, own: "SlowHistory") -> list[int]:
        required: list[int] = []
        tracks = self.tracks_of(person)
        for track in tracks:
            for item in self.items:
                if (item.track_id, item.kind) == (track, "required") and item.course_id not in required:
                    required.append(item.course_id)
        for track in tracks:
            for group in (group for group in self.groups if group.track_id == track):
                chosen = self.chosen(group, required, own)
                required += [course for course in chosen if course not in required]
        return required

    def chosen(self, group: PathGroup, required: list[int], own: "SlowHistory") -> list[int]:
        members = [item.course_id for item in self.items if item.group_id == group.id]
        choice = [course for course in members if not own.is_only_through(course, members)]
        chosen: list[int] = []
        tests: list[Callable[[int], bool]] = [
            lambda course: course in required,
            lambda course: bool(own.credited_by(course)),
            lambda course: "done" in own.statuses(course),
            lambda course: "scheduled" in own.statuses(course),
            lambda course: "open" in own.statuses(course),
            lambda course: True,
        ]
        for test in tests:
            left = [course for course in choice if course not in chosen and test(course)]
            while left and len(chosen) < group.choose:
                shortest = min(self.courses[course].days for course in left)
                first = next(course for course in left if self.courses[course].days == shortest)
                chosen.append(first)
                left.remove(first)
        return chosen

    def everybody(self) -> dict[int, SlowPerson]:
        """All who count, by id."""
        return {key: self.person(person) for key, person in self.people.items() if self.counts(person)}

    def path_days(self, track: int) -> Decimal:
        """Days of what is required and of the shortest choice of each group."""
        items = [item for item in self.items if item.track_id == track]
        total = sum((self.courses[i.course_id].days for i in items if i.kind == "required"), ZERO)
        for group in self.groups:
            if group.track_id == track:
                days = sorted(self.courses[i.course_id].days for i in items if i.group_id == group.id)
                total += sum(days[: group.choose], ZERO)
        return total


@dataclass
class SlowHistory:
    """What one person has from outside, and the picks that satisfy anything."""

    slow: Slow
    outside: list[tuple[int, dt.date | None, str]]
    picks: list[SlowPick]

    def serves(self, taken: int, how: str, course: int) -> bool:
        return taken == course if how == "exempt" else self.slow.reaches(taken, course)

    def valid(self, course: int) -> list[tuple[int, str]]:
        last = self.slow.plan.last_day
        return [
            (taken, how)
            for taken, until, how in self.outside
            if (until is None or until >= last) and self.serves(taken, how, course)
        ]

    def credited_by(self, course: int) -> set[str]:
        return {how for _, how in self.valid(course)}

    def statuses(self, course: int) -> set[str]:
        return {pick.status for pick in self.picks if self.slow.reaches(pick.pick.course_id, course)}

    def is_only_through(self, course: int, group: list[int]) -> bool:
        by = {taken for taken, _ in self.valid(course)}
        by |= {p.pick.course_id for p in self.picks if self.slow.reaches(p.pick.course_id, course)}
        return bool(by) and course not in by and by <= set(group)

    def due(self, course: int) -> dt.date | None:
        plan = self.slow.plan
        ends = [
            until
            for taken, until, how in self.outside
            if until is not None and self.serves(taken, how, course)
            if plan.first_day <= until < plan.last_day
        ]
        return max(ends, default=None)


def summed(people: Iterable[SlowPerson]) -> dict[str, Decimal]:
    """The figures of several people together."""
    sums = dict.fromkeys(FIGURES, ZERO)
    for person in people:
        for name in FIGURES:
            sums[name] += person.figures[name]
    return sums
