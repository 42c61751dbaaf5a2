"""`cost`, `travel`, `rate` and `budget` as a user types them."""

import json
from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]


def _lines(out: str) -> list[str]:
    return [" ".join(line.split()) for line in out.splitlines()[2:]]


def test_costs_of_courses_and_plans(run_cli: Run) -> None:
    run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30", "--currency", "EUR")
    assert run_cli("cost", "add", "Book", "19.99", "--per", "seat", "--course", "TNX-BDP")[:2] == (
        0,
        "Added the cost item “Book”.\n",
    )
    run_cli("cost", "add", "Licence", "90", "--currency", "eur")
    run_cli("cost", "add", "Guest")
    assert _lines(run_cli("cost", "list", "--course", "tnx-bdp")[1]) == ["Book seat 19.99"]
    assert _lines(run_cli("cost", "list")[1]) == ["Guest whole unknown", "Licence whole 90 EUR"]
    assert json.loads(run_cli("cost", "list", "--format", "json")[1])[0]["amount"] is None
    assert run_cli("cost", "remove", "guest")[0] == 0
    status, _, refusal = run_cli("cost", "remove", "guest")
    assert (status, "no cost item “guest”" in refusal) == (2, True)
    status, _, refusal = run_cli("cost", "add", "Lunch", "--session", "X-1")
    assert (status, "no session “X-1”" in refusal) == (2, True)
    status, _, refusal = run_cli("cost", "room", "Hall", "9")
    assert (status, "Nothing is known of “Hall”" in refusal) == (2, True)
    run_cli("undo")
    assert _lines(run_cli("cost", "list")[1]) == ["Guest whole unknown", "Licence whole 90 EUR"]
    assert run_cli("budget", "set", "50")[1] == "2027: a budget of 50.\n"
    run_cli("budget", "set", "7", "--team", "Ops")
    assert _lines(run_cli("budget", "list")[1]) == [
        "plan 2027 50 0 0 90 -40 EUR 1",
        "team Ops 7 0 0 0 7 EUR 0",
    ]
    assert run_cli("budget", "set", "--team", "Ops")[1] == "Ops has no budget any more.\n"


def test_rates_and_travel(run_cli: Run) -> None:
    status, _, refusal = run_cli("rate", "set", "USD", "2027-01-01", "0.9")
    assert (status, "which has none yet" in refusal) == (2, True)
    assert run_cli("workspace", "settings", "currency", "EUR")[0] == 0
    assert run_cli("rate", "set", "usd", "2027-01-01", "0.9")[1] == "USD is worth 0.9 from 2027-01-01 on.\n"
    assert run_cli("rate", "list", "--format", "csv")[1].splitlines() == [
        "currency,valid_from,rate",
        "USD,2027-01-01,0.9",
    ]
    assert run_cli("rate", "remove", "USD", "2027-02-01")[0] == 2
    assert run_cli("rate", "remove", "USD", "2027-01-01")[0] == 0
    assert run_cli("travel", "set", "Oslo", "Bergen", "80", "--currency", "NOK")[0] == 0
    assert _lines(run_cli("travel", "list")[1]) == ["Oslo Bergen 80 NOK"]
    assert run_cli("travel", "remove", "oslo", "bergen")[0] == 0
    assert run_cli("travel", "remove", "oslo", "bergen")[0] == 2


def test_a_currency_without_a_rate_is_named(run_cli: Run) -> None:
    run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30", "--currency", "EUR")
    run_cli("cost", "add", "Licence", "90", "--currency", "usd")
    run_cli("cost", "add", "Hall", "90", "--currency", "chf")
    told = "CHF and USD have no rate on a day on which one is needed: what costs in them is unknown."
    assert run_cli("totals")[1].splitlines()[-1] == told
    assert run_cli("budget", "list")[1].splitlines()[-1] == told
    assert "no rate" not in run_cli("totals", "--format", "csv")[1]
    run_cli("workspace", "settings", "currency", "EUR")
    run_cli("rate", "set", "usd", "2027-01-01", "0.9")
    assert run_cli("rate", "list")[1].splitlines()[-1] == "Used, and without a rate: CHF."
    run_cli("cost", "remove", "Hall")
    assert "no rate" not in run_cli("totals")[1]


def test_a_budget_that_is_exceeded_is_among_the_problems(run_cli: Run) -> None:
    run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30", "--currency", "EUR")
    assert run_cli("cost", "add", "Hall", "300")[0] == 0
    assert run_cli("budget", "set", "100")[0] == 0
    _, out, _ = run_cli("problems", "--kind", "over budget", "--format", "csv")
    assert "The plan will be 200 EUR over budget" in out
    assert run_cli("problems", "accept", "over budget", "--reason", "Agreed")[0] == 0
    assert "no problems" in run_cli("problems")[1]
