"""Which picks would go where a budget is exceeded: those with which least is lost."""

from collections import Counter
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.day_words import money
from pmplanner.models import Course
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.board.rows import Board, Decision, Pending
from pmplanner.services.board.sentences import some_names
from pmplanner.services.board.taking import Look
from pmplanner.services.decisions.cut import Cut, CutAsk, Target, find_cut
from pmplanner.services.decisions.losing import LOSSES, Loss
from pmplanner.services.decisions.saving import WHOLE, Scope
from pmplanner.services.totals.budget import budget_use

_LOST: dict[Loss, str] = {
    "due": marked("required by a date ({n})"),
    "renewal": marked("renewals ({n})"),
    "certificate": marked("certificates ({n})"),
    "required": marked("required ({n})"),
    "skill": marked("skills that nobody else of the team has ({n})"),
    "elective": marked("electives ({n})"),
}


def with_least_loss(db: Session, board: Board, look: Look = lambda: None) -> Board:
    """Return the board with what would go of each budget that is exceeded, in place of what was said."""
    if not any(each.kind == "over budget" for each in board.all):
        return board
    budgets = {(use.kind, use.ref_id, use.name): use for use in budget_use(db, board.plan_id)}

    def told(decision: Decision) -> Decision:
        about = decision.about
        if decision.kind != "over budget" or not isinstance(about, Pending):
            return decision
        (ref_id,), (kind, name) = about.ids, about.codes
        use = next((use for key, use in budgets.items() if key == (kind, ref_id, name)), None)
        if use is None or use.amount is None:
            return decision
        scopes = {"track": Scope("track", ref_id), "team": Scope("team", team=name)}
        ask = CutAsk(board.plan_id, Target("cost", use.amount), scopes.get(use.kind, WHOLE))
        cut = find_cut(db, ask, lambda _done, _total: look(), today=board.today)
        sentence, strong = _in_words(db, cut)
        return replace(decision, consequence=sentence, strong=(*decision.strong, strong))

    return replace(
        board,
        week=tuple(told(each) for each in board.week),
        later=tuple(told(each) for each in board.later),
    )


def _in_words(db: Session, cut: Cut) -> tuple[str, str]:
    """Say which picks go, and whether that is proved; the second is what matters most of it."""
    if not cut.is_reached:
        least = money(cut.least, cut.currency) if cut.least is not None else said("an unknown amount")
        sentence = said("Whatever goes, it costs {least} at least: the rest is done or stays.", least=least)
        return sentence, least
    picks = counted("{n} pick", "{n} picks", len(cut.picks))
    people = counted("{n} person", "{n} people", len({each.person_id for each in cut.picks}))
    courses = Counter(each.course_id for each in cut.picks)
    query = select(Course.id, Course.title).where(Course.id.in_(courses))
    titles = dict(db.execute(query).all())
    names = some_names(
        said("{title} {count}", title=titles[course], count=count) for course, count in courses.most_common()
    )
    lost = some_names(resaid(_LOST[loss], n=cut.counts[loss]) for loss in LOSSES if cut.counts.get(loss))
    how = said("proved") if cut.is_proved else said("the best that was found")
    sentence = counted(
        "Least loss ({how}): {picks} of {people} goes: {names}. What is lost: {lost}.",
        "Least loss ({how}): {picks} of {people} go: {names}. What is lost: {lost}.",
        len(cut.picks),
        how=how,
        picks=picks,
        people=people,
        names=names,
        lost=lost,
    )
    if cut.put_out:
        out = counted(
            "{n} more loses a seat, because a session is called off.",
            "{n} more lose their seats, because sessions are called off.",
            cut.put_out,
        )
        sentence = f"{sentence} {out}"
    return sentence, picks
