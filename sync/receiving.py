"""What came: every file for this laptop is opened, put into order and taken in, each by the one who knows its sort."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.errors import SuifangError
from storage.ledger import Ledger
from sync.carrier import Carrier
from sync.enrolment import Grant
from sync.envelope import Header, peek
from sync.receipt import Receipt


class Became(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    KNOWN = "known"
    """A receipt not newer than the last one, or a grant that was accepted; nothing to do."""
    GRANT = "grant"
    """The county's answer to our request: its code is to be compared, then ``accept_grant``."""
    OTHER = "other"
    """Not for this laptop, or our own bundle still waiting for the county."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file and what became of it."""

    path: Path
    became: Became
    receipt: Receipt | None = None
    grant: Grant | None = None
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


def receive_all(ledger: Ledger, carrier: Carrier, now: datetime, sorts: Mapping[str, Sort]) -> list[Outcome]:
    """Reads every file of ours on a carrier and says what became of each; ``sorts`` in the order they are taken in.

    What cannot be used is an outcome with its error. Raises StorageTrouble if the carrier cannot be read.
    """
    outcomes: list[Outcome] = []
    left: list[Outcome] = []
    found: dict[str, list[Found]] = {what: [] for what in sorts}
    for name in carrier.names():
        path = carrier.where(name)
        try:
            file = carrier.get(name)
            header = peek(file, name)
            opened = sorts[header.what].open(ledger, header, file, path) if header.what in sorts else None
        except SuifangError as error:
            left.append(Outcome(path, Became.REFUSED, error=error))
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
        return Outcome(one.path, Became.REFUSED, error=error)
