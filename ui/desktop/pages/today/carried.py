"""Which sheet was carried on the round: the women in its order, kept in the ledger so that its lines can be entered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.ledger import Ledger

_SETTING = "round_sheet.carried"
KEPT_DAYS = 45
"""A sheet older than this is no longer entered line by line."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The sheet last printed: ``women`` in its order."""

    day: date
    women: tuple[str, ...]


def carry(ledger: Ledger, today: date, women: Sequence[str]) -> None:
    """Remembers the sheet now printed; a printed sheet takes the place of the one before."""
    ledger.set_setting(_SETTING, json.dumps({"day": today.isoformat(), "women": list(women)}).encode())


def carried(ledger: Ledger, today: date) -> Carried | None:
    """The sheet last printed, while it is recent."""
    kept = ledger.setting(_SETTING)
    if kept is None:
        return None
    told = json.loads(kept)
    day = date.fromisoformat(told["day"])
    return Carried(day, tuple(told["women"])) if 0 <= (today - day).days <= KEPT_DAYS else None
