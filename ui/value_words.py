"""A stored value as people read it, whatever shows it. No Qt."""

from __future__ import annotations

from app.codes import code_list
from app.records import KINDS
from app.records.fields import Code, Codes, Count, Day, Flag
from app.values.phone import PhoneKind, read_phone
from ui.dates import say_date
from ui.measures import measure_of
from ui.text import has, language, tr

_DOT = "●"
_RESIDENT_ID = 18


def label(list_name: str, code: str | None) -> str:
    """The word for a code; ``""`` for none."""
    return code_list(list_name).label(code, language()) if code else ""


def value_words(kind: str, name: str, value: object) -> str:
    """A stored value as people read it."""
    field = KINDS[kind].fields.get(name)
    if value is None or value == "":
        return ""
    if isinstance(field, Code):
        return label(field.list, str(value))
    if isinstance(field, Day):
        return say_date(str(value))
    if isinstance(field, Flag):
        return tr("editor.yes") if value else tr("woman.no")
    if isinstance(field, Codes):
        return tr("woman.and").join(label(field.list, code) for code in str(value).split())
    if isinstance(field, Count) and isinstance(value, int):
        return measure_of(field).said(value)
    return str(value)


def field_label(kind: str, name: str) -> str:
    """What a field is called; what its record is called where it has no name of its own."""
    key = f"field.{kind}.{name}"
    return tr(key) if has(key) else tr(f"kind.{kind}")


def id_words(number: str, *, revealed: bool) -> str:
    """An id in groups; its last four masked until it is opened on purpose."""
    shown = number if revealed else number[:-4] + _DOT * min(4, len(number))
    return f"{shown[:6]} {shown[6:10]} {shown[10:14]} {shown[14:]}" if len(number) == _RESIDENT_ID else shown


def number_words(number: str, *, revealed: bool) -> str:
    """A telephone number; only its last four until it is opened on purpose."""
    shown = number if revealed else _DOT * max(0, len(number) - 4) + number[-4:]
    read = read_phone(number)
    if read is not None and read.kind is PhoneKind.MOBILE and len(number) == 11:
        shown = f"{shown[:3]} {shown[3:7]} {shown[7:]}"
    return shown
