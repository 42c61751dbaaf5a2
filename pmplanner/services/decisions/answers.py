"""What managers answered, held against the plan as it is now: what can be merged, and what contradicts.

Nothing is guessed and nothing overwritten in silence. A row is new, says what holds already, is not
answered, contradicts what has become of the plan since it was asked (and is merged only where somebody
chooses so), or cannot be merged at all.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.approval_layout import (
    ANSWER,
    DAYS,
    REMARK,
    ROW_ID,
    SWAP_FOR,
    RowId,
    parse_row_id,
    row_id,
)
from pmplanner.exchange.approval_reading import AnswerRow, answer_of
from pmplanner.exchange.numbers import parse_days
from pmplanner.models import Pick, Plan, TrainingSession
from pmplanner.models.statuses import Decision
from pmplanner.sentences import marked, resaid, said
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.decisions.asking import course_label, is_over
from pmplanner.services.lookup import among, fold, get
from pmplanner.services.people.people import list_people
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses
from pmplanner.services.plans.content import Decided, read_decided
from pmplanner.services.settings import workspace_mark

State = Literal["new", "same", "open", "contradicts", "wrong"]

DECISIONS = {
    "agree": Decision.APPROVED,
    "later": Decision.LATER,
    "swap": Decision.DECLINED,
    "no": Decision.DECLINED,
}
"""What each answer decides; a swap picks another course besides."""

_DECIDED = {
    Decision.APPROVED: marked("It was approved on {day}."),
    Decision.LATER: marked("It was put off on {day}."),
    Decision.DECLINED: marked("It was declined on {day}."),
}
_DECIDED_SOMETIME = {
    Decision.APPROVED: marked("It is approved by now."),
    Decision.LATER: marked("It is put off by now."),
    Decision.DECLINED: marked("It is declined by now."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A row that came back, and what would become of it."""

    id: int
    """Its place among all rows that were read."""
    row: AnswerRow
    state: State
    reason: str = ""
    """Why it is not merged by itself, in a sentence."""
    field: str = ""
    """The column that the reason is about."""
    answer: str = ""
    """One of ANSWER_WORDS; "" for none, or one that is not known."""
    remark: str = ""
    pick_id: int | None = None
    person_id: int | None = None
    course_id: int | None = None
    person: str = ""
    """As called now, or as the file says where the pick is gone."""
    course: str = ""
    swap_id: int | None = None
    swap: str = ""

    @property
    def takeable(self) -> bool:
        """Whether it can be merged, be it by choice."""
        return self.state in ("new", "contradicts")

    @property
    def column(self) -> str:
        """The letter of the column that the reason is about; "" where the file has none."""
        return self.row.column(self.field) if self.field else ""


def match_answers(db: Session, plan_id: int, rows: Sequence[AnswerRow], today: dt.date) -> list[Answer]:
    """Return what would become of each row in a plan; nothing is changed.

    What only has no answer and no remark is "open". *today* tells which sessions are over.
    """
    matching = _Matching(db, plan_id, rows, today)
    found = [matching.match(place, row) for place, row in enumerate(rows)]
    return _swapped_twice(_answered_twice(found))


class _Wrong(Exception):  # noqa: N818 - what is wrong with a row, and no fault
    """Why a row cannot be merged."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


class _Matching:
    """Finds what rows are about, and what has become of it."""

    def __init__(self, db: Session, plan_id: int, rows: Iterable[AnswerRow], today: dt.date) -> None:
        self._plan = get(db, Plan, plan_id)
        self._today, self._mark = today, workspace_mark(db)
        self._picks = {pick.pick_id: pick for pick in list_pick_statuses(db, plan_id, put_aside=True)}
        self._decisions = read_decided(db, plan_id)
        self._people = {
            row.id: row.name for row in list_people(db, {pick.person_id for pick in self._picks.values()})
        }
        self._courses = _Courses(db)
        self._picked = {(pick.person_id, pick.course_id) for pick in self._picks.values()}
        self._by_what = {self._id_of(pick).what: pick for pick in self._picks.values()}
        self._elsewhere = _plans_of(db, rows, self._picks)
        self._locked = set(
            db.scalars(
                select(TrainingSession.id).where(TrainingSession.plan_id == plan_id, TrainingSession.locked)
            )
        )

    def _id_of(self, pick: PickStatus) -> RowId:
        return row_id(self._mark, self._plan.id, pick.pick_id, pick.person_id, pick.course_id, pick.attempt)

    def match(self, place: int, row: AnswerRow) -> Answer:
        """Return what would become of a row."""
        answer = Answer(place, row, "wrong", person=row.person, course=row.course, remark=row.remark)
        try:
            pick, doubt = self._find(row)
            answer = replace(
                answer,
                pick_id=pick.pick_id,
                person_id=pick.person_id,
                course_id=pick.course_id,
                person=self._people[pick.person_id],
                course=self._courses.label(pick.course_id),
            )
            if not row.answer:
                return _unanswered(answer)
            answer = self._understood(answer, pick)
            self._refuse_over(answer, pick)
        except _Wrong as wrong:
            if not (row.answer or row.swap_for or row.remark):
                return replace(answer, state="open")
            return replace(answer, reason=wrong.reason, field=wrong.field)
        return self._compared(answer, pick, doubt)

    def _find(self, row: AnswerRow) -> tuple[PickStatus, str]:
        """Return the pick that a row is about, and what makes that doubtful; raise _Wrong for none."""
        if not row.row_id:
            raise _Wrong(said("The row has no row id, so nobody knows what it is about."), ROW_ID)
        key = parse_row_id(row.row_id)
        if key is None:
            raise _Wrong(said("“{text}” is no row id of ours.", text=row.row_id), ROW_ID)
        pick = self._picks.get(key.pick_id)
        if pick is not None:
            now = self._id_of(pick)
            if key == now:
                return pick, ""
            if key.plan == now.plan:
                return pick, said("It is about another person or course than when it was asked.")
            raise _Wrong(said("It comes from another workspace."), ROW_ID)
        again = self._by_what.get(key.what)
        if again is not None:
            return again, said("It was taken back and picked again since it was asked.")
        if key.pick_id in self._elsewhere:
            plan = self._elsewhere[key.pick_id]
            raise _Wrong(said("It was asked in the plan “{plan}”.", plan=plan), ROW_ID)
        if key.plan != row_id(self._mark, self._plan.id, key.pick_id, 0, 0, 0).plan:
            raise _Wrong(said("It was not asked in this plan."), ROW_ID)
        raise _Wrong(said("The pick was taken back since it was asked."), ROW_ID)

    def _understood(self, answer: Answer, pick: PickStatus) -> Answer:
        """Return what the words say; raise _Wrong for what says nothing, or two things."""
        row = answer.row
        known = answer_of(row.answer)
        if known is None:
            raise _Wrong(said("“{text}” is no answer that is known.", text=row.answer), ANSWER)
        word, named = known
        if word != "swap":
            if row.swap_for:
                raise _Wrong(said("It names a course to swap for, but the answer is another one."), SWAP_FOR)
            return replace(answer, answer=word)
        wanted = row.swap_for or named
        if not wanted:
            raise _Wrong(said("It does not say which course to swap for."), SWAP_FOR)
        if row.swap_for and named and self._courses.find(row.swap_for) != self._courses.find(named):
            raise _Wrong(said("It names two courses to swap for."), SWAP_FOR)
        swap_id = self._courses.find(wanted)
        if swap_id is None:
            raise _Wrong(said("There is no course “{text}” in the catalogue.", text=wanted), SWAP_FOR)
        decision = self._decisions.get(pick.pick_id)
        is_so = decision is not None and decision.swap_course_id == swap_id
        if swap_id == pick.course_id:
            raise _Wrong(said("It is to be swapped for the same course."), SWAP_FOR)
        if (pick.person_id, swap_id) in self._picked and not is_so:
            text = self._courses.label(swap_id)
            raise _Wrong(said("{course} is picked already.", course=text), SWAP_FOR)
        return replace(answer, answer=word, swap_id=swap_id, swap=self._courses.label(swap_id))

    def _refuse_over(self, answer: Answer, pick: PickStatus) -> None:
        """Raise _Wrong where the course was taken by now, or is being held for good."""
        if pick.status == DONE:
            raise _Wrong(said("The course is done by now."), ANSWER)
        if answer.answer == "agree":
            return
        if is_over(pick, self._today):
            raise _Wrong(said("Its session {code} has been held by now.", code=pick.session_code), ANSWER)
        if pick.session_id in self._locked:
            raise _Wrong(said("Its session {code} is locked.", code=pick.session_code), ANSWER)

    def _compared(self, answer: Answer, pick: PickStatus, doubt: str) -> Answer:
        """Return a row that could be merged as what it is: new, as it is already, or against what is."""
        decision = self._decisions.get(pick.pick_id)
        if decision is not None and decision.decision != Decision.PROPOSED:
            return self._held_against(answer, decision)
        if doubt:
            return replace(answer, state="contradicts", reason=doubt, field=ROW_ID)
        asked_days = _days(answer.row.days)
        if asked_days is not None and asked_days != pick.days:
            reason = said(
                "It takes {days} days now; asked was about {asked}.",
                days=_plain(pick.days),
                asked=_plain(asked_days),
            )
            return replace(answer, state="contradicts", reason=reason, field=DAYS)
        return replace(answer, state="new")

    def _held_against(self, answer: Answer, decision: Decided) -> Answer:
        """Return an answer about what is decided by now."""
        same = decision.decision == DECISIONS[answer.answer] and decision.swap_course_id == answer.swap_id
        if same and answer.remark in ("", decision.note):
            return replace(answer, state="same")
        if same:
            return replace(
                answer,
                state="contradicts",
                reason=said("It is decided so already, with another remark."),
                field=REMARK,
            )
        words = _DECIDED if decision.decided_on is not None else _DECIDED_SOMETIME
        reason = resaid(words[Decision(decision.decision)], day=decision.decided_on)
        return replace(answer, state="contradicts", reason=reason, field=ANSWER)


class _Courses:
    """The courses of the catalogue, by what files call them."""

    def __init__(self, db: Session) -> None:
        courses = list_courses(db)
        self._labels = {course.id: course_label(course) for course in courses}
        titles = Counter(fold(course.title) for course in courses)
        self._known = {fold(course.title): course.id for course in courses if titles[fold(course.title)] == 1}
        self._known |= {fold(course.code): course.id for course in courses}
        self._known |= {fold(label): course_id for course_id, label in self._labels.items()}

    def label(self, course_id: int) -> str:
        return self._labels[course_id]

    def find(self, text: str) -> int | None:
        """Return the course of a label, a code, or a title that only one has."""
        found = self._known.get(fold(text))
        if found is None and text.rstrip().endswith(")") and "(" in text:
            # The title may be another one by now; the code says which it is.
            found = self._known.get(fold(text.rstrip()[:-1].rpartition("(")[2]))
        return found


def _plans_of(db: Session, rows: Iterable[AnswerRow], known: Collection[int]) -> dict[int, str]:
    """Return the plan of each pick that rows name and that is none of those known."""
    named = {key.pick_id for row in rows if (key := parse_row_id(row.row_id)) is not None} - set(known)
    if not named:
        return {}
    query = select(Pick.id, Plan.name).join(Plan, Plan.id == Pick.plan_id).where(*among(Pick.id, named))
    return {pick_id: plan for pick_id, plan in db.execute(query) if pick_id in named}


def _unanswered(answer: Answer) -> Answer:
    if answer.row.swap_for:
        reason = said("It names a course to swap for, but has no answer.")
        return replace(answer, reason=reason, field=ANSWER)
    if answer.remark:
        return replace(answer, reason=said("It has a remark, but no answer."), field=ANSWER)
    return replace(answer, state="open")


def _answered_twice(answers: Sequence[Answer]) -> list[Answer]:
    """Let of several rows about a pick one stand where they agree, and none where they do not."""
    by_pick: dict[int, list[Answer]] = defaultdict(list)
    for each in answers:
        if each.pick_id is not None and each.row.answer:
            by_pick[each.pick_id].append(each)
    changed: dict[int, Answer] = {}
    for rows in by_pick.values():
        changed |= {each.id: each for each in _of_one_pick(rows)}
    return [
        replace(each, state="same", reason="", field="")
        if each.state == "open" and each.pick_id in by_pick
        else changed.get(each.id, each)
        for each in answers
    ]


def _of_one_pick(rows: Sequence[Answer]) -> Iterator[Answer]:
    if len({_what(each) for each in rows}) > 1:
        for each in rows:
            other = next(one for one in rows if _what(one) != _what(each))
            # What else is said against it stays said.
            reason = " ".join(filter(None, (each.reason, _answered_otherwise(other))))
            yield (
                each
                if each.state == "wrong"
                else replace(each, state="contradicts", field=ANSWER, reason=reason)
            )
        return
    first, *further = rows
    remarks = list(dict.fromkeys(each.remark for each in rows if each.remark))
    yield replace(first, remark="\n".join(remarks)) if first.takeable else first
    for each in further:
        yield replace(each, state="same", reason="", field="") if each.takeable else each


def _what(answer: Answer) -> tuple[str, int | str | None]:
    """Return what a row answers; one that is not understood is another answer than all others."""
    return (answer.answer, answer.swap_id) if answer.answer else ("", fold(answer.row.answer))


def _answered_otherwise(other: Answer) -> str:
    return said(
        "{file}, row {row}, answers otherwise: {answer}.",
        file=other.row.file,
        row=other.row.number,
        answer=other.row.answer,
    )


def _swapped_twice(answers: Sequence[Answer]) -> list[Answer]:
    """Let no two picks of somebody be swapped for the same course."""
    wanted = Counter(
        (each.person_id, each.swap_id) for each in answers if each.state == "new" and each.swap_id
    )
    return [
        replace(
            each,
            state="contradicts",
            field=SWAP_FOR,
            reason=said("Another pick of {person} is swapped for the same course.", person=each.person),
        )
        if each.state == "new" and each.swap_id and wanted[each.person_id, each.swap_id] > 1
        else each
        for each in answers
    ]


def _days(text: str) -> Decimal | None:
    """Return the days that a file says; None where it says none that can be read."""
    try:
        return parse_days(text) if text else None
    except ValueError:
        return None


def _plain(days: Decimal) -> str:
    return f"{days.normalize():f}"
