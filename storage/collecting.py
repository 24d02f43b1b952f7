"""Collecting what a peer lacks: everything for another laptop of the office, what consent allows for the county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from app.consent import effective
from app.delta import BEGINNING, CellVersion, Delta, Reach, Reaches, Rows, Statement
from app.records import KINDS, Audience, Consent, Kind, Value
from app.records.fields import Data, Field
from storage.carrying import carry, vouched
from storage.erasing import County
from storage.headers import Headers
from storage.tables import quoted, table

_FRESH = "IN (SELECT v FROM fresh)"
_GOING = "IN (SELECT subject FROM going)"
_WHOLE = "IN (SELECT subject FROM going WHERE whole)"

_MUCH = 8
"""One in so many changes."""

_AT_ONCE = 4_000
"""How many rows are turned into columns together."""


class Collector:
    """Collects one delta, with temporary tables of a few numbers and ids.

    ``fresh``: the changes the peer lacks. ``going``: the subjects that may go, and whether whole. ``touched``: the cells
    that go.
    """

    def __init__(self, connection: Any, after: Reaches, upto: Reaches) -> None:
        self._db = connection
        self._delta = Delta(
            {name: _no_further(after.get(name, BEGINNING), reach) for name, reach in upto.items()}, upto
        )
        self._headers = Headers(connection)
        self._places: dict[int, int] = {}
        for name, columns in _TABLES.items():
            connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID")
            connection.execute(f"DELETE FROM {name}")
        for name, base in self._delta.after.items():
            connection.execute(
                "INSERT INTO fresh SELECT c.id FROM change c JOIN replica r ON r.no = c.replica"
                " WHERE r.id = ? AND c.seq > ? AND c.seq <= ?",
                (name, base.seq, upto[name].seq),
            )
        self._is_fresh = f"{'+' if self._is_much() else ''}v {_FRESH}"

    def _is_much(self) -> bool:
        """Whether so much is fresh that reading whole tables is quicker than going by an index and sorting."""
        (fresh,) = self._db.execute("SELECT count(*) FROM fresh").fetchone()
        (all_known,) = self._db.execute("SELECT count(*) FROM change").fetchone()
        return bool(fresh * _MUCH > all_known)

    def for_office(self) -> Delta:
        """All kinds, all fields, all headers of the interval."""
        self._headers.read(_FRESH)
        for (v,) in self._db.execute("SELECT v FROM fresh ORDER BY v").fetchall():
            self._place(v)
        self._db.execute(f"INSERT OR IGNORE INTO touched SELECT kind, id, field FROM cell WHERE v {_FRESH}")
        for kind in KINDS.values():
            self._collect(kind, tuple(kind.fields), self._is_fresh, "1")
        carry(self._db, self._delta, self._place, self._headers)
        self._erased("1")
        return self._delta

    def for_county(self, reports: Collection[str] | None = None) -> Delta:
        """Kinds and fields of the county's audience, of the women who consent; nothing else but coverage.

        And what is about nobody (docs/sync.md, 10): ``reports`` are the ids the county holds, None where it takes none.
        """
        changed = {subject for (subject,) in self._db.execute(_CONSENT_CHANGED)}
        statements = self._county_statements()
        given = {subject for subject, said in statements.items() if effective(said, "county") == "given"}
        whole = changed & given
        self._db.executemany("INSERT INTO going VALUES (?, ?)", ((subject, subject in whole) for subject in given))
        self._db.execute(f"INSERT OR IGNORE INTO touched SELECT kind, id, field FROM cell WHERE v {_FRESH}")
        for kind in KINDS.values():
            if kind.audience is Audience.COUNTY:
                self._whole_cells(kind)
                rows = f"SELECT rowid FROM {quoted(kind.name)} WHERE "
                self._collect(
                    kind,
                    kind.county_fields,
                    f"rowid IN ({rows} subject {_GOING} AND {self._is_fresh} UNION {rows} subject {_WHOLE})",
                    f"t.subject {_GOING}",
                )
            elif kind.audience is Audience.FIGURES and reports is not None:
                self._figures(kind, reports)
        self._erased(f"county = {County.KNOWS}")
        self._delta.snapshots = tuple(sorted(whole))
        self._delta.statements = tuple(
            told for subject in sorted((changed - given) & self._perhaps_known()) for told in _told(statements[subject])
        )
        self._delta.vouched = vouched(self._db, self._delta, _AGREED)
        return self._delta

    def _perhaps_known(self) -> set[str]:
        """Women of whom something may be known elsewhere: told from here, or by whoever else wrote her consent."""
        return {
            subject
            for (subject,) in self._db.execute(
                "SELECT subject FROM told UNION SELECT t.subject FROM consent t JOIN change c ON c.id = t.v"
                " JOIN replica r ON r.no = c.replica WHERE t.scope = 'county' AND t.state = 'given' AND NOT r.mine"
            )
        }

    def _county_statements(self) -> dict[str, list[Consent]]:
        """Every woman's county statements, those taken back included: what was sent once must be unsaid."""
        of = table(Consent.kind)
        statements: defaultdict[str, list[Consent]] = defaultdict(list)
        for row in self._db.execute(f"{of.select} WHERE scope = 'county' ORDER BY rowid"):
            if isinstance(consent := of.record(row), Consent):
                statements[consent.subject].append(consent)
        return statements

    def _collect(self, kind: Kind, fields: tuple[str, ...], which: str, whose: str) -> None:
        """Whole records (``which``), then every standing version of each touched cell (``whose``), as SQL conditions."""
        names = "".join(f", {quoted(name)}" for name in fields)
        found = self._db.execute(f"SELECT id, subject, v{names} FROM {quoted(kind.name)} WHERE {which} ORDER BY rowid")
        ids, subjects, made, *columns = _columns(found, 3 + len(fields))
        if ids:
            self._delta.rows.append(Rows(kind.name, fields, ids, subjects, [self._place(v) for v in made], columns))
        touched = {
            name for (name,) in self._db.execute("SELECT DISTINCT field FROM touched WHERE kind = ?", (kind.name,))
        }
        for field in fields:
            if field not in touched:
                continue
            for record, subject, value, v in self._db.execute(
                f"SELECT t.id, t.subject, CASE WHEN c.shown THEN t.{quoted(field)} ELSE c.value END, c.v"
                f" FROM touched x JOIN {quoted(kind.name)} t ON t.id = x.id"
                " JOIN cell c ON c.kind = x.kind AND c.id = x.id AND c.field = x.field"
                f" WHERE x.kind = ? AND x.field = ? AND {whose} ORDER BY t.rowid, c.v",
                (kind.name, field),
            ).fetchall():
                self._delta.cells.append(CellVersion(kind.name, record, subject, field, value, self._place(v)))

    def _figures(self, kind: Kind, reports: Collection[str]) -> None:
        """Reports the county lacks, whatever interval made them; of each only what is told to the county."""
        names = "".join(f", {quoted(name)}" for name in kind.county_fields)
        rows = self._db.execute(f"SELECT id, v{names} FROM {quoted(kind.name)} WHERE retired IS NULL ORDER BY rowid")
        if found := [row for row in rows.fetchall() if row[0] not in reports]:
            ids, made, *columns = zip(*found, strict=True)
            told = [
                _for_county(kind.fields[name], column) for name, column in zip(kind.county_fields, columns, strict=True)
            ]
            places = [self._place(v) for v in made]
            self._delta.rows.append(Rows(kind.name, kind.county_fields, ids, [""] * len(ids), places, told))

    def _whole_cells(self, kind: Kind) -> None:
        self._db.execute(
            f"INSERT OR IGNORE INTO touched SELECT c.kind, c.id, c.field FROM {quoted(kind.name)} t"
            f" JOIN cell c ON c.kind = ? AND c.id = t.id WHERE t.subject {_WHOLE}",
            (kind.name,),
        )

    def _erased(self, which: str) -> None:
        for subject, v in self._db.execute(f"SELECT subject, v FROM erased WHERE {which} AND v {_FRESH}").fetchall():
            self._delta.erased[subject] = self._place(v)

    def _place(self, v: int) -> int:
        """The place of a local change in the delta's headers."""
        if v not in self._places:
            self._places[v] = len(self._delta.headers)
            self._delta.headers.append(self._headers[v])
        return self._places[v]


_TABLES = {
    "temp.fresh": "v INTEGER PRIMARY KEY",
    "temp.going": "subject TEXT PRIMARY KEY, whole INTEGER",
    "temp.touched": "kind TEXT, id TEXT, field TEXT, PRIMARY KEY (kind, field, id)",
}

_AGREED = (
    f"SELECT subject, v FROM consent WHERE scope = 'county' AND v {_FRESH} UNION"
    " SELECT t.subject, c.v FROM cell c JOIN consent t ON t.id = c.id"
    f" WHERE c.kind = 'consent' AND t.scope = 'county' AND c.v {_FRESH}"
)
_CONSENT_CHANGED = f"SELECT subject FROM ({_AGREED})"


def _columns(found: Any, width: int) -> list[list[Any]]:
    """The rows of a query column by column, never all of them in both shapes at once."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    while lot := found.fetchmany(_AT_ONCE):
        for column, values in zip(columns, zip(*lot, strict=True), strict=True):
            column.extend(values)
    return columns


def _for_county(field: Field, column: Sequence[Value]) -> Sequence[Value]:
    """What of a column the county is told, where that is less than all."""
    if not isinstance(field, Data) or (told := field.for_county) is None:
        return column
    return [told(value) if isinstance(value, str) else value for value in column]


def _no_further(base: Reach, reach: Reach) -> Reach:
    """A peer may be ahead of us with another laptop's changes; we can speak only for what we hold."""
    return reach if base.seq > reach.seq else base


def _told(statements: list[Consent]) -> list[Statement]:
    """What the county must hear of a consent that no longer holds: nothing if there never was one."""
    if all(s.state != "given" for s in statements):
        return []
    return [
        Statement(s.subject, s.id, s.state if s.retired is None else "retired", tuple((s.replaces or "").split()))
        for s in statements
    ]
