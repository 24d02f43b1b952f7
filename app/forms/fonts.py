"""The fonts of the forms, and which character is drawn with which.

Only the fonts shipped in ``resources/fonts`` are used: Noto Sans SC for everything it has, Suifang Rare for the other
ideographs of GB 18030-2022. A PDF viewer shows the one glyph; search and copy read the ToUnicode table beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, wraps
from io import BytesIO
from itertools import groupby
from threading import Lock
from types import MappingProxyType
from typing import ParamSpec
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from app.forms.typefaces import BOLD, RARE, RARE_FROM, TEXT, font_bytes

__all__ = [
    "BOLD", "MISSING", "RARE", "TEXT", "is_plain", "lent", "mark_up", "printable", "register", "runs", "width",
]  # fmt: skip

P = ParamSpec("P")
_OURS = frozenset({TEXT, BOLD, RARE})

MISSING = "□"
"""Printed for a character that no shipped font has, as clerks do by hand."""

_PER_BLOCK = 100
"""Most entries one ``bfchar`` block may hold (Adobe Technical Note 5014, section 1.4)."""


def _to_unicode(name: str, subset: list[int]) -> str:
    """A ToUnicode table whose codes above U+FFFF are UTF-16BE surrogate pairs (ISO 32000-1, 9.10.3).

    ReportLab writes them as five hexadecimal digits, which prints right and copies wrong.
    """
    pairs = [f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for i, code in enumerate(subset) if code]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange <00> <FF> endcodespacerange",
    ]
    for start in range(0, len(pairs), _PER_BLOCK):
        block = pairs[start : start + _PER_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


@cache
def _glyphs(name: str) -> Mapping[int, int]:
    """Registers a shipped font; its glyph numbers by code point."""
    ttfonts.makeToUnicodeCMap = _to_unicode
    rl_config.useA85 = 0  # files are read by programs: text armour costs a tenth of the time and a fifth of the size
    font = ttfonts.TTFont(name, BytesIO(font_bytes(name)))
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)
    return MappingProxyType(font.face.charToGlyph)


def register() -> None:
    """Makes the two text fonts known to ReportLab; the large rare one waits until a character asks for it."""
    _glyphs(TEXT)
    _glyphs(BOLD)


class _Lent:
    """How many papers are being made right now; the last one done gives the fonts back."""

    def __init__(self) -> None:
        self._papers = 0
        self._counting = Lock()

    def __enter__(self) -> None:
        with self._counting:
            self._papers += 1
        register()

    def __exit__(self, *_: object) -> None:
        with self._counting:
            self._papers -= 1
            if not self._papers:
                _give_back()


_LENT = _Lent()


def lent(make: Callable[P, bytes]) -> Callable[P, bytes]:
    """Marks a function that makes a paper: the fonts are there while it runs, and given back afterwards.

    ReportLab keeps every font it has read, 45 MB for ours and as much again for the rare one; reading them anew takes a
    tenth of a second.
    """

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> bytes:
        with _LENT:
            return make(*args, **kwargs)

    return made


def _give_back() -> None:
    # ReportLab has no call for this; these three are all the places in which it keeps a font.
    for kept in (pdfmetrics._fonts, pdfmetrics._typefaces, pdfmetrics._dynFaceNames):
        for name in [name for name in kept if str(name).strip("b'") in _OURS]:
            del kept[name]
    _glyphs.cache_clear()
    _plain.cache_clear()


@cache
def _plain() -> frozenset[str]:
    """The characters of the text font that are no wider than the type size."""
    known = _glyphs(TEXT)
    face = pdfmetrics.getFont(TEXT).face
    return frozenset(chr(code) for code in known if face.charWidths.get(code, face.defaultWidth) <= 1000)


def is_plain(text: str) -> bool:
    """Whether one font draws it all and ``len(text)`` times the type size bounds its width."""
    return _plain().issuperset(text)


def width(text: str, size: float, font: str = TEXT) -> float:
    """The width in points of printable text set in one line, rare characters included."""
    return float(sum(pdfmetrics.stringWidth(run, face, size) for face, run in runs(text, font)))


def printable(text: str) -> str:
    """The text as it can be drawn.

    Control characters and line breaks become spaces, variation selectors and other marks without a shape of their own
    go, and what no font has becomes ``□``.
    """
    if is_plain(text):
        return text
    return "".join(_drawn(char) for char in text)


def _drawn(char: str) -> str:
    if _font_of(char):
        return char
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    return " " if category in {"Cc", "Zs", "Zl", "Zp"} else MISSING


def _font_of(char: str) -> str | None:
    if ord(char) in _glyphs(TEXT):
        return TEXT
    return RARE if ord(char) >= RARE_FROM and ord(char) in _glyphs(RARE) else None


def runs(text: str, font: str = TEXT) -> list[tuple[str, str]]:
    """Printable text cut into (font, run); ``font`` is ``TEXT`` or ``BOLD``, which hold the same characters."""
    if is_plain(text):
        return [(font, text)] if text else []
    drawn = groupby(printable(text), key=lambda char: RARE if _font_of(char) == RARE else font)
    return [(face, "".join(chars)) for face, chars in drawn]


def mark_up(text: str, font: str = TEXT) -> str:
    """Text for a ReportLab Paragraph: escaped, with every rare run in its own font."""
    marked = (
        escape(run) if face == font else f'<font name="{face}">{escape(run)}</font>' for face, run in runs(text, font)
    )
    return "".join(marked).replace("\u3000", "\u00a0" * 4)  # a Paragraph folds wide spaces into one narrow one
