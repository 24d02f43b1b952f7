"""Moments kept as milliseconds, said as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ui.dates import say_date, say_short
from ui.text import tr


def moment_of(ms: int) -> datetime:
    """The moment on this laptop's clock."""
    return datetime.fromtimestamp(ms / 1000).astimezone()


def say_moment(ms: int, today: date) -> str:
    """``今天 08:02``, ``昨天 17:30``, ``11月5日``."""
    when = moment_of(ms)
    clock = f"{when:%H:%M}"
    if when.date() == today:
        return tr("moment.today", clock=clock)
    if when.date() == today - timedelta(days=1):
        return tr("moment.yesterday", clock=clock)
    return say_short(when.date(), today)


def say_clock(ms: int, today: date) -> str:
    """The day and the time, however long ago: ``11月5日 08:02``."""
    when = moment_of(ms)
    return f"{say_short(when.date(), today)} {when:%H:%M}"


def say_stamp(when: datetime) -> str:
    """A moment in full: ``2026年11月22日 08:02``."""
    return f"{say_date(when.date().isoformat())} {when:%H:%M}"


def say_age(ms: int, today: date) -> str:
    """``今天``, ``昨天``, ``16 天前``."""
    days = max(0, (today - moment_of(ms).date()).days)
    if days < 2:
        return tr("age.yesterday" if days else "age.today")
    return tr("age.days", n=days)


def say_size(size: int) -> str:
    """A number of bytes: ``6 KB``, ``11.2 GB``."""
    for unit, step in (("GB", 1 << 30), ("MB", 1 << 20)):
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return f"{max(1, round(size / 1024))} KB"
