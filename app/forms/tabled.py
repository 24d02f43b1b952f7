"""The table of a form as data, as a workbook holds it: what is on the paper, and nothing that is not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled:
    """``rows``: one value for each head; what is counted is a number, all else text."""

    title: str
    period: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
