"""Every page there is, walked in both languages: named, reached by keyboard, every key alive, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.demo.village import make_village
from app.records import BenefitCase, Child, Delivery, Household, MethodUse, Pregnancy, Record, Unit
from storage.ledger import Ledger
from tests.ui.desktop import walk
from tests.ui.desktop.conftest import TODAY, MakeWindow
from tests.ui.desktop.county import ledger_in, settled, sign_in
from tests.ui.desktop.walk import Place
from ui.desktop.pages import PAGES
from ui.desktop.pages.month.page import STEPS
from ui.desktop.widgets.marks import key_words
from ui.desktop.window import Window
from ui.preferences import Preferences

WOMEN = 36


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [record for record in make_village(7, TODAY, women=WOMEN) if not isinstance(record, Unit)]


@pytest.fixture
def ledger(tmp_path: Path, records: Sequence[Record]) -> Ledger:
    return ledger_in(tmp_path / "village", records)


def one(records: Sequence[Record], kind: type[Any], fits: Callable[[Any], bool] = lambda _: True) -> Any:
    return next(record for record in records if isinstance(record, kind) and fits(record))


def places(records: Sequence[Record]) -> list[Place]:
    """All pages, and their parts that open."""
    mother = one(records, Delivery, lambda d: d.date and d.date > "2026-01-01").subject
    child = one(records, Child, lambda c: c.subject == mother and c.ended is None)
    expecting = one(records, Pregnancy, lambda p: p.outcome is None).subject
    user = one(records, MethodUse, lambda m: m.stop is None and m.method == "iud_copper").subject
    home = one(records, Household).id
    case = one(records, BenefitCase, lambda _: True).id if any(isinstance(r, BenefitCase) for r in records) else ""
    shown = {
        "today": [Place("today", step=lambda p: p.turn.click(), note="days")],
        "visit": [
            Place("visit", f"{expecting}|kind|antenatal"), Place("visit", f"{mother}|kind|postpartum_42"),
            Place("visit", f"{mother}|kind|newborn|{child.id}"), Place("visit", f"{user}|kind|iud_followup"),
            Place("visit", f"{user}|kind|general"), Place("visit", f"{user}|kind|screening"),
        ],
        "woman": [
            Place("woman", mother), Place("woman", expecting),
            Place("woman", user, lambda p: p.open_consents(), "consents"),
            Place("woman", user, lambda p: p.edit(), "edit"),
            *(Place("woman", user, partial(_add, offer=offer), offer)
              for offer in ("pregnancy", "method_start", "child", "move_out", "loss")),
            Place("woman", expecting, lambda p: p.add("delivery"), "delivery"),
            Place("woman", mother, lambda p: p.to_papers(), "papers"),
        ],
        "households": [Place("households", home), Place("households", "new")],
        "benefits": [Place("benefits", f"new:{user}"), *([Place("benefits", case)] if case else [])],
        "outreach": [Place("outreach", "new")],
        "requests": [Place("requests", f"new|{user}")],
        "rights_papers": [Place("rights_papers", f"{form}|{user}") for form in ("consent",)],
        "erase": [Place("erase", user)],
        "counselling": [Place("counselling", user)],
        "supplies": [
            Place("supplies", step=partial(_add_up, verb=verb), note=verb)
            for verb in ("in", "out", "count", "returned", "loss", "edit", "new")
        ],
        "month": [Place("month", f"2026-10/{step}") for step in STEPS],
        "settings": [
            Place("settings", step=partial(_people, button=n), note=n)
            for n in ("change_button", "add_button", "sheet_button")
        ],
        "help": [Place("help", "licences")],
    }  # fmt: skip
    bare = {"visit", "woman", "erase"}
    """These pages are always about somebody."""
    found = []
    for spec in PAGES:
        found += [] if spec.key in bare else [Place(spec.key)]
        found += shown.pop(spec.key, [])
    assert shown == {}
    return found


def _add(page: Any, offer: str) -> None:
    page.add(offer)


def _add_up(page: Any, verb: str) -> None:
    page.begin(verb)


def _people(page: Any, button: str) -> None:
    getattr(page.people, button).click()


@pytest.fixture
def stand(make_window: MakeWindow, qtbot: QtBot, ledger: Ledger, records: Sequence[Record]) -> Callable[..., Any]:
    """``stand(preferences)``: a window, and each place in turn once everything is shown."""

    def begin(wanted: Preferences) -> Iterator[tuple[Place, Window, QWidget]]:
        window = make_window(wanted, folder="elsewhere")
        sign_in(window, qtbot, ledger)
        qtbot.waitUntil(window.isActiveWindow)
        for place in places(records):
            yield place, window, go(window, qtbot, place)

    return begin


def go(window: Window, qtbot: QtBot, place: Place) -> QWidget:
    assert window.frame is not None
    window.activateWindow()  # the test platform leaves it to us once a list has opened and closed
    qtbot.waitUntil(window.isActiveWindow)
    window.frame.navigate("ledger")
    window.frame.navigate(place.page, place.what)
    page = window.frame.page(place.page)
    calm(window, qtbot)
    if place.step is not None:
        place.step(page)
        calm(window, qtbot)
        window.activateWindow()  # what a step puts away may have had a list open
        qtbot.waitUntil(window.isActiveWindow)
    assert window.frame.place() == place.page
    return page


def calm(window: Window, qtbot: QtBot) -> None:
    """Everything asked for has come, and what follows from it."""
    for _ in range(3):
        settled(window, qtbot)
        QApplication.processEvents()


def data_of(records: Sequence[Record]) -> str:
    """Every word people typed themselves."""
    words = [str(getattr(r, f.name)) for r in records for f in fields(r) if isinstance(getattr(r, f.name), str)]
    return "\n".join({*words, "莲荷村卫生室", "肖玉梅", "莲荷村"})


Stand = Callable[[Preferences], Iterator[tuple[Place, Window, QWidget]]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_is_named_and_reached_and_every_key_lives(
    stand: Stand, records: Sequence[Record], language: str
) -> None:
    data, found = data_of(records), []
    for place, window, page in stand(Preferences(language=language)):
        assert window.frame is not None
        problems = walk.nameless(window)
        problems += [f"nameless: {walk.told(w)}" for w in walk.stops(window.frame) if not w.accessibleName().strip()]
        problems += walk.strange_words(window, language, data)
        keys = walk.shown_keys(window)
        twice = {key: who for key, who in keys.items() if len(who) > 1}
        problems += [f"{key} twice: {', '.join(map(walk.told, who))}" for key, who in twice.items()]
        live = {key_words(key) for key in keys}
        problems += [f"{key} is drawn and does nothing" for key in walk.painted_keys(window) - live]
        if not page.isAncestorOf(here := QApplication.focusWidget() or window):
            problems.append(f"the keyboard is not on the page: {walk.told(here)}")
        expected = walk.stops(window.frame)
        seen, trouble = walk.walk_by_tab(window)
        problems += [trouble] if trouble else []
        problems += [f"not reached: {walk.told(w)}" for w in expected if w not in seen and w.isVisible()]
        for here in {type(w): w for w in seen}.values() if language == "zh" else ():
            problems += walk.dead_keys(here, keys.keys() - twice)
        found += [f"{place}: {problem}" for problem in problems]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "size"), [("zh", 100), ("en", 100)])
def test_nothing_is_cut_off_anywhere(stand: Stand, language: str, size: int) -> None:
    found = []
    for place, window, _ in stand(Preferences(text_size=size, language=language)):
        found += [f"{place}: {problem}" for problem in walk.misfits(window)]
        assert (window.width(), window.height()) == (1366, 768), place
    assert not found, "\n".join(found)
