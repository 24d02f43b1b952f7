"""Who is on the line: nonces, proofs, tokens, and how often an address may try (``docs/sync.md`` §16).

In memory only: a hub that begins anew knows nobody, and laptops sign in again. Seconds are those of a clock that only
runs forward.
"""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from typing import Final

HOUR: Final = 3600.0
_NONCE_SECONDS: Final = 120
_MOST_TOKENS: Final = 4
"""Of one laptop; the oldest goes."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, and so many a minute in the long run. Many villages may share one address of a telephone network."""

    most: int
    a_minute: float


TRIES: Final = Limit(120, 120)
FAILURES: Final = Limit(10, 6)


class Counter:
    """How often something was done from each address; of the addresses not seen for long nothing is kept."""

    _MOST = 10_000

    def __init__(self, limit: Limit, clock: Callable[[], float] = monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def left(self, address: str) -> float:
        """How many more it may."""
        left, at = self._left.get(address, (float(self._limit.most), 0.0))
        return min(self._limit.most, left + (self._clock() - at) / 60 * self._limit.a_minute)

    def count(self, address: str) -> None:
        """One more."""
        self._left[address] = (self.left(address) - 1, self._clock())
        self._left.move_to_end(address)
        while len(self._left) > self._MOST:
            self._left.popitem(last=False)


class Sessions:
    """Nonces need no memory: they bear their time and are known again by a secret that lives as long as the program."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._tokens: dict[str, tuple[str, float]] = {}

    def nonce(self, replica: str) -> str:
        """Something to sign, for one laptop."""
        told = f"{int(self._clock()):012x}{secrets.token_hex(16)}"
        return told + self._mark(told, replica)

    def is_fresh(self, nonce: str, replica: str) -> bool:
        """Whether it was given to that laptop a moment ago."""
        told, mark = nonce[:44], nonce[44:]
        if not nonce.isascii() or not hmac.compare_digest(mark, self._mark(told, replica)):
            return False
        return 0 <= self._clock() - int(told[:12], 16) <= _NONCE_SECONDS

    def begin(self, replica: str) -> str:
        """A token for a laptop that has proven who it is."""
        now = self._clock()
        self._tokens = {token: held for token, held in self._tokens.items() if held[1] > now}
        mine = [token for token, held in self._tokens.items() if held[0] == replica]
        for token in mine[: max(0, len(mine) - _MOST_TOKENS + 1)]:
            del self._tokens[token]
        token = secrets.token_urlsafe(32)
        self._tokens[token] = (replica, now + HOUR)
        return token

    def who(self, token: str) -> str | None:
        """Whose token that is, while its hour lasts."""
        replica, until = self._tokens.get(token, ("", 0.0))
        return replica if until > self._clock() else None

    def _mark(self, told: str, replica: str) -> str:
        return hmac.new(self._secret, f"{told} {replica}".encode(), sha256).hexdigest()
