"""One trip with a stick does everything: what colleagues sent each other is kept, what waits for the village goes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.errors import SuifangError
from sync import files
from sync.envelope import peek
from sync.hub import post, relays
from sync.hub.county import Hub
from sync.hub.store import Laptop


@dataclass(frozen=True, slots=True)
class Carried:
    """A file that was kept for a colleague (``kept``), written for a laptop (``letter``, ``relayed``), or seen (``notice``)."""

    what: str
    file: str
    laptop: Laptop | None = None
    items: int = 0
    error: SuifangError | None = None


def carry(hub: Hub, paths: Iterable[Path], out: Path | None, now: datetime) -> Iterator[Carried]:
    """After the bundles on a stick were taken in: its other files, and what waits for the laptops it came from.

    ``out``: the folder to write to; beside the files without one. What cannot be used or written is told, and the rest done.
    """
    senders: set[str] = set()
    places: dict[str, Path] = {}
    for path in paths:
        try:
            file = files.get(path)
            header = peek(file, path.name)
            senders.add(header.sender)
            places.setdefault(header.sender, out or path.parent)
            if header.what == relays.WHAT:
                yield _kept(hub, path, file, now)
            elif header.what == "notice":
                yield Carried("notice", path.name)
        except SuifangError:
            continue  # said when it was taken in, or none of ours
    if senders:
        to = post.colleagues(hub, senders)
        units = {laptop.unit: places[laptop.replica] for laptop in to if laptop.replica in places}
        yield from deliver(hub, to, units, now)


def deliver(hub: Hub, to: list[Laptop], places: dict[str, Path], now: datetime) -> Iterator[Carried]:
    """Writes what waits for some laptops, each into the folder of its village (``places``: unit → folder)."""
    for mail in post.mail_for(hub, to, now):
        yield _put(
            places[mail.laptop.unit], "letter", mail.name, post.sealed(hub, mail), mail.laptop, len(mail.letter.items)
        )
    for one in hub.transact(lambda db: relays.waiting_for(db, to)):
        place = places[one.recipient.unit]
        if not (place / one.file).exists():  # it came on this very stick, and lies there still
            yield _put(place, "relayed", one.file, one.content, one.recipient)


def _kept(hub: Hub, path: Path, file: bytes, now: datetime) -> Carried:
    at_ms = int(now.timestamp() * 1000)
    try:
        _, recipient = hub.transact(lambda db: relays.keep(db, file, path.name, at_ms))
    except SuifangError as error:
        return Carried("kept", path.name, error=error)
    return Carried("kept", path.name, recipient)


def _put(place: Path, what: str, name: str, content: bytes, laptop: Laptop, items: int = 0) -> Carried:
    try:
        files.put(place, name, content)
    except SuifangError as error:
        return Carried(what, name, laptop, items, error)
    return Carried(what, name, laptop, items)
