"""What the ledger tells others and takes from them: collecting deltas, merging them, and where each record stands.

The rules are those of docs/sync.md; packing, sealing and carrying belong to the floor above.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any

from app.delta import Delta, Reach, Reaches
from app.errors import ExchangeError
from app.versions import START
from storage import driver
from storage.changes import Changed
from storage.collecting import Collector
from storage.merging import Merged, merge
from storage.standing import CountyState, Standing, county_standing, woman_standing
from storage.tables import quoted

Tell = Callable[[Changed], None]


class Exchange:
    """The exchange side of a ledger."""

    def __init__(self, connection: Any, lock: RLock, file: str, tell: Tell) -> None:
        self._db = connection
        self._lock = lock
        self._file = file
        self._tell = tell

    @property
    def replica(self) -> str:
        """The name of this incarnation."""
        with self._lock, driver.translated(self._file):
            (name,) = self._db.execute("SELECT id FROM replica WHERE mine = 1").fetchone()
        return str(name)

    def reaches(self) -> Reaches:
        """How far this ledger holds every replica's changes, with the link there."""
        with self._lock, driver.translated(self._file):
            rows = self._db.execute("SELECT r.id, h.seq, h.link FROM reach h JOIN replica r ON r.no = h.replica")
            return {name: Reach(seq, bytes(link or START)) for name, seq, link in rows}

    def link_at(self, replica: str, seq: int) -> bytes | None:
        """The hash link at a change, where this ledger knows it."""
        if seq == 0:
            return START
        with self._lock, driver.translated(self._file):
            row = self._db.execute(
                "SELECT c.link FROM change c JOIN replica r ON r.no = c.replica WHERE r.id = ? AND c.seq = ?",
                (replica, seq),
            ).fetchone()
        return bytes(row[0]) if row and row[0] is not None else None

    def acknowledged(self, peer: str) -> Reaches:
        """How far a peer's last receipt says it holds our changes; what it never mentioned is at the beginning."""
        with self._lock, driver.translated(self._file):
            rows = self._db.execute(
                "SELECT r.id, p.seq, p.link FROM peer_reach p JOIN replica r ON r.no = p.replica WHERE p.peer = ?",
                (peer,),
            )
            return {name: Reach(seq, bytes(link)) for name, seq, link in rows}

    def collect_for_county(self, peer: str) -> Delta:
        """What the county lacks, as far as each woman's consent allows (docs/sync.md, 3)."""
        with self._lock, driver.translated(self._file):
            return Collector(self._db, self.acknowledged(peer), self.reaches()).for_county()

    def collect_for_office(self, after: Reaches) -> Delta:
        """Everything another laptop of this office lacks, given how far it is."""
        with self._lock, driver.translated(self._file):
            return Collector(self._db, after, self.reaches()).for_office()

    def merge(self, delta: Delta) -> Merged:
        """Takes in another laptop's delta as one transaction.

        Raises ExchangeWaits (``exchange.gap``) when something earlier is missing, ExchangeError
        (``exchange.forked``) when the same numbers were used for different things; the ledger is then unchanged.
        """
        with self._lock, driver.transaction(self._db, self._file):
            merged = merge(self._db, delta)
        if merged.kinds:
            self._tell(Changed(None, merged.kinds, merged.subjects))
        return merged

    def take_receipt(
        self,
        peer: str,
        *,
        number: int,
        holds: Reaches,
        refused: Sequence[tuple[str, str, str]] = (),
        at_ms: int | None = None,
    ) -> None:
        """Believes a receipt whose signature and recipient were checked above.

        Raises ExchangeError: ``exchange.receipt.stale`` (not newer than the last one), ``exchange.receipt.beyond``
        (claims changes that were never made here), ``exchange.receipt.forked`` (another chain under our numbers).
        """
        with self._lock, driver.transaction(self._db, self._file):
            row = self._db.execute("SELECT receipt FROM peer WHERE id = ?", (peer,)).fetchone()
            if row and number <= row[0]:
                raise ExchangeError("exchange.receipt.stale", number=number, known=row[0])
            known = {name: (no, seq) for no, name, seq in self._db.execute(
                "SELECT r.no, r.id, coalesce(h.seq, 0) FROM replica r LEFT JOIN reach h ON h.replica = r.no"
            )}  # fmt: skip
            for name, reach in holds.items():
                if name not in known:
                    continue
                if reach.seq > known[name][1]:
                    raise ExchangeError("exchange.receipt.beyond", claimed=reach.seq, made=known[name][1])
                mine = self.link_at(name, reach.seq)
                if mine is not None and mine != reach.link:
                    raise ExchangeError("exchange.receipt.forked", at=reach.seq)
            at = time.time_ns() // 1_000_000 if at_ms is None else at_ms
            self._db.execute("INSERT OR REPLACE INTO peer VALUES (?, ?, ?)", (peer, number, at))
            self._db.execute("DELETE FROM peer_reach WHERE peer = ?", (peer,))
            self._db.executemany(
                "INSERT INTO peer_reach (peer, replica, seq, link) VALUES (?, ?, ?, ?)",
                ((peer, known[name][0], reach.seq, reach.link) for name, reach in holds.items() if name in known),
            )
            self._db.execute("DELETE FROM refused WHERE peer = ?", (peer,))
            self._db.executemany(
                "INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?)", ((peer, *item) for item in refused)
            )

    def last_receipt(self, peer: str) -> tuple[int, int] | None:
        """Number and time (ms) of the last receipt of a peer."""
        with self._lock, driver.translated(self._file):
            row = self._db.execute("SELECT receipt, at_ms FROM peer WHERE id = ?", (peer,)).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def standing(self, peer: str | None) -> Standing:
        """How many records are at the county, not yet there (since when), or stay in the village."""
        with self._lock, driver.translated(self._file):
            return county_standing(self._db, peer or "")

    def standing_of(self, subject: str, peer: str | None) -> dict[tuple[str, str], CountyState]:
        """Where each record about one woman stands, by (kind, id)."""
        with self._lock, driver.translated(self._file):
            return woman_standing(self._db, peer or "", subject)

    def conflicts(self) -> list[tuple[str, str, str]]:
        """The cells in which people wrote different things without knowing of each other: (kind, id, field)."""
        with self._lock, driver.translated(self._file):
            cells = self._db.execute("SELECT DISTINCT kind, id, field FROM cell WHERE shown = 0").fetchall()
            return [cell for cell in cells if self._differ(*cell)]

    def _differ(self, kind: str, record: str, field: str) -> bool:
        (shown,) = self._db.execute(f"SELECT {quoted(field)} FROM {quoted(kind)} WHERE id = ?", (record,)).fetchone()
        others = self._db.execute(
            "SELECT value FROM cell WHERE kind = ? AND id = ? AND field = ? AND shown = 0", (kind, record, field)
        )
        return any(value != shown for (value,) in others)
