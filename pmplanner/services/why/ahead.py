"""What lies ahead for a person and a course: the first day on which it works, and what would help now."""

from pmplanner.day_words import full_day, full_span
from pmplanner.sentences import counted, listed, marked, resaid, said
from pmplanner.services.why.changes import Changes
from pmplanner.services.why.first_day import DaysAhead, Look
from pmplanner.services.why.rows import FirstDay, HindranceKind, Outlook, Question

_MOST_REASONS = 3


def _go_on() -> None:
    """Search to the end."""


def look_ahead(question: Question, look: Look = _go_on) -> Outlook:
    """Find the first day and what would help, without reading anything; *look* can end it by raising."""
    ahead = DaysAhead(question, look)
    first = None if question.is_over else ahead.find()
    changes = tuple(Changes(question, look).find(first))
    return Outlook(
        first,
        ahead.begins,
        ahead.horizon,
        ahead.days,
        ahead.reasons,
        changes,
        _sentence(question, ahead, first),
    )


def _sentence(question: Question, ahead: DaysAhead, first: FirstDay | None) -> str:
    if question.is_over:
        return ""
    if ahead.begins > ahead.horizon:
        return said("The plan ended on {day}.", day=full_day(ahead.horizon))
    if first is None:
        return _never(question, ahead)
    days = full_span(first.first_day, first.last_day)
    if first.session_id and first.first_day < question.today:
        return ""
    if first.session_id:
        return said(
            "It works first on {day}, in {session}.",
            day=full_day(first.first_day),
            session=first.code,
        )
    if not first.is_taught:
        return said(
            "{person} could come on {days}, but nobody who teaches it is free on any day up to {horizon}.",
            person=question.answer.person,
            days=days,
            horizon=full_day(ahead.horizon),
        )
    if first.trainer:
        return said(
            "It works first on {days}, in a new session with {trainer}.",
            days=days,
            trainer=first.trainer,
        )
    return said("It works first on {days}, in a new session.", days=days)


def _never(question: Question, ahead: DaysAhead) -> str:
    if not ahead.days:
        return said(
            "The course does not fit between {begins} and the end of the plan on {horizon}.",
            begins=full_day(ahead.begins),
            horizon=full_day(ahead.horizon),
        )
    reasons = [
        counted("{what} on {n} day", "{what} on {n} days", days, what=resaid(_WORDS.get(kind, kind)))
        for kind, days in ahead.reasons[:_MOST_REASONS]
    ]
    return said(
        "No day works from {begins} to the end of the plan on {horizon}: {reasons}.",
        begins=full_day(ahead.begins),
        horizon=full_day(ahead.horizon),
        reasons=listed(reasons),
    )


_WORDS: dict[HindranceKind, str] = {
    "double-booking": marked("in another session"),
    "absence": marked("away"),
    "not employed": marked("not employed"),
    "day off": marked("a day off"),
    "outside working hours": marked("outside working hours"),
    "prerequisite": marked("what must come first is not done"),
    "certificate": marked("what it renews has expired"),
    "already has the course": marked("has the course already"),
    "picked in two plans": marked("picked in another plan"),
    "blackout": marked("the team is not trained"),
    "days a week": marked("too many days in a week"),
    "days a month": marked("too many days in a month"),
    "trainer taken": marked("teaches, or nobody is free to teach"),
    "equipment": marked("too little equipment"),
    "closed day": marked("a closed day"),
    "absence ceiling": marked("too many of the team away"),
    "cover": marked("too few left at work"),
}
