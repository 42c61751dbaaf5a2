"""Problems with one rule loosened."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from pmplanner.scheduling.model.problem import Course, Problem, Room, Trainer

# Below all keys that new sessions have for the while (-1, -2 …), and never an id.
NEW_KEY = -1_000_000
"""Key of a trainer or room that there is not yet."""


def loosened(problem: Problem, kind: str, pick: int, target: int | None, days: tuple[int, ...]) -> Problem:
    """Give the problem with one rule loosened, as ``relaxations.Relaxation`` names them."""
    makers: dict[str, Callable[[], Problem]] = {
        "seat": lambda: _one_more_seat(problem, target),
        "minimum": lambda: _with_course(problem, target, lambda row: replace(row, seats_min=1)),
        "ceiling": lambda: _higher_ceiling(problem, target, set(days)),
        "week": lambda: _longer_weeks(problem, target),
        "leave": lambda: _less_leave(problem, target, set(days)),
        "trainer": lambda: _one_more_trainer(problem, target),
        "room": lambda: _one_more_room(problem, target),
        "equipment": lambda: _more_equipment(problem, target),
        "dates": lambda: _with_pick(problem, pick, earliest=True),
        "order": lambda: _with_pick(problem, pick, earliest=False),
    }
    return makers[kind]()


def longer_period(problem: Problem, wider: Problem, amount: int) -> Problem:
    """Give the problem over *amount* more days on which training can be, as *wider* knows them.

    *wider* is the same problem over a longer period, with everybody's leave, contracts and closed days.
    """
    return first_days(wider, len(problem.days) + amount * problem.day_parts)


def first_days(problem: Problem, count: int) -> Problem:
    """Give the problem over its first days only."""
    if count >= len(problem.days):
        return problem

    def within(days: Iterable[int]) -> tuple[int, ...]:
        return tuple(day for day in days if day < count)

    def starts(course: Course, days: tuple[int, ...] | None) -> tuple[int, ...] | None:
        return None if days is None else tuple(day for day in days if day + course.days <= count)

    return replace(
        problem,
        days=problem.days[:count],
        courses=tuple(
            replace(row, starts=starts(row, row.starts), wished_starts=starts(row, row.wished_starts))
            for row in problem.courses
        ),
        people=tuple(
            replace(
                row,
                unavailable=within(row.unavailable),
                trained=within(row.trained),
                booked=within(row.booked),
                limits=tuple(
                    replace(limit, days=within(limit.days)) for limit in row.limits if limit.days[0] < count
                ),
            )
            for row in problem.people
        ),
        trainers=tuple(replace(row, unavailable=within(row.unavailable)) for row in problem.trainers),
        rooms=tuple(replace(row, unavailable=within(row.unavailable)) for row in problem.rooms),
        equipment=tuple(
            row if row.left is None else replace(row, left=row.left[:count]) for row in problem.equipment
        ),
        ceilings=tuple(replace(row, limits=row.limits[:count]) for row in problem.ceilings),
    )


def _with_course(problem: Problem, key: int | None, change: Callable[[Course], Course]) -> Problem:
    return replace(problem, courses=tuple(change(row) if row.key == key else row for row in problem.courses))


def _one_more_seat(problem: Problem, key: int | None) -> Problem:
    """Add a seat to all sessions of a course; rooms stay as large as they are."""
    course = next(row for row in problem.courses if row.key == key)
    sessions = tuple(
        replace(row, seats_max=row.seats_max + 1) if row.course == key and row.seats_max is not None else row
        for row in problem.sessions
    )
    if course.seats_max is None:
        return problem
    wider = _with_course(problem, key, lambda row: replace(row, seats_max=(row.seats_max or 0) + 1))
    return replace(wider, sessions=sessions)


def _higher_ceiling(problem: Problem, key: int | None, days: set[int]) -> Problem:
    """Let one more of a team be in training on some days, or on all when none are named."""
    rows = tuple(
        replace(
            row,
            limits=tuple(limit + (not days or day in days) for day, limit in enumerate(row.limits)),
        )
        if row.key == key
        else row
        for row in problem.ceilings
    )
    return replace(problem, ceilings=rows)


def _longer_weeks(problem: Problem, key: int | None) -> Problem:
    rows = tuple(
        replace(row, week_limit=None, limits=()) if row.key == key else row for row in problem.people
    )
    return replace(problem, people=rows)


def _less_leave(problem: Problem, key: int | None, days: set[int]) -> Problem:
    rows = tuple(
        replace(row, unavailable=tuple(day for day in row.unavailable if day not in days))
        if row.key == key
        else row
        for row in problem.people
    )
    return replace(problem, people=rows)


def _one_more_trainer(problem: Problem, course: int | None) -> Problem:
    wider = _with_course(problem, course, lambda row: replace(row, trainers=(*row.trainers, NEW_KEY)))
    return replace(wider, trainers=(*problem.trainers, Trainer(NEW_KEY)))


def _one_more_room(problem: Problem, course: int | None) -> Problem:
    wider = _with_course(problem, course, lambda row: replace(row, rooms=(*(row.rooms or ()), NEW_KEY)))
    return replace(wider, rooms=(*problem.rooms, Room(NEW_KEY)))


def _more_equipment(problem: Problem, key: int | None) -> Problem:
    most = max((count for row in problem.courses for one, count in row.equipment if one == key), default=1)
    rows = tuple(replace(row, count=row.count + most) if row.key == key else row for row in problem.equipment)
    return replace(problem, equipment=rows)


def _with_pick(problem: Problem, key: int, *, earliest: bool) -> Problem:
    """Let go of a pick's own dates, or of its place in the order."""
    rows = list(problem.picks)
    for at, row in enumerate(rows):
        if row.key == key:
            rows[at] = replace(row, earliest=None, latest=None) if earliest else replace(row, after=())
        elif not earliest and key in row.after:
            rows[at] = replace(row, after=tuple(one for one in row.after if one != key))
    return replace(problem, picks=tuple(rows))
