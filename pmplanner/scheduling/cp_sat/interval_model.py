"""The interval model: sessions and people placed together by CP-SAT.

A slot has a start variable and, where it may be left out, an optional interval; trainers and rooms take
part by optional intervals without overlap; a pick has a start of its own that a boolean per slot equates
with the slot's. What stays as it is takes its days away from the people, trainers and rooms.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ortools.sat.python import cp_model

from pmplanner.scheduling.cp_sat.model_resources import Resources
from pmplanner.scheduling.cp_sat.slot_model import SlotModel
from pmplanner.scheduling.cp_sat.slots import Part, window_of
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.state.state import State, may_join


# CP-SAT: Perron, Didier and Gay 2023, https://doi.org/10.4230/LIPIcs.CP.2023.3
class IntervalModel(SlotModel):
    """The variables and rules for one part of a schedule, of which the part has been lifted."""

    def __init__(self, state: State, part: Part) -> None:
        super().__init__(state, part)
        self._terms: dict[tuple[tuple[str, int | None], int, int], list[cp_model.LinearExprT]] = {}
        self.seats: dict[int, dict[int, cp_model.IntVar]] = {}
        """Per open pick, a boolean for each slot by its position."""
        self.pick_starts: dict[int, cp_model.IntVar] = {}
        self.seated: dict[int, cp_model.IntVar] = {}
        self.pick_intervals: dict[int, cp_model.IntervalVar] = {}
        if self.is_impossible:
            return
        self.resources = Resources(self)
        for pick in part.picks:
            self._add_pick(pick)
        self._limit_seats()
        self._order_slots()
        self._keep_people_apart()
        self._order_picks()
        self._limit_teams()
        self._limit_weeks()

    def is_at(self, start: cp_model.IntVar, days: int, enforced: Sequence[cp_model.LiteralT]) -> None:
        """Demand that a start is in a set of days whenever all the literals hold."""
        domain = cp_model.Domain.from_values(list(bits.each_day(days)))
        self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(*enforced)

    def place_of(self, pick: int) -> tuple[cp_model.IntVar, cp_model.IntVar] | None:
        """Give the start of a free pick and whether it is seated; None when it can be nowhere."""
        if pick in self.slot_of:
            return self.starts[self.slot_of[pick]], self.always
        if pick in self.pick_starts:
            return self.pick_starts[pick], self.seated[pick]
        return None

    # Variables

    def _add_pick(self, pick: int) -> None:
        days = window_of(self.state, pick, self.free)
        facts = self.state.tables.picks[pick]
        choices = [
            at
            for at, slot in enumerate(self.part.slots)
            if slot.course == facts.course
            and slot.starts & days
            and (slot.was is None or not slot.stands or may_join(slot.was, facts.person))
        ]
        # A later course stays seated outside of the part: without this the answer would be refused
        # afterwards.
        is_awaited = any(self.state.place[later] is not None for later in facts.behind)
        if not choices:
            self.is_impossible = self.is_impossible or is_awaited
            return
        # What stays seated elsewhere needs its prerequisite.
        start, seated = self.day_variable(days), self.always if is_awaited else self.model.new_bool_var("")
        self.pick_starts[pick], self.seated[pick] = start, seated
        self.seats[pick] = {at: self.model.new_bool_var("") for at in choices}
        self.model.add_exactly_one([*self.seats[pick].values(), ~seated])
        for at, literal in self.seats[pick].items():
            # One start a pick, equal to that of its slot, so that one interval a pick keeps people apart.
            # Booleans for every day instead had found nothing after 60 s at 300 people.
            self.model.add(start == self.starts[at]).only_enforce_if(literal)
            self.model.add_implication(literal, self.used[at])
        self.pick_intervals[pick] = self.model.new_optional_fixed_size_interval_var(
            start, self.length(facts.course), seated, ""
        )

    # Rules

    def _limit_seats(self) -> None:
        takers: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for choices in self.seats.values():
            for at, literal in choices.items():
                takers[at].append(literal)
        for at, slot in enumerate(self.part.slots):
            count = cp_model.LinearExpr.sum(takers[at]) + len(slot.members)
            # Rules that cannot be broken are left out: there are thousands of them.
            if len(takers[at]) + len(slot.members) > slot.capacity:
                self.model.add(count <= slot.capacity)
            if not slot.stands:
                # At least one: a session in which nobody sits is none.
                minimum = max(1, self.state.tables.minimum_of(slot.course, slot.own))
                self.model.add(count >= minimum).only_enforce_if(self.used[at])
            self.resources.limit_by_room(at, count, len(takers[at]) + len(slot.members))

    def _order_slots(self) -> None:
        """Put slots that are alike in order, so that they are not tried in every other order too."""
        alike: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for at, slot in enumerate(self.part.slots):
            if not slot.members and not (slot.was and (slot.stands or slot.was.key is not None)):
                alike[slot.course, slot.starts, slot.capacity].append(at)
        for group in alike.values():
            for first, later in pairwise(group):
                self.model.add_implication(self.used[later], self.used[first])
                # Without an order among slots that are alike, every schedule is found again in each of their
                # orders.
                self.model.add(self.starts[first] <= self.starts[later])

    def _keep_people_apart(self) -> None:
        groups: set[frozenset[int]] = set()
        people = self._picks_of_people()
        for person, picks in people.items():
            slots = frozenset(self.slot_of[pick] for pick in picks if pick in self.slot_of)
            own = [self.pick_intervals[pick] for pick in picks if pick in self.pick_intervals]
            teaching = [
                interval
                for trainer in self.state.tables.trainers_of[person]
                for interval in self.resources.teaching.get(trainer, ())
            ]
            own += teaching
            if own and len(slots) + len(own) > 1:
                self.model.add_no_overlap([*own, *(self.intervals[at] for at in sorted(slots))])
            elif len(slots) > 1:
                groups.add(slots)
        for group in sorted(groups, key=sorted):
            # A set that is part of another says nothing new, and most people share their sessions with many.
            if not any(group < other for other in groups):
                self.model.add_no_overlap([self.intervals[at] for at in sorted(group)])

    def _picks_of_people(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for pick in sorted(self.free):
            found[self.state.tables.picks[pick].person].append(pick)
        return found

    def _order_picks(self) -> None:
        pairs: set[tuple[int, int]] = set()
        for pick in sorted(self.free):
            later = self.place_of(pick)
            for first_pick in self.state.tables.picks[pick].before if later else ():
                if first_pick not in self.free or later is None:
                    continue
                first = self.place_of(first_pick)
                if first is None:
                    self._forbid(later[1])
                elif pick in self.slot_of and first_pick in self.slot_of:
                    pairs.add((self.slot_of[first_pick], self.slot_of[pick]))
                else:
                    length = self.length(self.state.tables.picks[first_pick].course)
                    self.model.add(later[0] >= first[0] + length).only_enforce_if(later[1])
                    self.model.add_implication(later[1], first[1])
        for one, other in sorted(pairs):
            length = self.length(self.part.slots[one].course)
            self.model.add(self.starts[other] >= self.starts[one] + length)

    def _forbid(self, seated: cp_model.IntVar) -> None:
        if seated is self.always:
            self.is_impossible = True
        else:
            self.model.add_bool_and([~seated])

    def _limit_teams(self) -> None:
        state = self.state
        for team, left in enumerate(state.team_left):
            intervals: list[cp_model.IntervalVar] = []
            demands: list[int] = []
            for at, slot in enumerate(self.part.slots):
                count = sum(
                    team in state.tables.person_teams[state.tables.picks[pick].person]
                    for pick in slot.members
                )
                if count:
                    intervals.append(
                        self._whole_dates(self.starts[at], slot.course, self.intervals[at], self.used[at])
                    )
                    demands.append(count)
            for pick, interval in self.pick_intervals.items():
                facts = state.tables.picks[pick]
                if team in state.tables.person_teams[facts.person]:
                    start, seated = self.pick_starts[pick], self.seated[pick]
                    intervals.append(self._whole_dates(start, facts.course, interval, seated))
                    demands.append(1)
            if intervals:
                self.add_cumulative(intervals, demands, left)

    def _whole_dates(
        self,
        start: cp_model.IntVar,
        course: int,
        interval: cp_model.IntervalVar,
        present: cp_model.IntVar,
    ) -> cp_model.IntervalVar:
        """Give an interval widened to whole dates: whoever is away on a part of one is away on it.

        Two parts of one person on one date are counted twice, so that nothing is proved by it.
        """
        length = self.length(course)
        if self.state.tables.problem.day_parts == 1:
            return interval
        # Half days are places 2d and 2d + 1; a ceiling counts dates.
        date = self.model.new_int_var(0, self.state.tables.days // 2, "")
        afternoon = self.model.new_bool_var("")
        self.model.add(start == 2 * date + afternoon)
        return self.model.new_optional_fixed_size_interval_var(2 * date, length + length % 2, present, "")

    def _limit_weeks(self) -> None:
        tables = self.state.tables
        for person, picks in self._picks_of_people().items():
            for at, (among, _) in enumerate(tables.limits[person]):
                terms = [term for pick in picks for term in self.load_terms(pick, among)]
                if terms:
                    # What stands may have used more than the limit: that is not the model's fault.
                    left = max(0, self.state.limits_left[person][at])
                    self.model.add(cp_model.LinearExpr.sum(terms) <= left)

    def load_terms(self, pick: int, among: int) -> list[cp_model.LinearExprT]:
        """Give terms whose sum is at least the quarters of a day that a pick has on days *among*."""
        tables, facts = self.state.tables, self.state.tables.picks[pick]
        own = tables.own_quarters.get((facts.person, facts.course))
        counts = tables.starts_by_load(facts.person, facts.course, among)
        return self._cached_terms(pick, among, ("load", own), counts)

    def week_terms(self, pick: int, week: int) -> list[cp_model.LinearExprT]:
        """Give terms whose sum is at least the days that a pick trains its person in a week."""
        length = self.length(self.state.tables.picks[pick].course)
        return self._cached_terms(pick, week, ("days", None), self.state.tables.starts_by_week(length, week))

    def _cached_terms(
        self, pick: int, among: int, what: tuple[str, int | None], counts: list[tuple[int, int]]
    ) -> list[cp_model.LinearExprT]:
        place = self.place_of(pick)
        if place is None:
            return []
        key = (what, self.slot_of.get(pick, -1 - pick), among)
        # Those who stay with a slot share its terms.
        if key not in self._terms:
            self._terms[key] = self._make_terms(place[0], place[1], counts)
        return self._terms[key]

    def _make_terms(
        self, start: cp_model.IntVar, seated: cp_model.IntVar, counts: list[tuple[int, int]]
    ) -> list[cp_model.LinearExprT]:
        terms: list[cp_model.LinearExprT] = []
        possible = self._days[start.index]
        for count, days in counts:
            if days & possible:
                literal = self.model.new_bool_var("")
                self.is_at(start, possible & ~days, [~literal, seated])
                terms.append(literal * count)
        return terms
