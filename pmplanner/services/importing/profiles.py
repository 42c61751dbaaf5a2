"""Columns as a person matched them, remembered for the next file with the same header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.dates import DateOrder
from pmplanner.exchange.headers import plain
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.parsing import COURSE, Words
from pmplanner.exchange.wishes import Wishes
from pmplanner.models import ImportProfile
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A named profile: the header of the files that it is for, and the column of each field."""

    id: int
    layout: str
    name: str
    header: tuple[str, ...]
    columns: Mapping[str, str | None]
    """Field to the heading of its column; None for no column."""
    words: Words = field(default_factory=dict)
    """Field to words of the file, and ours for them."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Field to what is taken where a row says nothing of it."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Heading to the values of the rows that are taken."""
    date_order: DateOrder | None = None
    """How dates are read that do not tell."""


def joined_words(remembered: Words, said: Words) -> dict[str, dict[str, str]]:
    """Return the words remembered for a file with those said now, which come first."""
    fields = dict.fromkeys((*remembered, *said))
    return {name: {**remembered.get(name, {}), **said.get(name, {})} for name in fields}


def list_profiles(db: Session, layout: str) -> list[ProfileRow]:
    """Return the profiles of a layout by name."""
    found = db.scalars(select(ImportProfile).where(ImportProfile.layout == layout))
    return sorted((_row(profile) for profile in found), key=lambda profile: fold(profile.name))


def best_profile(db: Session, layout: str, header: Sequence[str]) -> ProfileRow | None:
    """Return the profile made for files with this header, whatever the order of the columns."""
    wanted = signature(header)
    fitting = (p for p in list_profiles(db, layout) if signature(p.header) == wanted)
    return next(fitting, None)


def save_profile(
    db: Session,
    layout: str,
    name: str,
    header: Sequence[str],
    columns: Mapping[str, str | None],
    words: Words | None = None,
    *,
    wishes: Wishes | None = None,
    date_order: DateOrder | None = None,
) -> int:
    """Remember columns, what words in them mean and what is wished, under a name and return the id.

    It takes the place of a profile of that name or for that header. Raises PlanError when the
    name is empty or a field is none of the layout.
    """
    name = " ".join(name.split())
    if not name:
        raise PlanError(said("Give the columns a name to remember them by."))
    kind = LAYOUTS[layout]
    wishes = wishes or Wishes()
    named = (*columns, *wishes.defaults, *(each for each in words or {} if each != COURSE))
    unknown = [each for each in named if kind.field(each) is None]
    if unknown:
        raise PlanError(said("There is no field {unknown} in {layout}.", unknown=unknown[0], layout=layout))
    profile = _named(db, layout, name) or ImportProfile(layout=layout)
    for other in list_profiles(db, layout):
        if other.id != profile.id and signature(other.header) == signature(header):
            remove_profile(db, other.id)
    db.flush()  # the name of a profile just removed may be given again
    profile.name = name
    profile.columns = {"header": list(header), "fields": dict(columns)}
    if words:
        profile.columns["words"] = {name: dict(meant) for name, meant in words.items()}
    if date_order:
        profile.columns["date_order"] = date_order
    profile.defaults = dict(wishes.defaults)
    profile.only = {heading: list(values) for heading, values in wishes.only.items()}
    db.add(profile)
    db.flush()
    return profile.id


def remove_profile(db: Session, profile_id: int) -> None:
    """Forget a profile; raise PlanError when it is gone."""
    db.delete(get(db, ImportProfile, profile_id))


def _named(db: Session, layout: str, name: str) -> ImportProfile | None:
    found = db.scalars(select(ImportProfile).where(ImportProfile.layout == layout))
    return next((profile for profile in found if fold(profile.name) == fold(name)), None)


def _row(profile: ImportProfile) -> ProfileRow:
    header = tuple(profile.columns["header"])
    kept = profile.columns
    return ProfileRow(
        profile.id,
        profile.layout,
        profile.name,
        header,
        dict(kept["fields"]),
        kept.get("words", {}),
        dict(profile.defaults or {}),
        {heading: tuple(values) for heading, values in (profile.only or {}).items()},
        kept.get("date_order"),
    )


def signature(header: Sequence[str]) -> list[str]:
    """Return by what headers are compared: their headings in any order."""
    return sorted(map(plain, header))
