"""What carried rows have to hold to beyond the rules of their tables, so that all can be counted again."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from pmplanner import models as m
from pmplanner.models import ScopeKind, SessionMode
from pmplanner.sentences import said
from pmplanner.services.calendar.closures import check_region
from pmplanner.services.calendar.open_days import check_week
from pmplanner.services.catalog.own_facts import FACTS
from pmplanner.services.errors import PlanError
from pmplanner.services.policies.policies import find_kind
from pmplanner.services.quantities import currency_code
from pmplanner.services.settings import SETTINGS


class CellError(ValueError):
    """What a cell says cannot be taken, with the reason."""


def check_column(kind: type[m.Row], column: str, value: Any) -> None:  # noqa: ANN401 - of the column
    """Raise CellError where a column of a table cannot have that value."""
    if column == "timezone":
        _check_zone(value)
    elif column in ("currency", "cancel_currency"):
        _check_currency(value)
    elif (kind, column) in _WORDS and value not in _WORDS[kind, column]:
        words = ", ".join(_WORDS[kind, column])
        raise CellError(said("“{value}” is not one of {words}", value=value[:60], words=words))


_WORDS: Mapping[tuple[type[m.Row], str], tuple[str, ...]] = {
    (m.TrainingSession, "mode"): tuple(SessionMode),
    (m.PlanScope, "kind"): tuple(ScopeKind),
}


def _check_zone(value: str) -> None:
    try:
        if value:
            ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise CellError(said("there is no time zone “{value}”", value=value[:60])) from None


def _check_currency(value: str) -> None:
    try:
        fits = currency_code(value) == value
    except PlanError:
        fits = False
    if not fits:
        raise CellError(said("“{value}” is no code of a currency, such as EUR", value=value[:60]))


def fault_of_row(kind: type[m.Row], values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return under which heading a row says what cannot be, and why; None where all can."""
    if kind not in _ROW_CHECKS:
        return None
    heading, check = _ROW_CHECKS[kind]
    try:
        check(values)
    except PlanError as error:
        reason = str(error).removesuffix(".")
        return heading, reason[:1].lower() + reason[1:]
    except (ValueError, InvalidOperation, KeyError):
        return heading, said("it cannot stand there")
    return None


_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")


def _check_fact(values: Mapping[str, Any]) -> None:
    """Raise ValueError for an own fact that could not be read again."""
    name, value = values["field"], values["value"]
    if name == "cost" and value and not Decimal(value).is_finite():
        raise ValueError(value)
    counted = name in FACTS and name not in ("cost", "short_title", "note")
    if counted and value and not _WHOLE_NUMBER.fullmatch(value):
        raise ValueError(value)


def _check_setting(values: Mapping[str, Any]) -> None:
    """Raise PlanError or ValueError for a setting that could not be read again."""
    name, value = values["name"], values["value"]
    if name == "working week":
        check_week(int(value))
    setting = SETTINGS.get(name.removeprefix("setting ")) if name.startswith("setting ") else None
    if setting is not None and value:
        setting.tidied(value)


_ROW_CHECKS: Mapping[type[m.Row], tuple[str, Callable[[Mapping[str, Any]], object]]] = {
    m.OwnFact: ("value", _check_fact),
    m.WorkspaceSetting: ("value", _check_setting),
    m.Site: ("country", lambda values: check_region(values["country"], values["subdivision"])),
    m.Policy: ("kind", lambda values: find_kind(values["kind"])),
}
