"""All papers there are, by the number the statutory list gives them, with what each needs to be asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.errors import InputError
from storage.ledger import Ledger
from ui.papers import benefits, hers, lists
from ui.papers.made import Made, Wanted
from ui.papers.pack import pack

if TYPE_CHECKING:
    from app.forms.listing import ListContent
    from app.forms.page import Paper
    from app.records import Unit

OF_A_MONTH, OF_A_DAY, OF_A_WOMAN = "month", "day", "woman"


@dataclass(frozen=True, slots=True)
class PaperSpec:
    """``number``: of the statutory list. ``speaks_of``: a month, the day it is printed, or one woman.

    ``may``: what is printed only when asked for (``names``, ``method``, ``phone``, ``hidden``). ``blank``: there is one to
    fill by pen. ``alone``: only made for one woman.
    """

    number: int
    make: Callable[[Ledger, Wanted], Made]
    speaks_of: str = OF_A_MONTH
    may: tuple[str, ...] = ()
    blank: bool = True
    alone: bool = False

    @property
    def of_women(self) -> bool:
        """Whether it can be asked for one woman."""
        return self.number in _OF_ONE or self.speaks_of == OF_A_WOMAN


_OF_ONE = (5, 7, 12, 14)
_RECORDS = (
    "antenatal_first",
    "antenatal",
    "postpartum_home",
    "postpartum_42",
    "newborn",
    "child_health",
    "preconception",
)

PAPERS: dict[str, PaperSpec] = {
    "month": PaperSpec(1, lists.month),
    "roster": PaperSpec(2, lists.roster, may=("method", "phone")),
    "round": PaperSpec(3, lists.round_sheet, may=("names",)),
    "maternal": PaperSpec(4, lists.maternal),
    **{form: PaperSpec(5, hers.record(form), may=("hidden",)) for form in _RECORDS},
    "handed": PaperSpec(6, lists.handed),
    "folic": PaperSpec(6, lists.folic),
    "stock": PaperSpec(6, lists.stock),
    "card": PaperSpec(7, hers.card, OF_A_WOMAN),
    "migrants": PaperSpec(8, lists.migrants, may=("phone",)),
    "events": PaperSpec(9, lists.events),
    "birth_registration": PaperSpec(9, hers.record("birth_registration"), OF_A_WOMAN, alone=True),
    "application": PaperSpec(10, hers.application, OF_A_WOMAN),
    "benefit_roster": PaperSpec(10, benefits.roster, OF_A_DAY),
    "benefit_summary": PaperSpec(10, benefits.summary),
    "benefit_notice": PaperSpec(11, benefits.notice, OF_A_DAY),
    "slips": PaperSpec(12, hers.slips, blank=False),
    "consent": PaperSpec(13, hers.rights("consent"), OF_A_WOMAN),
    "withdrawal": PaperSpec(13, hers.rights("withdrawal"), OF_A_WOMAN),
    "request": PaperSpec(13, hers.rights("request"), OF_A_WOMAN),
    "summary": PaperSpec(14, hers.summary, OF_A_WOMAN, may=("hidden",), alone=True),
    "quality": PaperSpec(15, lists.quality, may=("names",)),
    "pack": PaperSpec(0, pack, blank=False),
}
"""By its key; 15 has the exchange manifest too, which belongs to a file sent and is printed with it."""

_LISTS = ("maternal", "migrants", "events", "quality")
_OWN_BLANK = (*_RECORDS, "birth_registration", "consent", "withdrawal", "request")


def make(ledger: Ledger, form: str, wanted: Wanted) -> Made:
    """Reads what a paper needs, in the ledger's thread. Raises InputError."""
    spec = PAPERS[form]
    if not wanted.blank or form in _OWN_BLANK:
        return spec.make(ledger, wanted)
    if not spec.blank:
        raise InputError("papers.no_blank")
    return Made(draw=partial(_blank, form, ledger.unit), what="export.blank", facts={"form": form})


def _blank(form: str, unit: Unit, paper: Paper | None) -> bytes:
    if form in _LISTS:
        from app.forms.listing import blank_content

        content = blank_content(form, unit)
        return _drawers()[form](content, paper)
    from app.forms.blank import blank

    return blank(form, unit, paper)


def _drawers() -> dict[str, Callable[[ListContent, Paper | None], bytes]]:
    from app.forms.events import events
    from app.forms.maternal import maternal_register
    from app.forms.migrants import migrants
    from app.forms.quality import quality_sheet

    return {"maternal": maternal_register, "migrants": migrants, "events": events, "quality": quality_sheet}
