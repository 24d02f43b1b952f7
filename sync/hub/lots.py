"""Long lists for a database, some at a time: a statement names only so many values."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 400
"""How many one statement names; in pairs they stay below the 999 that old servers and drivers take."""


def lots(of: Collection[T]) -> Iterator[list[T]]:
    """All of them in their order, at most ``AT_ONCE`` together; nothing for nothing."""
    left = iter(of)
    while lot := list(islice(left, AT_ONCE)):
        yield lot
