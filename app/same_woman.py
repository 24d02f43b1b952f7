"""Who stands for whom where one woman was written down twice (``Woman.merged_into``), and what two entries of hers say.

Entries that lead to one another are one woman. The one that is joined to nobody stands for her; two laptops that joined
A to B and B to A have made a ring, of which the smallest id stands. So every laptop answers the same, whatever order
the joins arrived in. An entry that was taken back or erased stands for nobody, but what it tied together stays together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from app.records import KINDS, Value, Woman
from app.records.fields import Flag, Text
from app.records.story import Story

_NEVER_CHOSEN = frozenset({"retired", "merged_into"})

TOGETHER: Mapping[str, tuple[str, ...]] = {
    "id_number": ("id_type", "id_number"),
    "status": ("status", "closed_reason", "closed_date"),
    "marital": ("marital", "marital_since"),
    "children_stated": ("children_stated", "girls_stated", "youngest_birth_stated"),
}
"""Fields that make sense only side by side are chosen as one, under the first name."""

_WITH = {name: head for head, names in TOGETHER.items() for name in names}

KEEP, OTHER, BOTH = "keep", "other", "both"
"""What can be chosen for a field: what the standing entry says, what the other says, or (for words) both."""

_ADDED_UP = frozenset({"note", "safe_contact", "other_names"})
"""Words that are not an answer to one question: both can stand."""


class Same:
    """Which entries are one woman. Made of the few entries that are joined at all; everybody else stands for herself."""

    def __init__(self, joined: Mapping[str, str], gone: Collection[str] = ()) -> None:
        """``joined``: entry → the entry it was joined to. ``gone``: ids among them of entries taken back or erased."""
        self._stands: dict[str, str] = {}
        self._entries: dict[str, tuple[str, ...]] = {}
        ends: dict[str, frozenset[str]] = {}
        groups: defaultdict[frozenset[str], set[str]] = defaultdict(set)
        for entry in joined:
            end = _end(entry, joined, ends)
            groups[end] |= {entry, joined[entry]}
        for end, members in groups.items():
            here = members - set(gone)
            if not here:
                continue
            stands = min(end & here or here)
            self._stands |= dict.fromkeys(members, stands)
            self._entries[stands] = (stands, *sorted(here - {stands}))

    def __bool__(self) -> bool:
        return bool(self._entries)

    def standing(self, entry: str) -> str:
        """The entry that stands for her."""
        return self._stands.get(entry, entry)

    def entries(self, entry: str) -> tuple[str, ...]:
        """All entries of hers, the standing one first."""
        stands = self.standing(entry)
        return self._entries.get(stands, (stands,))

    @property
    def women(self) -> Mapping[str, tuple[str, ...]]:
        """Every woman of more than one id by her standing entry, with all her entries."""
        return self._entries

    @property
    def hidden(self) -> frozenset[str]:
        """The entries another one stands for."""
        return frozenset(i for entries in self._entries.values() for i in entries[1:])


def standing_for(women: Iterable[Woman]) -> dict[str, str]:
    """The standing entry of each of these women who is not taken back, by her id."""
    everyone = list(women)
    here = {woman.id for woman in everyone if woman.retired is None}
    joined = {woman.id: woman.merged_into for woman in everyone if woman.merged_into}
    same = Same(joined, {i for pair in joined.items() for i in pair} - here)
    return {i: same.standing(i) for i in here}


def _end(entry: str, joined: Mapping[str, str], ends: dict[str, frozenset[str]]) -> frozenset[str]:
    """Where the way from an entry ends: an entry joined to nobody, or the ring it runs into."""
    way: list[str] = []
    place: dict[str, int] = {}
    here = entry
    while here not in ends and here not in place and here in joined:
        place[here] = len(way)
        way.append(here)
        here = joined[here]
    end = ends.get(here) or frozenset(way[place[here] :] if here in place else {here})
    ends.update(dict.fromkeys(way, end))
    return end


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing two entries say differently. ``field`` names it; ``fields`` are those chosen with it.

    ``may_be_both``: words of both can stand. ``chosen``: what is taken unless she says otherwise.
    """

    field: str
    fields: tuple[str, ...]
    keep: tuple[Value, ...]
    other: tuple[Value, ...]
    may_be_both: bool
    chosen: str


def preview(keep: Woman, other: Woman) -> tuple[Choice, ...]:
    """Field by field what differs, in the order of her page; nothing where both say the same.

    What only one of them says is taken. Her family's not knowing, and a page that is open, are taken from either.
    """
    found = []
    for name in KINDS[Woman.kind].fields:
        if name in _NEVER_CHOSEN or _WITH.get(name, name) != name:
            continue
        fields = TOGETHER.get(name, (name,))
        mine, hers = (tuple(getattr(w, f) for f in fields) for w in (keep, other))
        if mine != hers:
            both = name in _ADDED_UP and all(mine) and all(hers)
            found.append(Choice(name, fields, mine, hers, both, _likely(name, mine, hers, both=both)))
    return tuple(found)


def values_of(choices: Iterable[Choice], chosen: Mapping[str, str]) -> dict[str, Value]:
    """The fields of the standing entry that change with these choices (by ``Choice.field``; else as proposed)."""
    values: dict[str, Value] = {}
    for choice in choices:
        what = chosen.get(choice.field, choice.chosen)
        if what == OTHER:
            values |= dict(zip(choice.fields, choice.other, strict=True))
        elif what == BOTH and choice.may_be_both:
            values[choice.field] = _both(choice)
    return values


def _likely(name: str, mine: tuple[Value, ...], hers: tuple[Value, ...], *, both: bool) -> str:
    if both:
        return BOTH
    if name == "status":
        return KEEP if mine[0] == "open" else OTHER
    if isinstance(KINDS[Woman.kind].fields[name], Flag):
        return KEEP if mine[0] else OTHER
    said = [sum(value is not None for value in values) for values in (mine, hers)]
    main = TOGETHER.get(name, (name,)).index(name)
    if (mine[main] is None) != (hers[main] is None):
        return OTHER if mine[main] is None else KEEP
    longer = isinstance(mine[main], str) and mine[main] != hers[main] and str(hers[main]).startswith(str(mine[main]))
    return OTHER if said[1] > said[0] or (longer and name == "birth_date") else KEEP


def _both(choice: Choice) -> Value:
    field = KINDS[Woman.kind].fields[choice.field]
    between = "\n" if isinstance(field, Text) and field.lines > 1 else "；"
    words = between.join(dict.fromkeys((str(choice.keep[0]), str(choice.other[0]))))
    return words[: field.longest] if isinstance(field, Text) else words


def entries_of(story: Story) -> tuple[str, ...]:
    """The ids of all her entries, the standing one first: whom an erasure or a statement of hers is about."""
    return (story.woman.id, *(woman.id for woman in story.joined))


def likely_keep(one: Story, other: Story, entered: Callable[[str], int]) -> tuple[Story, Story]:
    """Which of two entries rather stands: the open one, then that with more records, then that entered first."""
    ordered = sorted(
        (one, other), key=lambda s: (s.woman.status != "open", -_records(s), entered(s.woman.id), s.woman.id)
    )
    return ordered[0], ordered[1]


def _records(story: Story) -> int:
    return len(story.visits) + len(story.methods) + len(story.children) + len(story.pregnancies) + len(story.consents)
