"""Numbers that cannot be kept are refused in a sentence, wherever they come in."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from pmplanner.services.calendar.session_days import Day
from pmplanner.services.catalog import courses
from pmplanner.services.errors import PlanError
from pmplanner.services.people.history import record_completion
from pmplanner.services.plans import picks, plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.quantities import check_amount, check_days, is_in_steps
from pmplanner.services.resources import trainers
from pmplanner.services.sessions import public_dates, sessions
from tests.services.small_plan import MONDAY, SmallPlan

D = Decimal
NO_NUMBERS = [D("NaN"), D("Infinity"), D("-Infinity"), D("-1"), D("0.001")]
_REFUSAL = "A cost is 0 or more, with at most two decimals; not {amount}."


@pytest.mark.parametrize("number", [*NO_NUMBERS, D(0)])
def test_what_days_are(number: Decimal) -> None:
    with pytest.raises(PlanError, match=r"steps of 0\.25"):
        check_days(number)
    check_days(None)
    check_days(D("0.25"))


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_amounts_are(number: Decimal) -> None:
    with pytest.raises(PlanError, match="A cost is 0 or more, with at most two decimals"):
        check_amount(number, _REFUSAL)
    check_amount(D(0), _REFUSAL)
    check_amount(None, _REFUSAL)
    assert is_in_steps(3, 4)


WAYS: dict[str, Callable[[SmallPlan, Decimal], object]] = {
    "pick": lambda small, n: picks.set_pick_days(small.db, small.pick("A", "BIG")[0], n),
    "budget": lambda small, n: plans.change_plan(small.db, small.plan, budget=n),
    "target": lambda small, n: plans.change_plan(small.db, small.plan, target_days=n),
    "limit": lambda small, n: set_policy(small.db, "days a week", limit=n),
    "course days": lambda small, n: courses.add_course(small.db, title="New", days=n),
    "course cost": lambda small, n: courses.add_course(small.db, title="New", days=D(1), cost=n),
    "session cost": lambda small, n: sessions.change_session(small.db, small.run("BIG"), cost=n),
    "portion": lambda small, n: sessions.set_session_days(
        small.db, small.run("BIG"), [Day(MONDAY, portion=n)]
    ),
    "attended": lambda small, n: small.mark(small.run("BIG", names="A"), "A", "partly attended", n),
    "completed days": lambda small, n: record_completion(
        small.db, small.person("A"), small.courses["BIG"], MONDAY, days=n
    ),
    "completion cost": lambda small, n: record_completion(
        small.db, small.person("A"), small.courses["BIG"], MONDAY, cost=n
    ),
    "trainer": lambda small, n: trainers.add_trainer(small.db, "Ada", day_cost=n),
    "public date": lambda small, n: public_dates.add_date(
        small.db, small.courses["BIG"], dt.date(2027, 4, 5), cost=n
    ),
}


@pytest.mark.parametrize("number", NO_NUMBERS, ids=str)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_no_quantity_is_refused_wherever_it_comes_in(
    small: SmallPlan, way: str, number: Decimal
) -> None:
    small.course("BIG", "2")
    small.person("A")
    with pytest.raises(PlanError) as refused:
        WAYS[way](small, number)
    assert str(refused.value).endswith(".")  # a whole sentence, not what one is of


@pytest.mark.parametrize(
    ("amount", "currency", "refused"),
    [
        ("100", "JPY", ""),
        ("100.00", "jpy", ""),
        ("100.5", "JPY", "JPY have no decimals; not 100.5."),
        ("1.250", "KWD", ""),
        ("1.255", "KWD", "KWD are kept to two decimals only; not 1.255."),
        ("1.255", "EUR", "At most two: 1.255."),
        ("1.25", "", ""),
        ("-1", "JPY", "At most two: -1."),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(amount: str, currency: str, refused: str) -> None:
    told = ""
    try:
        check_amount(D(amount), "At most two: {amount}.", currency)
    except PlanError as error:
        told = str(error)
    assert told.endswith(refused)
    assert bool(told) == bool(refused)
