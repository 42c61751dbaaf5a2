"""Sessions from the terminal: moved, split, merged, repeated, filled, attended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import snapshot

Run = Callable[..., tuple[int, str, str]]
Begin = Callable[[list[tuple[object, ...]]], None]

PEOPLE = (
    "person_id,first_name,last_name,team\n"
    "1,Ana,Alvarez,Sales\n2,Bo,Berg,Ops\n3,Cy,Dahl,Ops\n4,Di,Eng,Ops\n5,Ed,Fox,IT\n"
)
COURSES = "course_code,title,days\nBOOT,Bootcamp,2\n"


@pytest.fixture
def cli(run_cli: Run, begin_cli: Begin, tmp_path: Path) -> Run:
    """Five people who picked a course of two days, and an empty session of three seats in 2020."""
    commands: list[tuple[object, ...]] = []
    for name, text in (("people", PEOPLE), ("courses", COURSES)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        commands.append(("import", name, path))
    commands += [
        ("plan", "create", "2020", "--from", "2020-01-01", "--to", "2020-12-31"),
        ("pick", "BOOT", "--team", "Sales", "--team", "Ops"),
        ("session", "add", "BOOT", "--start", "2020-03-02", "--seats", "3"),
    ]
    begin_cli(commands)
    return run_cli


def said(cli: Run, *words: object) -> str:
    """Run a command on sessions that must work and return what it says."""
    status, out, err = cli("session", *words)
    assert (status, err) == (0, "")
    return out


def refused(cli: Run, *words: object) -> str:
    """Run a command on sessions that must be refused and return why; nothing may change."""
    status, out, err = cli("session", *words)
    assert (status, out) == (2, "")
    return err


@pytest.mark.slow
def test_people_are_seated_and_taken_out(cli: Run) -> None:
    assert said(cli, "seat", "boot-1", "--person", "1") == (
        "Seated Ana Alvarez in BOOT-1: 1 booked, 0 waiting.\n"
    )
    assert said(cli, "seat", "BOOT-1", "--open") == "Seated 3 people in BOOT-1: 2 booked, 1 waiting.\n"
    assert said(cli, "unseat", "BOOT-1", "--person", "1", "--person", "2") == (
        "Took 2 people out of BOOT-1: 2 booked, 0 waiting.\n"
    )
    assert said(cli, "seat", "BOOT-1", "--team", "Sales") == (
        "Seated Ana Alvarez in BOOT-1: 1 booked, 0 waiting.\n"
    )
    assert "None of those named is in BOOT-1" in refused(cli, "unseat", "BOOT-1", "--person", "5")
    assert "1 of those named has no open pick" in refused(
        cli, "seat", "BOOT-1", "--person", "5", "--person", "2"
    )
    assert "Say for whom" in refused(cli, "seat", "BOOT-1")
    assert "no session “BOOT-9”" in refused(cli, "seat", "BOOT-9", "--open")


def test_those_who_wait_are_seated_elsewhere(cli: Run) -> None:
    assert "Nobody waits" in refused(cli, "seat", "BOOT-1", "--waiting")
    said(cli, "seat", "BOOT-1", "--open")
    said(cli, "add", "BOOT", "--start", "2020-05-04")
    assert said(cli, "seat", "BOOT-2", "--waiting") == "Seated Di Eng in BOOT-2: 1 booked, 0 waiting.\n"
    assert "Nobody has an open pick" in refused(cli, "seat", "BOOT-2", "--open")


def test_a_session_moves_unless_it_is_pinned_or_locked(cli: Run) -> None:
    assert said(cli, "move", "BOOT-1", "2020-03-06") == (
        "Moved BOOT-1: 2020-03-06 – 2020-03-09, 2 days; 0 booked, 0 waiting.\n"
    )
    assert said(cli, "pin", "BOOT-1") == "Pinned BOOT-1.\n"
    assert "BOOT-1 is pinned to its days" in refused(cli, "move", "BOOT-1", "2020-03-13")
    assert said(cli, "unpin", "BOOT-1") == "Unpinned BOOT-1.\n"
    assert said(cli, "lock", "BOOT-1") == "Locked BOOT-1.\n"
    assert "BOOT-1 is locked" in refused(cli, "move", "BOOT-1", "2020-03-13")
    assert "BOOT-1 is locked" in refused(cli, "seat", "BOOT-1", "--open")
    assert said(cli, "unlock", "BOOT-1") == "Unlocked BOOT-1.\n"
    assert said(cli, "move", "BOOT-1", "2020-03-13").startswith("Moved BOOT-1: 2020-03-13 – 2020-03-16")


def test_a_move_is_called_by_the_day_on_which_the_session_came_to_be(cli: Run) -> None:
    said(cli, "move", "BOOT-1", "2020-03-07")  # a Saturday
    assert "Move BOOT-1 to 9 Mar" in cli("history", "--limit", "1")[1]
    assert cli("undo") == (0, "Undone: Move BOOT-1 to 9 Mar\n", "")


def test_split_merge_and_repeat(cli: Run, tmp_path: Path) -> None:
    said(cli, "seat", "BOOT-1", "--open")
    assert said(cli, "split", "BOOT-1").splitlines() == [
        "Split BOOT-1: 2020-03-02 – 2020-03-03, 2 days; 2 booked, 0 waiting.",
        "Split BOOT-2: 2020-03-04 – 2020-03-05, 2 days; 2 booked, 0 waiting.",
    ]
    assert said(cli, "merge", "BOOT-1", "BOOT-2").splitlines() == [
        "Merged into BOOT-1: 2020-03-02 – 2020-03-03, 2 days; 3 booked, 1 waiting."
    ]
    assert said(cli, "repeat", "BOOT-1", "--every", "14", "--times", "3").splitlines() == [
        "Added BOOT-2: 2020-03-16 – 2020-03-17, 2 days; 0 booked, 0 waiting.",
        "Added BOOT-3: 2020-03-30 – 2020-03-31, 2 days; 0 booked, 0 waiting.",
    ]
    assert "2 to 60 sessions" in refused(cli, "repeat", "BOOT-1", "--every", "14", "--times", "1")


def test_a_session_is_confirmed_and_cancelled(cli: Run) -> None:
    said(cli, "seat", "BOOT-1", "--open")
    assert said(cli, "confirm", "BOOT-1") == "Confirmed BOOT-1.\n"
    assert said(cli, "cancel", "BOOT-1") == "Cancelled BOOT-1.\n"
    assert said(cli, "list").split()[-1] == "cancelled"
    said(cli, "add", "BOOT", "--start", "2020-05-04")
    assert said(cli, "seat", "BOOT-2", "--open").startswith("Seated 4 people in BOOT-2")
    assert cli("history", "--limit", "3")[1].count("Cancel BOOT-1") == 1


def test_attendance_is_recorded_and_undone(cli: Run) -> None:
    said(cli, "seat", "BOOT-1", "--open")
    assert "“4” has no seat in BOOT-1" in refused(cli, "attend", "BOOT-1", "--absent", "4")
    assert "nobody with" in refused(cli, "attend", "BOOT-1", "--absent", "9")
    assert said(cli, "attend", "BOOT-1", "--absent", "2", "--partly", "3=1,5") == (
        "Held BOOT-1: 2 attended, 1 of them partly; 1 absent.\n"
    )
    assert said(cli, "list").split()[-1] == "held"
    (total,) = (line for line in cli("totals")[1].splitlines() if line.startswith("All"))
    assert "3.5" in total.split()
    assert cli("undo")[1] == "Undone: Record the attendance of BOOT-1\n"
    assert said(cli, "list").split()[-1] == "draft"


@pytest.mark.parametrize("words", [("--partly", "3"), ("--partly", "=1"), ("--partly", "3=x")])
def test_part_of_a_session_is_a_person_and_days(cli: Run, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit):
        cli("session", "attend", "BOOT-1", *words)


def test_a_refused_command_writes_nothing(cli: Run, tmp_path: Path) -> None:
    said(cli, "seat", "BOOT-1", "--open")
    said(cli, "split", "BOOT-1")
    said(cli, "pin", "BOOT-2")
    before = snapshot(tmp_path / "cli.sqlite")
    assert "BOOT-2 is pinned" in refused(cli, "merge", "BOOT-1", "BOOT-2")
    assert snapshot(tmp_path / "cli.sqlite") == before


def test_the_history_names_the_day_on_which_a_session_is(cli: Run) -> None:
    assert "2020-03-09" in said(cli, "move", "BOOT-1", "2020-03-07")  # a Saturday
    assert "Move BOOT-1 to 9 Mar" in cli("history")[1]
    assert "2020-03-07" not in cli("history")[1]


def test_a_cancelled_session_is_revived(cli: Run) -> None:
    said(cli, "cancel", "BOOT-1")
    assert "BOOT-1 is cancelled. Revive it first." in refused(cli, "confirm", "BOOT-1")
    assert said(cli, "revive", "BOOT-1") == "Revived BOOT-1.\n"
    assert "BOOT-1 is not cancelled" in refused(cli, "revive", "BOOT-1")
    assert said(cli, "confirm", "BOOT-1") == "Confirmed BOOT-1.\n"


def test_two_people_change_places(cli: Run) -> None:
    said(cli, "seat", "BOOT-1", "--person", "1")
    assert cli("session", "add", "BOOT", "--start", "2020-04-06")[0] == 0
    said(cli, "seat", "BOOT-2", "--person", "2")
    sentence = "Swapped Ana Alvarez in BOOT-1 and Bo Berg in BOOT-2.\n"
    assert said(cli, "swap", "BOOT-1", "1", "BOOT-2", "2") == sentence
    assert "“1” is not in BOOT-1" in refused(cli, "swap", "BOOT-1", "1", "BOOT-2", "1")


def test_a_series_says_which_of_it_begin_later(cli: Run) -> None:
    out = said(cli, "repeat", "BOOT-1", "--every", "1", "--times", "3")
    assert "2020-03-03 is closed or taken by the series, so that session begins on 2020-03-04." in out
    assert "so that session begins on 2020-03-06." in out


def test_what_was_held_stays_in_the_past(cli: Run) -> None:
    said(cli, "seat", "BOOT-1", "--open")
    said(cli, "attend", "BOOT-1", "--absent", "2")
    assert "still to come" in refused(cli, "move", "BOOT-1", "2090-06-01")
    assert "attended BOOT-1 and stays in it" in refused(cli, "unseat", "BOOT-1", "--person", "1")
    assert "was held, so nobody can be seated" in refused(cli, "seat", "BOOT-1", "--open")
