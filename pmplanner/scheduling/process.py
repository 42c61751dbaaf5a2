"""Runs the pipeline in a process of its own: cancelling ends it, and its crash takes nothing along."""

import contextlib
import gc
import multiprocessing
import threading
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.model.problem import Limits, Problem, Progress, Proposal
from pmplanner.scheduling.pipeline import solve

KILL_SECONDS = 1.0
"""How long an ended process is waited for."""


class SchedulingError(Exception):
    """The run broke; the text says how, and ``details`` holds the traceback if there is one."""

    def __init__(self, text: str, details: str = "") -> None:
        super().__init__(text)
        self.details = details


class ScheduleRun:
    """A run in its own process; poll it from a timer, or iterate over it and wait."""

    def __init__(self, problem: Problem, limits: Limits | None = None) -> None:
        # Never fork: a copy of a process that has Qt and threads in it cannot be relied upon.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs,), daemon=True)
        self._process.start()
        # Our copy of the far end: while it is open, the death of the process would never be seen as the end.
        theirs.close()
        self.proposal: Proposal | None = None
        """The best so far."""
        self.progress: Progress | None = None
        """The last one reported."""
        self.is_over = False
        self._sender = threading.Thread(
            target=self._send_problem, args=(problem, limits or Limits()), daemon=True
        )
        # A large problem fills the pipe until the other side reads: never in the window's thread.
        self._sender.start()

    @property
    def process_id(self) -> int | None:
        """Give the number that the system knows the process by."""
        return self._process.pid

    def poll(self) -> list[Progress]:
        """Give what was reported since the last time, without waiting.

        Raises SchedulingError when the process broke or died; ``proposal`` keeps the best so far.
        """
        found: list[Progress] = []
        while not self.is_over:
            try:
                # Never waits: whoever must not be held up can ask as often as they like.
                if not self._connection.poll():
                    break
                message = self._connection.recv()
            except (EOFError, OSError):
                self._fail(self._how_it_ended())
            # A pair of texts is a fault over there; everything else is progress.
            if isinstance(message, tuple):
                self._fail(*message)
            found.append(self._take(message))
        return found

    def __iter__(self) -> Iterator[Progress]:
        """Give each report as it comes, until the run is over."""
        while not self.is_over:
            self._connection.poll(None)
            yield from self.poll()

    def stop(self) -> None:
        """Ask the run to end with the best so far, which is still to be polled."""
        if not self.is_over:
            # A stop before the problem has gone through would be read as the problem.
            self._sender.join()
            try:
                self._connection.send("stop")
            except OSError:
                return

    def cancel(self) -> None:
        """End the run at once and keep nothing."""
        self.proposal = None
        self._end()

    def _send_problem(self, problem: Problem, limits: Limits) -> None:
        try:
            self._connection.send((problem, limits))
        except OSError:
            return

    def _take(self, progress: Progress) -> Progress:
        self.progress = progress
        if progress.proposal is not None:
            self.proposal = progress.proposal
        if progress.done:
            self._end()
        return progress

    def _how_it_ended(self) -> str:
        self._process.join(KILL_SECONDS)
        return f"Scheduling ended unexpectedly (code {self._process.exitcode})."

    def _fail(self, text: str, details: str = "") -> None:
        self._end()
        raise SchedulingError(text, details)

    def _end(self) -> None:
        self.is_over = True
        if self._process.is_alive() and not (self.progress and self.progress.done):
            self._process.kill()
        self._process.join(KILL_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._sender.join()
        self._connection.close()


def work(connection: Connection) -> None:
    """Do one run at the other end of a pipe: the problem comes in, progress goes out."""
    # Rows by the ten thousand, hardly any of which is ever in a cycle: looking for them takes long.
    gc.set_threshold(100_000, 20, 20)
    try:
        problem, limits = connection.recv()
        clock = Clock(limits)
        # The solver holds this thread for seconds at a time; only another one can hear of Stop.
        threading.Thread(target=_listen, args=(connection, clock), daemon=True).start()
        solve(problem, limits, connection.send, clock)
    # The window is gone: nobody is left to be told.
    except (EOFError, BrokenPipeError):
        return
    except Exception as error:
        connection.send((f"Scheduling failed: {error}", traceback.format_exc()))


def _listen(connection: Connection, clock: Clock) -> None:
    """Halt the clock when the other side asks, or is gone."""
    with contextlib.suppress(EOFError, OSError):
        connection.recv()
    # Also when nothing came but the end of the pipe: a run must not outlive its window.
    clock.halt()
