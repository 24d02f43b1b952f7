"""What the drivers in Python share: the work, the clock, and the verdict."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

State = dict[str, dict[str, dict[str, Any]]]
"""Kind, id, column: what a side shows."""


class Work:
    """The tables, and the folder for what is carried."""

    def __init__(self, path: Path, folder: Path) -> None:
        told = json.loads(path.read_text(encoding="utf-8"))
        self.folder = folder
        self.columns: dict[str, list[str]] = told["columns"]
        self.rows: dict[str, list[list[Any]]] = told["rows"]
        self.edits: list[list[Any]] = told["edits"]
        self.visits: list[list[Any]] = told["visits"]
        self.mine: list[list[Any]] = told["mine"]
        self.theirs: list[list[Any]] = told["theirs"]
        self.disjoint: int = told["disjoint"]
        self.took: dict[str, float] = {}

    def carry(self, part: str, export: Callable[[], bytes], apply: Callable[[bytes], object]) -> None:
        """One way of an exchange, timed by the clock and by the processor's; times of the same part add up."""
        started, worked = time.perf_counter(), time.process_time()
        carried = export()
        apply(carried)
        for name, spent in ((part, time.perf_counter() - started), (f"{part} cpu", time.process_time() - worked)):
            self.took[name] = self.took.get(name, 0) + spent
        with (self.folder / part).open("ab") as file:
            file.write(carried)

    def told(self, version: str, here: State, there: State, kept: int) -> None:
        """Prints the verdict. ``kept``: losing values the peer itself still has and can list."""
        different = [*self.mine[: self.disjoint], *self.theirs[: self.disjoint]]
        visible = min(sum(side[k][i][c] == value for k, i, c, value in different) for side in (here, there))
        verdict = {"version": version, "took": self.took, "converged": here == there, "visible": visible, "kept": kept}
        print(json.dumps(verdict))


def work() -> Work:
    """The work named on the command line."""
    return Work(Path(sys.argv[1]), Path(sys.argv[2]))
