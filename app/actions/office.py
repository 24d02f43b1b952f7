"""Admitting a laptop to the office, stopping one, and putting in order what two laptops each made of the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.actions.settling import settle
from app.merge import Cell
from app.office import stop_id
from app.records import Laptop, LaptopStop, Unit, Value
from app.records.writes import Add, Edit, Write, retire
from app.units import JOINED
from app.versions import Dot, Header


def admit(laptops: Iterable[Laptop], known: Iterable[str], stops: Iterable[LaptopStop] = ()) -> Sequence[Write]:
    """These laptops belong to the office, as far as they are not ``known`` yet; what one of them was before does not."""
    there = frozenset(known)
    return (*(Add(laptop) for laptop in laptops if laptop.id not in there), *map(Add, stops))


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


def settle_bookkeeping(cells: Mapping[tuple[str, str, str], Cell]) -> Sequence[Write]:
    """Two people admitted or stopped the same laptop without knowing of each other: nothing a person need be asked.

    ``cells``: those of laptops and stops in conflict, by (kind, id, field). What the earlier stop says holds, by the number
    in it; else by the name of the change, so that every laptop writes the same.
    """
    told: defaultdict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
    for (kind, record, field), cell in cells.items():
        told[kind, record][field] = cell
    writes: list[Write] = []
    for (kind, record), fields in sorted(told.items()):
        by = _earliest(fields.get("seq") or min(fields.values(), key=lambda cell: min(v.by.dot for v in cell)))
        for field, cell in sorted(fields.items()):
            values = {version.by.dot: version.value for version in cell}
            writes += settle(kind, record, field, values[by] if by in values else values[min(values)])
    return writes


def _earliest(cell: Cell) -> Dot:
    def order(told: tuple[Value, Header]) -> tuple[int, Dot]:
        value, by = told
        return (value if isinstance(value, int) else 0), by.dot

    return min(cell, key=order).by.dot
