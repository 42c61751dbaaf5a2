"""Large neighbourhood search: solve one part of the incumbent after another, and keep what is no worse."""

from dataclasses import dataclass

from pmplanner.scheduling.construct.closing import close_surplus
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.cp_sat.part_search import Outcome, solve_part, solve_seating
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.search import neighbourhoods
from pmplanner.scheduling.search.tightening import ends_by

# Sizes adapt to what is solved to its end in so long, instead of being fixed for some machine.
SOLVE_SECONDS = 2.0
"""What a part should take to be solved to the end, at first."""

MOST_SECONDS = 10.0
"""What it may take when all goals have had their go several times."""

EARLIER_PATIENCE = 2
"""How much longer than the last goal each one before it may go without gain."""

MODELLED = ("seats", "sessions", "cost", "change", "finish", "fairness")
"""Goals that models can see."""


@dataclass(slots=True)
class Kind:
    """One kind of neighbourhood with its size, which adapts to what can be solved in time."""

    name: str
    size: float
    least: int
    most: int

    def adapt(self, outcome: Outcome, share: float) -> None:
        """Grow after a quick success, shrink after one that ran out of time; *share* is what it took."""
        if not outcome.is_optimal or share > 1.5:
            # Faster down than up, so that a size that is too large does not use up the time.
            self.size = max(self.least, self.size * 0.7)
        elif share < 0.5:
            self.size = min(self.most, self.size * 1.25)


# Shaw 1998, https://doi.org/10.1007/3-540-49481-2_30
class LargeSearch:
    """The search over one run; each goal in turn has a go as long as it gains."""

    def __init__(self, run: Run, until: float) -> None:
        self.run = run
        self.seconds = SOLVE_SECONDS
        self.until = until
        """The second of the run at which the search ends."""
        self.ejection = Ejection(run.state, run.chance, run.bounds.hopeless)
        """Remembers from one time to the next what stands in the way."""
        self.kinds = {
            # First size, smallest, largest: picks, sessions, people, steps of ejection.
            "courses": Kind("courses", 120, 20, 1500),
            "retime": Kind("retime", 40, 8, 250),
            "people": Kind("people", 150, 20, 3000),
            "ejection": Kind("ejection", 1_000, 300, 20_000),
        }

    def search(self) -> None:
        """Search until the time is over or nothing is left to gain."""
        run = self.run
        # A share of the run, so that a short one has its turns for every goal, too.
        patience = max(1.0, run.clock.limits.seconds * 0.08)
        # Less than that is too little for any model to be built.
        while self._left() > 0.05 and not run.is_done():
            at, has_tried = run.proved(), False
            while at < len(run.problem.goals) and self._left() > 0.05:
                if run.problem.goals[at] in MODELLED and not self._is_at_floor(at):
                    is_last = at + 1 == len(run.problem.goals)
                    self._gain(at, patience if is_last else EARLIER_PATIENCE * patience)
                    has_tried = True
                at += 1
            # Every goal has had its go: from here on each may take longer, and parts may be larger.
            patience *= 1.5
            self.seconds = min(MOST_SECONDS, self.seconds * 1.5)
            if not has_tried:
                return

    def _left(self) -> float:
        return min(self.run.clock.left(), self.until - self.run.clock.elapsed())

    def _is_at_floor(self, at: int) -> bool:
        return self.run.value[at] <= self.run.floor(self.run.problem.goals[at])

    def _gain(self, at: int, patience: float) -> None:
        """Work for one goal until it has not become better for a while."""
        run = self.run
        run.go_back()
        since = run.clock.elapsed()
        while self._left() > 0.05 and run.clock.elapsed() - since < patience:
            if self._is_at_floor(at):
                return
            before = run.value[: at + 1]
            self.step(at)
            if run.value[: at + 1] < before:
                since = run.clock.elapsed()

    def step(self, at: int) -> None:
        """Solve one part for the goals up to the one at a position, and keep the answer if no worse."""
        run = self.run
        goal, goals = run.problem.goals[at], run.problem.goals[: at + 1]
        kind = self._choose(goal)
        seconds = min(self.seconds, self._left())
        mark, began = len(run.state.trail), run.clock.elapsed()
        if kind.name == "ejection":
            outcome = self._eject(goal, round(kind.size))
        elif kind.name == "people":
            outcome = solve_seating(run, neighbourhoods.people(run, goal, round(kind.size)), goals, seconds)
        else:
            make = neighbourhoods.retime if kind.name == "retime" else neighbourhoods.courses
            part = make(run, goal, round(kind.size))
            outcome = solve_part(run, part, goals, seconds, compact=goal == "finish")
        # Counts as a step in repeatable runs: otherwise outcomes without any effort would never end the time.
        run.clock.stop()
        kind.adapt(outcome, (run.clock.elapsed() - began) / self.seconds)
        if outcome.is_applied:
            run.settle(kind.name, at + 1, mark)

    def _eject(self, goal: str, steps: int) -> Outcome:
        """Seat more, close sessions or end earlier by ejection: no neighbourhood, but quick."""
        run, stop = self.run, self.run.clock.until(self.seconds)
        if goal == "seats":
            self.ejection.run(steps, stop)
        elif goal == "finish":
            ends_by(run, run.value_of("finish") - 1, steps, stop)
        else:
            close_surplus(run.state, run.bounds.sessions, run.chance, stop, steps=steps)
        return Outcome(True, True)

    def _choose(self, goal: str) -> Kind:
        if goal == "seats":
            # Tried with 3,000 people: sessions that move with their people took 181 unseated to none, by far
            # the most.
            weights = {"courses": 10, "retime": 75, "people": 15, "ejection": 50}
        elif goal == "sessions":
            weights = {"courses": 40, "retime": 10, "people": 25, "ejection": 25}
        elif goal in ("finish", "change"):
            # Ejection takes away the last day quickest, but moves people about, which counts where they sat
            # already.
            weights = {"courses": 15, "retime": 15, "ejection": 0 if self.run.tables.former else 70}
        else:
            weights = {"courses": 40, "retime": 35, "people": 25}
        name = self.run.chance.choices(list(weights), list(weights.values()))[0]
        return self.kinds[name]
