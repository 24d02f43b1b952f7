"""Rare characters 生僻字, for a keyboard that lacks them: by code point as the registry prints it, or by sound.

There is no table of parts: none under a licence that would let it be shipped was found.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from app.values.names import readings

_CODE_POINT = re.compile(r"(?:[Uu]\+|\\[Uu]\{?|&#[Xx])([0-9A-Fa-f]{4,6})[;}]?")
_TONES = {"1": "\u0304", "2": "\u0301", "3": "\u030c", "4": "\u0300"}


def spelled(text: str) -> str:
    """The text with code points (``U+4DAE``, ``&#x4DAE;``) as the Chinese characters they stand for; others stay."""
    narrow = unicodedata.normalize("NFKC", text) if "＋" in text else text
    return _CODE_POINT.sub(_character, narrow) if _CODE_POINT.search(narrow) else text


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    if number < 0x110000 and unicodedata.name(chr(number), "").startswith("CJK"):
        return chr(number)
    return found[0]


def by_sound(typed: str) -> tuple[str, ...]:
    """The rare characters read so: ``yan``, or with its tone ``yan3``; ü is typed v. Empty for what is no syllable."""
    plain = typed.strip().casefold()
    return _by_sound().get(plain, ()) if plain else ()


@cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for character in characters():
        for reading in readings(character):
            parts = unicodedata.normalize("NFD", reading)
            tone = next((number for number, mark in _TONES.items() if mark in parts), "")
            bare = "".join(c for c in parts.replace("u\u0308", "v") if not unicodedata.combining(c))
            for key in dict.fromkeys((bare, bare + tone)):
                found.setdefault(key, []).append(character)
    return {key: tuple(dict.fromkeys(those)) for key, those in found.items()}


@cache
def characters() -> tuple[str, ...]:
    """The rare characters that can be chosen by sound."""
    table = tomllib.loads((files("resources") / "names" / "rare.toml").read_text(encoding="utf-8"))
    return tuple("".join(table["characters"].split()))
