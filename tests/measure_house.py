"""Measures how the code is laid out: ``python -m tests.measure_house [FOLDER ...]``.

A FOLDER is a checkout; without any it is this one. With several, such as an older commit's beside this
one's, their figures stand side by side.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.import_graph import circles, import_graph

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print the figures, a line each."""
    roots = [Path(name) for name in sys.argv[1:]] or [ROOT]
    columns = [measure(root) for root in roots]
    for name in columns[0]:
        figures = "".join(f"{column[name]:>24}" for column in columns)
        sys.stdout.write(f"{name:<36}{figures}\n")


def measure(root: Path) -> dict[str, str]:
    """Return the figures of the package in a checkout, by what they are called."""
    files = sorted((root / "pmplanner").rglob("*.py"))
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    lengths = {path: text.count("\n") for path, text in texts.items()}
    functions = [(path, node) for path, tree in trees.items() for node in _functions(tree)]
    graph = import_graph(root)
    importers = Counter(name for found in graph.values() for name in found)
    names = [_names_imported(tree) for path, tree in trees.items() if path.name != "__init__.py"]
    comments = sum(map(_comments, texts.values()))
    lines = sum(lengths.values())
    longest = max(lengths, key=lambda path: lengths[path])
    _, long_one = max(functions, key=lambda found: _length(found[1]))
    modules = [name for name in graph if not _is_package(root, name)]
    alone = sum(importers[name] == 1 for name in modules)
    found = circles(graph)
    return {
        "lines": f"{lines:,}",
        "files": f"{len(files):,}",
        "lines a file, median": f"{median(lengths.values()):g}",
        "functions": f"{len(functions):,}",
        "lines a function, median": f"{median(_length(node) for _, node in functions):g}",
        "modules with one importer": f"{alone} ({alone / len(modules):.0%})",
        "names imported a file, median": f"{median(names):g}",
        "import circles (files in them)": f"{len(found)} ({sum(map(len, found))})",
        "lines that are or end in comments": f"{comments:,} ({comments / lines:.1%})",
        "longest file": f"{longest.name} {lengths[longest]}",
        "longest function": f"{long_one.name} {_length(long_one)}",
    }


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _names_imported(tree: ast.Module) -> int:
    """Count the names that a file imports, from wherever, as they were counted of the field."""
    return sum(len(n.names) for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)))


def _comments(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)


def _is_package(root: Path, name: str) -> bool:
    return (root / Path(*name.split(".")) / "__init__.py").exists()


if __name__ == "__main__":
    main()
