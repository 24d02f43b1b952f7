"""What a row says of her care: the method she uses, her children, and whether the other system closed her record."""

from __future__ import annotations

from app.roster.cells import Cells
from app.roster.words import NOT_RECORDED, boys_and_girls, code_of, in_group, read_method
from app.values.dates import PartialDate

_MOST_CHILDREN = 12
"""More is asked about, not refused."""


def read_current_method(cells: Cells) -> tuple[str, PartialDate | None, str | None]:
    """Method code, start, and why none."""
    reading = read_method(cells.raw("method"))
    if not reading.understood:
        cells.keep("method")
        cells.find("method.unknown", "method")
    elif not reading.sure:
        cells.keep("method")
        cells.find("method.unsure", "method", read=reading.method)
    if reading.also:
        cells.keep("method")
        cells.find("method.several", "method", read=reading.method, others=reading.also)
    start = cells.date("method_start")
    if start and reading.method == NOT_RECORDED and reading.understood:
        cells.keep("method_start")
        cells.find("method_start.without_method", "method_start")
    return reading.method, start, reading.reason


def read_children(cells: Cells) -> tuple[int | None, int | None]:
    """Children and girls; from 男孩数 too, or from words such as 1男1女."""
    if both := boys_and_girls(cells.raw("children")):
        return sum(both), both[1]
    children, girls, sons = cells.count("children"), cells.count("girls"), cells.count("boys")
    if sons is not None and girls is not None:
        if children is None:
            children = sons + girls
        elif children != sons + girls:
            cells.find("children.do_not_add_up", "children")
    elif sons is not None and children is not None and girls is None:
        girls = children - sons if children >= sons else None
    if children is not None and girls is not None and girls > children:
        cells.find("girls.more_than_children", "girls")
    if (children or 0) > _MOST_CHILDREN:
        cells.find("children.unlikely", "children")
    return children, girls


def read_closing(cells: Cells) -> str | None:
    """Why her record is closed, as a code of ``closed_reason``; None while it is open or the word is not known."""
    said = cells.raw("closing")
    if not said or in_group("still_here", said):
        return None
    found = code_of("closing", said)
    if found is None:
        cells.keep("closing")
        cells.find("closing.unknown", "closing")
    return found
