"""Closures, blackout periods and sites: listed, added, changed and removed."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Blackout, Closure, Person, Room, Site, Travel
from pmplanner.sentences import marked, said
from pmplanner.services.calendar.open_days import known_regions
from pmplanner.services.calendar.working_hours import check_hours
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import check_order, refuse_taken, tidy, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.storage import journal


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """Days on which a site, or with no site the whole company, is closed."""

    id: int
    first_day: dt.date
    last_day: dt.date
    site: str
    name: str


@dataclass(frozen=True, slots=True)
class BlackoutRow:
    """Days on which a team is not trained."""

    id: int
    first_day: dt.date
    last_day: dt.date
    team: str
    name: str


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place of work with its public holidays; the one without a name stands for all others."""

    id: int
    name: str
    country: str
    subdivision: str
    timezone: str
    day_begins: dt.time | None = None
    day_ends: dt.time | None = None
    """When its people work, by its clocks; None where nobody said."""


def list_closures(db: Session) -> list[ClosureRow]:
    """Return all closures by day."""
    query = select(Closure.id, Closure.first_day, Closure.last_day, Closure.site, Closure.name)
    return [
        ClosureRow(*row) for row in db.execute(query.order_by(Closure.first_day, Closure.site, Closure.id))
    ]


def add_closure(db: Session, first_day: dt.date, last_day: dt.date, site: str = "", name: str = "") -> int:
    """Close a site, or with none the whole company, and return the closure's id.

    Raises PlanError for days out of order and for a closure that is there already.
    """
    row = Closure(first_day=first_day, last_day=last_day, site=tidy(site), name=tidy(name))
    _check_closure(db, row)
    db.add(row)
    db.flush()
    return row.id


def change_closure(db: Session, closure_id: int, /, **values: object) -> None:
    """Change days, site or name of a closure; raise PlanError when they will not do."""
    row = get(db, Closure, closure_id)
    with db.no_autoflush:
        write_fields(row, ("first_day", "last_day", "site", "name"), values)
        _check_closure(db, row)
    db.flush()


def remove_closure(db: Session, closure_id: int) -> None:
    """Remove a closure."""
    db.delete(get(db, Closure, closure_id))


def list_blackouts(db: Session) -> list[BlackoutRow]:
    """Return all blackout periods by day."""
    query = select(Blackout.id, Blackout.first_day, Blackout.last_day, Blackout.team, Blackout.name)
    return [BlackoutRow(*row) for row in db.execute(query.order_by(Blackout.first_day, Blackout.id))]


def add_blackout(db: Session, first_day: dt.date, last_day: dt.date, team: str, name: str = "") -> int:
    """Keep a team from training for a time and return the period's id; raise PlanError without a team."""
    row = Blackout(first_day=first_day, last_day=last_day, team=tidy(team), name=tidy(name))
    _check_blackout(row)
    db.add(row)
    db.flush()
    return row.id


def change_blackout(db: Session, blackout_id: int, /, **values: object) -> None:
    """Change days, team or name of a blackout period; raise PlanError when they will not do."""
    row = get(db, Blackout, blackout_id)
    with db.no_autoflush:
        write_fields(row, ("first_day", "last_day", "team", "name"), values)
        _check_blackout(row)
    db.flush()


def remove_blackout(db: Session, blackout_id: int) -> None:
    """Remove a blackout period."""
    db.delete(get(db, Blackout, blackout_id))


def list_sites(db: Session) -> list[SiteRow]:
    """Return all sites by name, the one that stands for all others first."""
    query = select(
        Site.id, Site.name, Site.country, Site.subdivision, Site.timezone, Site.day_begins, Site.day_ends
    )
    return sorted((SiteRow(*row) for row in db.execute(query)), key=lambda row: fold(row.name))


def known_sites(db: Session) -> list[str]:
    """Return the sites that sites, rooms, closures and people name, for completion."""
    columns = (Site.name, Room.site, Closure.site, Person.location)
    names = {name for column in columns for name in db.scalars(select(column).distinct()) if name}
    return sorted({fold(name): name for name in sorted(names)}.values(), key=fold)


def add_site(
    db: Session,
    name: str,
    country: str = "",
    subdivision: str = "",
    timezone: str = "",
    *,
    day_begins: dt.time | None = None,
    day_ends: dt.time | None = None,
) -> int:
    """Add a site and return its id; an empty name stands for every site that is not listed.

    Raises PlanError for a country, subdivision or zone that is not known, for a working day that ends
    before it begins, and for a site that is there.
    """
    row = Site(
        name=tidy(name),
        country=country.strip().upper(),
        subdivision=subdivision.strip(),
        timezone=timezone.strip(),
        day_begins=day_begins,
        day_ends=day_ends,
    )
    _check_site(db, row)
    db.add(row)
    db.flush()
    return row.id


def change_site(db: Session, site_id: int, /, **values: object) -> None:
    """Change what is known of a site; rooms, closures and people go by its new name.

    Raises PlanError when the values will not do.
    """
    row = get(db, Site, site_id)
    before = row.name
    with db.no_autoflush:
        write_fields(row, ("name", "country", "subdivision", "timezone", "day_begins", "day_ends"), values)
        row.country = row.country.upper()
        _check_site(db, row)
    db.flush()
    if before and row.name and before != row.name:
        _rename(db, before, row.name)


def _rename(db: Session, before: str, after: str) -> None:
    """Let whatever names the site *before* name *after*: it would lose its public holidays."""
    named: tuple[tuple[type[Room] | type[Closure] | type[Person], str], ...]
    named = ((Room, "site"), (Closure, "site"), (Person, "location"))
    for kind, what in named:
        texts = db.execute(select(kind.id, getattr(kind, what)))
        ids = [row_id for row_id, text in texts if fold(text) == fold(before)]
        journal.bulk_update(db, kind, {row_id: {what: after} for row_id in ids})
    _rename_travel(db, before, after)
    db.expire_all()


def _rename_travel(db: Session, before: str, after: str) -> None:
    """Rename in what travel costs; a way that is known under the new name already stays as that."""
    ways = {row.id: (row.from_site, row.to_site) for row in db.scalars(select(Travel))}
    renamed = {
        row_id: tuple(after if fold(site) == fold(before) else site for site in way)
        for row_id, way in ways.items()
        if fold(before) in map(fold, way)
    }
    there = {tuple(map(fold, way)) for row_id, way in ways.items() if row_id not in renamed}
    doubled = {row_id for row_id, way in renamed.items() if tuple(map(fold, way)) in there}
    journal.bulk_delete(db, Travel, doubled)
    journal.bulk_update(
        db,
        Travel,
        {
            row_id: {"from_site": ways[0], "to_site": ways[1]}
            for row_id, ways in renamed.items()
            if row_id not in doubled
        },
    )


def remove_site(db: Session, site_id: int) -> None:
    """Remove a site; those who work there follow the public holidays of all others."""
    db.delete(get(db, Site, site_id))


def _check_closure(db: Session, row: Closure) -> None:
    check_order(row.first_day, row.last_day)
    for other in list_closures(db):
        same = (other.first_day, other.last_day) == (row.first_day, row.last_day)
        if other.id != row.id and same and fold(other.site) == fold(row.site):
            raise PlanError(
                said(
                    "{site} is closed from {first_day} already.",
                    site=row.site or said("The company"),
                    first_day=row.first_day,
                )
            )


def _check_blackout(row: Blackout) -> None:
    check_order(row.first_day, row.last_day)
    if not row.team:
        raise PlanError(said("Say which team is not trained then."))


def _check_site(db: Session, row: Site) -> None:
    taken = (
        marked("There is already a site “{text}”.")
        if row.name
        else marked("There is already one for all others.")
    )
    refuse_taken(db, row, "name", taken)
    check_hours(row.day_begins, row.day_ends)
    check_region(row.country, row.subdivision)
    check_zone(row.timezone)


def check_region(country: str, subdivision: str) -> None:
    """Raise PlanError for a country, or a subdivision of it, of which no public holidays are known."""
    if subdivision and not country:
        raise PlanError(said("Say the country of the subdivision."))
    if not country:
        return
    regions = known_regions()
    if country not in regions:
        raise PlanError(
            said("Nothing is known of a country “{country}”; write it as NO or US.", country=country)
        )
    if subdivision and subdivision not in regions[country]:
        raise PlanError(
            said(
                "{country} has no subdivision “{subdivision}”. There are: {names}.",
                country=country,
                subdivision=subdivision,
                names=", ".join(regions[country]),
            )
        )


def check_zone(timezone: str) -> None:
    """Raise PlanError for a time zone that there is not; none at all will do."""
    if timezone and timezone not in available_timezones():
        raise PlanError(
            said("There is no time zone “{timezone}”; write it as Europe/Oslo.", timezone=timezone)
        )
