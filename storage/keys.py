"""The ledger's key and who can open it.

The file is encrypted with one random 256-bit key. That key is kept only wrapped: once for every person, under her
passphrase (Argon2id, then AES-256-GCM), and once under the recovery code printed at set-up. The wrapped keys lie beside
the ledger in a small file that also holds the names for the lock screen and the count of wrong tries. The county holds
no key to it.
"""

from __future__ import annotations

import os
import secrets
import time
import unicodedata
from pathlib import Path

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import InputError, KeyRefused, LedgerDamaged, LedgerError
from storage.files import write_whole

FREE_TRIES = 3
LONGEST_WAIT = 60.0
"""Seconds. Past the free tries the wait doubles: 2, 4, 8 … up to this. It slows a curious colleague at the screen;
against somebody with a copy of the file it is Argon2id that counts."""

_GROUPS = 12
RECOVERY = "recovery"


class Cost(msgspec.Struct, frozen=True):
    """Argon2id parameters: passes, memory in KiB, lanes. The default is the second recommendation of RFC 9106."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


class Wrapped(msgspec.Struct, frozen=True):
    """The ledger's key under one secret."""

    id: str
    name: str
    salt: bytes
    nonce: bytes
    sealed: bytes
    cost: Cost


class Tries(msgspec.Struct, frozen=True):
    """Wrong tries in a row and when the last one was (seconds, this laptop's clock)."""

    count: int = 0
    last: float = 0.0


class KeyRing(msgspec.Struct, frozen=True):
    """The content of the key file."""

    ledger: str
    people: tuple[Wrapped, ...]
    recovery: Wrapped | None = None
    tries: dict[str, Tries] = {}

    def person(self, person_id: str) -> Wrapped:
        """The entry of one person. Raises KeyRefused."""
        for entry in (*self.people, *([self.recovery] if self.recovery else [])):
            if entry.id == person_id:
                return entry
        raise KeyRefused("ledger.key.nobody")


def new_key() -> bytes:
    """A fresh key for a ledger."""
    return secrets.token_bytes(32)


def read_ring(path: Path) -> KeyRing:
    """Reads the key file. Raises LedgerError where there is none, LedgerDamaged where it is not one."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyRing)
    except FileNotFoundError:
        raise LedgerError("ledger.keys.missing", file=path.name) from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LedgerDamaged("ledger.keys.damaged", file=path.name) from error


def write_ring(path: Path, ring: KeyRing) -> None:
    """Replaces the key file as a whole, readable by this account only."""
    write_whole(path, msgspec.json.encode(ring), private=True)


def wrap(key: bytes, *, ledger: str, person_id: str, name: str, secret: str, cost: Cost) -> Wrapped:
    """Wraps the key for somebody."""
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derive(secret, salt, cost)).encrypt(nonce, key, _bound_to(ledger, person_id))
    return Wrapped(person_id, name, salt, nonce, sealed, cost)


def unwrap(path: Path, person_id: str, secret: str) -> bytes:
    """The ledger's key for the right passphrase (or recovery code).

    Raises KeyRefused: ``ledger.key.wait`` (``wait_seconds``) before the next try is allowed, ``ledger.key.wrong``
    for a wrong secret; wrong tries are counted in the file, so starting again does not help.
    """
    ring = read_ring(path)
    entry = ring.person(person_id)
    tries = ring.tries.get(person_id, Tries())
    if (wait := _wait(tries, time.time())) > 0:
        raise KeyRefused("ledger.key.wait", wait_seconds=max(1, round(wait)))
    try:
        key = AESGCM(_derive(secret, entry.salt, entry.cost)).decrypt(
            entry.nonce, entry.sealed, _bound_to(ring.ledger, person_id)
        )
    except InvalidTag:
        after = Tries(tries.count + 1, time.time())
        write_ring(path, msgspec.structs.replace(ring, tries={**ring.tries, person_id: after}))
        wait = _wait(after, time.time())
        raise KeyRefused("ledger.key.wrong", wait_seconds=round(wait), tries=after.count) from None
    if tries.count:
        left = {who: count for who, count in ring.tries.items() if who != person_id}
        write_ring(path, msgspec.structs.replace(ring, tries=left))
    return key


def _wait(tries: Tries, now: float) -> float:
    if tries.count < FREE_TRIES:
        return 0.0
    wait = min(LONGEST_WAIT, 2.0 ** (tries.count - FREE_TRIES + 1))
    # A clock set back must not lock her out for years.
    return min(wait, max(0.0, tries.last + wait - now))


def _derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    # However an input method wrote it (full width, composed or not), the same characters are the same secret.
    told = unicodedata.normalize("NFKC", secret).encode()
    return hash_secret_raw(told, salt, cost.passes, cost.memory_kib, cost.lanes, hash_len=32, type=Type.ID)


def _bound_to(ledger: str, person_id: str) -> bytes:
    return f"suifang ledger {ledger} {person_id}".encode()


def new_recovery_code() -> str:
    """Twelve groups of four digits: three random ones (120 bits in all) and a check digit, so that a slip is found."""
    groups = (f"{secrets.randbelow(1000):03d}" for _ in range(_GROUPS))
    return " ".join(group + _check_digit(group, place) for place, group in enumerate(groups))


def read_recovery_code(typed: str) -> str:
    """The code as printed, from what was typed. Raises InputError naming the group (from 1) that does not check."""
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    if len(digits) != _GROUPS * 4:
        raise InputError("input.recovery.length", digits=len(digits), expected=_GROUPS * 4)
    groups = [digits[i : i + 4] for i in range(0, len(digits), 4)]
    for place, group in enumerate(groups):
        if _check_digit(group[:3], place) != group[3]:
            raise InputError("input.recovery.group", group=place + 1)
    return " ".join(groups)


def _check_digit(group: str, place: int) -> str:
    # Weights prime to 10 find every single wrong digit; the place finds neighbouring groups that changed places.
    return str((7 * int(group[0]) + 3 * int(group[1]) + int(group[2]) + place) % 10)


def replace_person(path: Path, entry: Wrapped) -> None:
    """Adds a person to the key file, or replaces the wrapping of one who is there; her wrong tries are forgotten."""
    ring = read_ring(path)
    others = tuple(p for p in ring.people if p.id != entry.id)
    tries = {who: count for who, count in ring.tries.items() if who not in (entry.id, RECOVERY)}
    write_ring(path, msgspec.structs.replace(ring, people=(*others, entry), tries=tries))
