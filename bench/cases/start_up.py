"""From the start of the process to a lock screen that takes keys, beside an empty window of the same toolkit."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import data
from bench.exchange import Empty
from bench.harness import Bar, Case, Pair


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Real processes, off screen, with settings of their own; an existing ledger. Modules are compiled, as once installed."""
    Empty(folder)
    own = {
        "HOME": str(folder),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(folder / "config"),
    }

    def until_ready(*arguments: str) -> float:
        started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "bench.starting", *arguments],
            cwd=data.ROOT, env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as process:  # fmt: skip
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
