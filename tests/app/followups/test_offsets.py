"""Offsets as a schedule writes them."""

from __future__ import annotations

from datetime import date

import pytest

from app.followups.offsets import Offset


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("3m", date(2023, 11, 30), date(2024, 2, 29)),
        ("1m", date(2023, 1, 31), date(2023, 2, 28)),
        ("2m", date(2023, 1, 31), date(2023, 3, 31)),
        ("-6m", date(2026, 8, 31), date(2026, 2, 28)),
        ("1y", date(2024, 2, 29), date(2025, 2, 28)),
        ("20w6d", date(2026, 1, 1), date(2026, 5, 27)),
        ("6m-1d", date(2026, 1, 1), date(2026, 6, 30)),
        ("0d", date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_offsets_are_added_months_first_and_clamped(text: str, start: date, expected: date) -> None:
    assert Offset.parse(text).after(start) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3m", ("months", 3)),
        ("24m", ("years", 2)),
        ("2y", ("years", 2)),
        ("13w", ("weeks", 13)),
        ("42d", ("days", 42)),
        ("0d", ("date", 0)),
        ("-3m", ("date", 0)),
        ("6m-1d", ("date", 0)),
    ],
)
def test_an_offset_is_said_as_people_say_it(text: str, said: tuple[str, int]) -> None:
    offset = Offset.parse(text)
    assert (offset.unit, offset.count) == said


@pytest.mark.parametrize("text", ["", "3", "m", "3x", "3 m", "3m ", "１m", "--3m", "3m,1d", "1.5m", "99999d"])
def test_anything_else_is_no_offset(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Offset.parse(text)
