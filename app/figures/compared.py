"""A closed month beside the books of today: what moved since, and which records moved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    said = frozen(reports, figures.period.code)
    if said is None:
        return ()
    everything = tuple(known)
    changes = (
        _change(said, code, figure.value, figure.trace, everything)
        for code, figure in figures.figures.items()
        if code in said.counts
    )
    return tuple(change for change in changes if change is not None)


def _change(said: Frozen, code: str, now: int | None, trace: Sequence[str], everything: Sequence[str]) -> Change | None:
    def tags(name: str) -> set[str]:
        return {tag_of(key, name) for key in said.keys}

    then = said.tags.get(code, _NONE)
    counted = {name: tags(name) for name in trace}
    added = tuple(name for name, own in counted.items() if not own & then)
    missing = then.difference(*counted.values())
    left = tuple(name for name in everything if name not in counted and tags(name) & missing) if missing else ()
    erased = len(missing.difference(*(tags(name) for name in left)))
    change = Change(code, said.counts[code], now, added, left, erased)
    return change if added or left or change.by else None
