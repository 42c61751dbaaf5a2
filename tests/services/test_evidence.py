"""Evidence of completions and certificates goes, comes back and is forgotten with those whose it is."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Attachment,
    Certificate,
    Completion,
    Course,
    Person,
    PersonCertificate,
    StoredFile,
)
from pmplanner.services.exporting.completion_rows import completion_rows
from pmplanner.services.people.forgetting import forget_people
from pmplanner.services.people.history import pick_completed_between, plan_of_completion, remove_completion
from pmplanner.services.people.people import person_detail
from pmplanner.services.plans.merging_people import foresee_merge, merge_people
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.services.plans.superfluous import spent_by
from pmplanner.services.stored_files import store_file
from pmplanner.storage.workspace import Workspace
from tests.support import known, snapshot

DAY = dt.date(2027, 3, 1)
ADA, BEN = 1, 2


@pytest.fixture
def held(blank: Workspace) -> Workspace:
    """Ada and Ben, each with a course taken elsewhere and a certificate, with evidence of both."""
    with blank.edit("People") as db:
        for number, name in ((ADA, "Ada"), (BEN, "Ben")):
            db.add(Person(id=number, first_name=name, last_name="Berg", email=f"{name.lower()}@x.org"))
        certificate = Certificate(code="CLUB", name="Skipper")
        db.add_all((certificate, Course(code="KNOTS", title="Knots", days=Decimal(1))))
        db.flush()
        for number, until in ((ADA, dt.date(2028, 1, 1)), (BEN, dt.date(2029, 1, 1))):
            done = Completion(person_id=number, completed_on=DAY, title="Sailing", provider="Club")
            paper = PersonCertificate(
                person_id=number, certificate_id=certificate.id, number=f"N{number}", valid_until=until
            )
            db.add_all((done, paper))
            db.flush()
            db.add(Attachment(completion_id=done.id, hash="a" * 64, name=f"sailing {number}.pdf"))
            db.add(Attachment(person_certificate_id=paper.id, hash="b" * 64, name=f"paper {number}.pdf"))
    return blank


def _count(db: Session, kind: type[Attachment | Completion | PersonCertificate]) -> int:
    return known(db.scalar(select(func.count()).select_from(kind)))


def test_a_course_of_no_catalogue_is_shown_and_exported_and_satisfies_nothing(held: Workspace) -> None:
    with held.read() as db:
        (row,) = person_detail(db, ADA).history
        assert (row.course_id, row.code, row.title, row.days) == (None, "", "Sailing", None)
        assert spent_by(db, row.id) == []
        assert plan_of_completion(db, row.id) == ""
        told = [(*line[2:5], *line[10:12]) for line in completion_rows(db)]
        assert told == [("", "", DAY, "Sailing", "Club")] * 2
    with held.edit("Pick") as db:
        assert pick_completed_between(db, dt.date.min, dt.date.max) == 0


def test_evidence_goes_with_what_it_is_of_and_comes_back(held: Workspace) -> None:
    before = snapshot(held.path)
    with held.edit("Remove") as db:
        done = known(db.scalar(select(Completion.id).where(Completion.person_id == ADA)))
        remove_completion(db, done)
    with held.read() as db:
        assert (_count(db, Completion), _count(db, Attachment)) == (1, 3)
    with held.edit("Remove both") as db:
        remove_people(db, [ADA, BEN])
    with held.read() as db:
        assert (_count(db, Completion), _count(db, PersonCertificate), _count(db, Attachment)) == (0, 0, 0)
    held.undo()
    held.undo()
    assert snapshot(held.path) == before


def test_merging_unites_what_both_have_with_all_evidence(held: Workspace) -> None:
    before = snapshot(held.path)
    with held.read() as db:
        assert "1 certificate comes along." in foresee_merge(db, ADA, BEN).lines
    with held.edit("Merge") as db:
        merge_people(db, ADA, BEN, frozenset())
    with held.read() as db:
        (paper,) = db.scalars(select(PersonCertificate))
        assert (paper.person_id, paper.number, paper.valid_until) == (ADA, "N2", dt.date(2029, 1, 1))
        (done,) = db.scalars(select(Completion))
        assert (done.person_id, done.title) == (ADA, "Sailing")
        owners = {(each.completion_id, each.person_certificate_id) for each in db.scalars(select(Attachment))}
        assert owners == {(done.id, None), (None, paper.id)}
        assert _count(db, Attachment) == 4
    held.undo()
    assert snapshot(held.path) == before


def test_forgetting_takes_the_evidence_that_is_of_nobody_else(held: Workspace) -> None:
    with held.edit("Keep files") as db:
        own, shared, _ = (
            store_file(db, text, "text/plain") for text in (b"of Ada alone", b"of both", b"of both")
        )
        course = known(db.scalar(select(Course.id)))
        for number, name in ((ADA, own), (ADA, shared), (BEN, shared)):
            day = DAY + dt.timedelta(days=name == own)
            done = Completion(
                person_id=number,
                course_id=course,
                completed_on=day,
                certificate_number="X7",
                link="https://c.org",
            )
            db.add(done)
            db.flush()
            db.add(Attachment(completion_id=done.id, hash=name, name="evidence.pdf"))
    with held.edit("Remove one") as db:  # what only the journal has is found, too
        gone = select(Completion.id).where(Completion.completed_on == DAY + dt.timedelta(days=1))
        remove_completion(db, known(db.scalar(gone)))
    forget_people(held, [ADA])
    with held.read() as db:
        assert set(db.scalars(select(StoredFile.hash))) == {shared}
        of_ada = select(Attachment.hash, Attachment.name).join(Completion).where(Completion.person_id == ADA)
        assert {tuple(row) for row in db.execute(of_ada)} == {("", "")}
        of_ben = select(Attachment.name).join(Completion).where(Completion.person_id == BEN)
        assert set(db.scalars(of_ben)) == {"sailing 2.pdf", "evidence.pdf"}
        texts = select(Completion.certificate_number, Completion.link).where(Completion.person_id == ADA)
        assert {tuple(row) for row in db.execute(texts)} == {("", "")}
        numbers = select(PersonCertificate.person_id, PersonCertificate.number)
        assert dict(db.execute(numbers).all()) == {ADA: "", BEN: "N2"}
    assert b"paper 1.pdf" not in held.path.read_bytes()
    assert held.check() == []
