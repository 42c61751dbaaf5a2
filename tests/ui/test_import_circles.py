"""No module of the window imports one that imports it, not even for its types."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.source import nodes

UI = ROOT / "pmplanner" / "ui"
FILES = sorted(UI.rglob("*.py"))
DRAGGING, MONTH, TIMELINE = (f"pmplanner.ui.schedule.{room}" for room in ("dragging", "month", "timeline"))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, modules: set[str]) -> set[str]:
    """What a file imports of the window, wherever in it that stands."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= named & modules or {node.module} & modules
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & modules
    return found


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    modules = {_name(path) for path in FILES}
    return {_name(path): _imported(path, modules) for path in FILES}


def test_no_module_of_the_window_is_in_a_circle(imports: dict[str, set[str]]) -> None:
    assert sum(map(len, imports.values())) > 500
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize(
    ("room", "others"),
    [(DRAGGING, (MONTH, TIMELINE)), (MONTH, (TIMELINE,)), (TIMELINE, (MONTH,))],
)
def test_timeline_and_month_share_what_knows_neither(
    imports: dict[str, set[str]], room: str, others: tuple[str, ...]
) -> None:
    named = {name for module, names in imports.items() if module.startswith(f"{room}.") for name in names}
    assert named
    assert not [name for name in named if name.startswith(tuple(f"{other}." for other in others))]
