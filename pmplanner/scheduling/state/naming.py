"""Names the rooms of sessions whose days and class of rooms are fixed."""

from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.state.state import State


def name_rooms(state: State, room_class: int, joining: list[Session]) -> bool:
    """Give sessions rooms of a class, renaming those of others there; tell whether all have one.

    In the order of their first days each takes any free room: that is enough for days in a row.
    """
    rooms = state.tables.room_classes[room_class]
    there = [session for session in state.sessions.values() if session.room in rooms]
    for session in there:
        state.move_session(session, session.days, session.trainer, None)
    return all(
        _name(state, session, rooms)
        # In the order of first days the first free room will do: intervals of which n overlap need n rooms.
        for session in sorted([*there, *joining], key=lambda s: (s.first, s.number))
    )


def _name(state: State, session: Session, rooms: list[int]) -> bool:
    room = next((room for room in rooms if not state.room_busy[room] & session.days), None)
    if room is None:
        return False
    state.move_session(session, session.days, session.trainer, room)
    return True
