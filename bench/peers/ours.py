"""Suifang's own exchange at the common work: two encrypted ledgers, sealed and signed bundles as files between them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from app.merge import in_conflict
from app.records import Visit, Woman
from app.records.writes import Add, Edit
from bench import data
from bench.exchange import Wire, carry, create, reopen
from bench.peers import workload
from bench.peers.workload import DISJOINT
from storage.ledger import Ledger


class Agreement(NamedTuple):
    """How two ended who had edited without knowing of each other."""

    seconds: float
    size: int
    converged: bool
    visible: int
    """Of the edits of different fields, on the laptop that shows fewer."""
    kept: int
    """Values that lost, are still there and are shown to a person as an open conflict, on the laptop with fewer."""


def _build(folder: Path) -> None:
    work = workload.make()
    ledger = create(folder)
    ledger.write("import.roster", [Add(woman) for woman in work.women])
    for visit in work.visits:
        ledger.write("visit.record", [Add(visit)])
    ledger.close()


class Two:
    """A laptop with the village, another that hears of it, and the stick between them."""

    def __init__(self, here: Ledger, there: Ledger, folder: Path) -> None:
        self.here, self.there = here, there
        self.work = workload.make()
        self._folder, self._wire, self._stick = folder, Wire(), folder / "stick.suifang"

    @property
    def size(self) -> int:
        """The bytes of the last bundle."""
        return self._stick.stat().st_size

    @contextmanager
    def as_kept(self, kept: str = "kept") -> Iterator[None]:
        """The other laptop as it was when it was kept; the one is as it is."""
        before, copy = self.there, self._folder / "copy"
        shutil.copytree(self._folder / kept, copy)
        self.there = reopen(copy)
        try:
            yield
        finally:
            self.there.close()
            self.there = before
            shutil.rmtree(copy)

    def keep(self) -> None:
        """Keeps the other laptop as it is."""
        shutil.copytree(self.there.back_up(self._folder / "backup").folder, self._folder / "kept")

    def bring(self) -> float:
        """All the one has and the other lacks; returns the seconds."""
        return carry(self.here, self.there, self.there.exchange.reaches(), self._wire, self._stick)

    def bring_back(self) -> float:
        """The other way."""
        return carry(self.there, self.here, self.here.exchange.reaches(), self._wire, self._stick)

    def live_a_month(self) -> None:
        """B's edits and visits, each a change of its own, as she makes them."""
        _write(self.here, self.work.edits)
        for visit in self.work.new_visits:
            self.here.write("visit.record", [Add(visit)])

    def disagree(self) -> Agreement:
        """C: both write, and both hear of it."""
        _write(self.here, self.work.mine)
        _write(self.there, self.work.theirs)
        seconds, size = self.bring(), self.size
        seconds += self.bring_back()
        both = (self.here, self.there)
        return Agreement(
            seconds,
            size + self.size,
            _state(self.here) == _state(self.there),
            min(self._visible(ledger) for ledger in both),
            min(self._kept(ledger) for ledger in both),
        )

    def _visible(self, ledger: Ledger) -> int:
        women = {woman.id: woman for woman in ledger.all(Woman)}
        different = [*self.work.mine[:DISJOINT], *self.work.theirs[:DISJOINT]]
        return sum(getattr(women[edit.id], name) == value for edit in different for name, value in edit.values.items())

    def _kept(self, ledger: Ledger) -> int:
        shown = {(cell.kind, cell.id, cell.field) for cell in ledger.exchange.conflicts()}
        kept = 0
        for mine, theirs in zip(self.work.mine[DISJOINT:], self.work.theirs[DISJOINT:], strict=True):
            name = "phone"
            values = {version.value for version in ledger.exchange.versions_of(mine.kind, mine.id, name)}
            kept += values == {mine.values[name], theirs.values[name]} and (mine.kind, mine.id, name) in shown
        return kept


@contextmanager
def two(folder: Path) -> Iterator[Two]:
    """Both laptops before anything was brought; the one with nothing is also kept, as ``empty``."""
    built = data.cached("peers.ledger", _build, "app", "storage", "bench/peers")
    with TemporaryDirectory(dir=folder) as name:
        own = Path(name)
        shutil.copytree(built, own / "here")
        create(own / "empty").close()
        shutil.copytree(own / "empty", own / "there")
        with closing(reopen(own / "here")) as here, closing(reopen(own / "there")) as there:
            yield Two(here, there, own)


def _write(ledger: Ledger, edits: Iterable[Edit]) -> None:
    for edit in edits:
        ledger.write(f"{edit.kind}.edit", [edit])


def _state(ledger: Ledger) -> object:
    """What both must hold alike: every record, and which cells are in conflict with which values."""
    cells = sorted(ledger.exchange.conflicts())
    versions = [ledger.exchange.versions_of(*cell) for cell in cells]
    assert all(map(in_conflict, versions))
    return (
        sorted(ledger.all(Woman), key=lambda one: one.id),
        sorted(ledger.all(Visit), key=lambda one: one.id),
        [(cell, [version.value for version in found]) for cell, found in zip(cells, versions, strict=True)],
    )
