"""Changing and removing people, with what follows for their tracks, picks and seats."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Absence,
    Completion,
    Employment,
    Exemption,
    Person,
    PersonCertificate,
    PersonTrack,
    Pick,
    Seat,
)
from pmplanner.services.lookup import get
from pmplanner.services.people.evidence import remove_attachments
from pmplanner.services.people.managers import clear_links_to
from pmplanner.services.people.people import write_values
from pmplanner.services.people.tracks import keep_primary
from pmplanner.services.plans.decision_rows import delete_picks, keep_names_of_deciders
from pmplanner.services.sessions.seating import give_up, move_up_people
from pmplanner.storage import journal


def change_person(db: Session, /, person_id: int, **values: object) -> None:
    """Change the named values of a person; raise PlanError when they will not do.

    What becomes the primary track is a further one no more; with none, the first further one becomes it.
    Who joins a team and waits takes a seat
    that is kept for it.
    """
    write_values(db, person_id, values)
    primary = get(db, Person, person_id).primary_track_id
    same = (PersonTrack.person_id == person_id, PersonTrack.track_id == primary)
    for further in db.scalars(select(PersonTrack).where(*same)):
        db.delete(further)
    if primary is None:
        db.flush()
        keep_primary(db, {person_id})
    if "team" in values:
        db.flush()
        move_up_people(db, [person_id])


def remove_people(db: Session, person_ids: Collection[int]) -> None:
    """Remove people with their picks, seats, history, absences and spells; those waiting move up.

    Whoever has them as managers keeps the text. Raises PlanError when one has a seat in a locked session.
    """
    wanted = set(person_ids)
    picks = {
        pick_id for pick_id, person_id in db.execute(select(Pick.id, Pick.person_id)) if person_id in wanted
    }
    seats = {
        seat_id: session_id
        for seat_id, pick_id, session_id in db.execute(select(Seat.id, Seat.pick_id, Seat.session_id))
        if pick_id in picks
    }
    give_up(db, seats)
    delete_picks(db, picks)
    keep_names_of_deciders(db, wanted)
    clear_links_to(db, wanted)
    for kind in (PersonTrack, Completion, PersonCertificate, Exemption, Absence, Employment):
        rows = db.execute(select(kind.id, kind.person_id))
        gone = [row_id for row_id, person_id in rows if person_id in wanted]
        if kind is Completion:
            remove_attachments(db, completion_ids=set(gone))
        elif kind is PersonCertificate:
            remove_attachments(db, certificate_ids=set(gone))
        journal.bulk_delete(db, kind, gone)
    journal.bulk_delete(db, Person, wanted)
