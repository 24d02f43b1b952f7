"""A county's evening as a process of its own, for tests that kill it: takes every file of a folder in, again and again.

Arguments: URL, file with the keys (made for the test), folder of bundles, folder for receipts, how many jobs. Says
``ready``, then ``NAME OUTCOME`` for each answer it has written.
"""

import sys
from pathlib import Path

import msgspec

from sync import files
from sync.envelope import Keys
from sync.hub.county import Hub
from sync.hub.evening import Found, take_files
from sync.hub.store import Store


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(url: str, keys: str, stick: str, out: str, jobs: str) -> None:
    hub = Hub(Store(url), msgspec.msgpack.decode(Path(keys).read_bytes(), type=Keys))
    say("ready")
    while True:
        found = [Found(path, Path(out), named=False) for path in files.find(Path(stick)).ours]
        for done in take_files(hub, found, int(jobs)):
            say(f"{done.path.name} {done.outcome or done.error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
