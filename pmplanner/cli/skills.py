"""Skills by level: which tracks want them, who has, plans or lacks them, and the courses that give them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import filter_options, filtered_people, plan_option
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.output import print_rows
from pmplanner.cli.running import reads
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.needs.skills import SkillBook
    from pmplanner.storage.workspace import Workspace

_SKILLS = {
    "skill": "Skill", "wanted_by": "Wanted by", "people": "People", "has": "Has", "planned": "Planned",
    "below": "Below", "lacks": "Lacks", "awareness_courses": "Awareness", "working_courses": "Working",
    "expert_courses": "Expert",
}  # fmt: skip
_COURSES = {
    "course_code": "Course", "course_title": "Title", "days": "Days", "people": "People", "gives": "Gives",
    "skills": "Skills",
}  # fmt: skip
"""The columns of a file with their headings in a table, which are English in every language."""


def add_commands(commands: Commands) -> None:
    """Add the command `skills`."""
    parser = add_command(
        commands,
        "skills",
        said("Show which skills are wanted, had, planned and lacking, by level"),
        show_skills,
    )
    parser.add_argument(
        "--courses",
        action="store_true",
        help=said("the courses that give what is missing, fewest days first"),
    )
    filter_options(parser)
    format_option(parser)
    plan_option(parser)


@reads
def show_skills(workspace: Workspace, args: Namespace) -> int:
    """Show the skills, or the courses that give what is missing, as a table, CSV or JSON."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.needs.skills import read_skills

    with workspace.read() as db:
        book = read_skills(db, find_plan(db, args.plan).id, filtered_people(db, args))
    columns, rows = (_COURSES, _courses(book)) if args.courses else (_SKILLS, _skills(book))
    print_rows(args, columns, rows)
    return 0


def _skills(book: SkillBook) -> list[Sequence[Value]]:
    from pmplanner.services.needs.skills import list_skills

    return [
        (
            line.name,
            "; ".join(_wanted(book, line.wanted)),
            line.people,
            line.has,
            line.planned,
            line.below,
            line.lacks,
            *line.courses,
        )
        for line in list_skills(book, book.people)
    ]


def _wanted(book: SkillBook, wanted: Mapping[int, int]) -> Iterable[str]:
    from pmplanner.services.needs.skills import LEVELS

    for track_id, level in wanted.items():
        name = book.tracks[track_id]
        yield f"{name} ({LEVELS[level - 1]})" if level else name


def _courses(book: SkillBook) -> list[Sequence[Value]]:
    from pmplanner.services.needs.skills import courses_that_give

    return [
        (
            each.course.code,
            each.course.title,
            each.course.days,
            len(each.people),
            each.closes,
            "; ".join(book.skills[skill] for skill in each.skills),
        )
        for each in courses_that_give(book, list(book.people))
    ]
