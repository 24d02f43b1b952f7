"""What is better asked before a method is begun: it leads to "offer", "see a clinician first" or "ask at the clinic".

Never to a verdict: nothing here keeps her from choosing anything. Only where two published sets of medical eligibility
criteria (WHO 2015, CDC 2024) both restrict a method (category 3 or 4) is a clinician named; where one does, or what
matters is not known, the clinic is asked. The table is ``resources/counselling/criteria.toml``; the words are texts
``counselling.ask.<question>``, ``counselling.answer.<answer>`` and ``counselling.because.<question>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from app.codes import code_list
from app.counselling.reading import Table

Answers = Mapping[str, str]
"""Answer by question; what she did not say, or was not asked, is not in it."""

_RESTRICTED = 3
_MOST = 4


class Advice(StrEnum):
    """What to say of a method; ``value`` is the end of its text's key."""

    OFFER = "offer"
    CLINICIAN = "clinician"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Question:
    """``answers``: the codes, the plain one first. ``sensitive``: asked only on purpose."""

    id: str
    answers: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One condition and the category of some methods under it at their start; 0 where a set gives no single one.

    ``when``: by question, the answers that make it hold; all of them have to. ``source``: which editions say so.
    """

    id: str
    when: Mapping[str, frozenset[str]]
    methods: frozenset[str]
    who: int
    cdc: int
    source: tuple[str, ...]
    verified: bool

    @property
    def agreed(self) -> bool:
        """Whether both sets restrict these methods."""
        return min(self.who, self.cdc) >= _RESTRICTED

    def fits(self, answers: Answers) -> bool | None:
        """Whether it holds; None where that hangs on something she did not say."""
        told = [answers[q] in wanted if q in answers else None for q, wanted in self.when.items()]
        return False if False in told else None if None in told else True


@dataclass(frozen=True, slots=True)
class Told:
    """The advice for one method: ``because`` of these questions, ``open`` those that matter and have no answer."""

    advice: Advice
    because: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criteria:
    """The table. ``covered``: methods both sets classify; for any other the clinic is asked."""

    questions: tuple[Question, ...]
    rows: tuple[Row, ...]
    covered: frozenset[str]
    sources: Mapping[str, str]
    verified: bool

    def told(self, method: str, answers: Answers) -> Told:
        """What to say of a method for these answers. What is not known never becomes an offer."""
        if method not in self.covered:
            return Told(Advice.ASK)
        about = [(row, row.fits(answers)) for row in self.rows if method in row.methods]
        if agreed := [row for row, fits in about if fits and row.agreed]:
            return Told(Advice.CLINICIAN, self._named(agreed))
        doubtful = [row for row, fits in about if fits]
        waiting = [row for row, fits in about if fits is None]
        if doubtful or waiting:
            missing = {q for row in waiting for q in row.when if q not in answers}
            return Told(Advice.ASK, self._named(doubtful), tuple(q.id for q in self.questions if q.id in missing))
        return Told(Advice.OFFER)

    def _named(self, rows: list[Row]) -> tuple[str, ...]:
        mattering = {q for row in rows for q in row.when}
        return tuple(q.id for q in self.questions if q.id in mattering)


@cache
def criteria() -> Criteria:
    """The table as it is shipped."""
    file = files("resources") / "counselling" / "criteria.toml"
    return read_criteria(file.read_text(encoding="utf-8"))


def read_criteria(text: str) -> Criteria:
    """The table from its text. Raises FileError ``file.counselling``, naming row and key (``Table``)."""
    table = Table("counselling/criteria.toml", text)
    if type(table.content.get("verified")) is not bool:
        table.wrong("", "verified", "missing")
    sources = {
        row["id"]: f"{row['title']}, {row['edition']}"
        for row in table.rows("source", "id", {"id": str, "title": str, "edition": str}, {})
    }
    questions = {q.id: q for q in _questions(table)}
    covered = table.content.get("covered")
    if not isinstance(covered, list):
        table.wrong("", "covered", "missing")
    known = table.names("", "covered", covered, code_list("method").codes)
    needed = {"id": str, "if": dict, "methods": list, "who": int, "cdc": int, "source": list, "verified": bool}
    rows = []
    for row in table.rows("row", "id", needed, {}):
        for key in ("who", "cdc"):
            if not 0 <= row[key] <= _MOST:
                table.wrong(row["id"], key, "range")
        if max(row["who"], row["cdc"]) < _RESTRICTED and min(row["who"], row["cdc"]) > 0:
            table.wrong(row["id"], "who", "range")  # it restricts nothing: it does not belong here
        rows.append(
            Row(
                row["id"], _when(table, row["id"], row["if"], questions),
                frozenset(table.names(row["id"], "methods", row["methods"], known)), row["who"], row["cdc"],
                table.names(row["id"], "source", row["source"], frozenset(sources)), row["verified"],
            )
        )  # fmt: skip
    return Criteria(
        tuple(questions.values()), tuple(rows), frozenset(known), MappingProxyType(sources), table.content["verified"]
    )


def _questions(table: Table) -> list[Question]:
    found = []
    for row in table.rows("question", "id", {"id": str, "answers": list}, {"sensitive": bool}):
        answers = row["answers"]
        if any(not isinstance(one, str) for one in answers):
            table.wrong(row["id"], "answers", "kind")
        if len(answers) <= 1 or len(set(answers)) < len(answers):
            table.wrong(row["id"], "answers", "range")
        found.append(Question(row["id"], tuple(answers), row.get("sensitive", False)))
    return found


def _when(
    table: Table, row: str, told: Mapping[str, object], questions: Mapping[str, Question]
) -> Mapping[str, frozenset[str]]:
    if not told:
        table.wrong(row, "if", "empty")
    found = {}
    for question, answers in told.items():
        if question not in questions:
            table.wrong(row, f"if.{question}", "unknown")
        if not isinstance(answers, list):
            table.wrong(row, f"if.{question}", "kind")
        found[question] = frozenset(table.names(row, f"if.{question}", answers, questions[question].answers))
    return MappingProxyType(found)
