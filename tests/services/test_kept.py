"""What is kept of the workspace is what is read anew: within edits, after them, undone and redone."""

import inspect
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Plan
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.equivalents import Equivalents, read_equivalents
from pmplanner.services.pick_status import course_facts, pick_status
from pmplanner.services.plans import archive
from pmplanner.services.settings import change_setting, read_setting
from pmplanner.services.views import search
from pmplanner.storage.journal import UndoRefusedError, journaled_tables
from pmplanner.storage.kept import QUESTIONS, Question
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.edits import EDITS
from tests.support import known
from tests.tiers import examples, in_both_tiers

ASKED_OF = (course_facts, pick_status, archive, search)
"""Imported, so that all questions are known."""
SETTINGS = ("setting currency", "setting locale")


def _asked(db: Session) -> Iterator[tuple[str, Question[..., Any], tuple[object, ...]]]:
    """Yield every question with all that it can be asked with."""
    values = {"plan_id": [*db.scalars(select(Plan.id)), 0], "name": SETTINGS}
    for name, question in QUESTIONS.items():
        wanted = list(inspect.signature(question.read).parameters)[1:]
        for value in values[wanted[0]] if wanted else ():
            yield name, question, (value,)
        if not wanted:
            yield name, question, ()


def _ask(db: Session, name: str, args: tuple[object, ...]) -> object:
    module, function = name.rsplit(".", 1)
    return _seen(db, getattr(inspect.sys.modules[module], function)(db, *args))  # type: ignore[attr-defined]


def _seen(db: Session, answer: object) -> object:
    if isinstance(answer, Equivalents):
        return {course_id: answer.serving(course_id) for course_id in db.scalars(select(Course.id))}
    return answer


def _check(db: Session) -> None:
    for name, question, args in _asked(db):
        assert _ask(db, name, args) == _seen(db, question.read(db, *args)), (name, args)


@in_both_tiers
def test_what_is_kept_is_what_is_read_anew(sampled: Workspace) -> None:
    chance, done = random.Random(5), 0
    for number, name in enumerate(chance.choices(sorted(EDITS), k=examples(60, 1500))):
        with sampled.read() as db:
            _check(db)
        try:
            with sampled.edit(name) as db:
                EDITS[name](db, number)
                _check(db)
                if not chance.randrange(5):
                    raise PlanError("No.")
                done += 1
            for step in (sampled.undo, sampled.redo)[: chance.randrange(3)]:
                with sampled.read() as db:
                    _check(db)
                step()
        except (PlanError, LookupError, UndoRefusedError):
            continue
    with sampled.read() as db:
        _check(db)
    assert done > 10


def test_a_question_reads_no_other_tables_than_it_says(sampled: Workspace) -> None:
    tables = "|".join(journaled_tables())
    named = re.compile(rf'\b(?:FROM|JOIN|,) +"?({tables})\b"?', re.IGNORECASE)
    with sampled.read() as db:
        for name, question, args in list(_asked(db)):
            with _told(db) as statements:
                question.read(db, *args)
            assert statements, name
            assert set(named.findall(" ".join(statements))) <= question.tables, name


@contextmanager
def _told(db: Session) -> Iterator[list[str]]:
    said: list[str] = []

    def note(*args: object) -> None:
        said.append(re.sub(r"\s+", " ", str(args[2])))

    event.listen(db.connection(), "before_cursor_execute", note)
    yield said
    event.remove(db.connection(), "before_cursor_execute", note)


def test_what_was_read_is_not_read_again_until_it_may_be_another(sampled: Workspace) -> None:
    def count() -> int:
        with sampled.read() as db, _told(db) as said:
            course_facts.read_course_facts(db)
        return len(said)

    assert (count() > 0, count()) == (True, 0)
    with sampled.edit("Renamed") as db:
        known(db.scalar(select(Person).limit(1))).last_name = "Zed"
        course_facts.read_course_facts(db)
    assert count() == 0
    with sampled.edit("Priced") as db:
        known(db.scalar(select(Course).limit(1))).days += 1
    assert count() > 0
    sampled.undo()
    assert (count() > 0, count()) == (True, 0)


def test_another_window_reads_what_there_is_now(sampled: Workspace) -> None:
    with _beside(sampled) as other:
        for currency in ("EUR", "CHF"):
            with sampled.edit("Set") as db:
                change_setting(db, "currency", currency)
            with other.read() as db:
                assert read_setting(db, "currency") == currency


@contextmanager
def _beside(workspace: Workspace) -> Iterator[Workspace]:
    other = open_workspace(workspace.path, read_only=True)
    yield other
    other.close()


def test_nobody_is_answered_with_what_an_edit_has_not_kept_yet(sampled: Workspace) -> None:
    with sampled.read() as db:
        before = read_setting(db, "currency")

    def refused() -> None:
        with sampled.edit("Set") as db:
            change_setting(db, "currency", "CHF")
            assert read_setting(db, "currency") == "CHF"
            with sampled.read() as beside:
                assert read_setting(beside, "currency") == before
            raise PlanError("No.")

    with pytest.raises(PlanError):
        refused()
    with sampled.read() as db:
        assert read_setting(db, "currency") == before


def test_who_began_to_read_before_an_edit_does_not_answer_for_later(sampled: Workspace) -> None:
    with sampled.read() as early:
        early.scalars(select(Plan.id)).all()
        with sampled.edit("Set") as db:
            change_setting(db, "currency", "CHF")
        assert read_setting(early, "currency") != "CHF"
        with sampled.read() as db:
            assert read_setting(db, "currency") == "CHF"


def test_a_thread_beside_reads_for_itself(sampled: Workspace) -> None:
    found: list[int] = []

    def read() -> None:
        with sampled.read() as db, _told(db) as said:
            read_equivalents(db)
        found.append(len(said))

    read()
    read()
    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert found == [1, 0, 1]


def test_what_no_undo_takes_back_is_followed(sampled: Workspace) -> None:
    with sampled.read() as db:
        read_setting(db, "currency")
    with sampled.keep() as db:
        change_setting(db, "currency", "CHF")
    with sampled.read() as db:
        assert read_setting(db, "currency") == "CHF"


def test_questions_name_tables_that_there_are() -> None:
    assert all(question.tables <= journaled_tables().keys() for question in QUESTIONS.values())
