"""A plan with every kind of cost, in two currencies, against figures worked out on paper."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.models import Person
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.money.budgets import set_budget
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.money.rates import set_rate
from pmplanner.services.money.travel import set_travel
from pmplanner.services.people.tracks import add_track, assign_track
from pmplanner.services.pick_status.nobody import read_nobody
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses
from pmplanner.services.plans.archive import archive_plan, reopen_plan
from pmplanner.services.plans.plans import change_plan
from pmplanner.services.resources.rooms import add_room
from pmplanner.services.resources.trainers import add_trainer
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.seating import seat_picks
from pmplanner.services.sessions.sessions import change_session, set_session_days
from pmplanner.services.settings import change_setting
from pmplanner.services.totals.breakdown import list_behind, of_team
from pmplanner.services.totals.budget import budget_use
from pmplanner.services.totals.totals import GROUPS, KEPT, ledger
from pmplanner.services.views.totals_page import TotalsBook, read_totals
from tests.services.small_plan import MONDAY, SmallPlan

D = Decimal
NINE, FIVE = dt.time(9), dt.time(17)
JUNE = dt.date(2027, 6, 7)


class Paper:
    """The plan, in EUR; a dollar is 0.90 from January and 0.80 from June on.

    BOOT (two days, 1,000 EUR a seat) is held on 1 and 2 March in Bergen, for Ada, Bo and Cy; Dag waits.
    TALK (200 USD) is confirmed for 7 June for Ada and Bo, with a price of a seat of its own.
    WALK has no price: Ada picked it. TALK is picked by Cy without a seat. ROW (300 EUR) is a draft in which
    nobody sits.
    """

    def __init__(self, small: SmallPlan) -> None:
        self.small, self.db = small, small.db
        db = small.db
        change_setting(db, "currency", "EUR")
        set_rate(db, "USD", dt.date(2027, 1, 1), D("0.9"))
        set_rate(db, "USD", dt.date(2027, 6, 1), D("0.8"))
        add_room(db, "Quay", site="Bergen", day_cost=D(150))
        add_room(db, "Annex", site="Bergen", day_cost=D(10), currency="USD")
        add_trainer(db, "Ida", day_cost=D(500), currency="EUR")
        add_trainer(db, "Joe", day_cost=D(100), currency="USD")
        set_travel(db, "Oslo", "Bergen", D(80), "EUR")
        small.course("BOOT", "2", cost=D(1000), currency="EUR")
        small.course("TALK", "1", cost=D(200), currency="USD")
        small.course("WALK", "1")
        small.course("ROW", "1", cost=D(300), currency="EUR")
        boot = small.run(
            "BOOT", MONDAY, "ABCD", seats_max=3, rooms=["Quay", "Annex"], trainers=["Ida", "Joe"], cost=D(301)
        )
        set_session_days(db, boot, [Day(MONDAY + dt.timedelta(n), NINE, FIVE, D(1)) for n in range(2)])
        talk = small.run("TALK", JUNE, "AB")
        small.pick("C", "TALK")
        small.pick("A", "WALK")
        row = small.run("ROW", JUNE)
        db.get_one(Person, small.people["B"]).location = "Oslo"
        for name in "AB":
            db.get_one(Person, small.people[name]).team = "Ops"
        assign_track(db, add_track(db, "Sales"), [small.people["A"]])
        add_item(db, Owner(course_id=small.courses["BOOT"]), "Book", "seat", D("19.99"))
        add_item(db, Owner(session_id=boot), "Lunch", "seat and day", D(12), "EUR")
        add_item(db, Owner(session_id=boot), "Beamer", "day", D(20), "USD")
        add_item(db, Owner(session_id=talk), "Seat", "seat price", D(150), "USD")
        add_item(db, Owner(session_id=talk), "Guest", "whole", None)
        add_item(db, Owner(session_id=row), "Boats", "whole", D(70))
        add_item(db, Owner(session_id=row), "Cox", "seat", D(999))
        add_item(db, Owner(plan_id=small.plan), "Licence", "whole", D(100), "USD")
        add_item(db, Owner(plan_id=small.plan), "Badge", "seat", D("1.50"), "EUR")
        self.boot, self.talk, self.row = boot, talk, row
        change_session(db, talk, status="confirmed")
        change_session(db, boot, dt.date(2027, 4, 1), status="held")
        db.flush()

    def picks(self) -> dict[tuple[str, str], PickStatus]:
        names = {person_id: name for name, person_id in self.small.people.items()}
        codes = {course_id: code for code, course_id in self.small.courses.items()}
        return {
            (names[each.person_id], codes[each.course_id]): each
            for each in list_pick_statuses(self.db, self.small.plan)
        }


@pytest.fixture
def paper(small: SmallPlan) -> Paper:
    return Paper(small)


def test_each_pick_costs_what_is_worked_out_on_paper(paper: Paper) -> None:
    """BOOT: 301 as a whole; Ida 2 × 500 = 1,000; Joe 2 × 100 USD = 180; Quay 2 × 150 = 300; Annex 2 × 10 USD
    = 18; books 3 × 19.99 = 59.97; lunches 3 × 2 × 12 = 72; beamer 2 × 20 USD = 36; badges 3 × 1.50 = 4.50:
    1,971.47 in all, which is 657.16 for Ada and Bo and 657.15 for Cy, and 1,000 each for the seats. Bo comes
    from Oslo: 80. Dag waits, and costs 1,000. TALK in June: badges of 1.50, seats of 150 USD = 120; what the
    guest takes is unknown. Cy has no seat: 200 USD in January = 180.
    """
    picks = paper.picks()
    costs = {key: (pick.cost, pick.known_cost) for key, pick in picks.items()}
    unknown = None
    assert costs == {
        ("A", "BOOT"): (D("1657.16"), D("1657.16")),
        ("B", "BOOT"): (D("1737.16"), D("1737.16")),
        ("C", "BOOT"): (D("1657.15"), D("1657.15")),
        ("D", "BOOT"): (D(1000), D(1000)),
        ("A", "TALK"): (unknown, D("121.50")),
        ("B", "TALK"): (unknown, D("121.50")),
        ("C", "TALK"): (D(180), D(180)),
        ("A", "WALK"): (unknown, D(0)),
    }


def test_lines_add_up_to_the_plan_with_what_nobody_bears(paper: Paper) -> None:
    """6,474.47 are borne by picks; boats of 70 and a licence of 100 USD = 90 by nobody: 6,634.47."""
    for by in GROUPS:
        *rows, whole = ledger(paper.db, paper.small.plan, by)
        assert whole.totals.cost == sum(row.totals.cost for row in rows) == D("6634.47"), by
        assert whole.totals.picks_without_price == 3
        assert [row.totals.cost for row in rows if row.is_nobodys] == [D(160)]
    alone = ledger(paper.db, paper.small.plan, "person", [paper.small.people["D"]])
    assert [row.totals.cost for row in alone] == [D(1000)] * 2


def test_budgets_are_spent_committed_and_forecast(paper: Paper) -> None:
    """Spent is BOOT without Dag: 5,051.47; committed the seats of TALK: 243; forecast 1,000 + 180 + 160."""
    db, plan = paper.db, paper.small.plan
    set_budget(db, plan, D(6500))
    set_budget(db, plan, D(4000), team="ops")
    set_budget(db, plan, D(2000), track_id=db.get_one(Person, paper.small.people["A"]).primary_track_id or 0)
    assert [
        (u.kind, u.name, u.spent, u.committed, u.forecast, u.left, u.picks_without_price)
        for u in budget_use(db, plan)
    ] == [
        ("plan", "2027", D("5051.47"), D(243), D(1340), D("-134.47"), 3),
        ("track", "Sales", D("1657.16"), D("121.50"), D(0), D("221.34"), 2),
        ("team", "ops", D("3394.32"), D(243), D(0), D("362.68"), 3),
    ]


def test_seats_kept_for_a_team_cost_and_count_as_days(paper: Paper) -> None:
    """ROW with three seats kept: boats 70, three coxes of 999, badges 3 × 1.50 = 3,071.50 in all, which is
    1,023.84 for the first and 1,023.83 for the others, and 300 each for the seats: 3,971.50. The licence of
    90 is for nobody still: 6,474.47 + 3,971.50 + 90 = 10,535.97. A day each.
    """
    db, plan = paper.db, paper.small.plan
    days = ledger(db, plan)[-1].totals.planned
    reserve_seats(db, paper.row, "Ops", 3)
    nobody = read_nobody(db, plan)
    assert [kept.seat.cost for kept in nobody.kept] == [D("1323.84"), D("1323.83"), D("1323.83")]
    assert (nobody.whole_cost, nobody.whole_lacking) == (D("4061.50"), 0)
    for by in GROUPS:
        *rows, whole = ledger(db, plan, by)
        assert [(r.totals.cost, r.totals.scheduled, r.totals.people) for r in rows if r.key == KEPT] == [
            (D("3971.50"), D(3), 0)
        ]
        assert whole.totals.cost == sum(row.totals.cost for row in rows) == D("10535.97"), by
        assert whole.totals.planned == days + 3
        sheet = read_totals(db, plan, by, "cost")
        assert sum(row.totals.planned for row in sheet.parts) == D("10535.97"), by
        assert sum(bar.total for bar in sheet.months) == D("10535.97"), by
        (june,) = (bar for bar in sheet.months if bar.month == "2027-06")
        assert dict(june.parts)[KEPT] == D("3971.50")
    behind = list_behind(db, plan, [("track", KEPT)], "cost")
    assert {(row.person, row.course, row.session_code) for row in behind} == {
        ("Kept for Ops", "Row", "ROW-1")
    }
    # In course days the three are one course, of a day; BOOT is open for Dag, TALK for Cy, WALK for Ada.
    sheet = read_totals(db, plan, "track", "course days")
    (kept,) = (row.totals for row in sheet.rows if row.key == KEPT)
    assert (kept.scheduled, kept.planned, sheet.rows[-1].totals.scheduled) == (D(1), D(1), D(1))
    (june,) = (bar for bar in sheet.months if bar.month == "2027-06")
    assert (dict(june.parts)[KEPT], june.total) == (D(1), D(2))
    set_budget(db, plan, D(4000), team="ops")
    all_of_it, ops = budget_use(db, plan)
    assert (all_of_it.used, ops.forecast) == (D("10535.97"), D("3971.50"))
    change_session(db, paper.row, status="confirmed")
    assert [use.committed for use in budget_use(db, plan)] == [D(243) + D("3971.50")] * 2


def test_budgets_are_used_month_by_month(paper: Paper) -> None:
    """By March BOOT is spent; in June TALK is committed, and ROW with three seats kept forecast; the rest,
    1,000 + 180 for picks without a seat and 90 for the licence, has no date: 10,535.97 in all.
    """
    db, plan = paper.db, paper.small.plan
    reserve_seats(db, paper.row, "Ops", 3)
    set_budget(db, plan, D(500), team="ops")
    book = TotalsBook(plan)
    whole, ops = book.curves(db)
    spent, committed, kept = D("5051.47"), D(243), D("3971.50")
    assert [tuple(month) for month in whole.months] == [
        ("2027-01", 0, 0, 0),
        ("2027-02", 0, 0, 0),
        ("2027-03", spent, 0, 0),
        ("2027-04", spent, 0, 0),
        ("2027-05", spent, 0, 0),
        ("2027-06", spent, committed, kept),
        ("", spent, committed, kept + 1000 + 180 + 90),
    ]
    assert (whole.used, whole.amount, whole.lacking) == (D("10535.97"), None, 3)
    assert (ops.months[2].spent, ops.months[5].forecast, ops.amount) == (D("3394.32"), kept, D(500))
    uses = budget_use(db, plan)
    assert [(curve.used, curve.lacking) for curve in (whole, ops)] == [
        (use.used, use.picks_without_price) for use in uses
    ]
    behind = list_behind(db, plan, [of_team(db, "OPS")], "cost")
    assert sum(row.value for row in behind) == ops.used


def test_a_seat_that_gets_a_name_is_kept_no_more(paper: Paper) -> None:
    """Bo, of the team, takes one of three: he bears the cent that is left over; of the held nobody came."""
    db, plan = paper.db, paper.small.plan
    reserve_seats(db, paper.row, "Ops", 3)
    seat_picks(db, paper.row, paper.small.pick("B", "ROW"))
    assert paper.picks()["B", "ROW"].cost == D("1323.84")
    assert [kept.seat.cost for kept in read_nobody(db, plan).kept] == [D("1323.83")] * 2
    archive_plan(db, plan)
    *rows, whole = ledger(db, plan)
    assert [(row.totals.cost, row.totals.scheduled) for row in rows if row.key == KEPT] == [(D(0), D(2))]
    assert whole.totals.cost == D("10535.97")  # with what is known of the two picks of no known price
    reopen_plan(db, plan)
    change_session(db, paper.row, dt.date(2027, 7, 1), status="held")
    assert read_nobody(db, plan).kept == ()
    assert paper.picks()["B", "ROW"].cost == 70 + 999 + D("1.50") + 300


def test_without_a_rate_there_is_no_price(paper: Paper) -> None:
    """In CHF nothing has a price that is in euros; in dollars euros are divided by the rate of the day."""
    db, plan = paper.db, paper.small.plan
    change_plan(db, plan, currency="CHF")
    assert {pick.cost for pick in paper.picks().values()} == {None}
    change_plan(db, plan, currency="USD")
    picks = paper.picks()
    assert picks["D", "BOOT"].cost == D("1111.11")  # 1,000 / 0.9
    assert picks["C", "TALK"].cost == D(200)
    assert picks["A", "TALK"].known_cost == D("151.88")  # 150 and a half of 3 / 0.8 = 3.75, a cent over


def test_archived_plans_keep_what_held(paper: Paper) -> None:
    db, plan = paper.db, paper.small.plan
    before = [row.totals.cost for row in ledger(db, plan, "person")]
    archive_plan(db, plan)
    add_item(db, Owner(course_id=paper.small.courses["BOOT"]), "Tax", "seat", D(100))
    set_rate(db, "USD", dt.date(2027, 1, 1), D(7))
    after = ledger(db, plan, "person")
    assert [row.totals.cost for row in after] == before
    assert after[-1].totals.picks_without_price == 3
    reopen_plan(db, plan)
    assert ledger(db, plan, "person")[-1].totals.cost > before[-1] + D(300)


def test_what_nobody_bears_stays_unknown_in_an_archived_plan(paper: Paper) -> None:
    db, plan = paper.db, paper.small.plan
    before = ledger(db, plan)[-1].totals
    add_item(db, Owner(plan_id=plan), "Extra", "whole", None)
    add_item(db, Owner(plan_id=plan), "Extra fee", "whole", D(90))
    assert ledger(db, plan)[-1].totals.picks_without_price == before.picks_without_price + 1
    archive_plan(db, plan)
    after = ledger(db, plan)[-1].totals
    assert (after.cost, after.picks_without_price) == (before.cost + D(90), before.picks_without_price + 1)


def test_whoever_was_absent_bears_a_share_too(small: SmallPlan) -> None:
    small.course("TALK", "1", cost=D(10))
    run = small.run("TALK", MONDAY, "AB", cost=D(7))
    small.mark(run, "A", "absent")
    costs = [(each.status, each.cost) for each in list_pick_statuses(small.db, small.plan)]
    assert costs == [("open", D("13.5")), ("scheduled", D("13.5"))]


def test_yen_are_shared_and_converted_without_decimals(small: SmallPlan) -> None:
    """100 yen by three seats are 34, 33 and 33; a euro of 160 yen makes 1,602 of 10.01 (1,601.60)."""
    change_setting(small.db, "currency", "JPY")
    set_rate(small.db, "EUR", dt.date(2027, 1, 1), D(160))
    small.course("TALK", "1", cost=D(0))
    small.run("TALK", MONDAY, "ABC", cost=D(100))
    small.course("WALK", "1", cost=D("10.01"), currency="EUR")
    small.pick("A", "WALK")
    costs = [each.cost for each in list_pick_statuses(small.db, small.plan)]
    assert costs == [D(34), D(33), D(33), D(1602)]
