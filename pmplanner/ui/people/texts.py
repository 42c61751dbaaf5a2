"""How edits of people are called that several parts of the page make."""

from collections.abc import Collection

from pmplanner.storage.labels import Label, People


def assign_label(track: str, person_ids: Collection[int]) -> Label:
    """Return what making a track the primary one of people is called; *track* "" for none."""
    people = People.of(person_ids)
    if not track:
        return Label.of("track.assign-none", people=people)
    return Label.of("track.assign", track=track, people=people)
