"""The command line and the only wiring: log, workspace, and the window or a command."""

import gc
import logging
import logging.handlers
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from pmplanner.cli import parse, run_command
from pmplanner.paths import default_workspace, log_file

log = logging.getLogger(__name__)

_NEW_OBJECTS = 20_000
"""After so many new objects the collector looks through them while a command runs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or open the window when none is given; return the exit status."""
    asked = parse(sys.argv[1:] if arguments is None else arguments)
    _start_log()
    path: Path = asked.workspace or default_workspace()
    if asked.command is not None:
        # Python’s own 700 has all that a command reads looked through again and again, a third of its time.
        gc.set_threshold(_NEW_OBJECTS)
        return run_command(asked, path)
    return _open_window(path)


def _open_window(path: Path) -> int:
    # Start makes many objects and leaves none behind that the collector could free, so it only costs.
    gc.disable()
    from pmplanner.ui.shell.system_check import what_is_missing

    missing = what_is_missing()
    if missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    try:
        # Before Qt, which from then on looks into the source of each module that is imported.
        import pmplanner.services.startup.opening  # noqa: F401
        from pmplanner.ui.shell.application import run_window

        return run_window(path)
    except Exception as error:
        # Who starts the window by a double click has no terminal: without a box, nothing would happen.
        from pmplanner.ui.shell.start_failure import tell_failure

        tell_failure(error, log_file())
        return 1


class _PrivateHandler(logging.handlers.RotatingFileHandler):
    """Writes files that only their owner can read."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        return super()._open()


def _start_log() -> None:
    """Log to a file of at most a megabyte, with three older ones; without a place to write, do without."""
    root = logging.getLogger("pmplanner")
    if root.handlers:
        return
    root.setLevel(logging.INFO)
    try:
        path = log_file()
        # What people are called and why they are away stands in it: for its owner alone.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _PrivateHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    except OSError:
        root.addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


if __name__ == "__main__":
    sys.exit(main())
