"""Files that are the evidence of completions and certificates, which go with these."""

import hashlib
import mimetypes
from collections.abc import Collection
from pathlib import Path, PurePath
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Attachment, Completion, PersonCertificate, StoredFile
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, get
from pmplanner.services.stored_files import store_file
from pmplanner.storage import journal

MEGABYTE = 1_000_000
MOST_OF_A_FILE = 5 * MEGABYTE
"""Bytes that one file of evidence may have."""
MOST_OF_ALL = 200 * MEGABYTE
"""Bytes that all files of a workspace may have together: they are in its backups, too."""


class Evidence(NamedTuple):
    """A file that is the evidence of a completion or of a certificate."""

    attachment_id: int
    name: str
    size: int
    """In bytes."""
    media_type: str


def attach_evidence(
    db: Session,
    name: str,
    content: bytes,
    *,
    completion_ids: Collection[int] = (),
    certificate_ids: Collection[int] = (),
) -> list[int]:
    """Keep a file as the evidence of completions and of certificates that people hold; return the new ids.

    Raises PlanError when the file is empty or too large, all files of the workspace would be, or what it is
    the evidence of is gone.
    """
    # Some systems have names that are no text.
    name = PurePath(name).name.encode(errors="replace").decode().strip()
    if not name or not content:
        raise PlanError(said("An empty file is no evidence."))
    _check_size(name, len(content))
    _check_room(db, content)
    for completion_id in completion_ids:
        get(db, Completion, completion_id)
    for certificate_id in certificate_ids:
        get(db, PersonCertificate, certificate_id)
    stored = store_file(db, content, mimetypes.guess_type(name)[0] or "application/octet-stream")
    rows = [Attachment(completion_id=key, hash=stored, name=name) for key in completion_ids]
    rows += [Attachment(person_certificate_id=key, hash=stored, name=name) for key in certificate_ids]
    db.add_all(rows)
    db.flush()
    return [row.id for row in rows]


def read_evidence_file(path: Path) -> bytes:
    """Return what is in a file that is to be evidence; raise PlanError when it is too large or unreadable."""
    try:
        _check_size(path.name, path.stat().st_size)
        with path.open("rb") as file:
            return file.read(MOST_OF_A_FILE + 1)  # no more of it than is enough to refuse it
    except OSError as error:
        raise PlanError(said("{path} cannot be read: {why}", path=path, why=error.strerror)) from None


def _check_size(name: str, size: int) -> None:
    if size > MOST_OF_A_FILE:
        raise PlanError(
            said(
                "{name} has {size} MB; evidence may have {most} MB. Keep it elsewhere, and give the link.",
                name=name,
                size=-(-size // MEGABYTE),
                most=MOST_OF_A_FILE // MEGABYTE,
            )
        )


def _check_room(db: Session, content: bytes) -> None:
    """Raise PlanError when the files of the workspace would be too large with one more."""
    connection = db.connection()
    known = select(StoredFile.hash).where(StoredFile.hash == hashlib.sha256(content).hexdigest())
    if connection.scalar(known) is not None:
        return
    size = connection.scalar(select(func.sum(StoredFile.size))) or 0
    if size + len(content) > MOST_OF_ALL:
        raise PlanError(
            said(
                "The evidence of the workspace has {size} MB already, and {most} MB are allowed. "
                "Keep the file elsewhere, and give the link.",
                size=size // MEGABYTE,
                most=MOST_OF_ALL // MEGABYTE,
            )
        )


def list_evidence(
    db: Session, *, completion_ids: Collection[int] = (), certificate_ids: Collection[int] = ()
) -> dict[int, list[Evidence]]:
    """Return the files of completions, or of certificates, by the id of these; in order of names."""
    if not completion_ids and not certificate_ids:
        return {}
    column = Attachment.completion_id if completion_ids else Attachment.person_certificate_id
    ids = completion_ids or certificate_ids
    query = (
        select(column, Attachment.id, Attachment.name, StoredFile.size, StoredFile.media_type)
        .join(StoredFile, StoredFile.hash == Attachment.hash)
        .where(column.is_not(None), *among(column, ids))
        .order_by(Attachment.name, Attachment.id)
    )
    found: dict[int, list[Evidence]] = {}
    for owner, attachment_id, name, size, media_type in db.execute(query):
        if owner is not None and owner in ids:
            found.setdefault(owner, []).append(Evidence(attachment_id, name, size, media_type))
    return found


def read_evidence(db: Session, attachment_id: int) -> bytes:
    """Return what is in a file; raise PlanError when the evidence is gone."""
    attachment = get(db, Attachment, attachment_id)
    content = db.scalar(select(StoredFile.content).where(StoredFile.hash == attachment.hash))
    if content is None:
        raise PlanError(said("The file {name} is no longer in the workspace.", name=attachment.name))
    return content


def remove_evidence(db: Session, attachment_id: int) -> None:
    """Take a file off what it is the evidence of; it stays stored for undo."""
    db.delete(get(db, Attachment, attachment_id))
    db.flush()


def remove_attachments(
    db: Session, *, completion_ids: Collection[int] = (), certificate_ids: Collection[int] = ()
) -> None:
    """Take the attachments off completions and off certificates that people hold, before those go.

    The files stay stored until the workspace is compacted, so that undo brings all back.
    """
    found: set[int] = set()
    for column, ids in (
        (Attachment.completion_id, completion_ids),
        (Attachment.person_certificate_id, certificate_ids),
    ):
        if ids:
            rows = db.execute(select(Attachment.id, column).where(column.is_not(None), *among(column, ids)))
            found |= {row_id for row_id, owner in rows if owner in ids}
    journal.bulk_delete(db, Attachment, found)
