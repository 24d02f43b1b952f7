"""Lines break as Chinese does, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms import fonts
from app.forms.lines import NOT_FIRST, NOT_LAST, wrap

SIZE = 10.0
typed = st.text(alphabet=st.sampled_from("王丽村三组，。（）《》·䶮𠅤𮯠 AbZ19-—“”\n"), max_size=60)


@given(typed, st.integers(min_value=25, max_value=200))
def test_no_line_is_wider_than_its_room_and_no_character_is_lost(text: str, room: int) -> None:
    lines = wrap(text, room, SIZE)
    assert all(fonts.width(line, SIZE) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(fonts.printable(text).split())


@given(st.text(alphabet="王丽村组，。（）", min_size=1, max_size=40))
def test_closing_marks_begin_no_line_and_opening_marks_end_none(text: str) -> None:
    marks_in_a_row = max(
        (len(run) for run in text.replace("王", " ").replace("丽", " ").replace("村", " ").replace("组", " ").split()),
        default=0,
    )
    lines = wrap(text, (marks_in_a_row + 3) * SIZE, SIZE)
    assert all(line[0] not in NOT_FIRST for line in lines[1:])
    assert all(line[-1] not in NOT_LAST for line in lines[:-1])


@pytest.mark.parametrize("word", ["13800001111", "NovaT-380A", "1990-05-12"])
def test_a_number_or_word_that_fits_a_line_is_not_cut(word: str) -> None:
    assert word in wrap(f"她的电话是{word}，白天可打", 80, SIZE)[1]


def test_nothing_is_one_empty_line() -> None:
    assert wrap("", 100, SIZE) == [""]
