"""Days on which nobody is trained: closures, public holidays, blackout periods of a team."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class Site(Row):
    """A place of work by its public holidays; the one without a name stands for all others."""

    __tablename__ = "site"

    name: Mapped[str] = mapped_column(unique=True)
    """As the people's location and the rooms' site name it."""
    country: Mapped[str] = mapped_column(default="")
    """ISO 3166 code; empty for no public holidays."""
    subdivision: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="")
    day_begins: Mapped[dt.time | None]
    day_ends: Mapped[dt.time | None]
    """The working hours of its people, in its time zone; None for those of the workspace."""


class Closure(Row):
    """Days on which a site, or with no site the whole company, is closed; both included."""

    __tablename__ = "closure"
    constraints = (CheckConstraint("first_day <= last_day", name="days_in_order"),)

    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    site: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")


class Blackout(Row):
    """Days on which a team is not trained, such as its year's end; both included."""

    __tablename__ = "blackout"
    constraints = (CheckConstraint("first_day <= last_day", name="days_in_order"),)

    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    team: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
