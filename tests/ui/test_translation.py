"""Texts of the window on their way into the user's language."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from pytestqt.qtbot import QtBot

from pmplanner.ui.translation import CONTEXT, plural, put, tr
from tests.conftest import ROOT
from tests.source import nodes

UI = ROOT / "pmplanner" / "ui"
SEEN = {"tr": 0, "plural": 1, "mark": 0, "mark_plural": 0}
"""What the extractor knows, and which of its arguments is the first text."""
LATER = {"TITLES", "COUNTED", "ACTIONS", "OURS", "ALSO", "IMPORTED", "EXPORTED", "HEADS"}
"""Tables whose texts are in `mark` or `mark_plural` where they are written."""

KNOWN = {
    *("text", "self.line.kind.counts", "self.line.kind.about"),
    *("command.name", "command.also", "command.first", "line.what", "line.where"),
    *("name.title", "section.title", "section.also", "each.title", "each.also", "title"),
}
"""Names of loops over such tables, words of policies, which services keep, and those of `command_list`s."""


class Shouting(QTranslator):
    """Says all that it is asked for in capitals, but for one plural of a language with three."""

    def translate(self, context: str, text: str, _note: str | None = None, count: int = -1) -> str:
        """Translate."""
        if context != CONTEXT:
            return ""
        return f"few: {text}" if count in (2, 3, 4) else text.upper()


@pytest.fixture
def shouting(qtbot: QtBot) -> Iterator[None]:
    """Another language."""
    translator = Shouting()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_values_are_put_into_the_translated_text(shouting: None) -> None:
    assert tr("%2 of %1", "%2", 7) == "7 OF %2"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 day"), (0, "0 days"), (Decimal("1.50"), "1.5 days"), (3000, "3,000 days")]
)
def test_a_count_is_written_as_the_locale_has_it(qtbot: QtBot, count: int | Decimal, said: str) -> None:
    assert plural(count, "1 day", "%1 days") == said


def test_the_language_chooses_the_plural(shouting: None) -> None:
    assert plural(3, "1 day in %2", "%1 days in %2", "May") == "few: 3 days in May"
    assert plural(12, "1 day in %2", "%1 days in %2", "May") == "12 DAYS IN May"


def test_a_place_without_a_value_stays() -> None:
    assert put("%1 and %2", "a") == "a and %2"


def test_command_lists_mark_their_texts() -> None:
    for path in (*UI.rglob("command_list.py"), UI / "widgets" / "key_list.py"):
        marked = {
            text
            for call in nodes(path)
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "mark"
            for text in call.args
        }
        bare = [
            text.value
            for call in nodes(path)
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("PageCommand", "KeyLine")
            for text in (*call.args, *(each.value for each in call.keywords if each.arg != "keys"))
            if isinstance(text, ast.Constant) and isinstance(text.value, str)
        ]
        assert marked
        assert bare == [], path


def test_every_text_stands_where_an_extractor_finds_it() -> None:
    lost = [
        f"{path.relative_to(UI)}:{call.lineno} {ast.unparse(call)}"
        for path in sorted(UI.rglob("*.py"))
        if path.name != "translation.py"
        for call in nodes(path)
        if isinstance(call, ast.Call) and not _found(call)
    ]
    assert lost == []


def test_there_is_one_way_into_the_language() -> None:
    own = [
        f"{path.relative_to(UI)}: {node.name}"
        for path in sorted(UI.rglob("*.py"))
        if path.name != "translation.py"
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and node.name in ("tr", "_tr", "plural")
    ]
    assert own == []


def test_one_and_many_are_told_apart_by_plural_alone() -> None:
    by_hand = [
        f"{path.relative_to(UI)}:{node.lineno}"
        for path in sorted(UI.rglob("*.py"))
        if path.name != "translation.py"
        for node in nodes(path)
        if isinstance(node, ast.IfExp) and ast.unparse(node.test).endswith(" == 1")
        if all(re.match(r"(self\.)?tr\(", ast.unparse(branch)) for branch in (node.body, node.orelse))
    ]
    assert by_hand == []


def _found(call: ast.Call) -> bool:
    """Say whether a call asks for no text, or for one that is written there or in a table of marked ones."""
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    if name == "translate" and ast.unparse(call.func).startswith("QCoreApplication"):
        return False
    if name not in SEEN or (isinstance(call.func, ast.Attribute) and name != "tr"):
        return True
    text = call.args[SEEN[name]]
    if isinstance(text, ast.Constant):
        return isinstance(text.value, str)
    return any(table in ast.unparse(text) for table in LATER) or ast.unparse(text) in KNOWN
