"""Everything out and in from the terminal: a new workspace, one with work in it, a trial, a wrong folder."""

from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]


def test_everything_goes_out_and_comes_in(run_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person_id,first_name\nE1,Ana\n")
    assert run_cli("import", "people", tmp_path / "people.csv")[0] == 0
    folder = tmp_path / "all"
    status, out, err = run_cli("export", "all", folder)
    assert (status, err) == (0, "")
    assert "0 plans and 0 files to" in out

    status, out, err = run_cli("import", "all", folder)
    assert status == 2
    assert "has people, plans or other work in it already" in err
    status, out, err = run_cli("import", "people", tmp_path / "people.csv", "--merge")
    assert (status, out) == (2, "")
    status, out, err = run_cli("import", "all", folder, "--merge")
    assert (status, err) == (0, "")
    assert "  created          0" in out

    assert run_cli("undo")[0] == 0
    status, out, _ = run_cli("import", "all", folder, "--dry-run")
    assert status == 0
    assert "Would import everything" in out
    assert "Ana" not in run_cli("export", "people", "-")[1]
    assert run_cli("import", "all", folder)[0] == 0
    assert "Ana" in run_cli("export", "people", "-")[1]
    assert "Import everything from all" in run_cli("undo")[1]

    assert run_cli("export", "all", folder)[0] == 2
    assert run_cli("export", "all", "-")[0] == 2
    assert run_cli("import", "all", tmp_path / "none")[0] == 2
