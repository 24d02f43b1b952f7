"""Who can open the ledger: adding, removing, a passphrase for one sign-in, a new recovery sheet."""

from __future__ import annotations

from argparse import Namespace

from app.codes import code_list
from app.errors import InputError
from app.records import Worker
from storage.ledger import Ledger, people
from ui.cli.opening import opened, strong_secret
from ui.cli.told import Told, columns
from ui.text import language, tr


def person_list(options: Namespace) -> Told:
    """``person list``: who can open the ledger, and as what."""
    with opened(options) as ledger:
        here = _here(ledger)
    roles = code_list("worker_role")
    data = [{"person": worker.id, "name": worker.name, "role": worker.role} for worker in here]
    return Told({"people": data}, columns([(worker.name, roles.label(worker.role, language())) for worker in here]))


def person_add(options: Namespace) -> Told:
    """``person add``: the signed-in person's passphrase first, then the new person's."""
    if options.role not in code_list("worker_role"):
        raise InputError("cli.person.role")
    with opened(options) as ledger:
        if any(worker.name == options.name for worker in ledger.all(Worker)):
            raise InputError("cli.person.taken")
        worker = ledger.add_person(options.name, strong_secret(options, options.name, ledger.unit.name), options.role)
    return Told({"person": worker.id, "name": worker.name}, (tr("cli.person.added", name=worker.name),))


def person_remove(options: Namespace) -> Told:
    """``person remove``: her key goes, the ledger gets a new one, the recovery code is shown this once."""
    with opened(options) as ledger:
        worker = _named(ledger, options.name)
        code = ledger.remove_person(worker.id)
        ledger.sheet_kept()  # it stands below
    return Told(
        {"person": worker.id, "name": worker.name, "recovery_code": code},
        (tr("cli.person.removed", name=worker.name), code),
    )


def person_passphrase(options: Namespace) -> Told:
    """``person passphrase``: a passphrase for one sign-in of somebody who forgot hers."""
    with opened(options) as ledger:
        worker = _named(ledger, options.name)
        secret = ledger.give_passphrase(worker.id)
    return Told(
        {"person": worker.id, "name": worker.name, "passphrase": secret},
        (tr("cli.person.once", name=worker.name, secret=secret),),
    )


def person_sheet(options: Namespace) -> Told:
    """``person sheet``: a new recovery code; the old one opens nothing any more."""
    with opened(options) as ledger:
        code = ledger.new_recovery()
        ledger.sheet_kept()  # it stands below
    return Told({"recovery_code": code}, (tr("cli.person.sheet"), code))


def _here(ledger: Ledger) -> list[Worker]:
    known = {worker.id: worker for worker in ledger.all(Worker)}
    return [known[person.id] for person in people(ledger.folder) if person.id in known]


def _named(ledger: Ledger, name: str) -> Worker:
    found = [worker for worker in _here(ledger) if worker.name == name]
    if len(found) != 1:
        raise InputError("cli.person.unknown", people="、".join(worker.name for worker in _here(ledger)))
    return found[0]
