"""The common work, A: 2,000 women and 20,000 visits to a laptop with nothing; what the peers take: `./dev bench peers`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.exchange import raw, raw_copy
from bench.harness import Bar, Case, Pair
from bench.peers.ours import two


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Both ledgers are encrypted; the bundle is sealed, signed and written to the stick."""
    with two(folder) as laptops, closing(raw(laptops.here)) as source:

        def ours() -> float:
            with laptops.as_kept("empty"):
                return laptops.bring()

        yield Pair(ours=ours, reference=lambda: raw_copy(source, folder / "raw.db"))


CASE = Case(
    what="common work A: women and visits of a village, laptop to laptop",
    against="reading the rows + raw encrypted insert in one transaction",
    bar=Bar(times=2),
    prepare=prepare,
    rounds=5,
)
