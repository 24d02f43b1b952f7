"""The one place with colours and sizes.

Tokens have the same names in every theme; widgets ask ``current()`` for them while painting and never hold a colour or
a pixel of their own. ``Theme.apply`` turns the tokens into Qt's palette, fonts and style sheet (``style.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

import resources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

FONTS = Path(resources.__file__).parent / "fonts"
FAMILIES = ("Noto Sans SC", "Suifang Rare", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
"""Ours first, the rare characters of names among them; then what the system may have."""

TEXT_SIZES = {"title": 22, "section": 15, "body": 14, "note": 13, "key": 11}
"""Pixels at 100 %, by role."""
SCALES = (100, 125, 150, 175, 200)
"""Text sizes in per cent that the settings offer; every one between is possible."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colour tokens. A ``…_soft`` is the ground on which the colour of that name is read."""

    paper: str
    card: str
    rail: str
    line: str
    edge: str
    """The border of what can be typed into; stronger than ``line``."""
    ink: str
    soft: str
    accent: str
    accent_soft: str
    on_accent: str
    due: str
    due_soft: str
    late: str
    late_soft: str
    good: str
    good_soft: str
    plain_soft: str
    """The ground of a badge without a tone."""
    window: str
    """The open part of a window bar."""


LIGHT = Colours(
    paper="#faf8f4", card="#ffffff", rail="#f1ede4", line="#e4dfd5", edge="#8a949a", ink="#1d2a30", soft="#55656c",
    accent="#0f6b66", accent_soft="#e2f0ee", on_accent="#ffffff", due="#8f5405", due_soft="#fbefd9", late="#a8321f",
    late_soft="#fae5e0", good="#2d6a3e", good_soft="#e5f1e6", plain_soft="#ece8df", window="#b9d9d5",
)  # fmt: skip
DARK = Colours(
    paper="#14191b", card="#1c2326", rail="#191e20", line="#343d41", edge="#74838a", ink="#ece9e2", soft="#a9b5ba",
    accent="#5cc0b7", accent_soft="#1d3a39", on_accent="#08201f", due="#f0bd6b", due_soft="#3d2f15", late="#f3a091",
    late_soft="#45231c", good="#93d3a2", good_soft="#1e3624", plain_soft="#2b3337", window="#2f625e",
)  # fmt: skip
CONTRAST = Colours(
    paper="#ffffff", card="#ffffff", rail="#ffffff", line="#000000", edge="#000000", ink="#000000", soft="#1f1f1f",
    accent="#00423f", accent_soft="#dff3f1", on_accent="#ffffff", due="#5c3300", due_soft="#fff2d6", late="#7a1200",
    late_soft="#ffe4de", good="#0c4119", good_soft="#e2f5e4", plain_soft="#eeeeee", window="#7fbdb7",
)  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

TEXT_PAIRS = (
    *((ink, ground) for ink in ("ink", "soft") for ground in ("paper", "card", "rail", "accent_soft", "plain_soft")),
    *((tone, ground) for tone in ("accent", "due", "late", "good") for ground in ("paper", "card", f"{tone}_soft")),
    ("on_accent", "accent"),
    ("card", "ink"),
    ("ink", "window"),
    ("ink", "due_soft"),
    ("ink", "late_soft"),
    ("ink", "good_soft"),
    ("due", "rail"),
    ("good", "rail"),
)
"""Every pair (text, ground) the program reads text on; a test holds each to 4.5 : 1 in each theme."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A set of colours and a text scale (1.0 – 2.0)."""

    name: str = "light"
    scale: float = 1.0

    @property
    def colours(self) -> Colours:
        """The tokens of this theme."""
        return THEMES[self.name]

    def colour(self, token: str) -> QColor:
        """A token as Qt wants it."""
        return QColor(getattr(self.colours, token))

    def text(self, role: str = "body") -> int:
        """The size of a role's letters in pixels."""
        return round(TEXT_SIZES[role] * self.scale)

    def space(self, steps: float) -> int:
        """Room in steps of 4 pixels; it grows half as fast as the text, so that large text keeps its place."""
        return round(4 * steps * (1 + (self.scale - 1) / 2))

    def wide(self, letters: float) -> int:
        """A width in Chinese characters of body text."""
        return round(letters * TEXT_SIZES["body"] * self.scale)

    @property
    def corner(self) -> int:
        """The radius of a card's and a button's corners."""
        return 8

    def font(self, role: str = "body", *, bold: bool = False) -> QFont:
        """The font of a role."""
        return _font(self.text(role), bold)

    def palette(self) -> QPalette:
        """Qt's palette, for what the style sheet does not reach."""
        roles = QPalette.ColorRole
        wanted = {
            roles.Window: "paper", roles.WindowText: "ink", roles.Base: "card", roles.AlternateBase: "paper",
            roles.Text: "ink", roles.Button: "card", roles.ButtonText: "ink", roles.BrightText: "late",
            roles.Highlight: "accent", roles.HighlightedText: "on_accent", roles.Link: "accent",
            roles.LinkVisited: "accent", roles.ToolTipBase: "ink", roles.ToolTipText: "card",
            roles.PlaceholderText: "soft", roles.Light: "card", roles.Midlight: "line", roles.Mid: "line",
            roles.Dark: "edge", roles.Shadow: "line",
        }  # fmt: skip
        palette = QPalette()
        for role, token in wanted.items():
            palette.setColor(role, self.colour(token))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("soft"))
        return palette

    def apply(self, app: QApplication) -> None:
        """Dresses the whole program; what is already open changes at once."""
        from ui.desktop.style import style_sheet

        global _current  # noqa: PLW0603  there is one application, as with its palette
        _current = self
        load_fonts()
        app.setFont(self.font())
        app.setPalette(self.palette())
        app.setStyleSheet(style_sheet(self))


_current = Theme()


def current() -> Theme:
    """The theme the program wears."""
    return _current


@cache
def load_fonts() -> tuple[str, ...]:
    """Makes the shipped fonts known to Qt, once; returns their families."""
    found: dict[str, None] = {}
    for path in sorted(FONTS.glob("*.ttf")):
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))):
            found[family] = None
    return tuple(found)


def add_rare_font(content: bytes) -> None:
    """Makes the font of the rare characters known to Qt; 22 MB, so it comes after signing in."""
    QFontDatabase.addApplicationFontFromData(content)


@lru_cache(maxsize=64)
def _font(pixels: int, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
