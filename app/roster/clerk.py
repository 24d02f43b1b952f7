"""The careful clerk: from sheets and columns to the women of a roster, and an outcome for every other row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.roster.columns import Column, RosterMapping, SheetMapping, Use, is_heading, key
from app.roster.entry import RosterEntry, RowRef
from app.roster.people import tell_apart
from app.roster.reading import read_row, states_a_man
from app.roster.sheets import Row, Sheet, plain
from app.roster.words import begins_footer
from app.values.identity import read_id
from app.values.names import looks_like_name

Progress = Callable[[int, int], None]
"""Told how much of how much is done; may raise to stop."""

_LOT = 100


class Because(StrEnum):
    """Why a row adds nobody."""

    MAN = "import.row.man"
    BLANK = "import.row.blank"
    HEADING = "import.row.heading"
    """The headings again, as at the top of each printed page."""
    TOTAL = "import.row.total"
    """A sum or signature between rows of data."""
    TWICE = "import.row.twice"
    """The same woman as ``same_as``."""


@dataclass(frozen=True, slots=True)
class NotNew:
    """A row among the data that adds nobody."""

    ref: RowRef
    because: Because
    same_as: RowRef | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """What a workbook says.

    ``records``: one entry per woman in the order of the rows. ``not_new``: all other rows of the data. ``beyond``: text
    below the data (sums, signatures), kept to be shown. ``mapping``: how the columns were read.
    """

    records: tuple[RosterEntry, ...]
    not_new: tuple[NotNew, ...]
    beyond: tuple[tuple[RowRef, str], ...]
    mapping: RosterMapping

    @property
    def data_rows(self) -> int:
        """Rows among the data, blank ones between them included."""
        return len(self.records) + len(self.not_new)

    @property
    def left_out_columns(self) -> tuple[Column, ...]:
        """Columns not taken over, each with its reason, to be named in the report."""
        return tuple(c for sheet in self.mapping.sheets for c in sheet.columns if c.use is Use.LEFT_OUT)

    @property
    def unknown_columns(self) -> tuple[Column, ...]:
        """Columns nobody understood; their texts are kept with each entry."""
        return tuple(c for sheet in self.mapping.sheets for c in sheet.columns if c.use is Use.UNKNOWN)


def read_roster(
    sheets: Sequence[Sheet], mapping: RosterMapping, today: date, progress: Progress | None = None
) -> Roster:
    """Reads every mapped sheet. Raises InputError ``import.columns.none`` or ``import.columns.name_missing``.

    ``progress`` is told how many rows of how many are read, and may raise to stop.
    """
    entries, not_new, beyond = read_entries(sheets, mapping, today, progress)
    women, same = tell_apart(entries, today)
    not_new += [NotNew(later, Because.TWICE, first) for later, first in same.items()]
    order = {sheet.sheet: place for place, sheet in enumerate(mapping.sheets)}
    not_new.sort(key=lambda row: (order[row.ref.sheet], row.ref.row))
    return Roster(women, tuple(not_new), tuple(beyond), mapping)


def read_entries(
    sheets: Sequence[Sheet], mapping: RosterMapping, today: date, progress: Progress | None = None
) -> tuple[list[RosterEntry], list[NotNew], list[tuple[RowRef, str]]]:
    """Every row of the data by itself, the rows that tell of nobody, and what stands below. Raises as ``read_roster``."""
    mapping.require()
    by_name = {sheet.name: sheet for sheet in sheets}
    whole, done = sum(len(by_name[columns.sheet].rows) for columns in mapping.sheets), 0
    entries: list[RosterEntry] = []
    not_new: list[NotNew] = []
    beyond: list[tuple[RowRef, str]] = []

    def one_more() -> None:
        nonlocal done
        done += 1
        if progress is not None and done % _LOT == 0:
            progress(done, whole)

    for columns in mapping.sheets:
        _read_sheet(by_name[columns.sheet], columns, today, one_more, entries, not_new, beyond)
    return entries, not_new, beyond


def _read_sheet(
    sheet: Sheet,
    columns: SheetMapping,
    today: date,
    one_more: Callable[[], None],
    entries: list[RosterEntry],
    not_new: list[NotNew],
    beyond: list[tuple[RowRef, str]],
) -> None:
    waiting: list[tuple[Row, Because]] = []  # blanks and sums: part of the data only when data follows
    numbering = {c.index for c in columns.columns if c.use is Use.NUMBER}
    for row in sheet.rows:
        one_more()
        if row.number < columns.first_row:
            continue
        if all(not plain(cell) for index, cell in enumerate(row.cells) if index not in numbering):
            waiting.append((row, Because.BLANK))
        elif is_heading(row, columns):
            waiting.append((row, Because.HEADING))
        elif _closes_the_table(row, columns):
            waiting.append((row, Because.TOTAL))
        else:
            not_new += [NotNew(RowRef(sheet.name, earlier.number), because) for earlier, because in waiting]
            waiting.clear()
            if states_a_man(row, columns, today):
                not_new.append(NotNew(RowRef(sheet.name, row.number), Because.MAN))
            else:
                entries.append(read_row(row, columns, today))
    for row, because in waiting:
        if because is not Because.BLANK:
            beyond.append((RowRef(sheet.name, row.number), " ".join(plain(c) for c in row.cells if plain(c))))


def _closes_the_table(row: Row, columns: SheetMapping) -> bool:
    """Whether a row sums up, signs or explains: it begins with such a word, or is one text outside the name column."""
    where = columns.by_field
    if "id_number" in where and read_id(row.cell(where["id_number"])).valid:
        return False
    name = plain(row.cell(where["name"]))
    filled = [plain(cell) for cell in row.cells if plain(cell)]
    if any(begins_footer(text) for text in filled[:3]):
        return not looks_like_name(name) or begins_footer(key(name))
    return len(filled) == 1 and not name
