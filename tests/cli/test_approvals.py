"""Approval by spreadsheet from the terminal."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import known

Run = Callable[..., tuple[int, str, str]]
Begin = Callable[[Iterable[list[str]]], None]


@pytest.fixture
def run(run_cli: Run, begin_cli: Begin, tmp_path: Path) -> Run:
    """The command line on a plan in which two people of Eva's and one of nobody's have picked a course."""
    people = tmp_path / "people.csv"
    people.write_text(
        "person_id,first_name,last_name,email,manager_email\n"
        "1,Ann,Ek,ann@x.org,eva@x.org\n2,Bo,Ek,,eva@x.org\n3,Eva,Sun,eva@x.org,\n"
    )

    def lines() -> Iterator[list[str]]:
        course = run_cli("catalog", "search", "scrum")[1].splitlines()[2].split()[0]
        yield f"import people {people}".split()
        yield ["plan", "create", "2090", "--from", "2090-01-01", "--to", "2090-12-31"]
        yield f"pick {course} --person 1 --person 2 --person 3".split()

    begin_cli(lines())
    return run_cli


def answer(path: Path, target: Path, *words: str) -> Path:
    """Fill in the answers of a file from the first row on."""
    book = load_workbook(path)
    sheet = book["Picks"]
    (head,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "Answer")
    for place, word in enumerate(words, 1):
        sheet.cell(known(head.row) + place, known(head.column)).value = word
    book.save(target)
    return target


def test_files_go_out_and_answers_come_back(run: Run, tmp_path: Path) -> None:
    out, back = tmp_path / "out", tmp_path / "back.xlsx"
    status, told, _ = run("approvals", "write", out, "--dry-run", "--format", "json")
    assert status == 0
    assert [(each["manager"], each["picks"], each["cost"]) for each in json.loads(told)] == [
        ("Eva Sun", 2, "unknown"),
        ("", 1, "unknown"),
    ]
    assert not out.exists()
    status, told, _ = run("approvals", "write", out, "--by", "2090-01-01")
    assert (status, told.splitlines()[-1]) == (
        0,
        f"Wrote 2 files with their mails to {out}, to be answered by 2090-01-01.",
    )
    names = {"Eva Sun.eml", "Eva Sun.xlsx", "No manager.eml", "No manager.xlsx", "index.csv"}
    assert {path.name for path in out.iterdir()} == names
    with (out / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["email"] for row in csv.DictReader(stream)] == ["eva@x.org", ""]
    mail = message_from_bytes((out / "Eva Sun.eml").read_bytes(), policy=policy.default)
    (attached,) = mail.iter_attachments()
    assert (mail["To"], attached.get_filename()) == ("Eva Sun <eva@x.org>", "Eva Sun.xlsx")
    assert attached.get_content() == (out / "Eva Sun.xlsx").read_bytes()
    body = mail.get_body()
    assert body is not None
    assert "2 picks of 2 people who report to you" in body.get_content()

    answer(out / "Eva Sun.xlsx", back, "agree", "perhaps")
    status, told, _ = run("approvals", "read", back, "--dry-run")
    assert (status, told.splitlines()[0]) == (1, "1 answer can be merged.")
    status, told, complaint = run("approvals", "read", back, out / "index.csv")
    assert status == 1
    assert "Merged 1 answer: 1 approved, 0 put off, 0 declined, 0 swapped." in told
    assert "1 answer was not merged:" in told
    line = told.splitlines()[-1]
    assert line.startswith("back.xlsx")
    assert line.endswith("“perhaps” is no answer that is known.")
    assert "index.csv is not a file in which managers answer" in complaint
    again = answer(out / "Eva Sun.xlsx", tmp_path / "again.xlsx", "agree", "no")
    status, told, _ = run("approvals", "read", again, "--format", "csv")
    states = [row["state"] for row in csv.DictReader(told.splitlines())]
    assert (status, states) == (0, ["same", "new"])
    assert run("undo")[0] == 0
    assert run("approvals", "read", again, "--dry-run")[1].startswith("1 answer can be merged.\n1 was known")


def test_what_cannot_be_done_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("approvals", "write", tmp_path / "out", "--by", "2020-01-01")[0] == 2
    assert run("approvals", "write", tmp_path / "out", "--person", "nobody")[0] == 2
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert run("approvals", "write", tmp_path / "full")[0] == 2
    told = run("approvals", "write", tmp_path / "out", "--dry-run", "--format", "csv")[1]
    assert {row["asked_before"] for row in csv.DictReader(told.splitlines())} == {"0"}
    assert run("approvals", "read", tmp_path / "people.csv", tmp_path / "none.xlsx")[0] == 2
