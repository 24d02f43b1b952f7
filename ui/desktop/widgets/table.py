"""A table of things: sorted, keyboard first, with section lines, badges, window bars and the matched part marked.

``Table[T]`` shows any frozen dataclass: a ``Column`` says how to read one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.widgets.buttons import ENTER_KEYS
from ui.desktop.widgets.marks import Tag, Window, paint_badge, paint_window
from ui.text import language

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
Cell = str | int | Tag | Window
LATIN = 1.6
"""By how much wider words are in Latin letters than the Chinese characters that say the same."""


@dataclass(frozen=True)  # with slots, Column[T](…) cannot be written
class Column(Generic[T]):
    """How one column reads a thing.

    ``cell`` gives text, a number, a ``Tag`` or a ``Window``. ``sort`` gives what to sort by (the words without it);
    ``width`` is the share of the room. ``look``: ``""``, ``strong`` or ``soft``. ``match`` marks the typed part in it,
    or says itself, from the words and what was typed, which part (start, length) was meant.
    """

    title: str
    cell: Callable[[T], Cell]
    width: float = 1.0
    look: str = ""
    sort: Callable[[T], Any] | None = None
    right: bool = False
    match: bool | Callable[[str, str], tuple[int, int] | None] = False
    letters: float = 0.0
    """Characters it needs to be of use; a ``spare`` column is left out where the table has not that much room."""
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A line between rows: 二组 · 4 人."""

    words: str


def words_of(cell: Cell) -> str:
    """A cell as it is read aloud."""
    if isinstance(cell, Tag):
        return cell.text
    return cell.words() if isinstance(cell, Window) else str(cell)


class TableModel(QAbstractTableModel, Generic[T]):
    """The rows of a table; sections stand among them."""

    def __init__(self, columns: Sequence[Column[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[T | Section] = []

    def set_rows(self, rows: Iterable[T | Section]) -> None:
        """Other rows; the view keeps its place by itself."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def thing(self, row: int) -> T | None:
        """What stands in a row; None for a section."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return None if isinstance(found, Section) else found

    def cell(self, index: Index) -> Cell:
        """The cell of a thing, the words of a section."""
        found = self.rows[index.row()]
        return found.words if isinstance(found, Section) else self.columns[index.column()].cell(found)

    def rowCount(self, parent: Index | None = None) -> int:
        """As many as there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """As many as described."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the eye and the screen reader."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return words_of(self.cell(index))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles, aligned as their columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Sections cannot be chosen."""
        return Qt.ItemFlag.NoItemFlags if isinstance(self.rows[index.row()], Section) else super().flags(index)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts the things; a table with sections keeps its order."""
        if not 0 <= column < len(self.columns) or any(isinstance(row, Section) for row in self.rows):
            return
        described = self.columns[column]
        by = described.sort or (lambda thing: words_of(described.cell(thing)))
        self.layoutAboutToBeChanged.emit()
        things: list[Any] = list(self.rows)
        things.sort(key=by, reverse=order is Qt.SortOrder.DescendingOrder)
        self.rows = things
        self.layoutChanged.emit()


def _meant(column: Column[Any], shown: str, typed: str) -> tuple[int, int] | None:
    """Which part of the words was typed."""
    if not typed or not column.match:
        return None
    if callable(column.match):
        return column.match(shown, typed)
    at = shown.casefold().find(typed.casefold())
    return None if at < 0 else (at, len(typed))


class _Painter(QStyledItemDelegate):
    """Paints cells from the tokens."""

    def __init__(self, table: Table[Any]) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._table.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        wear = theme.current()
        model = self._table.things
        box: QRect = option.rect
        painter.save()
        section = isinstance(model.rows[index.row()], Section)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, wear.colour("paper" if section else "accent_soft" if chosen else "card"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), wear.colour("line"))
        room = box.adjusted(wear.space(3), 0, -wear.space(2), 0)
        cell = model.cell(index)
        if section:
            painter.setFont(wear.font("note"))
            painter.setPen(wear.colour("soft"))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words_of(cell))
        elif isinstance(cell, Tag):
            paint_badge(painter, room, cell)
        elif isinstance(cell, Window):
            paint_window(painter, room, cell)
        else:
            self._paint_words(painter, room, model.columns[index.column()], str(cell))
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRect, column: Column[Any], words: str) -> None:
        wear = theme.current()
        font = wear.font(bold=column.look == "strong")
        painter.setFont(font)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        part = _meant(column, shown, self._table.match.strip())
        if part is not None and not column.right:
            at, length = part
            left = room.left() + metrics.horizontalAdvance(shown[:at])
            width = metrics.horizontalAdvance(shown[at : at + length])
            high = metrics.height()
            painter.fillRect(QRect(left, room.center().y() - high // 2, width, high), wear.colour("due_soft"))
        painter.setPen(wear.colour("soft" if column.look == "soft" else "ink"))
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)


class Table(QTableView, Generic[T]):
    """``moved`` tells the thing the cursor stands on; ``opened`` the one taken with Enter or a double click."""

    moved = Signal(object)
    opened = Signal(object)

    def __init__(
        self, name: str, columns: Sequence[Column[T]], *, framed: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.things: TableModel[T] = TableModel(columns)
        self.things.setParent(self)
        self.match = ""
        self._sections: list[int] = []
        self.setAccessibleName(name)
        self.setObjectName("framed" if framed else "")
        self.setModel(self.things)
        self.setItemDelegate(_Painter(self))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(1)
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.sectionClicked.connect(self._sort)
        self._order = (-1, Qt.SortOrder.AscendingOrder)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.moved.emit(self.things.thing(now.row()))
        )

    def row_height(self) -> int:
        """Room for a line of text and a badge."""
        wear = theme.current()
        return round(wear.text() * 1.5) + wear.space(4)

    def section_height(self) -> int:
        """A line between rows is lower than they are: it groups, it is not one of them."""
        wear = theme.current()
        return round(wear.text("note") * 1.5) + wear.space(2.25)

    def show_things(self, rows: Iterable[T | Section], *, match: str = "") -> None:
        """Other rows, sorted as before; the first one gets the cursor. ``match``: what was typed to find them."""
        self.match = match
        self.clearSpans()
        for row in self._sections:
            self.setRowHeight(row, self.row_height())  # the heights stay with the places when the rows change
        self.things.set_rows(rows)
        if self._order[0] >= 0:
            self.things.sort(*self._order)
        self._sections = [row for row, thing in enumerate(self.things.rows) if isinstance(thing, Section)]
        for row in self._sections:
            self.setSpan(row, 0, 1, len(self.things.columns))
            self.setRowHeight(row, self.section_height())
        self.select_first()

    def current(self) -> T | None:
        """The thing under the cursor."""
        return self.things.thing(self.currentIndex().row())

    def select_first(self, wanted: Callable[[T], bool] = lambda _thing: True) -> None:
        """Puts the cursor on the first thing that is wanted, or on none."""
        for row, thing in enumerate(self.things.rows):
            if not isinstance(thing, Section) and wanted(thing):
                self.setCurrentIndex(self.things.index(row, 0))
                return
        self.moved.emit(None)

    def _open(self, index: Index) -> None:
        if (thing := self.things.thing(index.row())) is not None:
            self.opened.emit(thing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; letters belong to the page, not to a hidden search by first letter."""
        if event.key() in ENTER_KEYS:
            self._open(self.currentIndex())
        elif event.text() and event.text().isprintable() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _sort(self, column: int) -> None:
        descending = self._order == (column, Qt.SortOrder.AscendingOrder)
        self._order = (column, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        kept = self.current()
        self.things.sort(*self._order)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(*self._order)
        if kept is not None:
            self.select_first(lambda thing: thing is kept)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the width among the columns; nothing ever scrolls sideways."""
        super().resizeEvent(event)
        room = left = self.viewport().width()
        shown = self._shown_columns(room)
        whole = sum(self.things.columns[place].width for place in shown)
        for place, described in enumerate(self.things.columns):
            self.setColumnHidden(place, place not in shown)
            if place in shown:
                width = left if place == shown[-1] else round(room * described.width / whole)
                self.setColumnWidth(place, width)
                left -= width

    def _shown_columns(self, room: int) -> list[int]:
        """The columns for which there is room; spare ones go first, from the right."""
        columns, wear = self.things.columns, theme.current()
        shown = list(range(len(columns)))

        def too_narrow() -> bool:
            whole = sum(columns[place].width for place in shown)
            wide = 1.0 if language() == "zh" else LATIN
            least = {p: wear.wide(columns[p].letters * wide) + wear.space(5) for p in shown}
            return any(room * columns[p].width / whole < least[p] for p in shown)

        for place in reversed(range(len(columns))):
            if columns[place].spare and too_narrow():
                shown.remove(place)
        return shown
