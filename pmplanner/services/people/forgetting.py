"""Forgetting people for good: who they are, which words are theirs, what stays.

A forgotten person stays as a row without name, e-mail and employee id, so that days by track, team
and month stay as they were: team, job title, track, location, dates, picks, seats, completions,
exemptions and absences are kept. Gone are, in rows, in the journal and in what was published:
everything that the person has ever gone by; free texts about the person alone (notes, reasons,
evidence, what an absence was called); and the trainer that the person is, who stays as a former one.
What is found in other texts, and what is not, is said at
:class:`pmplanner.services.people.mentions.Mentions`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Absence,
    Attachment,
    Base,
    Completion,
    EditRow,
    Person,
    PersonCertificate,
    Pick,
    Trainer,
    TrainerAbsence,
)
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, full_name
from pmplanner.services.people.mentions import Mentions, Needle, is_unmistakable, searched
from pmplanner.storage import copies
from pmplanner.storage.forgetting import Rewritten, is_json, is_text, rewrite
from pmplanner.storage.images import Image
from pmplanner.storage.journal import Change, write_entry
from pmplanner.storage.labels import Label, word
from pmplanner.storage.merged import merged_people
from pmplanner.storage.wordings import FORGOTTEN
from pmplanner.storage.workspace import Workspace

IDENTIFYING: dict[str, str | None] = {
    "first_name": "",
    "last_name": "",
    "email": "",
    "employee_id": None,
}
"""What a forgotten person's row has in the columns that say who it is."""

OWN_TEXTS: Mapping[str, tuple[str, ...]] = {
    "pick": ("note",),
    "completion": ("evidence", "certificate_number", "link"),
    "person_certificate": ("number",),
    "exemption": ("reason",),
    "absence": ("kind",),
    "accepted_problem": ("reason",),
}
"""Table to free texts about the person alone: they go as a whole, whatever they say."""

_EVIDENCE_OF = {"completion_id": "completion", "person_certificate_id": "person_certificate"}
"""The columns of an attachment that say to what of a person it belongs, with the tables of that."""

FORMER_TRAINER = "Former trainer {id}"

_NAMING = frozenset({"trainer", "manager_name", "recipient_name", "decided_by_name", "asked_of_name"})
"""Columns that hold nothing but somebody's name, so that a name of one word is one, too."""

_NAMED = frozenset({("trainer", "name"), ("session_trainer", "name"), ("accepted_problem", "place")})
"""The same, of tables where other columns of that name hold something else."""

_MARKS = frozenset({"uid", "hash"})
"""Columns whose text the program makes: no words of anybody."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody who can be forgotten; *removed* people are in the journal only."""

    id: int
    name: str
    employee_id: str
    email: str
    left: dt.date | None
    removed: bool


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What forgetting would change."""

    people: tuple[Whom, ...]
    """Those asked for, and removed ones with the same e-mail address or employee id."""
    rewritten: Rewritten
    shared: tuple[str, ...]
    """Names and addresses that somebody who stays has, too, so that they stay in texts."""
    copies: tuple[Path, ...]
    """Copies of the workspace that hold them."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten."""

    foreseen: Foreseen
    finished: bool
    """False when the file is written anew only at its next opening."""


# Who


def list_whom(db: Session) -> list[Whom]:
    """Return everybody who goes by something, in the people or, once removed, in the journal alone."""
    seen, present = _seen(db)
    found = [_whom(person_id, images, person_id in present) for person_id, images in seen.items()]
    return sorted((w for w in found if w.name), key=lambda w: (fold(w.name), w.id))


def find_whom(db: Session, key: str) -> Whom:
    """Return whom an employee id, e-mail or full name names, the removed ones last.

    Raises PlanError when it is nobody, or several.
    """
    everybody = list_whom(db)
    wanted = fold(key)
    for removed in (False, True):
        there = [w for w in everybody if w.removed == removed]
        for matches in (
            [w for w in there if w.employee_id and fold(w.employee_id) == wanted],
            [w for w in there if w.email and fold(w.email) == wanted],
            [w for w in there if fold(w.name) == wanted],
        ):
            if len({(fold(w.employee_id), fold(w.email)) for w in matches}) > 1:
                raise PlanError(
                    counted(
                        "{n} person goes by “{key}”; use the employee id or the e-mail.",
                        "{n} people go by “{key}”; use the employee id or the e-mail.",
                        len(matches),
                        key=key,
                    )
                )
            if len(matches) == 1 or (matches and removed):
                return matches[0]
            if matches:
                raise PlanError(
                    counted(
                        "{n} person goes by “{key}”; use the employee id.",
                        "{n} people go by “{key}”; use the employee id.",
                        len(matches),
                        key=key,
                    )
                )
    raise PlanError(
        said(
            "There is nobody with the id, e-mail or name “{key}”, among those who were removed neither.",
            key=key,
        )
    )


def left_before(db: Session, day: dt.date) -> list[Whom]:
    """Return those whose last day was before *day*, those who were removed since among them."""
    return [whom for whom in list_whom(db) if whom.left is not None and whom.left < day]


def _whom(person_id: int, images: Sequence[Image], present: bool) -> Whom:
    image = images[-1]
    first, last, email, key = (
        image.get(name) or "" for name in ("first_name", "last_name", "email", "employee_id")
    )
    left = image.get("end_date")
    if isinstance(left, str):
        left = dt.date.fromisoformat(left)
    return Whom(person_id, full_name(first, last, email, key), key, email, left, not present)


def _seen(db: Session) -> tuple[dict[int, list[Image]], set[int]]:
    """Return all that was ever known of people, the newest last, and the ids of those who are there."""
    seen: dict[int, list[Image]] = {}
    query = (
        select(EditRow.row_id, EditRow.before, EditRow.after)
        .where(EditRow.table == "person")
        .order_by(EditRow.id)
    )
    for person_id, *sides in db.execute(query):
        seen.setdefault(person_id, []).extend(side for side in sides if side)
    present = set()
    for row in db.execute(select(Person.__table__)).mappings():
        present.add(row["id"])
        seen.setdefault(row["id"], []).append(dict(row))
    return seen, present


# What is theirs


@dataclass(slots=True)
class _Theirs:
    """All that people to be forgotten have ever gone by."""

    people: list[Whom]
    needles: set[Needle] = field(default_factory=set)
    emails: dict[str, int] = field(default_factory=dict)
    """Folded, to the person."""
    trainers: dict[int, int] = field(default_factory=dict)
    """Trainer to person."""
    shared: set[str] = field(default_factory=set)
    traces: set[str] = field(default_factory=set)

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(whom.id for whom in self.people)


def _theirs(db: Session, ids: Collection[int]) -> _Theirs:
    if not ids:
        raise PlanError(said("Nobody is to be forgotten."))
    seen, present = _seen(db)
    if set(ids) - seen.keys():
        raise PlanError(said("This person no longer exists."))
    merged = [other for other, stays in merged_people(db.connection()).items() if stays in ids]
    everybody = [*ids, *merged, *_twins(seen, present, [*ids, *merged])]
    theirs = _Theirs([_whom(each, seen[each], each in present) for each in dict.fromkeys(everybody)])
    stay = [seen[each][-1] for each in present - theirs.ids]
    taken = _Taken(stay)
    for person_id in sorted(theirs.ids):
        for image in seen[person_id]:
            _add(theirs, taken, person_id, image)
    _add_trainers(db, theirs, taken)
    common = _in_catalogue([n for n in theirs.needles if n.kind == "id"])
    theirs.needles -= common
    theirs.traces -= {needle.words[0] for needle in common}
    return theirs


def _twins(seen: Mapping[int, Sequence[Image]], present: set[int], ids: Collection[int]) -> list[int]:
    """Return the removed people that have the e-mail address or the employee id of one of these.

    What somebody who stays has, too, such as the address of a team, tells nothing.
    """

    def signs(images: Iterable[Image]) -> set[str]:
        return {
            f"{name} {fold(image[name])}"
            for image in images
            for name in ("email", "employee_id")
            if image.get(name)
        }

    chosen = set(ids)
    wanted = signs(image for each in ids for image in seen[each])
    wanted -= signs(seen[each][-1] for each in present - chosen)
    gone = seen.keys() - present - chosen
    return [each for each in sorted(gone) if signs(seen[each]) & wanted]


class _Taken:
    """What those who stay go by."""

    def __init__(self, people: Iterable[Image]) -> None:
        self._words: set[str] = set()
        for image in people:
            first, last = image["first_name"], image["last_name"]
            self._words |= {searched(f"{first} {last}"), searched(f"{last} {first}")}
            self._words |= {searched(image[name]) for name in ("email", "employee_id") if image[name]}

    def __contains__(self, text: str) -> bool:
        return searched(text) in self._words


def _add(theirs: _Theirs, taken: _Taken, person_id: int, image: Image) -> None:
    first, last = (str(image.get(name) or "") for name in ("first_name", "last_name"))
    name = f"{first} {last}".strip()
    email, key = (str(image.get(name) or "") for name in ("email", "employee_id"))
    if name and name in taken:
        theirs.shared.add(name)
    elif name:
        theirs.needles.add(Needle("name", person_id, (first, last)))
        if first and last:
            # As texts have it, as rows of the table people have it, and as images have it.
            theirs.traces |= {name, f"{last}, {first}", f"{first}{last}"}
            theirs.traces.add(f'"first_name": "{first}", "last_name": "{last}"')
    if email and email in taken:
        theirs.shared.add(email)
    elif email:
        theirs.needles.add(Needle("email", person_id, (email,)))
        theirs.emails.setdefault(searched(email), person_id)
        theirs.traces |= {email} if "@" in email else set()
    if key and key not in taken:
        theirs.needles.add(Needle("id", person_id, (key,)))
        theirs.traces |= {key} if is_unmistakable(key) else set()


def _add_trainers(db: Session, theirs: _Theirs, taken: _Taken) -> None:
    """Find the trainers that these people are, and add what those have gone by."""
    known = Mentions(theirs.needles)
    images: list[Image] = [dict(row) for row in db.execute(select(Trainer.__table__)).mappings()]
    images += _images_of(db, "trainer")
    for image in images:
        for name in ("code", "email", "name"):
            needle = known.whole(image.get(name) or "")
            if needle is not None and (needle.kind == "id") == (name == "code"):
                theirs.trainers.setdefault(image["id"], needle.person_id)
    for image in images:
        person_id = theirs.trainers.get(image["id"])
        if person_id is not None and image["name"] not in taken:
            theirs.needles.add(Needle("name", person_id, (image["name"],)))
            if image.get("email") and image["email"] not in taken:
                theirs.needles.add(Needle("email", person_id, (image["email"],)))


def _in_catalogue(needles: list[Needle]) -> set[Needle]:
    """Return the ids that stand in the bundled catalogue, as PL-300 does: they are common words there."""
    if not needles:
        return set()
    # Here, because nothing else needs the catalogue, and reading it delays the start.
    from pmplanner.services.catalog.catalog_file import bundled_catalog

    mentions = Mentions(needles)
    found = {n for text in _strings(asdict(bundled_catalog())) for *_, n in mentions.find(text)}
    return {needle for needle in needles if needle in found}


def _strings(value: object) -> Iterator[str]:
    """Yield the texts in dicts and sequences."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings(tuple(value.values()))
    elif isinstance(value, Sequence):
        for each in value:
            yield from _strings(each)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Files that were ever the evidence of what people did or hold."""

    owners: frozenset[tuple[str, int]]
    """Table and id of the completions and certificates, those that are only in the journal among them."""
    files: frozenset[str]
    """The hashes of files that are nobody else's evidence."""


def _evidence(db: Session, ids: Collection[int]) -> _Evidence:
    owners: set[tuple[str, int]] = set()
    for kind in (Completion, PersonCertificate):
        table = kind.__tablename__
        owners |= {
            (table, row_id) for row_id, owner in db.execute(select(kind.id, kind.person_id)) if owner in ids
        }
        for image in _images_of(db, table):
            if image.get("person_id") in ids:
                owners.add((table, image["id"]))
    theirs, others = set[str](), set[str]()
    rows = [dict(row) for row in db.execute(select(Attachment.__table__)).mappings()]
    for image in [*rows, *_images_of(db, "attachment")]:
        own = any((table, image.get(column)) in owners for column, table in _EVIDENCE_OF.items())
        (theirs if own else others).add(image["hash"])
    return _Evidence(frozenset(owners), frozenset(theirs - others))


def _picks(db: Session, ids: Collection[int]) -> frozenset[int]:
    """Return the picks of people, those that are only in the journal among them."""
    theirs = {pick_id for pick_id, owner in db.execute(select(Pick.id, Pick.person_id)) if owner in ids}
    return frozenset(theirs | {i["id"] for i in _images_of(db, "pick") if i.get("person_id") in ids})


def _away(db: Session, theirs: _Theirs) -> frozenset[tuple[str, int]]:
    """Return their absences, those that are only in the journal among them: table and id."""
    found = set[tuple[str, int]]()
    for kind, column, owners in (
        (Absence, "person_id", theirs.ids),
        (TrainerAbsence, "trainer_id", theirs.trainers.keys()),
    ):
        table = kind.__tablename__
        rows = [dict(row) for row in db.execute(select(kind.__table__)).mappings()]
        images = [*rows, *_images_of(db, table)]
        found |= {(table, image["id"]) for image in images if image.get(column) in owners}
    return frozenset(found)


def _images_of(db: Session, table: str) -> Iterator[Image]:
    query = select(EditRow.before, EditRow.after).where(EditRow.table == table)
    return (side for sides in db.execute(query) for side in sides if side)


# What becomes of rows and texts


class _Forgetter:
    """Makes what stays of rows and texts."""

    def __init__(
        self,
        theirs: _Theirs,
        evidence: "_Evidence",
        picks: frozenset[int],
        away: frozenset[tuple[str, int]],
    ) -> None:
        self._ids = theirs.ids
        self._away = away
        self._evidence = evidence
        self._picks = picks
        self._emails = theirs.emails
        self._trainers = theirs.trainers
        self._teaching = {person_id: trainer for trainer, person_id in sorted(theirs.trainers.items())}
        self._mentions = Mentions(theirs.needles)
        self._traces = copies.traces_of(theirs.traces)
        # The texts of a journal are few and come again and again.
        self._free = lru_cache(100_000)(self._without)
        self._kept = {table.name: _kept(table) for table in Base.metadata.sorted_tables}
        self._of_people = {
            table.name: [c.name for c in table.columns if _names_person(c)]
            for table in Base.metadata.sorted_tables
        }

    def concerns(self, table: str, image: Image) -> bool:
        """Say whether the row is a person's who is forgotten, or names one by the id."""
        if table == "person" and image.get("id") in self._ids:
            return True
        if table == "attachment" and self._is_evidence(image):
            return True
        if table == "pick_decision" and image["pick_id"] in self._picks:
            return True
        if table == "calendar_origin" and (image["kind"], image["row_id"]) in self._away:
            return True
        return any(image.get(name) in self._ids for name in self._of_people.get(table, ()))

    def _is_evidence(self, image: Image) -> bool:
        return any(
            (table, image.get(column)) in self._evidence.owners for column, table in _EVIDENCE_OF.items()
        )

    def holds(self, name: str, content: bytes) -> bool:
        """Say whether a stored file is evidence of theirs alone, or holds a name, an address or an id."""
        return name in self._evidence.files or any(trace in content for trace in self._traces)

    def free(self, value: Any) -> Any:  # noqa: ANN401 - text, or what JSON holds
        """Return a text, or a JSON value, without what they went by."""
        return self._json(value, teaching=False)

    def row(self, table: str, image: Image) -> Image:
        """Return what stays of a row; those of the bundled catalogue are nobody's words."""
        if image.get("bundled"):
            return image
        changed = {name: value for name, value in self._own(table, image).items() if name in image}
        # Columns that a newer format has no more are in old images, and looked through, too.
        kept = self._kept.get(table, _MARKS)
        for name, value in image.items():
            if value and name not in kept and name not in changed and isinstance(value, str | dict | list):
                changed[name] = self._cell(table, name, value, image)
        changed = {name: value for name, value in changed.items() if value != image[name]}
        return {**image, **changed} if changed else image

    def _own(self, table: str, image: Image) -> Image:
        """Return what a row has in the columns that are about a person or a trainer alone."""
        if table == "person":
            return self._manager(image) | (IDENTIFYING if image.get("id") in self._ids else {})
        if table == "trainer" and image.get("id") in self._trainers:
            name = FORMER_TRAINER.format(id=image["id"])
            return {"name": name, "email": "", "code": None, "note": ""}
        if table == "trainer_absence" and image.get("trainer_id") in self._trainers:
            return {"kind": ""}
        if table == "published_event":
            return self._told(image)
        if table in OWN_TEXTS and image.get("person_id") in self._ids:
            return dict.fromkeys(OWN_TEXTS[table], "")
        if table == "attachment" and self._is_evidence(image):
            return {"name": "", "hash": ""}
        if table == "pick_decision" and image["pick_id"] in self._picks:
            return {"note": ""}
        if table == "calendar_origin" and (image["kind"], image["row_id"]) in self._away:
            return {"calendar": "", "event": ""}
        if table == "paper":
            return self._paper(image)
        return {}

    def _paper(self, image: Image) -> Image:
        """Return what stays of a paper about a person alone; one of many files is known by its name only."""
        person_id, whole = image["person_id"], self._mentions.whole(image["about"])
        if person_id not in self._ids:
            person_id = whole.person_id if whole is not None and whole.kind == "name" else None
        return {} if person_id is None else {"about": FORGOTTEN.format(id=person_id), "file_name": ""}

    def _manager(self, image: Image) -> Image:
        """Return the manager's columns of somebody who stays, when the address says who it was."""
        person_id = self._emails.get(searched(image.get("manager_email") or ""))
        if person_id is None:
            return {}
        return {"manager_email": "", "manager_name": FORGOTTEN.format(id=person_id)}

    def _told(self, image: Image) -> Image:
        kind, recipient = image.get("recipient_kind"), image.get("recipient_id")
        content = image.get("content")
        if not isinstance(content, dict):
            return {}
        if kind == "person" and recipient in self._ids:
            name = FORGOTTEN.format(id=recipient)
        elif kind == "trainer" and recipient in self._trainers:
            name = FORMER_TRAINER.format(id=recipient)
        else:
            return {}
        return {"content": self._json({**content, "name": name, "email": ""}, teaching=True)}

    def _cell(self, table: str, name: str, value: Any, image: Image) -> Any:  # noqa: ANN401 - text or JSON
        named = (table, name) in _NAMED
        teaching = name == "trainer" or named or "trainer" in (table, image.get("recipient_kind"))
        if not isinstance(value, str):
            return self._json(value, teaching)
        return self._text(name, value, teaching, naming=name in _NAMING or named)

    def _text(self, name: str, text: str, teaching: bool, naming: bool) -> str:
        whole = self._mentions.whole(text) if naming else None
        if whole is not None and whole.kind == "name":
            new = self._instead(whole, teaching)
        else:
            new = self._free(text, teaching)
        if naming and new == text and ", " in text:
            # Several trainers of a session, as calendars tell of them.
            new = ", ".join(self._text(name, each, teaching, naming) for each in text.split(", "))
        if new == text:
            return text
        if name == "email" or name.endswith("_email"):
            return ""
        return fold(new) if name in ("recipient_name", "place") else new

    def _json(self, value: Any, teaching: bool, name: str = "") -> Any:  # noqa: ANN401 - a JSON value
        if isinstance(value, str):
            return self._text(name, value, teaching, naming=name in _NAMING)
        if isinstance(value, list):
            return [self._json(each, teaching) for each in value]
        if isinstance(value, dict):
            return {
                self._free(key, False): self._json(each, teaching or key == "trainer", key)
                for key, each in value.items()
            }
        return value

    def _without(self, text: str, teaching: bool) -> str:
        return self._mentions.replace(text, lambda needle: self._instead(needle, teaching))

    def _instead(self, needle: Needle, teaching: bool) -> str:
        trainer = self._teaching.get(needle.person_id) if teaching else None
        if trainer is not None:
            return FORMER_TRAINER.format(id=trainer)
        return FORGOTTEN.format(id=needle.person_id)


def _kept(table: Any) -> frozenset[str]:  # noqa: ANN401 - a table
    """Return the columns not to look through; days and decimals, which hold no words, are text in images."""
    wordless = {c.name for c in table.columns if not is_text(c.type) and not is_json(c.type)}
    return _MARKS | wordless | (IDENTIFYING.keys() if table.name == "person" else set())


def _names_person(column: Any) -> bool:  # noqa: ANN401 - a column
    return column.name == "person_id" or any(key.column.table.name == "person" for key in column.foreign_keys)


# Doing it


def foresee(db: Session, ids: Collection[int], path: Path) -> Foreseen:
    """Return what forgetting these people would change in the workspace at *path*; nothing is changed.

    Raises PlanError when it is nobody, or when one of them was never there.
    """
    return _forget(db, ids, path, write=False)


def forget_people(workspace: Workspace, ids: Collection[int]) -> Forgotten:
    """Forget people for good, those who were removed among them; no undo brings them back.

    Edits that touched them cannot be undone any more. Raises PlanError as :func:`foresee`, and
    WorkspaceError when the workspace cannot be written; nothing is changed then.
    """
    made: list[Foreseen] = []

    def work(db: Session) -> Change:
        foreseen = _forget(db, ids, workspace.path, write=True)
        made.append(foreseen)
        label = Label.of("forget", count=len(set(ids)))
        write_entry(db.connection(), label, rows=foreseen.rewritten.row_count, kind="forget")
        keys = {table: frozenset(rows) for table, rows in foreseen.rewritten.rows.items()}
        return Change(word(db, label), keys, "forget")

    finished = workspace.forget(work)
    return Forgotten(made[0], finished)


def _forget(db: Session, ids: Collection[int], path: Path, *, write: bool) -> Foreseen:
    theirs = _theirs(db, ids)
    forgetter = _Forgetter(theirs, _evidence(db, theirs.ids), _picks(db, theirs.ids), _away(db, theirs))
    rewritten = rewrite(db.connection(), forgetter, write=write)
    held = copies.holding(copies.find_copies(path), copies.traces_of(theirs.traces))
    return Foreseen(tuple(theirs.people), rewritten, tuple(sorted(theirs.shared)), tuple(held))
