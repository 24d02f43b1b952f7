"""What can be done to a ledger: the kinds of write a change is made of.

Pure functions in ``app`` answer a worker's action with a sequence of writes; the ledger checks and commits the whole
sequence as one change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.records.base import Record, Value


@dataclass(frozen=True, slots=True)
class Add:
    """A new record."""

    record: Record


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for some fields of one record; fields whose value does not change write nothing."""

    kind: str
    id: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Erase:
    """Her right to deletion: every record about ``subject`` goes, here and, as bundles arrive, everywhere."""

    subject: str


@dataclass(frozen=True, slots=True)
class Remove:
    """One record goes for good, here and everywhere: its time is over (``app.retention``), she herself stays.

    Never a consent: one that it replaced would stand again.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Forget:
    """As ``Edit``, and what these fields ever held goes too: somebody else's particulars, or her name at her household."""

    kind: str
    id: str
    values: Mapping[str, Value]


Write = Add | Edit | Erase | Remove | Forget

Erasing = Erase | Remove | Forget
"""After one of these nothing is left to take back."""


def retire(record: Record, reason: str) -> Edit:
    """Takes a record back (``mistake``, ``undone`` …); it stays in history and can be brought back."""
    return Edit(type(record).kind, record.id, {"retired": reason})
