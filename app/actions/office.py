"""Stopping a laptop of the office; and one record of the village where each laptop began with its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.office import stop_id
from app.records import LaptopStop, Unit, Value
from app.records.writes import Edit, Write, retire
from app.units import JOINED


def stopping(laptop: str, reason: str, *, day: str, by: str, seq: int, link: str) -> LaptopStop:
    """From now on nothing is exchanged with a laptop. ``seq``, ``link``: the last change of it that is held here."""
    return LaptopStop(
        id=stop_id(laptop), subject="", laptop=laptop, reason=reason, date=day, by=by, seq=seq, link=link or None
    )


def one_unit(units: Iterable[Unit]) -> Sequence[Write]:
    """A new laptop's ledger began with a record of the village of its own: of those with one code the smallest id holds.

    What only another one says is taken over. Every laptop that has seen the same records writes the same, and the smallest id
    of all is retired by none.
    """
    together: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda unit: unit.id):
        if unit.retired is None and unit.until is None and unit.change != JOINED:
            together[unit.code].append(unit)
    writes: list[Write] = []
    for holds, *others in together.values():
        said = {name: _first(others, name) for name in ("office", "since") if getattr(holds, name) is None}
        if values := {name: value for name, value in said.items() if value is not None}:
            writes.append(Edit(Unit.kind, holds.id, values))
        writes += [retire(other, "joined") for other in others]
    return writes


def _first(units: Iterable[Unit], name: str) -> Value:
    return next((value for unit in units if (value := getattr(unit, name)) is not None), None)
