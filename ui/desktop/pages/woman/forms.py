"""The form that is open on her page: one at a time, in the middle, a draft from its first key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from app.records import KINDS, Household, Record, Value
from app.records.checks import check
from app.records.findings import Finding
from app.timeline import sensitive_fields
from storage.changes import Changed
from ui.desktop.page import Page
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.woman.adding import Addition, addition, choices_now
from ui.desktop.pages.woman.correcting import correction, editing
from ui.desktop.pages.woman.seen import Seen, draft_name
from ui.desktop.widgets.buttons import Button
from ui.text import tr


class Forms(QObject):
    """Opens forms in ``place`` and saves them. ``gone`` when one was saved or put by: her story is seen again."""

    gone = Signal()

    def __init__(self, page: Page, place: QStackedWidget) -> None:
        super().__init__(page)
        self._page, self._place = page, place
        self.panel: FormPanel | None = None
        self.seen: Seen | None = None
        self._key = ""

    def edit(self, field: str = "") -> None:
        """The form about herself."""
        if self.seen is not None:
            self._open("edit", editing(self.seen.story, self.seen.today), field)

    def add(self, offer: str) -> None:
        """The form of an offer."""
        if self.seen is None:
            return
        if offer == "household":
            self._choose_household(self.seen)
        else:
            self._open(_draft_key(offer), addition(offer, self.seen.story, self.seen.today))

    def _choose_household(self, seen: Seen) -> None:
        """The households are read when one is to be chosen: a village has hundreds."""

        def show(homes: list[Household]) -> None:
            if self.seen is not None and self.seen.woman.id == seen.woman.id:
                standing = [home for home in homes if home.retired is None]
                self._open("add.household", addition("household", self.seen.story, self.seen.today, standing))

        self._page.read(lambda ledger: ledger.all(Household), show, latest="homes")

    def correct(self, record: Record, field: str = "") -> None:
        """The form of an entry. What of it is hidden is seen in it, which is remembered."""
        if self.seen is None or (asked := correction(record, self.seen.today)) is None:
            return
        closed = any(m.closed for m in self.seen.moments if m.record.id == record.id)
        if closed or sensitive_fields(record) & set(asked.parts[0].fields):
            self._page.note("view.sensitive", self.seen.woman.id, way="form")
        self._open(f"correct.{record.id}", asked, field)

    def resume(self, key: str) -> None:
        """Goes on with a form that was put by."""
        name, _, rest = key.partition(".")
        if self.seen is None:
            return
        if name == "add":
            offers = choices_now(self.seen.offers, self.seen.story, self.seen.today)
            self.add(next((offer for offer, _ in offers if _draft_key(offer) == key), rest))
        elif name == "correct":
            if (record := self._record(rest)) is not None:
                self.correct(record)
        else:
            self.edit()

    def put_by(self) -> None:
        """Closes the form, what was typed stays as a draft: another woman's page is opened."""
        if self.panel is not None:
            self.panel.left.disconnect()
            self.panel.leave()
            self._close()

    def _record(self, record_id: str) -> Record | None:
        found = self.seen.moments if self.seen is not None else ()
        return next((moment.record for moment in found if moment.record.id == record_id), None)

    def _open(self, key: str, asked: Addition, field: str = "") -> None:
        assert self.seen is not None  # noqa: S101  forms are only opened for somebody
        if self.panel is not None and self._key == key:
            self.panel.focus(field)
            return
        self.put_by()
        self._key = key
        if key == "edit" and (self.seen.woman.id_number or self.seen.woman.phone):
            self._page.note("view.contact", self.seen.woman.id, way="form")
        panel = self.panel = FormPanel(
            self._page, asked.title, asked.parts, draft=draft_name(key, self.seen.woman.id), note=asked.note,
            ask=partial(self._odd, asked), grow=asked.grow, grow_words=tr("woman.born.more") if asked.grow else "",
        )  # fmt: skip
        panel.saved.connect(partial(self._save, asked))
        panel.left.connect(self._close)
        if asked.shape is not None:
            panel.changed.connect(partial(asked.shape, panel))
            asked.shape(panel)
        if key in ("add.method_start", "add.method_beside"):
            her = self.seen.woman.id
            way = Button(tr("woman.add.method.counselling"), "Alt+F", action=lambda: self._counsel(her))
            panel.body.insertWidget(2, way, 0, Qt.AlignmentFlag.AlignLeft)
        self._place.addWidget(panel)
        self._place.setCurrentWidget(panel)
        panel.focus(field)

    def _counsel(self, her: str) -> None:
        """The methods side by side; what was typed stays as a draft."""
        if self.panel is not None:
            self.panel.leave()
        self._page.desk.navigate("counselling", her)

    def _odd(self, asked: Addition, panel: FormPanel) -> Sequence[Finding]:
        """What the checks ask about the values typed so far."""
        if self.seen is None:
            return ()
        values = panel.values("main", "more") if "more" in panel.part_keys() else panel.values("main")
        record = self._typed(asked, values, self.seen)
        return check(record, self.seen.today, story=self.seen.story) if record is not None else ()

    def _typed(self, asked: Addition, values: dict[str, Value], seen: Seen) -> Record | None:
        """The record as it would be; None while something it cannot be without is missing."""
        if self._key == "edit":
            return seen.woman.with_values(**values)
        if self._key.startswith("correct."):
            record = self._record(self._key.partition(".")[2])
            return record.with_values(**values) if record is not None else None
        if not asked.kind:
            return None
        kind = KINDS[asked.kind]
        known = {name: value for name, value in {**asked.extra, **values}.items() if value is not None}
        if any(field.required and name not in known for name, field in kind.fields.items()):
            return None
        return kind.cls(id="", subject=seen.woman.id, **known)  # type: ignore[arg-type]  # the form's fields are the record's

    def _save(self, asked: Addition) -> None:
        panel, seen = self.panel, self.seen
        if panel is None or seen is None:
            return
        draft = draft_name(self._key, seen.woman.id)
        writes = list(asked.writes(panel, seen.story, seen.today))

        def done(_changed: Changed | None = None) -> None:
            if self.panel is panel:
                panel.finish()
                self._close()
            else:  # she went on before it was saved, and a draft was kept of what now is saved
                self._page.read(lambda ledger: ledger.keep_draft(draft, None), lambda _: None)

        if writes:
            self._page.write(asked.verb, writes, tr("woman.saved"), done=done, failed=panel.refuse)
        else:
            done()

    def _close(self) -> None:
        panel, self.panel, self._key = self.panel, None, ""
        if panel is not None:
            self._place.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
            self.gone.emit()


def _draft_key(offer: str) -> str:
    """One draft for each offer, and for each method or child an offer is about."""
    return f"add.{offer}"
