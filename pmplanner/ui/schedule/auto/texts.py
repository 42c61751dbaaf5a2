"""How the automatic schedule words what it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pmplanner.services.autoschedule.changes import SessionChange
from pmplanner.services.autoschedule.report import Outcome
from pmplanner.ui.schedule.texts import people
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.format import format_date, format_number, format_period

_MOST_STAYS = 3


def goals() -> Mapping[str, str]:
    """The goals that can be put in order; that most are seated always comes first."""
    return {
        "sessions": tr("Fewest sessions"),
        "cost": tr("Least cost"),
        "change": tr("Least change to what is scheduled"),
        "finish": tr("Earliest finish"),
        "spread": tr("Spread over the period"),
        "fairness": tr("No crowded weeks"),
    }


def seated(count: int, picks: int) -> str:
    """How many are seated: "60 of 64 (94 %)"."""
    share = 100 * count // picks if picks else 100
    return put(tr("%1 of %2 (%3 %)"), format_number(count), format_number(picks), str(share))


def sessions(count: int, floor: int | None, *, proved: bool = False) -> str:
    """How many sessions, and below what it cannot go with as many seated."""
    if floor is None and not proved:
        return format_number(count)
    if proved or floor is None or count == floor:
        return put(tr("%1, the fewest there can be"), format_number(count))
    return put(tr("%1, never below %2"), format_number(count), format_number(floor))


def first_few(sentences: Sequence[str]) -> str:
    """The first few sentences, each on a line, and how many more there are."""
    shown = list(sentences[:_MOST_STAYS])
    more = len(sentences) - len(shown)
    if more:
        shown.append(plural(more, "and 1 more", "and %1 more"))
    return "\n".join(shown)


def last_day(day: dt.date | None, floor: dt.date | None, *, proved: bool = False) -> str:
    """The last day with training, and before which it cannot end."""
    if day is None:
        return tr("none")
    if proved or day == floor:
        return put(tr("%1, the earliest there can be"), format_date(day))
    if floor is None:
        return format_date(day)
    return put(tr("%1, never before %2"), format_date(day), format_date(floor))


def changed(outcome: Outcome) -> str:
    """How many sessions come, move and go, and for how many people anything changes."""
    parts = [
        put(tr("%1 new"), format_number(outcome.new)),
        put(tr("%1 moved"), format_number(outcome.moved)),
        put(tr("%1 dropped"), format_number(outcome.dropped)),
    ]
    if outcome.changed:
        other = plural(
            outcome.changed,
            "1 with another room or trainer, or more seats",
            "%1 with another room or trainer, or more seats",
        )
        parts.insert(2, other)
    if outcome.lost_seats:
        parts.append(plural(outcome.lost_seats, "1 seat lost", "%1 seats lost"))
    touched = plural(outcome.changed_people, "1 person changes session", "%1 people change session")
    return " · ".join([*parts, *([touched] if outcome.changed_people else [])])


def late_renewals(count: int) -> str:
    """How many renew something too late; "" for nobody."""
    if not count:
        return ""
    return plural(count, "1 person renews something too late.", "%1 people renew something too late.")


def change_title(row: SessionChange) -> str:
    """When a session is held, with its code if it has one."""
    dates = format_period(row.days[0], row.days[-1])
    return f"{dates} · {row.code}" if row.code else dates


def change_kind(row: SessionChange) -> str:
    """What happens to a session."""
    if row.kind == "moved":
        return put(tr("moved from %1"), format_period(row.before[0], row.before[-1]))
    more = plural(row.joining, "1 person more", "%1 people more") if row.joining else ""
    if row.kind == "joined":
        return more or tr("fewer people")
    if row.kind == "changed":
        return " · ".join(part for part in (tr("another room or trainer"), more) if part)
    return {"new": tr("new"), "dropped": tr("dropped"), "kept": tr("as it is")}[row.kind]


def change_people(row: SessionChange) -> str:
    """How many people, where and with whom."""
    return " · ".join(part for part in (people(len(row.person_ids)), row.room, row.trainer) if part)
