"""Work that must not hold up the window.

One thread owns the ledger: everything that touches it goes through ``on_ledger``, one after the other. Work on files
goes through ``beside``. Each operation ends in exactly one of two ways, in the window's own thread: ``done(result)`` or
``failed(error)``. A page that is gone by then hears nothing. Nothing here ever calls ``processEvents``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.errors import Cancelled, SuifangError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")
SHOWN_AFTER_MS = 300
CANCELLABLE_AFTER_MS = 2000


class Progress:
    """What a piece of work holds: it tells how far it is, and hears that it should stop."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()

    def at(self, done: int, whole: int) -> None:
        """``done`` of ``whole`` pieces; raises Cancelled when she asked to stop."""
        self.check()
        self._tell(done, whole)

    def tell(self, done: int, whole: int) -> None:
        """The same for work that asks by itself whether it should stop (``stopped``)."""
        self._tell(done, whole)

    def stopped(self) -> bool:
        """Whether she asked to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raises Cancelled when she asked to stop; call it where stopping leaves everything as it was."""
        if self._stop.is_set():
            raise Cancelled("cancelled")

    def stop(self) -> None:
        """Asks the work to stop."""
        self._stop.set()


class Operation(QObject):
    """One piece of work under way."""

    ended = Signal()
    moved = Signal(int, int)
    _arrived = Signal(object, object)

    def __init__(
        self, work: Callable[[Progress], Any], owner: QObject, title: str,
        done: Callable[[Any], object], failed: Callable[[SuifangError], object],
        unforeseen: Callable[[BaseException], SuifangError],
    ) -> None:  # fmt: skip
        super().__init__()
        self.title = title
        self.progress = Progress(self.moved.emit)
        self.wanted = True
        self._work, self._owner = work, owner
        self._done, self._failed, self._unforeseen = done, failed, unforeseen
        self._arrived.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Asks it to stop; ``failed`` hears of it when it has."""
        self.progress.stop()

    def run(self) -> None:
        """Does the work, in whatever thread it was sent to."""
        try:
            self.progress.check()
            result = self._work(self.progress)
        except BaseException as error:  # noqa: BLE001  handed over to the window's thread, not swallowed
            self._arrived.emit(None, error)
        else:
            self._arrived.emit(result, None)

    def _end(self, result: object, error: BaseException | None) -> None:
        self.ended.emit()
        # What listened holds this operation, and it what it worked on: let go, or neither is ever freed.
        self.ended.disconnect()
        self._arrived.disconnect()
        if not self.wanted or not shiboken6.isValid(self._owner):
            return
        if error is None:
            self._done(result)
        elif isinstance(error, SuifangError):
            self._failed(error)
        else:
            self._failed(self._unforeseen(error))


class Operations(QObject):
    """Starts work and knows what is under way.

    ``trouble`` is the failure path of work that has none of its own; ``unforeseen`` logs what is no SuifangError and
    gives one to be told instead.
    ``showing`` tells the window which operation to show (after 300 ms) or None.
    """

    showing = Signal(object)

    def __init__(
        self, trouble: Callable[[SuifangError], object], unforeseen: Callable[[BaseException], SuifangError]
    ) -> None:
        super().__init__()
        self.trouble, self._unforeseen = trouble, unforeseen
        self._running: list[Operation] = []
        self._closed = False
        self._latest: dict[str, Operation] = {}

    @cached_property
    def _ledger(self) -> ThreadPoolExecutor:
        return _threads(1, "ledger")

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return _threads(2, "beside")

    def on_ledger(
        self, work: Callable[[Progress], T], *, owner: QObject, done: Callable[[T], object] = lambda _: None,
        failed: Callable[[SuifangError], object] | None = None, title: str = "", latest: str = "",
    ) -> Operation:  # fmt: skip
        """Does ``work`` in the ledger's thread. ``latest``: a newer one of the same name makes this one unwanted."""
        return self._start(self._ledger, work, owner, done, failed, title, latest)

    def beside(
        self, work: Callable[[Progress], T], *, owner: QObject, done: Callable[[T], object] = lambda _: None,
        failed: Callable[[SuifangError], object] | None = None, title: str = "", latest: str = "",
    ) -> Operation:  # fmt: skip
        """Does ``work`` that touches no ledger, or only now and then (its lock keeps order), beside everything else."""
        return self._start(self._pool, work, owner, done, failed, title, latest)

    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._running)

    def close(self, last: Callable[[], object] = lambda: None) -> None:
        """Waits for what was asked, a save just before as well; what takes long and is shown is asked to stop.

        ``last`` is done in the ledger's thread after all that. What is asked later is never begun.
        """
        if self._closed:
            return
        self._closed = True
        for operation in self._running:
            if operation.title:
                operation.cancel()
        self._ledger.submit(last)
        self._ledger.shutdown(wait=True)
        self._pool.shutdown(wait=True)

    def _start(
        self, where: ThreadPoolExecutor, work: Callable[[Progress], Any], owner: QObject, done: Callable[[Any], object],
        failed: Callable[[SuifangError], object] | None, title: str, latest: str,
    ) -> Operation:  # fmt: skip
        operation = Operation(work, owner, title, done, failed or self.trouble, self._unforeseen)
        if self._closed:
            return operation
        if latest:
            if (before := self._latest.get(latest)) is not None:
                before.wanted = False
                before.cancel()
            self._latest[latest] = operation
        operation.ended.connect(lambda: self._ended(operation, latest))
        self._running.append(operation)
        if title:
            QTimer.singleShot(SHOWN_AFTER_MS, operation, lambda: self._show(operation))
        where.submit(operation.run)
        return operation

    def _show(self, operation: Operation) -> None:
        if operation in self._running:
            self.showing.emit(operation)

    def _ended(self, operation: Operation, latest: str) -> None:
        self._running.remove(operation)
        if self._latest.get(latest) is operation:
            del self._latest[latest]
        still = [other for other in self._running if other.title]
        self.showing.emit(still[0] if still else None)


def _threads(count: int, name: str) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # the lock is seen before any work begins

    return ThreadPoolExecutor(count, thread_name_prefix=name)
