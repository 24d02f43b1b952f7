"""What is asked of a paper, and what it is once it is read: how to draw it, and what it is to the audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from app.values.dates import PartialDate

if TYPE_CHECKING:
    from app.forms.page import Paper
    from app.forms.tabled import Tabled
    from storage.audit import Fact, What

C = TypeVar("C")
Draw = Callable[["Paper | None"], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``woman``: a record id, for a paper of one woman. ``names``, ``method``, ``phone``, ``hidden``: only when asked for.

    ``scheme``: the name of a benefit scheme, all of them without. ``blank``: nobody on it, to fill by pen.
    """

    month: PartialDate
    today: date
    woman: str = ""
    scheme: str = ""
    blank: bool = False
    names: bool = False
    method: bool = False
    phone: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """``what`` and ``facts`` are its entry in the audit. ``personal``: names or more are on it, so its purpose is asked.

    ``left_off``: how many are not on it, by reason; for the screen. ``tables``: the same as a workbook's, where it is a
    list. ``data``: what a program is told.
    """

    draw: Draw
    what: What
    facts: Mapping[str, Fact] = field(default_factory=dict)
    personal: bool = False
    left_off: Mapping[str, int] = field(default_factory=dict)
    tables: Callable[[], tuple[Tabled, ...]] | None = None
    data: Mapping[str, object] = field(default_factory=dict)


def pile_of(contents: Sequence[C], draw: Callable[[C, Paper | None], bytes]) -> Draw:
    """How to draw one paper after the other into one file."""

    def drawn(paper: Paper | None) -> bytes:
        from app.forms.piles import pile

        return pile(contents, draw, paper)

    return drawn
