"""Files that are the evidence of completions and certificates, which go with these."""

import hashlib
from collections.abc import Collection

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pmplanner.models import Attachment, StoredFile
from pmplanner.services.lookup import among
from pmplanner.storage import journal


def store_file(db: Session, content: bytes, media_type: str) -> str:
    """Keep a file in the workspace, once whatever names it, and return its hash for an attachment.

    Past the journal, which keeps the attachments alone: the file stays when the edit is undone.
    """
    name = hashlib.sha256(content).hexdigest()
    connection = db.connection()
    if connection.scalar(select(StoredFile.hash).where(StoredFile.hash == name)) is None:
        values = {"hash": name, "size": len(content), "media_type": media_type, "content": content}
        connection.execute(insert(StoredFile).values(values))
    return name


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
