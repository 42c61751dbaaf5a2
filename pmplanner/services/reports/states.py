"""What states are called on papers, and amounts of which not all is known."""

from decimal import Decimal

from pmplanner.models.statuses import SessionMode, SessionStatus
from pmplanner.sentences import marked, resaid, said
from pmplanner.services.reports import words
from pmplanner.services.views.matrix import Cell
from pmplanner.storage.labels import term

_CELLS = {
    "required": marked("missing"),
    "met": marked("met by another course"),
    "credited": marked("credited"),
    "picked": marked("to schedule"),
    "waiting": marked("waiting for a seat"),
    "scheduled": marked("scheduled"),
    "done": marked("done"),
    "problem": marked("scheduled, with a problem"),
    "later": marked("put off"),
    "declined": marked("declined"),
}
_SESSIONS = {
    SessionStatus.DRAFT: marked("draft"),
    SessionStatus.CONFIRMED: marked("confirmed"),
    SessionStatus.HELD: marked("held"),
    SessionStatus.CANCELLED: marked("cancelled"),
}
_RENEWALS = {
    "seated": marked("Seat in time"),
    "seated too late": marked("Seat too late"),
    "picked": marked("Picked"),
    "missing": marked("Missing"),
}
_MODES = {
    SessionMode.ON_SITE: marked("on site"),
    SessionMode.ONLINE: marked("online"),
    SessionMode.HYBRID: marked("hybrid"),
}


def of_cell(cell: Cell) -> str:
    """Return how somebody stands with a course, in a few words."""
    state = resaid(_CELLS[cell.state])
    if cell.is_missing:
        return said("missing, {state}", state=state)
    if cell.due is not None and cell.state == "required":
        return said("missing, due by {day}", day=words.day(cell.due))
    return state


def of_decision(decision: str) -> str:
    """Return what was decided of a pick that is put aside."""
    return resaid(_CELLS[decision])


def of_renewal(state: str) -> str:
    """Return how a renewal stands."""
    return resaid(_RENEWALS[state])


def of_session(status: str) -> str:
    """Return how a session stands."""
    return resaid(_SESSIONS[SessionStatus(status)])


def mode(written: str) -> str:
    """Return how people come to a session; empty where nobody has said it."""
    return resaid(_MODES[SessionMode(written)]) if written else ""


def problem(kind: str) -> str:
    """Return what a kind of problem is called."""
    return term(f"kind.{kind}")


def amount(known: Decimal, lacking: int) -> str:
    """Return a sum as a cell has it: unknown, not a dash, where none of it is known."""
    return said("unknown") if lacking and not known else words.amount(known)


def cost(known: Decimal, lacking: int) -> str:
    """Return a sum that lacks so many prices: unknown where none is known, else at least what is."""
    if not lacking:
        return words.amount(known)
    return said("at least {amount}", amount=words.amount(known)) if known else said("unknown")
