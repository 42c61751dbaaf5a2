"""Mails that tell people, and their managers, what expires soon and is not renewed yet.

Nothing is kept of them: who is told again hears what still expires.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from pmplanner.day_words import english
from pmplanner.exchange.folders import FileNames, new_folder
from pmplanner.exchange.mail import mail_text, parse_address
from pmplanner.exchange.writing import Value, write_csv
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.lookup import fold
from pmplanner.services.people.people import PersonRow, list_people
from pmplanner.services.publishing.calendars import ReportProgress
from pmplanner.services.publishing.change_packs import INDEX, letter_words
from pmplanner.services.publishing.letters import LetterWords
from pmplanner.services.publishing.written import note_mails
from pmplanner.services.views.runway import Expiry, ExpiryKind, RenewalState, Runway

INDEX_COLUMNS = ("file", "kind", "name", "email", "expire", "subject")

_EXPIRE: dict[ExpiryKind, str] = {
    "course": marked("{title} ({code}) has to be taken again by {day}"),
    "exemption": marked("The exemption from {title} ({code}) ends on {day}"),
    "certificate": marked("The certificate {title} ({code}) expires on {day}"),
}
_STATES: dict[RenewalState, str] = {
    "seated": marked("{what}; a seat is booked in time."),
    "seated too late": marked("{what}; the seat that is booked is too late."),
    "picked": marked("{what}; it is picked and has no date yet."),
    "missing": marked("{what}; nothing is planned for it yet."),
}


class Ending(NamedTuple):
    """Something that expires, in the words of a mail."""

    person: str
    valid_until: dt.date
    sentence: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody is told of what expires."""

    kind: Literal["person", "manager"]
    key: int | str
    """The person's id, or what a manager is told by of whom nothing more is known."""
    name: str
    email: str
    endings: tuple[Ending, ...]

    @property
    def id(self) -> tuple[str, int | str]:
        """What lists know it by."""
        return self.kind, self.key

    @property
    def people(self) -> int:
        """Of how many people it tells."""
        return len({ending.person for ending in self.endings})

    @property
    def reachable(self) -> bool:
        """Whether an address is known to which it can be sent."""
        return parse_address(self.name, self.email) is not None


def foresee_reminders(db: Session, runway: Runway, lines: Iterable[Expiry]) -> list[Reminder]:
    """Return what would be told of these lines, to each person and to each of their managers, by name."""
    by_person: dict[int, list[Ending]] = defaultdict(list)
    for line in lines:
        code, title = runway.named(line)
        what = resaid(_EXPIRE[runway.kind(line)], title=title, code=code, day=_day(line.valid_until))
        sentence = resaid(_STATES[line.state], what=what)
        name = runway.people[line.person_id].name
        by_person[line.person_id].append(Ending(name, line.valid_until, sentence))
    people = {row.id: row for row in list_people(db, by_person.keys())}
    chiefs = {row.id: row for row in list_people(db, {row.manager_id or 0 for row in people.values()})}
    own = [
        Reminder("person", key, people[key].name, people[key].email, tuple(endings))
        for key, endings in by_person.items()
    ]
    told: dict[tuple[int | str, str, str], list[Ending]] = defaultdict(list)
    for key, endings in by_person.items():
        if (chief := _manager(people[key], chiefs)) is not None:
            told[chief] += endings
    theirs = [
        Reminder("manager", key, name, email, tuple(sorted(endings, key=_place)))
        for (key, name, email), endings in told.items()
    ]
    return [each for part in (own, theirs) for each in sorted(part, key=lambda one: fold(one.name))]


def _place(ending: Ending) -> tuple[str, dt.date]:
    return fold(ending.person), ending.valid_until


def _manager(person: PersonRow, chiefs: dict[int, PersonRow]) -> tuple[int | str, str, str] | None:
    """Return key, name and address of a person's manager; None where there is none."""
    chief = chiefs.get(person.manager_id or 0)
    if chief is not None:
        return chief.id, chief.name, chief.email
    name = person.manager or person.manager_email
    return (fold(person.manager_email or name), name, person.manager_email) if name else None


def reminder_subject(reminder: Reminder) -> str:
    """Return the subject of a mail: how much expires, and since when the first."""
    first = min(ending.valid_until for ending in reminder.endings)
    return counted(
        "{n} certificate or course to renew, by {day}",
        "{n} certificates and courses to renew, the first by {day}",
        len(reminder.endings),
        day=english(first, "d MMMM y"),
    )


def reminder_text(reminder: Reminder, plan: str, words: LetterWords) -> str:
    """Return the text of a mail; a manager's says of whom each line is."""
    opening = words.opening.replace("{name}", reminder.name)
    lines = [opening or said("Hello {name},", name=reminder.name), ""]
    if reminder.kind == "person":
        lines += [said("This is to be renewed soon (plan “{plan}”):", plan=plan), ""]
        lines += [f"- {ending.sentence}" for ending in reminder.endings]
    else:
        lines.append(said("Your people have to renew this soon (plan “{plan}”):", plan=plan))
        last = ""
        for ending in reminder.endings:
            if ending.person != last:
                lines += ["", said("{name}:", name=ending.person)]
                last = ending.person
            lines.append(f"- {ending.sentence}")
    lines.append("")
    if words.closing:
        lines += [words.closing.replace("{name}", reminder.name), ""]
    return "\n".join(lines)


def write_reminders(
    db: Session,
    folder: Path,
    reminders: Collection[Reminder],
    plan: str,
    stamp: dt.datetime,
    progress: ReportProgress = lambda done, total: None,
) -> int:
    """Write a mail a recipient and an index into a new folder; return how many mails.

    *stamp* is when they are made (UTC, aware). Raises ExchangeError when the folder is there already or
    cannot be written.
    """
    words = letter_words(db)
    with new_folder(folder) as place:
        names = FileNames()
        names.give("index", ".csv")
        rows: list[Sequence[Value]] = []
        for done, each in enumerate(reminders):
            progress(done, len(reminders))
            name, subject = names.give(each.name, ".eml"), reminder_subject(each)
            text = reminder_text(each, plan, words)
            (place / name).write_bytes(mail_text(each.name, each.email, subject, text, None, stamp))
            rows.append((name, each.kind, each.name, each.email, len(each.endings), subject))
        write_csv(place / INDEX, INDEX_COLUMNS, rows)
    return len(reminders)


def _day(day: dt.date) -> str:
    return english(day, "EEE d MMMM y")


def note_reminders(db: Session, folder: str, plan_id: int | None, reminders: Iterable[Reminder]) -> None:
    """Keep that people were reminded of what expires."""
    mails = (
        (said("what expires"), each.name, each.key if isinstance(each.key, int) else None)
        for each in reminders
    )
    note_mails(db, folder, plan_id, mails)
