"""Files of managers out and back, with the plan changed meanwhile: all that can be is merged, and told."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.approval_reading import read_answers
from pmplanner.models import Person, Pick, PickDecision, Plan, PublishedEvent
from pmplanner.models.statuses import Decision
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.decisions.answers import DECISIONS, Answer, match_answers
from pmplanner.services.decisions.asking import Asking, course_label, foresee_asking, mark_asked
from pmplanner.services.decisions.decide import Verdict, decide_picks
from pmplanner.services.decisions.merging import merge_answers
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.forgetting import forget_people
from pmplanner.services.people.history import record_completion
from pmplanner.services.plans.picks import remove_picks
from pmplanner.services.publishing.approvals import write_askings
from pmplanner.services.publishing.change_packs import foresee_pack
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.labels import Counted, Label
from pmplanner.storage.workspace import Workspace
from tests.conftest import SHARED
from tests.services.answered_files import Filled, answer_file
from tests.support import known, snapshot

STAMP = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
TODAY = STAMP.date()


@dataclass
class Round:
    """What was asked in a workspace, and what came back."""

    workspace: Workspace
    plan: int
    askings: list[Asking]
    files: list[Path]
    filled: dict[int, Filled]
    """By pick."""


def send(workspace: Workspace, plan: int, folder: Path, chance: Random) -> Round:
    """Ask all managers, and let them answer in files of all kinds."""
    with workspace.read() as db:
        askings = foresee_asking(db, plan, TODAY)
        free = _free(db, plan)
    with workspace.keep() as db:
        by = TODAY + dt.timedelta(14)
        assert write_askings(db, folder / "out", plan, askings, by, STAMP) == len(askings)
    with workspace.edit(Label.of("decision.ask", picks=Counted("picks", 2))) as db:
        mark_asked(db, askings, TODAY)
    back = folder / "back"
    back.mkdir()
    filled: dict[int, Filled] = {}
    files = sorted((folder / "out").glob("*.xlsx"))
    for place, path in enumerate(files):
        target = back / f"{path.stem}{'.csv' if place % 5 == 4 else '.xlsx'}"
        filled |= answer_file(path, target, chance, free)
    return Round(workspace, plan, askings, sorted(back.iterdir()), filled)


def _free(db: Session, plan: int) -> dict[int, set[str]]:
    """Return by pick what can be taken instead: a set for each person."""
    labels = {course.id: course_label(course) for course in list_courses(db) if not course.withdrawn}
    of: dict[int, set[int]] = defaultdict(set)
    picks = db.execute(select(Pick.id, Pick.person_id, Pick.course_id).where(Pick.plan_id == plan)).all()
    for _, person, course in picks:
        of[person].add(course)
    free = {person: {labels[each] for each in labels.keys() - taken} for person, taken in of.items()}
    return {pick: free[person] for pick, person, _ in picks}


def change_meanwhile(round_: Round, chance: Random, share: float) -> dict[int, str]:
    """Change a share of the picks in one way each; return what was done to which."""
    ids = sorted(round_.filled)
    chosen = chance.sample(ids, max(4, int(share * len(ids))))
    kinds = {
        pick: ("gone", "again", "done", "days", "decided")[place % 5] for place, pick in enumerate(chosen)
    }
    with round_.workspace.edit("Meanwhile") as db:
        plan = known(db.get(Plan, round_.plan))
        pairs = {
            pick.id: (pick.person_id, pick.course_id)
            for pick in db.scalars(select(Pick).where(Pick.plan_id == round_.plan))
        }
        of = {kind: [pick for pick in chosen if kinds[pick] == kind] for kind in kinds.values()}
        for pick_id in of.get("days", ()):
            pick = known(db.get(Pick, pick_id))
            pick.days = _other_days(pick_id)
        db.flush()
        remove_picks(
            db, round_.plan, [pairs[pick] for kind in ("gone", "again") for pick in of.get(kind, ())]
        )
        for pick_id in of.get("again", ()):
            person, course = pairs[pick_id]
            db.add(Pick(plan_id=round_.plan, person_id=person, course_id=course))
        for pick_id in of.get("done", ()):
            record_completion(db, *pairs[pick_id], plan.first_day + dt.timedelta(3), result="passed")
        decide_picks(db, round_.plan, of.get("decided", ()), Verdict(Decision.APPROVED, None, "Boss", TODAY))
    return kinds


def _other_days(pick_id: int) -> Decimal:
    return Decimal(20) + Decimal(pick_id % 4) / 4


def read_back(round_: Round) -> list[Answer]:
    rows = [row for path in round_.files for row in read_answers(path)]
    Random(3).shuffle(rows)
    with round_.workspace.read() as db:
        return match_answers(db, round_.plan, rows, TODAY)


def decided(workspace: Workspace, plan: int) -> dict[int, tuple[str, str, str]]:
    """By pick the decision, the remark, and the label of the course instead."""
    with workspace.read() as db:
        labels = {course.id: course_label(course) for course in list_courses(db)} | {None: ""}
        query = select(PickDecision).join(Pick, Pick.id == PickDecision.pick_id).where(Pick.plan_id == plan)
        return {
            row.pick_id: (row.decision, row.note, labels[row.swap_course_id]) for row in db.scalars(query)
        }


def check(round_: Round, kinds: Mapping[int, str]) -> None:
    """Merge what can be, hold it against what was filled in, and take it back."""
    before, asked = decided(round_.workspace, round_.plan), snapshot(round_.workspace.path)
    found = read_back(round_)
    by_pick = {each.pick_id: each for each in found}
    taken = [each for each in found if each.state == "new"]
    label = Label.of("decision.merge", picks=Counted("picks", len(taken)))
    with round_.workspace.edit(label) as db:
        merge_answers(db, round_.plan, taken, TODAY)
    after = decided(round_.workspace, round_.plan)
    for pick, filled in round_.filled.items():
        kind = kinds.get(pick, "")
        if not kind and filled.answer:
            assert after[pick] == (DECISIONS[filled.answer], filled.remark, filled.course)
        elif kind != "gone" and kind != "again":
            assert after[pick] == before[pick], (kind, filled)
        if kind == "decided" and filled == Filled("agree"):
            assert by_pick[pick].state == "same"
        elif kind in ("days", "decided", "done") and filled.answer:
            assert by_pick[pick].state == ("wrong" if kind == "done" else "contradicts")
    # Each contradiction is told with the file, the row and the column.
    told = [each for each in found if each.state in ("contradicts", "wrong")]
    assert all(each.reason and each.row.file and each.row.number and each.column for each in told)
    answered = {pick for pick, filled in round_.filled.items() if filled.answer}
    same = sum(each.state == "same" for each in found)
    assert len(taken) + len(told) + same == len(answered)
    assert len(told) + same >= len(answered & kinds.keys())
    round_.workspace.undo()
    assert snapshot(round_.workspace.path) == asked


def test_that_files_were_sent_stays_known_past_undo_and_tells_of_no_event(
    sampled: Workspace, tmp_path: Path
) -> None:
    with sampled.read() as db:
        plan = known(db.scalar(select(Plan.id).order_by(Plan.id)))
        letters = foresee_pack(db, ExportScope(plan), TODAY)
        asked = sorted(each.asked_before for each in foresee_asking(db, plan, TODAY))
    round_ = send(sampled, plan, tmp_path, Random(1))
    sampled.undo()
    with sampled.read() as db:
        again = foresee_asking(db, plan, TODAY)
        assert {each.last_sent for each in again} == {TODAY}
        assert sorted(each.asked_before for each in again) == asked
        assert foresee_pack(db, ExportScope(plan), TODAY) == letters
        manager = known(again[0].manager_id)
    assert len(letters) > len(round_.askings) > 1
    forget_people(sampled, [manager])
    with sampled.read() as db:
        rows = db.scalars(select(PublishedEvent).where(PublishedEvent.recipient_id == manager)).all()
        assert [(row.content["email"], row.content["name"]) for row in rows if row.channel == "approval"] == [
            ("", f"Forgotten person {manager}")
        ]


def test_all_that_can_be_is_merged_and_one_undo_takes_it_back(sampled: Workspace, tmp_path: Path) -> None:
    with sampled.read() as db:
        plan = known(db.scalar(select(Plan.id).order_by(Plan.id)))
    round_ = send(sampled, plan, tmp_path, Random(1))
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".xlsx", ".eml", ".csv"}
    check(round_, change_meanwhile(round_, Random(2), 0.2))


@pytest.mark.long
@pytest.mark.skipif(not (SHARED / "data" / "real").is_dir(), reason="the real files are not there")
def test_forty_managers_of_three_thousand_people(tmp_path: Path) -> None:
    from tests.benchmarks.real_plan import make_real_plan

    path = tmp_path / "real.sqlite"
    make_real_plan(path)
    workspace = open_for_use(path)
    try:
        _give_managers(workspace, 40)
        with workspace.read() as db:
            plan = known(db.scalar(select(Plan.id)))
        round_ = send(workspace, plan, tmp_path, Random(40))
        assert len(round_.askings) == 40
        kinds = change_meanwhile(round_, Random(41), 0.05)
        check(round_, kinds)
    finally:
        workspace.close()


def _give_managers(workspace: Workspace, count: int) -> None:
    """Let everybody report to one of the first people; those to each other."""
    with workspace.edit("Managers") as db:
        people = list(db.scalars(select(Person).order_by(Person.id)))
        for place, person in enumerate(people):
            person.manager_id = people[(place + 1) % count].id
