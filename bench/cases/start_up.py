"""From the start of the process to a lock screen that takes keys, beside an empty window of the same toolkit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.exchange import Empty
from bench.harness import Bar, Case, Pair
from bench.processes import python


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Real processes, off screen, with settings of their own; an existing ledger."""
    Empty(folder)

    def until_ready(*arguments: str) -> float:
        started = time.perf_counter()
        with python(folder, "-m", "bench.starting", *arguments) as process:
            assert process.stdout is not None
            said = process.stdout.readline()
            took = time.perf_counter() - started
        assert said == "ready\n", f"it never took a key: {arguments}"
        return took

    yield Pair(ours=lambda: until_ready("lock", str(folder / "empty")), reference=lambda: until_ready("empty"))


CASE = Case(
    what="process start to a lock screen that takes keys",
    against="empty PySide6 window",
    bar=Bar(times=1.5),
    prepare=prepare,
    rounds=15,
)
