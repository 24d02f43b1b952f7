"""请求与投诉: what somebody asked of the office and what became of it; what waits for an answer stands first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal

from app.actions import Verb
from app.actions.requests import change, record, waiting
from app.actions.village import take_back
from app.codes import code_list
from app.records import Request, Value
from app.records.writes import Add, Write
from storage.ids import new_id
from ui.dates import say_date
from ui.desktop.page import Desk
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.office.book import Book, Facts, many
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.marks import Tag
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, empty
from ui.text import language, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

ASKED = ("asked", "date", "what")
ANSWERED = ("outcome", "outcome_date", "reason", "answer")
WAITING, EVERYTHING = "waiting", "everything"


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the book: the request and the name of whom it is about ('' for nobody)."""

    request: Request
    whom: str

    @property
    def is_done_deletion(self) -> bool:
        """Whether it is all that is left of a deletion: it says nothing but that and when."""
        return self.request.asked == "delete" and self.request.outcome == "done" and not self.request.subject

    @property
    def asks_to_go(self) -> bool:
        """Whether she waits to be deleted."""
        return self.request.asked == "delete" and bool(self.whom) and waiting(self.request)


class RequestFacts(Facts):
    """One request and the ways on: what became of it, her page, deleting, the paper to sign."""

    answer = Signal()
    her = Signal()
    erase = Signal()
    paper = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("requests.facts"))
        self.erase_button = Button(tr("requests.erase"), primary=True, action=self.erase.emit)
        self.answer_button = Button(tr("requests.answer"), "F2", action=self.answer.emit)
        self.her_button = Button(tr("requests.her"), action=self.her.emit)
        self.paper_button = Button(tr("requests.paper"), action=self.paper.emit)
        self.back_button = Button(tr("requests.back"), action=self.back.emit)
        self.buttons = [
            self.erase_button, self.answer_button, self.her_button, self.paper_button, self.back_button
        ]  # fmt: skip
        self.ways.addLayout(many(self.buttons))
        self.show_request(None)

    def show_request(self, one: Asked | None) -> None:
        """One request, or a word on how to choose one."""
        empty(self.words)
        for button in self.buttons:
            button.setVisible(one is not None and not one.is_done_deletion)
        if one is None:
            self.words.addWidget(Words(tr("requests.facts.none"), "soft", wrap=True))
            return
        request = one.request
        self.erase_button.setVisible(one.asks_to_go)
        self.her_button.setVisible(bool(one.whom))
        self.words.addWidget(Words(_label("request_kind", request.asked), "section", wrap=True))
        self.words.addWidget(Words("　".join(w for w in (say_date(request.date), one.whom) if w), wrap=True))
        if one.is_done_deletion:
            self.words.addWidget(Words(tr("requests.deleted", day=say_date(request.outcome_date)), "soft", wrap=True))
            return
        self.fact(tr("field.request.what"), request.what or "")
        outcome = _label("request_outcome", request.outcome) if request.outcome else tr("requests.waiting")
        self.fact(tr("field.request.outcome"), outcome)
        self.fact(tr("field.request.outcome_date"), say_date(request.outcome_date))
        self.fact(tr("field.request.reason"), request.reason or "")
        self.fact(tr("field.request.answer"), request.answer or "")


class RequestsPage(Book):
    """``navigate("requests", what)``: a request's id, ``new|her id``, or nothing."""

    kinds: ClassVar[frozenset[str]] = frozenset({"request", "woman"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "page.requests")
        self._found: list[Asked] = []
        self._wanted = ""
        self.shown = Pills([(w, tr(f"requests.{w}.pill")) for w in (WAITING, EVERYTHING)], WAITING)
        self.shown.setAccessibleName(tr("requests.shown"))
        self.shown.chosen.connect(lambda _: self._show())
        self.line.addWidget(self.shown)
        self.new_button = Button(tr("requests.new"), "Ctrl+N", action=self._new)
        self.papers_button = Button(tr("requests.papers"), "Ctrl+P", action=lambda: desk.navigate("rights_papers", ""))
        self.retention_button = Button(tr("page.retention"), action=lambda: desk.navigate("retention", ""))
        back = Button(tr("book.back"), "Alt+Left", action=desk.back)
        for button in (self.new_button, self.papers_button, self.retention_button, back):
            self.tools.addWidget(button)
        table: Table[Any] = Table(tr("page.requests"), _columns())
        facts = RequestFacts()
        table.moved.connect(facts.show_request)
        table.opened.connect(lambda one: self._go("erase", "{}") if one.asks_to_go else self._answer())
        facts.answer.connect(self._answer)
        facts.her.connect(lambda: self._go("woman", "{}"))
        facts.erase.connect(lambda: self._go("erase", "{}"))
        facts.paper.connect(lambda: self._go("rights_papers", "request|{}"))
        facts.back.connect(self._take_back)
        begin = Button(tr("requests.new"), primary=True, action=self._new)
        self.lay_out(table, facts, EmptyState(tr("requests.none"), tr("requests.none.note"), [begin]))

    def arrive(self, what: str) -> None:
        """One of them, or a new one about her."""
        kind, _, her = what.partition("|")
        if kind == "new":
            self._new(her)
        elif what:
            self._wanted = what
            self.shown.set_value(EVERYTHING)

    def refresh(self) -> None:
        """Reads the book again."""
        self.read(_read, self._take, latest="requests")

    def _take(self, found: list[Asked]) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        open_ones = [one for one in self._found if waiting(one.request)]
        shown = open_ones if self.shown.value() == WAITING else self._found
        self.shown.pill(WAITING).set_count(len(open_ones))
        now = self.table.current()
        kept, self._wanted = self._wanted or (now.request.id if now else ""), ""
        self.table.show_things(shown)
        if any(one.request.id == kept for one in shown):
            self.table.select_first(lambda one: one.request.id == kept)
        self.counted.setText(tr("requests.count", n=len(open_ones)) if self._found else "")
        self.show_filled(bool(self._found))

    # What she does

    def _go(self, page: str, what: str) -> None:
        if (one := self.table.current()) is not None:
            self.desk.navigate(page, what.format(one.request.subject))

    def _new(self, her: str = "") -> None:
        values: dict[str, Value] = {"date": self.desk.today().isoformat()}
        self._open(None, her, ASKED, values, tr("requests.new"))

    def _answer(self) -> None:
        one = self.table.current()
        if one is None or one.is_done_deletion:
            return
        values: dict[str, Value] = {name: getattr(one.request, name) for name in (*ASKED, *ANSWERED)}
        values["outcome_date"] = values["outcome_date"] or self.desk.today().isoformat()
        self._open(one.request, one.request.subject, (*ASKED, *ANSWERED), values, tr("requests.answer"))

    def _open(
        self, request: Request | None, her: str, fields: tuple[str, ...], values: dict[str, Value], title: str
    ) -> None:
        draft = f"request.{request.id if request else 'new'}.{her}"
        note = tr("requests.form.note") if request is None else ""
        panel = FormPanel(self, title, [Part("main", "request", fields, values)], draft=draft, note=note)
        panel.saved.connect(partial(self._save, panel, request, her))
        panel.left.connect(self.close_panel)
        self.open_panel(panel)

    def _save(self, panel: FormPanel, request: Request | None, her: str) -> None:
        typed = panel.values()
        if her and typed["asked"] == "delete" and typed.get("outcome") == "done":
            # A deletion is not said to be done: it is done, and only that is left of it.
            panel.form().row("outcome").say(tr("requests.delete_first"))
            panel.save_button.setEnabled(True)
            return
        writes: Sequence[Write]
        if request is None:
            writes = record(panel.values(), subject=her, fresh=new_id)
            self._wanted = writes[0].record.id if isinstance(writes[0], Add) else ""
        else:
            writes = change(request, panel.values())

        def done(_changed: object) -> None:
            panel.finish()
            self.close_panel()

        verb = Verb.REQUEST if request is None else Verb.REQUEST_ANSWER
        self.write(verb, writes, tr("requests.said"), done=done, failed=panel.refuse)

    def _take_back(self) -> None:
        if (one := self.table.current()) is not None:
            self.write(Verb.TAKE_BACK, take_back(one.request), tr("requests.taken_back"))


def _read(ledger: Ledger) -> list[Asked]:
    found = ledger.all(Request)
    names = {w.id: w.name for w in ledger.women({r.subject for r in found} - {""})}
    lines = [Asked(request, names.get(request.subject, "")) for request in found]
    return sorted(lines, key=lambda one: (waiting(one.request), one.request.date, one.request.id), reverse=True)


def _label(name: str, code: str | None) -> str:
    return code_list(name).label(code, language()) if code else ""


def _outcome(one: Asked) -> Tag:
    if one.is_done_deletion:
        return Tag(tr("requests.deleted.tag"), "plain")
    return (
        Tag(_label("request_outcome", one.request.outcome), "plain")
        if one.request.outcome
        else Tag(tr("requests.waiting"), "due")
    )


def _columns() -> list[Column[Asked]]:
    return [
        Column(tr("field.request.date"), lambda one: say_date(one.request.date), 1.5, "soft",
               sort=lambda one: one.request.date, letters=7),
        Column(tr("field.request.asked"), lambda one: _label("request_kind", one.request.asked), 1.6, letters=5),
        Column(tr("requests.whom"), lambda one: one.whom, 1.1, "strong", letters=3),
        Column(tr("field.request.outcome"), _outcome, 1.1, letters=4),
        Column(tr("field.request.outcome_date"), lambda one: say_date(one.request.outcome_date), 1.4, "soft", letters=7,
               spare=True),
    ]  # fmt: skip
