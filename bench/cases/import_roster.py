"""An Excel roster of 2,000 rows from the chosen file to the committed change, as the import page and command do it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import CalamineWorkbook

from bench import data
from bench.exchange import Empty
from bench.harness import Bar, Case, Pair
from storage.importing import import_roster
from ui.importing import open_roster, read
from ui.importing import prepare as compare


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Each round into an empty ledger of its own; opening that is not measured."""
    path, empty = data.roster_xlsx(), Empty(folder)

    def ours() -> float:
        with empty.one() as ledger:
            started = time.perf_counter()
            chosen = open_roster(path)
            draft = compare(ledger, chosen, read(chosen, data.TODAY), data.TODAY)
            changed = import_roster(ledger, draft.plan, draft.snapshot, source=chosen.source)
            took = time.perf_counter() - started
        assert changed is not None
        return took

    def cells() -> None:
        book = CalamineWorkbook.from_path(str(path))
        assert [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    yield Pair(ours=ours, reference=cells)


CASE = Case(
    what="import of an Excel roster of 2,000 rows, preview to committed",
    against="reading the cells with calamine",
    bar=Bar(times=8),
    prepare=prepare,
    rounds=7,
)
