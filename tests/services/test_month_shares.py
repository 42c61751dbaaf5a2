"""The parts of a pick by month: none is below nothing, together they are the pick."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pmplanner.services.calendar.session_days import Day
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.sessions.sessions import set_session_days
from pmplanner.services.totals.measures import _share, month_parts, weigh
from tests.services.small_plan import SmallPlan

D = Decimal
HALF = D("0.5")


def parts(small: SmallPlan) -> dict[str, Decimal]:
    pick_statuses = list_pick_statuses(small.db, small.plan)
    found = month_parts(small.db, pick_statuses, weigh(small.db, small.plan))
    return {part.month: part.value for part in found}


def test_seven_monthly_half_days_of_which_few_were_attended(small: SmallPlan) -> None:
    small.course("BIG", "3.5")
    session = small.run("BIG", names="A")
    set_session_days(small.db, session, [Day(dt.date(2027, month, 4), portion=HALF) for month in range(1, 8)])
    small.mark(session, "A", "partly attended", D("2.75"))
    found = parts(small)
    assert found == {
        **{f"2027-0{month}": HALF for month in range(1, 5)},
        **{f"2027-0{month}": D("0.25") for month in range(5, 8)},
    }
    assert sum(found.values()) == D("2.75")


def test_one_day_of_a_course_of_seven_months(small: SmallPlan) -> None:
    small.course("BIG", "7")
    session = small.run("BIG", names="A")
    set_session_days(small.db, session, [Day(dt.date(2027, month, 4)) for month in range(1, 8)])
    small.mark(session, "A", "partly attended", D(1))
    found = parts(small)
    assert [value for value in found.values() if value] == [D("0.25")] * 4
    assert min(found.values()) == 0


quarters = st.integers(0, 80).map(lambda number: D(number) / 4)
weights = st.lists(st.integers(1, 40).map(lambda number: D(number) / 4), min_size=1, max_size=14)


@given(quarters, weights)
def test_shares_are_never_negative_and_add_up(days: Decimal, weights: list[Decimal]) -> None:
    shares = _share(days, weights)
    assert sum(shares) == days
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        assert abs(share - days * weight / whole) < D("0.25")
        assert share * 4 == int(share * 4)
