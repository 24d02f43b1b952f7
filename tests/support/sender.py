"""Edits and sends to a folder, without end; says each when it was told that it is done."""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from app.records import Visit, Woman
from app.records.writes import Add, Edit
from storage.ids import new_id
from sync import laptop
from tests.support.ledgers import Place
from tests.support.saver import tell

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))


def main(folder: str, marks: str, stick: str, seed: str) -> None:
    """The ledger is enrolled and holds women of whom the county may know."""
    ledger = Place(Path(folder), Path(marks)).open()
    chance = random.Random(int(seed))
    women = [woman.id for woman in ledger.all(Woman)]
    tell("open")
    while True:
        woman = chance.choice(women)
        occupation = f"第{chance.randrange(10**9)}种"
        visit = Visit(id=new_id(), subject=woman, visit_kind="general", date="2026-11-02", advice=occupation)
        ledger.write("edit", [Edit("woman", woman, {"occupation": occupation}), Add(visit)])
        tell("saved", woman, visit.id)
        sent = laptop.send(ledger, Path(stick), NOW)
        tell("sent", sent.path.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
