"""The collector of garbage rests while a thread runs beside the window's."""

import gc

import pytest

from pmplanner.ui.widgets.dialogs import collector


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
