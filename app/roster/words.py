"""What the words in a roster's cells mean; the words themselves are data (``resources/roster/words.toml``, ``methods.toml``)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import resources
from app.codes import code_list
from app.roster.columns import key
from app.values.lunar import read_number

NOT_RECORDED: Final = "not_recorded"
NONE: Final = "none"
_CODE_LISTS: Final = ("marital", "education", "relation", "id_type", "ethnicity")
"""Lists whose own words and codes are understood beside the synonyms."""


@dataclass(frozen=True, slots=True)
class MethodReading:
    """What a method cell says.

    ``method``: code of the ledger, ``none`` or ``not_recorded``; ``reason`` why none. ``also``: further methods named.
    ``sure`` False: the word could mean another method, or stood inside a longer text. ``understood`` False: nothing
    was recognised, a person has to read it.
    """

    method: str
    reason: str | None = None
    also: tuple[str, ...] = ()
    sure: bool = True
    understood: bool = True


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("resources") / "roster" / "words.toml").read_text("utf-8"))


@resources.cached
def _lookup(table: str) -> dict[str, str]:
    known = {key(word): code for code, words in _words().get(table, {}).items() for word in words}
    if table in _CODE_LISTS:
        for row in code_list(table):
            known.setdefault(key(row.zh), row.code)
            known.setdefault(key(row.code), row.code)
    return known


@cache
def _group(table: str) -> frozenset[str]:
    return frozenset(filter(None, (key(word) for word in _words()[table]["words"])))


def code_of(table: str, text: str) -> str | None:
    """The code a word stands for, in a code list of the ledger or a list of ``words.toml``; None for an unknown word."""
    return _lookup(table).get(key(text))


def ethnicity_of(text: str) -> str | None:
    """GB/T 3304 code of ``汉``, ``汉族`` or ``01``."""
    known, said = _lookup("ethnicity"), key(text)
    return known.get(said) or known.get(f"{said}族") or known.get(said.removesuffix("族"))


def in_group(group: str, text: str) -> bool:
    """Whether a cell is one of the words of a list in ``words.toml``: ``blank``, ``yes``, ``away`` …"""
    return key(text) in _group(group)


def begins_footer(text: str) -> bool:
    """Whether a cell begins like a row under the data: 合计, 填表人 …"""
    return key(text).startswith(tuple(_group("footer")))


def says_blank(text: str) -> bool:
    """Nothing written, or a word for that: 无, 不详, ``/``, ``-``."""
    return not key(text) or in_group("blank", text)


def is_about_a_man(person_kind: str) -> bool:
    """Whether 人员类别 says so (已婚男性)."""
    kind = key(person_kind)
    return "女" not in kind and any(word in kind for word in _group("man"))


def count_of(text: str) -> int | None:
    """A number of children from ``2``, ``2个``, ``两孩``, ``二胎``, ``无``; None when it says something else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if key(plain) in (key("无"), key("没有"), key("未育"), key("无孩")):
        return 0
    found = re.fullmatch(
        r"(\d{1,2}|[零〇一二两三四五六七八九十])(?:\.0+)?\s*(?:个|孩|胎|人|名|个孩子|个小孩|子女)?", plain
    )
    if not found:
        return None
    return read_number(found[1])


def boys_and_girls(text: str) -> tuple[int, int] | None:
    """``1男2女``, ``一女``, ``男1女0``: how many of each; None for anything else."""
    plain = key(text)
    number = "[0-9零一二两三四五六七八九]"
    found = re.fullmatch(rf"(?:({number})男孩?)?(?:({number})女孩?)?", plain) or re.fullmatch(
        rf"(?:男孩?({number}))?(?:女孩?({number}))?", plain
    )
    if not plain or not found:
        return None
    boys, girls = (count_of(part) if part else 0 for part in found.groups())
    return None if boys is None or girls is None else (boys, girls)


def read_method(text: str) -> MethodReading:
    """What a method cell says. Exact words first, then several joined by signs, then one word inside a longer text."""
    if not key(text):
        return MethodReading(NOT_RECORDED)
    if exact := _exact_method(key(text)):
        return exact
    parts = [key(part) for part in re.split(r"[+＋、,，/;；和及]|\s+", text) if key(part)]
    several = [reading for part in parts if (reading := _exact_method(part))]
    if len(parts) > 1 and len(several) == len(parts):
        return _joined(several)
    return _inside(key(text))


def category_of(method: str) -> str | None:
    """The report's heading for a method code; None for ``none`` and ``not_recorded``."""
    report = code_list("method").fact(method, "report")
    return code_list("method_report").label(str(report), "zh") if report else None


@cache
def _methods() -> dict[str, MethodReading]:
    raw = tomllib.loads((files("resources") / "roster" / "methods.toml").read_text("utf-8"))
    words: dict[str, MethodReading] = {}
    for group in raw["not_recorded"]:
        words |= {key(word): MethodReading(NOT_RECORDED) for word in group["words"]}
    for group in raw["not_using"]:
        words |= {key(word): MethodReading(NONE, reason=group.get("reason")) for word in group["words"]}
    for method in raw["methods"]:
        words |= {key(word): MethodReading(method["code"]) for word in method["words"]}
        words |= {key(word): MethodReading(method["code"], sure=False) for word in method.get("unsure", ())}
    return words


def _exact_method(word: str) -> MethodReading | None:
    words = _methods()
    for prefix in ("", "已", "现", "使用", "采用", "采取", "目前"):
        if word.startswith(prefix) and (found := words.get(word.removeprefix(prefix))):
            return found
    return None


def _joined(several: list[MethodReading]) -> MethodReading:
    """The more lasting of several methods counts; the others are noted."""
    if len({reading.method for reading in several}) == 1:
        return several[0]
    if any(reading.method in (NONE, NOT_RECORDED) for reading in several):
        return MethodReading(NOT_RECORDED, understood=False)
    codes = code_list("method")
    methods = sorted({reading.method for reading in several}, key=lambda m: int(codes.fact(m, "lasting") or 99))
    return MethodReading(methods[0], also=tuple(methods[1:]), sure=all(reading.sure for reading in several))


def _inside(text: str) -> MethodReading:
    """A longer text that names just one method and denies nothing, such as ``2015年上环``."""
    if re.search(r"[取未无没拒停不脱非掉失]|曾经|以前|原来", text):
        return MethodReading(NOT_RECORDED, understood=False)
    known = _methods()
    longest = sorted((word for word in known if len(word) > 1 and word in text), key=len, reverse=True)
    kept = [word for i, word in enumerate(longest) if not any(word in wider for wider in longest[:i])]
    readings = {(known[word].method, known[word].reason) for word in kept}
    method, reason = readings.pop() if len(readings) == 1 else (NOT_RECORDED, None)
    return MethodReading(method, reason, sure=False, understood=method != NOT_RECORDED)
