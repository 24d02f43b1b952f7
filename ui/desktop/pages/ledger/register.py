"""登记一位: the few fields that matter first; who may be in the ledger already is shown, and never in the way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.actions.women import register
from app.questions import same_id, same_person, spellings
from app.records import Household, Woman
from app.records.checks import check
from app.records.findings import Finding
from app.records.writes import Add
from app.values.identity import read_id
from storage.ids import new_id
from ui.dates import say_date
from ui.desktop.page import Desk, Page
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.woman.shapes import Stated
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.rest import Rest
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import tr

if TYPE_CHECKING:
    from storage.changes import Changed
    from storage.ledger import Ledger

FIRST = ("name", "id_number", "birth_date", "group", "door", "phone", "marital", "spouse_name")
MORE = (
    "other_names", "id_type", "birth_stated", "ethnicity", "education", "occupation", "marital_since",
    "first_marriage", "relation", "residence", "registered_address", "current_address", "safe_contact",
    "family_unaware", "health_record", "spouse_id_number", "spouse_phone", "children_stated", "girls_stated",
    "youngest_birth_stated", "note",
)  # fmt: skip
DRAFT = "woman.register"
ASK_MS = 120


class RegisterPage(Page):
    """One form; Enter registers her and opens her page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet.addWidget(Words(tr("register.title"), "title"))
        holder, rest = QWidget(), Rest()
        self._across = row(holder, steps=4)
        rest.addWidget(holder)
        self.sheet.addWidget(rest, 1)
        side = column(steps=3)
        self.same = Card(tone="due")
        self._same = column(steps=2)
        self.same.body.addLayout(self._same)
        self.same.hide()
        side.addWidget(self.same)
        side.addStretch(1)
        self._across.addLayout(side, 2)
        self.panel: FormPanel | None = None
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(ASK_MS)
        self._asking.timeout.connect(self._look_for_her)

    def arrive(self, what: str) -> None:
        """A fresh form, or the one she left."""
        del what
        if self.panel is None:
            self.panel = self._make()
            self._across.insertWidget(0, self.panel, 5)
        self.panel.focus()

    def _make(self) -> FormPanel:
        parts = (
            Part("main", "woman", FIRST),
            Part("home", "household", ("number",), more=True),
            Part("more", "woman", MORE, more=True),
        )
        panel = FormPanel(
            self, tr("register.note"), parts, draft=DRAFT, save=tr("register.save"), ask=self._odd
        )  # fmt: skip
        panel.saved.connect(self._register)
        panel.left.connect(self.desk.back)
        panel.changed.connect(self._asking.start)
        panel.changed.connect(partial(Stated("birth_date", "birth_stated", self.desk.today()), panel))
        id_line = panel.form().editor("id_number")
        id_line.changed.connect(self._birth_from_id)
        return panel

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is kept when the page is left."""
        if self.panel is not None:
            self.panel.flush()
        super().hideEvent(event)

    def unsaved(self) -> bool:
        """Whether a key is not yet in the draft."""
        return self.panel is not None and self.panel.pending()

    def _birth_from_id(self) -> None:
        """The birth date stands in the id: nobody should type it twice."""
        assert self.panel is not None  # noqa: S101  it is one of its own lines that changed
        form = self.panel.form()
        number = form.editor("id_number").value()
        reading = read_id(str(number)) if number else None
        if reading and reading.valid and reading.birth and not form.row("birth_date").editor.inner.text():  # type: ignore[attr-defined]  # a line
            form.editor("birth_date").set_value(reading.birth)
            form.row("birth_date").say(tr("register.birth_from_id"), "good")

    def _woman(self) -> Woman | None:
        values = self.panel.values("main", "more") if self.panel else {}
        if not values.get("name"):
            return None
        return Woman(id="", subject="", name="").with_values(**values)

    def _odd(self, _panel: FormPanel) -> tuple[Finding, ...]:
        woman = self._woman()
        return check(woman, self.desk.today()) if woman else ()

    def _look_for_her(self) -> None:
        values = self.panel.values("main") if self.panel else {}
        name, number, birth = values.get("name"), values.get("id_number"), values.get("birth_date")
        birth = str(birth) if birth else None

        def work(ledger: Ledger) -> list[tuple[str, Woman]]:
            found: list[tuple[str, Woman]] = []
            if number and read_id(str(number)).valid:
                her = Woman(id="", subject="", name="", id_number=str(number))
                holding = ledger.holding(Woman, "id_number", spellings(str(number)))
                found += [("id", woman) for woman in same_id(her, holding)]
            if name and birth:
                named = ledger.holding(Woman, "name", [str(name)])
                known = {woman.id for _, woman in found}
                found += [("person", w) for w in same_person(str(name), birth, named) if w.id not in known]
            return found

        self.read(work, self._show_same, latest="same")

    def _show_same(self, found: list[tuple[str, Woman]]) -> None:
        empty(self._same)
        self.same.setVisible(bool(found))
        if not found:
            return
        self._same.addWidget(Words(tr("register.same"), "section", wrap=True))
        for why, woman in found[:4]:
            words = f"{woman.name}　{say_date(woman.birth_date)}".strip()
            self._same.addWidget(Words(words, "strong", wrap=True))
            self._same.addWidget(Words(tr(f"register.same.{why}"), "soft"))
            self._same.addWidget(Button(tr("ledger.open"), action=partial(self.desk.navigate, "woman", woman.id)))
        self._same.addWidget(Words(tr("register.same.note"), "note", wrap=True))

    def _register(self) -> None:
        panel = self.panel
        if panel is None:
            return
        number = panel.values("home")["number"]
        values = panel.values("main", "more")

        def work(ledger: Ledger) -> tuple[str, Changed]:
            writes = register(
                values, household_number=str(number) if number else None, households=ledger.all(Household), fresh=new_id
            )
            last = writes[-1]
            assert isinstance(last, Add)  # noqa: S101  her record is the last of the writes
            return last.record.id, ledger.write(Verb.REGISTER, writes)

        def done(result: tuple[str, Changed]) -> None:
            woman, changed = result
            self._put_away(panel)
            seq = changed.dot.seq if changed.dot else 0
            self.desk.toast(tr("register.said", name=values["name"]), lambda: self._undo(seq))
            self.desk.navigate("woman", woman)

        self.read(work, done, failed=panel.refuse)

    def _put_away(self, panel: FormPanel) -> None:
        panel.finish()
        self._across.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        self.panel = None
        self.same.hide()
