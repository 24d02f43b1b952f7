"""Resident id numbers 公民身份号码 (GB 11643-1999) as people write them and as Excel damages them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile
from typing import Final

from app.values import dates

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_LOOKALIKES: Final = str.maketrans({"×": "X", "✕": "X", "╳": "X", "х": "X", "Х": "X", "ⅹ": "X"})
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?E\+?(1[4-8])")
_EXACT: Final = 10**15
"""Excel keeps 15 digits of a number; above that the rest are zeros (Microsoft: "Excel specifications and limits")."""
_ROUNDED: Final = 64
"""How far a float of 18 digits may lie from the number it was (half the gap between neighbours, and some)."""


class IdKind(StrEnum):
    """What a stated id number turned out to be."""

    RESIDENT = "resident"
    """18 digits, right checksum, possible birth date."""
    RESIDENCE_PERMIT = "residence_permit"
    """The same number on a 港澳台居民居住证 (begins 81, 82 or 83)."""
    FOREIGNER = "foreigner"
    """The same number on a 外国人永久居留身份证 (begins 9)."""
    OLD = "15"
    """15 digits, from before 1999: no checksum, births of 1900–1999."""
    CHECKSUM = "checksum"
    """18 digits, but one is mistyped."""
    IMPOSSIBLE_BIRTH = "impossible_birth"
    """Right in form, but its birth date is in no calendar."""
    DAMAGED = "damaged_by_excel"
    """The last digits were lost when a table kept it as a number."""
    LENGTH = "length"
    """Digits only, but too few or too many."""
    OTHER = "other"
    """Letters and digits: the number of some other document."""
    NONE = "missing"
    """Nothing there, or words such as 无, 不详."""


VALID: Final = frozenset({IdKind.RESIDENT, IdKind.RESIDENCE_PERMIT, IdKind.FOREIGNER, IdKind.OLD})
"""Kinds whose birth date and sex can be believed."""


@dataclass(frozen=True, slots=True)
class IdReading:
    """What was read from a cell.

    ``number``: digits and upper-case X, or None where there is none to keep. ``birth``: the day in it, for valid kinds.
    ``sex``: GB/T 2261.1 ``1``/``2`` for valid kinds, else ``0``. ``known``: the digits a damaged number still shows.
    ``tidied``: it was written with blanks, full-width signs or a small x.
    """

    kind: IdKind
    number: str | None = None
    birth: dates.PartialDate | None = None
    sex: str = "0"
    known: str = ""
    tidied: bool = False

    @property
    def valid(self) -> bool:
        """Whether its birth date and sex can be believed."""
        return self.kind in VALID


@lru_cache(maxsize=8192, typed=True)
def read_id(stated: str | float | date | None) -> IdReading:
    """Reads an id as typed, pasted, or exported by Excel. Never fails; says what it is."""
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        return _of_number(stated)
    if not isinstance(stated, str):
        return IdReading(IdKind.NONE)
    text = normalise(stated)
    if not any(c.isascii() and c.isalnum() for c in text):
        return IdReading(IdKind.NONE)
    reading = _of_text(text)
    tidied = reading.number is not None and stated.strip() != reading.number
    return IdReading(reading.kind, reading.number, reading.birth, reading.sex, reading.known, tidied)


def normalise(text: str) -> str:
    """Narrow signs, upper case, no blanks, dashes or the apostrophe that makes Excel keep text."""
    narrow = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).upper()
    return "".join(c for c in narrow if not c.isspace() and c not in "'’‘`\"-‐－—\u200b\u200e\u200f\u202c\u202d\ufeff")


def check_character(first17: str) -> str:
    """The 18th character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(w * int(d) for w, d in zip(_WEIGHTS, first17, strict=True)) % 11]


def lengthened(number: str) -> str:
    """The 18-digit form of a 15-digit number; other numbers unchanged. Says whether two rows name one person."""
    if len(number) != 15 or not number.isdecimal():
        return number
    seventeen = number[:6] + "19" + number[6:]
    return seventeen + check_character(seventeen)


def _of_number(value: float) -> IdReading:
    if not 0 < value < 10**20 or value != int(value):
        return IdReading(IdKind.NONE)
    digits = str(int(value))
    if value >= _EXACT:  # whatever it was, its last digits are gone
        ends = zip(str(int(value) - _ROUNDED), str(int(value) + _ROUNDED), strict=False)
        return IdReading(IdKind.DAMAGED, known="".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], ends)))
    return _of_text(digits)


def _of_text(text: str) -> IdReading:
    if found := _SCIENTIFIC.fullmatch(text):
        head, rest, power = found.groups()
        known = head + (rest or "")[:14]  # the last digit shown is rounded, so it is not known
        return IdReading(IdKind.DAMAGED, known=known[:-1] if len(known) < int(power) else known[:14])
    text = text.removesuffix(".0") if re.fullmatch(r"\d{15}\.0", text) else text
    if re.fullmatch(r"\d{15}", text):
        born = _day("19" + text[6:12])
        if born is None:
            return IdReading(IdKind.IMPOSSIBLE_BIRTH, text)
        return IdReading(IdKind.OLD, text, born, _sex(text[14]))
    if re.fullmatch(r"\d{17}[\dX]", text):
        return _of_eighteen(text)
    if text.isdecimal():
        return IdReading(IdKind.LENGTH, text)
    return IdReading(IdKind.OTHER, text)


def _of_eighteen(text: str) -> IdReading:
    if check_character(text[:17]) != text[17]:
        if text.endswith("000"):  # a number cell turned back into text
            return IdReading(IdKind.DAMAGED, known=text[:15])
        return IdReading(IdKind.CHECKSUM, text)
    born = _day(text[6:14])
    if born is None:
        return IdReading(IdKind.IMPOSSIBLE_BIRTH, text)
    kind = IdKind.RESIDENT
    if text[:2] in ("81", "82", "83"):
        kind = IdKind.RESIDENCE_PERMIT
    elif text[0] == "9":
        kind = IdKind.FOREIGNER
    return IdReading(kind, text, born, _sex(text[16]))


def _sex(digit: str) -> str:
    return "1" if int(digit) % 2 else "2"


def _day(digits: str) -> dates.PartialDate | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return dates.of_day(born) if 1800 <= born.year <= 2100 else None
