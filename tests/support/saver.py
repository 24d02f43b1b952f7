"""Saves without end, and prints each change once it was told that it is saved: ``python -m tests.support.saver …``."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from app.records import Visit
from app.records.writes import Add, Edit, Write
from storage.ids import new_id
from tests.support.ledgers import Place, a_woman

IMPORTED = 1_500
"""Women in a change of the size of an import."""


def tell(*words: object) -> None:
    """One line, out of the process before it goes on."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(folder: str, marks: str, seed: str) -> None:
    """Opens the ledger, then saves visits, now and then an import, now and then an edit."""
    ledger = Place(Path(folder), Path(marks)).open()
    chance = random.Random(int(seed))
    woman = a_woman("李月琴")
    ledger.write("add", [Add(woman)])
    tell("woman", woman.id)
    while True:
        writes: list[Write]
        if chance.random() < 0.15:
            writes = [Add(a_woman(f"王秀{n % 90:02d}")) for n in range(IMPORTED)]
        elif chance.random() < 0.3:
            writes = [Edit("woman", woman.id, {"note": str(chance.random())})]
        else:
            visit = Visit(
                id=new_id(), subject=woman.id, visit_kind="general", date="2026-01-02", advice=str(chance.random())
            )
            writes = [Add(visit)]
        changed = ledger.write("save", writes)
        assert changed.dot is not None
        adds = [write.record for write in writes if isinstance(write, Add)]
        tell("saved", changed.dot.seq, *([type(adds[0]).kind, len(adds), adds[-1].id] if adds else []))


if __name__ == "__main__":
    main(*sys.argv[1:])
