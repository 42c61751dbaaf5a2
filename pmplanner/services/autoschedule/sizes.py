"""Why a schedule has so many sessions for its picks: which courses are held once, and what splits others."""

from collections import defaultdict

from pmplanner.scheduling.model.problem import PlannedSession, Problem, Proposal
from pmplanner.sentences import counted, listed, said


def why_so_many(problem: Problem, proposal: Proposal) -> str:
    """Say how the picks that are seated come to so many sessions; "" where each course has one alone.

    A course has more than one because its sessions are full, all but one at most, or else because no
    date suits all of its people: of these it is not said that fewer could not be.
    """
    held: dict[int, list[PlannedSession]] = defaultdict(list)
    for session in proposal.sessions:
        if session.seated:
            held[session.course].append(session)
    several = {course: sessions for course, sessions in held.items() if len(sessions) > 1}
    if not several:
        return ""
    full = sum(_is_full(problem, course, sessions) for course, sessions in several.items())
    parts = []
    if once := len(held) - len(several):
        parts.append(counted("{n:,} is held once", "{n:,} are held once", once))
    if full:
        parts.append(
            counted(
                "{n:,} more than once because a session is full",
                "{n:,} more than once because sessions are full",
                full,
            )
        )
    if dates := len(several) - full:
        parts.append(
            counted(
                "{n:,} more than once because no date was found for all of its people",
                "{n:,} more than once because no date was found for all of their people",
                dates,
            )
        )
    picks = sum(len(session.seated) for sessions in held.values() for session in sessions)
    courses = counted("{n:,} course", "{n:,} courses", len(held))
    return said(
        "{picks:,} picks are of {courses}: {parts}.", picks=picks, courses=courses, parts=listed(parts)
    )


def _is_full(problem: Problem, course: int, sessions: list[PlannedSession]) -> bool:
    """Say whether all sessions of a course but one at most have no seat left."""
    row = next(each for each in problem.courses if each.key == course)
    existing = {each.key: each for each in problem.sessions}
    rooms = {each.key: each.seats for each in problem.rooms}
    left = 0
    for session in sessions:
        was = existing.get(session.key or 0)
        keys = (*(() if session.room is None else (session.room,)), *(was.further_rooms if was else ()))
        sizes = [size for key in keys if (size := rooms.get(key)) is not None]
        room = max(sizes) if sizes and len(sizes) == len(keys) else None
        limits = [(was.seats_max if was else None) or row.seats_max, room]
        most = min((limit for limit in limits if limit is not None), default=None)
        left += most is None or len(session.seated) < most
    return left < 2
