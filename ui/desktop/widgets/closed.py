"""What somebody who may only look does not see: on a page that is read, every way on that does not say it only reads."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

CLOSED = "closed_to_helpers"
"""The property of a page on which a helper reads and does nothing."""


def close(page: QWidget) -> None:
    """From here on the page offers only what ``reads``."""
    page.setProperty(CLOSED, True)


def stays_closed(way: QWidget) -> bool:
    """Whether a way on, about to be shown, is on such a page. It is then hidden, and its key does nothing."""
    above = way.parentWidget()
    while above is not None:
        if above.property(CLOSED):
            way.setEnabled(False)
            way.hide()
            return True
        above = above.parentWidget()
    return False
