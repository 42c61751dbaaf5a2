"""The help in the window: the chapter of the page that is shown, and a search in all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextBlock, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QTextBrowser, QWidget

from pmplanner.services.lookup import fold
from pmplanner.ui.core.focus import can_focus
from pmplanner.ui.theme import theme_notifier
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import icon_button, link_button
from pmplanner.ui.widgets.help_text import (
    CHAPTERS,
    Section,
    anchor_of,
    chapter_text,
    chapter_title,
    sections,
)
from pmplanner.ui.widgets.inputs.choices import ChoiceField
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel

_EMS, _LEAST_EMS = 26, 18
"""Width of the panel, and the least, in letters."""
_INDENT = 18
"""Pixels by which lists stand further in."""
_GAP = 10
"""Pixels above a heading; half of it stands below what is a line of its own."""
_AROUND = 60
"""Letters of a text that was found, on each side of the word."""


class HelpPanel(QFrame):
    """Shows one chapter; Escape closes it and gives the keys back."""

    closed = Signal()
    """The panel was closed, and nothing had the keys before; no payload."""
    hints_requested = Signal()
    """The hints of the first start are to be shown again; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Help"))
        self.chapter = ""
        self._came_from: QWidget | None = None
        heading = TextLabel(tr("Help"), self)
        heading.setProperty("heading", True)
        self._close = icon_button("close", tr("Close help"), self)
        self.chapters = ChoiceField(tr("Chapter"), {key: chapter_title(key) for key in CHAPTERS}, self)
        self.search = SearchBox(tr("Search the help"), self)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(tr("Text of the help"))
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setProperty("help", True)
        self.text.document().setDocumentMargin(4)
        self.text.document().setIndentWidth(_INDENT)
        hints = link_button(tr("Show hints again"), self)
        as_column(
            self,
            as_row(None, heading, STRETCH, self._close),
            self.search,
            self.chapters,
            (self.text, 1),
            as_row(None, hints, STRETCH),
            margins=(12, 8, 8, 8),
            spacing=8,
        )
        self._close.clicked.connect(self.close_help)
        hints.clicked.connect(self.hints_requested)
        self.search.textChanged.connect(self._find)
        self.search.to_results.connect(self.text.setFocus)
        self.chapters.finished.connect(lambda: self.show_chapter(self.chapters.entered()))
        self.text.anchorClicked.connect(self._follow)
        theme_notifier().changed.connect(self._show_again)
        self.hide()

    def sizeHint(self) -> QSize:
        """As wide as a line of text is read well."""
        return QSize(self.fontMetrics().averageCharWidth() * _EMS * 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a short line."""
        return QSize(self.fontMetrics().averageCharWidth() * _LEAST_EMS * 2, 0)

    # Opening and closing

    def begin(self) -> None:
        """Note what has the keys before the panel is shown."""
        if not self.isVisible():
            self._came_from = QApplication.focusWidget()

    def open_at(self, chapter: str, anchor: str = "") -> None:
        """Open the panel at a chapter, or at a heading of it, and put the keys into the text."""
        self.begin()
        self.show()
        self.show_chapter(chapter, anchor)
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_help(self) -> None:
        """Close the panel and give the keys back to where they came from."""
        before, self._came_from = self._came_from, None
        self.hide()
        if before is not None and can_focus(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_help()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.search.take_focus()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "text"):
            self._show_again()

    # What is shown

    def show_chapter(self, chapter: str, anchor: str = "") -> None:
        """Show a chapter from its beginning, or from one of its headings."""
        self.chapter = chapter
        self.chapters.show_value(chapter)
        if self.search.text():
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
        self.text.setMarkdown(chapter_text(chapter))
        self._dress()
        self._go_to(anchor)

    def _show_again(self) -> None:
        """Set the text anew: it keeps the colours and sizes with which it was set."""
        if self.search.text():
            self._find(self.search.text())
        elif self.chapter:
            place = self.text.verticalScrollBar().value()
            self.text.setMarkdown(chapter_text(self.chapter))
            self._dress()
            self.text.verticalScrollBar().setValue(place)

    def _dress(self) -> None:
        """Keep parts apart, and headings no larger than the panel bears: those of Qt are twice the text."""
        cursor = QTextCursor(self.text.document())
        block = self.text.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            level = block.blockFormat().headingLevel()
            space = QTextBlockFormat()
            if cursor.currentTable() is None:
                space.setTopMargin(_GAP if level else 0)
                space.setBottomMargin(_GAP / 2)
                cursor.mergeBlockFormat(space)
            if level:
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                shape = cursor.charFormat()
                shape.setProperty(shape.Property.FontSizeAdjustment, 2 if level == 1 else 1)
                cursor.mergeCharFormat(shape)
            block = block.next()

    def _go_to(self, anchor: str) -> None:
        """Scroll to a heading: Markdown gives headings no anchors of Qt's."""
        block = self._heading(anchor)
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(block.position() if block is not None else 0)
        self.text.setTextCursor(cursor)
        bar = self.text.verticalScrollBar()
        if block is None:
            bar.setValue(0)
            return
        layout = self.text.document().documentLayout()
        bar.setValue(int(layout.blockBoundingRect(block).top()))

    def _heading(self, anchor: str) -> QTextBlock | None:
        block = self.text.document().begin()
        while anchor and block.isValid():
            if block.blockFormat().headingLevel() and anchor_of(block.text()) == anchor:
                return block
            block = block.next()
        return None

    def _follow(self, url: QUrl) -> None:
        chapter = url.path().removesuffix(".md") or self.chapter
        if chapter in CHAPTERS:
            self.show_chapter(chapter, url.fragment())

    # Searching

    def _find(self, words: str) -> None:
        tokens = fold(words).split()
        if not tokens:
            self.show_chapter(self.chapter)
            return
        found = [section for chapter in CHAPTERS for section in sections(chapter) if _holds(section, tokens)]
        # Headings that hold the words come first: who searches for “gap” wants to know what it is.
        found.sort(key=lambda section: not all(token in fold(section.title) for token in tokens))
        count = plural(len(found), "%1 place found", "%1 places found") if found else tr("Nothing found.")
        lines = [count, *(self._line(section, tokens[0]) for section in found)]
        self.text.setMarkdown("\n\n".join(lines))
        self._dress()
        self.text.verticalScrollBar().setValue(0)

    @staticmethod
    def _line(section: Section, token: str) -> str:
        text = " ".join(section.plain.replace("|", " ").replace("---", "").split())
        place = max(0, fold(text).find(token))
        first, last = max(0, place - _AROUND), place + _AROUND
        before, after = "…" if first else "", "…" if last < len(text) else ""
        head = section.title
        title = chapter_title(section.chapter)
        where = head if head == title else f"{title} · {head}"
        return f"**[{where}]({section.link})**  \n{before}{text[first:last].strip()}{after}"


def _holds(section: Section, tokens: list[str]) -> bool:
    text = fold(f"{section.title} {section.plain}")
    return all(token in text for token in tokens)
