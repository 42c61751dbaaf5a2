"""The views that the window keeps, as filters of the terminal; written by the window's own settings."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from pmplanner.cli import views
from pmplanner.models import Paper, Person
from pmplanner.services.settings import workspace_mark
from pmplanner.services.startup.opening import open_for_use
from pmplanner.ui.core.saved_views import ViewStore

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kept(
    run_cli: Run, tmp_path: Path, _templates: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> ViewStore:
    """The views of the sample, as the window keeps them."""
    path = Path(shutil.copy(_templates["sample"], tmp_path / "cli.sqlite"))
    workspace = open_for_use(path, read_only=True)
    with workspace.read() as db:
        mark = workspace_mark(db)
    workspace.close()
    file = tmp_path / "settings.conf"
    monkeypatch.setattr(views, "window_settings", lambda: file)
    return ViewStore(QSettings(str(file), QSettings.Format.IniFormat), mark)


def _names(run: Run, *words: str) -> list[str]:
    status, out, err = run(*words, "--format", "json")
    assert (status, err) == (0, ""), words
    return sorted(row["last_name"] for row in json.loads(out))


def test_a_view_narrows_lists_and_exports(run_cli: Run, kept: ViewStore) -> None:
    kept.save("people", 'Zähler; "neu"', {"team": "payments", "presence": "all", "words": "product"})
    kept.save("people", "without", {"track": "", "presence": "all"})
    kept.save("plan", "missing", {"lacking": "1", "team": "payments", "columns": "all"})
    kept.save("plan", "asked", {"decision": "approved"})
    kept._settings.sync()
    status, out, _ = run_cli("view", "list", "--format", "json")
    assert [(row["page"], row["name"]) for row in json.loads(out)] == [
        ("plan", "missing"), ("plan", "asked"), ("people", 'Zähler; "neu"'), ("people", "without"),
    ]  # fmt: skip
    assert status == 0
    payments = ["Fairweather", "Lindqvist", "Okonkwo"]
    assert _names(run_cli, "person", "list", "--view", 'zähler; "NEU"') == payments
    assert _names(run_cli, "person", "list", "--view", "without") == ["Oyelaran", "Santos"]
    assert _names(run_cli, "person", "list", "--view", "missing", "--person", "S-001") == ["Lindqvist"]
    assert "Lindqvist" not in run_cli("export", "people", "-", "--view", "without")[1]
    assert "narrows by decision" in run_cli("person", "list", "--view", "asked")[2]
    assert "no view “other”" in run_cli("person", "list", "--view", "other")[2]


def test_there_may_be_no_view_at_all(run_cli: Run, kept: ViewStore) -> None:
    assert run_cli("view", "list")[1] == "No view is kept of this workspace.\n"


def test_a_paper_says_whom_a_view_leaves(
    run_cli: Run, kept: ViewStore, tmp_path: Path, qapp: QApplication
) -> None:
    kept.save("people", "payers", {"team": "payments", "presence": "all"})
    kept._settings.sync()
    for words in (("--view", "payers"), ("--person", "S-001")):
        assert run_cli("report", "readiness", str(tmp_path / "ready.pdf"), *words)[0] == 0
    workspace = open_for_use(tmp_path / "cli.sqlite", read_only=True)
    with workspace.read() as db:
        papers = db.scalars(select(Paper).order_by(Paper.id)).all()
        person = db.scalars(select(Person).where(Person.employee_id == "S-001")).one()
        assert [(paper.about, paper.person_id) for paper in papers] == [
            ("as in the view “payers”", None), (f"{person.first_name} {person.last_name}", person.id)
        ]  # fmt: skip
    workspace.close()
    status, _, said = run_cli("report", "courses", "--view", "payers")
    assert (status, "“courses” is of all people" in said) == (2, True)
