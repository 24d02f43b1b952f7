"""What becomes of bundles that were opened: checked against what is here, taken in, answered; in one transaction.

Of a village there is one at most; a lock keeps other transactions away from these villages until this one ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.delta import Delta
from app.errors import ExchangeError
from sync import receipt as receipts
from sync.envelope import SPEAKS, Header
from sync.hub import coverage as coverages
from sync.hub import downward, months
from sync.hub.bulk import Values, add, listed
from sync.hub.consents import erased_subjects, withdrawn_subjects
from sync.hub.coverage import Coverage
from sync.hub.intake import Taken, take
from sync.hub.schema import ASIDE, BUNDLE
from sync.hub.store import Laptop, laptops_named, next_receipts
from sync.receipt import Missing, Receipt, Refusal


@dataclass(frozen=True, slots=True)
class Parcel:
    """A bundle that was opened: the name of its file, and what is inside, or why that cannot be used."""

    file: str
    header: Header
    inside: Delta | ExchangeError


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a parcel: ``taken``, or ``error``, or neither where the county has all of it already."""

    laptop: Laptop
    receipt: Receipt
    taken: Taken | None
    error: ExchangeError | None


Became = Taken | ExchangeError | None
"""What was taken in, why nothing was, or None: all of it was here."""


def settle(db: Connection, parcels: Sequence[Parcel], at_ms: int) -> list[Settled | ExchangeError]:
    """Takes in and answers, in the order given; from a laptop that is not heard nothing is, and it gets no receipt."""
    laptops = laptops_named(db, {parcel.header.sender for parcel in parcels}, lock=True)
    silenced = [_not_heard(laptops.get(parcel.header.sender), parcel) for parcel in parcels]
    heard = {
        laptops[parcel.header.sender].unit: parcel
        for parcel, error in zip(parcels, silenced, strict=True)
        if error is None
    }
    senders = {unit: laptops[parcel.header.sender] for unit, parcel in heard.items()}
    coverage = coverages.read(db, heard)
    deltas = {unit: parcel.inside for unit, parcel in heard.items() if isinstance(parcel.inside, Delta)}
    headers = [parcel.header for parcel in heard.values()]
    became = downward.follow(db, headers, deltas, _take(db, heard, coverage), at_ms)
    told = _receipts(db, heard, senders, became, coverage, at_ms)
    _log(db, heard, became, told)
    settled = {unit: _settled(senders[unit], told[unit], became[unit]) for unit in heard}
    return [
        error or settled[laptops[parcel.header.sender].unit] for parcel, error in zip(parcels, silenced, strict=True)
    ]


def _not_heard(laptop: Laptop | None, parcel: Parcel) -> ExchangeError | None:
    if laptop is None:
        return ExchangeError("exchange.stranger", file=parcel.file, sender=parcel.header.sender)
    if laptop.revoked:
        return ExchangeError("exchange.revoked", file=parcel.file, sender=parcel.header.sender)
    return None


def _settled(laptop: Laptop, receipt: Receipt, became: Became) -> Settled:
    if isinstance(became, ExchangeError):
        return Settled(laptop, receipt, None, became)
    return Settled(laptop, receipt, became, None)


def _take(db: Connection, heard: Mapping[str, Parcel], coverage: Mapping[str, Coverage]) -> dict[str, Became]:
    """Everything that is new, and nothing of a bundle with an error; ``coverage`` rises with it."""
    deltas = {unit: parcel.inside for unit, parcel in heard.items() if isinstance(parcel.inside, Delta)}
    errors, ends = coverages.check(db, coverage, deltas)
    new = {unit: d for unit, d in deltas.items() if unit not in errors and not coverage[unit].has(d)}
    taken = take(db, new)
    done = {unit: (new[unit], one) for unit, one in taken.items() if isinstance(one, Taken)}
    for unit, (delta, one) in done.items():
        coverage[unit].take(delta, one.opened)
    coverages.write(db, {unit: coverage[unit] for unit in done})
    coverages.remember_ends(db, {unit: delta for unit, (delta, _) in done.items()}, ends)
    became: dict[str, Became] = {**errors, **taken}
    for unit, parcel in heard.items():
        so_far = became.get(unit) if isinstance(parcel.inside, Delta) else parcel.inside
        became[unit] = _naming(so_far, parcel.file) if isinstance(so_far, ExchangeError) else so_far
    return became


def _naming(error: ExchangeError, file: str) -> ExchangeError:
    return type(error)(error.code, **{"file": file, **error.facts})


def _receipts(
    db: Connection,
    heard: Mapping[str, Parcel],
    senders: Mapping[str, Laptop],
    became: Mapping[str, Became],
    coverage: Mapping[str, Coverage],
    at_ms: int,
) -> dict[str, Receipt]:
    refused = _refused(db, heard)
    withdrawn, erased = withdrawn_subjects(db, heard), erased_subjects(db, heard)
    reports = months.held(db, heard)
    numbers = next_receipts(db, senders.values(), at_ms)
    return {
        unit: Receipt(
            number=numbers[senders[unit].replica],
            bundle=parcel.header.id,
            outcome=_outcome(became[unit]),
            at_ms=at_ms,
            holds={r: (reach.seq, bytes(reach.link)) for r, reach in coverage[unit].claimed.items() if reach.seq},
            refused=tuple(refused[unit]),
            withdrawn=tuple(withdrawn[unit]),
            erased=tuple(sorted(erased[unit])),
            missing=_missing(became[unit]),
            months=reports[unit],
            speaks=SPEAKS,
        )
        for unit, parcel in heard.items()
    }


def _refused(db: Connection, units: Mapping[str, object]) -> Mapping[str, list[Refusal]]:
    found: defaultdict[str, list[Refusal]] = defaultdict(list)
    named = listed(db, unit=[*units])
    query = select(ASIDE.c.unit, ASIDE.c.kind, ASIDE.c.id, ASIDE.c.code).where(ASIDE.c.unit == named.c.unit)
    for unit, *refusal in db.execute(query.order_by(ASIDE.c.kind, ASIDE.c.id)):
        found[unit].append(Refusal(*refusal))
    return found


def _outcome(became: Became) -> str:
    if isinstance(became, ExchangeError):
        return became.code
    return receipts.TAKEN if became else receipts.HELD


def _missing(became: Became) -> tuple[Missing, ...]:
    missing = became.facts.get("missing", ()) if isinstance(became, ExchangeError) else ()
    return tuple(one for one in missing if isinstance(one, Missing)) if isinstance(missing, tuple) else ()


def _log(
    db: Connection, heard: Mapping[str, Parcel], became: Mapping[str, Became], told: Mapping[str, Receipt]
) -> None:
    taken = {unit: one if isinstance(one, Taken) else Taken() for unit, one in became.items()}
    columns: dict[str, Values] = {
        "id": [parcel.header.id for parcel in heard.values()],
        "unit": [*heard],
        "replica": [parcel.header.sender for parcel in heard.values()],
        "file": [_sayable(parcel.file) for parcel in heard.values()],
        "at_ms": [told[unit].at_ms for unit in heard],
        "outcome": [told[unit].outcome for unit in heard],
        "records": [taken[unit].records for unit in heard],
        "cells": [taken[unit].cells for unit in heard],
        "refused": [len(told[unit].refused) for unit in heard],
        "fresh": [isinstance(became[unit], Taken) for unit in heard],
    }
    add(db, BUNDLE, columns)


def _sayable(file: str) -> str:
    """A file's name as a database takes it: on a stick it may be of any bytes."""
    return file.encode(errors="replace").decode().replace("\0", "?")
