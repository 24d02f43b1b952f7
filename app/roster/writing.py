"""The writes of a planned import: what the ledger commits as one undoable change."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping

from app.errors import InputError
from app.records.base import Value
from app.records.care import MethodUse
from app.records.people import Household, Move, RosterLine, Woman
from app.records.writes import Add, Edit, Write
from app.roster.mapping import imported_values
from app.roster.matching import Known
from app.roster.plan import Outcome, RowPlan
from app.roster.words import NONE

NewId = Callable[[], str]
"""Makes the id of a record."""


def writes_of(
    row: RowPlan,
    known: Known | None,
    *,
    source: str,
    households: MutableMapping[str, str],
    new_id: NewId,
) -> tuple[Write, ...]:
    """What one row writes; nothing for rows that are left out, need a look, or say nothing new.

    ``known``: the woman of ``row.woman``. ``source``: the file's name. ``households``: household number → record id; new
    households are added to it, so that the next row finds them. Raises InputError ``import.row.undecided``.
    """
    if row.outcome is Outcome.NEW and row.entry is not None:
        return _new(row, source, households, new_id)
    if row.outcome in (Outcome.UPDATES, Outcome.SAME):
        if known is None or known.woman != row.woman:
            raise InputError("import.row.undecided", row=row.ref.row)
        return _changed(row, known, source, households, new_id)
    return ()


def remembered(line: RosterLine) -> dict[str, Value]:
    """The values an earlier import left, for ``Known.imported``."""
    return dict(json.loads(line.values))


def _new(row: RowPlan, source: str, households: MutableMapping[str, str], new_id: NewId) -> tuple[Write, ...]:
    values = row.remember or {}
    woman, writes = new_id(), list[Write]()
    household = _household(values, households, new_id, writes)
    writes.append(Add(Woman(id=woman, subject=woman, household=household, **_of("woman", values))))  # type: ignore[arg-type]
    if "method_use.method" in values:
        writes.append(Add(MethodUse(id=new_id(), subject=woman, **_of("method_use", values))))  # type: ignore[arg-type]
    writes += _moves(woman, values, values, new_id)
    writes.append(Add(_line(new_id(), woman, row, source)))
    return tuple(writes)


def _changed(
    row: RowPlan, known: Known, source: str, households: MutableMapping[str, str], new_id: NewId
) -> tuple[Write, ...]:
    new = {change.field: change.after for change in row.changes}
    writes: list[Write] = []
    fields = _of("woman", new)
    if "household.number" in new:
        fields["household"] = _household({**(row.remember or {}), **new}, households, new_id, writes)
    elif known.household and (of_household := _of("household", new)):
        writes.append(Edit("household", known.household, of_household))
    if fields:
        writes.append(Edit("woman", known.woman, fields))
    writes += _method(row, known, new, new_id)
    writes += _moves(known.woman, new, row.remember or {}, new_id)
    if row.remember is not None:
        line = _line(known.line or new_id(), known.woman, row, source)
        writes.append(
            Edit("roster_line", line.id, {"source": line.source, "row": line.row, "values": line.values})
            if known.line
            else Add(line)
        )
    return tuple(writes)


def _method(row: RowPlan, known: Known, new: Mapping[str, Value], new_id: NewId) -> list[Write]:
    """Another method is another episode, and the one before ends where it begins.

    The same start under another name is the same episode, named better (宫内节育器, then 带铜环).
    """
    values = _of("method_use", new)
    if not values:
        return []
    said = _of("method_use", imported_values(row.entry)) if row.entry else values
    start = said.get("start")
    named_better = start is not None and start == known.values.get("method_use.start")
    if known.method_use is not None and ("method" not in values or named_better):
        return [Edit("method_use", known.method_use, values)]
    writes: list[Write] = []
    if known.method_use is not None and start is not None:
        using = NONE not in (known.values.get("method_use.method"), said.get("method"))
        writes.append(
            Edit("method_use", known.method_use, {"stop": start, "stop_reason": "changed_method" if using else None})
        )
    if "method" in values:
        writes.append(Add(MethodUse(id=new_id(), subject=known.woman, **said)))  # type: ignore[arg-type]
    return writes


def _moves(woman: str, new: Mapping[str, Value], values: Mapping[str, Value], new_id: NewId) -> list[Write]:
    reason = values.get("move.reason")
    return [
        Add(
            Move(
                id=new_id(), subject=woman, direction=way, date=str(day), reason=None if reason is None else str(reason)
            )
        )
        for way in ("in", "out")
        if (day := new.get(f"move.{way}")) is not None
    ]


def _household(
    values: Mapping[str, Value], households: MutableMapping[str, str], new_id: NewId, writes: list[Write]
) -> str | None:
    number = values.get("household.number")
    if number is None:
        return None
    if str(number) not in households:
        households[str(number)] = new_id()
        group, door, head = values.get("woman.group"), values.get("woman.door"), values.get("household.head")
        made = Household(id=households[str(number)], subject="", number=str(number))
        writes.append(Add(made.with_values(group=group, door=door, head=head)))
    return households[str(number)]


def _line(line: str, woman: str, row: RowPlan, source: str) -> RosterLine:
    text = json.dumps(dict(sorted((row.remember or {}).items())), ensure_ascii=False, separators=(",", ":"))
    return RosterLine(id=line, subject=woman, source=source[:200], row=row.ref.row, values=text)


def _of(kind: str, values: Mapping[str, Value]) -> dict[str, Value]:
    of, begins = f"{kind}.", len(kind) + 1
    return {name[begins:]: value for name, value in values.items() if name.startswith(of)}
