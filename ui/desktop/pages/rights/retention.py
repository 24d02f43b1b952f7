"""保存期限: what is past its time by class, looked at first, then really deleted when she says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.actions.erasure import erase, let_go
from app.errors import SuifangError
from app.records import Request
from app.records.writes import Write
from app.retention import Class, Past, classes, past
from ui.dates import say_date
from ui.desktop.page import Desk, Page
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.rest import Rest
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import language, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

ALL = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What goes together: one woman by her name, or everything of a class that counts from one year, by nobody's."""

    of: Class
    parts: tuple[Past, ...]
    name: str = ""
    year: str = ""


class RetentionPage(Page):
    """``navigate("retention", "")``. Nothing goes by itself: she looks, ticks, and deletes."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"woman", "response", "supply_movement", "request", "benefit_case", "benefit_step", "consent"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: list[Line] = []
        head = row(steps=3)
        head.addWidget(Words(tr("page.retention"), "title"), 1)
        head.addWidget(Button(tr("book.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        self.sheet.addWidget(Words(tr("retention.note"), "soft", wrap=True))
        self._pills_place = Flow()
        self.sheet.addLayout(self._pills_place)
        self.of: Pills | None = None
        self.said = Words("", "body", wrap=True)
        self.sheet.addWidget(self.said)
        self.table: Table[Any] = Table(tr("page.retention"), _columns())
        self.table.opened.connect(self._open)
        self.rules = _rules()
        board = QWidget()
        sheet = column(board, steps=3)
        sheet.addWidget(self.table, 1)
        self.tick = Tick(tr("retention.understood"))
        self.tick.toggled.connect(lambda _on: self._arrange())
        foot = Flow(steps=3)
        self.purge = Button(tr("retention.purge", n=0), "Ctrl+D", primary=True, action=self._purge)
        foot.addWidget(self.tick)
        foot.addWidget(self.purge)
        sheet.addLayout(foot)
        self.rest = Rest()
        nothing = QWidget()
        calm = column(nothing, steps=3)
        calm.addWidget(Words(tr("retention.none"), "section", wrap=True))
        calm.addWidget(self.rules)
        calm.addStretch(1)
        for part in (nothing, board):
            self.rest.addWidget(part)
        self.sheet.addWidget(self.rest, 1)

    def first(self) -> QWidget | None:
        """The classes, where there is anything to look at."""
        return self.of if self._lines and self.of is not None else super().first()

    def refresh(self) -> None:
        """Reads what is past its time today."""
        today = self.desk.today()
        self.read(
            lambda ledger: read_lines(ledger, today), self._take, latest="retention", title=tr("retention.reading")
        )

    def _take(self, lines: list[Line]) -> None:
        self._lines = lines
        kept = self.of.value() if self.of else ALL
        found = Counter(part.of.name for line in lines for part in line.parts)
        names = [one for one in classes() if found[one.name]]
        empty(self._pills_place)
        self.of = Pills([(one.name, one.label(language())) for one in names], kept if kept in found else _first(names))
        self.of.setAccessibleName(tr("retention.class"))
        for one in names:
            self.of.pill(one.name).set_count(found[one.name])
        self.of.chosen.connect(lambda _: self._show())
        self._pills_place.addWidget(self.of)
        self.rest.setCurrentIndex(int(bool(lines)))
        self._show()

    def shown(self) -> list[Line]:
        """Those of the class that is looked at."""
        of = self.of.value() if self.of else ALL
        return [line for line in self._lines if line.of.name == of]

    def _show(self) -> None:
        shown = self.shown()
        self.table.show_things(shown)
        self.tick.setChecked(False)
        self.said.setText(_said(shown[0].of) if shown else "")
        self._arrange()

    def _arrange(self) -> None:
        self.purge.setText(tr("retention.purge", n=sum(len(line.parts) for line in self.shown())))
        self.purge.setEnabled(self.tick.isChecked() and bool(self.shown()))

    def _open(self, line: Line) -> None:
        if line.name:
            self.desk.navigate("woman", line.parts[0].subject)

    def _purge(self) -> None:
        going, today = [part for line in self.shown() for part in line.parts], self.desk.today()
        self.purge.setEnabled(False)

        def work(ledger: Ledger) -> int:
            writes, count = writes_of(ledger, going, today)
            if writes:
                ledger.write(Verb.RETENTION, writes)
            return count

        def failed(error: SuifangError) -> None:
            self._arrange()
            self.desk.trouble(error)

        self.read(work, lambda n: self.desk.toast(tr("retention.done", n=n), None), failed=failed)


def read_past(ledger: Ledger, today: date) -> list[Past]:
    """Everything past its time; in the ledger's thread."""
    about_nobody = [request for request in ledger.all(Request) if not request.subject]
    return list(past(ledger.stories(), about_nobody, today))


def read_lines(ledger: Ledger, today: date) -> list[Line]:
    """The same as it is looked at: whole women first, by name; the rest by class and year."""
    found = read_past(ledger, today)
    names = {woman.id: woman.name for woman in ledger.women({one.subject for one in found if one.of.named})}
    lines = [Line(one.of, (one,), names.get(one.subject, "")) for one in found if one.of.named]
    years: defaultdict[tuple[Class, str], list[Past]] = defaultdict(list)
    for one in found:
        if not one.of.named:
            years[one.of, one.since[:4]].append(one)
    lines += [Line(of, tuple(parts), year=year) for (of, year), parts in years.items()]
    order = {one.name: n for n, one in enumerate(classes())}
    return sorted(lines, key=lambda x: (order[x.of.name], min(part.over for part in x.parts)))


def writes_of(ledger: Ledger, going: Sequence[Past], today: date) -> tuple[list[Write], int]:
    """What deletes them: only what is still past its time when it is written, since others may have gone on meanwhile."""
    from storage.erasing import hers

    wanted = {(one.of.name, one.subject, tuple(r.id for r in one.records)) for one in going}
    writes: list[Write] = []
    count = 0
    gone: set[str] = set()
    for one in read_past(ledger, today):
        if (one.of.name, one.subject, tuple(r.id for r in one.records)) not in wanted:
            continue
        if one.records:
            writes += let_go(one.records)
        elif (her := hers(ledger, one.subject)) is not None:
            writes += [w for w in erase(her) if _once(w, gone)]
        count += 1
    return writes, count


def _once(write: Write, gone: set[str]) -> bool:
    """A household two of them shared goes with the first."""
    name = getattr(write, "id", "")
    if not name:
        return True
    fresh = name not in gone
    gone.add(name)
    return fresh


def _first(names: Sequence[Class]) -> str | None:
    return names[0].name if names else None


def _said(of: Class) -> str:
    words = tr("retention.rule", what=of.label(language()), years=of.years, basis=of.basis)
    return words if of.verified else f"{words}　{tr('retention.unverified')}"


def _rules() -> Card:
    card = Card()
    card.body.addWidget(Words(tr("retention.rules"), "strong"))
    for one in classes():
        card.body.addWidget(Words(_said(one), "body", wrap=True))
    return card


def _columns() -> list[Column[Line]]:
    return [
        Column(tr("retention.whom"), lambda x: x.name or tr("retention.nobody"), 1.2, "strong", letters=3),
        Column(tr("retention.what"), _what, 2.2, letters=6),
        Column(tr("retention.since"), _since, 1.4, "soft", sort=lambda x: min(p.since for p in x.parts), letters=7),
        Column(tr("retention.over"), lambda x: say_date(min(p.over for p in x.parts).isoformat()), 1.4, "soft",
               sort=lambda x: min(p.over for p in x.parts), letters=7, spare=True),
    ]  # fmt: skip


def _since(line: Line) -> str:
    return say_date(line.year or line.parts[0].since)


def _what(line: Line) -> str:
    if line.of.whole:
        return tr("retention.whole") if line.name else tr("retention.wholes", n=len(line.parts))
    counts = Counter(record.kind for part in line.parts for record in part.records)
    return tr("erase.and").join(tr("erase.count", what=tr(f"erase.kind.{kind}"), n=n) for kind, n in counts.items())
