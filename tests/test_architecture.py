"""The layers, the rooms within them, and no circle: which part may import which."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.import_graph import circles
from tests.source import nodes, tree

PACKAGE = ROOT / "pmplanner"

NOT_IMPORTED: Mapping[str, tuple[str, ...]] = {
    "models": ("storage", "exchange", "scheduling", "services", "cli", "ui", "PySide6", "shiboken6"),
    "storage": ("exchange", "scheduling", "services", "cli", "ui", "PySide6", "shiboken6"),
    "exchange": ("models", "storage", "scheduling", "services", "cli", "ui", "sqlalchemy", "PySide6"),
    "scheduling": ("models", "storage", "exchange", "services", "cli", "ui", "sqlalchemy", "PySide6"),
    "services": ("cli", "ui", "__main__", "paths", "PySide6", "shiboken6"),
    "papers": ("models", "storage", "exchange", "scheduling", "services", "cli", "ui", "sqlalchemy"),
    "cli": ("ui", "shiboken6"),
    "ui": ("cli", "__main__"),
}
"""What a layer never reaches, not even by way of another; for types neither."""

ROOMS: Mapping[str, tuple[str, ...]] = {
    "scheduling": (
        *("model", "clock", "check", "state", "construct", "run", "cp_sat", "colouring", "search"),
        *("explain", "pipeline", "process"),
    ),
    "services": (
        *("errors", "quantities", "lookup", "ranking", "fields", "families", "stored_files"),
        *(
            "calendar",
            "settings",
            "catalog",
            "people",
            "resources",
            "money",
            "pick_status",
            "needs",
            "totals",
            "sessions",
        ),
        *("policies", "plans", "decisions", "problems", "why", "views", "startup", "exporting", "publishing"),
        *("board", "reports", "autoschedule", "importing"),
    ),
    "ui": (
        *("translation", "languages", "collector", "text_size", "theme", "widgets", "core", "why", "money"),
        *("catalogue", "decisions", "needs", "people", "plan", "problems", "resources", "schedule", "totals"),
        *("importing", "output", "shell"),
    ),
}
"""The rooms of a layer, in the order in which they may import each other: only what stands before."""

SQLITE_ROOM = "pmplanner.storage.sqlite"

TO_SQLITE: Mapping[str, tuple[str, ...]] = {
    # What holds a workspace is chosen here, and nowhere else.
    "pmplanner.storage.workspace": ("opening",),
    # What is done to the files of workspaces that are files, by their paths.
    "pmplanner.storage.backup_contents": ("faults", "sound_copy", "soundness"),
    "pmplanner.storage.backups": ("faults", "sound_copy", "soundness"),
    "pmplanner.storage.compacting": ("compacting", "faults", "sound_copy"),
    "pmplanner.storage.copies": ("file", "sound_copy"),
    "pmplanner.storage.restoring": ("faults", "file", "sound_copy", "soundness", "waiting"),
    # The catalogue that ships is such a file, whatever holds the workspaces.
    "pmplanner.services.catalog.catalog_file": ("shipped",),
    "pmplanner.services.catalog.version": ("shipped",),
    # A command is given the path of a file, and may find anything there.
    "pmplanner.cli.checking": ("file", "soundness"),
    "pmplanner.cli.running": ("faults",),
}
"""Who reaches into the room that knows SQLite, and for which of its modules; everybody else asks the
workspace, or `sql_of` of the connection."""

OF_SQLITE = re.compile(
    r"\bsqlite3\b|\bPRAGMA\b|\bpragma_|\bsqlite_(?!(?:autoincrement|where)\b)|dialects|exec_driver_sql|driver_connection"
    r"|raw_connection|\b(?:fts5|bm25|rowid|MATCH|VACUUM)\b|BEGIN IMMEDIATE|busy_timeout"
)
"""Words that only SQLite understands, or that say something past SQLAlchemy. Models tell SQLAlchemy that
ids are not given out again (`sqlite_autoincrement`), which is so in other databases without being told, and
which rows an index has (`sqlite_where`), which is said to each database by its name."""

# What the files say


@cache
def _modules() -> Mapping[str, Path]:
    """All modules of the package, by name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _named(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """What these nodes import: modules, and for "from … import …" also each name as if it were one."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _imports(module: str) -> frozenset[str]:
    """All that a module imports: at its top, within functions, and for types.

    Of the package the modules themselves, of others the name of what is installed.
    """
    found = set()
    for name in _named(nodes(_modules()[module])):
        if name in _modules():
            found.add(name)
        elif not name.startswith("pmplanner."):
            found.add(name.partition(".")[0])
    # "from a.b import c" needs a.b only for its name where c is a module.
    return frozenset(name for name in found if name != module and not _is_package_of(name, found))


def _is_package_of(name: str, found: Iterable[str]) -> bool:
    is_package = name in _modules() and _modules()[name].name == "__init__.py"
    return is_package and any(other.startswith(f"{name}.") for other in found)


def _within(part: str) -> list[str]:
    """The modules of a layer or a room, named below the package."""
    whole = f"pmplanner.{part}"
    return [name for name in _modules() if name == whole or name.startswith(f"{whole}.")]


def _reached(modules: Iterable[str]) -> frozenset[str]:
    """All that some modules import, themselves or by way of others."""
    reached: set[str] = set()
    left = list(modules)
    while left:
        for name in _imports(left.pop()) - reached:
            reached.add(name)
            if name in _modules():
                left.append(name)
    return frozenset(reached)


# The rules


@pytest.mark.parametrize("layer", NOT_IMPORTED)
def test_imports_point_downwards(layer: str) -> None:
    wanted = {name if name[0].isupper() else f"pmplanner.{name}" for name in NOT_IMPORTED[layer]}
    wanted |= set(NOT_IMPORTED[layer])
    assert [
        name
        for name in sorted(_reached(_within(layer)))
        if name in wanted or ".".join(name.split(".")[:2]) in wanted
    ] == []


@pytest.mark.parametrize("layer", ROOMS)
def test_rooms_import_only_those_before_them(layer: str) -> None:
    rooms = {f"pmplanner.{layer}.{room}": place for place, room in enumerate(ROOMS[layer])}
    there = {".".join(name.split(".")[:3]) for name in _within(layer)} - {f"pmplanner.{layer}"}
    assert there == rooms.keys(), "a room has no place in the order"
    assert [
        f"{module} imports {name}"
        for module in _within(layer)
        for name in sorted(_imports(module))
        if rooms.get(".".join(name.split(".")[:3]), -1) > rooms.get(".".join(module.split(".")[:3]), 99)
    ] == []


def test_nothing_imports_in_a_circle() -> None:
    assert circles({name: _imports(name) & _modules().keys() for name in _modules()}) == []


def test_only_its_room_speaks_sqlite() -> None:
    exempt = (SQLITE_ROOM, "pmplanner.models.migrations")
    assert [
        f"{module}:{number} {found[0]}"
        for module, path in _modules().items()
        if not module.startswith(exempt)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in [OF_SQLITE.search(line)]
        if found
    ] == []


def test_who_reaches_into_the_room_of_sqlite_is_named() -> None:
    reached = {
        module: tuple(
            sorted(name.rpartition(".")[2] for name in _imports(module) if name.startswith(SQLITE_ROOM + "."))
        )
        for module in _modules()
        if not module.startswith(SQLITE_ROOM)
    }
    assert {module: names for module, names in reached.items() if names} == TO_SQLITE


def test_circles_are_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": {"e"}, "e": {"d", "a"}, "f": {"a"}, "g": set()}
    assert circles(graph) == [list("abcde")]
    assert circles(graph | {"e": {"d"}}) == [["d", "e"], ["b", "c"]]
    assert circles(graph | {"e": set(), "c": {"d"}}) == []


def test_the_checker_shares_nothing_with_the_engine_but_the_rows() -> None:
    inside = _imports("pmplanner.scheduling.check") & _modules().keys()
    assert inside == {"pmplanner.scheduling.model.problem"}


@pytest.mark.slow
def test_the_solver_loads_only_when_something_is_solved() -> None:
    script = "import sys, pmplanner.scheduling.process; print([m for m in sys.modules if m == 'ortools'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_what_checks_the_text_of_the_catalogue_is_no_part_of_the_running_program() -> None:
    script = (
        "import sys, pmplanner.ui.shell.main_window, pmplanner.services.startup.opening;"
        "from pmplanner.services.catalog.catalog_file import bundled_catalog; bundled_catalog();"
        "print([m for m in sys.modules if m.partition('.')[0] in ('pydantic', 'babel')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_window_knows_no_mapped_classes() -> None:
    names = {name for module in _within("ui") for name in _named(nodes(_modules()[module]))}
    of_database = {name for name in names if name.startswith(("pmplanner.models", "sqlalchemy"))}
    assert {name for name in of_database if not name.startswith("pmplanner.models.statuses")} <= {
        "sqlalchemy.orm",
        "sqlalchemy.orm.Session",
    }


def test_only_paths_reads_appdirs() -> None:
    assert [module for module in _modules() if "appdirs" in _imports(module)] == ["pmplanner.paths"]


def test_the_window_loads_only_when_it_is_asked_for() -> None:
    at_the_top = {module: tree(path).body for module, path in _modules().items()}
    qt = [
        module for module, nodes in at_the_top.items() if any(n.startswith("PySide6") for n in _named(nodes))
    ]
    assert qt
    assert [module for module in qt if not module.startswith(("pmplanner.ui.", "pmplanner.papers."))] == []


def test_papers_need_no_window() -> None:
    """They are written in the terminal, too, which loads Qt for nothing else."""
    with_qt = [module for module in _modules() if "PySide6" in _imports(module)]
    assert {module.split(".")[1] for module in with_qt} == {"ui", "papers"}
    modules = {name for module in _within("papers") for name in _named(nodes(_modules()[module]))}
    assert {name.split(".")[1] for name in modules if name.startswith("PySide6.")} == {"QtCore", "QtGui"}


def test_sentences_know_nothing_of_the_project() -> None:
    found = _imports("pmplanner.sentences")
    assert not {name for name in found if name.startswith(("pmplanner", "gettext", "babel"))}


def test_what_writes_days_knows_nothing_of_the_project() -> None:
    found = _imports("pmplanner.day_words")
    assert found
    assert not {name for name in found if name.startswith("pmplanner")}
