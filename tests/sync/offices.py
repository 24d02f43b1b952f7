"""Laptops of one office as the definition says: sets of changes, and what follows from them. No code under test inside."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from app.consent import effective, statement
from app.delta import CellVersion, Delta, Reach, Reaches, Rows, Statement
from app.merge import Cell, Version, settled
from app.records import KINDS, Consent
from app.records.base import Value
from app.versions import Dot, Header

CellName = tuple[str, str, str]
"""Kind, id, field."""


@dataclass(frozen=True)
class Change:
    """One change: the cells it wrote, the records it made, whom it erased."""

    header: Header
    made: tuple[tuple[str, str, str], ...] = ()
    """Kind, id, subject."""
    cells: tuple[tuple[CellName, Value], ...] = ()
    erased: tuple[str, ...] = ()
    said: Consent | None = None


def link(replica: str, seq: int) -> bytes:
    """Any chain will do: equal numbers of one replica have equal links."""
    return hashlib.sha256(f"{replica} {seq}".encode()).digest() if seq else bytes(32)


@dataclass
class Laptop:
    """What one laptop has seen."""

    name: str
    seen: dict[Dot, Change] = field(default_factory=dict)

    def reaches(self) -> Reaches:
        top: dict[str, int] = {}
        for replica, seq in self.seen:
            top[replica] = max(top.get(replica, 0), seq)
        return {replica: Reach(seq, link(replica, seq)) for replica, seq in top.items()}

    def _header(self) -> Header:
        upto = {replica: reach.seq for replica, reach in self.reaches().items()}
        mine = upto.pop(self.name, 0)
        return Header(Dot(self.name, mine + 1), "", 1000 + mine, upto)

    def _keep(self, change: Change) -> None:
        self.seen[change.header.dot] = change

    def make(self, kind: str, record: str, subject: str, **values: Value) -> None:
        cells = tuple(((kind, record, name), values.get(name)) for name in KINDS[kind].county_fields)
        self._keep(Change(self._header(), ((kind, record, subject),), cells))

    def edit(self, kind: str, record: str, name: str, value: Value) -> None:
        self._keep(Change(self._header(), cells=(((kind, record, name), value),)))

    def say(self, record: str, subject: str, state: str) -> None:
        said = statement(
            self.statements(subject), record_id=record, subject=subject, scope="county", state=state, date="2026-11-01"
        )
        values = {name: getattr(said, name) for name in KINDS["consent"].county_fields}
        cells = tuple((("consent", record, name), value) for name, value in values.items())
        self._keep(Change(self._header(), (("consent", record, subject),), cells, said=said))

    def erase(self, subject: str) -> None:
        self._keep(Change(self._header(), erased=(subject,)))

    # --- what follows ---

    def statements(self, subject: str) -> list[Consent]:
        return [c.said for c in self.seen.values() if c.said and c.said.subject == subject]

    def given(self, subject: str) -> bool:
        return effective(self.statements(subject), "county") == "given" and subject not in self.erased()

    def erased(self) -> set[str]:
        return {subject for change in self.seen.values() for subject in change.erased}

    def records(self) -> dict[tuple[str, str], tuple[str, Header]]:
        """Kind and id → whom it is about, and the change that made it."""
        gone = self.erased()
        return {
            (kind, one): (subject, change.header)
            for change in self.seen.values()
            for kind, one, subject in change.made
            if gone.isdisjoint((subject, one))
        }

    def cells(self) -> dict[CellName, Cell]:
        """Of every cell, the versions nobody superseded."""
        written: defaultdict[CellName, list[Version]] = defaultdict(list)
        for change in self.seen.values():
            for name, value in change.cells:
                written[name].append(Version(value, change.header))
        return {name: settled(versions) for name, versions in written.items()}

    def women(self) -> list[str]:
        return sorted(one for kind, one in self.records() if kind == "woman")

    # --- what travels ---

    def hear(self, other: Laptop) -> None:
        self.seen.update(other.seen)

    def collect(self, after: Reaches) -> Delta:
        """For the county, as docs/sync.md §3 and §4 say."""
        upto = self.reaches()
        base = {replica: after.get(replica, Reach(0, bytes(32))) for replica in upto}
        base = {r: min(reach, upto[r]) for r, reach in base.items()}

        def fresh(header: Header) -> bool:
            return header.dot.seq > base[header.dot.replica].seq

        headers: dict[Dot, int] = {}
        told: list[Header] = []

        def place(header: Header) -> int:
            if header.dot not in headers:
                headers[header.dot] = len(told)
                told.append(header)
            return headers[header.dot]

        changed = {c.said.subject for c in self.seen.values() if c.said and fresh(c.header)} - self.erased()
        cells, records = self.cells(), self.records()
        whole = {subject for subject in changed if self.given(subject)}
        rows: defaultdict[str, list[str]] = defaultdict(list)
        edits: list[CellVersion] = []
        giving = {subject for subject in {subject for subject, _ in records.values()} if self.given(subject)}
        for (kind, one), (subject, made) in records.items():
            if subject not in giving:
                continue
            if fresh(made) or subject in whole:
                rows[kind].append(one)
            for name in KINDS[kind].county_fields:
                cell = cells[kind, one, name]
                edited = [version.by.dot for version in cell] != [made.dot]
                if edited and (subject in whole or any(fresh(version.by) for version in cell)):
                    edits += [CellVersion(kind, one, subject, name, v.value, place(v.by)) for v in cell]
        tables = []
        for kind, ids in rows.items():
            names = KINDS[kind].county_fields
            columns = [[cells[kind, one, name][0].value for one in ids] for name in names]
            subjects = [records[kind, one][0] for one in ids]
            tables.append(Rows(kind, names, ids, subjects, [place(records[kind, one][1]) for one in ids], columns))
        statements = tuple(
            Statement(subject, said.id, said.state, tuple((said.replaces or "").split()))
            for subject in sorted(changed - whole)
            if any(said.state == "given" for said in self.statements(subject))
            for said in self.statements(subject)
        )
        erased = {s: place(c.header) for c in self.seen.values() if fresh(c.header) for s in c.erased}
        return Delta(base, upto, told, tables, edits, tuple(sorted(whole)), statements, erased)
