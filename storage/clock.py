"""What day it is: the machine's clock, or what she said when it could not be believed.

Old laptops lose their date when the battery of the clock is empty, and some were once set years ahead. The ledger knows
when it was last written in; a date before that, or long after it, is asked about at sign-in and never believed silently.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

LONG_UNUSED_DAYS = 60
"""A ledger that seems not to have been touched for longer is asked about: it may be the clock that is ahead."""

_RECENT = 20
"""Changes and entries that say what the time was lately."""

_TOLD = "clock.told"
_DAY_MS = 86_400_000


class Clock:
    """The one source of today and now on this floor. ``days``: by how much the machine's date is off, as she said."""

    def __init__(self) -> None:
        self.days = 0

    def now_ms(self) -> int:
        """This moment in milliseconds."""
        return time.time_ns() // 1_000_000 + self.days * _DAY_MS

    def now(self) -> datetime:
        """This moment where the laptop stands."""
        return datetime.fromtimestamp(self.now_ms() / 1000).astimezone()

    def today(self) -> date:
        """The day it is where the laptop stands."""
        return self.now().date()

    def set_today(self, day: date) -> None:
        """From here on it is this day, as the machine goes on counting."""
        self.days += (day - self.today()).days


@dataclass(frozen=True, slots=True)
class Doubt:
    """The machine says one day, the ledger was last written in on another. ``likely``: the best guess for the form."""

    machine: date
    latest: date
    likely: date

    @property
    def behind(self) -> bool:
        """Whether the machine lies before what was written, not long after it."""
        return self.machine < self.latest


class _Told(msgspec.Struct, frozen=True):
    """What she said last: the moment, by how many days the machine was off, and what was written until then."""

    at_ms: int
    days: int
    change: int
    audit: int


def doubt(db: Any, clock: Clock) -> Doubt | None:
    """Whether the clock can be believed; None when it can, or when nothing was ever written."""
    told = _last_told(db)
    latest_ms = _latest(db, told)
    if latest_ms is None:
        return None
    latest, today = datetime.fromtimestamp(latest_ms / 1000).astimezone().date(), clock.today()
    if latest <= today <= latest + timedelta(days=LONG_UNUSED_DAYS):
        return None
    shifted = today + timedelta(days=told.days) if told is not None else today
    return Doubt(today, latest, shifted if latest <= shifted <= latest + timedelta(days=LONG_UNUSED_DAYS) else latest)


def remember(db: Any, clock: Clock) -> None:
    """Keeps, within a transaction, that she said what day it is: what was written until now is no witness any more."""
    (change,) = db.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()
    (audit,) = db.execute("SELECT coalesce(max(no), 0) FROM audit").fetchone()
    told = msgspec.json.encode(_Told(clock.now_ms(), clock.days, change, audit))
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_TOLD, told))


def _last_told(db: Any) -> _Told | None:
    row = db.execute("SELECT value FROM setting WHERE name = ?", (_TOLD,)).fetchone()
    return msgspec.json.decode(bytes(row[0]), type=_Told) if row and row[0] else None


def _latest(db: Any, told: _Told | None) -> int | None:
    """The newest known time. Changes of other laptops are no witness: their clocks are theirs."""
    rows = db.execute(
        "SELECT at_ms FROM (SELECT at_ms FROM change WHERE commitment IS NOT NULL AND id > ? ORDER BY id DESC LIMIT ?)"
        " UNION ALL SELECT at_ms FROM (SELECT at_ms FROM audit WHERE no > ? ORDER BY no DESC LIMIT ?)",
        (told.change if told else 0, _RECENT, told.audit if told else 0, _RECENT),
    )
    known = [int(at_ms) for (at_ms,) in rows] + ([told.at_ms] if told else [])
    return max(known, default=None)
