"""What the page of the exchange reads of the ledger, and the words for what happened. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from app.records import KINDS, Unit, Woman
from sync.laptop import Became, County, Outcome, county_of, my_code
from sync.manifest import Manifest
from sync.receipt import HELD, TAKEN
from ui.desktop.news import standing
from ui.differences import differences_waiting
from ui.moments import moment_of, say_moment
from ui.sayings import say, say_code
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
    sent: int
    """How many bundles were written so far."""

    @property
    def last_sent(self) -> Manifest | None:
        """The manifest of the last bundle."""
        return next((one.manifest for one in self.log if one.manifest), None)


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
        sent=sum(entry[1] == "sent" for entry in log),
    )


def _logged(at_ms: int, direction: str, _peer: str, file: str, manifest: str) -> Logged:
    sent = msgspec.json.decode(manifest, type=Manifest) if direction == "sent" else None
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


def sent_words(manifest: Manifest) -> str:
    """What a bundle carries, in one sentence."""
    if manifest.is_empty:
        return tr("exchange.sent.empty")
    parts = [
        tr(f"exchange.sent.{name}", n=count)
        for name, count in (
            ("records", sum(manifest.records.values())),
            ("edits", sum(manifest.edits.values())),
            ("statements", manifest.statements),
            ("erased", manifest.erased),
        )
        if count
    ]
    return tr("exchange.comma").join(parts)


def outcome_words(outcome: Outcome, today: date) -> tuple[str, str]:
    """What became of a file, in words and a tone (``good due late soft``)."""
    match outcome.became:
        case Became.TAKEN if outcome.receipt is not None:
            return _receipt_words(outcome, today)
        case Became.GRANT:
            return tr("exchange.read.grant"), "due"
        case Became.REFUSED if outcome.error is not None:
            return say(outcome.error).text, "late"
        case Became.KNOWN:
            return tr("exchange.read.known"), "soft"
        case _:
            return tr("exchange.read.other"), "soft"


def _receipt_words(outcome: Outcome, today: date) -> tuple[str, str]:
    receipt = outcome.receipt
    if receipt is None:
        return "", "soft"
    lines = [tr("exchange.read.receipt", when=say_moment(receipt.at_ms, today))]
    tone = "good"
    if receipt.outcome not in (TAKEN, HELD):
        lines = [tr("exchange.read.refused_bundle"), say_code(receipt.outcome, {"file": outcome.path.name}).what]
        lines.append(tr("exchange.read.again"))
        tone = "due"
    if receipt.missing:
        lines.append(tr("exchange.read.missing"))
    if receipt.refused:
        lines.append(tr("exchange.read.refused", n=len(receipt.refused)))
        tone = "due"
    if receipt.withdrawn:
        lines.append(tr("exchange.read.withdrawn", n=len(receipt.withdrawn)))
    if receipt.erased:
        lines.append(tr("exchange.read.erased", n=len(receipt.erased)))
    return "\n".join(lines), tone


def logged_words(one: Logged, today: date) -> str:
    """One line of the trail."""
    what = sent_words(one.manifest) if one.manifest else one.file
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
