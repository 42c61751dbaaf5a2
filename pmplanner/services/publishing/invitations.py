"""Mails that ask people whether they would come to a session which has too few so far.

Nothing is kept of them, and nobody has a seat by them.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.day_words import english
from pmplanner.exchange.folders import FileNames, new_folder
from pmplanner.exchange.mail import mail_text
from pmplanner.exchange.writing import Value, write_csv
from pmplanner.sentences import listed, said
from pmplanner.services.people.people import list_people
from pmplanner.services.publishing.change_packs import INDEX, letter_words
from pmplanner.services.publishing.letters import LetterWords
from pmplanner.services.publishing.written import note_mails
from pmplanner.services.sessions.sessions import SessionDetail, session_detail

INDEX_COLUMNS = ("file", "name", "email", "subject")


def invitation_subject(session: SessionDetail) -> str:
    """Return the subject of a mail: the course and its first day."""
    return said(
        "Would you come to {course} on {day}?",
        course=session.row.course_title,
        day=english(session.days[0].day, "d MMMM y"),
    )


def invitation_text(name: str, session: SessionDetail, answer_by: dt.date | None, words: LetterWords) -> str:
    """Return the text of a mail; *answer_by* is the day by which it must be known who comes."""
    opening = words.opening.replace("{name}", name)
    days = listed(english(day.day, "EEE d MMMM y") for day in session.days)
    lines = [
        opening or said("Hello {name},", name=name),
        "",
        said("A seat is free for you in {course}, on {days}.", course=session.row.course_title, days=days),
        said("Would you come? Please answer by {day}.", day=english(answer_by, "EEE d MMMM y"))
        if answer_by is not None
        else said("Would you come? Please answer soon."),
        "",
    ]
    if words.closing:
        lines += [words.closing.replace("{name}", name), ""]
    return "\n".join(lines)


def write_invitations(
    db: Session,
    folder: Path,
    session_id: int,
    person_ids: Collection[int],
    answer_by: dt.date | None,
    stamp: dt.datetime,
) -> int:
    """Write a mail to each of these people and an index into a new folder; return how many mails.

    *stamp* is when they are made (UTC, aware). Raises PlanError when the session is gone, ExchangeError
    when the folder is there already or cannot be written.
    """
    session, words = session_detail(db, session_id), letter_words(db)
    people = {row.id: row for row in list_people(db, person_ids)}
    subject = invitation_subject(session)
    with new_folder(folder) as place:
        names = FileNames()
        names.give("index", ".csv")
        rows: list[Sequence[Value]] = []
        for person in (people[each] for each in person_ids if each in people):
            name = names.give(person.name, ".eml")
            text = invitation_text(person.name, session, answer_by, words)
            (place / name).write_bytes(mail_text(person.name, person.email, subject, text, None, stamp))
            rows.append((name, person.name, person.email, subject))
        write_csv(place / INDEX, INDEX_COLUMNS, rows)
    return len(rows)


def note_invitations(
    db: Session, folder: str, plan_id: int | None, code: str, person_ids: Iterable[int]
) -> None:
    """Keep that people were asked whether they would come to a session."""
    about = said("invitation to {code}", code=code)
    people = list_people(db, set(person_ids))
    note_mails(db, folder, plan_id, [(about, person.name, person.id) for person in people])
