"""The terminal does all that the window does: the two lists, compared."""

import ast
from collections.abc import Iterator

import pytest

from pmplanner.cli.commands import leaves
from pmplanner.cli.parser import build_parser
from pmplanner.storage.workspace import Workspace
from tests.cli import window_commands as beside
from tests.conftest import ROOT
from tests.source import called, nodes
from tests.ui.conftest import OpenWindow


@pytest.fixture(scope="module")
def terminal() -> set[str]:
    """The words of each command, and of those that have actions."""
    found = {name for name, _ in leaves(build_parser())}
    return found | {name.rpartition(" ")[0] for name in found}


def test_what_is_said_to_be_in_the_terminal_is_there(terminal: set[str]) -> None:
    for table in (beside.COMMANDS, beside.BEGINNINGS, beside.EDITS):
        assert {name: words for name, words in table.items() if words not in terminal} == {}
    assert not beside.COMMANDS.keys() & beside.ONLY_WINDOW.keys()


@pytest.mark.slow
def test_each_command_of_the_window_is_in_the_terminal(
    open_bare_window: OpenWindow, sampled: Workspace
) -> None:
    window = open_bare_window(sampled)
    names = [command.name for command in window.commands.all()]
    beginnings = (*beside.BEGINNINGS, *beside.ONLY_WINDOW_BEGINNINGS)
    known = {*beside.COMMANDS, *beside.ONLY_WINDOW}
    assert [name for name in names if name not in known and not name.startswith(beginnings)] == []


def _nodes(layer: str) -> Iterator[ast.AST]:
    for path in sorted((ROOT / "pmplanner" / layer).rglob("*.py")):
        yield from nodes(path)


def _edits(layer: str) -> Iterator[str]:
    """Yield the keys of the labels that a layer gives its edits, where they are written out."""
    for node in _nodes(layer):
        if isinstance(node, ast.Call) and called(node) == "Label.of" and node.args:
            for each in ast.walk(node.args[0]):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def test_each_edit_of_the_window_can_be_made_in_the_terminal() -> None:
    window, commands = set(_edits("ui")), set(_edits("cli"))
    assert len(window) > 150
    assert sorted(window - commands - beside.EDITS.keys()) == []
    assert sorted(beside.EDITS.keys() & commands) == []


def test_each_file_and_mail_of_the_window_can_be_written_in_the_terminal() -> None:
    written = {
        alias.name
        for node in _nodes("ui")
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pmplanner.services.")
        for alias in node.names
        if alias.name.startswith("write_")
    }
    named = {alias.name for node in _nodes("cli") if isinstance(node, ast.ImportFrom) for alias in node.names}
    named |= {node.attr for node in _nodes("cli") if isinstance(node, ast.Attribute)}
    assert sorted(written - named - beside.WRITTEN.keys()) == []
