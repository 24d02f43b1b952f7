"""What an exit code says (``docs/cli.md``)."""

from __future__ import annotations

from app.errors import (
    Cancelled,
    ExchangeError,
    ExchangeWaits,
    FileError,
    InputError,
    KeyRefused,
    LedgerBusy,
    LedgerError,
    SuifangError,
)

UNFORESEEN, CANCELLED = 1, 130
_EXIT_CODES: tuple[tuple[type[SuifangError], int], ...] = (
    (Cancelled, CANCELLED),
    (InputError, 3),
    (FileError, 4),
    (LedgerBusy, 7),
    (KeyRefused, 6),
    (LedgerError, 5),
    (ExchangeWaits, 9),
    (ExchangeError, 8),
)
"""Documented in ``docs/cli.md``; the first class that fits."""


def exit_code(error: SuifangError) -> int:
    """The exit code that says what kind of trouble it was."""
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), UNFORESEEN)
