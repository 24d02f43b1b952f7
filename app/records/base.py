"""What every record has, and the registry of kinds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self, get_args, get_origin, get_type_hints

from app.records.fields import Audience, Field, Flag, Text

Value = str | int | None
"""What a cell holds, in memory, in the file and on the stick. A flag is 0 or 1 there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing the ledger knows. Author and time are those of the change that wrote it.

    ``id``: 32 hexadecimal digits, never re-used. ``subject``: id of the woman it is about (her own id for herself),
    or ``""`` where it is about nobody. ``retired``: why it was taken back (a code), None while it stands.
    """

    kind: ClassVar[str] = ""
    audience: ClassVar[Audience] = Audience.VILLAGE

    id: str
    subject: str
    retired: Annotated[str | None, Text(longest=40)] = None

    def with_values(self, **values: Value) -> Self:
        """The same record with some fields changed."""
        return dataclasses.replace(self, **values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Kind:
    """A record kind as a tool sees it: its class and the description of each field, in order."""

    name: str
    cls: type[Record]
    audience: Audience
    fields: MappingProxyType[str, Field]
    read: Callable[[Record], tuple[Any, ...]]
    """The values of the fields, in order."""
    flags: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """``id``, ``subject`` and every described field, in the order of the dataclass."""
        return ("id", "subject", *self.fields)

    @property
    def county_fields(self) -> tuple[str, ...]:
        """The fields that may travel to the county: under her consent, or always for what is about nobody."""
        if self.audience is Audience.VILLAGE:
            return ()
        return tuple(n for n, f in self.fields.items() if f.audience is not Audience.VILLAGE)


def describe(cls: type[Record]) -> Kind:
    """Reads a record class's annotations. Raises TypeError for a field nobody described."""
    hints = get_type_hints(cls, include_extras=True)
    fields: dict[str, Field] = {}
    for field in dataclasses.fields(cls):
        if field.name in ("id", "subject"):
            continue
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{cls.__name__}.{field.name} has no description")
        fields[field.name] = next(a for a in get_args(hint)[1:] if isinstance(a, Field))
    flags = tuple(name for name, field in fields.items() if isinstance(field, Flag))
    return Kind(cls.kind, cls, cls.audience, MappingProxyType(fields), attrgetter(*fields), flags)


_DESCRIBED: dict[type[Record], Kind] = {}


def kind_of(cls: type[Record]) -> Kind:
    """The description of a record class (read once)."""
    if cls not in _DESCRIBED:
        _DESCRIBED[cls] = describe(cls)
    return _DESCRIBED[cls]


def values_of(record: Record) -> dict[str, Any]:
    """The described fields of a record as cell values, without ``id`` and ``subject``."""
    kind = kind_of(type(record))
    values = dict(zip(kind.fields, kind.read(record), strict=True))
    for name in kind.flags:
        values[name] = int(values[name])
    return values
