import pytest

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import ABSENCES, COMPLETIONS, COURSES, LAYOUTS, PEOPLE, PICKS, Layout
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.table import Table


def table(*header: str) -> Table:
    return Table("staff.csv", None, header, 1, (), ",", "utf-8")


def matched(layout: Layout, *header: str) -> dict[str, str]:
    match = match_columns(table(*header), layout)
    return {field: header[index] for field, index in match.columns.items()}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_our_own_columns_match_themselves(layout: Layout) -> None:
    assert matched(layout, *layout.columns) == {name: name for name in layout.columns}


@pytest.mark.parametrize(
    "heading",
    ["person_id", "PERSON-ID", "Person Id", "Employee ID", "EmployeeID", "emp_id", "idnumber", "Id"],
)
def test_case_blanks_and_punctuation_do_not_count(heading: str) -> None:
    assert matched(PEOPLE, "Colour", heading) == {"person_id": heading}


@pytest.mark.parametrize(
    ("field", "better", "worse"),
    [
        ("team", "DepartmentType", "BusinessUnit"),
        ("team", "Department", "Division"),
        ("end_date", "ExitDate", "End Date"),
        ("end_date", "End Date", "Termination Date"),
        ("end_date", "Left on", "DateofTermination"),
        ("location", "City", "State"),
        ("location", "State", "LocationCode"),
        ("person_id", "Employee ID", "ID"),
        ("email", "Email", "userPrincipalName"),
        ("job_title", "Job Title", "Title"),
    ],
)
def test_the_better_of_two_headings_wins(field: str, better: str, worse: str) -> None:
    assert matched(PEOPLE, worse, better)[field] == better
    assert matched(PEOPLE, better, worse)[field] == better
    assert matched(PEOPLE, worse)[field] == worse


@pytest.mark.parametrize(
    ("layout", "headings"),
    [
        (
            PEOPLE,
            {
                "Employee #": "person_id",
                "Reports To": "manager",
                "Reports To Email": "manager_email",
                "Terminated on": "end_date",
            },
        ),
        (
            PEOPLE,
            {
                "Badge id": "person_id",
                "Job Position": "job_title",
                "Reporting Manager": "manager",
                "Date joining": "start_date",
                "Contract End Date": "end_date",
            },
        ),
        (
            PEOPLE,
            {
                "Worker": "full_name",
                "Business Title": "job_title",
                "Email - Primary Work": "email",
                "Supervisory Organization": "team",
            },
        ),
        (PEOPLE, {"join_date": "start_date", "JobRole": "job_title", "Manager ID": "manager"}),
        (PEOPLE, {"Personal (first) name": "first_name", "Family (last) name": "last_name"}),
        (
            PEOPLE,
            {
                "Personalnummer": "person_id",
                "Vorname": "first_name",
                "Nachname": "last_name",
                "Abteilung": "team",
                "Eintrittsdatum": "start_date",
                "Austrittsdatum": "end_date",
                "Vorgesetzter": "manager",
            },
        ),
        (
            PEOPLE,
            {
                "Matricule": "person_id",
                "Prénom": "first_name",
                "Nom": "last_name",
                "Courriel": "email",
                "Date d'embauche": "start_date",
                "Date de départ": "end_date",
            },
        ),
        (
            PEOPLE,
            {
                "Nº de empleado": "person_id",
                "Nombre": "first_name",
                "Apellidos": "last_name",
                "Correo electrónico": "email",
                "Fecha de baja": "end_date",
            },
        ),
        (COURSES, {"Kurs-Nr": "code", "Titel": "title", "Dauer (Stunden)": "days", "Währung": "currency"}),
        (
            COMPLETIONS,
            {"Matricule": "person_id", "Formation": "course_title", "Date de formation": "completed_on"},
        ),
        (ABSENCES, {"Personalnummer": "person_id", "Von": "first_day", "Bis": "last_day"}),
        (ABSENCES, {"employee_id": "person_id", "absence_date": "first_day", "To Date": "last_day"}),
    ],
)
def test_headings_of_hr_systems_in_four_languages(layout: Layout, headings: dict[str, str]) -> None:
    match = match_columns(table(*headings), layout)
    assert {name: list(headings)[i] for name, i in match.columns.items()} == {
        name: heading for heading, name in headings.items()
    }
    assert match.unmatched == ()


def test_headings_of_training_records() -> None:
    assert matched(
        COMPLETIONS,
        "Employee ID",
        "Training Date",
        "Training Program Name",
        "Training Type",
        "Training Outcome",
        "Location",
        "Trainer",
        "Training Duration(Days)",
        "Training Cost",
    ) == {
        "person_id": "Employee ID",
        "completed_on": "Training Date",
        "course_title": "Training Program Name",
        "result": "Training Outcome",
        "trainer": "Trainer",
        "days": "Training Duration(Days)",
        "cost": "Training Cost",
        "provider": "Training Type",
    }


def test_columns_that_nothing_takes_are_told() -> None:
    match = match_columns(table("Name", "Shoe size", "", "Team", "team"), PEOPLE)
    assert match.columns == {"full_name": 0, "team": 3}
    assert match.unmatched == ("Shoe size", "team")


@pytest.mark.parametrize(
    ("layout", "header", "missing"),
    [
        (PEOPLE, ("Team",), ["person_id"]),
        (PEOPLE, ("E-mail",), []),
        (COURSES, ("days",), ["code"]),
        (PICKS, ("email",), ["course_code"]),
        (PICKS, ("course_title",), ["person_id"]),
        (COMPLETIONS, ("email", "course"), ["completed_on"]),
        (ABSENCES, ("email",), ["first_day"]),
    ],
)
def test_what_a_layout_needs_and_has_not_is_told(
    layout: Layout, header: tuple[str, ...], missing: list[str]
) -> None:
    assert [group[0] for group in match_columns(table(*header), layout).missing] == missing


def test_overrides_come_first() -> None:
    sheet = table("Team", "Squad", "Title")
    assert match_columns(sheet, PEOPLE, {"team": "squad"}).columns == {"team": 1, "job_title": 2}
    assert match_columns(sheet, PEOPLE, {"last_name": "Title"}).columns == {"last_name": 2, "team": 0}
    assert match_columns(sheet, PEOPLE, {"team": "", "job_title": None}).columns == {}


def test_an_override_prefers_the_heading_as_written() -> None:
    assert match_columns(table("Team", "TEAM"), PEOPLE, {"team": "TEAM"}).columns == {"team": 1}


def test_overrides_of_nothing_known_are_refused() -> None:
    with pytest.raises(
        ExchangeError, match=r"no field squad in people; the fields are: person_id, first_name"
    ):
        match_columns(table("Team"), PEOPLE, {"squad": "Team"})
    with pytest.raises(ExchangeError, match=r"staff\.csv has no column Squad; its columns are: Team, Title"):
        match_columns(table("Team", "", "Title"), PEOPLE, {"team": "Squad"})
