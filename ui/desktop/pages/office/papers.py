"""打印申请的表: one application, the register, the notice, the year; looked at before it is printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from app.benefits import notice_until, public_name, scheme_name
from app.records import BenefitCase, BenefitStep, Unit
from app.values.dates import earliest, parse
from app.walk import Walk
from ui.desktop.leaving import Leaving
from ui.desktop.operations import Progress
from ui.desktop.page import Desk, Page
from ui.desktop.pages.office.cases import Case, read_cases
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import tr

if TYPE_CHECKING:
    from app.forms.page import Paper
    from storage.ledger import Ledger

FORMS = ("application", "roster", "notice", "summary")


class _Told(NamedTuple):
    cases: tuple[Case, ...]
    steps: list[BenefitStep]
    all_cases: list[BenefitCase]
    unit: Unit
    walk: Walk


class _Made(NamedTuple):
    """How to draw it, its title, what to say beside it, and what it is to the audit."""

    draw: Callable[[Paper], bytes]
    title: str
    said: str
    leaving: Leaving


class BenefitPapersPage(Page):
    """``navigate("benefit_papers", …)``: a case's id shows its application; without one, the register."""

    kinds: ClassVar[frozenset[str]] = frozenset({"benefit_case", "benefit_step", "woman", "consent", "household"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._told: _Told | None = None
        self._case = ""
        head = row(steps=3)
        head.addWidget(Words(tr("page.benefit_papers"), "title"), 1)
        head.addWidget(Button(tr("book.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        self.forms = Pills([(form, tr(f"benefits.form.{form}")) for form in FORMS], "roster")
        self.forms.setAccessibleName(tr("benefits.forms"))
        self.forms.chosen.connect(lambda _form: self._show())
        self.sheet.addWidget(self.forms)
        self._schemes = column(steps=0)
        self.schemes: Pills | None = None
        self.sheet.addLayout(self._schemes)
        self.said = Words("", "soft", wrap=True)
        self.sheet.addWidget(self.said)
        self.view = PdfView(desk.operations, self.note)
        self.view.setMinimumHeight(360)
        self.view.printed.connect(lambda: desk.toast(tr("benefits.printed"), None))
        self.view.saved.connect(lambda _path: desk.toast(tr("benefits.saved"), None))
        self.view.trouble.connect(desk.trouble)
        self.sheet.addWidget(self.view, 1)

    def arrive(self, what: str) -> None:
        """One case, or the register."""
        self._case = what
        self.forms.set_value("application" if what else "roster")
        self.forms.pill("application").setVisible(bool(what))
        if self._told is not None:
            self._offer()
            self._show()

    def refresh(self) -> None:
        """Reads the cases again."""
        today = self.desk.today()

        def work(ledger: Ledger) -> _Told:
            return _Told(
                read_cases(ledger, today), ledger.all(BenefitStep), ledger.all(BenefitCase), ledger.unit, ledger.walk()
            )

        self.read(work, self._take, latest="papers")

    def _take(self, told: _Told) -> None:
        self._told = told
        self._offer()
        self._show()

    def _offer(self) -> None:
        """The schemes with a running case; that of the case she came from first of all."""
        told = self._told
        if told is None:
            return
        names = list(dict.fromkeys(scheme_name(one.case) for one in told.cases if one.standing.is_running))
        mine = [scheme_name(one.case) for one in told.cases if one.case.id == self._case]
        kept = mine[0] if mine else self.schemes.value() if self.schemes else None
        empty(self._schemes)
        names = names if not mine or mine[0] in names else [*mine, *names]
        self.schemes = Pills([(name, name) for name in names], kept if kept in names else next(iter(names), None))
        self.schemes.setAccessibleName(tr("benefits.schemes"))
        self.schemes.chosen.connect(lambda _name: self._show())
        self._schemes.addWidget(self.schemes)

    def _show(self) -> None:
        told = self._told
        if told is None or self.schemes is None:
            return
        form = self.forms.value() or "roster"
        self.schemes.setVisible(form in ("roster", "notice"))
        made = self._make(form, told)
        self.said.setText(made.said)
        self.said.setVisible(bool(made.said))
        paper = paper_of(self.desk.preferences())

        def draw(_progress: Progress) -> bytes:
            return made.draw(paper)

        self.desk.operations.beside(
            draw, owner=self, latest="benefits.draw", title=tr("benefits.drawing"),
            done=lambda drawn: self.view.show_pdf(drawn, made.title, made.leaving),
        )  # fmt: skip

    def _make(self, form: str, told: _Told) -> _Made:
        today, scheme = self.desk.today(), (self.schemes.value() if self.schemes else None) or ""
        of_scheme = [one for one in told.cases if one.standing.is_running and scheme_name(one.case) == scheme]
        one = next((one for one in told.cases if one.case.id == self._case), None)
        if form == "application" and one is not None:
            return _application(one, told, today)
        if form == "notice":
            return _notice(of_scheme, told, today)
        if form == "summary":
            return _summary(told, today)
        return _roster(of_scheme, told, today, scheme)


def _application(one: Case, told: _Told, today: date) -> _Made:
    from app.forms.benefits import application, application_content

    content = application_content(one.story, one.case, one.steps, told.unit, today)
    leaving = Leaving("export.benefit_application", {"with_names": True}, asks=True)
    title = tr("benefits.file.application", scheme=scheme_name(one.case))
    return _Made(lambda paper: application(content, paper), title, "", leaving)


def _roster(found: list[Case], told: _Told, today: date, scheme: str) -> _Made:
    from app.forms.benefits import cases, cases_content

    content = cases_content([(o.story, o.case) for o in found], told.steps, told.unit, today, walk=told.walk)
    leaving = Leaving("export.benefit_roster", {"rows": len(content.rows), "with_names": True}, asks=True)
    title = tr("benefits.file.roster", scheme=scheme)
    return _Made(lambda paper: cases(content, paper), title, _left_off(dict(content.left_off)), leaving)


def _notice(of_scheme: list[Case], told: _Told, today: date) -> _Made:
    from app.forms.benefit_notice import notice, notice_content

    found = [one for one in of_scheme if "notice" in (one.standing.next, one.standing.step)]
    scheme = public_name(of_scheme[0].case) if of_scheme else ""
    hung = [s for one in found for s in one.steps if s.step == "notice" and s.until and len(s.date) == 10]
    last = max(hung, key=lambda s: (s.date, s.id), default=None)
    begins = earliest(parse(last.date)) if last else today
    ends = earliest(parse(last.until)) if last and last.until else notice_until(today)
    content = notice_content([(o.story, o.case) for o in found], told.unit, begins, ends, scheme=scheme, walk=told.walk)
    leaving = Leaving("export.benefit_notice", {"rows": len(content.rows)})
    said = " ".join(part for part in (tr("benefits.notice.said"), _left_off(dict(content.left_off))) if part)
    return _Made(lambda paper: notice(content, paper), tr("benefits.file.notice", scheme=content.scheme), said, leaving)


def _summary(told: _Told, today: date) -> _Made:
    from app.forms.benefits import summary, summary_content

    content = summary_content(told.all_cases, told.steps, told.unit, today.year, today)
    title = tr("benefits.file.summary", year=today.year)
    return _Made(
        lambda paper: summary(content, paper), title, "", Leaving("export.benefit_summary", {"rows": len(content.rows)})
    )


def _left_off(left_off: dict[str, int]) -> str:
    """How many are not on it and why; on the screen only."""
    return " ".join(tr(f"benefits.left_off.{why}", n=count) for why, count in sorted(left_off.items()))
