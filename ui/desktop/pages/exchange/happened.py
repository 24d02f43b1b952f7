"""What an exchange did, line by line, in the words of the village. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sync.letter import Arrived
from sync.manifest import Manifest, Sent
from sync.news import News
from sync.receipt import HELD, TAKEN
from sync.receiving import Became, Outcome
from sync.trip import Stage, Trip
from ui.moments import say_moment, say_size
from ui.sayings import say, say_code
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Happened:
    """One line. ``tone``: ``good due late soft``; ``file``: the one there was trouble with.

    ``page``: where it leads, with the words of the button ``go``.
    """

    words: str
    tone: str = "soft"
    file: str = ""
    page: str = ""
    go: str = ""


def happened(trip: Trip, today: date, place: str, *, reading: bool, line: bool) -> list[Happened]:
    """Everything a trip did and could not do, in the order in which it matters to her."""
    lines = [Happened(say(one.error).text, "late") for one in trip.troubles]
    if (trip.sent or trip.given) and not line:
        lines.append(Happened(tr("exchange.eject", place=place), "good"))
    for outcome in trip.brought:
        lines += [one for one in _came(outcome, today) if one not in lines]  # several receipts often say the same
    if reading and not trip.brought and not any(one.stage is Stage.READING for one in trip.troubles):
        lines.append(Happened(tr("exchange.read.nothing"), "soft"))
    lines += [_left(sent) for sent in (trip.sent, *trip.given) if sent is not None]
    return lines


def _left(sent: Sent) -> Happened:
    told = sent.manifest
    key = "exchange.sent.office" if told.consent == "office" else "exchange.sent"
    words = tr(key, what=sent_words(told), to=told.to_name, size=say_size(told.bytes))
    return Happened(words)


def sent_words(told: Manifest) -> str:
    """What is in a bundle."""
    if told.is_empty:
        return tr("exchange.sent.empty.office" if told.consent == "office" else "exchange.sent.empty")
    parts = [
        tr(f"exchange.sent.{key}", n=count)
        for key, count in (
            ("records", sum(told.records.values())),
            ("edits", sum(told.edits.values())),
            ("statements", told.statements),
            ("erased", told.erased),
        )
        if count
    ]
    return tr("exchange.comma").join(parts)


def _came(outcome: Outcome, today: date) -> Iterator[Happened]:
    match outcome.became:
        case Became.TAKEN if outcome.receipt is not None:
            words, tone = _receipt_words(outcome, today)
            yield Happened(words, tone)
        case Became.TAKEN if outcome.news is not None:
            yield from _colleague(outcome.news)
        case Became.TAKEN if outcome.letter is not None:
            yield from _letter(outcome.letter)
        case Became.GRANT:
            yield Happened(tr("exchange.read.grant"), "due")
        case Became.ADMISSION:
            yield Happened(tr("exchange.read.admission"), "due")
        case Became.REQUEST if outcome.request is not None:
            yield Happened(tr("exchange.read.request", label=outcome.request.label), "due")
        case Became.REFUSED if outcome.error is not None:
            yield Happened(say(outcome.error).text, "late", outcome.path.name)


def _colleague(news: News) -> Iterator[Happened]:
    yield Happened(tr("exchange.read.office", label=news.sender, records=news.records, edits=news.edits), "good")
    if news.differences:
        words = tr("exchange.read.differences", n=news.differences)
        yield Happened(words, "due", "", "differences", tr("exchange.look.differences"))
    if news.twice:
        yield Happened(tr("exchange.read.twice", n=news.twice), "due", "", "checks", tr("exchange.look.checks"))
    if news.beyond:
        yield Happened(tr("exchange.read.beyond", n=news.beyond), "due", "", "history", tr("exchange.look.history"))


def _letter(told: Arrived) -> Iterator[Happened]:
    if told.proposals:
        words = tr("exchange.read.proposals", n=told.proposals)
        yield Happened(words, "due", "", "letters", tr("exchange.look.letters"))
    if told.editions:
        yield Happened(tr("exchange.read.editions", n=len(told.editions)), "good")
    if told.refused:
        yield Happened(tr("exchange.read.editions.refused", n=len(told.refused)), "due")
    if told.stopped:
        yield Happened(tr("exchange.read.stopped", n=told.stopped), "due")
    if not (told.proposals or told.editions or told.refused or told.stopped):
        yield Happened(tr("exchange.read.letter"), "soft")


def _receipt_words(outcome: Outcome, today: date) -> tuple[str, str]:
    receipt = outcome.receipt
    if receipt is None:
        return "", "soft"
    lines = [tr("exchange.read.receipt", when=say_moment(receipt.at_ms, today))]
    tone = "good"
    if receipt.outcome not in (TAKEN, HELD):
        newer = receipt.outcome == "exchange.newer"
        why = tr("exchange.read.newer") if newer else say_code(receipt.outcome, {"file": outcome.path.name}).what
        lines = [tr("exchange.read.refused_bundle"), why]
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
