"""The style sheet, made from the tokens of a theme.

What can be said in Qt's style sheets is said here; what cannot (buttons with their key, badges, window bars) is painted
by the widgets, from the same tokens.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.desktop.theme import Theme

_SHEET = Template("""
QWidget { color: $ink; }
QToolTip { color: $card; background: $ink; border: 1px solid $ink; padding: ${s1}px ${s2}px; }

Words[role="title"] { font-size: ${title}px; font-weight: 700; }
Words[role="section"] { font-size: ${section}px; font-weight: 700; }
Words[role="strong"] { font-weight: 700; }
Words[role="soft"] { color: $soft; }
Words[role="note"] { color: $soft; font-size: ${note}px; }
Words[role="brand"] { color: $accent; font-size: ${brand}px; font-weight: 700; letter-spacing: 1px; }
Words[role="due"] { color: $due; }
Words[role="late"] { color: $late; font-size: ${note}px; }
Words[role="good"] { color: $good; font-size: ${note}px; }
Words[role="code"] { font-size: ${title}px; font-weight: 700; letter-spacing: 2px; }

#paper, #page { background: $paper; }
#rail { background: $rail; border: none; border-right: 1px solid $line; }
#topbar { background: $card; border: none; border-bottom: 1px solid $line; }
#statusbar { background: $rail; border: none; border-top: 1px solid $line; }
#notice { background: $ink; border-radius: ${corner}px; }
#notice Words { color: $card; }
#trouble { background: $late_soft; border: 1px solid $late; border-radius: ${corner}px; }
#working { background: $accent_soft; border: none; border-bottom: 1px solid $line; }

Card { background: $card; border: 1px solid $line; border-radius: ${corner}px; }
Card[tone="accent"] { background: $accent_soft; border-color: $accent_soft; }
Card[tone="due"] { background: $due_soft; border-color: $due_soft; }
Card[tone="late"] { background: $late_soft; border-color: $late_soft; }
Card[tone="good"] { background: $good_soft; border-color: $good_soft; }
Card[tone="chosen"] { border: 2px solid $accent; }

QLineEdit, QPlainTextEdit, QTextEdit {
    placeholder-text-color: $soft;
    background: $card; border: 1px solid $edge; border-radius: ${corner}px; padding: ${line_pad}px ${s2}px;
    selection-background-color: $accent; selection-color: $on_accent; min-height: ${line_height}px;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: ${line_pad_less}px ${s2less}px; }
QLineEdit:disabled, QLineEdit:read-only { background: $paper; color: $soft; }
QLineEdit[trouble="true"], QPlainTextEdit[trouble="true"] { border-color: $late; }
#reader, #reader:focus { background: transparent; border: none; padding: 0; }
#search { background: $paper; border: 1px solid $line; padding: ${search_pad}px ${s2}px; }
#search:focus { background: $card; border: 2px solid $accent; padding: ${search_pad_less}px ${s2less}px; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }

QTableView, QListView {
    background: $card; alternate-background-color: $card; border: none; outline: none;
    selection-background-color: $accent_soft; selection-color: $ink;
}
QTableView#framed { border: 1px solid $line; border-radius: ${corner}px; }
QAbstractItemView#choices { border: 1px solid $edge; border-radius: ${corner}px; padding: ${s1}px; }
QAbstractItemView#choices::item { padding: ${s1}px ${s2}px; min-height: ${line_height}px; }
QAbstractItemView#choices::item:selected { background: $accent_soft; color: $ink; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; color: $soft; border: none; border-bottom: 1px solid $line;
    padding: ${s2}px ${s3}px; font-size: ${note}px;
}
QTableCornerButton::section { background: $card; border: none; }

QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 2px; }
QScrollBar::handle { background: $edge; border-radius: ${bar_corner}px; min-height: ${s8}px; min-width: ${s8}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $plain_soft; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QMenu { background: $card; border: 1px solid $edge; padding: ${s1}px; }
QMenu::item { padding: ${s2}px ${s4}px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; color: $ink; }
QMenu::separator { background: $line; height: 1px; margin: ${s1}px ${s2}px; }
QDialog { background: $paper; }
QDialog QPushButton {
    background: $card; border: 1px solid $edge; border-radius: ${corner}px; padding: ${s2}px ${s4}px;
}
QDialog QPushButton:focus { border: 2px solid $accent; }
""")


def style_sheet(theme: Theme) -> str:
    """The whole style sheet for a theme."""
    sizes = {
        **{role: theme.text(role) for role in ("title", "section", "note")},
        **{f"s{steps}": theme.space(steps) for steps in (1, 2, 3, 4, 8)},
        "line_pad": theme.space(1.75),
        "line_pad_less": theme.space(1.75) - 1,
        "search_pad": theme.space(1.25),
        "search_pad_less": theme.space(1.25) - 1,
        "s2less": theme.space(2) - 1,
        "brand": round(19 * theme.scale),
        "line_height": round(theme.text() * 1.6),
        "corner": theme.corner,
        "bar": theme.space(2.5),
        "bar_corner": max(2, theme.space(2.5) // 2 - 2),
    }
    return _SHEET.substitute(asdict(theme.colours), **sizes)
