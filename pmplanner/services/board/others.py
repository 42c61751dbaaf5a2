"""What else has to be decided: attendance, budgets, renewals, prices, tracks."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from pmplanner.day_words import full_day, money, named_day, span
from pmplanner.models import Course, Person, Pick, PickDecision
from pmplanner.models.statuses import Decision as PickWord
from pmplanner.sentences import counted, listed, marked, resaid, said
from pmplanner.services.board.rows import Decision, Pending, Reading
from pmplanner.services.board.sentences import by_words, left_words, since_words, some_names
from pmplanner.services.decisions.asking import is_over
from pmplanner.services.lookup import fold, person_name
from pmplanner.services.needs.people import read_members
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.pick_status import DONE
from pmplanner.services.problems.checks.cover import runs_of_days
from pmplanner.services.problems.checks.money import budget_key
from pmplanner.services.problems.checks.sessions import attendance_missing
from pmplanner.services.problems.checks.units import evaluate
from pmplanner.services.problems.fixes.fixes import find_fixes
from pmplanner.services.problems.fixes.joint import find_joint_fixes
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.totals.budget import BudgetUse, budget_use
from pmplanner.services.views.runway import NEAR_DAYS, Expiry, Runway, read_runway
from pmplanner.storage.labels import word

RENEWAL_NOTICE_DAYS = 30
"""So long before something expires it is a matter of this week that it has no seat in time."""
COVER_NOTICE_DAYS = 42
"""So long before a day on which a rule of cover is broken it is a matter of this week."""
_MONTHS = 3


def read_others(db: Session, reading: Reading) -> Iterator[Decision]:
    """Yield what is to be decided beside sessions and seats."""
    yield from _attendance(reading)
    yield from _over_budget(db, reading)
    yield from _cover(db, reading)
    yield from _requests(db, reading)
    yield from _renewals(db, reading)
    yield from _without_a_price(db, reading)
    yield from _without_a_track(db, reading)


def _attendance(reading: Reading) -> Iterator[Decision]:
    facts = reading.facts
    for session in facts.sessions.values():
        found = [each for each in attendance_missing(facts, session) if each.key not in reading.accepted]
        if not found:
            continue
        title, days = facts.titles[session.course_id], span(session.first_day, session.last_day)
        count = sum(seat.status == "booked" for seat in facts.seats.get(session.id, ()))
        yield Decision(
            "attendance",
            f"attendance:{session.id}",
            said("Who came to {course}, {days}?", course=title, days=days),
            found[0].hint,
            counted(
                "If all came, {n} pick is done and its certificate runs from then on.",
                "If all came, {n} picks are done and their certificates run from then on.",
                count,
            ),
            (),
            None,
            since_words(session.last_day, reading.today),
            Pending((session.id,), codes=(session.code,)),
        )


# Budgets

_OVER = {
    "plan": marked("The plan is {over} over its budget of {amount}"),
    "track": marked("The track {name} is {over} over its budget of {amount}"),
    "team": marked("The team {name} is {over} over its budget of {amount}"),
}
_WILL_BE_OVER = {
    "plan": marked("The plan will be {over} over its budget of {amount}"),
    "track": marked("The track {name} will be {over} over its budget of {amount}"),
    "team": marked("The team {name} will be {over} over its budget of {amount}"),
}


def _over_budget(db: Session, reading: Reading) -> Iterator[Decision]:
    plan_id = reading.facts.plan_id
    exceeded = [
        use
        for use in budget_use(db, plan_id, reading.wants.statuses)
        if use.left is not None and use.left < 0 and budget_key(use) not in reading.accepted
    ]
    currency = plan_currency(db, plan_id) if exceeded else ""
    for use in exceeded:
        assert use.amount is not None
        over, amount = money(use.used - use.amount, currency), money(use.amount, currency)
        yield Decision(
            "over budget",
            f"budget:{use.kind}:{use.ref_id or fold(use.name)}",
            resaid(
                (_OVER if use.is_over_now else _WILL_BE_OVER)[use.kind],
                name=use.name,
                over=over,
                amount=amount,
            ),
            _used(use, currency),
            _can_be_taken_back(use, currency),
            (over, amount),
            None,
            said("now"),
            Pending((use.ref_id,), codes=(use.kind, use.name)),
        )


def _used(use: BudgetUse, currency: str) -> str:
    told = said(
        "Spent {spent} · committed {committed} · forecast {forecast}.",
        spent=money(use.spent, currency),
        committed=money(use.committed, currency),
        forecast=money(use.forecast, currency),
    )
    if not use.picks_without_price:
        return told
    lacking = counted("{n} pick without a price.", "{n} picks without a price.", use.picks_without_price)
    return f"{told} {lacking}"


def _can_be_taken_back(use: BudgetUse, currency: str) -> str:
    """Say whether what is neither spent nor committed is enough to come down to the budget."""
    assert use.amount is not None
    rest = use.used - use.amount - use.forecast
    if rest <= 0:
        return said(
            "Nothing that is spent or committed has to go: the forecast alone is larger than what is over."
        )
    return said(
        "Even without all of the forecast it is {rest} over: that is spent or committed.",
        rest=money(rest, currency),
    )


# Cover


def _cover(db: Session, reading: Reading) -> Iterator[Decision]:
    """Yield a line for each rule of cover and the days in a row on which training breaks it."""
    facts, today = reading.facts, reading.today
    for rule in facts.cover:
        broken: dict[dt.date, Problem] = {}
        for problem in evaluate(facts, ("cover", rule.id)):
            if problem.key not in reading.accepted and problem.day is not None and problem.day >= today:
                broken.setdefault(problem.day, problem)
        for days in runs_of_days(facts, broken):
            problems = [broken[day] for day in days]
            one_by_one = len(problems) == 1
            fixes = find_fixes(facts, problems[0]) if one_by_one else find_joint_fixes(facts, problems)
            fix = fixes[0] if fixes else None
            told = word(db, fix.label) if fix is not None else ""
            yield Decision(
                "cover",
                f"cover:{rule.id}:{days[0]}",
                said("{rule}: too few at work on {days}", rule=rule.name, days=span(days[0], days[-1])),
                problems[0].text,
                said("This mends it, and makes no other problem: {change}.", change=told)
                if told
                else said("No single change was found that mends it without another problem."),
                (told,),
                days[0] - dt.timedelta(days=COVER_NOTICE_DAYS),
                left_words(days[0], today),
                Pending((problems[0].session_id,), fix=fix, fix_words=told),
            )


# Requests


class _Request(NamedTuple):
    pick_id: int
    manager: str
    asked_on: dt.date | None


def _requests(db: Session, reading: Reading) -> Iterator[Decision]:
    """Yield one line for all picks that managers were asked about and have not answered."""
    statuses = reading.wants.statuses
    open_ = {each.pick_id for each in statuses if each.status != DONE and not is_over(each, reading.today)}
    found = [each for each in _asked(db, reading.facts.plan_id) if each.pick_id in open_]
    if not found:
        return
    counts = Counter(each.manager for each in found)
    names = sorted(counts, key=lambda name: (-counts[name], fold(name)))
    since = min((each.asked_on for each in found if each.asked_on is not None), default=None)
    told = said("{names}.", names=some_names(_with_count(name, counts[name]) for name in names))
    if since is not None:
        told = f"{told} " + said("Asked on {day}.", day=named_day(since))
    picks = {each.pick_id for each in found}
    held = {
        session_id
        for session_id, seats in reading.facts.seats.items()
        if session_id in reading.facts.sessions and any(seat.pick_id in picks for seat in seats)
    }
    yield Decision(
        "requests",
        "requests",
        counted(
            "{n} pick waits for approval by {managers}",
            "{n} picks wait for approval by {managers}",
            len(found),
            managers=counted("{n} manager", "{n} managers", len(counts)),
        ),
        told,
        counted(
            "Until then they hold seats in {n} session.",
            "Until then they hold seats in {n} sessions.",
            len(held),
        )
        if held
        else said("None of them has a seat yet."),
        (),
        None,
        said("not asked yet") if since is None else since_words(since, reading.today),
        Pending(tuple(sorted(picks))),
    )


def _asked(db: Session, plan_id: int) -> Iterator[_Request]:
    """Yield the proposed picks, each with whom was asked: else the person's manager, as known or written."""
    chief = aliased(Person)
    query = (
        select(
            PickDecision.pick_id,
            PickDecision.asked_on,
            PickDecision.asked_of_name,
            Person.manager_name,
            Person.manager_email,
            chief.id,
            chief.first_name,
            chief.last_name,
            chief.email,
            chief.employee_id,
        )
        .join(Pick, Pick.id == PickDecision.pick_id)
        .join(Person, Person.id == Pick.person_id)
        .outerjoin(chief, chief.id == func.coalesce(PickDecision.asked_of_id, Person.manager_id))
        .where(Pick.plan_id == plan_id, PickDecision.decision == PickWord.PROPOSED)
        .order_by(PickDecision.pick_id)
    )
    for pick_id, asked_on, asked_of, manager, email, chief_id, *names in db.execute(query):
        name = asked_of or (person_name(chief_id, *names) if chief_id is not None else manager or email)
        yield _Request(pick_id, name or said("no manager"), asked_on)


# Renewals


def _renewals(db: Session, reading: Reading) -> Iterator[Decision]:
    runway = read_runway(db, reading.facts.plan_id, reading.today, months=_MONTHS + 1)
    lines = runway.in_days(NEAR_DAYS)
    if not lines:
        return
    first = lines[0].valid_until
    names = dict.fromkeys(_line(runway, line) for line in lines)
    pairs = tuple(runway.picks())
    yield Decision(
        "renewals",
        "renewals",
        counted(
            "{n} certificate or course expires without a seat in time",
            "{n} certificates and courses expire without a seat in time",
            len(lines),
        ),
        said("{names}.", names=some_names(names)),
        _renewed(runway, lines),
        (),
        first - dt.timedelta(days=RENEWAL_NOTICE_DAYS),
        by_words(first, reading.today),
        Pending(tuple(dict.fromkeys(line.person_id for line in lines)), pairs),
    )


def _line(runway: Runway, line: Expiry) -> str:
    return said(
        "{name}: {what} until {day}",
        name=runway.people[line.person_id].name,
        what=runway.named(line)[1],
        day=full_day(line.valid_until),
    )


def _renewed(runway: Runway, lines: list[Expiry]) -> str:
    """Say what of it can be renewed, and in how many sessions."""
    near = {line.person_id for line in lines}
    seats = sum(len(near & set(each.people)) for each in runway.sessions if each.session_id is not None)
    new = [each for each in runway.sessions if each.session_id is None and near & set(each.people)]
    told = []
    if seats:
        told.append(counted("{n} has a free seat in time", "{n} have a free seat in time", seats))
    if new:
        people = sum(len(near & set(each.people)) for each in new)
        sessions = counted("{n} new session", "{n} new sessions", len(new))
        told.append(counted("{n} needs {sessions}", "{n} need {sessions}", people, sessions=sessions))
    if runway.too_late:
        late = len({person for person, _ in runway.too_late})
        told.append(counted("for {n} it is too late", "for {n} it is too late", late))
    if not told:
        return said("None of it can be renewed within the plan’s period, or it is picked already.")
    return said("Within the plan: {what}.", what=listed(told))


# Prices and tracks


def _without_a_price(db: Session, reading: Reading) -> Iterator[Decision]:
    counts = Counter(each.course_id for each in reading.wants.statuses if each.cost is None)
    if not counts:
        return
    query = select(Course.id, Course.title).where(Course.id.in_(counts))
    titles = dict(db.execute(query).all())
    order = sorted(counts, key=lambda course: (-counts[course], fold(titles[course])))
    picks = sum(counts.values())
    yield Decision(
        "without a price",
        "without a price",
        counted("{n} pick has no price", "{n} picks have no price", picks),
        said("{names}.", names=some_names(_with_count(titles[each], counts[each]) for each in order)),
        said("Until then what the plan costs is more than its sums say, and no budget can be trusted."),
        (),
        None,
        said("at any time"),
        Pending(tuple(order)),
    )


def _with_count(title: str, count: int) -> str:
    return said("{title} {count}", title=title, count=count)


def _without_a_track(db: Session, reading: Reading) -> Iterator[Decision]:
    members = read_members(db, reading.facts.plan_id)
    people = [each.person_id for each in members.values() if each.counts and each.track_id is None]
    if not people:
        return
    people.sort(key=lambda each: (fold(reading.facts.people[each].name), each))
    names = [reading.facts.people[each].name for each in people]
    yield Decision(
        "without a track",
        "without a track",
        counted("{n} person has no track", "{n} people have no track", len(people)),
        said("{names}.", names=some_names(names)),
        said("Nothing is required of who has no track, so that nothing is missing for them either."),
        (),
        None,
        said("at any time"),
        Pending(tuple(people)),
    )
