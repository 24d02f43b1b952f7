"""Bringing a backup back: into a ledger that opens, or in place of one that does not."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from app.errors import KeyRefused, LedgerDamaged, LedgerError
from storage.ledger import Ledger, Person, people
from storage.restoring import Difference, Kept, backups_in
from ui.cli.opening import folder_of, opened, person_of, secret
from ui.cli.told import Told, columns
from ui.moments import say_stamp
from ui.text import tr


def backups(options: Namespace) -> Told:
    """``backups``: which there are in the ledger's own folder or in another, newest first."""
    with opened(options) as ledger:
        found = ledger.own_backups(options.folder)
    data = [
        {"folder": str(kept.folder), "at": kept.at.isoformat(timespec="seconds"), "ours": kept.ours} for kept in found
    ]
    rows = [
        (say_stamp(kept.at), tr("restore.proven" if kept.ours else "restore.foreign"), str(kept.folder))
        for kept in found
    ]
    return Told({"backups": data}, columns(rows) if rows else (tr("cli.backups.none"),))


def restore(options: Namespace) -> Told:
    """``restore``: the ledger becomes what a backup holds. A ledger that is missing or damaged is replaced by it.

    ``--dry-run`` does everything but the last step. The next secret after one's own opens a backup of an older key.
    """
    kept = _backup(options.backup)
    folder = folder_of(options)
    try:
        with opened(options) as ledger:
            return _into(options, ledger, kept)
    except LedgerError as error:
        if options.dry_run or not (isinstance(error, LedgerDamaged) or error.code in _NO_LEDGER):
            raise
    return _in_place(options, kept, folder)


_NO_LEDGER = ("ledger.missing", "ledger.keys.missing")


def _into(options: Namespace, ledger: Ledger, kept: Kept) -> Told:
    then: tuple[str, str] | None = None
    try:
        found = ledger.look_into(kept.folder)
    except KeyRefused as error:
        if error.code != "ledger.backup.other_key":
            raise
        # Closed with an older key: who opened it then has to say her passphrase of then.
        person = person_of(people(kept.folder), options.person or ledger.me.name)
        then = (person.id, secret(options, tr("cli.prompt.passphrase", name=person.name)))
        found = ledger.look_into(kept.folder, then)
    if options.dry_run:
        ledger.rehearse(kept.folder, then)
        return Told(_data(found), (tr("restore.rehearsed", n=found.records),))
    proof = ledger.restore(kept.folder, then)
    said = tr("cli.restore.done", day=say_stamp(kept.at), folder=proof.folder)
    return Told({**_data(found), "kept": str(proof.folder)}, (said,))


def _in_place(options: Namespace, kept: Kept, folder: Path) -> Told:
    person: Person = person_of(people(kept.folder), options.person)
    ledger = Ledger.bring_back(
        folder, kept.folder, person.id, secret(options, tr("cli.prompt.passphrase", name=person.name))
    )
    ledger.close()
    return Told({"backup": str(kept.folder)}, (tr("cli.restore.brought_back", day=say_stamp(kept.at)),))


def _backup(folder: Path) -> Kept:
    found = [kept for kept in backups_in(folder) if kept.folder == folder]
    if not found:
        raise LedgerError("ledger.backup.none")
    return found[0]


def _data(found: Difference) -> dict[str, object]:
    return {
        "records": found.records, "missing": found.missing, "returning": found.returning, "older": found.older,
        "changes_since": found.since, "stay_erased": found.erased,
    }  # fmt: skip
