"""Again, with least change: keep all that still works, and move only what must move."""

from pmplanner.scheduling.construct import greedy
from pmplanner.scheduling.construct.chains import place_by_chain
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.construct.importance import seat_most_important
from pmplanner.scheduling.cp_sat.part_search import solve_part
from pmplanner.scheduling.cp_sat.slots import Part, Slot, is_movable, new_slots, slot_of
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.search import neighbourhoods
from pmplanner.scheduling.state.loading import Loaded, load
from pmplanner.scheduling.state.state import State

SESSIONS_FREED = (0, 30, 100)
"""How many sessions may move besides what broke, one try after another."""

QUICK_PICKS = 1_000
"""Picks up to which the model is asked first."""

# What broke is mostly repaired in 0.1 to 0.5 s.
SOLVE_SECONDS = 0.6

PART_SECONDS, MOST_PARTS, SHARE = 0.15, 12, 0.8
"""How long each part is worked at that lets fewer move, how many there are, and their share of a run."""

FIRST_RETIMED, FIRST_RESEATED = 20, 40
"""Sessions of the first part that keeps its people, and picks of the first that does not."""


def keep_what_works(run: Run) -> None:
    """Start from the existing sessions; put what broke where nothing else has to move, if it can be."""
    if not run.tables.movable:
        return
    state = run.state
    loaded = load(state, run.tables.movable)
    # Already now, before anything is repaired: Stop may come at any time.
    run.offer("kept")
    _hold_again(state, loaded)
    _join_others(state)
    run.offer("repaired")
    _open_others(run)
    run.offer("repaired")
    for pick in sorted(state.unseated - run.bounds.hopeless):
        place_by_chain(state, pick)
    run.offer("repaired")
    if len(run.tables.picks) > QUICK_PICKS:
        # A model of so many takes longer than finding any way by ejection.
        Ejection(state, run.chance, run.bounds.hopeless).run(200, run.clock.stop)
        run.offer("repaired")
    for count in SESSIONS_FREED:
        run.go_back()
        if not state.unseated - run.bounds.hopeless or run.clock.left() <= 0:
            break
        _solve_with(run, count)
    _move_fewer(run)


def _hold_again(state: State, loaded: Loaded) -> None:
    """Hold each broken session on the day on which most of its people can come."""
    for row, picks in sorted(loaded.broken, key=lambda pair: -len(pair[1])):
        course = state.tables.course_at[row.course]
        own = state.tables.own_of(row)
        starts = state.resource_starts(course, max(1, len(picks)), own)
        choices = {pick: state.pick_starts(pick) & starts for pick in picks}
        days = {day for each in choices.values() for day in bits.each_day(each)}
        if not days:
            continue
        near = row.days[0] if row.days else 0
        # Most people first, and among days that are as good the nearest to where it was.
        day = max(days, key=lambda one: (sum(each >> one & 1 for each in choices.values()), -abs(one - near)))
        run_days = bits.run(day, state.tables.courses[course].length)
        found = state.choose(course, run_days, max(1, len(picks)), own)
        if found is None:
            continue
        seats = state.tables.seats_of(row)
        session = state.open_session(course, run_days, *found, capacity=seats, key=row.key, own=own)
        for pick in picks:
            if len(session.picks) < state.seats_in(session) and state.fits(pick, session):
                state.seat(pick, session)
        if not session.picks:
            state.close_session(session)


def _join_others(state: State) -> None:
    """Seat the unseated in sessions with seats left, the nearest to their former days first."""
    for pick in sorted(state.unseated):
        former = state.tables.former.get(pick, 0)
        near = bits.first_day(former) if former else 0
        sessions = sorted(
            state.of_course[state.tables.picks[pick].course].values(),
            key=lambda s: (abs(s.first - near), s.number),
        )
        for session in sessions:
            if len(session.picks) < state.seats_in(session) and state.fits(pick, session):
                state.seat(pick, session)
                break


def _open_others(run: Run) -> None:
    """Open sessions for the unseated while somebody can come: for the most important, then by course."""
    state = run.state
    seat_most_important(state, run.bounds.hopeless, run.chance, run.clock.stop)
    waiting = state.unseated - run.bounds.hopeless
    for course in sorted({run.tables.picks[pick].course for pick in waiting}):
        greedy.fill_course(state, course)


def _solve_with(run: Run, count: int) -> None:
    """Seat the unseated with the sessions of their courses where they are, and *count* others free."""
    state = run.state
    # More would be a model too large for so short a time; the stages that follow seat the rest.
    picks = sorted(state.unseated - run.bounds.hopeless)[:150]
    courses = sorted({run.tables.picks[pick].course for pick in picks})
    freed = set(neighbourhoods.related(state, neighbourhoods.seeds(run, "seats"), count, run.chance))
    slots: list[Slot] = []
    for session in state.sessions.values():
        if session in freed or (session.course in courses and is_movable(state, session)):
            slot = slot_of(state, session, keeps_people=True)
            if session not in freed:
                slot.starts = 1 << session.first
            slots.append(slot)
    for course in courses:
        slots += new_slots(state, course, 1)
    mark = len(state.trail)
    outcome = solve_part(run, Part(tuple(slots), tuple(picks)), run.problem.goals, SOLVE_SECONDS)
    if outcome.is_applied:
        run.settle("repaired", len(run.problem.goals), mark)


def _move_fewer(run: Run) -> None:
    """Put back what a repair has moved without need, by small parts that are solved quickly."""
    # Otherwise another goal may be what moved them, and is to be kept.
    if run.problem.goals[:2] != ("seats", "change"):
        return
    sizes = {"retime": float(FIRST_RETIMED), "courses": float(FIRST_RESEATED)}
    stop = run.clock.until(run.clock.limits.seconds * SHARE)
    for number in range(MOST_PARTS):
        run.go_back()
        if stop() or run.value_of("change") <= run.floors.change:
            return
        name = ("retime", "courses")[number % 2]
        make = neighbourhoods.retime if name == "retime" else neighbourhoods.courses
        mark = len(run.state.trail)
        part = make(run, "change", round(sizes[name]))
        outcome = solve_part(run, part, run.problem.goals[:2], PART_SECONDS)
        if outcome.is_applied:
            run.settle("repaired", 2, mark)
        # As in the neighbourhood search: as large as can be solved to the end.
        sizes[name] *= 1.3 if outcome.is_optimal else 0.7
