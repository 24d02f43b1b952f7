"""服务预约通知单: for whom, looked at before it is printed, with a word about who has none and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from app.followups.due import TO_DO
from app.records import Unit
from app.slips import REASONS, Slip, slips_of
from app.today import calls
from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.operations import Progress
from ui.desktop.page import Desk, Page
from ui.desktop.pages.today.round import OF_THE_ROUND, round_of
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.audit import Fact
    from storage.ledger import Ledger


@dataclass(frozen=True, slots=True)
class _Found:
    """``left_off``: how many have none, by reason; only ever counted."""

    unit: Unit
    worker: str
    slips: tuple[Slip, ...]
    left_off: Mapping[str, int]


class SlipsPage(Page):
    """``navigate("slips", ids)``: women's ids with commas between; nothing for everybody who can be seen today."""

    kinds: ClassVar[frozenset[str]] = OF_THE_ROUND

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: tuple[str, ...] = ()
        self._found: _Found | None = None
        head = row(steps=3)
        head.addWidget(Words(tr("page.slips"), "title"), 1)
        head.addWidget(Button(tr("slips.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        self.said = Words("", "soft", wrap=True)
        self.sheet.addWidget(self.said)
        self.ticks: dict[str, Tick] = {}
        inside = QWidget()
        self._list = column(inside, steps=1)
        self._who = Scroll(inside, least=40)
        self._who.setFixedWidth(theme.current().wide(17))
        self.view = PdfView(desk.operations, self.note)
        self.view.setMinimumHeight(360)
        self.view.printed.connect(lambda: desk.toast(tr("slips.printed"), None))
        self.view.saved.connect(lambda _path: desk.toast(tr("slips.saved"), None))
        self.view.trouble.connect(desk.trouble)
        across = row(steps=4)
        across.addWidget(self._who)
        across.addWidget(self.view, 1)
        self.sheet.addLayout(across, 1)

    def arrive(self, what: str) -> None:
        """Takes the selection."""
        self._wanted = tuple(woman for woman in what.split(",") if woman)
        self._found = None
        self.refresh()

    def refresh(self) -> None:
        """Reads whose slips there may be."""
        wanted, today = self._wanted, self.desk.today()
        self.read(lambda ledger: _read(ledger, wanted, today), self._take, latest="slips", title=tr("slips.drawing"))

    def _take(self, found: _Found) -> None:
        off = {woman for woman, tick in self.ticks.items() if not tick.isChecked()}
        empty(self._list)
        self.ticks, self._found = {}, found
        if found.slips:
            self._list.addWidget(Words(tr("slips.who"), "note"))
        for slip in found.slips:
            tick = Tick("　".join(word for word in (slip.name, slip.place) if word))
            tick.setChecked(slip.woman not in off)
            tick.toggled.connect(lambda _on: self._draw())
            self.ticks[slip.woman] = tick
            self._list.addWidget(tick)
        self._list.addStretch(1)
        self._who.setVisible(bool(found.slips))
        self._draw()

    def chosen(self) -> tuple[Slip, ...]:
        """The slips that are ticked."""
        return tuple(s for s in (self._found.slips if self._found else ()) if self.ticks[s.woman].isChecked())

    def _draw(self) -> None:
        found, slips = self._found, self.chosen()
        if found is None:
            return
        said = [tr("slips.on", n=len(slips)) if slips else tr("slips.nobody")]
        said += [tr(f"slips.off.{why}", n=found.left_off[why]) for why in REASONS if found.left_off.get(why)]
        self.said.setText(" ".join(said))
        self.view.setVisible(bool(slips))
        if not slips:
            return
        day = self.desk.today()
        facts: dict[str, Fact] = {"rows": len(slips), "with_names": True, "copies": 1}
        leaving = Leaving("export.slips", facts)

        def draw(_progress: Progress) -> bytes:
            from app.forms.slip import SlipsContent
            from app.forms.slip import slips as drawn

            return drawn(SlipsContent(unit=found.unit, day=day, worker=found.worker, slips=slips))

        self.desk.operations.beside(
            draw, owner=self, latest="slips.draw", title=tr("slips.drawing"),
            done=lambda pdf: self.view.show_pdf(pdf, tr("slips.file", day=day.isoformat()), leaving),
        )  # fmt: skip


def _read(ledger: Ledger, wanted: tuple[str, ...], today: date) -> _Found:
    found = [entry for entry in round_of(ledger).entries(today) if entry.followup.state in TO_DO]
    mine = [call for call in calls(found, today) if not wanted or call.followup.subject in wanted]
    slips, left_off = slips_of(mine, today)
    return _Found(ledger.unit, ledger.me.name, slips, left_off)
