"""The month's due list of the village, from an open ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.followups.agenda import VISITS_KEPT
from app.followups.schedule import load_schedule
from app.today import entries
from app.values.dates import month_around
from bench import data
from bench.exchange import village
from bench.harness import Bar, Case, Pair


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Everything a round reads comes from the encrypted file."""
    schedule = load_schedule()
    with village(folder) as ledger:

        def ours() -> None:
            women = ledger.agenda.women(schedule, data.TODAY, *month_around(data.TODAY))
            stories = ledger.stories(women, visits_since=data.TODAY - VISITS_KEPT)
            assert sum(len(entries(story, schedule, data.TODAY)) for story in stories)

        yield Pair(ours=ours)


CASE = Case(
    what="due list of the month, village",
    against="100 ms",
    bar=Bar(at_most=0.1),
    prepare=prepare,
    rounds=9,
)
