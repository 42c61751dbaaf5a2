"""`course facts`, `course use-copy`, `course lay-copy` as a user types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import snapshot

Run = Callable[..., tuple[int, str, str]]


def _table(out: str) -> dict[str, str]:
    """Return each fact's line without the code."""
    lines = (line.split("  ") for line in out.splitlines()[2:])
    return {parts[1].strip(): " ".join(" ".join(parts[2:]).split()) for parts in lines}


def test_facts_are_shown_laid_and_cleared(run_cli: Run) -> None:
    assert _table(run_cli("course", "facts", "TNX-BDP")[1])["Price"] == "unknown no unknown"
    status, out, _ = run_cli(
        *("course", "facts", "TNX-BDP", "tnx-pmb", "--price", "900.50", "--currency", "eur"),
        *("--seats", "4-12", "--valid", "none", "--short", "BDP", "--note", "as agreed"),
    )
    assert (status, out) == (0, "Laid own facts over 2 courses.\n")
    assert _table(run_cli("course", "facts", "TNX-BDP")[1]) == {
        "Price": "900.5 EUR yes unknown",
        "Fewest seats": "4 yes no limit",
        "Most seats": "12 yes no limit",
        "Valid, months": "for ever yes for ever",
        "Short title": "BDP yes Big Data",
        "Note": "as agreed yes",
    }
    out = run_cli("course", "facts", "TNX-BDP", "--clear", "price", "--clear", "seats")[1]
    assert out == "Cleared 3 own facts.\n"
    shown = run_cli("catalog", "show", "TNX-BDP")[1]
    assert "Cost:         unknown\n" in shown
    assert "Own facts:    Valid, months, Short title, Note\n" in shown
    assert [line.split("  ")[2] for line in run_cli("history")[1].splitlines()[2:4]] == [
        "Clear the own facts of Big Data for Project and Program Managers",
        "Set own facts of 2 courses",
    ]
    out = run_cli("course", "facts", "TNX-BDP", "TNX-PMB", "--short", "BDP")[1]
    assert out == "Laid own facts over 0 courses. 2 had them already.\n"


def test_seats_can_be_given_on_one_side(run_cli: Run) -> None:
    run_cli("course", "facts", "TNX-BDP", "--seats", "4-")
    run_cli("course", "facts", "TNX-BDP", "--seats", "-12")
    found = _table(run_cli("course", "facts", "TNX-BDP")[1])
    assert (found["Fewest seats"], found["Most seats"]) == ("4 yes no limit", "12 yes no limit")
    run_cli("course", "facts", "TNX-BDP", "--seats", "none-9")
    found = _table(run_cli("course", "facts", "TNX-BDP")[1])
    assert (found["Fewest seats"], found["Most seats"]) == ("no limit yes no limit", "9 yes no limit")


def test_facts_for_programs(run_cli: Run) -> None:
    run_cli("course", "facts", "TNX-BDP", "--price", "900.50", "--currency", "EUR")
    lines = run_cli("course", "facts", "TNX-BDP", "--format", "csv")[1].splitlines()
    assert lines[0] == "course_code,fact,value,currency,own,source_value,source_currency"
    assert lines[1:3] == ["TNX-BDP,cost,900.5,EUR,yes,,", "TNX-BDP,min_seats,,,no,,"]
    rows = json.loads(run_cli("course", "facts", "TNX-BDP", "--format", "json")[1], parse_float=str)
    assert rows[0]["value"] == "900.5"
    assert rows[1]["value"] is None


def test_a_dry_run_changes_nothing(run_cli: Run, tmp_path: Path) -> None:
    run_cli("course", "facts", "TNX-BDP", "--note", "n")
    before = snapshot(tmp_path / "cli.sqlite")
    out = run_cli(
        "course", "facts", "TNX-BDP", "--price", "9", "--currency", "eur", "--clear", "note", "--dry-run"
    )[1]
    assert out == ("TNX-BDP: Price unknown → 9 EUR\nTNX-BDP: Note would be cleared\nNothing was changed.\n")
    assert snapshot(tmp_path / "cli.sqlite") == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("NOPE", "--price", "1"), "There is no course “NOPE” in the catalogue."),
        (("TNX-BDP", "--currency", "EUR"), "has no price that could be in EUR"),
        (("TNX-BDP", "--price", "1", "--currency", "euro"), "three letters, such as EUR; not “euro”"),
        (("TNX-BDP", "--seats", "12-4"), "fewest seats (12)"),
        (("TNX-BDP", "--price", "1", "--clear", "price"), "cannot be set and cleared at once: cost"),
    ],
)
def test_what_will_not_do_is_refused(
    run_cli: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    for dry in ((), ("--dry-run",)):
        status, _, err = run_cli("course", "facts", *arguments, *dry)
        assert status == 2
        assert said in err
    assert snapshot(tmp_path / "cli.sqlite") == before


@pytest.mark.parametrize("seats", ["12", "-", "a-b", "0-4"])
def test_seats_of_another_form_are_no_seats(run_cli: Run, seats: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        run_cli("course", "facts", "TNX-BDP", "--seats", seats)
    assert stopped.value.code == 2


def test_own_facts_go_out_and_come_back(run_cli: Run, tmp_path: Path) -> None:
    run_cli("course", "facts", "TNX-BDP", "--price", "900", "--currency", "EUR", "--seats", "none")
    file = tmp_path / "facts.csv"
    assert run_cli("export", "own-facts", file)[0] == 0
    run_cli("course", "facts", "TNX-BDP", "--clear", "all")
    status, out, _ = run_cli("import", "own-facts", file)
    assert (status, "1" in out) == (0, True)
    assert run_cli("export", "own-facts", "-")[1].encode() == file.read_bytes().removeprefix(b"\xef\xbb\xbf")


@pytest.fixture
def copied(run_cli: Run, tmp_path: Path) -> Run:
    """Somebody has made a copy with a price; one person has picked the original."""
    courses, people = tmp_path / "courses.csv", tmp_path / "people.csv"
    courses.write_text(
        "code,title,days,provider,tracks,skills,counts_as,price,currency\n"
        "OUR-BDP,Our Big Data,3,Tonex,,,TNX-BDP,900,eur\n",
        encoding="utf-8",
    )
    people.write_text("person_id,first_name\n1,Ana\n", encoding="utf-8")
    for what, file in (("courses", courses), ("people", people)):
        assert run_cli("import", what, file)[0] == 0
    run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30")
    run_cli("pick", "TNX-BDP", "--person", "1")
    return run_cli


def test_a_copy_is_used(copied: Run, tmp_path: Path) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    told = "OUR-BDP in place of TNX-BDP: 2 paths, 1 pick.\n"
    assert copied("course", "use-copy", "OUR-BDP", "--dry-run")[1] == told + "Nothing was changed.\n"
    assert snapshot(tmp_path / "cli.sqlite") == before
    assert copied("course", "use-copy", "OUR-BDP", "--of", "TNX-BDP")[:2] == (0, told)
    assert "OUR-BDP" in copied("track", "list")[1]
    status, _, err = copied("course", "use-copy", "OUR-BDP")
    assert (status, "stands in no path" in err) == (2, True)
    copied("undo")
    after = snapshot(tmp_path / "cli.sqlite")
    assert [row[0] for row in after["path_item"]] == [row[0] for row in before["path_item"]]
    assert "OUR-BDP" not in copied("track", "list")[1]


def test_a_copy_that_is_another_course_is_not_laid(copied: Run) -> None:
    for dry in ((), ("--dry-run",)):
        status, _, err = copied("course", "lay-copy", "OUR-BDP", *dry)
        assert status == 2
        assert "differs from “Big Data for Project and Program Managers” in more than price" in err
