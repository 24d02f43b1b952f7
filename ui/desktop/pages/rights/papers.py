"""表13: notice and consent, withdrawal, request; hers or blank, in the usual type or large, looked at before printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from app.notices import current
from app.records import Unit
from app.records.story import Story
from ui.desktop.leaving import Leaving
from ui.desktop.operations import Progress
from ui.desktop.page import Desk, Page
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Words, row
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

FORMS = ("consent", "withdrawal", "request")


class _Told(NamedTuple):
    story: Story | None
    unit: Unit


class RightsPapersPage(Page):
    """``navigate("rights_papers", "form|her id")``; without her id, or with blank ticked, nobody's name is on it."""

    kinds: ClassVar[frozenset[str]] = frozenset({"woman", "consent", "unit"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id = ""
        self._told: _Told | None = None
        head = row(steps=3)
        head.addWidget(Words(tr("page.rights_papers"), "title", wrap=True), 1)
        head.addWidget(Button(tr("book.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        choices = Flow(steps=3)
        self.forms = Pills([(form, tr(f"rights.form.{form}")) for form in FORMS], FORMS[0])
        self.forms.setAccessibleName(tr("rights.forms"))
        self.forms.chosen.connect(lambda _: self._draw())
        self.blank, self.large = Tick(tr("rights.blank")), Tick(tr("rights.large"))
        for part in (self.forms, self.blank, self.large):
            choices.addWidget(part)
        for tick in (self.blank, self.large):
            tick.toggled.connect(lambda _on: self._draw())
        self.sheet.addLayout(choices)
        self.said = Words("", "soft", wrap=True)
        self.sheet.addWidget(self.said)
        self.view = PdfView(desk.operations, self.note)
        self.view.setMinimumHeight(360)
        self.view.printed.connect(lambda: desk.toast(tr("rights.printed"), None))
        self.view.saved.connect(lambda _path: desk.toast(tr("rights.saved"), None))
        self.view.trouble.connect(desk.trouble)
        self.sheet.addWidget(self.view, 1)

    def arrive(self, what: str) -> None:
        """Which paper, and whose."""
        form, _, self._id = what.partition("|")
        self._told = None
        self.forms.set_value(form if form in FORMS else FORMS[0])
        self.blank.setChecked(False)
        self.blank.setVisible(bool(self._id))
        self.refresh()

    def refresh(self) -> None:
        """Reads what holds for her."""
        her = self._id
        self.read(lambda ledger: _read(ledger, her), self._take, latest="rights")

    def first(self) -> Pills:
        """Which paper."""
        return self.forms

    def _take(self, told: _Told) -> None:
        self._told = told
        self._draw()

    def _draw(self) -> None:
        told, form, large = self._told, self.forms.value() or FORMS[0], self.large.isChecked()
        if told is None:
            return
        story = None if self.blank.isChecked() else told.story
        whose = tr("rights.for", name=story.woman.name) if story else tr("rights.for_anybody")
        self.said.setText("　".join((whose, tr(f"rights.form.{form}.note"))))
        asked = next((r.asked for r in reversed(story.requests) if r.outcome is None), "") if story else ""
        paper = paper_of(self.desk.preferences())

        def draw(_progress: Progress) -> bytes:
            from app.forms.rights import consent_form, request_form, rights_content, withdrawal_form

            made = {"consent": consent_form, "withdrawal": withdrawal_form, "request": request_form}[form]
            return made(rights_content(story, told.unit, current(), asked=asked), paper, large=large)

        leaving = Leaving("export.rights", {"with_names": story is not None})
        title = tr(f"rights.form.{form}")
        self.desk.operations.beside(
            draw, owner=self, latest="rights.draw", title=tr("rights.drawing"),
            done=lambda drawn: self.view.show_pdf(drawn, title, leaving),
        )  # fmt: skip


def _read(ledger: Ledger, her: str) -> _Told:
    return _Told(ledger.story(her) if her else None, ledger.unit)
