"""What at a visit asks for a doctor. The table is ``resources/visits/danger.toml``; the words are the interface's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import resources
from app.codes import code_list
from app.records import Value

_FILE = Path(resources.__file__).parent / "visits" / "danger.toml"

_OF_CHILD = frozenset({"newborn", "child_health"})
_PREGNANT = frozenset({"antenatal_first", "antenatal"})
_AFTER_BIRTH = frozenset({"postpartum_home", "postpartum_42", "post_abortion"})


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding that counts: a number from ``at_least`` on or ``below``, the code ``code``, one of the codes ``ticked``."""

    field: str
    at_least: int | None = None
    below: int | None = None
    code: str | None = None
    ticked: frozenset[str] = frozenset()

    def fits(self, values: Mapping[str, Value]) -> bool:
        """Whether a visit with these values shows it."""
        value = values.get(self.field)
        if self.at_least is not None:
            return isinstance(value, int) and value >= self.at_least
        if self.below is not None:
            return isinstance(value, int) and value < self.below
        if self.ticked:
            return isinstance(value, str) and not self.ticked.isdisjoint(value.split())
        return value is not None and value == self.code


@dataclass(frozen=True, slots=True)
class Sign:
    """Something a doctor should see; ``urgent``: the same day.

    What to say is the text ``danger.<id>``, what to write on a referral ``danger.reason.<id>``. ``beside``: one of these
    has to be found as well. ``kinds``: only at these kinds of visit, where any is named. ``from_week``: only so far into
    a pregnancy.
    """

    id: str
    urgent: bool
    marks: tuple[Mark, ...]
    beside: tuple[Mark, ...] = ()
    kinds: frozenset[str] = frozenset()
    from_week: int = 0

    def fits(self, values: Mapping[str, Value], weeks: int | None) -> bool:
        """Whether a visit with these values shows it."""
        if self.kinds and values.get("visit_kind") not in self.kinds:
            return False
        if self.from_week and (weeks is None or weeks < self.from_week):
            return False
        if self.beside and not any(mark.fits(values) for mark in self.beside):
            return False
        return any(mark.fits(values) for mark in self.marks)


def signs(values: Mapping[str, Value], *, weeks: int | None = None) -> tuple[Sign, ...]:
    """Every sign in the fields of a visit, urgent ones first, one for each number or answer at most.

    ``weeks``: how far her pregnancy is, where that is known.
    """
    found: list[Sign] = []
    told: set[str] = set()
    for sign in sorted(_table(), key=lambda s: not s.urgent):
        fields = {mark.field for mark in sign.marks} - {"danger_signs"}
        if sign.fits(values, weeks) and not fields & told:
            found.append(sign)
            told |= fields | {mark.field for mark in sign.beside}
    return tuple(found)


def urgent(values: Mapping[str, Value]) -> bool:
    """Whether one of ``signs`` is urgent, without looking for the others."""
    return any(sign.fits(values, None) for sign in _urgent())


def ticked_at(visit_kind: str) -> tuple[str, ...]:
    """The danger signs asked about at a kind of visit, in the order of their list: only hers, or only the child's."""
    whose = "child" if visit_kind in _OF_CHILD else "her"
    when = {"any"}
    when |= {"pregnant"} if visit_kind in _PREGNANT else set()
    when |= {"after"} if visit_kind in _AFTER_BIRTH else set()
    return tuple(
        row.code
        for row in code_list("danger_sign")
        if row.facts.get("whose") == whose and row.facts.get("when", "any") in when
    )


@cache
def _table() -> tuple[Sign, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["sign"]
    return tuple(
        Sign(
            row["id"], row["urgent"], _marks(row["any"]), _marks(row.get("with", ())), frozenset(row.get("kinds", ())),
            row.get("from_week", 0),
        )
        for row in rows
    )  # fmt: skip


@cache
def _urgent() -> tuple[Sign, ...]:
    return tuple(sign for sign in _table() if sign.urgent)


def _marks(rows: list[dict[str, Any]]) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            row["field"], row.get("at_least"), row.get("below"), row.get("is"), frozenset(row.get("ticked", ())),
        )
        for row in rows
    )  # fmt: skip
