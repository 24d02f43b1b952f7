"""The list itself: ids in order, each woman read when her row comes into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent

from ui.desktop.pages.ledger.rows import LETTERS, SORTS, STAY, WIDTHS, Row, meant_in_name
from ui.desktop.widgets.table import Column, Table
from ui.text import tr

AROUND = 30
"""So many rows above and below those in sight are read with them."""

KEPT = 3000
"""Rows kept in memory; the rest are read again when they come back."""


class WomenTable(Table[str]):
    """``wanted`` tells the ids whose rows are in sight and not yet read. ``sorting`` a column that was clicked."""

    wanted = Signal(list)
    sorting = Signal(str)

    def __init__(self, names: Sequence[str]) -> None:
        self._rows: OrderedDict[str, Row] = OrderedDict()
        self._old: set[str] = set()  # shown as they were read before, until they are read again
        self._names: tuple[str, ...] = tuple(names)
        super().__init__(tr("page.ledger"), [self._column(name) for name in names])
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(0)
        self._ask.timeout.connect(self._ask_for_rows)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._ask.start())

    def _column(self, name: str) -> Column[str]:
        def cell(woman: str) -> str:
            row = self._rows.get(woman)
            return row.cells[name] if row is not None else ""

        return Column(
            tr(f"ledger.column.{name}"), cell, width=WIDTHS[name], look="strong" if name == "name" else "",
            right=name in ("age", "children"), match=meant_in_name if name == "name" else False,
            letters=LETTERS[name], spare=name not in STAY,
        )  # fmt: skip

    def choose_columns(self, names: Sequence[str]) -> None:
        """Shows these columns; the cursor stays where it is."""
        if tuple(names) == self._names:
            return
        kept = self.current()
        self._names = tuple(names)
        self.things.beginResetModel()
        self.things.columns = tuple(self._column(name) for name in names)
        self.things.endResetModel()
        self.resizeEvent(QResizeEvent(self.size(), self.size()))
        if kept is not None:
            self.select_first(lambda woman: woman == kept)

    def mark_sorted(self, by: str) -> None:
        """Shows in the header by what the list is sorted."""
        place = next((n for n, name in enumerate(self._names) if SORTS.get(name) == by), -1)
        self.horizontalHeader().setSortIndicatorShown(place >= 0)
        self.horizontalHeader().setSortIndicator(place, Qt.SortOrder.AscendingOrder)

    def show_women(self, ids: Iterable[str], *, match: str = "", keep: str | None = None) -> None:
        """Other women; the cursor stays on ``keep`` when she is among them."""
        self.match = match
        self.things.set_rows(ids)
        self.select_first()
        if keep is not None:
            with suppress(ValueError):
                self.setCurrentIndex(self.things.index(self.things.rows.index(keep), 0))
        self._ask.start()

    def row_of(self, woman: str | None) -> Row | None:
        """What was read of a woman."""
        return self._rows.get(woman) if woman else None

    def take_rows(self, rows: Mapping[str, Row]) -> None:
        """Fills in what was read."""
        for woman, row in rows.items():
            self._rows[woman] = row
            self._rows.move_to_end(woman)
            self._old.discard(woman)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        self.viewport().update()
        if self.current() in rows:
            self.moved.emit(self.current())

    def forget_rows(self) -> None:
        """Everything is read again; what is in sight stays until then."""
        seen = self._in_sight()
        for woman in [w for w in self._rows if w not in seen]:
            del self._rows[woman]
        self._old = set(self._rows)
        self._ask_for_rows()

    def _in_sight(self) -> set[str]:
        rows = self.things.rows
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        last = len(rows) - 1 if last < 0 else last
        return {woman for woman in rows[max(0, first - AROUND) : last + AROUND + 1] if isinstance(woman, str)}

    def _ask_for_rows(self) -> None:
        missing = [woman for woman in self._in_sight() if self._is_unread(woman)]
        if missing:
            self.wanted.emit(missing)

    def _is_unread(self, woman: str) -> bool:
        return woman not in self._rows or woman in self._old

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is painted before it is read is asked for."""
        super().paintEvent(event)
        if not self._ask.isActive() and any(map(self._is_unread, self._visible())):
            self._ask.start()

    def _visible(self) -> list[str]:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        found = self.things.rows[max(0, first) : last + 1 if last >= 0 else len(self.things.rows)]
        return [woman for woman in found if isinstance(woman, str)] if first >= 0 else []

    def _sort(self, column: int) -> None:
        if (by := SORTS.get(self._names[column])) is not None:
            self.sorting.emit(by)
