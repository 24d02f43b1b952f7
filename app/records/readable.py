"""Whether a value that another laptop wrote can be read as what its field is; whether it may stand is another question."""

from __future__ import annotations

from app.errors import InputError
from app.records.base import Value
from app.records.fields import Count, Day, Field, Flag
from app.values import dates


def is_readable(field: Field, value: Value) -> bool:
    """False for nothing where something must stand, a number for words or words for a number, and a day that is none."""
    if value is None:
        return not field.required
    if isinstance(field, Count | Flag):
        return isinstance(value, int)
    return isinstance(value, str) and (not isinstance(field, Day) or _is_day(value))


def _is_day(text: str) -> bool:
    try:
        dates.parse(text)
    except InputError:
        return False
    return True
