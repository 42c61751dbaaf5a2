"""From the incumbent to hints for a model, and from a model's answer back to the schedule."""

from collections import defaultdict

from ortools.sat.python import cp_model

from pmplanner.scheduling.cp_sat.interval_model import IntervalModel
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.state.naming import name_rooms
from pmplanner.scheduling.state.state import State


def hint_incumbent(parent: IntervalModel, places: dict[int, Session]) -> None:
    """Hint at what the incumbent has; *places* says where each pick sat."""
    position: dict[int, int] = {}
    for at, slot in enumerate(parent.part.slots):
        was = slot.was
        if was is not None:
            position[was.number] = at
            # Without the incumbent as a hint the model would have to find anew what is there already.
            parent.model.add_hint(parent.starts[at], was.first)
            for trainer, literal in parent.resources.trainers[at].items():
                parent.model.add_hint(literal, trainer == was.trainer)
            now = None if was.room is None else parent.state.tables.class_of_room[was.room]
            for room_class, literal in parent.resources.room_classes[at].items():
                parent.model.add_hint(literal, room_class == now)
        if not slot.is_needed:
            parent.model.add_hint(parent.used[at], was is not None)
    for pick, choices in parent.seats.items():
        session = places.get(pick)
        at_now = position.get(session.number) if session is not None else None
        if parent.seated[pick] is not parent.always:
            parent.model.add_hint(parent.seated[pick], at_now is not None)
        if session is not None and at_now is not None:
            parent.model.add_hint(parent.pick_starts[pick], session.first)
        for at, literal in choices.items():
            parent.model.add_hint(literal, at == at_now)


def apply_answer(state: State, parent: IntervalModel, solver: cp_model.CpSolver) -> bool:
    """Put an answer into the schedule from which the part is lifted; tell whether it could be done."""
    opened: dict[int, Session] = {}
    for at in range(len(parent.part.slots)):
        if solver.boolean_value(parent.used[at]):
            opened[at] = _open(state, parent, solver, at)
    chosen: dict[int, list[Session]] = defaultdict(list)
    for at, session in opened.items():
        for room_class, literal in parent.resources.room_classes[at].items():
            if solver.boolean_value(literal):
                chosen[room_class].append(session)
    if not all(name_rooms(state, room_class, sessions) for room_class, sessions in chosen.items()):
        return False
    seats = [(pick, parent.slot_of[pick]) for pick in sorted(parent.slot_of)]
    for pick, choices in parent.seats.items():
        seats += [(pick, at) for at, literal in choices.items() if solver.boolean_value(literal)]
    # In order of the days, so that prerequisites are seated before what needs them.
    for pick, at in sorted(seats, key=lambda pair: (opened[pair[1]].first, pair[0])):
        session = opened[at]
        if len(session.picks) >= state.seats_in(session) or not state.fits(pick, session):
            return False
        state.seat(pick, session)
    return True


def _open(state: State, parent: IntervalModel, solver: cp_model.CpSolver, at: int) -> Session:
    slot = parent.part.slots[at]
    if slot.stands and slot.was is not None:
        return slot.was
    days = bits.run(solver.value(parent.starts[at]), parent.length(slot.course))
    trainers = parent.resources.trainers[at].items()
    trainer = next((one for one, literal in trainers if solver.boolean_value(literal)), None)
    return state.open_session(
        slot.course,
        days,
        trainer,
        None,
        capacity=slot.capacity,
        key=None if slot.was is None else slot.was.key,
        own=slot.own,
    )
