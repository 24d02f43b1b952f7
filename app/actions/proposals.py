"""A worker answers what the county proposed: accepted, accepted with changes, declined (``docs/sync.md`` §12).

Whatever is written has ids that follow from the proposal's: two laptops that accept the same one make one record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.actions import Fresh
from app.actions.births import correct_delivery, correct_pregnancy, deliver
from app.actions.women import close
from app.errors import InputError
from app.proposals import (
    GOES_WITH_HER,
    NEVER_HANDED_OVER,
    Birth,
    Correction,
    HandedOver,
    Moved,
    Open,
    Past,
    answer_id,
    derived,
)
from app.records import KINDS, Audience, Child, Delivery, Pregnancy, Proposal, ProposalAnswer, Record, Value, Woman
from app.records.checks import walls
from app.records.fields import Ref
from app.records.story import Story
from app.records.writes import Add, Edit, Write
from app.same_woman import entries_of
from app.values.dates import of_day, span

ACCEPTED, CHANGED, DECLINED = "accepted", "changed", "declined"

_SAME_BIRTH_DAYS = 14
"""A delivery of hers so near to the one told is that one: nobody bears children twice within so many days."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the worker wrote otherwise before she accepted.

    ``values``: fields of the delivery of a birth, or of a correction. ``children``: one mapping for each child of a birth.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    children: Sequence[Mapping[str, Value]] = ()


def accept(open_one: Open, story: Story, *, on: date, changes: Changes | None = None) -> Sequence[Write]:
    """What accepting it writes, and the answer. ``story``: hers whom it is about.

    Raises InputError ``proposal.gone`` where the record that was to be corrected is no longer hers.
    """
    proposal, told = open_one.proposal, open_one.told
    by = changes or Changes()
    writes: Sequence[Write] = ()
    if isinstance(told, Birth):
        writes = _birth(proposal, told, story, by)
    elif isinstance(told, Correction):
        writes = _correction(told, story, {**told.values, **by.values})
    elif isinstance(told, HandedOver):
        writes = _handed_over(proposal, told, story, on)
    elif isinstance(told, Moved) and story.woman.status != "closed":
        day = min(proposal.date, of_day(on))  # the county's clock may run ahead of this one
        writes = close(story, "moved_out", day, fresh=_fresh(proposal, "moved"))
    return (*writes, answer(proposal, CHANGED if changes else ACCEPTED, on=on))


def decline(proposal: Proposal, *, on: date) -> Sequence[Write]:
    """Nothing of it is taken over; the county hears that."""
    return (answer(proposal, DECLINED, on=on),)


def answer(proposal: Proposal, state: str, *, on: date) -> Write:
    """What became of a proposal."""
    day = of_day(on)
    return Add(
        ProposalAnswer(
            id=answer_id(proposal.id, state, day), subject=proposal.subject, proposal=proposal.id, state=state, date=day
        )
    )


def _fresh(proposal: Proposal, what: str) -> Fresh:
    numbers = _counting()
    return lambda: derived(proposal.id, f"{what} {next(numbers)}")


def _counting() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


# --- a birth ---------------------------------------------------------------------------------------------------------


def known_birth(story: Story, on: str) -> Delivery | None:
    """The delivery of hers that is already written down and must be the one told of."""
    day = span(on)
    for delivery in reversed(story.deliveries):
        other = span(delivery.date)
        if day and other and other[0] <= day[1] and day[0] <= other[1]:
            return delivery
        if day and other and abs((day[0] - other[0]).days) <= _SAME_BIRTH_DAYS:
            return delivery
    return None


def _birth(proposal: Proposal, told: Birth, story: Story, by: Changes) -> Sequence[Write]:
    values: dict[str, Value] = {**told.delivery, **by.values}
    children = [{**child, **more} for child, more in zip(told.children, _as_many(by.children, told), strict=True)]
    known = known_birth(story, str(values["date"]))
    if known is None:
        said = {name: value for name, value in values.items() if value is not None}
        return deliver(story, said, children, fresh=_fresh(proposal, "birth"))
    writes: list[Write] = list(_filled(known, values))
    mine = [child for child in story.children if child.delivery == known.id]
    if len(mine) == len(children):
        for child, more in zip(mine, children, strict=True):
            writes += _filled(child, more)
    return writes


def _as_many(changed: Sequence[Mapping[str, Value]], told: Birth) -> Sequence[Mapping[str, Value]]:
    return changed or [{} for _ in told.children]


def _filled(record: Record, told: Mapping[str, Value]) -> Sequence[Write]:
    """What is not known of a record yet; what the village wrote stays."""
    new = {name: value for name, value in told.items() if value is not None and getattr(record, name) in (None, "0")}
    return (Edit(record.kind, record.id, new),) if new else ()


# --- a correction ----------------------------------------------------------------------------------------------------


def corrected(told: Correction, story: Story) -> Record | None:
    """The record a correction is about, as it stands here."""
    among: tuple[Record, ...] = (story.woman, *story.joined, *story.children, *story.deliveries, *story.pregnancies)
    return next((record for record in among if (record.kind, record.id) == (told.kind, told.record)), None)


def _correction(told: Correction, story: Story, values: Mapping[str, Value]) -> Sequence[Write]:
    record = corrected(told, story)
    if record is None:
        raise InputError("proposal.gone")
    new = {name: value for name, value in values.items() if getattr(record, name) != value}
    if isinstance(record, Delivery):
        return correct_delivery(story, record, new)
    if isinstance(record, Pregnancy):
        return correct_pregnancy(record, new)
    return (Edit(record.kind, record.id, new),) if new else ()


# --- her record from before ------------------------------------------------------------------------------------------


def _handed_over(proposal: Proposal, told: HandedOver, story: Story, on: date) -> Sequence[Write]:
    """The records about her entry here, under ids of their own; what is written down here already is not told twice."""
    here = {past.id: known for past in told.records if (known := _known(past, story))}
    ids = here | {past.id: derived(proposal.id, past.id) for past in told.records if past.id not in here}
    writes: list[Write] = []
    for past in told.records:
        if past.kind == Woman.kind:
            hers = {name: past.values[name] for name in GOES_WITH_HER if name in past.values}
            writes += _filled(story.woman, hers)
        elif past.id not in here and (record := _record(past, ids, story.woman.id, on)) is not None:
            writes.append(Add(record))
    return writes


def _record(past: Past, ids: Mapping[str, str], subject: str, on: date) -> Record | None:
    """The record as it stands here; None for what this program has no place for, or what cannot stand."""
    kind = KINDS.get(past.kind)
    if (
        kind is None
        or kind.audience is not Audience.COUNTY
        or past.kind in NEVER_HANDED_OVER
        or past.values.get("retired")
    ):
        return None
    values = {name: past.values[name] for name in kind.county_fields if name in past.values}
    for name, described in kind.fields.items():
        if isinstance(described, Ref) and name in values:
            values[name] = ids.get(str(values[name]))
    try:
        record = kind.cls(id=ids[past.id], subject=subject, **values)  # type: ignore[arg-type]  # fields of the kind
    except TypeError:
        return None  # a required field was not told
    return None if walls(record, on) else record


def _known(past: Past, story: Story) -> str | None:
    """The id of the record here that says the same: a child she told of when she came, the pregnancy she is in."""
    entries = entries_of(story)
    if past.kind == Woman.kind:
        return entries[0]
    among: dict[str, tuple[tuple[Record, ...], tuple[str, ...]]] = {
        Child.kind: (story.children, ("birth_date", "sex")),
        Delivery.kind: (story.deliveries, ("date",)),
        Pregnancy.kind: (story.pregnancies, ("edd",)),
        "method_use": (story.methods, ("method", "start")),
        "screening": (story.screenings, ("screen", "date")),
        "visit": (story.visits, ("visit_kind", "date")),
        "life_event": (story.life_events, ("event", "date")),
    }
    records, names = among.get(past.kind, ((), ()))
    wanted = tuple(past.values.get(name) for name in names)
    if not names or None in wanted:
        return None
    return next((r.id for r in records if tuple(getattr(r, name) for name in names) == wanted), None)
