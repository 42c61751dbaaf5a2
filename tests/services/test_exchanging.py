"""A pick is swapped for another course, with a seat where the person can come."""

import datetime as dt

import pytest

from pmplanner.services.errors import PlanError
from pmplanner.services.plans.exchanging import exchange_pick
from pmplanner.services.plans.picks import remove_picks
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.sessions import seating
from pmplanner.services.views.exchanging import list_seats
from tests.services.small_plan import MONDAY, SmallPlan

DAY = dt.timedelta(days=1)


def test_the_time_of_the_course_that_is_given_up_is_free_and_the_seat_is_taken(small: SmallPlan) -> None:
    for code in ("BOOT", "TIME", "LEAD"):
        small.course(code)
    boot = small.run("BOOT", names="AB")
    same_day = small.run("TIME", names="C", seats_max=2)
    small.run("TIME", MONDAY + DAY, names="D", seats_max=1)
    small.run("LEAD", MONDAY + 2 * DAY, names="A")
    small.run("TIME", MONDAY + 2 * DAY)
    later = small.run("TIME", MONDAY + 7 * DAY)
    ana = small.people["A"]
    facts = gather_facts(small.db, small.plan)
    offers = list_seats(facts, ana, small.courses["BOOT"], small.courses["TIME"], MONDAY)
    assert [(offer.session_id, offer.free) for offer in offers] == [(same_day, 1), (later, None)]
    assert (
        list_seats(facts, ana, small.courses["BOOT"], small.courses["TIME"], MONDAY + DAY)[0].session_id
        == later
    )
    exchange_pick(small.db, small.plan, ana, small.courses["BOOT"], small.courses["TIME"], same_day)
    small.db.flush()
    assert small.seats(boot) == {"B": "booked"}
    assert small.seats(same_day) == {"C": "booked", "A": "booked"}


def test_what_is_picked_already_or_not_any_more_is_refused(small: SmallPlan) -> None:
    for code in ("BOOT", "TIME"):
        small.course(code)
        small.pick("A", code)
    pair = (small.people["A"], small.courses["BOOT"])
    with pytest.raises(PlanError, match="Time is picked already"):
        exchange_pick(small.db, small.plan, *pair, small.courses["TIME"])
    small.course("LEAD")
    small.pick("A", "BOOT")
    remove_picks(small.db, small.plan, [pair])
    with pytest.raises(PlanError, match="not picked any more"):
        exchange_pick(small.db, small.plan, *pair, small.courses["LEAD"])


def test_without_a_session_the_other_course_is_open(small: SmallPlan) -> None:
    for code in ("BOOT", "TIME"):
        small.course(code)
    session = small.run("BOOT", names="A")
    exchange_pick(small.db, small.plan, small.people["A"], small.courses["BOOT"], small.courses["TIME"])
    assert small.seats(session) == {}
    assert seating.list_open(small.db, small.plan)[0].course_id == small.courses["TIME"]
