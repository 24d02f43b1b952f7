"""Asking the county over its line, again and again while the line drops (``docs/sync.md`` §16). All of HTTP is here.

Only the certificate of the grant is believed, whatever its dates and whoever else vouches for another one; a laptop's
clock plays no part. Nothing is said before that is settled.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from secrets import SystemRandom
from typing import Final, Self, TypeVar

import httpx
import msgspec

from app.errors import Cancelled, LineTrouble
from sync.envelope import MOST_BYTES, Keys, sign
from sync.keyring import County
from sync.session import Asked, Nonce, Proven, Token, said_for

_NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, for which Python has no name."""

_LATER: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_SLICE: Final = 0.1
_MOST_WORDS: Final = 1024 * 1024
"""Bytes of an answer that is no file."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on. ``pauses``: seconds before trying again, the last one for ever; half to one and a half of each.

    ``first``: tries of every address before the county has answered at all. ``most``: tries in which nothing moved.
    ``connect``, ``answer``: seconds without a sign, until a connection counts as dropped.
    """

    pauses: tuple[float, ...] = (1, 2, 4, 8, 16, 32, 60)
    first: int = 3
    most: int = 8
    connect: float = 8
    answer: float = 15

    def before(self, fruitless: int) -> float:
        """Seconds to wait after so many tries in which nothing moved; with chance, so that villages do not come in step."""
        return self.pauses[min(fruitless, len(self.pauses) - 1)] * SystemRandom().uniform(0.5, 1.5)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the county answered. The body is empty where it went elsewhere."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Dropped(Exception):
    """The line broke, or the county says to come again after so many seconds. For ``Caller.steadily`` only."""

    def __init__(self, after: float = 0) -> None:
        super().__init__()
        self.after = after


class Caller:
    """One conversation with the county, over as many connections as it takes."""

    def __init__(
        self,
        county: County,
        keys: Keys,
        *,
        patience: Patience,
        waits: Callable[[float], None],
        stopped: Callable[[], bool],
    ) -> None:
        """``waits`` is told before every pause, in seconds. Raises LineTrouble ``exchange.line.none``: no line is known."""
        if not county.addresses or not county.certificate:
            raise LineTrouble("exchange.line.none")
        self._county, self._keys = county, keys
        self._patience, self._waits, self._stopped = patience, waits, stopped
        self._client = httpx.Client(
            verify=only(county.certificate),
            timeout=httpx.Timeout(patience.answer, connect=patience.connect),
            trust_env=False,
            headers={"User-Agent": "suifang"},
        )
        self._turn = 0
        self._token = ""
        self._turned_away = 0
        self._answered = self._strange = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def look(self) -> None:
        """Raises Cancelled where she has stopped it."""
        if self._stopped():
            raise Cancelled("cancelled")

    def steadily(self, step: Callable[[], T], moved: Callable[[], int] = lambda: 0) -> T:
        """Does something until it is done. ``moved`` says how far it is; as long as that rises, it goes on.

        Raises LineTrouble ``exchange.line.unreachable`` (no address ever answered), ``.stranger`` (what answers is not
        the county), ``.broken`` (nothing moves any more), what ``step`` raises, and Cancelled.
        """
        fruitless, farthest = 0, moved()
        while True:
            self.look()
            try:
                return step()
            except Dropped as dropped:
                if moved() > farthest:
                    fruitless, farthest = 0, moved()
                after = max(self._patience.before(fruitless), dropped.after)
            except httpx.ConnectError as error:
                self._strange |= _is_stranger(error)
                after = self._next_address(fruitless)
            except httpx.ConnectTimeout:
                after = self._next_address(fruitless)
            except httpx.HTTPError:  # the line broke on the way
                if moved() > farthest:
                    fruitless, farthest = 0, moved()
                after = self._patience.before(fruitless)
            if after:
                fruitless += 1
                self._give_up_after(fruitless)
                self.pause(after)

    def _next_address(self, fruitless: int) -> float:
        """The next one is tried at once; after the last, a pause."""
        self._turn += 1
        return 0 if self._turn % len(self._county.addresses) else self._patience.before(fruitless)

    def _give_up_after(self, fruitless: int) -> None:
        if self._strange and not self._answered:
            raise LineTrouble("exchange.line.stranger")
        if not self._answered and fruitless >= self._patience.first:
            raise LineTrouble("exchange.line.unreachable")
        if fruitless >= self._patience.most:
            raise LineTrouble("exchange.line.stranger" if self._strange else "exchange.line.broken")

    def pause(self, seconds: float) -> None:
        """Waits, unless she stops it. Raises Cancelled."""
        self._waits(seconds)
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.look()
            time.sleep(min(left, _SLICE))

    # --- one request ---

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterable[bytes] | None = None,
        into: bytearray | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Asks once, signed in.

        ``into`` takes the body as it comes, from the start where the answer is 200; ``told`` is called after each piece.
        Raises Dropped, httpx.HTTPError, LineTrouble ``exchange.line.refused``, Cancelled.
        """
        if not self._token:
            self._token = self._signed_in()
        told_headers = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        answer = self._once(method, path, told_headers, content, into, told)
        if answer.status == HTTPStatus.UNAUTHORIZED:  # the hour is over, or the hub began anew
            self._token = ""
            raise Dropped
        self._turned_away = 0
        if answer.status == HTTPStatus.FORBIDDEN:
            raise LineTrouble("exchange.line.refused.revoked")
        return answer

    def _once(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        content: bytes | Iterable[bytes] | None,
        into: bytearray | None,
        told: Callable[[], None],
    ) -> Answer:
        addresses = self._county.addresses
        url = f"https://{addresses[self._turn % len(addresses)]}{path}"
        with self._client.stream(method, url, headers=dict(headers), content=content) as response:
            self._answered, self._strange = True, False
            if into is None or not response.is_success:
                body = _words(response)
            else:
                body = b""
                if response.status_code == HTTPStatus.OK:
                    into.clear()
                for piece in response.iter_raw():
                    self.look()
                    into += piece
                    if len(into) > MOST_BYTES:
                        raise LineTrouble("exchange.line.broken")
                    told()
        if response.status_code in _LATER or response.is_server_error:
            raise Dropped(_seconds(response.headers.get("Retry-After", "")))
        return Answer(response.status_code, response.headers, body)

    def _signed_in(self) -> str:
        me, hub = self._county.replica, self._county.id
        asked = self._once("POST", "/v1/session", {}, msgspec.json.encode(Asked(me)), None, lambda: None)
        nonce = read(asked, Nonce).nonce
        proof = Proven(me, nonce, sign(said_for(hub, me, nonce), self._keys).hex())
        answer = self._once("PUT", "/v1/session", {}, msgspec.json.encode(proof), None, lambda: None)
        if answer.status == HTTPStatus.FORBIDDEN:
            raise LineTrouble("exchange.line.refused.revoked")
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self._turned_away += 1
            if self._turned_away > 1:  # once may be a hub that began anew in between
                raise LineTrouble("exchange.line.refused.stranger")
            raise Dropped
        return read(answer, Token).token


S = TypeVar("S", bound=msgspec.Struct)


def read(answer: Answer, form: type[S]) -> S:
    """The body of an answer. Raises LineTrouble ``exchange.line.broken``: it is not what the county says."""
    try:
        return msgspec.json.decode(answer.body, type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LineTrouble("exchange.line.broken") from error


def only(certificate: str) -> ssl.SSLContext:
    """Believes this certificate and no other, whatever the day. Raises LineTrouble ``exchange.line.none``: it is none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # there is one certificate, by whatever address it answers
    context.verify_flags |= _NO_CHECK_TIME
    try:
        context.load_verify_locations(cadata=certificate)
    except ssl.SSLError as error:
        raise LineTrouble("exchange.line.none") from error
    return context


def _words(response: httpx.Response) -> bytes:
    """What was answered, as it came: nothing is blown up here, and no more is listened to than anybody has to say."""
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > _MOST_WORDS:
            raise LineTrouble("exchange.line.broken")
    return bytes(body)


def _is_stranger(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _seconds(said: str) -> float:
    return min(float(said), 60.0) if said.isdecimal() else 0.0
