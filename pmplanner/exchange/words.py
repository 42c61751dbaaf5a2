"""What the words of other systems mean: results, statuses, yes and no, in four languages.

The lists are closed. A word that stands in none of them is asked about, and is never taken for anything:
a course must not be credited, nor be failed, because of a guess. A user's own words come before the lists.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pmplanner.exchange.errors import ExchangeError
from pmplanner.sentences import marked, said

NONE = "none"
"""Ours for what is no completion, no pick, no absence: it is left out, and said so."""

NUMBER = "number"
"""Stands for every number when somebody says what words mean."""

DAY, DAY_TO_COME = "day", "day to come"
"""Stand in a training matrix for cells that hold nothing but a day: one that is over, and one that is not."""

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?\s*(?:%|/\s*\d+(?:[.,]\d+)?)?")
_LIMIT = re.compile(r"(>=|<)\s*(\d+(?:[.,]\d+)?)\s*%?")


@dataclass(frozen=True, slots=True)
class _Limit:
    """Numbers from a limit on, or below it, and what they mean."""

    from_on: bool
    number: float
    ours: str


@dataclass(frozen=True)
class Vocabulary:
    """Our words for one kind of answer, each with the words of others for it."""

    what: str
    """What is asked, marked: "result", "status"."""
    ours: Mapping[str, str]
    """Our word to those of others, `|` between; accents, case, blanks and punctuation do not matter."""

    def find(self, word: str) -> str | None:
        """Give our word for one of others; None when it is not known."""
        return self.known.get(word_key(word))

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Give our word for each word of others, in the form in which they are compared."""
        return {word_key(word): ours for ours, words in self.ours.items() for word in words.split("|")}


def word_key(word: str) -> str:
    """Give a word as words are compared: letters and digits without case and accents; signs if only these."""
    text = " ".join(unicodedata.normalize("NFKC", word).casefold().split())
    if is_number(text):
        return text.replace(" ", "")
    bare = "".join(ch for ch in unicodedata.normalize("NFD", text) if ch.isalnum())
    return bare or text


def is_number(word: str) -> bool:
    """Tell whether a word is a number, a percentage or so many of so many."""
    return _NUMBER.fullmatch(word.strip()) is not None


class Meanings:
    """What the words of one field of one file mean."""

    def __init__(self, vocabulary: Vocabulary | None, own: Mapping[str, str], field: str) -> None:
        """Take the user's *own* words (theirs to ours) before those of the vocabulary.

        Own words are also ">=60" and "<60" for numbers, and NUMBER for all of them. Raises ExchangeError
        when one of ours is none of the vocabulary's.
        """
        self._vocabulary = vocabulary
        self._own: dict[str, str] = {}
        self._limits: list[_Limit] = []
        self._numbers: str | None = None
        for theirs, ours in own.items():
            self._add(theirs, self._checked(ours, field))

    def _add(self, theirs: str, ours: str) -> None:
        limit = _LIMIT.fullmatch(theirs.strip())
        if limit:
            self._limits.append(_Limit(limit[1] == ">=", _value(limit[2]), ours))
        elif word_key(theirs) == NUMBER:
            self._numbers = ours
        else:
            self._own[word_key(theirs)] = ours

    def _checked(self, ours: str, field: str) -> str:
        if self._vocabulary is None:
            return ours
        found = next((word for word in self._vocabulary.ours if word_key(word) == word_key(ours)), None)
        if found is None:
            words = ", ".join(self._vocabulary.ours)
            raise ExchangeError(
                said(
                    "“{ours}” is no word for {field}; there are: {words}.",
                    ours=ours,
                    field=field,
                    words=words,
                )
            )
        return found

    def said(self, word: str) -> str | None:
        """Give our word for one of theirs where somebody has said so; None otherwise."""
        ours = self._own.get(word_key(word))
        if ours is None and is_number(word):
            number = _value(word)
            fitting = (each.ours for each in self._limits if (number >= each.number) == each.from_on)
            ours = next(fitting, self._numbers)
        return ours


def _value(text: str) -> float:
    """Give the number of a grade; of 17/20 the percentage."""
    number, _, most = text.replace(",", ".").replace("%", "").partition("/")
    whole = float(most) if most.strip() else 0.0
    return float(number) * 100 / whole if whole else float(number)


def _joined(*groups: Iterable[str]) -> str:
    return "|".join(word for group in groups for word in group)


def _split(words: str) -> list[str]:
    """Give the words between the strokes."""
    return words.split("|")


def _forms(stems: str, *endings: str) -> list[str]:
    """Give French and Spanish words in both genders and numbers."""
    return [stem + ending for stem in stems.split("|") for ending in endings]


def _fr(stems: str) -> list[str]:
    return _forms(stems, "", "e", "s", "es")


def _es(stems: str) -> list[str]:
    return _forms(stems, "o", "a", "os", "as")


_YES = _split("yes|y|true|ja|oui|sí|si|wahr|vrai|verdadero")
_NO = _split("no|n|false|nein|non|falsch|faux|falso")

_COMPLETED = [
    *_split("completed|complete|done|finished|fully completed|course completed|fulfilled|✓|✔|☑"),
    *_split("abgeschlossen|absolviert|erledigt|beendet|fertig|vollständig|durchgeführt|erfüllt"),
    *_fr("terminé|achevé|complété|réalisé|effectué|fait|suivi|fini|accompli"),
    *_es("completad|terminad|finalizad|realizad|hech|concluid|cumplid|culminad"),
]
_PASSED = [
    *_split("passed|pass|ok|okay|successful|success|competent|certified|achieved|qualified|satisfactory"),
    *_split("passed with distinction|pass with distinction|pass with merit|passed with merit"),
    *_split("successfully completed|completed successfully|certificate issued"),
    *_split("bestanden|erfolgreich|mit erfolg|erfolgreich abgeschlossen|erfolgreich absolviert"),
    *_split("erfolgreich teilgenommen|mit erfolg teilgenommen|mit auszeichnung bestanden"),
    *_split("zertifiziert|geschafft"),
    *_fr("réussi|reçu|validé|admis|acquis|obtenu|certifié"),
    *_split("succès|réussite|apte|avec succès"),
    *_es("aprobad|superad|apt|certificad|exitos|lograd|acreditad"),
    *_split("éxito|con éxito"),
]
_ATTENDED = [
    *_split("attended|present|participated|took part|fully attended|participation|attendance"),
    *_split("teilgenommen|anwesend|besucht|teilnahme|war da"),
    *_fr("présent|participé|assisté"),
    *_split("a participé|participation"),
    *_split("asistió|asistido|asistida|presente|participó|participado|participada|asistencia"),
]
_FAILED = [
    *_split("failed|fail|failure|not passed|did not pass|unsuccessful|unsatisfactory|not competent"),
    *_split("not yet competent|not successful|nicht bestanden|durchgefallen|ohne erfolg|erfolglos"),
    *_fr("échoué|non réussi|ajourné|non validé|non acquis|recalé|non admis"),
    *_split("échec|inapte|non apte|pas réussi|suspenso|suspensa|no superado|no superada"),
    *_es("reprobad|no aprobad|no apt|fallid|desaprobad"),
]
_INCOMPLETE = [
    *_split("incomplete|partially completed|partly completed|partial|partly attended"),
    *_split("partially attended|left early|unvollständig|teilweise|teilweise teilgenommen"),
    *_fr("incomplet|partiel"),
    *_split("incomplète|incomplètes|partielle|partielles|partiellement|parcial|parcialmente"),
    *_es("incomplet"),
]
_NO_SHOW = [
    *_split("absent|no show|did not attend|not attended|didn't attend|excused|unexcused|missed|noshow"),
    *_split("nicht erschienen|nicht teilgenommen|abwesend|gefehlt|fehlend|entschuldigt|unentschuldigt"),
    *_fr("absent|excusé|non présenté|non venu"),
    *_split("ne s'est pas présenté|no asistió|no se presentó|ausente|ausentes|no asiste"),
    *_es("no presentad"),
]
_WAITING = [
    *_split("waiting|waitlist|waitlisted|wait listed|waiting list|on waiting list|on the waiting list"),
    *_split("warteliste|auf warteliste|auf der warteliste|wartend|wartet|wartelistenplatz"),
    *_split("liste d'attente|en liste d'attente|sur liste d'attente|en attente"),
    *_split("lista de espera|en lista de espera|en espera"),
]
_BOOKED = [
    *_split("booked|enrolled|enroled|registered|scheduled|signed up|reserved"),
    *_split("gebucht|angemeldet|eingeschrieben|registriert|eingeplant|reserviert"),
    *_fr("inscrit|réservé|programmé"),
    *_es("inscrit|matriculad|reservad|programad|registrad"),
]
_PLANNED = [
    *_split("planned|to schedule|geplant|vorgesehen|planificado|planificada"),
    *_fr("prévu|planifié"),
    *_es("previst"),
    *_split("à faire|à planifier|por hacer|zu planen"),
]
_OPEN = _split("open|offen|ouvert|ouverte|abierto|abierta")
_CANCELLED = [
    *_split("cancelled|canceled|withdrawn|withdrew|dropped|dropped out|deregistered|unenrolled"),
    *_split("abgesagt|storniert|abgemeldet|zurückgezogen|abgebrochen|ausgefallen|entfällt|widerrufen"),
    *_fr("annulé|désisté|abandonné|retiré|désinscrit"),
    *_split("abandon|abandono"),
    *_es("cancelad|anulad|abandonad|retirad"),
]
_REFUSED = [
    *_split("declined|rejected|refused|denied|not approved|disapproved|unapproved"),
    *_split("abgelehnt|verweigert|nicht genehmigt|nicht bewilligt|nicht bestätigt"),
    *_fr("refusé|rejeté|non approuvé|non accepté|non accordé"),
    *_es("rechazad|denegad|no autorizad"),
]
_NOT_YET = [
    *_split("not completed|not complete|not finished|not done|not started|in progress|ongoing|started"),
    *_split("pending|assigned|due|overdue|invited|to do|todo|postponed|deferred|not taken|✗|✘|☐|upcoming"),
    *_split("nicht abgeschlossen|nicht absolviert|nicht begonnen|noch nicht begonnen|in bearbeitung"),
    *_split("laufend|läuft|begonnen|ausstehend|eingeladen|verschoben|noch offen|nicht erledigt"),
    *_fr("non commencé|non terminé|non réalisé|non effectué|non suivi|invité|reporté|commencé|pas commencé"),
    *_split("en cours|à venir|en curso|en progreso|sin iniciar|pendiente|pendientes|próximo"),
    *_es("no completad|no realizad|no iniciad|no comenzad|no terminad|aplazad|invitad|iniciad"),
]

RESULT = Vocabulary(
    marked("result"),
    {
        "completed": _joined(_COMPLETED, _YES),
        "passed": _joined(_PASSED),
        "attended": _joined(_ATTENDED),
        "failed": _joined(_FAILED),
        "incomplete": _joined(_INCOMPLETE),
        NONE: _joined(
            _NO, _NOT_YET, _NO_SHOW, _WAITING, _BOOKED, _PLANNED, _OPEN, _CANCELLED, _REFUSED, [NONE]
        ),
    },
)
"""How somebody took a course. Failed and incomplete: the days are spent, the course is not credited."""

COMPLETED = Vocabulary(
    marked("answer"),
    {
        "completed": _joined(_YES, _COMPLETED, _PASSED, _ATTENDED, _split("1|x|1.0")),
        NONE: _joined(
            _NO, _NOT_YET, _NO_SHOW, _WAITING, _BOOKED, _PLANNED, _OPEN, _CANCELLED, _REFUSED, _FAILED,
            _INCOMPLETE, ["0", "0.0", NONE],
        ),
    },
)  # fmt: skip
"""A column of yes and no beside the result or in its place."""

STATUS = Vocabulary(
    marked("status"),
    {
        "open": _joined(_OPEN, _PLANNED, _split("picked|wanted|gewünscht")),
        "waiting": _joined(_WAITING),
        "booked": _joined(_BOOKED, _split("confirmed|bestätigt|confirmé|confirmée|confirmado|confirmada")),
        "attended": _joined(_COMPLETED, _PASSED, _ATTENDED),
        "partly attended": _joined(_INCOMPLETE),
        "absent": _joined(_NO_SHOW),
        "failed": _joined(_FAILED),
        NONE: _joined(_CANCELLED, _REFUSED, [NONE]),
    },
)
"""Where a pick stands."""

DECISION = Vocabulary(
    marked("decision"),
    {
        "proposed": _joined(_split("proposed|proposal|suggested|vorgeschlagen|proposé|propuesto"), _OPEN),
        "approved": _joined(
            _YES,
            _split("approved|agree|agreed|accepted|confirmed|granted|ok|okay|genehmigt|bewilligt"),
            _fr("approuvé|accepté|validé"),
            _es("aprobad|aceptad"),
        ),
        "later": _joined(_split("later|put off|postponed|deferred|später|verschoben|plus tard|más tarde")),
        "declined": _joined(_NO, _REFUSED),
        NONE: _joined([NONE]),
    },
)
"""What was decided of a pick."""

APPROVAL = Vocabulary(
    marked("approval"),
    {
        "approved": _joined(
            _YES,
            _split("approved|approve|accepted|confirmed|granted|authorised|authorized|taken|ok|okay|1|x"),
            _split("auto approved|validated|genehmigt|bewilligt|bestätigt|angenommen|freigegeben"),
            _split("✓|✔|☑|1.0"),
            _fr("approuvé|accepté|validé|accordé|confirmé|autorisé"),
            _es("aprobad|aceptad|confirmad|autorizad|concedid"),
        ),
        "refused": _joined(_NO, _REFUSED, _es("no aprobad"), _split("0|0.0|✗|✘")),
        "cancelled": _joined(_CANCELLED, _split("deleted|gelöscht|supprimé|supprimée|eliminado|eliminada")),
        "open": _joined(
            _OPEN,
            _split("pending|requested|draft|submitted|awaiting approval|waiting for approval|new"),
            _split("in review|under review|to approve|applied|waiting"),
            _split("beantragt|ausstehend|in prüfung|entwurf|eingereicht|zu genehmigen"),
            _fr("demandé|soumis|à valider"),
            _split("en attente|brouillon|pendiente|pendientes|borrador|en espera|en revisión"),
            _es("solicitad"),
        ),
    },
)
"""Whether leave was approved; only what was is an absence."""

EMPLOYED = Vocabulary(
    marked("employment status"),
    {
        "employed": _joined(
            _YES,
            _split(
                "active|current|employed|enabled|working|1|1.0|x|✓|✔|on leave|leave of absence|future start"
            ),
            _split(
                "new hire|onboarding|full time|part time|permanent|temporary|contract|contractor|probation"
            ),
            _split(
                "intern|internship|apprentice|casual|regular|fixed term|confirmed|notice period|on notice"
            ),
            _split(
                "aktiv|beschäftigt|vollzeit|teilzeit|befristet|unbefristet|probezeit|elternzeit|praktikum"
            ),
            _fr("actif|employé"),
            _split("active|actives|en poste|cdi|cdd|temps plein|temps partiel|stage|stagiaire|apprenti"),
            _es("activ|emplead"),
            _split("en plantilla|jornada completa|media jornada|tiempo completo|tiempo parcial"),
        ),
        "left": _joined(
            _NO,
            _split("left|leaver|inactive|terminated|voluntarily terminated|involuntarily terminated|former"),
            _split(
                "terminated for cause|resigned|retired|dismissed|departed|ex employee|former employee|ended"
            ),
            _split("deceased|disabled|deleted|archived|suspended|relieved|laid off|separated|0|0.0|✗|✘"),
            _split("inaktiv|ausgeschieden|ausgetreten|gekündigt|verrentet|ehemalig|ehemaliger|gelöscht"),
            _fr("inactif|parti|licencié|démissionné|retraité|sorti"),
            _split("inactive|inactives|démissionnaire"),
            _es("inactiv|despedid|jubilad|cesad"),
            _split("de baja|baja|baja definitiva"),
        ),
    },
)
"""Whether somebody is still employed."""

MARK = Vocabulary(
    marked("entry"),
    {
        "done": "|".join(
            word for word in (*_COMPLETED, *_PASSED, *_ATTENDED, DAY) if any(map(str.isalnum, word))
        ),
        "failed": _joined(_FAILED),
        "picked": _joined(_PLANNED, _OPEN, _split("picked|problem|gewünscht")),
        "scheduled": _joined(_BOOKED),
        "waiting": _joined(_WAITING),
        "later": _joined(_split("later|put off|postponed|deferred|später|verschoben|plus tard|más tarde")),
        "declined": _joined(_REFUSED),
        "required": _joined(
            _split("required|mandatory|needed|met|credited|pflicht|erforderlich|obligatorisch|requis"),
            _split("requise|obligatoire"),
            _es("obligatori|requerid"),
        ),
        NONE: _joined(
            _split("-|–|—|n/a|na|n.a.|not applicable|not required|not needed|no|n|nein|non|none"),
            _split("entfällt|nicht erforderlich|nicht nötig|non requis|sans objet|no aplica"),
            _NOT_YET,
            _NO_SHOW,
            _CANCELLED,
            _INCOMPLETE,
        ),
    },
)
"""What stands in the cells of a training matrix. A cross means this or that, and is asked about."""

ANSWER = Vocabulary(
    marked("answer"),
    {
        "agree": _joined(
            _split("yes|y|ja|oui|sí|si|agree|agreed|i agree|approve|approved|accept|accepted|ok|okay"),
            _split("confirmed|einverstanden|zustimmen|genehmigt|d'accord|de acuerdo|✓|✔"),
        ),
        "later": _joined(
            _split("later|not now|postpone|postponed|put off|defer|deferred|next year"),
            _split("später|verschieben|verschoben|plus tard|reporté|reportée|más tarde|aplazar|aplazado"),
        ),
        "swap": _joined(
            _split("swap|swap for|swapped|exchange|exchange for|instead|replace|replace by|replace with"),
            _split("tauschen|tauschen gegen|échanger|échanger contre|cambiar|cambiar por"),
        ),
        "no": _joined(_REFUSED, _split("no|n|nein|non|decline|reject|refuse|disagree|not agreed|✗|✘")),
    },
)
"""What a manager answers about a pick. True and false say nothing: a box that nobody has ticked is false."""
