"""What an exchange between laptops of the office brought, counted for the person who did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.delta import Delta, numbers
from app.duplicates import likely
from app.office import beyond
from app.questions import pairs_apart
from app.records import Settled, Unit, Woman
from app.units import lead_to
from storage.cells import CellName
from storage.ledger import Ledger
from sync.membership import stops

_SAYS = ("retired", "code", "successor")
"""What of a village's record says which village it is; a later program may tell fields that are not known here."""


@dataclass(frozen=True, slots=True)
class News:
    """``sender``: the label of the laptop. ``records``, ``edits``: how many came.

    New since: ``differences``, places in which two people say different things; ``twice``, pairs of women who may be one;
    ``beyond``, changes of stopped laptops that were not known where they were stopped.
    """

    sender: str
    records: int = 0
    edits: int = 0
    differences: int = 0
    twice: int = 0
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """What is looked at before and after."""

    differences: frozenset[CellName]
    twice: frozenset[tuple[str, str]]
    beyond: int


def state_of(ledger: Ledger) -> State:
    """How the ledger stands."""
    same = ledger.same
    apart = {frozenset(map(same.standing, pair)) for pair in pairs_apart(ledger.all(Settled))}
    pairs = likely(ledger.all(Woman), apart)
    held = numbers(ledger.exchange.reaches())
    return State(
        frozenset(ledger.exchange.conflicts()),
        frozenset((pair.one, pair.other) for pair in pairs),
        sum(beyond(stop, held) for stop in stops(ledger)),
    )


def news(sender: str, records: int, edits: int, before: State, after: State) -> News:
    """What is new."""
    return News(
        sender,
        records,
        edits,
        len(after.differences - before.differences),
        len(after.twice - before.twice),
        max(0, after.beyond - before.beyond),
    )


def of_our_village(ledger: Ledger, delta: Delta) -> bool:
    """Whether the villages a delta tells of are ours through the years, so that nothing of another one is merged."""
    ours = ledger.all(Unit)
    known = {unit.id: unit for unit in ours}
    told = {unit.id: unit for unit in _units(delta)}
    for cell in delta.cells:
        if cell.kind == Unit.kind and cell.field in _SAYS and (unit := told.get(cell.id) or known.get(cell.id)):
            told[cell.id] = unit.with_values(**{cell.field: cell.value})
    return lead_to(ours, list(told.values()))


def _units(delta: Delta) -> Iterator[Unit]:
    for rows in delta.rows:
        if rows.kind == Unit.kind:
            for n, (record, subject) in enumerate(zip(rows.ids, rows.subjects, strict=True)):
                told = zip(rows.fields, rows.columns, strict=True)
                values = {name: column[n] for name, column in told if name in _SAYS}
                yield Unit(id=record, subject=subject, code="", name="").with_values(**values)
