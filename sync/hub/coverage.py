"""How far a village's changes are covered at the hub, and for how far it can vouch (``docs/sync.md`` §4 and §9)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from app.delta import BEGINNING, Delta, Reach, Reaches, numbers
from app.errors import ExchangeError, ExchangeWaits
from app.versions import reaches, union
from sync.hub.bulk import add, listed, remove, same
from sync.hub.schema import MARK, VECTOR
from sync.hub.store import laptops_named
from sync.receipt import Missing

Marks = dict[tuple[str, str, int], bytes]
"""Village, replica and number → the link there."""


@dataclass(slots=True)
class Coverage:
    """One unit's. ``held``: covered. ``claimed``: vouched for. ``aware``: what a laptop must have heard of to raise a claim."""

    held: Reaches = field(default_factory=dict)
    claimed: Reaches = field(default_factory=dict)
    aware: dict[str, int] = field(default_factory=dict)

    def has(self, delta: Delta) -> bool:
        """Whether the hub vouches for everything in a delta already."""
        return reaches(numbers(self.claimed), numbers(delta.upto))

    def missing(self, delta: Delta) -> tuple[Missing, ...]:
        """What a delta builds on that is not here."""
        held = numbers(self.held)
        return tuple(
            Missing(replica, held.get(replica, 0), reach.seq)
            for replica, reach in delta.after.items()
            if reach.seq > held.get(replica, 0)
        )

    def take(self, delta: Delta, opened: set[str]) -> None:
        """Covers a delta's interval; ``opened``: subjects whose consent holds since this very delta."""
        lowest = {} if opened - set(delta.snapshots) else delta.upto
        self.held = {
            r: max(self.held.get(r, BEGINNING), delta.upto.get(r, BEGINNING)) for r in {**self.held, **delta.upto}
        }
        if opened:
            self.claimed = {r: min(reach, lowest.get(r, BEGINNING)) for r, reach in self.claimed.items()}
            self.aware = union((self.aware, numbers(delta.upto if lowest else self.held)))
        if not reaches(numbers(delta.upto), self.aware):
            return
        for replica, upto in delta.upto.items():
            claim, end = self.claimed.get(replica, BEGINNING), delta.vouched.get(replica, upto)
            if delta.after.get(replica, BEGINNING).seq <= claim.seq < end.seq:
                self.claimed[replica] = end


def read(db: Connection, units: Collection[str]) -> dict[str, Coverage]:
    """The coverage of some villages."""
    found = {unit: Coverage() for unit in units}
    named = listed(db, unit=[*found])
    for row in db.execute(select(VECTOR).where(VECTOR.c.unit == named.c.unit)):
        coverage = found[row.unit]
        coverage.held[row.replica] = Reach(row.seq, row.link)
        if row.claim_seq:
            coverage.claimed[row.replica] = Reach(row.claim_seq, row.claim_link)
        if row.aware_seq:
            coverage.aware[row.replica] = row.aware_seq
    return found


def write(db: Connection, coverages: Mapping[str, Coverage]) -> None:
    """Keeps it."""
    remove(db, VECTOR, unit=[*coverages])
    told = [(unit, replica, held, of) for unit, of in coverages.items() for replica, held in of.held.items()]
    claims = [of.claimed.get(replica, BEGINNING) for _, replica, _, of in told]
    add(
        db,
        VECTOR,
        {
            "unit": [unit for unit, _, _, _ in told],
            "replica": [replica for _, replica, _, _ in told],
            "seq": [held.seq for _, _, held, _ in told],
            "link": [held.link for _, _, held, _ in told],
            "claim_seq": [claim.seq for claim in claims],
            "claim_link": [claim.link for claim in claims],
            "aware_seq": [of.aware.get(replica, 0) for _, replica, _, of in told],
        },
    )


def check(
    db: Connection, coverages: Mapping[str, Coverage], deltas: Mapping[str, Delta]
) -> tuple[dict[str, ExchangeError], Marks]:
    """Why deltas do not continue what is here, by village; and the ends that are known.

    ExchangeWaits ``exchange.gap`` (``missing``), ExchangeError ``exchange.forked`` (``replica``, ``at``) and
    ``exchange.other_unit`` for changes of a laptop of another village.
    """
    replicas = {replica for delta in deltas.values() for replica in delta.upto}
    home = {replica: laptop.unit for replica, laptop in laptops_named(db, replicas).items()}
    known = _marks(db, {(unit, replica, seq) for unit, delta in deltas.items() for replica, seq, _ in _ends(delta)})
    errors = {}
    for unit, delta in deltas.items():
        if error := _wrong(unit, coverages[unit], delta, home, known):
            errors[unit] = error
    return errors, known


def _wrong(unit: str, coverage: Coverage, delta: Delta, home: Mapping[str, str], known: Marks) -> ExchangeError | None:
    for replica in delta.upto:
        if home.get(replica, unit) != unit:
            return ExchangeError("exchange.other_unit", replica=replica)
    if missing := coverage.missing(delta):
        return ExchangeWaits("exchange.gap", missing=missing)
    for replica, seq, link in _ends(delta):
        if (known.get((unit, replica, seq), link) if seq else BEGINNING.link) != link:
            return ExchangeError("exchange.forked", replica=replica, at=seq)
    return None


def remember_ends(db: Connection, deltas: Mapping[str, Delta], known: Marks) -> None:
    """Keeps the links at both ends of deltas, so that a fork is seen later."""
    fresh = {
        (unit, replica, seq): link
        for unit, delta in deltas.items()
        for replica, seq, link in _ends(delta)
        if seq and (unit, replica, seq) not in known
    }
    add(
        db,
        MARK,
        {
            "unit": [unit for unit, _, _ in fresh],
            "replica": [replica for _, replica, _ in fresh],
            "seq": [seq for _, _, seq in fresh],
            "link": [*fresh.values()],
        },
    )


def _ends(delta: Delta) -> Iterator[tuple[str, int, bytes]]:
    for told in (delta.after, delta.upto, delta.vouched):
        for replica, reach in told.items():
            yield replica, reach.seq, reach.link


def _marks(db: Connection, ends: Collection[tuple[str, str, int]]) -> Marks:
    columns = {name: [end[place] for end in ends] for place, name in enumerate(("unit", "replica", "seq"))}
    found = db.execute(select(MARK).where(same(MARK, listed(db, ["seq"], **columns))))
    return {(row.unit, row.replica, row.seq): row.link for row in found}
