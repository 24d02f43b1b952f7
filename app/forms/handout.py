"""避孕方法对照单: what was explained to her, to take along. Nobody's name is on it; it is one page however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.codes import code_list
from app.counselling.facts import Method, in_a_hundred, methods
from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.table import Column, table
from app.forms.texts import texts
from app.texts import sentence_of

_FEW = 6
"""So many methods still stand in larger type."""
_LARGE, _SMALL = 10.0, 7.8


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutContent:
    """``rows``: of each method its name and the cells beside it."""

    rows: tuple[tuple[str, ...], ...]


def handout_content(explained: Sequence[str] = ()) -> HandoutContent:
    """The methods ``explained``, in the order of the table; every one where none is named."""
    known = methods().rows
    wanted = [method for method in known if method.code in explained] or list(known)
    return HandoutContent(rows=tuple(_row(method) for method in wanted))


def _row(method: Method) -> tuple[str, ...]:
    where = f"{_say(method.key('where'))}；{_say(method.key('free'))}"
    return (
        code_list("method").label(method.code, "zh"), _chance(method), _say(method.key("lasts")),
        _say(method.key("returns")), _say(method.key("bleeding")), _say(method.key("herself")), where,
    )  # fmt: skip


def _chance(method: Method) -> str:
    if method.typical is None:
        return _say("counselling.chance.none")
    n = in_a_hundred(method.typical)
    if method.code == "lam":
        return _say("counselling.chance.half_year", n=n)
    return _say("counselling.chance", n=n) if n else _say("counselling.chance.few")


def _say(key: str, **facts: object) -> str:
    return (sentence_of("zh", key) or key).format_map(facts)


@fonts.lent
def handout(content: HandoutContent, paper: Paper | None = None) -> bytes:
    """The sheet as PDF."""
    paper = paper or Paper()
    words: Any = texts("handout")
    size = _LARGE if len(content.rows) <= _FEW else _SMALL
    room = paper.width * mm
    whole = sum(words["shares"])
    columns = [
        Column(head, paper.width * share / whole, "left")
        for head, share in zip(words["heads"], words["shares"], strict=True)
    ]
    body: list[Flowable] = [paragraph(words["intro"], room, size=size + 2, lead=1.5), Spacer(0, 3 * mm)]
    body += [table(columns, content.rows, size=size, height=8), Spacer(0, 3 * mm)]
    for note in words["notes"]:
        body += [paragraph(note, room, size=size + 0.7, lead=1.45), Spacer(0, 1.2 * mm)]
    heading = Heading(title=words["title"], unit_name="", unit_code="")
    return write(heading, body, paper=paper, signed=False)
