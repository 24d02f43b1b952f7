"""Rare characters: by code point as the registry prints it, and by sound."""

import pytest

from app.forms import fonts
from app.values.names import is_private, pinyin_of, search_keys
from app.values.rare import by_sound, characters, spelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("陈U+4DAE", "陈䶮"),
        ("陈u+4dae", "陈䶮"),
        ("陈Ｕ＋４ＤＡＥ", "陈䶮"),
        ("U+2CB5A", "𬭚"),
        ("李&#x36C3;", "李㛃"),
        ("王\\u4DAE兰", "王䶮兰"),
        ("U+2B5AFU+20164", "𫖯𠅤"),
    ],
)
def test_a_code_point_is_the_character_it_stands_for(typed: str, meant: str) -> None:
    assert spelled(typed) == meant


@pytest.mark.parametrize("typed", ["王秀兰", "U+0041", "U+D800", "U+FFFFFF", "U+4D", "U 盘", "古丽·买买提", ""])
def test_what_names_no_chinese_character_stays_as_it_was_typed(typed: str) -> None:
    assert spelled(typed) == typed


@pytest.mark.parametrize(
    ("sound", "character"), [("yan", "䶮"), ("yan3", "䶮"), ("JIE2", "㛃"), ("chun", "𬭚"), ("fu3", "𫖯"), ("xi", "𠅤")]
)
def test_a_rare_character_is_found_by_its_sound_with_or_without_tone(sound: str, character: str) -> None:
    assert character in by_sound(sound)


@pytest.mark.parametrize("sound", ["", "yan1", "xyz", "王", "  "])
def test_no_character_is_invented_for_another_sound(sound: str) -> None:
    assert "䶮" not in by_sound(sound)


def test_every_one_of_them_can_be_searched_sorted_and_printed() -> None:
    assert len(set(characters())) == len(characters()) > 200
    for character in characters():
        name = f"陈{character}"
        assert not is_private(name)
        assert search_keys(name).initials
        assert pinyin_of(name).startswith("Chén")
        assert fonts.printable(name) == name
