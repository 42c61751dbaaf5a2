"""Calendars, files for other programs and change packs from the terminal."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import vobject

Run = Callable[..., tuple[int, str, str]]
Begin = Callable[[Iterable[list[str]]], None]


@pytest.fixture
def run(run_cli: Run, begin_cli: Begin, tmp_path: Path) -> Run:
    """The command line on a plan with two people in a session; gives what was said."""
    people = tmp_path / "people.csv"
    people.write_text("person_id,first_name,last_name,email\n1,Ann,Ek,ann@x.org\n2,Bo,Ek,\n")
    begin_cli(_beginning(run_cli, people))
    return run_cli


def _beginning(run_cli: Run, people: Path) -> Iterator[list[str]]:
    course = _course(run_cli)
    for line in (
        f"import people {people}",
        "plan create 2090 --from 2090-01-01 --to 2090-12-31",
        f"pick {course} --person 1 --person 2",
        f"session add {course} --start 2090-03-01 --room Oslo --trainer Cy --seat-open",
    ):
        yield line.split()


def _course(run_cli: Run) -> str:
    return run_cli("catalog", "search", "scrum")[1].splitlines()[2].split()[0]


def events(path: Path) -> list[vobject.base.Component]:
    return list(vobject.readOne(path.read_bytes().decode()).vevent_list)


def test_a_calendar_of_the_plan_and_of_each(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("export", "ics", tmp_path / "plan.ics")
    count = len(events(tmp_path / "plan.ics"))
    assert (status, out) == (0, f"Wrote 1 calendar with {_events(count)} to {tmp_path / 'plan.ics'}.\n")
    for option, name in (("--person", "2"), ("--trainer", "cy"), ("--room", "oslo")):
        assert run("export", "ics", tmp_path / "one.ics", option, name, "--plan", "2090")[0] == 0
        assert len(events(tmp_path / "one.ics")) == count
    assert run("export", "ics", tmp_path / "each", "--each", "person")[0] == 0
    assert sorted(path.name for path in (tmp_path / "each").iterdir()) == ["Ann Ek.ics", "Bo Ek.ics"]
    code = run("session", "list")[1].splitlines()[2].split()[0]
    assert run("session", "cancel", code)[0] == 0
    assert f"0 events, {count} more cancelled, to" in run("export", "ics", tmp_path / "plan.ics")[1]
    assert {e.status.value for e in events(tmp_path / "plan.ics")} == {"CANCELLED"}


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def test_what_cannot_be_is_refused(run: Run, tmp_path: Path) -> None:
    for words, reason in (
        (("ics", tmp_path / "x.ics", "--trainer", "Zed"), "No session of the plan has the trainer “Zed”"),
        (("ics", tmp_path / "x.ics", "--person", "9"), "nobody with the id"),
        (("ics", tmp_path / "cli.sqlite"), "the workspace itself"),
        (("google", tmp_path / "cli.sqlite"), "the workspace itself"),
        (("google", tmp_path / "no" / "x.csv"), "There is no folder"),
        (("outlook", tmp_path / "x.csv", "--plan", "2091"), "no plan “2091”"),
        (("pack", tmp_path), "already"),
    ):
        status, out, err = run("export", *words)
        assert (status, out) == (2, "")
        assert reason in err
    with pytest.raises(SystemExit):
        run("export", "ics", "x.ics", "--trainer", "a", "--room", "b")


def test_files_for_other_programs(run: Run, tmp_path: Path) -> None:
    for program, word in (("google", "event"), ("outlook", "event"), ("gantt", "task")):
        path = tmp_path / f"{program}.csv"
        status, out, _ = run("export", program, path)
        assert status == 0
        assert f" {word}" in out
        assert len(list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))) > 1


def test_files_for_moodle_say_what_is_left_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "moodle.csv"
    status, out, _ = run("export", "moodle-users", path)
    assert status == 0
    assert out.splitlines()[0] == f"Wrote 1 row to {path}."
    assert "without first name, last name or e-mail" in out.splitlines()[1]
    assert run("export", "moodle-sessions", path, "--course", "NO-1")[0] == 2
    assert run("export", "moodle-seats", path)[0] == 0


def test_a_pack_is_foreseen_then_written_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    _, foreseen, _ = run("export", "pack", folder, "--dry-run")
    assert [line.split()[:3] for line in foreseen.splitlines()[2:]] == [
        ["Ann", "Ek", "person"],
        ["Bo", "Ek", "person"],
        ["Cy", "trainer", "1"],
    ]
    assert not folder.exists()
    assert run("export", "pack", folder)[1] == f"Wrote 3 mails to {folder}. 2 without an address.\n"
    assert sorted(path.name for path in folder.iterdir()) == [
        "Ann Ek.eml",
        "Bo Ek.eml",
        "Cy.eml",
        "index.csv",
    ]
    again = tmp_path / "again"
    assert "Nothing has changed" in run("export", "pack", again)[1]
    assert "Nothing has changed" in run("export", "pack", again, "--dry-run")[1]
    assert not again.exists()


def test_a_pack_for_some_people_or_sessions(run: Run, tmp_path: Path) -> None:
    one = tmp_path / "one"
    _, foreseen, _ = run("export", "pack", one, "--dry-run")
    assert run("export", "pack", one, "--person", "Bo Ek")[0] == 0
    assert sorted(path.name for path in one.iterdir()) == ["Bo Ek.eml", "index.csv"]
    _, left, _ = run("export", "pack", one, "--dry-run")
    assert [line for line in foreseen.splitlines() if "Bo Ek" not in line] == left.splitlines()
    status, _, error = run("export", "pack", one, "--session", "NONE-1")
    assert (status, "NONE-1" in error) == (2, True)


@pytest.mark.parametrize("what", ["ics", "google", "outlook", "gantt", "moodle-booking"])
def test_a_dash_is_the_terminal_and_no_file(
    run: Run, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / f"plan.{what}"
    status, out, err = run("export", what, "-")
    assert (status, err) == (0, "")
    beside = ("cli.sqlite", "cli.sqlite.lock", "cli.backups", "people.csv")
    assert {path.name for path in tmp_path.iterdir()} <= {*beside}
    assert run("export", what, file)[0] == 0
    kept = [line for line in file.read_bytes().decode("utf-8-sig").splitlines() if "DTSTAMP" not in line]
    assert [line for line in out.removeprefix("\ufeff").splitlines() if "DTSTAMP" not in line] == kept
    assert len(kept) > 1


def test_several_files_cannot_go_to_the_terminal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("export", "ics", "-", "--each", "person")[::2] == (
        2,
        "pmplanner: Several calendars cannot go to the terminal; name a folder for them.\n",
    )
    assert run("export", "pack", "-")[0] == 2
    assert not (tmp_path / "-").exists()


def test_a_plan_that_stands_in_calendars_is_not_removed_in_silence(run: Run, tmp_path: Path) -> None:
    assert run("export", "pack", tmp_path / "first")[0] == 0
    status, _, error = run("plan", "remove", "2090")
    assert status == 2
    assert "2090 still has" in error
    assert "--leave-calendars" in error
    status, out, _ = run("plan", "remove", "2090", "--leave-calendars")
    assert status == 0
    assert "still in calendars" in out
    status, out, _ = run("export", "pack", tmp_path / "last", "--plan", "2090")
    assert (status, out[:13]) == (0, "Wrote 3 mails")
    status, _, error = run("export", "pack", tmp_path / "more", "--plan", "2090")
    assert status == 2
    assert run("undo")[0] == 0
    assert run("plan", "list")[1].count("2090")


def test_a_plan_that_told_nobody_is_removed(run: Run) -> None:
    assert run("plan", "remove", "2090")[1] == "Removed the plan 2090.\n"


def test_of_a_variant_nobody_is_told(run: Run, tmp_path: Path) -> None:
    assert run("plan", "copy", "2090", "Try")[0] == 0
    for words in (("pack", tmp_path / "x"), ("ics", tmp_path / "x.ics")):
        status, _, error = run("export", *words, "--plan", "Try")
        assert status == 2
        assert "“Try” is a variant of “2090”" in error
