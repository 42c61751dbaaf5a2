"""Trainers, rooms and equipment in the interval model.

Rooms that nothing tells apart are one class with one cumulative, and are named afterwards, which always
works: intervals of which never more than so many overlap can be coloured with so many colours.
"""

from collections import defaultdict

from ortools.sat.python import cp_model

from pmplanner.scheduling.cp_sat.slot_model import SlotModel
from pmplanner.scheduling.cp_sat.slots import steps_of
from pmplanner.scheduling.model.tables import CourseFacts


class Resources:
    """What the slots of a model need besides people."""

    def __init__(self, parent: SlotModel) -> None:
        self.parent = parent
        self.trainers: list[dict[int, cp_model.IntVar]] = [{} for _ in parent.part.slots]
        """Per slot, a boolean for each trainer."""
        self.room_classes: list[dict[int, cp_model.IntVar]] = [{} for _ in parent.part.slots]
        """Per slot, a boolean for each class of rooms."""
        self.teaching: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        """Per trainer, when slots have that one."""
        self._add_trainers()
        self._add_rooms()
        self._add_equipment()

    def limit_by_room(self, at: int, count: cp_model.LinearExprT, most: int) -> None:
        """Demand that the people of a slot, *most* at the most, find room in it."""
        for one, literal in self.room_classes[at].items():
            size = max(self._seats_of(one), self._further_seats(at))
            if size < most:
                self.parent.model.add(count <= size).only_enforce_if(literal)

    def _further_seats(self, at: int) -> int:
        own = self.parent.part.slots[at].own
        return 0 if own is None else own.further_seats

    def _seats_of(self, room_class: int) -> int:
        tables = self.parent.state.tables
        return tables.room_seats[tables.room_classes[room_class][0]]

    def _facts(self, at: int) -> CourseFacts:
        return self.parent.state.tables.courses[self.parent.part.slots[at].course]

    def _add_trainers(self) -> None:
        for at in range(len(self.parent.part.slots)):
            slot = self.parent.part.slots[at]
            trainers = self.parent.state.tables.trainers_for(slot.course, slot.own)
            if trainers and not slot.stands:
                self.trainers[at] = self._alternatives(at, trainers)
            for one in () if slot.own is None or slot.stands else slot.own.further_trainers:
                self.teaching[one].append(self.parent.intervals[at])
        self._without_overlap(self.trainers, self.parent.state.trainer_busy)

    def _add_rooms(self) -> None:
        tables = self.parent.state.tables
        found: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        for at, slot in enumerate(self.parent.part.slots):
            for room in () if slot.own is None or slot.stands else slot.own.further_rooms:
                # A class of its own, since no other room will do.
                found[tables.class_of_room[room]].append(self.parent.intervals[at])
            rooms = tables.rooms_for(slot.course, slot.own)
            if rooms is None or slot.stands:
                continue
            classes = dict.fromkeys(tables.class_of_room[room] for room in rooms)
            # Those who stay with the slot have to find room in any case.
            least = len(slot.members) if self._further_seats(at) < len(slot.members) else 0
            fitting = tuple(one for one in classes if self._seats_of(one) >= least)
            self.room_classes[at] = self._alternatives(at, fitting)
            for one, literal in self.room_classes[at].items():
                found[one].append(self._interval(at, literal))
        for one, intervals in found.items():
            # One cumulative for rooms that are alike: a boolean for each of them would only multiply equal
            # answers.
            left = self._rooms_left(tables.room_classes[one])
            self.parent.add_cumulative(intervals, [1] * len(intervals), left)

    def _alternatives(self, at: int, choices: tuple[int, ...]) -> dict[int, cp_model.IntVar]:
        """Let a slot that takes place have exactly one of the choices."""
        model, used = self.parent.model, self.parent.used[at]
        literals = {choice: model.new_bool_var("") for choice in choices}
        model.add(cp_model.LinearExpr.sum(list(literals.values())) == used)
        return literals

    def _without_overlap(self, chosen: list[dict[int, cp_model.IntVar]], busy: list[int]) -> None:
        found = self.teaching
        for at, literals in enumerate(chosen):
            for one, literal in literals.items():
                found[one].append(self._interval(at, literal))
        for one, intervals in found.items():
            taken = steps_of(busy[one] >> day & 1 for day in range(self.parent.state.tables.days))
            fixed = [self.parent.fixed_interval(first, length) for first, length, _ in taken]
            self.parent.model.add_no_overlap([*intervals, *fixed])
        for same in {trainers for trainers in self.parent.state.tables.same_trainers if len(trainers) > 1}:
            # One person by several names.
            self.parent.model.add_no_overlap([each for one in same for each in found.get(one, ())])

    def _interval(self, at: int, literal: cp_model.LiteralT) -> cp_model.IntervalVar:
        return self.parent.model.new_optional_fixed_size_interval_var(
            self.parent.starts[at], self._facts(at).length, literal, ""
        )

    def _rooms_left(self, rooms: list[int]) -> list[int]:
        busy = [self.parent.state.room_busy[room] for room in rooms]
        days = range(self.parent.state.tables.days)
        return [sum(not taken >> day & 1 for taken in busy) for day in days]

    def _add_equipment(self) -> None:
        intervals: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        demands: dict[int, list[int]] = defaultdict(list)
        tables = self.parent.state.tables
        for at, slot in enumerate(self.parent.part.slots):
            for equipment, count in () if slot.stands else tables.needs(slot.course, slot.own, None):
                intervals[equipment].append(self._carrying(at, equipment))
                demands[equipment].append(count)
        for equipment, found in intervals.items():
            left = self.parent.state.equipment_left[equipment]
            self.parent.add_cumulative(found, demands[equipment], left)

    def _carrying(self, at: int, equipment: int) -> cp_model.IntervalVar:
        """Give when a slot has equipment carried to it: while it is in a room that has none of its own."""
        tables, model = self.parent.state.tables, self.parent.model
        literals = [
            literal
            for one, literal in self.room_classes[at].items()
            if equipment not in tables.room_equipment[tables.room_classes[one][0]]
        ]
        # No room has it, so that it is carried whenever the slot takes place.
        if len(literals) == len(self.room_classes[at]):
            return self.parent.intervals[at]
        is_carried = model.new_bool_var("")
        model.add(cp_model.LinearExpr.sum(literals) == is_carried)
        return self._interval(at, is_carried)
