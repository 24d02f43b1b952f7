"""What an exit code says (``docs/cli.md``)."""

from __future__ import annotations

from app.errors import (
    Cancelled,
    ExchangeError,
    ExchangeWaits,
    InputError,
    KeyRefused,
    LedgerBusy,
    LedgerError,
    LineTrouble,
    SuifangError,
)

UNFORESEEN, FILE, CANCELLED = 1, 4, 130
_EXIT_CODES: tuple[tuple[type[SuifangError], int], ...] = (
    (Cancelled, CANCELLED),
    (InputError, 3),
    (LedgerBusy, 7),
    (KeyRefused, 6),
    (LedgerError, 5),
    (LineTrouble, 10),
    (ExchangeWaits, 9),
    (ExchangeError, 8),
)
"""Documented in ``docs/cli.md``; the first class that fits."""


def exit_code(error: SuifangError) -> int:
    """The exit code that says what kind of trouble it was; a full stick is trouble with a file, not with the ledger."""
    if error.code.startswith("file."):
        return FILE
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), UNFORESEEN)
