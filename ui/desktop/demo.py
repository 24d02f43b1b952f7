"""The demo village: made-up people in a ledger of its own, thrown away at the end."""

from __future__ import annotations

import tempfile
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ui.desktop.operations import Progress

if TYPE_CHECKING:
    from storage.ledger import Ledger

PASSPHRASE = "lianhe-2026"  # noqa: S105  made up, and shown on its own lock screen
WORKER = "肖玉梅"
WOMEN, SEED, LOT = 420, 20_260, 2_000


def demo_folder() -> tempfile.TemporaryDirectory[str]:
    """An empty folder that goes away with the program."""
    return tempfile.TemporaryDirectory(prefix="suifang-demo-", ignore_cleanup_errors=True)


def make_demo(folder: Path, today: date, progress: Progress) -> Ledger:
    """A new ledger with the made-up village in it. Raises Cancelled between two lots when asked to stop."""
    from app.demo.village import make_village
    from app.records import Unit
    from app.records.writes import Add
    from storage.ledger import Ledger

    records = make_village(SEED, today, women=WOMEN)
    unit = next(record for record in records if isinstance(record, Unit))
    ledger, _ = Ledger.create(
        folder, unit_code=unit.code, unit_name=unit.name, office=unit.office, worker_name=WORKER,
        passphrase=PASSPHRASE, marks=folder / "marks",
    )  # fmt: skip
    try:
        done = 0
        while lot := list(islice(records, LOT)):
            ledger.write("demo.make", [Add(record) for record in lot])
            done += len(lot)
            progress.at(done, max(done, WOMEN * 14))
    except BaseException:
        ledger.close()
        raise
    return ledger
