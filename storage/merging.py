"""Taking another laptop's delta into the ledger: everything checked, then one transaction (docs/sync.md, 2 and 4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from app.delta import CellVersion, Delta, Rows
from app.errors import ExchangeError, ExchangeWaits
from app.merge import Cell, Version, in_conflict, join, settled
from app.records import Value
from app.versions import START, Dot, Header
from storage.changes import decode_knows, encode_knows, remove_subject
from storage.tables import in_lots, quoted


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did. ``already_held``: nothing, because all of it was here."""

    already_held: bool
    new_records: int
    cells: int
    conflicts: int
    kinds: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()


def merge(connection: Any, delta: Delta) -> Merged:
    """Joins a delta into the ledger. The caller has begun the transaction and rolls it back on any error."""
    reach = {
        name: (seq, bytes(link or START))
        for name, seq, link in connection.execute(
            "SELECT r.id, h.seq, h.link FROM reach h JOIN replica r ON r.no = h.replica"
        )
    }
    check_coverage(connection, delta, {name: seq for name, (seq, _) in reach.items()})
    if all(upto.seq <= reach.get(name, (0, START))[0] for name, upto in delta.upto.items()):
        return Merged(True, 0, 0, 0)
    merger = _Merger(connection, delta)
    merged = merger.run()
    for name, upto in delta.upto.items():
        if upto.seq > reach.get(name, (0, START))[0]:
            connection.execute(
                "INSERT OR REPLACE INTO reach (replica, seq, link) VALUES (?, ?, ?)",
                (merger.replica(name), upto.seq, upto.link),
            )
            connection.execute(
                "UPDATE change SET link = ? WHERE replica = ? AND seq = ? AND link IS NULL",
                (upto.link, merger.replica(name), upto.seq),
            )
    return merged


def check_coverage(connection: Any, delta: Delta, vector: dict[str, int]) -> None:
    """Refuses a gap or a fork before anything is touched."""
    missing = {name: base.seq for name, base in delta.after.items() if base.seq > vector.get(name, 0)}
    if missing:
        name, wanted = min(missing.items())
        raise ExchangeWaits("exchange.gap", has=vector.get(name, 0), needs=wanted, replica=name)
    for name, place in [*delta.after.items(), *delta.upto.items()]:
        if 0 < place.seq <= vector.get(name, 0):
            row = connection.execute(
                "SELECT c.link FROM change c JOIN replica r ON r.no = c.replica WHERE r.id = ? AND c.seq = ?",
                (name, place.seq),
            ).fetchone()
            if row and row[0] is not None and bytes(row[0]) != place.link:
                raise ExchangeError("exchange.forked", replica=name, at=place.seq)


class _Merger:
    def __init__(self, connection: Any, delta: Delta) -> None:
        self._db = connection
        self._delta = delta
        self._replicas: dict[str, int] = {name: no for no, name in connection.execute("SELECT no, id FROM replica")}
        self._headers: dict[int, Header] = {}
        self._local = [self._header_in(header) for header in delta.headers]
        self._subjects: set[str] = set()
        self._kinds: set[str] = set()
        self._made = self._written = self._conflicts = 0

    def replica(self, name: str) -> int:
        """The local number of a replica."""
        if name not in self._replicas:
            self._replicas[name] = self._db.execute("INSERT INTO replica (id, mine) VALUES (?, 0)", (name,)).lastrowid
        return self._replicas[name]

    def run(self) -> Merged:
        """Erasures first, then whole records, then single cells."""
        for subject, by in self._delta.erased.items():
            self._db.execute("INSERT OR IGNORE INTO erased VALUES (?, ?)", (subject, self._local[by]))
            self._kinds |= remove_subject(self._db, subject)
            self._subjects.add(subject)
        gone = {subject for (subject,) in self._db.execute("SELECT subject FROM erased")}
        for rows in self._delta.rows:
            self._rows(rows, gone)
        cells: defaultdict[tuple[str, str, str], list[CellVersion]] = defaultdict(list)
        for version in self._delta.cells:
            if version.subject not in gone:
                cells[version.kind, version.id, version.field].append(version)
        for (kind, record, field), versions in cells.items():
            there = settled(Version(v.value, self._header(self._local[v.by])) for v in versions)
            self._cell(kind, record, field, versions[0].subject, there)
        return Merged(
            False, self._made, self._written, self._conflicts, frozenset(self._kinds), frozenset(self._subjects)
        )

    def _rows(self, rows: Rows, gone: set[str]) -> None:
        known: dict[str, int] = {}
        for marks, lot in in_lots(rows.ids):
            known.update(self._db.execute(f"SELECT id, v FROM {quoted(rows.kind)} WHERE id IN {marks}", lot))
        names = ", ".join(quoted(name) for name in rows.fields)
        marks = ", ".join("?" * (len(rows.fields) + 3))
        made = [self._local[m] for m in rows.made]
        lines = list(zip(rows.ids, rows.subjects, made, *rows.columns, strict=True))
        fresh = lines if not known and not gone else [x for x in lines if x[0] not in known and x[1] not in gone]
        self._db.executemany(f"INSERT INTO {quoted(rows.kind)} (id, subject, v, {names}) VALUES ({marks})", fresh)
        self._made += len(fresh)
        if fresh:
            self._kinds.add(rows.kind)
            self._subjects.update(line[1] for line in fresh)
        edited = {(c.id, c.field) for c in self._delta.cells if c.kind == rows.kind} if known else set()
        for record, subject, v, *values in lines:
            # The same record made by two changes (revived on two laptops) is joined cell by cell.
            if record in known and known[record] != v and subject not in gone:
                for field, value in zip(rows.fields, values, strict=True):
                    if (record, field) not in edited:
                        self._cell(rows.kind, record, field, subject, (Version(value, self._header(v)),))

    def _cell(self, kind: str, record: str, field: str, subject: str, there: Cell) -> None:
        row = self._db.execute(f"SELECT {quoted(field)}, v FROM {quoted(kind)} WHERE id = ?", (record,)).fetchone()
        if row is None:
            return
        stored = self._db.execute(
            "SELECT v, shown, value FROM cell WHERE kind = ? AND id = ? AND field = ?", (kind, record, field)
        ).fetchall()
        standing = [(v, row[0] if shown else value) for v, shown, value in stored] or [(row[1], row[0])]
        here = settled(Version(value, self._header(v)) for v, value in standing)
        joined = join(here, there)
        if joined == here:
            return
        self._store(kind, record, field, joined)
        if joined[0].value != row[0]:
            self._db.execute(f"UPDATE {quoted(kind)} SET {quoted(field)} = ? WHERE id = ?", (joined[0].value, record))
            self._db.execute(
                "INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?, ?, ?)",
                (self._number(joined[0].by.dot), kind, record, subject, field, row[0]),
            )
        self._written += 1
        self._conflicts += in_conflict(joined)
        self._kinds.add(kind)
        self._subjects.add(subject)

    def _store(self, kind: str, record: str, field: str, cell: Cell) -> None:
        self._db.execute("DELETE FROM cell WHERE kind = ? AND id = ? AND field = ?", (kind, record, field))
        rows: list[tuple[str, str, str, int, int, Value]] = [
            (kind, record, field, self._number(version.by.dot), int(place == 0), version.value if place else None)
            for place, version in enumerate(cell)
        ]
        self._db.executemany("INSERT INTO cell (kind, id, field, v, shown, value) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _header_in(self, header: Header) -> int:
        """The local number of a change, its header kept if it is new."""
        no = self.replica(header.dot.replica)
        row = self._db.execute("SELECT id FROM change WHERE replica = ? AND seq = ?", (no, header.dot.seq)).fetchone()
        v = (
            row[0]
            if row
            else self._db.execute(
                "INSERT INTO change (replica, seq, author, at_ms, knows) VALUES (?, ?, ?, ?, ?)",
                (no, header.dot.seq, header.author, header.at_ms, encode_knows(dict(header.knows))),
            ).lastrowid
        )
        self._headers[v] = header
        return int(v)

    def _header(self, v: int) -> Header:
        if v not in self._headers:
            name, seq, author, at_ms, knows = self._db.execute(
                "SELECT r.id, c.seq, c.author, c.at_ms, c.knows FROM change c JOIN replica r ON r.no = c.replica"
                " WHERE c.id = ?",
                (v,),
            ).fetchone()
            self._headers[v] = Header(Dot(name, seq), author, at_ms, decode_knows(knows))
        return self._headers[v]

    def _number(self, dot: Dot) -> int:
        (v,) = self._db.execute(
            "SELECT id FROM change WHERE replica = ? AND seq = ?", (self._replicas[dot.replica], dot.seq)
        ).fetchone()
        return int(v)
