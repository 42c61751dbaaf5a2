"""At which hours, and in which time zone, the people of a site work."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Site
from pmplanner.sentences import said
from pmplanner.services.calendar.time_zones import known_zone
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold


class Hours(NamedTuple):
    """When people work; None and "" for what nobody said."""

    begins: dt.time | None = None
    ends: dt.time | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class SiteHours:
    """The hours of sites, by folded name; the site without a name stands for what others do not say."""

    by_site: Mapping[str, Hours] = field(default_factory=dict)

    def of(self, site: str) -> Hours:
        """Return the hours of the people of a site."""
        usual = self.by_site.get("", Hours())
        own = self.by_site.get(fold(site), usual)
        return Hours(
            usual.begins if own.begins is None else own.begins,
            usual.ends if own.ends is None else own.ends,
            own.zone or usual.zone,
        )


def read_hours(db: Session) -> SiteHours:
    """Return at which hours people work at each site."""
    query = select(Site.name, Site.day_begins, Site.day_ends, Site.timezone)
    return SiteHours(
        {fold(name): Hours(begins, ends, known_zone(zone)) for name, begins, ends, zone in db.execute(query)}
    )


def check_hours(begins: dt.time | None, ends: dt.time | None) -> None:
    """Raise PlanError when a working day would end before it begins."""
    if begins is not None and ends is not None and begins >= ends:
        raise PlanError(
            said(
                "The working day would end ({ends:%H:%M}) before it begins ({begins:%H:%M}).",
                ends=ends,
                begins=begins,
            )
        )
