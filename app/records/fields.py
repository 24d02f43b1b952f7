"""How one field of a record is described.

A record kind is a frozen dataclass whose fields are annotated with one of the descriptions below. From that single
place follow its column, its check, its widget, its import mapping and how it travels. Labels are not here: they are
texts of the interface, under ``field.<kind>.<name>``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who may ever read a record kind or a field."""

    VILLAGE = "village"
    """Stays on the laptops of the village office, whatever anyone consents to."""
    COUNTY = "county"
    """Travels to the county while the subject's ``county`` consent stands."""
    FIGURES = "figures"
    """Is about nobody and always travels to the county: the reports of closed months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What every field has.

    ``required``: a record without it cannot be saved. ``sensitive``: hidden until opened on purpose, never on lists.
    ``audience``: narrower than its record's where set.
    """

    required: bool = False
    sensitive: bool = False
    audience: Audience | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """Free words, at most ``longest`` characters; ``lines`` > 1 asks for a taller box."""

    longest: int = 200
    lines: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Field):
    """One value of a code list in ``resources/codes/<list>.toml``."""

    list: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes(Field):
    """Several values of a code list, in the order of the list, separated by single spaces; None where none is said."""

    list: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Field):
    """A calendar date as an ISO prefix: ``1994``, ``1994-05`` or ``1994-05-12`` (``app.values.dates``).

    ``exact`` wants the day. ``future`` allows a date after today.
    """

    exact: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Field):
    """A whole number in ``unit`` (``g``, ``mmHg``, ``weeks`` or nothing) between ``least`` and ``most``.

    Outside ``usual`` (a pair) it is taken, with a question whether it is right.
    """

    least: int = 0
    most: int = 9_999_999
    usual: tuple[int, int] | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Field):
    """Yes or no; never unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdNumber(Field):
    """A resident id or another number naming a person; read by ``app.values.identity``."""

    longest: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone(Field):
    """A telephone number; read by ``app.values.phone``."""

    longest: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(Field):
    """The id of another record, of one of ``kinds``."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Data(Field):
    """Text the program writes and reads by itself (JSON); no widget.

    ``for_county``: what of it the county is told, where that is less than all.
    """

    longest: int = 100_000
    for_county: Callable[[str], str] | None = None
