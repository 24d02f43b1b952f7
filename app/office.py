"""The laptops of one village office: who belongs to it, and who no longer does (``docs/sync.md`` §11)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.records import Laptop, LaptopStop


@dataclass(frozen=True, slots=True)
class Member:
    """A laptop of the office. ``stop``: since when and why it may no longer exchange."""

    laptop: Laptop
    stop: LaptopStop | None = None


def stop_id(replica: str) -> str:
    """The id of the record that stops a laptop: two people who stop it without knowing of each other write one record."""
    return hashlib.sha256(b"suifang stop " + replica.encode()).hexdigest()[:32]


def members(laptops: Iterable[Laptop], stops: Iterable[LaptopStop]) -> dict[str, Member]:
    """Every laptop that was ever admitted, by replica, in the order of their admission."""
    stopped: dict[str, LaptopStop] = {}
    for stop in sorted(stops, key=lambda stop: (stop.date, stop.id), reverse=True):
        stopped[stop.laptop] = stop
    found = sorted(laptops, key=lambda laptop: (laptop.admitted, laptop.id))
    return {laptop.id: Member(laptop, stopped.get(laptop.id)) for laptop in found}


def beyond(stop: LaptopStop, held: Mapping[str, int]) -> int:
    """How many changes of a stopped laptop are here that were not known where it was stopped. ``held``: how many of each."""
    return max(0, held.get(stop.laptop, 0) - stop.seq)
