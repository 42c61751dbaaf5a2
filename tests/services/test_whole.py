"""A workspace goes into a folder and comes back from it: every column, every figure, byte for byte."""

import datetime as dt
import random
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner import models as m
from pmplanner.exchange.errors import ExchangeError
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.carried import CARRIED, NOT_CARRIED
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import export_rows
from pmplanner.services.exporting.whole import write_whole
from pmplanner.services.importing.whole import WholeDraft, apply_whole, decide_whole
from pmplanner.services.people import evidence, people
from pmplanner.services.plans import picks, plans
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.totals.totals import GROUPS
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.benchmarks.big_plan import fill_big_plan
from tests.benchmarks.rich_workspaces import Rich
from tests.edits import EDITS
from tests.support import Template, check_file, put_catalogue, snapshot
from tests.tiers import examples, in_both_tiers, seeds

Files = dict[str, bytes]


def _files(folder: Path) -> Files:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _write(workspace: Workspace, folder: Path) -> Files:
    with workspace.read() as db:
        write_whole(db, folder)
    return _files(folder)


def _read(workspace: Workspace, folder: Path, *, merge: bool = False) -> WholeDraft:
    with workspace.read() as db:
        draft = decide_whole(db, folder, merge=merge)
    with workspace.edit("Import everything") as db:
        apply_whole(db, draft)
    return draft


def _figures(db: Session) -> dict[str, object]:
    """Return all that is counted and found, in words that do not depend on ids."""
    found: dict[str, object] = {}
    # To count one plan takes as long as to carry it; in the suite two of them stand for all.
    for plan in db.scalars(select(m.Plan).order_by(m.Plan.name)).all()[: examples(2, 1000)]:
        scope = ExportScope(plan.id)
        for layout in (
            "schedule",
            "matrix",
            "needs",
            "renewals",
            "cost-items",
            "budgets",
            "sessions",
            "picks",
        ):
            found[f"{plan.name}: {layout}"] = sorted(map(str, export_rows(db, layout, scope)[1]))
        for by in GROUPS:
            for layout in ("totals", "gaps"):
                if (layout, by) in (("gaps", "month"), ("gaps", "title")):
                    continue
                rows = export_rows(db, layout, ExportScope(plan.id, by=by))[1]
                found[f"{plan.name}: {layout} by {by}"] = sorted(map(str, rows))
        problems = find_problems(db, plan.id)
        found[f"{plan.name}: problems"] = sorted(
            (p.kind, p.title, str(p.day), p.action, p.accepted or "") for p in problems
        )
    return found


def _there_and_back(workspace: Workspace, folder: Path) -> None:
    """Carry a workspace into a new one, hold the two against each other, and take the import back."""
    written = _write(workspace, folder / "one")
    with closing(open_workspace(put_catalogue(folder / "other.sqlite"))) as other:
        before = _write(other, folder / "before")
        _read(other, folder / "one")
        _assert_same(_write(other, folder / "two"), written)
        assert other.findings() == []
        with workspace.read() as here, other.read() as there:
            expected, found = _figures(here), _figures(there)
        for name, figures in expected.items():
            assert found[name] == figures, name
        other.undo()
        _assert_same(_write(other, folder / "after"), before)
    check_file(folder / "other.sqlite")


def _assert_same(found: Files, expected: Files) -> None:
    assert found.keys() == expected.keys()
    for name, content in expected.items():
        assert found[name].decode("utf-8", "replace") == content.decode("utf-8", "replace"), name


def test_every_column_is_carried_or_named_with_a_reason() -> None:
    kinds = {mapper.class_ for mapper in m.Base.registry.mappers}
    carried: dict[type, set[str]] = {}
    for table in CARRIED:
        columns = {*table.columns.values(), *(ref.column for ref in table.refs), "id", "version"}
        columns |= {table.plan_by} if table.plan_by.endswith("_id") and " " not in table.plan_by else set()
        columns |= {"plan_id", "session_id"} if " " in table.plan_by else set()
        carried.setdefault(table.kind, set()).update(columns)
    assert kinds == {*carried, *NOT_CARRIED}
    for kind, columns in carried.items():
        assert {column.name for column in kind.__table__.columns} == columns, kind  # type: ignore[attr-defined]
    assert all(NOT_CARRIED.values())


def test_each_table_stands_after_those_whose_rows_it_names() -> None:
    seen: set[type] = set()
    for table in CARRIED:
        for ref in table.refs:
            assert ref.kind in seen or (ref.late and ref.kind is table.kind), (table.name, ref.column)
        seen.add(table.kind)


def test_the_sample_goes_there_and_back(sampled: Workspace, tmp_path: Path) -> None:
    _there_and_back(sampled, tmp_path)


@pytest.mark.long
def test_three_thousand_people_go_there_and_back(workspace: Workspace, tmp_path: Path) -> None:
    fill_big_plan(workspace)
    with workspace.edit("Complete") as db:
        course = db.scalars(select(m.Course.id)).all()[0]
        ids = db.scalars(select(m.Person.id))
        db.add_all([m.Completion(person_id=each, course_id=course, completed_on=DAY) for each in ids])
    _there_and_back(workspace, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(1, 40))
def test_rich_workspaces_go_there_and_back(blank: Workspace, tmp_path: Path, seed: int) -> None:
    with blank.edit("Fill") as db:
        rich = Rich(db, seed, 8 + seed % 9, 5)
        rich.fill()
        rich.decide(random.Random(seed))
    with blank.edit("Accept") as db:
        for plan_id in db.scalars(select(m.Plan.id)):
            for number, problem in enumerate(find_problems(db, plan_id)):
                if number % 2:
                    accept_problem(db, plan_id, problem.key, f"reason {number}")
    _there_and_back(blank, tmp_path)


def _begin(workspace: Workspace) -> None:
    with workspace.edit("Fill") as db:
        ids = [people.add_person(db, first_name=f"Person {n}") for n in range(5)]
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, ids, [1, 2, 3])
        EDITS["certificate"](db, 7)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("whole"), _begin)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(1, 150))
def test_what_any_edits_have_made_goes_there_and_back(template: Template, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with closing(template.open()) as workspace:
        for _ in range(examples(60, 150)):
            name = chance.choice(sorted(EDITS))
            try:
                with workspace.edit(name) as db:
                    EDITS[name](db, chance.randrange(32))
            except (PlanError, LookupError):
                continue
        _there_and_back(workspace, tmp_path)


ODD = ("a/b:c*?", "CON", "  ", "=SUM(A1)", "∅ 1", "*", 'Zoë, "the" second\nline', "'", "ﬀ")


def _odd(workspace: Workspace) -> None:
    """Fill in what is hard to name: names that are no file names, ids that differ by case, namesakes."""
    with workspace.edit("Odd") as db:
        track = m.Track(code="t", name="*", position=0)
        courses = [
            m.Course(code=code, title=code, days=Decimal("0.25")) for code in ("ab", "AB", "Ab ", *ODD)
        ]
        db.add_all([track, *courses, m.Site(name="", country=""), m.Site(name="*", country="DE")])
        db.add_all([m.Skill(name=name) for name in ODD])
        db.flush()
        persons = [m.Person(last_name=name, team=name) for name in ODD]
        persons += [
            m.Person(first_name="Same", last_name="Name", email="shared@example.org") for _ in range(3)
        ]
        persons += [m.Person(employee_id=code, last_name="Case") for code in ("x1", "X1", "001", "1e5")]
        db.add_all(persons)
        db.flush()
        persons[0].manager_id, persons[1].manager_id = persons[1].id, persons[0].id
        planned = []
        for name in (*ODD[:2], ODD[6]):
            planned.append(
                plans.create_plan(
                    db, name if name.strip() else "x", dt.date(2027, 1, 4), dt.date(2027, 6, 30)
                )
            )
        plan = planned[0]
        db.add(
            m.Plan(
                name="Copy", first_day=dt.date(2027, 1, 4), last_day=dt.date(2027, 6, 30), variant_of_id=plan
            )
        )
        for number, person in enumerate(persons):
            pick = m.Pick(plan_id=plan, person_id=person.id, course_id=courses[number % 3].id)
            db.add_all([pick, m.Completion(person_id=person.id, course_id=None, title="T", completed_on=DAY)])
            db.flush()
            db.add(
                m.PickDecision(pick_id=pick.id, decision="declined", decided_by_id=persons[-1 - number].id)
            )
        one = m.TrainingSession(plan_id=plan, course_id=courses[0].id, code="s", cost=Decimal("0.01"))
        two = m.TrainingSession(plan_id=planned[1], course_id=courses[0].id, code="s", copied_from_id=999)
        db.add_all([one, two])
        db.flush()
        one.copied_from_id = two.id
        times = {"start_time": dt.time(9), "end_time": dt.time(10, 30, 15)}
        origin = {"kind": "session", "first_day": DAY, "last_day": DAY}
        db.add_all(
            [
                m.SessionDay(session_id=one.id, day=DAY, portion=Decimal("0.5"), **times),
                m.CalendarOrigin(row_id=one.id, event="e", **origin),
                m.CalendarOrigin(row_id=777, event="gone", **origin),
                m.PlanScope(plan_id=plan, kind="track", ref_id=4711),
                m.PlanScope(plan_id=plan, kind="person", ref_id=persons[10].id, include=False),
                *(m.Closure(first_day=DAY, last_day=DAY) for _ in range(2)),
                *(m.CostItem(plan_id=plan, name="Same") for _ in range(2)),
            ]
        )
        held = db.scalars(select(m.Completion)).first()
        assert held is not None
        evidence.attach_evidence(db, "scan.pdf", b"\0\xff", completion_ids=[held.id])


DAY = dt.date(2027, 2, 1)


def test_what_is_hard_to_name_goes_there_and_back(workspace: Workspace, tmp_path: Path) -> None:
    _odd(workspace)
    _there_and_back(workspace, tmp_path)
    written = _files(tmp_path / "one")
    assert any(content == b"\0\xff" for name, content in written.items() if name.startswith("files"))
    assert (
        b"\xe2\x88\x85 1" in written[next(name for name in written if name.endswith("a-b-c-/plan-scope.csv"))]
    )


def test_merging_adds_and_changes_and_removes_nothing(sampled: Workspace, tmp_path: Path) -> None:
    written = _write(sampled, tmp_path / "one")
    with pytest.raises(PlanError, match="has people, plans or other work"):
        _read(sampled, tmp_path / "one")
    assert _read(sampled, tmp_path / "one", merge=True).writes_nothing
    with sampled.edit("Change") as db:
        changed = db.scalars(select(m.Person)).all()[0]
        changed.team = "Elsewhere"
        people.add_person(db, first_name="Stays")
    draft = _read(sampled, tmp_path / "one", merge=True)
    assert (draft.created, draft.updated, draft.removed) == (0, 1, 0)
    now = _write(sampled, tmp_path / "two")
    assert [name for name in now if now[name] != written[name]] == ["people.csv"]
    assert b"Stays" in now["people.csv"]
    assert b"Elsewhere" not in now["people.csv"]


def test_merging_gives_tracks_each_others_names(sampled: Workspace, tmp_path: Path) -> None:
    written = _write(sampled, tmp_path / "one")
    with sampled.edit("Exchange") as db:
        one, two, _ = db.scalars(select(m.Track).order_by(m.Track.id))
        names = one.name, two.name
        for track, name in ((one, ""), (two, names[0]), (one, names[1])):
            track.name = name
            db.flush()
    before = snapshot(sampled.path)
    assert _read(sampled, tmp_path / "one", merge=True).updated == 2
    assert _write(sampled, tmp_path / "two") == written
    sampled.undo()
    assert snapshot(sampled.path)["track"] == before["track"]


def test_merging_says_which_row_has_the_name_of_another_one(sampled: Workspace, tmp_path: Path) -> None:
    with sampled.edit("Add") as db:
        db.add(m.Track(code="NEW", name="Taken", position=9))
    _write(sampled, tmp_path / "one")
    sampled.undo()
    with sampled.edit("Add") as db:
        db.add(m.Track(code="OLD", name="Taken", position=9))
    before = snapshot(sampled.path)
    with pytest.raises(ExchangeError, match=r"tracks\.csv, row 5, name: “Taken” stands in another row"):
        _read(sampled, tmp_path / "one", merge=True)
    assert snapshot(sampled.path) == before


FAULTS = (
    (
        "people.csv",
        "S-001,Amara",
        "S-002,Amara",
        r"people\.csv, row 3, person_id: the same stands",
    ),
    ("people.csv", "2021-03-01", "1 March", r"people\.csv, row 2, start_date: it cannot be read"),
    ("people.csv", "person_id,", "nobody,", r"people\.csv has no column person_id"),
    ("courses.csv", "\n", "\nX,,,\n", r"courses\.csv, row 2"),
    (
        "plans/*/picks.csv",
        "S-001,,,AMA-2239",
        "S-999,,,AMA-2239",
        r"plans/01.*/picks\.csv, row 2, person_id: there is no",
    ),
    ("plans/*/plan.csv", "active", "asleep", r"plans/01.*/plan\.csv, row 2: what it says cannot stand"),
    (
        "plans/*/seats.csv",
        ",booked,1,",
        ",booked,1.5,",
        r"seats\.csv, row 2, position: “1.5” is no whole number",
    ),
    ("plans/*/session-days.csv", ",1,", ",0.3,", r"session-days\.csv, row \d+, portion: “0.3” is no number"),
    ("pmplanner.json", '"format": 1', '"format": 2', r"was written by a newer pmplanner"),
    ("pmplanner.json", '"plans": 1', '"plans": 2', r"tells of 2 plans, but there are 1 folders"),
    ("pmplanner.json", "{", "[", r"pmplanner\.json cannot be read"),
)


def test_a_fault_is_named_and_nothing_is_changed(
    sampled: Workspace, workspace: Workspace, tmp_path: Path
) -> None:
    _write(sampled, tmp_path / "one")
    before = snapshot(workspace.path)
    for name, old, new, words in FAULTS:
        (path,) = (tmp_path / "one").glob(name)
        content = path.read_bytes()
        changed = content.decode().replace(old, new, 1)
        assert changed.encode() != content, name
        path.write_bytes(changed.encode())
        with pytest.raises((ExchangeError, PlanError), match=words):
            _read(workspace, tmp_path / "one")
        assert snapshot(workspace.path) == before, name
        path.write_bytes(content)
    (tmp_path / "one" / "rooms.csv").unlink()
    with pytest.raises(ExchangeError, match=r"rooms\.csv"):
        _read(workspace, tmp_path / "one")


def test_a_stored_file_that_is_gone_or_another_one_is_named(workspace: Workspace, tmp_path: Path) -> None:
    _odd(workspace)
    _write(workspace, tmp_path / "one")
    (path,) = (tmp_path / "one" / "files").iterdir()
    with closing(open_workspace(put_catalogue(tmp_path / "other.sqlite"))) as other:
        path.write_bytes(b"another one")
        with pytest.raises(ExchangeError, match="is not the file that was written"):
            _read(other, tmp_path / "one")
        path.unlink()
        with pytest.raises(ExchangeError, match=f"files/{path.name} cannot be read"):
            _read(other, tmp_path / "one")


def test_a_folder_that_holds_something_is_left_alone(sampled: Workspace, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "mine.txt").write_text("mine")
    with pytest.raises(ExchangeError, match="is there already"):
        _write(sampled, tmp_path / "one")
    assert list(_files(tmp_path / "one")) == ["mine.txt"]


def test_stopping_leaves_nothing(sampled: Workspace, workspace: Workspace, tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done == limit:
            raise KeyboardInterrupt

    limit = 5
    with sampled.read() as db, pytest.raises(KeyboardInterrupt):
        write_whole(db, tmp_path / "one", stop)
    assert not (tmp_path / "one").exists()
    _write(sampled, tmp_path / "one")
    before = snapshot(workspace.path)
    with workspace.read() as db:
        draft = decide_whole(db, tmp_path / "one")
    limit = len(CARRIED) * 2 - 3
    with pytest.raises(KeyboardInterrupt), workspace.edit("Import everything") as db:
        apply_whole(db, draft, stop)
    assert snapshot(workspace.path) == before


BITS = (
    *(
        "",
        "0",
        "-1",
        "x",
        "2027-13-40",
        "9999-12-31",
        "1e99",
        "NaN",
        "=1",
        "∅ 1",
        "yes",
        "\0",
        "(2)",
        "[]",
        "{}",
    ),
    *(
        "{}",
        "null",
        "[[1,2]]",
        "24:00",
        "99",
        "4",
        "S-001",
        '"',
        "\n",
        "é" * 5,
        "1" * 30,
        "track",
        "Mars/Olympus",
    ),
)


def _spoil(content: bytes, chance: random.Random) -> bytes:
    """Change a cell, a byte or a line of a file, or cut it off."""
    kind = chance.random()
    lines = content.split(b"\r\n")
    if kind < 0.8:
        place = chance.randrange(min(1, len(lines) - 2), len(lines) - 1)
        cells = lines[place].split(b",")
        cells[chance.randrange(len(cells))] = chance.choice(BITS).encode()
        lines[place] = b",".join(cells)
        return b"\r\n".join(lines)
    place = chance.randrange(len(content))
    if kind < 0.9:
        return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]
    if kind < 0.95:
        return content[:place]
    lines.insert(place % len(lines), lines[place % len(lines)])
    return b"\r\n".join(lines)


@in_both_tiers
def test_a_spoilt_folder_is_refused_or_can_be_counted(
    sampled: Workspace, workspace: Workspace, tmp_path: Path
) -> None:
    _write(sampled, tmp_path / "one")
    files = {path: path.read_bytes() for path in sorted((tmp_path / "one").rglob("*.csv"))}
    chance = random.Random(18)
    before = snapshot(workspace.path)
    for number in range(examples(5, 1500)):
        path = chance.choice([path for path in files if files[path].count(b"\n") > 1])
        path.write_bytes(_spoil(files[path], chance))
        try:
            _read(workspace, tmp_path / "one")
        except (ExchangeError, PlanError):
            assert snapshot(workspace.path) == before, (number, path)
        else:
            with workspace.read() as db:
                _figures(db)
            workspace.undo()
        path.write_bytes(files[path])
