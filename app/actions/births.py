"""Pregnancies, how they end, and the children born."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.actions import Fresh, Values, made
from app.records import Child, Delivery, Pregnancy, Value, Woman
from app.records.story import Story
from app.records.timing import TERM_DAYS
from app.records.writes import Add, Edit, Write
from app.values import dates


def begin_pregnancy(story: Story, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """A pregnancy she tells of. An EDD nobody gave follows from an LMP known to the day."""
    told = made(Pregnancy, values, fresh=fresh, subject=story.woman.id)
    if told.edd is None and told.lmp and dates.precision(dates.parse(told.lmp)) is dates.Precision.DAY:
        due = dates.earliest(dates.parse(told.lmp)) + timedelta(days=TERM_DAYS)
        told = told.with_values(edd=dates.of_day(due), edd_basis="lmp")
    return (Add(told),)


def open_pregnancy(story: Story) -> Pregnancy | None:
    """The pregnancy whose end is not recorded; the latest where there are several."""
    delivered = {delivery.pregnancy for delivery in story.deliveries}
    going_on = [p for p in story.pregnancies if not p.outcome and not p.outcome_date and p.id not in delivered]
    return going_on[-1] if going_on else None


def end_pregnancy(story: Story, outcome: str, on: str, *, fresh: Fresh) -> Sequence[Write]:
    """A miscarriage, an abortion or another end without a birth: of the pregnancy recorded, or of one nobody knew of."""
    ended: dict[str, Value] = {"outcome": outcome, "outcome_date": on}
    if (going_on := open_pregnancy(story)) is not None:
        return (Edit(Pregnancy.kind, going_on.id, ended),)
    return (Add(Pregnancy(id=fresh(), subject=story.woman.id, outcome=outcome, outcome_date=on)),)


def deliver(story: Story, values: Values, children: Sequence[Values], *, fresh: Fresh) -> Sequence[Write]:
    """A delivery and the children born by it, twins and the stillborn too; the pregnancy it ends is closed.

    ``values`` of the delivery, ``children`` one mapping each (``sex``, ``born``, ``name``, weight …). Birth date, birth
    order among the live-born and plurality follow. Numbers a roster stated of her children are carried on.
    """
    delivery = made(Delivery, values, fresh=fresh, subject=story.woman.id)
    going_on = open_pregnancy(story)
    writes: list[Write] = []
    if delivery.pregnancy is None and going_on is not None:
        delivery = delivery.with_values(pregnancy=going_on.id)
    if delivery.pregnancy is not None:
        writes.append(Edit(Pregnancy.kind, delivery.pregnancy, {"outcome": "delivery", "outcome_date": delivery.date}))
    writes.append(Add(delivery))
    born = [
        made(
            Child,
            {"birth_date": delivery.date, "plurality": len(children), **child, "delivery": delivery.id},
            fresh=fresh,
            subject=story.woman.id,
        )
        for child in children
    ]
    before = max(len(_live(story.children)), story.woman.children_stated or 0)
    live = _live(born)
    orders = {child.id: before + place for place, child in enumerate(live, 1)}
    writes += [
        Add(child if child.birth_order else child.with_values(birth_order=orders.get(child.id))) for child in born
    ]
    return (*writes, *_counted_on(story.woman, live, delivery.date))


def add_child(story: Story, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """A child she already has: born before the ledger, or adopted."""
    return (Add(made(Child, values, fresh=fresh, subject=story.woman.id)),)


def _live(children: Sequence[Child]) -> list[Child]:
    return [child for child in children if child.born == "live" and child.relation == "birth"]


def _counted_on(woman: Woman, live: Sequence[Child], on: str) -> Sequence[Write]:
    if woman.children_stated is None or not live:
        return ()
    counted: dict[str, Value] = {"children_stated": woman.children_stated + len(live), "youngest_birth_stated": on}
    if woman.girls_stated is not None and all(child.sex in ("1", "2") for child in live):
        counted["girls_stated"] = woman.girls_stated + sum(child.sex == "2" for child in live)
    return (Edit(Woman.kind, woman.id, counted),)
