"""Imports a roster, takes it back, imports it again, without end; says each when it was told that it is done."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from app.roster.clerk import read_roster
from app.roster.columns import recognise
from app.roster.plan import plan_import
from storage.importing import import_roster, snapshot
from storage.workbook import read_workbook
from tests.support.ledgers import Place
from tests.support.saver import tell

ROSTER = Path(__file__).parents[1] / "data" / "roster" / "roster-sample.xlsx"
WOMEN = 643
TODAY = date(2026, 11, 22)


def main(folder: str, marks: str) -> None:
    """Goes on from whatever the last one left: with the roster in the ledger, it is taken back first."""
    sheets = read_workbook(ROSTER)
    roster = read_roster(sheets, recognise(sheets), TODAY)
    ledger = Place(Path(folder), Path(marks)).open()
    tell("open")
    while True:
        now = snapshot(ledger, TODAY)
        plan = plan_import(roster, tuple(now.known.values()))
        changed = import_roster(ledger, plan, now, source=ROSTER.name)
        if changed is not None:  # else it was there already
            assert changed.dot is not None
            tell("imported", changed.dot.seq)
        ledger.undo(ledger.exchange.reaches()[ledger.exchange.replica].seq)
        tell("undone", ledger.exchange.reaches()[ledger.exchange.replica].seq)


if __name__ == "__main__":
    main(*sys.argv[1:])
