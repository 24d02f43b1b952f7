"""The shipped fonts print every ideograph of GB 18030-2022, and what they print can be copied."""

from collections.abc import Callable
from typing import Any

import pytest

from app.forms import fonts
from app.forms.page import Heading, Paper, write
from app.forms.table import Column, table

# The ideographs of GB 18030-2022, by block.
REQUIRED = {
    "unified": (range(0x4E00, 0x9FF0), 20_976),
    "extension A": (range(0x3400, 0x4DB6), 6_582),
    "extension B": (range(0x20000, 0x2A6D7), 42_711),
    "extension C": (range(0x2A700, 0x2B735), 4_149),
    "extension D": (range(0x2B740, 0x2B81E), 222),
    "extension E": (range(0x2B820, 0x2CEA2), 5_762),
    "extension F": (range(0x2CEB0, 0x2EBE1), 7_473),
    "unified among the compatibility ideographs": (
        (0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29), 12,
    ),
    "radicals": (range(0x2F00, 0x2FD6), 214),
}  # fmt: skip


def page_of(text: str) -> bytes:
    heading = Heading(title="字", unit_name="村", unit_code="430981203205")
    rows = [(text[i : i + 20],) for i in range(0, len(text), 20)]
    return write(heading, [table([Column("字", 170, "left")], rows)], paper=Paper(), signed=False)


@pytest.mark.parametrize("block", REQUIRED)
def test_every_required_ideograph_has_a_glyph(block: str) -> None:
    codes, count = REQUIRED[block]
    assert len(codes) == count
    missing = [hex(code) for code in codes if fonts.printable(chr(code)) != chr(code)]
    assert missing == []


def test_the_two_weights_hold_the_same_characters() -> None:
    fonts.register()
    assert fonts._glyphs(fonts.TEXT).keys() == fonts._glyphs(fonts.BOLD).keys()


@pytest.mark.parametrize("name", ["䶮", "㛃", "𬭚", "𫖯", "𠅤", "𠀀", "𮯠", "阿依古丽·买买提", "陈𠅤䶮·𮯠", "欧阳﨑"])
def test_rare_names_are_copied_as_they_were_typed(name: str, read: Callable[[bytes], Any]) -> None:
    assert name in read(page_of(name)).text


def test_hundreds_of_rare_characters_on_one_page_are_all_copied_right(read: Callable[[bytes], Any]) -> None:
    text = "".join(chr(code) for code in [*range(0x20000, 0x20190), *range(0x2C000, 0x2C0C8), *range(0x4E00, 0x4F00)])
    squeezed = read(page_of(text)).squeezed
    assert [c for c in text if c not in squeezed] == []


def test_a_character_no_font_has_prints_a_box_and_marks_without_shape_vanish() -> None:
    assert fonts.printable("王\U000310a5") == "王□"
    assert fonts.printable("葛\U000e0100\u200b城") == "葛城"
    assert fonts.printable("一\n二\t三") == "一 二 三"


def test_mark_up_escapes_what_people_type() -> None:
    assert fonts.mark_up("<b>&𠀀") == '&lt;b&gt;&amp;<font name="SuifangRare">𠀀</font>'


def test_only_shipped_fonts_are_in_the_file_and_all_are_embedded() -> None:
    pdf = page_of("王𮯠 Wang 123")
    assert b"Helvetica" not in pdf
    assert pdf.count(b"/FontFile2") == pdf.count(b"/Subtype /TrueType") == 3


def test_the_same_content_gives_the_same_bytes() -> None:
    assert page_of("王𮯠丽") == page_of("王𮯠丽")
