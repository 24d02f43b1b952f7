"""Takes in whatever lies on a stick and writes for its colleagues, without end; says each when it was told that it is done."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from app.records.writes import Add
from sync import laptop, office
from sync.laptop import Became
from tests.support.ledgers import Place, a_woman
from tests.support.saver import tell

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))


def main(folder: str, marks: str, stick: str) -> None:
    """The ledger belongs to an office and is enrolled."""
    ledger = Place(Path(folder), Path(marks)).open()
    tell("open")
    while True:
        for outcome in laptop.receive(ledger, Path(stick), NOW):
            if outcome.became is Became.TAKEN:
                tell("taken", outcome.path.name)
        her = a_woman()
        ledger.write("woman.register", [Add(her)])
        tell("saved", her.id)
        for sent in office.send_office(ledger, Path(stick), NOW):
            tell("given", sent.path.name)
        tell("sent", laptop.send(ledger, Path(stick), NOW).path.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
