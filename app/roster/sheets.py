"""The plain shape of a table: what ``storage.workbook`` hands over and the reader of rosters works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Cell = str | int | float | date | None
"""A date cell may be a datetime. Blank cells are None; text is as in the file, blanks and all."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` is what Excel shows beside it, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """The cell in a column (from 0); None beyond the row's end."""
        return self.cells[index] if index < len(self.cells) else None

    @property
    def blank(self) -> bool:
        """Whether nothing visible stands in it."""
        return not any(plain(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with all its rows, the blank ones too."""

    name: str
    rows: tuple[Row, ...]


def plain(cell: Cell) -> str:
    """A cell as a person reads it: no blanks around, whole numbers without a point, days without a time."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell)
