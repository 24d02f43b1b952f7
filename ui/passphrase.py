"""How long a passphrase would hold against somebody with the laptop and time.

A lower bound, on purpose simple and pessimistic: whatever follows a pattern counts for little. The ledger's key
derivation makes each guess cost about a second of a laptop; a serious attacker with rented machines makes some ten
thousand guesses a second. ``bits`` is the base-2 logarithm of the guesses needed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

SHORTEST = 8
FAIR_BITS, GOOD_BITS = 32.0, 48.0

_COMMON = (
    "123456", "password", "passwd", "qwerty", "admin", "asdf", "zxcv", "1qaz", "abc123", "iloveyou", "woaini",
    "5201314", "1314520", "520", "888888", "666666", "welcome", "dragon", "monkey", "letmein", "aini", "suifang",
    "weisheng", "fuyou", "jisheng", "cunyi", "mima", "zhongguo", "china", "beijing", "wangxiu",
)  # fmt: skip
"""Pieces found at the head of leaked lists, and the first words this work would suggest; each counts as one guess in 64."""
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_YEAR = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])([0-2]\d|3[01])?)?")


@dataclass(frozen=True, slots=True)
class Strength:
    """``level``: 0 too easy to guess (not taken), 1 fair, 2 good. ``bits``: guesses needed, as a logarithm."""

    level: int
    bits: float


def strength(passphrase: str, known: tuple[str, ...] = ()) -> Strength:
    """How strong it is; ``known``: words somebody near her would try first (her name, the village)."""
    bits = _bits(unicodedata.normalize("NFKC", passphrase).casefold(), tuple(k.casefold() for k in known if k))
    if len(passphrase) < SHORTEST and not _han(passphrase) >= 4:
        return Strength(0, bits)
    return Strength(2 if bits >= GOOD_BITS else 1 if bits >= FAIR_BITS else 0, bits)


def _han(text: str) -> int:
    return sum(1 for c in text if "\u3400" <= c <= "\u9fff")


def _bits(text: str, known: tuple[str, ...]) -> float:
    bits = 0.0
    for word in sorted((*_COMMON, *known), key=len, reverse=True):
        if word and word in text:
            text = text.replace(word, "\0")
            bits += 6
    while found := _YEAR.search(text):
        text = text[: found.start()] + "\0" + text[found.end() :]
        bits += 7 if len(found[0]) == 4 else 15
    before = ""
    for place, c in enumerate(text):
        if c == "\0":
            before = ""
            continue
        if before and (c == before or _neighbours(before, c)):
            bits += 1  # goes on as it began
        elif c in text[:place] and text[max(0, place - 1) : place + 1] in text[: place - 1]:
            bits += 1  # said before
        else:
            bits += _bits_of(c)
        before = c
    return bits


def _bits_of(c: str) -> float:
    if "\u3400" <= c <= "\u9fff":
        return 8.0  # one of some hundreds of everyday characters, not of 20,000
    if c.isdigit():
        return math.log2(10)
    if c.isalpha():
        return 3.6  # letters come in words and syllables
    return 4.0


def _neighbours(a: str, b: str) -> bool:
    return any(a + b in row or b + a in row for row in _ROWS)
