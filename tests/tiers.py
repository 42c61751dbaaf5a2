"""How much is tried: a sample in the suite, much more in the long tier (`-m long`).

A property is one test in both tiers: the suite tries a few examples, and `-m long` runs every
property again with many. A row of seeds is cut likewise: the first ones in the suite, all in `-m long`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

LONG_FACTOR = 20
"""How many times as many examples a property gets in the long tier, where it names no number."""

_WORKSPACES = frozenset({"blank", "workspace", "sampled", "open_filled"})
_WINDOWS = frozenset({"qtbot", "qapp"})

_deep = False


def begin(markexpr: str) -> None:
    """Note which tier is asked for, by the expression after -m, before any test is read."""
    global _deep
    _deep = bool(markexpr) and Expression.compile(markexpr).evaluate(_is_long)
    # No deadlines: how long an example takes says more about the machine than about the code.
    settings.register_profile("suite", max_examples=25, deadline=None)
    settings.register_profile("long", max_examples=1000, deadline=None)
    settings.load_profile("long" if _deep else "suite")
    if not _deep and hasattr(providers, "_get_local_constants"):
        # It parses all of the program in each process, to draw a value in twenty from its literals.
        providers._get_local_constants = Constants


def _is_long(name: str, /, **_: object) -> bool:
    return name in ("long", "slow")


def is_long() -> bool:
    """Say whether the long tier was asked for."""
    return _deep


def examples(sample: int, long: int | None = None) -> int:
    """How many examples a property tries: *sample* in the suite, *long* in the long tier."""
    return (long or sample * LONG_FACTOR) if _deep else sample


def in_both_tiers(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that asks how much there is to try by itself: slow in the suite, and long in `-m long`.

    Without it the long tier would leave out what is no property and has no row of seeds.
    """
    marked: Callable[..., None] = (pytest.mark.long if _deep else pytest.mark.slow)(test)
    return marked


def some_of(names: Sequence[str], every: int) -> list[str]:
    """One of *every* so many names in the suite, all in the long tier."""
    return list(names if _deep else names[::every])


def seeds(sample: int, long: int) -> list[object]:
    """The seeds from 0 on, for parametrize: *sample* of them in the suite, *long* in the long tier."""
    if not _deep:
        return [*range(sample)]  # thousands would be collected, only to be left out
    return [*range(sample), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(sample, long))]


def mark_all(items: Sequence[pytest.Item]) -> None:
    """Put tests into their tiers.

    What is long is slow, too, and in the long tier every property is long. What opens pages over a
    workspace or runs the terminal is slow; the first such test of each file stays quick, so that the
    quick tier sees when a page or a command is broken.
    """
    begun: set[Path] = set()
    for item in items:
        if _deep and getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("long")
        if item.get_closest_marker("long"):
            item.add_marker("slow")  # so that -m "not slow" leaves it out, too
        if item.get_closest_marker("slow") is None and _is_heavy(item):
            if item.path in begun:
                item.add_marker("slow")
            begun.add(item.path)


def _is_heavy(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return (
        not fixtures.isdisjoint(_WORKSPACES) and not fixtures.isdisjoint(_WINDOWS)
    ) or "run_cli" in fixtures
