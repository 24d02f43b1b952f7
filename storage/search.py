"""Finding a woman as the worker types: by name, pinyin, initials, group, and digits of her id or telephone.

An index in memory over a few strings, rebuilt from the ledger whenever it is opened; it is never the truth. Names and
pinyin match from the beginning, digits (three or more) anywhere, and several words narrow each other down.
``王xl`` mixes a character with initials, as people type.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from threading import RLock

from app.values.lunar import read_number
from app.values.names import search_keys, sort_key, tidy_name

_SEPARATOR = "\n"
_FEWEST_DIGITS = 3
_GROUP = re.compile(r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})组")
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
    order: tuple[str, str]
    names: str
    sounds: str
    digits: str


class _Column:
    """One searchable text of all entries, each entry's part beginning at a known place."""

    def __init__(self, parts: list[str]) -> None:
        self._text = "".join(parts)
        self._starts = [0, *accumulate(len(part) for part in parts)]

    def matches(self, wanted: str, most: int) -> list[int]:
        """Numbers of the entries that contain the text, in order, at most ``most``."""
        found: list[int] = []
        at = self._text.find(wanted)
        while at >= 0 and len(found) < most:
            entry = bisect_right(self._starts, at) - 1
            found.append(entry)
            at = self._text.find(wanted, self._starts[entry + 1])
        return found


class Search:
    """The index. ``put`` and ``remove`` keep it; the texts are joined again at the next question.

    It may be asked in one thread while another keeps it: a window asks at every key without waiting for the ledger.
    """

    def __init__(self, women: Iterable[Findable] = ()) -> None:
        self._guard = RLock()
        self._entries = {who.id: _entry(who) for who in women}
        self._in_order: list[_Entry] | None = None
        self._columns: dict[str, _Column] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, who: Findable) -> None:
        """Adds a woman or replaces what is known of her."""
        entry = _entry(who)
        with self._guard:
            self._entries[who.id] = entry
            self._in_order = None

    def remove(self, woman_id: str) -> None:
        """Forgets a woman."""
        with self._guard:
            self._entries.pop(woman_id, None)
            self._in_order = None

    def everyone(self, *, closed: bool = False) -> list[str]:
        """The ids of all women in the order of their names."""
        with self._guard:
            return [e.who.id for e in self._ordered() if closed or e.who.open]

    def find(self, typed: str, *, most: int = 200, closed: bool = True) -> list[str]:
        """The ids of the women who match every word typed, in the order of their names; nothing typed finds nobody.

        At most ``most``: a list longer than a few screens is narrowed by typing on, not read.
        """
        words = typed.translate(_FULL_WIDTH).lower().split()
        if not words:
            return []
        with self._guard:
            return self._matching(words, most, closed)

    def _matching(self, words: list[str], most: int, closed: bool) -> list[str]:
        # The rarest kind of word first: digits, then names, then sounds, then a group that hundreds share.
        tests = sorted((self._test(word) for word in words), key=lambda test: test[0])
        entries = self._ordered()
        found: list[str] = []
        for number in tests[0][1](most if len(tests) == 1 and closed else len(entries)):
            entry = entries[number]
            if (closed or entry.who.open) and all(check(entry) for _, _, check in tests[1:]):
                found.append(entry.who.id)
                if len(found) == most:
                    break
        return found

    def _ordered(self) -> list[_Entry]:
        if self._in_order is None:
            self._in_order = sorted(self._entries.values(), key=lambda e: e.order)
            self._columns = {
                "names": _Column([e.names for e in self._in_order]),
                "sounds": _Column([e.sounds for e in self._in_order]),
                "digits": _Column([e.digits for e in self._in_order]),
            }
        return self._in_order

    def _test(self, word: str) -> tuple[int, Callable[[int], list[int]], Callable[[_Entry], bool]]:
        """How common such words are, where the word is found, and whether one entry has it."""
        if (asked := _GROUP.fullmatch(word)) is not None:
            group = int(asked[1]) if asked[1].isascii() else read_number(asked[1])
            return 3, lambda most: self._where(lambda e: e.who.group == group, most), lambda e: e.who.group == group
        if word.isascii() and len(word) >= _FEWEST_DIGITS and word.rstrip("x").isdigit():
            return 0, lambda most: self._text("digits", word, most), lambda e: word in e.digits
        if word.isascii():
            sound = _SEPARATOR + word.replace("'", "")
            return 2, lambda most: self._text("sounds", sound, most), lambda e: sound in e.sounds
        head = re.match(r"[^\x00-\x7f]+", word)
        written = tidy_name(head[0]) if head else tidy_name(word)
        rest = word[len(head[0]) :] if head else ""
        name = _SEPARATOR + written

        def says(entry: _Entry) -> bool:
            return name in entry.names and (not rest or _continues(entry.who.name, written, rest))

        if rest:
            return (
                1,
                lambda most: [n for n in self._text("names", name, len(self._ordered())) if says(self._ordered()[n])][
                    :most
                ],
                says,
            )
        return 1, lambda most: self._text("names", name, most), says

    def _text(self, column: str, wanted: str, most: int) -> list[int]:
        self._ordered()
        return self._columns[column].matches(wanted, most)

    def _where(self, check: Callable[[_Entry], bool], most: int) -> list[int]:
        found = []
        for number, entry in enumerate(self._ordered()):
            if check(entry):
                found.append(number)
                if len(found) == most:
                    break
        return found


def _continues(name: str, written: str, rest: str) -> bool:
    """Whether the part of a name after its written beginning sounds like what was typed on."""
    if not name.startswith(written):
        return False
    keys = search_keys(name[len(written) :]) if len(name) > len(written) else None
    return keys is not None and any(key.startswith(rest) for key in (*keys.full, *keys.initials))


def _entry(who: Findable) -> _Entry:
    names = [who.name, *(who.other_names or "").replace("、", " ").split()]
    sounds = [key for name in names for keys in [search_keys(name)] for key in (*keys.full, *keys.initials)]
    return _Entry(
        who,
        sort_key(who.name),
        "".join(_SEPARATOR + tidy_name(name).lower() for name in names),
        "".join(_SEPARATOR + sound for sound in dict.fromkeys(sounds)),
        f"{_SEPARATOR}{(who.id_number or '').lower()}{_SEPARATOR}{who.phone or ''}",
    )
