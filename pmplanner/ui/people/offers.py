"""What a change of people makes useful to do next, offered above the list and never forced.

Who leaves has seats and picks to come; who has other tracks has picks that lack or are needed no
longer; who is known by now can be linked as a manager.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from pmplanner.services.people.managers import link_managers, linkable
from pmplanner.services.people.people import PersonRow
from pmplanner.services.people.tracks import assign_track, suggested_tracks
from pmplanner.services.plans.departures import (
    Departure,
    foresee_departures,
    in_words,
    locked_words,
    release,
)
from pmplanner.services.plans.differences import Difference, Tracks, foresee_difference, tracks_of
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.difference_dialog import DifferenceDialog
from pmplanner.ui.people.texts import assign_label
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.dialogs.message_bar import MessageBar

DEPARTURE, DIFFERENCE, TITLE, MANAGERS = "departure", "difference", "title", "managers"


class Offers(MessageBar):
    """One offer at a time; it goes when it was taken, closed, or is of no use any more."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, offer=True)
        self._actions = actions
        self._tracks: dict[int, Tracks] = {}
        """The tracks of everybody as the page last saw them."""
        self._leaving: frozenset[int] = frozenset()
        self._before: dict[int, Tracks] = {}
        self._asked_managers = False

    def follow(
        self, change: Change | None, before: Mapping[int, PersonRow], now: Mapping[int, PersonRow]
    ) -> None:
        """Look at what an edit has made of people, and offer what comes next.

        *change* None only learns what there is, and offers to link managers.
        """
        tracks = self._actions.read(tracks_of)
        known, self._tracks = self._tracks, tracks
        if change is None or change.action != "edit" or not change.touches("person", "person_track"):
            self._renew()
            if change is None:
                self._offer_managers()
            return
        touched = change.keys.get("person", frozenset()) & now.keys()
        leaving = {
            key
            for key in touched
            if now[key].end_date is not None
            and (key not in before or before[key].end_date != now[key].end_date)
        }
        others = {
            key: known.get(key, frozenset())
            for key in tracks
            if tracks[key] != known.get(key, frozenset()) and (key in before or tracks[key])
        }
        # Of many who were added, tracks are assigned by job title.
        alone = len(touched) == 1
        titled = [
            key
            for key in touched
            if (
                before[key].job_title != now[key].job_title
                if key in before
                else alone and now[key].track_id is None
            )
        ]
        if leaving:
            self._leaving |= leaving  # who leaves one after the other is offered together
        if others:
            self._before = others
        self._renew()
        if titled and not self.topic:
            self._offer_title(titled)

    def learn(self) -> None:
        """Read who has which tracks now, so that it is known what an edit changes."""
        self._tracks = self._actions.read(tracks_of)

    def _renew(self) -> None:
        """Show the offers that are open as they stand now, that of who leaves first."""
        departures = self._actions.read(foresee_departures, self._leaving) if self._leaving else []
        if any(each.anything for each in departures):
            self._show_departures(departures)
            return
        plan_id = self._actions.plan_id
        differences = (
            self._actions.read(foresee_difference, plan_id, self._before)
            if self._before and plan_id is not None
            else []
        )
        if differences:
            self._show_difference(differences)
        else:
            self._leaving, self._before = frozenset(), {}
            for topic in (DEPARTURE, DIFFERENCE, TITLE):
                self.clear(topic)

    def clear(self, topic: str = "") -> None:
        """Take the offer away; who closes it does not want it."""
        if not isinstance(topic, str) or topic == "":
            self._leaving, self._before = frozenset(), {}
        super().clear(topic)

    # Who leaves

    def _show_departures(self, departures: Sequence[Departure]) -> None:
        what = in_words(departures)
        if len(departures) == 1:
            text = self.tr("%1 leaves and has %2 after the last day.")
            sentence = put(text, departures[0].name, what)
        else:
            number = plural(len(departures), "%1 person", "%1 people")
            text = self.tr("%1 who leave have %2 after their last days.")
            sentence = put(text, number, what)
        locked = locked_words(departures)
        text = f"{sentence} {locked}".strip()
        button = tr("Take out of %1", what)
        self.show_message(
            DEPARTURE, text, [(button, partial(self._release, [d.person_id for d in departures]))]
        )

    def _release(self, person_ids: Collection[int]) -> None:
        label = Label.of("person.release", people=People.of(person_ids))
        self._actions.do(label, release, person_ids)

    # Who has other tracks

    def _show_difference(self, differences: Sequence[Difference]) -> None:
        self.show_message(
            DIFFERENCE,
            difference_sentence(differences),
            [(self.tr("Review…"), partial(self.review, differences))],
        )

    def review(self, differences: Sequence[Difference]) -> None:
        """Open the list of what is to be added and taken back."""
        dialog = DifferenceDialog(self._actions, differences, self.window())
        dialog.exec()
        dialog.deleteLater()

    # Who has another title

    def _offer_title(self, person_ids: Sequence[int]) -> None:
        """Offer the track that others of the new title have, or that its words name."""
        for person_id, track in self._actions.read(suggested_tracks, person_ids).items():
            others = self.tr("People called “%1” have the track %2.")
            words = self.tr("The title “%1” suggests the track %2: %3.")
            text = put(words if track.reason else others, track.title, track.track, track.reason)
            button = tr("Make it the track of %1", track.person)
            offer = (button, partial(self._assign, track.track_id, track.track, person_id))
            self.show_message(TITLE, text, [offer])
            return

    def _assign(self, track_id: int, track: str, person_id: int) -> None:
        self.clear(TITLE)
        self._actions.do(assign_label(track, [person_id]), assign_track, track_id, [person_id])

    # Who is known as a manager

    def _offer_managers(self) -> None:
        """Offer once to link those who are managers by their texts alone, as older workspaces have it."""
        if self._asked_managers or self.topic or self._actions.workspace.read_only:
            return
        self._asked_managers = True
        links = len(self._actions.read(linkable))
        if links:
            number = plural(links, "1 person", "%1 people")
            text = self.tr("The managers of %1 are here by name or e-mail only, though they are known.")
            self.show_message(
                MANAGERS, put(text, number), [(self.tr("Link them"), partial(self._link, links))]
            )

    def _link(self, count: int) -> None:
        self.clear(MANAGERS)
        self._actions.do(Label.of("person.link-managers", count=count), link_managers)


def difference_sentence(differences: Sequence[Difference]) -> str:
    """Say how many courses are to be added and how many picks are needed no longer."""
    add = sum(len(each.to_add) for each in differences)
    gone = sum(len(each.not_needed) for each in differences)
    parts = [
        plural(add, "1 course to add", "%1 courses to add") if add else "",
        plural(gone, "1 pick no longer needed", "%1 picks no longer needed") if gone else "",
    ]
    what = ", ".join(filter(None, parts))
    if len(differences) == 1:
        return tr("Other tracks of %1: %2.", differences[0].name, what)
    number = plural(len(differences), "%1 person", "%1 people")
    return tr("Other tracks of %1: %2.", number, what)
