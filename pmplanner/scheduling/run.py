"""One run of the pipeline: the schedule at work, the best so far, and what is known about it."""

import random
import time
from collections.abc import Callable

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct.minimums import hold_minimums
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.model.problem import Floors, Problem, Progress, Proposal
from pmplanner.scheduling.model.session import Frozen
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.lower_bounds import find_bounds
from pmplanner.scheduling.state.score import Score
from pmplanner.scheduling.state.state import State, proposal_of

Report = Callable[[Progress], None]

MOST_TRAIL = 200_000
"""Changes that are kept to be taken back; an incumbent from which more were made is put back as a whole."""

MOST_OF_TIME, QUICK_SECONDS = 10, 0.02
"""Reports of whole proposals take one part in so many of the time, unless they are so quick."""


class Reporting:
    """When to report a whole proposal: to make and send one of thousands of sessions takes long."""

    def __init__(self) -> None:
        self._next = 0.0
        self._began = 0.0
        self._is_waiting = False

    def is_due(self, *, is_better: bool, done: bool) -> bool:
        """Tell whether to report the incumbent now, where it is better than what was reported."""
        self._began = time.perf_counter()
        self._is_waiting = self._is_waiting or is_better
        return self._is_waiting and (done or self._began >= self._next)

    def report(self, report: Report, progress: Progress) -> None:
        """Report, and note how long it took."""
        report(progress)
        if progress.proposal is not None:
            now = time.perf_counter()
            taken = now - self._began
            self._is_waiting, self._next = False, now + MOST_OF_TIME * taken * (taken > QUICK_SECONDS)


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
        self.score = Score(self.state)
        self.best: Frozen = ()
        self.value: tuple[int, ...] = ()
        self.current: tuple[int, ...] = ()
        """The value of the state, where a search lets it differ from the incumbent's."""
        self.proved_goals = 0
        """How many of the first goals a model proved to be at their best."""
        self._proposal: Proposal | None = None
        self._figures = (0, 0, -1)
        self._epoch = -1
        self._reporting = Reporting()

    @property
    def proposal(self) -> Proposal:
        """The incumbent in the caller's keys, made when it is asked for."""
        if self._proposal is None:
            self._proposal = proposal_of(self.tables, self.best) if self.value else Proposal()
        return self._proposal

    @proposal.setter
    def proposal(self, proposal: Proposal) -> None:
        self._proposal = proposal
        last = max((session.days[-1] for session in proposal.sessions), default=-1)
        self._figures = (
            sum(len(session.seated) for session in proposal.sessions),
            len(proposal.sessions),
            last,
        )

    def offer(self, stage: str) -> bool:
        """Take the state as the incumbent if it is better, and report it; tell whether it was."""
        if self.problem.hold_minimum:
            hold_minimums(self.state)
        value = self.score.value()
        if self.value and value >= self.value:
            return False
        self._take_state(value)
        self.tell(stage, is_better=True)
        return True

    def settle(self, stage: str, goals: int, mark: int) -> bool:
        """Keep what was done since *mark* if the first *goals* goals are no worse; tell whether it was."""
        if self.problem.hold_minimum:
            hold_minimums(self.state)
        value = self.score.value()
        if value[:goals] > self.current[:goals]:
            self.state.roll_back(mark)
            return False
        self.current = value
        if value < self.value:
            self._take_state(value)
            self.tell(stage, is_better=True)
        elif len(self.state.trail) > MOST_TRAIL:
            self.state.forget()
        return True

    def go_back(self) -> None:
        """Put the state back to the incumbent."""
        # To take back what was done since is mostly little; to put everything in its place anew never is.
        if self._epoch == self.state.epoch:
            self.state.roll_back()
        else:
            self.state.restore(self.best)
        self.current = self.value
        self.state.forget()
        self._epoch = self.state.epoch

    def _take_state(self, value: tuple[int, ...]) -> None:
        self.best, self.value, self.current, self._proposal = self.state.freeze(), value, value, None
        self._figures = (self.score.seated(), self.score.sessions(), self.score.last_day())
        self.state.forget()
        self._epoch = self.state.epoch

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

    def tell(
        self, stage: str, proposal: Proposal | None = None, *, is_better: bool = False, done: bool = False
    ) -> None:
        """Report where the run stands, with a proposal that is another, or with a better incumbent.

        Of a large incumbent only every now and then; the last one comes in any case.
        """
        if proposal is None and self._reporting.is_due(is_better=is_better, done=done):
            proposal = self.proposal
        self._reporting.report(
            self.report,
            Progress(
                stage,
                self.clock.elapsed(),
                proposal,
                self.value,
                *self._figures,
                self.floors,
                self.proved(),
                done,
            ),
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
