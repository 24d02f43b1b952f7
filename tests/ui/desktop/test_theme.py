"""Colours: every pair of text and ground is read at 4.5 : 1 in every theme (WCAG 2.2, 1.4.3)."""

import dataclasses
import re
from pathlib import Path

import pytest

from ui.desktop import theme
from ui.desktop.theme import TEXT_PAIRS, THEMES, Colours, Theme


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(name: str, text: str, ground: str) -> None:
    colours = THEMES[name]
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_what_can_be_typed_into_has_an_edge_that_is_seen(name: str) -> None:
    assert contrast(THEMES[name].edge, THEMES[name].card) >= 3  # WCAG 2.2, 1.4.11


def test_tokens_are_six_digit_colours() -> None:
    for colours in THEMES.values():
        for field in dataclasses.fields(Colours):
            assert re.fullmatch("#[0-9a-f]{6}", getattr(colours, field.name))


def test_no_colour_stands_anywhere_else() -> None:
    for path in Path(theme.__file__).parent.rglob("*.py"):
        if path.name != "theme.py":
            assert not re.search(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b", path.read_text(encoding="utf-8")), path


def test_text_doubles_at_two_hundred_per_cent_and_room_grows_half() -> None:
    assert Theme("light", 2.0).text() == 2 * Theme("light", 1.0).text()
    assert Theme("light", 2.0).space(4) == 1.5 * Theme("light", 1.0).space(4)
