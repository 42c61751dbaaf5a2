"""Parts of a schedule that are worth solving again together.

*Retime*: sessions keep their people and move in time, trainer and room. *Courses*: all sessions and
people of some related courses. *People*: some people in the calendar as it is.
"""

import random

from pmplanner.scheduling.cp_sat.slots import Part, Slot, is_movable, new_slots, slot_of
from pmplanner.scheduling.model.objectives import crowded_people
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.state.state import State


def retime(run: Run, goal: str, size: int) -> Part:
    """Free the days of about *size* sessions around what keeps a goal from being better."""
    state = run.state
    chosen = related(state, seeds(run, goal), size, run.chance)
    slots = [slot_of(state, session, keeps_people=True) for session in chosen]
    # Many more waiting than the sessions around them only make the model larger.
    picks = _open_picks(run)[: max(10, size)]
    for course in sorted({run.tables.picks[pick].course for pick in picks}):
        waiting = sum(run.tables.picks[pick].course == course for pick in picks)
        slots += new_slots(state, course, 1 if waiting else 0)
    return Part(tuple(slots), tuple(picks))


def courses(run: Run, goal: str, size: int) -> Part:
    """Free all sessions and people of courses, up to about *size* picks."""
    state, tables = run.state, run.tables
    chosen: list[int] = []
    total = 0
    for course in _related_courses(state, seeds(run, goal), run.chance):
        total += len(tables.courses[course].picks)
        if chosen and total > size:
            break
        chosen.append(course)
    return part_of_courses(run, chosen)


def part_of_courses(run: Run, chosen: list[int]) -> Part:
    """Free the sessions of courses and all their picks, with a slot more where somebody waits."""
    state, tables = run.state, run.tables
    slots: list[Slot] = []
    picks: list[int] = []
    for course in chosen:
        # Sessions on days that a user has laid out stay as they are, with their people.
        there = [s for s in state.of_course[course].values() if is_movable(state, s)]
        mine = [
            pick
            for pick in tables.courses[course].picks
            if pick not in run.bounds.hopeless and (state.place[pick] is None or state.place[pick] in there)
        ]
        slots += [slot_of(state, s, keeps_people=False) for s in there]
        if any(state.place[pick] is None for pick in mine):
            slots += new_slots(state, course, 1)
        picks += mine
    return Part(tuple(slots), tuple(picks))


def people(run: Run, goal: str, size: int) -> list[int]:
    """Choose about *size* people, first those whom a goal is about."""
    tables = run.tables
    first = [tables.picks[pick].person for pick in _open_picks(run)]
    if goal == "fairness":
        first = crowded_people(run.problem, run.state.proposal())
        first = [tables.person_at[key] for key in first]
        run.chance.shuffle(first)
        first = first[: size // 2]
    if goal in ("sessions", "cost"):
        for session in run.chance.sample(seeds(run, goal), min(3, len(seeds(run, goal)))):
            first += [tables.picks[pick].person for pick in session.picks]
    rest = list(range(len(tables.person_picks)))
    run.chance.shuffle(rest)
    return list(dict.fromkeys([*first, *rest]))[: max(size, 1)]


def seeds(run: Run, goal: str) -> list[Session]:
    """List the sessions that a goal is about; all of them where it is about none."""
    state = run.state
    every = list(state.sessions.values())
    found: list[Session] = []
    if goal == "seats":
        wanted = {run.tables.picks[pick].course for pick in _open_picks(run)}
        people = {run.tables.picks[pick].person for pick in _open_picks(run)}
        found = [s for course in wanted for s in state.of_course[course].values()]
        found += [s for person in people for s in _sessions_of(state, person)]
    elif goal == "sessions":
        found = [
            s
            for course, fewest in enumerate(run.bounds.sessions)
            if state.opened(course) > fewest
            for s in state.of_course[course].values()
        ]
    elif goal == "finish":
        last = max((s.last for s in every), default=0)
        found = [s for s in every if s.last >= last]
    elif goal == "change":
        former = run.tables.former
        found = [s for s in every if any(former.get(pick, s.days) != s.days for pick in s.picks)]
    elif goal == "fairness":
        crowded = crowded_people(run.problem, run.state.proposal())
        found = [s for key in crowded for s in _sessions_of(state, run.tables.person_at[key])]
    # Without repetition, and in an order that is the same in every run.
    return list(dict.fromkeys(found)) or every


def _open_picks(run: Run) -> list[int]:
    waiting = sorted(run.state.unseated - run.bounds.hopeless)
    run.chance.shuffle(waiting)
    return waiting


def _sessions_of(state: State, person: int) -> list[Session]:
    places = (state.place[pick] for pick in state.tables.person_picks[person])
    return [session for session in places if session is not None]


def related(state: State, first: list[Session], size: int, chance: random.Random) -> list[Session]:
    """Grow a set of *size* sessions from some of the first: by shared people, trainers, and nearness."""
    if size <= 0:
        return []
    chance.shuffle(first)
    chosen = dict.fromkeys(s for s in first[: max(1, size // 2)] if is_movable(state, s))
    every = [s for s in state.sessions.values() if is_movable(state, s)]
    # As good as the whole: then there is nothing to choose.
    if len(every) <= size:
        return every
    # Near in time, by trainer, or by people: each finds what the others cannot.
    way = chance.random()
    if way < 0.3:
        return _fill_by_window(every, chosen, size, chance)
    if way < 0.5:
        chance.shuffle(every)
        trainers = chance.sample(sorted({s.trainer for s in every}, key=str), 1)
        every.sort(key=lambda s: s.trainer not in trainers)
        return list(dict.fromkeys([*chosen, *every]))[:size]
    return _fill_by_people(state, every, chosen, size, chance)


def _fill_by_window(
    every: list[Session], chosen: dict[Session, None], size: int, chance: random.Random
) -> list[Session]:
    middle = chance.choice(every).first
    every.sort(key=lambda s: (abs(s.first - middle), s.number))
    return list(dict.fromkeys([*chosen, *every]))[:size]


def _fill_by_people(
    state: State, every: list[Session], chosen: dict[Session, None], size: int, chance: random.Random
) -> list[Session]:
    waiting = list(chosen) or [chance.choice(every)]
    while len(chosen) < size and waiting:
        session = waiting.pop(chance.randrange(len(waiting)))
        picks = sorted(session.picks)
        chance.shuffle(picks)
        # A large session would fill the set with its own people's sessions alone.
        for pick in picks[:6]:
            for other in _sessions_of(state, state.tables.picks[pick].person):
                if other not in chosen and is_movable(state, other) and len(chosen) < size:
                    chosen[other] = None
                    waiting.append(other)
    if len(chosen) < size:
        chance.shuffle(every)
    return list(dict.fromkeys([*chosen, *every]))[:size]


def _related_courses(state: State, first: list[Session], chance: random.Random) -> list[int]:
    """Order courses by how much they share with a first one: people, and trainers."""
    chosen = list(dict.fromkeys(s.course for s in chance.sample(first, min(2, len(first)))))
    facts = state.tables.courses
    trainers = {one for course in chosen for one in facts[course].trainers}
    people = {state.tables.picks[pick].person for course in chosen for pick in facts[course].picks}

    def rank(course: int) -> float:
        shared = sum(state.tables.picks[pick].person in people for pick in facts[course].picks)
        both = len(trainers.intersection(facts[course].trainers))
        # Related by share of people, not by number: otherwise the largest courses would always be chosen.
        return -(shared / (1 + len(facts[course].picks)) + 0.5 * both) * (0.2 + chance.random())

    rest = [at for at in range(len(facts)) if at not in chosen and facts[at].picks]
    return [*chosen, *sorted(rest, key=rank)]
