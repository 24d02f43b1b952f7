"""What a laptop writes after it heard from another of its office, so that nothing falls between the two."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from app.records import Request
from app.records.writes import Add

_CHINA = timedelta(hours=8)


def asked_elsewhere(entry: str, at_ms: int) -> Add:
    """An open request to delete an entry: another entry of the same woman was erased by somebody who did not know of it.

    ``at_ms``: when that one was. Id and day follow from the two, so that two laptops that come upon it write one record.
    """
    one = hashlib.sha256(b"suifang erased elsewhere " + entry.encode()).hexdigest()[:32]
    day = (datetime.fromtimestamp(at_ms / 1000, UTC) + _CHINA).date()
    return Add(Request(id=one, subject=entry, asked="delete", date=day.isoformat()))
