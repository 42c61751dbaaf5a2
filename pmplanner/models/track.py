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


class PathGroup(Row):
    """A place in a path where any *choose* of several courses are required."""

    __tablename__ = "path_group"
    constraints = (CheckConstraint("choose > 0", name="choose_positive"),)

    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    choose: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]


class PathItem(Row):
    """A course in the path of a track, in order; of kind group it is one of those of *group_id*."""

    __tablename__ = "path_item"
    constraints = (
        UniqueConstraint("track_id", "course_id"),
        CheckConstraint("(kind = 'group') = (group_id IS NOT NULL)", name="group_of_kind"),
        CheckConstraint("kind IN ('required', 'elective', 'group')", name="kind"),
    )

    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    kind: Mapped[str]
    position: Mapped[int]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("path_group.id"), index=True)
