"""Letters to laptops: everything a laptop has not confirmed, sealed to it alone (``docs/sync.md`` §12)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, Row, delete, select

from sync.envelope import SPEAKS
from sync.hub.bulk import add, listed
from sync.hub.letter_tables import BOX, ITEM, SENT
from sync.hub.store import Laptop, laptops
from sync.letter import Item, Letter


@dataclass(frozen=True, slots=True)
class Line:
    """Where the county's line answers, and the certificate it shows there; empty where it has none (§16)."""

    addresses: tuple[str, ...] = ()
    certificate: str = ""

    @classmethod
    def at(cls, addresses: tuple[str, ...], certificate: str) -> Line:
        """One that answers nowhere is none."""
        return cls(addresses, certificate) if addresses else cls()


class _Rest(msgspec.Struct, frozen=True):
    """What a letter says beside its items; compared with what the laptop was told last."""

    stopped: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    certificate: str = ""


_NOTHING_ELSE = msgspec.json.encode(_Rest()).decode()


class _Box(msgspec.Struct):
    """How far a laptop is; see ``letter_tables.BOX``."""

    replica: str
    letter: int = 0
    confirmed: int = 0
    rest: str = ""
    rest_letter: int = 0
    digest: str = ""


def begin(db: Connection, replica: str, line: Line) -> None:
    """A laptop was enrolled: its grant says where the county's line answers, so no letter need."""
    if not db.scalar(select(BOX.c.replica).where(BOX.c.replica == replica)):
        rest = msgspec.json.encode(_Rest((), line.addresses, line.certificate)).decode()
        _keep(db, [_Box(replica, rest=rest)])


def confirm(db: Connection, confirmed: Mapping[str, int]) -> None:
    """Laptops said which letter they took in last (replica → number). What they took is not said to them again."""
    told = {replica: number for replica, number in confirmed.items() if number > 0}
    boxes = _boxes(db, told)
    changed = [box for replica, box in boxes.items() if told[replica] > box.confirmed]
    for box in changed:
        # The number rises above it too, should this county have been restored from before that letter was written.
        box.confirmed = told[box.replica]
        box.letter = max(box.letter, box.confirmed)
    _keep(db, changed)


def waiting_for(db: Connection, to: Collection[Laptop], line: Line, at_ms: int) -> dict[str, Letter]:
    """The next letter to each of these laptops that lacks anything, by replica; none to a revoked one.

    A letter that was written and lost is contained in the next; while nothing else is to be said, it is the same one.
    """
    wanted = {laptop.replica: laptop for laptop in to if not laptop.revoked}
    if not wanted:
        return {}
    boxes, stopped = _boxes(db, wanted), _stopped(db, {laptop.unit for laptop in wanted.values()})
    items, sent = _items(db, {laptop.unit for laptop in wanted.values()}), _sent(db, wanted)
    letters: dict[str, Letter] = {}
    first: list[tuple[str, str, int]] = []
    for replica, laptop in wanted.items():
        box = boxes[replica]
        rest = _Rest(stopped[laptop.unit], line.addresses, line.certificate)
        told = msgspec.json.encode(rest).decode()
        lacks = _lacks(box, laptop, items, sent)
        news = told != (box.rest or _NOTHING_ELSE) or box.rest_letter > box.confirmed
        if not (lacks or news):
            continue
        digest = hashlib.sha256("\0".join((told, *(item.id for item in lacks))).encode()).hexdigest()
        if digest != box.digest or box.letter <= box.confirmed:
            box.letter, box.digest = max(box.letter + 1, at_ms), digest
        if told != box.rest:
            box.rest, box.rest_letter = told, box.letter
        first += [(replica, item.id, box.letter) for item in lacks if (replica, item.id) not in sent]
        letters[replica] = Letter(
            box.letter, at_ms, tuple(lacks), rest.stopped, SPEAKS, rest.addresses, rest.certificate
        )
    _keep(db, [boxes[replica] for replica in letters])
    add(db, SENT, {name: [one[n] for one in first] for n, name in enumerate(("replica", "item", "letter"))})
    return letters


def lacking(db: Connection, to: Collection[Laptop]) -> dict[str, int]:
    """How many items each of these laptops has not taken in, by replica."""
    boxes, sent = _boxes(db, [laptop.replica for laptop in to]), _sent(db, [laptop.replica for laptop in to])
    items = _items(db, {laptop.unit for laptop in to})
    return {laptop.replica: len(_lacks(boxes[laptop.replica], laptop, items, sent)) for laptop in to}


def _lacks(
    box: _Box, laptop: Laptop, items: Iterable[tuple[str, Item]], sent: Mapping[tuple[str, str], int]
) -> list[Item]:
    """What it has not taken in: no letter held it yet, or none that it confirmed."""
    never = box.confirmed + 1
    return [
        item
        for unit, item in items
        if unit in ("", laptop.unit) and sent.get((laptop.replica, item.id), never) > box.confirmed
    ]


def _boxes(db: Connection, replicas: Iterable[str]) -> dict[str, _Box]:
    found = {replica: _Box(replica) for replica in replicas}
    if found:
        named = listed(db, replica=[*found])
        for row in db.execute(select(BOX).where(BOX.c.replica == named.c.replica)):
            found[row.replica] = _Box(*(row._mapping[name] for name in _Box.__struct_fields__))
    return found


def _keep(db: Connection, boxes: Sequence[_Box]) -> None:
    if boxes:
        named = select(listed(db, replica=[box.replica for box in boxes]).c.replica)
        db.execute(delete(BOX).where(BOX.c.replica.in_(named)))
        add(db, BOX, {name: [getattr(box, name) for box in boxes] for name in _Box.__struct_fields__})


def _stopped(db: Connection, units: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for laptop in laptops(db):
        if laptop.revoked and laptop.unit in units:
            found[laptop.unit] = tuple(sorted((*found[laptop.unit], laptop.replica)))
    return found


def _items(db: Connection, units: Collection[str]) -> list[tuple[str, Item]]:
    """What nobody answered yet, by village, the oldest first; of an edition for all and one for a village, both."""
    named = listed(db, unit=["", *units])
    query = select(ITEM).where(ITEM.c.unit == named.c.unit, ITEM.c.state == "").order_by(ITEM.c.day, ITEM.c.id)
    return [(row.unit, _item(row)) for row in db.execute(query)]


def _item(row: Row[tuple[object, ...]]) -> Item:
    return Item(row.id, row.sort, row.day, row.source, row.subject, row.told)


def _sent(db: Connection, replicas: Iterable[str]) -> dict[tuple[str, str], int]:
    named = listed(db, replica=[*replicas])
    found = db.execute(select(SENT).where(SENT.c.replica == named.c.replica))
    return {(row.replica, row.item): row.letter for row in found}
