"""Importing a roster, step by step, as the desktop and the command line do it; nothing is written before the last step.

``open_roster`` → ``Chosen`` (columns recognised) → ``read`` → ``prepare`` → ``Draft`` (every row with its outcome, and the
worker's decisions) → ``storage.importing.import_roster(ledger, draft.plan, draft.snapshot, …)``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from app.errors import InputError
from app.roster.clerk import Roster, read_roster
from app.roster.columns import Column, RosterMapping, SheetMapping, Use, recognise
from app.roster.entry import RowRef, Weight
from app.roster.plan import ImportPlan, Outcome, RowPlan, as_new, as_woman, left_out, plan_import, plan_of
from app.roster.sheets import Sheet, plain
from storage.importing import Snapshot, snapshot
from storage.workbook import read_workbook

if TYPE_CHECKING:
    from storage.ledger import Ledger

Place = tuple[str, int]
"""A column: its sheet and its index from 0."""

KEEP: Final = "="
"""Instead of a field: the column's text is kept as it is, on no list."""
_SAMPLES = 2
_SEARCHED = 200


@dataclass(frozen=True)
class Chosen:
    """A workbook whose columns were recognised.

    ``corrections``: what the worker says a column is: a field, ``KEEP``, or None to leave it out.
    ``skipped``: sheets she does not want read.
    """

    path: Path
    sheets: tuple[Sheet, ...]
    recognised: RosterMapping
    corrections: Mapping[Place, str | None] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """The file's name, as it is kept with what was imported."""
        return self.path.name

    @cached_property
    def mapping(self) -> RosterMapping:
        """The columns as recognised and corrected."""
        wanted_sheets = tuple(s for s in self.recognised.sheets if s.sheet not in self.skipped)
        left = tuple(s.sheet for s in self.recognised.sheets if s.sheet in self.skipped)
        mapping = RosterMapping(wanted_sheets, (*self.recognised.not_read, *left))
        for (sheet, index), wanted in self.corrections.items():
            for columns in mapping.sheets:
                if columns.sheet == sheet:
                    mapping = mapping.replace(
                        _kept(columns, index) if wanted == KEEP else columns.assign(index, wanted)
                    )
        return mapping

    def corrected(self, place: Place, wanted: str | None) -> Chosen:
        """The same with one column said to be ``wanted``."""
        others = {other: said for other, said in self.corrections.items() if other != place}
        return dataclasses.replace(self, corrections={**others, place: wanted})

    def as_recognised(self, place: Place) -> Chosen:
        """The same without a correction of this column."""
        kept = {other: said for other, said in self.corrections.items() if other != place}
        return dataclasses.replace(self, corrections=kept)

    def skip(self, sheet: str, *, skipped: bool) -> Chosen:
        """The same with a sheet read or not."""
        return dataclasses.replace(self, skipped=self.skipped - {sheet} | ({sheet} if skipped else set()))

    def samples(self, columns: SheetMapping, column: Column) -> tuple[str, ...]:
        """The first different texts of a column."""
        sheet = next(sheet for sheet in self.sheets if sheet.name == columns.sheet)
        data = [row for row in sheet.rows if row.number >= columns.first_row][:_SEARCHED]
        said = dict.fromkeys(plain(row.cell(column.index)) for row in data)
        return tuple(text for text in said if text)[:_SAMPLES]


def _kept(columns: SheetMapping, index: int) -> SheetMapping:
    as_text = tuple(
        dataclasses.replace(c, field=None, use=Use.UNKNOWN, reason=None) if c.index == index else c
        for c in columns.columns
    )
    return dataclasses.replace(columns, columns=as_text)


def open_roster(path: Path) -> Chosen:
    """Reads a workbook and recognises its columns.

    Raises WorkbookError where it cannot be read, InputError ``import.columns.none`` where no sheet looks like a roster.
    """
    sheets = read_workbook(path)
    mapping = recognise(sheets)
    if not mapping.sheets:
        raise InputError("import.columns.none", file=path.name)
    return Chosen(path, sheets, mapping)


def read(chosen: Chosen, today: date, progress: Callable[[int, int], None] | None = None) -> Roster:
    """Every row understood; touches no ledger. Raises InputError ``import.columns.name_missing``."""
    return read_roster(chosen.sheets, chosen.mapping, today, progress)


def prepare(ledger: Ledger, chosen: Chosen, roster: Roster, today: date) -> Draft:
    """Compares a roster with the ledger as it is now; writes nothing."""
    now = snapshot(ledger, today)
    return Draft(chosen, roster, now, plan_import(roster, tuple(now.known.values())))


@dataclass(frozen=True, slots=True)
class Decision:
    """What the worker said of a row: ``new``, ``woman`` (the one of the ledger with this id) or ``left_out``."""

    what: Literal["new", "woman", "left_out"]
    woman: str | None = None


@dataclass(frozen=True)
class Draft:
    """An import that was not done yet. ``proposed``: every row's outcome before the worker decided anything."""

    chosen: Chosen
    roster: Roster
    snapshot: Snapshot
    proposed: ImportPlan
    decisions: Mapping[RowRef, Decision] = field(default_factory=dict)

    @cached_property
    def plan(self) -> ImportPlan:
        """The outcome of every row, decisions included."""
        return plan_of(self._decided(row) for row in self.proposed.rows) if self.decisions else self.proposed

    def name(self, row: RowPlan) -> str:
        """The name in a row, of rows that add nobody too."""
        return row.entry.name if row.entry else self._others.get(row.ref, "")

    @cached_property
    def _others(self) -> dict[RowRef, str]:
        mapping = {columns.sheet: columns for columns in self.roster.mapping.sheets}
        rows = {(sheet.name, row.number): row for sheet in self.chosen.sheets for row in sheet.rows}
        return {
            other.ref: plain(rows[other.ref.sheet, other.ref.row].cell(mapping[other.ref.sheet].by_field["name"]))
            for other in self.roster.not_new
        }

    @cached_property
    def women(self) -> dict[str, RowRef]:
        """Which row is which woman of the ledger; the others that claim her have to wait."""
        return {row.woman: row.ref for row in reversed(self.plan.rows) if row.woman is not None}

    @property
    def imports(self) -> int:
        """How many rows would change the ledger."""
        return self.plan.counts[Outcome.NEW] + self.plan.counts[Outcome.UPDATES]

    def decide(self, ref: RowRef, decision: Decision | None) -> Draft:
        """The same with a row decided; None takes a decision back. One woman of the ledger is never given to two rows."""
        kept = {other: said for other, said in self.decisions.items() if other != ref}
        if decision is None:
            return dataclasses.replace(self, decisions=kept)
        if decision.woman is not None and self.women.get(decision.woman, ref) != ref:
            return self
        return dataclasses.replace(self, decisions={**kept, ref: decision})

    def with_decisions(self, decisions: Mapping[RowRef, Decision]) -> Draft:
        """The same with earlier decisions, where they are still asked for. A woman imported since is not added again."""
        draft = self
        proposed = {row.ref: row.outcome for row in self.proposed.rows}
        for ref, decision in decisions.items():
            open_still = proposed.get(ref) is Outcome.NEEDS_LOOK
            left = decision.what == "left_out" and proposed.get(ref) in (Outcome.NEW, Outcome.UPDATES)
            there = decision.woman is None or decision.woman in self.snapshot.known
            if (open_still or left) and there:
                draft = draft.decide(ref, decision)
        return draft

    def _decided(self, row: RowPlan) -> RowPlan:
        decision = self.decisions.get(row.ref)
        if decision is None:
            return row
        if decision.what == "new":
            return as_new(row)
        if decision.woman is not None:
            return as_woman(row, self.snapshot.known[decision.woman])
        return left_out(row)


def has_remarks(row: RowPlan) -> bool:
    """Whether a row is taken over with something the worker may want to look at; what did not change was said before."""
    if "import.method.change_unclear" in row.reasons:
        return row.outcome in (Outcome.UPDATES, Outcome.SAME)
    if row.outcome not in (Outcome.NEW, Outcome.UPDATES) or row.entry is None:
        return False
    return any(f.weight is not Weight.NOTE for f in row.entry.findings)


def left_columns(mapping: RosterMapping) -> list[tuple[SheetMapping, Column]]:
    """Every column that is not taken over on purpose, with its sheet; the table's own numbering is none of them."""
    return [(sheet, c) for sheet in mapping.sheets for c in sheet.columns if c.use is Use.LEFT_OUT]
