"""The exchange with the county: enrolling, sending, receiving, and how things stand."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict
from typing import Any

import msgspec

from app.errors import InputError
from app.records import Woman, Worker
from storage.ledger import Ledger
from sync import laptop
from sync.laptop import Became, Outcome, Sent
from sync.letter import Arrived
from ui.cli.exits import exit_code
from ui.cli.opening import now, opened
from ui.cli.told import Told, columns, moment, said_moment
from ui.sayings import say
from ui.text import tr


def enrol_request(options: Namespace) -> Told:
    """``enrol request``: writes the request; its code is read out to the county."""
    with opened(options) as ledger:
        asked = laptop.request_enrolment(ledger, options.folder, now(), options.label, anew=options.anew)
    return Told(
        {"file": str(asked.path), "code": asked.code},
        (tr("cli.enrol.asked", file=asked.path.name), tr("cli.enrol.code", code=asked.code)),
    )


def enrol_grant(options: Namespace) -> Told:
    """``enrol grant``: accepts the county whose code is the one it made known to her."""
    with opened(options) as ledger:
        laptop.open_grant(ledger, options.file)
        county = laptop.accept_grant(ledger, options.file, options.code or typed_code(), now())
    return Told(
        {"county": county.id, "name": county.name, "code": county.code}, (tr("cli.enrol.done", name=county.name),)
    )


def typed_code() -> str:
    """The code that somebody read out. Raises InputError ``cli.code.needed`` where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise InputError("cli.code.needed")
    return input(tr("cli.prompt.code") + ": ")


def send(options: Namespace) -> Told:
    """``send``: what the county lacks, as far as each woman consents."""
    with opened(options) as ledger:
        sent = laptop.send(ledger, options.folder, now())
    return Told(told_of_sent(sent), said_of_sent(sent))


def told_of_sent(sent: Sent) -> dict[str, Any]:
    """A file for the county."""
    told = sent.manifest
    return {
        "file": str(sent.path),
        "bytes": told.bytes,
        "to": told.to_name,
        "women": told.women,
        "records": told.records,
        "edits": told.edits,
        "statements": told.statements,
        "erased": told.erased,
        "empty": told.is_empty,
    }


def said_of_sent(sent: Sent) -> list[str]:
    """The same for people."""
    told = sent.manifest
    count = sum(told.records.values()) + sum(told.edits.values())
    key = "cli.send.empty" if told.is_empty else "cli.send.done"
    return [tr(key, file=sent.path.name, to=told.to_name, women=told.women, records=count)]


def receive(options: Namespace) -> Told:
    """``receive``: one file or every file of ours in a folder. A file that was refused gives the exit code."""
    with opened(options) as ledger:
        outcomes = laptop.receive(ledger, options.place, now())
    refused = [one.error for one in outcomes if one.became is Became.REFUSED and one.error]
    lines = [line for one in outcomes for line in said_of_file(one)] or [tr("cli.receive.nothing")]
    return Told({"files": [told_of_file(one) for one in outcomes]}, lines, exit_code(refused[0]) if refused else 0)


def told_of_file(one: Outcome) -> dict[str, Any]:
    """What became of a file that came."""
    receipt = one.receipt
    return {
        "file": str(one.path),
        "became": one.became.value,
        "error": one.error.code if one.error else None,
        "news": _news(one),
        "letter": msgspec.to_builtins(one.letter) if one.letter else None,
        "receipt": None
        if receipt is None
        else {
            "number": receipt.number,
            "outcome": receipt.outcome,
            "refused": len(receipt.refused),
            "withdrawn": len(receipt.withdrawn),
            "erased": len(receipt.erased),
        },
    }


def _said_of_letter(told: Arrived) -> list[str]:
    """What the county had to say."""
    parts = [tr("cli.receive.letter", proposals=told.proposals, editions=len(told.editions))]
    if told.left:
        parts.append(tr("cli.receive.letter.left", n=told.left))
    return [*parts, *(tr("cli.receive.letter.refused", name=name) for name, _ in told.refused)]


def _news(one: Outcome) -> dict[str, Any] | None:
    """What a laptop of the office brought."""
    return asdict(one.news) if one.news else None


def said_of_file(one: Outcome) -> list[str]:
    """The same for people."""
    parts = say(one.error).text.splitlines() if one.error else []
    if one.news and one.became is Became.TAKEN:
        told = one.news
        parts.append(tr("cli.receive.news", label=told.sender, records=told.records, edits=told.edits))
        counts = {"differences": told.differences, "twice": told.twice, "beyond": told.beyond}
        parts += [tr(f"cli.receive.{what}", n=count) for what, count in counts.items() if count]
    if one.letter:
        parts += _said_of_letter(one.letter)
    return [f"{one.path.name}: {tr(f'cli.receive.{one.became.value}')}", *(f"  {part}" for part in parts)]


def status(options: Namespace) -> Told:
    """``status``: village, people, backup, and where the records stand with the county."""
    with opened(options) as ledger:
        unit, county = ledger.unit, laptop.county_of(ledger)
        standing = ledger.exchange.standing(county.id if county else None)
        receipt = ledger.exchange.last_receipt(county.id) if county else None
        data: dict[str, Any] = {
            "unit": {"code": unit.code, "name": unit.name},
            "people": [worker.name for worker in ledger.all(Worker)],
            "women": ledger.count(Woman),
            "backup": moment(_backup(ledger)),
            "county": {"id": county.id, "name": county.name} if county else None,
            "receipt": {"number": receipt[0], "at": moment(receipt[1])} if receipt else None,
            "records": {
                "at_county": standing.at_county,
                "not_yet": standing.not_yet,
                "stays": standing.stays,
                "refused": standing.refused,
            },
            "oldest_not_yet": moment(standing.oldest_ms),
            "women_sharing": standing.women_sharing,
            "differences": len(ledger.exchange.conflicts()),
        }
        backup = _backup(ledger)
    rows = [
        (tr("cli.status.village"), f"{unit.name} {unit.code}"),
        (tr("cli.status.people"), "、".join(data["people"])),
        (tr("cli.status.women"), str(data["women"])),
        (tr("cli.status.backup"), said_moment(backup) if backup else tr("cli.status.never")),
        (tr("cli.status.county"), county.name if county else tr("cli.status.not_enrolled")),
        (tr("cli.status.at_county"), str(standing.at_county)),
        (tr("cli.status.not_yet"), str(standing.not_yet)),
        (tr("cli.status.stays"), str(standing.stays)),
    ]
    if data["differences"]:
        rows.append((tr("cli.status.differences"), str(data["differences"])))
    return Told(data, columns(rows))


def _backup(ledger: Ledger) -> int | None:
    kept = ledger.setting("backup.proven")
    return int(kept) if kept else None
