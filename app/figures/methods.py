"""Which contraceptive method a couple uses on a day, and the report category it counts under."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.codes import code_list
from app.records import MethodUse
from app.values.dates import PartialDate, earliest, latest

NO_METHOD = "none"


def categories() -> tuple[str, ...]:
    """The eight categories of the monthly report in order, 女性绝育 to 其它."""
    return code_list("method_report").codes


def category_of(method: str) -> str:
    """The report category of a method; a method this edition of the list does not know counts as 其它."""
    found = code_list("method").fact(method, "report")
    return found if isinstance(found, str) else categories()[-1]


def in_use(methods: Iterable[MethodUse], day: date) -> tuple[MethodUse, ...]:
    """The methods in use at the end of ``day``, the more lasting first.

    A start nobody knows has happened; one known to the month or year has happened when it may have. A method stopped
    on the day is no longer in use, nor is one whose stop is known in part and over by then.
    """
    using = [m for m in methods if m.retired is None and m.method != NO_METHOD and runs(m, day)]
    return tuple(sorted(using, key=lambda m: (_lasting(m.method), m.id)))


def counted(methods: Iterable[MethodUse], day: date) -> MethodUse | None:
    """The one method a couple counts under on ``day``: the more lasting where they use several."""
    return next(iter(in_use(methods, day)), None)


def runs(use: MethodUse, day: date) -> bool:
    """Whether an episode, of using nothing too, had begun and not ended at the end of ``day``; unsure days as ``in_use`` says."""
    if use.start is not None and earliest(PartialDate(use.start)) > day:
        return False
    return use.stop is None or latest(PartialDate(use.stop)) > day


def _lasting(method: str) -> int:
    rank = code_list("method").fact(method, "lasting")
    return rank if isinstance(rank, int) else 10_000
