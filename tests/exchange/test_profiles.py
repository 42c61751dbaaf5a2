import datetime as dt

import pytest

from pmplanner.exchange.headers import plain
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import ParsedRow, parse_rows
from pmplanner.exchange.profiles import PROFILES, Profile, recognise_profile
from pmplanner.exchange.table import Table
from pmplanner.exchange.text_reader import read_text

HEADERS = {
    "Moodle users": "username,password,firstname,lastname,email,course1,group1,cohort1,idnumber",
    "Moodle courses": "fullname,shortname,idnumber,category,visible,startdate,enddate,"
    "summary,format,theme,lang",
    "Moodle face-to-face bookings": "email,session,status,discountcode,notificationtype",
    "Moodle face-to-face sessions": "Session Date/Time Known,Start Date,Start Time,Finish Date,"
    "Finish Time,Allow Cancellations,Capacity,Allow Overbookings,Duration,Normal Cost,Discount Cost,Details",
    "Moodle booking": "text,identifier,description,location,coursestarttime,courseendtime,maxanswers,"
    "useremail",
    "Totara completions": "username,certificationshortname,certificationidnumber,completiondate,duedate",
    "Frappe training event": "ID,Event Name,Training Program,Event Status,Course,Location,Start Time,"
    "End Time,Employee (Employees),Status (Employees)",
    "Frappe leave applications": "Employee,Employee Name,Leave Type,From Date,To Date,Half Day,Status",
    "OrangeHRM people": "first_name,middle_name,last_name,employee_id,other_id,driver's_license_no,city,"
    "zip/postal_code,work_email,other_email",
    "Microsoft Entra users": "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,"
    "jobTitle,department,accountEnabled,usageLocation",
    "Arlo contacts": "FirstName,LastName,EmailAddress",
    "Arlo registrations": "FirstName,LastName,EmailAddress,CourseCode",
}


def read(text: str) -> tuple[Table, Profile]:
    table = read_text(text.encode(), "a.csv")
    profile = recognise_profile(table.header)
    assert profile
    return table, profile


def parse(text: str) -> list[ParsedRow]:
    table, profile = read(text)
    layout = LAYOUTS[profile.layout]
    return list(parse_rows(table, layout, match_columns(table, layout)).rows)


@pytest.mark.parametrize("name", HEADERS)
def test_each_system_is_recognised(name: str) -> None:
    assert read(HEADERS[name])[1].name == name


def test_every_profile_is_tried() -> None:
    assert {profile.name for profile in PROFILES} == HEADERS.keys()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_profiles_name_fields_of_their_layout_and_columns_of_the_file(profile: Profile) -> None:
    fields = {field.name for field in LAYOUTS[profile.layout].fields}
    assert fields >= profile.columns.keys() | profile.words.keys() | set(profile.filled_down)
    assert all(plain(heading) for headings in profile.columns.values() for heading in headings)


def test_our_own_files_and_common_headings_are_nobody_elses() -> None:
    assert all(recognise_profile(layout.columns) is None for layout in LAYOUTS.values())
    assert recognise_profile(["First Name", "Last Name", "Email Address"]) is None


def test_a_profile_is_used_for_its_own_layout_only() -> None:
    table, _ = read(HEADERS["Arlo registrations"])
    assert match_columns(table, LAYOUTS["people"]).profile is None
    match = match_columns(table, LAYOUTS["picks"])
    assert match.profile
    assert match.columns == {"email": 2, "first_name": 0, "last_name": 1, "course_code": 3}


def test_moodle_users() -> None:
    (row,) = parse(HEADERS["Moodle users"] + "\njdoe,secret,Jane,Doe,j@x.y,C1,G1,K1,0017\n")
    assert row.values == {"person_id": "0017", "first_name": "Jane", "last_name": "Doe", "email": "j@x.y"}


def test_the_number_of_an_entra_account_is_no_employee_id() -> None:
    (row,) = parse("id,userPrincipalName,displayName,mail\n0a-1,a@x.y,Ann Abel,ann@x.y\n")
    assert row.values == {"email": "ann@x.y", "first_name": "Ann", "last_name": "Abel"}


def test_the_employee_of_a_frappe_leave_application_is_an_id() -> None:
    text = HEADERS["Frappe leave applications"] + "\nHR-1,Ann Abel,Casual,2026-03-02,2026-03-03,0,Approved\n"
    (row,) = parse(text)
    assert (row.values["person_id"], row.values["last_name"]) == ("HR-1", "Abel")


def test_moodle_courses_leave_the_course_format_alone() -> None:
    (row,) = parse(HEADERS["Moodle courses"] + "\nBig Data,BD,,Misc,1,,,About data,topics,,\n")
    assert row.values == {"code": "BD", "title": "Big Data", "description": "About data"}


def test_moodle_bookings_speak_our_words() -> None:
    rows = parse(HEADERS["Moodle face-to-face bookings"] + "\na@x.y,7,waitlisted,,\nb@x.y,7,Booked,,\n")
    assert [row.values["status"] for row in rows] == ["waiting", "Booked"]
    assert rows[0].errors == ()


def test_moodle_sessions_have_the_day_first() -> None:
    (row,) = parse(
        HEADERS["Moodle face-to-face sessions"] + "\nyes,03/04/2025,09:00,04/04/2025,17:00,,12,,,,,\n"
    )
    assert row.values["start_date"] == dt.date(2025, 4, 3)
    assert row.values["seats_max"] == 12


def test_a_moodle_booking_has_date_and_time_in_one_column() -> None:
    (row,) = parse(
        HEADERS["Moodle booking"] + "\nBig Data,BD-1,,Room 2,2026-04-15 09:00:00,2026-04-16 17:30:00,9,\n"
    )
    assert row.values == {
        "session_code": "BD-1",
        "course_title": "Big Data",
        "room": "Room 2",
        "start_date": dt.date(2026, 4, 15),
        "start_time": dt.time(9),
        "end_date": dt.date(2026, 4, 16),
        "end_time": dt.time(17, 30),
        "seats_max": 9,
    }


def test_a_training_event_names_its_course_once_for_all_its_people() -> None:
    rows = parse(
        HEADERS["Frappe training event"] + "\nE1,Data day,,Open,Big Data,,2026-04-15 09:00:00,,P1,Invited\n"
        ",,,,,,,,P2,Open\nE2,Other day,,Open,Agile,,2026-05-15 09:00:00,,P1,Completed\n"
    )
    assert [
        (
            row.values["session_code"],
            row.values["course_title"],
            row.values["person_id"],
            row.values["status"],
        )
        for row in rows
    ] == [
        ("E1", "Big Data", "P1", "booked"),
        ("E1", "Big Data", "P2", "Open"),
        ("E2", "Agile", "P1", "attended"),
    ]


def test_entra_prefers_the_mailbox_to_the_sign_in_name() -> None:
    (row,) = parse(
        HEADERS["Microsoft Entra users"] + "\nj@sign.in,Doe Jane,Doe,j@x.y,Jane,guid,Member,PM,IT,True,DE\n"
    )
    assert row.values == {
        "email": "j@x.y",
        "first_name": "Jane",
        "last_name": "Doe",
        "job_title": "PM",
        "employment": "True",
        "team": "IT",
        "location": "DE",
    }
