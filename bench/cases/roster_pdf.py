"""The roster of 2,000 women as PDF, beside the plainest honest ReportLab table of the same cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from app.forms import fonts
from app.forms.roster import RosterContent, roster, roster_content
from app.records import Household, Record, Unit, Woman
from app.records.story import story_of
from bench import data
from bench.harness import Bar, Case, Pair


@contextmanager
def prepare(_folder: Path) -> Iterator[Pair]:
    """The content is made once; reading the fonts, laying out and writing is measured."""
    content = _content()
    yield Pair(ours=lambda: _made(roster(content)), reference=lambda: _made(_plain(content)))


def _content() -> RosterContent:
    about: defaultdict[str, list[Record]] = defaultdict(list)
    women, homes, unit = [], {}, None
    for record in data.records("village"):
        if isinstance(record, Woman):
            women.append(record)
        elif isinstance(record, Household):
            homes[record.id] = record
        elif isinstance(record, Unit):
            unit = record
        about[record.subject].append(record)
    assert unit is not None
    stories = (story_of(w, about[w.id], homes.get(w.household or "")) for w in women)
    return roster_content(stories, unit, data.TODAY)


@fonts.lent
def _plain(content: RosterContent) -> bytes:
    """String cells, fixed heights, a grid and repeated heads: nothing that a roster could do without."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import LongTable, SimpleDocTemplate

    rows = [
        [str(n), row.name, row.birth, row.place, row.marital, row.children, row.note]
        for n, row in enumerate(content.rows, start=1)
    ]
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4, initialFontName=fonts.TEXT).build(
        [
            LongTable(
                [["序号", "姓名", "出生日期", "住址", "婚姻", "子女数", "备注"], *rows],
                rowHeights=18,
                repeatRows=1,
                style=[("FONT", (0, 0), (-1, -1), fonts.TEXT, 9), ("GRID", (0, 0), (-1, -1), 0.5, "black")],
            )
        ]
    )
    return out.getvalue()


def _made(pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF")


CASE = Case(
    what="roster of 2,000 women as PDF",
    against="plain ReportLab LongTable of the same cells",
    bar=Bar(times=1.3),
    prepare=prepare,
    rounds=5,
)
