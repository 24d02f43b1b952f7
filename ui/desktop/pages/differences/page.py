"""The page of differences: a list of records, the record around, one key for each value; nothing is lost meanwhile."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.actions.settling import settle
from app.differences import CellKey, Differing
from app.errors import RecordError, SuifangError
from app.merge import Cell, Version
from app.records import KINDS, Value
from app.records.findings import Finding
from storage.changes import Changed
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.differences.record import RecordPanel
from ui.desktop.widgets.body import Body
from ui.desktop.widgets.buttons import BACK, Button
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, row
from ui.differences import Found, Item, asked_words, hides, read_differences, record_words, who_words
from ui.moments import say_moment
from ui.text import tr

Key = tuple[str, str]
CALM_MS = 250
"""A key that is held down keeps one value, not one of every record after it."""

NO_MODIFIER = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class DifferencesPage(Page):
    """``arrive(id)``: a woman, or ``kind|id``: the first record about her, or that record, is the chosen one."""

    kinds = frozenset(KINDS)
    takes_back: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.told = Found()
        self._wanted = ""
        self._opened: set[Key] = set()
        self._recalled: dict[CellKey, Cell] = {}
        self._done: list[tuple[int, CellKey, Cell]] = []
        self._following: list[Key] = []
        self._field: tuple[Key, str] | None = None
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._settling = False
        head = row(steps=3)
        head.addWidget(Words(tr("page.differences"), "title"))
        self.state = Words("", "soft", wrap=True)
        head.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        self.undo = Button(tr("differences.undo"), "Ctrl+Z", action=self._take_back)
        self.undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head.addWidget(self.undo)
        head.addWidget(Button(tr("history.back"), BACK, action=desk.back))
        self.sheet.addLayout(head)
        self.table: Table[Item] = Table(tr("differences.list"), self._columns())
        self.table.moved.connect(self._choose)
        self.table.opened.connect(lambda _item: self._into_record())
        self.panel = RecordPanel(desk.today())
        self.panel.settled.connect(self._settle)
        self.panel.opening.connect(self._open)
        self.panel.her_page.connect(self._to_her)
        self.erased = Words(tr("differences.erased"), "note", wrap=True)
        self.body = Body()
        self.board = QWidget()
        self._lay_out()
        self.body.addWidget(self.board)
        to_exchange = Button(tr("differences.back"), action=lambda: desk.navigate("exchange", ""))
        self.nothing = EmptyState(tr("differences.none"), tr("differences.none.note"), [to_exchange])
        self.body.addWidget(self.nothing)
        self.sheet.addWidget(self.body, 1)
        self._shown = False

    def _lay_out(self) -> None:
        left = QWidget()
        list_and_note = column(left, steps=2)
        list_and_note.addWidget(self.table, 1)
        list_and_note.addWidget(self.erased)
        if theme.current().scale > 1.25:
            self.table.setMinimumHeight(theme.current().space(60))
            down = column(self.board, steps=4)
            down.addWidget(left)
            down.addWidget(self.panel, 1)
            return
        across = row(self.board, steps=4)
        across.addWidget(left, 5)
        across.addWidget(self.panel, 8)

    def _columns(self) -> list[Column[Item]]:
        today = self.desk.today()

        # Only by time, whatever heading is clicked: ordered by kind it would be a list of women by that.
        def order(item: Item) -> int:
            return item.unsettled.since_ms

        return [
            Column(tr("differences.column.who"), who_words, 1.1, "strong", letters=4),
            Column(tr("differences.column.what"), lambda item: record_words(item.record, quiet=True), 2.2, sort=order,
                   letters=8),
            Column(tr("differences.column.fields"), _fields, 0.7, "soft", sort=order, letters=2),
            Column(tr("differences.column.since"), lambda item: say_moment(item.unsettled.since_ms, today), 1.4, "soft",
                   sort=order, letters=3.8, spare=True),
        ]  # fmt: skip

    def first(self) -> QWidget | None:
        """The list, or the way back once it is known that there is nothing."""
        return super().first() if self._shown and not self.told.items else self.table

    def arrive(self, what: str) -> None:
        """Chooses what was asked for, once it is read."""
        if what:
            self._wanted = what
            self.refresh()

    def refresh(self) -> None:
        """Reads again what differs."""
        recalled = dict(self._recalled)
        self.read(lambda ledger: read_differences(ledger, recalled), self._show, latest="differences")

    def unsaved(self) -> bool:
        """Whether a third value is typed and not saved."""
        return self.panel.unsaved()

    def _show(self, found: Found) -> None:
        changed, self.told = found != self.told or not self._shown, found
        self._shown = True
        self.undo.setVisible(bool(self._done))
        self.state.setText(tr("differences.count", n=len(found.items)) if found.items else "")
        here: QWidget | None = self.focusWidget()
        had = here is not None and self.board.isAncestorOf(here)
        self.body.setCurrentIndex(0 if found.items else 1)
        if not found.items:
            self._say_gone(self.panel.item)
            self.table.show_things([])
            self._following = []
            self.panel.show_item(None, found, opened=False)
            if had and (first := super().first()) is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        kept = self.panel.item
        self._say_gone(kept)
        wanted = [*self._asked_for(), *self._following, *([kept.unsettled.key] if kept else [])]
        self._following = []
        if changed or self._wanted:
            self.table.show_things(found.items)
            self._select(wanted)
        self._wanted, self._field = "", None
        standing = {
            (*item.unsettled.key, one.field) for item in found.items for one in item.unsettled.fields if one.recalled
        }
        self._recalled = {key: cell for key, cell in self._recalled.items() if key in standing}

    def _say_gone(self, kept: Item | None) -> None:
        """What she was looking at is settled elsewhere or was erased; not by what she did here."""
        there = {item.unsettled.key for item in self.told.items}
        if kept is not None and kept.unsettled.key not in there and not self._following and self.isVisible():
            self.desk.toast(tr("differences.gone"), None)

    def _asked_for(self) -> list[Key]:
        kind, _, record = self._wanted.rpartition("|")
        if not self._wanted:
            return []
        about = [item for item in self.told.items if item.woman is not None and item.woman.id == record]
        return [(kind, record)] if kind else [item.unsettled.key for item in about]

    def _select(self, wanted: list[Key]) -> None:
        there = {item.unsettled.key for item in self.told.items}
        key = next((key for key in wanted if key in there), None)
        if key is not None:
            self.table.select_first(lambda item: item.unsettled.key == key)
        else:
            self.table.select_first()

    def _choose(self, item: Item | None) -> None:
        opened = item is not None and item.unsettled.key in self._opened
        wanted = self._field[1] if self._field and item is not None and self._field[0] == item.unsettled.key else ""
        self.panel.show_item(item, self.told, opened=opened, field=wanted)

    def _into_record(self) -> None:
        """Enter on the list: into the record, where the arrows and Tab go through the values."""
        here = self.panel.here
        if here is not None:
            next((keep for keep in here.keeps if keep.isEnabled()), self.panel.open).setFocus(
                Qt.FocusReason.OtherFocusReason
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A figure nobody else wanted keeps that value."""
        if event.modifiers() in NO_MODIFIER and event.text().isdecimal() and self.panel.keep(int(event.text())):
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was opened on purpose closes again when the page is left; what was typed stays."""
        self._opened = set()
        if self.panel.item is not None:
            self._choose(self.panel.item)
        super().hideEvent(event)

    # What is done

    def _open(self) -> None:
        item = self.panel.item
        if item is None or self.looks_only:
            return
        sensitive, masked = hides(item)
        whom = item.record.subject
        if sensitive:
            self.note("view.sensitive", whom, way="differences")
        if masked:
            self.note("view.contact", whom, way="differences")
        self._opened.add(item.unsettled.key)
        here = self.panel.here
        self.panel.show_item(item, self.told, opened=True, field=here.asked.field if here is not None else "")
        self._into_record()

    def _to_her(self) -> None:
        if self.panel.item is not None and self.panel.item.woman is not None:
            self.desk.navigate("woman", self.panel.item.woman.id)

    def _settle(self, item: Item, asked: Differing, value: Value) -> None:
        key: CellKey = (item.record.kind, item.record.id, asked.field)
        if self._settling or self._calm.isActive():
            self._calm.start()
            return
        if (here := self.panel.here) is not None and not here.seen():
            self._into_record()  # nobody chooses what lies below the edge of the window
            return
        self._settling = True
        before = tuple(Version(said.value, by) for said in asked.said for by in said.by)
        secret = item.closed(asked.field)
        said = "differences.settled.closed" if secret else "differences.settled"
        words = tr(said, who=who_words(item), field=asked_words(item, asked, opened=False))

        def done(changed: Changed) -> None:
            self._settling = False
            self._calm.start()
            if self._recalled.pop(key, None) is not None:
                self.refresh()  # what was read meanwhile still has it
            if changed.dot is not None:
                self._done.append((changed.dot.seq, key, before))
            self.panel.forget(key)
            self.desk.toast(words, None)
            self.undo.setVisible(True)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

        def refused(error: SuifangError) -> None:
            self._settling = False
            self._following = []
            self._refuse(key, error)

        self._go_on(item, asked)
        writes = settle(*key, value)
        self.read(lambda ledger: ledger.write(Verb.SETTLE, writes), done, failed=refused)

    def _go_on(self, item: Item, asked: Differing) -> None:
        """What is chosen next: what else differs in this record, then the next record on the list."""
        shown = [one for one in self.table.things.rows if isinstance(one, Item)]
        keys = [one.unsettled.key for one in shown]
        at = keys.index(item.unsettled.key) if item.unsettled.key in keys else 0
        self._following = [item.unsettled.key, *keys[at + 1 :], *reversed(keys[:at])]
        fields = [one.field for one in item.unsettled.fields]
        left = fields[fields.index(asked.field) + 1 :] if asked.field in fields else []
        self._field = (item.unsettled.key, left[0]) if left else None

    def _refuse(self, key: CellKey, error: SuifangError) -> None:
        """What was written was refused: said below it, nothing typed is lost."""
        form = self.panel.forms.get(key)
        findings = [f for f in error.findings if isinstance(f, Finding)] if isinstance(error, RecordError) else []
        mine = [finding for finding in findings if finding.field == key[2]]
        if form is not None and form.isVisible() and mine:
            form.set_findings(mine)
        else:
            self.desk.trouble(error)

    def _take_back(self) -> None:
        if not self._done:
            return
        seq, key, before = self._done.pop()

        def done(_: object) -> None:
            self._recalled[key] = before
            self._wanted = f"{key[0]}|{key[1]}"
            self._field = (key[:2], key[2])
            self.desk.toast(tr("differences.undone"), None)
            self.refresh()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

        self.read(lambda ledger: ledger.undo(seq), done)


def _fields(item: Item) -> str:
    words = tr("differences.fields", n=len(item.unsettled.fields))
    return f"{words} · {tr('differences.recalled')}" if any(one.recalled for one in item.unsettled.fields) else words
