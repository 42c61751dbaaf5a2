"""The shipped catalogue: what is in it, that file and text agree, and what bad text is told."""

import csv
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from pmplanner.exchange.catalog_rows import Catalog, CatalogError
from pmplanner.exchange.catalog_text import read_catalog_text
from pmplanner.services.catalog.build import main
from pmplanner.services.catalog.catalog_file import build_catalog_file, bundled_catalog, read_catalog_file

RESOURCES = Path(__file__).parents[2] / "resources"
FACTS = Path(__file__).parents[3] / "shared" / "data"
needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the shared facts are not on this machine")

LEVELS = {
    **dict.fromkeys(("introductory", "beginner", "entry", "basic", "level one"), "foundation"),
    **dict.fromkeys(("fundamentals", "foundation"), "foundation"),
    "intermediate": "intermediate",
    # Both levels in one course are neither of them.
    "foundation + practitioner": "",
    "advanced": "advanced",
    "": "",
}


@pytest.fixture
def catalog() -> Catalog:
    return bundled_catalog()


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """A copy of the shipped text and file that a test may change."""
    shutil.copytree(RESOURCES / "catalog", tmp_path / "catalog")
    shutil.copy(RESOURCES / "catalog.sqlite", tmp_path)
    return tmp_path


@pytest.fixture
def folder(resources: Path) -> Path:
    return resources / "catalog"


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def edit(path: Path, change: Callable[[list[list[str]]], object]) -> None:
    """Change the rows of a CSV file; the header is row 0 here."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def set_cell(path: Path, row: int, column: str, value: str) -> None:
    """Set a cell; rows as a spreadsheet counts them, the header is row 1."""

    def change(rows: list[list[str]]) -> None:
        rows[row - 1][rows[0].index(column)] = value

    edit(path, change)


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def refused(folder: Path) -> CatalogError:
    with pytest.raises(CatalogError) as caught:
        read_catalog_text(folder)
    return caught.value


# What ships


def test_shipped_file_agrees_with_its_text(catalog: Catalog, tmp_path: Path) -> None:
    assert catalog == read_catalog_text(RESOURCES / "catalog")
    build_catalog_file(catalog, tmp_path / "rebuilt.sqlite")
    assert dump(tmp_path / "rebuilt.sqlite") == dump(RESOURCES / "catalog.sqlite")


def test_shipped_file_is_sound() -> None:
    with closing(sqlite3.connect(RESOURCES / "catalog.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


@needs_facts
def test_every_course_fact_is_in_it_exactly(catalog: Catalog) -> None:
    found = {course.code: course for course in catalog.courses}
    titles = {course.title: course for course in catalog.courses}
    newer = {fact["code"]: fact for fact in facts("catalogue/courses.csv")}
    corrected = {fact["title"] for fact in newer.values()}
    for fact in facts("course-facts.csv"):
        if fact["title"] not in corrected and fact["title"] in titles:
            course = titles[fact["title"]]
            known = (fact["provider"], Decimal(fact["days"]), LEVELS[fact["level"]], fact["format"])
            assert (course.provider, course.days, course.level, course.format) == known, course.code
            assert course.source == fact["source"]
            assert course.note.startswith(fact["note"])
    for code, fact in newer.items():
        course = found[code]
        wanted = (fact["title"], fact["provider"], Decimal(fact["days"]), fact["level"], fact["format"])
        shown = (course.title, course.provider, course.days, course.level, course.format)
        assert shown == wanted, code
        assert (";".join(course.tracks), course.source) == (fact["tracks"], fact["source"]), code
    older = [fact["title"] for fact in facts("course-facts.csv") if fact["title"] not in titles]
    # One course has a newer version under another title.
    assert len(older) == 1
    assert len(found) == 134


@needs_facts
def test_tracks_follow_the_facts(catalog: Catalog) -> None:
    roles = {fact["title"]: fact["track"] for fact in facts("course-facts.csv")}
    for course in catalog.courses:
        tracks = set(course.tracks)
        kind = "both" if {"PDM", "PJM"} <= tracks else "product" if tracks == {"PDM"} else "project"
        assert kind == roles.get(course.title, kind), course.code


@needs_facts
def test_skills_follow_the_facts(catalog: Catalog) -> None:
    taught: dict[str, list[str]] = {}
    for fact in facts("catalogue/course-skills.csv"):
        taught.setdefault(fact["course code"], []).append(fact["skill"])
    assert {course.code: list(course.skills) for course in catalog.courses} == taught
    wanting = {skill.name: skill.tracks for skill in catalog.skills}
    for fact in facts("catalogue/skills.csv"):
        product, project = fact["product"] == "yes", "yes" in (fact["project"], fact["program"])
        wanted = ("PDM",) * product + ("PJM", "PGM") * project
        assert wanting.pop(fact["skill"]) == wanted, fact["skill"]
    assert not wanting


@needs_facts
def test_every_certificate_fact_is_in_it(catalog: Catalog) -> None:
    found = {c.code: c for c in catalog.certificates}
    newer = facts("catalogue/certificates.csv")
    for fact in (*facts("certification-facts.csv"), *newer):
        code = fact["certification"]
        inside = re.search(r"\((\w+)\)", code)
        codes = code.split(" / ") if " / " in code else [inside[1] if inside else code.removeprefix("SAFe ")]
        for each in codes:
            certificate = found[each]
            months = int(fact["renewal_years"]) * 12 if fact["renewal_years"] else None
            units = int(fact["units_needed"]) if fact["units_needed"] else None
            assert (certificate.issuer, certificate.renewal_months) == (fact["issuer"], months), each
            assert (certificate.units, certificate.unit) == (units, fact["unit"]), each
            if fact in newer:
                assert certificate.source == fact["source"]


def test_named_courses_come_first(catalog: Catalog) -> None:
    assert [(c.code, c.title, c.days) for c in catalog.courses[:3]] == [
        ("TNX-BDP", "Big Data for Project and Program Managers", Decimal(3)),
        ("TNX-SEP", "Systems Engineering Project Management Training", Decimal(2)),
        ("TNX-PMB", "Product Management Bootcamp Training", Decimal(4)),
    ]


def test_descriptions_are_one_or_two_sentences(catalog: Catalog) -> None:
    for course in catalog.courses:
        ends = re.findall(r"[.!?](?=\s|$)", course.description)
        assert 1 <= len(ends) <= 2, course.code
        assert course.description.endswith("."), course.code
        assert len(course.description) <= 320, course.code


def test_every_course_has_source_track_and_a_few_skills(catalog: Catalog) -> None:
    for course in catalog.courses:
        assert course.source, course.code
        assert course.tracks, course.code
        assert 1 <= len(course.skills) <= 8, course.code


def test_every_skill_is_taught(catalog: Catalog) -> None:
    taught = {skill for course in catalog.courses for skill in course.skills}
    # Product managers need it, and no course of the catalogue teaches it: that is said, not hidden.
    assert {skill.name for skill in catalog.skills} - taught == {"go-to-market"}
    assert len(catalog.skills) == 47


def test_both_roles_share_leadership_and_time_management(catalog: Catalog) -> None:
    skills = {course.code: set(course.skills) for course in catalog.courses}
    required = {
        track: {i.course_code for i in catalog.paths if (i.track_code, i.kind) == (track, "required")}
        for track in ("PDM", "PJM")
    }
    shared = required["PDM"] & required["PJM"]
    assert {"leadership", "time management"} <= set().union(*(skills[code] for code in shared))


def test_paths_are_of_a_sensible_size_and_hold_the_named_courses(catalog: Catalog) -> None:
    sizes = Counter((item.track_code, item.kind) for item in catalog.paths)
    for track in ("PDM", "PJM", "PGM"):
        assert 5 <= sizes[track, "required"] <= 7
        assert 11 <= sizes[track, "elective"] <= 13
    required = {(i.track_code, i.course_code) for i in catalog.paths if i.kind == "required"}
    assert {("PDM", "TNX-PMB"), ("PJM", "TNX-SEP"), ("PGM", "TNX-BDP")} <= required
    for track in ("PDM", "PJM", "PGM"):
        assert {(track, "AMA-2239"), (track, "AMA-2605")} <= required


def test_a_path_has_a_group_of_which_one_is_required(catalog: Catalog) -> None:
    grouped = [item for item in catalog.paths if item.group]
    assert {(item.track_code, item.group, item.choose) for item in grouped} == {
        ("PDM", "Agile product ownership", 1)
    }
    assert len(grouped) == 3


def test_paths_name_courses_meant_for_the_track(catalog: Catalog) -> None:
    tracks = {course.code: course.tracks for course in catalog.courses}
    strangers = [item for item in catalog.paths if item.track_code not in tracks[item.course_code]]
    assert strangers == []


# Building and reading the file


@pytest.mark.slow
def test_equal_catalogues_give_equal_bytes(catalog: Catalog, tmp_path: Path) -> None:
    build_catalog_file(catalog, tmp_path / "one.sqlite")
    build_catalog_file(read_catalog_file(tmp_path / "one.sqlite"), tmp_path / "two.sqlite")
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.sqlite", "two.sqlite"]


def test_file_does_not_tell_which_sqlite_wrote_it(catalog: Catalog, tmp_path: Path) -> None:
    build_catalog_file(catalog, tmp_path / "c.sqlite")
    assert (tmp_path / "c.sqlite").read_bytes()[96:100] == bytes(4)


def test_prices_seats_and_quarter_days_come_back_exactly(catalog: Catalog, tmp_path: Path) -> None:
    course = replace(
        *catalog.courses[:1],
        days=Decimal("0.25"),
        cost=Decimal("1234.05"),
        currency="EUR",
        min_seats=3,
        max_seats=12,
        valid_months=24,
    )
    changed = replace(catalog, courses=(course, *catalog.courses[1:]))
    build_catalog_file(changed, tmp_path / "c.sqlite")
    assert read_catalog_file(tmp_path / "c.sqlite") == changed


def test_failed_build_leaves_the_old_file(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    build_catalog_file(catalog, path)
    before = path.read_bytes()
    with pytest.raises(IntegrityError):
        build_catalog_file(replace(catalog, skills=catalog.skills * 2), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["c.sqlite"]


def test_reading_works_and_writes_nothing_under_an_awkward_name(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "50% & more? #1.sqlite"
    build_catalog_file(catalog, path)
    path.chmod(0o444)
    assert read_catalog_file(path) == catalog
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"absent\.sqlite: cannot be read as a catalogue"):
        read_catalog_file(tmp_path / "absent.sqlite")
    assert not (tmp_path / "absent.sqlite").exists()
    (tmp_path / "letter.sqlite").write_text("Dear coordinator, " * 100)
    with pytest.raises(CatalogError, match=r"letter\.sqlite: cannot be read as a catalogue"):
        read_catalog_file(tmp_path / "letter.sqlite")


def test_file_of_another_format_is_refused(resources: Path) -> None:
    with closing(sqlite3.connect(resources / "catalog.sqlite")) as db:
        db.execute("PRAGMA user_version = 7")
    with pytest.raises(CatalogError, match="is of format 7; this program reads format 4"):
        read_catalog_file(resources / "catalog.sqlite")


# The command


def test_check_agrees_on_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == "The file agrees with the text.\n"


def test_check_says_what_differs_and_building_mends_it(
    resources: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_cell(folder / "catalog.csv", 2, "value", "4")
    set_cell(folder / "courses.csv", 4, "days", "4.25")
    set_cell(folder / "skills.csv", 2, "tracks", "PDM")
    edit(folder / "paths.csv", lambda rows: rows.pop())
    edit(folder / "equivalents.csv", lambda rows: rows.append(["SCA-CSPO", "SCA-CSM", "A test."]))
    edit(folder / "certificates.csv", lambda rows: rows.insert(1, rows.pop()))
    assert main(["--check"], resources) == 1
    assert capsys.readouterr().out.splitlines() == [
        "version: 4 in the text, 3 in the file",
        "skills: leadership differs in tracks",
        "courses: TNX-PMB differs in days",
        "paths: SCR-EBM in PGM is only in the file",
        "equivalents: SCA-CSPO and SCA-CSM is only in the text",
        "certificates: the order differs",
    ]
    assert main([], resources) == 0
    assert capsys.readouterr().out == "Built catalog.sqlite, version 4: 134 courses.\n"
    assert main(["--check"], resources) == 0


def test_bad_text_is_not_built(resources: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (resources / "catalog.sqlite").read_bytes()
    set_cell(folder / "courses.csv", 2, "days", "three")
    assert main([], resources) == 1
    message = "courses.csv, row 2, column days: “three” is not a positive multiple of 0.25\n"
    assert capsys.readouterr().err == message
    assert (resources / "catalog.sqlite").read_bytes() == before


# Bad text


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "reason"),
    [
        ("catalog.csv", 2, "value", "1.5", "“1.5” is not a whole number above 0"),
        ("catalog.csv", 3, "value", "", "must not be empty"),
        ("skills.csv", 3, "name", "Leadership", "“Leadership” already stands in row 2"),
        ("skills.csv", 3, "name", "plan;do", "must not contain a semicolon"),
        ("skills.csv", 3, "tracks", "PDM;both", "“both” is not a known track"),
        ("skills.csv", 3, "description", "", "must not be empty"),
        ("tracks.csv", 4, "code", "pdm", "“pdm” already stands in row 2"),
        ("tracks.csv", 4, "name", "Product Manager", "“Product Manager” already stands in row 2"),
        ("tracks.csv", 4, "position", "0", "“0” is not a whole number above 0"),
        ("courses.csv", 5, "code", "TNX-PMB", "“TNX-PMB” already stands in row 4"),
        (
            "courses.csv",
            5,
            "code",
            "tnx evm",
            "“tnx evm” is not a code of capital letters, digits and hyphens",
        ),
        ("courses.csv", 5, "code", "", "must not be empty"),
        ("courses.csv", 5, "title", " ", "must not be empty"),
        ("courses.csv", 5, "provider", "", "must not be empty"),
        ("courses.csv", 5, "days", "", "must not be empty"),
        ("courses.csv", 5, "days", "0", "“0” is not a positive multiple of 0.25"),
        ("courses.csv", 5, "days", "-1", "“-1” is not a positive multiple of 0.25"),
        ("courses.csv", 5, "days", "1.3", "“1.3” is not a positive multiple of 0.25"),
        ("courses.csv", 5, "days", "1,5", "“1,5” is not a positive multiple of 0.25"),
        ("courses.csv", 5, "days", "NaN", "“NaN” is not a positive multiple of 0.25"),
        ("courses.csv", 5, "level", "expert", "“expert” is not a known level"),
        ("courses.csv", 5, "tracks", "", "must not be empty"),
        ("courses.csv", 5, "tracks", "PJM;XYZ", "“XYZ” is not a known track"),
        ("courses.csv", 5, "tracks", "PJM; PJM", "“PJM” is named twice"),
        ("courses.csv", 5, "skills", "", "must not be empty"),
        ("courses.csv", 5, "skills", "juggling", "“juggling” is not a known skill"),
        ("courses.csv", 5, "cost", "12.345", "“12.345” is not an amount with at most two decimals"),
        ("courses.csv", 5, "currency", "euro", "“euro” is not a currency code of three letters"),
        ("courses.csv", 5, "min_seats", "ten", "“ten” is not a whole number above 0"),
        ("courses.csv", 9, "max_seats", "0", "“0” is not a whole number above 0"),
        ("courses.csv", 5, "valid_months", "-3", "“-3” is not a whole number above 0"),
        ("courses.csv", 5, "description", "", "must not be empty"),
        ("courses.csv", 5, "source", "", "must not be empty"),
        ("paths.csv", 2, "track_code", "XYZ", "“XYZ” is not a known track"),
        ("paths.csv", 2, "course_code", "TNX-XXX", "“TNX-XXX” is not a known course"),
        ("paths.csv", 3, "course_code", "TNX-PMB", "“PDM” and “TNX-PMB” already stands in row 2"),
        ("paths.csv", 2, "kind", "optional", "“optional” is not a known kind"),
        ("paths.csv", 3, "position", "1", "1 is taken in the path of PDM"),
        ("paths.csv", 3, "group", "Basics", "the kind “group” and the name of the group go together"),
        ("paths.csv", 3, "choose", "1", "a group and the number of courses that it asks for go together"),
        ("prerequisites.csv", 2, "course_code", "X", "“X” is not a known course"),
        ("prerequisites.csv", 2, "requires_code", "X", "“X” is not a known course"),
        ("prerequisites.csv", 2, "requires_code", "SCR-PSPOA", "“SCR-PSPOA” is the course itself"),
        ("prerequisites.csv", 2, "note", "", "must not be empty"),
        ("equivalents.csv", 2, "course_code", "X", "“X” is not a known course"),
        ("equivalents.csv", 2, "counts_as_code", "X", "“X” is not a known course"),
        ("equivalents.csv", 2, "counts_as_code", "ACI-P2FP", "“ACI-P2FP” is the course itself"),
        ("certificates.csv", 3, "code", "pmp", "“pmp” already stands in row 2"),
        ("certificates.csv", 3, "renewal_months", "3 years", "“3 years” is not a whole number above 0"),
        ("certificates.csv", 3, "units", "many", "“many” is not a whole number above 0"),
        ("certificates.csv", 3, "source", "", "must not be empty"),
        ("course_certificates.csv", 2, "certificate_code", "ABC", "“ABC” is not a known certificate"),
    ],
)
def test_bad_cell_is_named(folder: Path, file: str, row: int, column: str, value: str, reason: str) -> None:
    set_cell(folder / file, row, column, value)
    error = refused(folder)
    assert (error.file, error.row, error.column, error.reason) == (file, row, column, reason)
    assert str(error) == f"{file}, row {row}, column {column}: {reason}"


def test_cost_needs_a_currency_and_a_currency_a_cost(folder: Path) -> None:
    set_cell(folder / "courses.csv", 5, "cost", "990")
    assert str(refused(folder)) == "courses.csv, row 5, column currency: a cost and its currency go together"
    set_cell(folder / "courses.csv", 5, "currency", "USD")
    course = read_catalog_text(folder).courses[3]
    assert (course.cost, course.currency) == (Decimal(990), "USD")
    set_cell(folder / "courses.csv", 5, "cost", "")
    assert str(refused(folder)) == "courses.csv, row 5, column currency: a cost and its currency go together"


def test_minimum_seats_beyond_the_maximum_are_refused(folder: Path) -> None:
    set_cell(folder / "courses.csv", 5, "min_seats", "8")
    set_cell(folder / "courses.csv", 5, "max_seats", "6")
    assert str(refused(folder)) == "courses.csv, row 5, column max_seats: 6 is below the minimum of 8"


def test_prerequisites_in_a_circle_are_refused(folder: Path) -> None:
    path = folder / "prerequisites.csv"
    edit(path, lambda rows: rows.append(["SCR-PSPO", "SCR-PPDV", "A test."]))
    assert len(read_catalog_text(folder).prerequisites) == 12
    edit(path, lambda rows: rows.append(["SCR-PPDV", "SCR-PSPOA", "A test."]))
    assert str(refused(folder)) == (
        "prerequisites.csv, row 14, column requires_code: these courses require each other in a circle:"
        " SCR-PPDV, SCR-PSPO, SCR-PSPOA"
    )


def grouped(rows: list[list[str]]) -> None:
    """Make the two last courses of the last path a group of which one is required."""
    for row in rows[-2:]:
        row[2:5] = ["group", "Basics", "1"]


def test_groups_of_paths_are_in_text_and_file(folder: Path, tmp_path: Path) -> None:
    edit(folder / "paths.csv", grouped)
    catalog = read_catalog_text(folder)
    assert [(item.kind, item.group, item.choose) for item in catalog.paths[-2:]] == [
        ("group", "Basics", 1)
    ] * 2
    build_catalog_file(catalog, tmp_path / "built.sqlite")
    assert read_catalog_file(tmp_path / "built.sqlite") == catalog


def test_a_group_that_cannot_be_met_is_refused(folder: Path) -> None:
    path = folder / "paths.csv"
    edit(path, grouped)
    last = len(path.read_text(encoding="utf-8").splitlines())
    set_cell(path, last, "choose", "2")
    assert str(refused(folder)) == (
        f"paths.csv, row {last}, column choose: the group “Basics” asks for 1 courses in another row"
    )
    set_cell(path, last, "choose", "3")
    set_cell(path, last - 1, "choose", "3")
    assert str(refused(folder)) == (
        f"paths.csv, row {last - 1}, column choose: the group “Basics” asks for 3 of 2 courses"
    )
    set_cell(path, last, "group", "")
    reason = "the kind “group” and the name of the group go together"
    assert str(refused(folder)) == f"paths.csv, row {last}, column group: {reason}"
    set_cell(path, last, "group", "12")
    assert str(refused(folder)) == f"paths.csv, row {last}, column group: “12” is no name for a group"


def test_unknown_and_missing_keys_are_refused(folder: Path) -> None:
    set_cell(folder / "catalog.csv", 3, "key", "name")
    assert str(refused(folder)) == "catalog.csv: the key title is missing"
    edit(folder / "catalog.csv", lambda rows: rows.append(["title", "Courses"]))
    assert str(refused(folder)) == "catalog.csv, row 3, column key: “name” is not a known key"


def test_wrong_header_is_refused(folder: Path) -> None:
    set_cell(folder / "tracks.csv", 1, "name", "title")
    assert str(refused(folder)) == "tracks.csv, row 1: the header must be code,name,position,description"


def test_row_with_a_cell_too_many_is_refused(folder: Path) -> None:
    edit(folder / "tracks.csv", lambda rows: rows[2].append("more"))
    assert str(refused(folder)) == "tracks.csv, row 3: 4 cells are needed, 5 are there"


def test_missing_file_is_named(folder: Path) -> None:
    (folder / "skills.csv").unlink()
    assert str(refused(folder)).startswith("skills.csv: cannot be read: ")


def test_text_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / "tracks.csv").write_bytes("code,name,position,description\nPDM,Mänager,1,\n".encode("cp1252"))
    assert str(refused(folder)) == "tracks.csv: is not UTF-8 text"


def test_open_quotation_is_refused(folder: Path) -> None:
    (folder / "tracks.csv").write_text('code,name,position,description\nPDM,"Manager,1,\n', encoding="utf-8")
    assert str(refused(folder)).startswith("tracks.csv: is not CSV: ")


def test_traces_of_a_spreadsheet_program_do_no_harm(folder: Path, catalog: Catalog) -> None:
    path = folder / "tracks.csv"
    text = path.read_text(encoding="utf-8").replace("PDM,", " PDM ,")
    path.write_bytes(f"{text}\n,,,\n".replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_catalog_text(folder) == catalog
