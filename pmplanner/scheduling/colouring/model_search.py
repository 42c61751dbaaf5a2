"""The colouring model at work in a thread, so that schedules are shown and searched beside it."""

import queue
import threading

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.colouring.graph import Graph, Start

News = tuple[list[int] | None, int]
"""A better colouring of the members, if there is one, and the days that it takes at least."""


class ModelSearch:
    """Asks the model for the fewest days and gives what it finds as it comes."""

    def __init__(self, graph: Graph, start: Start, clock: Clock) -> None:
        self.start = start
        self._graph = graph
        self._clock = clock
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._error: BaseException | None = None
        # The solver holds its thread to the end: another one shows and sends a schedule meanwhile.
        self._thread = threading.Thread(target=self._search, daemon=True)
        self._thread.start()

    def is_at_work(self) -> bool:
        """Tell whether the model may still find something."""
        return self._thread.is_alive()

    def has_news(self) -> bool:
        """Tell whether something was found, or nothing more is to come."""
        return not self._news.empty() or not self.is_at_work()

    def news(self) -> list[News]:
        """Give what was found since the last time."""
        found: list[News] = []
        while not self._news.empty():
            found.append(self._news.get())
        return found

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the model is done, or so many seconds. Raises what went wrong in it."""
        self._thread.join(seconds)
        if self._error is not None:
            raise self._error

    def end(self) -> None:
        """Let the model end now."""
        while self.is_at_work():
            # Again and again: a solver that has not begun yet does not hear it.
            self._clock.interrupt()
            self.wait(0.05)
        self.wait()

    def _search(self) -> None:
        from pmplanner.scheduling.colouring.colouring_model import fewest_days_by_model

        try:
            fewest_days_by_model(self._graph, self.start, self._clock, self._hear)
        except BaseException as error:
            self._error = error

    def _hear(self, colours: list[int] | None, fewest: int) -> None:
        self._news.put((colours, fewest))
