"""The comparison of methods to take along: nobody's name, black only, one page, and it can be read back."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from reportlab.lib.units import mm

from app.counselling.facts import methods
from app.forms.handout import handout, handout_content
from app.forms.page import Paper
from app.forms.texts import texts

Read = Callable[[bytes], Any]
Clean = Callable[[Any], None]


def columns(printed: Any, paper: Paper) -> list[str]:
    """What stands in each column of the table, read down."""
    shares = texts("handout")["shares"]
    edges = [paper.left * mm + paper.width * mm * sum(shares[:n]) / sum(shares) for n in range(len(shares) + 1)]
    words = sorted(printed.words, key=lambda word: (round(word.top), word.left))
    return ["".join(word.text for word in words if left <= word.left < right) for left, right in pairwise(edges)]


def test_it_tells_of_what_was_explained_and_of_nothing_else(read: Read, clean: Clean) -> None:
    printed = read(handout(handout_content(["condom", "implant"])))
    names, chances, *_, places = columns(printed, Paper())
    assert names.index("皮下埋植") < names.index("避孕套")
    assert "年，大约有13人意外怀孕" in chances.replace(" ", "")
    assert "到医疗机构，由医生做；免费" in places
    assert "只有避孕套能防艾滋病和性病" in printed.squeezed
    for part in ("女性绝育", "复方短效口服避孕药", "填报单位", "430981203205", "莲荷"):
        assert part not in printed.squeezed, part
    clean(printed)


@pytest.mark.parametrize("paper", [Paper(), Paper(left=25, right=20)])
@pytest.mark.parametrize("explained", [(), methods().codes, ("condom",), methods().codes[:7]])
def test_it_is_one_page_however_many_there_are(
    explained: tuple[str, ...], paper: Paper, read: Read, clean: Clean
) -> None:
    printed = read(handout(handout_content(explained), paper))
    assert len(printed.pages) == 1
    clean(printed)


def test_where_nothing_was_explained_yet_all_are_on_it(read: Read) -> None:
    rows = handout_content().rows
    assert len(rows) == len(methods().rows)
    assert all(cell for row in rows for cell in row)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert handout(handout_content(["lam"])) == handout(handout_content(["lam"]))
