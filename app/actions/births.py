"""Pregnancies, how they end, and the children born; also months late, and corrected afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from app.actions import Fresh, Values, made
from app.followups.life import dating
from app.people import weeks_on
from app.records import Child, Delivery, Pregnancy, Value, Woman
from app.records.story import Story
from app.records.timing import TERM_DAYS, surely_before
from app.records.writes import Add, Edit, Write, retire
from app.values import dates
from app.values.dates import span

_LONGEST = timedelta(weeks=46)
_WEEKS_AT_BIRTH = range(12, 47)
"""What ``Child.gestation_weeks`` takes."""


def begin_pregnancy(story: Story, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """A pregnancy she tells of. An EDD nobody gave follows from an LMP known to the day, the weeks at booking from both.

    ``lmp_known`` = ``unknown`` means that there is no LMP, whatever was typed before; what she said stays as she said it.
    """
    told = made(Pregnancy, values, fresh=fresh, subject=story.woman.id)
    if told.lmp_known == "unknown":
        told = told.with_values(lmp=None)
    if told.edd is None and (due := _by_lmp(told.lmp)):
        told = told.with_values(edd=due, edd_basis="lmp")
    booked = span(told.booked_date)
    if told.booked_weeks is None and booked and booked[0] == booked[1] and (weeks := weeks_on(told, booked[0])):
        told = told.with_values(booked_weeks=weeks[0])
    return (Add(told),)


def correct_pregnancy(told: Pregnancy, changed: Values) -> Sequence[Write]:
    """Corrects what was told. A corrected LMP moves the EDD that was counted from it, and no other."""
    new = {name: value for name, value in changed.items() if getattr(told, name) != value}
    now = told.with_values(**new)
    if now.lmp_known == "unknown" and now.lmp:
        new["lmp"] = None
        now = now.with_values(lmp=None)
    if "edd" not in new and "lmp" in new and now.edd_basis == "lmp":
        new["edd"] = _by_lmp(now.lmp)
        if new["edd"] is None:
            new["edd_basis"] = None
    return (Edit(Pregnancy.kind, told.id, new),) if new else ()


def _by_lmp(lmp: str | None) -> str | None:
    """The EDD that follows from an LMP known to the day."""
    known = span(lmp)
    return dates.of_day(known[0] + timedelta(days=TERM_DAYS)) if known and known[0] == known[1] else None


def open_pregnancy(story: Story) -> Pregnancy | None:
    """The pregnancy whose end is not recorded; the latest where there are several."""
    going_on = _open(story)
    return going_on[-1] if going_on else None


def _open(story: Story) -> list[Pregnancy]:
    delivered = {delivery.pregnancy for delivery in story.deliveries}
    return [p for p in story.pregnancies if not p.outcome and not p.outcome_date and p.id not in delivered]


def pregnancy_ending(story: Story, on: str | None) -> Pregnancy | None:
    """The open pregnancy that a birth or loss on a day ends; None where each began only after that day.

    A birth told of late may belong to an earlier pregnancy than the one that is going on now.
    """
    begun = [p for p in _open(story) if not surely_before(on, _began(p))]
    day = span(on)
    near = [p for p in begun if day and (start := span(dating(p))) and day[0] - start[0] <= _LONGEST]
    return next(iter([*reversed(near), *reversed(begun)]), None)


def _began(pregnancy: Pregnancy) -> str | None:
    return dating(pregnancy) or pregnancy.booked_date or pregnancy.ultrasound_date


def end_pregnancy(story: Story, outcome: str, on: str, *, fresh: Fresh) -> Sequence[Write]:
    """A miscarriage, an abortion or another end without a birth: of the pregnancy recorded, or of one nobody knew of."""
    ended: dict[str, Value] = {"outcome": outcome, "outcome_date": on}
    if (going_on := pregnancy_ending(story, on)) is not None:
        return (Edit(Pregnancy.kind, going_on.id, ended),)
    return (Add(Pregnancy(id=fresh(), subject=story.woman.id, outcome=outcome, outcome_date=on)),)


def deliver(story: Story, values: Values, children: Sequence[Values], *, fresh: Fresh) -> Sequence[Write]:
    """A delivery and the children born by it, twins and the stillborn too; the pregnancy it ends is closed.

    ``values`` of the delivery, ``children`` one mapping each (``sex``, ``born``, ``name``, weight …). Birth date, weeks,
    birth order among the live-born and plurality follow. Numbers a roster stated of her children are carried on.
    """
    delivery = made(Delivery, values, fresh=fresh, subject=story.woman.id)
    ended = pregnancy_ending(story, delivery.date) if delivery.pregnancy is None else None
    writes: list[Write] = []
    if ended is not None:
        delivery = delivery.with_values(pregnancy=ended.id)
    if delivery.pregnancy is not None:
        writes.append(Edit(Pregnancy.kind, delivery.pregnancy, {"outcome": "delivery", "outcome_date": delivery.date}))
    writes.append(Add(delivery))
    follows: dict[str, Value] = {"birth_date": delivery.date, "plurality": len(children)}
    if (weeks := _weeks_at(ended, delivery.date)) is not None:
        follows["gestation_weeks"] = weeks
    born = [
        made(Child, {**follows, **child, "delivery": delivery.id}, fresh=fresh, subject=story.woman.id)
        for child in children
    ]
    before, live = _born_before(story, delivery.date), _live(born)
    orders = {child.id: before + place for place, child in enumerate(live, 1)}
    writes += [
        Add(child if child.birth_order else child.with_values(birth_order=orders.get(child.id))) for child in born
    ]
    return (*writes, *_counted_on(story.woman, live, delivery.date))


def _weeks_at(pregnancy: Pregnancy | None, on: str) -> int | None:
    day = span(on)
    if pregnancy is None or not day or day[0] != day[1]:
        return None
    weeks = weeks_on(pregnancy, day[0])
    return weeks[0] if weeks and weeks[0] in _WEEKS_AT_BIRTH else None


def _born_before(story: Story, on: str) -> int:
    """How many children she had borne alive before a day: those recorded, and those a roster only counted."""
    live = _live(story.children)
    only_stated = max(0, (story.woman.children_stated or 0) - len(live))
    return only_stated + sum(not surely_before(on, child.birth_date) for child in live)


def correct_delivery(story: Story, told: Delivery, changed: Values) -> Sequence[Write]:
    """Corrects a delivery; its children and the pregnancy it ended move with its date, where they had its date."""
    new = {name: value for name, value in changed.items() if getattr(told, name) != value}
    writes: list[Write] = [Edit(Delivery.kind, told.id, new)] if new else []
    if "date" in new:
        writes += [
            Edit(Child.kind, child.id, {"birth_date": new["date"]})
            for child in story.children
            if child.delivery == told.id and child.birth_date == told.date
        ]
        writes += [
            Edit(Pregnancy.kind, pregnancy.id, {"outcome_date": new["date"]})
            for pregnancy in story.pregnancies
            if pregnancy.id == told.pregnancy and pregnancy.outcome_date == told.date
        ]
    return tuple(writes)


def take_back_delivery(story: Story, told: Delivery) -> Sequence[Write]:
    """A delivery recorded by mistake: its children go with it, the pregnancy is open again, stated numbers are as before."""
    born = [child for child in story.children if child.delivery == told.id]
    writes: list[Write] = [retire(told, "mistake"), *(retire(child, "mistake") for child in born)]
    writes += [
        Edit(Pregnancy.kind, pregnancy.id, {"outcome": None, "outcome_date": None})
        for pregnancy in story.pregnancies
        if pregnancy.id == told.pregnancy and pregnancy.outcome == "delivery"
    ]
    return (*writes, *_counted(story.woman, _live(born), -1))


def add_child(story: Story, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """A child she already has: born before the ledger, adopted, or come with a husband (``joined_date``)."""
    return (Add(made(Child, values, fresh=fresh, subject=story.woman.id)),)


def child_gone(child: Child, ended: str, on: str | None) -> Sequence[Write]:
    """A child who died or no longer lives with her. A number stated of her children stays what was stated."""
    return (Edit(Child.kind, child.id, {"ended": ended, "ended_date": on}),)


def _live(children: Iterable[Child]) -> list[Child]:
    return [child for child in children if child.born == "live" and child.relation == "birth"]


def _counted_on(woman: Woman, live: Sequence[Child], on: str) -> Sequence[Write]:
    if woman.children_stated is None or not live:
        return ()
    youngest = max(on, woman.youngest_birth_stated or "")
    return _counted(woman, live, 1, {"youngest_birth_stated": youngest})


def _counted(
    woman: Woman, children: Sequence[Child], way: int, also: Mapping[str, Value] | None = None
) -> Sequence[Write]:
    """The numbers a roster stated, with children more or fewer; nothing where none were stated."""
    if woman.children_stated is None or not children:
        return ()
    counted: dict[str, Value] = {**(also or {}), "children_stated": max(0, woman.children_stated + way * len(children))}
    if woman.girls_stated is not None and all(child.sex in ("1", "2") for child in children):
        counted["girls_stated"] = max(0, woman.girls_stated + way * sum(child.sex == "2" for child in children))
    return (Edit(Woman.kind, woman.id, counted),)
