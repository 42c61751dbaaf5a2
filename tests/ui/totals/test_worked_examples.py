"""Both worked examples of the definition, and unknown prices, as the page of totals shows them."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, OwnFact, Plan
from pmplanner.services.totals.breakdown import Figure
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.totals.page import Breakdown, TotalsPage
from tests.services.test_worked_example import SECOND, TABLE, build_first, build_second

Build = Callable[[Session], int]

TITLES = (
    "People", "Path days", "Required", "Credited", "Planned", "Done", "Scheduled", "To schedule", "Gap",
    "Days / person",
)  # fmt: skip


def _shown(qtbot: QtBot, workspace: Workspace, build: Build) -> TotalsPage:
    actions = Actions(workspace)
    actions.choose_plan(actions.do(Label("Build"), build))
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    page.resize(1400, 900)
    with qtbot.waitExposed(page):
        page.show()
    return page


def _cells(page: TotalsPage, titles: tuple[str, ...] = TITLES) -> dict[str, tuple[str, ...]]:
    """The lines as they are read on the page: the name, and the texts of these columns."""
    places = [[spec.title for spec in page.table.source.columns].index(title) for title in titles]
    model = page.table.proxy
    return {
        str(model.index(line, 0).data()): tuple(
            str(model.index(line, place).data() or "") for place in places
        )
        for line in range(model.rowCount())
    }


@pytest.mark.parametrize(("build", "table"), [(build_first, TABLE), (build_second, SECOND)])
def test_the_page_shows_the_worked_example(
    qtbot: QtBot, blank: Workspace, build: Build, table: dict[str, tuple[Decimal | int | None, ...]]
) -> None:
    page = _shown(qtbot, blank, build)
    cells = _cells(page)
    assert {
        name: tuple(Decimal(each) if each else None for each in line) for name, line in cells.items()
    } == {"All tracks" if name == "All" else name: values for name, values in table.items()}
    for column in zip(*cells.values(), strict=True):
        assert len({len(each.partition(".")[2]) for each in column if each}) == 1, column


def _lines(page: TotalsPage, figure: Figure) -> list[tuple[object, ...]]:
    page._open(Breakdown((), figure, "All"))
    source = page.panel.table.source
    rows = [source.row_at(source.index(line, 0)) for line in range(source.rowCount())]
    return sorted((row.person, row.course, row.status, row.by_course) for row in rows)


def test_what_is_credited_and_missing_is_listed(qtbot: QtBot, blank: Workspace) -> None:
    page = _shown(qtbot, blank, build_second)
    assert _lines(page, "credited") == [("Q2", "B", "credited", ""), ("Q5", "C", "expected", "")]
    assert ("Q1", "B", "open", "B2") in _lines(page, "required")
    assert [(who, what) for who, what, *_ in _lines(page, "gap")] == [
        ("Q1", "A"), ("Q2", "A"), ("Q2", "D"), ("Q5", "B"), ("Q6", "A"), ("Q6", "B"), ("Q6", "C"),
    ]  # fmt: skip


def test_an_unknown_price_is_said_and_never_nothing(qtbot: QtBot, blank: Workspace) -> None:
    page = _shown(qtbot, blank, build_second)
    assert _cells(page, ("Cost",)) == {"T1": ("unknown",), "T2": ("unknown",), "All tracks": ("unknown",)}

    def price(db: Session) -> None:
        course = db.scalars(select(Course.id).where(Course.code == "C")).one()
        db.add(OwnFact(course_id=course, field="cost", value="1200.50", currency="EUR"))
        plan = db.scalars(select(Plan).where(Plan.name == "2027")).one()
        plan.budget = Decimal(5000)

    page.actions_.do(Label("Price"), price)
    page.refresh(None)
    assert _cells(page, ("Cost",)) == {
        "T1": ("€1,200.50 + 1 unknown",),
        "T2": ("unknown",),
        "All tracks": ("€1,200.50 + 2 unknown",),
    }
    page.measure.select("cost")
    page.refresh(None)
    whole = page.bars.whole.accessibleName()
    assert whole == "All tracks: €1,200.50 · 2 without a price planned, of €5,000 budget"
    cells = _cells(page, ("Path cost", "Required", "Gap", "Planned"))
    assert cells["T1"] == (
        "unknown",
        "€2,401.00 + 7 unknown",
        "€1,200.50 + 5 unknown",
        "€1,200.50 + 1 unknown",
    )
    assert cells["T2"] == ("€1,200.50 + 1 unknown", "€1,200.50 + 2 unknown", "unknown", "unknown")
    names, *lines = (line.split("\t") for line in page.table.copied_text().splitlines())
    planned = {line[0]: line[names.index("Planned")] for line in lines}
    assert planned == {"T1": "1200.5", "T2": "", "All tracks": "1200.5"}
