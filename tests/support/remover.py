"""Takes somebody out of the ledger, or brings a backup back, and says so: ``python -m tests.support.remover …``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from storage.ledger import people
from tests.support.ledgers import CHEAP, Place
from tests.support.saver import tell


def main(what: str, folder: str, marks: str, which: str, wait: str) -> None:
    """``remove PERSON`` or ``restore BACKUP``; the first line comes before it begins."""
    place = Place(Path(folder), Path(marks))
    assert people(place.folder)
    ledger = place.open()
    tell("begin")
    if what == "remove":
        tell("code", ledger.remove_person(which, cost=CHEAP))
    else:
        ledger.restore(Path(which))
        tell("done")
    time.sleep(float(wait))  # it is killed, never ends by itself


if __name__ == "__main__":
    main(*sys.argv[1:])
