"""Backups, restoring, copies and compacting from a terminal."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pmplanner.__main__ import main
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.backups import list_backups
from tests.support import check_file, snapshot

Run = Callable[..., tuple[int, str, str]]
PERIOD = ("--from", "2027-01-01", "--to", "2027-06-30")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cli.sqlite"


def test_a_change_makes_a_backup_when_the_newest_is_half_an_hour_old(
    run_cli: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_cli("plan", "list")
    assert list_backups(path) == []
    assert run_cli("plan", "create", "A", *PERIOD)[0] == 0
    (first,) = list_backups(path)
    run_cli("plan", "create", "B", *PERIOD)
    assert list_backups(path) == [first]
    monkeypatch.setattr("pmplanner.storage.backups.EVERY", first.when - first.when)
    run_cli("plan", "list")
    assert list_backups(path) == [first]
    run_cli("plan", "create", "C", *PERIOD)
    assert len(list_backups(path)) == 2


def test_a_backup_that_fails_is_said_and_the_command_has_worked(run_cli: Run, path: Path) -> None:
    path.with_name("cli.backups").write_text("in the way")
    status, out, err = run_cli("plan", "create", "A", *PERIOD)
    assert status == 0
    assert out.startswith("Created the plan A")
    assert "cli.backups cannot be used" in err
    assert err.endswith("No backup was made.\n")


def test_backups_are_made_and_listed_while_a_window_has_the_workspace(run_cli: Run, path: Path) -> None:
    run_cli("plan", "create", "A", *PERIOD)
    window = open_for_use(path)
    try:
        status, out, err = run_cli("workspace", "backup")
        assert (status, err) == (0, "")
        newest, oldest = list_backups(path)
        assert newest.name in out
        status, out, _ = run_cli("workspace", "backups")
        assert status == 0
        assert out.index(newest.name) < out.index(oldest.name)
        assert "Create the plan A" in out
        assert "Kept are the 10 latest" in out
        assert run_cli("--wait", "0", "workspace", "restore", "latest")[0] == 2
    finally:
        window.close()


def test_the_list_is_given_in_every_format(run_cli: Run, path: Path) -> None:
    assert run_cli("workspace", "backups")[1].startswith("There are no backups of cli.sqlite yet.")
    assert json.loads(run_cli("workspace", "backups", "--format", "json")[1]) == []
    run_cli("plan", "create", "A", *PERIOD)
    (made,) = list_backups(path)
    wanted = {
        "backup": made.name,
        "made": f"{made.when}",
        "bytes": made.size,
        "edits": 1,
        "last_edit": "Create the plan A",
        "kept_as": "latest day week month",
    }
    assert json.loads(run_cli("workspace", "backups", "--format", "json")[1]) == [wanted]
    (row,) = csv.DictReader(io.StringIO(run_cli("workspace", "backups", "--format", "csv")[1]))
    assert row == {name: str(value) for name, value in wanted.items()}


def test_how_many_are_kept_is_set_and_out_of_bounds_refused(run_cli: Run, path: Path) -> None:
    words = ("--keep-latest", "3", "--keep-days", "2", "--keep-weeks", "0", "--keep-months", "1")
    status, out, _ = run_cli("workspace", "backups", *words, "--limit-mb", "200")
    assert status == 0
    assert out.splitlines()[-1] == (
        "Kept are the 3 latest and the newest of each of 2 days, 0 weeks and 1 month, in at most 200 MB."
    )
    status, _, err = run_cli("workspace", "backups", "--keep-latest", "0")
    assert (status, err) == (2, "pmplanner: Latest backups: a number from 1 to 200 is needed.\n")
    assert "3 latest" in run_cli("workspace", "backups")[1]


def test_a_restore_says_first_what_changes_and_can_be_taken_back(run_cli: Run, path: Path) -> None:
    run_cli("plan", "create", "A", *PERIOD)
    (made,) = list_backups(path)
    run_cli("plan", "create", "B", *PERIOD)
    before = snapshot(path)
    status, out, err = run_cli("workspace", "restore", made.name, "--dry-run")
    assert (status, err) == (0, "")
    assert "1 edit would go:" in out
    assert "Create the plan B" in out
    assert out.endswith("Nothing was changed.\n")
    assert snapshot(path) == before
    assert run_cli("workspace", "restore", made.path)[0] == 0
    assert "B" not in run_cli("plan", "list")[1].split()
    status, out, _ = run_cli("workspace", "restore", "latest")
    assert status == 0
    assert "1 edit would come back:" in out
    assert snapshot(path) == before


@pytest.mark.parametrize("harm", ["damaged", "missing"])
def test_a_workspace_that_is_damaged_or_missing_comes_back(run_cli: Run, path: Path, harm: str) -> None:
    run_cli("plan", "create", "A", *PERIOD)
    before = snapshot(path)
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:5000])
        status, _, err = run_cli("workspace", "backup")
        assert status == 2
        assert "damaged" in err
    assert run_cli("workspace", "backups")[0] == 0
    status, out, err = run_cli("workspace", "restore", "latest", "--dry-run")
    assert (status, err) == (0, "")
    assert ("There is no workspace at" if harm == "missing" else "cli.sqlite is damaged") in out
    status, out, err = run_cli("workspace", "restore", "latest")
    assert (status, err) == (0, "")
    assert ("is damaged and is kept as" in out) == (harm == "damaged")
    assert snapshot(path) == before


def test_a_restore_of_nothing_is_refused(run_cli: Run, path: Path) -> None:
    status, _, err = run_cli("workspace", "restore", "latest")
    assert (status, err) == (
        2,
        "pmplanner: There is no backup “latest”. There are no backups of this workspace.\n",
    )


def test_copies_and_backups_to_a_file(run_cli: Run, path: Path, tmp_path: Path) -> None:
    run_cli("plan", "create", "A", *PERIOD)
    for action, name in (("copy", "copy.sqlite"), ("backup", "kept.sqlite")):
        target = tmp_path / name
        assert run_cli("workspace", action, target)[0] == 0
        check_file(target)
        assert main(["--workspace", str(target), "plan", "list"]) == 0
        status, _, err = run_cli("workspace", action, target)
        assert status == 2
        assert "is there already" in err


def test_compacting_says_bytes_before_and_after(run_cli: Run, path: Path) -> None:
    run_cli("plan", "create", "A", *PERIOD)
    before, size = snapshot(path), path.stat().st_size
    status, out, _ = run_cli("workspace", "compact")
    assert status == 0
    assert out == f"Compacted cli.sqlite: {size:,} bytes before, {path.stat().st_size:,} after.\n"
    assert snapshot(path) == before


@pytest.mark.parametrize("action", ["backup", "copy", "compact"])
def test_a_workspace_that_is_not_there_is_not_made(tmp_path: Path, action: str) -> None:
    words = [action, str(tmp_path / "to.sqlite")] if action == "copy" else [action]
    assert main(["--workspace", str(tmp_path / "typo.sqlite"), "workspace", *words]) == 2
    assert [other.name for other in tmp_path.iterdir() if other.name.startswith(("typo", "to."))] == []
