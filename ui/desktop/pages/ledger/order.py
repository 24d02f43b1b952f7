"""The orders in which the list can stand."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.records import Value, Woman

if TYPE_CHECKING:
    from storage.ledger import Ledger

ORDERS = ("name", "place", "birth")
_DIGITS = re.compile(r"(\d+)")
_LAST = 10_000


def ranks(ledger: Ledger, by: str) -> dict[str, int]:
    """The place of every woman in an order: ``name`` by pinyin, ``place`` as one walks, ``birth`` the oldest first.

    What is not known comes last; among equals the names decide. Asked in the ledger's thread.
    """
    names = ledger.search.everyone(closed=True)
    if by == "birth":
        births = ledger.values(Woman, "birth_date")
        names.sort(key=lambda woman: str(births.get(woman) or "9"))
    elif by == "place":
        groups, doors = ledger.values(Woman, "group"), ledger.values(Woman, "door")
        names.sort(key=lambda woman: (groups.get(woman) or _LAST, _door(doors.get(woman))))
    return {woman: place for place, woman in enumerate(names)}


def _door(door: Value) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    if not isinstance(door, str):
        return 1, ()
    parts = _DIGITS.split(unicodedata.normalize("NFKC", door).strip().casefold())
    return 0, tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
