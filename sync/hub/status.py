"""What came to the hub from whom, for whoever minds it; nothing about any woman."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from sync.hub import letters
from sync.hub.schema import ASIDE, BUNDLE
from sync.hub.store import Store, laptops


@dataclass(frozen=True, slots=True)
class LaptopStatus:
    """A laptop as the hub sees it. ``last_ms``: when its last bundle came; ``refused``: records of its unit aside.

    ``waiting``: what the county has to say to it and it has not taken in yet.
    """

    unit: str
    unit_name: str
    label: str
    replica: str
    last_ms: int | None
    bundles: int
    refused: int
    revoked: bool
    waiting: int


def status(database: Store) -> list[LaptopStatus]:
    """Every laptop with what came from it; needs no passphrase, for there is nothing about anyone in it."""
    with database.begin() as db:
        came = {
            row.replica: (row.last_ms, row.bundles)
            for row in db.execute(
                select(BUNDLE.c.replica, func.max(BUNDLE.c.at_ms).label("last_ms"), func.count().label("bundles"))
                .group_by(BUNDLE.c.replica)
            )
        }  # fmt: skip
        query = select(ASIDE.c.unit, func.count().label("refused")).group_by(ASIDE.c.unit)
        aside = {row.unit: row.refused for row in db.execute(query)}
        found = laptops(db)
        waiting = letters.lacking(db, found)
    return [
        LaptopStatus(
            one.unit,
            one.unit_name,
            one.label,
            one.replica,
            *came.get(one.replica, (None, 0)),
            aside.get(one.unit, 0),
            one.revoked,
            0 if one.revoked else waiting[one.replica],
        )
        for one in found
    ]
