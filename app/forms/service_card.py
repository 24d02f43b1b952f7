"""随访服务记录卡: one woman, her visits so far and lines to write on, each with her signature and the worker's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.forms import fonts
from app.forms.findings import code_words, day_words
from app.forms.health_summary import found_at
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.people import place
from app.forms.table import Column, table
from app.forms.texts import texts
from app.people import current_method
from app.records import Unit
from app.records.story import Story
from app.timeline import SENSITIVE_VISITS

_ROW = 11.0
"""Room to sign, in millimetres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCardContent:
    """``about``: what stands at the head, as (name, value). ``rows``: visits, oldest first. ``earlier``: not printed.

    ``day`` is None for a blank one.
    """

    unit: Unit
    day: date | None
    about: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    earlier: int


def service_card_content(story: Story, unit: Unit, today: date) -> ServiceCardContent:
    """Her card on a day: nothing that is hidden on the screen, and no visit of which even the kind is."""
    words = texts("service_card")
    seen = [visit for visit in story.visits if visit.visit_kind not in SENSITIVE_VISITS]
    shown = seen[-words["most"] :]
    rows = tuple(
        (
            day_words(visit.date),
            code_words("visit_kind", visit.visit_kind),
            found_at(visit, words),
            day_words(visit.next_date),
            words["signed"] if visit.signed else "",
            "",
        )
        for visit in shown
    )
    return ServiceCardContent(
        unit=unit, day=today, about=_about(story, today, words), rows=rows, earlier=len(seen) - len(shown)
    )


def _about(story: Story, today: date, words: Any) -> tuple[tuple[str, str], ...]:
    woman, labels = story.woman, words["labels"]
    use = current_method(story, today)
    method, wish = "", ""
    if use is not None:
        method = code_words("method", use.method)
        if use.start and use.method != "none":
            method = words["since"].format(method=method, day=day_words(use.start))
        if use.expiry:
            method += words["lasts"].format(day=day_words(use.expiry))
        wish = code_words("method", use.wish)
    found = [
        (labels["name"], woman.name),
        (labels["birth"], day_words(woman.birth_date) or words["none"]),
        (labels["place"], place(story) or words["none"]),
        (labels["method"], method or words["none"]),
    ]
    if wish:
        found.append((labels["wish"], wish))
    if woman.health_record:
        found.append((labels["health_record"], woman.health_record))
    return tuple(found)


def _two_by_two(about: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The head in lines of two."""
    for at in range(0, len(about), 2):
        (what, value), *other = about[at : at + 2]
        yield what, "　　　".join([value, *(f"{next_one}：{its}" for next_one, its in other)])


@fonts.lent
def service_card(content: ServiceCardContent, paper: Paper | None = None) -> bytes:
    """The card as PDF, with empty lines for visits to come."""
    paper = paper or Paper()
    words = texts("service_card")
    room = paper.width * mm
    columns = [Column(**words["columns"][name]) for name in ("date", "kind", "found", "next", "hers", "ours")]
    scale = paper.width / sum(column.width for column in columns)
    columns = [Column(column.head, column.width * scale, column.align) for column in columns]
    lines = [list(row) for row in content.rows]
    lines += [[""] * len(columns) for _ in range(words["least_lines"])]
    body: list[Flowable] = [
        paragraph(f"{what}：{value}", room, size=10, lead=1.5) for what, value in _two_by_two(content.about)
    ]
    body.append(Spacer(0, 2 * mm))
    if content.earlier:
        body += [paragraph(words["more"].format(count=content.earlier), room, size=9), Spacer(0, 1 * mm)]
    body += [table(columns, lines, size=9, height=_ROW), Spacer(0, 2 * mm), paragraph(words["note"], room, size=9)]
    day = content.day
    heading = Heading(
        title=words["title"], unit_name=content.unit.name, unit_code=content.unit.code,
        period=words["period"].format(year=day.year, month=day.month, day=day.day) if day else "",
    )  # fmt: skip
    return write(heading, body, paper=paper, signed=False)
