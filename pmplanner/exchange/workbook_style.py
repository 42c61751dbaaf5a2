"""What all workbooks share: harmless text, colours of the window, one format for the same values."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pmplanner.exchange.protection import neutralise

MAKER = "pmplanner"
A4 = 9
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and a workbook with it is not opened."""


def sheet_text(text: str) -> str:
    """Return a text as a cell may hold it: nothing that would be run, nothing that XML cannot hold."""
    return storable(neutralise(text))


def storable(text: str) -> str:
    """Return a text that is harmless already without what XML cannot hold."""
    return _NO_XML.sub("", text)


def sheet_name(title: str) -> str:
    """Return a name that a sheet may have: 31 letters, and not those that formulas use."""
    name = "".join(" " if sign in r"[]:*?/\'" else sign for sign in _NO_XML.sub("", title))[:31].strip()
    return name if name and name.casefold() != "history" else "Sheet1"


def of_page(text: str) -> str:
    """Return a text for the head or foot of a page, where "&" begins a code and two of them are one."""
    return _NO_XML.sub("", text).replace("&", "&&")[:200]


@cache
def light_colours() -> Mapping[str, Any]:
    """Return the colours of the window in its light scheme, by role."""
    text = (files("pmplanner_resources") / "tokens.toml").read_text(encoding="utf-8")
    table: Mapping[str, Any] = tomllib.loads(text)["light"]
    return table


class Formats:
    """The formats of a workbook, the same one for the same values: a workbook keeps each."""

    def __init__(self, workbook: Any, **every: object) -> None:  # noqa: ANN401
        """Make formats that have *every* value unless they say otherwise."""
        self._workbook, self._every = workbook, every
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def __call__(self, **values: object) -> Any:  # noqa: ANN401
        """Return the format of these values."""
        key = tuple(sorted(values.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**self._every, **values})
        return self._made[key]
