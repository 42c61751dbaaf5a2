"""The answer in sentences: required, credited, picked, and all of it in one."""

import datetime as dt
from collections.abc import Iterator, Sequence

from pmplanner.day_words import full_day
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import counted, listed, marked, resaid, said
from pmplanner.services.decisions.decide import DecisionRow
from pmplanner.services.needs.standing_in_plan import Standing, standing_word
from pmplanner.services.why.rows import Answer, Credited, Picked, Wanted


def headline(answer: Answer) -> str:
    """Return where the person is with the course, in one sentence."""
    person, course = answer.person, answer.course
    seats = {each.seat: each for each in answer.sessions}
    if answer.picked is not None and answer.picked.is_in_vain:
        return said("{person} took {course} in this plan without success.", person=person, course=course)
    if answer.picked is not None and answer.picked.status == "done":
        return said("{person} has done {course} in this plan.", person=person, course=course)
    if answer.picked is not None and answer.picked.decided is not None and answer.picked.is_refused:
        return resaid(_REFUSED[answer.picked.decided.decision], person=person, course=course)
    if SeatStatus.BOOKED in seats:
        code = seats[SeatStatus.BOOKED].code
        return said(
            "{person} has a seat in {course}, in {session}.", person=person, course=course, session=code
        )
    if SeatStatus.WAITING in seats:
        code = seats[SeatStatus.WAITING].code
        return said(
            "{person} has no seat in {course} yet, and waits in {session}.",
            person=person,
            course=course,
            session=code,
        )
    if answer.picked is not None:
        return said("{course} is picked for {person}, without a seat.", person=person, course=course)
    if answer.credited is not None:
        return said("{person} does not need {course} in this plan.", person=person, course=course)
    if answer.met_by:
        return said(
            "{person} does not need {course}: {other} counts as it.",
            person=person,
            course=course,
            other=answer.met_by,
        )
    return said("{person} is not on {course}: it is not picked.", person=person, course=course)


_REFUSED = {
    "later": marked("{course} was put off for {person}."),
    "declined": marked("{course} was declined for {person}."),
}


def sentences(answer: Answer) -> Iterator[str]:
    """Yield what is known beside the sessions: who counts, required, credited, picked."""
    reason = standing_word(answer.standing)
    if answer.standing is not Standing.COUNTS and reason:
        yield said("{person} does not count in this plan: {reason}.", person=answer.person, reason=reason)
    yield _required(answer)
    if answer.due is not None:
        yield said(
            "What {person} has of it expires on {day}.", person=answer.person, day=full_day(answer.due)
        )
    if answer.credited is not None or answer.need == "missing" or answer.picked is None:
        yield _credited(answer.credited)
    if answer.met_by and answer.picked is not None:
        yield said("{other}, which counts as it, is picked as well.", other=answer.met_by)
    yield _picked(answer.picked)
    if answer.picked is not None and answer.picked.decided is not None:
        yield _decided(answer.picked.decided)
    if answer.needs_approval:
        yield said("This plan schedules only what was approved.")


_DECIDED = {
    "proposed": marked("It is proposed, and not decided yet"),
    "approved": marked("It was approved"),
    "later": marked("It was put off"),
    "declined": marked("It was declined"),
}


def _decided(row: DecisionRow) -> str:
    """Say what was decided, by whom, when and why, as far as that is known."""
    text = resaid(_DECIDED[row.decision])
    if row.by and row.decision != "proposed":
        text = said("{text} by {who}", text=text, who=row.by)
    if row.on is not None and row.decision != "proposed":
        text = said("{text} on {day}", text=text, day=full_day(row.on))
    if row.swap_title:
        text = said("{text}, with {course} instead", text=text, course=row.swap_title)
    if row.note:
        return said("{text}: {reason}.", text=text, reason=" ".join(row.note.split()).rstrip("."))
    return said("{text}.", text=text)


def _required(answer: Answer) -> str:
    if not answer.wanted:
        return said("No track of {person} asks for it.", person=answer.person)
    told = " ".join(_by_tracks(answer.wanted))
    if answer.need is None and all(each.kind == "group" for each in answer.wanted):
        return said("{told} Others of the group are taken.", told=told)
    return told


def _by_tracks(wanted: Sequence[Wanted]) -> Iterator[str]:
    """Yield a sentence for all tracks that ask for it alike."""
    required, electives = (
        [each.track for each in wanted if each.kind == kind] for kind in ("required", "elective")
    )
    if required:
        yield counted(
            "It is required by the track {tracks}.",
            "It is required by the tracks {tracks}.",
            len(required),
            tracks=listed(required),
        )
    for each in wanted:
        if each.kind == "group":
            yield said(
                "It is one of {of} courses of which the track {track} requires {choose}.",
                of=each.of,
                track=each.track,
                choose=each.choose,
            )
    if electives:
        yield counted(
            "It is an elective of the track {tracks}.",
            "It is an elective of the tracks {tracks}.",
            len(electives),
            tracks=listed(electives),
        )


_BY_COURSE = {
    "completion": marked("Credited: {course} was completed on {day}"),
    "attendance": marked("Credited: {course} was attended in another plan, up to {day}"),
    "expected": marked("Credited, as expected: there is a seat in {course} in another plan, up to {day}"),
}


def _credited(credited: Credited | None) -> str:
    if credited is None:
        return said("Nothing credits it.")
    if credited.source == "exemption":
        return _exempt(credited)
    text = resaid(_BY_COURSE[credited.source], course=credited.course, day=full_day(credited.day))
    if credited.session:
        text = said("{text} ({session})", text=text, session=credited.session)
    if credited.valid_until is None:
        return said("{text}.", text=text)
    return said("{text}; valid until {until}.", text=text, until=full_day(credited.valid_until))


def _exempt(credited: Credited) -> str:
    text = said("Exempt")
    if credited.valid_until is not None:
        text = said("Exempt until {until}", until=full_day(credited.valid_until))
    return (
        said("{text}: {reason}.", text=text, reason=credited.reason.rstrip("."))
        if credited.reason
        else f"{text}."
    )


def _picked(picked: Picked | None) -> str:
    if picked is None:
        return said("Nobody has picked it.")
    if picked.at is None:
        return said("It is picked; the history does not say by whom.")
    day = full_day(local_day(picked.at))
    if not picked.by:
        return said("Picked on {day}: {edit}.", day=day, edit=picked.edit)
    return said("Picked by {by} on {day}: {edit}.", by=picked.by, day=day, edit=picked.edit)


def local_day(moment: dt.datetime) -> dt.date:
    """Return the day of a moment of UTC by this computer's clock."""
    return moment.replace(tzinfo=dt.UTC).astimezone().date()
