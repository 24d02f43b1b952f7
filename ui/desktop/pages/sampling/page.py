"""季查: a quarter's sample of values, carried on the round, and what was found of each, by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.actions import Verb
from app.codes import code_list
from app.forms.people import walk_order
from app.records import Child, SampleItem
from app.sampling import Drawn, begin, draw, first_day, found, looked_up, plan, quarter_of, standing
from app.values.dates import add_months
from storage.ids import new_id
from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.page import Desk, Page
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Tag
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import language, tr
from ui.value_words import value_words

if TYPE_CHECKING:
    from app.forms.listing import ListContent
    from storage.ledger import Ledger

Item = tuple[SampleItem, Drawn]
FOUND = ("right", "wrong", "missing", "not_checked")
TONES = {"right": "good", "wrong": "due", "missing": "due", "not_checked": "plain"}


@dataclass(frozen=True, slots=True)
class Told:
    """A quarter's sample; ``drawn``: how many values there were when it was drawn, gone ones included."""

    items: tuple[Item, ...]
    drawn: int


class Asked(Card):
    """Right of the list: one value and what was found. ``told(code)``: a code of ``sample_found``."""

    told = Signal(str)
    her_page = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("sampling.asked"))
        self._facts = column(steps=2)
        self.body.addLayout(self._facts)
        self.body.addStretch(1)
        self.buttons: dict[str, Button] = {}
        for place, code in enumerate(FOUND, 1):
            words = code_list("sample_found").label(code, language())
            button = Button(words, f"Ctrl+{place}", action=lambda code=code: self.told.emit(code))  # type: ignore[misc]
            self.buttons[code] = button
            self.body.addWidget(button)
        self.page = Button(tr("sampling.her_page"), "Alt+M", action=self.her_page.emit)
        self.body.addWidget(self.page)
        self.show_item(None)

    def show_item(self, item: Item | None) -> None:
        """Shows a value, or nothing."""
        empty(self._facts)
        for button in (*self.buttons.values(), self.page):
            button.setVisible(item is not None)
        if item is None:
            self._facts.addWidget(Words(tr("sampling.none"), "soft", wrap=True))
            return
        self._facts.addWidget(Words(item[1].story.woman.name, "title", wrap=True))
        self._facts.addWidget(Words(_what(item), "body", wrap=True))
        self._facts.addWidget(Words(tr("sampling.written", value=_value(item)), "strong", wrap=True))
        self._facts.addWidget(Words(tr("sampling.rule"), "soft", wrap=True))


class SamplingPage(Page):
    """``navigate("sampling", "2026-Q3")`` opens a quarter, the present one without."""

    kinds: ClassVar[frozenset[str]] = frozenset({"woman", "child", "delivery", "move", "consent", "sample_item"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.quarter = quarter_of(desk.today())
        self.told = Told((), 0)
        self._following = ""
        self._build_head()
        self.table: Table[Item] = Table(tr("sampling.list"), [
            Column(tr("sampling.column.place"), _place, 1.1, "soft", letters=4),
            Column(tr("sampling.column.who"), lambda one: one[1].story.woman.name, 1.3, "strong", letters=4),
            Column(tr("sampling.column.what"), _what, 2.0, letters=6),
            Column(tr("sampling.column.value"), _value, 2.0, letters=6),
            Column(tr("sampling.column.found"), _found, 1.4, letters=4),
        ])  # fmt: skip
        self.table.horizontalHeader().setSectionsClickable(False)
        self.asked = Asked()
        self.table.moved.connect(self.asked.show_item)
        self.asked.told.connect(self.say)
        self.asked.her_page.connect(self._to_her)
        self.board = QWidget()
        self._across = row(self.board, steps=4)
        self._across.addWidget(self.table, 1)
        self._across.addWidget(self.asked)
        self.paper = QWidget()
        paper = column(self.paper, steps=3)
        choices = Flow(steps=3)
        self.names = Tick(tr("sampling.names"))
        self.names.toggled.connect(lambda _on: self._draw_paper())
        choices.addWidget(self.names)
        self.left_off = Words("", "soft", wrap=True)
        paper.addLayout(choices)
        paper.addWidget(self.left_off)
        self.view = PdfView(desk.operations, self.note)
        self.view.setMinimumHeight(theme.current().space(90))
        self.view.trouble.connect(desk.trouble)
        self.view.printed.connect(lambda: desk.toast(tr("sampling.printed"), None))
        self.view.saved.connect(lambda _path: desk.toast(tr("sampling.saved"), None))
        paper.addWidget(self.view, 1)
        self.nothing = QWidget()
        self._nothing = column(self.nothing)
        for part in (self.board, self.paper, self.nothing):
            self.sheet.addWidget(part, 1)
            part.hide()
        self._say_quarter()

    def _build_head(self) -> None:
        head = row(steps=3)
        titles = Flow(steps=3)
        titles.addWidget(Words(tr("page.sampling"), "title"))
        self.period = Words("", "soft")
        self.before = Button(tr("sampling.before"), "Ctrl+PgUp", action=lambda: self._shift(-1))
        self.after = Button(tr("sampling.after"), "Ctrl+PgDown", action=lambda: self._shift(1))
        self.print_button = Button(tr("sampling.sheet"), "Ctrl+P", action=self.show_paper)
        self.to_list = Button(tr("sampling.to_list"), "Ctrl+L", action=self._show_board)
        for part in (self.period, self.before, self.after, self.print_button, self.to_list):
            titles.addWidget(part)
        head.addLayout(titles, 1)
        head.addWidget(Button(tr("sampling.back"), "Alt+Left", action=self.desk.back), 0, Qt.AlignmentFlag.AlignTop)
        self.sheet.addLayout(head)
        self.state = Words("", "soft", wrap=True)
        self.sheet.addWidget(self.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is asked stands beside the list, below it where the text is too large for both."""
        super().resizeEvent(event)
        wear = theme.current()
        narrow = self.width() < wear.wide(56)
        self._across.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.asked.setMinimumWidth(0 if narrow else wear.wide(15) + wear.space(8))
        self.asked.setMaximumWidth(16_777_215 if narrow else wear.wide(15) + wear.space(8))
        self.table.setMinimumHeight(self.table.row_height() * (5 if narrow else 3))

    def first(self) -> QWidget | None:
        """The list; the next step where there is none."""
        return super().first() if self.board.isHidden() else self.table

    def arrive(self, what: str) -> None:
        """Opens a quarter."""
        if what and what != self.quarter:
            self.quarter = what
            self._say_quarter()
            self.refresh()

    def refresh(self) -> None:
        """Reads the sample."""
        quarter, today = self.quarter, self.desk.today()
        self.read(lambda ledger: _read(ledger, quarter, today), self._take, latest="sample")

    def _shift(self, by: int) -> None:
        wanted = add_months(first_day(self.quarter), 3 * by)
        if wanted <= self.desk.today():
            self.quarter = quarter_of(wanted)
            self._say_quarter()
            self.refresh()

    def _say_quarter(self) -> None:
        day = first_day(self.quarter)
        self.period.setText(tr("sampling.quarter", year=day.year, n=self.quarter[6]))
        self.after.setEnabled(add_months(day, 3) <= self.desk.today())

    def _take(self, told: Told) -> None:
        self.told = told
        kept = self.table.current()
        self.table.show_things(told.items)
        wanted = self._following or (kept[0].id if kept else "")
        self._following = ""
        if wanted:
            self.table.select_first(lambda one: one[0].id == wanted)
        self._say_state()
        if not told.items:
            self._say_nothing()
        elif self.paper.isHidden():
            self._show_board()

    def _say_state(self) -> None:
        counts = {code: sum(item.found == code for item, _ in self.told.items) for code in FOUND}
        checked = counts["right"] + counts["wrong"] + counts["missing"]
        left = sum(item.found is None for item, _ in self.told.items)
        said = tr(
            "sampling.state", n=len(self.told.items), checked=checked, right=counts["right"], missing=counts["missing"]
        )
        if left:
            said += tr("sampling.left", n=left)
        if gone := self.told.drawn - len(self.told.items):
            said += tr("sampling.gone", n=gone)
        self.state.setText(said)
        self.state.setVisible(bool(self.told.items))

    def _say_nothing(self) -> None:
        empty(self._nothing)
        now = self.quarter == quarter_of(self.desk.today())
        ways = [Button(tr("sampling.draw"), "Ctrl+Return", primary=True, action=self.draw_sample)] if now else []
        key = "sampling.begin" if now else "sampling.never"
        self._nothing.addWidget(EmptyState(tr(key), tr(f"{key}.note", n=plan().size), ways))
        self._show(self.nothing)
        if ways and self.isVisible():
            ways[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, part: QWidget) -> None:
        for one in (self.board, self.paper, self.nothing):
            one.setVisible(one is part)
        self.print_button.setVisible(part is self.board)
        self.to_list.setVisible(part is self.paper)

    def _show_board(self) -> None:
        self._show(self.board)
        if self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is done

    def draw_sample(self) -> None:
        """Draws the quarter's values by chance and keeps which."""
        quarter, today, size = self.quarter, self.desk.today(), plan().size

        def drawn(ledger: Ledger) -> tuple[Drawn, ...]:
            return draw(ledger.stories(visits_since=today), quarter, ledger.unit.code, size, today)

        def keep(values: tuple[Drawn, ...]) -> None:
            if not values:
                self.desk.toast(tr("sampling.nobody"), None)
                return
            self.write(Verb.SAMPLE, begin(values, quarter, fresh=new_id), tr("sampling.drawn", n=len(values)))

        self.read(drawn, keep, latest="draw")

    def say(self, code: str) -> None:
        """What was found of the value under the cursor; said again, it is taken back. On to the next."""
        one = self.table.current()
        if one is None:
            return
        items = [thing for thing in self.table.things.rows if isinstance(thing, tuple)]
        at = next((n for n, other in enumerate(items) if other[0].id == one[0].id), 0)
        later = [other for other in [*items[at + 1 :], *items[:at]] if other[0].found is None]
        said = None if one[0].found == code else code
        self._following = later[0][0].id if later and said else one[0].id
        writes = found(one[0], said, self.desk.today().isoformat())
        self.write(Verb.SAMPLE_FOUND, writes, done=lambda _: self.table.setFocus())

    def _to_her(self) -> None:
        if (one := self.table.current()) is not None:
            self.desk.navigate("woman", one[1].story.woman.id)

    # The sheet to carry

    def show_paper(self) -> None:
        """The sheet to carry, looked at before it is printed."""
        self._show(self.paper)
        self.view.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._draw_paper()

    def _draw_paper(self) -> None:
        quarter, today, names = self.quarter, self.desk.today(), self.names.isChecked()
        wanted = self.desk.preferences()

        def content(ledger: Ledger) -> ListContent:
            from app.forms.quality import quality_content

            items = standing(ledger.all(SampleItem), quarter)
            women = {item.subject for item in items}
            return quality_content(
                [item for item in items if item.found is None], list(ledger.stories(women, visits_since=today)), ledger.unit,
                quarter, today, with_names=names, walk=ledger.walk(),
            )  # fmt: skip

        def made(told: ListContent) -> None:
            rows = sum(len(section.rows) for section in told.sections)
            off = sum(told.left_off.values())
            self.left_off.setText(tr("sampling.sheet.rows", n=rows) + (tr("sampling.sheet.off", n=off) if off else ""))
            leaving = Leaving("export.quality", {"rows": rows, "with_names": names}, asks=names)

            def drawing(_progress: object) -> bytes:
                from app.forms.quality import quality_sheet

                return quality_sheet(told, paper_of(wanted))

            self.desk.operations.beside(
                drawing, owner=self, latest="sampling.paper", title=tr("sampling.drawing"),
                done=lambda pdf: self.view.show_pdf(pdf, tr("sampling.sheet.title"), leaving),
            )  # fmt: skip

        self.read(content, made, latest="paper", title=tr("sampling.drawing"))


def _read(ledger: Ledger, quarter: str, today: date) -> Told:
    items = standing(ledger.all(SampleItem), quarter)
    women = {item.subject for item in items}
    walk, found_now = ledger.walk(), looked_up(items, list(ledger.stories(women, visits_since=today)), today)
    return Told(tuple(sorted(found_now, key=lambda one: (walk_order(one[1].story, walk), one[0].id))), len(items))


def _place(one: Item) -> str:
    woman = one[1].story.woman
    group = tr("sampling.group", n=woman.group) if woman.group else ""
    return " ".join(part for part in (group, woman.door or "") if part)


def _what(one: Item) -> str:
    record, field = one[1].record, one[1].field
    words = tr(f"field.{record.kind}.{field}")
    if isinstance(record, Child):
        return tr("sampling.of_child", name=record.name or tr("sampling.child"), what=words)
    if record.kind == "woman" or tr(f"sampling.kind.{record.kind}") in words:
        return words
    return tr("sampling.of", kind=tr(f"sampling.kind.{record.kind}"), what=words)


def _value(one: Item) -> str:
    return value_words(one[1].record.kind, one[1].field, one[1].value) or tr("sampling.blank")


def _found(one: Item) -> Tag | str:
    code = one[0].found
    return (
        Tag(code_list("sample_found").label(code, language()), TONES.get(code, "plain"))
        if code
        else tr("sampling.open")
    )
