"""What a worker should know when a girl is pregnant, or she suspects that somebody was harmed.

The ages and numbers are data (``resources/visits/guidance.toml``); the words are texts ``guidance.<id>``. Nothing here
is recorded by itself, and nothing is reported by the program.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import resources
from app.people import age
from app.records.story import Story

_FILE = Path(resources.__file__).parent / "visits" / "guidance.toml"
_OF_PREGNANCY = frozenset({"antenatal_first", "antenatal", "post_abortion", "postpartum_home", "postpartum_42"})

PREGNANT_UNDER_14 = "pregnant_under_14"
HARMED_UNDER_18 = "harmed_under_18"
HARMED_ADULT = "harmed_adult"


@dataclass(frozen=True, slots=True)
class Guidance:
    """``id`` names its words; ``duty``: the law obliges the worker to report. ``numbers``: telephone lines by name."""

    id: str
    duty: bool
    numbers: Mapping[str, str]


def about_pregnancy(story: Story, on: date, visit_kind: str) -> Guidance | None:
    """For a visit about a pregnancy of a girl under 14; None otherwise, also where her age is not known."""
    years, table = age(story, on), _table()
    pregnant = visit_kind in _OF_PREGNANCY or any(not p.outcome for p in story.pregnancies)
    if years is None or years >= table["report_at_once_under"] or not pregnant:
        return None
    return Guidance(PREGNANT_UNDER_14, True, _numbers())


def about_harm(story: Story, on: date) -> Guidance:
    """For when she suspects harm: under 18 the law wants a report; of a grown woman nothing is said without her wish."""
    years, table = age(story, on), _table()
    if years is not None and years < table["report_under"]:
        return Guidance(HARMED_UNDER_18, True, _numbers())
    return Guidance(HARMED_ADULT, False, _numbers())


def _numbers() -> Mapping[str, str]:
    return MappingProxyType({name: _table()[name] for name in ("police", "hospital", "women", "young")})


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
