"""The stage for problems that are colourings: the fewest days, proved where it can be."""

from dataclasses import replace

from pmplanner.scheduling.graph import (
    Graph,
    colour_by_saturation,
    core,
    extend,
    largest_clique,
    recognise,
)
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.tabu_colouring import colour_by_tabu

CLIQUE_SECONDS = 2.0


def colour(run: Run) -> None:
    """Place one-day courses without trainers, rooms and limits; leave other problems alone."""
    graph = recognise(run.tables, run.bounds.hopeless)
    if graph is None:
        return
    colours = colour_by_saturation(graph)
    if min(colours, default=-1) < 0:
        return
    _offer(run, graph, colours)
    if not _counts_sessions_first(run.problem.goals):
        # More sessions of a course may then end earlier, which colouring cannot see.
        return
    clique = largest_clique(graph, run.clock.until(CLIQUE_SECONDS))
    _raise_floor(run, len(clique) - 1)
    _fewer_days(run, graph, colours, clique)


def _counts_sessions_first(goals: tuple[str, ...]) -> bool:
    return {"sessions", "finish"} <= set(goals) and goals.index("sessions") < goals.index("finish")


def _fewer_days(run: Run, graph: Graph, colours: list[int], clique: list[int]) -> None:
    """Go down one day at a time until it is proved or the time is over."""
    from pmplanner.scheduling.colouring_model import colour_by_model

    seconds = 0.2
    while run.value_of("finish") > run.floors.last_day and run.clock.left() > 0:
        days = max(colours)
        members = core(graph, days)
        found = colour_by_tabu(graph, members, days, colours, run.clock.limits.seed, run.clock.until(seconds))
        if found is None:
            answer = colour_by_model(graph, members, days, clique, colours, run.clock, 10 * seconds)
            if answer.is_impossible:
                _raise_floor(run, days)
                return
            found = answer.colours
        if found is None:
            seconds *= 2
            continue
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
