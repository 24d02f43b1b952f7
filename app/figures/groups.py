"""Figures by village group 村民组: only those that tell of no method, pregnancy, wish or answer of anybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.figures.behind import Behind

BY_GROUP = frozenset({
    "women_15_49", "women_middle", *(f"women_{low}_{low + 4}" for low in range(15, 50, 5)), "births", "deaths",
    "deaths_women", "deaths_children", "marriages", "divorces", "moves_in", "moves_out", "followups_due", "children_0_6",
    "children_seen", "fields_wanted", "fields_filled", "records_dated", "records_in_time",
})  # fmt: skip
"""Left out on purpose: methods, choice, supplies, care of a pregnancy, planning, who declined or was not met, sex at birth,
births by age. In a group of twenty doors a number is a person."""


def by_group(code: str, people: Iterable[Behind]) -> tuple[tuple[int | None, int], ...]:
    """How many of those behind a figure belong to each group, in the order of the groups; None where no group is known.

    Nothing for a figure that is not told by group.
    """
    if code not in BY_GROUP:
        return ()
    counts = Counter(one.woman.group for one in people if one.woman is not None)
    return tuple(sorted(counts.items(), key=lambda pair: (pair[0] is None, pair[0] or 0)))
