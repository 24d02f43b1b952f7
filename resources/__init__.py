"""Data only: code lists, texts, fonts, icons, translations and reference tables, each with source and licence.

A table is read by its place (``codes/education.toml``). A county may send another edition of some of them
(``app.editions``); who opens a ledger says which hold while it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_held: Mapping[str, str] = {}
_forgetting: list[Callable[[], None]] = []


def shipped(name: str) -> str:
    """The text of a table as the program brings it. Raises FileNotFoundError."""
    return files("resources").joinpath(*name.split("/")).read_text(encoding="utf-8")


def read(name: str) -> str:
    """The text of a table that holds: the county's edition, else the shipped one. Raises FileNotFoundError."""
    found = _held.get(name)
    return shipped(name) if found is None else found


def hold(tables: Mapping[str, str]) -> None:
    """From now on these hold, and no others (place → text); what was worked out from the ones before is forgotten."""
    global _held  # noqa: PLW0603  one ledger is open at a time, and every reader must see the same tables
    if tables != _held:
        _held = dict(tables)
        for forget in _forgetting:
            forget()


def cached(read_once: Callable[P, T]) -> Callable[P, T]:
    """``functools.cache`` for what follows from a table that may be replaced."""
    kept = cache(read_once)
    _forgetting.append(kept.cache_clear)
    return kept  # type: ignore[return-value]  # it takes what the function takes; a cache only says that it is hashable
