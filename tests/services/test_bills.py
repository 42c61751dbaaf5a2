"""Bills: of what the costs of sessions and picks are made, and which currencies have no rate."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.models import Pick, Plan, Seat, TrainingSession
from pmplanner.models.statuses import PlanState, SeatStatus
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.money.currency_uses import list_currency_uses
from pmplanner.services.money.rates import set_rate
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.pick_status.session_bill import OWN_PRICE, PRICE, SHARE, WAY, pick_bill, session_bill
from pmplanner.services.pick_status.without_rate import currencies_without_rate
from pmplanner.services.plans.archive import archive_plan
from pmplanner.services.sessions.changes import cancel_session
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.sessions import change_session
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.services.random_needs import Maker
from tests.services.small_plan import MONDAY, SmallPlan
from tests.services.test_money import Paper
from tests.support import known
from tests.tiers import seeds

D = Decimal


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("bills")
    workspace = open_workspace(folder / "bills.sqlite")
    yield workspace
    workspace.close()


class _TakeBackError(Exception):
    """Ends an edit without leaving anything."""


@pytest.fixture
def paper(small: SmallPlan) -> Paper:
    return Paper(small)


def test_a_session_costs_what_is_worked_out_on_paper(paper: Paper) -> None:
    """The parts of BOOT's 1,971.47 as `test_money` has them; TALK's guest is unknown."""
    bill = known(session_bill(paper.db, paper.boot))
    assert [
        (each.charge.kind, each.charge.name, each.charge.times, each.amount) for each in bill.charged
    ] == [
        ("own", "", 1, D(301)),
        ("session", "Lunch", 6, D(72)),
        ("session", "Beamer", 2, D(36)),
        ("course", "Book", 3, D("59.97")),
        ("plan", "Badge", 3, D("4.50")),
        ("trainer", "Ida", 2, D(1000)),
        ("trainer", "Joe", 2, D(180)),
        ("room", "Quay", 2, D(300)),
        ("room", "Annex", 2, D(18)),
    ]
    assert (bill.total.known, bill.total.is_known, bill.currency) == (D("1971.47"), True, "EUR")
    assert list(bill.shares.values()) == [D("657.16"), D("657.16"), D("657.15")]
    assert (bill.price, bill.has_own_price, list(bill.ways.values())) == (D(1000), False, [D(80)])
    talk = known(session_bill(paper.db, paper.talk))
    assert (talk.unknown, talk.total.is_known, talk.price, talk.has_own_price) == (
        ("Guest",),
        False,
        D(120),
        True,
    )


def test_a_session_that_was_called_off_costs_that_alone(paper: Paper) -> None:
    db, plan = paper.db, paper.small.plan
    cancel_session(db, paper.talk)
    bill = known(session_bill(db, paper.talk))
    assert bill.is_called_off
    assert not bill.charged
    assert bill.total.known == 0
    change_session(db, paper.talk, cancel_cost=D(40), cancel_currency="CHF")
    bill = known(session_bill(db, paper.talk))
    assert (bill.total.is_known, bill.without_rate, bill.shares) == (False, ("CHF",), {})
    assert currencies_without_rate(db, plan) == ("CHF",)
    assert {use.currency: dict(use.counts) for use in list_currency_uses(db)}["CHF"] == {"calling off": 1}
    set_rate(db, "CHF", dt.date(2027, 1, 1), D("1.1"))
    assert currencies_without_rate(db, plan) == ()
    (charged,) = known(session_bill(db, paper.talk)).charged
    assert (charged.amount, charged.charge.amount) == (D(44), D(40))
    archive_plan(db, plan)
    assert session_bill(db, paper.talk) is None


def test_a_pick_costs_its_parts(paper: Paper) -> None:
    picks = paper.picks()
    bill = pick_bill(paper.db, picks["B", "BOOT"].pick_id)
    assert [(each.kind, each.amount, each.seats) for each in bill.parts] == [
        (PRICE, D(1000), 0),
        (SHARE, D("657.16"), 3),
        (WAY, D(80), 0),
    ]
    assert bill.cost == D("1737.16")
    talk = pick_bill(paper.db, picks["A", "TALK"].pick_id)
    assert [(each.kind, each.amount) for each in talk.parts] == [
        (OWN_PRICE, D(120)),
        (SHARE, D("1.50")),
        (SHARE, None),
    ]
    assert [each.amount for each in pick_bill(paper.db, picks["A", "WALK"].pick_id).parts] == [None]


def test_what_has_no_rate_is_named(paper: Paper) -> None:
    add_item(paper.db, Owner(session_id=paper.boot), "Cook", "whole", D(10), "CHF")
    bill = known(session_bill(paper.db, paper.boot))
    assert (bill.without_rate, bill.total.is_known, bill.unknown) == (("CHF",), False, ())
    assert pick_bill(paper.db, paper.picks()["A", "BOOT"].pick_id).without_rate == ("CHF",)
    set_rate(paper.db, "CHF", dt.date(2027, 3, 1), D("1.1"))
    assert known(session_bill(paper.db, paper.boot)).without_rate == ()


def test_currencies_without_a_rate_are_those_for_which_picks_have_no_price(paper: Paper) -> None:
    db, plan = paper.db, paper.small.plan
    assert currencies_without_rate(db, plan) == ()
    paper.small.course("DEAR", "1", cost=D(5), currency="GBP")
    assert currencies_without_rate(db, plan) == ()  # nobody has picked it
    paper.small.pick("A", "DEAR")
    add_item(db, Owner(session_id=paper.row), "Cook", "whole", D(10), "CHF")
    add_item(db, Owner(plan_id=plan), "Fee", "whole", D(10), "SEK")
    assert currencies_without_rate(db, plan) == ("CHF", "GBP", "SEK")
    for code in ("CHF", "GBP", "SEK"):
        set_rate(db, code, dt.date(2027, 1, 5), D(1))
    assert currencies_without_rate(db, plan) == ("GBP", "SEK")  # they are asked for the first day, the 4th
    uses = {use.currency: (dict(use.counts), use.has_rate) for use in list_currency_uses(db)}
    assert uses["GBP"] == ({"courses": 1}, True)
    assert uses["USD"] == (
        {"courses": 1, "cost items": 3, "trainers": 1, "rooms": 1},
        True,
    )
    paper.small.course("RARE", "1", cost=D(5), currency="NOK")
    rare = paper.small.run("RARE", MONDAY)
    assert "NOK" not in currencies_without_rate(db, plan)
    reserve_seats(db, rare, "Ops", 2)
    assert currencies_without_rate(db, plan) == ("GBP", "NOK", "SEK")
    bill = known(session_bill(db, rare))
    assert (bill.kept_shares, bill.total.known) == ((D("1.5"), D("1.5")), D(3))  # their badges
    archive_plan(db, plan)
    assert currencies_without_rate(db, plan) == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(12, 200))
def test_parts_add_up_to_what_random_picks_cost(shared: Workspace, seed: int) -> None:
    with suppress(_TakeBackError), shared.edit("Random") as db:
        plan_id = Maker(db, seed).make()
        archived = db.get_one(Plan, plan_id).state == PlanState.ARCHIVED
        for status in list_pick_statuses(db, plan_id):
            bill = pick_bill(db, status.pick_id)
            assert (bill.cost, bill.known_cost) == (status.cost, status.known_cost)
            amounts = [each.amount for each in bill.parts]
            if not archived:
                assert sum((each or D(0) for each in amounts), D(0)) == bill.known_cost
                assert (None in amounts) == (bill.cost is None)
        for session in db.scalars(select(TrainingSession.id).where(TrainingSession.plan_id == plan_id)):
            found = session_bill(db, session)
            if found is not None and (found.shares or found.kept_shares):
                assert sum(found.shares.values()) + sum(found.kept_shares) == found.total.known
                seats = select(Seat.id).join(Pick).where(Seat.session_id == session)
                assert found.shares.keys() <= set(db.scalars(seats.where(Seat.status != SeatStatus.WAITING)))
        raise _TakeBackError
