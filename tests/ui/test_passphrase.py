"""The strength estimate: a lower bound that is not taken in by patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.passphrase import strength


@pytest.mark.parametrize(
    "weak",
    ["", "123456", "12345678", "aaaaaaaaaaaa", "abcdefgh", "password1", "19890307", "woaini1314", "qwertyuiop", "abababababab"],
)  # fmt: skip
def test_what_everybody_tries_is_refused(weak: str) -> None:
    assert strength(weak).level == 0


@pytest.mark.parametrize("good", ["橘子树下等公交车蓝伞", "lamp-orange-bus-umbrella", "k7#vQ2m!xR9p$w4"])
def test_several_unrelated_words_are_good(good: str) -> None:
    assert strength(good).level == 2


def test_her_own_name_adds_little() -> None:
    assert strength("xiaoyumei88", ("xiaoyumei",)).bits < strength("xiaoyumei88").bits


@given(st.text(min_size=1, max_size=30), st.integers(2, 20))
def test_repeating_one_sign_never_makes_it_good(base: str, times: int) -> None:
    assert strength(base[0] * times).level == 0


@given(st.text(max_size=30))
def test_bits_are_never_negative(passphrase: str) -> None:
    assert strength(passphrase).bits >= 0
