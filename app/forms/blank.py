"""Forms without anybody on them, to fill by pen: as many empty lines as a page holds, under the same heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.forms import fonts
from app.forms.benefits import application, blank_application
from app.forms.health_summary import HealthSummaryContent, health_summary
from app.forms.month_report import blank_month, month_report
from app.forms.page import Heading, Paper, write
from app.forms.report import Section
from app.forms.service_card import ServiceCardContent, service_card
from app.forms.table import Column, table
from app.forms.texts import texts
from app.records import Unit

_PERIOD = "　　　　年　　月"
_ROOM = "　　　　　　　"
_LINES_OF_A_PART = 4
_LINES: Mapping[str, tuple[str, str, tuple[str, ...], float, int]] = {
    "roster": ("roster", "", ("number", "name", "birth", "place", "marital", "children", "note"), 9.0, 24),
    "round": (
        "round_sheet", "", ("number", "group", "door", "service", "window", "outcome", "seen", "next", "note"), 12.0, 18,
    ),
    "handed": ("supplies", "handed", ("number", "date", "name", "item", "amount", "batch", "signature"), 9.0, 24),
    "folic": ("supplies", "folic", ("number", "date", "name", "item", "amount", "batch", "signature"), 9.0, 24),
    "stock": ("supplies", "book", ("date", "what", "batch", "expiry", "came", "went", "left"), 9.0, 24),
    "benefit_roster": (
        "benefit_roster", "", ("number", "name", "birth", "place", "applicant", "date", "step", "note"), 9.0, 24,
    ),
    "benefit_summary": ("benefit_summary", "", ("scheme", "applied", "running", "confirmed", "paid", "amount"), 10.0, 20),
    "benefit_notice": ("benefit_notice", "", ("number", "name", "group", "note"), 12.0, 16),
}  # fmt: skip
"""By form: its file, its part there, its columns, the height of a line in millimetres, how many fill a page."""

FORMS = (*_LINES, "month", "application", "card", "summary")
"""What ``blank`` makes; lists (``listing.blank_content``) and records (``blank_care_record``) make their own."""


@fonts.lent
def blank(form: str, unit: Unit, paper: Paper | None = None) -> bytes:
    """One of ``FORMS`` as PDF."""
    if form == "month":
        return month_report(blank_month(unit), paper)
    if form == "application":
        return application(blank_application(unit), paper)
    if form == "card":
        labels = texts("service_card")["labels"]
        about = tuple((labels[name], _ROOM) for name in ("name", "birth", "place", "method"))
        return service_card(ServiceCardContent(unit=unit, day=None, about=about, rows=(), earlier=0), paper)
    if form == "summary":
        return health_summary(_summary(unit), paper)
    return _lines(form, unit, paper or Paper())


def _summary(unit: Unit) -> HealthSummaryContent:
    """Her summary with four empty lines for each part."""
    words = texts("health_summary")
    labels = words["who"]["labels"]
    who = "　　".join(f"{labels[name]}：{_ROOM}" for name in ("name", "birth"))
    sections = [Section(head=words["who"]["head"], text=who)]
    for name in ("method", "pregnancy", "children", "visits", "screening"):
        part = words[name]
        sections.append(
            Section(
                head=part["head"], columns=tuple(part["columns"]), shares=tuple(part["shares"]),
                aligns=tuple(part["aligns"]), rows=(("",) * len(part["columns"]),) * _LINES_OF_A_PART,
            )
        )  # fmt: skip
    return HealthSummaryContent(unit=unit, day=None, sections=tuple(sections), whole=False)


def _lines(form: str, unit: Unit, paper: Paper) -> bytes:
    file, part, names, height, rows = _LINES[form]
    words = texts(file)
    own: Mapping[str, Any] = words[part] if part else words
    columns = _fitted([(own if "columns" in own else words)["columns"][name] for name in names], paper.width)
    title = str(own["title"]).format(scheme="")
    empty = [[str(n) if name == "number" else "" for name in names] for n in range(1, rows + 1)]
    body: list[Flowable] = [table(columns, empty, height=height), Spacer(0, 2 * mm)]
    heading = Heading(title=title, unit_name=unit.name, unit_code=unit.code, period=_PERIOD)
    return write(heading, body, paper=paper)


def _fitted(described: Sequence[Mapping[str, Any]], width: float) -> list[Column]:
    fixed = sum(float(column.get("width", 0)) for column in described)
    open_ones = sum("width" not in column for column in described)
    rest = max(14.0, (width - fixed) / open_ones) if open_ones else 0.0
    scale = width / (fixed + rest * open_ones)
    return [
        Column(column["head"], float(column.get("width", rest)) * scale, column.get("align", "center"))
        for column in described
    ]
