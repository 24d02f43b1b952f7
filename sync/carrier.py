"""What carries files between laptops and the county: a folder (stick, card, shared folder) or the county's line."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Carrier(Protocol):
    """Takes files whole or not at all.

    Raises StorageTrouble where it is gone, full or read-only, LineTrouble where it does not answer or not as it should.
    """

    def put(self, name: str, content: bytes) -> Path:
        """Takes a file under a name. Returns where it lies, for people; taking the same again changes nothing."""

    def names(self) -> tuple[str, ...]:
        """The names of our files that lie there, for whomever they are."""

    def get(self, name: str) -> bytes:
        """A file. Also raises ExchangeError ``exchange.not_ours``."""

    def where(self, name: str) -> Path:
        """Where a file lies, for people."""

    def done(self, name: str) -> None:
        """It was taken in here, and nothing is lost if it goes. Never raises: what stays is known when it comes again."""
