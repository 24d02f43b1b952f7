"""What the page of the exchange reads of the ledger, and the trail in words. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from app.records import KINDS, Unit, Woman
from sync.keyring import County, county_of, my_code
from sync.manifest import Manifest
from sync.membership import OfficeLaptop, members
from sync.proposals import read_proposals
from ui.desktop.news import standing
from ui.desktop.pages.exchange.happened import sent_words
from ui.differences import differences_waiting
from ui.moments import moment_of, say_moment
from ui.text import tr

if TYPE_CHECKING:
    from app.forms.manifest import ManifestContent
    from storage.ledger import Ledger
    from storage.standing import Standing

LOGGED = 6
"""So many of the latest exchanges are listed."""
TRAIL = 2000
"""So many are looked through; at one a week that is forty years."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A record the county did not take, why, and whose page it is on."""

    kind: str
    code: str
    woman: Woman | None


@dataclass(frozen=True, slots=True)
class Logged:
    """One exchange of the trail. ``manifest``: of a bundle that was sent."""

    at_ms: int
    direction: str
    file: str
    manifest: Manifest | None


@dataclass(frozen=True, slots=True)
class ExchangeTold:
    """Everything the page shows, but what lies on the stick."""

    unit: Unit
    county: County | None
    code: str | None
    standing: Standing
    women: int
    receipt_ms: int | None
    differences: int
    refused: tuple[Refused, ...]
    log: tuple[Logged, ...]
    laptops: tuple[OfficeLaptop, ...]
    letters: int
    sent: int
    """How many bundles were written so far."""

    @property
    def belongs(self) -> bool:
        """Whether this laptop belongs to an office of several."""
        return any(one.mine and one.standing for one in self.laptops)

    @property
    def colleagues(self) -> tuple[OfficeLaptop, ...]:
        """The other laptops of the office with which something is exchanged; nobody before this one belongs to it."""
        if not self.belongs:
            return ()
        return tuple(one for one in self.laptops if not one.mine and one.standing)

    @property
    def line(self) -> bool:
        """Whether the county has named a line."""
        return self.county is not None and bool(self.county.addresses)

    @property
    def last_sent(self) -> Manifest | None:
        """The manifest of the last bundle for the county."""
        return next((one.manifest for one in self.log if one.manifest and one.direction == "sent"), None)


def read_exchange(ledger: Ledger) -> ExchangeTold:
    """Reads it all, in the ledger's thread."""
    county = county_of(ledger)
    receipt = ledger.exchange.last_receipt(county.id) if county else None
    log = ledger.exchange_log(TRAIL)
    return ExchangeTold(
        unit=ledger.unit,
        county=county,
        code=my_code(ledger),
        standing=standing(ledger),
        women=ledger.count(Woman),
        receipt_ms=receipt[1] if receipt else None,
        differences=differences_waiting(ledger),
        refused=tuple(_refused(ledger, log)),
        log=tuple(_logged(*entry) for entry in log[:LOGGED]),
        laptops=members(ledger),
        letters=len(read_proposals(ledger)),
        sent=sum(entry[1] == "sent" for entry in log),
    )


def _logged(at_ms: int, direction: str, _peer: str, file: str, manifest: str) -> Logged:
    sent = msgspec.json.decode(manifest, type=Manifest) if direction in {"sent", "given"} else None
    return Logged(at_ms, direction, file, sent)


def _refused(ledger: Ledger, log: list[tuple[int, str, str, str, str]]) -> list[Refused]:
    """What the last receipt did not take."""
    last = next((entry for entry in log if entry[1] == "received"), None)
    found = []
    for kind, record, code in msgspec.json.decode(last[4]).get("refused", ()) if last else ():
        about = ledger.get(KINDS[kind].cls, record) if kind in KINDS else None
        if about is not None and about.retired is None:
            found.append(Refused(kind, code, ledger.get(Woman, about.subject) if about.subject else None))
    return found


def logged_words(one: Logged, today: date) -> str:
    """One line of the trail."""
    what = sent_words(one.manifest) if one.manifest else ""
    return tr(f"exchange.log.{one.direction}", when=say_moment(one.at_ms, today), what=what)


def manifest_content(told: ExchangeTold, manifest: Manifest) -> ManifestContent:
    """The 交接清单 of the last bundle, in the words of official papers."""
    from app.forms.manifest import KindSent, ManifestContent
    from app.texts import catalogue

    words = catalogue("zh")
    kinds = [kind for kind in KINDS if kind in manifest.records or kind in manifest.edits]
    sent = tuple(
        KindSent(
            kind=words[f"kind.{kind}"],
            new=manifest.records.get(kind, 0),
            changed=manifest.edits.get(kind, 0),
            withdrawn=0,
            fields=tuple(
                words[f"field.{kind}.{name}"]
                for name in manifest.fields.get(kind, ())
                if f"field.{kind}.{name}" in words
            ),
        )
        for kind in kinds
    )
    grounds = [(words["exchange.ground.consent"], manifest.women)]
    if manifest.statements:
        grounds.append((words["exchange.ground.withdrawn"], manifest.statements))
    if manifest.erased:
        grounds.append((words["exchange.ground.erased"], manifest.erased))
    not_sharing = told.women - told.standing.women_sharing
    return ManifestContent(
        unit=told.unit,
        day=moment_of(manifest.at_ms).date(),
        recipient=manifest.to_name,
        purpose=words["exchange.purpose"],
        file=manifest.file,
        number=told.sent,
        fingerprint=told.county.code if told.county and told.county.id == manifest.to else "",
        women=manifest.women,
        kinds=sent,
        grounds=tuple(grounds),
        stays=((words["exchange.stays.choice"], not_sharing),) if not_sharing > 0 else (),
    )
