"""A first exchange of 100,000 women and a million visits, each side in a process of its own: seconds and peak memory.

`python -m bench.peers.stress SIDE FOLDER`, SIDE being `send` or `receive`; prints both.
"""

from __future__ import annotations

import pickle
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.records import Visit, Woman
from app.records.writes import Add
from bench import data
from bench.exchange import Wire, create, reopen
from bench.peers.workload import people

_LOT = 2_000
"""Records of one change: as if so many had been brought in by one import."""


def _build(folder: Path) -> None:
    ledger = create(folder)
    for lot in _lots(people("stress")):
        ledger.write("import.roster", lot)
    ledger.close()


def _lots(records: Iterator[Woman | Visit]) -> Iterator[list[Add]]:
    while lot := [Add(record) for record in islice(records, _LOT)]:
        yield lot


def prepare(folder: Path) -> None:
    """A sender with everything, a receiver with nothing, and the keys of both."""
    shutil.copytree(data.cached("stress.ledger", _build, "app", "storage", "bench/peers"), folder / "send")
    create(folder / "receive").close()
    (folder / "wire").write_bytes(pickle.dumps(Wire()))


def run(side: str, folder: Path) -> tuple[float, float]:
    """One side of the exchange; seconds, and the peak of this process in MB."""
    wire: Wire = pickle.loads((folder / "wire").read_bytes())  # noqa: S301 - written by ``prepare``
    ledger, stick = reopen(folder / side), folder / "stick.suifang"
    started = time.perf_counter()
    if side == "send":
        wire.write(ledger.exchange.collect_for_office({}), stick)
    else:
        ledger.exchange.merge(wire.read(stick))
    took = time.perf_counter() - started
    ledger.close()
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(*run(sys.argv[1], Path(sys.argv[2])))
