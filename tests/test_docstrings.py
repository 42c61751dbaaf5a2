"""What docstrings of the product refer to is there: modules, and what stands in them."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.source import nodes, tree

PACKAGE = ROOT / "pmplanner"

# All sources are read, which takes as long as a hundred other tests.
pytestmark = pytest.mark.slow

_ROLE = re.compile(r":(?:mod|func|class|attr|meth|data|exc):`~?([\w.]+)`")
_QUOTED = re.compile(r"`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)`")
_DOTTED = re.compile(r"(?<![\w./`-])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?![\w/`])")

NOT_OF_OURS = {
    "self.tr": "of Qt",
    "noun.verb": "how a key of a label looks",
    "team.sqlite": "a file",
    "team.backups": "a folder",
}
"""Dotted words in docstrings that name nothing in the code, and what they are."""

Tops = dict[str, ast.AST]


@dataclass(frozen=True)
class Reference:
    """A name in a docstring: in which module and line the docstring begins."""

    module: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.module}, docstring of line {self.line}: {self.name}"


@dataclass(frozen=True)
class Source:
    """A module of the product: its code without docstrings, and what stands at its top."""

    path: Path
    words: frozenset[str]
    tops: Tops
    is_package: bool


@cache
def _sources() -> dict[str, Source]:
    sources = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        sources[".".join(parts[:-1] if is_package else parts)] = _source(path, is_package)
    return sources


def _source(path: Path, is_package: bool = False) -> Source:
    return Source(path, frozenset(_words(path)), _tops(tree(path).body), is_package)


def _words(path: Path) -> Iterator[str]:
    """Yield the identifiers of the code."""
    for node in nodes(path):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word):
                yield word
            case ast.FunctionDef(name=word) | ast.ClassDef(name=word):
                yield word
            case ast.alias(name=name, asname=other):
                yield other or name.split(".")[-1]


def _tops(body: list[ast.stmt]) -> Tops:
    """Return what a module or class has by name."""
    tops: Tops = {}
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                tops[name] = node
            case ast.Assign(targets=targets):
                tops |= {
                    each.id: node
                    for target in targets
                    for each in ast.walk(target)
                    if isinstance(each, ast.Name)
                }
            case ast.AnnAssign(target=ast.Name(id=name)):
                tops[name] = node
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                tops |= {alias.asname or alias.name: node for alias in names}
    return tops


def _members(kind: ast.ClassDef) -> set[str]:
    """Return the names of a class, those that its methods give to self among them."""
    given = {
        node.attr
        for node in ast.walk(kind)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    return given | set(_tops(kind.body))


def _docstrings(source: Source) -> Iterator[tuple[int, str]]:
    """Yield docstrings with their lines, and texts below an assignment, which explain it."""
    for node in nodes(source.path):
        for statement in getattr(node, "body", ()) if not isinstance(node, ast.Lambda | ast.IfExp) else ():
            match statement:
                case ast.Expr(value=ast.Constant(value=str() as text)):
                    yield statement.lineno, text


def _references(module: str) -> Iterator[Reference]:
    for line, text in _docstrings(_sources()[module]):
        names = {*_ROLE.findall(text), *_QUOTED.findall(text)}
        names |= {name for name in _DOTTED.findall(text) if name.split(".")[0] in _known_firsts()}
        for name in sorted(names - NOT_OF_OURS.keys()):
            yield Reference(module, line, name)


@cache
def _known_firsts() -> frozenset[str]:
    """Names of modules and classes: a dotted word that begins with one is meant as a name."""
    modules = {part for name in _sources() for part in name.split(".")}
    classes = {
        top
        for source in _sources().values()
        for top, node in source.tops.items()
        if isinstance(node, ast.ClassDef)
    }
    return frozenset(modules | classes)


def _is_there(reference: Reference) -> bool:
    parts = reference.name.split(".")
    if len(parts) == 1:
        return _is_near(reference.module, parts[0])
    if parts[0] in sys.stdlib_module_names:
        return True
    return any(_leads_to(parts[:at], parts[at:]) for at in range(len(parts), 0, -1)) or _is_of_a_class(parts)


def _is_near(module: str, name: str) -> bool:
    """Say whether a bare name is in the code of the module, or a module beside it."""
    source = _sources()[module]
    room = module if source.is_package else module.rpartition(".")[0]
    return name in source.words or f"{room}.{name}" in _sources()


def _leads_to(path: list[str], rest: list[str]) -> bool:
    """Say whether a module of that path, or of its last parts, has the rest."""
    wanted = ".".join(path)
    found = [
        source for name, source in _sources().items() if name == wanted or f".{name}".endswith(f".{wanted}")
    ]
    return any(not rest or _has(source.tops, rest) for source in found)


def _has(tops: Tops, rest: list[str]) -> bool:
    name, *more = rest
    node = tops.get(name)
    if node is None or not more:
        return node is not None
    return isinstance(node, ast.ClassDef) and len(more) == 1 and more[0] in _members(node)


def _is_of_a_class(parts: list[str]) -> bool:
    return any(_has(source.tops, parts) for source in _sources().values())


def test_what_docstrings_name_is_there() -> None:
    assert [str(each) for module in _sources() for each in _references(module) if not _is_there(each)] == []


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("pmplanner.storage.workspace.Workspace.keep", True),
        ("Workspace.keep", True),
        ("Workspace.throw_away", False),
        ("journal.relabel", True),
        ("journal.call_otherwise", False),
        ("pmplanner.storage.keeping", False),
        ("sqlite3.Error", True),
        ("replay", True),
        ("recording", True),
        ("brief", False),
    ],
)
def test_a_name_is_told_from_one_that_is_gone(name: str, there: bool) -> None:
    assert _is_there(Reference("pmplanner.storage.journal", 1, name)) is there


def test_what_is_excused_is_used() -> None:
    words = {
        word
        for source in _sources().values()
        for _, text in _docstrings(source)
        for word in {*_QUOTED.findall(text), *_DOTTED.findall(text)}
    }
    assert NOT_OF_OURS.keys() <= words
