"""A rare character into a line: Alt+U turns the code point before the cursor into it, or offers those of a sound."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtWidgets import QLineEdit, QMenu

from app.values.names import readings
from app.values.rare import by_sound, spelled
from ui.text import tr

_BEFORE = re.compile(r"(?:[Uu][+＋][0-9A-Fa-f]{4,6}|[A-Za-zü]+[1-4]?)$")


def offer_rare(line: QLineEdit) -> None:
    """What Alt+U does."""
    before = line.text()[: line.cursorPosition()]
    found = _BEFORE.search(before)
    if found is None:
        return
    typed = found[0]
    if (character := spelled(typed)) != typed:
        _put(line, typed, character)
        return
    _menu(line, typed).popup(line.mapToGlobal(line.cursorRect().bottomLeft()))


def _menu(line: QLineEdit, typed: str) -> QMenu:
    menu = QMenu(line)
    menu.setAccessibleName(typed)
    for character in by_sound(typed.replace("ü", "v")):
        words = f"{character}　{'，'.join(readings(character))}　U+{ord(character):04X}"
        menu.addAction(words, partial(_put, line, typed, character))
    if menu.isEmpty():
        menu.addAction(tr("editor.rare.none", sound=typed)).setEnabled(False)
    else:
        menu.setActiveAction(menu.actions()[0])
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _put(line: QLineEdit, typed: str, character: str) -> None:
    """In place of what was typed for it; one step of undo."""
    end = line.cursorPosition()
    line.setSelection(end - len(typed), len(typed))
    line.insert(character)
