"""比对: a list from the county or a hospital beside the ledger; every difference is settled by a person, with one key."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.actions import Verb
from app.errors import SuifangError
from app.reconciling.comparing import Line, Outcome
from app.reconciling.settling import MAY, Said, to_tell
from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.page import Desk, Page
from ui.desktop.pages.reconciling.choosing import Choosing
from ui.desktop.pages.reconciling.panel import Panel, said_value
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Tag
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, row
from ui.reconciling import DRAFT, Held, again, answer, hold, recognised, resume, row_words, what_words, who_words
from ui.text import tr

ALL = "all"
TONES = {
    Outcome.ASKED: "due", Outcome.DIFFERING: "due", Outcome.ONLY_THERE: "accent", Outcome.ONLY_HERE: "accent",
    Outcome.MATCHED: "good", Outcome.REFUSED: "plain",
}  # fmt: skip


class ReconcilingPage(Page):
    """What she said is kept as a draft until it is finished or left; of the list itself nothing is."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"woman", "child", "delivery", "life_event", "move", "consent", "household"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.held: Held | None = None
        self._left: Held | None = None
        head = row(steps=3)
        head.addWidget(Words(tr("page.reconciling"), "title"))
        self.state = Words("", "soft", wrap=True)
        head.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(Button(tr("reconciling.back"), "Alt+Left", action=desk.back), 0, Qt.AlignmentFlag.AlignTop)
        self.sheet.addLayout(head)
        self.choosing = Choosing()
        self.choosing.chosen.connect(self.open_file)
        self.choosing.resumed.connect(self._resume)
        self._build_board()
        self._build_answer()
        for part in (self.choosing, self.board, self.answered):
            self.sheet.addWidget(part, 1)
        self._go(self.choosing)

    def _build_board(self) -> None:
        self.board = QWidget()
        board = column(self.board, steps=3)
        self.columns = Words("", "soft", wrap=True)
        board.addWidget(self.columns)
        self.filters = Pills([(key, tr(f"reconciling.filter.{key}")) for key in (ALL, *Outcome)], ALL)
        self.filters.setAccessibleName(tr("reconciling.filters"))
        self.filters.chosen.connect(lambda _: self._fill())
        board.addWidget(self.filters)
        self.table: Table[Line] = Table(tr("reconciling.list"), [
            Column(tr("reconciling.column.row"), row_words, 0.7, "soft", letters=2),
            Column(tr("reconciling.column.who"), who_words, 1.5, "strong", letters=5),
            Column(tr("reconciling.column.outcome"), _outcome, 1.4, letters=5),
            Column(tr("reconciling.column.what"), self._what, 3.6, letters=8, spare=True),
            Column(tr("reconciling.column.said"), self._word, 1.7, letters=5),
        ])  # fmt: skip
        self.table.horizontalHeader().setSectionsClickable(False)
        self.panel = Panel()
        self.table.moved.connect(lambda line: self.panel.show_line(self.held, line))
        self.panel.told.connect(self.say)
        self.panel.chose.connect(self.choose)
        self.panel.reopened.connect(lambda: self.choose(None))
        self._across = row(steps=4)
        self._across.addWidget(self.table, 1)
        self._across.addWidget(self.panel)
        board.addLayout(self._across, 1)
        ways = Flow(steps=3)
        self.finish_button = Button(tr("reconciling.finish"), "Ctrl+Return", primary=True, action=self.finish)
        self.drop_button = Button(tr("reconciling.give_up"), "Ctrl+W", action=self.give_up)
        ways.addWidget(self.finish_button)
        ways.addWidget(self.drop_button)
        self.still = Words("", "soft", wrap=True)
        board.addWidget(self.still)
        board.addLayout(ways)

    def _build_answer(self) -> None:
        self.answered = QWidget()
        layout = column(self.answered, steps=3)
        self.done_words = Words("", "section", wrap=True)
        layout.addWidget(self.done_words)
        self.another = Button(
            tr("reconciling.another"), "Ctrl+Return", primary=True, action=lambda: self._go(self.choosing)
        )
        ways = Flow(steps=3)
        ways.addWidget(self.another)
        layout.addLayout(ways)
        self.answer_note = Words("", "soft", wrap=True)
        layout.addWidget(self.answer_note)
        self.view = PdfView(self.desk.operations, self.note)
        self.view.print_button.primary = False
        self.view.setMinimumHeight(theme.current().space(90))
        self.view.trouble.connect(self.desk.trouble)
        self.view.printed.connect(lambda: self.desk.toast(tr("reconciling.printed"), None))
        self.view.saved.connect(lambda _path: self.desk.toast(tr("reconciling.saved"), None))
        layout.addWidget(self.view, 100)
        layout.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel stands beside the list, below it where the text is too large for both."""
        super().resizeEvent(event)
        wear = theme.current()
        narrow = self.width() < wear.wide(56)
        self._across.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.panel.setMinimumWidth(0 if narrow else wear.wide(19) + wear.space(8))
        self.panel.setMaximumWidth(16_777_215 if narrow else wear.wide(19) + wear.space(8))
        self.table.setMinimumHeight(self.table.row_height() * (5 if narrow else 3))

    def first(self) -> QWidget | None:
        """Where the keyboard begins on this step."""
        if not self.board.isHidden():
            return self.table
        return self.another if not self.answered.isHidden() else self.choosing.files.button

    def arrive(self, _what: str) -> None:
        """Offers the comparison that was left."""
        if self.held is None:
            self.read(
                lambda ledger: resume(ledger, self.desk.today()), self._offer, latest="left", failed=lambda _: None
            )

    def refresh(self) -> None:
        """The ledger changed: the same list is held against it anew."""
        held, today = self.held, self.desk.today()
        if held is not None and not self.board.isHidden():
            self.read(lambda ledger: again(ledger, held, today), self._take, latest="again")

    # The file

    def _offer(self, held: Held | None) -> None:
        self._left = held
        self.choosing.offer(held.path.name if held is not None and self.held is None else "")

    def _resume(self) -> None:
        if self._left is not None:
            self._take(self._left)

    def open_file(self, path: Path) -> None:
        """Reads a list and holds it against the ledger."""
        about, today = self.choosing.about.value() or "births", self.desk.today()
        self.read(lambda ledger: hold(ledger, path, about, today), self._begun, latest="hold", title=tr("reconciling.reading"),
                  failed=self.desk.trouble)  # fmt: skip

    def _begun(self, held: Held) -> None:
        self.filters.set_value(ALL)
        self._take(held)

    def _take(self, held: Held) -> None:
        self.held = held
        used, left = recognised(held.mapping)
        words = tr("reconciling.columns", used="、".join(used))
        self.columns.setText(words + (tr("reconciling.columns.left", left="、".join(left)) if left else ""))
        self._fill()
        self._go(self.board)

    # The lines

    def _fill(self) -> None:
        held = self.held
        if held is None:
            return
        compared = held.compared
        for outcome in Outcome:
            self.filters.pill(outcome).set_count(compared.count(outcome))
            self.filters.pill(outcome).setVisible(compared.count(outcome) > 0)
        self.filters.pill(ALL).set_count(len(compared.lines))
        wanted = self.filters.value()
        if wanted != ALL and not compared.count(Outcome(str(wanted))):
            self.filters.set_value(ALL)
        self.filters.updateGeometry()
        shown = [line for line in compared.lines if self.filters.value() in (ALL, line.outcome)]
        kept = self.table.current()
        self.table.show_things(shown)
        if kept is not None:
            self.table.select_first(lambda line: line.key == kept.key)
        self._say_state(held)

    def _say_state(self, held: Held) -> None:
        rows = len(held.read.rows)
        others = tr("reconciling.state.others", n=held.read.others) if held.read.others else ""
        self.state.setText(tr("reconciling.state", file=held.path.name, rows=rows) + others)
        self.still.setText(tr("reconciling.still", n=held.open) if held.open else tr("reconciling.all_settled"))

    def _what(self, line: Line) -> str:
        return what_words(line, self.held.read.about) if self.held is not None else ""

    def _word(self, line: Line) -> Tag | str:
        word = self.held.said.get(line.key) if self.held is not None else None
        if word is None:
            return tr("reconciling.unsaid") if line.outcome in MAY or line.outcome is Outcome.ASKED else ""
        return Tag(tr(f"reconciling.said.{word}"), "plain" if word is Said.LATER else "good")

    def say(self, word: object) -> None:
        """Her word about the line under the cursor; on to the next that wants one."""
        line, held = self.panel.line, self.held
        if line is None or held is None:
            return
        self.held = held.say(line, Said(str(word)))
        self._keep()
        self._onward(line)

    def choose(self, woman: object) -> None:
        """Whom an unclear row is about."""
        line, held = self.panel.line, self.held
        if line is None or held is None:
            return
        self.held = held.is_about(line, None if woman is None else str(woman))
        self._keep()
        self._fill()
        self.table.select_first(lambda one: one.key == line.key)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _onward(self, line: Line) -> None:
        held = self.held
        if held is None:
            return
        self._fill()
        lines = [one for one in self.table.things.rows if isinstance(one, Line)]
        keys = [one.key for one in lines]
        at = keys.index(line.key) if line.key in keys else -1
        waiting = [one for one in [*lines[at + 1 :], *lines[: at + 1]] if _waits(held, one)]
        if waiting:
            self.table.select_first(lambda one: one.key == waiting[0].key)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        held = self.held
        if held is not None:
            text = held.kept()
            self.read(lambda ledger: ledger.keep_draft(DRAFT, text), lambda _: None, latest="keep")

    # The end

    def finish(self) -> None:
        """Everything she settled and the counts as one change; then nothing of the list is left but the answer to print."""
        held = self.held
        if held is None:
            return

        def written(_changed: object) -> None:
            self.read(lambda ledger: ledger.keep_draft(DRAFT, None), lambda _: None)
            self._finished(held)

        def refused(error: SuifangError) -> None:
            self.held = held
            self.desk.trouble(error)

        self.held = None  # what comes of the change must not be compared once more
        self.write(
            Verb.LIST_CHECK, held.writes(self.desk.today()), tr("reconciling.done"), done=written, failed=refused
        )

    def _finished(self, held: Held) -> None:
        compared = held.compared
        self.done_words.setText(tr(
            "reconciling.done.counts", matched=compared.count(Outcome.MATCHED), differing=compared.count(Outcome.DIFFERING),
            here=compared.count(Outcome.ONLY_HERE), there=compared.count(Outcome.ONLY_THERE),
        ))  # fmt: skip
        telling = len(to_tell(held.compared, held.said))
        self.answer_note.setText(tr("reconciling.answer.note" if telling else "reconciling.answer.none", n=telling))
        self.view.setVisible(telling > 0)
        self.state.setText("")
        self._left = None
        self.choosing.offer("")
        self._go(self.answered)
        if telling:
            content, wanted = answer(held, self.desk.session.unit, said_value), self.desk.preferences()

            def draw(_progress: object) -> bytes:
                from app.forms.list_answer import list_answer

                return list_answer(content, paper_of(wanted))

            leaving = Leaving("export.list_answer", {"rows": telling, "with_names": True}, asks=True)
            self.desk.operations.beside(
                draw, owner=self, latest="reconciling.answer", title=tr("reconciling.drawing"),
                done=lambda drawn: self.view.show_pdf(drawn, tr("reconciling.answer.title"), leaving),
            )  # fmt: skip

    def give_up(self) -> None:
        """Leaves the list: nothing is written, nothing kept."""
        self.held = None
        self._left = None
        self.state.setText("")
        self.choosing.offer("")
        self.read(lambda ledger: ledger.keep_draft(DRAFT, None), lambda _: None, latest="keep")
        self._go(self.choosing)

    def _go(self, part: QWidget) -> None:
        for one in (self.choosing, self.board, self.answered):
            one.setVisible(one is part)
        if self.isVisible() and (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


def _outcome(line: Line) -> Tag:
    return Tag(tr(f"reconciling.outcome.{line.outcome}"), TONES[line.outcome])


def _waits(held: Held, line: Line) -> bool:
    return line.outcome is Outcome.ASKED or (line.outcome in MAY and line.key not in held.said)
