"""The stage for problems that are colourings: the fewest days, proved where it can be."""

from collections.abc import Callable
from dataclasses import replace

from pmplanner.scheduling.colouring.graph import (
    Graph,
    Start,
    colour_by_saturation,
    core,
    extend,
    largest_clique,
    recognise,
    tabu_runs_beside,
)
from pmplanner.scheduling.colouring.model_search import ModelSearch
from pmplanner.scheduling.colouring.tabu_colouring import colour_by_tabu
from pmplanner.scheduling.run import Run

# Any clique gives a floor: what it takes beyond this is missed by what takes days off.
CLIQUE_SECONDS = 2.0

POLL_SECONDS = 0.02

TABU_SECONDS = 0.3
"""How long tabu search alone may be without success before the model is built."""


def colour(run: Run) -> None:
    """Place one-day courses without trainers, rooms and limits; leave other problems alone."""
    # There is no second door for examinations: whatever has their structure is recognised here.
    graph = recognise(run.tables, run.bounds.hopeless)
    if graph is None:
        return
    colours = colour_by_saturation(graph)
    if min(colours, default=-1) < 0:
        return
    _offer(run, graph, colours)
    # The schedule of the stage stands, but nothing may be proved by it.
    if not _counts_sessions_first(run.problem.goals):
        # More sessions of a course may then end earlier, which colouring cannot see.
        return
    clique = largest_clique(graph, run.clock.until(CLIQUE_SECONDS))
    _raise_floor(run, len(clique) - 1)
    _FewerDays(run, graph, colours, clique).search()


def _counts_sessions_first(goals: tuple[str, ...]) -> bool:
    return {"sessions", "finish"} <= set(goals) and goals.index("sessions") < goals.index("finish")


class _FewerDays:
    """Closes in from both sides until it is proved or the time is over."""

    def __init__(self, run: Run, graph: Graph, colours: list[int], clique: list[int]) -> None:
        self.run = run
        self.graph = graph
        self.colours = colours
        self.clique = clique
        self.tries = 0

    def search(self) -> None:
        """Begin with tabu search, go on with the model and tabu search side by side."""
        clock = self.run.clock
        stop = clock.until(TABU_SECONDS)
        while not self._is_over() and self._by_tabu(stop):
            # A day less makes the model smaller, too.
            pass
        if self._is_over():
            return
        fewest = self.run.floors.last_day + 1
        model = ModelSearch(
            self.graph, Start(core(self.graph, fewest), self.colours, self.clique, fewest), clock
        )
        while not model.has_news() and not self._is_over():
            model.wait(POLL_SECONDS)
        while model.is_at_work() and not self._is_over():
            self._hear(model)
            if tabu_runs_beside(clock.limits):
                self._by_tabu(lambda: clock.stop() or model.has_news())
            else:
                # Stopped from here, the solver would count differently each time.
                model.wait(None if clock.limits.repeatable else POLL_SECONDS)
        model.end()
        self._hear(model)
        # Where the model would have been too large; otherwise it has proved it, or there is no time.
        while not self._is_over():
            self._by_tabu(clock.stop)

    def _is_over(self) -> bool:
        return max(self.colours) <= self.run.floors.last_day or self.run.clock.left() <= 0

    def _by_tabu(self, stop: Callable[[], bool]) -> bool:
        days = max(self.colours)
        # Another seed each time: what it was stopped in is not gone through again.
        seed = self.run.clock.limits.seed + self.tries
        self.tries += 1
        found = colour_by_tabu(self.graph, core(self.graph, days), days, self.colours, seed, stop)
        if found is not None:
            self._take(extend(self.graph, found, days))
        return found is not None

    def _hear(self, model: ModelSearch) -> None:
        for found, fewest in model.news():
            if found is not None:
                self._take(extend(self.graph, found, model.start.fewest))
            _raise_floor(self.run, fewest - 1)

    def _take(self, colours: list[int]) -> None:
        if max(colours) < max(self.colours):
            self.colours = colours
            _offer(self.run, self.graph, colours)


def _raise_floor(run: Run, last_day: int) -> None:
    if last_day > run.floors.last_day:
        run.floors = replace(run.floors, last_day=last_day)
        run.tell("days")


def _offer(run: Run, graph: Graph, colours: list[int]) -> None:
    run.state.clear()
    for at, day in enumerate(colours):
        facts = run.tables.courses[graph.courses[at]]
        session = run.state.open_session(graph.courses[at], 1 << day, None, None)
        for pick in facts.picks:
            if pick not in run.bounds.hopeless:
                run.state.seat(pick, session)
    run.offer("days")
