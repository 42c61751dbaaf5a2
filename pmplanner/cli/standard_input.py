"""Files that are not there but come in at standard input, named by `-`."""

from __future__ import annotations

import functools
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.exchange.errors import ExchangeError
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.storage.workspace import Workspace


def takes_input(command: Callable[[Workspace, Namespace], int]) -> Callable[[Workspace, Namespace], int]:
    """Let a command have a file for what is at standard input, where its file is `-`.

    Its arguments tell so by `from_input`.
    """

    @functools.wraps(command)
    def run(workspace: Workspace, args: Namespace) -> int:
        args.from_input = str(args.file) == "-"
        if not args.from_input:
            return command(workspace, args)
        from tempfile import TemporaryDirectory  # not needed by most, and slow to load

        with TemporaryDirectory(prefix="pmplanner-") as folder:
            args.file = Path(folder) / said("standard input")
            args.file.write_bytes(_content())
            return command(workspace, args)

    return run


def _content() -> bytes:
    """Return all of it; raise ExchangeError when there is none to read."""
    try:
        return sys.stdin.buffer.read()
    except (OSError, AttributeError) as error:  # closed before the program began: there is no stream
        raise ExchangeError(said("Standard input cannot be read.")) from error
