"""Two laptops wrote different things; a person says which holds."""

from __future__ import annotations

from collections.abc import Sequence

from app.records import Value
from app.records.writes import Edit, Write


def settle(kind: str, record: str, field: str, value: Value) -> Sequence[Write]:
    """Writes the cell anew: one of its standing values or a third. That supersedes every version known here."""
    return (Edit(kind, record, {field: value}),)
