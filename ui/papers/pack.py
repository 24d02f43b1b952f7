"""例会材料: the month's papers for the meeting, in one file behind a cover."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from storage.ledger import Ledger
from ui.papers import lists
from ui.papers.made import Made, Wanted

if TYPE_CHECKING:
    from app.forms.page import Paper
    from app.forms.tabled import Tabled

PARTS: dict[str, Callable[[Ledger, Wanted], Made]] = {
    "month": lists.month, "events": lists.events, "maternal": lists.maternal, "migrants": lists.migrants,
    "handed": lists.handed, "folic": lists.folic, "stock": lists.stock,
}  # fmt: skip
"""What is in it, in order: the figures first, then the registers of the month. No roster and no round sheet."""


def pack(ledger: Ledger, wanted: Wanted) -> Made:
    """The pack of a month; neither a method nor a telephone number is in it, whatever is asked for."""
    from app.forms.meeting_pack import Part, meeting_pack
    from app.forms.texts import texts

    plain = Wanted(month=wanted.month, today=wanted.today)
    made = {name: make(ledger, plain) for name, make in PARTS.items()}
    unit, titles = ledger.unit_on(lists.day_of(wanted)), texts("meeting_pack")["parts"]

    def draw(paper: Paper | None) -> bytes:
        parts = [Part(title=titles[name], draw=one.draw) for name, one in made.items()]
        return meeting_pack(unit, wanted.month, parts, paper)

    def tables() -> tuple[Tabled, ...]:
        return tuple(table for one in made.values() if one.tables for table in one.tables())

    rows = {name: count for name, one in made.items() if isinstance(count := one.data.get("rows"), int)}
    return Made(
        draw=draw,
        what="export.pack",
        facts={"month": str(wanted.month), "rows": sum(rows.values()), "with_names": any(rows.values())},
        personal=any(rows.values()),
        tables=tables,
        data={"month": wanted.month, "rows": rows},
    )
