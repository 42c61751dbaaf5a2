"""The source of the program, read and parsed once for all the tests that look into it."""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path


def read(path: Path) -> ast.Module:
    """Return what a file says, read anew."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def tree(path: Path) -> ast.Module:
    """Return what a file of the program says; it is shared, so nobody changes it."""
    return read(path)


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all that is in a file, from the outside in, as `ast.walk` does."""
    return tuple(ast.walk(tree(path)))


@cache
def parents(path: Path) -> Mapping[ast.AST, ast.AST]:
    """Return what each node of a file stands in."""
    return {child: node for node in nodes(path) for child in ast.iter_child_nodes(node)}


def called(call: ast.Call) -> str:
    """Return what is called, as it is written."""
    match call.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return f"{owner}.{name}"
    return ast.unparse(call.func)
