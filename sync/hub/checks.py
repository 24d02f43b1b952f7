"""Whether a value can be what its field says. What is merely unusual is taken: the village has looked at it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.errors import InputError
from app.records import KINDS
from app.records.base import Value
from app.records.fields import Code, Count, Data, Day, Field, Flag, IdNumber, Phone, Ref, Text
from app.values import dates
from sync.pool import is_id

_CODE = re.compile(r"[0-9A-Za-z_.-]{1,40}")


def wrong(kind: str, values: Iterable[tuple[str, Value]]) -> str | None:
    """The code for the first value that cannot be: ``exchange.refused.`` + missing, type, length, range, date, form."""
    fields = KINDS[kind].fields
    for name, value in values:
        if what := _wrong(fields[name], value):
            return f"exchange.refused.{what}"
    return None


def wrong_rows(kind: str, names: Sequence[str], columns: Sequence[Sequence[Value]]) -> set[int]:
    """The places of rows with such a value. Each different value of a column is looked at once."""
    fields = KINDS[kind].fields
    found: set[int] = set()
    for name, column in zip(names, columns, strict=True):
        bad = {value for value in set(column) if _wrong(fields[name], value)}
        if bad:
            found.update(n for n, value in enumerate(column) if value in bad)
    return found


def _wrong(field: Field, value: Value) -> str | None:
    if value is None or value == "":
        return "missing" if field.required else None
    if isinstance(field, Count | Flag):
        return _wrong_number(field, value)
    if not isinstance(value, str):
        return "type"
    if "\0" in value:
        return "form"  # no text has it, and not every database takes it
    match field:
        case Text() | Data() | IdNumber() | Phone():
            return "length" if len(value) > field.longest else None
        case Day():
            return None if _is_day(value) else "date"
        case Code():
            return None if _CODE.fullmatch(value) else "form"
        case Ref():
            return None if is_id(value) else "form"
    return None


def _wrong_number(field: Count | Flag, value: Value) -> str | None:
    if not isinstance(value, int):
        return "type"
    least, most = (field.least, field.most) if isinstance(field, Count) else (0, 1)
    return None if least <= value <= most else "range"


def _is_day(text: str) -> bool:
    try:
        dates.parse(text)
    except InputError:
        return False
    return True
