"""A made-up roster as messy as real ones, with what a careful clerk would find in it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.demo.dice import Dice, Urn
from app.demo.lists import lists, toml
from app.demo.people import check_digit, id_number, mans_name, womans_name
from app.demo.roster_cells import Truth, clean_cells, muddle
from app.demo.village import make_village
from app.records import Child, Household, MethodUse, Record, Woman

Cell = str | int | float | date | None

MESSES = Urn(
    {
        "": 880, "id_lower_x": 14, "id_fullwidth": 6, "id_spaced": 9, "id_checksum": 9, "id_missing": 9, "id_15": 8,
        "id_damaged_by_excel": 6, "birth_differs_from_id": 10, "birth_lunar": 10, "birth_month_only": 8,
        "birth_impossible": 6, "birth_missing": 6, "row_twice": 12, "man": 12, "blank_row": 4, "id_shared": 5,
        "spaced_name": 8,
    }
)  # fmt: skip
"""What is wrong with a row, by weight; nothing with most."""


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """``rows``: all cells, headings included; ``expected``: the truth in the shape of ``roster-sample.expected.json``."""

    rows: tuple[tuple[Cell, ...], ...]
    expected: dict[str, Any]

    def as_csv(self) -> str:
        """The same as text, as a spreadsheet writes it: dates ``1994/5/12``, long numbers ``4.30981E+17``."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows([_text(c) for c in row] for row in self.rows)
        return out.getvalue()


def make_roster(
    seed: int, today: date, *, women: int = 660, shuffled: bool = False, renamed: bool = False, title: bool = True
) -> RosterSheet:
    """A roster of the made-up village of the same seed.

    ``women``: how many different women; rows that add nobody come on top. ``shuffled``: columns in another order.
    ``renamed``: other words for the columns, where villages have them. ``title``: a line above the headings.
    """
    dice = Dice(seed, "roster")
    village = lists().unit["village"]
    columns = [(c[0], dice.one(c[1:]) if renamed else c[1]) for c in toml("roster.toml")["columns"]]
    if shuffled:
        columns = _shuffle(dice, columns)
    top: list[tuple[Cell, ...]] = [
        _line(columns, {columns[0][0]: f"{village}育龄妇女信息导出（{today.year}年{today.month}月）"})
    ]
    top = [*(top if title else []), tuple(name for _, name in columns)]
    book = _Book(columns, top)
    for truth in _truths(seed, today, women, village):
        _write(dice, book, truth, today)
    for stolen in book.shared:
        _second_owner(dice, book, stolen, village)
    data = len(book.rows) - len(top)
    book.rows.append(_line(columns, {columns[0][0]: "合计", columns[1][0]: data}))
    book.rows.append(
        _line(columns, {columns[0][0]: "单位负责人：", columns[2][0]: "填表人：", columns[4][0]: f"报出日期：{today}"})
    )
    expected = {
        "village": village, "data_rows": data, "women": len(book.records), "mess": dict(book.mess),
        "rows_not_new": book.not_new, "records": book.records,
    }  # fmt: skip
    return RosterSheet(tuple(book.rows), expected)


class _Book:
    """The sheet while it is written."""

    def __init__(self, columns: list[tuple[str, str]], top: list[tuple[Cell, ...]]) -> None:
        self.columns = columns
        self.rows = list(top)
        self.records: list[dict[str, Any]] = []
        self.not_new: list[dict[str, Any]] = []
        self.mess: Counter[str] = Counter()
        self.shared: list[str] = []

    def add(self, cells: dict[str, Cell]) -> int:
        """Writes a row; its number in the sheet, counted from 1."""
        self.rows.append(_line(self.columns, cells))
        return len(self.rows)


def _truths(seed: int, today: date, women: int, village: str) -> Iterator[Truth]:
    """The women of the village whose own record is whole, with method, children and household."""
    found: list[Record] = []
    homes: dict[str, str | None] = {}
    left = women
    for record in make_village(seed, today, women=women + women // 4 + 20):
        if isinstance(record, Household):
            homes[record.id] = record.number
        elif isinstance(record, Woman):
            if found and (truth := _truth(found, homes, village)):
                yield truth
                left -= 1
                if left == 0:
                    return
            found = [record]
        elif found and record.subject == found[0].id:
            found.append(record)
    if found and (truth := _truth(found, homes, village)):
        yield truth


def _truth(records: list[Record], homes: dict[str, str | None], village: str) -> Truth | None:
    woman = records[0]
    if not isinstance(woman, Woman) or not _is_whole(woman):
        return None
    now = next((r for r in records if isinstance(r, MethodUse) and r.stop is None), None)
    children = [r for r in records if isinstance(r, Child) and r.born == "live" and r.ended is None]
    category = _category(now.method) if now else "not_recorded"
    stated = woman.children_stated
    return Truth(
        woman=woman,
        village=village,
        method=category,
        method_start=now.start if now and category not in ("none", "not_recorded") else None,
        children=len(children) if stated is None else stated,
        girls=sum(c.sex == "2" for c in children) if stated is None else woman.girls_stated or 0,
        youngest=max((c.birth_date for c in children if c.birth_date), default=woman.youngest_birth_stated),
        household=homes.get(woman.household or ""),
    )


def _is_whole(woman: Woman) -> bool:
    """Whether her number is right and her birth date known, so that any mess comes from here."""
    number = woman.id_number or ""
    right = len(number) == 18 and check_digit(number[:17]) == number[17]
    return right and woman.birth_stated is None and len(woman.birth_date or "") == 10


def _write(dice: Dice, book: _Book, truth: Truth, today: date) -> None:
    mess = dice.draw(MESSES)
    cells, record = clean_cells(dice, truth, today)
    applied = muddle(dice, mess, truth, cells, record)
    row = book.add(cells)
    book.records.append({"row": row, **record})
    if mess == "row_twice":
        book.not_new.append({"row": book.add(cells), "outcome": "same_as", "because": row})
    elif mess == "man":
        man = {"name": mans_name(dice, 1980), "id": id_number(dice, 722_000 + dice.between(0, 7000), female=False)}
        book.not_new.append(
            {"row": book.add({**man, "sex": "男", "kind": "已婚男性"}), "outcome": "left_out", "because": "man"}
        )
    elif mess == "blank_row":
        book.not_new.append({"row": book.add({}), "outcome": "left_out", "because": "blank"})
    elif mess == "id_shared":
        record = book.records[-1]
        record["flags"] = [*record["flags"], "id_shared"]
        book.shared.append(str(record["id"]))
    if mess and applied:
        book.mess[mess] += 1


def _second_owner(dice: Dice, book: _Book, number: str, village: str) -> None:
    """Another woman with a number that is already somebody's; nothing else is known of her."""
    name = womans_name(dice, 1992)
    cells: dict[str, Cell] = {"name": name, "id": number, "sex": "女", "kind": "育龄妇女", "marital": "未婚"}
    row = book.add({**cells, "id_type": "身份证", "village": village})
    empty = dict.fromkeys(("birth", "birth_precision", "children", "girls", "method_start", "phone", "spouse"))
    book.records.append(
        {
            "row": row, "name": name, "id": number, **empty, "marital": "未婚", "method": "not_recorded", "group": None,
            "household": None, "flags": ["birth_missing", "id_shared"],
        }
    )  # fmt: skip


def _category(method: str) -> str:
    """The category of the monthly report; ``not_recorded`` for methods that rosters have no word for."""
    return str(toml("roster.toml")["category"].get(method, "not_recorded"))


def _line(columns: list[tuple[str, str]], cells: dict[str, Cell]) -> tuple[Cell, ...]:
    return tuple(cells.get(key) for key, _ in columns)


def _shuffle(dice: Dice, columns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    left, found = list(columns), []
    while left:
        found.append(left.pop(dice.between(0, len(left) - 1)))
    return found


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return f"{cell:.5E}" if isinstance(cell, float) else str(cell)
