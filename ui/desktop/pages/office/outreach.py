"""宣传服务: sessions held in the village; how many came, never who."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Signal

from app.actions import Verb
from app.actions.outreach import edit_session, hold_session
from app.actions.village import take_back
from app.codes import code_list
from app.records import Outreach, Value
from app.records.writes import Add, Write
from storage.ids import new_id
from ui.dates import say_date
from ui.desktop.page import Desk
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.office.book import Book, Facts, many
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, empty
from ui.text import language, tr

FIELDS = ("date", "life_stage", "topic", "place", "audience_count", "materials", "note")


class OutreachFacts(Facts):
    """One session. ``edit``, ``again`` (another of its kind) and ``back`` (it was written down by mistake)."""

    edit = Signal()
    again = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("outreach.facts"))
        self.buttons = [
            Button(tr("outreach.edit"), "F2", primary=True, action=self.edit.emit),
            Button(tr("outreach.again"), "Ctrl+J", action=self.again.emit),
            Button(tr("outreach.back"), action=self.back.emit),
        ]
        self.ways.addLayout(many(self.buttons))
        self.show_session(None)

    def show_session(self, one: Outreach | None) -> None:
        """One session, or a word on how to choose one."""
        empty(self.words)
        for button in self.buttons:
            button.setVisible(one is not None)
        if one is None:
            self.words.addWidget(Words(tr("outreach.facts.none"), "soft", wrap=True))
            return
        self.words.addWidget(Words(one.topic, "section", wrap=True))
        self.words.addWidget(
            Words("　".join(part for part in (say_date(one.date), one.place or "") if part), wrap=True)
        )
        self.fact(tr("field.outreach.life_stage"), _stage(one))
        self.fact(tr("field.outreach.audience_count"), _came(one))
        self.fact(tr("field.outreach.materials"), one.materials or "")
        self.fact(tr("field.outreach.note"), one.note or "")


class OutreachPage(Book):
    """``navigate("outreach", "")``."""

    kinds: ClassVar[frozenset[str]] = frozenset({"outreach"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "page.outreach")
        self._found: list[Outreach] = []
        self._wanted = ""
        self.new_button = Button(tr("outreach.new"), "Ctrl+N", action=self._new)
        for button in (self.new_button, Button(tr("book.back"), "Alt+Left", action=desk.back)):
            self.tools.addWidget(button)
        table: Table[Any] = Table(tr("page.outreach"), _columns())
        facts = OutreachFacts()
        table.moved.connect(facts.show_session)
        table.opened.connect(lambda _one: self._edit())
        facts.edit.connect(self._edit)
        facts.again.connect(self._again)
        facts.back.connect(self._take_back)
        begin = Button(tr("outreach.new"), primary=True, action=self._new)
        self.lay_out(table, facts, EmptyState(tr("outreach.none"), tr("outreach.none.note"), [begin]))

    def arrive(self, what: str) -> None:
        """``new`` opens the form."""
        if what == "new":
            self._new()

    def refresh(self) -> None:
        """Reads the sessions again."""
        self.read(lambda ledger: ledger.all(Outreach), self._take, latest="outreach")

    def _take(self, found: list[Outreach]) -> None:
        self._found = sorted(found, key=lambda one: (one.date, one.id), reverse=True)
        kept = self._wanted or (now.id if (now := self.table.current()) else "")
        self._wanted = ""
        year = str(self.desk.today().year)
        of_year = [one for one in self._found if one.date.startswith(year)]
        came = sum(one.audience_count or 0 for one in of_year)
        self.counted.setText(tr("outreach.count", n=len(of_year), people=came) if self._found else "")
        self.new_button.setVisible(bool(self._found))
        self.table.show_things(self._found)
        if any(one.id == kept for one in self._found):
            self.table.select_first(lambda one: one.id == kept)
        self.show_filled(bool(self._found))

    # What she does

    def _new(self) -> None:
        self._open(None, {"date": self.desk.today().isoformat()})

    def _again(self) -> None:
        if (one := self.table.current()) is not None:
            kept = {name: getattr(one, name) for name in ("topic", "life_stage", "place", "materials")}
            self._open(None, {"date": self.desk.today().isoformat(), **kept})

    def _edit(self) -> None:
        if (one := self.table.current()) is not None:
            self._open(one, {name: getattr(one, name) for name in FIELDS})

    def _open(self, one: Outreach | None, values: dict[str, Value]) -> None:
        title = tr("outreach.new") if one is None else tr("outreach.edit.title")
        panel = FormPanel(
            self, title, [Part("main", "outreach", FIELDS, values)], draft=f"outreach.{one.id if one else 'new'}",
            note=tr("outreach.form.note"),
        )  # fmt: skip
        panel.saved.connect(partial(self._save, panel, one))
        panel.left.connect(self.close_panel)
        panel.form().editor("life_stage").changed.connect(partial(self._suggest, panel))
        self.open_panel(panel)
        self._suggest(panel)

    def _suggest(self, panel: FormPanel) -> None:
        """What is often told and handed out at this stage of life, in grey; the down key takes it."""
        stage = panel.form().values()["life_stage"]
        spoken = "zh" if language() == "zh" else "en"
        for name, kept in (("topic", "topics"), ("materials", "materials")):
            words = code_list("life_stage").fact(str(stage), f"{kept}_{spoken}") if stage else None
            panel.form().suggest(name, str(words) if words else "")

    def _save(self, panel: FormPanel, one: Outreach | None) -> None:
        writes: Sequence[Write]
        if one is None:
            writes = hold_session(panel.values(), fresh=new_id)
            self._wanted = writes[0].record.id if isinstance(writes[0], Add) else ""
        else:
            writes = edit_session(one, panel.values())

        def done(_changed: object) -> None:
            panel.finish()
            self.close_panel()

        verb = Verb.OUTREACH if one is None else Verb.OUTREACH_EDIT
        self.write(verb, writes, tr("outreach.said"), done=done, failed=panel.refuse)

    def _take_back(self) -> None:
        if (one := self.table.current()) is not None:
            self.write(Verb.TAKE_BACK, take_back(one), tr("outreach.taken_back"))


def _stage(one: Outreach) -> str:
    return code_list("life_stage").label(one.life_stage, language()) if one.life_stage else ""


def _came(one: Outreach) -> str:
    return tr("outreach.came", n=one.audience_count) if one.audience_count is not None else ""


def _columns() -> list[Column[Outreach]]:
    return [
        Column(tr("field.outreach.date"), lambda one: say_date(one.date), 1.5, "soft", letters=7),
        Column(tr("field.outreach.topic"), lambda one: one.topic, 3, "strong", letters=6),
        Column(tr("field.outreach.life_stage"), _stage, 1.3, letters=4, spare=True),
        Column(tr("field.outreach.audience_count"), _came, 1, right=True, letters=3, spare=True),
    ]
