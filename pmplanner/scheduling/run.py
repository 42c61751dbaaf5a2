"""One run of the pipeline: the schedule at work, the best so far, and what is known about it."""

import random
from collections.abc import Callable

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct.minimums import hold_minimums
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.model.problem import Floors, Problem, Progress, Proposal
from pmplanner.scheduling.model.session import Frozen
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.lower_bounds import find_bounds
from pmplanner.scheduling.state.state import State

Report = Callable[[Progress], None]


class Run:
    """What the stages work on. ``state`` may be anything valid; ``best`` is the incumbent."""

    def __init__(self, problem: Problem, clock: Clock, report: Report) -> None:
        self.problem = problem
        self.clock = clock
        self.report = report
        # One source of chance for all stages: the same seed gives the same run.
        self.chance = random.Random(clock.limits.seed)
        self.tables = Tables(problem)
        self.bounds = find_bounds(self.tables)
        self.floors: Floors = self.bounds.floors
        self.state = State(self.tables)
        self.best: Frozen = ()
        self.value: tuple[int, ...] = ()
        self.current: tuple[int, ...] = ()
        """The value of the state, where a search lets it differ from the incumbent's."""
        self.proposal = Proposal()
        self.proved_goals = 0
        """How many of the first goals a model proved to be at their best."""

    def offer(self, stage: str) -> bool:
        """Take the state as the incumbent if it is better, and report it; tell whether it was."""
        if self.problem.hold_minimum:
            hold_minimums(self.state)
        proposal = self.state.proposal()
        value = measure(self.problem, proposal)
        if self.value and value >= self.value:
            return False
        self.best, self.value, self.proposal = self.state.freeze(), value, proposal
        self.current = value
        self.state.trail.clear()
        self.tell(stage, proposal)
        return True

    def settle(self, stage: str, goals: int, mark: int) -> bool:
        """Keep what was done since *mark* if the first *goals* goals are no worse; tell whether it was."""
        if self.problem.hold_minimum:
            hold_minimums(self.state)
        proposal = self.state.proposal()
        value = measure(self.problem, proposal)
        if value[:goals] > self.current[:goals]:
            self.state.roll_back(mark)
            return False
        self.current = value
        self.state.trail.clear()
        if value < self.value:
            self.best, self.value, self.proposal = self.state.freeze(), value, proposal
            self.tell(stage, proposal)
        return True

    def go_back(self) -> None:
        """Put the state back to the incumbent."""
        self.state.restore(self.best)
        self.current = self.value
        self.state.trail.clear()

    def take(self, proposal: Proposal) -> None:
        """End with a schedule that is there already; nothing is proved by models."""
        self.proposal = proposal
        self.value = measure(self.problem, proposal)
        self.proved_goals = 0

    def loosen(self, problem: Problem, proposal: Proposal) -> None:
        """End with a proposal for another problem, in which fewer rules hold; nothing is proved by models."""
        self.problem, self.proposal = problem, proposal
        self.value = measure(problem, proposal)
        self.floors = find_bounds(Tables(problem)).floors
        self.proved_goals = 0

    def tell(self, stage: str, proposal: Proposal | None = None, *, done: bool = False) -> None:
        """Report where the run stands."""
        best = self.proposal
        last = max((session.days[-1] for session in best.sessions), default=-1)
        self.report(
            Progress(
                stage,
                self.clock.elapsed(),
                proposal,
                self.value,
                sum(len(session.seated) for session in best.sessions),
                len(best.sessions),
                last,
                self.floors,
                self.proved(),
                done,
            )
        )

    def proved(self) -> int:
        """Count the first goals that are at their best: at their floor, or proved by a model."""
        count = 0
        for at, goal in enumerate(self.problem.goals if self.value else ()):
            # The first one that is open ends the count: those after it depend on it.
            if at >= self.proved_goals and self.value[at] > self.floor(goal):
                break
            count += 1
        return count

    def floor(self, goal: str) -> int:
        """Give what a goal cannot go below."""
        floors = {
            "seats": self.floors.importance,
            "sessions": self.floors.sessions,
            "change": self.floors.change,
            "finish": self.floors.last_day,
            # Below anything that can be: no floor of costs is known, so that cost is never taken for proved.
            "cost": -1,
        }
        return floors.get(goal, 0)

    def value_of(self, goal: str) -> int:
        """Give what the incumbent reaches in a goal."""
        return self.value[self.problem.goals.index(goal)]

    def is_done(self) -> bool:
        """Tell whether nothing is left to gain."""
        return self.proved() == len(self.problem.goals)
