"""What the county says to one laptop without being asked (``docs/sync.md`` §12)."""

from __future__ import annotations

import msgspec

from app.errors import ExchangeError
from app.proposals import SORTS
from sync.envelope import Keys, PublicKeys, seal
from sync.pool import is_id
from sync.vocabulary import THIRD
from sync.wire import LATEST

EDITION = "edition"
"""The sort of an item that is no proposal: a table the program works with."""

LONGEST = 1_000_000
"""Characters of what one item tells."""


class Item(msgspec.Struct, frozen=True):
    """One thing the county has to say. ``id``: 32 hexadecimal digits, by which it is known when it comes again.

    ``sort``: a code of ``proposal_sort``, or ``edition``. ``day``: ISO. ``source``: who told the county, or nobody.
    ``subject``: the woman it is about, or ``""``. ``told``: JSON, by sort.
    """

    id: str
    sort: str
    day: str
    source: str
    subject: str
    told: str


class EditionTold(msgspec.Struct, frozen=True):
    """What an item of the sort ``edition`` tells: the table, the number of this edition of it, its text."""

    name: str
    number: int
    content: str


class Letter(msgspec.Struct, frozen=True):
    """Everything a laptop has not confirmed. ``stopped``: the revoked laptops of its unit.

    ``speaks``: the vocabulary the county reads. ``addresses``, ``certificate``: its line (§16), where it has one.
    """

    number: int
    at_ms: int
    items: tuple[Item, ...] = ()
    stopped: tuple[str, ...] = ()
    speaks: int = 0
    addresses: tuple[str, ...] = ()
    certificate: str = ""


class Arrived(msgspec.Struct, frozen=True):
    """What a letter brought. ``left``: items about women who are not in this ledger.

    ``editions``: tables that hold from the next opening; ``refused``: those that cannot be used, by table, and why.
    """

    proposals: int = 0
    left: int = 0
    editions: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    stopped: int = 0


def write_letter(letter: Letter, *, file_id: str, hub: str, keys: Keys, laptop: str, to: PublicKeys) -> bytes:
    """The letter as a file for one laptop."""
    content = msgspec.msgpack.encode(letter)
    return seal(content, what="letter", file_id=file_id, sender=hub, keys=keys, to={laptop: to}, needs=THIRD)


def letter_in(content: bytes, name: str) -> Letter:
    """The letter in an opened file. Raises ExchangeError ``exchange.malformed``."""
    try:
        letter = msgspec.msgpack.decode(content, type=Letter)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ExchangeError("exchange.malformed", file=name, part="letter") from error
    if not 0 < letter.number < LATEST or not all(map(is_id, letter.stopped)) or not all(map(_sound, letter.items)):
        raise ExchangeError("exchange.malformed", file=name, part="letter")
    return letter


def _sound(item: Item) -> bool:
    """Whether it has the form. A sort of a later county is none of this program's business, and left."""
    about = item.subject if item.sort in SORTS else item.id
    return is_id(item.id) and is_id(about) and len(item.told) <= LONGEST and len(item.source) <= 120


def edition_in(item: Item) -> EditionTold:
    """The edition an item tells. Raises ExchangeError ``exchange.malformed``."""
    try:
        told = msgspec.json.decode(item.told, type=EditionTold)
    except msgspec.MsgspecError as error:
        raise ExchangeError("exchange.malformed", part=EDITION) from error
    if not (told.number > 0 and 0 < len(told.name) <= 80):
        raise ExchangeError("exchange.malformed", part=EDITION)
    return told
