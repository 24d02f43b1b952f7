"""Where a row says she is registered and lives: group, door, and whether she is both, only registered or only living here."""

from __future__ import annotations

import re
import unicodedata

from app.roster.cells import Cells
from app.roster.columns import key
from app.roster.entry import Weight
from app.roster.words import code_of, in_group
from app.values.lunar import read_number

_GROUP = re.compile(
    r"第?(?P<number>\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:村民小?|居民小?|小)?[组队社屯]"
)
_BARE = re.compile(r"第?(?P<number>\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])")


def group_in(address: str) -> int | None:
    """The number of the group 村民组 in an address: ``王家村9组``, ``王家村第九村民小组``; None without one."""
    found = list(_GROUP.finditer(unicodedata.normalize("NFKC", "".join(address.split()))))
    number = read_number(found[-1]["number"]) if found else 0
    return number or None


def read_group(cells: Cells) -> int | None:
    """From 户籍地; where that names no group, from a column of its own or from where she lives, and says so."""
    registered = group_in(cells.raw("registered_address"))
    said = cells.raw("group")
    own = _own_group(said)
    if said and own is None:
        cells.keep("group")
        cells.find("group.unreadable", "group")
    village, home = key(cells.raw("village")), cells.raw("registered_address")
    elsewhere = bool(
        village and key(home) and village not in key(home) and village in key(cells.raw("current_address"))
    )
    if registered is not None and not elsewhere:
        if own is not None and own != registered:
            cells.find("group.differs", "group", read=str(registered))
        return registered
    if own is not None:
        return own
    current = group_in(cells.raw("current_address"))
    if current is not None:
        cells.find("group.from_current_address", "current_address", read=str(current), weight=Weight.NOTE)
    return current


def _own_group(said: str) -> int | None:
    bare = _BARE.fullmatch(unicodedata.normalize("NFKC", "".join(said.split())))
    return group_in(said) or (read_number(bare["number"]) or None if bare else None)


def read_residence(cells: Cells) -> str | None:
    """``both``, ``registered`` (户在人不在) or ``living`` (户不在人在); None where the row does not say.

    The marks 是否标记迁出 / 离开 are read for this alone.
    """
    kind = cells.raw("hukou_kind")
    if kind and (said := code_of("residence", kind)):
        return said
    registered, lives = _registered_here(cells, kind), _lives_here(cells)
    if registered is None or lives is None:
        return None
    if registered:
        return "both" if lives else "registered"
    return "living" if lives else None


def _registered_here(cells: Cells, kind: str) -> bool | None:
    if in_group("yes", cells.raw("marked_moved")) or (kind and in_group("not_registered", kind)):
        return False
    if kind and in_group("registered", kind):
        return True
    return _names_village(cells, "registered_address")


def _lives_here(cells: Cells) -> bool | None:
    if in_group("yes", cells.raw("marked_left")):
        return False
    current = cells.raw("current_address")
    if in_group("away", current):
        return False
    if in_group("here", current) or (current and key(current) == key(cells.raw("registered_address"))):
        return True
    return _names_village(cells, "current_address")


def _names_village(cells: Cells, field: str) -> bool | None:
    """Whether an address lies in the village the row belongs to; None when either is not said."""
    address, village = key(cells.raw(field)), key(cells.raw("village"))
    if not address or not village:
        return None
    return village in address or village.removesuffix("村") in address or address.startswith("本村")
