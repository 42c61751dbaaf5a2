"""PyJobShop (PyPI ``pyjobshop``): shop scheduling on OR-Tools, given our groups.

PyJobShop forms no groups, so it gets those of our proposal; days, trainers and rooms it finds itself.

- A group is one task, as long as its course; its modes are the trainers who can teach it, times
  the kinds of rooms that hold it. Trainers and people are *machines* and leave is their *breaks*; people
  who are alike, or whose groups and leave are all among somebody else's, are one machine.
- Rooms of the same kind are one *renewable* of their number, named afterwards.
- In the first half of the time all groups have to be placed: at 300 people that found a place for all in
  40 seconds, where optional groups were a tenth short. What is found starts the second half; when nothing
  is, the groups are optional there.
- There is no objective for optional tasks: beside each stands a task of one unit that is chosen when the
  group is left out, alone in a job that is then tardy. Tardy jobs count by their people and before the
  makespan, which is the last day. A prerequisite is *end before start*, and chosen when the other is.
- Seconds are read from the log of OR-Tools: when it had its best.
"""

import os
import re
import tempfile
from collections import defaultdict
from itertools import product
from typing import Any

from pmplanner.scheduling.model.problem import PlannedSession, Problem, Proposal
from tests.benchmarks.rivals.common import (
    Found,
    Group,
    Refused,
    Stopwatch,
    aside,
    crowds_of,
    groups_of,
)

WORKERS = 2
BETTER = re.compile(r"^#\d+\s+([\d.]+)s", re.MULTILINE)


def run(problem: Problem, ours: Proposal, seconds: float) -> Found:
    """Place our groups with PyJobShop; raises Refused when it is missing or finds nothing."""
    return aside(solve, problem, ours, seconds)


def solve(problem: Problem, ours: Proposal, seconds: float) -> tuple[list[PlannedSession], float, str]:
    """Build the model and solve it in this process."""
    watch = Stopwatch(seconds)
    groups = groups_of(problem, ours)
    shop = Shop(problem, groups)
    loaded = watch.spent()
    result, best = _search(shop, seconds / 2)
    reached = loaded + best
    if result.status.value != "Optimal":
        found = bool(result.best.tasks)
        shop = shop if found else Shop(problem, groups, is_optional=True)
        again = watch.spent()
        second, best = _search(shop, seconds / 2, result.best if found else None)
        if not found or second.objective < result.objective:
            result, reached = second, again + best
    if not result.best.tasks:
        raise Refused(f"nothing within the limit ({result.status.value})")
    note = "proved" if result.status.value == "Optimal" else "stopped at the limit"
    return shop.sessions(result.best.tasks), reached, note


def _search(shop: "Shop", seconds: float, start: Any = None) -> tuple[Any, float]:  # noqa: ANN401
    """Solve; gives the result, and the seconds until it was there as the log of OR-Tools tells them."""
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 1)
        result = shop.model.solve(
            time_limit=seconds, display=True, num_workers=WORKERS, initial_solution=start
        )
        log.seek(0)
        times = BETTER.findall(log.read().decode(errors="replace"))
    return result, float(times[-1]) if times else result.runtime


def spans(days: tuple[int, ...]) -> list[tuple[int, int]]:
    """Put neighbouring days together, as (first, one after the last)."""
    found: list[tuple[int, int]] = []
    for day in sorted(set(days)):
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + 1)
        else:
            found.append((day, day + 1))
    return found


def kinds_of_rooms(problem: Problem, groups: tuple[Group, ...]) -> dict[int, tuple[int, ...]]:
    """Put rooms together that no group tells apart; gives the rooms of each kind by the first of them."""
    users: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        for key in group.rooms or ():
            users[key].append(at)
    kinds: dict[tuple[object, object], list[int]] = defaultdict(list)
    for room in problem.rooms:
        kinds[tuple(users[room.key]), room.unavailable].append(room.key)
    return {keys[0]: tuple(keys) for keys in kinds.values()}


class Shop:
    """The model of a problem, and the way back."""

    def __init__(self, problem: Problem, groups: tuple[Group, ...], is_optional: bool = False) -> None:
        from pyjobshop import Model

        self.problem, self.groups, self.model = problem, groups, Model()
        self.is_optional = is_optional
        self.trainers = {row.key: self.model.add_machine(spans(row.unavailable)) for row in problem.trainers}
        self.kinds = kinds_of_rooms(problem, groups)
        away = {room.key: room.unavailable for room in problem.rooms}
        self.rooms = {
            key: self.model.add_renewable(len(keys), spans(away[key])) for key, keys in self.kinds.items()
        }
        self.ways: list[tuple[int | None, int | None]] = []
        """Trainer and kind of room of each mode."""
        self._add_tasks(self._people())

    def _people(self) -> list[list[Any]]:
        people: list[list[Any]] = [[] for _ in self.groups]
        for crowd in crowds_of(self.problem, self.groups):
            machine = self.model.add_machine(spans(crowd.unavailable))
            for group in crowd.groups:
                people[group].append(machine)
        return people

    def _add_tasks(self, people: list[list[Any]]) -> None:
        model, days = self.model, len(self.problem.days)
        tasks = []
        for group, machines in zip(self.groups, people, strict=True):
            starts = group.starts or (0,)
            task = model.add_task(
                earliest_start=min(starts),
                latest_start=max(starts),
                latest_end=days,
                optional=self.is_optional,
            )
            tasks.append(task)
            self._add_modes(task, group, machines)
        for task, group in zip(tasks, self.groups, strict=True):
            for before in group.after:
                model.add_end_before_start(tasks[before], task)
        if self.is_optional:
            self._add_tasks_instead(tasks)

    def _add_tasks_instead(self, tasks: list[Any]) -> None:
        model, weights = self.model, {pick.key: pick.importance for pick in self.problem.picks}
        for task, group in zip(tasks, self.groups, strict=True):
            job = model.add_job(weight=sum(weights[key] for key in group.picks), due_date=0)
            instead = model.add_task(job, latest_end=1, optional=True)
            model.add_mode(instead, [], 1)
            model.add_select_exactly_one([task, instead])
            for before in group.after:
                model.add_select_at_least_one([tasks[before]], condition_task=task)
        model.set_objective(weight_makespan=1, weight_tardy_jobs=len(self.problem.days) + 1)

    def _add_modes(self, task: Any, group: Group, machines: list[Any]) -> None:  # noqa: ANN401
        trainers = group.course.trainers or (None,)
        kinds = [None] if group.rooms is None else [key for key in group.rooms if key in self.rooms]
        for trainer, room in product(trainers, kinds):
            resources = list(machines)
            if trainer is not None:
                resources.append(self.trainers[trainer])
            if room is not None:
                resources.append(self.rooms[room])
            demands = [0] * len(resources)
            if room is not None:
                demands[-1] = 1
            self.model.add_mode(task, resources, group.course.days, demands)
            self.ways.append((trainer, room))

    def sessions(self, tasks: list[Any]) -> list[PlannedSession]:
        """Take the sessions of an answer, with rooms named in the order of their days."""
        free = {key: dict.fromkeys(keys, -1) for key, keys in self.kinds.items()}
        found = []
        # The tasks instead come after those of the groups.
        placed = [(task, group) for task, group in zip(tasks, self.groups, strict=False) if task.present]
        for task, group in sorted(placed, key=lambda pair: pair[0].start):
            trainer, kind = self.ways[task.mode]
            room = None
            if kind is not None:
                room = min(free[kind], key=lambda key: free[kind][key])
                free[kind][room] = task.end - 1
            days = tuple(range(task.start, task.end))
            found.append(PlannedSession(None, group.course.key, days, trainer, room, group.picks))
        return found
