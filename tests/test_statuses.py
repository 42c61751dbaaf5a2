"""Sets of status words have a name, and are written out in one place."""

import ast

import pytest

from pmplanner.models.statuses import CLOSED_SESSIONS, OPEN_SESSIONS, WAS_THERE, SeatStatus, SessionStatus
from tests.conftest import ROOT
from tests.source import nodes

SETS = {frozenset(each) for each in (OPEN_SESSIONS, CLOSED_SESSIONS, WAS_THERE)}


@pytest.mark.slow
def test_sets_of_status_words_are_written_once() -> None:
    again = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "pmplanner").rglob("*.py")
        if path.name != "statuses.py"
        for node in nodes(path)
        if isinstance(node, ast.Tuple | ast.Set | ast.List) and _words_of(node) in SETS
    ]
    assert again == []


def test_a_set_that_is_written_out_is_noticed() -> None:
    (written,) = ast.parse("(SessionStatus.CONFIRMED, SessionStatus.DRAFT)").body
    assert isinstance(written, ast.Expr)
    assert isinstance(written.value, ast.Tuple)
    assert _words_of(written.value) in SETS


def _words_of(node: ast.Tuple | ast.Set | ast.List) -> frozenset[str]:
    """Return the statuses in a list, as enumerations or as texts; none where others are there, too."""
    words = [_word(each) for each in node.elts]
    return frozenset() if None in words else frozenset(filter(None, words))


def _word(node: ast.expr) -> str | None:
    match node:
        case ast.Attribute(value=ast.Name(id="SessionStatus"), attr=name):
            return SessionStatus[name]
        case ast.Attribute(value=ast.Name(id="SeatStatus"), attr=name):
            return SeatStatus[name]
        case ast.Constant(value=str() as word):
            return word
    return None
