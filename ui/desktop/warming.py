"""What is loaded while nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module

from ui.desktop.operations import Progress

_FIRST = ("ui.desktop.frame", "ui.desktop.daily")


def warm(pages: Callable[[], object], today: date) -> None:
    """While the passphrase is typed: what the first page needs, its modules, the schedule and the farmers' calendar."""
    pages()
    for name in _FIRST:
        import_module(name)
    from app.followups.schedule import load_schedule
    from app.values import lunar

    load_schedule()
    lunar.of_solar(today)


def rare_font(_progress: Progress) -> bytes:
    """Once the first page is there: the font of the rare characters, which is large."""
    from app.forms.typefaces import font_bytes

    return font_bytes("SuifangRare")
