"""Which fields of a form matter for what is chosen so far, and what can be said of it while she types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.actions.births import begin_pregnancy
from app.people import weeks_on
from app.records import Pregnancy as PregnancyRecord
from app.records import Woman
from app.records.story import Story
from app.records.writes import Add
from app.values import lunar
from app.values.written_dates import Stated as ReadDate
from app.values.written_dates import read_date
from ui.dates import say_date
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.editors import DayEditor
from ui.text import tr

Shape = Callable[[FormPanel], None]


def forms(panel: FormPanel) -> list[RecordForm]:
    """The forms of a panel."""
    return [panel.form(key) for key in panel.part_keys()]


def show(panel: FormPanel, name: str, on: bool) -> None:
    """Shows or hides a field, wherever it stands in the panel; what is typed in it stays."""
    for form in forms(panel):
        if name in form.values():
            form.row(name).setVisible(on)


def value(panel: FormPanel, name: str) -> object:
    """What a field holds."""
    return panel.values().get(name)


def method(panel: FormPanel) -> None:
    """Why nothing is used is asked only when nothing is; a product only when there is one."""
    none = value(panel, "method") == "none"
    show(panel, "not_using_reason", none)
    for name in ("product", "expiry", "facility", "provider", "side_effects", "agreed"):
        show(panel, name, not none)


def child(panel: FormPanel) -> None:
    """A child borne by her has a birth; one who came to her has a day of coming."""
    own = value(panel, "relation") in (None, "birth")
    show(panel, "joined_date", not own)
    for name in ("birth_weight_g", "gestation_weeks", "born", "birth_order"):
        show(panel, name, own)


def born(panel: FormPanel) -> None:
    """A stillborn child has no certificate of birth; the words at the head of the form change."""
    gone = False
    for key in panel.part_keys():
        if key.startswith("child"):
            form = panel.form(key)
            still = form.editor("born").value() == "stillbirth"
            gone = gone or still
            form.row("certificate").setVisible(not still)
    panel.say(tr("woman.add.delivery.loss" if gone else "woman.add.delivery.note"))


class Stated:
    """Keeps beside a date what she said, where it was a date of the farmers' calendar."""

    def __init__(self, day: str, stated: str, today: date) -> None:
        self._day, self._stated, self._today = day, stated, today
        self._own, self._of = "", ""
        """What was put there from here, and the date it was said of: it goes when the date becomes another."""

    def __call__(self, panel: FormPanel) -> None:
        """Looks at what is typed now."""
        line = next(form.editor(self._day) for form in forms(panel) if self._day in form.values())
        kept = next(form.editor(self._stated) for form in forms(panel) if self._stated in form.values())
        if not isinstance(line, DayEditor):
            return
        read = read_date(line.line.text(), today=self._today)
        if not isinstance(read, ReadDate):
            return
        if read.lunar is not None:
            self._own = lunar.write(read.lunar)
            if kept.value() != self._own:
                kept.set_value(self._own)
            self._of = read.date
            self._say(panel, tr("editor.birth.stated", stated=self._own))
        elif self._own and kept.value() == self._own and read.date != self._of:
            kept.set_value(None)
            self._own = ""
            self._say(panel, "")

    def _say(self, panel: FormPanel, words: str) -> None:
        next(form.row(self._day) for form in forms(panel) if self._day in form.values()).say(words, "good")


class Pregnancy:
    """An LMP she does not know is not asked for; the weeks and the day that follow are said while she types."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._stated = Stated("lmp", "lmp_stated", today)

    def __call__(self, panel: FormPanel) -> None:
        """Looks at what is typed now."""
        known = value(panel, "lmp_known")
        self._stated(panel)
        show(panel, "lmp", known != "unknown")
        show(panel, "lmp_stated", known in ("unsure", "unknown") or value(panel, "lmp_stated") is not None)
        for form in forms(panel):
            if "edd" in form.values():
                form.row("edd").say(self._words(panel), "good")

    def _words(self, panel: FormPanel) -> str:
        """``今天 12 周 3 天；预产期 2027年1月5日（按末次月经）``; nothing while neither is known to the day."""
        typed = {n: v for n, v in panel.values().items() if n in ("lmp", "lmp_known", "edd", "edd_basis")}
        nobody = Story(woman=Woman(id="", subject="", name=""))
        (write,) = begin_pregnancy(nobody, typed, fresh=str)
        told = write.record if isinstance(write, Add) else None
        if not isinstance(told, PregnancyRecord) or (weeks := weeks_on(told, self._today)) is None:
            return ""
        return tr("woman.weeks.edd", weeks=weeks[0], days=weeks[1], edd=say_date(told.edd))
