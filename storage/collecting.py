"""Collecting what a peer lacks: everything for another laptop of the office, what consent allows for the county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from app.consent import effective
from app.delta import BEGINNING, CellVersion, Delta, Reaches, Rows, Statement
from app.records import KINDS, Audience, Consent, Kind
from app.versions import Dot, Header
from storage.changes import decode_knows
from storage.tables import quoted, read_all


class Collector:
    """Collects one delta. Works with two temporary tables: the changes the peer lacks, and the subjects that may go."""

    def __init__(self, connection: Any, after: Reaches, upto: Reaches) -> None:
        self._db = connection
        # A peer that claims less than the beginning of nothing knows nothing.
        self._delta = Delta({name: after.get(name, BEGINNING) for name in upto}, dict(upto))
        self._places: dict[int, int] = {}
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS fresh (v INTEGER PRIMARY KEY)")
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS going (subject TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.execute("DELETE FROM fresh")
        connection.execute("DELETE FROM going")
        for name, reach in self._delta.after.items():
            connection.execute(
                "INSERT INTO fresh SELECT c.id FROM change c JOIN replica r ON r.no = c.replica"
                " WHERE r.id = ? AND c.seq > ? AND c.seq <= ?",
                (name, reach.seq, upto[name].seq),
            )

    def for_office(self) -> Delta:
        """All kinds, all fields, all headers of the interval."""
        for (v,) in self._db.execute("SELECT v FROM fresh ORDER BY v").fetchall():
            self._place(v)
        for kind in KINDS.values():
            self._rows(kind, tuple(kind.fields), "v IN (SELECT v FROM fresh)")
        self._cells(tuple(KINDS), None)
        return self._done()

    def for_county(self) -> Delta:
        """Kinds and fields of the county's audience, of the women who consent; nothing else but coverage."""
        snapshots, statements, given = self._consents()
        self._db.executemany("INSERT INTO going VALUES (?)", ((subject,) for subject in given))
        for kind in KINDS.values():
            if kind.audience is not Audience.COUNTY:
                continue
            mine = "subject IN (SELECT subject FROM going)"
            self._rows(kind, kind.county_fields, f"v IN (SELECT v FROM fresh) AND {mine}")
            for subject in snapshots:
                self._rows(kind, kind.county_fields, "subject = ? AND v NOT IN (SELECT v FROM fresh)", (subject,))
        self._join_rows()
        self._cells([k.name for k in KINDS.values() if k.audience is Audience.COUNTY], given, snapshots)
        self._delta.snapshots = tuple(snapshots)
        self._delta.statements = tuple(statements)
        return self._done()

    def _consents(self) -> tuple[list[str], list[Statement], set[str]]:
        """New consents to send whole, statements of withdrawn ones, and everyone whose consent holds."""
        by_subject: defaultdict[str, list[Consent]] = defaultdict(list)
        for consent in read_all(self._db, Consent, "scope = 'county'"):
            by_subject[consent.subject].append(consent)
        changed = {
            subject
            for (subject,) in self._db.execute(
                "SELECT subject FROM consent WHERE scope = 'county' AND (v IN (SELECT v FROM fresh) OR id IN"
                " (SELECT id FROM cell WHERE kind = 'consent' AND v IN (SELECT v FROM fresh)))"
            )
        }
        given = {s for s, statements in by_subject.items() if effective(statements, "county") == "given"}
        withdrawn = [
            Statement(subject, s.id, s.state, tuple((s.replaces or "").split()))
            for subject in sorted(changed - given)
            if any(s.state == "given" for s in by_subject[subject])
            for s in by_subject[subject]
        ]
        return sorted(changed & given), withdrawn, given

    def _rows(self, kind: Kind, fields: tuple[str, ...], where: str, parameters: tuple[str, ...] = ()) -> None:
        names = "".join(f", {quoted(name)}" for name in fields)
        found = self._db.execute(
            f"SELECT id, subject, v{names} FROM {quoted(kind.name)} WHERE {where} ORDER BY rowid", parameters
        ).fetchall()
        if found:
            ids, subjects, made, *columns = zip(*found, strict=True)
            self._delta.rows.append(Rows(kind.name, fields, ids, subjects, [self._place(v) for v in made], columns))

    def _join_rows(self) -> None:
        """One block a kind, however many snapshots were added to it."""
        blocks: dict[str, list[Rows]] = defaultdict(list)
        for rows in self._delta.rows:
            blocks[rows.kind].append(rows)
        self._delta.rows = [_joined(parts) for parts in blocks.values()]

    def _cells(self, kinds: Iterable[str], going: set[str] | None, snapshots: Sequence[str] = ()) -> None:
        """All standing versions of every cell of which the peer lacks one, or which goes whole with a snapshot."""
        whole = set(snapshots)
        for name in kinds:
            fields = set(KINDS[name].fields if going is None else KINDS[name].county_fields)
            cells = self._db.execute(
                "SELECT DISTINCT id, field FROM cell WHERE kind = ? AND v IN (SELECT v FROM fresh)", (name,)
            ).fetchall()
            for subject in whole:
                cells += self._db.execute(
                    f"SELECT c.id, c.field FROM {quoted(name)} t JOIN cell c ON c.kind = ? AND c.id = t.id"
                    " WHERE t.subject = ?",
                    (name, subject),
                ).fetchall()
            for record, field in dict.fromkeys(cells):
                if field in fields:
                    self._cell(name, record, field, going)

    def _cell(self, kind: str, record: str, field: str, going: set[str] | None) -> None:
        row = self._db.execute(
            f"SELECT subject, {quoted(field)} FROM {quoted(kind)} WHERE id = ?", (record,)
        ).fetchone()
        if row is None or (going is not None and row[0] not in going):
            return
        for v, shown, value in self._db.execute(
            "SELECT v, shown, value FROM cell WHERE kind = ? AND id = ? AND field = ? ORDER BY v", (kind, record, field)
        ).fetchall():
            self._delta.cells.append(
                CellVersion(kind, record, row[0], field, row[1] if shown else value, self._place(v))
            )

    def _place(self, v: int) -> int:
        """The place of a local change in the delta's headers."""
        if v not in self._places:
            replica, seq, author, at_ms, knows = self._db.execute(
                "SELECT r.id, c.seq, c.author, c.at_ms, c.knows FROM change c JOIN replica r ON r.no = c.replica"
                " WHERE c.id = ?",
                (v,),
            ).fetchone()
            self._places[v] = len(self._delta.headers)
            self._delta.headers.append(Header(Dot(replica, seq), author, at_ms, decode_knows(knows)))
        return self._places[v]

    def _done(self) -> Delta:
        for subject, v in self._db.execute("SELECT subject, v FROM erased WHERE v IN (SELECT v FROM fresh)").fetchall():
            self._delta.erased[subject] = self._place(v)
        return self._delta


def _joined(parts: list[Rows]) -> Rows:
    first = parts[0]
    if len(parts) == 1:
        return first
    columns = [[value for part in parts for value in part.columns[n]] for n in range(len(first.fields))]
    return Rows(
        first.kind,
        first.fields,
        [i for part in parts for i in part.ids],
        [s for part in parts for s in part.subjects],
        [m for part in parts for m in part.made],
        columns,
    )
