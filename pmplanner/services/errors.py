"""What services raise when an action makes no sense: a sentence for the user."""


class PlanError(Exception):
    """An action that cannot be done; the message says what, to which thing, and what to do."""
