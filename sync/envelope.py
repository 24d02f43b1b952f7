"""One file of the exchange: header, closed body, digest, signature (``docs/sync.md`` §6). The only crypto of ``sync``.

A file is either opened completely or refused with the cause; nothing unsigned is ever decrypted or unpacked.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import ExchangeError, ExchangeWaits, KeyRefused
from sync.wire import LATEST

MAGIC: Final = b"SUIFANG\x1a"
FORMAT: Final = 1
SPEAKS: Final = 3
"""The vocabulary this program reads: record kinds, fields and forms (``docs/sync.md`` §6)."""
PROGRAM: Final = "0.1.0"
SEALED: Final = "age-x25519+ed25519"
CLEAR: Final = "clear+ed25519"
MOST_BYTES: Final = 256 * 1024 * 1024
"""No file of the exchange comes near; a bigger one is not read."""

_PREFIX = struct.Struct(">8sBIQ")
_TAIL = 32 + 64
_MOST_HEADER = 64 * 1024


class PublicKeys(msgspec.Struct, frozen=True):
    """What others must know of somebody: the Ed25519 key to verify with (32 bytes) and the age recipient to seal to."""

    sign: bytes
    seal: str


class Keys(msgspec.Struct, frozen=True):
    """The private halves: the Ed25519 seed (32 bytes) and the age identity. Kept only inside something encrypted."""

    sign: bytes
    seal: str

    @property
    def public(self) -> PublicKeys:
        """The halves that may be told."""
        return PublicKeys(
            Ed25519PrivateKey.from_private_bytes(self.sign).public_key().public_bytes_raw(),
            str(pyrage.x25519.Identity.from_str(self.seal).to_public()),
        )


class Header(msgspec.Struct, frozen=True, omit_defaults=True):
    """What anybody can read of a file; see ``docs/sync.md`` §6.

    ``letter``: the number of the county's last letter that its writer took in; 0 in anything but a bundle.
    """

    what: str
    suite: str
    needs: int
    program: str
    id: str
    sender: str
    to: tuple[str, ...] = ()
    letter: int = 0


class Opened(msgspec.Struct, frozen=True):
    """A file that passed every check."""

    header: Header
    content: bytes


def new_keys() -> Keys:
    """Fresh keys for a laptop or a hub."""
    return Keys(Ed25519PrivateKey.generate().private_bytes_raw(), str(pyrage.x25519.Identity.generate()))


@lru_cache(maxsize=256)
def short_code(owner: str, keys: PublicKeys) -> str:
    """Sixteen digits in groups of four, for reading aloud: equal codes, equal keys (``docs/sync.md`` §7)."""
    told = b"\0".join((owner.encode(), keys.sign.hex().encode(), keys.seal.encode()))
    number = int.from_bytes(hashlib.scrypt(told, salt=b"suifang short code 1", n=1 << 14, r=8, p=1, dklen=32))
    digits = f"{number % 10**16:016d}"
    return " ".join(digits[n : n + 4] for n in range(0, 16, 4))


def same_code(typed: str, code: str) -> bool:
    """Whether a code typed or read out is that code, however it is grouped and in whatever digits."""
    return "".join(str(int(c)) for c in typed if c.isdecimal()) == code.replace(" ", "")


# --- a word given on the spot ----------------------------------------------------------------------------------------


def sign(told: bytes, keys: Keys) -> bytes:
    """The signature (64 bytes) under something that is told and not sealed."""
    return Ed25519PrivateKey.from_private_bytes(keys.sign).sign(told)


def is_signed(told: bytes, signature: bytes, keys: PublicKeys) -> bool:
    """Whether a signature under it is by the owner of these keys."""
    try:
        Ed25519PublicKey.from_public_bytes(keys.sign).verify(signature, told)
    except (InvalidSignature, ValueError):
        return False
    return True


# --- writing ---------------------------------------------------------------------------------------------------------


def seal(
    content: bytes,
    *,
    what: str,
    file_id: str,
    sender: str,
    keys: Keys,
    to: Mapping[str, PublicKeys],
    needs: int = 1,
    letter: int = 0,
) -> bytes:
    """A file for everybody in ``to`` (id → keys), and for nobody else; for everybody who finds it if there is none.

    ``needs``: the vocabulary its reader must know. ``letter``: see ``Header``.
    """
    recipients = [pyrage.x25519.Recipient.from_str(their.seal) for their in to.values()]
    header = Header(what, SEALED if to else CLEAR, needs, PROGRAM, file_id, sender, tuple(to), letter)
    body = pyrage.encrypt(content, recipients) if to else content
    told = msgspec.json.encode(header)
    start = _PREFIX.pack(MAGIC, FORMAT, len(told), len(body)) + told + body
    signed = start + hashlib.sha256(start).digest()
    return signed + Ed25519PrivateKey.from_private_bytes(keys.sign).sign(signed)


# --- reading ---------------------------------------------------------------------------------------------------------


def is_ours(start: bytes) -> bool:
    """Whether a file beginning so is one of the exchange."""
    return start.startswith(MAGIC)


def peek(file: bytes, name: str, *, even_newer: bool = False) -> Header:
    """The header of an undamaged file this program can read; says nothing yet about who wrote it.

    ``even_newer``: also where what is inside wants a newer program, if only the header can be read. Raises ExchangeError
    ``exchange.not_ours``, ``.cut``, ``.altered``; ExchangeWaits ``exchange.newer`` (``program``: the version that wrote
    it), ``exchange.newer.form`` where not even that can be read.
    """
    return _parts(file, name, even_newer=even_newer)[0]


def open_sealed(file: bytes, name: str, *, me: str, keys: Keys, senders: Callable[[str], PublicKeys | None]) -> Opened:
    """Opens a file for ``me``. ``senders`` gives the keys of those enrolled.

    Raises as ``peek``, and ``exchange.foreign`` (for somebody else), ``exchange.stranger`` (sender not enrolled),
    ``exchange.altered`` (signature or seal does not hold).
    """
    header, body = _parts(file, name)
    if header.suite != SEALED or me not in header.to:
        raise ExchangeError("exchange.foreign", file=name)
    sender = senders(header.sender)
    if sender is None:
        raise ExchangeError("exchange.stranger", file=name, sender=header.sender)
    _verify(file, name, sender)
    try:
        content = pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(keys.seal)])
    except pyrage.DecryptError as error:
        raise ExchangeError("exchange.altered", file=name, part="seal") from error
    return Opened(header, content)


def open_nothing(file: bytes, name: str, *, senders: Callable[[str], PublicKeys | None]) -> Header:
    """The header of a sealed file whose inside is for others or for later: whole, and by whom it says.

    Raises as ``open_sealed``; of ``exchange.newer`` only where not even the header can be read.
    """
    header, _ = _parts(file, name, even_newer=True)
    sender = senders(header.sender) if header.suite == SEALED else None
    if sender is None:
        raise ExchangeError("exchange.stranger", file=name, sender=header.sender)
    _verify(file, name, sender)
    return header


def open_clear(file: bytes, name: str, *, what: str, keys_in: Callable[[bytes], PublicKeys]) -> Opened:
    """Opens a request or grant: signed with a key it contains (``keys_in``), so trusted only once codes were compared.

    Raises as ``peek``, ``exchange.not_enrolment`` for another sort of file, ``exchange.malformed``.
    """
    header, body = _parts(file, name)
    if header.suite != CLEAR or header.what != what:
        raise ExchangeError("exchange.not_enrolment", file=name, what=header.what, wanted=what)
    try:
        keys = keys_in(body)
        pyrage.x25519.Recipient.from_str(keys.seal)
    except (msgspec.MsgspecError, UnicodeDecodeError, pyrage.RecipientError) as error:
        raise ExchangeError("exchange.malformed", file=name, part=what) from error
    _verify(file, name, keys)
    return Opened(header, body)


def _parts(file: bytes, name: str, *, even_newer: bool = False) -> tuple[Header, bytes]:
    if not is_ours(file):
        if file and MAGIC.startswith(file[: len(MAGIC)]):
            raise ExchangeError("exchange.cut", file=name)
        raise ExchangeError("exchange.not_ours", file=name)
    if file[8:9] and file[8] != FORMAT:
        raise ExchangeWaits("exchange.newer.form", file=name, form=file[8])
    if len(file) < _PREFIX.size:
        raise ExchangeError("exchange.cut", file=name)
    _, _, told, body = _PREFIX.unpack_from(file)
    whole = _PREFIX.size + told + body + _TAIL
    if len(file) < whole:
        raise ExchangeError("exchange.cut", file=name, missing=whole - len(file))
    if len(file) > whole or told > _MOST_HEADER or hashlib.sha256(file[:-_TAIL]).digest() != file[-_TAIL:-64]:
        raise ExchangeError("exchange.altered", file=name, part="digest")
    try:
        header = msgspec.json.decode(file[_PREFIX.size : _PREFIX.size + told], type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ExchangeError("exchange.malformed", file=name, part="header") from error
    if not 0 <= header.letter < LATEST:  # letters are numbered by a clock
        raise ExchangeError("exchange.malformed", file=name, part="header")
    if header.suite not in {SEALED, CLEAR} or (header.needs > SPEAKS and not even_newer):
        raise ExchangeWaits("exchange.newer", file=name, program=header.program, needs=header.needs)
    return header, file[_PREFIX.size + told : -_TAIL]


def _verify(file: bytes, name: str, keys: PublicKeys) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(keys.sign).verify(file[-64:], file[:-64])
    except (InvalidSignature, ValueError) as error:
        raise ExchangeError("exchange.altered", file=name, part="signature") from error


# --- the hub's own keys at rest --------------------------------------------------------------------------------------


def lock_keys(keys: Keys, passphrase: str) -> bytes:
    """The keys as an age file under a passphrase (scrypt; takes about a second on purpose)."""
    return bytes(pyrage.passphrase.encrypt(msgspec.msgpack.encode(keys), passphrase))


def unlock_keys(locked: bytes, passphrase: str) -> Keys:
    """The keys again. Raises KeyRefused ``hub.key.wrong``."""
    try:
        return msgspec.msgpack.decode(pyrage.passphrase.decrypt(locked, passphrase), type=Keys)
    except (pyrage.DecryptError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeyRefused("hub.key.wrong") from error
