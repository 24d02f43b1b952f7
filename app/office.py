"""The laptops of one village office: who belongs to it, and who no longer does (``docs/sync.md`` §11)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.records import Laptop, LaptopStop
from app.versions import Dot

NEVER_ASKED = (Laptop.kind, LaptopStop.kind)
"""Two people who admit or stop the same laptop need not agree on the day: no person is asked which holds."""


@dataclass(frozen=True, slots=True)
class Member:
    """A laptop of the office. ``stop``: since when and why it may no longer exchange.

    ``vouched``: it was admitted by one whose word counts here, and not after that one was stopped.
    """

    laptop: Laptop
    stop: LaptopStop | None = None
    vouched: bool = True

    @property
    def standing(self) -> bool:
        """Whether anything is exchanged with it."""
        return self.stop is None and self.vouched


def stop_id(replica: str) -> str:
    """The id of the record that stops a laptop: two people who stop it without knowing of each other write one record."""
    return hashlib.sha256(b"suifang stop " + replica.encode()).hexdigest()[:32]


def members(
    laptops: Iterable[Laptop],
    stops: Iterable[LaptopStop],
    admitted: Mapping[str, Collection[Dot]],
    trusted: Collection[str],
) -> dict[str, Member]:
    """Every laptop that was ever admitted, by replica, in the order of their admission.

    ``admitted``: the changes that admitted each. ``trusted``: whose word counts without anybody's: this laptop, what it
    was before, and the one that admitted it. From them it passes to whom they admitted, and so on; what a stopped
    laptop did beyond its stop counts for nothing, whichever way it came here.
    """
    stopped = {stop.laptop: stop for stop in stops}
    count = {replica: stop.seq for replica, stop in stopped.items()}
    vouched = set(trusted)
    while (
        more := {
            replica
            for replica, changes in admitted.items()
            if any(by in vouched and seq <= count.get(by, seq) for by, seq in changes)
        }
        - vouched
    ):
        vouched |= more
    found = sorted(laptops, key=lambda laptop: (laptop.admitted, laptop.id))
    return {laptop.id: Member(laptop, stopped.get(laptop.id), laptop.id in vouched) for laptop in found}


def beyond(stop: LaptopStop, held: Mapping[str, int]) -> int:
    """How many changes of a stopped laptop are here that were not known where it was stopped. ``held``: how many of each."""
    return max(0, held.get(stop.laptop, 0) - stop.seq)
