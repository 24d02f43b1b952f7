"""When records were written down: what the timeliness of the books is counted from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from storage.tables import quoted

if TYPE_CHECKING:
    from app.records import Record
    from storage.opened import Opened

_BROUGHT_IN = ("import.roster", "demo.make", "ledger.create")
"""Verbs of changes that brought in what was known before; nobody wrote those down late."""

_QUARTER_MS = 15 * 60 * 1000


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
                f"SELECT r.id, c.at_ms / {_QUARTER_MS} FROM change c JOIN {quoted(kind.kind)} r ON r.v = c.id"
                f" WHERE c.at_ms >= ? AND r.retired IS NULL AND coalesce(c.verb, '') NOT IN ({marks})",
                (begin, *_BROUGHT_IN),
            )
            found.update((record, _day(quarter)) for record, quarter in rows)
    return found


@lru_cache(maxsize=4096)
def _day(quarter: int) -> str:
    """The day of a quarter of an hour: no clock on earth changes its day within one, and much is written in each."""
    return datetime.fromtimestamp(quarter * _QUARTER_MS / 1000, UTC).astimezone().date().isoformat()
