"""What the terminal shows, saved as workbook or text: totals, what is behind them, decisions, cut."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run_cli: Run) -> Run:
    assert run_cli("workspace", "sample")[0] == 0
    return run_cli


def cells(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]


def test_what_is_shown_is_saved(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    plan = run("plan", "list", "--format", "csv")[1].splitlines()[1].split(",")[0]
    status, told, _ = run("totals", "--save", out)
    assert (status, told) == (0, f"Wrote 5 rows to {out}.\n")
    assert cells(out)[-1][:3] == ["track", "All", "=SUM($C$2:$C$5)"]
    # What is behind a figure adds up to it.
    status, told, _ = run("totals", "--cells", "planned", "--save", out)
    rows = cells(out)
    assert (status, rows[0][0], str(rows[0][2])[:14]) == (0, "Sum of what is shown", "=SUBTOTAL(109,")
    assert sum(row[2] for row in rows[2:] if isinstance(row[2], int | float)) == 192
    status, told, _ = run("decisions", "--all", "--save", out)
    assert (status, cells(out)[0][:2]) == (0, ["kind", "key"])
    status, told, _ = run("cut", "--percent", "10", "--save", out)
    assert (status, cells(out)[0][0]) == (0, "Sum of what is shown")
    assert run("plan", "copy", plan, "Other")[0] == 0
    assert run("plan", "compare", plan, "Other", "--save", tmp_path / "out.csv")[0] == 0
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfsection,name")


def test_the_workspace_itself_is_never_replaced(run: Run, tmp_path: Path) -> None:
    before = (tmp_path / "cli.sqlite").read_bytes()
    status, _, told = run("totals", "--save", tmp_path / "cli.sqlite")
    assert (status, "is the workspace itself" in told) == (2, True)
    assert (tmp_path / "cli.sqlite").read_bytes() == before
