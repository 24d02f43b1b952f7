"""What is read of the village's households, in the ledger's thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.households import Group, Home, groups, homes
from app.records import Household, VillageGroup, Woman
from app.walk import walk_of

if TYPE_CHECKING:
    from storage.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the page shows, and the records its actions need. ``arranged``: she has an order of her own."""

    homes: tuple[Home, ...] = ()
    groups: tuple[Group, ...] = ()
    women: tuple[Woman, ...] = ()
    named: tuple[VillageGroup, ...] = ()
    arranged: bool = False

    def home(self, household: str) -> Home | None:
        """One of them by id."""
        return next((home for home in self.homes if home.household.id == household), None)

    def group(self, number: int | None) -> Group | None:
        """One of the groups."""
        return next((group for group in self.groups if group.number == number), None)


def read_households(ledger: Ledger) -> Told:
    """Households, groups and who lives where."""
    doors, women, named = ledger.all(Household), tuple(ledger.all(Woman)), tuple(ledger.all(VillageGroup))
    walk = walk_of(named, doors)
    arranged = any(h.walk is not None for h in doors) or any(g.walk is not None for g in named)
    return Told(homes(doors, women, walk), groups(doors, women, named, walk), women, named, arranged)
