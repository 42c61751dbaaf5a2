"""The catalogue: search that nothing typed can break, and custom courses."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from pmplanner.models import Course
from pmplanner.models.statuses import PathKind
from pmplanner.services.catalog import courses
from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.catalog.narrowing import CourseFilter
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_course
from pmplanner.services.people.people import add_person
from pmplanner.services.people.tracks import list_tracks, set_path
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.sessions.sessions import add_session
from pmplanner.services.views.course_usage import course_use
from pmplanner.storage.journal import JournalError
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.services.random_plan import FIRST, LAST
from tests.support import put_catalogue
from tests.tiers import examples

D = Decimal


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A catalogue that the searches read and nothing changes."""
    workspace = open_workspace(put_catalogue(tmp_path_factory.mktemp("catalog") / "c.sqlite"))
    with workspace.edit("Add") as db:
        courses.add_course(db, title="Café Führung für Söhne", days=D(1), skills=["résumé"])
        courses.add_course(db, title="Plain", days=D(2), description="Talks of a zeppelin, at length.")
        courses.add_course(db, title="Zeppelin steering", days=D(3))
    yield workspace
    workspace.close()


def titles(workspace: Workspace, words: str, narrow: CourseFilter | None = None) -> list[str]:
    with workspace.read() as db:
        return [row.title for row in courses.search_courses(db, words, narrow)]


@pytest.mark.slow
@settings(max_examples=examples(20, 1000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.text() | st.text(alphabet='"*()-:^+~ORANDNEAT titlecode{},;\\\0'))
@example('"')
@example('a" OR "b')
@example("NEAR(leader, 2)")
@example("title : leader")
@example("lead* NOT x -y ^z")
@example("AND OR NOT")
@example("🙂 leader 👩‍💻")
@example("\ud800")
@example("_ __ a_b")
@example("x " * 3000)
@example("l" * 100_000)
@example("'; DROP TABLE course; --")
def test_whatever_is_typed_is_safe(searched: Workspace, words: str) -> None:
    found = titles(searched, words)
    # Two titles of the catalogue are those of two courses each.
    assert len(found) - len(set(found)) <= 2
    assert len(found) == 137 or words.strip()


@pytest.mark.parametrize("words", ["zeppelin", "ZEPP", " zeppelin ", 'zeppelin"', "zeppelin*", "-zeppelin"])
def test_the_title_comes_first(searched: Workspace, words: str) -> None:
    assert titles(searched, words) == ["Zeppelin steering", "Plain"]


@pytest.mark.parametrize(
    "words", ["cafe", "Café", "Cafe\u0301", "fuhrung", "FÜHRUNG", "resume", "sohne cafe", "café résu"]
)
def test_accents_and_case_do_not_matter(searched: Workspace, words: str) -> None:
    assert "Café Führung für Söhne" in titles(searched, words)


def test_all_words_must_be_there_as_beginnings(searched: Workspace) -> None:
    assert titles(searched, "zepp steer") == ["Zeppelin steering"]
    assert titles(searched, "eppelin") == []
    assert titles(searched, "???") == []


def test_provider_code_skill_and_description_are_searched(searched: Workspace) -> None:
    with searched.read() as db:
        bootcamp = find_course(db, "TNX-PMB")
    for words in ("tonex bootcamp", "TNX-PMB", "tnx pmb"):
        assert bootcamp.title in titles(searched, words)
    assert all(
        "leadership" in f"{r.title} {r.skills} {r.description}".casefold()
        for r in rows(searched, "leadership")
    )


def rows(workspace: Workspace, words: str, narrow: CourseFilter | None = None) -> list[CourseRow]:
    with workspace.read() as db:
        return courses.search_courses(db, words, narrow)


@pytest.mark.parametrize("words", ["", "management"])
def test_filters_narrow_what_is_found(searched: Workspace, words: str) -> None:
    everything = rows(searched, words)
    with searched.read() as db:
        track = list_tracks(db)[0].id
    for narrow, passes in (
        (CourseFilter(track_id=track), lambda row: track in row.track_ids),
        (CourseFilter(provider="Tonex"), lambda row: row.provider == "Tonex"),
        (CourseFilter(level="foundation"), lambda row: row.level == "foundation"),
        (CourseFilter(max_days=D("1.5")), lambda row: row.days <= D("1.5")),
    ):
        assert rows(searched, words, narrow) == [row for row in everything if passes(row)]


def test_the_index_follows_edits_and_undo(workspace: Workspace) -> None:
    with workspace.edit("Add") as db:
        course_id = courses.add_course(db, title="Juggling", days=D(1), skills=["circus arts"])
    with workspace.edit("Change") as db:
        courses.change_course(db, course_id, title="Unicycling", skills=["patience"])
    assert titles(workspace, "juggling") == titles(workspace, "circus") == []
    assert titles(workspace, "unicyc") == titles(workspace, "patience") == ["Unicycling"]
    workspace.undo()
    assert titles(workspace, "unicyc") == titles(workspace, "patience") == []
    assert titles(workspace, "juggling") == titles(workspace, "circus") == ["Juggling"]
    workspace.undo()
    assert titles(workspace, "juggling") == []
    workspace.redo()
    assert titles(workspace, "circus") == ["Juggling"]


def one(db: Session, course_id: int) -> CourseRow:
    (row,) = courses.list_courses(db, [course_id])
    return row


def test_a_copy_has_all_of_the_original_and_counts_as_it(workspace: Workspace) -> None:
    with workspace.edit("Copy") as db:
        original = find_course(db, "SCR-PSPOA").id
        copied = courses.copy_course(db, original)
    with workspace.read() as db:
        first, copy = one(db, original), one(db, copied)
    assert copy.code == "SCR-PSPOA-2"
    assert copy.title == f"{first.title} (copy)"
    assert not copy.bundled
    for name in ("days", "provider", "level", "skills", "track_ids", "requires", "source", "description"):
        assert getattr(copy, name) == getattr(first, name), name
    assert first.requires
    assert original in copy.counts_as


def test_a_bundled_course_stays_as_it_is(workspace: Workspace) -> None:
    with workspace.read() as db:
        course = find_course(db, "TNX-BDP")
    with pytest.raises(PlanError, match="Copy it"), workspace.edit("Change") as db:
        courses.change_course(db, course.id, title="Mine")
    with pytest.raises(PlanError, match="stays"), workspace.edit("Remove") as db:
        courses.remove_course(db, course.id)
    with pytest.raises(JournalError), workspace.edit("Past the journal") as db:
        db.execute(update(Course).values(title="Mine"))
    assert titles(workspace, "TNX-BDP") == [course.title]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"title": " "}, "needs a title"),
        ({"code": ""}, "needs a code"),
        ({"code": "tnx-bdp"}, "already a course with the code “TNX-BDP”"),
        ({"days": D(0)}, "needs days"),
        ({"days": D("1.3")}, "steps of 0.25"),
        ({"days": D("NaN")}, "needs days"),
        ({"days": D("1e30")}, "at most 999"),
        ({"cost": D("-1")}, "amount such as"),
        ({"cost": D("1.001")}, "amount such as"),
        ({"cost": D("Infinity")}, "amount such as"),
        ({"min_seats": 9, "max_seats": 3}, "are more than the most"),
        ({"max_seats": 0}, "at least one seat"),
        ({"max_seats": 10**30}, "at most 9999"),
        ({"valid_months": 0}, "1 to 1200 months"),
    ],
)
def test_values_that_will_not_do_are_refused_and_leave_nothing(
    workspace: Workspace, values: dict[str, object], reason: str
) -> None:
    with workspace.edit("Add") as db:
        course_id = courses.add_course(db, title="Mine", days=D(1))
    with workspace.read() as db:
        before = one(db, course_id)
    with pytest.raises(PlanError, match=reason), workspace.edit("Change") as db:
        courses.change_course(db, course_id, **values)  # type: ignore[arg-type]
    with workspace.read() as db:
        assert one(db, course_id) == before


def test_a_course_cannot_come_before_itself(workspace: Workspace) -> None:
    with workspace.edit("Add") as db:
        first = courses.add_course(db, title="First", days=D(1))
        second = courses.add_course(db, title="Second", days=D(1), requires=[first])
        third = courses.add_course(db, title="Third", days=D(1), requires=[second])
    with pytest.raises(PlanError, match="“First” would have to come before itself"), workspace.edit("x") as s:
        courses.change_course(s, first, requires=[third])


def test_codes_are_free_and_made_of_initials(workspace: Workspace) -> None:
    with workspace.edit("Add") as db:
        for code in ("PS", "PS-2", "PS-3"):
            course_id = courses.add_course(db, title="Public speaking", days=D(1))
            assert one(db, course_id).code == code
        assert one(db, courses.add_course(db, title="…", days=D(1))).code == "C"


def test_skills_are_one_whatever_their_case_and_blanks(workspace: Workspace) -> None:
    with workspace.edit("Add") as db:
        before = courses.list_skills(db)
        course_id = courses.add_course(
            db, title="Mine", days=D(1), skills=["  Leadership ", "LEADERSHIP", "time  management", ""]
        )
        assert one(db, course_id).skills == ("leadership", "time management")
        assert courses.list_skills(db) == before


def test_what_is_used_cannot_be_removed_and_says_by_what(workspace: Workspace) -> None:
    with workspace.edit("Build") as db:
        course_id = courses.add_course(db, title="Mine", days=D(1))
        plan = create_plan(db, "2027", FIRST, LAST)
        person = add_person(db, first_name="Ana")
        pick_courses(db, plan, [person], [course_id])
        add_session(db, plan, course_id, FIRST, seat_open=True)
        use = course_use(db, plan, course_id)
        assert (use.picks, len(use.sessions), use.completions) == (1, 1, 0)
        assert (use.sessions[0].first_day, use.sessions[0].booked) == (FIRST, 1)
    with (
        pytest.raises(PlanError, match=r"“Mine” has 1 pick\. Remove it first"),
        workspace.edit("x") as db,
    ):
        courses.remove_course(db, course_id)


def test_removing_takes_links_and_path_places_along_and_undo_brings_them_back(workspace: Workspace) -> None:
    with workspace.edit("Build") as db:
        course_id = courses.add_course(db, title="Mine", days=D(1), skills=["leadership"])
        other = courses.add_course(db, title="After", days=D(1), requires=[course_id], counts_as=[course_id])
        track = list_tracks(db)[0]
        set_path(db, track.id, [(course_id, PathKind.REQUIRED)])
    with workspace.edit("Remove") as db:
        courses.remove_course(db, course_id)
    with workspace.read() as db:
        assert (one(db, other).requires, one(db, other).counts_as) == ((), ())
        assert list_tracks(db)[0].path == ()
    workspace.undo()
    with workspace.read() as db:
        assert (one(db, other).requires, one(db, other).counts_as) == ((course_id,), (course_id,))
        assert [row.course_id for row in list_tracks(db)[0].path] == [course_id]


def test_certificates_of_a_course_say_how_they_are_renewed(workspace: Workspace) -> None:
    with workspace.read() as db:
        (certificate,) = courses.course_certificates(db, find_course(db, "SCA-CSPO").id)
    assert (certificate.code, certificate.renewal_months, certificate.units) == ("CSPO", 24, 20)
