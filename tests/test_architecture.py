"""The layers: which part may import which. The rules read as sentences."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pytest_archon import archrule, rule

from tests.conftest import ROOT

PACKAGE = ROOT / "pmplanner"


@pytest.fixture(autouse=True, scope="module")
def _read_once() -> Iterator[None]:
    """Let all rules look at imports that are read once."""
    read = rule.collect_imports
    rule.collect_imports = cache(read)
    yield
    rule.collect_imports = read


def test_models_know_nothing_above_them() -> None:
    (
        archrule("models are the bottom")
        .match("pmplanner.models*")
        .should_not_import("pmplanner.services*", "pmplanner.ui*", "pmplanner.cli*", "pmplanner.exchange*")
        .should_not_import("pmplanner.storage*")
        .check("pmplanner", skip_type_checking=True)
    )


def test_storage_knows_only_models() -> None:
    (
        archrule("storage knows no services and no window")
        .match("pmplanner.storage*")
        .should_not_import("pmplanner.services*", "pmplanner.ui*", "pmplanner.cli*", "pmplanner.exchange*")
        .check("pmplanner", skip_type_checking=True)
    )


def test_sentences_know_nothing_of_the_project() -> None:
    imported = {name for module, name in _imports(PACKAGE) if module == "sentences.py"}
    assert not {name for name in imported if name.startswith(("pmplanner", "gettext", "babel"))}


def test_services_know_no_window_and_no_terminal() -> None:
    (
        archrule("services are below the window and the terminal")
        .match("pmplanner.services*")
        .should_not_import("pmplanner.ui*", "pmplanner.cli*", "pmplanner.__main__", "pmplanner.paths")
        .check("pmplanner", skip_type_checking=True)
    )


def test_exchange_is_a_leaf() -> None:
    (
        archrule("exchange knows no database")
        .match("pmplanner.exchange*")
        .should_not_import("pmplanner.models*", "pmplanner.services*", "pmplanner.ui*", "pmplanner.storage*")
        .should_not_import("sqlalchemy*")
        .check("pmplanner", skip_type_checking=True)
    )


def test_scheduling_is_a_leaf() -> None:
    (
        archrule("scheduling knows no database, no files and no window")
        .match("pmplanner.scheduling*")
        .should_not_import("pmplanner.models*", "pmplanner.services*", "pmplanner.ui*", "pmplanner.cli*")
        .should_not_import("pmplanner.exchange*", "pmplanner.storage*", "sqlalchemy*")
        .check("pmplanner", skip_type_checking=True)
    )


def test_the_checker_shares_nothing_with_the_engine_but_the_rows() -> None:
    imported = {name for module, name in _imports(PACKAGE) if module == "scheduling/check.py"}
    assert {name for name in imported if name.startswith("pmplanner")} == {
        "pmplanner.scheduling.model.problem"
    }


def test_the_solver_loads_only_when_something_is_solved() -> None:
    script = "import sys, pmplanner.scheduling.process; print([m for m in sys.modules if m == 'ortools'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_checks_the_text_of_the_catalogue_is_no_part_of_the_running_program() -> None:
    script = (
        "import sys, pmplanner.ui.shell.main_window, pmplanner.services.startup.opening;"
        "from pmplanner.services.catalog.catalog_file import bundled_catalog; bundled_catalog();"
        "print([m for m in sys.modules if m.partition('.')[0] in ('pydantic', 'babel')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_window_knows_no_mapped_classes() -> None:
    (
        archrule("the window sees frozen rows only")
        .match("pmplanner.ui*")
        .should_not_import("pmplanner.cli*", "pmplanner.__main__")
        .may_import("pmplanner.services*")
        .check("pmplanner", only_direct_imports=True)
    )
    assert not [
        (module, name)
        for module, name in _imports(PACKAGE / "ui")
        if name.startswith(("pmplanner.models", "sqlalchemy"))
        and name not in ("sqlalchemy.orm", "pmplanner.models.statuses")
    ]


@pytest.mark.parametrize("part", ["models", "services", "exchange", "scheduling"])
def test_nothing_below_the_window_imports_qt(part: str) -> None:
    assert not [(m, n) for m, n in _imports(PACKAGE / part) if n.startswith(("PySide6", "shiboken6"))]


def test_only_paths_reads_appdirs() -> None:
    assert {module for module, name in _imports(PACKAGE) if name == "appdirs"} == {"paths.py"}


def test_the_window_loads_only_when_it_is_asked_for() -> None:
    qt = {m for m, n in _imports(PACKAGE, top_level=True) if n.startswith("PySide6")}
    assert all(module.startswith("ui/") for module in qt)


def _imports(folder: Path, *, top_level: bool = False) -> list[tuple[str, str]]:
    """Return (module, what it imports) of all files below *folder*."""
    return [
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in sorted(folder.rglob("*.py"))
        for name in _imported(path, top_level)
    ]


@cache
def _imported(path: Path, top_level: bool) -> list[str]:
    found = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found
