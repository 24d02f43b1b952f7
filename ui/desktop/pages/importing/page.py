"""导入: file → columns → rows → report. Back at any step loses nothing; only the third step writes, once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, SuifangError
from app.roster.clerk import Roster
from app.roster.columns import RosterMapping
from app.roster.plan import Outcome
from storage.importing import import_roster
from ui.desktop.operations import Operation, Progress
from ui.desktop.page import Desk, Page
from ui.desktop.pages.importing.columns_step import ColumnsStep
from ui.desktop.pages.importing.file_step import FileStep
from ui.desktop.pages.importing.report_step import ReportStep
from ui.desktop.pages.importing.rows_step import RowsStep
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.words import Card, Words, row
from ui.import_words import report_content
from ui.importing import Chosen, Draft, open_roster, prepare, read
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from storage.cells import CellName
    from storage.changes import Changed

T = TypeVar("T")
STEPS = ("file", "columns", "rows", "report")
_LAST = "page.import.last"
"""The setting of the ledger that holds the path of the last file."""


class ImportPage(Page):
    """What she chose and decided is kept here until another file is opened."""

    kinds = frozenset({"woman", "household", "method_use", "move", "roster_line"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen: Chosen | None = None
        self.draft: Draft | None = None
        self.operation: Operation | None = None
        self._read: tuple[RosterMapping, Roster] | None = None
        self._done = False
        self._build_head()
        self.file, self.columns = FileStep(), ColumnsStep()
        self.rows, self.report = RowsStep(), ReportStep(desk.operations, self.note)
        self._parts: dict[str, QWidget] = dict(
            zip(STEPS, (self.file, self.columns, self.rows, self.report), strict=True)
        )
        for part in self._parts.values():
            self.sheet.addWidget(part, 1)
        self.file.chosen.connect(self.open_file)
        self.columns.corrected.connect(self._corrected)
        self.columns.back.connect(lambda: self._step_clicked("file"))
        self.columns.onward.connect(self.compare)
        self.rows.decided.connect(self._decided)
        self.rows.back.connect(lambda: self._step_clicked("columns"))
        self.rows.onward.connect(self.do_import)
        self.report.to_ledger.connect(lambda: desk.navigate("ledger", ""))
        self.report.another.connect(lambda: self.go("file"))
        self.report.view.trouble.connect(desk.trouble)
        self.report.view.saved.connect(lambda path: desk.toast(tr("import.saved", file=Path(path).name), None))
        self.report.view.printed.connect(lambda: desk.toast(tr("import.printed"), None))
        self.step = ""
        self.go("file")

    def _build_head(self) -> None:
        head = row(steps=4)
        head.addWidget(Words(tr("page.import"), "title"))
        self.steps = Pills([(step, f"{n} {tr(f'import.step.{step}')}") for n, step in enumerate(STEPS, 1)], "file")
        self.steps.setAccessibleName(tr("import.steps"))
        self.steps.chosen.connect(self._step_clicked)
        head.addWidget(self.steps, 1)
        self.sheet.addLayout(head)
        self.trouble = Card(tone="late")
        self._trouble_words = Words("", wrap=True)
        self.trouble.body.addWidget(self._trouble_words)
        self.sheet.addWidget(self.trouble)
        self.trouble.hide()

    # Going from step to step

    def first(self) -> QWidget | None:
        """Where the keyboard begins on this step."""
        part = self._parts[self.step]
        return part.first() if isinstance(part, ColumnsStep | RowsStep | ReportStep) else self.file.button

    def go(self, step: str) -> None:
        """Shows a step."""
        self.step = step
        for key, part in self._parts.items():
            part.setVisible(key == step)
        self._show_reached()
        if self.isVisible() and (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step_clicked(self, step: object) -> None:
        """Goes there; while something is under way, stops that first."""
        self.hush()
        if self.operation is not None:
            self.operation.cancel()
        elif step == "rows" and not self._done:
            self.compare()
        else:
            self.go(str(step))
        self.steps.set_value(self.step)

    def _show_reached(self) -> None:
        reached = {
            "file": True,
            "columns": self.chosen is not None,
            "rows": self.draft is not None and not self._done,
            "report": self._done,
        }
        for step in STEPS:
            self.steps.pill(step).setEnabled(reached[step] or step == self.step)
        self.steps.set_value(self.step)

    def arrive(self, what: str) -> None:
        """``what`` may be the path of a file to begin with. Without one, the last file is offered."""
        if what:
            self.open_file(Path(what))
        self.read(lambda ledger: ledger.setting(_LAST), self._offer_last, latest="last")

    def _offer_last(self, kept: bytes | None) -> None:
        path = Path(kept.decode("utf-8")) if kept else None
        self.file.show_last(path)

    def refresh(self) -> None:
        """Something changed in the ledger: the rows are compared with it anew."""
        if self.step == "rows" and not self.working():
            self.compare()

    def unsaved(self) -> bool:
        """Whether she corrected or decided something that no import has taken yet."""
        corrected = self.chosen is not None and (self.chosen.corrections or self.chosen.skipped)
        return not self._done and bool(corrected or (self.draft and self.draft.decisions))

    # What is done at each step

    def open_file(self, path: Path) -> None:
        """Reads a file and shows its columns. The same file again keeps what was corrected."""
        if not self.working():
            self._beside(lambda _: open_roster(path), self._opened, tr("import.reading"))

    def _opened(self, chosen: Chosen) -> None:
        before = self.chosen
        same = before is not None and (before.path, before.sheets) == (chosen.path, chosen.sheets)
        if not same or self._done:
            self.chosen, self.draft, self._read = chosen, None, None
        self._done = False
        path = str(chosen.path.absolute()).encode("utf-8")
        self.read(lambda ledger: ledger.set_setting(_LAST, path), lambda _: None)
        self.file.show_last(chosen.path)
        if self.chosen is not None:
            self.columns.show_chosen(self.chosen)
        self.go("columns")

    def _corrected(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self.hush()

    def compare(self) -> None:
        """Reads every row as the columns say, then asks the ledger what it makes of them."""
        chosen, today = self.chosen, self.desk.today()
        if chosen is None or self.working():
            return
        if self._read is not None and self._read[0] == chosen.mapping:
            self._compare_with_ledger(self._read[1])
            return

        def work(progress: Progress) -> Roster:
            return read(chosen, today, progress.at)

        self._beside(work, partial(self._rows_read, chosen), tr("import.reading"))

    def _rows_read(self, chosen: Chosen, roster: Roster) -> None:
        self._read = (chosen.mapping, roster)
        self._compare_with_ledger(roster)

    def _compare_with_ledger(self, roster: Roster) -> None:
        chosen, today = self.chosen, self.desk.today()
        if chosen is None:
            return

        session = self.desk.session
        self._on_ledger(
            lambda _: prepare(session.ledger, chosen, roster, today), self._compared, tr("import.comparing")
        )

    def _compared(self, draft: Draft) -> None:
        before, self._done = self.draft, False
        self.draft = draft.with_decisions(before.decisions) if before is not None else draft
        self.rows.show_draft(self.draft, fresh=before is None)
        self.go("rows")

    def _decided(self, draft: Draft) -> None:
        self.draft = draft

    def do_import(self) -> None:
        """Writes it all as one change; can be stopped until the very end."""
        draft = self.draft
        if draft is None or self.working():
            return
        session = self.desk.session

        def work(progress: Progress) -> Changed | None:
            source = draft.chosen.source
            return import_roster(session.ledger, draft.plan, draft.snapshot, source=source, progress=progress.at)

        self.rows.import_button.setEnabled(False)
        self._on_ledger(work, partial(self._imported, draft), tr("import.working"))

    def _imported(self, draft: Draft, changed: Changed | None) -> None:
        counts = draft.plan.counts
        if draft.imports:
            said = tr("import.done", new=counts[Outcome.NEW], updates=counts[Outcome.UPDATES])
        else:
            said = tr("import.done.nothing")
        self._done = True
        self.rows.import_button.setEnabled(True)
        seq = changed.dot.seq if changed is not None and changed.dot is not None else None
        self.desk.toast(said, (lambda: self._take_back(seq)) if seq is not None else None)
        unit, today = self.desk.session.unit, self.desk.today()

        def draw(_progress: Progress) -> bytes:
            from app.forms.import_report import import_report

            return import_report(report_content(draft, unit, today))

        self._beside(draw, partial(self._reported, said))

    def _reported(self, said: str, content: bytes) -> None:
        self.report.show_report(said, content)
        self.go("report")

    def _take_back(self, seq: int) -> None:
        def undone(result: tuple[Changed, list[CellName]]) -> None:
            self._done = False
            self.desk.toast(tr("import.undone_partly" if result[1] else "import.undone"), None)
            if self.step == "report":
                self.compare()

        self.read(lambda ledger: ledger.undo(seq), undone, title=tr("import.undoing"))

    # One thing at a time

    def working(self) -> bool:
        """Whether something is under way; nothing else begins before it has ended."""
        return self.operation is not None

    def _beside(self, work: Callable[[Progress], T], done: Callable[[T], object], title: str = "") -> None:
        self._begin(self.desk.operations.beside, work, done, title)

    def _on_ledger(self, work: Callable[[Progress], T], done: Callable[[T], object], title: str = "") -> None:
        self._begin(self.desk.operations.on_ledger, work, done, title)

    def _begin(
        self, start: Callable[..., Operation], work: Callable[[Progress], T], done: Callable[[T], object], title: str
    ) -> None:
        self.hush()

        def ended(result: T) -> None:
            self.operation = None
            done(result)

        self.operation = start(work, owner=self, done=ended, failed=self._failed, title=title)

    def _failed(self, error: SuifangError) -> None:
        self.operation = None
        self.rows.import_button.setEnabled(True)
        self._show_reached()
        if isinstance(error, Cancelled):
            self.desk.toast(tr("import.stopped"), None)
            return
        if error.code == "import.moved_on":
            self.compare()
        self._trouble_words.setText(say(error).text)
        self.trouble.show()

    def hush(self) -> None:
        """Takes away what was said of an earlier trouble."""
        self.trouble.hide()
