"""``FIELD=VALUE`` as typed, into the fields of a record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.codes import code_list
from app.errors import InputError
from app.records import KINDS, Value
from app.records.fields import Code, Count, Data, Day, Field, Flag, Ref
from app.values.written_dates import Stated, read_date

_YES, _NO = frozenset({"1", "yes", "true", "是", "有"}), frozenset({"0", "no", "false", "否", "无"})


def read_fields(kind: str, said: Iterable[str], today: date, *, but: Iterable[str] = ()) -> dict[str, Value]:
    """The values of ``field=value`` words; an empty value clears. Raises InputError, naming the field."""
    described = {name: f for name, f in KINDS[kind].fields.items() if name not in {"retired", *but}}
    values: dict[str, Value] = {}
    for word in said:
        name, sign, value = word.partition("=")
        field = described.get(name)
        if not sign or field is None or isinstance(field, Data):
            raise InputError("cli.field.unknown", field=name, fields=", ".join(described))
        values[name] = read_value(name, field, value.strip(), today) if value.strip() else None
    return values


def read_value(name: str, field: Field, said: str, today: date) -> Value:
    """One value as typed: codes or their words, dates in any usual way of writing."""
    if isinstance(field, Code):
        return code_of(name, field.list, said)
    if isinstance(field, Count):
        if not said.lstrip("-").isdecimal():
            raise InputError("cli.field.number", field=name)
        return int(said)
    if isinstance(field, Flag):
        if said.lower() not in _YES | _NO:
            raise InputError("cli.field.yes_no", field=name)
        return int(said.lower() in _YES)
    if isinstance(field, Day):
        read = read_date(said, today=today)
        if not isinstance(read, Stated):
            raise InputError("cli.field.date", field=name)
        return read.date
    return said.lower() if isinstance(field, Ref) else said


def code_of(name: str, of: str, said: str) -> str:
    """A code by itself or by its word in either language. Raises InputError naming what there is."""
    codes = code_list(of)
    if said in codes:
        return said
    for row in codes:
        if said.casefold() in (row.zh.casefold(), row.en.casefold()):
            return row.code
    raise InputError("cli.field.code", field=name, codes=", ".join(codes.codes))
