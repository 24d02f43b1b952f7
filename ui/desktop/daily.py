"""The backup of the day: once a day after unlocking, quietly, in the ledger's own folder."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.records import Woman
from ui.desktop.news import backup_at
from ui.moments import moment_of

if TYPE_CHECKING:
    from storage.ledger import Ledger


def back_up_if_due(ledger: Ledger, today: date) -> bool:
    """Makes and proves a backup unless one of today is proven or nobody is in the ledger yet; whether it made one.

    Raises as ``Ledger.back_up``; the ledger itself is never touched by it.
    """
    last = backup_at(ledger)
    if (last is not None and moment_of(last).date() >= today) or not ledger.count(Woman):
        return False
    ledger.back_up()
    return True
