"""What the plan page holds of a plan: people, courses, rows and their totals. Knows no widgets."""

from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast

from pmplanner.models.statuses import PathKind
from pmplanner.services.decisions.decide import decided_picks
from pmplanner.services.lookup import plain
from pmplanner.services.needs.standing_in_plan import Shown, Standing, is_shown, read_standings
from pmplanner.services.people.managers import Managers, direct_managers
from pmplanner.services.people.people import PersonRow, list_people
from pmplanner.services.people.tracks import TrackRow, list_tracks
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.nobody import Nobody, read_nobody
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans.picks import Pair
from pmplanner.services.plans.plans import PlanRow, list_plans
from pmplanner.services.plans.targets import PersonTarget, person_targets
from pmplanner.services.totals.totals import Totals
from pmplanner.services.views.matrix import (
    Cell,
    Column,
    Line,
    Marks,
    list_columns,
    mark_line,
    people_in,
    people_of,
    read_lines,
)
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.figures import Figures
from pmplanner.ui.widgets.tables.natural_sort import natural_key

FEW = 300
"""Up to so many people only they are read again after a change; beyond it, everybody."""


@dataclass(slots=True)
class PlanSnapshot:
    """A plan as the page shows it: who counts in it by name, courses by title."""

    plan: PlanRow
    people: dict[int, PersonRow]
    courses: dict[int, Column]
    tracks: tuple[TrackRow, ...]
    lines: dict[int, Line]
    currency: str = ""
    """Of the plan's amounts."""
    grounds: dict[int, Standing] = field(default_factory=dict)
    """Where people stand in the plan, picks aside."""
    targets: dict[int, PersonTarget] = field(default_factory=dict)
    managers: Managers = field(default_factory=lambda: Managers({}, {}))
    """For whom people work directly."""
    marks: Marks = field(default_factory=dict)
    """The problems that are marked in the rows."""
    nobody: Nobody = field(default_factory=Nobody)
    """What of the costs no pick bears."""
    _plain: dict[int, Line] = field(default_factory=dict)
    """The rows with problems, as they are without."""
    _places: dict[int, int] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)
    _pick_owner: dict[int, int] = field(default_factory=dict)
    _seat_owner: dict[int, int] = field(default_factory=dict)
    _figures: Figures | None = field(default=None, repr=False, compare=False)
    _doubtful: dict[int, Standing] = field(init=False)
    """Those of *grounds* who count by nothing but a pick; with thousands who count they are few."""

    def __post_init__(self) -> None:
        self._doubtful = {key: ground for key, ground in self.grounds.items() if ground != Standing.COUNTS}
        wanted = (row for track in self.tracks for row in track.path if row.kind != PathKind.ELECTIVE)
        required = (row.course_id for row in wanted)
        for course_id in (*required, *self.courses):
            self._places.setdefault(course_id, len(self._places))

    def cell(self, person_id: int, course_id: int) -> Cell | None:
        """Return what the person has to do with the course."""
        return self.lines[person_id].cells.get(course_id)

    @property
    def figures(self) -> Figures:
        """What is counted of all rows."""
        if self._figures is None:
            self._figures = Figures(self.people, self.lines, self.targets, self._standing_with, self._lacks)
        return self._figures

    def standing(self, person_id: int) -> Standing:
        """Return whether a person counts in the plan, else why not; whoever has a pick does."""
        return self._standing_with(person_id, self.lines[person_id])

    def _standing_with(self, person_id: int, line: Line) -> Standing:
        ground = self._doubtful.get(person_id, Standing.COUNTS)
        cells = line.cells.values() if ground != Standing.COUNTS else ()
        if any(cell.is_pick and not cell.is_put_aside for cell in cells):
            return Standing.COUNTS
        return ground

    def counts(self, person_id: int) -> bool:
        """Say whether a person counts in the plan."""
        return self.standing(person_id) == Standing.COUNTS

    def not_counting(self) -> Mapping[int, Standing]:
        """Return who does not count in the plan, with the reason."""
        return self.figures.away

    def people_shown(self, shown: Shown) -> list[PersonRow]:
        """Return who counts in the plan, or also who has left, or everybody."""
        away = self.not_counting()
        return [
            person for person in self.people.values() if is_shown(away.get(person.id, Standing.COUNTS), shown)
        ]

    def others(self, shown: Literal["left", "all"]) -> list[PersonRow]:
        """Return who does not count in the plan: those who have left, or all."""
        away = self.not_counting()
        return [self.people[person_id] for person_id, why in away.items() if is_shown(why, shown)]

    def teams(self) -> set[str]:
        """Return the teams of all people."""
        return {person.team for person in self.people.values()}

    def lacks(self, person_id: int) -> bool:
        """Say whether something required is missing that nobody has put off or declined."""
        return self._lacks(self.lines[person_id])

    def _lacks(self, line: Line) -> bool:
        refused = (self.courses[key].days for key, cell in line.cells.items() if cell.is_missing)
        return bool(line.totals.gap) and line.totals.gap > sum(refused, Decimal(0))

    def picks_of(self, people: Iterable[int]) -> tuple[Pair, ...]:
        """Return all cells of these people that are picked."""
        return tuple(
            (person_id, course_id)
            for person_id in people
            for course_id, cell in self.lines[person_id].cells.items()
            if cell.is_pick
        )

    def in_order(self, course_ids: Iterable[int]) -> list[int]:
        """Put courses in order: those that tracks require as in the paths, then the others by title."""
        return sorted(course_ids, key=self._places.__getitem__)

    def used_courses(self, people: Iterable[int]) -> set[int]:
        """Return the courses that somebody of these has picked or needs."""
        return {course_id for person_id in people for course_id in self.lines[person_id].cells}

    def matches(self, person_id: int, words: Iterable[str]) -> bool:
        """Say whether each word is in the person's name, id, team, title, location or track."""
        text = self._texts.get(person_id)
        if text is None:
            text = self._texts[person_id] = search_text(self.people[person_id])
        return all(word in text for word in words)

    def replace_lines(self, lines: dict[int, Line]) -> None:
        """Hold rows as they are now."""
        for person_id, line in lines.items():
            if self._figures is not None:
                self._figures.replace(person_id, self.lines[person_id], line)
            self.lines[person_id] = line
            self._note_owner(person_id, line)

    def change_marks(self, marks: Marks) -> dict[int, Line]:
        """Mark these problems and no others; return the rows that look different by that."""
        before, self.marks = self.marks, marks
        touched = {
            person_id
            for person_id in before.keys() | marks.keys()
            if before.get(person_id) != marks.get(person_id) and person_id in self.lines
        }
        return self._marked(
            {person_id: self._plain.get(person_id, self.lines[person_id]) for person_id in touched}
        )

    def _marked(self, lines: dict[int, Line]) -> dict[int, Line]:
        """Return rows, given without problems, with those that are known."""
        found = {}
        for person_id, line in lines.items():
            texts = self.marks.get(person_id)
            if texts:
                self._plain[person_id] = line
            else:
                self._plain.pop(person_id, None)
            found[person_id] = mark_line(line, texts) if texts else line
        return found

    def track_totals(self) -> Mapping[int | None, Totals]:
        """Return the totals of who counts by primary track; None for the people without one."""
        return self.figures.track_totals

    def track_targets(self) -> Mapping[int | None, Decimal]:
        """Return the days aimed at by primary track, of the tracks in which somebody has a target."""
        return self.figures.track_targets

    def lines_touched(self, actions: Actions, change: Change) -> dict[int, Line] | None:
        """Return the rows, as they are now, that an edit of picks and seats changes; None when too many.

        Those of whoever shares a session with somebody whose seat changed are among them: people
        move up, and costs are shared.
        """
        picks, seats = (change.keys.get(table, frozenset()) for table in ("pick", "seat"))
        if decided := change.keys.get("pick_decision", frozenset()):
            found = actions.read(decided_picks, decided) if len(decided) <= FEW else ()
            if len(found) < len(decided):
                return None  # many, or one is gone, and nobody knows whose it was
            picks |= frozenset(found)
        if len(picks) + len(seats) > 4 * FEW:
            return None
        people, unknown = self._owners(picks, seats)
        added, known = actions.read(people_of, self.plan.id, picks, seats)
        people |= added
        if unknown - known or len(people) > FEW or people - self.people.keys():
            return None
        lines = self._read(actions, people)
        if lines.keys() != people:
            return None  # whoever is not employed counts by a pick alone
        others = self._company(actions, lines, seats) - people
        if len(others) > FEW:
            return None
        if seats:
            self.nobody = actions.read(read_nobody, self.plan.id)
        return lines | self._read(actions, others)

    def _read(self, actions: Actions, people: Collection[int]) -> dict[int, Line]:
        return self._marked(actions.read(read_lines, self.plan.id, people)) if people else {}

    def _owners(self, picks: Collection[int], seats: Collection[int]) -> tuple[set[int], set[int]]:
        """Return the people who had these picks and seats, and the seats that nobody had."""
        if not self._pick_owner:
            cells = [(key, cell) for key, line in self.lines.items() for cell in line.cells.values()]
            self._pick_owner = {cell.pick_id: key for key, cell in cells if cell.pick_id is not None}
            self._seat_owner = {cell.seat_id: key for key, cell in cells if cell.seat_id is not None}
        people = {self._pick_owner[pick] for pick in picks if pick in self._pick_owner}
        people |= {self._seat_owner[seat] for seat in seats if seat in self._seat_owner}
        return people, {seat for seat in seats if seat not in self._seat_owner}

    def _note_owner(self, person_id: int, line: Line) -> None:
        """Remember whose picks and seats these are; ids are never given out twice."""
        for cell in line.cells.values():
            if cell.pick_id is not None:
                self._pick_owner[cell.pick_id] = person_id
            if cell.seat_id is not None:
                self._seat_owner[cell.seat_id] = person_id

    def _company(self, actions: Actions, after: dict[int, Line], seats: Collection[int]) -> set[int]:
        """Return the people in the sessions that these seats were in, or are in *after* the change."""
        lines = [self.lines[person] for person in after] + list(after.values()) if seats else []
        cells = (cell for line in lines for cell in line.cells.values() if cell.seat_id in seats)
        sessions = {cell.session_id for cell in cells if cell.session_id is not None}
        # Whose seat is gone was touched, and is read again by that.
        return actions.read(people_in, self.plan.id, sessions) & self.lines.keys() if sessions else set()


def load_snapshot(actions: Actions) -> PlanSnapshot | None:
    """Read the plan shown at once; None when there is no plan."""
    steps = load_in_steps(actions)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast("PlanSnapshot | None", end.value)


def load_in_steps(actions: Actions) -> Generator[None, None, PlanSnapshot | None]:
    """Read the plan shown, one thing after the other; None when there is no plan.

    The problems of many people are marked when they have been looked for, so that the page is there
    sooner; :meth:`PlanSnapshot.change_marks` takes them then.
    """
    plan_id = actions.plan_id
    plan = next((plan for plan in actions.read(list_plans) if plan.id == plan_id), None)
    if plan is None:
        return None
    people = sorted(actions.read(list_people), key=lambda person: natural_key(person.name))
    yield
    picks = actions.read(list_pick_statuses, plan.id, put_aside=True)
    yield
    lines = actions.read(read_lines, plan.id, pick_statuses=picks)
    yield
    targets = actions.read(person_targets, plan.id, counting=lines.keys())
    managers = actions.read(direct_managers)
    yield
    nothing = Line({}, Totals())
    snapshot = PlanSnapshot(
        plan,
        {person.id: person for person in people},
        {column.course_id: column for column in actions.read(list_columns)},
        tuple(actions.read(list_tracks)),
        {person.id: lines.get(person.id, nothing) for person in people},
        actions.read(plan_currency, plan.id),
        actions.read(read_standings, plan.id, picks=False),
        targets,
        managers,
        nobody=actions.read(read_nobody, plan.id),
    )
    snapshot.lines |= snapshot.change_marks(actions.problem_monitor.marks(plan.id, wait=len(people) > FEW))
    return snapshot


def search_text(person: PersonRow) -> str:
    """Return all by which a person is found, as :func:`search_words` has the words."""
    said = (person.name, person.employee_id, person.team, person.job_title, person.location, person.track)
    return plain("\n".join(said))


def search_words(text: str) -> tuple[str, ...]:
    """Return the words that were typed, without case and accents."""
    return tuple(plain(text).split())
