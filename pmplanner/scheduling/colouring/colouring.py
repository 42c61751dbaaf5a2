"""The stage for problems that are colourings: the fewest days, proved where it can be."""

from dataclasses import replace

from pmplanner.scheduling.colouring.graph import (
    Graph,
    colour_by_saturation,
    core,
    extend,
    largest_clique,
    recognise,
)
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
    """Close in from both sides until it is proved or the time is over.

    Often as few days as the floor are enough: the model is asked for that first.
    """
    seconds = 0.2
    # Often the floor itself can be reached: the model is asked for that before it is asked for one day less.
    while run.value_of("finish") > run.floors.last_day and run.clock.left() > 0:
        fewest, fewer = run.floors.last_day + 1, max(colours)
        found = _by_tabu(run, graph, colours, fewer, seconds)
        if found is None:
            found = _by_model(run, graph, colours, clique, fewest, 10 * seconds)
        if found is None and fewer > run.floors.last_day + 1:
            found = _by_model(run, graph, colours, clique, fewer, 5 * seconds)
        if found is None:
            # Neither found nor proved: both sides get longer, so that the whole time is used.
            seconds *= 1.5
        else:
            colours = found
            _offer(run, graph, colours)


def _by_tabu(run: Run, graph: Graph, colours: list[int], days: int, seconds: float) -> list[int] | None:
    limits = run.clock.limits
    found = colour_by_tabu(graph, core(graph, days), days, colours, limits.seed, run.clock.until(seconds))
    return None if found is None else extend(graph, found, days)


def _by_model(
    run: Run, graph: Graph, colours: list[int], clique: list[int], days: int, seconds: float
) -> list[int] | None:
    """Colour by the model; raise the floor when it proves that nobody can."""
    from pmplanner.scheduling.colouring.colouring_model import colour_by_model

    members = core(graph, days)
    answer = colour_by_model(graph, members, days, clique, colours, run.clock, seconds)
    if answer.is_impossible:
        _raise_floor(run, days)
    return None if answer.colours is None else extend(graph, answer.colours, days)


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
