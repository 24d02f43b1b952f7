"""Dates as people read them, in the language spoken now; used by windows and by the command line."""

from __future__ import annotations

from datetime import date

from app.values.dates import PartialDate, Precision, earliest, parse, precision
from ui.text import tr


def say_date(iso: str | None) -> str:
    """A stored date in words, as much of it as is known: ``1989年3月7日``, ``1989年3月``, ``1989年``; ``""`` for None."""
    if not iso:
        return ""
    known: PartialDate = parse(iso)
    day = earliest(known)
    key = {Precision.DAY: "date.day", Precision.MONTH: "date.month", Precision.YEAR: "date.year"}[precision(known)]
    return tr(key, year=day.year, month=day.month, day=day.day)


def say_short(day: date, today: date) -> str:
    """A day near today without its year (``11月22日``), any other with it."""
    if abs((day - today).days) < 180:
        return tr("date.month_day", month=day.month, day=day.day)
    return tr("date.day", year=day.year, month=day.month, day=day.day)


def say_weekday(day: date) -> str:
    """星期日 …"""
    return tr(f"date.weekday.{day.isoweekday()}")


def say_lunar(day: date) -> str:
    """The day in the farmers' calendar, with the solar term that falls on it: ``农历十月十四 小雪``."""
    from app.values import lunar

    known = lunar.of_solar(day)
    month = lunar.month_word(known.month, leap=known.leap)
    words = tr("date.lunar", day=month + (lunar.day_word(known.day) if known.day else ""))
    return "　".join(part for part in (words, lunar.solar_term(day) or "") if part)
