"""What only this laptop keeps: settings, drafts, and the trail of exchanges. Encrypted with the rest, never exchanged."""

from __future__ import annotations

from storage.opened import Opened


class Local(Opened):
    """The side of a ledger that stays on this laptop."""

    def setting(self, name: str) -> bytes | None:
        """A setting of this laptop, or None."""
        with self.reading() as db:
            row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row and row[0] is not None else None

    def set_setting(self, name: str, value: bytes | None) -> None:
        """Keeps a setting, or forgets it (None)."""
        # A helper may set her columns; the keys of the exchange are no setting of hers.
        with self.changing(by_helper=not name.startswith("exchange.")) as db:
            if value is None:
                db.execute("DELETE FROM setting WHERE name = ?", (name,))
            else:
                db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def draft(self, name: str) -> str | None:
        """What was typed and not yet saved under a name (include her id in it, so that an erasure finds it)."""
        with self.reading() as db:
            row = db.execute("SELECT value FROM draft WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def keep_draft(self, name: str, value: str | None) -> None:
        """Keeps what was typed, encrypted in the ledger and never exchanged; None forgets it."""
        with self.changing(by_helper=value is None) as db:
            if value is None:
                db.execute("DELETE FROM draft WHERE name = ?", (name,))
            else:
                db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?)", (name, value, self.clock.now_ms()))

    def log_exchange(self, direction: str, peer: str, file_name: str, manifest: str) -> None:
        """Adds an exchange to the trail: ``sent`` or ``received``, with whom, which file, and its manifest (JSON)."""
        with self.changing() as db:
            db.execute(
                "INSERT INTO exchange_log (at_ms, direction, peer, file, manifest) VALUES (?, ?, ?, ?, ?)",
                (self.clock.now_ms(), direction, peer, file_name, manifest),
            )

    def exchange_log(self, most: int = 50) -> list[tuple[int, str, str, str, str]]:
        """The latest exchanges, newest first: (at_ms, direction, peer, file name, manifest)."""
        with self.reading() as db:
            return list(
                db.execute(
                    "SELECT at_ms, direction, peer, file, manifest FROM exchange_log ORDER BY no DESC LIMIT ?", (most,)
                )
            )
