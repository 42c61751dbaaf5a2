"""What is installed: every package, and every resource that the program reads."""

import tomllib

from tests.conftest import ROOT

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
