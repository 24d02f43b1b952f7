"""`./dev bench [NAME ...] [--rounds N] [--write]`: measures all cases, or those named, beside their references.

`./dev bench peers` measures the exchange beside other ways of keeping copies alike (`bench.peers.beside`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import cases, report
from bench.harness import run
from bench.peers import beside


def main(arguments: list[str] | None = None) -> int:
    """Runs and prints; 1 when a bar is missed."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["peers"]:
        return beside.main(arguments[1:])
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these cases: " + ", ".join(cases.names()))
    parser.add_argument("--rounds", type=int, help="how often each is measured")
    parser.add_argument("--write", action="store_true", help="append the table to bench/RESULTS.md")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(cases.names()):
        parser.error("no such case: " + ", ".join(sorted(unknown)))
    results = []
    for name in options.names or cases.names():
        print(name, file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="suifang-bench-") as folder:
            results.append(run(cases.load(name), Path(folder), options.rounds))
    print(report.heading() + "\n\n" + report.table(results))
    if options.write:
        report.append(results)
    return 0 if all(result.is_good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
