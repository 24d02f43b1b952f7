"""What follows at the county from what a village sent: answers, confirmed letters, closed months, and whom it is silent about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from app.delta import Delta
from app.errors import ExchangeError
from sync.envelope import Header
from sync.hub import handover, items, letters, months
from sync.hub.intake import Taken

Became = Taken | ExchangeError | None


def follow(
    db: Connection,
    headers: Sequence[Header],
    deltas: Mapping[str, Delta],
    became: Mapping[str, Became],
    at_ms: int,
) -> dict[str, Became]:
    """After bundles were taken in, in the same transaction. ``deltas``, ``became``: by village.

    Returns what became of them with the closed months that came beside: those may be new where all else is held.
    """
    letters.confirm(db, {header.sender: header.letter for header in headers})
    silent = set()
    for unit, delta in deltas.items():
        taken = became.get(unit)
        if isinstance(taken, Taken):
            silent |= {(unit, subject) for subject in (*taken.closed, *delta.erased)}
    items.remove_about(db, silent)
    answered = items.take_answers(db, deltas)
    handover.follow(db, answered, datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().date().isoformat())
    sound = {unit: delta for unit, delta in deltas.items() if not isinstance(became.get(unit), ExchangeError)}
    settled = dict(became)
    for unit, new in months.take(db, sound).items():
        before = settled.get(unit)
        settled[unit] = taken = before if isinstance(before, Taken) else Taken()
        taken.records += new
    return settled
