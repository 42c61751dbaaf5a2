"""When Python's collector of garbage may run: not beside a thread, nor while all widgets are dressed.

In a thread beside the window's it would delete widgets, and Qt would crash. So would Qt while it goes
through all widgets to put a style sheet on, when one of them is deleted then.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (20_000, 5, 50)
"""With Python’s own, looking through all that the pages hold takes a third of the time of an action."""

_reasons: set[object] = set()
_wanted = False


def pause(reason: object) -> None:
    """Keep the collector from running until :func:`resume` is called with the same reason."""
    global _wanted
    if not _reasons:
        _wanted = gc.isenabled()
        # The collector runs in whichever thread makes the next object.
        gc.disable()
    _reasons.add(reason)


def resume(reason: object) -> None:
    """Let the collector run again when this was the last reason against it."""
    if reason not in _reasons:
        return
    _reasons.discard(reason)
    if not _reasons and _wanted:
        gc.enable()


@contextmanager
def held() -> Iterator[None]:
    """Keep the collector from running within a block."""
    reason = object()
    pause(reason)
    try:
        yield
    finally:
        resume(reason)


def begin() -> None:
    """Let the collector run from now on, or from when nothing is against it, leaving alone what is there."""
    global _wanted
    # All that the start has made is here to stay: to look through it again and again costs time in each edit.
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    if _reasons:
        _wanted = True
    else:
        gc.enable()
