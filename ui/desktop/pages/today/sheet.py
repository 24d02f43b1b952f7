"""打印走访单: the sheet for the round, looked at before it is printed, with a word about who is not on it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from app.values.dates import PartialDate
from ui.desktop.leaving import Leaving
from ui.desktop.operations import Progress
from ui.desktop.page import Desk, Page
from ui.desktop.pages.today.round import OF_THE_ROUND, round_of
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Words, row
from ui.text import tr

if TYPE_CHECKING:
    from app.forms.round_sheet import RoundSheetContent
    from storage.audit import Fact
    from storage.ledger import Ledger

REASONS = ("family_unaware", "no_home_contact", "under_18")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The content without and with names, and how many copies of this month were printed already."""

    plain: RoundSheetContent
    named: RoundSheetContent
    copies: int


class RoundSheetPage(Page):
    """The month's sheet. Names only when ticked: paper gets lost."""

    kinds: ClassVar[frozenset[str]] = OF_THE_ROUND

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sheet: _Sheet | None = None
        head = row(steps=3)
        head.addWidget(Words(tr("page.round"), "title"))
        head.addStretch(1)
        self.names = Tick(tr("round.names"))
        self.names.toggled.connect(lambda _on: self._draw())
        head.addWidget(self.names)
        head.addWidget(Button(tr("round.back"), "Alt+Left", action=self.desk.back))
        self.sheet.addLayout(head)
        self.said = Words("", "soft", wrap=True)
        self.sheet.addWidget(self.said)
        self.view = PdfView(desk.operations, self.note)
        self.view.setMinimumHeight(360)
        self.view.printed.connect(self._printed)
        self.view.saved.connect(lambda _path: self.desk.toast(tr("round.saved"), None))
        self.view.trouble.connect(self.desk.trouble)
        self.sheet.addWidget(self.view, 1)

    def refresh(self) -> None:
        """Reads whom it would hold and draws it."""
        today = self.desk.today()
        self.read(lambda ledger: _read(ledger, today), self._take, latest="round", title=tr("round.drawing"))

    def _take(self, sheet: _Sheet) -> None:
        self._sheet = sheet
        self.said.setText(said_of(sheet.plain))
        self._draw()

    def _draw(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        named, copy = self.names.isChecked(), sheet.copies + 1
        content = sheet.named if named else sheet.plain
        facts: dict[str, Fact] = {
            "month": str(content.month),
            "rows": len(content.rows),
            "with_names": named,
            "copies": 1,
        }
        leaving = Leaving("export.round", facts, asks=named)

        def draw(_progress: Progress) -> bytes:
            from app.forms.round_sheet import round_sheet

            return round_sheet(content, first_copy=copy)

        self.desk.operations.beside(
            draw, owner=self, latest="round.draw", title=tr("round.drawing"),
            done=lambda drawn: self.view.show_pdf(drawn, tr("round.file", month=content.month), leaving),
        )  # fmt: skip

    def _printed(self) -> None:
        month = self.desk.today()
        self.read(lambda ledger: _count_copy(ledger, month), lambda _: self.refresh())
        self.desk.toast(tr("round.printed"), None)


def said_of(content: RoundSheetContent) -> str:
    """How many are on it, how many not and why, in words that accuse nobody."""
    parts = [tr("round.on", n=len(content.rows))]
    parts += [tr(f"round.off.{why}", n=content.left_off[why]) for why in REASONS if content.left_off.get(why)]
    if content.without_door:
        parts.append(tr("round.without_door", n=content.without_door))
    return " ".join(parts)


def _read(ledger: Ledger, today: date) -> _Sheet:
    from app.forms.round_sheet import round_sheet_content

    found = round_of(ledger).entries(today)
    stories = {entry.followup.subject: entry.story for entry in found}
    walk = round_of(ledger).walk()
    due, month, unit = [entry.followup for entry in found], PartialDate(today.isoformat()[:7]), ledger.unit
    plain, named = (
        round_sheet_content(due, stories.values(), unit, month, today, with_names=names, walk=walk)
        for names in (False, True)
    )
    return _Sheet(plain, named, _copies(ledger, today))


def _copies(ledger: Ledger, today: date) -> int:
    kept = ledger.setting(_setting(today))
    return int(kept) if kept else 0


def _count_copy(ledger: Ledger, today: date) -> None:
    ledger.set_setting(_setting(today), str(_copies(ledger, today) + 1).encode())


def _setting(today: date) -> str:
    """The same count as that of the page of the month, so that no two copies have one number."""
    return f"print.round.{today.isoformat()[:7]}"
