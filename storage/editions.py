"""Which tables hold while a ledger is open: the county's editions, as far as they can be used, else the shipped ones."""

from __future__ import annotations

import resources
from app.errors import SuifangError
from app.records import KINDS, Edition
from app.records.fields import Code, Codes
from storage.opened import Opened
from storage.reading import Reading
from storage.tables import quoted


def hold_editions(ledger: Reading) -> dict[str, SuifangError]:
    """From now on the editions of this ledger hold, wherever a table is read. Returns what is wrong with others, by table."""
    editions = ledger.all(Edition)
    if not editions:
        let_go_editions()
        return {}
    from app.editions import holding  # the readers of every table; a ledger without editions opens without them

    tables, wrong = holding(editions, lambda name: codes_used(ledger, name))
    resources.hold(tables)
    return wrong


def let_go_editions() -> None:
    """No ledger is open: the shipped tables hold."""
    resources.hold({})


def codes_used(ledger: Opened, name: str) -> frozenset[str]:
    """The codes of a list that stand in records, those taken back included: they may be brought back."""
    found: set[str] = set()
    with ledger.reading() as db:
        for kind in KINDS.values():
            for field, described in kind.fields.items():
                if isinstance(described, Code | Codes) and described.list == name:
                    rows = db.execute(f"SELECT DISTINCT {quoted(field)} FROM {quoted(kind.name)}").fetchall()
                    found.update(code for (said,) in rows if said for code in str(said).split())
    return frozenset(found)
