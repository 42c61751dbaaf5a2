from collections import Counter

import pytest

from pmplanner.exchange.headers import plain
from pmplanner.exchange.layouts import (
    CERTIFICATES,
    COMPLETIONS,
    EMPLOYMENT,
    LAYOUTS,
    PEOPLE,
    PICKS,
    SCHEDULE,
    SESSIONS,
    Layout,
)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_a_heading_names_one_field_of_a_layout(layout: Layout) -> None:
    headings = Counter(
        heading for field in layout.fields for heading in {plain(each) for each in field.headings}
    )
    assert [heading for heading, count in headings.items() if count > 1 or not heading] == []


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_needs_name_fields_of_the_layout(layout: Layout) -> None:
    assert all(layout.field(name) for group in layout.needs for name in group)


def test_written_columns_are_those_of_the_design() -> None:
    assert ",".join(PEOPLE.columns) == (
        "person_id,first_name,last_name,email,job_title,track,team,manager_email,location,start_date,end_date,"
        "further_tracks,manager,working_days,day_begins,day_ends"
    )
    assert ",".join(EMPLOYMENT.columns) == "person_id,email,first_day,last_day"
    assert ",".join(PICKS.columns) == (
        "person_id,email,first_name,last_name,track,team,course_code,course_title,days,status,session_code,"
        "start_date,end_date,note,attempt,decision,decided_by,decided_on,decision_note"
    )
    assert ",".join(SESSIONS.columns) == (
        "session_code,course_code,course_title,start_date,end_date,start_time,end_time,timezone,days,mode,"
        "room,trainer,seats_min,seats_max,booked,waiting,status,pinned,cost,currency,trainer_parts,join_link,"
        "locked,note,decide_by,cancel_cost,cancel_currency"
    )
    assert ",".join(SCHEDULE.columns) == (
        "person_id,email,first_name,last_name,track,team,manager_email,course_code,course_title,session_code,"
        "start_date,end_date,start_time,end_time,days,location,trainer,status,manager"
    )
    assert ",".join(COMPLETIONS.columns) == (
        "person_id,email,course_code,course_title,completed_on,result,days,cost,trainer,expires_on,"
        "title,provider,certificate_number,units,link"
    )
    assert ",".join(CERTIFICATES.columns) == (
        "person_id,email,certificate,number,awarded_on,valid_until,units"
    )
    assert ",".join(LAYOUTS["courses"].columns) == (
        "code,title,provider,days,level,format,tracks,skills,prerequisites,counts_as,min_seats,max_seats,"
        "cost,currency,valid_months,source,description"
    )
    assert ",".join(LAYOUTS["totals"].columns) == (
        "group,name,people,path_days,required_days,credited_days,planned_days,done_days,scheduled_days,"
        "open_days,gap_days,days_per_person,cost,currency,picks_without_price"
    )
    assert ",".join(LAYOUTS["absences"].columns) == "person_id,email,first_day,last_day,kind"
    assert ",".join(LAYOUTS["rooms"].columns) == "name,site,seats,equipment,day_cost,currency,note"
    assert ",".join(LAYOUTS["trainers"].columns) == (
        "trainer_id,name,email,courses,first_day,last_day,day_cost,currency,working_days,note"
    )
    assert ",".join(LAYOUTS["rates"].columns) == "currency,valid_from,rate"
    assert ",".join(LAYOUTS["travel"].columns) == "from_site,to_site,amount,currency"
    assert ",".join(LAYOUTS["cost-items"].columns) == "course_code,session_code,name,per,amount,currency"
    assert ",".join(LAYOUTS["budgets"].columns) == "scope,name,amount,currency"
    assert ",".join(LAYOUTS["closures"].columns) == "first_day,last_day,site,name"
    for name, columns in (
        ("sites", "name,country,region,timezone,day_begins,day_ends"),
        ("blackouts", "first_day,last_day,team,name"),
        ("equipment", "name,count,note"),
        ("course-equipment", "course_code,equipment,count"),
        ("skills", "skill"),
        ("course-skills", "course_code,skill,level"),
        ("track-skills", "track_code,skill,level"),
        (
            "certificate-kinds",
            "code,name,issuer,renewal_months,units,unit,rule,source,hours_per_unit",
        ),
        ("course-certificates", "course_code,certificate,kind"),
        (
            "public-dates",
            "course_code,first_day,last_day,start_time,end_time,timezone,mode,place,seats,cost,currency,source",
        ),
        ("policies", "kind,team,action,limit,percent"),
        ("plan-policies", "kind,team,action,limit,percent"),
        ("settings", "name,value"),
        (
            "seats",
            "session_code,status,position,person_id,email,full_name,course_code,attempt,attended_days",
        ),
        ("session-days", "session_code,day,start_time,portion,end_time"),
        ("session-equipment", "session_code,equipment,count"),
        ("reservations", "session_code,team,seats"),
        ("targets", "kind,track_code,text,days"),
        ("import-profiles", "layout,name,content,defaults,only"),
    ):
        assert ",".join(LAYOUTS[name].columns) == columns
    assert ",".join(LAYOUTS["matrix"].columns) == "person_id,name,track,team"
