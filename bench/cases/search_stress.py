"""A keystroke in the search box among 100,000 women: the 99th percentile over names, pinyin, initials and digits."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from app.records import Woman
from app.values.names import search_keys
from bench import data
from bench.harness import Bar, Case, Pair
from storage.search import Findable, Search

_FRAME = 1 / 60


@contextmanager
def prepare(_folder: Path) -> Iterator[Pair]:
    """Types the way people do: the beginnings of names, sounds and numbers of random women, key by key."""
    women = [r for r in data.records("stress") if isinstance(r, Woman)]
    search = Search(
        Findable(w.id, w.name, w.other_names, w.id_number, w.phone, w.group, w.status == "open") for w in women
    )
    chooser = random.Random(data.SEED)
    typed = [text[:length] for text in _texts(chooser, women) for length in range(1, len(text) + 1)]
    search.find(typed[0])

    def keystrokes() -> float:
        took = []
        for text in typed:
            started = time.perf_counter()
            search.find(text)
            took.append(time.perf_counter() - started)
        return quantiles(took, n=100)[98]

    yield Pair(ours=keystrokes)


def _texts(chooser: random.Random, women: list[Woman]) -> Iterator[str]:
    for woman in chooser.sample(women, 60):
        keys = search_keys(woman.name)
        yield from (woman.name, keys.full[0], keys.initials[0], f"{woman.name[0]}{keys.initials[0][1:]}")
        yield from ((woman.id_number or "11010119900307123x")[6:14], (woman.phone or "13800000000")[3:])
    yield from ("不存在的人", "zzzzzz", "000000000", "3组 王")


CASE = Case(
    what="search, one keystroke among 100,000 women (p99)",
    against="one 60 Hz frame",
    bar=Bar(at_most=_FRAME),
    prepare=prepare,
    rounds=3,
)
