"""Paired timing: ours and a reference in the same minute, turn by turn, so that a busy machine slows both."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Measured = Callable[[], float | None]
"""Does the work once. Returns what was measured (bytes, a 99th percentile …), or None to have its time taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The most that is good enough: ``times`` the reference ``plus`` a constant, or ``at_most``; in the case's unit."""

    times: float | None = None
    plus: float = 0.0
    at_most: float | None = None

    def limit(self, reference: float | None) -> float | None:
        """The figure not to exceed; where both kinds of bar are set, the lower one."""
        relative = None if self.times is None or reference is None else self.times * reference + self.plus
        known = [limit for limit in (relative, self.at_most) if limit is not None]
        return min(known) if known else None


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared. ``reference`` is None where the bar is absolute."""

    ours: Measured
    reference: Measured | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row of the table.

    ``prepare`` is given a fresh folder and yields the pair; what it does is not measured. ``unit``: ``s``, ``B`` or ``MB``.
    """

    what: str
    against: str
    bar: Bar
    prepare: Callable[[Path], AbstractContextManager[Pair]]
    rounds: int = 7
    unit: str = "s"


@dataclass(frozen=True, slots=True)
class Result:
    """Medians of all rounds, the median of the paired ratios, and whether the bar is kept."""

    case: Case
    ours: float
    reference: float | None
    ratio: float | None

    @property
    def limit(self) -> float | None:
        """The most that is good enough, given the reference of this run."""
        return self.case.bar.limit(self.reference)

    @property
    def is_good(self) -> bool:
        """Whether ours is within the limit; True where there is none."""
        return self.limit is None or self.ours <= self.limit


def run(case: Case, folder: Path, rounds: int | None = None) -> Result:
    """Warms both up once, then measures them in turn; every second round the other one goes first."""
    ours: list[float] = []
    references: list[float] = []
    with case.prepare(folder) as pair:
        turns = [(pair.ours, ours)] + ([(pair.reference, references)] if pair.reference else [])
        for measured, _ in turns:
            measured()
        for number in range(rounds or case.rounds):
            for measured, figures in turns if number % 2 == 0 else reversed(turns):
                figures.append(_once(measured))
    ratios = [a / b for a, b in zip(ours, references, strict=False) if b]
    return Result(case, median(ours), median(references) if references else None, median(ratios) if ratios else None)


def _once(measured: Measured) -> float:
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        figure = measured()
        return time.perf_counter() - started if figure is None else figure
    finally:
        gc.enable()
