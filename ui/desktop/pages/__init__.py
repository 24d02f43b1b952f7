"""The pages there are, in the order of the rail. A page makes itself known by one line here."""

from __future__ import annotations

from ui.desktop.page import PageSpec, StatusSource
from ui.desktop.pages.settings import SettingsPage

PAGES: tuple[PageSpec, ...] = (PageSpec("settings", "page.settings", SettingsPage, shortcut="F9"),)

SOURCES: tuple[StatusSource, ...] = ()
"""What stands at the foot of the window, from left to right."""
