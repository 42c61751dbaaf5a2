"""Of a large plan the first screen of people is shown before all is read, and nothing of it is untrue."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pmplanner.services.plans import picks, plans
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan import first_look
from pmplanner.ui.plan.page import PlanPage
from tests.support import known

FEW = 4


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few people are many."""
    monkeypatch.setattr(first_look, "MANY", 0)
    monkeypatch.setattr(first_look, "SEEN", FEW)


def _page(actions: Actions, qtbot: QtBot) -> PlanPage:
    page = PlanPage(actions)
    qtbot.addWidget(page)
    page.resize(1250, 810)
    return page


def _content(page: PlanPage) -> object:
    model = page.model
    return (
        [repr(row) for row in model.rows],
        list(model.courses),
        {person: repr(line) for person, line in known(model.snapshot).lines.items()},
        dict(model.sums.by_course),
        {key: card.accessibleName() for key, card in page.board.cards.cards.items()},
        page.matrix.sums.accessibleDescription(),
        page.primary_action().toolTip(),
    )


@pytest.fixture
def whole(actions: Actions, qtbot: QtBot) -> object:
    """What the page shows where all is read at once."""
    page = _page(actions, qtbot)
    page.show()
    assert page.model.is_whole
    return _content(page)


def test_first_who_stands_at_the_top_and_dots_for_what_is_counted_of_all(
    whole: object, large: None, actions: Actions, qtbot: QtBot
) -> None:
    page = _page(actions, qtbot)
    page.catch_up()
    model, snapshot = page.model, known(page.model.snapshot)
    assert 0 < len(model.people()) <= FEW
    assert page.is_behind
    assert not model.is_whole
    first = {person: repr(snapshot.lines[person]) for person in model.people()}
    cards = page.board.cards.cards
    whole_cards = whole[4]  # type: ignore[index]
    assert cards.keys() == whole_cards.keys()
    assert set(whole[1]) <= set(model.courses)  # type: ignore[index]
    assert {(card.number.text(), card.sentence.text()) for card in cards.values()} == {("…", "Being read…")}
    assert page.drawer._nothing.isHidden()  # nobody has looked for courses yet
    assert page.matrix.sums.days_of(model.courses[0]) == model.all_days() == "…"
    assert page.matrix.sums.accessibleDescription() == "Being read…"
    assert all(str(model.index(row, 0).data()).endswith("· …") for row in model._group_rows.values())
    assert not page.primary_action().isEnabled()
    page.show()
    qtbot.waitUntil(lambda: not page.is_behind)
    assert _content(page) == whole
    whole_lines = known(model.snapshot).lines
    # Problems are marked when they have been looked for, here as in every large plan.
    unmarked = {key: known(model.snapshot)._plain.get(key, line) for key, line in whole_lines.items()}
    assert first == {key: repr(unmarked[key]) for key in first}
    assert list(first) == list(model.people())[: len(first)]


@pytest.mark.parametrize("grouping", ["person", "team"])
def test_by_name_who_stands_first_and_by_team_everybody_at_once(
    large: None, actions: Actions, qtbot: QtBot, grouping: str
) -> None:
    page = _page(actions, qtbot)
    page.board.toolbar.grouping.select(grouping)
    page.show()
    first = page.model.people()
    assert page.model.is_whole == (grouping == "team")
    qtbot.waitUntil(lambda: not page.is_behind)
    assert first == page.model.people()[: len(first)]


def test_before_a_key_does_anything_all_is_read(large: None, actions: Actions, qtbot: QtBot) -> None:
    page = _page(actions, qtbot)
    page.catch_up()
    before = len(page.model.people())
    page.show()
    was_whole = page.model.is_whole
    qtbot.keyClick(page.cells, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert (was_whole, page.model.is_whole) == (False, True)
    assert len(page.matrix.block().people) == len(page.model.people()) > before


def test_what_changes_meanwhile_is_there(large: None, actions: Actions, qtbot: QtBot) -> None:
    page = _page(actions, qtbot)
    page.show()
    person, plan = page.model.people()[0], known(actions.plan_id)
    snapshot = known(page.model.snapshot)
    course = next(key for key in snapshot.courses if key not in snapshot.lines[person].cells)
    actions.do(Label("Pick"), picks.add_picks, plan, [(person, course)])
    qtbot.waitUntil(lambda: not page.is_behind)
    assert known(known(page.model.snapshot).cell(person, course)).is_pick


def test_another_plan_chosen_meanwhile_is_shown(large: None, actions: Actions, qtbot: QtBot) -> None:
    page = _page(actions, qtbot)
    page.show()
    shown = known(page.model.snapshot).plan
    other = known(actions.do(Label("Other"), plans.create_plan, "Other", shown.first_day, shown.last_day))
    actions.choose_plan(other)
    assert page.model.is_whole
    assert known(page.model.snapshot).plan.id == other


def test_filters_that_were_left_on_have_all_read_at_once(large: None, actions: Actions, qtbot: QtBot) -> None:
    page = _page(actions, qtbot)
    page.filter.setText("a")
    page.show()
    assert page.model.is_whole
