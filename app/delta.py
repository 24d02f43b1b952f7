"""What one replica tells another: the current values the other lacks, each with its version.

Not a log of keystrokes: a value that was overwritten before the exchange never travels. ``storage`` collects a delta
and takes one in; ``sync`` packs, seals and carries it. Everything refers to changes by their place in ``headers``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.records.base import Value
from app.versions import START, Header, Vector


class Reach(NamedTuple):
    """A place in a replica's history: its number and the hash link there."""

    seq: int
    link: bytes


BEGINNING = Reach(0, START)

Reaches = dict[str, Reach]
"""Replica → how far."""


def numbers(reaches: Reaches) -> Vector:
    """The plain vector of some reaches."""
    return {replica: reach.seq for replica, reach in reaches.items()}


@dataclass(slots=True)
class Rows:
    """Records of one kind, column by column.

    ``columns[i][n]`` is the value of ``fields[i]`` in record ``ids[n]``; ``made[n]`` is the place in ``headers`` of the
    change that created it and so wrote every cell that has no entry of its own in ``Delta.cells``.
    """

    kind: str
    fields: tuple[str, ...]
    ids: Sequence[str] = ()
    subjects: Sequence[str] = ()
    made: Sequence[int] = ()
    columns: Sequence[Sequence[Value]] = ()


class CellVersion(NamedTuple):
    """One version of one cell that was edited after its record was created. All versions of a cell travel together."""

    kind: str
    id: str
    subject: str
    field: str
    value: Value
    by: int


class Statement(NamedTuple):
    """What the county must know of a consent statement to honour a withdrawal: which one, what it says, what it replaces.

    ``state``: ``given``, ``refused``, ``withdrawn``, or ``retired`` for one that was taken back as a mistake.
    """

    subject: str
    id: str
    state: str
    replaces: tuple[str, ...]


@dataclass(slots=True)
class Delta:
    """Everything of one exchange in one direction.

    ``after`` → ``upto``: the interval of each replica's changes that is covered completely; what consent withholds is
    covered as empty. ``base`` numbers are those of ``after``. ``snapshots``: subjects sent whole because their consent
    is new. ``statements``: county-consent statements of every subject whose consent changed in the interval.
    ``vouched``: where the county is not told all there is in the interval (§15), up to where it is, of these replicas.
    ``erased``: what is gone (a subject, a record, the past of a cell) → place in ``headers`` of the erasure.
    """

    after: Reaches
    upto: Reaches
    headers: list[Header] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    cells: list[CellVersion] = field(default_factory=list)
    snapshots: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    erased: dict[str, int] = field(default_factory=dict)
    vouched: Reaches = field(default_factory=dict)

    @property
    def records(self) -> int:
        """How many records travel whole."""
        return sum(len(rows.ids) for rows in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether nothing but coverage would travel."""
        return not (self.records or self.cells or self.statements or self.erased)
