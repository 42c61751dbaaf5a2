"""Sites, blackouts, policies, settings and what is remembered of files, as the rows of files."""

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.writing import Value
from pmplanner.models import ImportProfile
from pmplanner.services.calendar.closures import list_blackouts, list_sites
from pmplanner.services.lookup import fold, in_order
from pmplanner.services.policies.policies import list_set
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.services.settings import read_settings

Row = tuple[Value, ...]


def site_rows(db: Session) -> list[Row]:
    """Return the sites by name, the one that stands for all others first."""
    return [
        (each.name, each.country, each.subdivision, each.timezone, each.day_begins, each.day_ends)
        for each in sorted(list_sites(db), key=lambda each: in_order(each.name))
    ]


def blackout_rows(db: Session) -> list[Row]:
    """Return the blackout periods by day and team."""
    rows = [(each.first_day, each.last_day, each.team, each.name) for each in list_blackouts(db)]
    return sorted(rows, key=lambda row: (*row[:2], fold(row[2]), fold(row[3])))


def policy_rows(db: Session, plan_id: int | None = None) -> list[Row]:
    """Return the policies that were set for the workspace, or for a plan: as kinds are listed, by team."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    rows = [row for row in list_set(db, plan_id) if row.plan_id == plan_id]
    rows.sort(key=lambda row: (order[row.kind], fold(row.team)))
    return [(row.kind, row.team, row.action, row.limit, row.percent) for row in rows]


def setting_rows(db: Session) -> list[Row]:
    """Return what the workspace is set to, in the order in which settings are shown."""
    return list(read_settings(db).items())


def profile_rows(db: Session) -> list[Row]:
    """Return what is remembered of files, by kind of file and name."""
    return [
        (each.layout, each.name, *(_json(part) for part in (each.columns, each.defaults, each.only)))
        for each in sorted(db.scalars(select(ImportProfile)), key=lambda p: (p.layout, in_order(p.name)))
    ]


def _json(content: Mapping[str, object]) -> str | None:
    return json.dumps(content, ensure_ascii=False) if content else None


WORKPLACE_ROWS = {
    "sites": site_rows,
    "blackouts": blackout_rows,
    "policies": policy_rows,
    "settings": setting_rows,
    "import-profiles": profile_rows,
}
