"""Files of other systems, recognised by their exact headings, and how they map onto our layouts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pmplanner.exchange.dates import DateOrder
from pmplanner.exchange.words import NONE
from pmplanner.sentences import marked


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a system that are none of ours: what all of these columns have in them, and why."""

    headings: tuple[str, ...]
    values: tuple[str, ...]
    """In lower case; an empty text for an empty cell."""
    reason: str


@dataclass(frozen=True, slots=True)
class Profile:
    """How the file of another system maps onto one of our layouts."""

    name: str
    layout: str
    signature: tuple[str, ...]
    """Headings that together tell the file, as that system writes them but for case."""
    columns: Mapping[str, tuple[str, ...]]
    """Field to headings, the best first."""
    ignored: tuple[str, ...] = ()
    """Headings that look like ours and mean something else."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field to that system's words, in lower case, and ours for them."""
    filled_down: tuple[str, ...] = ()
    """Fields written only in the first row of each group."""
    date_order: DateOrder | None = None
    left_out: tuple[LeftOut, ...] = ()
    ends_at: tuple[str, ...] = ()
    """The first headings of a second table below the rows."""
    outline: str = ""
    """The heading of numbers such as 1.2, of which those with parts of their own are no rows of ours."""
    coded: str = ""
    """A field in which the code of a session may stand before the title of its course."""


_MOODLE_USER = {
    "person_id": ("idnumber", "username"),
    "first_name": ("firstname",),
    "last_name": ("lastname",),
    "email": ("email",),
    "team": ("department",),
    "location": ("institution", "city"),
    "gone": ("deleted",),
}
_SUSPENDED = LeftOut(("suspended",), ("1",), marked("the account is suspended there"))
_ARLO_WHO = {"first_name": ("FirstName",), "last_name": ("LastName",), "email": ("EmailAddress",)}
_ARLO_STATUS = {
    "approved": "booked",
    "confirmed": "booked",
    "pending": "open",
    "waitlisted": "waiting",
    "completed": "attended",
    "attended": "attended",
    "cancelled": NONE,
    "transferred": NONE,
    "did not attend": "absent",
}
_DELEGATE_STATUS = {
    "1": NONE,
    "2": "attended",
    "4": "open",
    "8": "booked",
    "16": "booked",
    "64": "absent",
    "128": "waiting",
    "512": "failed",
    "1024": "attended",
    "2048": NONE,
    "4096": "open",
}
"""What accessplanit writes for cancelled, completed, provisional, in progress, booked, not attended, on the
waiting list, failed, attended, transferred and unconfirmed; what else there is, is asked about."""

_MOODLE = (
    Profile(
        "Moodle users",
        "people",
        ("username", "firstname", "lastname", "email"),
        _MOODLE_USER,
        left_out=(_SUSPENDED,),
    ),
    Profile(
        "Moodle courses",
        "courses",
        ("fullname", "category"),
        {"code": ("shortname", "idnumber"), "title": ("fullname",), "description": ("summary",)},
        ignored=("format",),
    ),
    Profile(
        "Moodle face-to-face bookings",
        "picks",
        ("email", "session", "status", "discountcode"),
        {"email": ("email",), "session_code": ("session",), "status": ("status",)},
        words={
            "status": {
                "waitlisted": "waiting",
                "partially_attended": "partly attended",
                "fully_attended": "attended",
                "no_show": "absent",
            }
        },
    ),
    Profile(
        "Moodle face-to-face sessions",
        "sessions",
        ("Session Date/Time Known", "Start Date", "Finish Date", "Capacity"),
        {
            "start_date": ("Start Date",),
            "start_time": ("Start Time",),
            "end_date": ("Finish Date",),
            "end_time": ("Finish Time",),
            "seats_max": ("Capacity",),
        },
        # That is what a seat costs: our cost of a session is that of all of it.
        ignored=("Normal Cost", "Discount Cost", "Duration"),
        date_order="dmy",
        left_out=(
            LeftOut(
                ("Session Date/Time Known",),
                ("no", "0", "n", "false"),
                marked("its day is not known there yet"),
            ),
        ),
    ),
    Profile(
        "Moodle booking",
        "sessions",
        ("text", "identifier", "coursestarttime", "courseendtime"),
        {
            "session_code": ("identifier",),
            "course_title": ("text",),
            "room": ("location",),
            "start_date": ("coursestarttime",),
            "start_time": ("coursestarttime",),
            "end_date": ("courseendtime",),
            "end_time": ("courseendtime",),
            "seats_max": ("maxanswers",),
            "trainer": ("teacheremail",),
        },
    ),
    Profile(
        "Moodle booking users",
        "picks",
        ("text", "identifier", "useremail"),
        {"email": ("useremail",), "session_code": ("identifier",), "course_title": ("text",)},
    ),
)

_TOTARA = (
    Profile(
        "Totara users",
        "people",
        ("idnumber", "timemodified", "username", "firstname", "lastname"),
        {
            **_MOODLE_USER,
            "job_title": ("jobassignmentfullname", "postitle"),
            "manager": ("manageridnumber",),
            "start_date": ("jobassignmentstartdate",),
            "end_date": ("jobassignmentenddate",),
        },
        ignored=("timemodified",),
        left_out=(_SUSPENDED,),
    ),
    Profile(
        "Totara completions",
        "completions",
        ("username", "certificationshortname", "completiondate"),
        {
            "person_id": ("username",),
            "course_code": ("certificationshortname", "certificationidnumber"),
            "completed_on": ("completiondate",),
        },
    ),
    Profile(
        "Totara course completions",
        "completions",
        ("username", "courseshortname", "completiondate"),
        {
            "person_id": ("username",),
            "course_code": ("courseshortname", "courseidnumber"),
            "completed_on": ("completiondate",),
        },
        # All rows are completions; a grade says how good, and no more.
        ignored=("grade",),
    ),
)

_FRAPPE = (
    Profile(
        "Frappe employees",
        "people",
        ("ID", "Date of Joining", "Designation", "Company"),
        {
            "person_id": ("ID",),
            "first_name": ("First Name",),
            "last_name": ("Last Name",),
            "full_name": ("Full Name", "Employee Name"),
            "email": ("Company Email", "Preferred Email", "Prefered Email", "User ID"),
            "job_title": ("Designation",),
            "team": ("Department",),
            "location": ("Branch",),
            "manager": ("Reports to",),
            "start_date": ("Date of Joining",),
            "end_date": ("Relieving Date",),
            "employment": ("Status",),
        },
        ignored=("Employee Number", "User ID", "Salutation"),
    ),
    Profile(
        "Frappe leave applications",
        "absences",
        ("Employee", "Employee Name", "Leave Type", "From Date"),
        {"person_id": ("Employee",), "full_name": ("Employee Name",)},
    ),
    Profile(
        "Frappe training event",
        "picks",
        ("Event Name", "Employee (Employees)"),
        {
            "person_id": ("Employee (Employees)",),
            "course_title": ("Course", "Training Program", "Event Name"),
            "session_code": ("ID",),
            "status": ("Status (Employees)",),
            "start_date": ("Start Time",),
            "end_date": ("End Time",),
        },
        words={"status": {"invited": "booked", "completed": "attended", "feedback submitted": "attended"}},
        filled_down=("course_title", "session_code", "start_date", "end_date"),
    ),
)

_STAFF = (
    Profile(
        "OrangeHRM people",
        "people",
        ("first_name", "last_name", "employee_id", "other_id"),
        {
            "person_id": ("employee_id",),
            "first_name": ("first_name",),
            "last_name": ("last_name",),
            "email": ("work_email", "other_email"),
        },
        # That is where they live.
        ignored=("city", "state/province", "country"),
    ),
    Profile(
        "Horilla employees",
        "people",
        ("Badge ID", "Job Position", "Reporting Manager", "Date Joining"),
        {
            "person_id": ("Badge ID",),
            "first_name": ("First Name",),
            "last_name": ("Last Name",),
            "email": ("Email",),
            "job_title": ("Job Position",),
            "team": ("Department",),
            "location": ("Location", "Work Location"),
            "manager": ("Reporting Manager",),
            "start_date": ("Date Joining",),
            "end_date": ("Contract End Date",),
        },
        ignored=("Job Role", "Company"),
    ),
    Profile(
        "BambooHR employees",
        "people",
        ("Employee #", "First Name", "Last Name", "Hire Date"),
        {
            "person_id": ("Employee #",),
            "first_name": ("First Name",),
            "last_name": ("Last Name",),
            "email": ("Work Email",),
            "job_title": ("Job Title",),
            "team": ("Department", "Division"),
            "location": ("Location",),
            "manager": ("Reports To", "Reporting to", "Supervisor"),
            "manager_email": ("Reports To Email", "Supervisor email"),
            "start_date": ("Hire Date",),
            "end_date": ("Termination Date",),
            "employment": ("Status", "Employment Status"),
        },
    ),
    Profile(
        "Workday workers",
        "people",
        ("Worker", "Supervisory Organization", "Business Title"),
        {
            "person_id": ("Employee ID", "Worker ID"),
            "first_name": ("Legal First Name", "Preferred First Name", "First Name"),
            "last_name": ("Legal Last Name", "Preferred Last Name", "Last Name"),
            "full_name": ("Worker",),
            "email": ("Email - Primary Work", "Primary Work Email", "Work Email"),
            "job_title": ("Business Title",),
            "team": ("Supervisory Organization",),
            "location": ("Location",),
            "manager": ("Manager", "Worker's Manager"),
            "start_date": ("Hire Date",),
            "end_date": ("Termination Date",),
            "employment": ("Worker Status", "Active Status", "Status"),
        },
    ),
    Profile(
        "PeopleForce employees",
        "people",
        ("employee_id", "hired_on", "reporting_to_employee_id"),
        {
            "person_id": ("employee_id",),
            "first_name": ("first_name",),
            "last_name": ("last_name",),
            "email": ("email", "Work email address"),
            "job_title": ("position",),
            "team": ("department", "division"),
            "location": ("location",),
            "manager": ("reporting_to_employee_id",),
            "start_date": ("hired_on",),
        },
        # Whether somebody can sign in says nothing of whether they are employed.
        ignored=("access", "personal_email"),
    ),
    Profile(
        "Odoo employees",
        "people",
        ("name", "work_email", "department_id"),
        {
            "full_name": ("name",),
            "email": ("work_email",),
            "job_title": ("job_title", "job_id"),
            "team": ("department_id",),
            "location": ("work_location_id",),
            "manager": ("parent_id",),
            "employment": ("active",),
        },
        # What the database numbers its rows by is no number of employees.
        ignored=("id", ".id"),
    ),
    Profile(
        "Odoo employees by label",
        "people",
        ("Employee Name", "Work Email", "Job Position"),
        {
            "full_name": ("Employee Name",),
            "email": ("Work Email",),
            "job_title": ("Job Title", "Job Position"),
            "team": ("Department",),
            "location": ("Work Location",),
            "manager": ("Manager",),
            "employment": ("Active",),
        },
        ignored=("ID", "External ID"),
    ),
    Profile(
        "Microsoft Entra users",
        "people",
        ("userPrincipalName", "displayName"),
        {
            "person_id": ("employeeId",),
            "email": ("mail", "userPrincipalName"),
            "first_name": ("givenName",),
            "last_name": ("surname",),
            "full_name": ("displayName",),
            "job_title": ("jobTitle",),
            "team": ("department",),
            "location": ("physicalDeliveryOfficeName", "officeLocation", "city", "usageLocation"),
            "employment": ("accountEnabled",),
        },
        # What the directory numbers accounts by is no number of employees.
        ignored=("id", "objectId"),
        left_out=(
            LeftOut(("userType",), ("guest",), marked("it is the account of a guest")),
            LeftOut(
                ("givenName", "surname", "jobTitle", "department"),
                ("",),
                marked("it has no first and last name, job title or department: a room or a shared mailbox"),
            ),
        ),
    ),
)

_COURSES_AND_BOOKINGS = (
    Profile("Arlo contacts", "people", ("FirstName", "LastName", "EmailAddress"), _ARLO_WHO),
    Profile(
        "Arlo registrations",
        "picks",
        ("FirstName", "LastName", "EmailAddress", "CourseCode"),
        {
            **_ARLO_WHO,
            "course_code": ("CourseCode",),
            "session_code": ("EventCode",),
            "status": ("RegistrationStatus",),
        },
        words={"status": _ARLO_STATUS},
    ),
    Profile(
        "Arlo registrations for events",
        "picks",
        ("FirstName", "LastName", "EmailAddress", "EventCode"),
        {**_ARLO_WHO, "session_code": ("EventCode",), "status": ("RegistrationStatus",)},
        words={"status": _ARLO_STATUS},
    ),
    Profile(
        "accessplanit courses",
        "courses",
        ("CourseID", "CourseLabel", "DurationType", "CostType"),
        {
            "code": ("CourseID",),
            "title": ("CourseLabel",),
            "provider": ("CompanyName",),
            "cost": ("Cost",),
            "currency": ("CurrencyCode",),
            "max_seats": ("Places",),
            "min_seats": ("MinPlaces",),
            "description": ("Overview", "Summary"),
        },
        # In what it is counted says another column, by numbers of their own.
        ignored=("Duration", "Level"),
    ),
    Profile(
        "accessplanit course dates",
        "sessions",
        ("CourseID", "CourseCalID", "CourseName", "StartDate", "EndDate"),
        {
            "session_code": ("CourseCalID", "ExternalID"),
            "course_code": ("CourseID",),
            "course_title": ("CourseName",),
            "start_date": ("StartDate",),
            "start_time": ("StartDate",),
            "end_date": ("EndDate",),
            "end_time": ("EndDate",),
            "room": ("VenueLabel",),
            "trainer": ("TrainerLabel",),
            "seats_max": ("Places",),
            "seats_min": ("MinimumPlaces",),
            "currency": ("CurrencyCode",),
        },
        # Numbers of their own, and a price of a seat or of all by another column.
        ignored=("Status", "Cost", "Duration"),
        date_order="dmy",
    ),
    Profile(
        "accessplanit delegates",
        "picks",
        ("Course ID", "User ID", "Status", "Type"),
        {"session_code": ("Course ID",), "person_id": ("User ID",), "status": ("Status",)},
        words={"status": _DELEGATE_STATUS},
        left_out=(LeftOut(("Type",), ("2", "trainer"), marked("it is a trainer and no delegate")),),
    ),
    Profile(
        "GanttProject tasks",
        "sessions",
        ("ID", "Name", "Begin date", "End date", "Outline number"),
        {
            "course_title": ("Name",),
            "start_date": ("Begin date",),
            "end_date": ("End date",),
            "trainer": ("Coordinator",),
        },
        # What we write into the notes there is the room.
        ignored=("ID", "Duration", "Completion", "Notes"),
        ends_at=("ID", "Name", "Default role"),
        outline="Outline number",
        coded="course_title",
    ),
)

PROFILES = (*_MOODLE, *_TOTARA, *_FRAPPE, *_STAFF, *_COURSES_AND_BOOKINGS)
"""The systems that are known, in no order."""


def profile_layouts(header: Sequence[str]) -> tuple[str, ...]:
    """Return the layouts into which files with these headings of other systems are read; none for others."""
    fitting = _fitting(header)
    most = [
        profile
        for profile in fitting
        if not any(set(profile.signature) < set(other.signature) for other in fitting)
    ]
    return tuple(dict.fromkeys(profile.layout for profile in most))


def recognise_profile(header: Sequence[str], layout: str | None = None) -> Profile | None:
    """Find the system that writes these headings; the one with the most of its own among several.

    Some write files that are read into one layout and into another: *layout* says which is meant.
    """
    fitting = [profile for profile in _fitting(header) if layout in (None, profile.layout)]
    return max(fitting, key=lambda profile: len(profile.signature), default=None)


def _fitting(header: Sequence[str]) -> list[Profile]:
    present = {heading.strip().casefold() for heading in header}
    return [p for p in PROFILES if present.issuperset(heading.casefold() for heading in p.signature)]
