"""Editions of tables that a county sends 县里换的表: which may be replaced, tried before they are used (``docs/sync.md`` §12).

What does not pass is left, and the edition before holds, in the end the shipped one. Pure.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import resources
from app.codes import read_list
from app.copying_systems import read_system
from app.errors import FileError, SuifangError
from app.followups.schedule import load_schedule
from app.records import Edition

Used = Callable[[str], Collection[str]]
"""The codes of a list (by name) that stand in records."""


@dataclass(frozen=True, slots=True)
class Place:
    """A table that may be replaced. ``name``: its place under ``resources/``. ``reads``: how an edition is tried."""

    name: str
    reads: str
    zh: str
    en: str

    def label(self, language: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en

    @property
    def stem(self) -> str:
        """``education`` of ``codes/education.toml``."""
        return self.name.rpartition("/")[2].removesuffix(".toml")


@cache
def places() -> Mapping[str, Place]:
    """Every table that may be replaced, by name."""
    told = tomllib.loads(resources.shipped("editions.toml"))["tables"]
    return MappingProxyType({one["name"]: Place(**one) for one in told})


def tried(name: str, content: str, used: Used = lambda _: ()) -> None:
    """Reads an edition as the program would. ``used``: the codes that stand in records.

    Raises FileError ``edition.place`` (``name``: no table that may be replaced), ``edition.codes`` (``code``: one that must
    stay is missing), ``edition.words`` (``key``: more than words differs), or what the reader of the table says is wrong.
    """
    place = places().get(name)
    if place is None:
        raise FileError("edition.place", name=name)
    if place.reads == "schedule":
        load_schedule(content)
    elif place.reads == "system":
        read_system(place.stem, content)
    elif place.reads == "codes":
        _codes(place, content, used)
    else:
        _words(place, content)


def holding(editions: Iterable[Edition], used: Used) -> tuple[dict[str, str], dict[str, SuifangError]]:
    """Which tables hold (name → text): of each the greatest number that can be used; and what is wrong with a greater one."""
    tables: dict[str, str] = {}
    wrong: dict[str, SuifangError] = {}
    for edition in sorted(editions, key=lambda one: (one.name, -one.number, one.id)):
        if edition.retired is not None or edition.name in tables:
            continue
        try:
            tried(edition.name, edition.content, used)
        except SuifangError as error:
            wrong.setdefault(edition.name, error)
        else:
            tables[edition.name] = edition.content
    return tables, wrong


def _codes(place: Place, content: str, used: Used) -> None:
    """Every shipped code with what its list says of it stays: the program knows them; so does every code in records."""
    new, shipped = read_list(place.stem, content), read_list(place.stem, resources.shipped(place.name))
    for row in shipped:
        if row.code not in new or not new.by_code[row.code].facts.keys() >= row.facts.keys():
            raise FileError("edition.codes", name=place.name, code=row.code)
    for code in sorted(used(place.stem)):
        if code not in new:
            raise FileError("edition.codes", name=place.name, code=code)


def _words(place: Place, content: str) -> None:
    try:
        new = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise FileError("edition.words", name=place.name, key="", line=str(error)) from error
    _alike(place, "", tomllib.loads(resources.shipped(place.name)), new)


def _alike(place: Place, key: str, old: Any, new: Any) -> None:
    """The same shape; only words may differ, and what is filled into them stays."""
    same = type(old) is type(new)
    if same and isinstance(old, dict):
        same = old.keys() == new.keys()
        for name in old if same else ():
            _alike(place, f"{key}.{name}".strip("."), old[name], new[name])
    elif same and isinstance(old, list):
        same = len(old) == len(new)
        for number in range(len(old) if same else 0):
            _alike(place, f"{key}.{number + 1}", old[number], new[number])
    elif same and isinstance(old, str):
        same = _facts(old) == _facts(new) and (old == new or not old.isascii() or key in _ABOUT_THE_TABLE)
    elif same:
        same = old == new
    if not same:
        raise FileError("edition.words", name=place.name, key=key)


_ABOUT_THE_TABLE = frozenset({"source", "edition"})


def _facts(sentence: str) -> frozenset[str | None]:
    try:
        return frozenset(fact for _, fact, _, _ in string.Formatter().parse(sentence) if fact is not None)
    except ValueError:
        return frozenset({None})
