"""A closed month beside the books of today: what moved since, and which records moved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.figures.closing import Change, standing, tag_of, told, traced
from app.figures.model import Figures
from app.records import MonthReport


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is said of a closed month, the late facts that later reports carry included.

    ``counts``: by figure. ``tags``: by figure, those of what was counted. ``keys``: what they may have been made with.
    """

    counts: Mapping[str, int | None]
    tags: Mapping[str, frozenset[str]]
    keys: tuple[str, ...]


def frozen(reports: Iterable[MonthReport], month: str) -> Frozen | None:
    """What is said of a month; None while it is open."""
    known = tuple(reports)
    report = standing(known, month)
    if report is None:
        return None
    counts, tags = dict(told(report).counts), dict(traced(report).counts)
    carriers = _carriers(known, report)
    for carrier in carriers:
        for code, moved in told(carrier).late[month].items():
            counts[code] = (counts.get(code) or 0) + moved
            gone, come = (
                part.get(month, {}).get(code, _NONE) for part in (traced(carrier).left, traced(carrier).added)
            )
            tags[code] = tags.get(code, _NONE) - gone | come
    return Frozen(counts, tags, tuple(sorted({report.key, *(carrier.key for carrier in carriers)})))


_NONE: frozenset[str] = frozenset()


def _carriers(reports: Sequence[MonthReport], since: MonthReport) -> list[MonthReport]:
    """The standing reports of later months that carry late facts of this one and that it did not know; oldest first."""
    later = sorted({r.month for r in reports if r.month > since.month and r.retired is None})
    found = [report for month in later if (report := standing(reports, month))]
    mine = [r for r in found if since.month in told(r).late and r.id not in told(since).knows]
    return sorted(mine, key=lambda r: (len(told(r).knows), r.id))


def differences(reports: Iterable[MonthReport], figures: Figures, known: Iterable[str]) -> tuple[Change, ...]:
    """What the books say now against what the closed month of ``figures`` says, by figure; nothing while it is open.

    ``known``: the names of everything in the books that a figure could count, whether it does or not: record ids,
    and ``record/field`` or ``rule/anchor/occurrence`` where figures name those.
    """
    found = compared(reports, figures, known)
    return found.changes if found else ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A closed month beside the books. ``erased``: how many records it counted are no longer in the ledger at all.

    ``gone``: by figure, what stands for them in the report: a correction keeps it, so that erasing changes no figure.
    """

    changes: tuple[Change, ...]
    erased: int
    gone: Mapping[str, frozenset[str]]


def compared(reports: Iterable[MonthReport], figures: Figures, known: Iterable[str]) -> Compared | None:
    """As ``differences``, with what was erased; None while the month is open."""
    said = frozen(reports, figures.period.code)
    if said is None:
        return None
    everything = tuple(known)

    @cache
    def tags(name: str) -> frozenset[str]:
        return frozenset(tag_of(key, name) for key in said.keys)

    changes, erased_records, gone = [], set[str](), dict[str, frozenset[str]]()
    for code, figure in figures.figures.items():
        if code not in said.counts:
            continue
        then = said.tags.get(code, _NONE)
        counted = {name: tags(name) for name in figure.trace}
        added = tuple(name for name, own in counted.items() if not own & then)
        missing = then.difference(*counted.values())
        left = tuple(name for name in everything if name not in counted and tags(name) & missing) if missing else ()
        erased = missing.difference(*(tags(name) for name in left))
        if erased:
            gone[code] = erased
        if not code.startswith(_NOT_RECORDS):
            erased_records |= erased
        change = Change(code, said.counts[code], figure.value, added, left, len(erased))
        if added or left or change.by:
            changes.append(change)
    return Compared(tuple(changes), len(erased_records), gone)


_NOT_RECORDS = ("followups_", "fields_")
"""Figures whose traces name values and follow-ups; the records they belong to are counted elsewhere."""
