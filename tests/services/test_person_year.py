"""The year of a person: which sessions, leave, expiries and spells are in it."""

import datetime as dt

from sqlalchemy.orm import Session

from pmplanner.models import Completion, Employment
from pmplanner.services.people.history import add_absence
from pmplanner.services.people.people import person_detail, write_values
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.sessions.sessions import change_session
from pmplanner.services.views.person_year import PersonYear, view_person_year
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import LATER, MONDAY, SmallPlan, make

DAY = dt.timedelta(days=1)


def year_of(db: Session, small: SmallPlan, name: str) -> PersonYear:
    return view_person_year(db, small.plan, person_detail(db, small.people[name]))


def test_a_year_holds_what_the_person_has_in_it(blank: Workspace) -> None:
    with blank.edit("Lay out") as db:
        small = make(db)
        small.course("BOOT", "2", max_seats=2)
        small.course("TIME")
        small.course("GONE")
        boot = small.run("BOOT", MONDAY + 4 * DAY, ["Ana", "Bo", "Cy"])  # Friday and Monday
        time = small.run("TIME", MONDAY, ["Ana"])
        gone = small.run("GONE", MONDAY, ["Ana"])
        change_session(db, gone, LATER, status="cancelled")
        other = create_plan(db, "Autumn", dt.date(2027, 9, 1), dt.date(2027, 12, 31))
        autumn = SmallPlan(db, other, small.people, small.courses)
        late = autumn.run("TIME", dt.date(2027, 9, 6), ["Ana"])
        ana = small.people["Ana"]
        add_absence(db, ana, dt.date(2026, 12, 20), dt.date(2027, 1, 5), "Holiday")
        add_absence(db, ana, dt.date(2026, 2, 1), dt.date(2026, 2, 5), "Year before")
        add_absence(db, ana, dt.date(2028, 1, 1), dt.date(2028, 1, 5), "Next year")
        # Passed twice: only the last one counts; what was failed counts for nothing.
        for course, day, result, expires in (
            ("BOOT", dt.date(2025, 5, 1), "passed", dt.date(2027, 5, 1)),
            ("BOOT", dt.date(2026, 5, 1), "passed", dt.date(2027, 11, 1)),
            ("GONE", dt.date(2026, 5, 1), "failed", dt.date(2027, 6, 1)),
        ):
            db.add(
                Completion(
                    person_id=ana,
                    course_id=small.courses[course],
                    completed_on=day,
                    result=result,
                    expires_on=expires,
                )
            )
        db.add(Employment(person_id=ana, first_day=dt.date(2020, 1, 1), last_day=dt.date(2027, 2, 10)))
        write_values(db, ana, {"start_date": dt.date(2027, 2, 20), "end_date": dt.date(2027, 12, 24)})
        db.flush()
        year = year_of(db, small, "Ana")
        assert (year.first_day, year.last_day) == (dt.date(2027, 1, 1), dt.date(2027, 12, 31))
        assert [(row.id, row.days, row.waiting, row.plan) for row in year.sessions] == [
            (time, (MONDAY,), False, ""),
            (boot, (MONDAY + 4 * DAY, MONDAY + 7 * DAY), False, ""),
            (late, (dt.date(2027, 9, 6),), False, "Autumn"),
        ]
        assert [(span.first_day, span.last_day, span.name) for span in year.leave] == [
            (dt.date(2027, 1, 1), dt.date(2027, 1, 5), "Holiday")
        ]
        assert [(expiry.title, expiry.day) for expiry in year.expiries] == [("Boot", dt.date(2027, 11, 1))]
        assert [(span.first_day, span.last_day) for span in year.away] == [
            (dt.date(2027, 2, 11), dt.date(2027, 2, 19)),
            (dt.date(2027, 12, 25), dt.date(2027, 12, 31)),
        ]
        assert [(row.id, row.waiting) for row in year_of(db, small, "Cy").sessions] == [(boot, True)]
        small.mark(time, "Ana", "absent")
        assert [row.id for row in year_of(db, small, "Ana").sessions] == [boot, late]
        assert not year_of(db, small, "Bo").away
