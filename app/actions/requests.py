"""The book of requests and complaints 请求与投诉: what somebody asked of the office, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.actions import Fresh, Values, made
from app.actions.erasure import Hers, erase
from app.records import Request
from app.records.writes import Add, Edit, Write
from app.values.dates import of_day


def record(values: Values, *, subject: str, fresh: Fresh) -> Sequence[Write]:
    """Somebody asked for something; ``subject`` '' where it is about nobody of the ledger."""
    return (Add(made(Request, values, fresh=fresh, subject=subject)),)


def change(request: Request, values: Values) -> Sequence[Write]:
    """What became of it, or a correction; nothing when nothing changed."""
    changed = {name: value for name, value in values.items() if getattr(request, name) != value}
    return (Edit(Request.kind, request.id, changed),) if changed else ()


def deleted(hers: Hers, asked_on: str, on: date, fresh: Fresh) -> Sequence[Write]:
    """She asked to be deleted and is: what stays is that somebody was, on what day it was asked and done."""
    fact = Request(
        id=fresh(), subject="", asked="delete", date=asked_on, outcome="done", outcome_date=of_day(on)
    )  # fmt: skip
    return (*erase(hers), Add(fact))


def waiting(request: Request) -> bool:
    """Whether it has no outcome yet."""
    return request.retired is None and request.outcome is None
