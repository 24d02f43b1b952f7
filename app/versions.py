"""Who knew what when: changes, their headers and vectors.

A *replica* is one incarnation of one ledger file, named by 32 hexadecimal digits. A *change* is one committed
transaction of one replica and is named by its *dot*, ``(replica, seq)`` with seq 1, 2, 3 … without gaps. Clocks take
no part in any comparison here: ``at_ms`` is shown to people and decides nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

Vector = Mapping[str, int]
"""Replica → highest seq such that every change up to it has been seen. A missing replica means 0."""


class Dot(NamedTuple):
    """The name of a change."""

    replica: str
    seq: int


class Header(msgspec.Struct, frozen=True):
    """What is always kept of a change, even when its content is erased.

    ``knows``: what the *other* replicas had reached when it was made; of its own replica it knows every earlier
    change, so that is not repeated. ``author``: id of the worker's record. ``at_ms``: her clock, milliseconds UTC.
    """

    dot: Dot
    author: str = ""
    at_ms: int = 0
    knows: Vector = msgspec.field(default_factory=dict)

    def saw(self, dot: Dot) -> bool:
        """Whether the change ``dot`` was in the ledger when this one was made, or is this one."""
        if dot.replica == self.dot.replica:
            return dot.seq <= self.dot.seq
        return dot.seq <= self.knows.get(dot.replica, 0)

    @property
    def weight(self) -> int:
        """How many changes went before, itself included: the length of its causal history."""
        return self.dot.seq + sum(self.knows.values())

    @property
    def precedence(self) -> tuple[int, str, int]:
        """Decides which of several concurrent values is shown; the same on every replica."""
        return (self.weight, self.dot.replica, self.dot.seq)


def covers(vector: Vector, dot: Dot) -> bool:
    """Whether a replica with this vector has seen the change."""
    return dot.seq <= vector.get(dot.replica, 0)


def reaches(vector: Vector, base: Vector) -> bool:
    """Whether everything in ``base`` is in ``vector``."""
    return all(vector.get(replica, 0) >= seq for replica, seq in base.items())


def union(vectors: Iterable[Vector]) -> dict[str, int]:
    """The least vector that covers all of them."""
    result: dict[str, int] = {}
    for vector in vectors:
        for replica, seq in vector.items():
            if seq > result.get(replica, 0):
                result[replica] = seq
    return result


START = b"\0" * 32
"""The link before a replica's first change."""


def link(previous: bytes, header: Header, commitment: bytes) -> bytes:
    """The next link of a replica's hash chain (SHA-256): the number of a change and its link name it beyond doubt."""
    body = msgspec.msgpack.encode(
        (header.dot.replica, header.dot.seq, header.author, header.at_ms, sorted(header.knows.items()), commitment)
    )
    return hashlib.sha256(previous + body).digest()


def commit(salt: bytes, content: object) -> bytes:
    """Commits to what a change wrote without telling it; with the salt gone, guesses cannot be tested against it."""
    return hashlib.sha256(salt + msgspec.msgpack.encode(content)).digest()
