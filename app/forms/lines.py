"""Where a line of Chinese may break (GB/T 15834-2011: no closing mark begins a line, no opening mark ends one)."""

from __future__ import annotations

import re

from app.forms import fonts

NOT_FIRST = frozenset("，。、；：？！）】》〉」』〕］｝”’…—～·‧・％‰℃,.;:?!)]}%")
NOT_LAST = frozenset("（【《〈「『〔［｛“‘￥＄([{#")

_UNITS = re.compile(r"[!-~]+|\s+|.", re.DOTALL)


def wrap(text: str, room: float, size: float, font: str = fonts.TEXT) -> list[str]:
    """Printable text in lines no wider than ``room`` points; words in Latin letters and numbers stay whole where they can."""
    lines: list[str] = []
    line, used = "", 0.0
    for unit in _glued(fonts.printable(text)):
        wide = fonts.width(unit, size, font)
        if used + wide <= room or (unit.isspace() and line):
            line, used = line + unit, used + wide
            continue
        if line:
            lines.append(line.rstrip())
        pieces = _cut(unit.lstrip(), room, size, font)
        lines += pieces[:-1]
        line = pieces[-1] if pieces else ""
        used = fonts.width(line, size, font)
    return [*lines, line.rstrip()] if line.rstrip() or not lines else lines


def _glued(text: str) -> list[str]:
    """What must stay together on a line."""
    units: list[str] = []
    for unit in _UNITS.findall(text):
        before = units[-1] if units else ""
        if before and (unit[0] in NOT_FIRST or before[-1] in NOT_LAST) and not before.isspace() and not unit.isspace():
            units[-1] += unit
        else:
            units.append(unit)
    return units


def _cut(unit: str, room: float, size: float, font: str) -> list[str]:
    """A unit in pieces that fit, when it is wider than a line by itself; at least one character each."""
    pieces: list[str] = []
    for char in unit:
        if pieces and fonts.width(pieces[-1] + char, size, font) <= room:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces
