"""A small village with something to do in it, seen through the real frame. Everyone is made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import SuifangError
from app.records import Consent, MethodUse, Pregnancy, Record, Response, Visit, Woman
from app.records.writes import Add
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.frame import Frame
from ui.desktop.operations import Operations
from ui.desktop.pages import PAGES
from ui.desktop.pages.today.page import TodayPage
from ui.desktop.pages.visit.page import VisitPage
from ui.desktop.session import Session
from ui.preferences import Preferences

TODAY = date(2026, 11, 22)


def living(name: str, group: int, door: str, **values: Any) -> Woman:
    return a_woman(name, group=group, door=door, **{"phone": "13875122210", "birth_date": "1990-03-07", **values})


def using(woman: Woman, method: str, start: str, **values: Any) -> MethodUse:
    return MethodUse(id=new_id(), subject=woman.id, method=method, start=start, **values)


def visited(woman: Woman, kind: str, day: str, **values: Any) -> Visit:
    return Visit(id=new_id(), subject=woman.id, visit_kind=kind, date=day, **values)


def refusing(woman: Woman) -> list[Record]:
    return [
        Consent(id=new_id(), subject=woman.id, scope=scope, state="refused", date="2026-01-01")
        for scope in ("phone", "message", "home_visit")
    ]


def lost(woman: Woman, day: str) -> Pregnancy:
    return Pregnancy(id=new_id(), subject=woman.id, outcome="miscarriage", outcome_date=day)


class Village:
    """wang: IUD, 3 months, due in two days. shi: an injection, wants no contact. he: after a loss. Her family does not
    know about zou. gong declined. fang is on the pill, next month.
    """

    def __init__(self) -> None:
        self.wang, self.shi = living("王秀兰", 2, "12号"), living("石霞琳", 2, "9号")
        self.he, self.zou = living("贺丽华", 7, "2号"), living("邹小翠", 3, "3号", family_unaware=True)
        self.gong, self.fang = living("龚雅洁", 1, "50号"), living("方颎", 10, "1号")
        self.iud, self.needle = (
            using(self.wang, "iud_copper", "2026-08-24"),
            using(self.shi, "injectable_3m", "2026-08-20"),
        )
        gongs = using(self.gong, "iud_copper", "2026-08-24")
        answer = Response(
            id=new_id(), subject=self.gong.id, rule="iud_inserted", anchor=gongs.id, occurrence=2, answer="declined",
            date="2026-11-20",
        )  # fmt: skip
        self.records: list[Record] = [
            self.wang, self.shi, self.he, self.zou, self.gong, self.fang, self.iud, self.needle, gongs, answer,
            visited(self.wang, "iud_followup", "2026-09-25", place="clinic", bleeding="more", iud_position="normal"),
            *refusing(self.shi), lost(self.he, "2026-10-22"), using(self.zou, "iud_copper", "2026-08-26"),
            using(self.fang, "pill_combined", "2026-09-05"),
        ]  # fmt: skip


class Desktop:
    """The frame with all pages on a real ledger."""

    def __init__(self, root: Path, qtbot: QtBot, records: Sequence[Record]) -> None:
        self.qtbot = qtbot
        self.ledger: Ledger = new_ledger(root)[0]
        if records:
            self.ledger.write("demo.make", [Add(record) for record in records])
        self.session = Session()
        self.troubles: list[SuifangError] = []
        self.operations = Operations(self.troubles.append, lambda error: SuifangError("crashed", log=repr(error)))
        self.session.begin(self.ledger)
        self.frame = Frame(
            self.session, self.operations, PAGES, (), today=lambda: TODAY, preferences=Preferences,
            change_preferences=lambda _: None, open_demo=lambda: None,
        )  # fmt: skip
        self.frame.resize(1366, 768)
        self.frame.show()
        qtbot.waitExposed(self.frame)
        self.settle()

    def settle(self) -> None:
        """Waits until everything asked for has been answered, the late recount included."""
        QTest.qWait(200)
        self.qtbot.waitUntil(lambda: not self.operations.busy(), timeout=20_000)
        QTest.qWait(20)

    def go(self, page: str, what: str = "") -> None:
        self.frame.navigate(page, what)
        self.settle()

    @property
    def today(self) -> TodayPage:
        page = self.frame.page("today")
        assert isinstance(page, TodayPage)
        return page

    @property
    def visit(self) -> VisitPage:
        page = self.frame.page("visit")
        assert isinstance(page, VisitPage)
        return page

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.frame, key, modifier)
        self.settle()

    def alt(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.AltModifier)

    def names(self) -> list[str]:
        return [entry.story.woman.name for entry in self.today._shown]

    def choose(self, woman: Woman) -> None:
        self.today.table.select_first(lambda entry: entry.followup.subject == woman.id)
        QTest.qWait(20)

    def answers(self, woman: Woman) -> list[tuple[str, str | None]]:
        return [(r.answer, r.until) for r in self.ledger.about(Response, woman.id)]

    def close(self) -> None:
        self.frame.close()
        self.frame.deleteLater()
        self.session.end()
        self.operations.close()
