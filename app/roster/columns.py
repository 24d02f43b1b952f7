"""Which column of a sheet holds what: found by headings, correctable by the worker.

Synonyms are data (``resources/roster/columns.toml``). A heading may stand in any of the first rows, over two rows, with
blanks, newlines, punctuation and remarks in brackets.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, Final

from app.errors import InputError
from app.roster.sheets import Row, Sheet, plain

_ROWS_SEARCHED: Final = 40
_FEWEST: Final = 3
"""A row with fewer known headings is no heading row."""
_BRACKETS = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]")


class Use(StrEnum):
    """What becomes of a column."""

    READ = "read"
    CHECK = "check"
    """Only helps to understand other columns."""
    LEFT_OUT = "left_out"
    """Not taken over; ``reason``: unlawful, needless, residence_only, hukou_nature, or by_worker."""
    NUMBER = "number"
    """The table's own numbering."""
    UNKNOWN = "unknown"
    """Not understood: its text is kept and shown. ``reason`` is ``repeated`` when another column already is that field."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, counted from 0, with its heading as it stands."""

    index: int
    header: str
    field: str | None
    use: Use
    reason: str | None = None


@dataclass(frozen=True)
class SheetMapping:
    """The columns of one sheet. Rows from ``first_row`` (as Excel counts) on are data. ``about``: as for ``recognise``."""

    sheet: str
    first_row: int
    columns: tuple[Column, ...]
    about: str = ""

    def assign(self, index: int, field: str | None) -> SheetMapping:
        """The worker's correction: the column is ``field``; None leaves it out. The field's old column becomes unknown.

        Raises InputError ``import.columns.no_such_field``.
        """
        if field is not None and field not in _table(self.about).uses:
            raise InputError("import.columns.no_such_field", field=field)
        changed = []
        for column in self.columns:
            if column.index == index:
                use, reason = _table(self.about).uses[field] if field else (Use.LEFT_OUT, "by_worker")
                changed.append(dataclasses.replace(column, field=field, use=use, reason=reason))
            elif field is not None and column.field == field:
                changed.append(dataclasses.replace(column, field=None, use=Use.UNKNOWN, reason=None))
            else:
                changed.append(column)
        return dataclasses.replace(self, columns=tuple(changed))

    @cached_property
    def by_field(self) -> dict[str, int]:
        """Column index of every field that is read or checked, also those read only to understand residence."""
        wanted = (Use.READ, Use.CHECK)
        return {c.field: c.index for c in self.columns if c.field and (c.use in wanted or c.reason == "residence_only")}


@dataclass(frozen=True, slots=True)
class RosterMapping:
    """What was recognised in a workbook. ``not_read``: sheets without headings of a roster."""

    sheets: tuple[SheetMapping, ...]
    not_read: tuple[str, ...] = ()

    def replace(self, sheet: SheetMapping) -> RosterMapping:
        """The same with one sheet corrected."""
        return dataclasses.replace(self, sheets=tuple(sheet if s.sheet == sheet.sheet else s for s in self.sheets))

    def require(self) -> None:
        """Raises InputError ``import.columns.none`` or ``import.columns.name_missing`` where nothing could be read."""
        if not self.sheets:
            raise InputError("import.columns.none")
        for sheet in self.sheets:
            if "name" not in sheet.by_field:
                raise InputError("import.columns.name_missing", sheet=sheet.sheet)


def recognise(sheets: Sequence[Sheet], about: str = "") -> RosterMapping:
    """Finds heading rows and columns. A sheet without at least three known headings is not read.

    ``about``: a list that is no roster and has columns of its own (``resources/roster/lists.toml``): ``births`` …
    """
    found = [(sheet, _recognise_sheet(sheet, about)) for sheet in sheets]
    return RosterMapping(
        tuple(mapping for _, mapping in found if mapping), tuple(sheet.name for sheet, mapping in found if not mapping)
    )


def known_fields() -> tuple[str, ...]:
    """Every field a column can be, in the order to offer them."""
    return tuple(field for field, (use, _) in _table().uses.items() if use in (Use.READ, Use.CHECK))


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """What is compared: narrow capitals without blanks and punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def is_heading(row: Row, mapping: SheetMapping) -> bool:
    """Whether a data row repeats the headings, as at the top of each printed page."""
    headings = [c for c in mapping.columns if c.header]
    name = next((c for c in headings if c.field == "name"), None)
    if name is not None and key(plain(row.cell(name.index))) != key(name.header):
        return False
    return sum(1 for c in headings if key(plain(row.cell(c.index))) == key(c.header)) >= _FEWEST


@dataclass(frozen=True, slots=True)
class _Table:
    fields: dict[str, str]
    uses: dict[str, tuple[Use, str | None]]
    fragments: dict[str, str]
    """Parts of a heading that give away what must not be taken over, however the rest is worded."""
    spouse: tuple[str, ...]
    own: tuple[str, ...]
    hers: dict[str, str]
    """The fields of a heading that says that it is about her; in a roster they are all the fields."""


@cache
def _table(about: str = "") -> _Table:
    raw = tomllib.loads((files("resources") / "roster" / "columns.toml").read_text("utf-8"))
    columns = raw["columns"]
    of_list = lists()[about] if about else {}
    beside: dict[str, list[str]] = of_list.get("columns", {})
    hers = {key(name): field for field, column in columns.items() for name in column["names"]}
    return _Table(
        hers | {key(name): field for field, names in beside.items() for name in names},
        {field: (Use(column["use"]), column.get("reason")) for field, column in columns.items()}
        | {field: (Use.READ, None) for field in beside if field not in columns},
        {key(part): field for field, column in columns.items() for part in column.get("fragments", ())},
        tuple(sorted(map(key, raw["spouse"]["prefixes"]), key=len, reverse=True)),
        tuple(sorted(map(key, [*raw["own"]["prefixes"], *of_list.get("own", ())]), key=len, reverse=True)),
        hers,
    )


@cache
def lists() -> dict[str, Any]:
    """The lists that are no roster, by what they are about, as ``resources/roster/lists.toml`` says them."""
    told = tomllib.loads((files("resources") / "roster" / "lists.toml").read_text("utf-8"))
    found: dict[str, Any] = told["lists"]
    return found


@lru_cache(maxsize=4096)
def _field_of(header: str, parent: str = "", about: str = "") -> str | None:
    """The field a heading names. Under a heading about the husband it is about him, or unknown."""
    return _named(header, parent, about) or _given_away(header, parent)


def _given_away(header: str, parent: str) -> str | None:
    """The unlawful column that a part of an unknown heading gives away; her husband's no less."""
    whole = key(parent) + key(header)
    return next((field for part, field in _table().fragments.items() if part in whole), None)


def _named(header: str, parent: str, about: str) -> str | None:
    table = _table(about)
    if key(parent) in table.spouse:
        return _spouse_field(header)
    if about and key(parent) in table.own:
        return table.hers.get(key(header))
    for text in (header, _BRACKETS.sub("", unicodedata.normalize("NFKC", header))):
        whole = key(text)
        for candidate in (whole, key(parent) + whole if parent else whole):
            if candidate in table.fields:
                return table.fields[candidate]
        for prefix in table.spouse:
            if whole.startswith(prefix) and whole != prefix:
                return _spouse_field(whole.removeprefix(prefix))
        for prefix in table.own:
            if whole.startswith(prefix) and whole.removeprefix(prefix) in table.hers:
                return table.hers[whole.removeprefix(prefix)]
    return None


def _spouse_field(header: str) -> str | None:
    base = _table().fields.get(key(_BRACKETS.sub("", unicodedata.normalize("NFKC", header))))
    return f"spouse_{base}" if base in ("name", "id_number", "phone") else None


def _recognise_sheet(sheet: Sheet, about: str) -> SheetMapping | None:
    best: tuple[int, int, list[tuple[str, str]]] = (0, 0, [])
    rows = sheet.rows[:_ROWS_SEARCHED]
    for place, row in enumerate(rows):
        single = [(plain(cell), "") for cell in row.cells]
        score = _score(single, about)
        if score > best[0]:
            best = (score, row.number + 1, single)
        below = rows[place + 1] if place + 1 < len(rows) else None
        if below is not None and score and (double := _two_rows(row, below, about)):
            total = _score(double, about)
            if total > max(score, best[0]):
                best = (total, below.number + 1, double)
    score, first_row, headings = best
    if score < _FEWEST:
        return None
    used = _used_columns(row for row in sheet.rows if row.number >= first_row)
    return SheetMapping(sheet.name, first_row, tuple(_columns(headings, used, about)), about)


def _score(headings: Sequence[tuple[str, str]], about: str) -> int:
    return len({field for field in (_field_of(*heading, about) for heading in headings if heading[0]) if field})


def _two_rows(upper: Row, lower: Row, about: str) -> list[tuple[str, str]] | None:
    """Headings over two rows: ``(heading, what stands over it)``. None unless every lower cell is a heading."""
    headings: list[tuple[str, str]] = []
    parent = ""
    for index in range(max(len(upper.cells), len(lower.cells))):
        above, below = plain(upper.cell(index)), plain(lower.cell(index))
        parent = above or (parent if below else "")
        if below and not _field_of(below, parent, about) and key(parent) not in _table().spouse:
            return None
        headings.append((below, parent) if below else (above, ""))
    return headings


def _used_columns(rows: Iterable[Row]) -> set[int]:
    return {index for row in rows for index, cell in enumerate(row.cells) if cell is not None and plain(cell)}


def _columns(headings: Sequence[tuple[str, str]], used: set[int], about: str) -> Iterable[Column]:
    taken: set[str] = set()
    for index in range(max(len(headings), max(used, default=-1) + 1)):
        header, parent = headings[index] if index < len(headings) else ("", "")
        if not header and index not in used:
            continue
        shown = f"{parent} {header}" if parent else header
        field = _field_of(header, parent, about) if header else None
        if field is None:
            yield Column(index, shown, None, Use.UNKNOWN)
            continue
        use, reason = _table(about).uses[field]
        if field not in taken:
            taken.add(field)
            yield Column(index, shown, field, use, reason)
        elif use is Use.LEFT_OUT:
            yield Column(index, shown, None, use, reason)
        else:
            yield Column(index, shown, None, Use.UNKNOWN, "repeated")
