"""One exchange in one go: what lies there is taken in, then what others lack is written (``docs/exchange.md``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.errors import Cancelled, ExchangeError, LedgerError, LineTrouble, StorageTrouble, SuifangError
from storage.ledger import Ledger
from sync import files, laptop, office
from sync.carrier import Carrier
from sync.keyring import county_of, my_keys
from sync.manifest import Sent
from sync.membership import standing_members
from sync.receiving import Became, Outcome


class Stage(StrEnum):
    """What is done one after the other."""

    READING = "reading"
    COUNTY = "county"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A stage that could not be done, and why. What the others did stands."""

    stage: Stage
    error: SuifangError


@dataclass(slots=True)
class Trip:
    """What an exchange came to. ``sent``: to the county; ``given``: to each colleague's laptop. All of it has happened."""

    received: list[Outcome] = field(default_factory=list)
    sent: Sent | None = None
    given: list[Sent] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def brought(self) -> list[Outcome]:
        """What was taken in, or waits for her to compare a code."""
        return [one for one in self.received if one.became not in {Became.OTHER, Became.KNOWN}]


def trip(
    ledger: Ledger,
    to: Path | Carrier,
    now: datetime,
    *,
    reading: bool = True,
    writing: bool = True,
    answered: bool = False,
    at: Callable[[Stage], None] = lambda _: None,
) -> Trip:
    """Reads, then writes; reads once more where the other side answers at once (``answered``: the county's line).

    Who is not enrolled, or alone in the office, has nothing to write there, and that is no trouble. Where the carrier itself
    fails, what is left to do is not tried. ``at`` is told before each stage and may raise Cancelled. Raises nothing that is
    in ``Trip.troubles``: ExchangeError, LedgerError, StorageTrouble, Cancelled.
    """
    carrier, done = files.carrier(to), Trip()
    stages: list[tuple[Stage, Callable[[], None]]] = []

    def read() -> None:
        done.received += laptop.receive(ledger, carrier, now)
        _raise_where_the_line_broke(done)

    def for_county() -> None:
        sent = laptop.send(ledger, carrier, now)
        if sent.refused:
            raise sent.refused
        done.sent = sent

    def for_office() -> None:
        for sent in office.send_office(ledger, carrier, now):
            if sent.refused:
                done.troubles.append(Trouble(Stage.OFFICE, sent.refused))
            else:
                done.given.append(sent)

    if reading:
        stages.append((Stage.READING, read))
    if writing and county_of(ledger) is not None:
        stages.append((Stage.COUNTY, for_county))
    if writing and _has_colleagues(ledger):
        stages.append((Stage.OFFICE, for_office))
    if reading and writing and answered:
        stages.append((Stage.READING, read))
    for stage, work in stages:
        try:
            at(stage)
            work()
        except (ExchangeError, LedgerError, Cancelled) as error:
            done.troubles.append(Trouble(stage, error))
            if isinstance(error, StorageTrouble | LineTrouble | Cancelled):
                break
    return done


def _has_colleagues(ledger: Ledger) -> bool:
    """Whether this laptop belongs to the office and there is another."""
    standing = standing_members(ledger)
    return my_keys(ledger) is not None and ledger.exchange.replica in standing and len(standing) > 1


def _raise_where_the_line_broke(done: Trip) -> None:
    """A file of which the line brought only a part is no outcome: it comes whole the next time."""
    broken = [one.error for one in done.received if isinstance(one.error, LineTrouble | Cancelled)]
    done.received = [one for one in done.received if not isinstance(one.error, LineTrouble | Cancelled)]
    if broken and broken[0] is not None:
        raise broken[0]
