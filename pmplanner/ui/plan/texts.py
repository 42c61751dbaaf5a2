"""What the matrix says in words: states, cells, and what an edit is called."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from pmplanner.services.needs.standing_in_plan import standing_word
from pmplanner.services.pick_status.pick_status import PickStatus
from pmplanner.services.plans.picks import Pair
from pmplanner.services.views.matrix import Cell, Column
from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.decision_texts import decision_word
from pmplanner.ui.plan.snapshot import PlanSnapshot
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_date, format_days, format_number, format_period

LONGEST = 48
"""Characters of a title in the name of an edit."""


def state_word(state: str) -> str:
    """Return what a cell state is called; nothing for an empty cell."""
    return {
        "required": tr("required"),
        "credited": tr("credited"),
        "met": tr("met"),
        "picked": tr("picked"),
        "waiting": tr("waiting"),
        "scheduled": tr("scheduled"),
        "done": tr("done"),
        "problem": tr("problem"),
        "later": tr("put off"),
        "declined": tr("declined"),
    }.get(state, "")


def days_text(days: Decimal) -> str:
    """Return "1 day", "1.5 days"."""
    return plural(days, "1 day", "%1 days")


def people_text(count: int) -> str:
    """Return "1 person", "24 people"."""
    return plural(count, "1 person", "%1 people")


def courses_text(count: int) -> str:
    """Return "1 course", "4 courses"."""
    return plural(count, "1 course", "%1 courses")


def cell_text(cell: Cell | None, *, problems: bool = True) -> str:
    """Return where a person stands with a course: "picked, 3 days, not scheduled yet".

    The sentences that say what is wrong can be left out.
    """
    if cell is None:
        return tr("not picked")
    if cell.is_put_aside:
        word = decision_word(cell.decision)
        return tr("required and missing, but %1", word) if cell.is_missing else tr("picked, but %1", word)
    text = _standing_text(cell, problems=problems)
    return f"{text}, {decision_word(cell.decision)}" if cell.decision and cell.state != "done" else text


def _standing_text(cell: Cell, *, problems: bool) -> str:
    days = days_text(cell.days)
    when = format_period(cell.first_day, cell.last_day)
    session = f"{cell.session_code}, {when}" if when else cell.session_code
    match cell.state:
        case "required":
            return tr("required, not picked, %1", days)
        case "credited" if cell.is_expected:
            return tr("required, expected from another plan, %1", days)
        case "credited":
            return tr("required, credited before the plan, %1", days)
        case "met":
            return tr("required, met by another course, %1", days)
        case "waiting":
            return tr("waiting for a seat in %1, %2", session, days)
        case "scheduled":
            return tr("scheduled in %1, %2", session, days)
        case "done":
            return tr("done, %1, %2", days, _how_done(cell))
        case "problem":
            # Of a pick that has no seat, what is wrong is the pick itself.
            open_pick = tr("picked, %1, not scheduled yet", days)
            text = tr("problem in %1, %2", session, days) if session else open_pick
            return ". ".join((text, " ".join(cell.problems))) if problems else text
    return tr("picked, %1, not scheduled yet", days)


def _how_done(cell: Cell) -> str:
    day = format_date(cell.last_day)
    return f"{cell.result}, {day}" if cell.result else day


def _earlier_text(earlier: PickStatus) -> str:
    how = tr("failed") if earlier.failed else earlier.result or earlier.seat_status or earlier.status
    return tr("Attempt %1: %2, %3", earlier.attempt, how, format_date(earlier.last_day))


def cell_sentence(snapshot: PlanSnapshot, person_id: int, course_id: int) -> str:
    """Return the sentence of a cell: who, which course, and where that stands."""
    who, what = snapshot.people[person_id].name, snapshot.courses[course_id].title
    return f"{who} × {what}: {cell_text(snapshot.cell(person_id, course_id))}"


def cell_tip(snapshot: PlanSnapshot, person_id: int, course_id: int) -> str:
    """Return the tip of a cell: its sentence, its note, and what can be done with it."""
    cell = snapshot.cell(person_id, course_id)
    lines = [cell_sentence(snapshot, person_id, course_id)]
    lines += [_earlier_text(each) for each in cell.earlier] if cell is not None else []
    if cell is not None and cell.by_course_id in snapshot.courses:
        lines.append(tr("Counts as it: %1", snapshot.courses[cell.by_course_id].title))
    if cell is not None and cell.due is not None:
        lines.append(tr("Renewal due: what was done before expires on %1.", format_date(cell.due)))
    if cell is not None and cell.note:
        lines.append(tr("Note: %1", cell.note))
    if cell is None or not cell.is_pick:
        lines.append(tr("Double-click or Space picks it; Enter shows more."))
    elif cell.is_put_aside:
        lines.append(tr("Double-click or Space takes it back; Enter shows who decided and why."))
    elif cell.state == "done":
        lines.append(tr("Enter shows more."))
    else:
        lines.append(tr("Double-click or Space takes it back; Enter shows more."))
    return "\n".join(lines)


def course_tip(course: Column) -> str:
    """Return the tip of a column: the whole title, provider, code and days."""
    return "\n".join(
        (course.title, " · ".join(filter(None, (course.provider, course.code, days_text(course.days)))))
    )


def target_text(snapshot: PlanSnapshot, person_id: int) -> str:
    """Return how far a person is: "9 of 10 days", or of the path where the plan has no target."""
    totals = snapshot.lines[person_id].totals
    if not snapshot.counts(person_id):
        return standing_word(snapshot.standing(person_id))
    if snapshot.targets:
        target = snapshot.targets.get(person_id)
        if target is None or not target.days:
            return tr("no target")
        return tr("%1 of %2", format_days(totals.planned), days_text(target.days))
    reached = totals.required - totals.gap
    if not totals.required:
        return tr("no path")
    return tr("%1 of %2 of the path", format_days(reached), days_text(totals.required))


def name_people(snapshot: PlanSnapshot, people: Collection[int]) -> str:
    """Return one person's name, or how many they are."""
    return snapshot.people[next(iter(people))].name if len(people) == 1 else people_text(len(people))


def name_courses(snapshot: PlanSnapshot, courses: Collection[int]) -> str:
    """Return one course's title, shortened, or how many they are."""
    if len(courses) != 1:
        return courses_text(len(courses))
    title = snapshot.courses[next(iter(courses))].title
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"


def block_sentence(snapshot: PlanSnapshot, block: Block, current: tuple[int, int] | None) -> str:
    """Return what is selected, in a sentence: a cell, a block of cells, or people."""
    if block.count == 1:
        return cell_sentence(snapshot, *next(block.pairs()))
    if block.count:
        return block_shape(snapshot, block)
    if block.people:
        planned = sum((snapshot.lines[person].totals.planned for person in block.people), Decimal(0))
        return tr("%1: %2 planned", name_people(snapshot, block.people), days_text(planned))
    return cell_sentence(snapshot, *current) if current else ""


def block_shape(snapshot: PlanSnapshot, block: Block) -> str:
    """Return the shape of a block of cells: "3 people × 2 courses: 6 cells"."""
    shape = tr("%1 × %2", name_people(snapshot, block.cell_people), name_courses(snapshot, block.courses))
    return tr("%1: %2 cells", shape, format_number(block.count))


def picks_text(snapshot: PlanSnapshot, pairs: Iterable[Pair]) -> str:
    """Return how many of these cells are picked, and their days: "5 picks, 7.5 days, 2 of them done"."""
    picks = [cell for pair in pairs if (cell := snapshot.cell(*pair)) is not None and cell.is_pick]
    if not picks:
        return tr("Nothing is picked here.")
    aside = sum(cell.is_put_aside for cell in picks)
    count = plural(len(picks), "1 pick", "%1 picks")
    parts = [count, days_text(sum((cell.days for cell in picks), Decimal(0)))]
    if done := sum(cell.state == "done" for cell in picks):
        parts.append(tr("%1 of them done", format_number(done)))
    if aside:
        parts.append(tr("%1 of them put off or declined", format_number(aside)))
    return ", ".join(parts)
