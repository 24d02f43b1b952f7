"""Names of people: tidied, read aloud in pinyin, searched, sorted; and which part of one a typed word stands for.

Readings come from pypinyin; a surname is read by ``resources/names/surnames.toml`` first (单 is Shàn, not dān).
A character is looked up once per run.
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import Final

# Names are read character by character; the phrases it would load otherwise take 40 MB and a quarter of a second.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, pinyin

_DOTS = re.compile(r"\s*[·•‧∙・･．·˙]\s*")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_ASCII_FORMS: Final = {0xFF01 + i: 0x21 + i for i in range(94)}
_COMMON_READINGS: Final = 3
"""Readings of a given-name character that are searched; of a surname only its own and the usual one, or every 王 is a "yu"."""
_MOST_VARIANTS: Final = 24
"""Search keys kept per name; a name with several many-voiced characters has more readings than anybody types."""


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """What a name is found by: ``full`` pinyin without tones or blanks, and ``initials``; each with its other readings."""

    full: tuple[str, ...]
    initials: tuple[str, ...]


@lru_cache(maxsize=200_000)
def tidy_name(stated: str) -> str:
    """The name without blanks between Chinese characters, unseen signs, or other dots than ``·``.

    Characters are never replaced: how the registry writes her name is her name.
    """
    text = re.sub(r"\s+", " ", _UNSEEN.sub("", stated.translate(_ASCII_FORMS))).strip()
    if any(_is_han(c) for c in text):
        text = _DOTS.sub("·", text)
        if all(c in "·. " or not c.isascii() for c in text):
            text = text.replace(".", "·").replace(" ", "")
    return text.strip()


def is_private(name: str) -> bool:
    """Whether it holds a private-use character, which shows as a box elsewhere: an old system made it up."""
    return any(unicodedata.category(c) == "Co" for c in name)


def looks_like_name(text: str) -> bool:
    """Two to five Chinese characters, or a longer one with ``·`` or letters; not a number, not a sentence."""
    name = tidy_name(text)
    if "·" in name:
        return len(name) <= 40 and not re.search(r"\d", name)
    if name.isascii():
        return bool(re.fullmatch(r"[A-Za-z][A-Za-z .'-]{1,59}", name))
    return 2 <= len(name) <= 5 and all(_is_han(c) or unicodedata.category(c) == "Co" for c in name)


def surname_of(name: str) -> str:
    """The family name: two characters where the table knows it (欧阳), else one; all before ``·`` in a dotted name."""
    tidy = tidy_name(name)
    if "·" in tidy:
        return tidy.split("·", 1)[0]
    return tidy[:2] if len(tidy) > 2 and tidy[:2] in _surnames() and len(tidy[:2]) == 2 else tidy[:1]


@lru_cache(maxsize=200_000)
def syllables(name: str) -> tuple[str, ...]:
    """The pinyin of each character, with tones: ``("ōu", "yáng", "nà")``. Letters stay as they are."""
    tidy = tidy_name(name)
    surname = surname_of(tidy)
    known = () if "·" in tidy else _surnames().get(surname, ())
    rest = tidy[len(surname) :] if known else tidy
    return (*known, *(_readings(c)[0] for c in rest if c not in "· "))


def pinyin_of(name: str) -> str:
    """For display: ``Ōuyáng Nà``; dotted names word by word."""
    tidy = tidy_name(name)
    if "·" in tidy:
        return "·".join("".join(syllables(part)).capitalize() for part in tidy.split("·"))
    if tidy.isascii():
        return tidy
    spoken, length = syllables(tidy), len(surname_of(tidy))
    return " ".join(part.capitalize() for part in ("".join(spoken[:length]), "".join(spoken[length:])) if part)


def sort_key(name: str) -> tuple[str, str]:
    """Order of the pinyin, character by character, tones last; then the characters themselves."""
    spoken = syllables(name)
    return " ".join(_plain(s) for s in spoken) + "\t" + " ".join(spoken), tidy_name(name)


@lru_cache(maxsize=200_000)
def search_keys(name: str) -> SearchKeys:
    """Every way she may be typed. ü is found as v, u and yu; a many-voiced character under each of its readings."""
    tidy = tidy_name(name)
    written = [c for c in tidy if c not in "· "]
    surname = 0 if "·" in tidy else len(surname_of(tidy))
    options = []
    for place, (spoken, c) in enumerate(zip(syllables(tidy), written, strict=True)):
        others = _readings(c)[: 1 if place < surname else _COMMON_READINGS]
        options.append(list(dict.fromkeys(form for reading in (spoken, *others) for form in _typed(reading))))
    full: dict[str, None] = {}
    initials: dict[str, None] = {}
    for count, chosen in enumerate(product(*options)):
        if count >= _MOST_VARIANTS:
            break
        full["".join(chosen)] = None
        initials["".join(syllable[:1] for syllable in chosen)] = None
    return SearchKeys(tuple(full), tuple(initials))


def matched_part(name: str, typed: str) -> tuple[int, int] | None:
    """Start and length, in characters of ``name``, of the part a typed word stands for; None where none does.

    A word is found as it is written (王秀), as pinyin (wangx), as initials (wx) or as both (王x).
    """
    for word in typed.casefold().split():
        at = name.casefold().find(tidy_name(word))
        if at >= 0:
            return at, len(tidy_name(word))
        if (length := _spoken(name, word)) is not None:
            return 0, length
    return None


def _spoken(name: str, word: str) -> int | None:
    """How many characters from the beginning of a name a word of letters, perhaps after characters, stands for."""
    head = len(word) - len(word.lstrip("".join(c for c in word if not c.isascii())))
    written, sound = word[:head], word[head:].replace("'", "")
    if not sound.isascii() or not sound.isalpha() or not name.startswith(written):
        return None
    for end in range(len(written) + 1, len(name) + 1):
        keys = search_keys(name[len(written) : end]) if written else search_keys(name[:end])
        if any(key.startswith(sound) for key in (*keys.full, *keys.initials)):
            return end
    return None


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads((files("resources") / "names" / "surnames.toml").read_text("utf-8"))
    return {name: tuple(reading.split()) for name, reading in table["surnames"].items()}


def readings(character: str) -> tuple[str, ...]:
    """The pinyin readings of one character with tones, the usual first; empty where none is known."""
    return tuple(reading for reading in _readings(character) if reading != character)


@cache
def _readings(character: str) -> tuple[str, ...]:
    """All readings of one character, the usual first; a character pypinyin does not know reads as itself."""
    return tuple(pinyin(character, style=Style.TONE, heteronym=True)[0]) or (character,)


@cache
def _plain(syllable: str) -> str:
    """Without tones; ü as v, so that it sorts after u."""
    parts = unicodedata.normalize("NFD", syllable.lower()).replace("u\u0308", "v")
    return "".join(c for c in parts if not unicodedata.combining(c))


@cache
def _typed(syllable: str) -> tuple[str, ...]:
    plain = _plain(syllable)
    return (plain, plain.replace("v", "u"), plain.replace("v", "yu")) if "v" in plain else (plain,)


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK")
