"""Files of other systems, recognised by their exact headings, and how they map onto our layouts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pmplanner.exchange.dates import DateOrder


@dataclass(frozen=True, slots=True)
class Profile:
    """How the file of another system maps onto one of our layouts."""

    name: str
    layout: str
    signature: tuple[str, ...]
    """Headings that together tell the file, exactly as that system writes them."""
    columns: Mapping[str, tuple[str, ...]]
    """Field to headings, the best first."""
    ignored: tuple[str, ...] = ()
    """Headings that look like ours and mean something else."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field to that system's words, in lower case, and ours for them."""
    filled_down: tuple[str, ...] = ()
    """Fields written only in the first row of each group."""
    date_order: DateOrder | None = None


PROFILES = (
    Profile(
        "Moodle users",
        "people",
        ("username", "firstname", "lastname", "email"),
        {
            "person_id": ("idnumber", "username"),
            "first_name": ("firstname",),
            "last_name": ("lastname",),
            "email": ("email",),
            "team": ("department",),
            "location": ("institution", "city"),
        },
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
            "cost": ("Normal Cost",),
        },
        date_order="dmy",
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
    Profile(
        "OrangeHRM people",
        "people",
        ("first_name", "last_name", "employee_id", "other_id"),
        {
            "person_id": ("employee_id",),
            "first_name": ("first_name",),
            "last_name": ("last_name",),
            "email": ("work_email", "other_email"),
            "location": ("city",),
        },
    ),
    Profile(
        "Frappe leave applications",
        "absences",
        ("Employee", "Employee Name", "Leave Type", "From Date"),
        {"person_id": ("Employee",), "full_name": ("Employee Name",)},
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
        },
        # What the directory numbers accounts by is no number of employees.
        ignored=("id", "objectId"),
    ),
    Profile(
        "Arlo contacts",
        "people",
        ("FirstName", "LastName", "EmailAddress"),
        {"first_name": ("FirstName",), "last_name": ("LastName",), "email": ("EmailAddress",)},
    ),
    Profile(
        "Arlo registrations",
        "picks",
        ("FirstName", "LastName", "EmailAddress", "CourseCode"),
        {
            "first_name": ("FirstName",),
            "last_name": ("LastName",),
            "email": ("EmailAddress",),
            "course_code": ("CourseCode",),
        },
    ),
)
"""The systems that are known, in no order."""


def recognise_profile(header: Sequence[str]) -> Profile | None:
    """Find the system that writes these headings; the one with the most of its own among several."""
    present = {heading.strip() for heading in header}
    fitting = [profile for profile in PROFILES if present.issuperset(profile.signature)]
    return max(fitting, key=lambda profile: len(profile.signature), default=None)
