"""Reading printed pages back, and made-up women to print."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from app.records import Unit, Woman
from app.records.base import Record
from app.records.story import Story, story_of

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.DOTALL)


@dataclass(frozen=True)
class Word:
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Printed:
    """What a PDF reader finds: the text of each page as laid out, and the place of every word."""

    pages: tuple[str, ...]
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def squeezed(self) -> str:
        """Without white space, so that a text that wrapped reads on. Columns interleave, so only for single columns."""
        return "".join(self.text.split())


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Printed]:
    def read(pdf: bytes) -> Printed:
        assert b"/Helvetica" not in pdf, "only shipped fonts, even for an empty cell"
        path = tmp_path / "form.pdf"
        path.write_bytes(pdf)
        laid = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
        boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True).stdout.decode()
        words = tuple(
            Word(number, float(left), float(top), float(right), float(bottom), unescape(text))
            for number, page in enumerate(_PAGE.findall(boxes))
            for left, top, right, bottom, text in _WORD.findall(page[2])
        )
        return Printed(tuple(laid.split("\f")[:-1]), words)

    return read


@pytest.fixture
def unit() -> Unit:
    return Unit(id="u" * 32, subject="", code="430981203205", name="沅江市莲荷乡莲荷村")


@pytest.fixture
def tell() -> Callable[..., Story]:
    """`tell(name, *records, **fields)`: her story. Records are (class, fields) pairs."""
    made = 0

    def tell(name: str, *records: tuple[type[Record], dict[str, Any]], **fields: Any) -> Story:
        nonlocal made
        made += 1
        own = f"w{made:031d}"
        woman = Woman(
            id=own, subject=own, name=name, **{"birth_date": "1990-05-12", "group": 1, "door": f"{made}号", **fields}
        )
        return story_of(woman, [cls(id=f"r{i}{own}", subject=own, **f) for i, (cls, f) in enumerate(records)])

    return tell


def overlaps(words: tuple[Word, ...]) -> list[tuple[str, str]]:
    """Pairs of words on one page whose boxes share more than hairlines."""
    found = []
    by_page: dict[int, list[Word]] = {}
    for word in sorted(words, key=lambda w: (w.page, w.top)):
        near = by_page.setdefault(word.page, [])
        for other in near:
            wide = min(word.right, other.right) - max(word.left, other.left)
            high = min(word.bottom, other.bottom) - max(word.top, other.top)
            least = min(word.bottom - word.top, other.bottom - other.top)
            if wide > 0.5 and high > 0.35 * least:
                found.append((word.text, other.text))
        by_page[word.page] = [w for w in near if w.bottom > word.top - 1] + [word]
    return found


@pytest.fixture
def clean() -> Callable[[Printed], None]:
    """Fails where words run over each other or off the sheet."""

    def clean(printed: Printed) -> None:
        assert overlaps(printed.words) == []
        assert [w.text for w in printed.words if w.left < 20 or w.right > 575 or w.top < 20 or w.bottom > 825] == []

    return clean


@pytest.fixture
def landscape_clean() -> Callable[[Printed], None]:
    """As ``clean``, for sheets that may lie on their long side: 842 by 595 points."""

    def clean(printed: Printed) -> None:
        assert overlaps(printed.words) == []
        wide = max(word.right for word in printed.words) > 600
        right, bottom = (822, 580) if wide else (575, 825)
        assert [
            w.text for w in printed.words if w.left < 20 or w.right > right or w.top < 20 or w.bottom > bottom
        ] == []

    return clean
