"""Workspaces that older versions of pmplanner wrote, brought to the newest format with their history.

The files in ``older/`` were written by those versions: a new workspace with the catalogue, and what
became of it after the sample and some seventy random edits of every kind, some of them undone.
"""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.models import AcceptedProblem, Edit, PublishedEvent
from pmplanner.services.people.history import list_edits
from pmplanner.services.problems.tracking.finding import read_accepted
from pmplanner.services.problems.tracking.keys import NO_SIDES, key_of, sides_of
from pmplanner.storage.workspace import open_workspace
from tests.support import Snapshot, check_file, snapshot

OLDER = Path(__file__).parent / "older"


def _unpack(name: str, folder: Path) -> Path:
    path = folder / f"{name}.sqlite"
    path.write_bytes(gzip.decompress((OLDER / f"{name}.sqlite.gz").read_bytes()))
    return path


def _labels(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT label, state FROM edit ORDER BY id DESC").fetchall()


def _keys(path: Path) -> set[str]:
    """Return the keys of all accepted problems that the journal of the second format knows."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT before, after FROM edit_row WHERE \"table\" = 'accepted_problem'"
        sides = [side for row in connection.execute(query) for side in row if side]
    return {json.loads(side)["key"] for side in sides}


def _without_uid(content: Snapshot) -> Snapshot:
    """Leave out what is another in each workspace, and what a calendar told, which no undo takes back."""
    settings = [row for row in content["workspace_setting"] if row[2] not in ("workspace uid", "calendar id")]
    # The id of a setting says in which order it was written.
    return {
        **content,
        "workspace_setting": [row[1:] for row in settings],
        "published_event": [],
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_an_older_workspace_keeps_its_whole_history(tmp_path: Path, name: str) -> None:
    begun = open_workspace(_unpack(f"{name}-start", tmp_path))
    begun.close()
    path = _unpack(f"{name}-end", tmp_path)
    labels = _labels(path)
    workspace = open_workspace(path)
    assert workspace.findings() == []
    with workspace.read() as db:
        assert [(line.label, line.state) for line in list_edits(db)] == labels
        uids = list(db.scalars(select(Edit.uid)))
    assert len(set(uids)) == len(labels)
    assert all(len(uid) == 32 for uid in uids)
    while workspace.redo_label() is not None:
        workspace.redo()
    last = snapshot(path)
    steps = 0
    while workspace.undo_label() is not None:
        workspace.undo()
        steps += 1
    assert steps == sum(state != "dropped" for _, state in labels)
    assert _without_uid(snapshot(path)) == _without_uid(snapshot(begun.path))
    for _ in range(steps):
        workspace.redo()
    assert snapshot(path) == last
    assert workspace.check() == []
    workspace.close()
    check_file(path)


@pytest.mark.slow
def test_what_was_accepted_and_told_names_rows_in_columns(tmp_path: Path) -> None:
    path = _unpack("second-end", tmp_path)
    keys = _keys(path)
    with closing(sqlite3.connect(path)) as connection:
        told = connection.execute(
            "SELECT recipient, uid, content FROM published_event ORDER BY id"
        ).fetchall()
    workspace = open_workspace(path)
    workspace.redo()
    with workspace.read() as db:
        rows = list(db.scalars(select(AcceptedProblem)))
        assert {key_of({name: getattr(row, name) for name in NO_SIDES}) for row in rows} <= keys
        assert rows
        assert set(read_accepted(db, rows[0].plan_id)) <= keys
        events = list(db.scalars(select(PublishedEvent).order_by(PublishedEvent.id)))
        assert [event.uid for event in events] == [uid for _, uid, _ in told]
        for event, (recipient, _, content) in zip(events, told, strict=True):
            kind, _, who = recipient.partition(":")
            assert event.recipient_kind == kind
            assert (str(event.recipient_id) if event.recipient_id else f"~{event.recipient_name}") in (
                who,
                "~",
            )
            before = json.loads(content)
            assert (event.session_id, event.day_number) == (before.pop("run_id"), before.pop("number"))
            assert event.content == before
        assert events
    workspace.close()


@pytest.mark.parametrize(
    "key",
    [
        "double-booking|p2|r4|r54",
        "absence|p2|r4|2027-03-01–2027-03-05",
        "not employed|p2|r4",
        "prerequisite|p3|r39|c10",
        "days a week|p3|2027-03-01",
        "room taken|r4|r54",
        "trainer taken|r4|r54|sits|r4",
        "trainer taken|r4|r54|sits|r54",
        "equipment|e3|r4",
        "equipment|e3|r4,r54,r60",
        "over capacity|r4",
        "absence ceiling|ops | p7, r3|2027-03-01",
        "absence ceiling||2027-03-01",
    ],
)
def test_a_key_and_its_columns_say_the_same(key: str, tmp_path: Path) -> None:
    from pmplanner.models.migrations.versions.journal_0003 import _SIDES, _sides

    sides = sides_of(key)
    assert key_of(sides) == key
    plain = {name: value.isoformat() if name.endswith("day") else value for name, value in sides.items()}
    assert _SIDES | _sides(key) == plain


@pytest.mark.parametrize("text", ["", "no key", "absence|q4", "trainer taken|sits", "absence ceiling|x|y"])
def test_what_is_no_key_is_refused(text: str) -> None:
    if text in ("", "no key"):
        assert sides_of(text)["session_id"] == 0  # a kind that has no problem
        return
    with pytest.raises(ValueError, match="no key of a problem"):
        sides_of(text)
