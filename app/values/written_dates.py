"""Dates as people type, paste or export them.

Nothing is guessed: a text that two readers would read differently comes back as ``Ambiguous`` with its candidates, to be
asked. ``read_date`` is the only door; the shapes it knows are listed there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from app.errors import InputError
from app.values import lunar
from app.values.dates import PartialDate, make, of_day
from app.values.lunar import LunarDate


class How(StrEnum):
    """How a date was written, for the note beside it."""

    CELL = "cell"
    """A date cell of the workbook."""
    WRITTEN = "written"
    SERIAL = "serial"
    """A day number of Excel, shown where the cell lost its date format."""
    SHORT_YEAR = "short_year"
    """Two digits of the year; the century is the only one within 110 years of today."""
    LUNAR = "lunar"


@dataclass(frozen=True, slots=True)
class Stated:
    """One date was meant. ``lunar``: the lunar date as stated, when it was."""

    date: PartialDate
    how: How
    lunar: LunarDate | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one date may be meant; ``code`` says why (``date.order``, ``date.calendar`` …)."""

    candidates: tuple[PartialDate, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """A date no calendar has: ``date.impossible``, ``date.lunar_impossible``."""

    code: str


@dataclass(frozen=True, slots=True)
class NotADate:
    """``date.blank``, ``date.year_missing`` or ``date.unreadable``."""

    code: str


ReadDate = Stated | Ambiguous | Impossible | NotADate
Parts = tuple[int, int | None, int | None]

_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of Excel's 1900 calendar for every day after its imaginary 29 February 1900 (ECMA-376, 18.17.4.1)."""
_SERIALS: Final = range(3654, 73415)
"""Excel day numbers of 1910 to 2100; a smaller number in a date column is something else."""
_YEARS: Final = range(lunar.FIRST_YEAR, lunar.LAST_YEAR + 1)

_TIME = re.compile(r"(?<=\d)(?:[T\s]+|(?<=日))\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$")
_LUNAR = re.compile(r"农历|阴历|旧历|夏历|\(农\)|\(阴\)|^[农阴](?=[\d一二])")
_SOLAR = re.compile(r"公历|阳历|新历|西历|\(阳\)|\(公\)")
_NOISE = re.compile(r"[()\[\]'\"“”‘’]|(?:日?出?生)$")
_PARTS = re.compile(r"(\d+)([./-])(\d+)(?:[./-](\d+))?[.]?")
_YEAR_WORDS = re.compile(
    r"(\d{4}|\d{2}|[一二三四五六七八九〇零○]{4}|[一二三四五六七八九〇零○]{2})(?:年|[./-](?!\d))(.*)"
)
_HAN_DIGITS = {ord(han): digit for han, digit in zip("〇零○一二三四五六七八九", "000123456789", strict=True)}
_MARKS = str.maketrans({"—": "-", "–": "-", "－": "-", "_": "-", "。": ".", "、": ".", ",": ".", "·": ".", "\\": "/"})


def read_date(stated: str | float | date | None, *, today: date) -> ReadDate:
    """What date a cell or a typed text means. ``today`` only decides the century of two-digit years.

    Understood: date cells; ``1978年4月2日`` in Arabic or Chinese digits; ``1978-4-2`` with ``-``, ``.``, ``/`` or blanks, with
    or without a time; ``19780402``, ``780402``; years and months alone; Excel day numbers; lunar dates such as
    ``农历1989年正月三十``, ``2001年闰四月初五``, ``1978.8.15(农历)``. Full-width signs read like narrow ones.
    """
    if stated is None:
        return NotADate("date.blank")
    if isinstance(stated, date):
        day = stated.date() if isinstance(stated, datetime) else stated
        return Stated(of_day(day), How.CELL) if day.year in _YEARS else Impossible("date.impossible")
    if isinstance(stated, int | float):
        return _read_number(stated, today)
    text = unicodedata.normalize("NFKC", stated).translate(_MARKS).replace("\u200b", "").strip()
    text = _TIME.sub("", text)
    is_lunar, text = bool(_LUNAR.search(text)), _SOLAR.sub("", _LUNAR.sub("", text))
    text = _NOISE.sub("", text.strip()).strip()
    if re.fullmatch(r"\d+(?:\s+\d+){1,2}", text):
        text = re.sub(r"\s+", "-", text)
    text = re.sub(r"\s+", "", text)
    if not text:
        return NotADate("date.blank")
    return _read_text(text, today, is_lunar)


def _read_text(text: str, today: date, is_lunar: bool) -> ReadDate:
    if text.isdecimal() and text.isascii():
        if len(text) == 5 and int(text) in _SERIALS and not is_lunar:
            return _serial(int(text))
        return _settle(_compact(text, today), "date.digits", _how(text, 6), is_lunar)
    if parts := _PARTS.fullmatch(text):
        first, mark, second, third = parts.groups()
        return _read_parts(first, second, third, mark, today, is_lunar)
    if named := _YEAR_WORDS.fullmatch(text):
        year, rest = named.groups()
        how = How.SHORT_YEAR if len(year) == 2 else How.WRITTEN
        return _read_words(_years(year.translate(_HAN_DIGITS), today), rest, how, is_lunar)
    try:
        alone = lunar.read_month_day(text)
    except ValueError:
        alone = None
    return NotADate("date.year_missing" if alone else "date.unreadable")


def _read_words(years: list[int], rest: str, how: How, is_lunar: bool) -> ReadDate:
    """``rest`` follows 年: nothing, a month, or a month and a day."""
    if not rest:
        return _settle([(year, None, None) for year in years], "date.century", how, is_lunar=False)
    try:
        words = lunar.read_month_day(rest)
    except ValueError:
        words = None
    if words is None:
        return NotADate("date.unreadable")
    month, leap, day = words
    if is_lunar or lunar.is_lunar_only(rest):
        return _settle_lunar([LunarDate(year, month, leap, day) for year in years])
    solar = _settle([(year, month, day) for year in years], "date.century", how, is_lunar=False)
    if day is None or rest[-1] in "日号" or rest[-1].isdecimal():
        return solar
    said = _settle_lunar([LunarDate(year, month, leap, day) for year in years])
    both = [*_dates(solar), *_dates(said)]  # 四月十五 without 日 is how a lunar day is said, but not only
    return Ambiguous(tuple(dict.fromkeys(both)), "date.calendar") if both else solar


def _read_parts(first: str, second: str, third: str | None, mark: str, today: date, is_lunar: bool) -> ReadDate:
    one, two = int(first), int(second)
    if third is None:
        if len(first) == 4:
            return _settle([(one, two, None)], "date.order", How.WRITTEN, is_lunar)
        if len(second) == 4:
            return _settle([(two, one, None)], "date.order", How.WRITTEN, is_lunar)
        if len(first) == 2 and one > 12 and len(second) <= 2:
            return _settle([(y, two, None) for y in _years(first, today)], "date.century", How.SHORT_YEAR, is_lunar)
        return NotADate("date.year_missing" if len(first) <= 2 and len(second) <= 2 else "date.unreadable")
    three = int(third)
    if len(first) == 4 and max(len(second), len(third)) <= 2:
        return _settle([(one, two, three)], "date.order", How.WRITTEN, is_lunar)
    if max(len(first), len(second)) > 2:
        return NotADate("date.unreadable")
    if len(third) == 4:
        return _settle([(three, one, two), (three, two, one)], "date.order", How.WRITTEN, is_lunar)
    if len(first) < 2 and mark != "/":
        return NotADate("date.unreadable")
    readings: list[Parts] = [(year, two, three) for year in _years(first, today)]
    if mark == "/" and one <= 31:  # an Excel of another country writes 5/12/94
        readings += [(year, *rest) for year in _years(third, today) for rest in ((one, two), (two, one))]
    return _settle(readings, "date.order", How.SHORT_YEAR, is_lunar)


def _compact(digits: str, today: date) -> list[Parts]:
    """Every way to cut a run of digits into year, month, day."""
    if len(digits) == 4:
        return [(int(digits), None, None)]
    if len(digits) == 8:
        return [(int(digits[:4]), int(digits[4:6]), int(digits[6:]))]
    if len(digits) in (5, 7):
        year, rest = int(digits[:4]), digits[4:]
        return [
            (year, int(rest[:cut]), int(rest[cut:]) if rest[cut:] else None) for cut in range(1, min(len(rest), 2) + 1)
        ]
    if len(digits) == 6:
        short = [(year, int(digits[2:4]), int(digits[4:])) for year in _years(digits[:2], today)]
        return [(int(digits[:4]), int(digits[4:]), None), *short]
    return []


def _read_number(number: float, today: date) -> ReadDate:
    if number == int(number):
        return _read_text(str(int(number)), today, is_lunar=False)
    year, fraction = int(number), f"{number:.10f}".split(".")[1].rstrip("0")
    if year in _YEARS and len(fraction) <= 2:  # 1980.1 may have been 1980.10 before it became a number
        months = {int(fraction), int(fraction + "0")} if len(fraction) == 1 else {int(fraction)}
        return _settle(
            [(year, month, None) for month in sorted(months)], "date.decimal_month", How.WRITTEN, is_lunar=False
        )
    return _serial(int(number)) if int(number) in _SERIALS else NotADate("date.unreadable")


def _serial(number: int) -> ReadDate:
    return Stated(of_day(_EPOCH + timedelta(days=number)), How.SERIAL)


def _years(digits: str, today: date) -> list[int]:
    """The years two digits can mean: those of the last 110 years; four digits mean themselves."""
    if len(digits) == 4:
        return [int(digits)]
    return [c * 100 + int(digits) for c in (18, 19, 20) if today.year - 110 <= c * 100 + int(digits) <= today.year]


def _how(digits: str, short: int) -> How:
    return How.SHORT_YEAR if len(digits) == short and digits[:2] not in ("19", "20") else How.WRITTEN


def _settle(readings: Iterable[Parts], code: str, how: How, is_lunar: bool) -> ReadDate:
    """One possible reading is the date; several are asked; none is impossible."""
    readings = list(readings)
    if is_lunar and all(month for _, month, _ in readings):
        return _settle_lunar([LunarDate(year, month or 0, False, day) for year, month, day in readings])
    found: list[PartialDate] = []
    for year, month, day in readings:
        if year in _YEARS:
            try:
                found.append(make(year, month, day))
            except InputError:
                continue
    unique = tuple(dict.fromkeys(found))
    if len(unique) == 1:
        return Stated(unique[0], how)
    if unique:
        return Ambiguous(unique, code)
    return Impossible("date.impossible") if readings else NotADate("date.unreadable")


def _settle_lunar(readings: list[LunarDate]) -> ReadDate:
    found: list[Stated] = []
    for said in readings:
        if said.day is not None:
            solar = lunar.to_solar(said)
            found += [Stated(of_day(solar), How.LUNAR, said)] if solar else []
        elif span := lunar.month_span(said):  # a lunar month lies across two of ours
            months = dict.fromkeys(make(day.year, day.month) for day in span)
            found += [Stated(month, How.LUNAR, said) for month in months]
    if len(found) == 1:
        return found[0]
    if found:
        return Ambiguous(tuple(stated.date for stated in found), "date.lunar_month")
    return Impossible("date.lunar_impossible")


def _dates(read: ReadDate) -> tuple[PartialDate, ...]:
    if isinstance(read, Stated):
        return (read.date,)
    return read.candidates if isinstance(read, Ambiguous) else ()
