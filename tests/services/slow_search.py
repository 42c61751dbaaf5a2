"""The search of courses as it is described, read from the courses themselves: slow, and shares no code."""

import math
import unicodedata
from collections.abc import Iterable

from pmplanner.services.catalog.courses import CourseRow

_WEIGHTS = (20, 10, 4, 2, 1)


def _words(text: str) -> list[str]:
    """Letters and digits that stand together, without accents and case."""
    apart = unicodedata.normalize("NFD", text.lower())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in plain).split()


def _columns(row: CourseRow) -> list[list[str]]:
    texts = (row.title, row.code, ", ".join(row.skills), row.provider, row.description)
    return [_words(text) for text in texts]


def slow_search(rows: Iterable[CourseRow], typed: str) -> list[int]:
    """Return the ids of the courses that hold each word: with all in the title first, then by Okapi BM25."""
    columns = {row.id: _columns(row) for row in rows}
    titles = {course_id: [each[0], [], [], [], []] for course_id, each in columns.items()}
    lengths = {course_id: sum(map(len, each)) for course_id, each in columns.items()}
    average = sum(lengths.values()) / max(1, len(lengths))
    sought = _words(typed)

    def ranked(looked_at: dict[int, list[list[str]]]) -> list[int]:
        scores = dict.fromkeys(looked_at, 0.0)
        for word in sought:
            often = {
                course_id: sum(
                    weight * sum(each.startswith(word) for each in column)
                    for weight, column in zip(_WEIGHTS, each_column, strict=True)
                )
                for course_id, each_column in looked_at.items()
            }
            number = sum(map(bool, often.values()))
            odds = (len(looked_at) - number + 0.5) / (number + 0.5)
            rarity = max(math.log(odds), 1e-6)
            for course_id in list(scores):
                if not often[course_id]:
                    del scores[course_id]
                    continue
                norm = 1.2 * (0.25 + 0.75 * lengths[course_id] / average)
                scores[course_id] += rarity * often[course_id] * 2.2 / (often[course_id] + norm)
        # By twelve digits: sums in another order differ in the last, and what most have weighs a millionth.
        return sorted(scores, key=lambda course_id: (-float(f"{scores[course_id]:.12g}"), course_id))

    return list(dict.fromkeys([*ranked(titles), *ranked(columns)]))
