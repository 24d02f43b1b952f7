"""The program as it may be one day: one field more, one kind more, their migration and their vocabulary; nothing else.

``newer`` is that program, entered and left as often as a test likes: what is done inside is done by it. ``older`` is one
that lacks a field of today's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import MISSING, dataclass, fields, make_dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, get_type_hints
from unittest.mock import patch

from sqlite_utils import Database

from app.records import KINDS, Kind, MethodUse, Record
from app.records.base import _DESCRIBED, describe
from app.records.fields import Audience, Count, Text
from storage import migrations, schema, tables
from sync import envelope, vocabulary

FIELD = "shade"
KIND = "keepsake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keepsake(Record):
    """A kind that this program does not know."""

    kind: ClassVar[str] = KIND
    audience: ClassVar[Audience] = Audience.COUNTY

    label: Annotated[str | None, Text(longest=20)] = None
    number: Annotated[int | None, Count()] = None


@cache
def shaded() -> Any:
    """The class of a method with one field more."""
    added = [(FIELD, Annotated[str | None, Text(longest=20)], None)]
    return make_dataclass("MethodUse", added, bases=(MethodUse,), frozen=True, slots=True, kw_only=True)


@cache
def _kinds() -> MappingProxyType[str, Kind]:
    return MappingProxyType({**KINDS, "method_use": describe(shaded()), KIND: describe(Keepsake)})


@cache
def _migrations() -> Any:
    later = type(migrations.migrations)("suifang")
    for known in migrations.migrations.pending(Database(memory=True)):
        later(name=known.name)(known.fn)

    @later(name=f"{schema.FORMAT + 1} one day")
    def _one_day(db: Database) -> None:
        db.execute(f"ALTER TABLE method_use ADD COLUMN {FIELD} TEXT")
        db.execute(
            f"CREATE TABLE {KIND} (id TEXT PRIMARY KEY, subject TEXT NOT NULL, retired TEXT, label TEXT, number INTEGER,"
            " v INTEGER NOT NULL) STRICT"
        )

    return later


@contextmanager
def newer() -> Iterator[None]:
    """Until it is left, everything is done by the newer program."""
    kinds, later = _kinds(), _migrations()
    swaps: list[Any] = [patch.object(module, "KINDS", kinds) for module in _knowing()]
    speaks = envelope.SPEAKS + 1
    swaps += [
        patch.object(migrations, "migrations", later),
        patch.object(schema, "FORMAT", schema.FORMAT + 1),
        patch.object(envelope, "SPEAKS", speaks),
        patch.object(vocabulary, "_CAME", ((speaks, _came), *vocabulary._CAME)),
        patch.dict(_DESCRIBED, {shaded(): kinds["method_use"], Keepsake: kinds[KIND]}),
    ]
    with ExitStack() as until_left:
        until_left.callback(tables.table.cache_clear)
        for swap in swaps:
            until_left.enter_context(swap)
        tables.table.cache_clear()
        yield


LACKING = "side_effects"
"""The field of a method that the older program does not know; the county may hold it."""


@cache
def _fewer() -> MappingProxyType[str, Kind]:
    hints = get_type_hints(MethodUse, include_extras=True)
    left = [field for field in fields(MethodUse) if field.name not in (LACKING, *(f.name for f in fields(Record)))]
    told = [
        (field.name, hints[field.name]) if field.default is MISSING else (field.name, hints[field.name], field.default)
        for field in left
    ]
    lacking: Any = make_dataclass(
        "MethodUse", told, bases=(Record,), namespace={"kind": MethodUse.kind, "audience": MethodUse.audience},
        frozen=True, slots=True, kw_only=True,
    )  # fmt: skip
    return MappingProxyType({**KINDS, "method_use": describe(lacking)})


@contextmanager
def older() -> Iterator[None]:
    """Until it is left, everything is done by a program that does not know ``LACKING``."""
    with ExitStack() as until_left:
        until_left.callback(tables.table.cache_clear)
        for module in _knowing():
            until_left.enter_context(patch.object(module, "KINDS", _fewer()))
        method = _fewer()["method_use"]
        until_left.enter_context(patch.dict(_DESCRIBED, {MethodUse: method, method.cls: method}))
        tables.table.cache_clear()
        yield


def _knowing() -> list[Any]:
    """The modules that go by the kinds."""
    return [
        module
        for name, module in list(sys.modules.items())
        if name.split(".")[0] in ("app", "storage", "sync") and getattr(module, "KINDS", None) is KINDS
    ]


def _came(kind: str, field: str) -> bool:
    return kind == KIND or (kind, field) == ("method_use", FIELD)
