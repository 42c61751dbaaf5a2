"""In which time zone the times of a session are."""

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Room, Site
from pmplanner.services.lookup import fold


class SessionZones:
    """Knows each session's zone: its own, else that of its room's site, else that of all sites.

    Where none of them says it the times float: they are what the clocks show wherever one is.
    """

    def __init__(self, db: Session) -> None:
        sites = db.execute(select(Site.name, Site.timezone))
        self._by_site = {fold(name): zone for name, zone in sites if known_zone(zone)}
        rooms = db.execute(select(Room.name, Room.site)) if self._by_site else ()
        self._site_of_room = {fold(name): fold(site) for name, site in rooms}

    def of(self, timezone: str, room: str) -> str:
        """Return the zone of a session of this zone in this room; "" for none."""
        if own := known_zone(timezone):
            return own
        if not self._by_site:
            return ""
        site = self._site_of_room.get(fold(room), "")
        return known_zone(self._by_site.get(site) or self._by_site.get("", ""))


def any_zone(db: Session) -> bool:
    """Say whether the zone of any site is known."""
    return db.scalar(select(Site.id).where(Site.timezone != "").limit(1)) is not None


@cache
def known_zone(name: str) -> str:
    """Return the name of a zone that this computer knows; nothing for another one."""
    try:
        return name and ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
