"""Rows of sites, blackouts, policies, settings and of what is remembered of files."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Blackout, ImportProfile, Policy, PolicyAction, Rate, Site
from pmplanner.sentences import said
from pmplanner.services.calendar.closures import check_region, check_zone
from pmplanner.services.calendar.working_hours import check_hours
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.differences import check_order, in_a_row, once, outcome_of, told
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError
from pmplanner.services.importing.keyed import KeyedTable, checked, decide_each, given
from pmplanner.services.importing.profiles import signature
from pmplanner.services.lookup import fold
from pmplanner.services.policies.policies import check_policy, find_kind, let_in
from pmplanner.services.settings import change_setting, read_settings, setting_named

_SECONDS = re.compile(r"(\d\d:\d\d):00")


def decide_sites(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the sites; the one without a name stands for all others."""
    table = KeyedTable(db, draft, Site, lambda site: fold(site.name))

    def decide(row: ParsedRow) -> Outcome:
        if "name" not in draft.columns:
            # Without a name it would be the one for all others.
            raise RejectedError(said("the file has no column for the name of the site"), "name")
        name = row.get("name", str) or ""
        values = given(row, "country", "timezone", "day_begins", "day_ends", country="", timezone="")
        if region := given(row, "region", region=""):
            values["subdivision"] = region["region"]
        if "country" in values:
            values["country"] = str(values["country"]).upper()
        after = _after(table.find(fold(name)), values)
        region_of = after("country"), after("subdivision")
        checked(check_region, *(each or "" for each in region_of), fields=("region", "country"))
        checked(check_zone, after("timezone") or "", fields=("timezone",))
        checked(check_hours, after("day_begins"), after("day_ends"), fields=("day_ends", "day_begins"))
        subject = name or said("All other sites")
        return table.take(row, fold(name), subject, "name", own={"name": name}, values=values)

    decide_each(rows, draft, decide, "name")


def decide_blackouts(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the blackout periods; days and team tell one from another."""
    table = KeyedTable(db, draft, Blackout, lambda each: (each.first_day, each.last_day, fold(each.team)))

    def decide(row: ParsedRow) -> Outcome:
        first, team = row.get("first_day", dt.date), row.get("team", str) or ""
        if first is None:
            raise RejectedError(said("it has no first day"), "first_day")
        last = row.get("last_day", dt.date) or first
        check_order(first, last)
        own = {"first_day": first, "last_day": last, "team": team}
        key = (first, last, fold(team))
        return table.take(
            row, key, f"{team}: {first} – {last}", "first_day", "team", own=own, values=given(row, "name")
        )

    decide_each(rows, draft, decide, "team")


def decide_policies(db: Session, rows: Iterable[ParsedRow], draft: Draft, plan_id: int | None = None) -> None:
    """Decide what each row does to the policies of the workspace, or of a plan.

    Kind and team tell one from another.
    """
    table = KeyedTable(db, draft, Policy, lambda each: (each.plan_id, each.kind, fold(each.team)))

    def decide(row: ParsedRow) -> Outcome:
        team = row.get("team", str) or ""
        try:
            kind = find_kind(row.get("kind", str) or "")
        except PlanError as error:
            raise RejectedError(in_a_row(error), "kind") from None
        values = given(row, "limit", "percent")
        action = row.get("action", str)
        if action is not None:
            values["action"] = fold(action)
        limits = {name: values[name] for name in ("limit", "percent") if name in values}
        checked(check_policy, kind, values.get("action"), limits, fields=("action", "limit", "percent"))
        checked(check_policy, kind, None, {}, team, fields=("team",))
        own = {"plan_id": plan_id, "kind": kind.name, "team": team, "action": str(PolicyAction.WARN)}
        subject = f"{kind.name}, {team}" if team else kind.name
        key = (plan_id, kind.name, fold(team))
        outcome = table.take(row, key, subject, "kind", "team", own=own, values=values)
        if outcome.action != "unchanged":
            draft.then(partial(let_in, kind=kind.name, plan_id=plan_id))
        return outcome

    decide_each(rows, draft, decide, "kind")


def decide_settings(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row sets of the workspace; `none` lets it be as usual again."""
    rows = list(rows)
    present, seen, has_rates = read_settings(db), dict[Any, int](), db.scalar(select(Rate.id).limit(1))
    hours = {name: present[name] for name in _HOURS} | _hours(rows)

    def decide(row: ParsedRow) -> Outcome:
        try:
            name, text = _setting(row)
            once(seen, name, row, "name")
            if text is not None and name in _HOURS:
                check_hours(*(dt.time.fromisoformat(at) if at else None for at in hours.values()))
        except PlanError as error:
            raise RejectedError(in_a_row(error), "value", "name") from None
        usual = setting_named(name).usual
        if text is None or text == present[name] or (not text and present[name] == usual):
            return outcome_of(row, name, [])
        if name == "currency" and has_rates:
            raise RejectedError(
                said("rates are kept in the currency of the workspace; remove them first"), "value"
            )
        draft.then(partial(_set_hours, hours) if name in _HOURS else partial(_set, name, text))
        return outcome_of(row, name, [told("value", present[name], text or usual)])

    decide_each(rows, draft, decide, "name")


_HOURS = ("day-begins", "day-ends")


def _setting(row: ParsedRow) -> tuple[str, str | None]:
    """Return what a row sets and to what, "" for as usual and None for nothing; raise PlanError."""
    setting = setting_named(row.get("name", str) or "")
    if "value" not in row.values:
        return setting.name, None
    # Where a spreadsheet has made a time of a text, it has seconds.
    text = _SECONDS.sub(r"\1", given(row, "value", value="")["value"])
    return setting.name, setting.tidied(text) if text.strip() else ""


def _hours(rows: Iterable[ParsedRow]) -> dict[str, str]:
    """Return the hours that the file sets: one may only be right together with the other."""
    found: dict[str, str] = {}
    for row in rows:
        with suppress(PlanError):
            name, text = _setting(row)
            if name in _HOURS and text is not None:
                found.setdefault(name, text)
    return found


def _set(name: str, text: str, db: Session) -> None:
    change_setting(db, name, text)


def _set_hours(hours: Mapping[str, str], db: Session) -> None:
    """Set both hours: between the two the day may not end before it begins."""
    change_setting(db, "day-ends", "")
    for name in _HOURS:
        change_setting(db, name, hours[name])


def decide_import_profiles(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row makes be remembered of files; kind of file and name tell one from another."""
    table = KeyedTable(db, draft, ImportProfile, lambda each: (each.layout, fold(each.name)))

    def decide(row: ParsedRow) -> Outcome:
        layout, name = row.get("layout", str) or "", row.get("name", str) or ""
        content = _profile(row.get("content", str) or "")
        if layout not in LAYOUTS:
            raise RejectedError(said("there is no kind of file {layout}", layout=layout), "layout")
        parts = {part: _object(row, part) for part in _PARTS if part in row.values}
        named = (*content["fields"], *parts.get("defaults", ()))
        unknown = [each for each in named if LAYOUTS[layout].field(each) is None]
        if unknown:
            raise RejectedError(
                said("there is no field {unknown} in {layout}", unknown=unknown[0], layout=layout),
                "content" if unknown[0] in content["fields"] else "defaults",
            )
        key = (layout, fold(name))
        for other in table.others(key):
            if other.layout == layout and signature(other.columns["header"]) == signature(content["header"]):
                raise RejectedError(
                    said("“{name}” is remembered for files of these columns already", name=other.name),
                    "content",
                )
        own = {"layout": layout, "name": name, "defaults": {}, "only": {}}
        values = {"columns": content} | parts
        outcome = table.take(row, key, name, "layout", "name", own=own, values=values)
        # What changes is JSON, which says nothing to anybody.
        return outcome_of(row, name, [said("columns")]) if outcome.action == "updated" else outcome

    decide_each(rows, draft, decide, "name")


_PARTS = ("defaults", "only")


def _object(row: ParsedRow, part: str) -> dict[str, Any]:
    """Return a part of what is remembered; raise RejectedError when it is no JSON object."""
    text = given(row, part, **{part: "{}"})[part]
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(_is_wish(each, part) for each in found.values()):
        raise RejectedError(said("it is not what pmplanner remembers of a file"), part)
    return found


def _is_wish(value: object, part: str) -> bool:
    """Say whether a value is a text, or texts where it is of rows that are wanted."""
    texts = value if isinstance(value, list) and part == "only" else [value]
    return isinstance(value, list) == (part == "only") and all(isinstance(each, str) for each in texts)


def _profile(text: str) -> dict[str, Any]:
    """Read what is remembered of a kind of file; raise RejectedError when it is nothing of ours."""
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if (
        not isinstance(content, dict)
        or not isinstance(content.get("fields"), dict)
        or not isinstance(content.get("header"), list)
        or not all(isinstance(each, str) for each in content["header"])
        or not all(each is None or isinstance(each, str) for each in content["fields"].values())
    ):
        raise RejectedError(said("it is not what pmplanner remembers of a file"), "content")
    return content


def _after(present: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a row, a function
    """Return what gives a value as it would be, of a row that is there or is new."""
    return lambda name: values.get(name, getattr(present, name, None))
