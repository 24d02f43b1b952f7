"""What a village usually keeps, and how far ahead an expiry is told: data of ``resources/supplies/usual.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.records import Value


@dataclass(frozen=True, slots=True)
class Usual:
    """``items``: the fields of each article. ``near_expiry_days``: a batch over within so many days is told of."""

    items: tuple[Mapping[str, Value], ...]
    near_expiry_days: int


@cache
def usual() -> Usual:
    """The file, read once."""
    table = tomllib.loads((files("resources") / "supplies" / "usual.toml").read_text(encoding="utf-8"))
    return Usual(tuple(table["items"]), table["near_expiry_days"])
