"""What a person's target comes from, in words."""

from pmplanner.services.plans.targets import PersonTarget
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_days, format_number


def target_reason(target: PersonTarget) -> str:
    """Return "6 days: 10 of the plan, 3 of 5 weekdays" for a target, and why it is no more."""
    whose = {
        "track": tr("the track %1", target.name),
        "team": tr("the team %1", target.name),
    }.get(target.source, tr("the plan"))
    parts = [tr("%1 of %2", format_days(target.base), whose)]
    if target.works != target.week:
        parts.append(tr("%1 of %2 weekdays", format_number(target.works), format_number(target.week)))
    if target.employed != target.period:
        employed, period = format_number(target.employed), format_number(target.period)
        parts.append(tr("here on %1 of %2 days", employed, period))
    days = plural(target.days, "Target 1 day", "Target %1 days")
    return tr("%1: %2", days, ", ".join(parts))
