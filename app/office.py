"""The laptops of one village office: who belongs to it, and who no longer does (``docs/sync.md`` §11)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from app.records import Laptop, LaptopStop
from app.versions import Dot

NEVER_ASKED = (LaptopStop.kind,)
"""Two people who stop the same laptop need not agree on the day or the reason: nobody is asked which holds."""


@dataclass(frozen=True, slots=True)
class Member:
    """A laptop of the office. ``stop``: since when and why it may no longer exchange.

    ``vouched``: one whose word counts here vouches for it, and did so before it was itself stopped.
    """

    laptop: Laptop
    stop: LaptopStop | None = None
    vouched: bool = True

    @property
    def standing(self) -> bool:
        """Whether anything is exchanged with it."""
        return self.stop is None and self.vouched


def voucher_id(by: str, laptop: str) -> str:
    """The id of the record by which one laptop vouches for another."""
    return _id("laptop", by, laptop)


def stop_id(laptop: str) -> str:
    """The id of the record that stops a laptop: two people who stop it without knowing of each other write one record."""
    return _id("stop", laptop)


def _id(*words: str) -> str:
    return hashlib.sha256(" ".join(("suifang", *words)).encode()).hexdigest()[:32]


def members(
    vouchers: Iterable[Laptop],
    stops: Iterable[LaptopStop],
    written: Mapping[str, Collection[Dot]],
    trusted: Mapping[str, str],
    signed: Callable[[Laptop, str, str], bool],
) -> dict[str, Member]:
    """Every laptop that anybody ever vouched for, by replica, in the order of their admission.

    ``written``: the changes that made each voucher, by its id. ``trusted``: whose word counts by itself, and the key it signs
    with: this laptop, and what it was before. From them it passes to whom they vouch for, and so on. ``signed``: whether a
    voucher is the word of a laptop (its name, its key). What a stopped laptop did beyond its stop counts for nothing,
    whichever way it came here.
    """
    stopped = {stop.laptop: stop for stop in stops}
    left = sorted(vouchers, key=lambda voucher: (voucher.admitted, voucher.id))
    every = {voucher.laptop: voucher for voucher in reversed(left)}
    counts: dict[str, Laptop] = {}
    keys = dict(trusted)

    def holds(voucher: Laptop) -> bool:
        return any(
            by in keys and (by not in stopped or seq <= stopped[by].seq) and signed(voucher, by, keys[by])
            for by, seq in written.get(voucher.id, ())
        )

    while more := [voucher for voucher in left if voucher.laptop not in counts and holds(voucher)]:
        for voucher in more:
            counts.setdefault(voucher.laptop, voucher)
        keys = {replica: voucher.sign_key for replica, voucher in counts.items()} | dict(trusted)
    return {
        replica: Member(counts.get(replica, voucher), stopped.get(replica), replica in counts)
        for replica, voucher in sorted(every.items(), key=lambda found: (found[1].admitted, found[0]))
    }


def beyond(stop: LaptopStop, held: Mapping[str, int]) -> int:
    """How many changes of a stopped laptop are here that were not known where it was stopped. ``held``: how many of each."""
    return max(0, held.get(stop.laptop, 0) - stop.seq)
