"""The ledger's key and who can open it.

The file is encrypted with one random 256-bit key. Every person has a pair of keys (X25519): the private one is kept only
wrapped under her passphrase (Argon2id, then AES-256-GCM), and the ledger's key lies in a box that it alone opens. So the
ledger can be closed with a new key when somebody leaves, and whoever stays opens it with the passphrase she has. The
recovery code printed at set-up is one more such person. All this lies beside the ledger in a small file that also says
which file the ledger is, and holds the names for the lock screen and the count of wrong tries. The county holds no key.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
import unicodedata
from pathlib import Path

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import InputError, KeyRefused, LedgerDamaged, LedgerError
from storage.files import write_whole
from storage.folder import FIRST_FILE

FREE_TRIES = 3
LONGEST_WAIT = 60.0
"""Seconds. Past the free tries the wait doubles: 2, 4, 8 … up to this. It slows a curious colleague at the screen;
against somebody with a copy of the file it is Argon2id that counts."""

_GROUPS = 12
RECOVERY = "recovery"
_POINT = 32
_ONCE = bytes(12)
"""Every box has a key of its own, used once; its nonce may be anything."""


class Cost(msgspec.Struct, frozen=True):
    """Argon2id parameters: passes, memory in KiB, lanes. The default is the second recommendation of RFC 9106."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


class Wrapped(msgspec.Struct, frozen=True):
    """The ledger's key under one secret.

    ``sealed``: her private key under the secret; ``public`` belongs to it, ``box`` holds the ledger's key for it. In the
    first form of the file ``sealed`` held the ledger's key itself; such an entry has no ``public`` until its next use.
    ``once``: somebody else chose the secret, and it must be changed at the first sign-in.
    """

    id: str
    name: str
    salt: bytes
    nonce: bytes
    sealed: bytes
    cost: Cost
    public: bytes = b""
    box: bytes = b""
    once: bool = False


class Tries(msgspec.Struct, frozen=True):
    """Wrong tries in a row and when the last one was (seconds, this laptop's clock)."""

    count: int = 0
    last: float = 0.0


class KeyRing(msgspec.Struct, frozen=True):
    """The content of the key file. ``file``: which file beside it the ledger is (``storage.folder``).

    ``key``: the name of the ledger's key (``name_of``), so that a backup under an older one is told from a damaged one.
    """

    ledger: str
    people: tuple[Wrapped, ...]
    recovery: Wrapped | None = None
    tries: dict[str, Tries] = {}
    file: str = FIRST_FILE
    key: bytes = b""

    def person(self, person_id: str) -> Wrapped:
        """The entry of one person. Raises KeyRefused."""
        for entry in (*self.people, *([self.recovery] if self.recovery else [])):
            if entry.id == person_id:
                return entry
        raise KeyRefused("ledger.key.nobody")


def pointing_to(ring: KeyRing, file: str) -> KeyRing:
    """The same keys for another file of the ledger; wrong tries elsewhere are none here."""
    return msgspec.structs.replace(ring, file=file, tries={})


def name_of(key: bytes) -> bytes:
    """A name for a key that tells nothing about it."""
    return hashlib.sha256(b"suifang key 1" + key).digest()[:16]


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


def wrap(key: bytes, *, ledger: str, person_id: str, name: str, secret: str, cost: Cost, once: bool = False) -> Wrapped:
    """Wraps the key for somebody."""
    salt = os.urandom(16)
    return _with_a_pair(
        key, _derive(secret, salt, cost), ledger, Wrapped(person_id, name, salt, b"", b"", cost, once=once)
    )


def box_anew(entry: Wrapped, key: bytes, ledger: str) -> Wrapped:
    """The entry of the same person for another key of the ledger; needs nothing of hers.

    Raises LedgerError ``ledger.keys.first_form`` (``name``) while she has not signed in since the file had its first form.
    """
    if not entry.public:
        raise LedgerError("ledger.keys.first_form", name=entry.name)
    return msgspec.structs.replace(entry, box=_box(key, entry.public, _bound_to(ledger, entry.id)))


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
    derived = _derive(secret, entry.salt, entry.cost)
    try:
        key = _opened(entry, derived, ring.ledger)
    except InvalidTag:
        after = Tries(tries.count + 1, time.time())
        write_ring(path, msgspec.structs.replace(ring, tries={**ring.tries, person_id: after}))
        wait = _wait(after, time.time())
        raise KeyRefused("ledger.key.wrong", wait_seconds=round(wait), tries=after.count) from None
    if not entry.public:
        replace_person(path, _with_a_pair(key, derived, ring.ledger, entry))
    elif tries.count:
        replace_person(path, entry)
    return key


def peek(ring: KeyRing, person_id: str, secret: str) -> bytes:
    """The key of a backup that nobody is slowed down at: a copy can be tried elsewhere as well. Raises KeyRefused."""
    entry = ring.person(person_id)
    try:
        return _opened(entry, _derive(secret, entry.salt, entry.cost), ring.ledger)
    except InvalidTag:
        raise KeyRefused("ledger.key.wrong", wait_seconds=0) from None


def _with_a_pair(key: bytes, derived: bytes, ledger: str, entry: Wrapped) -> Wrapped:
    private, nonce, bound = X25519PrivateKey.generate(), os.urandom(12), _bound_to(ledger, entry.id)
    public = private.public_key().public_bytes_raw()
    sealed = AESGCM(derived).encrypt(nonce, private.private_bytes_raw(), bound)
    return msgspec.structs.replace(entry, nonce=nonce, sealed=sealed, public=public, box=_box(key, public, bound))


def _opened(entry: Wrapped, derived: bytes, ledger: str) -> bytes:
    """The ledger's key. Raises InvalidTag."""
    bound = _bound_to(ledger, entry.id)
    inside = AESGCM(derived).decrypt(entry.nonce, entry.sealed, bound)
    if not entry.public:
        return inside
    sender, closed = entry.box[:_POINT], entry.box[_POINT:]
    shared = X25519PrivateKey.from_private_bytes(inside).exchange(X25519PublicKey.from_public_bytes(sender))
    return AESGCM(_box_key(shared, sender, entry.public, bound)).decrypt(_ONCE, closed, bound)


def _box(key: bytes, public: bytes, bound: bytes) -> bytes:
    """The key in a box for the holder of a public key: a fresh sender's point, then the key under what both share."""
    private = X25519PrivateKey.generate()
    sender = private.public_key().public_bytes_raw()
    shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    return sender + AESGCM(_box_key(shared, sender, public, bound)).encrypt(_ONCE, key, bound)


def _box_key(shared: bytes, sender: bytes, public: bytes, bound: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"suifang box 1" + sender + public + bound).derive(shared)


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


def new_one_time() -> str:
    """A passphrase for one sign-in: twelve digits in groups of four (40 bits), easy to say and to type."""
    return " ".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))


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
    """Adds a person to the key file, or replaces the wrapping of one who is there; her wrong tries are forgotten.

    The recovery code is such a person.
    """
    ring = read_ring(path)
    tries = {who: count for who, count in ring.tries.items() if who not in (entry.id, RECOVERY)}
    if entry.id == RECOVERY:
        write_ring(path, msgspec.structs.replace(ring, recovery=entry, tries=tries))
        return
    at = next((n for n, p in enumerate(ring.people) if p.id == entry.id), len(ring.people))
    people = (*ring.people[:at], entry, *ring.people[at + 1 :])
    write_ring(path, msgspec.structs.replace(ring, people=people, tries=tries))
