"""When Python's collector of garbage may run: not beside a thread, nor while all widgets are dressed.

In a thread beside the window's it would delete widgets, and Qt would crash. So would Qt while it goes
through all widgets to put a style sheet on, when one of them is deleted then.

What has been there for a while is looked through only by :func:`sweep`, when nobody works in the window: that
takes as long as several actions together.
"""

from __future__ import annotations

import gc
import linecache
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 20_000
_THRESHOLDS = (_YOUNG, 5, 1_000_000)
"""With Python’s own, looking through all that the pages hold takes a third of the time of an action.

The last number is never reached: what is old is left to :func:`sweep`."""

_reasons: set[object] = set()
_wanted = False
_begun = False


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
        if _begun and gc.get_count()[0] > _YOUNG:
            gc.freeze()  # what a thread has made meanwhile may be ten times as much as is looked through else
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
    global _wanted, _begun
    _drop_sources()
    # All that the start has made is here to stay: to look through it again and again costs time in each edit.
    gc.freeze()
    _begun = True
    gc.set_threshold(*_THRESHOLDS)
    if _reasons:
        _wanted = True
    else:
        gc.enable()


def settle() -> None:
    """Look through what is new, and leave alone all that is there; takes a few milliseconds."""
    _drop_sources()
    if _begun and not _reasons and gc.isenabled():
        gc.collect(1)
        gc.freeze()


def _drop_sources() -> None:
    """Forget the text of modules: PySide looks into each that is imported, and Python keeps what it reads."""
    linecache.clearcache()


def sweep() -> bool:
    """Look through everything, which takes a few tenths of a second; False while something is against it."""
    if not _begun or _reasons or not gc.isenabled():
        return False
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return True
