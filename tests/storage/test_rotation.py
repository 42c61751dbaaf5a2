"""Which backups are kept, against a slow reading of the same rules."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.storage.rotation import BOUNDS, MEGABYTE, Aged, Keeping, reasons_to_keep

at = dt.datetime.fromisoformat

MOMENTS = st.datetimes(at("2025-12-01"), at("2027-02-01")).map(
    lambda when: when.replace(minute=0, second=0, microsecond=0)
)
HISTORIES = st.lists(st.tuples(MOMENTS, st.integers(1, 60 * MEGABYTE)), max_size=60).map(
    lambda items: [Aged(f"{n:03}", when, size) for n, (when, size) in enumerate(items)]
)
KEEPINGS = st.builds(
    Keeping,
    latest=st.integers(1, 12),
    days=st.integers(0, 9),
    weeks=st.integers(0, 6),
    months=st.integers(0, 14),
    limit_mb=st.sampled_from([10, 100, 400, 1000]),
)


def monday(when: dt.datetime) -> dt.date:
    return when.date() - dt.timedelta(days=when.weekday())


def slowly(backups: list[Aged], keeping: Keeping) -> set[str]:
    """Ask of each backup by itself whether one of the rules keeps it; then drop the oldest for the limit."""
    kept = set()
    # Names are numbers in the order given; of the same time the first given is the newest.
    age = {b.name: (b.when, -int(b.name)) for b in backups}
    for one in backups:
        later = [other for other in backups if age[other.name] > age[one.name]]
        if len(later) < keeping.latest:
            kept.add(one.name)
        for count, period in (
            (keeping.days, lambda when: when.date()),
            (keeping.weeks, monday),
            (keeping.months, lambda when: when.date().replace(day=1)),
        ):
            own = period(one.when)
            periods = {period(other.when) for other in later}
            if own not in periods and len(periods) < count:
                kept.add(one.name)
    stay = sorted((b for b in backups if b.name in kept), key=lambda b: age[b.name])
    while len(stay) > 1 and sum(b.size for b in stay) > keeping.limit_mb * MEGABYTE:
        del stay[0]
    return {b.name for b in stay}


@pytest.mark.slow
@given(HISTORIES, KEEPINGS)
def test_the_plan_is_what_the_rules_say(backups: list[Aged], keeping: Keeping) -> None:
    reasons = reasons_to_keep(backups, keeping)
    assert {name for name, words in reasons.items() if words} == slowly(backups, keeping)
    assert reasons.keys() == {backup.name for backup in backups}


@pytest.mark.slow
@given(HISTORIES.filter(bool), KEEPINGS)
def test_the_newest_always_stays_and_keeping_twice_changes_nothing(
    backups: list[Aged], keeping: Keeping
) -> None:
    newest = max(backups, key=lambda backup: (backup.when, -int(backup.name)))
    reasons = reasons_to_keep(backups, keeping)
    assert reasons[newest.name]
    left = [backup for backup in backups if reasons[backup.name]]
    assert reasons_to_keep(left, keeping) == {backup.name: reasons[backup.name] for backup in left}


@pytest.mark.slow
def test_half_a_year_of_half_hours_leaves_the_promised_ones() -> None:
    keeping = Keeping()
    kept: list[Aged] = []
    moment = at("2026-01-05 08:00")
    while moment < at("2027-03-01"):
        if moment.weekday() < 5 and 8 <= moment.hour < 17:
            kept.append(Aged(moment.isoformat(), moment, MEGABYTE))
            reasons = reasons_to_keep(kept, keeping)
            kept = [backup for backup in kept if reasons[backup.name]]
        moment += dt.timedelta(minutes=30)
    assert len([b for b in kept if "latest" in reasons[b.name]]) == 10
    assert len([b for b in kept if "day" in reasons[b.name]]) == 7
    assert len([b for b in kept if "week" in reasons[b.name]]) == 5
    months = [b.when.strftime("%Y-%m") for b in kept if "month" in reasons[b.name]]
    assert months == [f"2026-{month:02}" for month in range(3, 13)] + ["2027-01", "2027-02"]


@pytest.mark.parametrize("name", BOUNDS)
def test_numbers_out_of_bounds_are_refused_and_when_read_are_as_in_a_new_workspace(name: str) -> None:
    least, most = BOUNDS[name]
    for wrong in (least - 1, most + 1):
        with pytest.raises(ValueError, match="is needed"):
            Keeping(**{name: wrong})
        assert Keeping.from_text(f'{{"{name}": {wrong}}}') == Keeping()
    assert Keeping.from_text(Keeping(**{name: most}).as_text()) == Keeping(**{name: most})


@pytest.mark.parametrize("text", ["", "abc", "[]", "12", '{"latest": "3"}', '{"latest": true}', '{"x": 1}'])
def test_what_cannot_be_read_is_as_in_a_new_workspace(text: str) -> None:
    assert Keeping.from_text(text) == Keeping()
