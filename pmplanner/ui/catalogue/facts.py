"""All that is known of a course, to read: facts, what comes before it, certificates, its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from pmplanner.services.catalog.courses import CertificateRow, CourseRow
from pmplanner.services.views.course_usage import CourseUse
from pmplanner.ui.core.course_book import Courses
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import (
    format_days,
    format_number,
    format_period,
    format_price,
    starting_large,
)
from pmplanner.ui.widgets.layouts import STRETCH, as_column
from pmplanner.ui.widgets.text import Rich, RichLabel, first_address, rich, rich_join, rich_linked


@dataclass(frozen=True, slots=True)
class ShownCourse:
    """A course with what belongs to it."""

    course: CourseRow
    tracks: str
    others: Courses
    """The courses that it names, by id."""
    certificates: Sequence[CertificateRow]
    use: CourseUse


class Facts(QWidget):
    """Headings and sentences; a course that is named can be clicked."""

    course_requested = Signal(object)
    """Show another course; payload: its id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = RichLabel(self)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setOpenExternalLinks(False)
        self.text.setAccessibleName(self.tr("Facts about the course"))
        self.text.linkActivated.connect(self._follow)
        as_column(self, self.text, STRETCH, margins=(0, 8, 12, 8))

    def show_facts(self, facts: ShownCourse) -> None:
        """Show a course."""
        blocks = [rich("<p>%1</p>", facts.course.description)] if facts.course.description else []
        blocks += [rich("<p><b>%1</b><br>%2</p>", name, value) for name, value in self._parts(facts) if value]
        self.text.show_rich(rich_join("", blocks))

    def _parts(self, facts: ShownCourse) -> list[tuple[str, str]]:
        """Headings with what stands below them: text, or HTML of ours."""
        course = facts.course
        return [
            (self.tr("Tracks"), facts.tracks),
            (self.tr("Skills"), ", ".join(course.skills)),
            (self.tr("Format"), course.format),
            (self.tr("Needs first"), self._links(course.requires, facts.others)),
            (self.tr("Counts as"), self._links(course.counts_as, facts.others)),
            (self.tr("Certificates"), rich_join("<br>", map(self._certificate, facts.certificates))),
            (self.tr("Seats"), self._seats(course)),
            (self.tr("Price of a seat"), format_price(course.cost, course.currency)),
            (self.tr("Must be taken again"), self._validity(course)),
            (self.tr("Used"), rich_join("<br>", use_lines(facts.use))),
            (self.tr("Source of the facts"), rich_linked(course.source)),
            (self.tr("Note"), course.note),
        ]

    def _links(self, ids: Sequence[int], others: Courses) -> Rich:
        known = (i for i in ids if i in others)
        return rich_join("<br>", (rich('<a href="%1">%2</a>', i, others[i].title) for i in known))

    def _certificate(self, certificate: CertificateRow) -> Rich:
        text = f"{certificate.name} ({certificate.issuer})"
        if certificate.renewal_months:
            text += ": " + tr("renewed every %1 months", str(certificate.renewal_months))
        if certificate.units:
            text += tr(" with %1 %2", str(certificate.units), certificate.unit)
        text = "; ".join(filter(None, (text, certificate.rule)))
        return rich_join("<br>", filter(None, (text, rich_linked(certificate.source))))

    def _seats(self, course: CourseRow) -> str:
        low, high = course.min_seats, course.max_seats
        if low is not None and high is not None:
            return tr("%1 to %2", str(low), str(high))
        if high is not None:
            return tr("at most %1", str(high))
        return "" if low is None else tr("at least %1", str(low))

    def _validity(self, course: CourseRow) -> str:
        if course.valid_months is None:
            return ""
        return tr("after %1 months", str(course.valid_months))

    def _follow(self, link: str) -> None:
        if link.isdecimal():
            self.course_requested.emit(int(link))
        elif first_address(link) == link:
            QDesktopServices.openUrl(QUrl(link))


def headline(course: CourseRow) -> str:
    """Return code, days, level and provider in a line."""
    days = f"{format_days(course.days)} d"
    return " · ".join(filter(None, (course.code, days, starting_large(course.level), course.provider)))


def use_lines(use: CourseUse) -> list[str]:
    """Return in sentences where a course is used: picks, each session, completions."""
    lines = []
    if use.picks:
        lines.append(plural(use.picks, "1 pick in this plan", "%1 picks in this plan"))
    if use.completions:
        lines.append(plural(use.completions, "1 completion so far", "%1 completions so far"))
    for run in use.sessions:
        booked = tr("%1 booked", format_number(run.booked))
        parts = (run.code, format_period(run.first_day, run.last_day), run.status, booked)
        lines.append(tr("Session %1", " · ".join(filter(None, parts))))
    return lines or [tr("Not used in this plan.")]
