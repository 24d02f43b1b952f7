"""What a laptop and the county's line say to each other beside files (``docs/sync.md`` §16): forms both sides share."""

from __future__ import annotations

from typing import Final

import msgspec

PIECE: Final = 2 * 1024
"""Bytes written at once, both ways. What is written at once becomes one record of TLS, which arrives whole or not at all: on
a line that drops every few seconds nothing larger would ever arrive."""

KEPT: Final = "kept"
"""What became of a file for a colleague: it lies ready."""


class Asked(msgspec.Struct, frozen=True):
    """A laptop would like to sign in."""

    replica: str


class Nonce(msgspec.Struct, frozen=True):
    """What it is to sign; told to anybody."""

    nonce: str


class Proven(msgspec.Struct, frozen=True):
    """``signature``: of ``said_for``, in hexadecimal digits."""

    replica: str
    nonce: str
    signature: str


class Token(msgspec.Struct, frozen=True):
    """What stands for the laptop for an hour."""

    token: str


class Became(msgspec.Struct, frozen=True):
    """What became of a file that was handed over: ``taken``, ``held``, ``kept`` (for a colleague), or the code of the error.

    ``answered``: a receipt that says so waits; otherwise the file was not read at all.
    """

    outcome: str
    answered: bool = True


class Lies(msgspec.Struct, frozen=True):
    """A file that waits. ``digest``: SHA-256 in hexadecimal digits."""

    name: str
    size: int
    digest: str


class Waits(msgspec.Struct, frozen=True):
    """All that waits."""

    files: tuple[Lies, ...]


def said_for(hub: str, replica: str, nonce: str) -> bytes:
    """What is signed: for this county, by this laptop, this once."""
    return f"suifang session 1\0{hub}\0{replica}\0{nonce}".encode()
