"""Style and types are part of what the test command checks."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        pytest.param(("mypy",), marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_tool_finds_nothing(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_has_grown_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "pmplanner").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
        and "versions" not in path.parts
    }
    assert not long


def test_no_function_has_grown_too_long() -> None:
    long = {
        f"{path.relative_to(ROOT)}: {node.name}": count
        for path in (ROOT / "pmplanner").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (count := _lines_of(node)) > 50
    }
    assert not long


def _lines_of(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
