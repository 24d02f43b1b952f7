"""A window on a ledger with a few made-up women, cheap to open; the county beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.records import Consent, Record, Woman
from app.records.writes import Add
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import CHEAP, PASSPHRASE
from ui.desktop.page import Page
from ui.desktop.window import Window


def ledger_in(folder: Path, records: Sequence[Record] = (), marks: Path | None = None) -> Ledger:
    ledger, _ = Ledger.create(
        folder, unit_code="430981203205", unit_name="莲荷村", office="莲荷村卫生室", worker_name="肖玉梅",
        passphrase=PASSPHRASE, cost=CHEAP, marks=marks or folder.parent / f"{folder.name}-marks",
    )  # fmt: skip
    if records:
        ledger.write("demo.make", [Add(record) for record in records])
    return ledger


def sign_in(window: Window, qtbot: QtBot, ledger: Ledger) -> None:
    """As after the lock, without waiting for a slow key."""
    window.session.begin(ledger)
    window._show_frame()
    settled(window, qtbot)


def settled(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.operations.busy(), timeout=20_000)


def page_of(window: Window, key: str, what: str = "") -> Any:
    assert window.frame is not None
    window.frame.navigate(key, what)
    page = window.frame.page(key)
    assert isinstance(page, Page)
    return page


def woman(name: str, **fields: Any) -> Woman:
    own = new_id()
    return Woman(id=own, subject=own, name=name, **{"birth_date": "1991-04-06", "marital": "20", **fields})


def agrees(who: Woman, state: str = "given") -> Consent:
    return Consent(id=new_id(), subject=who.id, scope="county", state=state, date="2026-09-01", how="signed")
