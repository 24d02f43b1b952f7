"""Which rows are the same woman, and which women share a number.

Two rows are one woman when they give the same number and the same name; or, where a number is missing or damaged, the
same name and birth, nothing against it, and one more thing in common. One number under two names proves nothing about
either: both stay, both are marked, and nobody is merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from app.roster.birth import settle_birth
from app.roster.columns import key
from app.roster.entry import Finding, RosterEntry, RowRef, Weight
from app.values.dates import Precision, precision
from app.values.identity import IdKind, lengthened

_COMPARED = (
    "phone", "marital", "spouse_name", "method", "method_start", "children", "girls", "group", "household_number",
    "current_address", "education", "relation", "first_marriage", "youngest_birth",
)  # fmt: skip
"""Fields in which two rows of one woman are compared, for the worker to see where they differ."""
_TELLING = ("household_number", "spouse_name", "phone", "spouse_id_number")


def tell_apart(entries: Sequence[RosterEntry], today: date) -> tuple[tuple[RosterEntry, ...], dict[RowRef, RowRef]]:
    """One entry per woman with her birth settled, and for every further row of hers the row that stands for her."""
    same: dict[RowRef, RowRef] = {}
    first = _fold_by_number(entries, same)
    shared = _shared(first)
    settled = [settle_birth(entry, shared=number_of(entry) in shared, today=today) for entry in first]
    women = _fold_by_name(settled, same)
    rows: dict[RowRef, list[RosterEntry]] = defaultdict(list)
    final = {later: _last(earlier, same) for later, earlier in same.items()}
    for entry in entries:
        if entry.ref in final:
            rows[final[entry.ref]].append(entry)
    marked = [
        entry.with_findings(*_about_shared(entry, shared), *_about_differences(entry, rows.get(entry.ref, ())))
        for entry in women
    ]
    return tuple(_mark_likely_twins(marked)), final


def number_of(entry: RosterEntry) -> str | None:
    """The number rows are compared by: 15 digits in their 18-digit form; None where there is none of her own to compare."""
    if entry.id_number is None or (entry.id_kind in (IdKind.LENGTH, IdKind.OTHER) and len(entry.id_number) < 7):
        return None
    return lengthened(entry.id_number)


def could_be_one(one: RosterEntry, other: RosterEntry) -> bool:
    """Same name and birth, where at most one of them has a number and what is left of a damaged one fits."""
    if key(one.name) != key(other.name) or one.birth is None or one.birth != other.birth:
        return False
    numbers = number_of(one), number_of(other)
    if all(numbers):
        return False
    whole = numbers[0] or numbers[1] or ""
    damaged = [entry.id_known for entry in (one, other) if entry.id_known]
    return all((whole or damaged[0])[: len(known)] == known[: len(whole or damaged[0])] for known in damaged)


def are_one(one: RosterEntry, other: RosterEntry) -> bool:
    """``could_be_one`` to the day, with something telling in common and nothing telling against it."""
    if not could_be_one(one, other) or one.birth is None or precision(one.birth) is not Precision.DAY:
        return False
    pairs = [(getattr(one, field), getattr(other, field)) for field in _TELLING]
    said = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(said) and all(a == b for a, b in said)


def _fold_by_number(entries: Sequence[RosterEntry], same: dict[RowRef, RowRef]) -> list[RosterEntry]:
    kept: dict[tuple[str, str], RosterEntry] = {}
    rest: list[RosterEntry] = []
    for entry in entries:
        number = number_of(entry)
        if number is None or not entry.name:
            rest.append(entry)
        elif earlier := kept.get((number, key(entry.name))):
            same[entry.ref] = earlier.ref
        else:
            kept[number, key(entry.name)] = entry
            rest.append(entry)
    return rest


def _fold_by_name(entries: Sequence[RosterEntry], same: dict[RowRef, RowRef]) -> list[RosterEntry]:
    kept: list[RosterEntry] = []
    named: dict[str, list[RosterEntry]] = defaultdict(list)
    for entry in entries:
        earlier = [other for other in named[key(entry.name)] if are_one(other, entry)] if entry.name else []
        if len(earlier) != 1:
            kept.append(entry)
            named[key(entry.name)].append(entry)
        elif number_of(entry) and not number_of(earlier[0]):  # the row that has her number stands for her
            same[earlier[0].ref] = entry.ref
            kept[kept.index(earlier[0])] = entry
            named[key(entry.name)].remove(earlier[0])
            named[key(entry.name)].append(entry)
        else:
            same[entry.ref] = earlier[0].ref
    return kept


def _last(ref: RowRef, same: Mapping[RowRef, RowRef]) -> RowRef:
    while ref in same:
        ref = same[ref]
    return ref


def _shared(entries: Sequence[RosterEntry]) -> dict[str | None, tuple[RowRef, ...]]:
    rows: dict[str | None, list[RowRef]] = defaultdict(list)
    for entry in entries:
        if number := number_of(entry):
            rows[number].append(entry.ref)
    return {number: tuple(refs) for number, refs in rows.items() if len(refs) > 1}


def _about_shared(entry: RosterEntry, shared: Mapping[str | None, tuple[RowRef, ...]]) -> list[Finding]:
    others = [ref for ref in shared.get(number_of(entry), ()) if ref != entry.ref]
    if not others:
        return []
    return [Finding("import.id.shared", "id_number", entry.id_number or "", others=_named(others))]


def _about_differences(entry: RosterEntry, later: Sequence[RosterEntry]) -> list[Finding]:
    """Where a further row of hers says something else; what this row says counts."""
    found = []
    for other in later:
        for field in _COMPARED:
            mine, theirs = getattr(entry, field), getattr(other, field)
            if theirs not in (None, mine) and not (field == "method" and theirs == "not_recorded"):
                said = "" if mine is None else str(mine)
                found.append(
                    Finding("import.row.twice_differs", field, str(theirs), said, _named([other.ref]), Weight.WARN)
                )
    return found


def _mark_likely_twins(entries: Sequence[RosterEntry]) -> list[RosterEntry]:
    """Says where two rows may be one woman although too little says so."""
    named: dict[str, list[RosterEntry]] = defaultdict(list)
    for entry in entries:
        if entry.name:
            named[key(entry.name)].append(entry)
    marked = []
    for entry in entries:
        likely = [o.ref for o in named.get(key(entry.name), ()) if o is not entry and could_be_one(o, entry)]
        more = Finding("import.person.maybe_same", "name", entry.name, others=_named(likely))
        marked.append(entry.with_findings(more) if likely else entry)
    return marked


def _named(refs: Sequence[RowRef]) -> tuple[str, ...]:
    return tuple(f"{ref.sheet}!{ref.row}" for ref in refs)
