"""``suifang-hub`` on what goes down to villages: propose, publish, letters, revoke, months; and what one trip carries."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.editions import places
from app.errors import FileError, InputError
from storage.files import trouble
from sync import files
from sync.hub import months, post, revoking
from sync.hub.county import Hub
from sync.hub.proposing import Proposed, notices_in, propose
from sync.hub.publishing import publish
from sync.hub.store import Laptop
from sync.hub.trip import Carried, carry, deliver

if TYPE_CHECKING:
    from sync.hub.main import Speaker

Opened = Callable[[argparse.Namespace, "Speaker"], Hub]
"""Opens the hub a command is about."""


def add_to(commands: Any, opened: Opened) -> None:
    """Adds the commands to those of ``suifang-hub``."""
    told = commands.add_parser("propose", help="read notices of a hospital or corrections, for the villages to decide")
    told.add_argument("file", type=Path, metavar="FILE", help="JSON (docs/cli.md)")
    told.set_defaults(run=partial(_propose, opened))

    edition = commands.add_parser("publish", help="send an edition of a table to the villages")
    edition.add_argument("file", type=Path, metavar="FILE")
    edition.add_argument(
        "--as", dest="name", required=True, choices=[*places()], metavar="NAME", help=", ".join(places())
    )
    edition.add_argument("--unit", default="", help="the code of one village (default: all)")
    edition.set_defaults(run=partial(_publish, opened))

    letters = commands.add_parser("letters", help="write the letters that wait, and what colleagues sent each other")
    letters.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    letters.add_argument("--unit", action="append", default=[], help="only for this village; may be repeated")
    letters.set_defaults(run=partial(_letters, opened))

    stop = commands.add_parser("revoke", help="take nothing more from a laptop, and tell its colleagues")
    which = stop.add_mutually_exclusive_group(required=True)
    which.add_argument("laptop", nargs="?", help="the beginning of its name, as status shows it")
    which.add_argument("--notice", type=Path, metavar="FILE", help="the notice a colleague wrote")
    stop.add_argument("--code", help="the code of the notice as it was read out (asked for otherwise)")
    stop.set_defaults(run=partial(_revoke, opened))

    closed = commands.add_parser("months", help="show which village closed which month; no figures")
    closed.add_argument("--json", action="store_true")
    closed.set_defaults(run=partial(_months, opened))


def carried(hub: Hub, paths: Iterable[Path], out: Path | None, speaker: Speaker) -> bool:
    """What else one trip with a stick does (``sync.hub.trip``), said. Returns whether all went well."""
    return _said(carry(hub, paths, out, _now()), speaker)


def _propose(opened: Opened, options: argparse.Namespace, speaker: Speaker) -> bool:
    notices = notices_in(_read(options.file), options.file.name)
    with closing(opened(options, speaker)) as hub:
        found = hub.transact(lambda db: propose(db, notices, _now().date()))
    for one in found:
        _say_proposed(one, speaker)
    return all(one.error is None for one in found)


def _say_proposed(one: Proposed, speaker: Speaker) -> None:
    if one.error is not None:
        speaker.say("hub.propose.refused", place=one.place)
        speaker.complain(one.error)
    else:
        key = "hub.propose.kept" if one.kept else "hub.propose.known"
        speaker.say(key, place=one.place, sort=speaker.text(f"hub.sort.{one.sort}"), unit=one.unit)


def _publish(opened: Opened, options: argparse.Namespace, speaker: Speaker) -> bool:
    try:
        content = _read(options.file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError("edition.words", name=options.name, key="") from error
    with closing(opened(options, speaker)) as hub:
        number = hub.transact(lambda db: publish(db, options.name, content, _now().date(), unit=options.unit))
    speaker.say("hub.publish.done", name=options.name, number=number)
    return True


def _letters(opened: Opened, options: argparse.Namespace, speaker: Speaker) -> bool:
    if not options.out.is_dir():
        raise FileError("hub.letters.folder", folder=str(options.out))
    with closing(opened(options, speaker)) as hub:
        to = post.everybody(hub, options.unit)
        if options.unit and (unknown := set(options.unit) - {laptop.unit for laptop in to}):
            raise InputError("hub.unit", unit=min(unknown))
        written = list(deliver(hub, to, {laptop.unit: options.out for laptop in to}, _now()))
    if not written:
        speaker.say("hub.letters.none")
    return _said(written, speaker)


def _revoke(opened: Opened, options: argparse.Namespace, speaker: Speaker) -> bool:
    with closing(opened(options, speaker)) as hub:
        if options.notice is None:
            one = hub.transact(lambda db: revoking.named(db, options.laptop))
        else:
            one = _noticed(hub, options, speaker)
        hub.transact(lambda db: revoking.revoke(db, one.replica, int(_now().timestamp() * 1000)))
    speaker.say("hub.revoke.done", name=one.unit_name, label=one.label)
    return True


def _noticed(hub: Hub, options: argparse.Namespace, speaker: Speaker) -> Laptop:
    file, name = files.get(options.notice), options.notice.name
    notice, one, code = hub.transact(lambda db: revoking.noticed(db, file, name))
    speaker.say("hub.revoke.show", name=one.unit_name, label=one.label, day=notice.day)
    revoking.compared(code, options.code or input(speaker.text("hub.revoke.ask")), name)
    return one


def _months(opened: Opened, options: argparse.Namespace, speaker: Speaker) -> bool:
    with closing(opened(options, speaker)) as hub:
        found = hub.transact(lambda db: months.villages(db, _now().date()))
    if options.json:
        speaker.data({"villages": [asdict(one) for one in found]})
        return True
    for village in found:
        speaker.say("hub.months.village", unit=village.unit, name=village.name)
        for month in village.months:
            key = "hub.months.corrected" if month.corrections else "hub.months.closed"
            speaker.say(key, month=month.month, day=month.closed, last=month.last, n=month.corrections)
        if not village.months:
            speaker.say("hub.months.none")
        if village.missing:
            speaker.say("hub.months.missing", months="、".join(village.missing))
    return True


def _said(carried_files: Iterable[Carried], speaker: Speaker) -> bool:
    well = True
    for one in carried_files:
        name, label = (one.laptop.unit_name, one.laptop.label) if one.laptop else ("", "")
        if one.error is None:
            speaker.say(f"hub.carried.{one.what}", file=one.file, name=name, label=label, n=one.items)
        else:
            speaker.complain(one.error)
            well = False
    return well


def _read(path: Path) -> bytes:
    with trouble(path):
        return path.read_bytes()


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
