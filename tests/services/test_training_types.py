"""Internal and external in a file of completions become what is told of training days."""

from pathlib import Path

from sqlalchemy import select

from pmplanner.models import Completion
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, read_file
from pmplanner.services.settings import read_setting
from pmplanner.storage.workspace import Workspace


def test_the_type_of_a_training_is_its_provider(blank: Workspace, tmp_path: Path) -> None:
    people, done = tmp_path / "people.csv", tmp_path / "done.csv"
    people.write_text("person_id,last_name\n1,Lee\n", encoding="utf-8")
    header = "person_id,title,completed_on,Training Type"
    done.write_text(f"{header}\n1,Knots,2024-03-01,Internal\n1,Sails,2024-03-02,External\n", encoding="utf-8")
    for layout, path in (("people", people), ("completions", done)):
        with blank.edit("Import") as db:
            options = ImportOptions()
            apply_draft(db, decide(db, read_file(path, layout, options), options))
    with blank.read() as db:
        found = dict(db.execute(select(Completion.title, Completion.provider)).all())
        own = str(read_setting(db, "own-providers")).casefold()
    assert found == {"Knots": "Internal", "Sails": "External"}
    assert "internal" in own
    assert "external" not in own
