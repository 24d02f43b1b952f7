"""Making a ledger, and keeping it: people, backup, checking, history, audit, undo."""

from __future__ import annotations

from argparse import Namespace
from itertools import islice

from app.errors import InputError
from app.records import KINDS, Unit, Woman, Worker
from app.records.writes import Add
from storage.ledger import Ledger
from ui.cli.opening import folder_of, opened, require_new, strong_secret, today
from ui.cli.told import Told, columns, moment, said_moment
from ui.text import has, tr
from ui.traces import purpose_words, what_words

PROBLEMS = 11
"""Exit code of ``verify`` when something does not hold."""

_DEMO_LOT = 2_000


def new(options: Namespace) -> Told:
    """``new``: a new, empty ledger. The recovery code is shown this once."""
    folder = folder_of(options)
    require_new(folder)
    passphrase = strong_secret(options, options.worker, options.unit_name)
    ledger, code = Ledger.create(
        folder,
        unit_code="".join(options.unit_code.split()),
        unit_name=options.unit_name,
        worker_name=options.worker,
        passphrase=passphrase,
        office=options.office,
    )
    me = ledger.me.id
    ledger.sheet_kept()  # it stands below
    ledger.close()
    return Told(
        {"folder": str(folder), "person": me, "recovery_code": code},
        (tr("cli.new.made", folder=folder), "", tr("cli.new.recovery"), code),
    )


def demo(options: Namespace) -> Told:
    """``demo``: fills an empty ledger with a made-up village."""
    from app.demo.village import make_village

    with opened(options) as ledger:
        if ledger.count(Woman):
            raise InputError("cli.demo.not_empty")
        unit = ledger.unit
        records = make_village(options.seed, today(), women=options.women, unit_code=unit.code, unit_name=unit.name)
        told = (record for record in records if not isinstance(record, Unit))
        while lot := list(islice(told, _DEMO_LOT)):
            ledger.write("demo.make", [Add(record) for record in lot])
        counts = {kind: number for kind, of in KINDS.items() if (number := ledger.count(of.cls))}
    return Told({"records": counts}, (tr("cli.demo.made", women=counts["woman"]),))


def backup(options: Namespace) -> Told:
    """``backup``: a copy that was opened and checked."""
    with opened(options) as ledger:
        proof = ledger.back_up(options.folder)
    return Told(
        {"folder": str(proof.folder), "at": proof.at.isoformat(timespec="seconds"), "records": proof.records},
        (tr("cli.backup.done", folder=proof.folder, records=proof.records),),
    )


def verify(options: Namespace) -> Told:
    """``verify``: what does not hold in the file; exit code 11 if there is anything."""
    with opened(options) as ledger:
        problems = ledger.verify()
    if not problems:
        return Told({"problems": []}, (tr("cli.verify.well"),))
    return Told({"problems": problems}, (tr("cli.verify.problems", count=len(problems)), *problems), PROBLEMS)


def history(options: Namespace) -> Told:
    """``history``: the latest changes, each with the number ``undo`` takes."""
    with opened(options) as ledger:
        entries = ledger.history.changes(options.most)
        names = {worker.id: worker.name for worker in ledger.all(Worker)}
    data = [
        {"number": e.seq, "at": moment(e.at_ms), "by": names.get(e.author), "verb": e.verb, "undone": e.undone}
        for e in entries
    ]
    rows = [
        (
            str(e.seq or "–"), said_moment(e.at_ms), names.get(e.author, ""), verb_words(e.verb),
            tr("cli.history.undone") if e.undone else "",
        )
        for e in entries
    ]  # fmt: skip
    return Told({"changes": data}, columns(rows))


def audit(options: Namespace) -> Told:
    """``audit``: who looked at what, and what left as paper or file."""
    with opened(options) as ledger:
        traces = ledger.audit(options.most)
        names = {worker.id: worker.name for worker in ledger.all(Worker)}
        women = {woman.id: woman.name for woman in ledger.women({t.subject for t in traces} - {""})}
    data = [
        {
            "number": t.no, "at": moment(t.at_ms), "by": names.get(t.who), "what": t.what, "woman": t.subject or None,
            "erased": t.erased, "detail": dict(t.detail),
        }
        for t in traces
    ]  # fmt: skip
    rows = [
        (
            str(t.no), said_moment(t.at_ms), names.get(t.who, ""), what_words(t, names),
            tr("audit.erased") if t.erased else women.get(t.subject, ""), purpose_words(t),
        )
        for t in traces
    ]  # fmt: skip
    return Told({"entries": data}, columns(rows) if rows else (tr("audit.none"),))


def verb_words(verb: str) -> str:
    """An action of the history in words."""
    return tr(f"verb.{verb}") if has(f"verb.{verb}") else verb


def undo(options: Namespace) -> Told:
    """``undo``: takes a change back, as far as nobody wrote on since."""
    with opened(options) as ledger:
        changed, left = ledger.undo(options.number)
    number = changed.dot.seq if changed.dot else None
    data = {
        "number": number,
        "undid": options.number,
        "left": [{"kind": kind, "id": record, "field": field} for kind, record, field in left],
    }
    lines = [tr("cli.undo.done", number=options.number)]
    if left:
        lines.append(tr("cli.undo.left", count=len(left)))
    return Told(data, lines)
