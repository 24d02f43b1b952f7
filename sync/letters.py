"""The county's letters, taken in on a laptop: what it proposes waits for a worker, nothing else of the ledger changes (§12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from app.actions import Verb
from app.actions.office import stopping
from app.delta import BEGINNING
from app.editions import tried
from app.errors import InputError, SuifangError
from app.office import stop_id
from app.proposals import SORTS, Duplicate, told_in
from app.records import Edition, LaptopStop, Proposal, Woman
from app.records.writes import Add
from storage.editions import codes_used
from storage.ledger import Ledger
from sync.envelope import Header
from sync.keyring import County, enrolled, keep_county
from sync.letter import EDITION, Arrived, Item, Letter, edition_in, letter_in
from sync.receiving import Became, Found, Outcome, Sort, from_county

_LAST = "exchange.letter"


class _Last(msgspec.Struct, frozen=True):
    """The last letter that was taken in. A new incarnation has taken none."""

    county: str
    number: int


def last_letter(ledger: Ledger) -> int:
    """The number of the county's last letter that was taken in here, for the header of bundles; 0 for none."""
    kept = ledger.setting(_LAST)
    last = msgspec.msgpack.decode(kept, type=_Last) if kept else None
    _, county = enrolled(ledger)
    return last.number if last and last.county == county.id else 0


def _open(ledger: Ledger, header: Header, file: bytes, path: Path) -> Found | None:
    content = from_county(ledger, header, file, path)
    if content is None:
        return None
    letter = letter_in(content, path.name)
    return Found(path, header, letter, letter.number)


def _take(ledger: Ledger, found: Found, now: datetime) -> Outcome:
    """Takes it in as one change. Coming again it is known by its number, and each item by its id."""
    letter: Letter = found.content
    _, county = enrolled(ledger)
    if letter.number <= last_letter(ledger):
        # A later one held everything of it that still stood.
        return Outcome(found.path, Became.KNOWN)
    came = _Coming(ledger, now)
    came.items(letter.items)
    came.stops(letter.stopped, county)
    if came.writes:
        ledger.write(came.verb, came.writes, at=now)
    _keep_line(ledger, county, letter)
    ledger.set_setting(_LAST, msgspec.msgpack.encode(_Last(county.id, letter.number)))
    told = {"number": letter.number, **msgspec.to_builtins(came.arrived)}
    ledger.log_exchange("letter", county.id, found.path.name, msgspec.json.encode(told).decode())
    return Outcome(found.path, Became.TAKEN, letter=came.arrived)


def _keep_line(ledger: Ledger, county: County, letter: Letter) -> None:
    """Where the county's line answers from now on. One that says nothing of it changes nothing."""
    line = (letter.addresses, letter.certificate)
    if letter.addresses and line != (county.addresses, county.certificate):
        keep_county(ledger, msgspec.structs.replace(county, addresses=line[0], certificate=line[1]))


def _about(item: Item) -> tuple[str, ...]:
    """Whom a proposal is about. One that cannot be read here is kept: it must not hold up the rest of its letter."""
    try:
        told = told_in(item.sort, item.told)
    except InputError:
        return (item.subject,)
    return told.records if isinstance(told, Duplicate) else (item.subject,)


class _Coming:
    """What one letter writes."""

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        self._ledger = ledger
        self._now = now
        self._erased = ledger.erased()
        self.writes: list[Add] = []
        self.arrived = Arrived()

    @property
    def verb(self) -> Verb:
        """The name of the change, by what there is most reason to look at."""
        if self.arrived.proposals:
            return Verb.PROPOSAL
        return Verb.EDITION if self.arrived.editions or self.arrived.refused else Verb.LAPTOP_STOP

    def items(self, items: Iterable[Item]) -> None:
        for item in items:
            if item.sort == EDITION:
                self._edition(item)
            elif item.sort in SORTS:
                self._proposal(item)
            else:
                self._leave()

    def _proposal(self, item: Item) -> None:
        if not all(map(self._here, _about(item))):
            self._leave()
        elif item.id not in self._erased and self._ledger.get(Proposal, item.id) is None:
            record = Proposal(
                id=item.id,
                subject=item.subject,
                sort=item.sort,
                date=item.day,
                source=item.source or None,
                told=item.told,
            )
            self.writes.append(Add(record))
            self.arrived = msgspec.structs.replace(self.arrived, proposals=self.arrived.proposals + 1)

    def _leave(self) -> None:
        self.arrived = msgspec.structs.replace(self.arrived, left=self.arrived.left + 1)

    def _here(self, woman: str) -> bool:
        entry = self._ledger.get(Woman, woman)
        return entry is not None and entry.retired is None

    def _edition(self, item: Item) -> None:
        told = edition_in(item)
        edition = Edition(
            id=item.id, subject="", name=told.name, number=told.number, date=item.day, content=told.content
        )
        if self._ledger.get(Edition, edition.id) is not None:
            return
        try:
            tried(edition.name, edition.content, lambda name: codes_used(self._ledger, name))
        except SuifangError as error:
            refused = (*self.arrived.refused, (edition.name, error.code))
            self.arrived = msgspec.structs.replace(self.arrived, refused=refused)
        else:
            editions = (*self.arrived.editions, edition.name)
            self.arrived = msgspec.structs.replace(self.arrived, editions=editions)
        # Also one that cannot be used here: a colleague's program may be newer, and this one will be.
        self.writes.append(Add(edition))

    def stops(self, stopped: Iterable[str], county: County) -> None:
        reaches, me = self._ledger.exchange.reaches(), self._ledger.exchange.replica
        for replica in stopped:
            if replica == me or self._ledger.get(LaptopStop, stop_id(replica)) is not None:
                continue
            reach = reaches.get(replica, BEGINNING)
            link, day = reach.link.hex() if reach.seq else "", self._now.date().isoformat()
            self.writes.append(Add(stopping(replica, "county", day=day, by=county.name, seq=reach.seq, link=link)))
            self.arrived = msgspec.structs.replace(self.arrived, stopped=self.arrived.stopped + 1)


SORT = Sort(_open, _take)
"""How a letter is opened and taken in."""
