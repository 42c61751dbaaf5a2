"""Completions from the terminal: for many, of bare titles, with evidence."""

import csv
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pmplanner.services.people import evidence
from pmplanner.storage.workspace import open_workspace

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run_cli: Run) -> Run:
    assert run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30")[0] == 0
    for name in ("Ana", "Ben"):
        assert run_cli("person", "add", "--first", name, "--team", "Sales")[0] == 0
    return run_cli


def listed(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(run("completion", "list", "--format", "csv")[1].splitlines()))


def test_something_is_recorded_for_a_team_at_once_and_undone(run: Run) -> None:
    told = ("completion", "add", "SCA-CSM", "--on", "2027-02-01", "--team", "Sales", "--units", "14")
    assert run(*told)[1].endswith("for 2 people.\n")
    assert [(row["name"], row["course_code"], row["units"]) for row in listed(run)] == [
        ("Ana", "SCA-CSM", "14"),
        ("Ben", "SCA-CSM", "14"),
    ]
    status, out, _ = run(*told)
    assert (status, out.splitlines()[1]) == (0, "2 people had it for this day already.")
    assert run("undo")[0] == 0
    assert listed(run) == []


def test_a_bare_title_has_evidence_that_comes_out_as_it_went_in(run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF the paper")
    told = ("completion", "add", "--name", "First aid", "--provider", "Red Cross", "--on", "2027-02-01")
    about = ("--number", "RC-7", "--link", "https://example.org/7", "--evidence", str(paper))
    assert run(*told, *about, "--person", "Ana")[0] == 0
    [row] = listed(run)
    shown = {key: row[key] for key in ("course_code", "title", "provider", "certificate_number", "evidence")}
    assert shown == {
        "course_code": "",
        "title": "First aid",
        "provider": "Red Cross",
        "certificate_number": "RC-7",
        "evidence": "paper.pdf",
    }
    folder = tmp_path / "out"
    assert run("completion", "evidence", row["id"], str(folder))[0] == 0
    assert (folder / "paper.pdf").read_bytes() == b"%PDF the paper"
    assert run("completion", "evidence", row["id"], str(folder))[0] == 2
    assert run("completion", "remove", row["id"])[0] == 0
    assert run("undo")[0] == 0
    assert listed(run)[0]["evidence"] == "paper.pdf"


def test_files_of_one_name_come_out_beside_each_other_and_only_into_the_folder(
    run: Run, tmp_path: Path
) -> None:
    assert run("completion", "add", "--name", "First aid", "--on", "2027-02-01", "--person", "Ana")[0] == 0
    [row] = listed(run)
    with closing(open_workspace(tmp_path / "cli.sqlite")) as workspace, workspace.edit("Evidence") as db:
        for name, content in (("a.pdf", b"1"), ("a.pdf", b"2"), ("..\\..\\b.txt", b"3"), ("CON", b"4")):
            evidence.attach_evidence(db, name, content, completion_ids=[int(row["id"])])
        evidence.attach_evidence(db, "\udcff.txt", b"5", completion_ids=[int(row["id"])])
    folder = tmp_path / "out"
    assert run("completion", "evidence", row["id"], str(folder))[0] == 0
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        "a.pdf": b"1",
        "a 2.pdf": b"2",
        "-..-b.txt": b"3",
        "_CON": b"4",
        "-.txt": b"5",
    }
    (folder / "a.pdf").unlink()
    assert run("completion", "evidence", row["id"], str(folder))[0] == 2
    assert not (folder / "a.pdf").exists()


def test_what_will_not_do_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = ("completion", "add", "--on", "2027-02-01", "--person", "Ana")
    assert run(*base)[0] == 2
    assert run(*base, "SCA-CSM", "--name", "Both")[0] == 2
    for link in (
        "see the shelf",
        "javascript:x()",
        "http://",
        "file:x",
        "https://a b",
        "https://" + "x" * 2000,
    ):
        assert "no link" in run(*base, "SCA-CSM", "--link", link)[2]
    assert "cannot be read" in run(*base, "SCA-CSM", "--evidence", str(tmp_path / "none.pdf"))[2]
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    assert "empty file" in run(*base, "SCA-CSM", "--evidence", str(empty))[2]
    monkeypatch.setattr(evidence, "MOST_OF_A_FILE", 10)
    large = tmp_path / "large.pdf"
    large.write_bytes(b"x" * 11)
    assert "large.pdf has 1 MB" in run(*base, "SCA-CSM", "--evidence", str(large))[2]
    monkeypatch.setattr(evidence, "MOST_OF_A_FILE", 100)
    monkeypatch.setattr(evidence, "MOST_OF_ALL", 10)
    assert "are allowed" in run(*base, "SCA-CSM", "--evidence", str(large))[2]
    assert listed(run) == []
