"""The orders in which the list can stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.records import Value, Woman
from app.walk import Walk

if TYPE_CHECKING:
    from storage.ledger import Ledger

ORDERS = ("name", "place", "birth")


def ranks(ledger: Ledger, by: str) -> dict[str, int]:
    """The place of every woman in an order: ``name`` by pinyin, ``place`` as one walks, ``birth`` the oldest first.

    What is not known comes last; among equals the names decide. Asked in the ledger's thread.
    """
    names = ledger.search.everyone(closed=True)
    if by == "birth":
        births = ledger.values(Woman, "birth_date")
        names.sort(key=lambda woman: str(births.get(woman) or "9"))
    elif by == "place":
        walk = ledger.walk()
        groups, doors = ledger.values(Woman, "group"), ledger.values(Woman, "door")
        names.sort(key=lambda woman: _place(walk, groups.get(woman), doors.get(woman)))
    return {woman: place for place, woman in enumerate(names)}


def _place(walk: Walk, group: Value, door: Value) -> tuple[object, ...]:
    number = group if isinstance(group, int) else None
    return *walk.of_group(number), *walk.of_door(number, door if isinstance(door, str) else None)
