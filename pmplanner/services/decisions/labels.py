"""What edits that decide of picks are called."""

from pmplanner.models import Decision
from pmplanner.storage.labels import Counted, Label, People


def decision_label(decision: str, courses: Counted, people: People) -> Label:
    """Return what deciding of courses for people is called; "" takes a decision back."""
    match decision:
        case Decision.APPROVED:
            return Label.of("decision.approve", courses=courses, people=people)
        case Decision.LATER:
            return Label.of("decision.later", courses=courses, people=people)
        case Decision.DECLINED:
            return Label.of("decision.decline", courses=courses, people=people)
        case Decision.PROPOSED:
            return Label.of("decision.propose", courses=courses, people=people)
        case _:
            return Label.of("decision.clear", courses=courses, people=people)
