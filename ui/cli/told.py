"""What a command answers: data with a stable shape for programs, lines for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ui.moments import moment_of


@dataclass(frozen=True, slots=True)
class Told:
    """``data`` is printed with ``--json`` (shapes in ``docs/cli.md``), ``lines`` without. ``code``: the exit code."""

    data: Mapping[str, Any]
    lines: Sequence[str] = field(default=())
    code: int = 0


def columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as lines whose columns stand below each other; a Chinese character is two wide."""
    table = [tuple(row) for row in rows]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def moment(at_ms: int | None) -> str | None:
    """A time as ISO 8601 with the zone of this computer."""
    return None if at_ms is None else moment_of(at_ms).isoformat(timespec="seconds")


def said_moment(at_ms: int) -> str:
    """A time for people: day and minute."""
    return f"{moment_of(at_ms):%Y-%m-%d %H:%M}"
