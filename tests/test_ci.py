"""What .ci/run runs is the README's test command."""

import subprocess

from tests.conftest import ROOT


def test_ci_runs_the_command_that_the_readme_gives() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    (reading,) = (line for line in lines if line.startswith("command=$("))
    done = subprocess.run(
        ["bash", "-c", f'{reading}\nprintf "%s" "$command"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("python3 -m venv .venv && ")
    assert done.stdout in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\n" not in done.stdout
