"""What the words of a job title or a team tell of the track that its people need."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Track
from pmplanner.sentences import listed, said
from pmplanner.services.lookup import plain

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleHint:
    """The tracks that a title can mean, with the words that tell so and the reason.

    One track is a suggestion; several are to be asked about. None with words: these are known to mean no
    track; none without words: nothing is known.
    """

    track_ids: tuple[int, ...] = ()
    words: str = ""
    reason: str = ""

    @property
    def suggested_id(self) -> int | None:
        """The one track that it can mean; None for none and for several."""
        return self.track_ids[0] if len(self.track_ids) == 1 else None


@dataclass(frozen=True, slots=True)
class TitleWords:
    """What the words of titles mean in a workspace: those of the list that ships, and of its tracks' names.

    The longest words count: "product owner" is heard as that and not as "product". A word that only one
    track has in its name means that track.
    """

    known: Mapping[Words, TitleHint]
    longest: int

    def hint(self, title: str) -> TitleHint:
        """Return what a title means; where its words mean different tracks, all of these."""
        found = list(self._heard(split_words(title)))
        meant = [hint for hint in found if hint.track_ids]
        if not meant:
            return found[0] if found else TitleHint()
        agreed = set.intersection(*(set(hint.track_ids) for hint in meant))
        ids = agreed or set.union(*(set(hint.track_ids) for hint in meant))
        telling = [hint for hint in meant if set(hint.track_ids) <= ids]
        if agreed:
            telling = telling[:1]
        words = " … ".join(dict.fromkeys(hint.words for hint in telling))
        return TitleHint(tuple(sorted(ids)), words, listed(dict.fromkeys(hint.reason for hint in telling)))

    def _heard(self, words: Words) -> Sequence[TitleHint]:
        heard, place = [], 0
        while place < len(words):
            for length in range(self.longest, 0, -1):
                hint = self.known.get(words[place : place + length])
                if hint is not None and place + length <= len(words):
                    heard.append(hint)
                    place += length
                    break
            else:
                place += 1
        return heard


def read_title_words(db: Session) -> TitleWords:
    """Return what words mean for the tracks that the workspace has."""
    tracks = db.execute(select(Track.id, Track.code, Track.name).order_by(Track.position, Track.id)).all()
    by_code = {code: track_id for track_id, code, _ in tracks}
    owners: dict[str, dict[int, str]] = defaultdict(dict)
    for track_id, _, name in tracks:
        for word in split_words(name):
            owners[word][track_id] = name
    known: dict[Words, TitleHint] = {}
    for word, having in owners.items():
        if len(having) == 1:
            ((track_id, name),) = having.items()
            reason = said("the name of the track {track} has this word", track=name)
            known[(word,)] = TitleHint((track_id,), word, reason)
    for words, codes, reason in _shipped():
        ids = tuple(by_code[code] for code in codes if code in by_code)
        # Of tracks that are not there the list tells nothing.
        if len(ids) == len(codes):
            known[words] = TitleHint(ids, " ".join(words), reason)
    return TitleWords(known, max(map(len, known), default=0))


def split_words(text: str) -> Words:
    """Return the words as they are compared: no case, no accents, British "programme" as "program"."""
    return tuple("program" if word == "programme" else word for word in re.findall(r"\w+", plain(text)))


@cache
def _shipped() -> tuple[tuple[Words, Words, str], ...]:
    """Return the list that ships: words, codes of tracks of the catalogue, reason."""
    text = (files("pmplanner_resources") / "job_titles.csv").read_text(encoding="utf-8")
    return tuple(
        (split_words(row["words"]), tuple(row["tracks"].split()), row["reason"])
        for row in csv.DictReader(text.splitlines())
    )
