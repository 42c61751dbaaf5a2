"""What was read of the workspace, kept for as long as the tables that it was read from stay as they are.

A question is marked by :func:`kept` with the tables that it reads. Its answer is kept for the newest head of
the journal and dropped once a change touches one of these tables, so that what a click asks for again and
again, such as what holds for the courses, is read once. An edit is answered from what is kept, too, until it
has itself written to one of the tables. Answers are shared: whoever gets one must not change it.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

from pmplanner.storage.journal import Change, touched_tables

_LENT = "pmplanner.kept"

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Question(Generic[_P, _T]):
    """What is asked of a session, and the tables from which the answer is read."""

    tables: frozenset[str]
    read: Callable[Concatenate[Session, _P], _T]
    """Reads the answer whatever is kept."""


QUESTIONS: dict[str, Question[..., Any]] = {}
"""All that is kept, by name."""


class Kept:
    """The answers that hold for a workspace as it is now.

    They are for the thread in which edits are made: what another one reads may be older or newer than they.
    """

    def __init__(self) -> None:
        self._answers: dict[tuple[Question[..., Any], object], object] = {}
        self._head = 0
        """Rises with each change, so that whoever began to read before it neither asks nor answers here."""

    def lend(self, db: Session, *, to_edit: bool = False) -> None:
        """Let what is asked of a session be answered from here."""
        if threading.current_thread() is threading.main_thread():
            db.info[_LENT] = _Lent(self, self._head, to_edit)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Forget all where what is written fails: nobody knows how far it came."""
        try:
            yield
        except BaseException:
            self.forget()
            raise

    def follow(self, changes: Iterable[Change]) -> None:
        """Drop what was read from the tables that changes have touched."""
        self._head += 1
        touched = {table for change in changes for table in change.tables}
        for key in [key for key in self._answers if not key[0].tables.isdisjoint(touched)]:
            del self._answers[key]

    def forget(self) -> None:
        """Drop everything: nobody knows what was touched."""
        self._head += 1
        self._answers.clear()

    def answer(self, question: Question[..., _T], key: object, read: Callable[[], _T]) -> _T:
        """Return what is kept, or keep what is read."""
        place = question, key
        if place not in self._answers:
            self._answers[place] = read()
        return cast(_T, self._answers[place])

    @property
    def head(self) -> int:
        """What a session has to have begun at to see what is kept."""
        return self._head


@dataclass(frozen=True, slots=True)
class _Lent:
    """What is kept, as one session may use it."""

    kept: Kept
    head: int
    to_edit: bool

    def knows(self, db: Session, tables: Collection[str]) -> bool:
        if self.kept.head != self.head:
            return False
        return not self.to_edit or touched_tables(db).isdisjoint(tables)


def kept(
    *tables: str,
) -> Callable[[Callable[Concatenate[Session, _P], _T]], Callable[Concatenate[Session, _P], _T]]:
    """Mark a question whose answer depends on nothing but these tables; what it is asked with is hashable.

    The answer holds plain values, no mapped objects, and is not changed by whoever gets it.
    """

    def mark(
        read: Callable[Concatenate[Session, _P], _T],
    ) -> Callable[Concatenate[Session, _P], _T]:
        question = Question(frozenset(tables), read)
        QUESTIONS[f"{read.__module__}.{read.__qualname__}"] = question

        @wraps(read)
        def ask(db: Session, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
            lent: _Lent | None = db.info.get(_LENT)
            if lent is None or not lent.knows(db, question.tables):
                return read(db, *args, **kwargs)
            key = args, tuple(sorted(kwargs.items()))
            return lent.kept.answer(question, key, lambda: read(db, *args, **kwargs))

        return ask

    return mark
