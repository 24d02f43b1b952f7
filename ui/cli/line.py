"""The exchange over the county's line, in one go."""

from __future__ import annotations

import sys
from argparse import Namespace

from sync import line
from sync.line import Progress
from ui.cli.exchange import said_of_file, said_of_sent, told_of_file, told_of_sent
from ui.cli.exits import exit_code
from ui.cli.opening import now, opened
from ui.cli.told import Told
from ui.sayings import say
from ui.text import tr

_CLEAR = "\r\x1b[K"
"""To the beginning of the line, and nothing after it."""


def exchange(options: Namespace) -> Told:
    """``exchange``: sends what the county and colleagues lack, fetches what waits. The first trouble gives the exit code."""
    with opened(options) as ledger:
        done = line.exchange(ledger, now(), _show)
    if sys.stderr.isatty():
        sys.stderr.write(_CLEAR)
    data = {
        "sent": told_of_sent(done.sent) if done.sent else None,
        "given": [
            {"file": str(one.path), "to": one.manifest.to_name, "bytes": one.manifest.bytes} for one in done.given
        ],
        "files": [told_of_file(one) for one in done.received],
        "troubles": [{"stage": one.stage.value, "error": one.error.code} for one in done.troubles],
    }
    lines = said_of_sent(done.sent) if done.sent else []
    lines += [tr("cli.exchange.given", label=one.manifest.to_name) for one in done.given]
    lines += [part for one in done.received for part in said_of_file(one)]
    lines += [say(one.error).text for one in done.troubles]
    errors = [one.error for one in done.troubles] + [one.error for one in done.received if one.error]
    return Told(data, lines, exit_code(errors[0]) if errors else 0)


def _show(at: Progress) -> None:
    """How far it is, on one line of a terminal; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return
    if at.again_in:
        said = tr("cli.exchange.waiting", seconds=round(at.again_in))
    else:
        said = tr(f"cli.exchange.{at.step.value}", done=at.done // 1024, whole=-(-at.whole // 1024))
    sys.stderr.write(f"{_CLEAR}{said}")
    sys.stderr.flush()
