"""The lists of ``resources/demo`` ready to be drawn from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.demo.dice import Urn


@dataclass(frozen=True, slots=True)
class Cohort:
    """The characters of given names in use until a year of birth."""

    until: int
    first: str
    second: str
    only: str


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything drawn from: names, places, shares and words (see ``resources/demo``)."""

    surnames: Urn[str]
    women: tuple[Cohort, ...]
    men: tuple[Cohort, ...]
    rare: tuple[str, ...]
    dotted_given: tuple[str, ...]
    dotted_father: tuple[str, ...]
    ages: Urn[tuple[int, int]]
    ethnicity: Urn[str]
    education_old: Urn[str]
    education_young: Urn[str]
    children_wanted: Urn[int]
    methods: tuple[Urn[str], Urn[str], Urn[str]]
    id_places: Urn[str]
    places: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    unit: dict[str, str]


@cache
def toml(name: str) -> dict[str, Any]:
    """One file of ``resources/demo``, read once; not to be changed."""
    return tomllib.loads(files("resources").joinpath("demo", name).read_text(encoding="utf-8"))


@cache
def lists() -> Lists:
    """The lists, read once."""
    names, village = toml("names.toml"), toml("village.toml")
    shares, places = village["shares"], village["places"]
    ages = {(int(span[:2]), int(span[3:])): weight for span, weight in shares["ages"].items()}
    return Lists(
        surnames=Urn(names["surnames"]),
        women=tuple(Cohort(**c) for c in names["women"]),
        men=tuple(Cohort(**c) for c in names["men"]),
        rare=tuple(names["rare"]["characters"]),
        dotted_given=tuple(names["dotted"]["given"]),
        dotted_father=tuple(names["dotted"]["father"]),
        ages=Urn(ages),
        ethnicity=Urn(shares["ethnicity"]),
        education_old=Urn(shares["education_old"]),
        education_young=Urn(shares["education_young"]),
        children_wanted=Urn({int(n): w for n, w in shares["children_wanted"].items()}),
        methods=(Urn(shares["methods_0"]), Urn(shares["methods_1"]), Urn(shares["methods_2"])),
        id_places=Urn(places["ids"]),
        places={name: tuple(found) for name, found in places.items() if name != "ids"},
        words={name: tuple(found) for name, found in village["words"].items()},
        unit=village["unit"],
    )
