"""How far a village's changes are covered at the hub, and for how far it can vouch (``docs/sync.md`` §4 and §9)."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, delete, insert, or_, select

from app.delta import BEGINNING, Delta, Reach, Reaches, numbers
from app.errors import ExchangeError, ExchangeWaits
from app.versions import reaches, union
from sync.hub.schema import LAPTOP, MARK, VECTOR
from sync.receipt import Missing


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
            claim = self.claimed.get(replica, BEGINNING)
            if delta.after.get(replica, BEGINNING).seq <= claim.seq < upto.seq:
                self.claimed[replica] = upto


def read(db: Connection, unit: str) -> Coverage:
    """The coverage of a unit."""
    coverage = Coverage()
    for row in db.execute(select(VECTOR).where(VECTOR.c.unit == unit)):
        coverage.held[row.replica] = Reach(row.seq, row.link)
        if row.claim_seq:
            coverage.claimed[row.replica] = Reach(row.claim_seq, row.claim_link)
        if row.aware_seq:
            coverage.aware[row.replica] = row.aware_seq
    return coverage


def write(db: Connection, unit: str, coverage: Coverage) -> None:
    """Keeps it."""
    db.execute(delete(VECTOR).where(VECTOR.c.unit == unit))
    rows = [
        {
            "unit": unit,
            "replica": replica,
            "seq": held.seq,
            "link": held.link,
            "claim_seq": (claim := coverage.claimed.get(replica, BEGINNING)).seq,
            "claim_link": claim.link,
            "aware_seq": coverage.aware.get(replica, 0),
        }
        for replica, held in coverage.held.items()
    ]
    if rows:
        db.execute(insert(VECTOR), rows)


def check(db: Connection, unit: str, coverage: Coverage, delta: Delta) -> None:
    """That a delta continues what is here.

    Raises ExchangeWaits ``exchange.gap`` (``missing``), ExchangeError ``exchange.forked`` (``replica``, ``at``) and
    ``exchange.other_unit`` for changes of a laptop of another village.
    """
    others = select(LAPTOP.c.replica).where(LAPTOP.c.replica.in_(list(delta.upto)), LAPTOP.c.unit != unit)
    if stranger := db.scalar(others):
        raise ExchangeError("exchange.other_unit", replica=stranger)
    if missing := coverage.missing(delta):
        raise ExchangeWaits("exchange.gap", missing=missing)
    ends = [(replica, *reach) for told in (delta.after, delta.upto) for replica, reach in told.items()]
    for replica, seq, link in ends:
        if seq == 0 and link != BEGINNING.link:
            raise ExchangeError("exchange.forked", replica=replica, at=0)
    known = _marks(db, unit, ends)
    for replica, seq, link in ends:
        if known.get((replica, seq), link) != link:
            raise ExchangeError("exchange.forked", replica=replica, at=seq)


def remember_ends(db: Connection, unit: str, delta: Delta) -> None:
    """Keeps the links at both ends of a delta, so that a fork is seen later."""
    ends = {(replica, reach.seq): reach.link for told in (delta.after, delta.upto) for replica, reach in told.items()}
    known = _marks(db, unit, [(replica, seq, link) for (replica, seq), link in ends.items()])
    fresh = [
        {"unit": unit, "replica": replica, "seq": seq, "link": link}
        for (replica, seq), link in ends.items()
        if seq and (replica, seq) not in known
    ]
    if fresh:
        db.execute(insert(MARK), fresh)


def _marks(db: Connection, unit: str, ends: list[tuple[str, int, bytes]]) -> dict[tuple[str, int], bytes]:
    if not ends:
        return {}
    named = or_(*(and_(MARK.c.replica == replica, MARK.c.seq == seq) for replica, seq, _ in ends))
    found = db.execute(select(MARK.c.replica, MARK.c.seq, MARK.c.link).where(MARK.c.unit == unit, named))
    return {(row.replica, row.seq): row.link for row in found}
