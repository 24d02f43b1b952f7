"""The second step: what each column was taken for, with what stands in it, to be corrected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.roster.columns import Column, SheetMapping, Use, known_fields
from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choice import Choice, ChoiceEdit
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.import_words import column_use, column_words
from ui.importing import KEEP, Chosen, left_columns
from ui.text import tr

LEAVE, NUMBER = "leave", "number"
_HEADS = {
    "ask": (Use.UNKNOWN,),
    "read": (Use.READ,),
    "check": (Use.CHECK,),
    "left": (Use.LEFT_OUT, Use.NUMBER),
}
"""The groups in which the columns stand, in this order; what is not recognised comes first."""


def choices() -> tuple[Choice, ...]:
    """What a column can be."""
    ways = [Choice(KEEP, tr("import.columns.keep")), Choice(LEAVE, tr("import.columns.leave"))]
    return (*(Choice(field, column_words(field)) for field in known_fields()), *ways)


class ColumnRow(QWidget):
    """One column: its heading, what it is, an example. ``said`` tells what she chose."""

    said = Signal(str)

    def __init__(self, column_: Column, samples: Sequence[str], offered: tuple[Choice, ...]) -> None:
        super().__init__()
        wear = theme.current()
        across = row(self, steps=4)
        heading = column_.header or tr("import.columns.no_heading", n=column_.index + 1)
        name = Words(heading, "strong", wrap=True)
        example = tr("import.columns.sample", samples=tr("import.and").join(samples))
        self._example = Words(example if samples else tr("import.columns.blank"), "soft", wrap=True)
        self._use = Words("", "note", wrap=True)
        self.edit: ChoiceEdit | None = None
        answer = column(steps=0.5)
        if column_.reason != "unlawful":
            if column_.use is Use.NUMBER:
                offered = (*offered, Choice(NUMBER, tr("import.columns.numbering")))
            self.edit = ChoiceEdit(offered)
            self.edit.setAccessibleName(tr("import.columns.what", header=heading))
            self.edit.setMaximumWidth(wear.wide(17))
            self.edit.picked.connect(lambda _key: self._settled())
            self.edit.editingFinished.connect(self._settled)
            answer.addWidget(self.edit)
        answer.addWidget(self._use)
        across.addWidget(name, 4, Qt.AlignmentFlag.AlignTop)
        across.addLayout(answer, 5)
        across.addWidget(self._example, 6, Qt.AlignmentFlag.AlignTop)
        for label in (name, self._example):
            label.setContentsMargins(0, wear.space(2), 0, 0)
        self._key = ""
        self.show_column(column_)

    def show_column(self, column_: Column) -> None:
        """What it is taken for now."""
        self._key = _key_of(column_)
        self._use.setText(column_use(column_))
        self._use.setVisible(bool(self._use.text()))
        if self.edit is not None:
            self.edit.set_key(self._key)

    def _settled(self) -> None:
        if self.edit is None:
            return
        key = self.edit.key()
        if key is None or key == self._key:
            self.edit.set_key(self._key)
        else:
            self.said.emit(key)


def _key_of(column_: Column) -> str:
    if column_.use is Use.LEFT_OUT:
        return LEAVE
    if column_.use is Use.NUMBER:
        return NUMBER
    return column_.field if column_.field and column_.use is not Use.UNKNOWN else KEEP


class ColumnsStep(QWidget):
    """``corrected`` tells the file with what she corrected; ``back`` and ``onward`` where she goes."""

    corrected = Signal(object)
    back = Signal()
    onward = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chosen: Chosen | None = None
        self._shown: tuple[object, frozenset[str]] | None = None
        self.rows: dict[tuple[str, int], ColumnRow] = {}
        self.ticks: dict[str, Tick] = {}
        layout = column(self, steps=3)
        self._counted = Words("", "section", wrap=True)
        layout.addWidget(self._counted)
        layout.addWidget(Words(tr("import.columns.note"), "soft", wrap=True))
        self._left = Words("", "soft", wrap=True)
        layout.addWidget(self._left)
        inside = QWidget()
        self._list = column(inside, steps=3)
        layout.addWidget(Scroll(inside, least=60), 1)
        ways = row(steps=3)
        ways.addWidget(Button(tr("import.back"), "Alt+B", action=self.back.emit))
        ways.addStretch(1)
        self.next_button = Button(tr("import.next"), "Ctrl+Return", primary=True, action=self.onward.emit)
        ways.addWidget(self.next_button)
        layout.addLayout(ways)

    def show_chosen(self, chosen: Chosen) -> None:
        """Shows the columns of a file; of the one shown already, what has changed."""
        self._chosen = chosen
        shown = (chosen.recognised, chosen.skipped)
        if shown != self._shown:
            self._shown = shown
            self._build(chosen)
        for columns in chosen.mapping.sheets:
            for one in columns.columns:
                if (place := self.rows.get((columns.sheet, one.index))) is not None:
                    place.show_column(one)
        read = sum(1 for sheet in chosen.mapping.sheets for c in sheet.columns if c.use in (Use.READ, Use.CHECK))
        self._counted.setText(f"{chosen.source} · {tr('import.recognised', n=read)}")
        left = [c.header for _, c in left_columns(chosen.mapping)]
        self._left.setText(tr("import.columns.left", n=len(left), columns=tr("import.and").join(left)))
        self._left.setVisible(bool(left))

    def first(self) -> QWidget:
        """Where the keyboard begins: at the first column nobody recognised, else at the way on."""
        asked = (row_.edit for row_ in self.rows.values() if row_.edit is not None and row_.edit.key() == KEEP)
        return next(asked, self.next_button)

    def _build(self, chosen: Chosen) -> None:
        empty(self._list)
        self.rows.clear()
        self.ticks.clear()
        offered = choices()
        for columns in chosen.recognised.sheets:
            if len(chosen.recognised.sheets) > 1:
                self._add_sheet(columns, read=columns.sheet not in chosen.skipped)
            if columns.sheet not in chosen.skipped:
                self._add_columns(chosen, columns, offered)
        if chosen.recognised.not_read:
            sheets = tr("import.and").join(chosen.recognised.not_read)
            self._list.addWidget(Words(tr("import.columns.not_read", sheets=sheets), "soft", wrap=True))
        self._list.addStretch(1)

    def _add_sheet(self, columns: SheetMapping, *, read: bool) -> None:
        across = row(steps=4)
        across.addWidget(Words(tr("import.columns.sheet", sheet=columns.sheet), "section", wrap=True), 1)
        tick = Tick(tr("import.columns.read_sheet"))
        tick.setChecked(read)
        tick.toggled.connect(partial(self._skip, columns.sheet))
        self.ticks[columns.sheet] = tick
        across.addWidget(tick)
        self._list.addLayout(across)

    def _add_columns(self, chosen: Chosen, columns: SheetMapping, offered: tuple[Choice, ...]) -> None:
        for head, uses in _HEADS.items():
            group = [c for c in columns.columns if c.use in uses]
            if not group:
                continue
            card = Card(tone="due" if head == "ask" else "")
            card.body.setSpacing(theme.current().space(2.5))
            card.body.addWidget(Words(f"{tr(f'import.heads.{head}')} · {len(group)}", "section"))
            for one in group:
                place = ColumnRow(one, chosen.samples(columns, one), offered)
                place.said.connect(partial(self._correct, columns.sheet, one))
                self.rows[columns.sheet, one.index] = place
                card.body.addWidget(place)
            self._list.addWidget(card)

    def _correct(self, sheet: str, recognised: Column, key: str) -> None:
        if self._chosen is None:
            return
        place = (sheet, recognised.index)
        if key == _key_of(recognised):
            changed = self._chosen.as_recognised(place)
        else:
            changed = self._chosen.corrected(place, None if key == LEAVE else key)
        self.show_chosen(changed)
        self.corrected.emit(changed)

    def _skip(self, sheet: str, read: bool) -> None:
        if self._chosen is not None:
            changed = self._chosen.skip(sheet, skipped=not read)
            self.show_chosen(changed)
            self.corrected.emit(changed)
            self.ticks[sheet].setFocus()
