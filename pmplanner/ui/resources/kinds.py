"""What a kind of resource is to the page: what is done to it and how that is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from pmplanner.storage.labels import Label


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences about a kind; %1 is a name or a number, %2 a second one."""

    title: str
    """What the list of all is called."""
    new: str
    create: str
    remove_tip: str
    one: str
    """Such as "1 room"; with *many* and *some* it stands beside the title of the page."""
    many: str
    some: str
    search: str
    nothing_title: str
    nothing: str
    """What to do while there are none."""
    select: str
    """What to do while none is selected."""
    nobody: str
    """What is said when the search finds none."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the edits of a kind are called."""

    add: Callable[[str, int | None], Label]
    """Takes the name, and the id once there is one."""
    change: Callable[[str, Any], Label]
    """Takes a field's name and the row."""
    remove: Callable[[Any], Label]
    """Takes the row."""
    remove_several: Callable[[int], Label]


def _same(values: dict[str, object]) -> dict[str, object]:
    return values


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource with the services for it; *change* takes the values by name."""

    words: Words
    labels: Labels
    add: Callable[..., int]
    change: Callable[..., None]
    remove: Callable[[Session, int], None]
    name: Callable[[Any], str]
    """What a row is called in sentences."""
    about: Callable[[Any], str]
    """A line below the name."""
    sought: Callable[[Any], str]
    """What a search looks through."""
    layout: str = ""
    """The layout of files from which such rows come; empty for none."""
    icon: str = "resources"
    complete: Callable[[dict[str, object]], dict[str, object]] = field(default=_same)
    """Fills in what may be left out of a new one; ValueError with a sentence when more is needed."""
