"""`pmplanner report`: the figures of each paper, in the terminal and in files."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication

from pmplanner.cli.reports import PAPERS
from pmplanner.services.reports.kinds import KINDS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def report(run_cli: Run) -> Run:
    assert run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30")[0] == 0
    for first, track, team in (("Ana", "PDM", "North"), ("Ben", "PJM", "South")):
        assert run_cli("person", "add", "--first", first, "--track", track, "--team", team)[0] == 0
    assert run_cli("pick", "TNX-PMB", "--person", "Ana")[0] == 0
    return lambda *words: run_cli("report", *words)


def test_the_terminal_names_the_papers_that_there_are() -> None:
    assert tuple(KINDS) == PAPERS


def test_each_paper_gives_its_figures_in_each_format(report: Run, tmp_path: Path) -> None:
    for kind in PAPERS:
        header = list(KINDS[kind].header)
        status, out, _ = report(kind, "--format", "csv")
        rows = list(csv.reader(out.splitlines()))
        assert (status, rows[0]) == (0, header), kind
        told = json.loads(report(kind, "--format", "json")[1])
        assert [list(row) for row in told] == [header] * (len(rows) - 1), kind
        assert report(kind)[0] == 0, kind
        assert report(kind, str(tmp_path / f"{kind}.csv"))[0] == 0
        assert (tmp_path / f"{kind}.csv").read_bytes().decode("utf-8-sig") == out, kind
        assert report(kind, str(tmp_path / f"{kind}.xlsx"))[0] == 0
        sheet = load_workbook(tmp_path / f"{kind}.xlsx").active
        assert sheet is not None
        assert [cell.value for cell in sheet[1]] == header
        assert sheet.max_row == max(len(rows), 1), kind


def test_filters_and_options_are_those_of_the_paper(report: Run) -> None:
    def people(*words: str) -> dict[str, str]:
        rows = csv.DictReader(report("needs", *words, "--format", "csv")[1].splitlines())
        return {row["name"]: row["required_days"] for row in rows if row["group"] == "person"}

    assert people("--team", "North").keys() == {"Ana", "All"}
    whole, parts = people(), [people("--team", "North"), people("--track", "PJM")]
    assert Decimal(whole["All"]) == sum(Decimal(part["All"]) for part in parts)
    years = list(csv.DictReader(report("training-days", "--years", "1", "--format", "csv")[1].splitlines()))
    assert {row["year"] for row in years} == {"2026", "2027"}
    status, _, said = report("needs", "--months", "3")
    assert (status, "--months does not go with “needs”" in said) == (2, True)
    status, _, said = report("rooms", "--name", "Nowhere")
    assert (status, "There is no room “Nowhere”" in said) == (2, True)


def test_papers_are_written_as_pdf_files(report: Run, tmp_path: Path, qapp: QApplication) -> None:
    for size in ("A4", "Letter"):
        status, out, _ = report("needs", str(tmp_path / "needs.pdf"), "--size", size)
        assert (status, out) == (0, f"Wrote 2 pages to {tmp_path / 'needs.pdf'}.\n")
        assert (tmp_path / "needs.pdf").read_bytes().startswith(b"%PDF")
    status, _, said = report("needs", str(tmp_path / "nowhere" / "needs.pdf"))
    assert status == 2, said
