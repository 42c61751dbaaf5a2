"""Role tracks and their paths."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class Track(Row):
    """A role track; *suggested* while its path is still the one that came with the catalogue."""

    __tablename__ = "track"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    description: Mapped[str] = mapped_column(default="")
    bundled: Mapped[bool] = mapped_column(default=False)
    suggested: Mapped[bool] = mapped_column(default=False)


class PathItem(Row):
    """A course in the path of a track, in order."""

    __tablename__ = "path_item"
    constraints = (
        UniqueConstraint("track_id", "course_id"),
        CheckConstraint("kind IN ('required', 'elective')", name="kind"),
    )

    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    kind: Mapped[str]
    position: Mapped[int]
