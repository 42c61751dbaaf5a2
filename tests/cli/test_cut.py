"""`cut` as a user types it: shown, tried, done, undone, kept as a variant."""

import json
from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]


def _fill(run_cli: Run) -> None:
    """Ada picked two courses for 100 and 300 euros, Bo the dearer one."""
    run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30", "--currency", "EUR")
    for code, price in (("TNX-BDP", "100"), ("TNX-EVM", "300")):
        assert run_cli("course", "facts", code, "--price", price, "--currency", "EUR")[0] == 0
    for name, team in (("Ada", "Ops"), ("Bo", "Sales")):
        assert run_cli("person", "add", "--first", name, "--team", team, "--id", name)[0] == 0
        assert run_cli("pick", "TNX-EVM", "--person", name)[0] == 0
    assert run_cli("pick", "TNX-BDP", "--person", "Ada")[0] == 0


def test_it_is_shown_done_and_undone(run_cli: Run) -> None:
    _fill(run_cli)
    status, out, _ = run_cli("cut", "--to", "400", "--format", "json")
    (row,) = json.loads(out)
    assert (status, row["person_id"], row["course_code"], row["keeping_costs"]) == (0, "Bo", "TNX-EVM", 300)
    status, out, _ = run_cli("cut", "--to", "400", "--apply", "--dry-run")
    assert "1 pick goes: 400 EUR" in out
    assert "Proved: nothing that saves as much loses less." in out
    assert run_cli("cut", "--to", "400")[1] == out
    assert run_cli("cut", "--to", "400", "--variant", "Cut")[0] == 0
    assert "400" in run_cli("totals", "--plan", "Cut", "--format", "csv")[1]
    assert run_cli("undo")[0] == 0
    assert run_cli("cut", "--to", "400", "--apply")[:2] == (0, out)
    assert "Nothing has to go" in run_cli("cut", "--to", "400")[1]
    assert run_cli("undo")[0] == 0
    assert run_cli("cut", "--to", "400", "--later")[:2] == (0, out)
    assert "Nothing has to go" in run_cli("cut", "--to", "400")[1]
    assert run_cli("undo")[0] == 0
    assert run_cli("cut", "--to", "400")[1] == out


def test_whose_and_how_much(run_cli: Run) -> None:
    _fill(run_cli)
    lines = run_cli("cut", "--percent", "1", "--team", "Ops", "--format", "csv")[1].splitlines()
    assert [line.split(",")[0] for line in lines] == ["person_id", "Ada"]
    assert "Nothing has to go" in run_cli("cut", "--days", "100")[1]
    assert "1 pick goes" in run_cli("cut", "--fewer-days", "1", "--order", "skill,elective")[1]
    for wrong in (
        ("--to", "1", "--order", "nonsense"),
        ("--percent", "101"),
        ("--to", "1", "--team", "Nobody"),
        ("--to", "1", "--apply", "--variant", "Both"),
    ):
        assert run_cli("cut", *wrong)[0] == 2


def test_what_is_out_of_reach(run_cli: Run) -> None:
    """What the plan pays as a whole stays, whoever goes."""
    _fill(run_cli)
    run_cli("cost", "add", "Licence", "90", "--currency", "EUR")
    status, out, _ = run_cli("cut", "--to", "89")
    assert (status, out) == (1, "89 EUR is out of reach; the least possible is 90 EUR.\n")


def test_what_is_unknown_is_counted_beside_what_it_comes_to(run_cli: Run) -> None:
    """A pick without a price, and a session that costs dollars once nobody is left in it."""
    _fill(run_cli)
    assert run_cli("pick", "TNX-PMB", "--person", "Bo")[0] == 0
    told = "1 price of what is left is unknown and not in it."
    assert run_cli("cut", "--to", "900")[1].splitlines()[-1] == told
    assert run_cli("session", "add", "TNX-BDP", "--start", "2027-02-01", "--seat-open")[0] == 0
    assert run_cli("session", "edit", "TNX-BDP-1", "--cancel-cost", "50", "--cancel-currency", "USD")[0] == 0
    out = run_cli("cut", "--to", "600")[1]
    assert "TNX-BDP-1 is called off" in out
    assert out.splitlines()[-1] == "2 prices of what is left are unknown and not in it."
