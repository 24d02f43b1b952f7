"""Several papers in one file, and papers without anybody."""

from collections.abc import Callable
from typing import Any

import pytest

from app.forms.blank import FORMS, blank
from app.forms.events import events
from app.forms.joining import joined, pages
from app.forms.listing import blank_content
from app.forms.maternal import maternal_register
from app.forms.meeting_pack import Part, meeting_pack
from app.forms.page import Paper
from app.forms.piles import pile
from app.records import Unit
from app.values.dates import make

Read = Callable[[bytes], Any]
Clean = Callable[[Any], None]


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_form_has_its_heads_and_room_to_write(form: str, unit: Unit, read: Read, clean: Clean) -> None:
    printed = read(blank(form, unit))
    clean(printed)
    assert len(printed.pages) <= 2
    assert "莲荷村" in printed.text
    assert "√" not in printed.text
    assert "共 0" not in printed.text


def test_the_pack_says_on_which_sheet_each_part_begins_and_keeps_every_word(unit: Unit, read: Read) -> None:
    def register(paper: Paper | None) -> bytes:
        return maternal_register(blank_content("maternal", unit, rows=60), paper)

    def report(paper: Paper | None) -> bytes:
        return events(blank_content("events", unit, rows=1), paper)

    parts = [Part(title="孕产妇登记簿", draw=register), Part(title="报告单", draw=report)]
    printed = read(meeting_pack(unit, make(2026, 10), parts))
    sheets = pages(register(None))
    assert len(printed.pages) == 1 + sheets + 1
    cover = [line.split() for line in printed.pages[0].splitlines()]
    assert ["1", "孕产妇登记簿", str(sheets), "2"] in cover
    assert ["2", "报告单", "1", str(2 + sheets)] in cover
    assert "第1页共1页" in "".join(printed.pages[-1].split())
    assert f"第{sheets}页共{sheets}页" in "".join(printed.pages[sheets].split())


def test_a_pile_keeps_rare_names_and_its_order(unit: Unit, read: Read) -> None:
    from dataclasses import replace

    def draw(name: str, paper: Paper | None) -> bytes:
        content = blank_content("migrants", unit, rows=1)
        rows = ((name, *content.sections[0].rows[0][1:]),)
        return maternal_register(replace(content, sections=(replace(content.sections[0], rows=rows),)), paper)

    names = ["欧阳𠅤", "王丽", "𫖯儿"]
    printed = read(pile(names, draw))
    assert [next(name for name in names if name in page) for page in printed.pages] == names


def test_one_paper_alone_is_itself() -> None:
    assert joined([b"anything"]) == b"anything"
