"""The collector of garbage rests while a thread runs beside the window's."""

import gc
from collections.abc import Iterator

import pytest

from pmplanner.ui.widgets import collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.isenabled()
    yield
    collector._reasons.clear()
    (gc.enable if before else gc.disable)()


def test_it_goes_on_when_the_last_reason_is_gone() -> None:
    gc.enable()
    collector.pause("one")
    collector.pause("two")
    collector.pause("one")
    collector.resume("one")
    assert not gc.isenabled()
    collector.resume("never told")
    assert not gc.isenabled()
    collector.resume("two")
    assert gc.isenabled()


def test_what_was_off_before_stays_off() -> None:
    gc.disable()
    collector.pause("one")
    collector.resume("one")
    assert not gc.isenabled()


def test_it_begins_only_when_nothing_is_against_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    gc.disable()
    collector.pause("check")
    collector.begin()
    assert not gc.isenabled()
    collector.resume("check")
    assert gc.isenabled()
