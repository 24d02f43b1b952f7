"""Telephone numbers as people write them. Whether a number answers is never guessed, only whether it can exist."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PhoneKind(StrEnum):
    """What a number is by its form (工信部《电信网编号计划》2017: mobile 1[3-9] and 11 digits, area codes begin 0)."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    LOCAL = "local"
    """7 or 8 digits without an area code."""
    IMPLAUSIBLE = "implausible"
    """Digits, but no number has this form; kept as typed."""


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """One number: digits, for a landline ``area-number``; ``tidied`` when it was written otherwise."""

    kind: PhoneKind
    number: str
    tidied: bool = False


_JOINTS = re.compile(r"[,;/、|\\\n\r]|(?<=\d)\s{2,}(?=\d)|或|和")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_AREA = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})")
_LOCAL = re.compile(r"[2-8]\d{6,7}")


def read_phones(stated: str | float | date | None) -> tuple[PhoneReading, ...]:
    """Every number in a cell, in order; empty when there is none (blank, 无)."""
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        stated = f"{stated:.0f}"
    if not isinstance(stated, str):
        return ()
    text = unicodedata.normalize("NFKC", stated)
    found = [read_phone(part) for part in _JOINTS.split(text)]
    if len(found) == 1 and found[0] and found[0].kind is PhoneKind.IMPLAUSIBLE:
        parts = text.split()  # two numbers with one blank between them, or one number in groups
        several = [read_phone(part) for part in parts]
        if len(parts) > 1 and all(one and one.kind is not PhoneKind.IMPLAUSIBLE for one in several):
            found = several
    return tuple(one for one in found if one)


def read_phone(stated: str) -> PhoneReading | None:
    """One number; None when there is no digit in it."""
    plain = unicodedata.normalize("NFKC", stated).strip()
    digits = re.sub(r"\D", "", plain)
    if not digits:
        return None
    if re.match(r"\+|00", plain) or (len(digits) == 13 and digits.startswith("861")):
        digits = re.sub(r"^(?:00)?86", "", digits)
    number, kind = plain, PhoneKind.IMPLAUSIBLE
    if re.search(r"[A-Za-z\u4e00-\u9fff]", re.sub(r"电话|手机|[::]", "", plain)):
        pass  # words beside the digits: somebody must read them
    elif _MOBILE.fullmatch(digits):
        number, kind = digits, PhoneKind.MOBILE
    elif landline := _AREA.fullmatch(digits):
        number, kind = "-".join(landline.groups()), PhoneKind.LANDLINE
    elif _LOCAL.fullmatch(digits):
        number, kind = digits, PhoneKind.LOCAL
    return PhoneReading(kind, number, tidied=number != stated.strip())
