"""Lets a scheduling run work in a thread of this process, where the process itself is not what is tested."""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import SimpleNamespace

import pytest

from pmplanner.scheduling import process


class _Thread(threading.Thread):
    """Stands in for a process: starts at once instead of loading the solver anew."""

    pid = os.getpid()
    exitcode = 0

    def __init__(self, target: Callable[[Connection], None], args: tuple[Connection], daemon: bool) -> None:
        # An end of its own, as a process has: the run closes that which it was given.
        self._end = Connection(os.dup(args[0].fileno()))
        super().__init__(target=target, args=(self._end,), daemon=daemon)

    def run(self) -> None:
        try:
            super().run()
        finally:
            self._end.close()

    def kill(self) -> None:
        """Cut the pipe: who listens there halts by itself."""
        with suppress(OSError), socket.socket(fileno=os.dup(self._end.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def in_a_process() -> None:
    """Have the engine run in a process of its own, as it does in use; most tests do without."""


@pytest.fixture(autouse=True)
def engine_beside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the engine run in a thread, but for tests that ask for `in_a_process`."""
    if "in_a_process" not in request.fixturenames:
        context = SimpleNamespace(Pipe=Pipe, Process=_Thread)
        monkeypatch.setattr(process, "multiprocessing", SimpleNamespace(get_context=lambda _kind: context))
