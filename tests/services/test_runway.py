"""What expires in the months to come, and who is to renew it where, against a slow reading."""

import datetime as dt
from decimal import Decimal
from itertools import combinations
from random import Random

import pytest
from sqlalchemy.orm import Session

from pmplanner.models import Certificate, CourseCertificate, PersonCertificate
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.people.certificates import (
    HOURS_A_DAY,
    add_held_certificate,
    list_held_certificates,
    renew_held_certificate,
)
from pmplanner.services.people.expiry import expiry_of
from pmplanner.services.sessions.sessions import set_session_days
from pmplanner.services.views.runway import Expiry, Runway, read_runway
from pmplanner.services.views.runway_picture import RunwayGroup, lay_out, what_expires, what_of
from pmplanner.storage.workspace import Workspace
from tests.services.random_needs import DAYS
from tests.services.slow_needs import Slow, valid_until
from tests.services.small_plan import make as make_small
from tests.services.test_needs_by_force import made, shared
from tests.tiers import seeds

__all__ = ["shared"]

TODAY = dt.date(2026, 12, 7)
UNTIL = dt.date(2028, 6, 7)
PASSED = ("completed", "passed", "attended")


def certify(db: Session, slow: Slow, seed: int) -> None:
    """Let people hold certificates that some of the courses lead to or renew."""
    random = Random(seed)
    for n in range(2):
        row = Certificate(
            code=f"X{n}",
            name=f"Certificate {n}",
            renewal_months=random.choice([12, 24, None]),
            units=random.choice([None, 8, 20]),
            unit="PDU",
            hours_per_unit=random.choice([None, Decimal(2)]),
        )
        db.add(row)
        db.flush()
        for course in slow.courses:
            kind = random.choice(["leads to", "renews", "", ""])
            if kind:
                db.add(CourseCertificate(course_id=course, certificate_id=row.id, kind=kind))
        for person in slow.people:
            if random.random() < 0.6:
                until = random.choice([None, *DAYS[4:]])
                units = random.choice([None, Decimal("3.5")])
                db.add(
                    PersonCertificate(person_id=person, certificate_id=row.id, valid_until=until, units=units)
                )
    db.flush()


class SlowRunway:
    """What each course of each person is valid until, asked one by one."""

    def __init__(self, db: Session, slow: Slow) -> None:
        self.db, self.slow = db, slow
        self.counting = slow.everybody()

    def passed(self, person: int) -> list[tuple[int, dt.date, dt.date | None]]:
        """The courses that somebody ended with success, when, and until when they hold."""
        slow = self.slow
        found = [
            (
                done.course_id,
                done.completed_on,
                done.expires_on or valid_until(done.completed_on, slow.months(done.course_id)),
            )
            for done in slow.completions[person]
            if done.course_id is not None and done.result.lower() in PASSED
        ]
        for pick in slow.picks_of[person]:
            plan = slow.plans[pick.plan_id]
            other = plan.variant_of_id is None and slow.origin(plan) != slow.origin(slow.plan)
            if plan.id != slow.plan.id and not other:
                continue
            for seat in slow.seats_of[pick.id]:
                runs = slow.sessions[seat.session_id].status != "cancelled"
                if (
                    slow.days_of[seat.session_id]
                    and runs
                    and seat.status == "attended"
                    and not slow.lost(pick, plan, seat)
                ):
                    day = max(each.day for each in slow.days_of[seat.session_id])
                    found.append((pick.course_id, day, valid_until(day, slow.months(pick.course_id))))
        return found

    def ends(self, person: int, course: int) -> set[dt.date | None]:
        """Until when each thing that satisfies a course holds."""
        found = {until for taken, _, until in self.passed(person) if self.slow.reaches(taken, course)}
        for exempt in self.slow.exemptions[person]:
            if exempt.course_id == course:
                found.add(None if exempt.last_day == dt.date(9999, 12, 31) else exempt.last_day)
        return found

    def coming(self, person: int) -> list[tuple[int, Decimal, dt.date | None]]:
        """The courses that somebody is to take, with their days, and the last day where a seat is booked."""
        slow = self.slow
        found: list[tuple[int, Decimal, dt.date | None]] = []
        for pick in self.counting[person].picks:
            if pick.status != "done":
                days = [
                    max(each.day for each in slow.days_of[seat.session_id])
                    for seat in slow.seats_of[pick.pick.id]
                    if slow.days_of[seat.session_id]
                    and seat.status == "booked"
                    and slow.sessions[seat.session_id].status != "cancelled"
                ]
                found.append((pick.pick.course_id, pick.days, days[0] if days else None))
        for row in slow.picks_of[person]:
            plan = slow.plans[row.plan_id]
            if plan.variant_of_id is not None or slow.origin(plan) == slow.origin(slow.plan):
                continue
            if slow.is_refused(row.id):
                continue
            for seat in slow.seats_of[row.id]:
                runs = slow.sessions[seat.session_id].status != "cancelled"
                if (
                    slow.days_of[seat.session_id]
                    and runs
                    and seat.status == "booked"
                    and plan.state == "active"
                ):
                    day = max(each.day for each in slow.days_of[seat.session_id])
                    found.append((row.course_id, slow.courses[row.course_id].days, day))
        return found

    def lines(self) -> dict[tuple[int, int], tuple[dt.date, str, bool]]:
        found = {}
        for person, theirs in self.counting.items():
            required = {need.course for need in theirs.needs}
            own = {course for course, _, _ in self.passed(person)}
            own |= {exempt.course_id for exempt in self.slow.exemptions[person]}
            own = {each for each in own if not any(self.slow.reaches(each, other) for other in required)}
            for course in required | own:
                ends = self.ends(person, course)
                if not ends or None in ends:
                    continue
                last = max(end for end in ends if end is not None)
                if TODAY <= last <= UNTIL and self.slow.employed(self.slow.people[person], last):
                    state = self.state(person, course, last)
                    found[person, course] = last, state, course in required
        return found

    def state(self, person: int, course: int, last: dt.date) -> str:
        days = [day for taken, _, day in self.coming(person) if self.slow.reaches(taken, course)]
        if any(day is not None and day <= last for day in days):
            return "seated"
        if None in days:
            return "picked"
        return "seated too late" if days else "missing"


def check_sessions(runway: Runway, slow: Slow) -> None:
    """Who misses a renewal within the plan sits in one session of it that ends in time, or is named."""
    due = {
        (line.person_id, course): line.valid_until
        for line in reversed(runway.lines)
        if line.state == "missing" and line.is_required
        for course in line.renewed_by
    }
    within = {
        key: until
        for key, until in due.items()
        if until >= slow.plan.first_day and (expiry_of(until, -3) or dt.date.min) < slow.plan.last_day
    }
    seated = [(person, each.course_id) for each in runway.sessions for person in each.people]
    assert sorted([*seated, *runway.too_late]) == sorted(within)
    for each in runway.sessions:
        for person in each.people:
            until = within[person, each.course_id]
            assert (expiry_of(until, -3) or dt.date.min) < each.last_day <= until
        most = slow.courses[each.course_id].max_seats
        if each.session_id is None:
            assert most is None or len(each.people) <= most
            assert each.first_day >= slow.plan.first_day
            assert each.last_day <= slow.plan.last_day


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(14, 600))
def test_what_expires_is_what_a_slow_reading_finds(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        certify(db, slow, seed)
        for course in slow.courses.values():
            course.max_seats = Random(seed + course.id).choice([None, 1, 2])
        db.flush()
        runway = read_runway(db, plan, TODAY)
        found = {
            (line.person_id, line.course_id): (line.valid_until, line.state, line.is_required)
            for line in runway.lines
            if line.course_id is not None
        }
        assert found == SlowRunway(db, slow).lines()
        check_sessions(runway, slow)


@pytest.mark.parametrize("seed", seeds(4, 60))
def test_laid_out_each_line_stands_once_in_its_month_whatever_a_row_is(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        certify(db, slow, seed)
        runway = read_runway(db, plan, TODAY)
    everybody = set(runway.people)
    groups: tuple[RunwayGroup, ...] = ("person", "what", "team")
    for by in groups:
        picture = lay_out(runway, by, everybody)
        stand = [
            (picture.months[place], line)
            for row in picture.rows
            for place, lines in row.cells.items()
            for line in lines
        ]
        assert sorted(map(str, stand)) == sorted(str((f"{e.valid_until:%Y-%m}", e)) for e in runway.lines)
        assert picture.sessions == runway.sessions
        assert (picture.picks(), picture.late()) == (runway.picks(), len(runway.too_late))
    some = {person for person in everybody if person % 2}
    parts = [lay_out(runway, "person", people) for people in (some, everybody - some)]
    assert sorted(pair for part in parts for pair in part.picks()) == runway.picks()
    assert sum(part.late() for part in parts) == len(runway.too_late)
    for what, *_ in what_expires(runway):
        shown = lay_out(runway, "person", everybody, what)
        assert {what_of(line) for line in shown.lines} == {what}
        asked = {(line.person_id, course) for line in shown.lines for course in line.renewed_by}
        assert set(shown.picks()) <= asked
    for line in runway.lines[:1]:
        days = (89, 90, 91)
        ends = [line._replace(valid_until=TODAY + dt.timedelta(days=each)) for each in days]
        assert [parts[0].is_near(each) for each in ends] == [True, True, False]


def units_by_hand(slow: Slow, person: int, held: PersonCertificate, db: Session) -> Decimal:
    """What a person earned in the months of the rule before the last day."""
    certificate = db.get_one(Certificate, held.certificate_id)
    total = held.units or Decimal(0)
    if held.valid_until is None or certificate.renewal_months is None:
        return total
    courses = {
        link.course_id for link in db.query(CourseCertificate).filter_by(certificate_id=held.certificate_id)
    }
    begins = expiry_of(held.valid_until, -certificate.renewal_months) or dt.date.min
    spans: list[tuple[int, dt.date, dt.date]] = []
    for pick in slow.picks_of[person]:
        for seat in slow.seats_of[pick.id]:
            runs = slow.sessions[seat.session_id].status != "cancelled"
            days = slow.days_of[seat.session_id]
            whole = slow.plans[pick.plan_id].variant_of_id is None and seat.status == "attended"
            if days and runs and whole and pick.course_id in courses:
                first, last = min(each.day for each in days), max(each.day for each in days)
                spans.append((pick.course_id, first, last))
                if begins < last <= held.valid_until:
                    length = sum((each.portion for each in days), Decimal(0))
                    took = next(n for n in (seat.attended_days, pick.days, length) if n is not None)
                    total += took * HOURS_A_DAY / (certificate.hours_per_unit or 1)
    for done in slow.completions[person]:
        if any(done.course_id == course and a <= done.completed_on <= b for course, a, b in spans):
            continue
        within = begins < done.completed_on <= held.valid_until
        if done.result.lower() in PASSED and within and done.course_id in courses:
            took = slow.courses[done.course_id].days if done.days is None else done.days
            total += took * HOURS_A_DAY / (certificate.hours_per_unit or 1)
    return total


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(10, 400))
def test_certificates_say_what_is_missing_and_the_fewest_days_for_it(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        certify(db, slow, seed)
        reading = SlowRunway(db, slow)
        lines: dict[int | None, Expiry] = {line.held_id: line for line in read_runway(db, plan, TODAY).lines}
        for held in db.query(PersonCertificate):
            person, until = held.person_id, held.valid_until
            shown = until is not None and person in reading.counting and TODAY <= until <= UNTIL
            if until is None or not shown or not slow.employed(slow.people[person], until):
                assert held.id not in lines
                continue
            certificate = db.get_one(Certificate, held.certificate_id)
            links = list(db.query(CourseCertificate).filter_by(certificate_id=certificate.id))
            renew = {link.course_id for link in links if link.kind == "renews"}
            renew = renew or {link.course_id for link in links}
            hours = HOURS_A_DAY / (certificate.hours_per_unit or 1)
            line = lines[held.id]
            if certificate.units is None:
                days = [day for taken, _, day in reading.coming(person) if taken in renew]
                good = any(day is not None and day <= until for day in days)
                expected = "seated" if good else "picked" if None in days else "seated too late"
                assert line.state == (expected if days else "missing")
                if line.state == "missing" and renew:
                    shortest = min(slow.courses[course].days for course in renew)
                    assert [slow.courses[course].days for course in line.renewed_by] == [shortest]
                continue
            counting = {link.course_id for link in links}
            left = max(Decimal(0), certificate.units - units_by_hand(slow, person, held, db))
            coming = [each for each in reading.coming(person) if each[0] in counting]
            left -= sum((days * hours for _, days, _ in coming), Decimal(0))
            assert (line.state == "missing") == (left > 0)
            if line.state == "missing":
                assert line.units_missing == left
                free = renew - {course for course, _, _ in coming}
                sets = [c for n in range(len(free) + 1) for c in combinations(sorted(free), n)]
                days_of = {c: sum((slow.courses[each].days for each in c), Decimal(0)) for c in sets}
                enough = [days for days in days_of.values() if days * hours >= left]
                assert days_of[tuple(sorted(line.renewed_by))] == min(enough, default=days_of[sets[-1]])


def test_a_certificate_is_renewed_by_its_rule_and_units_begin_anew(shared: Workspace) -> None:
    with made(shared, 1) as (db, _, slow):
        certificate = Certificate(code="PMX", name="Project M", renewal_months=36, units=60)
        db.add(certificate)
        db.flush()
        person = next(iter(slow.people))
        held = add_held_certificate(
            db, person, certificate.id, valid_until=dt.date(2027, 1, 31), units=Decimal(12)
        )
        assert [each.units_missing for each in list_held_certificates(db, {person})] == [48]
        with pytest.raises(PlanError, match="holds PMX already"):
            add_held_certificate(db, person, certificate.id)
        assert renew_held_certificate(db, held) == dt.date(2030, 1, 31)
        assert [each.units_missing for each in list_held_certificates(db, {person})] == [60]
        with pytest.raises(PlanError, match="a renewal ends later"):
            renew_held_certificate(db, held, dt.date(2029, 1, 1))


def test_a_session_on_a_closed_day_gives_its_free_seats_and_new_ones_are_on_open_days(
    blank: Workspace,
) -> None:
    friday = dt.date(2027, 3, 5)
    saturday, sunday = friday + dt.timedelta(days=1), friday + dt.timedelta(days=2)
    with blank.edit("Fill") as db:
        small = make_small(db)
        for code, length in (("ONE", 1), ("TWO", 2)):
            small.course(code, str(length), max_seats=1)
            paper = Certificate(code=f"P{code}", name=code, renewal_months=12)
            db.add(paper)
            db.flush()
            db.add(CourseCertificate(course_id=small.courses[code], certificate_id=paper.id, kind="renews"))
            there = small.run(code, friday, seats_max=1)
            set_session_days(db, there, [Day(saturday)])
            for name in "AB":
                add_held_certificate(db, small.person(code + name), paper.id, valid_until=sunday)
        runway = read_runway(db, small.plan, dt.date(2027, 1, 3), window_months=1)
    new = [each for each in runway.sessions if each.session_id is None]
    free = [each for each in runway.sessions if each.session_id is not None]
    assert [(each.last_day, len(each.people)) for each in free] == [(saturday, 1)] * 2
    assert [each.last_day for each in new] == [friday] * 2
    assert sorted((each.last_day - each.first_day).days for each in new) == [0, 1]
    assert runway.too_late == []
