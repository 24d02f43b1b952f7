"""服务预约通知单 as paper: two on a sheet, each folded twice so that only her name is outside.

Each slip is half an A4 in three strips. The upper strip is folded to the back and becomes the outside; the two below are
folded onto one another and are read by whoever opens it. Nothing about a method, a finding or a day stands outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.forms import fonts
from app.forms.lines import wrap
from app.forms.page import Paper, line
from app.forms.texts import texts
from app.records import Unit
from app.slips import Slip

ON_A_PAGE = 2
_HIGH, _STRIP = 148.5, 49.5
"""A slip and each of its three strips, in millimetres."""
_SMALL, _BODY = 7.5, 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipsContent:
    """``worker``: whom to ask, on the slip; empty where nobody should be named."""

    unit: Unit
    day: date
    worker: str
    slips: tuple[Slip, ...]


def lines_inside(slip: Slip, content: SlipsContent) -> list[str]:
    """What she reads when she has opened it."""
    words = texts("slip")
    office = content.unit.office or content.unit.name
    kinds = [words["services"].get(service, words["services"]["other"]) for service in slip.services]
    opens, closes = _day(slip.opens, content.day), _day(slip.closes, content.day)
    said = words["said" if slip.opens < slip.closes else "said_one_day"].format(
        opens=opens, closes=closes, office=office, services=words["and"].join(dict.fromkeys(kinds))
    )
    asks = words["questions"].format(worker=content.worker) if content.worker else words["questions_plain"]
    return [words["greeting"].format(name=slip.name), said, words["choice"], words["ask_day"], asks]


def _day(day: date, today: date) -> str:
    """With its year where that is another than this."""
    said = texts("slip")["day" if day.year == today.year else "day_of_year"]
    return str(said.format(year=day.year, month=day.month, day=day.day))


@fonts.lent
def slips(content: SlipsContent, paper: Paper | None = None) -> bytes:
    """The slips as PDF, in their order, two on a page; the same content gives the same bytes."""
    fonts.register()
    paper = paper or Paper()
    words = texts("slip")
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="zh-CN", initialFontName=fonts.TEXT)
    canvas.setTitle(words["title"])
    canvas.setAuthor(content.unit.name)
    canvas.setCreator("Suifang")
    for start in range(0, len(content.slips), ON_A_PAGE):
        canvas.translate(paper.shift_right * mm, -paper.shift_down * mm)
        for place, slip in enumerate(content.slips[start : start + ON_A_PAGE]):
            _Drawn(canvas, A4[1] - place * _HIGH * mm, paper).draw(slip, content)
        canvas.setDash()
        canvas.setLineWidth(0.6)
        canvas.line(0, A4[1] - _HIGH * mm, A4[0], A4[1] - _HIGH * mm)
        line(canvas, A4[0] - paper.right * mm - 18 * mm, A4[1] - _HIGH * mm + 1 * mm, words["cut"], _SMALL)
        canvas.showPage()
    if not content.slips:
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class _Drawn:
    """One slip, its upper edge at ``top`` points."""

    def __init__(self, canvas: Canvas, top: float, paper: Paper) -> None:
        self._canvas, self._top = canvas, top
        self._left, self._room = paper.left * mm, paper.width * mm

    def draw(self, slip: Slip, content: SlipsContent) -> None:
        words = texts("slip")
        self._fold(1, words["fold_back"])
        self._fold(2, words["fold_in"])
        self._outside(slip, content)
        self._inside(slip, content)

    def _fold(self, strip: int, said: str) -> None:
        y = self._top - strip * _STRIP * mm
        self._canvas.setDash(3, 3)
        self._canvas.setLineWidth(0.4)
        self._canvas.line(0, y, A4[0], y)
        self._canvas.setDash()
        at = self._left + self._room - fonts.width(said, _SMALL)
        line(self._canvas, at, y + 1 * mm, said, _SMALL)

    def _outside(self, slip: Slip, content: SlipsContent) -> None:
        """Her name and where she lives: nobody can tell from it what it is about."""
        words = texts("slip")
        y = self._line(words["to"].format(name=slip.name), self._top - 16 * mm, size=15, bold=True)
        if slip.place:
            y = self._line(words["to_place"].format(place=slip.place), y, size=_BODY)
        office = content.unit.office or content.unit.name
        self._line(words["sender"].format(office=office), y - 1 * mm, size=10)
        said = words["outside"]
        wide = fonts.width(said, 10) + 6 * mm
        x, low = self._left + self._room - wide, self._top - 18 * mm
        self._canvas.setLineWidth(0.6)
        self._canvas.rect(x, low, wide, 7.5 * mm)
        line(self._canvas, x + 3 * mm, low + 2.4 * mm, said, 10)

    def _inside(self, slip: Slip, content: SlipsContent) -> None:
        words = texts("slip")
        title, day = words["title"], content.day
        y = self._top - _STRIP * mm - 12 * mm
        at = self._left + (self._room - fonts.width(title, 16, fonts.BOLD)) / 2
        line(self._canvas, at, y, title, 16, fonts.BOLD)
        y -= 9 * mm
        greeting, *rest = lines_inside(slip, content)
        y = self._line(greeting, y, size=_BODY, bold=True)
        for number, text in enumerate(rest):
            y = self._line(text, y - 1 * mm, size=_BODY, bold=number == 1)
        office = content.unit.office or content.unit.name
        signed = words["signed"].format(office=office, year=day.year, month=day.month, day=day.day)
        low = self._top - _HIGH * mm + 9 * mm
        line(self._canvas, self._left + self._room - fonts.width(signed, 11), min(y - 1 * mm, low), signed, 11)

    def _line(self, text: str, y: float, *, size: float, bold: bool = False) -> float:
        """A text in as many lines as it needs, never into the middle of the fold; where the next one begins."""
        font = fonts.BOLD if bold else fonts.TEXT
        for part in wrap(text, self._room, size, font):
            y = self._past_the_fold(y, size)
            line(self._canvas, self._left, y, part, size, font)
            y -= size * 1.6
        return y

    def _past_the_fold(self, y: float, size: float) -> float:
        fold = self._top - 2 * _STRIP * mm
        return fold - size - 2 * mm if fold - size < y < fold + 5 * mm else y
