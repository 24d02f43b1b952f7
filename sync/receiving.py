"""What came: every file for this laptop is opened, put into order and taken in, each by the one who knows its sort."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.errors import ExchangeError, SuifangError
from storage.ledger import Ledger
from sync.admission import Admission
from sync.carrier import Carrier
from sync.enrolment import Grant, Request
from sync.envelope import Header, open_sealed, peek
from sync.keyring import enrolled
from sync.letter import Arrived
from sync.news import News
from sync.receipt import Receipt

_IN_TURN = frozenset({"office.gap", "office.gap_unknown", "office.stranger"})
"""Another file of the same carrier may have to be taken in first."""


class Became(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    KNOWN = "known"
    """A receipt not newer than the last one, or a grant that was accepted; nothing to do."""
    GRANT = "grant"
    """The county's answer to our request: its code is to be compared, then ``accept_grant``."""
    ADMISSION = "admission"
    """The office's answer to our request: its code is to be compared, then ``sync.office.accept``."""
    REQUEST = "request"
    """Another laptop of this village asks to belong to the office: ``sync.office.admit``."""
    OTHER = "other"
    """Not for this laptop, or our own bundle still waiting for the county."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file and what became of it. ``news``: what a colleague's laptop brought. ``letter``: what the county's did."""

    path: Path
    became: Became
    receipt: Receipt | None = None
    grant: Grant | None = None
    admission: Admission | None = None
    request: Request | None = None
    news: News | None = None
    letter: Arrived | None = None
    error: SuifangError | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was opened and is for this laptop. ``order``: files of one sort are taken in by it, the least first."""

    path: Path
    header: Header
    content: Any
    order: int = 0


@dataclass(frozen=True, slots=True)
class Sort:
    """How one sort of file is opened and taken in. Both raise SuifangError; the ledger is then as before.

    ``open``: None where the file is not for this laptop. ``take``: what became of it.
    """

    open: Callable[[Ledger, Header, bytes, Path], Found | None]
    take: Callable[[Ledger, Found, datetime], Outcome]


def from_county(ledger: Ledger, header: Header, file: bytes, path: Path) -> bytes | None:
    """What the enrolled county closed for this laptop; None where a file is for another. Raises as ``open_sealed``."""
    me = ledger.exchange.replica
    if me not in header.to:
        return None
    keys, county = enrolled(ledger)
    return open_sealed(file, path.name, me=me, keys=keys, senders={county.id: county.keys}.get).content


def receive_all(ledger: Ledger, carrier: Carrier, now: datetime, sorts: Mapping[str, Sort]) -> list[Outcome]:
    """Reads every file of ours on a carrier and says what became of each; ``sorts`` in the order they are taken in.

    A file that waits for another is taken after it. What cannot be used is an outcome with its error. Raises StorageTrouble
    if the carrier cannot be read.
    """
    outcomes: list[Outcome] = []
    names = carrier.names()
    while True:
        came = _in_order(ledger, carrier, names, now, sorts)
        waiting = [one for one in came if one.error is not None and one.error.code in _IN_TURN]
        if not waiting or all(one.became is not Became.TAKEN for one in came):
            return outcomes + came
        outcomes += [one for one in came if one not in waiting]
        names = tuple(one.path.name for one in waiting)


def _in_order(
    ledger: Ledger, carrier: Carrier, names: Iterable[str], now: datetime, sorts: Mapping[str, Sort]
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    left: list[Outcome] = []
    found: dict[str, list[Found]] = {what: [] for what in sorts}
    for name in names:
        path = carrier.where(name)
        try:
            file = carrier.get(name)
            header = peek(file, name)
            opened = sorts[header.what].open(ledger, header, file, path) if header.what in sorts else None
        except SuifangError as error:
            left.append(Outcome(path, Became.REFUSED, error=_naming(error, name)))
            continue
        if opened is None:
            left.append(Outcome(path, Became.OTHER))
        else:
            found[header.what].append(opened)
    for what, sort in sorts.items():
        for one in sorted(found[what], key=lambda one: one.order):
            outcome = _taken(ledger, sort, one, now)
            outcomes.append(outcome)
            if outcome.became in {Became.TAKEN, Became.KNOWN}:
                carrier.done(one.path.name)
    return outcomes + left


def _taken(ledger: Ledger, sort: Sort, one: Found, now: datetime) -> Outcome:
    try:
        return sort.take(ledger, one, now)
    except SuifangError as error:
        return Outcome(one.path, Became.REFUSED, error=_naming(error, one.path.name))


def _naming(error: SuifangError, file: str) -> SuifangError:
    """The error with the name of its file, which who looks at content only does not know."""
    if not isinstance(error, ExchangeError) or "file" in error.facts:
        return error
    named = type(error)(error.code, **error.facts, file=file)
    named.__cause__ = error
    return named
