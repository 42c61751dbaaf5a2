"""Views with a name: filters, grouping and order of a page, kept on this computer for each workspace."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from pmplanner.services.lookup import fold
from pmplanner.services.settings import workspace_mark
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.text import as_typed

if TYPE_CHECKING:
    from pmplanner.ui.core.view_name import NameDialog

State = Mapping[str, str]
"""What a page shows, by names of its own; what is not said is as at first."""

PAGES_WITH_VIEWS = ("plan", "schedule", "people")
_LONGEST_SHOWN = 24


def sort_column(state: State, usual: str) -> int:
    """Return by which column a view sorts; *usual* where it does not say, or somebody has broken it."""
    kept = state.get("sort", usual)
    return int(kept if kept.isdecimal() else usual)


class Viewed(Protocol):
    """A page of which views can be kept."""

    def view_state(self) -> dict[str, str]:
        """Return what is shown."""

    def show_view_state(self, state: State) -> None:
        """Show that."""

    def first_view_state(self) -> dict[str, str]:
        """Return what is shown before anybody has chosen anything."""


class SavedView(NamedTuple):
    """A view as it is listed: the key of its page, and its name."""

    page: str
    name: str


class ViewStore:
    """The views of one workspace, in the settings of this computer."""

    def __init__(self, settings: QSettings, mark: str) -> None:
        self._settings = settings
        self._mark = mark

    def names(self, page: str) -> list[str]:
        """Return the names of a page's views, in the order in which they were saved."""
        return list(self._views(page))

    def state(self, page: str, name: str) -> dict[str, str] | None:
        """Return what a view shows; None when there is none of that name."""
        return self._views(page).get(name)

    def save(self, page: str, name: str, state: State) -> None:
        """Keep a view, in the place of one of the same name."""
        self._write(page, self._views(page) | {name: dict(state)})

    def rename(self, page: str, name: str, now: str) -> None:
        """Call a view otherwise; it keeps its place."""
        views = self._views(page)
        self._write(page, {now if each == name else each: state for each, state in views.items()})

    def delete(self, page: str, name: str) -> None:
        """Forget a view."""
        self._write(page, {each: state for each, state in self._views(page).items() if each != name})

    def chosen(self, page: str) -> str:
        """Return the name of the view that was chosen last; "" for none."""
        return str(self._settings.value(self._key(page, "chosen"), "") or "")

    def choose(self, page: str, name: str) -> None:
        """Remember which view was chosen."""
        self._settings.setValue(self._key(page, "chosen"), name)

    def _key(self, page: str, kind: str) -> str:
        return f"views/{self._mark}/{page}/{kind}"

    def _views(self, page: str) -> dict[str, dict[str, str]]:
        try:
            found = json.loads(str(self._settings.value(self._key(page, "saved"), "{}")))
        except ValueError:
            return {}  # somebody has changed the file by hand
        if not isinstance(found, dict):
            return {}
        return {
            str(name): {str(key): str(value) for key, value in state.items()}
            for name, state in found.items()
            if isinstance(state, dict)
        }

    def _write(self, page: str, views: Mapping[str, State]) -> None:
        kept = {name: dict(state) for name, state in views.items()}
        self._settings.setValue(self._key(page, "saved"), json.dumps(kept, ensure_ascii=False))


def view_store(actions: Actions, settings: QSettings) -> ViewStore:
    """Return the views that are kept for the workspace which is open."""
    return ViewStore(settings, actions.read(workspace_mark))


def saved_views(actions: Actions, settings: QSettings) -> list[SavedView]:
    """List the views of all pages; a page shows one by `show_saved_view`."""
    store = view_store(actions, settings)
    return [SavedView(page, name) for page in PAGES_WITH_VIEWS for name in store.names(page)]


class ViewButton(QPushButton):
    """Chooses a view of its page, keeps what is shown as one, renames and deletes."""

    chosen = Signal(str)
    """Another view is shown; payload: its name, "" for how the page is at first."""

    def __init__(self, page: str, viewed: Viewed, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._viewed = viewed
        self._actions = actions
        self._store: ViewStore | None = None
        self._name = ""
        self._deleted: tuple[str, dict[str, str]] | None = None
        self.dialog: NameDialog | None = None
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.setProperty("menued", True)
        self.follow()

    def know(self, settings: QSettings) -> None:
        """Take the views of the workspace from the settings, once the page shows what it did last."""
        self._store = view_store(self._actions, settings)
        name = self._store.chosen(self._page)
        self._name = name if self._store.state(self._page, name) is not None else ""
        self.follow()

    def name(self) -> str:
        """Return the name of the view that was chosen; "" for none."""
        return self._name

    def is_changed(self) -> bool:
        """Say whether something else is shown than the view that was chosen has."""
        kept = self._store.state(self._page, self._name) if self._store is not None and self._name else {}
        # An older view may lack what the page has learned to say of itself since.
        return self._viewed.view_state() != self._viewed.first_view_state() | (kept or {})

    def choose(self, name: str) -> bool:
        """Show a view, "" for how the page is at first; False when there is none of that name."""
        state = self._store.state(self._page, name) if self._store is not None and name else {}
        if state is None:
            return False
        self._name = name
        self._viewed.show_view_state(state)
        self._remember()
        self.chosen.emit(name)
        return True

    def follow(self) -> None:
        """Say which view is shown, and whether it was changed since."""
        name = self._name or tr("Default")
        short = name if len(name) <= _LONGEST_SHOWN else f"{name[: _LONGEST_SHOWN - 1]}…"
        changed = bool(self._name) and self.is_changed()
        text = tr("View: %1, changed", short) if changed else tr("View: %1", short)
        self.setText(as_typed(text))
        whole = tr("View: %1, changed", name) if changed else tr("View: %1", name)
        self.setAccessibleName(whole)
        self.setToolTip(tr("%1\nKeeps filters, grouping and order under a name", whole))

    def save_as(self) -> None:
        """Ask for a name, and keep what is shown under it."""
        self._ask(tr("Save this view"), tr("Save"), "", self._save)

    def rename(self) -> None:
        """Ask for another name of the view that is chosen."""
        self._ask(tr("Rename the view"), tr("Rename"), self._name, self._rename)

    def save_changes(self) -> None:
        """Keep what is shown under the name of the view that is chosen."""
        self._save(self._name)

    def delete(self) -> None:
        """Forget the view that is chosen; what is shown stays, and the menu can bring it back."""
        if self._store is None or not self._name:
            return
        self._deleted = self._name, self._store.state(self._page, self._name) or {}
        self._store.delete(self._page, self._name)
        said = tr("The view “%1” is deleted; the menu can bring it back.", self._name)
        self._name = ""
        self._remember()
        self._actions.said.emit(said, False)

    def bring_back(self) -> None:
        """Keep the view again that was deleted last."""
        if self._store is not None and self._deleted is not None:
            name, state = self._deleted
            self._deleted = None
            self._store.save(self._page, name, state)
            self.choose(name)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        names = self._store.names(self._page) if self._store is not None else []
        group = QActionGroup(menu)
        for name, text in (("", tr("Default")), *((name, as_typed(name)) for name in names)):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(name == self._name)
            action.setData(name)
            group.addAction(action)
        group.triggered.connect(self._choose_action)
        menu.addSeparator()
        if self._name:
            whose = as_typed(self._name)
            menu.addAction(tr("Save changes to “%1”", whose), self.save_changes).setEnabled(self.is_changed())
        menu.addAction(tr("Save as…"), self.save_as).setEnabled(self._store is not None)
        if self._name:
            menu.addAction(tr("Rename “%1”…", whose), self.rename)
            menu.addAction(tr("Delete “%1”", whose), self.delete)
        if self._deleted is not None:
            menu.addAction(tr("Bring “%1” back", as_typed(self._deleted[0])), self.bring_back)

    def _choose_action(self, action: QAction) -> None:
        self.choose(str(action.data()))

    def _remember(self) -> None:
        if self._store is not None:
            self._store.choose(self._page, self._name)
        self.follow()

    def _save(self, name: str) -> None:
        if self._store is not None:
            self._store.save(self._page, name, self._viewed.view_state())
            self._give_away(name)
            self._name = name
            self._remember()

    def _rename(self, name: str) -> None:
        if self._store is not None:
            self._store.rename(self._page, self._name, name)
            self._give_away(name)
            self._name = name
            self._remember()

    def _give_away(self, name: str) -> None:
        """Bring no view back whose name another one has now: that would be lost."""
        if self._deleted is not None and fold(self._deleted[0]) == fold(name):
            self._deleted = None

    def _ask(self, title: str, go: str, text: str, done: Callable[[str], None]) -> None:
        """Ask for a name that no other view has."""
        from pmplanner.ui.core.view_name import NameDialog  # not needed to open the window

        dialog = self.dialog = NameDialog(title, go, text, self._taken(text), self)
        dialog.named.connect(done)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.line.setFocus()

    def _taken(self, but: str) -> set[str]:
        names = self._store.names(self._page) if self._store is not None else []
        return {fold(name) for name in (*names, tr("Default")) if name != but}
