"""The colouring model at work beside everything else: in a thread, except where runs must be repeatable."""

import queue
import threading
from collections.abc import Iterator

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.colouring.graph import Graph, Start

News = tuple[list[int] | None, int]
"""A better colouring of the members, if there is one, and the days that it takes at least."""


class ModelSearch:
    """Asks the model for the fewest days and gives what it finds as it comes."""

    def __init__(self, graph: Graph, start: Start, clock: Clock, seconds: float) -> None:
        self._graph = graph
        self._start = start
        self._clock = clock
        self._seconds = seconds
        self._news: queue.SimpleQueue[News | None] = queue.SimpleQueue()
        self._error: BaseException | None = None

    def __iter__(self) -> Iterator[News]:
        """Give each piece of news, until the model is done or the clock has stopped it."""
        # The solver holds its thread to the end: a schedule is shown, and sent, from another one meanwhile.
        thread = threading.Thread(target=self._search, daemon=True)
        thread.start()
        if self._clock.limits.repeatable:
            thread.join()
        while (news := self._news.get()) is not None:
            yield news
        thread.join()
        if self._error is not None:
            raise self._error

    def _search(self) -> None:
        from pmplanner.scheduling.colouring.colouring_model import fewest_days_by_model

        try:
            fewest_days_by_model(self._graph, self._start, self._clock, self._seconds, self._hear)
        except BaseException as error:
            self._error = error
        self._news.put(None)

    def _hear(self, colours: list[int] | None, fewest: int) -> None:
        self._news.put((colours, fewest))
