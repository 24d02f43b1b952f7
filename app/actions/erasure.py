"""Really deleting her: what is written when she asks for it, when she will not be kept in the ledger, when time is over.

What others need of it stays without her: how much was handed out, so that balances hold, and a household other women
belong to. Where she refuses the ledger a bare entry of another id says so (name, year of birth), so that nobody asks
her again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.actions import Fresh
from app.records import KINDS, Consent, Household, Record, SupplyMovement, Woman
from app.records.writes import Add, Erase, Forget, Remove, Write
from app.values.dates import of_day

FORGOTTEN = frozenset({"household", "woman"})
"""Kinds of which single fields may be forgotten: her name at her household, her husband's particulars at hers."""


@dataclass(frozen=True, slots=True)
class Home:
    """Her household. ``shared``: other women of the ledger belong to it."""

    household: Household
    shared: bool


@dataclass(frozen=True, slots=True)
class Hers:
    """What an erasure must know of her: every entry that stands for her (the standing one first), what was handed out."""

    entries: tuple[Woman, ...]
    supplies: tuple[SupplyMovement, ...] = ()
    homes: tuple[Home, ...] = ()

    @property
    def woman(self) -> Woman:
        """The entry that stands."""
        return self.entries[0]


def erase(hers: Hers) -> Sequence[Write]:
    """Everything about her goes, here, on the other laptops and at the county."""
    names = {name for woman in hers.entries for name in (woman.name, *(woman.other_names or "").split())}
    writes: list[Write] = [*kept_in_sums(hers.supplies)]
    for home in hers.homes:
        if not home.shared:
            writes.append(Remove(Household.kind, home.household.id))
        elif home.household.head in names:
            writes.append(Forget(Household.kind, home.household.id, {"head": None}))
    return (*writes, *(Erase(woman.id) for woman in hers.entries))


def kept_out(
    hers: Hers,
    state: str,
    on: date,
    fresh: Fresh,
    *,
    how: str | None = None,
    witness: str | None = None,
    notice_version: str | None = None,
) -> Sequence[Write]:
    """She does not want to be kept in the ledger (``state``: ``refused`` or ``withdrawn``): only that is kept."""
    new = fresh()
    bare = Woman(id=new, subject=new, name=hers.woman.name, birth_date=(hers.woman.birth_date or "")[:4] or None)
    said = Consent(
        id=fresh(),
        subject=new,
        scope="care",
        state=state,
        date=of_day(on),
        how=how,
        witness=witness,
        notice_version=notice_version,
    )
    return (*erase(hers), Add(bare), Add(said))


def let_go(records: Iterable[Record]) -> Sequence[Write]:
    """Single records whose time is over go; what was handed out stays counted."""
    going = tuple(records)
    supplies = (record for record in going if isinstance(record, SupplyMovement))
    return (*kept_in_sums(supplies), *(Remove(record.kind, record.id) for record in going))


def is_bare(woman: Woman) -> bool:
    """Whether nothing is known of her but a name and a year: the entry that says she will not be kept here."""
    known = {name for name in KINDS[Woman.kind].fields if getattr(woman, name) not in (None, False)}
    return known <= {"name", "birth_date", "status"} and len(woman.birth_date or "") <= 4


def kept_in_sums(movements: Iterable[SupplyMovement]) -> tuple[Write, ...]:
    """What was handed out or came back, about nobody: the same batch, amount and day, so that the books still hold.

    The id follows from that of what goes: two laptops that erase the same woman count her supplies once.
    """
    return tuple(
        Add(
            SupplyMovement(
                id=_about_nobody(m.id), subject="", batch=m.batch, movement=m.movement, quantity=m.quantity, date=m.date
            )
        )
        for m in movements
        if m.retired is None
    )


def _about_nobody(movement: str) -> str:
    return hashlib.sha256(b"suifang about nobody " + movement.encode()).hexdigest()[:32]
