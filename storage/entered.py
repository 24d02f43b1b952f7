"""When records were written down: what the timeliness of the books is counted from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage.tables import quoted

if TYPE_CHECKING:
    from app.records import Record
    from storage.opened import Opened

_BROUGHT_IN = ("import.roster", "demo.make", "ledger.create")
"""Verbs of changes that brought in what was known before; nobody wrote those down late."""


def entered(ledger: Opened, kinds: Iterable[type[Record]], *, since: datetime) -> dict[str, str]:
    """By record id, the day (ISO date, as the clock of that laptop stood) on which its first version was written.

    Only records a person entered since a moment; imported ones tell nothing about anybody's pace.
    """
    begin = int((since - timedelta(days=1)).timestamp() * 1000)
    found: dict[str, str] = {}
    marks = ", ".join("?" * len(_BROUGHT_IN))
    with ledger.reading() as db:
        for kind in kinds:
            rows = db.execute(
                f"SELECT r.id, date(c.at_ms / 1000, 'unixepoch', 'localtime') FROM change c JOIN {quoted(kind.kind)} r"
                f" ON r.v = c.id WHERE c.at_ms >= ? AND r.retired IS NULL AND coalesce(c.verb, '') NOT IN ({marks})",
                (begin, *_BROUGHT_IN),
            )
            found.update(rows)
    return found
