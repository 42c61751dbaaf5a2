"""The stage for problems that are colourings: the fewest days, proved where it can be."""

from dataclasses import replace

from pmplanner.scheduling.colouring.graph import (
    Graph,
    Start,
    colour_by_saturation,
    core,
    extend,
    largest_clique,
    recognise,
)
from pmplanner.scheduling.colouring.model_search import ModelSearch
from pmplanner.scheduling.colouring.tabu_colouring import colour_by_tabu
from pmplanner.scheduling.run import Run

# Any clique gives a floor: what it takes beyond this is missed by what takes days off.
CLIQUE_SECONDS = 2.0


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
    _fewer_days(run, graph, colours, clique)


def _counts_sessions_first(goals: tuple[str, ...]) -> bool:
    return {"sessions", "finish"} <= set(goals) and goals.index("sessions") < goals.index("finish")


def _fewer_days(run: Run, graph: Graph, colours: list[int], clique: list[int]) -> None:
    """Close in from both sides until it is proved or the time is over."""
    if max(colours) <= run.floors.last_day:
        return
    start = Start(core(graph, run.floors.last_day + 1), colours, clique, run.floors.last_day + 1)
    for found, fewest in ModelSearch(graph, start, run.clock, run.clock.left()):
        if found is not None:
            colours = extend(graph, found, start.fewest)
            _offer(run, graph, colours)
        _raise_floor(run, fewest - 1)
    # Where the model would have been too large; otherwise nothing is left to be found, or no time.
    while (days := max(colours)) > run.floors.last_day and run.clock.left() > 0:
        members = core(graph, days)
        found = colour_by_tabu(graph, members, days, colours, run.clock.limits.seed, run.clock.stop)
        if found is not None:
            colours = extend(graph, found, days)
            _offer(run, graph, colours)


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
