"""What a person is asked about after an exchange (``app.differences``): cells that differ, records taken back meanwhile."""

from __future__ import annotations

from app.merge import Cell, in_conflict
from app.office import NEVER_ASKED
from app.records import KINDS
from storage.cells import CellName, read_cells
from storage.headers import Headers
from storage.opened import Opened

_DIFFER = "SELECT DISTINCT kind, id, field FROM cell WHERE shown = 0"
_TAKEN_BACK = """SELECT DISTINCT o.kind, o.id, o.field FROM cell r JOIN cell o ON o.kind = r.kind AND o.id = r.id
    WHERE r.field = 'retired' AND EXISTS
    (SELECT 1 FROM cell x WHERE x.kind = r.kind AND x.id = r.id AND x.field <> 'retired')"""


def conflicting_cells(ledger: Opened) -> dict[CellName, Cell]:
    """The cells in which people wrote different things without knowing of each other."""
    return {name: cell for name, cell in _read(ledger, _DIFFER).items() if in_conflict(cell)}


def taken_back_cells(ledger: Opened) -> dict[CellName, Cell]:
    """Every edited cell of the records that were taken back, or brought back, after they were made; ``retired`` included.

    A record in which nothing else was ever edited is left out: there is nothing that could have been written meanwhile.
    """
    return _read(ledger, _TAKEN_BACK)


def _read(ledger: Opened, which: str) -> dict[CellName, Cell]:
    with ledger.reading() as db:
        names = [CellName(*name) for name in db.execute(which)]
        known = [n for n in names if n.kind in KINDS and n.field in KINDS[n.kind].fields and n.kind not in NEVER_ASKED]
        return read_cells(db, known, Headers(db)) if known else {}
