"""Reading the tables of this room: what is wrong is told by its row and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from app.errors import FileError


class Table:
    """The text of one file. Whatever does not fit raises FileError ``file.counselling``.

    Its facts: ``file``, ``row`` (the id, or ``"#3"`` for the third without one; ``""`` above the rows), ``key`` and
    ``rule``: ``toml``, ``missing``, ``unknown`` (a key or name nobody knows), ``kind`` (of another type), ``range``,
    ``repeated`` or ``empty``.
    """

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        try:
            self.content: Mapping[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as cause:
            raise FileError("file.counselling", file=file, row="", key="", rule="toml", line=str(cause)) from cause

    def wrong(self, row: str, key: str, rule: str) -> NoReturn:
        """Says what is wrong."""
        raise FileError("file.counselling", file=self._file, row=row, key=key, rule=rule)

    def rows(self, name: str, ident: str, needed: Mapping[str, type], may: Mapping[str, type]) -> list[dict[str, Any]]:
        """The rows of a table: each with the keys it needs, none it may not have, and a name of its own."""
        found = self.content.get(name)
        if not isinstance(found, list) or not found:
            self.wrong("", name, "empty")
        seen: set[str] = set()
        for number, row in enumerate(found, 1):
            called = row.get(ident)
            where = called if isinstance(called, str) and called else f"#{number}"
            for key, kind in needed.items():
                if key not in row:
                    self.wrong(where, key, "missing")
                self._of_kind(where, key, row[key], kind)
            for key, value in row.items():
                if key not in needed and key not in may:
                    self.wrong(where, key, "unknown")
                self._of_kind(where, key, value, {**needed, **may}[key])
            if where in seen:
                self.wrong(where, ident, "repeated")
            seen.add(where)
        return found

    def names(
        self, row: str, key: str, given: Sequence[object], known: Sequence[str] | frozenset[str]
    ) -> tuple[str, ...]:
        """Names that are all known, each once, at least one."""
        if not given:
            self.wrong(row, key, "empty")
        if len(set(map(str, given))) != len(given):
            self.wrong(row, key, "repeated")
        for name in given:
            if name not in known:
                self.wrong(row, key, "unknown")
        return tuple(map(str, given))

    def _of_kind(self, row: str, key: str, value: object, kind: type) -> None:
        if type(value) is not kind:
            self.wrong(row, key, "kind")
