"""Code lists 代码表: what a coded field may hold, and its word in each language.

One file per list in ``resources/codes``: ``source``, ``edition``, ``verified`` (checked against the source itself) and
``rows`` in the order in which people see them. A row has ``code``, ``zh``, ``en`` and whatever else the list says of
it, such as a method's ``report`` category.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import resources
from app.errors import FileError

Fact = str | int | bool


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code. ``facts``: what else its list says of it, by column name."""

    code: str
    zh: str
    en: str
    facts: Mapping[str, Fact]

    def label(self, language: str) -> str:
        """Its word in ``zh`` or ``en`` (any other language reads English)."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list. Iterating gives its rows in order; ``code in codes`` asks whether a code is of the list."""

    name: str
    source: str
    edition: str
    verified: bool
    rows: tuple[CodeRow, ...]
    by_code: Mapping[str, CodeRow]

    def __iter__(self) -> Iterator[CodeRow]:
        return iter(self.rows)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in order."""
        return tuple(self.by_code)

    def label(self, code: str, language: str) -> str:
        """The word for a code; a code of a newer list, unknown here, shows as itself."""
        row = self.by_code.get(code)
        return row.label(language) if row else code

    def fact(self, code: str, column: str) -> Fact | None:
        """What the list says of a code in one more column; None where it says nothing."""
        row = self.by_code.get(code)
        return row.facts.get(column) if row else None

    def where(self, column: str, value: Fact) -> frozenset[str]:
        """The codes whose ``column`` holds ``value``: ``code_list("method").where("report", "iud")``."""
        return frozenset(row.code for row in self.rows if row.facts.get(column) == value)


@resources.cached
def code_list(name: str) -> CodeList:
    """A list by name, read once. Raises FileError ``file.codes.missing`` or ``file.codes.wrong``."""
    file = f"codes/{name}.toml"
    try:
        return read_list(name, resources.read(file))
    except FileNotFoundError as error:
        raise FileError("file.codes.missing", file=file) from error


def read_list(name: str, text: str) -> CodeList:
    """A list from the text of its file.

    Raises FileError ``file.codes.wrong`` with ``file``, ``row`` (1 = the first; 0 = above the rows), ``code`` and
    ``rule``: ``toml`` (not a TOML file; ``line`` says where), ``header``, ``empty``, ``text`` (a code or word that is
    no text), ``repeated`` or ``fact`` (a column that is neither text, number nor yes/no).
    """
    file = f"codes/{name}.toml"
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise FileError("file.codes.wrong", file=file, row=0, rule="toml", line=str(cause)) from cause
    header = {"source": str, "edition": str, "verified": bool, "rows": list}
    if set(table) != set(header) or any(type(table[key]) is not kind for key, kind in header.items()):
        raise FileError("file.codes.wrong", file=file, row=0, rule="header")
    by_code: dict[str, CodeRow] = {}
    for number, entry in enumerate(table["rows"], 1):
        row = _row(entry, file, number)
        if row.code in by_code:
            raise FileError("file.codes.wrong", file=file, row=number, rule="repeated", code=row.code)
        by_code[row.code] = row
    if not by_code:
        raise FileError("file.codes.wrong", file=file, row=0, rule="empty")
    rows = tuple(by_code.values())
    return CodeList(name, table["source"], table["edition"], table["verified"], rows, MappingProxyType(by_code))


def _row(entry: Any, file: str, number: int) -> CodeRow:
    words = ("code", "zh", "en")
    if not isinstance(entry, dict) or any(not isinstance(entry.get(w), str) or not entry[w].strip() for w in words):
        code = entry.get("code") if isinstance(entry, dict) else None
        raise FileError("file.codes.wrong", file=file, row=number, rule="text", code=code)
    facts = {key: value for key, value in entry.items() if key not in words}
    if any(not isinstance(value, str | int) for value in facts.values()):
        raise FileError("file.codes.wrong", file=file, row=number, rule="fact", code=entry["code"])
    return CodeRow(entry["code"], entry["zh"], entry["en"], MappingProxyType(facts))
