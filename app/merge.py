"""How two states of one cell become one: the law of the exchange.

The state of a cell is the set of values that nobody has superseded, each with the change that wrote it. A value
supersedes another when its author had the other before her. Joining two states keeps what is superseded by nothing in
either; this is commutative, associative and idempotent, so replicas that have seen the same changes hold the same
state, however those arrived. Where more than one value is left and they differ, the cell is an open *conflict*:
one of them is shown, all of them are kept, until a person writes the cell again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.records.base import Value
from app.versions import Header


class Version(NamedTuple):
    """A value of a cell and the change that wrote it."""

    value: Value
    by: Header


Cell = tuple[Version, ...]
"""The versions nobody superseded, the shown one first. Never empty for a cell that was ever written."""


def settled(versions: Iterable[Version]) -> Cell:
    """The versions that no other of them supersedes, the shown one first."""
    different = {version.by.dot: version for version in versions}
    if len(different) == 1:
        return tuple(different.values())
    left = [
        mine
        for mine in different.values()
        if not any(other.by.dot != mine.by.dot and other.by.saw(mine.by.dot) for other in different.values())
    ]
    return tuple(sorted(left, key=lambda version: version.by.precedence, reverse=True))


def join(here: Cell, there: Cell) -> Cell:
    """The state of a cell after exchanging."""
    if here == there:
        return here
    return settled((*here, *there))


def in_conflict(cell: Cell) -> bool:
    """Whether people wrote different values without knowing of each other. Equal values are no conflict."""
    return any(version.value != cell[0].value for version in cell[1:])
