"""Files that a workspace holds, such as evidence and the logo of papers: kept once each, by their hash."""

import hashlib
import re
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pmplanner.models import StoredFile
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

_HASH = re.compile(r"[0-9a-f]{64}")
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_MOST_OF_A_PICTURE = 2 * 1024 * 1024
"""Bytes; it stands on each page of a paper."""


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


def stored_content(db: Session, name: str) -> bytes:
    """Return what is in a stored file, by its hash; nothing when there is none."""
    return db.scalar(select(StoredFile.content).where(StoredFile.hash == name)) or b"" if name else b""


def picture_named(db: Session, text: str) -> str:
    """Return the hash of a picture: of one that is stored, or of a file that is stored now, by its path.

    Raises PlanError for a file that cannot be read, is too large, or is neither PNG nor JPEG.
    """
    if _HASH.fullmatch(text):
        return text
    path = Path(text).expanduser()
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_OF_A_PICTURE + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise PlanError(said("{path} cannot be read: {why}", path=path, why=why)) from None
    kind = next((kind for magic, kind in _PICTURES.items() if content.startswith(magic)), None)
    if kind is None:
        raise PlanError(said("{path} is no picture that a paper can have: take a PNG or JPEG.", path=path))
    if len(content) > _MOST_OF_A_PICTURE:
        raise PlanError(said("{path} has more than 2 MB; take a smaller picture.", path=path))
    return store_file(db, content, kind)
