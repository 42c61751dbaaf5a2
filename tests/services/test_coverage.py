"""Coverage of required courses: it adds up to the totals and to what is listed behind them, by chance."""

from collections import Counter
from contextlib import suppress
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import Course
from pmplanner.services.totals.breakdown import list_behind
from pmplanner.services.totals.coverage import COVERS, list_coverage
from pmplanner.services.totals.totals import ledger
from pmplanner.storage.workspace import Workspace
from tests.services.random_needs import Maker
from tests.services.slow_needs import Slow
from tests.tiers import seeds

_OF_STATUS = {
    "expected": "credited",
    "credited": "credited",
    "gap": "missing",
    "done": "done",
    "scheduled": "scheduled",
    "open": "picked",
    "waiting": "picked",
}


class TakeBackError(Exception):
    """Ends an edit without leaving anything."""


@pytest.mark.parametrize("seed", seeds(6, 200))
def test_coverage_is_what_the_definitions_give_and_adds_up(blank: Workspace, seed: int) -> None:
    with suppress(TakeBackError), blank.edit("Random") as db:
        plan = Maker(db, seed).make()
        rows = list_coverage(db, plan)
        days = dict(db.execute(select(Course.id, Course.days)).all())
        lines = {line.key: line.totals for line in ledger(db, plan, "track") if not line.is_total}
        for track in {row.track_id for row in rows} | lines.keys():
            mine = [row for row in rows if row.track_id == track]
            for figure, covers in (("required", COVERS), ("credited", ("credited",)), ("gap", ("missing",))):
                total = sum((days[row.course_id] * row.count(c) for row in mine for c in covers), Decimal(0))
                assert total == getattr(lines[track], figure), (track, figure)
        for row in rows:
            behind = list_behind(db, plan, [("track", row.track_id), ("course", row.course_id)], "required")
            assert Counter(_OF_STATUS[each.status] for each in behind) == Counter(
                {cover: count for cover, count in zip(COVERS, row.counts, strict=True) if count}
            )
        # Asked of each person and need in the plainest way.
        slow = Slow(db, plan)
        expected = Counter[tuple[int | None, int, str]]()
        for person in slow.everybody().values():
            for need in person.needs:
                taken = [
                    pick.status
                    for pick in person.picks
                    if pick.satisfies and slow.reaches(pick.pick.course_id, need.course)
                ]
                best = next((status for status in ("done", "scheduled") if status in taken), "open")
                cover = need.state if need.state in ("credited", "missing") else _OF_STATUS[best]
                expected[person.track, need.course, cover] += 1
        found = {
            (row.track_id, row.course_id, cover): count
            for row in rows
            for cover, count in zip(COVERS, row.counts, strict=True)
            if count
        }
        assert found == dict(expected)
        raise TakeBackError
