import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.phone import PhoneKind, read_phones


@given(st.integers(13, 19), st.integers(0, 10**9 - 1))
def test_every_way_of_writing_a_mobile_number_is_the_number(head: int, rest: int) -> None:
    number = f"{head}{rest:09d}"
    grouped = f"{number[:3]}-{number[3:7]}-{number[7:]}"
    for written in (
        number,
        int(number),
        float(number),
        grouped,
        grouped.replace("-", " "),
        f"+86 {number}",
        f"0086{number}",
        f"86{number}",
    ):
        assert [(p.kind, p.number) for p in read_phones(written)] == [(PhoneKind.MOBILE, number)], written


@pytest.mark.parametrize(("written", "read"), [
    ("0519-8765432", [(PhoneKind.LANDLINE, "0519-8765432")]),
    ("（010）87654321", [(PhoneKind.LANDLINE, "010-87654321")]),
    ("8765432", [(PhoneKind.LOCAL, "8765432")]),
    ("12345", [(PhoneKind.IMPLAUSIBLE, "12345")]),
    ("无", []),
    (None, []),
    ("", []),
    ("13810111111/13910111111", [(PhoneKind.MOBILE, "13810111111"), (PhoneKind.MOBILE, "13910111111")]),
    ("13810111111 13910111111", [(PhoneKind.MOBILE, "13810111111"), (PhoneKind.MOBILE, "13910111111")]),
    ("13810111111(丈夫)", [(PhoneKind.IMPLAUSIBLE, "13810111111(丈夫)")]),
])  # fmt: skip
def test_other_numbers(written: str | None, read: list[tuple[PhoneKind, str]]) -> None:
    assert [(p.kind, p.number) for p in read_phones(written)] == read


@given(st.text(max_size=20) | st.floats(allow_nan=False, allow_infinity=False))
def test_nothing_makes_it_fail(anything: str | float) -> None:
    read_phones(anything)
