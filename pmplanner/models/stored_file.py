"""Files kept in the workspace, outside the journal."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Base


class StoredFile(Base):
    """A file by what is in it: rows and their images name the *hash*, so nothing is kept twice.

    Rows are only ever added; compacting takes out those that neither a row nor an image names.
    """

    __tablename__ = "stored_file"

    hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the content, 64 hexadecimal digits."""
    size: Mapped[int]
    """In bytes."""
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
