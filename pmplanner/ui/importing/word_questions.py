"""What words of the file mean that nobody knows: each with a choice of ours."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFrame, QGridLayout, QScrollArea, QWidget

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.parsing import COURSE, Question, Words
from pmplanner.exchange.words import NONE, NUMBER
from pmplanner.services.importing.course_words import CourseChoice, CourseQuestion
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import mark, plural, tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.text import TextLabel, as_typed

_MOST_HEIGHT = 168
_COURSE_WIDTH = 24
_LIMIT = "from"
"""Stands among our words for numbers that mean one thing from a limit on, and another below it."""

_PASS_MARK = 60.0

_OURS = {
    "completed": mark("completed"),
    "passed": mark("passed"),
    "attended": mark("attended"),
    "failed": mark("failed"),
    "incomplete": mark("incomplete"),
    "none": mark("leave these rows out"),
    "open": mark("open"),
    "waiting": mark("waiting"),
    "booked": mark("booked"),
    "partly attended": mark("partly attended"),
    "absent": mark("absent"),
    "proposed": mark("proposed"),
    "approved": mark("approved"),
    "later": mark("put off"),
    "declined": mark("declined"),
    "refused": mark("refused"),
    "cancelled": mark("cancelled"),
    "done": mark("done"),
    "picked": mark("picked"),
    "scheduled": mark("has a seat on that day"),
    "required": mark("required (nothing to take)"),
    "employed": mark("employed"),
    "left": mark("left"),
}


class WordQuestions(QScrollArea):
    """A line for each word: how it stands in the file, how often, and what it means."""

    answered = Signal(object)
    """The user said what a word means; payload: Words, all that were said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        keep_sized(self.setMaximumHeight, _MOST_HEIGHT)
        self.boxes: dict[tuple[str, str], QComboBox] = {}
        self.limits: dict[str, QDoubleSpinBox] = {}
        """By field: from which number on a course is passed."""
        self._asked: tuple[str, tuple[tuple[str, str], ...]] = "", ()
        self.hide()

    def show_questions(
        self,
        layout: str,
        questions: Sequence[Question],
        said: Words,
        courses: Sequence[CourseQuestion] = (),
        choices: Sequence[CourseChoice] = (),
    ) -> None:
        """Ask about these words of a layout; *said* is what was said of them before.

        Of *courses* it is asked which of *choices* they are.
        """
        questions = [question for question in questions if question.field != COURSE]
        self.setVisible(bool(questions or courses))
        words = (*((q.field, q.word) for q in questions), *((COURSE, q.word) for q in courses))
        if (layout, set(words)) != (self._asked[0], set(self._asked[1])):
            grid = self._build(layout, questions)
            for place, course in enumerate(courses, len(questions) + 1):
                self._add_course(grid, place, course, choices)
            self._asked = layout, words
        for question in questions:
            self._show_answer(question, said.get(question.field, {}))
        for course in courses:
            box = self.boxes[COURSE, course.word]
            box.setCurrentIndex(max(box.findData(course.ours or ""), 0))

    def _add_course(
        self, grid: QGridLayout, place: int, question: CourseQuestion, choices: Sequence[CourseChoice]
    ) -> None:
        """Ask which course a name means: those with such a title first, then all others."""
        inner = grid.parentWidget()
        rows = plural(question.count, "%1 row", "%1 rows")
        text = tr("Course: “%1” (%2)", question.word, rows)
        label = TextLabel(as_typed(text), inner)
        label.setWordWrap(True)
        box = NoWheelComboBox(text, inner)
        box.setMinimumContentsLength(_COURSE_WIDTH)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(self.tr("Choose…"), "")
        for near in question.near:
            box.addItem(tr("%1 (%2)", near.title, near.code), near.code)
        box.addItem(_said(NONE), NONE)
        box.insertSeparator(box.count())
        for each in choices:
            if each not in question.near:
                box.addItem(tr("%1 (%2)", each.title, each.code), each.code)
        box.activated.connect(self._answer)
        label.setBuddy(box)
        self.boxes[COURSE, question.word] = box
        grid.setRowStretch(place, 0)
        grid.addWidget(label, place, 0)
        grid.addWidget(box, place, 1, 1, 2)
        grid.setRowStretch(place + 1, 1)

    def _build(self, layout: str, questions: Sequence[Question]) -> QGridLayout:
        inner = QWidget()
        inner.setProperty("plain", True)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, text in enumerate((self.tr("Word in the file"), self.tr("Means"))):
            grid.addWidget(muted_label(text, inner, small=True), 0, place)
        self.boxes, self.limits = {}, {}
        for place, question in enumerate(questions, 1):
            self._add(grid, place, question, layout)
        grid.setRowStretch(len(questions) + 1, 1)
        grid.setColumnStretch(0, 1)
        self.setWidget(inner)
        return grid

    def _add(self, grid: QGridLayout, place: int, question: Question, layout: str) -> None:
        inner = grid.parentWidget()
        label = TextLabel(as_typed(self._label(question)), inner)  # with a buddy, "&" would begin a key
        label.setWordWrap(True)
        box = NoWheelComboBox(self._label(question), inner)
        box.addItem(self.tr("Choose…"), "")
        field = LAYOUTS[layout].field(question.field)
        words = list(field.words.ours) if field is not None and field.words is not None else []
        for word in words:
            box.addItem(_said(word), word)
        if question.word == NUMBER and "passed" in words:
            box.addItem(self.tr("passed from"), _LIMIT)
        box.activated.connect(self._answer)
        label.setBuddy(box)
        self.boxes[question.field, question.word] = box
        grid.addWidget(label, place, 0)
        grid.addWidget(box, place, 1)
        if question.word == NUMBER:
            limit = QDoubleSpinBox(inner)
            limit.setRange(0, 1_000_000)
            limit.setDecimals(1)
            limit.setValue(_PASS_MARK)
            limit.setAccessibleName(self.tr("Passed from this number on"))
            limit.editingFinished.connect(self._answer)
            limit.hide()
            self.limits[question.field] = limit
            grid.addWidget(limit, place, 2)

    def _label(self, question: Question) -> str:
        if question.word == NUMBER:
            word = tr("numbers such as %1", ", ".join(question.examples))
        else:
            word = f"“{question.word}”" if question.word else self.tr("an empty cell")
        rows = plural(question.count, "%1 row", "%1 rows")
        return f"{question.heading}: {word} ({rows})"

    def _show_answer(self, question: Question, said: Mapping[str, str]) -> None:
        box = self.boxes[question.field, question.word]
        ours = question.ours or ""
        if question.word == NUMBER:
            limit = self.limits[question.field]
            marks = [key for key in said if key.startswith(">=")]
            if marks:
                ours = _LIMIT
                with QSignalBlocker(limit):
                    limit.setValue(float(marks[0].removeprefix(">=")))
            limit.setVisible(ours == _LIMIT)
        box.setCurrentIndex(max(box.findData(ours), 0))

    def _answer(self) -> None:
        words: dict[str, dict[str, str]] = {}
        for (field, word), box in self.boxes.items():
            ours = box.currentData()
            if ours == _LIMIT:
                mark = f"{self.limits[field].value():g}"
                words.setdefault(field, {}).update({f">={mark}": "passed", f"<{mark}": "failed"})
            elif ours:
                words.setdefault(field, {})[word] = ours
        self.answered.emit(words)


def _said(word: str) -> str:
    return tr(_OURS.get(word, word))
