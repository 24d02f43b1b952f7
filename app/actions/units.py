"""The village got another code or name, went on as another village, or took one in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.actions import Fresh, Values
from app.records import Unit, Value
from app.records.writes import Add, Edit, Write
from app.units import JOINED, present
from app.values.dates import of_day


def change_unit(
    units: Iterable[Unit],
    change: str,
    *,
    on: date,
    code: str,
    name: str,
    office: str | None,
    fresh: Fresh,
) -> Sequence[Write]:
    """From ``on`` the village stands under another code or name (``recoded``, ``renamed``, ``merged``, ``split``)."""
    before = present(units)
    ended: dict[str, Value] = {
        "until": of_day(on - timedelta(days=1)),
        "change": change,
        "successor": code,
    }
    new = Unit(id=fresh(), subject="", code=code, name=name, office=office, since=of_day(on))
    return (Edit(Unit.kind, before.id, ended), Add(new))


def take_in(units: Iterable[Unit], *, code: str, name: str, on: date, fresh: Fresh) -> Sequence[Write]:
    """From ``on`` another village is part of ours: its old code is kept, so that its papers are still understood."""
    last = of_day(on - timedelta(days=1))
    old = Unit(id=fresh(), subject="", code=code, name=name, until=last, change=JOINED, successor=present(units).code)
    return (Add(old),)


def correct_unit(unit: Unit, values: Values) -> Sequence[Write]:
    """A slip in a code or a name is put right; nothing became of the village."""
    changed = {name: value for name, value in values.items() if getattr(unit, name) != value}
    return (Edit(Unit.kind, unit.id, changed),) if changed else ()
