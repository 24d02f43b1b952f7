"""``suifang COMMAND …``: reads the command, does it, says what came of it.

Only what the parser needs is loaded here; each command loads its own module when it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from app.errors import RecordError, SuifangError
from ui import preferences, text
from ui.cli.arguments import parser
from ui.cli.exits import CANCELLED, UNFORESEEN, exit_code
from ui.cli.told import Told
from ui.sayings import say, say_code
from ui.text import LANGUAGES, has, tr

if TYPE_CHECKING:
    from app.records.findings import Finding


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    text.use(_language(given))
    _speak_utf8()
    options = _options(given)
    try:
        module, _, function = options.run.partition(":")
        told: Told = getattr(import_module(module), function)(options)
        _show(told, as_json=options.json)
        return told.code
    except SuifangError as error:
        _complain(error, options)
        return exit_code(error)
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{say_code('cancelled', {}).text}\n")
        return CANCELLED
    except BrokenPipeError:
        # Whoever read us has enough; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNFORESEEN
    except Exception as error:  # noqa: BLE001  the last door: what nobody foresaw is logged without a word of anybody's
        _complain(_unforeseen(error), options)
        return UNFORESEEN


def _unforeseen(error: Exception) -> SuifangError:
    from ui import crash

    log = crash.default_log()
    crash.start_log(log)
    crash.log(error)
    return SuifangError("crashed", log=str(log))


def _options(given: list[str]) -> argparse.Namespace:
    """The command as understood; ``FIELD=VALUE`` may stand before or after options, which argparse alone cannot take."""
    whole = parser()
    options, rest = whole.parse_known_args(given)
    if rest and not (hasattr(options, "fields") and all("=" in word and word[0] != "-" for word in rest)):
        whole.error(" ".join(rest))
    if rest:
        options.fields = [*options.fields, *rest]
    return options


def _language(given: Sequence[str]) -> str:
    """The language wanted, known before the parser so that it speaks it too."""
    wanted = ""
    for word, after in zip(given, [*given[1:], ""], strict=True):
        if word == "--language":
            wanted = after
        elif word.startswith("--language="):
            wanted = word.partition("=")[2]
    return wanted if wanted in LANGUAGES else preferences.load(preferences.default_path()).language


def _speak_utf8() -> None:
    """Every character of a name leaves whole, whatever the terminal was set to."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="replace")


def _show(told: Told, *, as_json: bool) -> None:
    out: TextIO = sys.stdout
    if as_json:
        out.write(json.dumps(told.data, ensure_ascii=False, indent=2) + "\n")
    else:
        out.writelines(f"{line}\n" for line in told.lines)
    out.flush()


def _complain(error: SuifangError, options: argparse.Namespace) -> None:
    findings = _findings(error)
    if options.json:
        said: dict[str, object] = {
            "error": error.code,
            "facts": {name: _plain(value) for name, value in error.facts.items()},
        }
        if findings:
            said["findings"] = [{"field": f.field, "code": f.code, "facts": dict(f.facts)} for f in findings]
        sys.stderr.write(json.dumps(said, ensure_ascii=False) + "\n")
        return
    lines = [tr("cli.not_saved") if findings else say(error).text]
    lines += [f"  {_label(options, f.field)}{tr(f.code, **f.facts) if has(f.code) else f.code}" for f in findings]
    sys.stderr.write("\n".join(lines) + "\n")


def _label(options: argparse.Namespace, field: str) -> str:
    key = f"field.{getattr(options, 'about', '')}.{field}"
    return "" if not field else f"{tr(key) if has(key) else field}: "


def _findings(error: SuifangError) -> list[Finding]:
    from app.records.findings import Finding  # loads every record description; only a refused record needs it

    found = error.findings if isinstance(error, RecordError) else ()
    return [finding for finding in found if isinstance(finding, Finding)]


def _plain(value: object) -> object:
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else str(value)


if __name__ == "__main__":
    sys.exit(main())
