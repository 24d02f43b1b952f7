"""A passphrase accepted, to the first page with its content: the real window, freshly started, on the village's ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.exchange import SECRET
from bench.harness import Bar, Case, Pair
from bench.processes import strong_village, window
from storage import keys
from storage.ledger import people


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """A new process each time, so that loading the pages counts; both derive the key at the cost people have."""
    ledger = strong_village(folder)
    person = people(ledger)[0].id

    def derive() -> None:
        keys.unwrap(ledger / "ledger.keys", person, SECRET)

    yield Pair(ours=lambda: window(folder, "unlock", ledger), reference=derive)


CASE = Case(
    what="passphrase accepted to the first page with its content, village",
    against="deriving the key",
    bar=Bar(times=1, plus=0.3),
    prepare=prepare,
    rounds=5,
)
