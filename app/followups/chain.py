"""From which records a rule counts: the anchor itself, and each record that starts the count again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.followups.derived import stated_date
from app.followups.rules import Pick, Rule
from app.records import KINDS
from app.records.base import Record
from app.records.fields import Day
from app.records.story import Story
from app.values.dates import span

_NAMES = {
    "child": "children", "pregnancy": "pregnancies", "delivery": "deliveries", "method_use": "methods",
    "visit": "visits", "move": "moves", "life_event": "life_events", "screening": "screenings",
    "supply_movement": "supplies",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """A record to count from, between which days that lies, and the day from which another record counts instead.

    ``made``: between which days the record itself is; the same, but where it counts from a day ahead (an expiry).
    """

    record: Record
    stated: str
    first: date
    last: date
    made: tuple[date, date]
    renewed: date | None = None


def candidates(story: Story, kind: str) -> tuple[Record, ...]:
    """The records of one kind in her story."""
    if kind == "woman":
        return (story.woman,)
    found: tuple[Record, ...] = getattr(story, _NAMES[kind])
    return found


def belongs(story: Story, record: Record, root: Record) -> bool:
    """Whether a visit may count for the anchor: it is not about another record of the anchor's kind."""
    about = getattr(record, "about", None)
    return about in (None, root.id) or all(other.id != about for other in candidates(story, type(root).kind))


def anchors(story: Story, rule: Rule, root: Record, known: date) -> tuple[Anchor, ...]:
    """The anchors of one record, oldest first, from what was known on a day. None where its date is not known."""
    start = _anchor(rule.anchor, root, known)
    if start is None:
        return ()
    chain = [start]
    if rule.renewed_by:
        renewals = [
            found
            for record in candidates(story, rule.renewed_by.record)
            if rule.renewed_by.fits_beside(record, root, story)
            and record.id != root.id
            and (found := _anchor(rule.renewed_by, record, known))
            and start.first <= found.first
            and belongs(story, record, root)
        ]
        chain += sorted(renewals, key=lambda anchor: (anchor.first, anchor.record.id))
    following = [*(anchor.first for anchor in chain[1:]), _given_way(story, rule, root, chain[-1], known)]
    return tuple(
        a if renewed is None else replace(a, renewed=renewed) for a, renewed in zip(chain, following, strict=True)
    )


def _given_way(story: Story, rule: Rule, root: Record, anchor: Anchor, known: date) -> date | None:
    """The day of the first record that takes over from an anchor without being one here.

    Of two of one day, the one that counts from the later day does.
    """
    pick = rule.gives_way_to
    if pick is None:
        return None
    days = []
    for record in candidates(story, pick.record):
        found = _anchor(pick, record, known)
        if found is None or record.id == root.id or not pick.fits_beside(record, root, story):
            continue
        if not belongs(story, record, root):
            continue
        twin = (
            _anchor(rule.anchor, record, known) if found.made == anchor.made and _alike(rule, record, story) else None
        )
        if found.first > anchor.made[1] or (twin and (twin.first, record.id) > (anchor.first, root.id)):
            days.append(found.first)
    return min(days, default=None)


def _alike(rule: Rule, record: Record, story: Story) -> bool:
    return type(record).kind == rule.anchor.record and rule.anchor.fits(record, story)


def _anchor(pick: Pick, record: Record, known: date) -> Anchor | None:
    """None too where the date lies after what was known, unless it is one that lies ahead by its nature (an expiry)."""
    for name in pick.dates:
        stated = stated_date(record, name)
        if stated and (found := span(stated)):
            field = KINDS[pick.record].fields.get(name)
            made = _own_day(record) if isinstance(field, Day) and field.future else found
            if made is not None and made[0] > known:
                return None
            return Anchor(record, stated, *found, made or found)
    return None


def _own_day(record: Record) -> tuple[date, date] | None:
    """The day of a record itself, whatever later day it speaks of."""
    return span(getattr(record, "date", None) or getattr(record, "start", None))
