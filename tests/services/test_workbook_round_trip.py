"""Every table as a workbook: our own import reads it back and finds nothing to change."""

from collections import Counter
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import select

from pmplanner.models import Person, Plan
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import EXPORTS, write_export
from pmplanner.services.importing.job import IMPORTS, ImportOptions, decide, read_file
from pmplanner.storage.workspace import Workspace
from tests.support import known


def test_what_is_written_is_read_back_unchanged(sampled: Workspace, tmp_path: Path) -> None:
    with sampled.edit("Rename") as db:
        person = known(db.scalar(select(Person)))
        person.employee_id, person.last_name, person.team = "00123", "=1+1", "Ops; @East"
    with sampled.read() as db:
        plan = known(db.scalar(select(Plan.id)))
        found = {}
        for layout in EXPORTS:
            path = tmp_path / f"{layout}.xlsx"
            write_export(db, layout, path, ExportScope(plan))
            if layout in IMPORTS:
                options = ImportOptions(plan_id=plan)
                draft = decide(db, read_file(path, layout, options), options)
                found[layout] = Counter(outcome.action for outcome in draft.outcomes)
        assert {layout: counts for layout, counts in found.items() if counts.keys() - {"unchanged"}} == {}
        assert sum(sum(counts.values()) for counts in found.values()) > 1_000


def test_the_matrix_has_groups_signs_and_a_legend_and_totals_have_formulas(
    sampled: Workspace, tmp_path: Path
) -> None:
    with sampled.read() as db:
        plan = known(db.scalar(select(Plan.id)))
        for layout in ("matrix", "totals", "picks"):
            write_export(db, layout, tmp_path / f"{layout}.xlsx", ExportScope(plan))
    matrix, legend = load_workbook(tmp_path / "matrix.xlsx").worksheets
    groups = [cell.value for cell in matrix["A"] if str(cell.value).startswith("▸")]
    assert groups[0] == "▸ Product manager · 9 people · 73 days"
    assert groups[-1] == "▸ No track · 2 people · 9 days"
    assert matrix.freeze_panes == "C4"
    assert (matrix.page_setup.orientation, matrix.print_title_rows) == ("landscape", "$3:$3")
    told = {str(row[0].value) for row in legend.iter_rows()}
    assert {"Plan", "Period", "As of", "●", "✓", "AMA-2605"} <= told
    totals = load_workbook(tmp_path / "totals.xlsx").worksheets[0]
    last = [cell.value for cell in totals[totals.max_row]]
    assert last[2] == "=SUM($C$4:$C$7)"
    picks = load_workbook(tmp_path / "picks.xlsx").worksheets[0]
    heads = [cell.value for cell in picks[4]]
    days = heads.index("days")
    rows = [row[days].value for row in picks.iter_rows(min_row=5)]
    cached = load_workbook(tmp_path / "picks.xlsx", data_only=True).worksheets[0]
    assert str(picks[3][days].value).startswith("=SUBTOTAL(109,")
    assert cached[3][days].value == sum(day for day in rows if isinstance(day, int | float))
