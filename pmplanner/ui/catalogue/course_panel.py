"""The panel beside the list: a course to read, a custom one to change, or a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget
from sqlalchemy.orm import Session

from pmplanner.services.catalog.courses import (
    CourseRow,
    add_course,
    change_what_holds,
    copy_course,
    course_certificates,
    remove_course,
)
from pmplanner.services.people.tracks import TrackRow
from pmplanner.services.views.course_usage import course_use
from pmplanner.storage.labels import Label
from pmplanner.ui.catalogue.course_form import CourseForm
from pmplanner.ui.catalogue.course_table import CourseLine
from pmplanner.ui.catalogue.extras import CourseExtras
from pmplanner.ui.catalogue.facts import Facts, ShownCourse, headline, use_lines
from pmplanner.ui.catalogue.link_list import LinkList
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_book import CourseBook
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, icon_button, plain_button
from pmplanner.ui.widgets.card import Card, muted_label, problem_label
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.choices import Find
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea

_NAMED = 8
"""How many of several courses are named."""


class CoursePanel(Card):
    """Shows one course."""

    course_requested = Signal(object)
    """Show another course; payload: its id."""
    new_ended = Signal()
    """The form of a new course was closed; no payload."""
    session_made = Signal(object)
    """A public date became a session of the plan shown; payload: the session's id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=16)
        self._actions = actions
        self._course: CourseRow | None = None
        self._lines: tuple[CourseLine, ...] = ()
        self._new = False
        # From the outside in: what is put into another place is dressed anew with all that is in it.
        self.stack = QStackedWidget(self)
        self._areas = [UpDownArea(self.stack) for _ in range(3)]
        self._places = [area.make_inside() for area in self._areas]
        own = self._own = QWidget(self._places[1])
        self.name = muted_label("", self)
        self.name.setProperty("title", True)
        self.name.setProperty("muted", False)
        self.name.setWordWrap(True)
        self.about = muted_label("", self)
        self.about.setWordWrap(True)
        self.notice = muted_label("", self, small=True)
        self.notice.setWordWrap(True)
        self.copy = plain_button(self.tr("Copy to change it"), self, "copy")
        self.own = plain_button(self.tr("Own facts"), self, "edit")
        self.own.setToolTip(self.tr("Price, seats, validity, short title and note of this workplace"))
        self.remove = icon_button("delete", self.tr("Remove this course"), self)
        self.facts = Facts(self._places[0])
        self.form = CourseForm(own)
        self.requires = LinkList(self.tr("Needs first"), self.tr("Nothing comes first."), own)
        self.counts_as = LinkList(self.tr("Counts as"), self.tr("It counts as no other course."), own)
        self.cancel_button = plain_button(self.tr("Cancel"), self)
        self.create_button = PrimaryButton(self.tr("Create course"), self)
        self.reason = problem_label("", own)
        self.hint = EmptyHint(
            "catalogue", self.tr("No course selected"), self.tr("Select one in the list."), self.stack
        )
        self.used = muted_label("", own)
        self.used.setWordWrap(True)
        self.extras = CourseExtras(actions, self)
        self._lay_out()
        self._connect()
        self.show_line(None)

    def _lay_out(self) -> None:
        top = as_row(None, (self.name, 1), (self.remove, 0, Qt.AlignmentFlag.AlignTop))
        own = self._own
        as_column(
            own, self.form, self.requires, self.counts_as, self.reason, 8, self.used, margins=(0, 8, 12, 8)
        )
        # What the workspace adds stands below the facts or the form, whichever is shown.
        for place, widget in zip(self._places, (self.facts, own, QWidget(self._places[2])), strict=True):
            _fill(place, widget)
        buttons = as_row(None, STRETCH, self.cancel_button, self.create_button)
        for area in self._areas:
            self.stack.addWidget(area)
        self.stack.addWidget(self.hint)
        self.body.setSpacing(4)
        self.body.addLayout(top)
        self.body.addWidget(self.about)
        self.body.addWidget(self.notice)
        self.body.addLayout(as_row(None, self.copy, self.own, STRETCH, spacing=8))
        self.body.addWidget(self.stack, 1)
        self.body.addLayout(buttons)

    def _connect(self) -> None:
        self.copy.clicked.connect(self.copy_it)
        self.own.clicked.connect(self.show_own_facts)
        self.remove.clicked.connect(self.remove_it)
        self.facts.course_requested.connect(self.course_requested)
        self.extras.copies.course_requested.connect(self.course_requested)
        self.extras.dates.session_made.connect(self.session_made)
        self.form.finished.connect(self._apply)
        self.requires.changed.connect(partial(self._apply, "requires"))
        self.counts_as.changed.connect(partial(self._apply, "counts_as"))
        self.create_button.clicked.connect(self._create)
        self.cancel_button.clicked.connect(self._cancel)

    def know(
        self,
        courses: CourseBook,
        find: Find,
        tracks: Sequence[TrackRow],
        skills: Sequence[str],
        providers: Iterable[str],
    ) -> None:
        """Take note of all courses, tracks, skills and providers there are, and of how courses are found."""
        self._courses, self._find = courses, find
        self.form.know(tracks, skills, sorted(providers))

    def show_lines(self, lines: Sequence[CourseLine]) -> None:
        """Show the course that is selected, or how many are; a new one that is being typed stays."""
        self.show_line(lines[0] if len(lines) == 1 else None)
        self._lines = tuple(lines)
        if len(lines) > 1 and not self._new:
            own = sum(not line.course.bundled for line in lines)
            self._show_parts(
                self._places[2],
                title=tr("%1 courses selected", format_number(len(lines))),
                about=_named([line.course for line in lines]),
            )
            self.extras.show_several([line.course for line in lines])
            self.notice.setText(self.tr("Delete removes your own courses among them."))
            self.notice.setVisible(bool(own))

    def show_line(self, line: CourseLine | None) -> None:
        """Show a course, or that none is selected; a new one that is being typed stays."""
        if self._new:
            return
        self.hint.set_texts(self.tr("No course selected"), self.tr("Select one in the list."))
        self._lines = (line,) if line is not None else ()
        fresh = line is None or self._course is None or self._course.id != line.id
        self._course = line.course if line else None
        if line is None:
            self._show_parts(self.hint, title="")
            return
        course = line.course
        self._show_parts(
            self.facts if course.bundled else self.form, title=course.title, about=headline(course)
        )
        if course.bundled:
            self._show_facts(line)
        else:
            self.form.show_course(course, fresh)
            self._show_links(course)
            use = self._actions.read(course_use, self._actions.plan_id, course.id)
            self.used.setText(tr("Used: %1", "\n".join(use_lines(use))))
        self.extras.show_course(course)
        self.copy.setText(self.tr("Copy to change it") if course.bundled else self.tr("Copy"))
        self.notice.setText(self._notice(course))
        self.notice.setVisible(bool(self.notice.text()))

    def _notice(self, course: CourseRow) -> str:
        if course.withdrawn:
            return self.tr("The catalogue no longer lists this course. It stays because plans may use it.")
        if course.bundled:
            return self.tr("Comes with the catalogue. Own facts lie over it; copy it to change more.")
        return self.tr("Your own course. Each field is saved when you leave it.")

    def _show_facts(self, line: CourseLine) -> None:
        read, course = self._actions.read, line.course
        certificates = read(course_certificates, course.id)
        use = read(course_use, self._actions.plan_id, course.id)
        self.facts.show_facts(ShownCourse(course, line.tracks, self._courses, certificates, use))

    def _show_links(self, course: CourseRow | None) -> None:
        own = course.id if course else None
        self.requires.show_links(course.requires if course else (), self._courses, self._find, own)
        self.counts_as.show_links(course.counts_as if course else (), self._courses, self._find, own)

    def _show_parts(self, page: QWidget, *, title: str, about: str = "") -> None:
        editing = page is self.form
        several = page is self._places[2]
        place = 0 if page is self.facts else 1 if editing else 2 if several else 3
        self.stack.setCurrentIndex(place)
        if place < 3:
            column = self._places[place].layout()
            assert column is not None
            column.addWidget(self.extras)
        self.name.setText(title)
        self.about.setText(about)
        for widget, shown in (
            (self.name, bool(title)),
            (self.about, bool(about)),
            (self.notice, place != 3),
            (self.copy, place < 2 and not self._new),
            (self.own, place < 2 and not self._new),
            (self.remove, editing and not self._new),
            (self.requires, editing and not self._new),
            (self.counts_as, editing and not self._new),
            (self.used, editing and not self._new),
            (self.extras, place != 3 and not self._new),
            (self.create_button, self._new),
            (self.cancel_button, self._new),
            (self.reason, False),
        ):
            widget.setVisible(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up the form of a new course on Escape."""
        if self._new and event.key() == Qt.Key.Key_Escape:
            self._cancel()
        else:
            super().keyPressEvent(event)

    # What the user does

    def is_new(self) -> bool:
        """True while a new course is being typed."""
        return self._new

    def begin_new(self) -> None:
        """Show empty fields of a new course."""
        self._new = True
        self._course = None
        self._show_parts(self.form, title=self.tr("New course"))
        self.notice.setText(self.tr("A title and days are enough."))
        self.form.show_course(None, fresh=True)
        self.form.fields["title"].setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_it(self) -> None:
        """Copy the course as the user's own and show the copy."""
        if self._course is not None:
            label = Label.of("course.copy", course=self._course.title)
            copied = self._actions.do(label, copy_course, self._course.id)
            if copied is not None:
                self.course_requested.emit(copied)

    def show_own_facts(self) -> None:
        """Bring the own facts into sight, with the cursor in the price."""
        own = self.extras.own
        area = self.stack.currentWidget()
        if isinstance(area, QScrollArea) and (inside := area.widget()) is not None:
            area.verticalScrollBar().setValue(own.mapTo(inside, QPoint()).y())
        own.form.fields["cost"].setFocus(Qt.FocusReason.OtherFocusReason)

    def add_cost_item(self) -> None:
        """Open the form of a cost item of the course."""
        self.extras.items.form.open()

    def remove_it(self) -> None:
        """Remove the user's own courses that are selected; say of the others why they stay."""
        own = [line.course for line in self._lines if not line.course.bundled]
        if not own:
            self._say_bundled()
            return
        label = Label.of("course.remove", course=own[0].title)
        if len(own) > 1:
            label = Label.of("course.remove-several", count=len(own))

        def remove(db: Session) -> None:
            for course in own:
                remove_course(db, course.id)

        reason = self._actions.try_to(label, remove)
        self.reason.say(reason)
        if reason:
            self._actions.refused.emit(reason)

    def _say_bundled(self) -> None:
        if len(self._lines) == 1:
            text = self.tr("“%1” comes with the catalogue and stays. Only your own courses can be removed.")
            self._actions.refused.emit(put(text, self._lines[0].course.title))
        elif self._lines:
            text = self.tr("These courses come with the catalogue and stay. Only your own can be removed.")
            self._actions.refused.emit(text)

    def _apply(self, name: str, value: object) -> None:
        if self._new or self._course is None:
            return
        label = Label.of("course.change", course=self._course.title)
        before = getattr(self._course, name, None)
        reason = self._actions.try_to(label, change_what_holds, self._course.id, **{name: value})
        if name in self.form.fields:
            self.form.settle(name, reason, before)
            return
        self.reason.say(reason)

    def _create(self) -> None:
        values = self.form.values()
        if values is None:
            return
        made: list[int] = []
        label = Label.of("course.add", course=str(values["title"]))
        reason = self._actions.try_to(label, lambda db: made.append(add_course(db, **values)))  # type: ignore[arg-type]
        if reason:
            self.reason.say(reason)
            return
        self._end_new()
        self.course_requested.emit(made[0])

    def _cancel(self) -> None:
        self._end_new()

    def _end_new(self) -> None:
        self._new = False
        self.show_line(None)
        self.new_ended.emit()


def _fill(place: QWidget, widget: QWidget) -> None:
    """Put a widget into a column to which another one can be added."""
    column = as_column(place, margins=(0, 0, 0, 0), spacing=0)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    column.addWidget(widget)


def _named(courses: Sequence[CourseRow]) -> str:
    """Return days and prices of several courses together, and what they are called."""
    days = tr("%1 together", plural(sum(course.days for course in courses), "%1 day", "%1 days"))
    unknown = sum(course.cost is None for course in courses)
    prices = plural(unknown, "1 price unknown", "%1 prices unknown") if unknown else ""
    titles = "\n".join(course.title for course in courses[:_NAMED])
    more = len(courses) - _NAMED
    rest = plural(more, "and 1 more", "and %1 more") if more > 0 else ""
    return "\n".join(filter(None, (" · ".join(filter(None, (days, prices))), titles, rest)))
