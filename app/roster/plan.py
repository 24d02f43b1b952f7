"""What importing a roster would do to the ledger, row by row, before anything is done.

The ledger's people come as ``Known``: what is recorded of a woman now and what the last imported roster said of her. A
field is only changed where nobody has touched it since that import; an edit of the worker's is never overwritten. The
same file twice therefore plans nothing, also after she has edited.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.records.base import Value
from app.roster.clerk import Roster
from app.roster.entry import RosterEntry, RowRef
from app.roster.mapping import imported_values
from app.roster.matching import Known, Match, Matcher
from app.roster.words import NONE

_METHOD = "method_use."


class Outcome(StrEnum):
    """What happens to a row."""

    NEW = "new"
    UPDATES = "updates"
    SAME = "same"
    LEFT_OUT = "left_out"
    NEEDS_LOOK = "needs_look"
    """Nothing happens until the worker decides: she is new, she is this woman, or the row is left out."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, ``<kind>.<field>``: what the ledger holds and what the roster says."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row's outcome.

    ``reasons``: codes ``import.row.*``, ``import.person.*``. ``changes``: what will be written over. ``kept``: fields the
    worker edited since (or entered herself) where the roster says otherwise; hers stand. ``remember``: the values to keep
    as last imported, None when they are already. ``candidates``: women of the ledger it may be. ``same_as``: the row that
    stands for this one.
    """

    ref: RowRef
    outcome: Outcome
    entry: RosterEntry | None = None
    woman: str | None = None
    reasons: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[FieldChange, ...] = ()
    remember: Mapping[str, Value] | None = None
    candidates: tuple[str, ...] = ()
    same_as: RowRef | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All rows in the order of the workbook."""

    rows: tuple[RowPlan, ...]
    counts: Mapping[Outcome, int] = field(default_factory=dict)


def plan_of(rows: Iterable[RowPlan]) -> ImportPlan:
    """A plan with its counts."""
    all_rows = tuple(rows)
    counts = {outcome: sum(1 for row in all_rows if row.outcome is outcome) for outcome in Outcome}
    return ImportPlan(all_rows, counts)


def plan_import(roster: Roster, known: Sequence[Known]) -> ImportPlan:
    """Compares a roster with the ledger. Every row of the data gets exactly one outcome."""
    matcher = Matcher(known)
    values = {entry.ref: imported_values(entry) for entry in roster.records}
    matches = matcher.match_all([(entry, values[entry.ref]) for entry in roster.records])
    rows = [_row(entry, values[entry.ref], matches[entry.ref]) for entry in roster.records]
    rows += [
        RowPlan(other.ref, Outcome.LEFT_OUT, reasons=(other.because.value,), same_as=other.same_as)
        for other in roster.not_new
    ]
    order = {sheet.sheet: place for place, sheet in enumerate(roster.mapping.sheets)}
    return plan_of(sorted(rows, key=lambda row: (order[row.ref.sheet], row.ref.row)))


def as_new(row: RowPlan) -> RowPlan:
    """The worker decides: a woman the ledger does not have."""
    if row.entry is None or not row.entry.name:
        return row
    return _new(row.entry, imported_values(row.entry), (*row.reasons, "import.row.decided"))


def as_woman(row: RowPlan, known: Known) -> RowPlan:
    """The worker decides: this woman of the ledger."""
    if row.entry is None:
        return row
    return _compared(row.entry, imported_values(row.entry), known, (*row.reasons, "import.row.decided"))


def left_out(row: RowPlan) -> RowPlan:
    """The worker decides: not taken over."""
    return dataclasses.replace(
        row, outcome=Outcome.LEFT_OUT, woman=None, changes=(), remember=None, reasons=("import.row.by_worker",)
    )


def _row(entry: RosterEntry, values: Mapping[str, Value], match: Match) -> RowPlan:
    if match.known is not None:
        return _compared(entry, values, match.known, match.reasons)
    asked = tuple(f.code for f in entry.findings if f.weight == "ask")
    if match.candidates or asked:
        reasons = (*match.reasons, *asked)
        return RowPlan(entry.ref, Outcome.NEEDS_LOOK, entry, reasons=reasons, candidates=match.candidates)
    return _new(entry, values, match.reasons)


def _new(entry: RosterEntry, values: Mapping[str, Value], reasons: tuple[str, ...]) -> RowPlan:
    return RowPlan(entry.ref, Outcome.NEW, entry, reasons=reasons, remember=values)


def _compared(entry: RosterEntry, values: Mapping[str, Value], known: Known, reasons: tuple[str, ...]) -> RowPlan:
    if known.kept_out:
        return RowPlan(entry.ref, Outcome.LEFT_OUT, entry, reasons=(*reasons, "import.person.kept_out"))
    changes: list[FieldChange] = []
    kept: list[FieldChange] = []
    unclear = _change_unclear(values, known)
    method_stays = unclear or _is_hers("method_use.method", known)
    if unclear:
        reasons = (*reasons, "import.method.change_unclear")
    for name, said in values.items():
        now, before = known.values.get(name), known.imported.get(name)
        if said == now or name.startswith("kept.") or name == "move.reason":
            continue
        if said == before or (name.startswith(_METHOD) and method_stays) or _is_hers(name, known):
            kept.append(FieldChange(name, now, said))
        else:
            changes.append(FieldChange(name, now, said))
    # A change that waits for her is not remembered, so that it is said again until she has recorded it.
    learnt = {name: said for name, said in values.items() if not (unclear and name.startswith(_METHOD))}
    merged = {**known.imported, **learnt}
    return RowPlan(
        entry.ref,
        Outcome.UPDATES if changes else Outcome.SAME,
        entry,
        known.woman,
        reasons,
        tuple(changes),
        tuple(kept),
        None if merged == dict(known.imported) else merged,
    )


def _change_unclear(values: Mapping[str, Value], known: Known) -> bool:
    """Whether the roster names another method than the one imported, but not when she changed: that is hers to say."""
    was, said = known.values.get("method_use.method"), values.get("method_use.method")
    if said is None or was in (None, NONE, said) or known.imported.get("method_use.method") != was:
        return False
    since, start = known.values.get("method_use.start"), values.get("method_use.start")
    return start is None or (since is not None and str(start) < str(since))


def _is_hers(name: str, known: Known) -> bool:
    """Whether the ledger's value is the worker's own: it differs from what was imported, or was never imported."""
    now, before = known.values.get(name), known.imported.get(name)
    if before is None:
        return now is not None and name != "woman.status"
    return now != before
