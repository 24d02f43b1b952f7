"""What the list shows of a woman: the columns there are, read from her story. None is about a method or a pregnancy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.codes import code_list
from app.people import age, children_of
from app.records.story import Story
from app.values.names import matched_part
from ui.dates import say_date
from ui.text import language, tr

COLUMNS = ("name", "age", "birth", "place", "marital", "children", "residence", "education", "status")
"""Every column in order; the name always stays."""

SHOWN = ("name", "age", "birth", "place", "marital", "children", "residence")
"""Those shown until she chooses others."""

WIDTHS = {
    "name": 1.5, "age": 0.7, "birth": 1.7, "place": 1.3, "marital": 0.9, "children": 0.7, "residence": 1.3,
    "education": 1.2, "status": 1.2,
}  # fmt: skip
LETTERS = {
    "name": 4, "age": 3, "birth": 6, "place": 4, "marital": 2, "children": 3, "residence": 4, "education": 3, "status": 3,
}  # fmt: skip
"""Characters a column needs to be of use."""

STAY = frozenset({"name", "age", "place"})
"""Columns that are there however large the text is."""

SORTS = {"name": "name", "place": "place", "age": "birth", "birth": "birth"}
"""Which columns can be sorted by, and by what."""


@dataclass(frozen=True, slots=True)
class Row:
    """One woman of the list: her story and the words of each column."""

    story: Story
    cells: dict[str, str]


def row_of(story: Story, today: date) -> Row:
    """The words of every column."""
    woman = story.woman
    years, children = age(story, today), children_of(story)
    cells = {
        "name": woman.name,
        "age": "" if years is None else str(years),
        "birth": say_date(woman.birth_date),
        "place": place_of(story),
        "marital": _label("marital", woman.marital),
        "children": "" if children.total is None else str(children.total),
        "residence": _label("residence", woman.residence),
        "education": _label("education", woman.education),
        "status": _label("status", woman.status),
    }
    return Row(story, cells)


def place_of(story: Story) -> str:
    """二组 12号, as far as known: hers, else her household's."""
    home = story.household
    group = story.woman.group or (home.group if home else None)
    door = story.woman.door or (home.door if home else None)
    words = [tr("ledger.group", n=group)] if group else []
    if door:
        words.append(tr("ledger.door", n=door) if door.isdecimal() else door)
    return " ".join(words)


def meant_in_name(words: str, typed: str) -> tuple[int, int] | None:
    """The part of a name to mark; a name cut short is only marked as far as it is read."""
    return matched_part(words.rstrip("…"), typed)


def _label(name: str, code: str | None) -> str:
    return code_list(name).label(code, language()) if code else ""
