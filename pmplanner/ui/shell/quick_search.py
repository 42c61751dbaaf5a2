"""What the search box at the top finds: commands, and everything that has a name.

With nothing typed it lists all commands with their keys, those of the page shown first, then those used
lately. What is typed is ranked as `pmplanner/services/ranking.py` says; the kind with the best hit
comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidgetItem, QWidget

from pmplanner.services.lookup import plain
from pmplanner.services.ranking import Named, Rank, by_letters, ranked
from pmplanner.services.views.search import KINDS, Finder, Hit
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.commands import Command, CommandList
from pmplanner.ui.shell.found_list import Entry, FoundList
from pmplanner.ui.translation import mark, tr
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column

_MOST_COMMANDS = 16
_MOST_HITS = 5
_MOST_RECENT = 5
_MOST_PAIRS = 8
_RECENT = "search/recent"
_FRAME = 12
_LETTERS_WIDE = 100
"""So many letters of average width fit into a line: the longest titles with their details."""
_REST_MS = 200
"""After so long nobody types."""
_PAGE = 8
"""So many entries a page key goes."""
_SOUGHT = frozenset(
    {
        *("person", "track", "course", "course_skill", "skill", "session", "room", "trainer"),
        *("session_room", "session_trainer"),
        *("equipment", "plan", "own_fact"),
    }
)
"""The tables that what is found is read from."""

_HEADS = {
    "person": mark("People"),
    "team": mark("Teams"),
    "title": mark("Job titles"),
    "manager": mark("Managers"),
    "track": mark("Tracks"),
    "course": mark("Courses"),
    "session": mark("Sessions"),
    "room": mark("Rooms"),
    "trainer": mark("Trainers"),
    "equipment": mark("Equipment"),
    "plan": mark("Plans"),
    "skill": mark("Skills"),
}
_ICONS = {
    "person": "person",
    "team": "people",
    "title": "people",
    "manager": "people",
    "track": "plan",
    "course": "catalogue",
    "session": "schedule",
    "room": "resources",
    "trainer": "resources",
    "equipment": "resources",
    "plan": "plan",
    "skill": "catalogue",
}
_ASKED = (Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.MouseFocusReason)
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}


class Pair(NamedTuple):
    """A person and a course, by their ids."""

    person_id: int
    course_id: int


def asked_about(words: str) -> list[str] | None:
    """Return what follows "why", without what only makes a sentence of it; None where nothing was asked."""
    tokens = plain(words).replace(",", " ").replace("?", " ").replace(":", " ").split()
    if not tokens or tokens[0] != plain(tr("why")):
        return None
    between = set(plain(tr("is not on in at the")).split())
    return [token for token in tokens[1:] if token not in between]


def bare(words: str) -> str:
    """Return what is asked about, without what only makes a question of it ("what does my team miss")."""
    between = set(
        plain(tr("a an and can do does for from has have how i in is it me my of on our the to")).split()
    )
    between |= set(plain(tr("what when where which who will would")).split())
    return " ".join(token for token in plain(words).replace("?", " ").split() if token not in between)


class QuickSearch(QFrame):
    """A list under the search box, filled as one types; the arrows and Enter work from the box."""

    hit_chosen = Signal(object)
    """The Hit to show."""
    why_asked = Signal(object, object)
    """Why somebody is not on a course; payload: the ids of person and course."""
    left = Signal()
    """The search is over, and where the keys came from is not there any more; no payload."""
    refused = Signal(str)
    """A command was chosen that is off; payload: why it is."""

    def __init__(
        self,
        box: SearchBox,
        actions: Actions,
        commands: CommandList,
        settings: QSettings,
        parent: QWidget,
        page: Callable[[], tuple[str, str]],
    ) -> None:
        """Ask *page* for the key and the title of the page that is shown."""
        super().__init__(parent)
        self._box = box
        self._window = parent
        self._actions = actions
        self._commands = commands
        self._settings = settings
        self._page = page
        self._finder: Finder | None = None
        self._named: list[Named[Command]] = []
        self._leaving = False
        self.list = FoundList(self)
        self.list.setAccessibleName(self.tr("Found"))
        self.list.itemClicked.connect(self._choose)
        as_column(self, self.list, margins=(4, 4, 4, 4))
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        # After the list of commands has been painted: nobody waits for what is not asked for yet.
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._read)
        self._guess_soon = QTimer(self, interval=_REST_MS, singleShot=True)
        self._guess_soon.timeout.connect(self._guess)
        self._guessing = False
        actions.course_finder.ready.connect(self._take_courses)
        actions.changed.connect(self._forget)
        actions.plan_chosen.connect(self._forget_all)
        box.textChanged.connect(self._fill)
        box.installEventFilter(self)

    # Keys and focus

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Steer the list with the keys pressed in the box; Tab alone does not open it."""
        if watched is self._box and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        if watched is self._box and event.type() is QEvent.Type.FocusOut:
            self.hide()
        elif watched is self._box and isinstance(event, QFocusEvent) and event.reason() in _ASKED:
            self.begin()
        return super().eventFilter(watched, event)

    def begin(self) -> None:
        """List what can be done now."""
        self._named = [
            Named(command, (command.name,), f"{command.also} {command.about}")
            for command in self._commands.all()
        ]
        self._fill(self._box.text())
        self._soon.start()

    def _key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            self._leave()
            return True
        if not self.isVisible():
            if key != Qt.Key.Key_Down:
                return False
            self.begin()
        elif key in _STEPS:
            self._speak(self.list.step(_STEPS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem())
        else:
            return False
        return True

    def _speak(self, entry: Entry | None) -> None:
        """Say what is current: the keys stay in the box, so that nothing else would."""
        if entry is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._box, entry.spoken))

    def _leave(self) -> None:
        """Give the keys back to where they came from."""
        self._leaving = True
        self._box.clear()
        self._leaving = False
        self.hide()
        if not self._box.go_back():
            self.left.emit()

    # What there is to find

    def _forget(self, change: Change) -> None:
        if change.touches(*_SOUGHT):
            self._finder = None

    def _forget_all(self, _plan_id: object) -> None:
        self._finder = None

    def _read(self) -> Finder:
        if self._finder is None:
            self._finder = self._actions.read(Finder, self._actions.plan_id)
            if self._finder.lacks_courses:
                self._actions.course_finder.prepare()
        return self._finder

    def _take_courses(self) -> None:
        """Find courses, too, once they are there."""
        if self._finder is not None and self._finder.lacks_courses:
            self._finder = None
            if self.isVisible():
                self._fill(self._box.text())

    def _guess(self) -> None:
        """Look for the letters alone, now that nobody types."""
        if self.isVisible():
            self._guessing = True
            self._fill(self._box.text())
            self._guessing = False

    def _fill(self, words: str) -> None:
        self._guess_soon.stop()
        if self._leaving:
            return
        self.list.clear()
        if not self._named:
            self.begin()
            return
        if (asked := asked_about(words)) is not None:
            self._list_pairs(asked)
        elif words.strip():
            self._list_found(words)
        else:
            self._list_commands()
        self.list.begin()
        self._place()

    def _list_commands(self) -> None:
        page, title = self._page()
        all_ = [named.thing for named in self._named]
        commands = [each for each in all_ if each.listed or each.name in self._recent()]
        recent = [name for name in self._recent() if any(each.name == name for each in commands)]
        here = [command for command in commands if command.page and command.page == page]
        lately = [next(each for each in commands if each.name == name) for name in recent]
        rest = [each for each in commands if each not in here and each not in lately]
        for head, group in (
            (tr("On this page: %1", title) if title else "", here),
            (self.tr("Used lately"), [each for each in lately if each not in here]),
            (self.tr("Everywhere"), [each for each in rest if not each.page]),
            (self.tr("On other pages"), [each for each in rest if each.page]),
        ):
            self._add_commands(head, group)

    def _list_found(self, words: str) -> None:
        commands, hits = ranked(self._named, words), self._read().find(words, _MOST_HITS)
        if not commands and not hits and (asked := bare(words)):
            commands, hits = ranked(self._named, asked), self._read().find(asked, _MOST_HITS)
        if not commands and not hits:
            commands = by_letters(self._named, words)
            if not self._guessing and self._read().guesses_long:
                self._guess_soon.start()
            else:
                hits = self._read().guess(words, _MOST_HITS)
        groups: dict[str, list[Hit]] = {}
        best: dict[str, Rank] = {}
        for rank, hit in hits:
            groups.setdefault(hit.kind, []).append(hit)
            best.setdefault(hit.kind, rank)
        if commands:
            best[""] = commands[0][0]
        # Commands come after what the workspace holds where both fit equally well.
        order: dict[str, int] = {kind: place for place, kind in enumerate((*KINDS, ""))}
        for kind in sorted(best, key=lambda kind: (best[kind], order[kind])):
            if kind:
                self._add_hits(kind, groups[kind])
            else:
                self._add_commands(self.tr("Commands"), [each for _, each in commands[:_MOST_COMMANDS]])
        if self._read().lacks_courses:
            self.list.add_head(self.tr("Courses: being read…"))
        elif not best:
            self.list.add_head(tr("Nothing found for “%1”", words.strip()))

    def _list_pairs(self, words: Sequence[str]) -> None:
        """List the people and courses about which it can be asked why."""
        pairs = self._read().pairs(words, _MOST_PAIRS) if self._actions.plan_id is not None else []
        if pairs:
            self.list.add_head(self.tr("Why?"))
        for person, course in pairs:
            pair = Pair(person.id, course.id)
            about = " · ".join(filter(None, (person.about, course.about)))
            title = tr("Why: %1, %2", person.title, course.title)
            self.list.add_entry(Entry(title, pair, about, icon="person"))
        if not pairs:
            self.list.add_head(self.tr("Why: type a person and a course"))

    def _add_hits(self, kind: str, hits: Iterable[Hit]) -> None:
        self.list.add_head(tr(_HEADS[kind]))
        for hit in hits:
            self.list.add_entry(Entry(hit.title, hit, hit.about, icon=_ICONS[kind]))

    def _add_commands(self, head: str, commands: Iterable[Command]) -> None:
        for place, command in enumerate(commands):
            if place == 0:
                self.list.add_head(head)
            reason = command.off()
            here = bool(command.page) and command.page == self._page()[0]
            about = reason or ("" if here else command.about)
            self.list.add_entry(
                Entry(command.name, command, about, command.shown_keys, command.icon, off=bool(reason))
            )

    def _place(self) -> None:
        corner = self._box.mapTo(self._window, QPoint(0, self._box.height() + 4))
        margin = 16
        wanted = self.fontMetrics().averageCharWidth() * _LETTERS_WIDE
        width = min(max(self._box.width(), wanted), self._window.width() - 2 * margin)
        left = min(corner.x(), self._window.width() - margin - width)
        height = min(self.list.height_wanted() + _FRAME, self._window.height() - corner.y() - margin)
        self.setGeometry(left, corner.y(), width, height)
        self.show()
        self.raise_()

    # Choosing

    def _choose(self, item: QListWidgetItem | None) -> None:
        entry = self.list.entry(item)
        if entry is None:
            return
        if isinstance(entry.choice, Command):
            self._run(entry.choice)
        elif isinstance(entry.choice, Pair):
            self._leave()
            self.why_asked.emit(*entry.choice)
        else:
            self._leave()
            self.hit_chosen.emit(entry.choice)

    def _run(self, command: Command) -> None:
        """Run a command, after the keys have gone back: it may put them where it wants them."""
        if reason := command.off():
            self.refused.emit(reason)
            return
        self._leave()
        names = [command.name, *(name for name in self._recent() if name != command.name)]
        self._settings.setValue(_RECENT, names[:_MOST_RECENT])
        command.run()

    def _recent(self) -> list[str]:
        value = self._settings.value(_RECENT)
        return [value] if isinstance(value, str) else [str(name) for name in value or []]
