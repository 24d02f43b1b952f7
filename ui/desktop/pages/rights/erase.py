"""按她的要求删除: what would go and what stays, then really done; all that is left is that it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.actions.erasure import kept_out
from app.actions.requests import deleted, waiting
from app.consent import effective
from app.errors import SuifangError
from storage.ids import new_id
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.rights.going import Going
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column, row
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

LARGE = 1.3
"""From this text size on everything stands in one column."""

WHOLE, BARE = "whole", "bare"


class ErasePage(Page):
    """``navigate("erase", her id)``, or ``her id|bare``."""

    kinds: ClassVar[frozenset[str]] = frozenset({"woman"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id = ""
        head = row(steps=3)
        self.title = Words(tr("page.erase"), "title", wrap=True)
        head.addWidget(self.title, 1)
        head.addWidget(Button(tr("erase.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        holder = QWidget()
        inside = column(holder, steps=3)
        self.how = Pills([(WHOLE, tr("erase.how.whole")), (BARE, tr("erase.how.bare"))], WHOLE)
        self.how.setAccessibleName(tr("erase.how"))
        self.how.chosen.connect(lambda _: self._arrange())
        inside.addWidget(self.how)
        self.said = Words("", "soft", wrap=True)
        inside.addWidget(self.said)
        self.going = Going(self, wide=theme.current().scale < LARGE)
        self.going.ready.connect(self._arrange)
        inside.addWidget(self.going)
        ways = Flow(steps=3)
        self.do = Button(tr("erase.do"), "Ctrl+D", primary=True, action=self._erase)
        ways.addWidget(self.do)
        ways.addWidget(Button(tr("erase.not"), action=desk.back))
        inside.addLayout(ways)
        self.sheet.addWidget(holder)
        self.sheet.addStretch(1)
        self._arrange()

    def arrive(self, what: str) -> None:
        """Whose records, and which kind of deletion: ``her id`` or ``her id|bare``."""
        self._id, _, how = what.partition("|")
        self.title.setText(tr("page.erase"))
        self.how.set_value(how or WHOLE)
        self.going.show_woman(self._id)
        self._arrange()

    def first(self) -> QWidget | None:
        """What kind of deletion."""
        return self.how

    def _arrange(self) -> None:
        told = self.going.told
        if told is not None:
            self.title.setText(tr("erase.title", name=told.name))
        self.said.setText(tr(f"erase.how.{self.how.value()}.note"))
        self.do.setEnabled(self.going.understood())

    def _erase(self) -> None:
        her, today, bare = self._id, self.desk.today(), self.how.value() == BARE
        self.do.setEnabled(False)

        def work(ledger: Ledger) -> None:
            from storage.erasing import hers

            found, story = hers(ledger, her), ledger.story(her)
            if found is None or story is None:
                return
            asked = [r for r in story.requests if r.asked == "delete" and waiting(r)]
            if bare:
                state = "withdrawn" if effective(story.consents, "care") == "given" else "refused"
                writes = kept_out(found, state, today, new_id)
            else:
                writes = deleted(found, asked[0].date if asked else today.isoformat(), today, new_id)
            ledger.write(Verb.ERASE, writes)

        def done(_none: None) -> None:
            self._id = ""
            self.going.done()
            self.desk.toast(tr("erase.done"), None)
            self.desk.navigate("requests", "")

        def failed(error: SuifangError) -> None:
            self._arrange()
            self.desk.trouble(error)

        self.read(work, done, failed=failed)
