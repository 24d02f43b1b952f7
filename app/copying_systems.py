"""The systems she retypes into, as data: which screens, which fields in which order, and how a value is written there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import resources
from app.codes import code_list
from app.errors import FileError
from app.records import KINDS
from app.records.fields import Code, Day

LISTABLE = frozenset({"child", "delivery", "move", "life_event"})
"""What may stand on a month's list: statutory events. Never women by what they use, carry or hope for."""

COPIED = LISTABLE | {"woman", "pregnancy"}
_BESIDE = {"child": ("woman", "delivery")}
_HUSBAND = ("spouse_name", "spouse_id_number", "spouse_phone")
_HEAD = {
    "zh": str,
    "en": str,
    "source": str,
    "edition": str,
    "verified": bool,
    "date": str,
    "consent": str,
    "sheet": list,
}
_SCREEN = {"key": str, "zh": str, "en": str, "kind": str, "dated": str, "where": dict, "listed": bool, "fields": list}
_FIELD = {"zh": str, "en": str, "from": str, "words": dict, "date": str}
_DATE = re.compile(r"%Y[^%]*%m[^%]*%d[^%]*")


@dataclass(frozen=True, slots=True)
class Place:
    """A field there: its label, where the value comes from, and how it is written (``words`` by code; ``date``)."""

    zh: str
    en: str
    source: str
    words: Mapping[str, str]
    date: str

    @property
    def kind(self) -> str:
        """The kind of record it comes from."""
        return self.source.partition(".")[0]

    @property
    def field(self) -> str:
        """The field of that record."""
        return self.source.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen there, for records of ``kind`` with the values of ``where``; ``listed`` on the month of ``dated``."""

    key: str
    zh: str
    en: str
    kind: str
    dated: str
    where: Mapping[str, str]
    listed: bool
    fields: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class System:
    """A system. ``date``: how it writes a day. ``consent``: the scope whoever refused is not copied; may be ``""``."""

    key: str
    zh: str
    en: str
    source: str
    verified: bool
    date: str
    consent: str
    screens: tuple[Screen, ...]


@resources.cached
def systems() -> tuple[System, ...]:
    """Those of ``resources/systems`` in the order of their names, read once. Raises FileError ``file.systems.wrong``."""
    names = sorted(path.name for path in (files("resources") / "systems").iterdir() if path.name.endswith(".toml"))
    return tuple(read_system(name.removesuffix(".toml"), resources.read(f"systems/{name}")) for name in names)


def read_system(name: str, text: str) -> System:
    """A system from the text of its file.

    Raises FileError ``file.systems.wrong`` with ``file``, ``line`` (from 1), ``key`` and ``rule``: ``toml``, ``missing``,
    ``unknown`` (no such key), ``type``, ``kind`` (a record that is not copied), ``field`` (no such field, or one that
    never leaves), ``code`` (not of the field's list), ``date`` (no pattern of year, month, day), ``listed`` (such
    records are no list), ``consent`` or ``repeated``.
    """
    return _Reader(name, text).system()


class _Reader:
    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text
        self._starts = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[sheet]]"]

    def system(self) -> System:
        try:
            told = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as cause:
            at = re.search(r"line (\d+)", str(cause))
            raise self._wrong(int(at[1]) if at else len(self._text.splitlines()), "", "toml") from cause
        self._shape(told, _HEAD, ("zh", "en", "date", "sheet"), 0)
        self._pattern(told["date"], 0)
        consent = told.get("consent", "")
        if consent and consent not in code_list("consent_scope"):
            raise self._fault(0, "consent", "consent", f'"{consent}"')
        screens = tuple(self._screen(one, n) for n, one in enumerate(told["sheet"], 1))
        keys = [screen.key for screen in screens]
        for n, key in enumerate(keys, 1):
            if key in keys[: n - 1]:
                raise self._fault(n, "key", "repeated", f'"{key}"')
        return System(
            self._name, told["zh"], told["en"], told.get("source", ""), told.get("verified", False), told["date"],
            consent, screens,
        )  # fmt: skip

    def _screen(self, told: Any, n: int) -> Screen:
        self._shape(told, _SCREEN, ("key", "zh", "en", "kind", "fields"), n)
        kind, dated, listed = told["kind"], told.get("dated", ""), told.get("listed", False)
        if kind not in COPIED:
            raise self._fault(n, "kind", "kind", f'"{kind}"')
        if listed and (kind not in LISTABLE or not dated):
            raise self._fault(n, "listed", "listed", "listed")
        if dated and not isinstance(KINDS[kind].fields.get(dated), Day):
            raise self._fault(n, "dated", "field", f'"{dated}"')
        for name in told.get("where", {}):
            if name not in KINDS[kind].fields:
                raise self._fault(n, name, "field", "where")
        fields = tuple(self._field(one, kind, n) for one in told["fields"])
        sources = [place.source for place in fields]
        for source in sources:
            if sources.count(source) > 1:
                raise self._fault(n, source, "repeated", f'"{source}"')
        where = {name: str(value) for name, value in told.get("where", {}).items()}
        return Screen(
            told["key"], told["zh"], told["en"], kind, dated, MappingProxyType(where), listed, fields
        )  # fmt: skip

    def _field(self, told: Any, of: str, n: int) -> Place:
        near = f'"{told["from"]}"' if isinstance(told, dict) and "from" in told else "fields"
        self._shape(told, _FIELD, ("zh", "en", "from"), n, near)
        kind, _, name = told["from"].partition(".")
        if kind not in (of, *_BESIDE.get(of, ("woman",))):
            raise self._fault(n, told["from"], "kind", near)
        described = KINDS[kind].fields.get(name)
        # What the record kinds keep in the village is nobody else's to type in.
        if described is None or name in _HUSBAND or name not in KINDS[kind].county_fields:
            raise self._fault(n, told["from"], "field", near)
        words = told.get("words", {})
        for code in words:
            if not isinstance(described, Code) or code not in code_list(described.list):
                raise self._fault(n, code, "code", near)
        if "date" in told:
            self._pattern(told["date"], n, near)
        return Place(told["zh"], told["en"], told["from"], MappingProxyType(dict(words)), told.get("date", ""))

    def _shape(self, told: Any, known: Mapping[str, type], needed: tuple[str, ...], n: int, near: str = "") -> None:
        if not isinstance(told, dict):
            raise self._fault(n, "sheet", "type", near)
        for key in needed:
            if key not in told:
                raise self._fault(n, key, "missing", near)
        for key, value in told.items():
            if key not in known:
                raise self._fault(n, key, "unknown", near or key)
            if type(value) is not known[key] or (value == "" and key != "consent"):
                raise self._fault(n, key, "type", near or key)

    def _pattern(self, pattern: str, n: int, near: str = "date") -> None:
        if not _DATE.fullmatch(pattern) or not date(1994, 5, 12).strftime(pattern).isprintable():
            raise self._fault(n, "date", "date", near)

    def _fault(self, n: int, key: str, rule: str, near: str = "") -> FileError:
        """The line: the first of screen ``n`` (0: the head) that holds ``near``, else where that begins."""
        lines = self._text.splitlines()
        first = self._starts[n - 1] if 0 < n <= len(self._starts) else 1
        last = self._starts[n] - 1 if n < len(self._starts) else len(lines)
        found = (at for at in range(first, last + 1) if near and near in lines[at - 1].partition("#")[0])
        return self._wrong(next(found, first), key, rule)

    def _wrong(self, line: int, key: str, rule: str) -> FileError:
        return FileError("file.systems.wrong", file=f"{self._name}.toml", line=line, key=key, rule=rule)
