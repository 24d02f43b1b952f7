"""What carries files between laptops and the county: a folder (stick, card, shared folder) or the county's line."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.errors import NotCarried


class Carrier(Protocol):
    """Takes files whole or not at all.

    Raises StorageTrouble where it is gone, full or read-only, LineTrouble where it does not answer or not as it should.
    """

    def put(self, name: str, content: bytes) -> Path:
        """Takes a file under a name. Returns where it lies, for people; taking the same again changes nothing.

        Also raises NotCarried: whoever carries it does not take this file, or not to its recipient; it left all the same.
        """

    def names(self) -> tuple[str, ...]:
        """The names of our files that lie there, for whomever they are."""

    def get(self, name: str) -> bytes:
        """A file. Also raises ExchangeError ``exchange.not_ours``."""

    def where(self, name: str) -> Path:
        """Where a file lies, for people."""

    def done(self, name: str) -> None:
        """It was taken in here, and nothing is lost if it goes. Never raises: what stays is known when it comes again."""


def offer(carrier: Carrier, name: str, content: bytes) -> tuple[Path, NotCarried | None]:
    """Puts a file. Returns where it lies, and why it goes no further, where it does not: it has left all the same."""
    try:
        return carrier.put(name, content), None
    except NotCarried as error:
        return carrier.where(name), error
