"""Importing a roster from the command line."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from app.roster.clerk import Roster
from app.roster.plan import ImportPlan, Outcome, RowPlan
from storage.importing import import_roster
from ui.cli.opening import opened, today
from ui.cli.told import Told, columns
from ui.import_words import reason_words
from ui.importing import open_roster, prepare, read
from ui.text import tr


def load(options: Namespace) -> Told:
    """``import``: rows that need a decision are left for the program's page; everything else is one change."""
    chosen = open_roster(options.file)
    roster = read(chosen, today())
    with opened(options) as ledger:
        draft = prepare(ledger, chosen, roster, today())
        plan, changed = draft.plan, None
        if not options.dry_run:
            progress = _progress if sys.stderr.isatty() else None
            changed = import_roster(ledger, plan, draft.snapshot, source=chosen.source, progress=progress)
            if progress:
                sys.stderr.write("\n")
    number = changed.dot.seq if changed and changed.dot else None
    return Told(_data(roster, plan, number), _lines(roster, plan, number, dry=options.dry_run))


def _progress(done: int, whole: int) -> None:
    sys.stderr.write(f"\r{tr('cli.import.progress', percent=100 * done // max(1, whole))}  ")
    sys.stderr.flush()


def _data(roster: Roster, plan: ImportPlan, number: int | None) -> dict[str, Any]:
    return {
        "number": number,
        "counts": {outcome.value: plan.counts[outcome] for outcome in Outcome},
        "rows": [_row(row) for row in plan.rows if row.outcome is not Outcome.SAME or row.kept],
        "columns_left_out": [{"header": c.header, "reason": c.reason} for c in roster.left_out_columns],
        "columns_unknown": [c.header for c in roster.unknown_columns],
    }


def _row(row: RowPlan) -> dict[str, Any]:
    return {
        "sheet": row.ref.sheet,
        "row": row.ref.row,
        "outcome": row.outcome.value,
        "reasons": list(row.reasons),
        "same_as": row.same_as.row if row.same_as else None,
        "changes": [change.field for change in row.changes],
        "kept": [change.field for change in row.kept],
        "flags": sorted(row.entry.flags) if row.entry else [],
    }


def _lines(roster: Roster, plan: ImportPlan, number: int | None, *, dry: bool) -> list[str]:
    lines = columns([(tr(f"import.outcome.{o.value}"), str(plan.counts[o])) for o in Outcome])
    asked = [row for row in plan.rows if row.outcome is Outcome.NEEDS_LOOK]
    if asked:
        lines += ["", tr("cli.import.needs_look")]
        lines += columns(
            [("  " + str(row.ref.row), "；".join(reason_words(row, code) for code in row.reasons)) for row in asked]
        )
    if left := [" ".join(column.header.split()) for column in roster.left_out_columns]:
        lines += ["", tr("cli.import.columns_left_out", columns="、".join(left))]
    lines.append("")
    if dry:
        lines.append(tr("cli.import.dry"))
    else:
        lines.append(tr("cli.import.nothing") if number is None else tr("cli.import.done", number=number))
    return lines
