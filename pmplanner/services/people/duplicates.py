"""Who may be in the workspace twice, with the reason, the likeliest first."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person
from pmplanner.sentences import marked, resaid
from pmplanner.services.lookup import fold, person_name, plain

_MOST_ALIKE = 20
"""More people than that with the same sign, such as an address of a team, are no duplicates by it."""


class Sign(IntEnum):
    """Why two may be the same, the strongest first."""

    EMAIL_AND_NAME = 1
    NUMBER = 2
    NAME = 3
    EMAIL = 4
    SWAPPED = 5
    ACCENTS = 6


_REASONS = {
    Sign.EMAIL_AND_NAME: marked("the same e-mail and name"),
    Sign.NUMBER: marked("the same employee id in another form"),
    Sign.NAME: marked("the same name"),
    Sign.EMAIL: marked("the same e-mail"),
    Sign.SWAPPED: marked("the same name with first and last swapped"),
    Sign.ACCENTS: marked("the same name but for accents, hyphens and blanks"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be the same; *keep* is the one with the smaller id."""

    keep: int
    other: int
    sign: Sign
    keep_name: str
    other_name: str

    @property
    def reason(self) -> str:
        """Why they may be the same, in words."""
        return resaid(_REASONS[self.sign])


def list_duplicates(db: Session) -> list[Pair]:
    """Return the likely duplicates, each pair once with its strongest reason. Reads only."""
    people = list(
        db.execute(select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id))
    )
    found: dict[tuple[int, int], Sign] = {}
    for sign, key in _KEYS:
        for one, other in _alike(people, key):
            found.setdefault((one, other), sign)
    rows = {row.id: row for row in people}
    for one, other in list(found):
        if found[one, other] is Sign.EMAIL and _may_be_another(rows[one], rows[other]):
            del found[one, other]  # an address that two share whose names are others
        elif found[one, other] is Sign.SWAPPED and _name(rows[one]) == _name(rows[other]):
            found[one, other] = Sign.NAME
    names = {row.id: person_name(*row) for row in people}
    pairs = [Pair(one, other, sign, names[one], names[other]) for (one, other), sign in found.items()]
    return sorted(pairs, key=lambda pair: (pair.sign, fold(pair.keep_name), pair.keep, pair.other))


def _alike(people: Iterable[Any], key: Callable[[Any], str]) -> Iterator[tuple[int, int]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for row in people:
        if sign := key(row):
            groups[sign].append(row.id)
    for ids in groups.values():
        if len(ids) <= _MOST_ALIKE:
            yield from combinations(sorted(ids), 2)


def _email(row: Any) -> str:  # noqa: ANN401 - a row of the query
    return fold(row.email)


def _name(row: Any) -> str:  # noqa: ANN401
    return fold(f"{row.first_name} {row.last_name}") if row.first_name and row.last_name else ""


def _both(row: Any) -> str:  # noqa: ANN401
    return f"{_email(row)}\n{_name(row)}" if _email(row) and _name(row) else ""


def _number(row: Any) -> str:  # noqa: ANN401
    """Return an id without case, blanks, signs and leading zeros; "" where it holds no digit."""
    sign = re.sub(r"[\W_]+", "", plain(row.employee_id or ""))
    if not any(map(str.isdigit, sign)):
        return ""
    return re.sub(r"(?<!\d)0+(?=\d)", "", sign)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text))


def _swapped(row: Any) -> str:  # noqa: ANN401
    """Return both names in one order, so that swapped ones are equal."""
    return "\n".join(sorted((fold(row.first_name), fold(row.last_name)))) if _name(row) else ""


def _plainly(row: Any) -> str:  # noqa: ANN401
    """Return both names without accents and signs, in one order."""
    return "\n".join(sorted((_bare(row.first_name), _bare(row.last_name)))) if _name(row) else ""


_KEYS = (
    (Sign.EMAIL_AND_NAME, _both),
    (Sign.NUMBER, _number),
    (Sign.NAME, _name),
    (Sign.EMAIL, _email),
    (Sign.SWAPPED, _swapped),
    (Sign.ACCENTS, _plainly),
)


def _may_be_another(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Say whether both names are known and neither is the same: two who share an address."""
    pairs = ((one.first_name, other.first_name), (one.last_name, other.last_name))
    told = [(_bare(a), _bare(b)) for a, b in pairs if a and b]
    return len(told) == 2 and all(a != b for a, b in told)
