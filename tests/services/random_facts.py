"""Random plain rows with all that checks look at, small and crowded so that much goes wrong."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from pmplanner.models import TrainerPart
from pmplanner.services.calendar.open_days import ClosedDays, Span
from pmplanner.services.money.budgets import BudgetRow
from pmplanner.services.needs.cover import Cover
from pmplanner.services.people.certificates import Renewing
from pmplanner.services.pick_status.nobody import Nobody
from pmplanner.services.policies.policies import Policies, PolicyRow
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.services.problems.reading.rows import (
    Booking,
    EquipmentFacts,
    Facts,
    OtherPick,
    Part,
    PersonFacts,
    RoomFacts,
    SessionFacts,
    TrainerFacts,
)
from pmplanner.services.resources.further import Teacher
from pmplanner.services.resources.staff import Staff
from pmplanner.services.totals.budget import Share, Spending

MONDAY = dt.date(2027, 3, 1)
DAY = dt.timedelta(days=1)
COURSES, PEOPLE, EQUIPMENT = (1, 2, 3, 4), (11, 12, 13, 14), (21, 22)
TEAMS, SITES, ROOMS, TRAINERS = (
    ("", "Sales", "Ops"),
    ("", "Oslo", "Bergen"),
    ("", "A", "B", "C"),
    ("", "X", "Y", "Z"),
)
ZONES = ("", "Etc/GMT-5", "Etc/GMT+7")
STATUSES = ("booked", "booked", "booked", "attended", "partly attended", "absent")

# Made once: to make and check a strategy takes longer than to draw from it.
days = st.integers(0, 11).map(lambda offset: MONDAY + offset * DAY)
week = st.integers(1, 127)
maybe_day, maybe_week = st.none() | days, st.none() | week
maybe_begin = st.none() | st.integers(5, 10).map(dt.time)
maybe_end = st.none() | st.integers(14, 19).map(dt.time)
maybe_person = st.none() | st.sampled_from(PEOPLE)
maybe_limit, maybe_percent = st.none() | st.integers(0, 8), st.none() | st.integers(0, 100)
maybe_room, maybe_expiry = st.none() | st.integers(1, 3), st.none() | st.integers(0, 9)
some_room, some_trainer = st.sampled_from(ROOMS), st.sampled_from(TRAINERS)
other_rooms, other_trainers = st.permutations(ROOMS), st.permutations(TRAINERS)
further, trainer_parts = st.sampled_from([0, 0, 1, 2]), st.sampled_from(TrainerPart)
few_seats, most_seats = st.sampled_from([None, 0, 1, 2]), st.sampled_from([None, 1, 3])
keeping = st.sampled_from([(), (("sales", 1),), (("ops", 1), ("sales", 2))])
asked = st.dictionaries(st.sampled_from(EQUIPMENT), st.integers(1, 2))
of_plans = st.sampled_from(["", "Other plan"])
some_days, few_days = st.sets(days, min_size=1, max_size=3), st.sets(days, max_size=2)
a_course, two_courses = (
    st.sets(st.sampled_from(COURSES), max_size=1),
    st.sets(st.sampled_from(COURSES), max_size=2),
)
one_taken, taught = (st.frozensets(st.sampled_from(COURSES), max_size=most) for most in (1, 3))
standing = st.frozensets(st.sampled_from(EQUIPMENT))
actions = st.sampled_from(["block", "warn", "warn", "ignore"])
validities = st.sampled_from([None, None, 1, 6])
weeks = st.sampled_from([31, 31, 63, 127, 15])
orders = st.lists(st.sampled_from(PEOPLE), unique=True)


@cache
@st.composite
def parts(draw: st.DrawFn) -> tuple[Part, ...]:
    zone = draw(st.sampled_from(ZONES))
    found = []
    for day in sorted(draw(some_days)):
        start = draw(st.integers(8, 15))
        end = draw(st.integers(start + 1, 17))
        found.append(Part(day, dt.time(start), dt.time(end), zone, draw(st.integers(1, 4))))
    return tuple(found)


@cache
@st.composite
def spans(draw: st.DrawFn) -> tuple[dt.date, dt.date]:
    first = draw(days)
    return first, first + draw(st.integers(0, 2)) * DAY


shut = st.lists(spans(), max_size=2, unique=True)
absences = shut.map(lambda found: [(first, last, "Leave") for first, last in sorted(found)])


other_picks = st.integers(-40, 250).map(
    lambda offset: OtherPick("Other plan", MONDAY - 400 * DAY, MONDAY + offset * DAY)
)


@cache
@st.composite
def people(draw: st.DrawFn, person_id: int) -> PersonFacts:
    team = draw(st.sampled_from(TEAMS))
    return PersonFacts(
        person_id,
        f"Person {person_id}",
        team,
        draw(st.sampled_from(SITES)),
        draw(maybe_day),
        draw(maybe_day),
        draw(maybe_week),
        team_key=team.lower(),
        begins=draw(maybe_begin),
        ends=draw(maybe_end),
        zone=draw(st.sampled_from(ZONES)),
    )


@cache
@st.composite
def runs(draw: st.DrawFn, number: int) -> SessionFacts:
    room, trainer = draw(some_room), draw(some_trainer)
    beside, teaching = draw(other_rooms), draw(other_trainers)
    count = draw(further)
    return SessionFacts(
        number,
        f"R-{number}",
        draw(st.sampled_from(COURSES)),
        draw(few_seats),
        draw(parts()),
        draw(most_seats),
        draw(st.booleans()) and draw(st.booleans()),
        draw(st.booleans()) and draw(st.booleans()),
        room,
        trainer,
        further_rooms=tuple(name for name in beside if room and name not in ("", room))[:count],
        further_trainers=tuple(
            Teacher(name, draw(trainer_parts)) for name in teaching if trainer and name not in ("", trainer)
        )[:count],
        kept=draw(keeping),
        asks=tuple(sorted(draw(asked).items())),
        plan=draw(of_plans) if number > 1 else "",
    )


@cache
@st.composite
def trainers(draw: st.DrawFn, name: str) -> TrainerFacts:
    return TrainerFacts(
        name,
        draw(maybe_day),
        draw(maybe_day),
        draw(maybe_week),
        draw(taught),
        tuple(draw(absences)),
        draw(maybe_person),
    )


maybe_spell = st.just(((None, None),)) | st.lists(st.tuples(maybe_day, maybe_day), max_size=2).map(tuple)


@cache
@st.composite
def covers(draw: st.DrawFn, number: int) -> Cover:
    by_course = draw(st.booleans())
    return Cover(
        number,
        f"Rule {number}",
        draw(st.sampled_from(("", *TEAMS))),
        draw(st.sampled_from([1, 1, 2, 3])),
        "it",
        draw(maybe_day) if draw(st.booleans()) else None,
        draw(maybe_day) if draw(st.booleans()) else None,
        frozenset(draw(two_courses)) if by_course else None,
        {} if by_course else {person: draw(maybe_spell) for person in PEOPLE},
    )


_TAKEN = [(course, is_exemption) for is_exemption in (False, True) for course in COURSES]


@cache
@st.composite
def completions(draw: st.DrawFn) -> tuple[int, dt.date, dt.date | None, bool]:
    done = draw(days) - draw(st.integers(0, 6)) * DAY
    offset = draw(maybe_expiry)
    expiry = None if offset is None else done + offset * DAY
    course, is_exemption = draw(st.sampled_from(_TAKEN))
    return course, done, expiry, is_exemption


held = st.builds(
    Renewing,
    st.integers(1, 2),
    st.just("PMX"),
    days,
    st.frozensets(st.sampled_from(COURSES), min_size=1, max_size=3),
    st.integers(1, 9),
).map(lambda each: each._replace(code=f"PM{each.certificate_id}"))
# Each is held once.
several = st.lists(held, max_size=2, unique_by=lambda each: each.certificate_id).map(tuple)
certificates = st.dictionaries(st.sampled_from(PEOPLE), several)


@cache
@st.composite
def policy_rows(draw: st.DrawFn) -> list[PolicyRow]:
    rows = []
    for kind in KINDS.values():
        wanted = ("", "Sales") if kind.of_teams else ("",)
        for of_plan in (None, 1):
            for team in wanted:
                if draw(st.integers(0, 3 if kind.counts else 9)) == 0:
                    action = draw(actions)
                    limit = draw(maybe_limit) if kind.counts else None
                    size = None if limit is None else Decimal(limit) / (4 if "days" in kind.name else 1)
                    percent = draw(maybe_percent) if kind.takes_percent else None
                    rows.append(PolicyRow(of_plan, kind.name, team, action, size, percent))
    return rows


histories = st.dictionaries(st.sampled_from(PEOPLE), st.lists(completions(), min_size=1, max_size=4))
all_taken = st.dictionaries(st.sampled_from(PEOPLE), one_taken)
elsewhere = st.dictionaries(
    st.sampled_from(PEOPLE),
    st.dictionaries(st.sampled_from(COURSES), st.lists(other_picks, max_size=2).map(tuple)),
)
unapproved = st.dictionaries(st.sampled_from(PEOPLE), st.just(frozenset({1})), max_size=2)
teachers = {person: st.sampled_from([*TRAINERS[1:], f"Person {person}"]) for person in PEOPLE}


@st.composite
def all_facts(draw: st.DrawFn) -> tuple[Facts, list[PolicyRow]]:
    """Facts, and the policies in them as rows."""
    rows = draw(policy_rows())
    first = draw(days) - 6 * DAY
    facts = Facts(
        first,
        first + draw(st.integers(6, 18)) * DAY,
        people={person: draw(people(person)) for person in PEOPLE},
        absences={person: draw(absences) for person in PEOPLE},
        satisfied=draw(histories),
        renewing=draw(certificates),
        today=draw(days),
        taken=draw(all_taken),
        picks={person: dict.fromkeys(draw(two_courses), 0) for person in PEOPLE},
        picked_elsewhere=draw(elsewhere),
        days={course: draw(st.integers(1, 8)) for course in COURSES},
        validity={course: draw(validities) for course in COURSES},
        titles={course: f"Course {course}" for course in COURSES},
        # The courses before a course have smaller ids, so that none needs itself.
        prerequisites={course: tuple(range(1, course)) for course in COURSES[1:] if draw(st.booleans())},
        serves={course: frozenset({course, *draw(a_course)}) for course in COURSES},
        rooms={
            name.lower(): RoomFacts(
                name,
                draw(st.sampled_from(SITES)),
                draw(maybe_room),
                draw(standing),
            )
            for name in ROOMS[1:]
            if draw(st.booleans())
        },
        trainers={name.lower(): draw(trainers(name)) for name in TRAINERS[1:] if draw(st.booleans())},
        staff=Staff.of((person, draw(teachers[person]), "", None) for person in PEOPLE),
        equipment={
            number: EquipmentFacts(f"Thing {number}", draw(st.integers(0, 3))) for number in EQUIPMENT
        },
        week=draw(weeks),
        closed=ClosedDays({site.lower(): dict.fromkeys(draw(few_days), "Shut") for site in SITES}),
        blackouts={team.lower(): [Span(*span) for span in draw(shut)] for team in TEAMS[1:]},
        policies=Policies(rows),
    )
    _fill(draw, facts)
    if draw(st.booleans()):
        _let_expire(draw, facts)
    facts.cover = tuple(draw(covers(number)) for number in range(31, 31 + draw(st.integers(0, 3))))
    facts.asks_approval, facts.unapproved = draw(st.booleans()), draw(unapproved)
    if draw(st.booleans()):
        facts.spending = _spend(draw, facts)
    return facts, rows


amounts = st.integers(0, 300).map(lambda cents: Decimal(cents) / 4)


def _spend(draw: st.DrawFn, facts: Facts) -> Spending:
    """Let people of two tracks and of teams cost something, and set some budgets."""
    shares = {
        person: (
            draw(st.sampled_from([None, 1, 2])),
            known.team_key,
            Share(draw(amounts), draw(amounts), draw(amounts), draw(st.integers(0, 2))),
        )
        for person, known in facts.people.items()
    }
    rows = [BudgetRow("track", 1, "Sales", draw(amounts))] if draw(st.booleans()) else []
    rows += [BudgetRow("team", 0, team, draw(amounts)) for team in TEAMS[1:] if draw(st.booleans())]
    return Spending("Plan", draw(st.none() | amounts), tuple(rows), "EUR", shares, {}, Nobody())


def _fill(draw: st.DrawFn, facts: Facts) -> None:
    for number in range(1, draw(st.integers(1, 5)) + 1):
        facts.set_session(draw(runs(number)))
    if draw(st.booleans()):
        # One of another plan at the same times, with the same trainer and equipment.
        facts.set_session(replace(facts.sessions[1], id=6, code="R-6", plan="Other plan"))
    for number in sorted({**facts.sessions, **facts.others}):
        order = draw(orders)
        facts.set_seats(
            number,
            [Booking(person, number, draw(st.sampled_from(STATUSES)), number % 3) for person in order],
        )


def _let_expire(draw: st.DrawFn, facts: Facts) -> None:
    """Let somebody have a course until the day before a session that would renew it ends."""
    person = draw(st.sampled_from(PEOPLE))
    booked = [session for session, status in facts.sessions_of(person) if status == "booked"]
    session = next((session for session in booked if not session.plan), None)
    if session is not None:
        done = session.first_day - DAY
        facts.satisfied[person] = [(session.course_id, done, session.last_day - DAY, False)]
