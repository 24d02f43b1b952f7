"""Women who may have been written down twice: the same id, the same name and birthday, or alike by ear at one address.

Nothing here decides anything. Only women who share a key are compared, so a whole county takes about a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from app.records import Woman
from app.values.identity import lengthened, read_id
from app.values.names import sort_key, tidy_name

ID, PERSON, SPOUSE, HOUSEHOLD = "id", "person", "spouse", "household"
"""Why two entries may be one woman, the strongest first."""

_FULL_ID = 15
"""An id has at least so many characters; what is shorter is a dash or a number made up for the form."""

_ALL_PAIRS = 8
"""In a larger group each is compared with the next only: an id typed for fifty women is one mistake, not a thousand."""

_YEARS_APART = 2
"""Who was surely born further apart than this is not one woman for sounding alike."""


Key = Callable[[Woman], Iterable[Hashable]]
"""What a woman shares with those she is compared with."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one woman, the smaller id first, and why: any of the codes above."""

    one: str
    other: str
    why: tuple[str, ...]


def likely(women: Iterable[Woman], two_people: Collection[frozenset[str]] = ()) -> tuple[Pair, ...]:
    """Every pair that is likely enough to ask about, the strongest reasons first, then by id.

    ``women``: one entry each, those that stand. ``two_people``: pairs somebody said are two people. Women who both have
    a valid id, and not the same, are never one.
    """
    everyone = [woman for woman in women if woman.retired is None]
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for why, key, finer, alike in _WAYS:
        for one, other in _sharing(everyone, key, finer):
            if alike(one, other) and not _certainly_two(one, other):
                first, second = sorted((one.id, other.id))
                found[first, second].append(why)
    pairs = (Pair(*ids, tuple(dict.fromkeys(why))) for ids, why in found.items() if frozenset(ids) not in two_people)
    order = (ID, PERSON, SPOUSE, HOUSEHOLD)
    return tuple(sorted(pairs, key=lambda pair: (order.index(pair.why[0]), pair.one, pair.other)))


@lru_cache(maxsize=200_000)
def sound(name: str) -> str:
    """How a name sounds to an ear of the south: no tones; zh is z, n is l, h before u is f, and ng at the end is n."""
    spoken = sort_key(name)[0].partition("\t")[0]
    return " ".join(_heard(syllable) for syllable in spoken.split(" "))


def _heard(syllable: str) -> str:
    if syllable == "hu":
        return "fu"
    for written, heard in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("hu", "f")):
        if syllable.startswith(written):
            syllable = heard + syllable[len(written) :]
            break
    if syllable.endswith(("eng", "ing")):
        syllable = syllable[:-1]
    return syllable


def _sharing(women: Sequence[Woman], key: Key, finer: Key | None = None) -> Iterator[tuple[Woman, Woman]]:
    """Pairs of women who share a key, and a finer one too. How a name sounds is worked out only where it may matter."""
    groups: defaultdict[Hashable, list[Woman]] = defaultdict(list)
    for woman in women:
        for one in key(woman):
            groups[one].append(woman)
    for group in groups.values():
        if len(group) > 1 and finer is not None:
            yield from _sharing(group, finer)
        elif 1 < len(group) <= _ALL_PAIRS:
            yield from combinations(group, 2)
        elif len(group) > 1:
            yield from pairwise(group)


def _by_id(woman: Woman) -> Iterator[Hashable]:
    if woman.id_number and len(woman.id_number) >= _FULL_ID:
        yield lengthened(woman.id_number)


def _by_person(woman: Woman) -> Iterator[Hashable]:
    if woman.birth_date and woman.name:
        name = tidy_name(woman.name)
        yield name, woman.birth_date
        if len(woman.birth_date) > len("1994"):  # one of whom only the year is known may be any of that year
            yield name, woman.birth_date[:4]


def _by_spouse(woman: Woman) -> Iterator[Hashable]:
    if woman.spouse_name:
        yield tidy_name(woman.spouse_name)


def _by_household(woman: Woman) -> Iterator[Hashable]:
    if woman.household:
        yield woman.household


def _by_sound(woman: Woman) -> Iterator[Hashable]:
    yield sound(woman.name)


def _same(_one: Woman, _other: Woman) -> bool:
    return True


def _same_birthday(one: Woman, other: Woman) -> bool:
    """As far as each birth is known."""
    mine, hers = one.birth_date or "", other.birth_date or ""
    return mine.startswith(hers) or hers.startswith(mine)


def _as_old(one: Woman, other: Woman) -> bool:
    years = [int(w.birth_date[:4]) for w in (one, other) if w.birth_date]
    far = len(years) == 2 and abs(years[0] - years[1]) > _YEARS_APART
    return not far


def _certainly_two(one: Woman, other: Woman) -> bool:
    ids = [w.id_number for w in (one, other) if w.id_number]
    return len(ids) == 2 and lengthened(ids[0]) != lengthened(ids[1]) and all(read_id(i).valid for i in ids)


_WAYS: tuple[tuple[str, Key, Key | None, Callable[[Woman, Woman], bool]], ...] = (
    (ID, _by_id, None, _same),
    (PERSON, _by_person, None, _same_birthday),
    (SPOUSE, _by_spouse, _by_sound, _as_old),
    # Sisters at one address sound alike too: there only who may have the same birthday is asked about.
    (HOUSEHOLD, _by_household, _by_sound, _same_birthday),
)
