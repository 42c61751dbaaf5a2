"""Picking what has to be renewed: what was done in the plan is picked again, the rest once."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from pmplanner.services.pick_status.pick_status import DONE, list_pick_statuses
from pmplanner.services.plans.picks import add_picks, pick_again


def pick_renewals(db: Session, plan_id: int, pairs: Collection[tuple[int, int]]) -> int:
    """Pick courses for people who renew them, as (person, course); return how many picks are new.

    Where the newest attempt is done it is picked as the next one, and where it is still to come it stays
    alone. Raises PlanError when a person, a course or the plan is gone.
    """
    newest = {
        (status.person_id, status.course_id): status
        for status in sorted(
            list_pick_statuses(db, plan_id, {person for person, _ in pairs}, put_aside=True),
            key=lambda each: each.attempt,
        )
    }
    done = [pair for pair in pairs if pair in newest and newest[pair].status == DONE]
    added = add_picks(db, plan_id, [pair for pair in pairs if pair not in newest])
    return added + (pick_again(db, plan_id, done) if done else 0)
