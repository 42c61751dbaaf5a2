"""The check of exported schedules finds what is wrong."""

from pathlib import Path

import pytest

from tests.benchmarks.test_front_door import faults

PICKS = "person_id,course_code\nP1,C1\nP1,C2\nP2,C1\n"
HEADER = "person_id,course_code,session_code,start_date,end_date\n"
GOOD = ("P1,C1,A,2027-01-04,2027-01-04", "P1,C2,B,2027-01-05,2027-01-05", "P2,C1,A,2027-01-04,2027-01-04")


@pytest.mark.parametrize(
    ("place", "row", "fault"),
    [
        (1, "P1,C2,B,2027-01-04,2027-01-04", "P1 has 2 courses on 2027-01-04"),
        (1, "P1,C2,,2027-01-05,2027-01-05", "not everybody has just one seat for each pick"),
        (1, "P1,C2,B,2027-01-05,2027-01-06", "a course of one day takes more"),
        (2, "P2,C1,A,2027-01-05,2027-01-05", "A is on two days or of two courses"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, place: int, row: str, fault: str) -> None:
    picks, schedule = tmp_path / "picks.csv", tmp_path / "schedule.csv"
    picks.write_text(PICKS, encoding="utf-8")
    rows = list(GOOD)
    schedule.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    assert faults(picks, schedule) == ([], 2)
    rows[place] = row
    schedule.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    assert faults(picks, schedule)[0] == [fault]
