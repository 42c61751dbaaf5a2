"""The layouts of our files: their columns in order, and what other systems call the same thing."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from pmplanner.exchange import foreign_headings as abroad
from pmplanner.exchange.words import APPROVAL, COMPLETED, DECISION, EMPLOYED, MARK, RESULT, Vocabulary
from pmplanner.exchange.words import STATUS as STATUS_WORDS

Kind: TypeAlias = Literal[
    "text",
    "note",
    "identifier",
    "days",
    "aim",
    "hours",
    "money",
    "rate",
    "currency",
    "count",
    "date",
    "time",
    "flag",
    "codes",
    "week",
]
"""How a cell is read: a note keeps its line breaks, codes are a list with `;` between, hours become days,
an aim is days or 0, a week is its weekdays."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a layout: our heading, the title that people see, and other headings for it."""

    name: str
    title: str
    kind: Kind = "text"
    aliases: tuple[str, ...] = ()
    """Other headings, the best first. The own name comes before them unless it stands among them."""
    required: bool = False
    """True when an imported row without it makes no sense."""
    written: bool = True
    """False for what is understood on reading but never written."""
    words: Vocabulary | None = None
    """Our words for what may stand there; others are asked about."""
    asks_blank: bool = False
    """True when an empty cell of the column is asked about as a word is: it may mean no."""
    says_none: bool = False
    """True when the word `none` says that there is none, while an empty cell says nothing."""

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings that name this field, the best first."""
        own = () if self.name in self.aliases else (self.name,)
        return (*own, *self.aliases, self.title)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A kind of file: its fields in order, and groups of fields of which a row needs at least one."""

    name: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings that are written, in order."""
        return tuple(field.name for field in self.fields if field.written)

    def field(self, name: str) -> Field | None:
        """Find a field by its name."""
        return next((field for field in self.fields if field.name == name), None)


_ID_WORDS = (
    "employee_id",
    "emp_id",
    "Employee Number",
    "Employee No",
    "Emp No",
    "Staff ID",
    "Staff Number",
    "Staff No",
)
_EMAIL_WORDS = ("mail", "work_email", "E-mail Address", "Company Email", "ADEmail", "userPrincipalName")
_FULL_NAME_WORDS = (
    "Employee_Name",
    "displayName",
    "Full Name",
    "Staff Name",
    "Participant",
    "Learner",
    "Worker",
    *abroad.FULL_NAME,
    "Name",
)
_TITLE_WORDS = (
    "Training Program Name",
    "Course",
    "course_name",
    "Course Full Name",
    "Training",
    "Training Name",
    *abroad.COURSE_TITLE,
)

_COMPLETED_ON = (
    *("Training Date", "Date", "completion_date", "Date Completed", "timecompleted"),
    *abroad.COMPLETED_ON,
)
_RESULT_WORDS = (
    "Training Outcome",
    "outcome",
    "status",
    "completion_status",
    "Completion State",
    "Training Status",
    "Course Status",
    "grade",
    "Final Grade",
    "Final Result",
    *abroad.RESULT,
)

PERSON_ID = Field(
    "person_id",
    "Employee ID",
    "identifier",
    (*_ID_WORDS, "Worker ID", "Badge ID", "idnumber", "useridnumber", "User ID", *abroad.PERSON_ID),
)
EMAIL = Field(
    "email",
    "E-mail",
    "text",
    (*_EMAIL_WORDS, "useremail", "Business Email", "Email - Primary Work", *abroad.EMAIL),
)
FIRST_NAME = Field(
    "first_name",
    "First name",
    "text",
    ("givenName", "Forename", "personal", "Personal (first) name", *abroad.FIRST_NAME),
)
LAST_NAME = Field(
    "last_name",
    "Last name",
    "text",
    ("surname", "Family name", "family", "Family (last) name", *abroad.LAST_NAME),
)
FULL_NAME = Field("full_name", "Name", "text", _FULL_NAME_WORDS, written=False)
TRACK = Field("track", "Track", "text", ("Role Track", "Primary Track", "Training Track"))
TEAM = Field(
    "team",
    "Team",
    "text",
    (
        *("department", "Department Name", "DepartmentType", "Dept", "BusinessUnit", "Org Unit", "Division"),
        "Supervisory Organization",
        *abroad.TEAM,
    ),
)
MANAGER_EMAIL = Field(
    "manager_email",
    "Manager's e-mail",
    "text",
    (
        *("Manager Work Email", "Supervisor Email", "Manager Mail", "Reports To Email", "Line Manager Email"),
        "Reporting Manager Email",
    ),
)
COURSE_CODE = Field(
    "course_code",
    "Course code",
    "identifier",
    ("shortname", "CourseID", "Course Short Name", "identifier", *abroad.COURSE_CODE),
)
COURSE_TITLE = Field("course_title", "Course", "text", _TITLE_WORDS)
SESSION_CODE = Field("session_code", "Session", "identifier", ("session", "Session ID", "CourseCalID"))
DAYS = Field(
    "days",
    "Days",
    "days",
    (
        *("Training Duration(Days)", "Training Days", "duration_days", "Duration (days)"),
        *("Tage", "Dauer (Tage)", "Jours", "Durée (jours)", "Durée en jours", "Días", "Duración (días)"),
        # Of hours days are made.
        *(
            "Hours",
            "Duration (hours)",
            "Estimated hours",
            "Training hours",
            "Course hours",
            "Duration in hours",
        ),
        *("Stunden", "Dauer (Stunden)", "Dauer in Stunden", "Dauer (h)", "Heures", "Durée (heures)"),
        *("Durée en heures", "Durée en h", "Durée (h)", "Horas", "Duración (horas)"),
    ),
)
START_DATE = Field("start_date", "Start date", "date", ("start", "coursestarttime"))
END_DATE = Field("end_date", "End date", "date", ("end", "Finish Date", "courseendtime"))
START_TIME = Field("start_time", "Start time", "time")
END_TIME = Field("end_time", "End time", "time", ("Finish Time",))
TRAINER = Field("trainer", "Trainer", "text", ("Trainer Name", "Instructor"))
STATUS = Field("status", "Status")
COST = Field("cost", "Cost", "money", ("Price", "Normal Cost", *abroad.COST))
CURRENCY = Field("currency", "Currency", "currency", ("Currency Code", *abroad.CURRENCY))

UNITS = Field("units", "Units", "money", ("PDUs", "PDUs earned", "Credits", "SEUs", "CEUs"))

_NOTE = Field("note", "Note", "note", ("Notes", "Remark", "Remarks", "Comment", "Comments"))
_WEEK = Field(
    "working_days", "Working days", "week", ("Work days", "Weekdays", "Working week"), says_none=True
)
_DAY_BEGINS = Field("day_begins", "Day begins", "time", ("Working from", "Opens"), says_none=True)
_DAY_ENDS = Field("day_ends", "Day ends", "time", ("Working until", "Closes"), says_none=True)

_MIN_SEATS = Field("min_seats", "Minimum seats", "count", ("seats_min",))
_MAX_SEATS = Field("max_seats", "Maximum seats", "count", ("seats_max", "Places", "maxanswers", "Capacity"))
_VALID_MONTHS = Field("valid_months", "Valid for months", "count", ("Validity (months)",))

_NAMES = (replace(FIRST_NAME, written=False), replace(LAST_NAME, written=False), FULL_NAME)
_WHO = ("person_id", "email", "full_name", "last_name", "first_name")
_WHICH = ("course_code", "course_title")

PEOPLE = Layout(
    "people",
    (
        replace(PERSON_ID, aliases=(*PERSON_ID.aliases, "ID")),
        FIRST_NAME,
        LAST_NAME,
        EMAIL,
        Field(
            "job_title",
            "Job title",
            "text",
            (
                *("Position", "Designation", "Title", "Job", "Job Position", "Business Title", "Job Role"),
                *abroad.JOB_TITLE,
            ),
        ),
        TRACK,
        TEAM,
        MANAGER_EMAIL,
        Field(
            "location",
            "Location",
            "text",
            (
                "Site",
                "Office",
                "Work Location",
                "Office Location",
                "City",
                "State",
                "LocationCode",
                *abroad.LOCATION,
            ),
        ),
        Field(
            "start_date",
            "First day",
            "date",
            (
                *(
                    "Hire Date",
                    "Date of Hire",
                    "Joining Date",
                    "Date of Joining",
                    "Join Date",
                    "Date joining",
                ),
                *("Hired on", "Date joined", "Joined on", "Employment start date", *abroad.HIRED),
            ),
        ),
        Field(
            "end_date",
            "Last day",
            "date",
            (
                *("ExitDate", "end_date", "Exit", "Left on", "Last working day", "Last day of work"),
                *("Termination Date", "Date of Termination", "Term Date", "Separation Date"),
                *("Leaving Date", "Date of Leaving", "Date of Exit", "Relieving Date"),
                *("Terminated on", "Employment end date", "Contract End Date", *abroad.LEFT),
            ),
        ),
        Field("further_tracks", "Further tracks", "codes", ("Secondary Tracks", "Other Tracks")),
        FULL_NAME,
        Field(
            "manager",
            "Manager",
            "text",
            (
                *("ManagerName", "Supervisor", "Supervisor Name", "Reports to", "Line Manager"),
                *("Reporting Manager", *abroad.MANAGER, "manageridnumber", "Manager ID", "Supervisor ID"),
            ),
        ),
        _WEEK,
        _DAY_BEGINS,
        _DAY_ENDS,
        Field(
            "employment",
            "Employed or left",
            "text",
            ("Employment Status", "Employee Status", "Status", "Active", "is_active", "Account Enabled"),
            written=False,
            words=EMPLOYED,
        ),
        Field(
            "gone",
            "Left or deleted (yes or no)",
            "flag",
            ("deleted", "is_deleted", "suspended", "Termd", "Terminated", "is_terminated", "has_left"),
            written=False,
        ),
    ),
    needs=(_WHO,),
)

EMPLOYMENT = Layout(
    "employment",
    (
        PERSON_ID,
        EMAIL,
        Field("first_day", "First day", "date", ("start_date", "from", "start", "Hire Date", "Date of Hire")),
        Field(
            "last_day",
            "Last day",
            "date",
            ("end_date", "to", "until", "end", "ExitDate", "Termination Date", "Date of Termination"),
            required=True,
        ),
        *_NAMES,
    ),
    needs=(_WHO,),
)

COURSES = Layout(
    "courses",
    (
        Field("code", "Code", "identifier", ("course_code", *COURSE_CODE.aliases)),
        Field("title", "Title", "text", ("course_title", "fullname", *_TITLE_WORDS, *abroad.TITLE, "Name")),
        Field("provider", "Provider", "text", ("Vendor", "Supplier", *abroad.PROVIDER)),
        DAYS,
        Field("level", "Level"),
        Field("format", "Format", "text", ("Delivery", "Delivery Method")),
        Field("tracks", "Tracks", "codes", ("track",)),
        Field("skills", "Skills", "codes", ("tags",)),
        Field("prerequisites", "Prerequisites", "codes", ("after",)),
        Field("counts_as", "Counts as", "codes", ("equivalents",)),
        _MIN_SEATS,
        _MAX_SEATS,
        COST,
        CURRENCY,
        _VALID_MONTHS,
        Field("source", "Source", "text", ("URL", "Link")),
        Field("description", "Description", "note", ("summary",)),
    ),
    needs=(("code", "title"),),
)

OWN_FACTS = Layout(
    "own-facts",
    (
        replace(COURSE_CODE, aliases=("code", *COURSE_CODE.aliases), required=True),
        replace(COST, says_none=True),
        replace(CURRENCY, says_none=True),
        replace(_MIN_SEATS, says_none=True),
        replace(_MAX_SEATS, says_none=True),
        replace(_VALID_MONTHS, says_none=True),
        Field("short_title", "Short title", "text", ("Abbreviation",), says_none=True),
        Field("note", "Note", "note", ("Notes", "Comment", "Comments"), says_none=True),
    ),
)
"""What a workplace knows of courses beyond their sources; an empty cell leaves a fact as it is."""

PICKS = Layout(
    "picks",
    (
        PERSON_ID,
        EMAIL,
        FIRST_NAME,
        LAST_NAME,
        TRACK,
        TEAM,
        COURSE_CODE,
        COURSE_TITLE,
        DAYS,
        replace(STATUS, words=STATUS_WORDS),
        SESSION_CODE,
        START_DATE,
        END_DATE,
        Field("note", "Note", "note", ("Notes", "Comment", "Comments")),
        FULL_NAME,
        replace(START_TIME, written=False),
        replace(END_TIME, written=False),
        Field("attempt", "Attempt", "count", ("try",)),
        Field("decision", "Decision", aliases=("decided", "Entscheidung"), words=DECISION),
        Field("decided_by", "Decided by", aliases=("approved_by", "Approver")),
        Field("decided_on", "Decided on", "date", ("approved_on", "decision_date")),
        Field("decision_note", "Reason of the decision", "note", ("decision_reason",)),
    ),
    needs=(_WHO, (*_WHICH, "session_code")),
)

SESSIONS = Layout(
    "sessions",
    (
        SESSION_CODE,
        COURSE_CODE,
        COURSE_TITLE,
        START_DATE,
        END_DATE,
        START_TIME,
        END_TIME,
        Field("timezone", "Time zone", "text", ("tz",)),
        DAYS,
        Field("mode", "Mode"),
        Field("room", "Room", "text", ("Location", "Venue")),
        TRAINER,
        Field("seats_min", "Minimum seats", "count", ("min_seats",)),
        Field("seats_max", "Maximum seats", "count", ("max_seats", "Places", "maxanswers", "Capacity")),
        Field("booked", "Booked", "count"),
        Field("waiting", "Waiting", "count"),
        STATUS,
        Field("pinned", "Pinned", "flag"),
        COST,
        CURRENCY,
        # Last, so that who reads the columns by their places still does.
        Field("trainer_parts", "Parts of further trainers", "codes"),
        Field("join_link", "Link to join", "text", ("Meeting link", "Webinar link")),
        Field("locked", "Locked", "flag"),
        _NOTE,
        Field("decide_by", "To be decided by", "date", ("Decision date", "Decide until")),
        Field("cancel_cost", "Cost of calling it off", "money", ("Cancellation cost", "Cancellation fee")),
        Field("cancel_currency", "Currency of that", "currency", ("Cancellation currency",)),
        Field("categories", "Categories of the event", "codes", written=False),
    ),
    needs=((*_WHICH, "session_code"),),
)

SEATS = Layout(
    "seats",
    (
        replace(SESSION_CODE, required=True),
        replace(STATUS, words=STATUS_WORDS),
        Field("position", "Place in the order of booking", "count", ("place", "order")),
        PERSON_ID,
        EMAIL,
        replace(FULL_NAME, written=True),
        COURSE_CODE,
        Field("attempt", "Attempt", "count", ("try",)),
        Field("attended_days", "Days attended", "days", ("Attended",)),
        *_NAMES[:2],
    ),
    needs=(_WHO, ("position", "attended_days")),
)

SESSION_DAYS = Layout(
    "session-days",
    (
        replace(SESSION_CODE, required=True),
        Field("day", "Day", "date", ("date",), required=True),
        START_TIME,
        Field("portion", "Part of a day", "days", ("days",)),
        END_TIME,
    ),
)
"""The days of sessions; those of a session are taken whole."""

SESSION_EQUIPMENT = Layout(
    "session-equipment",
    (
        replace(SESSION_CODE, required=True),
        Field("equipment", "Equipment", "text", ("Item",), required=True),
        Field("count", "Count", "count", ("Number", "Quantity", "How many")),
    ),
)

RESERVATIONS = Layout(
    "reservations",
    (
        replace(SESSION_CODE, required=True),
        replace(TEAM, required=True),
        Field("seats", "Seats kept", "count", ("Number", "How many"), required=True),
    ),
)

TARGETS = Layout(
    "targets",
    (
        Field("kind", "Track or team", "text", ("scope",), required=True),
        Field("track_code", "Track", "identifier", ("track", "Track Name")),
        Field("text", "Team", "text", ("team", "Department")),
        replace(DAYS, kind="aim", required=True, says_none=True),
    ),
)

SCHEDULE = Layout(
    "schedule",
    (
        PERSON_ID,
        EMAIL,
        FIRST_NAME,
        LAST_NAME,
        TRACK,
        TEAM,
        MANAGER_EMAIL,
        COURSE_CODE,
        COURSE_TITLE,
        SESSION_CODE,
        START_DATE,
        END_DATE,
        START_TIME,
        END_TIME,
        DAYS,
        Field("location", "Location", "text", ("Room", "Venue")),
        TRAINER,
        STATUS,
        # Last, so that who reads the columns by their places still does.
        Field("manager", "Manager"),
    ),
)

MATRIX = Layout(
    "matrix",
    (
        PERSON_ID,
        Field(
            "name",
            "Name",
            "text",
            (*_FULL_NAME_WORDS, "Employee", "Person", "Staff", "Staff member", "Team member", "Colleague"),
        ),
        TRACK,
        TEAM,
        *(replace(each, written=False) for each in (EMAIL, FIRST_NAME, LAST_NAME)),
        Field("course", "Course", "text", required=True, written=False),
        Field("heads", "Further headings", "note", written=False),
        Field("cell", "Entry", "text", required=True, written=False, words=MARK),
        Field("cell_day", "Day of the entry", "date", written=False),
    ),
    needs=(("person_id", "name", "email", "last_name", "first_name"),),
)
"""People down, courses across; read, a row for each cell that holds anything."""

TOTALS = Layout(
    "totals",
    (
        Field("group", "Group"),
        Field("name", "Name"),
        Field("people", "People", "count"),
        Field("path_days", "Path days", "days"),
        Field("required_days", "Required", "days"),
        Field("credited_days", "Credited", "days"),
        Field("planned_days", "Planned", "days"),
        Field("done_days", "Done", "days"),
        Field("scheduled_days", "Scheduled", "days"),
        Field("open_days", "Open", "days"),
        Field("gap_days", "Gap", "days"),
        Field("days_per_person", "Days per person", "days"),
        COST,
        CURRENCY,
        Field("picks_without_price", "Picks without price", "count"),
    ),
)

NEEDS = Layout(
    "needs",
    (
        PERSON_ID,
        EMAIL,
        Field("name", "Name"),
        TRACK,
        TEAM,
        COURSE_CODE,
        COURSE_TITLE,
        DAYS,
        Field("state", "State"),
        Field("by_course_code", "By course"),
        Field("how", "How"),
        Field("due", "Renewal due", "date"),
    ),
)

GAPS = Layout(
    "gaps",
    (
        Field("group", "Group"),
        Field("name", "Name"),
        Field("people", "People", "count"),
        Field("courses", "Courses", "count"),
        Field("required_days", "Required", "days"),
        Field("credited_days", "Credited", "days"),
        Field("expected_days", "Expected", "days"),
        Field("satisfied_days", "Satisfied", "days"),
        Field("missing_days", "Missing", "days"),
        Field("renewals", "Renewals", "count"),
        Field("missing_courses", "Missing courses", "count"),
        Field("people_missing", "People missing", "count"),
        Field("overdue", "Overdue", "count"),
        Field("overdue_since", "Overdue since", "date"),
        Field("next_due", "Next due", "date"),
    ),
)

RENEWALS = Layout(
    "renewals",
    (
        PERSON_ID,
        EMAIL,
        Field("name", "Name"),
        TEAM,
        Field("what", "What"),
        Field("code", "Code", "identifier"),
        Field("title", "Title"),
        Field("valid_until", "Valid until", "date"),
        Field("days_left", "Days left", "count"),
        Field("state", "State"),
        Field("required", "Required", "flag"),
        Field("renewed_by", "Renewed by", "codes"),
        Field("units_missing", "Units missing", "days"),
    ),
)

COMPLETIONS = Layout(
    "completions",
    (
        PERSON_ID,
        EMAIL,
        replace(COURSE_CODE, aliases=(*COURSE_CODE.aliases, "courseshortname", "certificationshortname")),
        COURSE_TITLE,
        Field(
            "completed_on",
            "Completed on",
            "date",
            _COMPLETED_ON,
            required=True,
        ),
        Field("result", "Result", "text", _RESULT_WORDS, words=RESULT),
        DAYS,
        replace(COST, aliases=("Training Cost", *COST.aliases)),
        TRAINER,
        Field("expires_on", "Expires on", "date", ("Expiry Date", "Expiration Date", "Valid until")),
        *_NAMES,
        Field(
            "completed",
            "Completed (yes or no)",
            "text",
            ("is_completed", "has_completed", "Complete", "Course completed", "Training completed"),
            written=False,
            words=COMPLETED,
            asks_blank=True,
        ),
        # Last, so that who reads the columns by their places still does.
        Field("title", "Title of no course"),
        Field("provider", "Provider", "text", ("Vendor", "Training Provider", "Training Type")),
        Field("certificate_number", "Certificate number", "identifier", ("Certificate No", "Certificate ID")),
        UNITS,
        Field("link", "Link to evidence", "text", ("Evidence", "Evidence link")),
    ),
    needs=(_WHO, (*_WHICH, "title")),
)

CERTIFICATES = Layout(
    "certificates",
    (
        PERSON_ID,
        EMAIL,
        Field(
            "certificate",
            "Certificate",
            "text",
            ("certificate_code", "Certification", "Certification Name", "Certificate Name", "Credential"),
            required=True,
        ),
        Field(
            "number",
            "Number",
            "identifier",
            ("certificate_number", "Certificate Number", "Certificate No", "Credential ID", "License Number"),
        ),
        Field("awarded_on", "First awarded", "date", ("Awarded", "Issue Date", "Issued On", "Award Date")),
        Field(
            "valid_until",
            "Valid until",
            "date",
            ("expires_on", "Expiry Date", "Expiration Date", "Expires", "Valid to"),
        ),
        UNITS,
        *_NAMES,
    ),
    needs=(_WHO,),
)

_FROM_WORDS = ("start_date", "from", "start", "From Date", "absence_date", "Leave Date", *abroad.FIRST_DAY)
_LEAVE_DAYS_WORDS = ("Total Leave Days", "Number of days", "Leave Duration (days)", "Days")
_APPROVAL_WORDS = (
    "is_approved",
    "approval_status",
    "Leave Status",
    "Request Status",
    "status",
)

ABSENCES = Layout(
    "absences",
    (
        PERSON_ID,
        EMAIL,
        Field("first_day", "First day", "date", _FROM_WORDS, required=True),
        Field(
            "last_day", "Last day", "date", ("end_date", "to", "until", "end", "To Date", *abroad.LAST_DAY)
        ),
        Field("kind", "Kind", "text", ("type", "Leave Type", "Absence Type", *abroad.ABSENCE_KIND)),
        *_NAMES,
        Field("start_time", "Start time", "time", ("From Time",), written=False),
        Field("end_time", "End time", "time", ("To Time", "Finish Time"), written=False),
        Field("half_day", "Half day", "flag", ("is_half_day", "Halfday"), written=False),
        Field("leave_days", "Days of leave", "text", _LEAVE_DAYS_WORDS, written=False),
        Field("event_version", "Changes of the event", "count", written=False),
        Field(
            "approval", "Approved", "text", _APPROVAL_WORDS, written=False, words=APPROVAL, asks_blank=True
        ),
    ),
    needs=(_WHO,),
)

_DAY_COST = Field(
    "day_cost", "Cost of a day", "money", ("Day rate", "Daily rate", "Rate per day"), says_none=True
)
_AMOUNT = Field("amount", "Amount", "money", ("Cost", "Price", "Sum"))

RATES = Layout(
    "rates",
    (
        replace(CURRENCY, required=True),
        Field("valid_from", "Valid from", "date", ("from", "Date"), required=True),
        Field("rate", "Rate", "rate", ("Exchange rate", "Value"), required=True),
    ),
)

TRAVEL = Layout(
    "travel",
    (
        Field("from_site", "From site", "text", ("from", "Origin"), required=True),
        Field("to_site", "To site", "text", ("to", "Destination"), required=True),
        replace(_AMOUNT, required=True),
        CURRENCY,
    ),
)

COST_ITEMS = Layout(
    "cost-items",
    (
        COURSE_CODE,
        SESSION_CODE,
        Field("name", "Name", "text", ("Item", "Cost item"), required=True),
        Field("per", "Per", "text", ("Cost per", "Basis"), required=True),
        replace(_AMOUNT, says_none=True),
        CURRENCY,
    ),
)

BUDGETS = Layout(
    "budgets",
    (
        Field("scope", "Scope", "text", ("Budget of", "Kind"), required=True),
        Field("name", "Name", "text", ("Track or team",)),
        replace(_AMOUNT, required=True, says_none=True, aliases=("Budget", *_AMOUNT.aliases)),
        CURRENCY,
    ),
)

ROOMS = Layout(
    "rooms",
    (
        Field("name", "Name", "text", ("room", "Room Name"), required=True),
        Field("site", "Site", "text", ("Location", "Building", "Office")),
        Field("seats", "Seats", "count", ("Capacity", "Places", "seats_max")),
        Field("equipment", "Equipment", "codes", ("Features",)),
        _DAY_COST,
        CURRENCY,
        _NOTE,
    ),
)

TRAINERS = Layout(
    "trainers",
    (
        Field("trainer_id", "Trainer ID", "identifier", ("Instructor ID", *_ID_WORDS, "ID")),
        Field("name", "Name", "text", ("trainer", "Trainer Name", "Instructor", *_FULL_NAME_WORDS)),
        EMAIL,
        Field("courses", "Courses", "codes", ("course_codes", "Can teach")),
        Field("first_day", "First day", "date", ("from", "start_date")),
        Field("last_day", "Last day", "date", ("to", "until", "end_date")),
        _DAY_COST,
        CURRENCY,
        _WEEK,
        _NOTE,
    ),
    needs=(("trainer_id", "name"),),
)

CLOSURES = Layout(
    "closures",
    (
        Field("first_day", "First day", "date", ("date", "start_date", "from", "start"), required=True),
        Field("last_day", "Last day", "date", ("end_date", "to", "until", "end")),
        Field("site", "Site", "text", ("Location", "Office")),
        Field("name", "Name", "text", ("Holiday", "Reason", "Summary", "Description")),
    ),
)

SITES = Layout(
    "sites",
    (
        Field("name", "Name", "text", ("site", "Location", "Office", "Building")),
        Field("country", "Country", "text", ("Country Code", "usageLocation"), says_none=True),
        Field("region", "Region", "text", ("subdivision", "State", "Province", "Land"), says_none=True),
        Field("timezone", "Time zone", "text", ("tz", "zone"), says_none=True),
        _DAY_BEGINS,
        _DAY_ENDS,
    ),
    needs=(("country", "region", "timezone", "day_begins", "day_ends", "name"),),
)
"""The one without a name stands for all others."""

BLACKOUTS = Layout(
    "blackouts",
    (
        Field("first_day", "First day", "date", ("start_date", "from", "start"), required=True),
        Field("last_day", "Last day", "date", ("end_date", "to", "until", "end")),
        replace(TEAM, required=True),
        Field("name", "Name", "text", ("Why", "Summary", "Description")),
    ),
)

EQUIPMENT = Layout(
    "equipment",
    (
        Field("name", "Name", "text", ("equipment", "Item"), required=True),
        Field("count", "To carry", "count", ("Number", "Quantity", "How many")),
        _NOTE,
    ),
)

_THING = Field("equipment", "Equipment", "text", ("Item",), required=True)

COURSE_EQUIPMENT = Layout(
    "course-equipment",
    (
        replace(COURSE_CODE, aliases=("code", *COURSE_CODE.aliases), required=True),
        _THING,
        Field("count", "Count", "count", ("Number", "Quantity", "How many")),
    ),
)

_SKILL = Field("skill", "Skill", "text", ("Skill Name", "Competence"), required=True)
_SKILL_LEVEL = Field("level", "Level", "text", ("Skill level",), says_none=True)

SKILLS = Layout("skills", (replace(_SKILL, aliases=("name", *_SKILL.aliases)),))

COURSE_SKILLS = Layout(
    "course-skills",
    (
        replace(COURSE_CODE, aliases=("code", *COURSE_CODE.aliases), required=True),
        _SKILL,
        _SKILL_LEVEL,
    ),
)

TRACK_SKILLS = Layout(
    "track-skills",
    (
        Field("track_code", "Track", "identifier", ("track", "Track Name"), required=True),
        _SKILL,
        _SKILL_LEVEL,
    ),
)

CERTIFICATE_KINDS = Layout(
    "certificate-kinds",
    (
        Field("code", "Code", "identifier", ("certificate_code", "certificate"), required=True),
        Field("name", "Name", "text", ("Certificate Name", "Certification Name")),
        Field("issuer", "Issuer", "text", ("Issued by", "Awarding body"), says_none=True),
        Field("renewal_months", "Renewed every (months)", "count", ("Renewal (months)",), says_none=True),
        Field("units", "Units to renew", "count", ("Units needed",), says_none=True),
        Field("unit", "Unit", "text", ("Unit name",), says_none=True),
        Field("rule", "Rule", "note", ("Renewal rule",), says_none=True),
        Field("source", "Source", "text", ("URL", "Link"), says_none=True),
        Field("hours_per_unit", "Hours per unit", "rate", ("Hours of a unit",), says_none=True),
    ),
)
"""The certificates that there are, with how they are renewed; who holds one is in CERTIFICATES."""

COURSE_CERTIFICATES = Layout(
    "course-certificates",
    (
        replace(COURSE_CODE, aliases=("code", *COURSE_CODE.aliases), required=True),
        Field("certificate", "Certificate", "text", ("certificate_code", "Certificate Name"), required=True),
        Field("kind", "Leads to or renews", "text", ("Link",)),
    ),
)

PUBLIC_DATES = Layout(
    "public-dates",
    (
        replace(COURSE_CODE, required=True),
        Field("first_day", "First day", "date", ("start_date", "date", "from", "start"), required=True),
        Field("last_day", "Last day", "date", ("end_date", "to", "until", "end")),
        START_TIME,
        END_TIME,
        Field("timezone", "Time zone", "text", ("tz",)),
        Field("mode", "Mode"),
        Field("place", "Place", "text", ("Location", "Venue", "City")),
        Field("seats", "Seats", "count", ("Places", "Capacity"), says_none=True),
        replace(COST, says_none=True),
        CURRENCY,
        Field("source", "Source", "text", ("URL", "Link")),
    ),
)

POLICIES = Layout(
    "policies",
    (
        Field("kind", "Kind of problem", "text", ("Problem",), required=True),
        TEAM,
        Field("action", "Action", "text", ("Policy", "Block, warn or ignore")),
        Field("limit", "Limit", "rate", ("Most",), says_none=True),
        Field("percent", "Percent", "count", ("Limit in percent",), says_none=True),
    ),
)
"""What is done about problems in the workspace."""

PLAN_POLICIES = replace(POLICIES, name="plan-policies")
"""What is done about problems in a plan."""

SETTINGS = Layout(
    "settings",
    (
        Field("name", "Name", "identifier", ("setting",), required=True),
        Field("value", "Value", "note", says_none=True),
    ),
)

IMPORT_PROFILES = Layout(
    "import-profiles",
    (
        Field("layout", "Kind of file", "identifier", required=True),
        Field("name", "Name", "text", ("profile",), required=True),
        Field("content", "Content", "note", required=True),
        Field("defaults", "Defaults", "note", says_none=True),
        Field("only", "Only rows with", "note", says_none=True),
    ),
)
"""What is remembered of files: their columns and words, as JSON."""

EXEMPTIONS = Layout(
    "exemptions",
    (
        PERSON_ID,
        EMAIL,
        COURSE_CODE,
        Field("reason", "Reason", "note", ("Why", "Comment")),
        Field("valid_from", "From", "date", ("first_day", "start_date", "From Date")),
        Field("valid_until", "Until", "date", ("last_day", "end_date", "Valid until", "To Date")),
        replace(COURSE_TITLE, written=False),
        *_NAMES,
    ),
    needs=(_WHO, _WHICH),
)

TRACKS = Layout(
    "tracks",
    (
        Field("code", "Code", "identifier", ("track_code",)),
        Field("name", "Name", "text", ("track", "Track Name", "Role")),
        Field("position", "Position", "count", ("Place", "Order")),
        Field("description", "Description", "note", ("About",)),
    ),
    needs=(("code", "name"),),
)

PATHS = Layout(
    "paths",
    (
        Field("track_code", "Track", "identifier", ("track", "Track Name"), required=True),
        COURSE_CODE,
        Field("kind", "Kind", "text", ("Required or elective",), required=True),
        Field("group", "Group", "text", ("Group Name",)),
        Field("choose", "Any so many", "count", ("How many", "Any of")),
        Field("position", "Position", "count", ("Place", "Order"), required=True),
        replace(COURSE_TITLE, written=False),
    ),
    needs=(_WHICH,),
)

COVER_RULES = Layout(
    "cover-rules",
    (
        Field("name", "Name", "text", ("Rule", "Rule name")),
        Field("minimum", "At least", "count", ("Minimum people", "How many at work"), required=True),
        Field("team", "Team", "text", ("Department",)),
        Field("kind", "Kind", "text", ("Skill, track, title or certificate",), required=True),
        Field("what", "What", "text", ("Which", "Skill or track"), required=True),
        Field("level", "Level", "text", ("Skill level",)),
        Field("first_day", "First day", "date", ("valid_from", "From")),
        Field("last_day", "Last day", "date", ("valid_until", "Until")),
    ),
)

LAYOUTS = {
    layout.name: layout
    for layout in (
        PEOPLE,
        EMPLOYMENT,
        COURSES,
        OWN_FACTS,
        PICKS,
        SESSIONS,
        SEATS,
        SESSION_DAYS,
        SESSION_EQUIPMENT,
        RESERVATIONS,
        TARGETS,
        SCHEDULE,
        MATRIX,
        NEEDS,
        GAPS,
        RENEWALS,
        TOTALS,
        COMPLETIONS,
        CERTIFICATES,
        ABSENCES,
        ROOMS,
        TRAINERS,
        CLOSURES,
        SITES,
        BLACKOUTS,
        EQUIPMENT,
        COURSE_EQUIPMENT,
        SKILLS,
        COURSE_SKILLS,
        TRACK_SKILLS,
        CERTIFICATE_KINDS,
        COURSE_CERTIFICATES,
        PUBLIC_DATES,
        POLICIES,
        PLAN_POLICIES,
        SETTINGS,
        IMPORT_PROFILES,
        EXEMPTIONS,
        TRACKS,
        PATHS,
        RATES,
        TRAVEL,
        COST_ITEMS,
        BUDGETS,
        COVER_RULES,
    )
}
"""All layouts by name."""
