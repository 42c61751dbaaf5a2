import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.exchange.headers import plain
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import ParsedRow, parse_rows
from pmplanner.exchange.profile_rows import own_rows, why_left_out
from pmplanner.exchange.profiles import PROFILES, Profile, profile_layouts, recognise_profile
from pmplanner.exchange.table import Table
from pmplanner.exchange.text_reader import read_text
from pmplanner.exchange.words import EMPLOYED

HEADERS = {
    "Moodle users": "username,password,firstname,lastname,email,course1,group1,cohort1,department,"
    "institution,idnumber,suspended,deleted",
    "Moodle courses": "fullname,shortname,idnumber,category,visible,startdate,enddate,"
    "summary,format,theme,lang",
    "Moodle face-to-face bookings": "email,session,status,discountcode,notificationtype",
    "Moodle face-to-face sessions": "Session Date/Time Known,Start Date,Start Time,Finish Date,"
    "Finish Time,Allow Cancellations,Capacity,Allow Overbookings,Duration,Normal Cost,Discount Cost,Details",
    "Moodle booking": "text,identifier,description,location,coursestarttime,courseendtime,maxanswers,"
    "useremail",
    "Moodle booking users": "text,identifier,description,location,coursestarttime,courseendtime,maxanswers,"
    "useremail",
    "Totara users": "idnumber,timemodified,username,deleted,firstname,lastname,email,city,department,"
    "institution,suspended,jobassignmentidnumber,jobassignmentfullname,jobassignmentstartdate,"
    "jobassignmentenddate,manageridnumber",
    "Totara completions": "username,certificationshortname,certificationidnumber,completiondate,duedate",
    "Totara course completions": "username,courseshortname,courseidnumber,completiondate,grade",
    "Frappe employees": "ID,First Name,Last Name,Full Name,Gender,Date of Birth,Date of Joining,Status,"
    "Company,Department,Designation,Reports to,Branch,Company Email,User ID,Relieving Date,Employee Number",
    "Frappe training event": "ID,Event Name,Training Program,Event Status,Course,Location,Start Time,"
    "End Time,Employee (Employees),Status (Employees)",
    "Frappe leave applications": "Employee,Employee Name,Leave Type,From Date,To Date,Half Day,Status",
    "OrangeHRM people": "first_name,middle_name,last_name,employee_id,other_id,driver's_license_no,"
    "license_expiry_date,gender,marital_status,nationality,date_of_birth,address_street_1,address_street_2,"
    "city,state/province,zip/postal_code,country,home_telephone,mobile,work_telephone,work_email,other_email",
    "Horilla employees": "Badge ID,First Name,Last Name,Email,Phone,Gender,Department,Job Position,Job Role,"
    "Shift,Work Type,Reporting Manager,Employee Type,Location,Date Joining,Basic Salary,Salary Hour,"
    "Contract End Date,Company",
    "BambooHR employees": "Employee #,Last Name,First Name,Status,Hire Date,Termination Date,Department,"
    "Division,Job Title,Location,Reports To,Reports To Email,Work Email",
    "Workday workers": "Employee ID,Worker,Business Title,Supervisory Organization,Location,Manager,"
    "Hire Date,Termination Date,Worker Status,Email - Primary Work",
    "PeopleForce employees": "employee_id,first_name,middle_name,last_name,email,personal_email,"
    "date_of_birth,gender,hired_on,phone_number,mobile_number,employment_type,position,department,division,"
    "location,skills,reporting_to_employee_id,access",
    "Odoo employees": "id,name,work_email,job_id,department_id,parent_id,work_location_id,active",
    "Odoo employees by label": "External ID,Employee Name,Work Email,Job Position,Department,Manager,"
    "Work Location,Active",
    "Microsoft Entra users": "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,"
    "jobTitle,department,accountEnabled,usageLocation",
    "Arlo contacts": "FirstName,LastName,EmailAddress",
    "Arlo registrations": "FirstName,LastName,EmailAddress,CourseCode",
    "Arlo registrations for events": "FirstName,LastName,EmailAddress,EventCode,RegistrationStatus",
    "accessplanit courses": "CourseID,CourseLabel,CompanyName,Type,DurationType,Duration,CurrencyCode,"
    "CostType,Cost,Overview,Category,Places,MinPlaces,Level",
    "accessplanit course dates": "CourseID,CourseCalID,ExternalID,CourseName,Override Alias,CompanyID,"
    "DeliveryMethodID,CCLevel,StartDate,EndDate,DurationType,Duration,VenueID,VenueLabel,TrainerLabel,"
    "Status,Places,MinimumPlaces,CurrencyCode,CostType,Cost",
    "accessplanit delegates": "Course ID,User ID,Status,Type",
    "GanttProject tasks": "ID,Name,Begin date,End date,Duration,Completion,Coordinator,Predecessors,"
    "Outline number,Web Link,Resources,Notes",
}


def read(text: str, layout: str | None = None) -> tuple[Table, Profile]:
    table = read_text(text.encode(), "a.csv")
    profile = recognise_profile(table.header, layout)
    assert profile
    return table, profile


def parse(text: str, layout: str | None = None) -> list[ParsedRow]:
    table, profile = read(text, layout)
    kind = LAYOUTS[profile.layout]
    return list(parse_rows(own_rows(table, profile), kind, match_columns(table, kind)).rows)


LAYOUT_OF = {profile.name: profile.layout for profile in PROFILES}


def values(name: str, line: str) -> dict[str, object]:
    """Return what is read of a row in a file of a system, with the heading that each cell stands under."""
    (row,) = parse(f"{HEADERS[name]}\n{line}\n", LAYOUT_OF[name])
    assert row.errors == ()
    return row.values


def under(system: str, /, **cells: str) -> str:
    """Return a row that has these cells, by headings in which all but letters and digits is left out."""
    given = {plain(heading): cell for heading, cell in cells.items()}
    header = [plain(heading) for heading in HEADERS[system].split(",")]
    assert given.keys() <= set(header)
    return ",".join(given.get(heading, "") for heading in header)


@pytest.mark.parametrize("name", HEADERS)
def test_each_system_is_recognised(name: str) -> None:
    assert read(HEADERS[name], LAYOUT_OF[name])[1].name == name
    assert read(HEADERS[name].upper(), LAYOUT_OF[name])[1].name == name


def test_files_of_other_systems_say_what_they_are() -> None:
    for name, header in HEADERS.items():
        assert LAYOUT_OF[name] in profile_layouts(header.split(",")), name
    assert profile_layouts(HEADERS["Moodle booking"].split(",")) == ("sessions", "picks")
    assert profile_layouts(HEADERS["Totara users"].split(",")) == ("people",)
    assert profile_layouts(HEADERS["Arlo registrations"].split(",")) == ("picks",)
    assert profile_layouts(["Name", "Team"]) == ()


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
    assert match_columns(table, LAYOUTS["courses"]).profile is None
    match = match_columns(table, LAYOUTS["picks"])
    assert match.profile
    assert match.columns == {"email": 2, "first_name": 0, "last_name": 1, "course_code": 3}


def test_moodle_users() -> None:
    text = HEADERS["Moodle users"] + "\njdoe,secret,Jane,Doe,j@x.y,C1,G1,K1,Ops,Leeds,0017,0,0\n"
    (row,) = parse(text)
    assert row.values == {
        "person_id": "0017",
        "first_name": "Jane",
        "last_name": "Doe",
        "email": "j@x.y",
        "team": "Ops",
        "location": "Leeds",
        "gone": False,
    }


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


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        (
            "Totara users",
            {
                "idnumber": "T1", "username": "jdoe", "deleted": "1", "firstname": "Jane", "lastname": "Doe",
                "email": "j@x.y", "department": "Ops", "timemodified": "1700000000",
                "jobassignmentidnumber": "J1", "jobassignmentfullname": "Planner",
                "jobassignmentstartdate": "2026-01-05", "jobassignmentenddate": "2027-01-31",
                "manageridnumber": "T9",
            },
            {
                "person_id": "T1", "first_name": "Jane", "last_name": "Doe", "email": "j@x.y", "team": "Ops",
                "job_title": "Planner", "start_date": dt.date(2026, 1, 5), "end_date": dt.date(2027, 1, 31),
                "manager": "T9", "gone": True,
            },
        ),
        (
            "Totara course completions",
            {"username": "E1", "courseshortname": "BD", "completiondate": "2026-03-04", "grade": "87.5"},
            {"person_id": "E1", "course_code": "BD", "completed_on": dt.date(2026, 3, 4)},
        ),
        (
            "Totara completions",
            {"username": "E1", "certificationshortname": "BD", "completiondate": "2026-03-04"},
            {"person_id": "E1", "course_code": "BD", "completed_on": dt.date(2026, 3, 4)},
        ),
        (
            "Frappe employees",
            {
                "ID": "HR-EMP-00007", "FirstName": "Jane", "LastName": "Doe", "FullName": "Jane Doe",
                "DateofJoining": "2020-02-03", "Status": "Left", "Company": "Acme", "Department": "Ops - A",
                "Designation": "Analyst", "Reportsto": "HR-EMP-00001", "Branch": "Leeds",
                "CompanyEmail": "j@x.y", "UserID": "jane@sign.in", "RelievingDate": "2026-05-31",
                "EmployeeNumber": "77",
            },
            {
                "person_id": "HR-EMP-00007", "first_name": "Jane", "last_name": "Doe", "email": "j@x.y",
                "job_title": "Analyst", "team": "Ops - A", "location": "Leeds", "manager": "HR-EMP-00001",
                "start_date": dt.date(2020, 2, 3), "end_date": dt.date(2026, 5, 31), "employment": "Left",
            },
        ),
        (
            "OrangeHRM people",
            {"firstname": "Jane", "lastname": "Doe", "employeeid": "0017", "city": "Leeds",
             "workemail": "j@x.y", "otheremail": "p@x.y", "dateofbirth": "1990-01-01"},
            {"person_id": "0017", "first_name": "Jane", "last_name": "Doe", "email": "j@x.y"},
        ),
        (
            "Frappe leave applications",
            {"Employee": "HR-1", "EmployeeName": "Ann Abel", "LeaveType": "Casual", "FromDate": "2026-03-02",
             "ToDate": "2026-03-03", "HalfDay": "0", "Status": "Rejected"},
            {"person_id": "HR-1", "first_name": "Ann", "last_name": "Abel", "kind": "Casual",
             "first_day": dt.date(2026, 3, 2), "last_day": dt.date(2026, 3, 3), "half_day": False,
             "approval": "Rejected"},
        ),
        (
            "Horilla employees",
            {
                "BadgeID": "PEP01", "FirstName": "Jane", "LastName": "Doe", "Email": "j@x.y",
                "Department": "Ops", "JobPosition": "Analyst", "JobRole": "Senior",
                "ReportingManager": "Ann Abel", "Location": "Leeds", "DateJoining": "2020-02-03",
                "ContractEndDate": "2027-02-03", "Company": "Acme",
            },
            {
                "person_id": "PEP01", "first_name": "Jane", "last_name": "Doe", "email": "j@x.y",
                "job_title": "Analyst", "team": "Ops", "location": "Leeds", "manager": "Ann Abel",
                "start_date": dt.date(2020, 2, 3), "end_date": dt.date(2027, 2, 3),
            },
        ),
        (
            "BambooHR employees",
            {
                "EmployeeNo": "0042", "LastName": "Doe", "FirstName": "Jane", "Status": "Inactive",
                "HireDate": "2020-02-03", "TerminationDate": "2026-05-31", "Department": "Ops",
                "Division": "North", "JobTitle": "Analyst", "Location": "Leeds", "ReportsTo": "Ann Abel",
                "ReportsToEmail": "ann@x.y", "WorkEmail": "j@x.y",
            },
            {
                "person_id": "0042", "first_name": "Jane", "last_name": "Doe", "email": "j@x.y",
                "job_title": "Analyst", "team": "Ops", "location": "Leeds", "manager": "Ann Abel",
                "manager_email": "ann@x.y", "start_date": dt.date(2020, 2, 3),
                "end_date": dt.date(2026, 5, 31), "employment": "Inactive",
            },
        ),
        (
            "Workday workers",
            {
                "EmployeeID": "10023", "Worker": "Jane Doe", "BusinessTitle": "Analyst",
                "SupervisoryOrganization": "Ops (Ann Abel)", "Location": "Leeds", "Manager": "Ann Abel",
                "HireDate": "2020-02-03", "WorkerStatus": "Active", "EmailPrimaryWork": "j@x.y",
            },
            {
                "person_id": "10023", "first_name": "Jane", "last_name": "Doe", "email": "j@x.y",
                "job_title": "Analyst", "team": "Ops (Ann Abel)", "location": "Leeds", "manager": "Ann Abel",
                "start_date": dt.date(2020, 2, 3), "employment": "Active",
            },
        ),
        (
            "PeopleForce employees",
            {
                "employeeid": "id2", "firstname": "John", "lastname": "Doe", "email": "j@x.y",
                "personalemail": "p@x.y", "dateofbirth": "1990-01-01", "hiredon": "2023-12-01",
                "employmenttype": "Full-time", "position": "Engineer", "department": "Dev",
                "division": "North", "location": "Leeds", "reportingtoemployeeid": "id1", "access": "0",
            },
            {
                "person_id": "id2", "first_name": "John", "last_name": "Doe", "email": "j@x.y",
                "job_title": "Engineer", "team": "Dev", "location": "Leeds", "manager": "id1",
                "start_date": dt.date(2023, 12, 1),
            },
        ),
        (
            "Odoo employees",
            {
                "id": "hr.employee_1", "name": "Jane Doe", "workemail": "j@x.y", "jobid": "Analyst",
                "departmentid": "Management / Ops", "parentid": "Ann Abel", "worklocationid": "Leeds",
                "active": "False",
            },
            {
                "first_name": "Jane", "last_name": "Doe", "email": "j@x.y", "job_title": "Analyst",
                "team": "Management / Ops", "manager": "Ann Abel", "location": "Leeds",
                "employment": "False",
            },
        ),
        (
            "Odoo employees by label",
            {
                "ExternalID": "hr.employee_1", "EmployeeName": "Jane Doe", "WorkEmail": "j@x.y",
                "JobPosition": "Analyst", "Department": "Ops", "Manager": "Ann Abel",
                "WorkLocation": "Leeds", "Active": "True",
            },
            {
                "first_name": "Jane", "last_name": "Doe", "email": "j@x.y", "job_title": "Analyst",
                "team": "Ops", "manager": "Ann Abel", "location": "Leeds", "employment": "True",
            },
        ),
        (
            "Arlo contacts",
            {"FirstName": "Jane", "LastName": "Doe", "EmailAddress": "j@x.y"},
            {"first_name": "Jane", "last_name": "Doe", "email": "j@x.y"},
        ),
        (
            "Arlo registrations",
            {"FirstName": "Jane", "LastName": "Doe", "EmailAddress": "j@x.y", "CourseCode": "BD"},
            {"first_name": "Jane", "last_name": "Doe", "email": "j@x.y", "course_code": "BD"},
        ),
        (
            "Arlo registrations for events",
            {"FirstName": "Jane", "LastName": "Doe", "EmailAddress": "j@x.y", "EventCode": "BD-1",
             "RegistrationStatus": "Approved"},
            {"first_name": "Jane", "last_name": "Doe", "email": "j@x.y", "session_code": "BD-1",
             "status": "booked"},
        ),
        (
            "Moodle booking users",
            {"text": "Big Data", "identifier": "BD-1", "coursestarttime": "2026-04-15 09:00:00",
             "courseendtime": "2026-04-16 17:30:00", "useremail": "j@x.y"},
            {"email": "j@x.y", "session_code": "BD-1", "course_title": "Big Data",
             "start_date": dt.date(2026, 4, 15), "start_time": dt.time(9),
             "end_date": dt.date(2026, 4, 16), "end_time": dt.time(17, 30)},
        ),
        (
            "accessplanit courses",
            {"CourseID": "31", "CourseLabel": "Big Data", "CompanyName": "Acme", "Type": "1",
             "DurationType": "1", "Duration": "3", "CurrencyCode": "GBP", "CostType": "1", "Cost": "450.50",
             "Overview": "About data", "Places": "12", "MinPlaces": "4", "Level": "4"},
            {"code": "31", "title": "Big Data", "provider": "Acme", "cost": Decimal("450.50"),
             "currency": "GBP", "max_seats": 12, "min_seats": 4, "description": "About data"},
        ),
        (
            "accessplanit course dates",
            {"CourseID": "31", "CourseCalID": "705", "CourseName": "Big Data",
             "StartDate": "03/04/2027 09:00", "EndDate": "05/04/2027 16:30", "VenueID": "9",
             "VenueLabel": "Room 2", "TrainerLabel": "Ann Abel", "Status": "4", "Places": "12",
             "MinimumPlaces": "4", "CurrencyCode": "GBP", "CostType": "1", "Cost": "450"},
            {"session_code": "705", "course_code": "31", "course_title": "Big Data",
             "start_date": dt.date(2027, 4, 3), "start_time": dt.time(9),
             "end_date": dt.date(2027, 4, 5), "end_time": dt.time(16, 30), "room": "Room 2",
             "trainer": "Ann Abel", "seats_max": 12, "seats_min": 4, "currency": "GBP"},
        ),
        (
            "accessplanit delegates",
            {"CourseID": "705", "UserID": "88", "Status": "128", "Type": "1"},
            {"session_code": "705", "person_id": "88", "status": "waiting"},
        ),
        (
            "GanttProject tasks",
            {"ID": "3", "Name": "BD-2 Big Data", "Begindate": "2027-03-01", "Enddate": "2027-03-03",
             "Duration": "3", "Completion": "0", "Coordinator": "Ann Abel", "Outlinenumber": "1.2",
             "Resources": "Jane Doe;John Doe", "Notes": "Room 2"},
            {"session_code": "BD-2", "course_title": "Big Data", "start_date": dt.date(2027, 3, 1),
             "end_date": dt.date(2027, 3, 3), "trainer": "Ann Abel"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_read_of_a_row(name: str, cells: dict[str, str], expected: dict[str, object]) -> None:
    assert values(name, under(name, **cells)) == expected


@pytest.mark.parametrize(
    ("name", "cells", "reason"),
    [
        ("Moodle users", {"username": "j", "suspended": "1"}, "the account is suspended there"),
        ("Totara users", {"idnumber": "1", "suspended": "1"}, "the account is suspended there"),
        ("Microsoft Entra users", {"displayName": "A", "surname": "B", "userType": "Guest"}, "a guest"),
        ("Microsoft Entra users", {"displayName": "Room 2", "accountEnabled": "False"}, "a room or"),
        (
            "Moodle face-to-face sessions",
            {"SessionDateTimeKnown": "no", "Capacity": "9"},
            "its day is not known there yet",
        ),
        ("accessplanit delegates", {"UserID": "7", "Type": "2"}, "it is a trainer and no delegate"),
    ],
)
def test_rows_that_are_none_of_ours_are_left_out_with_the_reason(
    name: str, cells: dict[str, str], reason: str
) -> None:
    table, profile = read(f"{HEADERS[name]}\n{under(name, **cells)}\n", LAYOUT_OF[name])
    ((_, told),) = why_left_out(table, profile).values()
    assert reason in told


def test_an_entra_account_that_is_disabled_is_somebody_who_left() -> None:
    cells = {"displayName": "Jane Doe", "surname": "Doe", "mail": "j@x.y", "givenName": "Jane"}
    name = "Microsoft Entra users"
    read_ = values(name, under(name, **cells, userType="Member", accountEnabled="False"))
    assert EMPLOYED.find(str(read_["employment"])) == "left"


def test_of_a_gantt_chart_the_sessions_are_read_and_not_what_sums_them_up_nor_the_resources() -> None:
    text = (
        f"{HEADERS['GanttProject tasks']}\n"
        "0,BD Big Data,2027-03-01,2027-03-09,7,0,,,1,,,\n"
        "1,BD-1 Big Data,2027-03-01,2027-03-02,2,0,Ann,,1.1,,,\n"
        "2,Agile,2027-03-08,2027-03-09,2,0,,1,2,,Jane,\n"
        "\n"
        "ID,Name,Default role,e-mail,Phone,Assignment role,Rate\n"
        "1,Jane,Default:0,j@x.y,,Default:0,\n"
    )
    table, profile = read(text)
    own = own_rows(table, profile)
    assert [row.cells[0] for row in own.rows] == ["0", "1", "2"]
    assert own.notes == ("Not read: a second table of 1 row.",)
    assert list(why_left_out(own, profile)) == [own.rows[0].number]
    rows = parse(text)
    assert [row.values.get("session_code") for row in rows] == [None, "BD-1", None]
