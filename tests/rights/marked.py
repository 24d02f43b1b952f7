"""A made-up village in which every word, number and id of a person is a mark that occurs nowhere else.

Whoever finds a mark in some bytes knows whose it is and which field it came from. Marks stand in every field that has
room for free words; codes, dates and counts are left as they are, because they do not name anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from app.demo.village import make_village
from app.records import KINDS, Record, Unit
from app.records.fields import IdNumber, Phone, Text
from app.records.writes import Add
from storage.ledger import Ledger

TODAY = date(2026, 11, 22)
MARK = re.compile(r"密[0-9]{7}语")
FILLED = frozenset({
    ("woman", "name"), ("woman", "other_names"), ("woman", "id_number"), ("woman", "phone"), ("woman", "safe_contact"),
    ("woman", "spouse_name"), ("woman", "spouse_id_number"), ("woman", "spouse_phone"), ("woman", "note"),
    ("woman", "occupation"), ("woman", "door"), ("woman", "current_address"), ("woman", "registered_address"),
    ("household", "head"), ("household", "note"), ("household", "door"), ("consent", "witness"), ("child", "name"),
    ("child", "certificate"), ("method_use", "note"), ("method_use", "product"), ("visit", "advice"),
    ("visit", "side_effects"), ("visit", "referral_reason"), ("move", "county_place"),
})  # fmt: skip
"""Marked even where the village left them empty; other free words only where it filled them."""
_LEFT_ALONE = frozenset({"retired", "replaces", "notice_version", "rule", "anchor", "source", "health_record"})


class Marks:
    """Every mark that was given out, with its record and field."""

    def __init__(self) -> None:
        self.of: dict[str, tuple[str, str, str, str]] = {}
        """Mark → kind, record, subject, field."""

    def give(self, kind: str, record: str, subject: str, field: str) -> str:
        mark = f"密{len(self.of):07d}语"
        self.of[mark] = (kind, record, subject, field)
        return mark

    def marked(self, record: Record) -> Record:
        """The same record with a mark in every free field."""
        values = {}
        for name, field in KINDS[record.kind].fields.items():
            free = isinstance(field, Text | IdNumber | Phone) and name not in _LEFT_ALONE
            if free and (getattr(record, name) is not None or (record.kind, name) in FILLED):
                values[name] = self.give(record.kind, record.id, record.subject, name)
        return record.with_values(**values)


def fill(ledger: Ledger, seed: int, women: int) -> tuple[Marks, list[Record]]:
    """Puts a marked village into an empty ledger; gives the marks and the records."""
    marks = Marks()
    told = (r for r in make_village(seed, TODAY, women=women) if not isinstance(r, Unit))
    records = [r if r.kind == "population" else marks.marked(r) for r in told]
    for lot in _lots(records):
        ledger.write("demo.make", [Add(record) for record in lot])
    return marks, records


def _lots(records: Iterable[Record]) -> Iterator[list[Record]]:
    rest = iter(records)
    while lot := list(islice(rest, 2000)):
        yield lot


def found_in(content: bytes) -> set[str]:
    """The marks in some bytes, in any encoding somebody might have used."""
    return {
        mark
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
        for mark in MARK.findall(content.decode(encoding, errors="ignore"))
    }
