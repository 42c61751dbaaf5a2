"""Which module of the package imports which: read once from the source, imports for types included."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from tests.source import nodes

Graph = Mapping[str, Collection[str]]
"""The modules of the package, each with those that it imports."""


@cache
def import_graph(root: Path) -> Graph:
    """Return the graph of the package in a checkout; names taken from a module count as the module."""
    files = {_module(root, path): path for path in sorted((root / "pmplanner").rglob("*.py"))}
    return {name: _imported(name, path, files) for name, path in files.items()}


def circles(graph: Graph) -> list[list[str]]:
    """Return the sets of modules that import each other in circles: Tarjan's strong components."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        stack.append(name)
        for other in graph[name]:
            if other not in number:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in stack:
                lowest[name] = min(lowest[name], number[other])
        if lowest[name] == number[name]:
            at = stack.index(name)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for name in graph:
        if name not in number:
            visit(name)
    return found


def _module(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _imported(name: str, path: Path, files: Collection[str]) -> frozenset[str]:
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {each if each in files else node.module for each in inner}
    return frozenset(found & set(files)) - {name}
