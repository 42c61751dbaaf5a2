"""What is done about each kind of problem: block, warn or ignore, and from which limit on.

A policy is one of the workspace or of a plan, for everybody or for a team. What is said for a team
goes before what is said for all, and the plan's before the workspace's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Plan, Policy, PolicyAction
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import fold, get
from pmplanner.services.policies.problem_kinds import KINDS, Kind, ProblemKind
from pmplanner.services.quantities import QUARTERS, is_in_steps
from pmplanner.services.sessions.seating import move_up_all


class Rule(NamedTuple):
    """What is done about a kind of problem, and its limit in what it counts, or in percent."""

    action: str = PolicyAction.WARN
    limit: Decimal | None = None
    percent: int | None = None

    @property
    def limited(self) -> bool:
        """True when there is a limit of either sort."""
        return self.limit is not None or self.percent is not None


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy that was set; *plan_id* is None for the workspace's, *team* empty for all teams."""

    plan_id: int | None
    kind: ProblemKind
    team: str
    action: str
    limit: Decimal | None
    percent: int | None


class Policies:
    """The policies of a plan: gives the rule for a kind and a team."""

    def __init__(self, rows: Iterable[PolicyRow] = ()) -> None:
        self._rows = {(row.kind, fold(row.team), row.plan_id is not None): row for row in rows}
        self._rules: dict[tuple[ProblemKind, str], Rule] = {}
        self._limited = {
            key[0] for key, row in self._rows.items() if row.limit is not None or row.percent is not None
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policies) and self._rows == other._rows

    __hash__ = None  # type: ignore[assignment]

    def with_row(self, row: PolicyRow) -> "Policies":
        """Return the policies with one more, or with it in place of what was set for the same."""
        return Policies([*self._rows.values(), row])

    def rule(self, kind: ProblemKind, team: str = "") -> Rule:
        """Return what holds for a kind in a team, given by its folded name."""
        found = self._rules.get((kind, team))
        if found is None:
            found = self._rules[kind, team] = self._find(kind, team)
        return found

    def limits(self, kind: ProblemKind) -> bool:
        """Say whether anybody has a limit of a kind."""
        return kind in self._limited

    def is_heeded(self, kind: ProblemKind) -> bool:
        """Say whether a kind is not ignored, at least in some team."""
        teams = {team for (of_kind, team, _) in self._rows if of_kind == kind} | {""}
        return any(self.rule(kind, team).action != PolicyAction.IGNORE for team in teams)

    @property
    def blocks(self) -> bool:
        """True when an edit is refused for some kind of problem."""
        return any(row.action == PolicyAction.BLOCK for row in self._rows.values())

    def _find(self, kind: ProblemKind, team: str) -> Rule:
        teams = dict.fromkeys((team, ""))
        said = [self._rows.get((kind, name, of_plan)) for name in teams for of_plan in (True, False)]
        rows = [row for row in said if row is not None]
        action = rows[0].action if rows else PolicyAction.WARN
        # The action may be said for the team and the limit for all: each is taken from the nearest that says
        # it.
        for row in rows:
            if row.limit is not None or row.percent is not None:
                return Rule(action, row.limit, row.percent)
        return Rule(action)


def read_policies(db: Session, plan_id: int | None) -> Policies:
    """Return the policies that hold in a plan, or without one in the workspace."""
    return Policies(list_set(db, plan_id))


def list_set(db: Session, plan_id: int | None = None) -> list[PolicyRow]:
    """Return the policies that were set for the workspace, and for the plan when there is one."""
    query = select(
        Policy.plan_id, Policy.kind, Policy.team, Policy.action, Policy.limit, Policy.percent
    ).where(or_(Policy.plan_id.is_(None), Policy.plan_id == plan_id))
    return [
        PolicyRow(plan, KINDS[kind].name, team, action, limit, percent)
        for plan, kind, team, action, limit, percent in db.execute(query.order_by(Policy.id))
        if kind in KINDS
    ]


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """What holds for a kind and, where *team* is given, for a team; *source* says who set it."""

    kind: Kind
    team: str
    rule: Rule
    source: str
    """One of plan, workspace, default."""


def list_policies(db: Session, plan_id: int | None = None) -> list[PolicyLine]:
    """Return what holds for each kind in the plan or the workspace, and for the teams that have their own."""
    rows = list_set(db, plan_id)
    policies = Policies(rows)
    lines = []
    for kind in KINDS.values():
        own: dict[str, str] = {"": ""}
        own |= {fold(row.team): row.team for row in rows if row.kind == kind.name and row.team}
        for key, team in sorted(own.items()):
            lines.append(PolicyLine(kind, team, policies.rule(kind.name, key), _source(rows, kind, key)))
    return lines


def _source(rows: Iterable[PolicyRow], kind: Kind, team: str) -> str:
    plans = {row.plan_id is not None for row in rows if row.kind == kind.name and fold(row.team) == team}
    if not plans:
        return "default"
    return "plan" if True in plans else "workspace"


def set_policy(
    db: Session,
    /,
    kind: str,
    action: str | None = None,
    *,
    plan_id: int | None = None,
    team: str = "",
    **limits: Decimal | int | None,
) -> None:
    """Set the action, the *limit* or the *percent* of a kind, for the workspace or a plan, for all or a team.

    What is not named stays as it was, also where so far a policy of all teams or of the workspace
    said it. Where more people may come than there are seats, those who wait move up. Raises
    PlanError for an unknown kind or action, for a limit of a kind that has none, and for one that
    cannot be.
    """
    known = find_kind(kind)
    check_policy(known, action, limits, team)
    if plan_id is not None:
        get(db, Plan, plan_id)
    row = _row(db, known.name, plan_id, team)
    held = read_policies(db, plan_id).rule(known.name, fold(team))
    if row is None:
        row = Policy(plan_id=plan_id, kind=known.name, team=tidy(team), action=held.action)
        db.add(row)
    if action is not None:
        row.action = action
    if limits:
        for name, value in {"limit": held.limit, "percent": held.percent, **limits}.items():
            setattr(row, name, value)
    db.flush()
    let_in(db, known.name, plan_id)


def let_in(db: Session, kind: str, plan_id: int | None) -> None:
    """Seat those who wait when more people may come than there are seats."""
    if kind == "over capacity":
        move_up_all(db, plan_id)


def check_policy(
    kind: Kind, action: str | None, limits: Mapping[str, Decimal | int | None], team: str = ""
) -> None:
    """Raise PlanError for an action, a limit or a team that a kind cannot have."""
    if team.strip() and not kind.of_teams:
        raise PlanError(said("“{name}” cannot be set for a team.", name=kind.name))
    if action is not None and action not in tuple(PolicyAction):
        raise PlanError(
            said(
                "A policy is {actions}; not “{action}”.",
                actions=", ".join(PolicyAction),
                action=action,
            )
        )
    for name, value in limits.items():
        if name not in ("limit", "percent"):
            raise TypeError(f"a policy has no {name}")
        if value is None:
            continue
        if not (kind.takes_percent if name == "percent" else kind.counts):
            raise PlanError(
                said("There is no limit in percent for “{kind}”.", kind=kind.name)
                if name == "percent"
                else said("There is no limit for “{kind}”.", kind=kind.name)
            )
        if name == "limit" and not is_in_steps(value, QUARTERS):
            raise PlanError(said("A limit goes in steps of 0.25; not {limit}.", limit=value))
        if value < 0 or (name == "percent" and value > 100):
            raise PlanError(said("A limit is 0 or more, and at most 100 percent."))


def reset_policy(db: Session, kind: str, *, plan_id: int | None = None, team: str = "") -> bool:
    """Take back what was set for a kind and say whether anything was.

    Raises PlanError for an unknown kind.
    """
    row = _row(db, find_kind(kind).name, plan_id, team)
    if row is None:
        return False
    db.delete(row)
    db.flush()
    let_in(db, find_kind(kind).name, plan_id)
    return True


def find_kind(name: str) -> Kind:
    """Return the kind of that name; raise PlanError when there is none."""
    for kind in KINDS.values():
        if fold(kind.name) == fold(name.replace("_", " ")):
            return kind
    raise PlanError(
        said("There is no kind of problem “{name}”. There are: {kinds}.", name=name, kinds=", ".join(KINDS))
    )


def _row(db: Session, kind: str, plan_id: int | None, team: str) -> Policy | None:
    rows = db.scalars(select(Policy).where(Policy.kind == kind, Policy.plan_id == plan_id))
    return next((row for row in rows if fold(row.team) == fold(team)), None)
