"""Backups nobody has to think of: once a day after unlocking, and at closing, in the ledger's own folder."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from app.errors import SuifangError
from app.records import Woman
from ui.desktop.news import backup_at
from ui.moments import moment_of

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from ui.desktop.session import Session


def back_up_if_due(ledger: Ledger, today: date) -> bool:
    """Makes and proves a backup unless one of today is proven or nobody is in the ledger yet; whether it made one.

    Raises as ``Ledger.back_up``; the ledger itself is never touched by it.
    """
    last = backup_at(ledger)
    if (last is not None and moment_of(last).date() >= today and not ledger.backup_trouble()) or not ledger.count(
        Woman
    ):
        return False
    ledger.back_up()
    return True


def back_up_at_close(session: Session) -> None:
    """Backs up what was written since the last backup; one that cannot be proven is told at the next start."""
    with suppress(SuifangError):
        ledger = session.ledger
        if ledger.count(Woman) and ledger.changed_since_backup():
            ledger.back_up()
