"""Opening the ledger for one command, and finding what a command speaks of."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import IO

from app.errors import InputError, KeyRefused, LedgerError
from app.records.story import Story
from app.values import dates
from app.values.written_dates import Stated, read_date
from storage.clock import Clock
from storage.editions import hold_editions, let_go_editions
from storage.folder import default_folder
from storage.ledger import Ledger, Person, people
from ui.dates import say_date
from ui.passphrase import strength
from ui.text import tr

_SHORTEST_END = 6


_clock = Clock()
"""The machine's, put right by ``--today`` once the ledger says that it cannot be believed."""


def now() -> datetime:
    """This moment, where the laptop stands."""
    return _clock.now()


def today() -> date:
    """The day it is where the laptop stands."""
    return now().date()


def folder_of(options: argparse.Namespace) -> Path:
    """The ledger's folder."""
    return options.ledger or default_folder()


@cache
def _lines(descriptor: int) -> IO[str]:
    try:
        return os.fdopen(descriptor, encoding="utf-8")
    except OSError as error:
        raise InputError("cli.passphrase.no_descriptor", number=descriptor) from error


def secret(options: argparse.Namespace, prompt: str) -> str:
    """A passphrase: the next line of ``--passphrase-fd``, else asked for at the terminal, unseen."""
    if options.passphrase_fd is not None:
        line = _lines(options.passphrase_fd).readline().rstrip("\r\n")
        if not line:
            raise InputError("cli.passphrase.none")
        return line
    if not sys.stdin.isatty():
        raise InputError("cli.passphrase.no_terminal")
    return getpass.getpass(f"{prompt}: ")


def new_secret(options: argparse.Namespace, prompt: str) -> str:
    """A new passphrase; at the terminal it is asked for twice."""
    first = secret(options, prompt)
    if options.passphrase_fd is None and getpass.getpass(f"{tr('secret.again')}: ") != first:
        raise InputError("cli.passphrase.differs")
    return first


def strong_secret(options: argparse.Namespace, *known: str) -> str:
    """A new passphrase that is not too easy to guess; ``known``: what others would try first. Raises InputError."""
    passphrase = new_secret(options, tr("first.passphrase"))
    if strength(passphrase, known).level == 0:
        raise InputError("cli.passphrase.weak")
    return passphrase


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Ledger]:
    """The ledger, opened for ``--person``; closed at the end."""
    folder = folder_of(options)
    person = person_of(people(folder), options.person)
    passphrase = secret(options, tr("cli.prompt.passphrase", name=person.name))
    try:
        ledger = Ledger.open(folder, person.id, passphrase)
    except KeyRefused as error:
        if error.code != "ledger.key.once":
            raise
        # Somebody else gave it to her for this once; the next secret is the one she chooses.
        own = strong_secret(options, person.name)
        ledger = Ledger.open(folder, person.id, passphrase, own_passphrase=own)
    try:
        _settle_clock(ledger, options.today)
        hold_editions(ledger)
        yield ledger
    finally:
        let_go_editions()
        ledger.close()


def _settle_clock(ledger: Ledger, said: str | None) -> None:
    """A date that cannot be believed is not: it has to be said. Raises InputError ``clock.doubted``."""
    doubt = ledger.clock_doubt()
    if doubt is not None:
        if said is None:
            facts = {"machine": say_date(doubt.machine.isoformat()), "latest": say_date(doubt.latest.isoformat())}
            raise InputError("clock.doubted", **facts)
        ledger.tell_today(day_of(said))
    _clock.days = ledger.clock.days


def person_of(everyone: list[Person], name: str | None) -> Person:
    """Who signs in: the one of that name, or the only one. Raises InputError."""
    fitting = [person for person in everyone if name is None or person.name == name]
    if len(fitting) == 1:
        return fitting[0]
    names = "、".join(person.name for person in everyone)
    raise InputError("cli.person.which" if name is None else "cli.person.unknown", people=names)


def woman_of(ledger: Ledger, said: str) -> Story:
    """The one woman meant by her record's id (or its last six digits or more) or by a search that finds nobody else."""
    found = [said] if ledger.story(said) else ledger.search.find(said, most=20)
    if not found and len(said) >= _SHORTEST_END:
        found = [one for one in ledger.search.everyone(closed=True) if one.endswith(said.lower())]
    if len(found) > 1:
        raise InputError("cli.woman.several", count=len(found))
    story = ledger.story(found[0]) if found else None
    if story is None:
        raise InputError("cli.woman.nobody")
    return story


def day_of(said: str | None) -> date:
    """A day as typed; today without one. Raises InputError."""
    if said is None:
        return today()
    read = read_date(said, today=today())
    if not isinstance(read, Stated) or dates.precision(read.date) is not dates.Precision.DAY:
        raise InputError("input.date.impossible")
    return dates.earliest(read.date)


def month_of(said: str | None, otherwise: date) -> dates.PartialDate:
    """A month as typed (``2026-10``), else that of a day. Raises InputError."""
    month = dates.parse(said) if said else dates.PartialDate(otherwise.isoformat()[:7])
    if dates.precision(month) is not dates.Precision.MONTH:
        raise InputError("input.month.precision")
    return month


def require_new(folder: Path) -> None:
    """Raises LedgerError ``ledger.exists`` before anybody is asked for a passphrase."""
    from storage.folder import Folder

    place = Folder(folder)
    if place.keys.exists():
        raise LedgerError("ledger.exists", file=place.file.name)
