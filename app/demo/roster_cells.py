"""The cells of one row of a made-up roster, and how they go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.demo.dice import Dice
from app.demo.lists import toml
from app.records import Woman
from app.values import lunar

Cell = str | int | float | date | None

_EXCEL_EPOCH = 693_594  # the ordinal of 1899-12-30, from which Excel counts days
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is really so; ``method``: a category of the monthly report, ``none`` or ``not_recorded``."""

    woman: Woman
    village: str
    method: str
    method_start: str | None
    children: int
    girls: int
    youngest: str | None
    household: str | None


def clean_cells(dice: Dice, truth: Truth, today: date) -> tuple[dict[str, Cell], dict[str, Any]]:
    """The row without mess beyond the usual variety of words and dates, and the clerk's record of it (without ``row``)."""
    words = toml("roster.toml")
    woman = truth.woman
    birth = date.fromisoformat(str(woman.birth_date))
    address = f"{truth.village}{woman.group}组"
    marital = words["marital"][woman.marital]
    known_children = dice.chance(0.97)
    phone = woman.phone
    cells: dict[str, Cell] = {
        "ethnicity": dice.one(words["ethnicity"].get(woman.ethnicity, ["其他"])),
        "name": woman.name,
        "id": woman.id_number,
        "sex": "女",
        "kind": "育龄妇女",
        "birth": written(dice, str(woman.birth_date)),
        "age": today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day)),
        "address": address,
        "door": woman.door if dice.chance(0.5) else None,
        "lives": "外出" if woman.residence == "registered" else address,
        "marital": dice.one(marital),
        "married": written(dice, woman.first_marriage),
        "phone": None if phone is None else int(phone) if dice.chance(0.05) else phone,
        "hukou": dice.one(("农业", "非农业", "居民户口")),
        "politics": dice.one(("群众", "群众", None)),
        "carded": written(dice, f"{today.year - dice.between(1, 9)}-0{dice.between(1, 9)}-1{dice.between(0, 9)}"),
        "spouse": woman.spouse_name,
        "spouse_id": woman.spouse_id_number if woman.spouse_name else None,
        "only_child": dice.one(("是", "否", None)),
        "education": dice.one(words["education"].get(woman.education, [None])),
        "marked_moved": "否",
        "marked_left": "否",
        "household": truth.household,
        "id_type": "身份证",
        "youngest": written(dice, truth.youngest) if known_children else None,
        "children": _counted(dice, truth.children) if known_children else None,
        "girls": truth.girls if known_children else None,
        "method": None if truth.method == "not_recorded" else dice.one(words["report"][truth.method]),
        "method_start": written(dice, truth.method_start),
        "relation": dice.one(words["relation"].get(woman.relation, ["其他"])),
        "hukou_kind": "常住户口",
        "village": truth.village,
    }
    record: dict[str, Any] = {
        "name": woman.name,
        "id": woman.id_number,
        "birth": woman.birth_date,
        "birth_precision": "day",
        "marital": marital[0],
        "children": truth.children if known_children else None,
        "girls": truth.girls if known_children else None,
        "method": truth.method,
        "method_start": truth.method_start,
        "phone": phone,
        "spouse": woman.spouse_name,
        "group": woman.group,
        "household": truth.household,
        "flags": [],
    }
    return cells, record


def written(dice: Dice, known: str | None) -> Cell:
    """A date in one of the ways that rosters write it; a partial one in words."""
    if known is None:
        return None
    if len(known) < 10:
        return known.replace("-", "年", 1) + ("月" if len(known) == 7 else "年")
    day = date.fromisoformat(known)
    style = dice.between(0, 13)
    styles: dict[int, Cell] = {
        0: known,
        1: f"{day:%Y%m%d}",
        2: f"{day.year}年{day.month}月{day.day}日",
        3: f"{day.year}.{day.month}.{day.day}",
        4: f"{day:%Y/%m/%d}",
        5: day.toordinal() - _EXCEL_EPOCH,
    }
    return styles.get(style, day)


def muddle(dice: Dice, mess: str, truth: Truth, cells: dict[str, Cell], record: dict[str, Any]) -> bool:
    """Spoils a row in one way and says in the record what a clerk then finds; False where it could not be spoilt so."""
    if mess.startswith("id_"):
        return _muddle_id(mess, truth, cells, record)
    if mess.startswith("birth_"):
        return _muddle_birth(dice, mess, truth, cells, record)
    if mess == "spaced_name":
        name = truth.woman.name
        cells["name"] = f"{name[0]} {name[1]}" if len(name) == 2 else f"{name} "
    return True


def _muddle_id(mess: str, truth: Truth, cells: dict[str, Cell], record: dict[str, Any]) -> bool:
    number = str(truth.woman.id_number)
    if mess == "id_lower_x":
        cells["id"] = number.lower()
        return number.endswith("X")
    if mess == "id_fullwidth":
        cells["id"] = number.translate(_WIDE)
    elif mess == "id_spaced":
        cells["id"] = f"{number[:6]} {number[6:14]} {number[14:]}"
    elif mess == "id_checksum":
        wrong = number[:17] + ("1" if number[17] != "1" else "2")
        cells["id"] = record["id"] = wrong
    elif mess == "id_missing":
        cells["id"] = record["id"] = None
    elif mess == "id_15":
        if number[6:8] != "19" or not number.isdigit():
            return False
        cells["id"] = record["id"] = number[:6] + number[8:17]
    elif mess == "id_damaged_by_excel":
        if not number.isdigit():
            return False
        cells["id"], record["id"] = float(number[:15] + "000"), None
    if mess in ("id_checksum", "id_missing", "id_15", "id_damaged_by_excel"):
        record["flags"] = [mess]
    return True


def _muddle_birth(dice: Dice, mess: str, truth: Truth, cells: dict[str, Cell], record: dict[str, Any]) -> bool:
    """The number stays right, so the birth date stays known; what the sheet says is odd."""
    birth = date.fromisoformat(str(truth.woman.birth_date))
    if mess == "birth_differs_from_id":
        cells["birth"] = written(dice, birth.replace(year=birth.year - 1, day=min(birth.day, 28)).isoformat())
    elif mess == "birth_lunar":
        said = lunar.write(lunar.of_solar(birth)).removeprefix("农历")
        year, day = said.split("年", 1)
        cells["birth"] = f"农历{said}" if dice.chance(0.5) else f"{year}年农历{day}"
    elif mess == "birth_month_only":
        cells["birth"] = f"{birth.year}.{birth.month}"
    elif mess == "birth_impossible":
        cells["birth"] = f"{birth.year}-02-30"
    elif mess == "birth_missing":
        cells["birth"] = None
    record["flags"] = [mess]
    return True


def _counted(dice: Dice, number: int) -> Cell:
    return f"{number}个" if dice.chance(0.05) else number
