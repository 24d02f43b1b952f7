"""Which reports of closed months the county holds, as its last receipt says (docs/sync.md, 10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec

TAKES_REPORTS: Final = 3
"""The first vocabulary in which there are any; a county that speaks less is told of none."""


class _Told(msgspec.Struct, frozen=True):
    months: tuple[str, ...]
    speaks: int


def keep_reports(connection: Any, peer: str, months: Sequence[str], speaks: int) -> None:
    """Keeps what a receipt said; a new incarnation forgets it with its enrolment."""
    told = msgspec.msgpack.encode(_Told(tuple(months), speaks))
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_name(peer), told))


def reports_at(connection: Any, peer: str) -> Collection[str] | None:
    """The ids of the reports a peer holds; None while it is not known to take any."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (_name(peer),)).fetchone()
    told = msgspec.msgpack.decode(row[0], type=_Told) if row else None
    return frozenset(told.months) if told is not None and told.speaks >= TAKES_REPORTS else None


def _name(peer: str) -> str:
    return f"exchange.reports.{peer}"
