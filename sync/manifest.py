"""What left, in words a person can check: counts, fields, for whom, under which consent. No names, no ids of people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.delta import Delta
from app.errors import NotCarried


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One bundle. ``consent``: why it may leave: her own for the ``county``, or the ``office`` itself for a colleague's laptop.

    ``fields``: by kind, those that held a value. ``women``: how many records are about.
    """

    bundle: str
    file: str
    at_ms: int
    unit: str
    to: str
    to_name: str
    consent: str
    bytes: int
    women: int
    records: dict[str, int]
    edits: dict[str, int]
    fields: dict[str, tuple[str, ...]]
    newly_shared: int
    statements: int
    erased: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing left but how far the county is told of our changes."""
        return not (self.records or self.edits or self.statements or self.erased)

    @property
    def json(self) -> str:
        """As it is kept in the log."""
        return msgspec.json.encode(self).decode()


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle that was written. ``refused``: who was to carry it does not; it left all the same."""

    path: Path
    manifest: Manifest
    refused: NotCarried | None = None


def manifest_of(
    delta: Delta,
    *,
    bundle: str,
    file: str,
    at_ms: int,
    unit: str,
    to: str,
    to_name: str,
    size: int,
    consent: str = "county",
) -> Manifest:
    """The manifest of a delta."""
    told: dict[str, dict[str, None]] = {}
    for rows in delta.rows:
        names = told.setdefault(rows.kind, {})
        for name, column in zip(rows.fields, rows.columns, strict=True):
            if any(value is not None for value in column):
                names[name] = None
    edits = [cell for cell in delta.cells if cell.field]
    for cell in edits:
        told.setdefault(cell.kind, {})[cell.field] = None
    women = {subject for rows in delta.rows for subject in rows.subjects} | {cell.subject for cell in delta.cells}
    return Manifest(
        bundle=bundle,
        file=file,
        at_ms=at_ms,
        unit=unit,
        to=to,
        to_name=to_name,
        consent=consent,
        bytes=size,
        women=len(women - {""}),
        records={rows.kind: len(rows.ids) for rows in delta.rows if rows.ids},
        edits=dict(Counter(kind for kind, _, _ in {(c.kind, c.id, c.field) for c in edits})),
        fields={kind: tuple(names) for kind, names in told.items() if names},
        newly_shared=len(delta.snapshots),
        statements=len(delta.statements),
        erased=len(delta.erased),
    )
