"""Identifiers of records: UUID version 7 (RFC 9562) as 32 hexadecimal digits."""

from __future__ import annotations

import secrets
import time


def new_id(at_ms: int | None = None) -> str:
    """A fresh id. Its first 48 bits are the time in milliseconds, which keeps neighbours together in the file.

    The time is never believed for anything; a clock reset to 2010 only makes ids that sort early.
    """
    milliseconds = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return f"{value:032x}"
