"""``workspace forget``: who and what is said first, and nothing is done unasked."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import snapshot

Run = Callable[..., tuple[int, str, str]]

PEOPLE = (
    "person_id,first_name,last_name,email,team,end_date\n"
    "E-1001,Ana,Alvarez,ana@x.y,Sales,2026-01-31\n2,Bo,Berg,bo@x.y,Ops,\n3,Cy,Dahl,cy@x.y,Ops,2026-03-31\n"
)


@pytest.fixture
def cli(run_cli: Run, tmp_path: Path) -> Run:
    """A workspace with three people and a copy of it beside."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    assert run_cli("import", "people", path)[0] == 0
    (tmp_path / "cli.before-0003.sqlite").write_bytes((tmp_path / "cli.sqlite").read_bytes())
    return run_cli


class Terminal(io.StringIO):
    """Somebody who answers."""

    def isatty(self) -> bool:
        return True


def test_it_says_who_and_what_and_which_copy_holds_them(cli: Run, tmp_path: Path) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    status, out, _ = cli("workspace", "forget", "E-1001", "bo berg", "--dry-run")
    assert status == 0
    assert snapshot(tmp_path / "cli.sqlite") == before
    assert "ana@x.y  Ana Alvarez  2026-01-31" in out
    assert "To be overwritten: 2 rows (person 2), 2 images in the journal, 0 labels." in out
    assert f"Held by {tmp_path / 'cli.before-0003.sqlite'}" in out
    assert out.endswith("Nothing was changed.\n")


@pytest.mark.parametrize("whom", [("ana@x.y",), ("--left-before", "2026-02-01")])
def test_somebody_is_forgotten_and_the_copies_are_named(cli: Run, tmp_path: Path, whom: tuple[str]) -> None:
    status, out, _ = cli("workspace", "forget", *whom, "--yes")
    assert (status, "Forgot 1 person for good.\nThese still hold them" in out) == (0, True)
    content = (tmp_path / "cli.sqlite").read_bytes()
    assert [text for text in (b"Alvarez", b"ana@x.y", b"E-1001") if text in content] == []
    assert b"Berg" in content
    assert cli("history")[1].splitlines()[2].split(maxsplit=3)[3].startswith("Forget 1 person for good")
    assert (tmp_path / "cli.before-0003.sqlite").exists()


def test_the_copies_go_on_wish(cli: Run, tmp_path: Path) -> None:
    status, out, _ = cli("workspace", "forget", "ana@x.y", "--yes", "--also-backups")
    assert (status, out.splitlines()[-1]) == (0, "Deleted 2 backups that held them.")
    assert not (tmp_path / "cli.before-0003.sqlite").exists()


def test_somebody_removed_can_be_forgotten(cli: Run, tmp_path: Path) -> None:
    cli("undo")
    status, out, _ = cli("workspace", "forget", "Cy Dahl", "--yes")
    assert (status, "removed" in out) == (0, True)
    status, _, err = cli("redo")
    assert status == 2
    assert "forgotten for good" in err


@pytest.mark.parametrize(("answer", "done"), [("y\n", True), ("\n", False), ("no\n", False), ("", False)])
def test_it_asks_at_a_terminal(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, done: bool
) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    status, out, _ = cli("workspace", "forget", "2")
    assert (status, "Forget them for good? [y/N]" in out) == (0, True)
    assert (snapshot(tmp_path / "cli.sqlite") == before) is not done


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("E-1001",), "Say --yes"),
        ((), "Say whom"),
        (("nobody@x.y", "--yes"), "nobody with the id, e-mail or name “nobody@x.y”"),
        (("", "--yes"), "nobody with the id"),
    ],
)
def test_refusals_change_nothing(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str], why: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    before = snapshot(tmp_path / "cli.sqlite")
    status, _, err = cli("workspace", "forget", *words)
    assert (status, why in err) == (2, True)
    assert snapshot(tmp_path / "cli.sqlite") == before


def test_nobody_left_before(cli: Run) -> None:
    assert cli("workspace", "forget", "--left-before", "2020-01-01", "--yes")[:2] == (
        0,
        "Nobody left before 2020-01-01.\n",
    )


def test_no_import_finds_somebody_forgotten(cli: Run, tmp_path: Path) -> None:
    """Neither a row without a name nor the file that was exported brings them in again."""
    cli("workspace", "forget", "ana@x.y", "--yes")
    exported = tmp_path / "out.csv"
    assert cli("export", "people", exported)[0] == 0
    assert "Forgotten person 1" in exported.read_text(encoding="utf-8-sig")
    before = snapshot(tmp_path / "cli.sqlite")["person"]
    status, out, _ = cli("import", "people", exported)
    assert (status, "rejected 1" in " ".join(out.split())) == (1, True)
    assert "forgotten for good" in (tmp_path / "out.rejects.csv").read_text(encoding="utf-8-sig")
    assert snapshot(tmp_path / "cli.sqlite")["person"] == before
    absences = tmp_path / "absences.csv"
    absences.write_text("person_id,full_name,first_day,last_day\n,Forgotten person 1,2027-01-04,2027-01-05\n")
    assert cli("import", "absences", absences)[0] == 1
    assert snapshot(tmp_path / "cli.sqlite")["absence"] == []
