"""A walk through the window with random keys, clicks and drags, in a process of its own.

python -m tests.ui.random_walk SEED SECONDS FOLDER walks so long and says "clean" at the end, or what was
wrong. The same seed takes the same steps, as far as timers let it; steps.log in the folder has them.

It does not start the automatic schedule, which has walks of its own, and writes no files: whatever asks
for a file name is closed.
"""

from __future__ import annotations

import gc
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic
from types import TracebackType
from typing import Any

import shiboken6
from PySide6.QtCore import QEventLoop, QObject, QPoint, QPointF, QSettings, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QProgressDialog,
    QPushButton,
    QTabBar,
    QWidget,
)

from pmplanner.services.people.people import list_people
from pmplanner.services.plans.plans import create_plan, list_plans, next_half_year, remove_plan
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.services.startup.opening import open_for_use
from pmplanner.services.startup.sample import fill_sample
from pmplanner.services.views.search import is_empty
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.window import ImportWindow
from pmplanner.ui.schedule.auto.panel import AutoPanel
from pmplanner.ui.schedule.month.view import MonthView
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.view import TimelineView
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.theme import apply_theme
from pmplanner.ui.widgets.tables.data_table import DataTable
from tests.conftest import SAMPLE_DAY
from tests.support import check_file, snapshot

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEYS: list[tuple[Qt.Key, Qt.KeyboardModifier]] = [
    *((key, PLAIN) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right) * 3),
    *((key, SHIFT) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)),
    *((key, ALT) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)),
    *((key, ALT | SHIFT) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)),
    *((key, PLAIN) for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape) * 2),
    *((key, PLAIN) for key in (Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Home, Qt.Key.Key_End)),
    *((key, PLAIN) for key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Backspace)),
    *((key, PLAIN) for key in (Qt.Key.Key_A, Qt.Key.Key_P, Qt.Key.Key_L, Qt.Key.Key_3, Qt.Key.Key_Period)),
    *((key, CTRL) for key in (Qt.Key.Key_Z, Qt.Key.Key_Y) * 3),
    *((key, CTRL) for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_D, Qt.Key.Key_N)),
    *((key, CTRL) for key in (Qt.Key.Key_F, Qt.Key.Key_K, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0)),
    (Qt.Key.Key_Backtab, SHIFT),
]
WORDS = ("a", "an", "Oslo", "12", "2027-03-15", "0,5", "<b>x</b>", "%2 & co", "99999999", "")
FILE = "Employee ID,Name,Team,Track\nw{0},Walker {0},Team {1},Product manager\nw1,First <i>,,\n"
LEFT_ALONE = ("Quit", "Open another workspace", "Schedule automatically", "Start")
MOST_UNDONE = 2000
"""So many edits are taken back at the end; more would take longer than the walk."""
LOOKS = 4
"""How often a walk compares all pages with fresh readings."""
FEW_PEOPLE = 6
"""With so few there is little to walk over; then something is brought back."""


LEAST_STEPS = 40
"""So many are taken even where a machine is slow."""


class Walk(QObject):
    """Takes steps until its time is over, LEAST_STEPS at least, and keeps what went wrong."""

    def __init__(self, seed: int, seconds: float, folder: Path) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.warnings: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()
        self.memory: list[int] = []
        self._chance, self._answers = Random(seed), Random(seed + 1)
        self._seconds, self._folder = seconds, folder
        self._log = (folder / "steps.log").open("w", encoding="utf-8")
        self._opened: dict[QWidget, int] = {}
        self._busy_since = monotonic()
        self.workspace = open_for_use(folder / "walk.sqlite")
        self.first = snapshot(self.workspace.path)
        _open_sample(self.workspace)
        settings = QSettings(str(folder / "walk.ini"), QSettings.Format.IniFormat)
        self._settings = settings
        self.actions = Actions(self.workspace)
        self.window = MainWindow(self.actions, settings)
        self.window.resize(1280, 800)
        self.window.show()

    def go(self) -> None:
        """Walk until the time is over or something is wrong."""
        sys.excepthook = self._keep_fault
        QTimer.singleShot(25, self._attend)
        end, next_look = monotonic() + self._seconds, monotonic() + self._seconds / LOOKS
        while (monotonic() < end or self.steps.total() < LEAST_STEPS) and not self.faults:
            self._step()
            if next_look < monotonic() < end:  # what is beyond are the least steps of a slow machine
                self._look()
                next_look = monotonic() + self._seconds / LOOKS
        self._look()

    def _keep_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.faults.append("".join(traceback.format_exception(kind, error, trace)))

    def _note(self, text: str) -> None:
        self._log.write(text + "\n")
        self._log.flush()

    # Steps

    def _step(self) -> None:
        ways: list[tuple[Callable[[], object], int]] = [
            (self._key, 30),
            (self._click, 34),
            (self._drag, 12),
            (self._carry, 3),
            (self._wheel, 4),
            (self._type, 4),
            (self._page, 5),
            (self._undo, 5),
            (self._plan, 2),
            (self._edit_beside, 3),
            (self._import, 1),
            (self._resize, 1),
        ]
        (way,) = self._chance.choices([way for way, _ in ways], [weight for _, weight in ways])
        self.steps[way.__name__] += 1
        self._busy_since = monotonic()
        try:
            way()
            self._settle()
        except Exception:
            self.faults.append(traceback.format_exc())
        if not self.window.isVisible():
            self.window.show()

    def _settle(self, ms: int = 2) -> None:
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def _key(self) -> None:
        key, modifiers = self._chance.choice(KEYS)
        target = QApplication.focusWidget() or self.window
        self._note(f"key {key.name} {modifiers} on {_name(target)}")
        QTest.keyClick(target, key, modifiers)

    def _type(self) -> None:
        lines = [line for line in self.window.findChildren(QLineEdit) if self._usable(line)]
        if lines:
            line, word = self._chance.choice(lines), self._chance.choice(WORDS)
            self._note(f"type {word!r} into {_name(line)}")
            line.setFocus()
            line.selectAll()
            QTest.keyClicks(line, word) if word else QTest.keyClick(line, Qt.Key.Key_Delete)
            QTest.keyClick(line, self._chance.choice([Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape]))

    def _click(self) -> None:
        kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTabBar, QAbstractScrollArea)
        things = [w for w in self.window.findChildren(QWidget) if isinstance(w, kinds) and self._usable(w)]
        if not things:
            return
        thing = self._chance.choice(things)
        if isinstance(thing, QAbstractButton) and thing.text().startswith(LEFT_ALONE):
            return
        target = thing.viewport() if isinstance(thing, QAbstractScrollArea) else thing
        at = self._somewhere(target)
        modifiers = self._chance.choice([PLAIN] * 6 + [CTRL, SHIFT])
        how = self._chance.choice(["click"] * 6 + ["double", "right"])
        self._note(f"{how} {modifiers} {at.toTuple()} on {_name(thing)}")
        if how == "double":
            QTest.mouseDClick(target, LEFT, modifiers, at)
        elif how == "right":
            QTest.mouseClick(target, Qt.MouseButton.RightButton, modifiers, at)
            self._context_menu(target, at)
        else:
            QTest.mouseClick(target, LEFT, modifiers, at)

    def _context_menu(self, target: QWidget, at: QPoint) -> None:
        from PySide6.QtGui import QContextMenuEvent

        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, target.mapToGlobal(at))
        QApplication.sendEvent(target, event)

    def _drag(self) -> None:
        page = self.window.stack.currentWidget()
        views = [view for view in _drag_views(page) if self._usable(view)]
        if not views:
            return
        view = self._chance.choice(views)
        target = view.viewport() if isinstance(view, QAbstractScrollArea) else view
        at, modifiers = self._place_on(view, target), self._chance.choice([PLAIN] * 4 + [CTRL, SHIFT])
        self._note(f"press {modifiers} {at.toTuple()} on {_name(view)}")
        _send(target, QMouseEvent.Type.MouseButtonPress, at, modifiers)
        for _ in range(self._chance.randint(1, 4)):
            at = QPoint(
                at.x() + self._chance.randint(-200, 260),
                at.y() + self._chance.choice([0, 0, self._chance.randint(-90, 90)]),
            )
            self._note(f"  move to {at.toTuple()}")
            _send(target, QMouseEvent.Type.MouseMove, at, modifiers)
            if self._chance.random() < 0.2:
                self._in_the_middle()
            self._settle()
        self._note(f"  let go at {at.toTuple()}")
        _send(target, QMouseEvent.Type.MouseButtonRelease, at, modifiers)

    def _in_the_middle(self) -> None:
        """Something that happens while the mouse holds a bar."""
        what = self._chance.choice(["undo", "redo", "key", "plan", "edit"])
        self._note(f"  {what} in the middle")
        if what == "undo":
            self.actions.undo()
        elif what == "redo":
            self.actions.redo()
        elif what == "plan":
            self._plan()
        elif what == "edit":
            self._edit_beside()
        else:
            self._key()

    def _carry(self) -> None:
        """Drag picks from the backlog, which Qt would do in a loop of its own."""
        page = self.window._pages.get("schedule")
        if not isinstance(page, SchedulePage) or page is not self.window.stack.currentWidget():
            return
        table = next(iter(page.backlog.findChildren(QAbstractItemView)), None)
        if table is None or not hasattr(table, "picks"):
            return
        if table.model().rowCount():
            table.setCurrentIndex(table.model().index(self._chance.randrange(table.model().rowCount()), 0))
        picks = table.picks()
        view = self._chance.choice([page.views.timeline, page.views.month])
        target = view.viewport() if isinstance(view, QAbstractScrollArea) else view
        if picks is None or not target.isVisible():
            return
        at, data, copy = self._somewhere(target), picks.to_mime(), Qt.DropAction.CopyAction
        self._note(f"carry {picks.title!r} to {at.toTuple()} on {_name(view)}")
        enter = QDragEnterEvent(at, copy, data, LEFT, PLAIN)
        QApplication.sendEvent(target, enter)
        if enter.isAccepted():
            QApplication.sendEvent(target, QDragMoveEvent(at, copy, data, LEFT, PLAIN))
            self._settle(30)
            if self._chance.random() < 0.2:
                self._in_the_middle()
            QApplication.sendEvent(target, QDropEvent(QPointF(at), copy, data, LEFT, PLAIN))

    def _wheel(self) -> None:
        views = [v for v in self.window.findChildren(QAbstractScrollArea) if self._usable(v)]
        if views:
            view = self._chance.choice(views)
            at, by = QPointF(self._somewhere(view.viewport())), self._chance.choice([-240, -120, 120, 240])
            modifiers = self._chance.choice([PLAIN, PLAIN, CTRL, SHIFT])
            self._note(f"wheel {by} {modifiers} on {_name(view)}")
            place = QPointF(view.viewport().mapToGlobal(at.toPoint()))
            phase = Qt.ScrollPhase.NoScrollPhase
            event = QWheelEvent(at, place, QPoint(), QPoint(0, by), NONE, modifiers, phase, False)
            QApplication.sendEvent(view.viewport(), event)

    def _page(self) -> None:
        key = self._chance.choice(list(PAGES))
        self._note(f"page {key}")
        self.window.open_page(key)

    def _undo(self) -> None:
        times = self._chance.choice([1, 1, 2, 5])
        self._note(f"undo and redo {times}")
        for step in (
            (self.actions.undo, self.actions.redo) if self._chance.random() < 0.5 else (self.actions.undo,)
        ):
            for _ in range(times):
                step()

    def _plan(self) -> None:
        plans = self.actions.read(list_plans)
        what = self._chance.choice(["choose", "choose", "make", "remove"])
        self._note(f"{what} a plan of {len(plans)}")
        if what == "make" and len(plans) < 4:
            first, last = next_half_year(SAMPLE_DAY)
            made = self.actions.do(
                Label("Walk: make a plan"), create_plan, f"Plan {len(plans)} & %2", first, last
            )
            self.actions.choose_plan(made)
        elif what == "remove" and len(plans) > 1:
            self.actions.do(Label("Walk: remove a plan"), remove_plan, self._chance.choice(plans).id)
        elif plans:
            self.actions.choose_plan(self._chance.choice(plans).id)

    def _edit_beside(self) -> None:
        """Remove somebody or a session while anything at all is selected."""
        from pmplanner.services.plans.people_changes import remove_people
        from pmplanner.services.sessions.sessions import remove_sessions

        people = self.actions.read(list_people)
        if len(people) < FEW_PEOPLE:
            self._bring_back()
            return
        runs = self.actions.read(list_sessions, self.actions.plan_id) if self.actions.plan_id else []
        self._note(f"remove one of {len(people)} people or {len(runs)} sessions")
        if runs and self._chance.random() < 0.6:
            self.actions.do(Label("Walk: remove a session"), remove_sessions, [self._chance.choice(runs).id])
        elif people:
            self.actions.do(Label("Walk: remove a person"), remove_people, [self._chance.choice(people).id])

    def _bring_back(self) -> None:
        self._note("bring people back")
        for _ in range(20):
            if len(self.actions.read(list_people)) >= FEW_PEOPLE or self.workspace.undo_label() is None:
                break
            self.actions.undo()
        if self.actions.read(is_empty):
            _open_sample(self.workspace)
            self.actions.choose_plan(None)

    def _import(self) -> None:
        path = self._folder / "people.csv"
        text = FILE.format(self._chance.randrange(50), self._chance.randrange(3))
        path.write_text(text, encoding="utf-8")
        self._note(f"import {text!r}")
        dialog = ImportWindow(self.actions, self._settings, self.window)
        waiting = QEventLoop()
        dialog.answered.connect(waiting.quit)
        QTimer.singleShot(10_000, waiting.quit)
        dialog.open_path(path)
        waiting.exec()
        if self._chance.random() < 0.7:
            dialog.import_now()
            self._settle(50)
        dialog.close()
        dialog.deleteLater()

    def _resize(self) -> None:
        size = self._chance.choice([(960, 600), (1280, 800), (1440, 900), (1024, 700)])
        self._note(f"resize to {size}")
        self.window.resize(*size)

    # What opens by itself

    def _attend(self) -> None:
        """Answer menus and dialogs, which hold up the step that opened them."""
        QTimer.singleShot(25, self._attend)
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if monotonic() - self._busy_since > 1.5:
            QDrag.cancel()
        if isinstance(popup, QMenu):
            self._answer_menu(popup)
        elif popup is not None:
            self._answer_popup(popup)
        elif modal is not None:
            self._answer_dialog(modal)

    def _answer_menu(self, menu: QMenu) -> None:
        able = [
            action
            for action in menu.actions()
            if action.isEnabled() and not action.isSeparator() and not action.menu() and action.text()
        ]
        action = self._answers.choice(able) if able else None
        menu.close()
        if action is not None and self._answers.random() < 0.6 and not action.text().startswith(LEFT_ALONE):
            self._note(f"  choose {action.text()!r} in {_name(menu)}")
            action.trigger()

    def _answer_popup(self, popup: QWidget) -> None:
        times = self._opened[popup] = self._opened.get(popup, 0) + 1
        key = self._answers.choice([Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Space])
        self._note(f"  key {key.name} on {_name(popup)}")
        QTest.keyClick(popup.focusWidget() or popup, key)
        if times > 4:
            self._opened.pop(popup, None)
            popup.close()

    def _answer_dialog(self, dialog: QWidget) -> None:
        if isinstance(dialog, QProgressDialog):
            return
        times = self._opened[dialog] = self._opened.get(dialog, 0) + 1
        strange = isinstance(dialog, QFileDialog) or type(dialog).__name__.startswith("QPrint")
        if strange or times > 8:
            self._opened.pop(dialog, None)
            self._note(f"  close {_name(dialog)}")
            dialog.reject() if isinstance(dialog, QDialog) else dialog.close()
            return
        things = [
            w
            for w in dialog.findChildren(QWidget)
            if isinstance(w, QLineEdit | QPushButton | QComboBox) and w.isVisible() and w.isEnabled()
        ]
        if not things:
            return
        thing = self._answers.choice(things)
        self._note(f"  {_name(thing)} in {_name(dialog)}")
        if isinstance(thing, QLineEdit):
            thing.selectAll()
            QTest.keyClicks(thing, self._answers.choice(WORDS))
        elif isinstance(thing, QComboBox):
            QTest.keyClick(thing, Qt.Key.Key_Down)
        else:
            QTest.mouseClick(thing, LEFT)

    # What must be so

    def _look(self) -> None:
        """Compare what pages show with what a fresh reading gives, and note how much memory is used."""
        self._note("look")
        shown = self.window.stack.currentWidget()
        for key, page in list(self.window._pages.items()):
            self.window.open_page(key)
            if page is not self.window.stack.currentWidget():
                continue  # the welcome stands in its place
            self._settle(40)
            before = content(key, page)
            page.refresh(None)
            self._settle(40)
            after = content(key, page)
            for name in before:
                if before[name] != after[name]:
                    difference = _difference(before[name], after[name])
                    self.faults.append(f"{key}: {name} is not as a fresh reading gives it\n{difference}")
        self._compare_problems()
        if shown is not None:
            self.window.stack.setCurrentWidget(shown)
        gc.collect()
        self.memory.append(_resident())

    def _compare_problems(self) -> None:
        plan_id = self.actions.plan_id
        if plan_id is not None:
            fresh = {problem.key: problem.text for problem in Watch(self.workspace, plan_id).problems}
            known = {problem.key: problem.text for problem in self.actions.problem_monitor.all()}
            if fresh != known:
                self.faults.append(f"problems differ from a fresh reading\n{_difference(known, fresh)}")

    def finish(self) -> None:
        """Take everything back, and check the file."""
        undone = 0
        with suppress(UndoRefusedError):  # what was changed for good since is not taken back
            while self.workspace.undo_label() is not None and undone < MOST_UNDONE:
                self.workspace.undo()
                undone += 1
        whole = self.workspace.undo_label() is None
        last = snapshot(self.workspace.path)
        for content in (last, self.first):
            content.pop("workspace_setting")  # how backups are kept and the like is not taken back
        if whole and last != self.first:
            self.faults.append("undoing everything does not give the first state")
        self.window.close()
        self.workspace.close()
        check_file(self.workspace.path)
        self._note(f"undone {undone}, {'all' if whole else 'not all'}")

    # Helpers

    def _usable(self, widget: QWidget) -> bool:
        if not widget.isVisible() or not widget.isEnabled() or isinstance(widget, QHeaderView):
            return False
        above: QObject | None = widget
        while above is not None:
            if isinstance(above, AutoPanel):
                return False
            above = above.parent()
        return bool(widget.width() and widget.height())

    def _somewhere(self, widget: QWidget) -> QPoint:
        return QPoint(
            self._chance.randrange(max(1, widget.width())), self._chance.randrange(max(1, widget.height()))
        )

    def _place_on(self, view: QWidget, target: QWidget) -> QPoint:
        """A place on a bar or chip where there is one, else anywhere."""
        places: list[QPoint] = []
        if isinstance(view, TimelineView) and view.book is not None:
            rects = [view.canvas.rect(r) for n in range(len(view.book.lanes)) for _, r in view.book.rects(n)]
            places = [r.center().toPoint() for r in rects if view.canvas.body.contains(r.center().toPoint())]
        elif isinstance(view, MonthView):
            places = [view.grid.rect(c.first, c.last, c.slot).center().toPoint() for c in view.grid.chips]
        if places and self._chance.random() < 0.8:
            return self._chance.choice(places)
        return self._somewhere(target)


def content(key: str, page: Any) -> dict[str, object]:  # noqa: ANN401
    """What a page shows, by name."""
    match key:
        case "plan":
            snapshot = page.model.snapshot
            if snapshot is None:
                return {"snapshot": None}
            return {
                "rows": [repr(row) for row in page.model.rows],
                "courses": list(page.model.courses),
                "lines": {person: repr(line) for person, line in snapshot.lines.items()},
                "sums": {course: days for course, days in page.model.sums.by_course.items() if days},
            }
        case "schedule":
            book = page.views.timeline.book
            return {
                "sessions": {run: repr(row) for run, row in page._rows.items()},
                "bars": {}
                if book is None
                else {
                    repr(n.row.key): [(bar.id, line) for bar, line in zip(n.bars, n.lines, strict=True)]
                    for n in book.lanes
                },
                "to schedule": [
                    repr(row)
                    for table in page.backlog.findChildren(QAbstractItemView)[:1]
                    for row in _rows(table)
                ],
            }
        case "catalogue":  # its lines read their courses when they are looked at
            return {"rows": [repr((line.course, line.marks)) for line in page.table.source.rows()]}
        case "totals" | "people":
            return {"rows": [repr(row) for row in page.table.source.rows()]}
        case "needs":
            tables = page.view.findChildren(DataTable)
            return {f"rows {n}": [repr(row) for row in _rows(table)] for n, table in enumerate(tables)}
        case "resources":
            views = (page.rooms, page.trainers, page.equipment)
            shown = [view for view in views if view.isVisible()]
            return {
                f"rows {n}": [repr(row) for row in view.table.source.rows()] for n, view in enumerate(shown)
            }
    return {}


def _rows(table: QAbstractItemView) -> list[object]:
    model: Any = table.model()
    source = model.sourceModel() if hasattr(model, "sourceModel") else model
    return list(source.rows())


def _difference(one: object, other: object) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [key for key in {**one, **other} if one.get(key) != other.get(key)][:3]
        return "\n".join(
            f"{key}: {str(one.get(key))[:600]}\n  fresh: {str(other.get(key))[:600]}" for key in keys
        )
    if isinstance(one, list) and isinstance(other, list):
        gone = [each for each in one if each not in other][:2]
        new = [each for each in other if each not in one][:2]
        return f"{len(one)} and {len(other)}; shown only: {str(gone)[:900]}; fresh only: {str(new)[:900]}"
    return f"{str(one)[:600]}\n  fresh: {str(other)[:600]}"


def _drag_views(page: QWidget | None) -> list[QWidget]:
    views = getattr(page, "views", None)
    found = [getattr(views, name, None) for name in ("timeline", "month")]
    lists: list[QWidget] = list(page.findChildren(QAbstractItemView)) if page is not None else []
    return [view for view in (*found, *found, *lists) if isinstance(view, QWidget)]


def _send(target: QWidget, kind: QMouseEvent.Type, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    if not shiboken6.isValid(target):
        return  # what happened in the middle has taken it away
    button = NONE if kind is QMouseEvent.Type.MouseMove else LEFT
    held = NONE if kind is QMouseEvent.Type.MouseButtonRelease else LEFT
    place = QPointF(target.mapToGlobal(at))
    QApplication.sendEvent(target, QMouseEvent(kind, QPointF(at), place, button, held, modifiers))


def _name(widget: QWidget) -> str:
    said = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return f"{type(widget).__name__}({said[:40]!r})"


def _resident() -> int:
    """Megabytes of memory in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 // 1_000_000


def _open_sample(workspace: Workspace) -> None:
    with workspace.edit("Open the sample workspace") as db:
        fill_sample(db, SAMPLE_DAY)


def main(seed: int, seconds: float, folder: Path) -> int:
    """Walk, and say how it went; 0 when nothing was wrong."""
    app = QApplication([])
    walk_warnings: Counter[str] = Counter()
    qInstallMessageHandler(lambda kind, context, text: walk_warnings.update([text]))
    apply_theme(app, "light")
    walk = Walk(seed, seconds, folder)
    walk.go()
    sys.excepthook = sys.__excepthook__
    if not walk.faults:
        walk.finish()
    print(f"seed {seed}: {sum(walk.steps.values())} steps {dict(walk.steps)}")  # noqa: T201
    print(f"memory in MB: {walk.memory}")  # noqa: T201
    for text, count in walk_warnings.most_common(10):
        print(f"Qt said {count} times: {text}")  # noqa: T201
    for fault in walk.faults:
        print(f"FAULT\n{fault}")  # noqa: T201
    print("clean" if not walk.faults else f"not clean, seed {seed}", flush=True)  # noqa: T201
    return 1 if walk.faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])))
