"""Which vocabulary a reader of a bundle must know (``docs/sync.md`` §6): the lowest in which all of this bundle is known."""

from __future__ import annotations

from collections.abc import Callable
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
"""The kinds of the ledger's format 3; closed months, which are about nobody; how far a bundle can be vouched for."""

_CAME: tuple[tuple[int, Callable[[str, str], bool]], ...] = ((THIRD, came_third), (SECOND, came_second))
"""Latest first: a vocabulary, and whether a field of a kind came with it."""


def came(kind: str, field: str) -> int:
    """The vocabulary with which a field of a kind came."""
    return next((number for number, of in _CAME if of(kind, field)), FIRST)


def plainest(delta: Delta) -> Delta:
    """The same, told without the columns of later fields in which nothing is said: no value is what their lack means."""
    return replace(delta, rows=[_plainest(rows) for rows in delta.rows])


def needed(delta: Delta) -> int:
    """The vocabulary of a delta. An older reader would take every erasure for that of a woman, so none may reach it."""
    named = {(rows.kind, field) for rows in delta.rows for field in rows.fields}
    named |= {(cell.kind, cell.field) for cell in delta.cells}
    lowest = SECOND if delta.erased else FIRST
    if delta.vouched or any(kind == MonthReport.kind for kind, _ in named):
        lowest = THIRD
    return max(lowest, *(came(*one) for one in named)) if named else lowest


def _plainest(rows: Rows) -> Rows:
    told = [
        (field, column)
        for field, column in zip(rows.fields, rows.columns, strict=True)
        if came(rows.kind, field) == FIRST or any(value is not None for value in column)
    ]
    return replace(rows, fields=tuple(field for field, _ in told), columns=[column for _, column in told])
