"""The A4 page every form is printed on: title, unit, body, signature line, page number; black only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from app.forms import fonts
from app.forms.lines import wrap
from app.forms.texts import texts

ALIGNMENTS = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}
TITLE_SIZE = 17.0
NOTE_SIZE = 8.5
_SIGNATURES = 8 * mm
_PAGE_NUMBER = 6 * mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Margins of the A4 sheet, and how far this printer must shift everything to hit it, in millimetres.

    The left margin leaves room for the binding holes. ``landscape``: the sheet lies on its long side.
    """

    left: float = 18.0
    right: float = 14.0
    top: float = 14.0
    bottom: float = 10.0
    shift_right: float = 0.0
    shift_down: float = 0.0
    landscape: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet, in points."""
        wide, high = float(A4[0]), float(A4[1])
        return (high, wide) if self.landscape else (wide, high)

    @property
    def width(self) -> float:
        """Of the body, in millimetres."""
        return float(self.size[0] / mm) - self.left - self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above the body on every page. ``period``: the month or day it speaks of. ``corner``: such as 未定稿.

    With no ``unit_name`` the paper does not say where it comes from.
    """

    title: str
    unit_name: str
    unit_code: str
    period: str = ""
    corner: str = ""


def paragraph(
    text: str, room: float, *, size: float = 9.5, align: str = "left", bold: bool = False, lead: float = 1.35
) -> Paragraph:
    """Text in lines no wider than ``room`` points, rare characters included."""
    lines = wrap(text, room, size, fonts.BOLD if bold else fonts.TEXT)
    return set_lines(lines, size=size, align=align, bold=bold, lead=lead)


def set_lines(
    lines: Sequence[str], *, size: float = 9.5, align: str = "left", bold: bool = False, lead: float = 1.35
) -> Paragraph:
    """Lines as they are, one below the other."""
    font = fonts.BOLD if bold else fonts.TEXT
    return Paragraph("<br/>".join(fonts.mark_up(line, font) for line in lines), _style(size, align, bold, lead))


def _style(size: float, align: str, bold: bool, lead: float) -> ParagraphStyle:
    return ParagraphStyle(
        "form",
        fontName=fonts.BOLD if bold else fonts.TEXT,
        fontSize=size,
        leading=size * lead,
        alignment=ALIGNMENTS[align],
    )


def write(
    heading: Heading,
    body: Sequence[Flowable],
    *,
    paper: Paper,
    signed: bool = True,
    first_copy: int = 1,
    copies: int = 0,
) -> bytes:
    """The PDF of a form; the same content gives the same bytes.

    ``signed``: with the line of signatures and the seal. ``copies`` > 0 prints that many numbered copies one after
    the other, counted from ``first_copy``; 0 prints one without a number.
    """
    fonts.register()
    top = _Top(heading, paper)
    foot = (_SIGNATURES if signed else 0) + _PAGE_NUMBER
    bottom = paper.bottom * mm + foot
    frame = Frame(
        paper.left * mm,
        bottom,
        paper.width * mm,
        paper.size[1] - paper.top * mm - top.height - bottom,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=paper.size,
        title=f"{heading.title} {heading.period}".strip(),
        author=heading.unit_name,
        creator="Suifang",
        lang="zh-CN",
        invariant=1,
        initialFontName=fonts.TEXT,
        pageTemplates=[PageTemplate(frames=[frame])],
    )

    def finish(canvas: Canvas, page: int, pages: int, copy: int) -> None:
        top.draw(canvas, texts("page")["copy"].format(copy=copy, copies=first_copy + copies - 1) if copies else "")
        _draw_foot(canvas, paper, page, pages, signed=signed)

    numbers = range(first_copy, first_copy + copies) if copies else (1,)
    document.build(
        list(body),
        canvasmaker=lambda *args, **options: _Numbered(*args, paper=paper, finish=finish, copies=numbers, **options),
    )
    return out.getvalue()


class _Top:
    """The heading, measured once and drawn on every page: title, then unit and period, a long unit name wrapping."""

    def __init__(self, heading: Heading, paper: Paper) -> None:
        words = texts("page")
        unit = words["unit"].format(name=heading.unit_name, code=heading.unit_code) if heading.unit_name else ""
        self._heading, self._paper = heading, paper
        period_width = fonts.width(heading.period, 10) + 4 * mm if heading.period else 0
        self._parts = [
            paragraph(heading.title, paper.width * mm, size=TITLE_SIZE, align="center", bold=True, lead=1.25),
            paragraph(unit, paper.width * mm - period_width, size=10),
        ]
        self._heights = [part.wrap(paper.width * mm, paper.size[1])[1] for part in self._parts]
        self._corner_room = 6 * mm
        self.height = self._corner_room + sum(self._heights) + 4 * mm

    def draw(self, canvas: Canvas, copy: str) -> None:
        """``copy``: which numbered copy this is, or nothing."""
        paper = self._paper
        left, right = paper.left * mm, paper.size[0] - paper.right * mm
        y = paper.size[1] - paper.top * mm
        corner = "　".join(part for part in (self._heading.corner, copy) if part)
        if corner:
            length = fonts.width(corner, 10) + 4 * mm
            canvas.rect(right - length, y - 5.2 * mm, length, 5.6 * mm)
            line(canvas, right - length + 2 * mm, y - 3.7 * mm, corner, 10)
        y -= self._corner_room
        for part, height, gap in zip(self._parts, self._heights, (2 * mm, 0), strict=True):
            part.drawOn(canvas, left, y - height)
            y -= height + gap
        if self._heading.period:
            line(canvas, right - fonts.width(self._heading.period, 10), y + 1.1 * mm, self._heading.period, 10)


def line(canvas: Canvas, x: float, y: float, text: str, size: float, font: str = fonts.TEXT) -> None:
    """One line of text from ``x`` on, in points from the lower left corner."""
    for face, run in fonts.runs(text, font):
        canvas.setFont(face, size)
        canvas.drawString(x, y, run)
        x += fonts.width(run, size, font)


def _draw_foot(canvas: Canvas, paper: Paper, page: int, pages: int, *, signed: bool) -> None:
    words = texts("page")
    left, width = paper.left * mm, paper.width * mm
    if signed:
        y = paper.bottom * mm + _PAGE_NUMBER + 2 * mm
        places = (0.0, 0.225, 0.41, 0.595)
        for place, word in zip(places, [*words["signatures"], words["signed_on"]], strict=True):
            line(canvas, left + place * width, y, word, 9.5)
        line(canvas, left + width - fonts.width(words["seal"], 9.5), y, words["seal"], 9.5)
    number = words["page"].format(page=page, pages=pages)
    line(canvas, left + (width - fonts.width(number, NOTE_SIZE)) / 2, paper.bottom * mm, number, NOTE_SIZE)


class _Numbered(Canvas):  # type: ignore[misc]  # ReportLab ships no types
    """Keeps the pages until their number is known, then writes each, for every numbered copy, with heading and foot."""

    def __init__(
        self,
        *args: Any,
        paper: Paper,
        finish: Callable[[Canvas, int, int, int], None],
        copies: Sequence[int],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._kept: list[dict[str, Any]] = []
        self._paper, self._finish, self._copies = paper, finish, copies

    def showPage(self) -> None:  # noqa: N802  # ReportLab's name
        """Keeps the page instead of writing it."""
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Writes every kept page, then the document."""
        kept = self._kept
        for copy in self._copies:
            for page, state in enumerate(kept, start=1):
                self.__dict__.update(state)
                move = f"1 0 0 1 {self._paper.shift_right * mm:.3f} {-self._paper.shift_down * mm:.3f} cm"
                self._code = [move, *state["_code"]]
                self._pageNumber = page
                self._finish(self, page, len(kept), copy)
                super().showPage()
        super().save()
