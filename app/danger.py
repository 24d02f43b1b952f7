"""What at a visit asks for a doctor. The table is ``resources/visits/danger.toml``; the words are the interface's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import resources
from app.records import Value

_FILE = Path(resources.__file__).parent / "visits" / "danger.toml"


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding that counts: a number from ``at_least`` on, or the code ``code``."""

    field: str
    at_least: int | None
    code: str | None

    def fits(self, values: Mapping[str, Value]) -> bool:
        """Whether a visit with these values shows it."""
        value = values.get(self.field)
        if self.at_least is not None:
            return isinstance(value, int) and value >= self.at_least
        return value is not None and value == self.code


@dataclass(frozen=True, slots=True)
class Sign:
    """Something a doctor should see; ``urgent``: the same day. What to say is the text ``danger.<id>``."""

    id: str
    urgent: bool
    marks: tuple[Mark, ...]


def signs(values: Mapping[str, Value]) -> tuple[Sign, ...]:
    """Every sign in the fields of a visit, urgent ones first, one for each field at most."""
    found: list[Sign] = []
    told: set[str] = set()
    for sign in sorted(_table(), key=lambda s: not s.urgent):
        fields = {mark.field for mark in sign.marks if mark.fits(values)}
        if fields and not {mark.field for mark in sign.marks} & told:
            found.append(sign)
            told |= {mark.field for mark in sign.marks}
    return tuple(found)


@cache
def _table() -> tuple[Sign, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["sign"]
    return tuple(Sign(row["id"], row["urgent"], tuple(_mark(mark) for mark in row["any"])) for row in rows)


def _mark(row: Mapping[str, str | int]) -> Mark:
    least, code = row.get("at_least"), row.get("is")
    return Mark(str(row["field"]), int(least) if least is not None else None, None if code is None else str(code))
