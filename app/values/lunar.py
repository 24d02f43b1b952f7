"""The lunar calendar 农历: conversion both ways, its written forms, and the solar terms.

The astronomy is sxtwl's (寿星天文历; same results as GB/T 33661-2017 for the years people live in). It takes some 20 ms
for each year it meets, a roster's worth of them a second; so the months of the years people live in are a table.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

import sxtwl

FIRST_YEAR: Final = 1850
LAST_YEAR: Final = 2100
"""Years outside are refused: nobody alive needs them."""

_DIGITS: Final = "零一二三四五六七八九"
_MONTHS: Final = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_MONTH_NUMBERS: Final = {
    **{word: number for number, word in enumerate(_MONTHS, 1)},
    "一": 1, "元": 1, "十一": 11, "十二": 12, "臘": 12, "蜡": 12,
}  # fmt: skip
TERMS: Final = (
    "冬至", "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种",
    "夏至", "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪",
)  # fmt: skip
"""The 24 solar terms in sxtwl's order."""


@dataclass(frozen=True, slots=True, order=True)
class LunarDate:
    """A day, or with ``day`` None a month, of the lunar calendar. ``leap``: of the leap month 闰月 of that number."""

    year: int
    month: int
    leap: bool
    day: int | None


@dataclass(frozen=True, slots=True)
class _Year:
    """A lunar year: the solar day of its first, and of each month its number, whether it is a leap month, its length."""

    begins: date
    months: tuple[tuple[int, bool, int], ...]


@cache
def _years() -> dict[int, _Year]:
    table = tomllib.loads((files("resources") / "calendar" / "lunar.toml").read_text(encoding="utf-8"))
    years = {}
    for number, row in enumerate(table["years"], FIRST_YEAR):
        begins, lengths, leap = row.split()
        names = [(month, again) for month in range(1, 13) for again in (False, True) if not again or month == int(leap)]
        months = tuple((*name, 29 + int(long)) for name, long in zip(names, lengths, strict=True))
        years[number] = _Year(date.fromisoformat(begins), months)
    return years


def leap_month(year: int) -> int | None:
    """The number of the month that is repeated in a lunar year, if one is."""
    known = _years().get(year)
    return next((month for month, leap, _ in known.months if leap), None) if known else None


def to_solar(lunar: LunarDate) -> date | None:
    """The solar day; None when the calendar has no such day (no leap month that year, no 30th) or the day is unknown."""
    year = _years().get(lunar.year)
    if year is None or lunar.day is None:
        return None
    before = 0
    for month, leap, length in year.months:
        if (month, leap) == (lunar.month, lunar.leap):
            return year.begins + timedelta(days=before + lunar.day - 1) if 1 <= lunar.day <= length else None
        before += length
    return None


def of_solar(day: date) -> LunarDate:
    """The lunar day of a solar one."""
    for number in (day.year, day.year - 1):
        year = _years().get(number)
        if year is None or (left := (day - year.begins).days) < 0:
            continue
        for month, leap, length in year.months:
            if left < length:
                return LunarDate(number, month, leap, left + 1)
            left -= length
    found = sxtwl.fromSolar(day.year, day.month, day.day)
    return LunarDate(found.getLunarYear(), found.getLunarMonth(), bool(found.isLunarLeap()), found.getLunarDay())


def month_span(lunar: LunarDate) -> tuple[date, date] | None:
    """First and last solar day of a lunar month; None where the calendar has no such month."""
    first = to_solar(LunarDate(lunar.year, lunar.month, lunar.leap, 1))
    last = to_solar(LunarDate(lunar.year, lunar.month, lunar.leap, 30)) or to_solar(
        LunarDate(lunar.year, lunar.month, lunar.leap, 29)
    )
    return (first, last) if first and last else None


def day_word(day: int) -> str:
    """``初一`` … ``三十``."""
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return ("初", "十", "廿")[day // 10] + _DIGITS[day % 10]


def month_word(month: int, *, leap: bool = False) -> str:
    """``正月`` … ``腊月``, ``闰四月``."""
    return ("闰" if leap else "") + _MONTHS[month - 1] + "月"


def write(lunar: LunarDate, *, with_year: bool = True) -> str:
    """As people say it: ``农历1989年闰四月初五``, ``农历十月十四``."""
    year = f"{lunar.year}年" if with_year else ""
    day = "" if lunar.day is None else day_word(lunar.day)
    return f"农历{year}{month_word(lunar.month, leap=lunar.leap)}{day}"


def solar_term(day: date) -> str | None:
    """The solar term 节气 that begins on this day, such as 小雪; None on most days."""
    found = sxtwl.fromSolar(day.year, day.month, day.day)
    return TERMS[found.getJieQi()] if found.hasJieQi() else None


_WORDS = re.compile(
    r"(?P<leap>闰)?(?P<month>正|元|冬|腊|臘|蜡|十[一二]?|[一二三四五六七八九]|1[0-2]|0?[1-9])月份?"
    r"(?P<day>初十|初[一二三四五六七八九]|廿[一二三四五六七八九]?|卅一?|二十[一二三四五六七八九]?|三十一?"
    r"|十[一二三四五六七八九]?|[一二三四五六七八九]|[0-3]?\d)?[日号]?"
)
_ONLY_LUNAR = re.compile(r"闰|正月|冬月|腊月|臘月|蜡月|初[一二三四五六七八九十]|廿")


def is_lunar_only(words: str) -> bool:
    """Whether the words can only be lunar (腊月, 初八, 廿三, 闰…), even when nobody wrote 农历."""
    return bool(_ONLY_LUNAR.search(words))


def read_month_day(words: str) -> tuple[int, bool, int | None] | None:
    """Month, leap and day from words such as ``八月十五``, ``闰四月``, ``腊月廿三`` or ``8月15日``; None if they are not that."""
    found = _WORDS.fullmatch(words)
    if not found:
        return None
    month = found["month"]
    number = int(month) if month.isdecimal() else _MONTH_NUMBERS[month]
    return number, bool(found["leap"]), read_number(found["day"].removeprefix("初")) if found["day"] else None


def read_number(words: str) -> int:
    """A whole number below 100 in Chinese or Arabic digits: ``二十三``, ``廿三``, ``23``. Raises ValueError for others."""
    if words.isdecimal() and words.isascii():
        return int(words)
    plain = words.replace("廿", "二十").replace("卅", "三十").replace("〇", "零").replace("两", "二")
    tens, ten, ones = plain.rpartition("十")
    if any(len(part) > 1 or (part and part not in _DIGITS) for part in (tens, ones)) or not plain:
        raise ValueError(words)
    high = (_DIGITS.index(tens) if tens else 1) if ten else 0
    return high * 10 + (_DIGITS.index(ones) if ones else 0)
