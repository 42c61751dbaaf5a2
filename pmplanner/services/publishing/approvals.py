"""The files in which managers decide about picks, each with a mail that is ready to be sent."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy.orm import Session

from pmplanner.day_words import english
from pmplanner.exchange.folders import FileNames, new_folder
from pmplanner.exchange.mail import mail_text
from pmplanner.exchange.writing import Value, write_csv
from pmplanner.models import Plan, PublishedEvent
from pmplanner.sentences import counted, said
from pmplanner.services.catalog.courses import CourseRow, list_courses
from pmplanner.services.decisions.asking import APPROVAL, SENT_ON, Asking, course_label, recipient_columns
from pmplanner.services.lookup import get
from pmplanner.services.money.converting import Converter
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.publishing.calendars import ReportProgress
from pmplanner.services.publishing.change_packs import INDEX, letter_words
from pmplanner.services.publishing.letters import LetterWords
from pmplanner.services.publishing.written import note_mails
from pmplanner.storage import journal

if TYPE_CHECKING:
    from pmplanner.exchange.approval_writing import ApprovalBook, Choice

INDEX_COLUMNS = ("file", "mail", "manager", "email", "people", "picks", "subject")


def write_askings(
    db: Session,
    folder: Path,
    plan_id: int,
    askings: Collection[Asking],
    answer_by: dt.date,
    stamp: dt.datetime,
    progress: ReportProgress = lambda done, total: None,
) -> int:
    """Write a workbook and a mail for each manager, and an index, into a new folder; return how many.

    *session* is one of :meth:`Workspace.keep`: the files count as sent from then on, and that the picks were
    asked about is kept by `mark_asked`. *stamp* is when they are made (UTC, aware). Raises ExchangeError
    when the folder is there already or cannot be written.
    """
    from pmplanner.exchange.approval_writing import write_approvals  # takes a while to load

    making = _Making(db, plan_id, answer_by, stamp.astimezone().date())
    words = letter_words(db)
    with new_folder(folder) as place:
        names = FileNames()
        names.give("index", ".csv")
        rows: list[Sequence[Value]] = []
        for done, asking in enumerate(askings):
            progress(done, len(askings))
            called = asking.name or said("No manager")
            file, mail = names.give(called, ".xlsx"), names.give(called, ".eml")
            book = making.book(asking)
            write_approvals(place / file, book)
            subject, text = asking_subject(asking, book.plan), asking_text(asking, book, words)
            attached = (file, (place / file).read_bytes())
            (place / mail).write_bytes(
                mail_text(asking.name, asking.email, subject, text, None, stamp, attached)
            )
            rows.append((file, mail, asking.name, asking.email, asking.people, len(asking.picks), subject))
        write_csv(place / INDEX, INDEX_COLUMNS, rows)
        _log(db, plan_id, making, askings, folder.name)
    return len(askings)


def _log(db: Session, plan_id: int, making: "_Making", askings: Collection[Asking], folder: str) -> None:
    """Keep who was sent how much, and when: no undo makes it unsent."""
    rows = [
        {
            "plan_id": plan_id,
            "channel": APPROVAL,
            **recipient_columns(asking.manager_id, asking.name),
            "session_id": 0,
            "day_number": 0,
            "uid": f"approval-{uuid4().hex}",
            "sequence": 0,
            "cancelled": False,
            "content": {
                "name": asking.name,
                "email": asking.email,
                "plan": making.plan_name,
                SENT_ON: making.asked_on.isoformat(),
                "answer_by": making.answer_by.isoformat(),
                "picks": len(asking.picks),
                "people": asking.people,
            },
        }
        for asking in askings
    ]
    journal.bulk_insert(db, PublishedEvent, rows)
    note_mails(
        db, folder, plan_id, [(said("picks to decide"), each.name, each.manager_id) for each in askings]
    )


def asking_subject(asking: Asking, plan: str) -> str:
    """Return the subject of the mail to a manager."""
    return counted(
        "{n} training pick to decide ({plan})",
        "{n} training picks to decide ({plan})",
        len(asking.picks),
        plan=plan,
    )


def asking_text(asking: Asking, book: "ApprovalBook", words: LetterWords) -> str:
    """Return the text of the mail to a manager; for those who have none it says so to whoever reads it."""
    opening = words.opening.replace("{name}", asking.name)
    picks = counted("{n} pick", "{n} picks", len(asking.picks))
    people = counted("{n} person", "{n} people", asking.people)
    if asking.name:
        lines = [
            opening or said("Hello {name},", name=asking.name),
            "",
            said(
                "In the plan “{plan}” there are {picks} of {people} who report to you.",
                plan=book.plan,
                picks=picks,
                people=people,
            ),
        ]
    else:
        lines = [
            said(
                "In the plan “{plan}” there are {picks} of {people} for whom no manager is known.",
                plan=book.plan,
                picks=picks,
                people=people,
            ),
        ]
    lines += [
        said(
            "Please open the attached file, choose an answer for each, and send it back by {day}.",
            day=english(book.answer_by, "EEE d MMMM y"),
        ),
        "",
    ]
    if words.closing:
        lines += [words.closing.replace("{name}", asking.name), ""]
    return "\n".join(lines)


class _Making:
    """Makes the content of the workbooks; what is the same in all is read once."""

    def __init__(self, db: Session, plan_id: int, answer_by: dt.date, asked_on: dt.date) -> None:
        self._plan = get(db, Plan, plan_id)
        self.answer_by, self.asked_on = answer_by, asked_on
        self._currency = plan_currency(db, plan_id)
        self._courses = [course for course in list_courses(db) if not course.withdrawn]
        self._converter = Converter(db, self._currency)
        self._lists: dict[int | None, Sequence[Choice]] = {}

    @property
    def plan_name(self) -> str:
        """What the plan is called."""
        return self._plan.name

    def book(self, asking: Asking) -> "ApprovalBook":
        """Return what the workbook of a manager says."""
        from pmplanner.exchange.approval_writing import ApprovalBook, AskedPick

        tracks = list(dict.fromkeys(pick.track_id for pick in asking.picks))
        place: Mapping[int | None, int] = {track: number for number, track in enumerate(tracks)}
        picks = [
            AskedPick(
                pick.row_id.text,
                pick.person,
                pick.course,
                pick.needed,
                pick.needed_by,
                pick.dates,
                pick.days,
                pick.cost,
                place[pick.track_id],
            )
            for pick in asking.picks
        ]
        return ApprovalBook(
            self._plan.name,
            asking.name,
            self.asked_on,
            self.answer_by,
            self._currency,
            picks,
            [self._choices(track) for track in tracks],
        )

    def _choices(self, track_id: int | None) -> "Sequence[Choice]":
        """Return the courses that people of a track can be given instead, those meant for it first."""
        if track_id not in self._lists:
            fitting = sorted(self._courses, key=lambda course: track_id not in course.track_ids)
            self._lists[track_id] = [self._choice(course) for course in fitting]
        return self._lists[track_id]

    def _choice(self, course: CourseRow) -> "Choice":
        from pmplanner.exchange.approval_writing import Choice

        cost = self._converter(course.cost, course.currency, self._plan.first_day)
        return Choice(course_label(course), course.days, cost)
