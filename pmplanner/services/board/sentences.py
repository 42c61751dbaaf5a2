"""What stands on the board, in sentences."""

import datetime as dt
from collections.abc import Iterable, Iterator

from pmplanner.day_words import full_day, money, named_day, short_day, span
from pmplanner.sentences import counted, listed, said
from pmplanner.services.board.rows import CallOff, Decision, FreeSeat, GoNoGo, Guest

_MOST_NAMES = 3
"""So many people are named, and the others counted."""


def of_go_no_go(about: GoNoGo, today: dt.date) -> Decision:
    """Return the line of a draft."""
    consequence, strong = _called_off(about)
    return Decision(
        "go or no-go",
        f"go:{about.session_id}",
        said("{course}, {days}: run it?", course=about.course, days=span(about.first_day, about.last_day)),
        " ".join(_how_full(about, today)),
        consequence,
        strong,
        about.decide_by,
        by_words(about.decide_by, today),
        about,
    )


def by_words(day: dt.date, today: dt.date) -> str:
    """Say by when something is to be decided."""
    if day < today:
        return said("due since {day}", day=short_day(day))
    return said("today") if day == today else said("by {day}", day=short_day(day))


def left_words(day: dt.date, today: dt.date) -> str:
    """Say how long it is to a day."""
    days = (day - today).days
    if days <= 0:
        return said("today")
    if days < 14:
        return counted("{n} day left", "{n} days left", days)
    return counted("{n} week left", "{n} weeks left", days // 7)


def since_words(day: dt.date, today: dt.date) -> str:
    """Say since when something waits."""
    days = (today - day).days
    return said("since today") if days <= 0 else counted("since {n} day", "since {n} days", days)


def _how_full(about: GoNoGo, today: dt.date) -> Iterator[str]:
    if about.least:
        yield counted(
            "{booked} of at least {n} person.",
            "{booked} of at least {n} people.",
            about.least,
            booked=about.booked,
        )
    elif about.most is not None:
        yield counted(
            "{booked} of {n} seat is taken.",
            "{booked} of {n} seats are taken.",
            about.most,
            booked=about.booked,
        )
    else:
        yield counted("{n} person sits in it.", "{n} people sit in it.", about.booked)
    if about.waiting:
        yield counted("{n} waits.", "{n} wait.", about.waiting)
    if about.decide_by < today:
        yield said("It was to be known by {day}.", day=full_day(about.decide_by))
    else:
        yield said("It must be known by {day}.", day=full_day(about.decide_by))


def _called_off(about: GoNoGo) -> tuple[str, tuple[str, ...]]:
    what = about.call_off
    if what is None:
        return said("It is locked, and cannot be called off as it is."), ()
    sentences, strong = [], []
    seated, strength = _seated(what)
    sentences.append(seated)
    strong += strength
    if what.left_out:
        sentences.append(_left_out(what))
    if what.problems:
        sentences.append(
            counted(
                "{n} new problem: {first}.",
                "{n} new problems, such as: {first}.",
                len(what.problems),
                first=what.problems[0].title,
            )
        )
    told, amounts = _money(about, what)
    return " ".join([*sentences, *told]), tuple(strong + amounts)


def _seated(what: CallOff) -> tuple[str, list[str]]:
    people = len(what.moves) + len(what.left_out)
    if not people:
        return said("Called off: nobody loses a seat."), []
    if not what.moves:
        return said("Called off: nobody finds a seat elsewhere."), []
    share = said("{moved} of {people}", moved=len(what.moves), people=people)
    days = dict.fromkeys(span(move.first_day, move.last_day) for move in what.moves)
    return said(
        "Called off: {share} sit in {sessions} instead (tried, no clash).",
        share=share,
        sessions=some_names(days),
    ), [share]


def _left_out(what: CallOff) -> str:
    told = [
        said("{name} ({why})", name=each.name, why=each.why) if each.why else each.name
        for each in what.left_out[:_MOST_NAMES]
    ]
    more = len(what.left_out) - len(told)
    if more:
        told.append(counted("{n} other", "{n} others", more))
    return counted("{names} is left out.", "{names} are left out.", len(what.left_out), names=listed(told))


def _money(about: GoNoGo, what: CallOff) -> tuple[list[str], list[str]]:
    costs = what.costs
    if costs is None:
        return [said("What that costs cannot be said: the plan would have another currency.")], []
    told, amounts = [], []
    now, later = money(abs(costs.saved), costs.currency), money(costs.later, costs.currency)
    if costs.saved > 0 and costs.later:
        told.append(said("Saves {now} now, costs {later} later.", now=now, later=later))
        amounts += [now, later]
    elif costs.saved > 0:
        told.append(said("Saves {now}.", now=now))
        amounts.append(now)
    elif costs.saved < 0 and costs.later:
        told.append(said("Costs {now} more now, and {later} later.", now=now, later=later))
        amounts += [now, later]
    elif costs.saved < 0:
        told.append(said("Costs {now} more.", now=now))
        amounts.append(now)
    elif costs.later:
        told.append(said("Saves nothing now, costs {later} later.", later=later))
        amounts.append(later)
    if costs.unknown_before or costs.unknown_after:
        told.append(
            counted(
                "{n} price is unknown and in no sum.",
                "{n} prices are unknown and in no sum.",
                max(costs.unknown_before, costs.unknown_after),
            )
        )
    if about.cancel_cost is None:
        told.append(said("What calling it off costs is unknown."))
    return told, amounts


# Free seats


def of_free_seat(about: FreeSeat, today: dt.date, notice_days: int) -> Decision:
    """Return the line of a free seat."""
    days = span(about.first_day, about.last_day)
    if about.free is None:
        question = said("Seats are free in {course}, {days}", course=about.course, days=days)
    elif about.free:
        question = counted(
            "{n} seat is free in {course}, {days}",
            "{n} seats are free in {course}, {days}",
            about.free,
            course=about.course,
            days=days,
        )
    else:
        question = said("A seat kept for a team is free in {course}, {days}", course=about.course, days=days)
    return Decision(
        "free seat",
        f"seat:{about.session_id}",
        question,
        _who_left(about),
        _who_comes(about.guests),
        (about.guests[0].name,),
        about.first_day - dt.timedelta(days=notice_days),
        left_words(about.first_day, today),
        about,
    )


def _who_left(about: FreeSeat) -> str:
    if not about.gone:
        return counted(
            "{n} person needs the course and has no seat.",
            "{n} people need the course and have no seat.",
            about.needing,
        )
    first, others = about.gone[0], len(about.gone) - 1
    if others:
        return counted(
            "{name} left it on {day}, and {n} other before.",
            "{name} left it on {day}, and {n} others before.",
            others,
            name=first.name,
            day=named_day(first.on),
        )
    return said("{name} left it on {day}.", name=first.name, day=named_day(first.on))


def _who_comes(guests: tuple[Guest, ...]) -> str:
    first, then = guests[0], guests[1:_MOST_NAMES]
    told = said("{name} needs it most ({why}) and can come: tried, no clash.", name=first.name, why=first.why)
    if not then:
        return told
    return " ".join([told, said("Then {names}.", names=listed(each.name for each in then))])


def some_names(names: Iterable[str]) -> str:
    """Name the first of several, and count the others."""
    every = list(names)
    told = every[:_MOST_NAMES]
    if more := len(every) - len(told):
        told.append(counted("{n} other", "{n} others", more))
    return listed(told)
