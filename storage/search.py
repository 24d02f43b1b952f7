"""Finding a woman as the worker types: by name, pinyin, initials, group, and digits of her id or telephone.

An index in memory over a few strings, rebuilt from the ledger whenever it is opened; it is never the truth. Names and
pinyin match from the beginning, digits (three or more) anywhere, and several words narrow each other down.
``王xl`` mixes a character with initials, as people type.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import accumulate, islice
from threading import RLock

from app.values.lunar import read_number
from app.values.names import search_keys, sort_key, tidy_name

_SEPARATOR = "\n"
_FEWEST_DIGITS = 3
_GROUP = re.compile(r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})组")
_HEAD = re.compile(r"([^\x00-\x7f]+)([\x00-\x7f]*)")
"""Written characters, then how the rest sounds."""
_MOST_CHANGED = 500
"""Women whose changes are kept beside the large index before it is made again."""
_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)}


@dataclass(frozen=True, slots=True)
class Findable:
    """What is searched of one woman."""

    id: str
    name: str
    other_names: str | None
    id_number: str | None
    phone: str | None
    group: int | None
    open: bool


@dataclass(slots=True)
class _Entry:
    who: Findable
    written: tuple[str, ...]
    order: tuple[str, str]
    names: str
    sounds: str
    digits: str


class _Column:
    """One searchable text of all entries, each entry's part beginning at a known place."""

    def __init__(self, parts: list[str]) -> None:
        self._text = "".join(parts)
        self._starts = [0, *accumulate(len(part) for part in parts)]

    def next(self, wanted: str, number: int) -> int | None:
        """The first entry from a number on that contains the text."""
        at = self._text.find(wanted, self._starts[number])
        return None if at < 0 else bisect_right(self._starts, at) - 1


_Next = Callable[[int], int | None]
"""The first entry from a number on that has a certain word."""


class _Index:
    """Entries in the order of their names, and where words are found among them. Never changed."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: entry.order)
        self._names = _Column([entry.names for entry in self.entries])
        self._sounds = _Column([entry.sounds for entry in self.entries])
        self._digits = _Column([entry.digits for entry in self.entries])
        self._groups: defaultdict[int | None, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            self._groups[entry.who.group].append(number)

    def find(self, words: list[str]) -> Iterator[_Entry]:
        """The entries that have every word. Each word leads on to its next entry, until all of them meet in one."""
        if not words:
            yield from self.entries
            return
        nexts = [self._next(word) for word in words]
        number = 0
        while number < len(self.entries):
            met = number
            for next_entry in nexts:
                found = next_entry(met)
                if found is None:
                    return
                met = found
            if met == number or len(nexts) == 1:
                yield self.entries[met]
                met += 1
            number = met

    def _next(self, word: str) -> _Next:
        if (asked := _GROUP.fullmatch(word)) is not None:
            numbers = self._groups.get(int(asked[1]) if asked[1].isascii() else read_number(asked[1]), [])
            return lambda start: numbers[at] if (at := bisect_left(numbers, start)) < len(numbers) else None
        if word.isascii() and len(word) >= _FEWEST_DIGITS and word.rstrip("x").isdigit():
            return lambda start: self._digits.next(word, start)
        if word.isascii():
            return lambda start: self._sounds.next(_SEPARATOR + word.replace("'", ""), start)
        if (parts := _HEAD.fullmatch(word)) is not None and parts[2]:
            return self._mixed(tidy_name(parts[1]), parts[2].replace("'", ""))
        return lambda start: self._names.next(_SEPARATOR + tidy_name(word), start)

    def _mixed(self, written: str, rest: str) -> _Next:
        """``王xl``: found by how all of it sounds, then looked at whether the beginning is written so."""
        heard = search_keys(written)
        # Where each way of saying it is found next; a way that nobody's name has is looked for once.
        ahead = dict.fromkeys((_SEPARATOR + head + rest for head in (*heard.full, *heard.initials)), -1)
        nowhere = len(self.entries)

        def next_entry(start: int) -> int | None:
            while start < nowhere:
                for sound, found in ahead.items():
                    if found < start:
                        at = self._sounds.next(sound, start)
                        ahead[sound] = nowhere if at is None else at
                start = min(ahead.values())
                if start < nowhere:
                    if any(_continues(name, written, rest) for name in self.entries[start].written):
                        return start
                    start += 1
            return None

        return next_entry


class Search:
    """The index: a large one, and a small one of the women who changed since that was made.

    It may be asked in one thread while another keeps it: a window asks at every key without waiting for the ledger.
    """

    def __init__(self, women: Iterable[Findable] = ()) -> None:
        self._guard = RLock()
        self._entries = {who.id: _entry(who) for who in women}
        self._changed: set[str] = set()
        self._large: _Index | None = None
        self._small: _Index | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, who: Findable) -> None:
        """Adds a woman or replaces what is known of her."""
        entry = _entry(who)
        with self._guard:
            self._entries[who.id] = entry
            self._touch(who.id)

    def remove(self, woman_id: str) -> None:
        """Forgets a woman."""
        with self._guard:
            if self._entries.pop(woman_id, None):
                self._touch(woman_id)

    def everyone(self, *, closed: bool = False) -> list[str]:
        """The ids of all women in the order of their names."""
        with self._guard:
            return [entry.who.id for entry in self._asked([]) if closed or entry.who.open]

    def find(self, typed: str, *, most: int = 200, closed: bool = True) -> list[str]:
        """The ids of the women who match every word typed, in the order of their names; nothing typed finds nobody.

        At most ``most``: a list longer than a few screens is narrowed by typing on, not read.
        """
        words = typed.translate(_FULL_WIDTH).lower().split()
        if not words:
            return []
        with self._guard:
            found = (entry.who.id for entry in self._asked(words) if closed or entry.who.open)
            return list(islice(found, most))

    def _touch(self, woman_id: str) -> None:
        self._changed.add(woman_id)
        self._small = None
        if len(self._changed) > _MOST_CHANGED:
            self._large = None

    def _asked(self, words: list[str]) -> Iterator[_Entry]:
        """The entries that have every word, in the order of their names."""
        if self._large is None:
            self._large, self._changed = _Index(self._entries.values()), set()
        if self._small is None:
            self._small = _Index(entry for i in self._changed if (entry := self._entries.get(i)))
        if not (changed := self._changed):
            return self._large.find(words)
        unchanged = (entry for entry in self._large.find(words) if entry.who.id not in changed)
        return merge(unchanged, self._small.find(words), key=lambda entry: entry.order)


def _continues(name: str, written: str, rest: str) -> bool:
    """Whether the part of a name after its written beginning sounds like what was typed on."""
    if not name.startswith(written):
        return False
    keys = search_keys(name[len(written) :]) if len(name) > len(written) else None
    return keys is not None and any(key.startswith(rest) for key in (*keys.full, *keys.initials))


def _entry(who: Findable) -> _Entry:
    names = tuple(tidy_name(name).lower() for name in [who.name, *(who.other_names or "").replace("、", " ").split()])
    sounds = [key for name in names for keys in [search_keys(name)] for key in (*keys.full, *keys.initials)]
    return _Entry(
        who,
        names,
        sort_key(who.name),
        "".join(_SEPARATOR + name for name in names),
        "".join(_SEPARATOR + sound for sound in dict.fromkeys(sounds)),
        f"{_SEPARATOR}{(who.id_number or '').lower()}{_SEPARATOR}{who.phone or ''}",
    )
