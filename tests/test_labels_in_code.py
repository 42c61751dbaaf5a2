"""Every edit of the product is called by a key that has words, and every key is used."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from pmplanner.models import PolicyAction, SeatStatus, SessionMode, SessionStatus
from pmplanner.services.importing.job import IMPORTS
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.storage.labels import places
from pmplanner.storage.wordings import COUNTED, TERMS, WORDINGS
from tests.conftest import ROOT
from tests.source import nodes, tree

NAMING = {"edit": 0, "do": 0, "try_to": 0, "relabel": 1}
"""What takes a label, and where it stands among the arguments."""

ELSEWHERE = {"forget", "repair"}
"""Keys of entries that are written past edit()."""


@dataclass(frozen=True)
class Place:
    """A call with the functions around it, the innermost first."""

    call: ast.Call
    around: tuple[ast.FunctionDef | ast.Lambda, ...]
    path: Path

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.call.lineno}"


@cache
def _files() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "pmplanner").rglob("*.py")))


@cache
def _places() -> tuple[Place, ...]:
    return tuple(place for path in _files() for place in _calls(tree(path), (), path))


def _calls(node: ast.AST, around: tuple[ast.FunctionDef | ast.Lambda, ...], path: Path) -> Iterator[Place]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield Place(child, around, path)
        inner = (child, *around) if isinstance(child, ast.FunctionDef | ast.Lambda) else around
        yield from _calls(child, inner, path)


@cache
def _returns(path: Path | None = None) -> dict[str, set[str]]:
    """Return what functions of these names return, in one file or in all."""
    found: dict[str, set[str]] = {}
    for file in [path] if path in _files() else [] if path else _files():
        for node in nodes(file):
            if isinstance(node, ast.FunctionDef) and node.returns is not None:
                found.setdefault(node.name, set()).add(ast.unparse(node.returns))
    return found


@cache
def _fields() -> dict[str, str]:
    """Return the annotations of the fields of all classes, as Class.field."""
    return {
        f"{node.name}.{field.target.id}": ast.unparse(field.annotation)
        for file in _files()
        for node in nodes(file)
        if isinstance(node, ast.ClassDef)
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


def _gives_label(name: str, path: Path) -> bool:
    """Say whether what is called so returns a Label; what the module defines itself counts first."""
    if (_returns(path).get(name) or _returns().get(name)) == {"Label"}:
        return True
    kinds = (kind for field, kind in _fields().items() if field.partition(".")[2] == name)
    return any(kind.startswith("Callable[") and kind.endswith(", Label]") for kind in kinds)


def _is_label(node: ast.expr, place: Place) -> bool:
    """Say whether an expression is a Label for sure."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="Label"), attr="of")):
            return True
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return _gives_label(name, place.path)
        case ast.IfExp(body=one, orelse=other):
            return _is_label(one, place) and _is_label(other, place)
        case ast.Attribute(value=ast.Name(id=owner), attr=attr):
            return _fields().get(f"{_annotation(owner, place)}.{attr}") == "Label"
        case ast.Name(id=name):
            given = _assigned(name, place)
            if given:
                return all(_is_label(value, place) for value in given)
            return _annotation(name, place) == "Label"
    return False


def _annotation(name: str, place: Place) -> str:
    for function in place.around:
        for argument in (*function.args.args, *function.args.kwonlyargs):
            if argument.arg == name:
                if isinstance(argument.annotation, ast.Constant):
                    return str(argument.annotation.value)  # in quotes, as it is imported for types only
                return ast.unparse(argument.annotation) if argument.annotation else ""
    return ""


def _assigned(name: str, place: Place) -> list[ast.expr]:
    """Return all that a name is set to in the functions around."""
    found: list[ast.expr] = []
    for function in place.around:
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    found += _set_by(name, target, node.value)
            elif isinstance(node, ast.NamedExpr) and node.target.id == name:
                found.append(node.value)
    return found


def _set_by(name: str, target: ast.expr, value: ast.expr) -> list[ast.expr]:
    if isinstance(target, ast.Name):
        return [value] if target.id == name else []
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=True)
        return [found for part, given in pairs for found in _set_by(name, part, given)]
    if isinstance(target, ast.Tuple):
        # Taken out of something: nobody can say of what kind it is.
        return [ast.Constant(None) for part in target.elts if isinstance(part, ast.Name) and part.id == name]
    return []


def _texts(node: ast.expr, place: Place) -> list[str] | None:
    """Return the texts that an expression can be; None where that cannot be said."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            parts = [_texts(one, place), _texts(other, place)]
        case ast.Name(id=name):
            parts = [_texts(value, place) for value in _assigned(name, place)]
        case _:
            return None
    if not parts or None in parts:
        return None
    return [text for part in parts if part is not None for text in part]


def _named(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(value=ast.Name(id="Label"), attr="of"):
            return "Label.of"
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


@pytest.mark.slow
def test_no_edit_of_the_product_is_called_by_a_plain_text() -> None:
    plain = []
    found = dict.fromkeys(NAMING, 0)
    for place in _places():
        name = _named(place.call)
        method = isinstance(place.call.func, ast.Attribute) or name == "relabel"
        if name in NAMING and method and "storage" not in place.path.parts:
            found[name] += 1
            arguments = place.call.args
            if len(arguments) <= NAMING[name] or not _is_label(arguments[NAMING[name]], place):
                plain.append(str(place))
    assert plain == []
    assert all(found.values()), found


def test_what_is_no_label_is_noticed() -> None:
    code = """
def one(workspace, name, known, label: Label, fix: Fix, later: "Fix", line: EditLine):
    text = f"Add {name}"
    either = Label.of("sample.open") if known else "Open"
    key, other = known
    workspace.edit("Add")
    workspace.edit(f"Add {name}")
    workspace.edit(text)
    workspace.edit(either)
    workspace.edit(key)
    workspace.edit(name)
    workspace.edit(line.label)
    workspace.edit(tr("Add"))
    workspace.edit(label)
    workspace.edit(fix.label)
    workspace.edit(later.label)
    workspace.edit(assign_label(name))
"""
    path = ROOT / "made_up.py"
    edits = [place for place in _calls(ast.parse(code), (), path) if _named(place.call) == "edit"]
    assert [_is_label(place.call.args[0], place) for place in edits] == [False] * 8 + [True] * 4


@cache
def _labels() -> tuple[tuple[str, Place, str], ...]:
    """Return key, place and names of values of every label of the product; "" for a key that is computed."""
    made = []
    for place in _places():
        if _named(place.call) == "Label.of":
            names = ",".join(sorted(each.arg or "**" for each in place.call.keywords))
            made += [(key, place, names) for key in _texts(place.call.args[0], place) or [""]]
    return tuple(made)


def test_every_label_has_words_with_places_for_its_values() -> None:
    assert len(_labels()) > 100
    wrong = [
        (str(place), key, names)
        for key, place, names in _labels()
        if key not in WORDINGS or names != ",".join(sorted(places(key)))
    ]
    assert wrong == []


def test_every_wording_is_used() -> None:
    assert WORDINGS.keys() - {key for key, *_ in _labels()} <= ELSEWHERE


def test_keys_are_noun_and_verb_and_in_order() -> None:
    assert [key for key in WORDINGS if key not in ELSEWHERE and key.count(".") != 1] == []
    assert list(TERMS) == sorted(TERMS)
    assert list(COUNTED) == sorted(COUNTED)


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("kind", KINDS),
        ("policy", tuple(PolicyAction)),
        ("seat", tuple(SeatStatus)),
        ("status", tuple(SessionStatus)),
        ("mode", tuple(SessionMode)),
        ("layout", IMPORTS),
    ],
)
def test_terms_of_a_family_are_all_there(family: str, members: tuple[str, ...]) -> None:
    assert {key for key in TERMS if key.partition(".")[0] == family} == {
        f"{family}.{each}" for each in members
    }


def test_terms_are_of_families_that_labels_name() -> None:
    families = set()
    for place in _places():
        if _named(place.call) == "Term":
            match place.call.args[0]:
                case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                    families.add(start.rstrip("."))
                case ast.JoinedStr():
                    families |= {"status", "mode"}  # the two fields of a session whose values are terms
                case ast.Constant(value=str(key)):
                    assert key in TERMS, str(place)
                case _:
                    pytest.fail(str(place))
    assert families == {key.partition(".")[0] for key in TERMS}


def test_what_is_counted_has_words() -> None:
    counted = set()
    for place in _places():
        if _named(place.call) == "Counted" and place.call.args and "counted_list" not in str(place):
            match place.call.args[0]:
                case ast.Constant(value=str(noun)):
                    assert noun in COUNTED, str(place)
                    counted.add(noun)
    assert counted | set(IMPORTS) == COUNTED.keys()
