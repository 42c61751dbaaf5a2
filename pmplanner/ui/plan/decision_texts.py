"""What was decided of picks, in words."""

from pmplanner.models.statuses import Decision
from pmplanner.services.decisions.decide import who_decides
from pmplanner.services.errors import PlanError
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr

NOT_ASKED, NOT_APPROVED = "not asked", "not approved"
"""What can be filtered by beside the decisions: nobody was asked; all that is not approved."""


def decision_word(decision: str) -> str:
    """Return what a decision is called; "" where nobody was asked."""
    return (
        {
            Decision.PROPOSED: tr("proposed"),
            Decision.APPROVED: tr("approved"),
            Decision.LATER: tr("put off"),
            Decision.DECLINED: tr("declined"),
        }.get(Decision(decision), "")
        if decision
        else ""
    )


def decision_choices() -> list[tuple[str, str]]:
    """Return what a filter offers, text and key."""
    words = [(tr("Proposed"), "proposed"), (tr("Approved"), "approved"), (tr("Put off"), "later")]
    return [
        (tr("Any decision"), ""),
        (tr("Nobody was asked"), NOT_ASKED),
        *words,
        (tr("Declined"), "declined"),
        (tr("Not approved yet"), NOT_APPROVED),
    ]


def says_who(actions: Actions, text: str) -> tuple[int | None, str] | str:
    """Return whom a text names as who decided: a person, or a name; a sentence where it is several people."""
    try:
        return actions.read(who_decides, text)
    except PlanError as error:
        return str(error)
