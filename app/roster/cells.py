"""The cells of one row by field, and what is found while reading them."""

from __future__ import annotations

from datetime import date

from app.roster.columns import SheetMapping, Use
from app.roster.entry import Finding, Weight
from app.roster.sheets import Cell, Row, plain
from app.roster.words import code_of, count_of, says_blank
from app.values.dates import PartialDate, earliest
from app.values.dates import parse as parse_date
from app.values.written_dates import Ambiguous, How, Impossible, NotADate, ReadDate, Stated, read_date


class Cells:
    """Reads a row's cells one by one and collects findings and texts nobody understood."""

    def __init__(self, row: Row, mapping: SheetMapping, today: date) -> None:
        self.row = row
        self.today = today
        self.findings: list[Finding] = []
        self.unread: list[tuple[str, str]] = []
        self._columns = mapping.by_field
        self._mapping = mapping

    def cell(self, field: str) -> Cell:
        """The cell of a field; None when the sheet has no such column."""
        index = self._columns.get(field)
        return None if index is None else self.row.cell(index)

    def has(self, field: str) -> bool:
        """Whether the sheet has the column."""
        return field in self._columns

    def raw(self, field: str) -> str:
        """The cell as a person reads it."""
        return plain(self.cell(field))

    def text(self, field: str) -> str | None:
        """Words as they stand; None for a blank or a word that means blank."""
        said = " ".join(self.raw(field).split())
        return None if says_blank(said) else said

    def find(
        self, code: str, field: str, *, read: str = "", others: tuple[str, ...] = (), weight: Weight = Weight.WARN
    ) -> None:
        """Notes something about a field's cell."""
        self.findings.append(Finding(f"import.{code}", field, self.raw(field), read, others, weight))

    def keep(self, field: str) -> None:
        """The cell was not understood: its words stay with her record."""
        if said := self.raw(field):
            line = (self._header(field), said)
            if line not in self.unread:
                self.unread.append(line)

    def code(self, table: str, field: str) -> str | None:
        """A code from a word; a word the list does not have is kept and reported as ``import.<field>.unknown``."""
        said = self.raw(field)
        if not said:
            return None
        found = code_of(table, said)
        if found is None and not says_blank(said):
            self.keep(field)
            self.find(f"{field}.unknown", field)
        return found

    def count(self, field: str) -> int | None:
        """A number of children; ``import.<field>.unreadable`` for anything else."""
        said = self.raw(field)
        if not said:
            return None
        found = count_of(said)
        if found is None and not says_blank(said):
            self.keep(field)
            self.find(f"{field}.unreadable", field)
        return found

    def date(self, field: str) -> PartialDate | None:
        """A date other than the birth. Where two are possible, what they have in common; the rest is reported."""
        read = read_date(self.cell(field), today=self.today)
        if isinstance(read, NotADate) and says_blank(self.raw(field)):
            return None
        known = certain_part(read)
        if isinstance(read, Ambiguous):
            self.find(f"{field}.ambiguous", field, others=read.candidates)
        elif isinstance(read, Impossible):
            self.find(f"{field}.impossible", field)
        elif isinstance(read, NotADate):
            self.find(f"{field}.unreadable", field)
        elif read.how is How.SHORT_YEAR:
            self.find(f"{field}.short_year", field, read=read.date, weight=Weight.NOTE)
        elif read.how is How.LUNAR:
            self.find(f"{field}.lunar", field, read=read.date)
        if known is None or isinstance(read, Ambiguous):
            self.keep(field)
        if known is not None and earliest(known) > self.today:
            self.keep(field)
            self.find(f"{field}.future", field, read=known)
        return known

    def kept(self) -> tuple[tuple[str, str], ...]:
        """Heading and text of columns that are no field, of those the ledger has no place for, too."""
        extra = [i for field, i in self._columns.items() if field in ("only_child", "health", "record_made")]
        extra += [c.index for c in self._mapping.columns if c.use is Use.UNKNOWN]
        headers = {c.index: c.header for c in self._mapping.columns}
        return tuple((headers[i], said) for i in sorted(extra) if (said := plain(self.row.cell(i))))

    def _header(self, field: str) -> str:
        index = self._columns[field]
        return next(" ".join(c.header.split()) for c in self._mapping.columns if c.index == index)


def certain_part(read: ReadDate) -> PartialDate | None:
    """What is known whichever candidate was meant: the date, the month, the year or nothing."""
    if isinstance(read, Stated):
        return read.date
    if not isinstance(read, Ambiguous):
        return None
    for length in (10, 7, 4):
        heads = {candidate[:length] for candidate in read.candidates}
        if len(heads) == 1:
            return parse_date(heads.pop())
    return None
