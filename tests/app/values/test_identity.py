"""Ids of GB 11643: the two valid numbers are those of the standard itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.identity import IdKind, check_character, lengthened, read_id

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def ids(draw: st.DrawFn) -> str:
    region = draw(st.integers(110000, 659999))
    seventeen = f"{region}{draw(DAYS):%Y%m%d}{draw(st.integers(1, 998)):03d}"
    return seventeen + check_character(seventeen)


@pytest.mark.parametrize(("number", "birth", "sex"), [
    ("11010519491231002X", "1949-12-31", "2"),
    ("440524188001010014", "1880-01-01", "1"),
])  # fmt: skip
def test_the_numbers_of_the_standard_are_valid(number: str, birth: str, sex: str) -> None:
    read = read_id(number)
    assert (read.kind, read.birth, read.sex, read.valid) == (IdKind.RESIDENT, birth, sex, True)


@given(ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_digit_is_caught(number: str, place: int, digit: str) -> None:
    if digit == number[place] or (digit == "X" and place < 17):
        return
    wrong = number[:place] + digit + number[place + 1 :]
    assert not read_id(wrong).valid


@given(ids(), st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not read_id(swapped).valid


@given(ids(), st.integers(0, 18), st.sampled_from([" ", "\u3000", "\t", "\u200b", "-"]))
def test_blanks_full_width_and_small_x_are_tidied(number: str, place: int, blank: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    for written in (number[:place] + blank + number[place:], wide, number.lower(), f"'{number}", f" {number}\n"):
        read = read_id(written)
        assert (read.number, read.valid) == (number, True)
        assert read.tidied == (written.strip() != number)


@given(ids())
def test_a_number_cell_has_lost_its_last_digits(number: str) -> None:
    if number.endswith("X") or number[14:17] == "000":
        return
    read = read_id(float(number))
    assert (read.kind, read.number, read.valid) == (IdKind.DAMAGED, None, False)
    assert number.startswith(read.known)
    kept = read_id(float(number[:15] + "000"))  # as Excel itself stores it
    assert number.startswith(kept.known)
    assert kept.kind is IdKind.DAMAGED


@pytest.mark.parametrize(("written", "known"), [
    ("3.20482E+17", "32048"),
    ("3.20482200212086E+17", "32048220021208"),
    ("320482200212087000", "320482200212087"),
])  # fmt: skip
def test_scientific_notation_and_trailing_zeros_are_damage(written: str, known: str) -> None:
    assert (read_id(written).kind, read_id(written).known) == (IdKind.DAMAGED, known)


def test_fifteen_digits_are_births_of_the_nineteen_hundreds() -> None:
    for written in ("320482881206124", 320482881206124, 320482881206124.0):
        read = read_id(written)
        assert (read.kind, read.number, read.birth, read.sex) == (IdKind.OLD, "320482881206124", "1988-12-06", "2")
    assert read_id("320482881306124").kind is IdKind.IMPOSSIBLE_BIRTH
    assert read_id("320482050101124").birth == "1905-01-01"


def test_the_long_form_of_an_old_number_is_valid_and_says_the_same() -> None:
    long = lengthened("320482881206124")
    assert read_id(long).valid
    assert read_id(long).birth == read_id("320482881206124").birth


def test_an_impossible_birth_date_is_not_valid() -> None:
    seventeen = "32048219950230482"
    assert read_id(seventeen + check_character(seventeen)).kind is IdKind.IMPOSSIBLE_BIRTH


@pytest.mark.parametrize(("region", "kind"), [
    ("810000", IdKind.RESIDENCE_PERMIT),
    ("830000", IdKind.RESIDENCE_PERMIT),
    ("911156", IdKind.FOREIGNER),
])  # fmt: skip
def test_permits_and_foreigners_cards_are_told_apart(region: str, kind: IdKind) -> None:
    seventeen = f"{region}19940823002"
    assert read_id(seventeen + check_character(seventeen)).kind is kind


@pytest.mark.parametrize(("written", "kind"), [
    (None, IdKind.NONE),
    ("", IdKind.NONE),
    ("无", IdKind.NONE),
    ("不详", IdKind.NONE),
    (12.5, IdKind.NONE),
    ("E12345678", IdKind.OTHER),
    ("32048219940512482", IdKind.LENGTH),
    ("320482199405124822", IdKind.CHECKSUM),
])  # fmt: skip
def test_what_is_no_valid_number_is_named(written: str | float | None, kind: IdKind) -> None:
    assert read_id(written).kind is kind


def test_a_number_with_a_wrong_checksum_is_kept_as_typed() -> None:
    assert read_id("320482199405124822").number == "320482199405124822"


@given(st.text(max_size=30) | st.floats(allow_nan=False) | st.integers())
def test_nothing_makes_it_fail(anything: str | float) -> None:
    read_id(anything)
