"""FET (Debian package ``fet``): a timetable for given groups.

FET places lessons in a week; it forms no groups and chooses no teacher. It gets the groups of our
proposal, and each has the trainer that ours chose. It still has to find the days and the rooms.

- A working day is an *hour* of FET and the period is one *day* of up to 72 of them (its limit), so that
  a course of n days is a single activity of n hours: consecutive and in one room by construction, which
  n linked activities on n days are not. A longer period is cut into equal *days*, at whose borders a
  course cannot go on: at 120 days there is one such border.
- Leave is *not available times*, prerequisites are *two activities ordered*, rooms are *preferred rooms*
  with their seats as capacity; each activity says how many it has, so that of people who are bound by no
  more than somebody else only that one is a students set.
- FET stops at the first timetable. To give it a fair last day, the time that is left is spent on shorter
  periods: a fifth below what was reached, and half as much less whenever that fails in a sixth of the
  limit. Its partial timetable counts when it finds no full one.
"""

import math
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from pmplanner.scheduling.model.problem import PlannedSession, Problem, Proposal
from tests.benchmarks.rivals.common import (
    Crowd,
    Found,
    Group,
    Refused,
    Stopwatch,
    crowds_of,
    groups_of,
    honest_proposal,
)

PROGRAM = "fet-cl"
MOST_HOURS = 72
SHORTER = 0.2
SLICE = 6
OVERTIME = 5.0
"""Seconds after its limit when it is ended: it can miss its own."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How the days of the period lie in FET's days and hours."""

    days: int
    hours: int

    @classmethod
    def of(cls, count: int) -> "Grid":
        """Cut so many days into as few equal parts as FET takes."""
        parts = max(1, math.ceil(count / MOST_HOURS))
        return cls(parts, math.ceil(count / parts))

    def names(self, day: int) -> tuple[str, str]:
        """Give FET's day and hour of a day of the period."""
        return f"D{day // self.hours}", f"H{day % self.hours}"

    def day(self, day: str, hour: str) -> int:
        """Give the day of the period for FET's day and hour."""
        return int(day[1:]) * self.hours + int(hour[1:])


def run(problem: Problem, ours: Proposal, seconds: float) -> Found:
    """Place our groups with FET; raises Refused when it is not installed or takes nothing."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise Refused("not installed: apt-get install fet")
    watch = Stopwatch(seconds)
    groups = groups_of(problem, ours)
    best, note = _one_run(program, problem, groups, len(problem.days), seconds)
    reached, cut = watch.spent(), SHORTER
    while len(best) == len(groups) and watch.left() > 1:
        last = _last_day(best)
        limit = last - max(1, round(last * cut))
        if limit < max((group.course.days for group in groups), default=1):
            break
        shorter, _ = _one_run(program, problem, groups, limit, min(watch.left(), seconds / SLICE))
        if len(shorter) == len(groups):
            best, reached, note = shorter, watch.spent(), "shortened until the limit"
        elif round(last * cut) <= 1:
            break
        else:
            cut /= 2
    return Found(honest_proposal(problem, best), reached, note)


def _last_day(sessions: Iterable[PlannedSession]) -> int:
    return max((session.days[-1] + 1 for session in sessions), default=0)


def _one_run(
    program: str, problem: Problem, groups: tuple[Group, ...], last: int, seconds: float
) -> tuple[list[PlannedSession], str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input.fet"
        write(path, problem, groups, crowds_of(problem, groups), last)
        command = [
            program,
            f"--inputfile={path}",
            f"--outputdir={folder}",
            f"--timelimitseconds={max(1, round(seconds))}",
            "--htmllevel=0",
            "--warnsubgroupswiththesameactivities=false",
        ]
        try:
            done = subprocess.run(
                command,
                env={"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", "HOME": folder},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=seconds + OVERTIME,
            )
        except subprocess.TimeoutExpired:
            return [], "did not stop at the limit"
        for name, note in (("input", ""), ("input-highest", "stopped at the limit, partial timetable")):
            result = Path(folder) / "timetables" / name / "input_activities.xml"
            if result.exists():
                return read(result, groups, Grid.of(len(problem.days))), note
    lines = done.stdout.strip().splitlines()
    return [], f"refused: {lines[-1] if lines else done.returncode}"


def write(
    path: Path, problem: Problem, groups: tuple[Group, ...], crowds: tuple[Crowd, ...], last: int
) -> None:
    """Write FET's input, with nothing from day *last* on."""
    grid = Grid.of(len(problem.days))
    root = Element("fet", version="6.8.5")
    _fields(root, Institution_Name="training", Comments="")
    for what, letter, count in (("Day", "D", grid.days), ("Hour", "H", grid.hours)):
        rows = SubElement(root, f"{what}s_List")
        _fields(rows, **{f"Number_of_{what}s": count})
        for at in range(count):
            _fields(SubElement(rows, what), Name=f"{letter}{at}")
    subjects = SubElement(root, "Subjects_List")
    for key in sorted({group.course.key for group in groups}):
        _fields(SubElement(subjects, "Subject"), Name=f"C{key}")
    SubElement(root, "Activity_Tags_List")
    teachers = SubElement(root, "Teachers_List")
    for trainer in problem.trainers:
        _fields(SubElement(teachers, "Teacher"), Name=f"T{trainer.key}", Target_Number_of_Hours=0)
    students = SubElement(root, "Students_List")
    for at in range(len(crowds)):
        _fields(SubElement(students, "Year"), Name=f"P{at}", Number_of_Students=1)
    _write_activities(root, groups, crowds)
    SubElement(root, "Buildings_List")
    rooms = SubElement(root, "Rooms_List")
    for room in problem.rooms:
        seats = 30_000 if room.seats is None else room.seats
        _fields(SubElement(rooms, "Room"), Name=f"R{room.key}", Building="", Capacity=seats, Virtual="false")
    _write_times(root, problem, groups, crowds, last)
    _write_places(root, problem, groups)
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _write_activities(root: Element, groups: tuple[Group, ...], crowds: tuple[Crowd, ...]) -> None:
    sets: list[list[int]] = [[] for _ in groups]
    for number, crowd in enumerate(crowds):
        for place in crowd.groups:
            sets[place].append(number)
    activities = SubElement(root, "Activities_List")
    for at, group in enumerate(groups):
        row = SubElement(activities, "Activity")
        if group.trainer is not None:
            _fields(row, Teacher=f"T{group.trainer}")
        _fields(row, Subject=f"C{group.course.key}")
        for number in sets[at]:
            _fields(row, Students=f"P{number}")
        days = group.course.days
        _fields(row, Duration=days, Total_Duration=days, Id=at + 1, Activity_Group_Id=0, Active="true")
        _fields(row, Number_Of_Students=len(group.people))


def _write_times(
    root: Element, problem: Problem, groups: tuple[Group, ...], crowds: tuple[Crowd, ...], last: int
) -> None:
    grid = Grid.of(len(problem.days))
    rules = SubElement(root, "Time_Constraints_List")
    _rule(rules, "BasicCompulsoryTime")
    beyond = range(last, grid.days * grid.hours)
    if beyond:
        _slots(_rule(rules, "BreakTimes"), "Break", beyond, grid)
    for trainer in problem.trainers:
        if trainer.unavailable:
            row = _rule(rules, "TeacherNotAvailableTimes", Teacher=f"T{trainer.key}")
            _slots(row, "Not_Available", trainer.unavailable, grid)
    for at, crowd in enumerate(crowds):
        if crowd.unavailable:
            row = _rule(rules, "StudentsSetNotAvailableTimes", Students=f"P{at}")
            _slots(row, "Not_Available", crowd.unavailable, grid)
    for at, group in enumerate(groups):
        if len(group.starts) <= len(problem.days) - group.course.days:
            _write_starts(rules, at, group, grid)
        for before in group.after:
            _rule(rules, "TwoActivitiesOrdered", First_Activity_Id=before + 1, Second_Activity_Id=at + 1)


def _write_starts(rules: Element, at: int, group: Group, grid: Grid) -> None:
    row = _rule(rules, "ActivityPreferredStartingTimes", Activity_Id=at + 1)
    _fields(row, Number_of_Preferred_Starting_Times=len(group.starts))
    for start in group.starts:
        day, hour = grid.names(start)
        slot = SubElement(row, "Preferred_Starting_Time")
        _fields(slot, Preferred_Starting_Day=day, Preferred_Starting_Hour=hour)


def _write_places(root: Element, problem: Problem, groups: tuple[Group, ...]) -> None:
    grid = Grid.of(len(problem.days))
    rules = SubElement(root, "Space_Constraints_List")
    _rule(rules, "BasicCompulsorySpace")
    for room in problem.rooms:
        if room.unavailable:
            row = _rule(rules, "RoomNotAvailableTimes", Room=f"R{room.key}")
            _slots(row, "Not_Available", room.unavailable, grid)
    for at, group in enumerate(groups):
        if group.rooms is not None:
            row = _rule(rules, "ActivityPreferredRooms", Activity_Id=at + 1)
            _fields(row, Number_of_Preferred_Rooms=len(group.rooms))
            for key in group.rooms:
                _fields(row, Preferred_Room=f"R{key}")


def _slots(row: Element, what: str, days: Iterable[int], grid: Grid) -> None:
    days = list(days)
    _fields(row, **{f"Number_of_{what}_Times": len(days)})
    for at in days:
        day, hour = grid.names(at)
        _fields(SubElement(row, f"{what}_Time"), Day=day, Hour=hour)


def _rule(rules: Element, name: str, **fields: object) -> Element:
    row = SubElement(rules, f"Constraint{name}")
    _fields(row, Weight_Percentage=100, Active="true", **fields)
    return row


def _fields(row: Element, **fields: object) -> None:
    for name, value in fields.items():
        SubElement(row, name).text = str(value)


def read(path: Path, groups: tuple[Group, ...], grid: Grid) -> list[PlannedSession]:
    """Read FET's timetable; groups that it did not place are left out."""
    sessions = []
    for row in ElementTree.parse(path).getroot().iter("Activity"):
        day, hour, room = (row.findtext(name) or "" for name in ("Day", "Hour", "Room"))
        if not day or not hour:
            continue
        group = groups[int(row.findtext("Id") or 0) - 1]
        start = grid.day(day, hour)
        days = tuple(range(start, start + group.course.days))
        place = int(room[1:]) if room and group.rooms is not None else None
        sessions.append(PlannedSession(None, group.course.key, days, group.trainer, place, group.picks))
    return sessions
