from collections import Counter
from decimal import Decimal

import pytest

from pmplanner.exchange.layouts import COMPLETIONS, PEOPLE
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import parse_rows
from pmplanner.exchange.reading import list_sheets, read_table
from tests.conftest import SHARED, needs_shared

REAL = SHARED / "data" / "real"


@pytest.mark.slow
@needs_shared
def test_employees_are_on_the_second_sheet() -> None:
    path = REAL / "employees.xlsx"
    assert list_sheets(path) == ("Read_me", "Employee_data")
    table = read_table(path)
    assert (table.sheet, table.header_row, len(table.rows)) == ("Employee_data", 1, 3000)
    match = match_columns(table, PEOPLE)
    assert {name: table.header[index] for name, index in match.columns.items()} == {
        "person_id": "Employee ID",
        "first_name": "FirstName",
        "last_name": "LastName",
        "email": "ADEmail",
        "job_title": "Title",
        "team": "DepartmentType",
        "location": "State",
        "start_date": "StartDate",
        "end_date": "ExitDate",
        "manager": "Supervisor",
        "employment": "EmployeeStatus",
    }
    parsed = parse_rows(table, PEOPLE, match)
    assert not any(row.errors for row in parsed.rows)
    assert len({row.values["person_id"] for row in parsed.rows}) == 3000
    titles = Counter(str(row.values["job_title"]) for row in parsed.rows)
    assert "Data Analyst" in titles
    assert all(title == title.strip() for title in titles)


@pytest.mark.slow
@needs_shared
def test_training_records_are_all_read() -> None:
    table = read_table(REAL / "training-records.csv")
    parsed = parse_rows(table, COMPLETIONS, match_columns(table, COMPLETIONS))
    assert (len(parsed.rows), parsed.ambiguous_dates) == (3000, False)
    assert not any(row.errors for row in parsed.rows)
    lines = (REAL / "training-records.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sum(row.get("days", Decimal) or 0 for row in parsed.rows) == sum(
        Decimal(line.split(",")[7]) for line in lines
    )
