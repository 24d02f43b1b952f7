"""The laptops of one office: who belongs to it, and the files they write for each other."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from app.codes import code_list
from app.errors import InputError
from storage.ledger import Ledger
from sync import office
from sync.office import OfficeLaptop
from ui.cli.exchange import typed_code
from ui.cli.opening import now, opened
from ui.cli.told import Told, columns, moment, said_moment
from ui.text import language, tr


def office_list(options: Namespace) -> Told:
    """``office list``: every laptop that was admitted, stopped or not."""
    with opened(options) as ledger:
        found = office.members(ledger)
    lines = columns([_said(one) for one in found]) if found else [tr("cli.office.nobody")]
    return Told({"laptops": [_data(one) for one in found]}, lines)


def office_admit(options: Namespace) -> Told:
    """``office admit``: the laptop whose code was read out belongs to the office; the answer is written."""
    with opened(options) as ledger:
        office.open_request(ledger, options.file)
        code = options.code or typed_code()
        to = options.to or options.file.parent
        admitted = office.admit(ledger, options.file, code, to, now(), label=options.label, goes_on=options.goes_on)
    data = {"file": str(admitted.path), "label": admitted.label, "code": admitted.code}
    told = tr("cli.office.admitted", label=admitted.label, file=admitted.path.name)
    return Told(data, (told, tr("cli.office.my_code", code=admitted.code)))


def office_accept(options: Namespace) -> Told:
    """``office accept``: belongs to the office whose laptop shows this code as its own."""
    with opened(options) as ledger:
        office.open_admission(ledger, options.file)
        found = office.accept(ledger, options.file, options.code or typed_code(), now())
    standing = [one for one in found if one.standing]
    return Told({"laptops": [_data(one) for one in found]}, (tr("cli.office.accepted", n=len(standing)),))


def office_send(options: Namespace) -> Told:
    """``office send``: one file for each other laptop of the office."""
    with opened(options) as ledger:
        sent = [one.manifest for one in office.send_office(ledger, options.folder, now())]
    data = [
        {"file": told.file, "bytes": told.bytes, "laptop": told.to, "label": told.to_name, "women": told.women,
         "records": told.records, "edits": told.edits, "erased": told.erased, "empty": told.is_empty}
        for told in sent
    ]  # fmt: skip
    lines = [
        tr(
            "cli.office.sent",
            label=told.to_name,
            file=told.file,
            records=sum(told.records.values()),
            edits=sum(told.edits.values()),
        )
        for told in sent
    ]
    return Told({"files": data}, lines)


def office_stop(options: Namespace) -> Told:
    """``office stop``: nothing is exchanged with a laptop any more; the county can be told."""
    with opened(options) as ledger:
        one = _meant(ledger, options.laptop)
        office.stop(ledger, one.replica, options.reason, now())
        noticed = office.tell_county(ledger, one.replica, options.notice, now()) if options.notice else None
        stopped = next(other for other in office.members(ledger) if other.replica == one.replica)
    data = {**_data(stopped), "notice": {"file": str(noticed.path), "code": noticed.code} if noticed else None}
    lines = [tr("cli.office.stop_done", label=one.label)]
    if noticed:
        lines.append(tr("cli.office.noticed", file=noticed.path.name, code=noticed.code))
    return Told(data, lines)


def _meant(ledger: Ledger, said: str) -> OfficeLaptop:
    """By its name, or by how its number begins. Raises InputError."""
    found = [one for one in office.members(ledger) if said == one.label or one.replica.startswith(said.lower())]
    if len(found) != 1:
        raise InputError("cli.laptop.which" if found else "cli.laptop.nobody", found=len(found))
    return found[0]


def _data(one: OfficeLaptop) -> dict[str, Any]:
    stop = one.stop
    return {
        "laptop": one.replica,
        "label": one.label,
        "mine": one.mine,
        "admitted": one.laptop.admitted,
        "by": one.laptop.by,
        "standing": one.standing,
        "code": one.code,
        "heard": moment(one.heard_ms),
        "lacks": one.lacks,
        "stopped": None if stop is None else {"reason": stop.reason, "date": stop.date, "by": stop.by},
        "beyond": one.beyond,
    }


def _said(one: OfficeLaptop) -> tuple[str, ...]:
    stop = one.stop
    if stop is not None:
        reason = code_list("laptop_stop").label(stop.reason, language())
        how = [tr("cli.office.stopped", date=stop.date, reason=reason)]
    elif not one.vouched:
        how = [tr("cli.office.unvouched")]
    elif one.mine:
        how = [tr("cli.office.mine")]
    else:
        heard = tr("cli.office.heard", when=said_moment(one.heard_ms)) if one.heard_ms else tr("cli.office.never_heard")
        how = [heard, *([tr("cli.office.lacks", n=one.lacks)] if one.lacks else [])]
    if one.beyond:
        how.append(tr("cli.office.beyond", n=one.beyond))
    return (one.label, one.replica[:8], one.code, tr("cli.comma").join(how))
