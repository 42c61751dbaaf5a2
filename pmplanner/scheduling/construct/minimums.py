"""Sessions below their fewest seats: filled from others of the course, or given up."""

from pmplanner.scheduling.construct.chains import could_sit, place_by_chain
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.state.state import State


def hold_minimums(state: State) -> None:
    """Leave no session below the fewest seats of its course."""
    while True:
        short = [session for session in state.sessions.values() if _lacks(state, session) > 0]
        if not short:
            return
        # The fullest of those that are short needs the fewest people to be saved; the emptiest may fill it.
        session = max(short, key=lambda s: (len(s.picks), s.number))
        _fill(state, session)
        if _lacks(state, session) > 0:
            _give_up(state, session)


def _lacks(state: State, session: Session) -> int:
    if session.is_pinned:
        return 0
    return state.tables.minimum_of(session.course, session.own) - len(session.picks)


def _fill(state: State, session: Session) -> None:
    """Take people over from sessions that have more than they need."""
    for other in list(state.of_course[session.course].values()):
        for pick in sorted(other.picks) if other is not session else ():
            spare = other.is_pinned or _lacks(state, other) < 0
            is_full = len(session.picks) >= state.seats_in(session)
            if _lacks(state, session) <= 0 or is_full or not spare:
                break
            # Quick, but it does not look at ceilings of teams, so that fits() has to be asked afterwards.
            if could_sit(state, pick, other, session):
                mark = len(state.trail)
                state.lift(pick)
                if state.fits(pick, session):
                    state.seat(pick, session)
                else:
                    state.roll_back(mark)


def _give_up(state: State, session: Session) -> None:
    """Close a session; its people join others where they can."""
    before = set(state.unseated)
    state.close_session(session)
    for pick in sorted(state.unseated - before):
        place_by_chain(state, pick)
