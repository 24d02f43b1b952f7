"""An evening at the county: hundreds of files, in lots of villages, in as many processes as there are cores.

Opening, checking and unpacking are Python's work, which threads would do one after another; a process each does them side by
side. A lot is one transaction, so a hub that is killed has taken in whole lots and nothing of the others; what a receipt was
written for is in the database, and a file that is taken again is answered again.
"""

from __future__ import annotations

import gc
import math
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import ClassVar, Final

from app.errors import StorageTrouble, SuifangError
from sync import files
from sync.envelope import Keys, peek
from sync.hub.county import Answer, Hub
from sync.hub.store import Store

MOST_TOGETHER: Final = 32
"""Bundles in one transaction. More is hardly faster, and holds more of them in memory."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of the files of a lot; what is inside takes up some twenty times as much. A larger file is a lot by itself."""
_WRITERS: Final = 8
WORTH_IT: Final = 16
"""Files for which another process is worth starting."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file somebody wants taken in. ``out``: the folder for its receipt. ``named``: it is asked for by its name."""

    path: Path
    out: Path
    named: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it. ``outcome``: '' where there is no receipt; ``refused``: records that could not be taken."""

    path: Path
    outcome: str = ""
    unit_name: str = ""
    label: str = ""
    records: int = 0
    cells: int = 0
    refused: int = 0
    receipt: str = ""
    error: SuifangError | None = None


def take_files(hub: Hub, found: Sequence[Found], jobs: int) -> Iterator[Done]:
    """Takes bundles in and writes their receipts; in the order given. What lies in a folder and is no bundle is passed over."""
    jobs = max(1, min(jobs, len(found) // WORTH_IT))
    lots = list(_lots(found, math.ceil(len(found) / jobs / 2)))
    if jobs == 1:
        for lot in lots:
            yield from take_lot(hub, lot)
        return
    address, keys = hub.for_another_process()
    pool = ProcessPoolExecutor(jobs, get_context(_HOW), _Worker.begin, (address, keys))
    try:
        for lot, result in [(lot, pool.submit(_Worker.take, lot)) for lot in lots]:
            try:
                yield from result.result()
            except BrokenProcessPool:
                yield from (Done(one.path, error=StorageTrouble("hub.store.trouble", cause="killed")) for one in lot)
    finally:
        pool.shutdown(cancel_futures=True)


def take_lot(hub: Hub, lot: Iterable[Found]) -> list[Done]:
    """Those of one transaction."""
    done: dict[Path, Done] = {}
    content: dict[Path, bytes] = {}
    where = {one.path: one for one in lot}
    for one in where.values():
        try:
            file = files.get(one.path)
            if one.named or peek(file, one.path.name).what == "bundle":
                content[one.path] = file
        except SuifangError as error:
            done[one.path] = Done(one.path, error=error)
    now = datetime.now(UTC).astimezone()
    answers = hub.take_all([(path.name, file) for path, file in content.items()], now)
    with ThreadPoolExecutor(_WRITERS) as writers:  # a disk is waited for, and flushes several files at a time
        for became in writers.map(_answered, [where[path] for path in content], answers):
            done[became.path] = became
    return [done[path] for path in where if path in done]


def _answered(one: Found, answer: Answer | SuifangError) -> Done:
    if isinstance(answer, SuifangError):
        return Done(one.path, error=answer)
    told = (answer.outcome, answer.laptop.unit_name, answer.laptop.label, answer.records, answer.cells)
    refused = len(answer.receipt.refused)
    try:
        written = files.put(one.out, answer.name, answer.content)
    except SuifangError as error:
        return Done(one.path, *told, refused, error=error)
    return Done(one.path, *told, refused, written.name, answer.error)


def _lots(found: Sequence[Found], most: int) -> Iterator[list[Found]]:
    """Files of one village stay together, so that they are taken in their order."""
    lot: list[Found] = []
    size = 0
    for _, group in groupby(found, key=lambda one: _village(one.path)):
        together = list(group)
        more = sum(_size(one.path) for one in together)
        if lot and (len(lot) + len(together) > min(most, MOST_TOGETHER) or size + more > MOST_BYTES):
            yield lot
            lot, size = [], 0
        lot += together
        size += more
    if lot:
        yield lot


def _village(path: Path) -> str:
    """As its name says; where it says something else, only the order of answers may be another."""
    parts = path.name.split("-")
    return parts[2] if len(parts) > 4 else path.name


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # said when it is read


_HOW = "fork" if sys.platform == "linux" else "spawn"
"""Keys go to the other processes by memory or by pipe, never by a file."""


class _Worker:
    """What a process of the pool keeps between lots."""

    hub: ClassVar[Hub]

    @classmethod
    def begin(cls, address: str, keys: Keys) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides
        Thread(target=_end_with_parent, daemon=True).start()
        gc.freeze()  # what was loaded stays, and need not be looked through again and again
        cls.hub = Hub(Store(address), keys)

    @classmethod
    def take(cls, lot: list[Found]) -> list[Done]:
        return take_lot(cls.hub, lot)


def _end_with_parent() -> None:
    """Where the hub is killed, nobody is left behind with its keys, waiting for lots that never come."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
