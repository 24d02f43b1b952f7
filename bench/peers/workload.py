"""The work all are put to: a village's women and visits, a month of it, and two who edit without knowing of each other.

Everybody has the same rows: those of Suifang's own records, as plain tables for the others.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.demo.village import make_village
from app.records import Record, Visit, Woman
from app.records.base import Value, values_of
from app.records.writes import Edit
from bench import data
from bench.exchange import a_visit

EDITS, VISITS = 500, 300
DISJOINT, SAME = 200, 50
"""Women of whom the two edit different fields; women of whom they edit the same one."""


@dataclass(frozen=True)
class Workload:
    """What is there at first (A), what a month brings (B), and what each of two laptops then writes (C)."""

    women: Sequence[Woman]
    visits: Sequence[Visit]

    @cached_property
    def edits(self) -> list[Edit]:
        """B: different cells, four in five of women."""
        dice = random.Random(data.SEED)
        cells = {self._cell(dice): None for _ in range(2 * EDITS)}
        return [_edit(*cell, number) for number, cell in enumerate(list(cells)[:EDITS])]

    def _cell(self, dice: random.Random) -> tuple[str, str, str]:
        if dice.random() < 0.8:
            return "woman", dice.choice(self.women).id, dice.choice(("phone", "note", "door", "current_address"))
        return "visit", dice.choice(self.visits).id, dice.choice(("advice", "note"))

    @cached_property
    def new_visits(self) -> list[Visit]:
        """B: the visits of the month."""
        dice = random.Random(data.SEED + 1)
        return [a_visit(dice, self.women, number) for number in range(VISITS)]

    @cached_property
    def mine(self) -> list[Edit]:
        """C: what the one writes."""
        return self._sides(("current_address", "phone"), 1_000_000)

    @cached_property
    def theirs(self) -> list[Edit]:
        """C: what the other writes meanwhile."""
        return self._sides(("door", "phone"), 2_000_000)

    def _sides(self, fields: tuple[str, str], first: int) -> list[Edit]:
        chosen = random.Random(data.SEED + 2).sample(self.women, DISJOINT + SAME)
        return [
            _edit("woman", woman.id, fields[place >= DISJOINT], first + place) for place, woman in enumerate(chosen)
        ]

    def as_tables(self) -> dict[str, object]:
        """Everything as columns, rows and cells, for those who know nothing of Suifang."""
        columns = {kind: _said(records) for kind, records in (("woman", self.women), ("visit", self.visits))}
        return {
            "columns": columns,
            "rows": {
                "woman": list(_rows(self.women, columns["woman"])),
                "visit": list(_rows(self.visits, columns["visit"])),
            },
            "edits": _cells(self.edits),
            "visits": list(_rows(self.new_visits, columns["visit"])),
            "mine": _cells(self.mine),
            "theirs": _cells(self.theirs),
            "disjoint": DISJOINT,
        }


def make(name: str = "village") -> Workload:
    """The workload of a data set of ``bench.data``."""
    everybody = list(people(name))
    return Workload(
        [one for one in everybody if isinstance(one, Woman)], [one for one in everybody if isinstance(one, Visit)]
    )


def people(name: str) -> Iterator[Woman | Visit]:
    """The women and visits of a data set, streamed."""
    many, visits = data.SETS[name]
    for record in make_village(data.SEED, data.TODAY, women=many, visits=visits):
        if isinstance(record, Woman | Visit):
            yield record


def write(workload: Workload, path: Path) -> None:
    """The tables as one JSON file."""
    path.write_text(json.dumps(workload.as_tables(), ensure_ascii=False), encoding="utf-8")


def _edit(kind: str, record: str, field: str, number: int) -> Edit:
    value = f"138{number:08d}" if field == "phone" else f"{number}号" if field == "door" else f"核实于随访 {number}"
    return Edit(kind, record, {field: value})


def _said(records: Iterable[Record]) -> list[str]:
    """The columns in which any of the records says something, and those the month writes."""
    said = {name for record in records for name, value in values_of(record).items() if value is not None}
    return ["id", "subject", *sorted(said | {"note", "advice"} & set(values_of(next(iter(records)))))]


def _rows(records: Iterable[Record], columns: Sequence[str]) -> Iterator[list[Value]]:
    for record in records:
        values = {"id": record.id, "subject": record.subject, **values_of(record)}
        yield [values[column] for column in columns]


def _cells(edits: Iterable[Edit]) -> list[list[Value]]:
    return [[edit.kind, edit.id, field, value] for edit in edits for field, value in edit.values.items()]
