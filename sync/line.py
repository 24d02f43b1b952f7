"""The carrier that is the county's line: the same files over HTTPS, going on where they dropped (``docs/sync.md`` §16).

``exchange`` is the verb for it. What needs the network's library is loaded when a line is opened, not before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from app.errors import Cancelled, ExchangeError, LineTrouble, NotCarried, SuifangError
from storage.ledger import Ledger
from sync.envelope import MOST_BYTES, Keys
from sync.keyring import County, enrolled
from sync.session import PIECE, Became, Lies, Waits
from sync.trip import Stage, Trip, trip

if TYPE_CHECKING:
    from sync.calling import Answer, Patience

T = TypeVar("T")


class Step(StrEnum):
    """What is being done."""

    CONNECTING = "connecting"
    SENDING = "sending"
    FETCHING = "fetching"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one file is, in bytes; it never goes back. ``again_in``: seconds until the line is tried again, 0 while it runs."""

    step: Step
    done: int = 0
    whole: int = 0
    again_in: float = 0


Tells = Callable[[Progress], None]


def exchange(
    ledger: Ledger,
    now: datetime,
    progress: Tells = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    at: Callable[[Stage], None] = lambda _: None,
    patience: Patience | None = None,
) -> Trip:
    """The whole exchange over the line, as ``trip`` does it over any carrier; takes as long as the line needs.

    ``progress``, ``cancelled`` and ``at`` are called from this thread. What went wrong on the way is in ``Trip.troubles``, and
    what the others did stands. Raises ExchangeError ``exchange.not_enrolled``, LineTrouble ``exchange.line.none`` (the county
    has named no line).
    """
    keys, county = enrolled(ledger)
    with Line(county, keys, progress, cancelled, patience=patience) as line:
        return trip(ledger, line, now, answered=True, at=at)


class Line:
    """The county's line as a carrier: one conversation, held until ``close``.

    Raises LineTrouble ``exchange.line.unreachable``, ``.stranger``, ``.refused`` (``reason``: a code), ``.broken``, ``.none``,
    and Cancelled. Once it has raised, it is given up: everything further raises the same at once.
    """

    def __init__(
        self,
        county: County,
        keys: Keys,
        progress: Tells = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        *,
        patience: Patience | None = None,
    ) -> None:
        from sync import calling

        self._progress, self._at = progress, Progress(Step.CONNECTING)
        self._caller = calling.Caller(
            county, keys, patience=patience or calling.Patience(), waits=self._waits, stopped=cancelled
        )
        self._dropped = calling.Dropped
        self._read = calling.read
        self._lying: dict[str, Lies] = {}
        self._given_up: SuifangError | None = None

    def __enter__(self) -> Self:
        self._caller.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._caller.__exit__()

    # --- as a carrier ---

    def put(self, name: str, content: bytes) -> Path:
        """Hands a file to the county and waits until it was taken in.

        Raises NotCarried where it does not take this one. Returns as well where every byte left and only a good answer is
        missing: it must then count as sent, and the line is given up.
        """
        upload = _Upload(name, content, hashlib.sha256(content).hexdigest())
        self._at = Progress(Step.CONNECTING)
        try:
            self._kept(lambda: self._caller.steadily(lambda: self._hand_over(upload), lambda: upload.held))
        except (LineTrouble, Cancelled):
            if not upload.left:
                raise
        return self.where(name)

    def names(self) -> tuple[str, ...]:
        """What waits for this laptop."""
        waits = self._kept(lambda: self._caller.steadily(self._listed))
        self._lying = {one.name: one for one in waits.files if 0 <= one.size <= MOST_BYTES}
        return tuple(self._lying)

    def get(self, name: str) -> bytes:
        """One of them. Also raises ExchangeError ``exchange.not_ours`` for what does not wait."""
        lies, content = self._lying.get(name), bytearray()
        if lies is None:
            raise ExchangeError("exchange.not_ours", file=name)
        self._at = Progress(Step.CONNECTING)
        self._kept(lambda: self._caller.steadily(lambda: self._fetch(lies, content), lambda: len(content)))
        return bytes(content)

    def where(self, name: str) -> Path:
        """Its name: there is no other place."""
        return Path(name)

    def done(self, name: str) -> None:
        """The county need not keep it. Where it does not hear of it, it comes again and is known."""
        lies = self._lying.get(name)
        if lies is None or self._given_up:
            return
        try:
            self._kept(lambda: self._caller.steadily(lambda: self._caller.ask("DELETE", f"/v1/files/{lies.digest}")))
        except (LineTrouble, Cancelled):
            return

    # --- one try of each ---

    def _hand_over(self, upload: _Upload) -> None:
        path, whole = f"/v1/files/{upload.digest}", len(upload.content)
        upload.held = _offset(self._caller.ask("HEAD", path), whole)
        while True:
            self._tell(Step.SENDING, upload.held, whole)
            answer = self._caller.ask(
                "PATCH",
                path,
                headers={
                    "Upload-Offset": str(upload.held),
                    "Upload-Length": str(whole),
                    "Upload-Name": upload.name,
                    "Content-Length": str(whole - upload.held),
                },
                content=self._pieces(upload),
            )
            if answer.status == HTTPStatus.OK:
                self._tell(Step.SENDING, whole, whole)
                became = self._read(answer, Became)
                if not became.answered:
                    raise NotCarried("exchange.line.refused", reason=became.outcome)
                return
            if answer.status in {HTTPStatus.CONFLICT, HTTPStatus.NO_CONTENT}:  # it holds another part than it said
                raise self._dropped
            if answer.status != HTTPStatus.ACCEPTED:
                raise LineTrouble("exchange.line.refused", reason=str(answer.status))
            upload.held = whole  # all is there and being taken in; that may take it a while
            self._caller.pause(1)

    def _pieces(self, upload: _Upload) -> Iterator[bytes]:
        whole = len(upload.content)
        for start in range(upload.held, whole, PIECE):
            self._caller.look()
            upload.left |= start + PIECE >= whole
            yield upload.content[start : start + PIECE]
            self._tell(Step.SENDING, min(start + PIECE, whole), whole)

    def _listed(self) -> Waits:
        answer = self._caller.ask("GET", "/v1/waiting")
        if answer.status != HTTPStatus.OK:
            raise LineTrouble("exchange.line.broken")
        return self._read(answer, Waits)

    def _fetch(self, lies: Lies, content: bytearray) -> None:
        self._tell(Step.FETCHING, len(content), lies.size)
        if len(content) < lies.size:
            headers = {"Range": f"bytes={len(content)}-"} if content else {}

            def told() -> None:
                self._tell(Step.FETCHING, len(content), lies.size)

            path = f"/v1/files/{lies.digest}"
            answer = self._caller.ask("GET", path, headers=headers, into=content, told=told)
            if answer.status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
                raise LineTrouble("exchange.line.broken")
        if hashlib.sha256(content).hexdigest() != lies.digest:
            content.clear()
            raise self._dropped

    # --- telling, giving up ---

    def _tell(self, step: Step, done: int, whole: int) -> None:
        if step is self._at.step and whole == self._at.whole:
            done = max(done, self._at.done)
        self._at = Progress(step, done, whole)
        self._progress(self._at)

    def _waits(self, seconds: float) -> None:
        self._progress(Progress(self._at.step, self._at.done, self._at.whole, seconds))

    def _kept(self, work: Callable[[], T]) -> T:
        if self._given_up:
            raise self._given_up
        try:
            return work()
        except (LineTrouble, Cancelled) as error:
            self._given_up = error
            raise


@dataclass(slots=True)
class _Upload:
    """A file on its way. ``held``: bytes the county has; ``left``: whether the last one left here at any time."""

    name: str
    content: bytes
    digest: str
    held: int = 0
    left: bool = False


def _offset(answer: Answer, whole: int) -> int:
    """How much of a file the county has, by its answer; nothing where it does not know of it."""
    if answer.status != HTTPStatus.OK:
        return 0
    said = answer.headers.get("Upload-Offset", "")
    return min(int(said), whole) if said.isdecimal() else 0
