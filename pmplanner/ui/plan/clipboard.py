"""Blocks of the matrix as tab-separated text, to a spreadsheet and back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pmplanner.services.lookup import fold
from pmplanner.services.plans.picks import Pair
from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.matrix_model import MatrixModel
from pmplanner.ui.plan.snapshot import PlanSnapshot
from pmplanner.ui.plan.texts import state_word
from pmplanner.ui.translation import tr

PICK_WORDS = frozenset({
    "x", "×", "✓", "✔", "☑", "●", "•", "1", "y", "yes", "true", "j", "ja", "wahr", "oui", "vrai", "s", "si",
    "sí", "verdadero", "pick", "picked", "waiting", "scheduled", "problem",
})  # fmt: skip
"""What picks, in whatever language the window has: files and colleagues bring their own."""

NO_WORDS = frozenset({
    "", "0", "-", "–", "—", "☐", "n", "no", "none", "false", "nein", "falsch", "non", "faux", "falso", "n/a",
    "na", "n.a.", "exempt", "exempted", "done", "not picked", "required", "credited", "no path", "put off",
    "later", "declined",
})  # fmt: skip
"""What picks nothing; "done" and "exempt" are facts, which a pick would not make true."""

_NOTHING = ("required", "credited", "met", "done", "later", "declined")
_MOST_NAMED = 5
"""So many words that are not understood are named."""

Lines = list[list[str]]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a text of a spreadsheet would pick, and what in it is not understood."""

    pairs: tuple[Pair, ...] = ()
    """The cells that it picks, as they stand in it."""
    outside: int = 0
    """Cells that would pick and lay beyond the matrix."""
    strangers: tuple[str, ...] = ()
    """Names, each with its place, that belong to nobody, or to no course."""
    unread: tuple[str, ...] = ()
    """Words, each with its place, that say neither yes nor no; with any of them nothing is picked."""
    wide: bool = False
    """Whether it is more than the block's own shape, or goes by names: to be looked at first."""


def block_text(model: MatrixModel, block: Block, *, headings: bool = False) -> str:
    """Return the states of the block's cells; with headings, names and titles around them.

    Whoever is selected by name gives all cells shown.
    """
    assert model.snapshot is not None
    people = block.cell_people or block.people
    courses = block.courses or tuple(model.courses)
    lines = [["", *(model.snapshot.courses[course].title for course in courses)]] if headings else []
    for person_id in people:
        cells = (model.snapshot.cell(person_id, course) for course in courses)
        names = [model.snapshot.people[person_id].name] if headings else []
        lines.append([*names, *(state_word(cell.state) if cell else "" for cell in cells)])
    return "\n".join("\t".join(" ".join(text.split()) for text in line) for line in lines)


def read_block(model: MatrixModel, block: Block, text: str) -> Pasted:
    """Return what a text of a spreadsheet picks.

    Where its first line names courses, or cells at the left of its lines name people, these say what
    is meant. Otherwise it is laid from the block's first cell on; one cell fills the whole block.
    """
    assert model.snapshot is not None
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n")]
    return _Reader(model, block, lines).read()


def says_pick(text: str) -> bool | None:
    """Return whether a word picks; None when it says neither yes nor no."""
    said = fold(text)
    ours = {word: fold(state_word(word)) for word in ("picked", "waiting", "scheduled", "problem")}
    if said in PICK_WORDS or said in ours.values() or said == fold(tr("yes")):
        return True
    nothing = {fold(state_word(word)) for word in _NOTHING}
    return False if said in NO_WORDS | nothing or said == fold(tr("no")) else None


@dataclass
class _Reader:
    """Reads one text; what it does not understand is kept with its place."""

    model: MatrixModel
    block: Block
    lines: Lines
    outside: int = 0
    strangers: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def read(self) -> Pasted:
        assert self.model.snapshot is not None
        names = _Names(self.model.snapshot)
        first = self.lines[0]
        if names.are_people(first) and names.are_courses(line[0] for line in self.lines):
            self.lines = _turned(self.lines)
            first = self.lines[0]
        by_course = names.are_courses(first)
        by_person = any(names.person(cell) for line in self.lines for cell in line[: _left(line)])
        if by_course or by_person:
            pairs = self._by_headings(names, by_course, by_person)
            return self._result(pairs, wide=True)
        return self._laid()

    def _result(self, pairs: Iterable[Pair], *, wide: bool) -> Pasted:
        found = tuple(dict.fromkeys(pairs))
        return Pasted(found, self.outside, tuple(self.strangers), tuple(self.unread), wide)

    # By position

    def _laid(self) -> Pasted:
        if not self.block.count:
            return self._result((), wide=False)
        if len(self.lines) == 1 and len(self.lines[0]) == 1:
            picks = self._picks(0, 0)
            return self._result(self.block.pairs() if picks else (), wide=False)
        courses = self._columns_from_here()
        people = self._people_from_here()
        pairs = []
        for line, cells in enumerate(self.lines):
            for place in range(len(cells)):
                if not self._picks(line, place):
                    continue
                if line < len(people) and place < len(courses):
                    pairs.append((people[line], courses[place]))
                else:
                    self.outside += 1
        return self._result(pairs, wide=not self._fits())

    def _fits(self) -> bool:
        """Whether the text is no higher and no wider than the block."""
        wide = max(map(len, self.lines))
        return len(self.lines) <= len(self.block.cell_people) and wide <= len(self.block.courses)

    def _people_from_here(self) -> list[int]:
        first = next(iter(self.block.cell_people or self.block.people), None)
        if first is None:
            return []
        rows = range(self.model.row_of(first), len(self.model.rows))
        return [person.id for row in rows if (person := self.model.person_at(row)) is not None]

    def _columns_from_here(self) -> list[int]:
        first = next((course for _, course in self.block.pairs()), None)
        return [] if first is None else self.model.courses[self.model.column_of(first) - 1 :]

    # By headings

    def _by_headings(self, names: "_Names", by_course: bool, by_person: bool) -> list[Pair]:
        # A line of titles of which none is known is still one: nothing may be laid by place below it.
        by_course = by_course or self._is_heading(names)
        left = self._first_mark(names, by_course)
        top = 1 if by_course else 0
        # So are names of which none is known.
        by_person = by_person or any(fold(cell) for line in self.lines[top:] for cell in line[:left])
        courses = (
            self._courses(names, left) if by_course else dict(enumerate(self._columns_from_here(), left))
        )
        below = dict(enumerate(self._people_from_here(), top))
        pairs = []
        for line in range(top, len(self.lines)):
            person = self._person(names, line, left) if by_person else below.get(line)
            for place in range(left, len(self.lines[line])):
                if (by_person and person is None) or (by_course and self._is_strange(courses, place)):
                    continue  # that is told by the name or the title
                if not self._picks(line, place):
                    continue
                if person is not None and place in courses:
                    pairs.append((person, courses[place]))
                else:
                    self.outside += 1
        return pairs

    def _is_strange(self, courses: dict[int, int], place: int) -> bool:
        """Whether a column has a title that is no course's."""
        return place not in courses and place < len(self.lines[0]) and bool(fold(self.lines[0][place]))

    def _is_heading(self, names: "_Names") -> bool:
        """Whether the first line names nobody and has words that are no marks."""
        first = self.lines[0]
        nobody = not any(names.person(cell) for cell in first)
        return nobody and any(says_pick(cell) is None for cell in first[1:])

    def _first_mark(self, names: "_Names", by_course: bool) -> int:
        """Return the place of the first column of marks; what stands before it says who is meant."""
        if by_course:
            known = (place for place, cell in enumerate(self.lines[0]) if names.course(cell))
            titled = next(known, None)
            if titled is not None:
                return self._first_marked(names, titled)
        named = [
            place
            for line in self.lines
            for place, cell in enumerate(line[: _left(line)])
            if names.person(cell)
        ]
        return max(named, default=-1) + 1

    def _first_marked(self, names: "_Names", titled: int) -> int:
        """Return the first column of marks up to the first whose title is known.

        What is marked under a title that is no course's is one, and is told as such.
        """
        for place in range(1, titled):
            cells = [line[place] for line in self.lines[1:] if place < len(line) and fold(line[place])]
            marked = any(map(says_pick, cells)) and all(says_pick(cell) is not None for cell in cells)
            if marked and fold(self.lines[0][place]) and not any(map(names.whose, cells)):
                return place
        return titled

    def _courses(self, names: "_Names", left: int) -> dict[int, int]:
        found = {}
        for place, cell in enumerate(self.lines[0][left:], left):
            ids = names.course(cell)
            if len(ids) == 1:
                found[place] = ids[0]
            elif fold(cell):
                self._note_stranger(cell, 0, place, len(ids))
        return found

    def _person(self, names: "_Names", line: int, left: int) -> int | None:
        """Return whom the cells at the left of a line name; None, kept as a stranger, for no one person."""
        said = [cell for cell in self.lines[line][:left] if fold(cell)]
        known = [ids for cell in said if (ids := names.whose(cell))]
        one = {ids[0] for ids in known if len(ids) == 1}
        if len(one) == 1:
            return one.pop()
        if any(says_pick(cell) for cell in self.lines[line][left:]):
            self._note_stranger(" ".join(said), line, 0, max(map(len, known), default=0))
        return None

    # What is not understood

    def _picks(self, line: int, place: int) -> bool:
        cell = self.lines[line][place]
        said = says_pick(cell)
        if said is None:
            self.unread.append(_at(cell, line, place))
        return bool(said)

    def _note_stranger(self, text: str, line: int, place: int, count: int) -> None:
        what = _at(text, line, place)
        self.strangers.append(tr("%1: there are %2 of that name", what, count) if count > 1 else what)


class _Names:
    """Finds people and courses by what a spreadsheet calls them."""

    def __init__(self, snapshot: PlanSnapshot) -> None:
        self._people: dict[str, dict[int, None]] = defaultdict(dict)
        self._courses: dict[str, dict[int, None]] = defaultdict(dict)
        for person in snapshot.people.values():
            first, last = person.first_name, person.last_name
            names = (f"{first} {last}", f"{last}, {first}", f"{last} {first}") if first and last else ()
            for name in (person.employee_id, person.email, person.name, *names):
                self._people[fold(name)][person.id] = None
        for course in snapshot.courses.values():
            for name in (course.code, course.title, f"{course.title} ({course.code})"):
                self._courses[fold(name)][course.course_id] = None
        for found in (self._people, self._courses):
            found.pop("", None)

    def whose(self, cell: str) -> list[int]:
        """Return the people of that employee id, e-mail or name."""
        return list(self._people.get(fold(cell), ()))

    def person(self, cell: str) -> list[int]:
        """Return the people of that name, where it is not known to be one: an id "1" may be a mark."""
        return [] if says_pick(cell) is not None else self.whose(cell)

    def course(self, cell: str) -> list[int]:
        """Return the courses of that code or title."""
        return list(self._courses.get(fold(cell), ()))

    def are_people(self, cells: Iterable[str]) -> bool:
        """Say whether any of these cells names somebody."""
        return any(self.person(cell) for cell in cells)

    def are_courses(self, cells: Iterable[str]) -> bool:
        """Say whether any of these cells names a course."""
        return any(self.course(cell) for cell in cells)


def name_some(said: Sequence[str]) -> str:
    """Return the first few of these, and how many more there are."""
    more = len(said) - _MOST_NAMED
    named = ", ".join(said[:_MOST_NAMED])
    return tr("%1 and %2 more", named, more) if more > 0 else named


def _left(line: Sequence[str]) -> int:
    """Return how many cells of a line stand before its first mark."""
    marks = (place for place, cell in enumerate(line) if fold(cell) and says_pick(cell) is not None)
    return next(marks, len(line))


def _turned(lines: Lines) -> Lines:
    """Return lines as columns."""
    wide = max(map(len, lines))
    return [[line[place] if place < len(line) else "" for line in lines] for place in range(wide)]


def _at(text: str, line: int, place: int) -> str:
    return tr("“%1” in row %2, column %3", " ".join(text.split()), line + 1, place + 1)


def by_person(pairs: Iterable[Pair]) -> Iterator[tuple[int, list[int]]]:
    """Yield each person with the courses that are picked for them."""
    found: dict[int, list[int]] = defaultdict(list)
    for person_id, course_id in pairs:
        found[person_id].append(course_id)
    yield from found.items()
