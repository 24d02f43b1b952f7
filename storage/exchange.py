"""What the ledger tells others and takes from them: collecting deltas, merging them, and where each record stands.

The rules are those of docs/sync.md; packing, sealing and carrying belong to the floor above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.actions import Verb
from app.delta import BEGINNING, Delta, Reach, Reaches
from app.errors import ExchangeError
from app.merge import Cell, in_conflict
from app.office import NEVER_ASKED
from app.versions import START, Dot
from storage.aftermath import doubt, held, left_to_do
from storage.cells import CellName, read_cell, read_cells
from storage.changes import Changed, Writer
from storage.collecting import Collector
from storage.headers import Headers
from storage.joined import read_same
from storage.merging import Merged, merge
from storage.opened import Opened
from storage.reports import keep_reports, reports_at
from storage.standing import CountyState, Standing, county_standing, woman_standing
from storage.tables import quoted

Tell = Callable[[Changed], None]


class Exchange:
    """The exchange side of a ledger."""

    def __init__(self, opened: Opened, tell: Tell) -> None:
        self._opened = opened
        self._tell = tell

    @property
    def replica(self) -> str:
        """The name of this incarnation."""
        with self._opened.reading() as db:
            (name,) = db.execute("SELECT id FROM replica WHERE mine = 1").fetchone()
        return str(name)

    def reaches(self) -> Reaches:
        """How far this ledger holds every replica's changes, with the link there."""
        with self._opened.reading() as db:
            rows = db.execute("SELECT r.id, h.seq, h.link FROM reach h JOIN replica r ON r.no = h.replica")
            return {name: Reach(seq, bytes(link or START)) for name, seq, link in rows}

    def link_at(self, replica: str, seq: int) -> bytes | None:
        """The hash link at a change, where this ledger knows it."""
        return self._opened.link_at(replica, seq)

    def acknowledged(self, peer: str) -> Reaches:
        """How far a peer's last receipt says it holds our changes; what it never mentioned is at the beginning."""
        with self._opened.reading() as db:
            rows = db.execute(
                "SELECT r.id, p.seq, p.link FROM peer_reach p JOIN replica r ON r.no = p.replica WHERE p.peer = ?",
                (peer,),
            )
            return {name: Reach(seq, bytes(link)) for name, seq, link in rows}

    def collect_for_county(self, peer: str) -> Delta:
        """What the county lacks, as far as each woman's consent allows (docs/sync.md, 3).

        Raises LedgerError ``ledger.copied`` when another copy of this ledger was used on this machine meanwhile.
        """
        with self._opened.reading() as db:
            self._opened.remember()
            delta = Collector(db, self.acknowledged(peer), self.reaches()).for_county(reports_at(db, peer))
        self._remember_told({subject for rows in delta.rows for subject in rows.subjects if subject})
        return delta

    def collect_for_office(self, after: Reaches) -> Delta:
        """Everything another laptop of this office lacks, given how far it is. Raises as ``collect_for_county``."""
        with self._opened.reading() as db:
            self._opened.remember()
            delta = Collector(db, after, self.reaches()).for_office()
        with self._opened.changing() as db:
            # The other laptop may go to the county with what it hears here.
            db.execute(
                "INSERT OR IGNORE INTO told SELECT subject FROM consent WHERE scope = 'county' AND state = 'given'"
            )
        return delta

    def _remember_told(self, subjects: set[str]) -> None:
        """Keeps, before anything is written anywhere, of whom something may be known elsewhere from here on."""
        with self._opened.changing() as db:
            db.executemany("INSERT OR IGNORE INTO told VALUES (?)", ((subject,) for subject in subjects))
        self._opened.remember()

    def merge(self, delta: Delta) -> Merged:
        """Takes in another laptop's delta as one transaction.

        Raises ExchangeWaits (``exchange.gap``) when something earlier is missing, ExchangeError
        (``exchange.forked``) when the same numbers were used for different things; the ledger is then unchanged.
        """
        with self._opened.changing() as db:
            before = held(db, delta)
            merged = merge(db, delta)
            doubt(db, delta)
            if before is not None and (writes := left_to_do(db, before)):
                writer = Writer(db, self._opened.author, self._opened.clock.now_ms(), Verb.AFTER_MERGE)
                writer.write(writes)
                own = writer.finish()
                merged = replace(merged, kinds=merged.kinds | own.kinds, subjects=merged.subjects | own.subjects)
        if delta.erased:
            self._opened.forget_pages()
            self._opened.remember_erased()
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
        months: Sequence[str] = (),
        speaks: int = 0,
    ) -> None:
        """Believes a receipt whose signature and recipient were checked above.

        ``refused``: (kind, id, code). ``months``: the reports of closed months it holds; ``speaks``: the vocabulary it reads.
        Raises ExchangeError: ``exchange.receipt.stale`` (not newer than the last one),
        ``exchange.receipt.beyond`` (claims changes of this replica that were never made), ``exchange.receipt.forked``
        (another chain under our numbers).
        """
        at = self._opened.clock.now_ms() if at_ms is None else at_ms
        with self._opened.changing() as db:
            row = db.execute("SELECT receipt FROM peer WHERE id = ?", (peer,)).fetchone()
            if row and number <= row[0]:
                raise ExchangeError("exchange.receipt.stale", number=number, known=row[0])
            here = self.reaches().get(self.replica, BEGINNING)
            if (claimed := holds.get(self.replica, BEGINNING)).seq > here.seq:
                raise ExchangeError("exchange.receipt.beyond", claimed=claimed.seq, made=here.seq)
            for name, reach in holds.items():
                mine = self.link_at(name, reach.seq)
                if mine is not None and mine != reach.link:
                    raise ExchangeError("exchange.receipt.forked", at=reach.seq)
            db.execute("INSERT OR REPLACE INTO peer VALUES (?, ?, ?)", (peer, number, at))
            for table in ("peer_reach", "refused"):
                db.execute(f"DELETE FROM {table} WHERE peer = ?", (peer,))
            # The peer may have heard of another laptop of this office before we did.
            db.executemany("INSERT OR IGNORE INTO replica (id, mine) VALUES (?, 0)", ((name,) for name in holds))
            db.executemany(
                "INSERT INTO peer_reach SELECT ?, no, ?, ? FROM replica WHERE id = ?",
                ((peer, reach.seq, reach.link, name) for name, reach in holds.items()),
            )
            db.executemany("INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?)", ((peer, *item) for item in refused))
            keep_reports(db, peer, months, speaks)

    def hear(self, peer: str, holds: Reaches, at_ms: int) -> None:
        """Keeps how far another laptop of the office says it is, once its delta was taken in; it only ever rises."""
        known = self.acknowledged(peer)
        further = {name: reach for name, reach in holds.items() if reach.seq > known.get(name, BEGINNING).seq}
        with self._opened.changing() as db:
            db.execute("INSERT OR REPLACE INTO peer VALUES (?, 0, ?)", (peer, at_ms))
            db.executemany("INSERT OR IGNORE INTO replica (id, mine) VALUES (?, 0)", ((name,) for name in further))
            db.executemany(
                "INSERT OR REPLACE INTO peer_reach SELECT ?, no, ?, ? FROM replica WHERE id = ?",
                ((peer, reach.seq, reach.link, name) for name, reach in further.items()),
            )

    def last_receipt(self, peer: str) -> tuple[int, int] | None:
        """Number and time (ms) of the last receipt of a peer."""
        with self._opened.reading() as db:
            row = db.execute("SELECT receipt, at_ms FROM peer WHERE id = ?", (peer,)).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def standing(self, peer: str | None) -> Standing:
        """How many records are at the county, not yet there (since when), or stay in the village."""
        with self._opened.reading() as db:
            return county_standing(db, peer or "")

    def standing_of(self, subject: str, peer: str | None) -> dict[tuple[str, str], CountyState]:
        """Where each record about one woman stands, by (kind, id); of all entries of hers."""
        with self._opened.reading() as db:
            return {
                key: state
                for entry in read_same(db).entries(subject)
                for key, state in woman_standing(db, peer or "", entry).items()
            }

    def conflicts(self) -> list[CellName]:
        """The cells in which people wrote different things without knowing of each other, and that a person settles."""
        with self._opened.reading() as db:
            names = [
                CellName(*cell)
                for cell in db.execute("SELECT DISTINCT kind, id, field FROM cell WHERE shown = 0")
                if cell[0] not in NEVER_ASKED
            ]
            return [name for name, cell in read_cells(db, names, Headers(db)).items() if in_conflict(cell)]

    def written_by(self, kind: str, field: str) -> dict[str, frozenset[Dot]]:
        """By record of a kind, the changes that wrote what a field holds now; several where nobody knew of the others."""
        found: defaultdict[str, set[Dot]] = defaultdict(set)
        with self._opened.reading() as db:
            for record, replica, seq in db.execute(
                f"SELECT t.id, r.id, c.seq FROM {quoted(kind)} t"
                " LEFT JOIN cell x ON x.kind = ? AND x.id = t.id AND x.field = ?"
                " JOIN change c ON c.id = coalesce(x.v, t.v) JOIN replica r ON r.no = c.replica",
                (kind, field),
            ):
                found[record].add(Dot(replica, seq))
        return {record: frozenset(dots) for record, dots in found.items()}

    def versions_of(self, kind: str, record: str, field: str) -> Cell:
        """The values of a cell that nobody superseded, the shown one first, each with who wrote it and when.

        Raises LedgerError ``ledger.no_such_record``.
        """
        with self._opened.reading() as db:
            return read_cell(db, kind, record, field)
