"""The text of the help: its chapters, and what it says of single words, for “What is this?”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWhatsThis, QWidget

from pmplanner.services.lookup import fold
from pmplanner.ui.translation import tr

CHAPTERS = (
    "plan",
    "needs",
    "roles",
    "schedule",
    "decisions",
    "totals",
    "money",
    "catalogue",
    "people",
    "resources",
    "problems",
    "automatic",
    "import",
    "export",
    "history",
    "settings",
    "shortcuts",
    "terms",
    "fields",
)
"""The chapters in the order of their list; each is a file of resources/help."""
EXPLAINING = ("terms", "fields")
"""Chapters of which each heading is a word, or several by commas, and what follows explains it."""

_HEADING = re.compile(r"^(#{1,3}) +(.+)$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it, up to the next one; *text* is Markdown."""

    chapter: str
    title: str
    text: str

    @property
    def link(self) -> str:
        """The address of the section, as links of chapters have it."""
        return f"{self.chapter}.md#{anchor_of(self.title)}"

    @property
    def plain(self) -> str:
        """The text without links, emphasis and line ends, a paragraph a line."""
        text = _LINK.sub(r"\1", self.text).replace("**", "").replace("`", "")
        return "\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def anchor_of(title: str) -> str:
    """Return what a link calls a heading: "Path days, Path cost" is "path-days"."""
    return fold(title.split(",")[0]).replace(" ", "-")


@cache
def chapter_text(chapter: str) -> str:
    """Return the Markdown of a chapter; raise FileNotFoundError when there is none."""
    return (files("pmplanner_resources") / "help" / f"{chapter}.md").read_text(encoding="utf-8")


@cache
def sections(chapter: str) -> tuple[Section, ...]:
    """Return the sections of a chapter; the first is what stands below its title."""
    return tuple(_sections(chapter))


def _sections(chapter: str) -> Iterator[Section]:
    title, lines = "", list[str]()
    for line in chapter_text(chapter).splitlines():
        heading = _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        if title:
            yield Section(chapter, title, "\n".join(lines).strip())
        title, lines = heading.group(2), []
    yield Section(chapter, title, "\n".join(lines).strip())


def chapter_title(chapter: str) -> str:
    """Return what a chapter is called."""
    return sections(chapter)[0].title


@cache
def _explanations() -> Mapping[str, Section]:
    found: dict[str, Section] = {}
    for chapter in reversed(EXPLAINING):
        for section in sections(chapter)[1:]:
            words = (section.title, *section.title.split(","))
            found.update({fold(word): section for word in words})
    return found


def explanation(word: str) -> str:
    """Return what the help says of a figure or a field, by its heading or label; "" for nothing."""
    section = _explanations().get(fold(word.replace("&", "")))
    return "" if section is None else section.plain


def explain(widget: QWidget, word: str) -> None:
    """Let “What is this?” on a widget say what the help says of a word, if it does."""
    if text := explanation(word):
        widget.setWhatsThis(text)


def explain_all(widget: QWidget, words: Iterable[str]) -> None:
    """Let “What is this?” on a widget that shows several figures say what the help says of each."""
    said = [tr("%1: %2", word, text) for word in words if (text := explanation(word))]
    widget.setWhatsThis("\n\n".join(said))


def counted_action(widget: QWidget) -> QAction:
    """Return the entry of a menu that says how what a widget shows is counted."""
    action = QAction(tr("How is this counted?"), widget)
    action.triggered.connect(lambda: show_explanation(widget, widget.whatsThis()))
    return action


def show_explanation(widget: QWidget, text: str) -> None:
    """Show what the help says beside a widget, until a key or the mouse takes it away."""
    QWhatsThis.showText(widget.mapToGlobal(widget.rect().center()), text, widget)
