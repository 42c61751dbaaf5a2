"""The cases kept beside the project: workspaces in which an automatic schedule once went wrong."""

import datetime as dt
import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.models import Plan
from pmplanner.scheduling.model.problem import Limits
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.errors import PlanError
from pmplanner.storage.workspace import open_workspace
from tests.benchmarks.raw_check import Raw
from tests.benchmarks.rich_check import TODAY, scheduled
from tests.conftest import SHARED, needs_shared

CASES = sorted((SHARED / "data" / "schedule-cases").glob("*.sqlite.gz"))
OVER = ("21", "21b")
"""Cases whose plan has ended."""

TOO_LARGE = ("49", "55")
"""Cases that take long, and are about what is said of them."""

EXPECTED: dict[str, dict[str, str]] = {
    "01": {"S1": "12 Hotel Adlon/Prof. Extern"},
    "02": {"S1": "12 /"},
    "03": {"S1": "12 /"},
    "05": {"S1": "12 /"},
    "07": {"B-1": "5 /"},
    "09": {"B-1": "5 R1/Tina"},
    "12": {"A-1": "4 /"},
    "16": {"B-1": "4 /"},
    "17": {"B-1": "4 /"},
    "22": {"S1": "12 /"},
    "33": {"S1": "12 Hotel Adlon/Prof. Extern"},
    "35": {"S1": "12 /"},
    "39": {"S1": "25,27 /", "S2": "20 /"},
    "56": {"S1": "11 /"},
    "58": {"S1": "12 /Tina"},
    "58b": {"S1": "12 /Tina"},
    "58d": {"S1": "12 R1/"},
    "60": {"S1": "12 /Uwe"},
    "62": {"A-1": "8,9 Berlin/"},
    "68": {"S1": "20 /"},
}
"""By case and session its days, room and trainer afterwards."""

LEFT_OUT = {"08": 1, "14": 1, "17": 1, "24": 1, "26": 1, "27": 1, "29": 1, "30": 1, "37": 2}
"""How many are left out, where it is somebody."""


def _forget_the_journal(path: Path) -> None:
    """The cases were laid out past the journal, which a check of the file would call damage."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DELETE FROM edit_row")
        file.execute("DELETE FROM edit")


@pytest.mark.slow
def _in_its_tier(path: Path) -> object:
    """The suite tries the cases of which something is expected; of the others only that nothing is wrong."""
    named = _name(path) in {*EXPECTED, *LEFT_OUT, *OVER}
    return pytest.param(path, id=_name(path), marks=() if named else pytest.mark.long)


def _name(path: Path) -> str:
    return path.name.split(".")[0]


@pytest.mark.slow
@needs_shared
@pytest.mark.parametrize("path", [_in_its_tier(path) for path in CASES])
def test_a_case(path: Path, tmp_path: Path) -> None:
    name = _name(path)
    if name in TOO_LARGE:
        pytest.skip("takes long")
    copy = tmp_path / "case.sqlite"
    copy.write_bytes(gzip.decompress(path.read_bytes()))
    _forget_the_journal(copy)
    workspace = open_workspace(copy)
    try:
        with workspace.read() as db:
            plan_id = db.scalar(select(Plan.id).where(Plan.name == "P"))
        assert plan_id is not None
        request = ScheduleRequest(plan_id, TODAY, keep_unless_gain=True)
        if name in OVER:
            with pytest.raises(PlanError, match="The plan ended"):
                scheduled(workspace, tmp_path, request, Limits(0.3, workers=1, repeatable=True))
            return
        outcome = scheduled(workspace, tmp_path, request, Limits(0.3, workers=1, repeatable=True))
    finally:
        workspace.close()
    raw = Raw(tmp_path / "after.sqlite")
    found = {}
    for session in raw.ours():
        row = raw.sessions[session]
        days = ",".join(str(dt.date.fromisoformat(str(day)).day) for day, *_ in raw.days[session])
        found[row["code"]] = f"{days} {row['room']}/{row['trainer']}"
    for code, expected in EXPECTED.get(name, {}).items():
        assert found.get(code) == expected
    if name in LEFT_OUT or name in EXPECTED:
        assert len(outcome.left_out) == LEFT_OUT.get(name, 0)
