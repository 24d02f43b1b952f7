"""An edition of a table for the villages: tried as a laptop will try it, numbered, and said in the next letter (§12)."""

from __future__ import annotations

from datetime import date

import msgspec
from sqlalchemy import Connection, func, select

from app.editions import tried
from app.errors import InputError
from sync.hub.items import Kept, id_of, keep, remove_items
from sync.hub.letter_tables import ITEM
from sync.hub.schema import LAPTOP
from sync.letter import EDITION, LONGEST, EditionTold, Item


def publish(db: Connection, name: str, content: str, today: date, *, unit: str = "", source: str = "") -> int:
    """Keeps it in place of the one before, for every village or one. Returns its number.

    Raises FileError as ``app.editions.tried``, InputError ``hub.publish.long``, ``hub.unit``.
    """
    tried(name, content)
    if unit and not db.scalar(select(LAPTOP.c.replica).where(LAPTOP.c.unit == unit)):
        raise InputError("hub.unit", unit=unit)
    number = int(db.scalar(select(func.max(ITEM.c.number)).where(ITEM.c.name == name)) or 0) + 1
    told = msgspec.json.encode(EditionTold(name, number, content)).decode()
    if len(told) > LONGEST:
        raise InputError("hub.publish.long", name=name)
    remove_items(db, db.scalars(select(ITEM.c.id).where(ITEM.c.name == name, ITEM.c.unit == unit)).all())
    item = Item(id_of("edition", unit, name, str(number), content), EDITION, today.isoformat(), source, "", told)
    keep(db, [Kept(unit, item, name=name, number=number)])
    return number
