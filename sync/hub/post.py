"""What goes out from the county: letters, and files carried between laptops of one office, for some laptops or for all."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from sync.files import file_name
from sync.hub import handover, letters
from sync.hub.county import Hub
from sync.hub.letter_tables import BOX
from sync.hub.letters import Line
from sync.hub.store import Laptop, laptops, laptops_named
from sync.hub.waiting import File, Shelf
from sync.letter import Letter


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter that waits, under the name of its file; ``sealed`` writes it."""

    laptop: Laptop
    letter: Letter
    name: str
    file_id: str


def mail_for(hub: Hub, to: Collection[Laptop], now: datetime) -> list[Mail]:
    """The letters that wait for some laptops, after whoever asked for her record was looked for. Raises StorageTrouble."""
    line = Line.at(hub.addresses, hub.certificate)

    def work(db: Connection) -> dict[str, Letter]:
        handover.offer(db, now.date().isoformat())
        return letters.waiting_for(db, to, line, int(now.timestamp() * 1000))

    waiting = hub.transact(work)
    return [_mail(hub, laptop, waiting[laptop.replica]) for laptop in to if laptop.replica in waiting]


def sealed(hub: Hub, mail: Mail) -> bytes:
    """The letter as a file that its laptop alone can open."""
    return hub.letter(mail.letter, mail.file_id, mail.laptop)


def everybody(hub: Hub, units: Collection[str] = ()) -> list[Laptop]:
    """The laptops that may exchange; of some villages only where any are named. Raises StorageTrouble."""
    found = hub.transact(laptops)
    return [laptop for laptop in found if not laptop.revoked and (not units or laptop.unit in units)]


def colleagues(hub: Hub, replicas: Iterable[str]) -> list[Laptop]:
    """Every laptop of the villages these belong to. Raises StorageTrouble."""
    named = set(replicas)
    known = hub.transact(lambda db: laptops_named(db, named)) if named else {}
    units = {laptop.unit for laptop in known.values()}
    return everybody(hub, units) if units else []


def _mail(hub: Hub, laptop: Laptop, letter: Letter) -> Mail:
    file_id = _file_id(hub, laptop, letter.number)
    return Mail(laptop, letter, _name(laptop, letter.number, file_id), file_id)


def _file_id(hub: Hub, laptop: Laptop, number: int) -> str:
    """The same letter, the same name: it takes its own place on a stick."""
    return hashlib.sha256(f"suifang letter {hub.id} {laptop.replica} {number}".encode()).hexdigest()[:32]


def _name(laptop: Laptop, number: int, file_id: str) -> str:
    written = datetime.fromtimestamp(number / 1000, UTC).astimezone()  # numbers rise with the clock (docs/sync.md §9)
    return file_name("letter", laptop.unit, written.date(), file_id)


class Letters:
    """Letters for whoever comes over the line; they lie ready sealed, so that a line that dropped goes on."""

    _SORT = "letter"

    def __init__(self, hub: Hub, shelf: Shelf) -> None:
        self._hub = hub
        self._shelf = shelf

    def waiting(self, laptop: Laptop) -> list[File]:
        """The letter that waits for it, where one does."""
        mail = mail_for(self._hub, [laptop], datetime.now(UTC).astimezone())
        if not mail:
            self._shelf.clear(laptop.replica, self._SORT)  # what it said was taken back: she withdrew, or was erased
        return [
            self._shelf.made(laptop.replica, self._SORT, one.name, lambda one=one: sealed(self._hub, one))  # type: ignore[misc]
            for one in mail
        ]

    def arrived(self, laptop: Laptop, name: str) -> None:
        """It was taken in there; nothing of it is said again."""

        def work(db: Connection) -> None:
            number = db.scalar(select(BOX.c.letter).where(BOX.c.replica == laptop.replica)) or 0
            if number and name == _name(laptop, number, _file_id(self._hub, laptop, number)):
                letters.confirm(db, {laptop.replica: number})

        self._hub.transact(work)
        self._shelf.drop(laptop.replica, self._SORT, name)
