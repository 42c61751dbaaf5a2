"""“What is this?” on figures: each column, card and cell says how it is counted, as the domain has it."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from pmplanner.services.totals.measures import MEASURES
from pmplanner.services.totals.totals import GROUPS
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.matrix_model import NAME
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.plan.side_views import SumsRow
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.totals.totals_columns import totals_columns
from pmplanner.ui.widgets.charts.track_card import TrackCard
from pmplanner.ui.widgets.help_text import explanation
from tests.conftest import ROOT

WHAT = Qt.ItemDataRole.WhatsThisRole


def figures() -> set[str]:
    """The headings of all columns of the totals, whatever they go by and count."""
    return {
        column.spec.title
        for by in GROUPS
        for measure in MEASURES
        for column in totals_columns(by, measure, "EUR")[1:]
    }


def test_every_figure_of_the_totals_is_explained_and_is_one_of_the_domain() -> None:
    domain = re.sub(r"\W+", " ", (ROOT / "docs" / "domain.md").read_text(encoding="utf-8")).lower()
    found = figures()
    assert {"Path days", "Required", "Credited", "Planned", "Gap", "Cost", "Courses", "People"} <= found
    for title in found:
        assert explanation(title), title
        words = re.sub(r"\W+", " ", title).lower().replace("cost person", "days per person")
        words = words.replace("days person", "days per person").replace("path cost", "path days")
        assert words in domain or words == "to schedule", title
    # What counts as what, word for word where it is a formula.
    for term, parts in {
        "Load": ("days of work", "at most one a day", "bookings of other active plans count"),
        "Gap": ("neither credited nor satisfied by a pick of the plan",),
        "Credited": ("as of its last day", "exempt"),
    }.items():
        said = " ".join(explanation(term).split())
        for part in parts:
            assert part in said, (term, part)
            assert re.sub(r"\W+", " ", part).lower() in domain, (term, part)


@pytest.mark.slow
def test_figures_of_the_plan_and_of_its_cards_are_explained(sampled: Workspace, qtbot: QtBot) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = PlanPage(actions)
    qtbot.addWidget(page)
    page.refresh(None)
    model = page.model
    horizontal = Qt.Orientation.Horizontal
    for column, word in ((model.days_column, "Planned"), (model.target_column, "Target"), (1, "Pick")):
        assert model.headerData(column, horizontal, WHAT) == explanation(word)
        assert model.index(1, column).data(WHAT) == explanation(word)
    assert model.index(1, NAME).data(WHAT) is None
    (sums,) = page.findChildren(SumsRow)
    assert sums.whatsThis() == explanation("Planned")
    card = page.findChildren(TrackCard)[0]
    for part in (card.title, card, card.unit, card.bar, card.sentence):
        assert part.whatsThis(), part
    for word in ("Target", "Days per person", "Gap", "Budget"):
        assert explanation(word) in card.unit.whatsThis()


@pytest.mark.slow
def test_a_cell_of_the_load_says_what_it_counts(sampled: Workspace, qtbot: QtBot) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = SchedulePage(actions)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    page.below.choose("load")
    assert isinstance(page.load.table, QAbstractItemView)
    assert page.load.table.load.index(0, 1).data(WHAT) == explanation("Load")
