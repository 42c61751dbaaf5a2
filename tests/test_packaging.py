"""What is installed: every package, every resource that the program reads, and all that is imported."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import NormalizedName, canonicalize_name

from tests.conftest import ROOT
from tests.constraints import FILE, declared, installed
from tests.source import nodes, read

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def test_all_packages_are_installed() -> None:
    found = {
        ".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "pmplanner").rglob("__init__.py")
    }
    assert set(PROJECT["packages"]) == found | {"pmplanner_resources"}
    assert len(PROJECT["packages"]) == len(set(PROJECT["packages"]))


def test_all_resources_are_installed() -> None:
    patterns = PROJECT["package-data"]["pmplanner_resources"]
    installed = {path for pattern in patterns for path in (ROOT / "resources").glob(pattern)}
    files = {path for path in (ROOT / "resources").rglob("*") if path.is_file()}
    code = {path for path in files if path.suffix in (".py", ".pyc")}
    pictures = set((ROOT / "resources" / "screenshots").iterdir())  # for the README alone
    assert files - code - pictures == installed


UNNAMED = {
    "tzdata": "the time zones of zoneinfo, where the system has none",
    "mypy": "a command",
    "ruff": "a command",
    "pytest-xdist": "an option of pytest",
    "types-openpyxl": "read by mypy",
}
"""What is declared and never imported by its name, and why."""


@cache
def _imported(folder: Path) -> dict[str, str]:
    """Return the distributions from which the files of a folder import, with one of the files each."""
    distributions = packages_distributions()
    found: dict[NormalizedName, str] = {}
    for path in folder.rglob("*.py"):
        # What the tests say is looked at here alone, and not kept.
        for node in ast.walk(read(path)) if folder.name == "tests" else nodes(path):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            for top in {module.partition(".")[0] for module in modules} - sys.stdlib_module_names:
                # What is not installed here, such as the rivals of a benchmark, goes by its own name.
                found |= {canonicalize_name(name): str(path) for name in distributions.get(top, [top])}
    return {name: path for name, path in found.items() if name not in ("pmplanner", "tests")}


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "extras"), [("pmplanner", ()), ("tests", ("test", "compare"))])
def test_all_that_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    undeclared = {n: path for n, path in _imported(ROOT / folder).items() if n not in declared(*extras)}
    assert undeclared == {}


@pytest.mark.slow
def test_all_that_is_declared_is_imported() -> None:
    used = _imported(ROOT / "pmplanner").keys() | _imported(ROOT / "tests").keys() | UNNAMED.keys()
    assert declared("test", "compare").keys() - used == set()


def test_constraints_have_a_version_that_will_do_of_all_that_the_tests_need() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    pinned = {}
    for line in lines:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line), f"more than a name and a version: {line}"
        name, _, version = line.partition("==")
        pinned[name] = version
    wanted = declared("test")
    assert installed(wanted.values()).keys() <= pinned.keys()
    assert [n for n, each in wanted.items() if not each.specifier.contains(pinned[n])] == []
