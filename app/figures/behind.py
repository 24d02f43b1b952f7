"""Who and what is behind a number: the trace of a figure opened onto the women and what was counted of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.figures.offered import followup_name
from app.followups.due import FollowUp
from app.records import (
    Child,
    Delivery,
    LifeEvent,
    MethodUse,
    Move,
    Population,
    Record,
    SampleItem,
    SupplyMovement,
    Visit,
    Woman,
)
from app.records.story import Story


@dataclass(frozen=True, slots=True)
class Behind:
    """One record or follow-up behind a number. ``woman``: her record, None for what belongs to the village.

    ``date``: the day it counts by, as stored; ``""`` where nobody knows it.
    """

    woman: Woman | None
    what: Record | FollowUp
    date: str


def behind(
    code: str, trace: Iterable[str], stories: Iterable[Story], populations: Iterable[Population],
    followups: Iterable[FollowUp], sampled: Iterable[SampleItem] = (),
) -> tuple[Behind, ...]:  # fmt: skip
    """What a trace names, in its order; ``code`` decides by which of a record's dates it counted.

    A value of a record (``record/field``) opens that record. An id that is no longer there (erased since the figures were
    made) is passed over.
    """
    found: dict[str, tuple[Woman | None, Record | FollowUp]] = {p.id: (None, p) for p in populations}
    women = {}
    for story in stories:
        women[story.woman.id] = story.woman
        records: tuple[Record, ...] = (
            story.woman, *story.children, *story.deliveries, *story.methods, *story.visits, *story.supplies, *story.moves,
            *story.life_events,
        )  # fmt: skip
        found.update((record.id, (story.woman, record)) for record in records)
    found.update((item.id, (women.get(item.subject), item)) for item in sampled)
    found.update((followup_name(one), (women[one.subject], one)) for one in followups if one.subject in women)
    named = (name if name in found else name.partition("/")[0] for name in trace)
    return tuple(
        Behind(woman, what, _date(code, what)) for name in named if name in found for woman, what in [found[name]]
    )


def _date(code: str, what: Record | FollowUp) -> str:
    day: str | None = None
    match what:
        case FollowUp():
            day = what.due.isoformat()
        case Woman():
            day = what.closed_date if code.startswith("deaths") else what.birth_date
        case Child():
            day = what.ended_date if code.startswith("deaths") else what.birth_date
        case MethodUse():
            day = what.stop if code == "methods_stopped" else what.start
        case Move() | LifeEvent() | Visit() | Delivery() | SupplyMovement() | SampleItem():
            day = what.date
        case Population():
            day = what.month
    return day or ""
