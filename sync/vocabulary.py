"""Which vocabulary a reader of a bundle must know (``docs/sync.md`` §6): the lowest in which all of this bundle is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.delta import Delta, Rows
from app.records import MonthReport
from storage.second_shape import came_second
from storage.third_shape import came_third

FIRST: Final = 1
"""Also that of requests, grants and receipts, whose forms have not changed."""
SECOND: Final = 2
"""The kinds and fields of the ledger's format 2; and what is erased may be a single record or the past of a field."""
THIRD: Final = 3
"""The kinds of the ledger's format 3; closed months, which are about nobody."""


def plainest(delta: Delta) -> Delta:
    """The same, told without the columns of later fields in which nothing is said: no value is what their lack means."""
    return replace(delta, rows=[_plainest(rows) for rows in delta.rows])


def needed(delta: Delta) -> int:
    """The vocabulary of a delta. An older reader would take every erasure for that of a woman, so none may reach it."""
    named = {(rows.kind, field) for rows in delta.rows for field in rows.fields}
    named |= {(cell.kind, cell.field) for cell in delta.cells}
    if any(came_third(*one) or one[0] == MonthReport.kind for one in named):
        return THIRD
    return SECOND if delta.erased or any(came_second(*one) for one in named) else FIRST


def _plainest(rows: Rows) -> Rows:
    told = [
        (field, column)
        for field, column in zip(rows.fields, rows.columns, strict=True)
        if not came_second(rows.kind, field) or any(value is not None for value in column)
    ]
    return replace(rows, fields=tuple(field for field, _ in told), columns=[column for _, column in told])
