"""``suifang-hub``: the county's command line.

Exit status: 0 all went well; 1 something was refused or failed (said on stderr, the rest was done); 2 wrong usage.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from app.errors import ExchangeError, FileError, InputError, SuifangError
from app.texts import LANGUAGES, catalogue, error_key
from app.unforeseen import describe
from sync import files
from sync.enrolment import read_request
from sync.envelope import same_code
from sync.hub import commands as downward
from sync.hub.county import KEYS_FILE, Hub
from sync.hub.evening import Done, Found, take_files
from sync.hub.status import status
from sync.hub.store import Store, default_url

SHORTEST = 12
"""Characters. The file with the keys can be copied and tried at leisure; scrypt only slows that down."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Returns the exit status."""
    options = _parser().parse_args(arguments)
    speaker = Speaker(options.lang)
    try:
        done: bool = options.run(options, speaker)
    except SuifangError as error:
        speaker.complain(error)
        return 1
    except (KeyboardInterrupt, EOFError):
        speaker.complain(SuifangError("cancelled"))
        return 1
    except Exception as error:  # noqa: BLE001  the last door: a message may quote a record, and terminals are kept
        speaker.complain(SuifangError("unknown"))
        print(describe(error), file=sys.stderr)
        return 1
    return 0 if done else 1


class Speaker:
    """Says things in one language: what is asked for on stdout, trouble on stderr."""

    def __init__(self, language: str) -> None:
        self._language = language

    def text(self, key: str, **facts: object) -> str:
        """A sentence with its facts."""
        return catalogue(self._language)[key].format_map(facts)

    def say(self, key: str, **facts: object) -> None:
        """A sentence for whoever asked."""
        print(self.text(key, **facts))

    def data(self, told: object) -> None:
        """The same for a program."""
        print(json.dumps(told, ensure_ascii=False, indent=2))

    def complain(self, error: SuifangError) -> None:
        """What happened, what is safe, what to do; and the code, for whoever is asked for help."""
        words = self.text(error_key(self._language, error.code, error.facts), **error.facts)
        print(f"{words.strip()}\n({error.code})", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="suifang-hub", description="The county hub of Suifang 随访.")
    home = Path(os.environ.get("SUIFANG_HUB") or platformdirs.user_data_path("suifang-hub", appauthor=False))
    parser.add_argument("--home", type=Path, default=home, help="folder of the hub (default: %(default)s)")
    parser.add_argument(
        "--db",
        default=os.environ.get("SUIFANG_HUB_DB") or None,
        metavar="URL",
        help="its database, such as postgresql+psycopg://hub@/suifang (default: $SUIFANG_HUB_DB, else SQLite in the folder)",
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--passphrase-fd", type=int, metavar="N", help="read the passphrase from this file descriptor")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    init = commands.add_parser("init", help="set up a new hub")
    init.add_argument("--name", required=True, help="the county's name, as villages will see it")
    init.set_defaults(run=_init)

    enrol = commands.add_parser("enrol", help="enrol laptops by their request files")
    enrol.add_argument("requests", nargs="+", type=Path, metavar="REQUEST")
    enrol.add_argument("--code", help="the code the worker read out (asked for otherwise; one request only)")
    enrol.add_argument("--out", type=Path, help="where to put the grant (default: beside the request)")
    enrol.set_defaults(run=_enrol)

    take = commands.add_parser("take", help="take bundles in and write receipts")
    take.add_argument("places", nargs="+", type=Path, metavar="FILE|FOLDER")
    take.add_argument("--out", type=Path, help="where to put receipts (default: beside each bundle)")
    take.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        default=os.cpu_count() or 1,
        help="how many processes (default: one for each core)",
    )
    take.set_defaults(run=_take)

    serve = commands.add_parser("serve", help="answer laptops over the network until stopped")
    serve.add_argument("--host", default="0.0.0.0", help="where to listen (default: %(default)s, everywhere)")  # noqa: S104
    serve.add_argument("--port", type=int, default=7443, help="(default: %(default)s)")
    serve.add_argument(
        "--address", action="append", metavar="HOST:PORT",
        help="where villages find it, told to them in grants and letters; may be repeated, the best first",
    )  # fmt: skip
    serve.set_defaults(run=_serve)

    downward.add_to(commands, _open)

    show = commands.add_parser("status", help="show what came from whom")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_status)
    return parser


def _init(options: argparse.Namespace, speaker: Speaker) -> bool:
    if (options.home / KEYS_FILE).exists():
        raise FileError("hub.exists", folder=str(options.home))
    passphrase = _passphrase(options, speaker, new=True)
    hub = Hub.create(options.home, options.name, passphrase, options.db)
    speaker.say("hub.init.done", name=hub.name, folder=options.home, code=hub.code)
    hub.close()
    return True


def _enrol(options: argparse.Namespace, speaker: Speaker) -> bool:
    if options.code and len(options.requests) > 1:
        raise InputError("input.one_code")
    hub = _open(options, speaker)
    well = True
    for path in options.requests:
        try:
            file = files.get(path)
            request, _ = read_request(file, path.name)
            speaker.say("hub.enrol.show", unit=request.unit, name=request.unit_name, label=request.label)
            told = options.code or input(speaker.text("hub.enrol.ask"))
            if not same_code(told, request.code):
                raise ExchangeError("exchange.code_differs", file=path.name)
            enrolled = hub.enrol(file, path.name, _now())
            written = files.put(options.out or path.parent, enrolled.name, enrolled.content)
            speaker.say("hub.enrol.done", name=request.unit_name, file=written, code=hub.code)
        except SuifangError as error:
            speaker.complain(error)
            well = False
    hub.close()
    return well


def _take(options: argparse.Namespace, speaker: Speaker) -> bool:
    hub = _open(options, speaker)
    well, strange, started = True, 0, time.monotonic()
    found: list[Found] = []
    for place in options.places:
        try:
            listing = files.find(place) if place.is_dir() else files.Listing((place,), 0)
        except SuifangError as error:
            speaker.complain(error)
            well = False
            continue
        strange += listing.strange
        found += [Found(path, options.out or path.parent, not place.is_dir()) for path in listing.ours]
    became: Counter[str] = Counter()
    for done in take_files(hub, found, options.jobs):
        _report(speaker, done)
        became["refused" if done.error else done.outcome] += 1
    well = downward.carried(hub, [one.path for one in found], options.out, speaker) and well
    if not became and well:
        speaker.say("hub.take.nothing")
    if became.total() > 1:
        told = {outcome: became[outcome] for outcome in ("taken", "held", "refused")}
        speaker.say("hub.take.sum", seconds=f"{time.monotonic() - started:.1f}", **told)
    if strange:
        speaker.say("hub.take.strange", n=strange)
    hub.close()
    return well and not became["refused"]


def _report(speaker: Speaker, done: Done) -> None:
    who = {"file": done.path.name, "name": done.unit_name, "label": done.label}
    if done.error is None:
        speaker.say(f"hub.take.{done.outcome}", records=done.records, cells=done.cells, **who)
    else:
        speaker.complain(done.error)
    if done.refused:
        speaker.say("hub.take.refused", n=done.refused)
    if done.receipt:
        speaker.say("hub.take.receipt", file=done.receipt)


def _serve(options: argparse.Namespace, speaker: Speaker) -> bool:
    from sync.hub.serving import serve  # the web server; no other command needs it

    hub = _open(options, speaker)

    def ready(port: int) -> None:
        speaker.say("hub.serve.ready", host=options.host, port=port)
        told = ", ".join(hub.addresses)
        speaker.say("hub.serve.told" if told else "hub.serve.untold", addresses=told)
        sys.stdout.flush()

    with closing(hub):
        if options.address:
            hub.set_addresses(options.address)
        serve(hub, options.home, options.host, options.port, ready)
    speaker.say("hub.serve.done")
    return True


def _status(options: argparse.Namespace, speaker: Speaker) -> bool:
    if not (options.home / KEYS_FILE).is_file():
        raise FileError("hub.missing", folder=str(options.home))
    database = Store(options.db or default_url(options.home))
    found = status(database)
    database.close()
    if options.json:
        speaker.data({"laptops": [{name: getattr(one, name) for name in one.__slots__} for one in found]})
        return True
    if not found:
        speaker.say("hub.status.empty")
    for one in found:
        last = datetime.fromtimestamp(one.last_ms / 1000, UTC).astimezone() if one.last_ms else None
        speaker.say(
            "hub.status.line",
            unit=one.unit,
            name=one.unit_name,
            label=one.label,
            last=f"{last:%Y-%m-%d %H:%M}" if last else "–",
            bundles=one.bundles,
            refused=one.refused,
            waiting=one.waiting,
            replica=one.replica[:8],
        )
        if one.revoked:
            speaker.say("hub.status.revoked")
    return True


def _open(options: argparse.Namespace, speaker: Speaker) -> Hub:
    if not (options.home / KEYS_FILE).is_file():
        raise FileError("hub.missing", folder=str(options.home))
    return Hub.open(options.home, _passphrase(options, speaker), options.db)


def _passphrase(options: argparse.Namespace, speaker: Speaker, *, new: bool = False) -> str:
    if options.passphrase_fd is not None:
        try:
            with os.fdopen(options.passphrase_fd, encoding="utf-8", closefd=False) as source:
                typed = source.readline().rstrip("\r\n")
        except OSError:
            raise InputError("input.passphrase_fd", fd=options.passphrase_fd) from None
    else:
        typed = getpass.getpass(speaker.text("hub.passphrase.new" if new else "hub.passphrase"))
        if new and typed != getpass.getpass(speaker.text("hub.passphrase.again")):
            raise InputError("input.passphrase.differs")
    if new and len(typed) < SHORTEST:
        raise InputError("input.passphrase.short", shortest=SHORTEST)
    return typed


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


if __name__ == "__main__":
    sys.exit(main())
