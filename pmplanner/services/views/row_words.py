"""What rows of the history are called, and their values: the words of the domain for tables and columns."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from pmplanner.day_words import amount, full_span, number
from pmplanner.models.base import Days, Millionths, Money, Units
from pmplanner.sentences import marked, resaid, said
from pmplanner.storage.journal import journaled_tables


class TableWords(NamedTuple):
    """What one and several rows of a table are called, and the columns that tell one from another."""

    one: str
    many: str
    names: tuple[str, ...]


TABLES: Mapping[str, TableWords] = {
    "absence": TableWords(marked("absence"), marked("absences"), ("person_id", "first_day")),
    "accepted_problem": TableWords(
        marked("accepted problem"), marked("accepted problems"), ("kind", "session_id", "person_id")
    ),
    "attachment": TableWords(
        marked("file as evidence"), marked("files as evidence"), ("name", "completion_id")
    ),
    "blackout": TableWords(marked("blackout period"), marked("blackout periods"), ("name", "team")),
    "budget": TableWords(marked("budget"), marked("budgets"), ("plan_id", "kind", "text", "ref_id")),
    "calendar_origin": TableWords(
        marked("origin in a calendar"), marked("origins in calendars"), ("calendar", "event", "first_day")
    ),
    "certificate": TableWords(marked("certificate"), marked("certificates"), ("name",)),
    "closure": TableWords(marked("closure"), marked("closures"), ("name", "first_day")),
    "completion": TableWords(
        marked("completion"), marked("completions"), ("person_id", "course_id", "title")
    ),
    "cost_item": TableWords(
        marked("cost item"), marked("cost items"), ("name", "course_id", "session_id", "plan_id")
    ),
    "course": TableWords(marked("course"), marked("courses"), ("title",)),
    "course_certificate": TableWords(
        marked("certificate of a course"), marked("certificates of courses"), ("course_id", "certificate_id")
    ),
    "course_equipment": TableWords(
        marked("need of equipment"), marked("needs of equipment"), ("course_id", "equipment_id")
    ),
    "course_skill": TableWords(
        marked("skill of a course"), marked("skills of courses"), ("course_id", "skill_id")
    ),
    "course_track": TableWords(
        marked("course for a track"), marked("courses for tracks"), ("course_id", "track_id")
    ),
    "cover_rule": TableWords(marked("rule of cover"), marked("rules of cover"), ("name",)),
    "employment": TableWords(
        marked("time of employment"), marked("times of employment"), ("person_id", "first_day")
    ),
    "equipment": TableWords(marked("kind of equipment"), marked("kinds of equipment"), ("name",)),
    "equivalent": TableWords(
        marked("course that counts as another"),
        marked("courses that count as others"),
        ("course_id", "counts_as_id"),
    ),
    "exemption": TableWords(marked("exemption"), marked("exemptions"), ("person_id", "course_id")),
    "import_profile": TableWords(
        marked("remembered way of reading a file"), marked("remembered ways of reading files"), ("name",)
    ),
    "own_fact": TableWords(marked("own fact"), marked("own facts"), ("course_id", "field")),
    "paper": TableWords(marked("paper"), marked("papers"), ("kind", "about")),
    "path_group": TableWords(
        marked("group in a path"), marked("groups in paths"), ("track_id", "name", "choose")
    ),
    "path_item": TableWords(
        marked("course in a path"), marked("courses in paths"), ("track_id", "course_id")
    ),
    "person": TableWords(marked("person"), marked("people"), ("first_name", "last_name")),
    "person_certificate": TableWords(
        marked("certificate of a person"), marked("certificates of people"), ("person_id", "certificate_id")
    ),
    "person_track": TableWords(
        marked("further track of a person"), marked("further tracks of people"), ("person_id", "track_id")
    ),
    "pick": TableWords(marked("pick"), marked("picks"), ("person_id", "course_id")),
    "pick_decision": TableWords(
        marked("decision of a pick"), marked("decisions of picks"), ("pick_id", "decision")
    ),
    "plan": TableWords(marked("plan"), marked("plans"), ("name",)),
    "plan_scope": TableWords(
        marked("rule of whom a plan covers"), marked("rules of whom plans cover"), ("plan_id", "kind", "text")
    ),
    "policy": TableWords(marked("policy"), marked("policies"), ("kind", "team")),
    "prerequisite": TableWords(
        marked("prerequisite"), marked("prerequisites"), ("course_id", "required_course_id")
    ),
    "public_date": TableWords(marked("public date"), marked("public dates"), ("course_id", "first_day")),
    "published_event": TableWords(
        marked("told calendar entry"), marked("told calendar entries"), ("recipient_name", "session_id")
    ),
    "rate": TableWords(
        marked("rate of a currency"), marked("rates of currencies"), ("currency", "valid_from")
    ),
    "reservation": TableWords(
        marked("seats kept for a team"), marked("seats kept for teams"), ("session_id", "team")
    ),
    "room": TableWords(marked("room"), marked("rooms"), ("name",)),
    "room_equipment": TableWords(
        marked("equipment of a room"), marked("equipment of rooms"), ("room_id", "equipment_id")
    ),
    "seat": TableWords(marked("seat"), marked("seats"), ("pick_id", "session_id")),
    "session": TableWords(marked("session"), marked("sessions"), ("code",)),
    "session_day": TableWords(marked("session day"), marked("session days"), ("session_id", "day")),
    "session_equipment": TableWords(
        marked("equipment of a session"), marked("equipment of sessions"), ("session_id", "equipment_id")
    ),
    "session_room": TableWords(
        marked("further room of a session"), marked("further rooms of sessions"), ("session_id", "name")
    ),
    "session_trainer": TableWords(
        marked("further trainer of a session"), marked("further trainers of sessions"), ("session_id", "name")
    ),
    "site": TableWords(marked("site"), marked("sites"), ("name",)),
    "skill": TableWords(marked("skill"), marked("skills"), ("name",)),
    "target": TableWords(marked("target"), marked("targets"), ("plan_id", "kind", "text", "ref_id")),
    "track": TableWords(marked("track"), marked("tracks"), ("name",)),
    "track_skill": TableWords(
        marked("skill that a track wants"), marked("skills that tracks want"), ("track_id", "skill_id")
    ),
    "trainer": TableWords(marked("trainer"), marked("trainers"), ("name",)),
    "trainer_absence": TableWords(
        marked("absence of a trainer"), marked("absences of trainers"), ("trainer_id", "first_day")
    ),
    "trainer_course": TableWords(
        marked("course of a trainer"), marked("courses of trainers"), ("trainer_id", "course_id")
    ),
    "travel": TableWords(marked("cost of travel"), marked("costs of travel"), ("from_site", "to_site")),
    "workspace_setting": TableWords(
        marked("setting of the workspace"), marked("settings of the workspace"), ("name",)
    ),
}
"""By the name of the table."""

COLUMNS: Mapping[str, str] = {
    "about": marked("about"),
    "action": marked("what is done"),
    "amount": marked("amount"),
    "approval_rule": marked("which picks are scheduled"),
    "archived_on": marked("archived on"),
    "asked_of_id": marked("asked of"),
    "asked_of_name": marked("asked of the name of"),
    "asked_on": marked("asked on"),
    "attempt": marked("attempt"),
    "awarded_on": marked("first awarded on"),
    "attended_days": marked("attended days"),
    "budget": marked("budget"),
    "bundled": marked("of the catalogue"),
    "calendar": marked("calendar"),
    "cancel_cost": marked("calling off costs"),
    "cancel_currency": marked("currency of calling off"),
    "choose": marked("how many are required"),
    "code": marked("code"),
    "columns": marked("columns"),
    "completed_on": marked("completed on"),
    "completion_id": marked("completion"),
    "content": marked("what was told"),
    "copied_from_id": marked("copied from"),
    "cost": marked("cost"),
    "count": marked("how many"),
    "counts_as_id": marked("counts as"),
    "country": marked("country"),
    "course_id": marked("course"),
    "certificate_id": marked("certificate"),
    "certificate_number": marked("number of the certificate"),
    "cancelled": marked("cancelled"),
    "channel": marked("told by"),
    "currency": marked("currency"),
    "day": marked("day"),
    "day_begins": marked("work begins"),
    "day_cost": marked("a day costs"),
    "day_ends": marked("work ends"),
    "day_number": marked("day number"),
    "days": marked("days"),
    "decide_by": marked("decided by the day"),
    "decided_by_id": marked("decided by"),
    "decided_by_name": marked("decided by the name of"),
    "decided_on": marked("decided on"),
    "decision": marked("decision"),
    "defaults": marked("what is taken where nothing stands"),
    "description": marked("description"),
    "email": marked("e-mail"),
    "employee_id": marked("employee id"),
    "end_date": marked("last day"),
    "end_time": marked("ends at"),
    "equipment_id": marked("equipment"),
    "event": marked("event"),
    "evidence": marked("evidence"),
    "expires_on": marked("expires on"),
    "field": marked("fact"),
    "file_name": marked("file"),
    "first_day": marked("first day"),
    "first_name": marked("first name"),
    "format": marked("format"),
    "from_site": marked("from the site"),
    "group_id": marked("group"),
    "hours_per_unit": marked("hours for a unit"),
    "include": marked("covers them"),
    "issuer": marked("issuer"),
    "job_title": marked("job title"),
    "join_link": marked("link to join"),
    "kept_cost": marked("cost when archived"),
    "kept_days": marked("days when archived"),
    "kind": marked("kind"),
    "last_day": marked("last day"),
    "last_name": marked("last name"),
    "layout": marked("kind of file"),
    "level": marked("level"),
    "link": marked("link"),
    "limit": marked("limit"),
    "location": marked("location"),
    "locked": marked("locked"),
    "manager_email": marked("manager’s e-mail"),
    "manager_id": marked("manager’s record"),
    "manager_name": marked("manager"),
    "max_seats": marked("most seats"),
    "min_seats": marked("fewest seats"),
    "minimum": marked("at least"),
    "mode": marked("mode"),
    "more_session_ids": marked("more sessions"),
    "name": marked("name"),
    "note": marked("note"),
    "number": marked("number"),
    "occurrence": marked("occurrence"),
    "only": marked("rows that are read"),
    "other_session_id": marked("other session"),
    "pages": marked("pages"),
    "part": marked("part"),
    "per": marked("for what"),
    "percent": marked("in percent"),
    "person_certificate_id": marked("certificate of the person"),
    "person_id": marked("person"),
    "pick_id": marked("pick"),
    "pinned": marked("pinned"),
    "place": marked("team"),
    "plan_id": marked("plan"),
    "plan_name": marked("plan"),
    "portion": marked("part of the day"),
    "position": marked("position"),
    "primary_track_id": marked("primary track"),
    "provider": marked("provider"),
    "reason": marked("reason"),
    "recipient_id": marked("recipient’s record"),
    "recipient_kind": marked("kind of recipient"),
    "recipient_name": marked("recipient"),
    "ref_id": marked("what is meant"),
    "renewal_months": marked("renewal in months"),
    "required_course_id": marked("must come first"),
    "result": marked("result"),
    "role": marked("role"),
    "room": marked("room"),
    "room_id": marked("room"),
    "row_id": marked("row"),
    "rule": marked("rule"),
    "sample": marked("of the sample"),
    "seats": marked("seats"),
    "seats_max": marked("most seats"),
    "seats_min": marked("fewest seats"),
    "sequence": marked("number of the telling"),
    "session_id": marked("session"),
    "short_title": marked("short title"),
    "site": marked("site"),
    "skill_id": marked("skill"),
    "source": marked("source"),
    "stamp": marked("written in the calendar at"),
    "start_date": marked("first day"),
    "start_time": marked("begins at"),
    "state": marked("state"),
    "status": marked("status"),
    "subdivision": marked("subdivision"),
    "suggested": marked("path as suggested"),
    "swap_course_id": marked("instead of it"),
    "target_days": marked("target in days"),
    "team": marked("team"),
    "text": marked("name"),
    "timezone": marked("time zone"),
    "title": marked("title"),
    "to_site": marked("to the site"),
    "track_id": marked("track"),
    "trainer": marked("trainer"),
    "trainer_id": marked("trainer"),
    "uid": marked("mark of the entry"),
    "unit": marked("unit"),
    "units": marked("units"),
    "valid_from": marked("valid from"),
    "valid_months": marked("validity in months"),
    "valid_until": marked("valid until"),
    "value": marked("value"),
    "variant_of_id": marked("variant of"),
    "withdrawn": marked("no longer offered"),
    "working_days": marked("works on"),
    "written_at": marked("written at"),
    "written_by": marked("written by"),
}
"""By the name of the column, in whatever table: the same word means the same everywhere."""

UNSAID = frozenset({"id", "version", "recipient_id", "uid", "sequence", "stamp", "row_id", "sample", "hash"})
"""Columns that say nothing to people."""

_LOOSE: Mapping[str, str] = {
    "person_id": "person",
    "course_id": "course",
    "equipment_id": "equipment",
    "session_id": "session",
    "other_session_id": "session",
    "copied_from_id": "session",
}
"""Columns that name rows without being bound to them, and the tables of those."""

_WEEKDAYS = (
    marked("Mon"),
    marked("Tue"),
    marked("Wed"),
    marked("Thu"),
    marked("Fri"),
    marked("Sat"),
    marked("Sun"),
)
_LONGEST = 160
"""Characters of a text, such as a description, that are shown of it."""


def refers_to(table: str, column: str) -> str | None:
    """Return the table whose rows a column names by their ids; None for one that holds a value."""
    keys = journaled_tables()[table].columns[column].foreign_keys
    bound = next((key.column.table.name for key in keys), None)
    return bound or _LOOSE.get(column)


def column_word(column: str) -> str:
    """Return what a column is called."""
    return resaid(COLUMNS[column]) if column in COLUMNS else column.replace("_", " ")


def value_words(table: str, column: str, value: Any) -> str:  # noqa: ANN401 - whatever an image holds
    """Return the value of an image as people read it; "" for none."""
    if value is None or value == "" or value == []:
        return ""
    kind = journaled_tables()[table].columns[column].type
    if column == "working_days" and isinstance(value, int):
        return ", ".join(resaid(day) for place, day in enumerate(_WEEKDAYS) if value >> place & 1)
    if isinstance(kind, Money):
        sum_ = Decimal(value)
        if column == "kept_cost" and sum_ < 0:
            # The rest was unknown when the plan was archived.
            return said("{amount} known", amount=amount(-sum_))
        return amount(sum_)
    if isinstance(kind, Days | Units | Millionths):
        return number(Decimal(value))
    if kind.python_type is bool:
        return said("yes") if value else said("no")
    if kind.python_type is dt.date:
        return _day_words(value)
    if kind.python_type is dt.time:
        return str(value)[:5]
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _day_words(value: str) -> str:
    day = dt.date.fromisoformat(value)
    # The first and the last day there can be stand for no limit.
    return "" if day.year in (1, dt.MAXYEAR) else full_span(day, day)
