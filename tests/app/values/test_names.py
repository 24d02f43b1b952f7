import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.names import (
    is_private,
    looks_like_name,
    pinyin_of,
    search_keys,
    sort_key,
    surname_of,
    syllables,
    tidy_name,
)


@pytest.mark.parametrize(("name", "spoken"), [
    ("单丽", "Shàn Lì"),
    ("仇梅", "Qiú Méi"),
    ("解晓红", "Xiè Xiǎohóng"),
    ("查红", "Zhā Hóng"),
    ("区丽", "Ōu Lì"),
    ("曾燕", "Zēng Yàn"),
    ("欧阳娜", "Ōuyáng Nà"),
    ("万俟雪", "Mòqí Xuě"),
    ("任红", "Rén Hóng"),
    ("王丽", "Wáng Lì"),
    ("古丽·买买提", "Gǔlì·Mǎimǎití"),
])  # fmt: skip
def test_surnames_are_read_as_surnames(name: str, spoken: str) -> None:
    assert pinyin_of(name) == spoken


def test_a_surname_character_inside_a_given_name_reads_as_usual() -> None:
    assert syllables("曾单") == ("zēng", "dān")


def test_search_finds_both_readings_of_a_surname_and_every_typing_of_an_umlaut() -> None:
    assert {"shanli", "danli"} <= set(search_keys("单丽").full)
    assert {"sl", "dl"} <= set(search_keys("单丽").initials)
    assert {"lvna", "luna", "lyuna"} <= set(search_keys("吕娜").full)
    assert "yujing" not in search_keys("王静").full
    assert search_keys("欧阳娜娜").initials == ("oynn",)


@pytest.mark.parametrize(("stated", "name"), [
    ("刘 华", "刘华"), ("王　静 ", "王静"), ("阿依古丽•买买提", "阿依古丽·买买提"), ("阿依古丽 . 买买提", "阿依古丽·买买提"),
    ("古丽．阿依", "古丽·阿依"),
    ("\u200b李梅\ufeff", "李梅"),
    ("Anna  Lee", "Anna Lee"),
    ("汪㼆 ", "汪㼆"),
    ("李𠅤", "李𠅤"),
])  # fmt: skip
def test_names_are_tidied_and_characters_never_changed(stated: str, name: str) -> None:
    assert tidy_name(stated) == name


@pytest.mark.parametrize("rare", ["䶮", "㛃", "𬭚", "𫖯", "𠅤", "𬀩"])
def test_rare_characters_are_read_sorted_and_accepted(rare: str) -> None:
    name = f"王{rare}"
    assert search_keys(name).full[0].startswith("wang")
    assert search_keys(name).full[0].isascii()
    assert looks_like_name(name)
    assert surname_of(name) == "王"


def test_a_made_up_character_is_noticed() -> None:
    assert is_private("\ue863飞")
    assert not is_private("䶮飞")


@pytest.mark.parametrize("text", ["", "王", "665", "合计：", "填表人签字盖章", "张三李四王五赵六", "王a"])
def test_what_is_no_name(text: str) -> None:
    assert not looks_like_name(text)


def test_names_sort_by_sound_then_tone() -> None:
    names = ["张三", "李四", "王五", "单丽", "陈红", "吕梅", "卢梅"]
    assert sorted(names, key=sort_key) == ["陈红", "李四", "卢梅", "吕梅", "单丽", "王五", "张三"]


@given(st.text(max_size=12))
def test_nothing_makes_it_fail(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)
    search_keys(text)
    sort_key(text)
    pinyin_of(text)
