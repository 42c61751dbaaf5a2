"""Which picks go, compared with truly taking back every choice of picks and reading the totals."""

import random
from decimal import Decimal

import pytest

from pmplanner.services.decisions import options
from pmplanner.services.decisions.cut import CutAsk, Target, find_cut
from pmplanner.services.decisions.saving import read_saving
from tests.services.random_cut import TODAY, RandomCut, Tried
from tests.services.small_plan import SmallPlan
from tests.tiers import seeds


@pytest.fixture
def tried(request: pytest.FixtureRequest, small: SmallPlan) -> Tried:
    made = RandomCut(small, random.Random(request.param))
    made.fill()
    return Tried(made)


@pytest.mark.parametrize("tried", seeds(6, 330), indirect=True)
def test_what_is_reckoned_is_what_the_totals_say(tried: Tried) -> None:
    made = tried.made
    facts = read_saving(made.small.db, made.small.plan, made.scope, TODAY)
    assert sorted(pick.id for pick in facts.going) == sorted(tried.going)
    for choice in tried.choices:
        outcome = facts.outcome(choice.gone)
        assert Decimal(outcome.cost) / 100 == choice.cost
        assert sum(len(each.put_out) for each in outcome.settled.values()) == choice.put_out
    for ask in _asks(tried):
        _check(tried, ask)


@pytest.mark.parametrize("tried", seeds(2, 60), indirect=True)
def test_sessions_seat_by_seat_say_the_same(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where somebody has a seat in several of them, which few random plans have."""
    monkeypatch.setattr(options, "MOST_WAITING", -1)
    for ask in _asks(tried):
        _check(tried, ask)


def _asks(tried: Tried) -> list[Target]:
    """Return targets: those that a choice reaches exactly, one that none does, a percentage, and days."""
    chance = random.Random(len(tried.choices))
    costs = sorted({choice.cost for choice in tried.choices})
    if not costs:
        return []
    asks = [Target("cost", cost) for cost in chance.sample(costs, min(2, len(costs)))]
    asks.append(Target("percent", Decimal(chance.randint(1, 60))))
    asks.append(Target("fewer days", chance.choice(tried.choices).days))
    if costs[0]:
        asks.append(Target("cost", costs[0] - Decimal("0.01")))
    return asks


def _check(tried: Tried, target: Target) -> None:
    made = tried.made
    ask = CutAsk(made.small.plan, target, made.scope, made.order)
    cut = find_cut(made.small.db, ask, today=TODAY)

    def counted(choice_at: int) -> Decimal:
        choice = tried.choices[choice_at]
        return choice.days if target.counts_days else choice.cost

    amounts = [counted(place) for place in range(len(tried.choices))]
    enough = [choice for choice, amount in zip(tried.choices, amounts, strict=True) if amount <= cut.most]
    assert cut.is_proved
    assert cut.is_reached == bool(enough)
    if not enough:
        assert cut.least == min(amounts)
        return
    gone = frozenset(pick.pick_id for pick in cut.picks)
    (chosen,) = (choice for choice in enough if choice.gone == gone)
    assert tried.loss(chosen) == min(map(tried.loss, enough))
    assert (cut.after.cost, cut.after.days, cut.put_out) == (chosen.cost, chosen.days, chosen.put_out)
    for pick in cut.picks:
        (without,) = (each for each in tried.choices if each.gone == gone - {pick.pick_id})
        assert pick.saves == without.cost - chosen.cost
