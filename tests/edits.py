"""One example of every kind of edit, each taking its targets from what is in the workspace."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Absence,
    Attachment,
    Certificate,
    Completion,
    Course,
    CourseCertificate,
    Employment,
    Exemption,
    ImportProfile,
    Person,
    PersonCertificate,
    Pick,
    Plan,
    Row,
    Seat,
    Track,
    TrainingSession,
)
from pmplanner.models.statuses import PathKind
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.catalog import courses as catalog
from pmplanner.services.catalog.bundled import write_catalog
from pmplanner.services.catalog.catalog_file import bundled_catalog
from pmplanner.services.importing.profiles import remove_profile, save_profile
from pmplanner.services.people import certificates, employment, evidence, history, people, tracks
from pmplanner.services.plans import departures, differences, merging_people, people_changes, picks, plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.startup.sample import fill_sample
from tests.edits_of_approvals import APPROVAL_EDITS
from tests.edits_of_auto import AUTO_EDITS
from tests.edits_of_calendars import CALENDAR_EDITS
from tests.edits_of_decisions import DECISION_EDITS
from tests.edits_of_facts import FACT_EDITS
from tests.edits_of_files import IMPORT_EDITS
from tests.edits_of_money import MONEY_EDITS
from tests.edits_of_plans import PLAN_EDITS
from tests.edits_of_problems import PROBLEM_EDITS
from tests.edits_of_resources import RESOURCE_EDITS
from tests.edits_of_sessions import SESSION_EDITS
from tests.edits_of_timeline import TIMELINE_EDITS

Edit = Callable[[Session, int], object]


def one(db: Session, kind: type[Row], number: int) -> int:
    """Return the id of some row of a kind; raise LookupError when there is none."""
    ids = list(db.scalars(select(kind.id).order_by(kind.id)))
    if not ids:
        raise LookupError(kind.__name__)
    return int(ids[number % len(ids)])


def several(db: Session, kind: type[Row], number: int) -> list[int]:
    """Return the ids of some rows of a kind."""
    ids = list(db.scalars(select(kind.id).order_by(kind.id)))
    return [int(row_id) for place, row_id in enumerate(ids) if (number >> (place % 5)) & 1]


def day(number: int) -> dt.date:
    """Return some day of the first half of 2027."""
    return dt.date(2027, 1, 4) + dt.timedelta(days=number % 150)


def _pairs(db: Session, number: int) -> list[tuple[int, int]]:
    course = one(db, Course, number)
    return [(person, course) for person in several(db, Person, number)]


def _custom(db: Session, number: int) -> int:
    ids = list(db.scalars(select(Course.id).where(~Course.bundled).order_by(Course.id)))
    if not ids:
        raise LookupError("custom course")
    return ids[number % len(ids)]


def _add_session(s: Session, n: int) -> object:
    pick = s.get(Pick, one(s, Pick, n))
    assert pick is not None
    return sessions.add_session(
        s, pick.plan_id, pick.course_id, day(n), seat_open=bool(n & 1), seats_max=1 + n % 3
    )


def _seat(s: Session, n: int) -> object:
    session = s.get(TrainingSession, one(s, TrainingSession, n))
    assert session is not None
    return seating.seat_picks(
        s, session.id, [p.pick_id for p in seating.open_picks(s, session.plan_id, session.course_id)]
    )


def _certificate(s: Session, n: int) -> object:
    """Somebody holds a certificate that some course renews."""
    certificate, course = one(s, Certificate, n), one(s, Course, n % 4)
    link = select(CourseCertificate.id).where(
        CourseCertificate.certificate_id == certificate, CourseCertificate.course_id == course
    )
    if s.scalar(link) is None:
        s.add(CourseCertificate(certificate_id=certificate, course_id=course, kind="renews"))
        s.flush()
    return certificates.add_held_certificate(
        s, one(s, Person, n), certificate, valid_until=day(n), units=Decimal(n % 30)
    )


def _days(s: Session, n: int) -> None:
    halves = [Day(day(n + k), dt.time(9), dt.time(13), Decimal("0.5")) for k in range(1 + n % 4)]
    sessions.set_session_days(s, one(s, TrainingSession, n), halves)


def _take_track(s: Session, n: int) -> object:
    teams = sorted({person.team for person in s.scalars(select(Person)) if person.team})
    return tracks.assign_tracks(s, "team", {team: one(s, Track, n) for team in teams[: 1 + n % 2]})


def _pick_again(s: Session, n: int) -> int:
    """Let somebody fail what is picked in a plan, and take it again."""
    pick = s.get_one(Pick, one(s, Pick, n))
    plan, pair = s.get_one(Plan, pick.plan_id), (pick.person_id, pick.course_id)
    history.record_completion(s, *pair, plan.first_day + dt.timedelta(days=n % 30), result="failed")
    return picks.pick_again(s, plan.id, [pair])


def _save_profile(s: Session, n: int) -> object:
    name, header = f"Profile {n % 3}", (f"No {n % 4}", "Who")
    return save_profile(s, "people", name, header, {"person_id": header[0], "full_name": "Who"})


def _next_catalog(s: Session, n: int) -> None:
    """Bring in the catalogue with its first courses gone and the next one changed."""
    known = bundled_catalog()
    changed, *others = known.courses[n % 5 :]
    courses = (replace(changed, title=f"Title {n}", days=Decimal(1 + n % 4)), *others)
    codes = {course.code for course in courses}
    newer = replace(
        known,
        version=known.version + n,
        courses=courses,
        paths=tuple(item for item in known.paths if item.course_code in codes),
        prerequisites=tuple(x for x in known.prerequisites if {x.course_code, x.other_code} <= codes),
        equivalents=tuple(x for x in known.equivalents if {x.course_code, x.other_code} <= codes),
        course_certificates=tuple(x for x in known.course_certificates if x.course_code in codes),
    )
    write_catalog(s, newer)


def _grouped(courses: list[int], n: int) -> list[tracks.PathEntry]:
    """Return a path of a group and, in turns, required courses before or electives after it."""
    inside, others = courses[: 2 + n % 2], courses[2 + n % 2 :]
    kind = PathKind.REQUIRED if n % 2 else PathKind.ELECTIVE
    rest: list[tracks.PathEntry] = [(course_id, kind) for course_id in others]
    group = tracks.GroupOf(1 + n % max(1, len(inside)), tuple(inside), f"Group {n % 3}") if inside else None
    groups: list[tracks.PathEntry] = [] if group is None else [group]
    return rest + groups if n % 2 else groups + rest


def _add_earlier(s: Session, n: int) -> None:
    person, year = one(s, Person, n), 2001 + n % 9
    people_changes.change_person(s, person, start_date=dt.date(2020, 1, 1), end_date=None)
    employment.add_earlier(s, person, dt.date(year, 1, 1), dt.date(year, 9, 1))


EDITS: dict[str, Edit] = {
    "add person": lambda s, n: people.add_person(
        s, first_name=f"P{n}", employee_id=f"E{n}", team=f"T{n % 3}"
    ),
    "change person": lambda s, n: people_changes.change_person(
        s, one(s, Person, n), last_name=f"L{n}", team=f"T{n % 4}"
    ),
    "let leave": lambda s, n: employment.leave(s, one(s, Person, n), day(n)),
    "let come back": lambda s, n: employment.rejoin(s, one(s, Person, n), day(n + 40)),
    "add earlier employment": _add_earlier,
    "remove earlier employment": lambda s, n: employment.remove_earlier(s, one(s, Employment, n)),
    "release": lambda s, n: departures.release(s, several(s, Person, n)),
    "give a manager": lambda s, n: people_changes.change_person(
        s, one(s, Person, n), manager_name=f"P{n % 7}", manager_email=""
    ),
    "merge people": lambda s, n: merging_people.merge_people(s, one(s, Person, n), one(s, Person, n * 7 + 1)),
    "fit picks": lambda s, n: differences.apply_difference(
        s, one(s, Plan, n), _pairs(s, n), _pairs(s, n + 1)
    ),
    "remove people": lambda s, n: people_changes.remove_people(s, several(s, Person, n)[:2]),
    "assign track": lambda s, n: tracks.assign_track(s, one(s, Track, n), several(s, Person, n)),
    "further tracks": lambda s, n: tracks.set_further_tracks(s, one(s, Person, n), several(s, Track, n)),
    "add track": lambda s, n: tracks.add_track(s, f"Track {n}"),
    "rename track": lambda s, n: tracks.rename_track(s, one(s, Track, n), f"Renamed {n}"),
    "remove track": lambda s, n: tracks.remove_track(s, one(s, Track, n)),
    "set path": lambda s, n: tracks.set_path(
        s,
        one(s, Track, n),
        [(c, PathKind.REQUIRED if c % 2 else PathKind.ELECTIVE) for c in several(s, Course, n)],
    ),
    "set groups": lambda s, n: tracks.set_path(s, one(s, Track, n), _grouped(several(s, Course, n), n)),
    "add further track": lambda s, n: tracks.add_further_track(s, one(s, Track, n), several(s, Person, n)),
    "create plan": lambda s, n: plans.create_plan(s, f"Plan {n}", day(n), day(n) + dt.timedelta(days=90)),
    "change plan": lambda s, n: plans.change_plan(
        s, one(s, Plan, n), budget=Decimal(n), target_days=Decimal(5)
    ),
    "copy plan": lambda s, n: plans.copy_plan(s, one(s, Plan, n), f"Copy {n}"),
    "remove plan": lambda s, n: plans.remove_plan(s, one(s, Plan, n)),
    "pick": lambda s, n: picks.add_picks(s, one(s, Plan, n), _pairs(s, n)),
    "toggle": lambda s, n: picks.toggle_picks(s, one(s, Plan, n), _pairs(s, n)),
    "take back": lambda s, n: picks.remove_picks(s, one(s, Plan, n), _pairs(s, n)),
    "pick again": _pick_again,
    "pick days": lambda s, n: picks.set_pick_days(s, one(s, Pick, n), Decimal(1 + n % 7) / 4),
    "pick note": lambda s, n: picks.set_pick_note(s, one(s, Pick, n), f"note {n}"),
    "add session": _add_session,
    "change session": lambda s, n: sessions.change_session(
        s, one(s, TrainingSession, n), seats_max=1 + n % 5
    ),
    "session days": _days,
    "move session": lambda s, n: sessions.move_session(s, one(s, TrainingSession, n), day(n)),
    "remove session": lambda s, n: sessions.remove_session(s, one(s, TrainingSession, n)),
    "seat": _seat,
    "unseat": lambda s, n: seating.unseat(s, [one(s, Seat, n)]),
    "seat status": lambda s, n: seating.set_seat_status(
        s, [one(s, Seat, n)], "attended", Decimal("1.5"), today=dt.date(2099, 1, 1)
    ),
    "certificate": _certificate,
    "renew certificate": lambda s, n: certificates.renew_held_certificate(
        s, one(s, PersonCertificate, n), day(n) + dt.timedelta(days=n % 90)
    ),
    "remove certificate": lambda s, n: certificates.remove_held_certificate(s, one(s, PersonCertificate, n)),
    "completion": lambda s, n: history.record_completion(
        s, one(s, Person, n), one(s, Course, n), day(n), days=Decimal(2)
    ),
    "bare completion": lambda s, n: history.record_for_many(
        s,
        several(s, Person, n),
        None,
        day(n),
        title=f"Title {n % 4}",
        units=Decimal(n % 9),
        link="https://x.org",
    ),
    "evidence": lambda s, n: evidence.attach_evidence(
        s, f"{n % 3}.pdf", bytes([n % 256]), completion_ids=[one(s, Completion, n)]
    ),
    "evidence of a certificate": lambda s, n: evidence.attach_evidence(
        s, f"{n % 3}.pdf", bytes([n % 256]), certificate_ids=[one(s, PersonCertificate, n)]
    ),
    "remove evidence": lambda s, n: evidence.remove_evidence(s, one(s, Attachment, n)),
    "remove completion": lambda s, n: history.remove_completion(s, one(s, Completion, n)),
    "exempt": lambda s, n: history.add_exemption(s, one(s, Person, n), one(s, Course, n), "knows it"),
    "exempt for a while": lambda s, n: history.add_exemption(
        s, one(s, Person, n), one(s, Course, n), "knows it", day(n), day(n) + dt.timedelta(days=n % 40)
    ),
    "remove exemption": lambda s, n: history.remove_exemption(s, one(s, Exemption, n)),
    "absence": lambda s, n: history.add_absence(s, one(s, Person, n), day(n), day(n) + dt.timedelta(n % 9)),
    "remove absence": lambda s, n: history.remove_absence(s, one(s, Absence, n)),
    "add course": lambda s, n: catalog.add_course(
        s,
        title=f"Course {n}",
        days=Decimal("1.25"),
        skills=[f"skill {n % 5}"],
        requires=several(s, Course, n)[:2],
    ),
    "copy course": lambda s, n: catalog.copy_course(s, one(s, Course, n)),
    "change course": lambda s, n: catalog.change_course(
        s, _custom(s, n), title=f"Changed {n}", days=Decimal(3), skills=["leadership", f"new {n % 3}"]
    ),
    **FACT_EDITS,
    **IMPORT_EDITS,
    "copy session": lambda s, n: sessions.copy_session(s, one(s, TrainingSession, n)),
    "session's course": lambda s, n: sessions.change_course(
        s, one(s, TrainingSession, n), one(s, Course, n + 1)
    ),
    "assign tracks": _take_track,
    "pick required": lambda s, n: picks.pick_required(s, one(s, Plan, n), several(s, Person, n)),
    "save profile": _save_profile,
    "remove profile": lambda s, n: remove_profile(s, one(s, ImportProfile, n)),
    "catalogue": _next_catalog,
    "sample": lambda s, n: fill_sample(s, dt.date(2026 + n % 3, 1 + n % 12, 1)),
    "remove course": lambda s, n: catalog.remove_course(s, _custom(s, n)),
    **SESSION_EDITS,
    **RESOURCE_EDITS,
    **CALENDAR_EDITS,
    **TIMELINE_EDITS,
    **PROBLEM_EDITS,
    **MONEY_EDITS,
    **DECISION_EDITS,
    **APPROVAL_EDITS,
    **PLAN_EDITS,
    **AUTO_EDITS,
}
"""Name to edit; an edit raises PlanError or LookupError where it makes no sense."""
