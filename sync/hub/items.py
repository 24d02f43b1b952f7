"""What waits to be said to villages: kept until a worker answered, gone when she withdraws or is erased."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, or_, select, update

from app.actions.proposals import DECLINED
from app.records import ProposalAnswer
from sync.hub.bulk import add, listed
from sync.hub.consents import Subject
from sync.hub.letter_tables import HAND_OVER, ITEM, SENT
from sync.hub.schema import RECORDS
from sync.letter import Item


class Kept(NamedTuple):
    """An item and the village it is for (``unit`` '' = every one). ``other``: the second woman it is about.

    ``name`` and ``number`` are an edition's.
    """

    unit: str
    item: Item
    other: str = ""
    name: str = ""
    number: int = 0


class Answered(NamedTuple):
    """An item a worker answered: ``accepted``, ``changed`` or ``declined``."""

    unit: str
    id: str
    sort: str
    subject: str
    state: str


def id_of(*parts: str) -> str:
    """The id of an item from what it says: said twice, it is one item."""
    return hashlib.sha256("\0".join(("suifang item", *parts)).encode()).hexdigest()[:32]


def keep(db: Connection, found: Sequence[Kept]) -> list[Kept]:
    """Keeps items to be said. Returns those that were not here; one that was answered is not asked again."""
    by_id = {kept.item.id: kept for kept in found}
    if not by_id:
        return []
    named = listed(db, id=[*by_id])
    known = set(db.scalars(select(ITEM.c.id).where(ITEM.c.id == named.c.id)))
    new = [kept for one, kept in by_id.items() if one not in known]
    add(
        db,
        ITEM,
        {
            **{name: [getattr(kept.item, name) for kept in new] for name in Item.__struct_fields__},
            **{name: [getattr(kept, name) for kept in new] for name in ("unit", "other", "name", "number")},
            "state": [""] * len(new),
        },
    )
    return new


def remove_about(db: Connection, subjects: Collection[Subject]) -> None:
    """She withdrew or was erased: nothing about her is said any more, and her record goes to no other village."""
    if not subjects:
        return
    named = listed(db, unit=[unit for unit, _ in subjects], subject=[subject for _, subject in subjects])
    about = (ITEM.c.unit == named.c.unit) & or_(ITEM.c.subject == named.c.subject, ITEM.c.other == named.c.subject)
    gone = set(db.scalars(select(ITEM.c.id).where(about, ITEM.c.subject != "")))
    new = (HAND_OVER.c.unit == named.c.unit) & (HAND_OVER.c.subject == named.c.subject)
    old = (HAND_OVER.c.old_unit == named.c.unit) & (HAND_OVER.c.old_subject == named.c.subject)
    gone |= set(db.scalars(select(HAND_OVER.c.item).where(or_(new, old))))
    remove_items(db, gone)


def remove_items(db: Connection, ids: Iterable[str]) -> None:
    """Deletes items, as if they had never been said."""
    wanted = sorted(ids)
    if wanted:
        named = select(listed(db, id=wanted).c.id)
        db.execute(delete(ITEM).where(ITEM.c.id.in_(named)))
        db.execute(delete(SENT).where(SENT.c.item.in_(named)))
        db.execute(delete(HAND_OVER).where(HAND_OVER.c.item.in_(named)))


def take_answers(db: Connection, units: Collection[str]) -> list[Answered]:
    """What workers of some villages answered since: what was said to them goes, that it was answered stays.

    Where two laptops answered otherwise, what was taken over is taken over.
    """
    answers = RECORDS[ProposalAnswer.kind]
    named = listed(db, unit=[*units])
    query = (
        select(ITEM.c.unit, ITEM.c.id, ITEM.c.sort, ITEM.c.subject, answers.c.state)
        .join(answers, (answers.c.unit == ITEM.c.unit) & (answers.c.proposal == ITEM.c.id))
        .where(ITEM.c.unit == named.c.unit, ITEM.c.state == "", answers.c.retired.is_(None))
    )
    found = sorted((Answered(*row) for row in db.execute(query)), key=lambda one: (one.state != DECLINED, one))
    for one in found:
        db.execute(update(ITEM).where(ITEM.c.id == one.id).values(state=one.state, told="", source=""))
        db.execute(delete(SENT).where(SENT.c.item == one.id))
    return found
