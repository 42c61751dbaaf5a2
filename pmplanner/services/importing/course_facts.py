"""Rows of equipment, skills and certificates, and of what courses and tracks have to do with them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import (
    Certificate,
    CertificateLink,
    CourseCertificate,
    CourseEquipment,
    CourseSkill,
    Equipment,
    PublicDate,
    Row,
    Skill,
    SkillLevel,
    TrackSkill,
)
from pmplanner.sentences import said
from pmplanner.services.calendar.closures import check_zone
from pmplanner.services.calendar.session_days import DAY_END, DAY_START, fill_days
from pmplanner.services.importing.differences import check_order, once
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, Target
from pmplanner.services.importing.keyed import KeyedTable, checked, decide_each, given
from pmplanner.services.importing.names import Courses, Tracks
from pmplanner.services.lookup import fold
from pmplanner.services.quantities import CENTS, is_in_steps
from pmplanner.services.sessions.public_dates import FIELDS, check_date


def decide_equipment(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the equipment; the name tells one from another."""
    table = KeyedTable(db, draft, Equipment, lambda each: fold(each.name))

    def decide(row: ParsedRow) -> Outcome:
        name = row.get("name", str) or ""
        values = given(row, "count", "note")
        return table.take(row, fold(name), name, "name", own={"name": name}, values=values)

    decide_each(rows, draft, decide, "name")


def decide_course_equipment(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row lets courses need; equipment that is not known is added."""
    table = KeyedTable(db, draft, CourseEquipment, lambda each: (each.course_id, each.equipment_id))
    courses, things = Courses(db), _Named(db, draft, Equipment)

    def decide(row: ParsedRow) -> Outcome:
        course_id = _course(courses, row)
        count = row.get("count", int)
        if count is not None and count < 1:
            raise RejectedError(said("a course needs at least one of it"), "count")
        thing = things.target(row.get("equipment", str) or "")
        return table.take(
            row,
            (course_id, thing),
            _pair(courses, course_id, row.get("equipment", str)),
            *("course_code", "equipment"),
            own={"course_id": course_id, "equipment_id": thing, "count": 1},
            values=given(row, "count"),
        )

    decide_each(rows, draft, decide, "course_code")


def decide_skills(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide which skills are new; a row has nothing but the name of one."""
    table = KeyedTable(db, draft, Skill, lambda each: fold(each.name))

    def decide(row: ParsedRow) -> Outcome:
        name = row.get("skill", str) or ""
        return table.take(row, fold(name), name, "skill", own={"name": name}, values={})

    decide_each(rows, draft, decide, "skill")


def decide_course_skills(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row lets custom courses teach, and at which level; new skills are added."""
    table = KeyedTable(db, draft, CourseSkill, lambda each: (each.course_id, each.skill_id))
    courses, skills = Courses(db), _Named(db, draft, Skill)

    def decide(row: ParsedRow) -> Outcome:
        course_id, values = _course(courses, row), _level(row)
        skill = skills.known(row.get("skill", str) or "")
        present = table.find((course_id, skill))
        if courses.rows[course_id].bundled and (
            present is None or values.get("level", present.level) != present.level
        ):
            raise _bundled(courses, course_id, "skill")
        skill = skills.target(row.get("skill", str) or "")
        return table.take(
            row,
            (course_id, skill),
            _pair(courses, course_id, row.get("skill", str)),
            *("course_code", "skill"),
            own={"course_id": course_id, "skill_id": skill},
            values=values,
        )

    decide_each(rows, draft, decide, "course_code")


def decide_track_skills(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide which skills tracks want, and at which level; new skills are added."""
    table = KeyedTable(db, draft, TrackSkill, lambda each: (each.track_id, each.skill_id))
    tracks, skills = Tracks(db), _Named(db, draft, Skill)

    def decide(row: ParsedRow) -> Outcome:
        word, values = row.get("track_code", str) or "", _level(row)
        track_id = tracks.find(word)
        if track_id is None:
            raise RejectedError(said("there is no track {word}", word=word), "track_code")
        skill = skills.target(row.get("skill", str) or "")
        return table.take(
            row,
            (track_id, skill),
            f"{tracks.names[track_id]}: {row.get('skill', str)}",
            *("track_code", "skill"),
            own={"track_id": track_id, "skill_id": skill},
            values=values,
        )

    decide_each(rows, draft, decide, "track_code")


def decide_certificate_kinds(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the certificates that there are; the code tells one from another."""
    table = KeyedTable(db, draft, Certificate, lambda each: fold(each.code))
    names: dict[Any, int] = {}
    texts = ("issuer", "unit", "rule", "source")

    def decide(row: ParsedRow) -> Outcome:
        code = row.get("code", str) or ""
        values = given(row, "name", *texts, **dict.fromkeys(texts, ""))
        values |= given(row, "renewal_months", "units", "hours_per_unit")
        for name in ("renewal_months", "units"):
            if values.get(name) == 0:
                raise RejectedError(said("0 is none; write none"), name)
        hours = values.get("hours_per_unit")
        if hours is not None and (hours <= 0 or not is_in_steps(hours, CENTS)):
            raise RejectedError(
                said("hours of a unit are more than 0, with at most two decimals"), "hours_per_unit"
            )
        name = str(values.get("name") or getattr(table.find(fold(code)), "name", code))
        once(names, fold(name), row, "name")
        if any(fold(other.name) == fold(name) for other in table.others(fold(code))):
            raise RejectedError(said("there is another certificate {name}", name=name), "name")
        return table.take(row, fold(code), name, "code", own={"code": code, "name": name}, values=values)

    decide_each(rows, draft, decide, "name", "code")


def decide_course_certificates(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide which certificates courses lead to, or renew."""
    table = KeyedTable(
        db, draft, CourseCertificate, lambda each: (each.course_id, each.certificate_id, each.kind)
    )
    courses, certificates = Courses(db), _certificates(db)

    def decide(row: ParsedRow) -> Outcome:
        course_id, word = _course(courses, row), row.get("certificate", str) or ""
        certificate_id = certificates.get(fold(word))
        if certificate_id is None:
            raise RejectedError(said("there is no certificate {word}", word=word), "certificate")
        kind = _one_of(row, "kind", tuple(CertificateLink)) or str(CertificateLink.LEADS_TO)
        key = (course_id, certificate_id, kind)
        fixed = courses.rows[course_id].bundled and kind == CertificateLink.LEADS_TO
        if fixed and table.find(key) is None:
            raise _bundled(courses, course_id, "certificate")
        own = {"course_id": course_id, "certificate_id": certificate_id, "kind": kind}
        subject = f"{courses.rows[course_id].title} {kind} {word}"
        return table.take(row, key, subject, "course_code", "certificate", own=own, values={})

    decide_each(rows, draft, decide, "course_code")


def decide_public_dates(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the public dates; course, first day and place tell one from another."""
    table = KeyedTable(db, draft, PublicDate, lambda each: (each.course_id, each.first_day, fold(each.place)))
    courses = Courses(db)

    def decide(row: ParsedRow) -> Outcome:
        course_id, first = _course(courses, row), row.get("first_day", dt.date)
        if first is None:
            raise RejectedError(said("it has no first day"), "first_day")
        place = row.get("place", str) or ""
        key = (course_id, first, fold(place))
        present = table.find(key)
        values = given(row, *(name for name in FIELDS if name not in ("first_day", "place")))
        last = fill_days(first, courses.rows[course_id].days)[-1].day
        usual = {"last_day": last, "start_time": DAY_START, "end_time": DAY_END, "mode": "on site"}
        own = {"course_id": course_id, "first_day": first, "place": place, **usual}
        after = {name: values.get(name, getattr(present, name, own.get(name))) for name in FIELDS}
        check_order(first, after["last_day"])
        checked(check_zone, after["timezone"], fields=("timezone",))
        checked(
            check_date, PublicDate(**after), fields=("last_day", "start_time", "end_time", "mode", "cost")
        )
        subject = f"{courses.rows[course_id].title}: {first}"
        fields = ("course_code", "first_day", "place")
        return table.take(row, key, subject, *fields, own=own, values=values)

    decide_each(rows, draft, decide, "course_code")


class _Named:
    """Equipment or skills by name; those that are not there are added."""

    def __init__(self, db: Session, draft: Draft, kind: type[Equipment] | type[Skill]) -> None:
        self._draft, self._kind = draft, kind
        self._targets: dict[str, Target] = {
            fold(name): row_id for row_id, name in db.execute(select(kind.id, kind.name))
        }

    def known(self, name: str) -> Target | None:
        """Return what is called so, if it is there."""
        return self._targets.get(fold(name))

    def target(self, name: str) -> Target:
        """Return what is called so, added where it is not there."""
        if fold(name) not in self._targets:
            kind: type[Row] = self._kind
            self._targets[fold(name)] = self._draft.insert(kind, fold(name), {"name": name})
            self._draft.notes.append(
                said("Equipment “{name}” is new.", name=name)
                if self._kind is Equipment
                else said("The skill “{name}” is new.", name=name)
            )
        return self._targets[fold(name)]


def _certificates(db: Session) -> dict[str, int]:
    """Return the certificates by folded name and code; codes come first."""
    rows = db.execute(select(Certificate.id, Certificate.code, Certificate.name)).all()
    found = {fold(name): row_id for row_id, _, name in rows}
    return found | {fold(code): row_id for row_id, code, _ in rows}


def _course(courses: Courses, row: ParsedRow) -> int:
    code = row.get("course_code", str) or ""
    course_id = courses.find(code, None)
    if course_id is None:
        raise RejectedError(said("there is no course {code} in the catalogue", code=code), "course_code")
    return course_id


def _pair(courses: Courses, course_id: int, other: str | None) -> str:
    return f"{courses.rows[course_id].title}: {other}"


def _bundled(courses: Courses, course_id: int, *fields: str) -> RejectedError:
    title = courses.rows[course_id].title
    reason = said("{title} comes with the catalogue and cannot be changed", title=title)
    return RejectedError(reason, *fields)


def _level(row: ParsedRow) -> dict[str, Any]:
    """Return the level that a row gives; "" where it says that there is none."""
    if given(row, "level", level="").get("level") == "":
        return {"level": ""}
    word = _one_of(row, "level", tuple(SkillLevel))
    return {} if word is None else {"level": word}


def _one_of(row: ParsedRow, field: str, known: tuple[str, ...]) -> str | None:
    """Return the word of a row that has to be one of ours; None where it says nothing."""
    word = row.get(field, str)
    if word is None:
        return None
    found = next((str(each) for each in known if fold(each) == fold(word)), None)
    if found is None:
        raise RejectedError(said("“{word}” is not {known}", word=word, known=", ".join(known)), field)
    return found
