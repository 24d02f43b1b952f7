"""Counts of the cupboard and of the records themselves: protection handed out, days without, and how good the books are.

- *CYP* 夫妇年保护: couple-years of protection, by the versioned table ``resources/indicators/cyp.toml``. The start of an
  injectable is its first injection; one written down as a visit of the same day too is the same.
- *Days without*: for each item the days of the period at whose end nothing could be handed out, summed.
- *Complete*: of the fields ``resources/indicators/quality.toml`` names, for records of the period, those filled.
- *In time*: of the records about an event of the period, those written down within so many days of it.
- *Left out*: found by comparing with a list, of all that should have been there. *Right*: of the values looked at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from app.figures.facts import Facts
from app.figures.people import Count, Trace
from app.records import MethodUse, Record, Visit
from app.records.story import Story
from app.supplies.month import days_out
from app.values.dates import span


@dataclass(frozen=True, slots=True)
class Factors:
    """Couple-years by what was begun, given or injected.

    ``articles``: for one piece, cycle or dose. ``implants``: (whole years it lasts at least, couple-years), longest first.
    """

    edition: str
    methods: Mapping[str, Fraction]
    implants: tuple[tuple[int, Fraction], ...]
    articles: Mapping[str, Fraction]
    injections: Mapping[str, Fraction]


@cache
def factors() -> Factors:
    """The table, read once."""
    told = tomllib.loads((files("resources") / "indicators" / "cyp.toml").read_text(encoding="utf-8"))

    def years(name: str) -> Mapping[str, Fraction]:
        return MappingProxyType({key: Fraction(value) for key, value in told[name].items()})

    implants = sorted(((int(y), Fraction(v)) for y, v in told["implants"].items()), reverse=True)
    return Factors(told["edition"], years("methods"), tuple(implants), years("articles"), years("injections"))


def couple_years(facts: Facts) -> tuple[Fraction, Trace]:
    """Couple-years of protection of the period and the records they come from."""
    table = factors()
    total, trace = Fraction(0), []
    for use in facts.begun:
        years = _of_implant(use, table) if use.method == "implant" else table.methods.get(use.method)
        if years:
            total += years
            trace.append(use.id)
    for given, method in _injections(facts):
        if years := table.injections.get(method):
            total += years
            trace.append(given.id)
    stock = facts.village.stock
    for movement in stock.movements:
        item = stock.item_of(movement)
        sign = {"out": 1, "returned": -1}.get(movement.movement, 0)
        if item is None or not sign or not facts.period.holds(movement.date):
            continue
        if years := table.articles.get(item.article):
            total += sign * movement.quantity * (item.holds or 1) * years
            trace.append(movement.id)
    return total, tuple(trace)


def _of_implant(use: MethodUse, table: Factors) -> Fraction:
    """By how long the product lasts; the shortest where nobody wrote it down."""
    begun, over = span(use.start), span(use.expiry)
    lasts = round((over[1] - begun[0]).days / 365.25) if begun and over else 0
    return next((years for at_least, years in table.implants if lasts >= at_least), table.implants[-1][1])


def _injections(facts: Facts) -> Iterator[tuple[Record, str]]:
    """Injections given in the period, the one a use began with too, and the method each belongs to."""
    yield from ((use, use.method) for use in facts.begun if use.method in factors().injections)
    for story in facts.told:
        for visit in story.visits:
            if visit.injection_given == "yes" and visit.retired is None and facts.period.holds(visit.date):
                use = _injected(story, visit)
                if use and use.start != visit.date:
                    yield visit, use.method


def _injected(story: Story, visit: Visit) -> MethodUse | None:
    """The use an injection was of: the one the visit names, or the last begun of those not over before that day."""
    running = [
        m for m in story.methods
        if m.method in factors().injections and (m.id == visit.about or (visit.about is None and _holds(m, visit.date)))
    ]  # fmt: skip
    return running[-1] if running else None


def _holds(use: MethodUse, day: str) -> bool:
    begun, over = span(use.start), span(use.stop)
    return (begun is None or begun[0].isoformat() <= day) and (over is None or day <= over[1].isoformat())


def stock_out_days(facts: Facts) -> int:
    """Days without, over all items and months of the period up to today."""
    stock = facts.village.stock
    return sum(
        len(days_out(stock, item, month.month, facts.today)) for month in facts.period.months() for item in stock.items
    )


# ---- the records themselves ----


@dataclass(frozen=True, slots=True)
class Standard:
    """What good books hold.

    ``fields``: what should be filled, by kind. ``days``: within how many an event should be written down. ``events``:
    the field that dates one, by kind.
    """

    fields: Mapping[str, tuple[str, ...]]
    days: int
    events: Mapping[str, str]


@cache
def standard() -> Standard:
    """``resources/indicators/quality.toml``, read once."""
    told = tomllib.loads((files("resources") / "indicators" / "quality.toml").read_text(encoding="utf-8"))
    fields = {kind: tuple(names) for kind, names in told["fields"].items()}
    return Standard(MappingProxyType(fields), told["days"], MappingProxyType(dict(told["events"])))


def _of_period(facts: Facts) -> tuple[Record, ...]:
    """The women here, and the records of the period's events; looked for once, several counts ask."""
    found = facts.looked_up.get("books")
    if found is None:
        found = facts.looked_up["books"] = tuple(_looked_up(facts))
    return found


def _looked_up(facts: Facts) -> Iterator[Record]:
    events = standard().events
    for story in facts.here:
        yield story.woman
    for story in facts.told:
        for record in (*story.children, *story.deliveries, *story.methods, *story.visits, *story.moves):
            dated = getattr(record, events.get(record.kind, ""), None)
            if record.retired is None and facts.period.holds(dated):
                yield record


def field_names(record: Record) -> Iterator[tuple[str, str]]:
    """Each field of a record that should be filled, with the name its value has in a trace."""
    for field in standard().fields.get(record.kind, ()):
        yield field, f"{record.id}/{field}"


def wanted_fields(facts: Facts) -> Trace:
    """``record/field`` for every value that should be there."""
    return tuple(name for record in _of_period(facts) for _, name in field_names(record))


def filled_fields(facts: Facts) -> Trace:
    """Of these, those that are."""
    return tuple(
        name for record in _of_period(facts) for field, name in field_names(record)
        if getattr(record, field) not in (None, "")
    )  # fmt: skip


def dated_records(facts: Facts) -> Trace:
    """Records about an event of the period whose day of writing is known."""
    return tuple(record.id for record, _, _ in _entered(facts))


def in_time(facts: Facts) -> Trace:
    """Of these, written down within the days of the standard."""
    limit = timedelta(days=standard().days)
    return tuple(record.id for record, event, entered in _entered(facts) if entered - event <= limit)


def _entered(facts: Facts) -> Iterator[tuple[Record, date, date]]:
    events = standard().events
    for record in _of_period(facts):
        if record.kind == "woman" or record.id not in facts.village.entered:
            continue
        happened = span(getattr(record, events[record.kind]))
        if happened:
            yield record, happened[1], date.fromisoformat(facts.village.entered[record.id])


def list_sums(facts: Facts) -> tuple[int, int, Trace]:
    """Left out, and all that should have been there, over the comparisons of the period."""
    mine = [c for c in facts.village.list_checks if c.retired is None and facts.period.holds(c.date)]
    omitted = sum(c.omitted for c in mine)
    return omitted, omitted + sum(c.matched + c.differing for c in mine), tuple(c.id for c in mine)


def sampled(facts: Facts) -> Trace:
    """Values looked at in the quarter's check, dated in the period."""
    return tuple(
        i.id for i in facts.village.sample_items
        if i.retired is None and i.found in ("right", "wrong", "missing") and facts.period.holds(i.date)
    )  # fmt: skip


def sampled_right(facts: Facts) -> Trace:
    """Of these, right."""
    looked_at = set(sampled(facts))
    return tuple(i.id for i in facts.village.sample_items if i.id in looked_at and i.found == "right")


COUNTS: Mapping[str, Count] = {
    "fields_wanted": wanted_fields,
    "fields_filled": filled_fields,
    "records_dated": dated_records,
    "records_in_time": in_time,
    "values_sampled": sampled,
    "values_right": sampled_right,
}
