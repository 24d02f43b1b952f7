"""What the first page shows while nobody is in the ledger yet."""

from __future__ import annotations

from functools import partial

from ui.desktop.page import Desk
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.empty_state import EmptyState
from ui.text import tr


def welcome(desk: Desk) -> EmptyState:
    """The three ways to begin, as far as their pages are there: a roster, the first woman, the demo village."""
    ways = [
        Button(tr(f"welcome.{page}"), primary=first, action=partial(desk.navigate, page, ""))
        for page, first in (("import", True), ("register", False))
        if desk.has_page(page)
    ]
    ways.append(Button(tr("welcome.demo"), action=desk.open_demo))
    return EmptyState(tr("welcome.heading"), tr("welcome.sentence"), ways)
