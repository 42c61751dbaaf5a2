"""The Plan page shows who counts in the plan, the others on demand and never summed; bars follow targets."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.needs.scope_reading import ScopeRule
from pmplanner.services.people import people
from pmplanner.services.plans import picks, scope, targets
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.delegates import NameDelegate
from pmplanner.ui.plan.matrix_model import NAME
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.plan.texts import target_text
from pmplanner.ui.widgets.charts.card_strip import ALL
from pmplanner.ui.widgets.painting import Sketch
from tests.support import known

D = Decimal
LABEL = Label.of("plan.change", plan="")


class Shown:
    """The page over the sample, of which Ops left, and a team that has no picks is not covered."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.actions = Actions(workspace)
        self.actions.choose_plan(None)
        self.plan = known(self.actions.plan_id)
        with workspace.edit("Nobody has a pick") as db:
            self.rows = people.list_people(db)
            self.gone, self.outside, *_ = [row.id for row in self.rows]
            for person_id in (self.gone, self.outside):
                pairs = db.execute(
                    select(Pick.person_id, Pick.course_id).where(Pick.person_id == person_id)
                ).all()
                with_seats = [(one, other) for one, other in pairs]
                picks.remove_picks(db, self.plan, with_seats)
            people.write_values(db, self.gone, {"end_date": dt.date(2026, 12, 31)})
        self.page = PlanPage(self.actions)
        qtbot.addWidget(self.page)
        self.page.resize(1280, 720)
        self.page.show()

    def leave_out(self) -> None:
        rule = ScopeRule(ScopeKind.PERSON, self.outside, include=False)
        self.actions.do(LABEL, scope.set_rules, self.plan, [rule])

    def shown(self) -> set[int]:
        return set(self.page.model.people())

    def people_of_cards(self) -> str:
        return self.page.board.cards.cards[ALL].accessibleName()

    def chip(self, key: str) -> None:
        self.page.board.toolbar.others.chip(key).click()


@pytest.fixture
def at(sampled: Workspace, qtbot: QtBot) -> Shown:
    return Shown(sampled, qtbot)


def _of(at: Shown, *missing: int) -> set[int]:
    return {row.id for row in at.rows} - set(missing)


def test_who_left_and_who_is_not_covered_are_neither_shown_nor_summed(at: Shown) -> None:
    assert at.shown() == _of(at, at.gone)
    at.leave_out()
    assert at.shown() == _of(at, at.gone, at.outside)
    count = len(at.rows) - 2
    assert at.people_of_cards().startswith(f"All tracks · {count} people")
    snapshot = known(at.page.model.snapshot)
    assert sum(totals.people for totals in snapshot.track_totals().values()) == count
    assert at.page.export_scope() is None  # all who count is all
    assert f"all {count} people" in at.page.primary_action().text()


def test_chips_show_them_marked_and_not_summed(at: Shown) -> None:
    at.leave_out()
    sums = at.people_of_cards()
    toolbar = at.page.board.toolbar
    assert [toolbar.others.chip(key).text() for key in ("left", "all")] == ["Left (+1)", "All (+2)"]
    at.chip("left")
    assert at.shown() == _of(at, at.outside)
    snapshot = known(at.page.model.snapshot)
    assert target_text(snapshot, at.gone) == "left"
    at.chip("all")
    assert at.shown() == _of(at)
    assert target_text(snapshot, at.outside) == "not covered"
    assert at.people_of_cards() == sums
    assert f"all {len(at.rows) - 2} people" in at.page.primary_action().text()
    row = at.page.model.row_of(at.outside)
    tip = at.page.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[-1] == "not covered"
    at.chip("all")
    assert at.shown() == _of(at, at.gone, at.outside)


def test_without_others_there_are_no_chips(sampled: Workspace, qtbot: QtBot) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = PlanPage(actions)
    qtbot.addWidget(page)
    page.show()
    assert not page.board.toolbar.others.isVisible()


def test_a_pick_makes_somebody_count_and_taking_it_back_not(at: Shown, qtbot: QtBot) -> None:
    at.leave_out()
    count = len(at.rows) - 2
    at.chip("all")
    course = at.page.model.courses[0]
    pair = [(at.outside, course)]
    at.actions.do(LABEL, picks.add_picks, at.plan, pair)
    assert at.people_of_cards().startswith(f"All tracks · {count + 1} people")
    at.chip("all")
    assert at.outside in at.shown()
    at.actions.do(LABEL, picks.remove_picks, at.plan, pair)
    assert at.people_of_cards().startswith(f"All tracks · {count} people")
    assert at.outside not in at.shown()
    at.actions.undo()
    assert at.outside in at.shown()


def test_a_search_for_somebody_who_does_not_count_says_where_to_find_them(
    at: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.leave_out()
    name = next(row.name for row in at.rows if row.id == at.outside)
    said: list[str] = []
    monkeypatch.setattr(at.page.matrix, "say_nobody", said.append)
    at.page.filter.setText(name)
    assert said[-1] == f"Nobody who counts in this plan matches “{name}”; All shows 1 more."
    at.page.filter.clear()
    at.page.reveal("person", at.outside)
    assert at.outside in at.shown()


def test_the_chip_is_as_it_was_left(at: Shown, settings: QSettings) -> None:
    at.chip("left")
    at.page.save_state(settings)
    at.chip("left")
    assert at.gone not in at.shown()
    at.page.restore_state(settings)
    at.page.refresh(None)
    assert at.gone in at.shown()


def test_bars_cards_and_tips_follow_the_targets(at: Shown) -> None:
    def change(db: Session) -> None:
        first = known(db.get(Person, at.outside))
        first.working_days = 0b00111
        targets.set_target(db, at.plan, D(10))
        targets.set_target(db, at.plan, D(5), track_id=first.primary_track_id or 0)

    at.actions.do(LABEL, change)
    snapshot = known(at.page.model.snapshot)
    assert target_text(snapshot, at.outside) == "0 of 3 days"
    column = at.page.model.target_column
    assert at.page.model.headerData(column, Qt.Orientation.Horizontal) == "of the target"
    index = at.page.model.index(at.page.model.row_of(at.outside), column)
    track = next(row.track for row in at.rows if row.id == at.outside)
    assert index.data(Qt.ItemDataRole.ToolTipRole).splitlines()[-1] == (
        f"Target 3 days: 5 of the track {track}, 3 of 5 weekdays"
    )
    key = next(row.track_id for row in at.rows if row.id == at.outside)
    of_track = [t.days for i, t in snapshot.targets.items() if snapshot.people[i].track_id == key]
    aimed = sum(of_track, D(0))
    card = at.page.board.cards.cards[key]
    assert card.accessibleName().endswith(f" of {aimed.normalize():f} days")
    assert at.page.board.cards._figures[key].maximum == max(aimed, snapshot.track_totals()[key].planned)
    every = sum((t.days for t in snapshot.targets.values()), D(0))
    assert f" of {every.normalize():f} ·" in at.people_of_cards()


def test_without_targets_the_bars_are_those_of_the_path(at: Shown) -> None:
    at.actions.do(LABEL, targets.set_target, at.plan, None)
    assert at.page.model.headerData(at.page.model.target_column, Qt.Orientation.Horizontal) == "of the path"
    assert not any(
        " of " in card.accessibleName().split(", ")[0] for card in at.page.board.cards.cards.values()
    )


def test_exports_of_what_is_shown_hold_the_others_only_when_they_are_chosen(at: Shown) -> None:
    at.page.filter.setText(next(row.name for row in at.rows if row.id not in (at.gone, at.outside)))
    assert len(known(known(at.page.export_scope()).person_ids)) == 1


def test_a_long_name_ends_before_the_word_why_it_does_not_count(at: Shown) -> None:
    at.leave_out()
    at.actions.do(LABEL, people.write_values, at.gone, {"last_name": "Featherstonehaugh-Cholmondeley"})
    at.chip("left")
    view = at.page.board.matrix.names
    delegate = view.itemDelegate()
    assert isinstance(delegate, NameDelegate)
    index = at.page.model.index(known(at.page.model.row_of(at.gone)), NAME)
    option = QStyleOptionViewItem()
    option.rect, option.font = QRect(0, 0, 160, 32), view.font()
    sketch = Sketch(view.font())
    delegate.draw(sketch, option, index)
    word, name = [args[0] for method, args in sketch._notes if method is QPainter.drawText]
    assert isinstance(word, QRect)
    assert isinstance(name, QRect)
    assert word.right() == option.rect.right() - 8
    assert name.right() < word.right() - view.fontMetrics().horizontalAdvance("left")
