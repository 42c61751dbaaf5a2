"""The slots of an interval model: when each starts, whether it takes place, and what takes its days.

What people, trainers and rooms ask of slots stands on this; none of them knows of the others.
"""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from pmplanner.scheduling.cp_sat.slots import Part, steps_of, window_of
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.state.state import State


class SlotModel:
    """The variables of slots for one part of a schedule, of which the part has been lifted."""

    def __init__(self, state: State, part: Part) -> None:
        self.state = state
        self.part = part
        self.free = part.free()
        self.model = cp_model.CpModel()
        self.always = self.model.new_constant(1)
        self._days: dict[int, int] = {}
        """The days that each variable of a day was made for."""
        self.is_impossible = False
        """Whether a slot that is needed has no day left, so that there is nothing to solve."""
        self.starts: list[cp_model.IntVar] = []
        self.used: list[cp_model.IntVar] = []
        self.intervals: list[cp_model.IntervalVar] = []
        self.slot_of: dict[int, int] = {}
        """The slot of each pick that stays with one."""
        for at in range(len(part.slots)):
            self._add_slot(at)

    def length(self, course: int) -> int:
        """Give the days of a course."""
        return self.state.tables.courses[course].length

    def day_variable(self, days: int) -> cp_model.IntVar:
        """Make a variable for a day out of a set."""
        domain = cp_model.Domain.from_values(list(bits.each_day(days)))
        variable = self.model.new_int_var_from_domain(domain, "")
        self._days[variable.index] = days
        return variable

    def fixed_interval(self, first: int, length: int) -> cp_model.IntervalVar:
        """Make an interval for days that something else takes."""
        return self.model.new_fixed_size_interval_var(first, length, "")

    def add_cumulative(
        self, intervals: list[cp_model.IntervalVar], demands: list[int], left: list[int]
    ) -> None:
        """Demand that what runs on a day is never more than what is left of it."""
        most = max(0, *left)
        taken = steps_of_rest(left, most)
        self.model.add_cumulative(
            [*intervals, *(self.fixed_interval(first, length) for first, length, _ in taken)],
            [*demands, *(level for _, _, level in taken)],
            most,
        )

    def _add_slot(self, at: int) -> None:
        slot = self.part.slots[at]
        days = slot.starts
        for pick in slot.members:
            days &= window_of(self.state, pick, self.free)
            self.slot_of[pick] = at
        if not days:
            self.is_impossible = self.is_impossible or slot.is_needed
            days = 1
            used = self.model.new_constant(0)
        else:
            used = self.always if slot.is_needed else self.model.new_bool_var("")
        start, length = self.day_variable(days), self.length(slot.course)
        self.starts.append(start)
        self.used.append(used)
        self.intervals.append(self.model.new_optional_fixed_size_interval_var(start, length, used, ""))


def steps_of_rest(left: Iterable[int], most: int) -> list[tuple[int, int, int]]:
    """Give (first day, days, level) of what is taken when *most* would be there on every day."""
    return steps_of(most - max(0, each) for each in left)
