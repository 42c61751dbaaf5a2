"""Mutated files of every layout through the terminal: no fault of ours, and what is refused changes nothing.

The tables are those that the sample writes, as text and as workbooks, with pieces put in and taken out. The
whole file of the workspace is compared. A few with the others; 1,400, and 100 whole folders, with `-m long`.
"""

import io
import logging
import random
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.__main__ import main
from pmplanner.models import Plan
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import EXPORTS, write_export
from pmplanner.services.importing.job import IMPORTS
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.exchange.test_fuzz import SEED, in_a_process, linux, mutated, mutated_parts

_BOTH = [layout for layout in IMPORTS if layout in EXPORTS]


def whole(path: Path) -> list[str]:
    """Return all that a workspace holds."""
    with sqlite3.connect(path) as db:
        return [*db.iterdump()]


class _Faults(logging.Handler):
    """Keeps what a command failed at."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(self.format(record)[-1500:])


def run(arguments: Sequence[str], workspace: Path, before: list[str]) -> None:
    """Import a file; raise RuntimeError for a fault, and for what was refused and yet changed something."""
    faults, said = _Faults(), io.StringIO()
    logging.getLogger().addHandler(faults)
    with redirect_stdout(said), redirect_stderr(said):
        status = main(["--workspace", str(workspace), *arguments])
    if faults.told or status not in (0, 1, 2):
        raise RuntimeError(f"status {status}: {arguments} {faults.told}")
    if status == 2 and whole(workspace) != before:
        raise RuntimeError(f"refused, and changed: {arguments}")
    if status == 2 and arguments[1] != "all" and Path(arguments[2]).name not in said.getvalue():
        raise RuntimeError(f"the file is not named: {said.getvalue()}")


def fuzz(folder: Path, template: Path, count: int) -> None:
    chance = random.Random(SEED)
    shutil.copy(template, folder / "whole.sqlite")
    workspace = open_workspace(folder / "whole.sqlite")
    tables: dict[tuple[str, str], bytes] = {}
    with workspace.read() as db:
        scope = ExportScope(db.scalar(select(Plan.id)))
        for layout in _BOTH:
            for kind in ("csv", "xlsx"):
                path = folder / f"{layout}.{kind}"
                write_export(db, layout, path, scope)
                tables[layout, kind] = path.read_bytes()
    workspace.close()
    before, used = whole(folder / "whole.sqlite"), folder / "used.sqlite"
    for number in range(count):
        layout = _BOTH[number % len(_BOTH)]
        kind = chance.choice(("csv", "csv", "xlsx"))
        data = tables[chance.choice((layout, layout, layout, chance.choice(_BOTH))), kind]
        path = folder / f"a.{kind}"
        path.write_bytes(mutated(data, chance) if kind == "csv" else mutated_parts(data, chance))
        shutil.copy(folder / "whole.sqlite", used)
        arguments = ["import", layout, str(path), "--rejects", str(folder / "rejects.csv")]
        arguments += ["--create-missing"] * chance.randrange(2) + ["--date-order", "dmy"] * chance.randrange(
            2
        )
        wrong = in_a_process(lambda: run(arguments, used, before))  # noqa: B023 - done before the next turn
        assert not wrong, f"file {number}, {layout} as {kind}: {wrong}"


def fuzz_folders(folder: Path, template: Path, count: int) -> None:
    """Mutate a file or two of a whole workspace in a folder of tables, and bring it back."""
    chance = random.Random(SEED)
    shutil.copy(template, folder / "whole.sqlite")
    assert main(["--workspace", str(folder / "whole.sqlite"), "export", "all", str(folder / "all")]) == 0
    before, used = whole(folder / "whole.sqlite"), folder / "used.sqlite"
    for number in range(count):
        shutil.rmtree(folder / "a", ignore_errors=True)
        shutil.copytree(folder / "all", folder / "a")
        files = sorted(path for path in (folder / "a").rglob("*") if path.is_file())
        changed = chance.sample(files, chance.randint(1, 2))
        for path in changed:
            path.write_bytes(mutated(path.read_bytes(), chance))
        shutil.copy(folder / "whole.sqlite", used)
        arguments = ["import", "all", str(folder / "a"), *["--merge"] * chance.randrange(2)]
        wrong = in_a_process(lambda: run(arguments, used, before))  # noqa: B023 - done before the next turn
        assert not wrong, f"folder {number}, {[path.name for path in changed]}: {wrong}"


@linux
@pytest.mark.long
def test_many_mutated_folders_are_taken_or_refused(tmp_path: Path, sampled: Workspace) -> None:
    fuzz_folders(tmp_path, sampled.path, 100)


@linux
@pytest.mark.slow
def test_a_mutated_table_of_ours_is_taken_or_refused(tmp_path: Path, sampled: Workspace) -> None:
    fuzz(tmp_path, sampled.path, 6)


@linux
@pytest.mark.long
def test_many_mutated_tables_of_ours_are_taken_or_refused(tmp_path: Path, sampled: Workspace) -> None:
    fuzz(tmp_path, sampled.path, 1400)
