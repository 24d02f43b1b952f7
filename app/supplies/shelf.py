"""The block of supplies on the monthly report: what was there, came, went, and is there."""

from __future__ import annotations

from dataclasses import dataclass

from app.codes import code_list
from app.supplies.month import item_month
from app.supplies.stock import Stock
from app.values.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Shelf:
    """One item's month. ``words``: article, size and measure, in the language of the form. ``other``: found, lost, sent back.

    ``opening + came - went + other == closing``; what was brought back by people is taken off what ``went``.
    """

    words: str
    opening: int
    came: int
    went: int
    other: int
    closing: int


def shelves(stock: Stock, month: PartialDate) -> tuple[Shelf, ...]:
    """Every item that was there in the month or moved in it, in the order of the cupboard."""
    found = []
    for item in stock.items:
        told = item_month(stock, item, month)
        if not (told.opening or told.closing or told.entries):
            continue
        came, went = told.sums.get("in", 0), told.sums.get("out", 0) - told.sums.get("returned", 0)
        name = code_list("supply_article").label(item.article, "zh")
        measure = code_list("supply_measure").label(item.measure, "zh")
        words = f"{name} {item.spec or ''}".strip() + f"（{measure}）"
        other = told.closing - told.opening - came + went
        found.append(Shelf(words, told.opening, came, went, other, told.closing))
    return tuple(found)
