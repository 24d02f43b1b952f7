"""What two laptops wrote differently: listed record by record, and settled one field at a time."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import Any

from app.actions import Verb
from app.actions.settling import settle
from app.differences import RETIRED, Differing
from app.errors import InputError
from app.records import KINDS, Value
from app.records.fields import Data, Flag
from storage.ledger import Ledger
from ui.cli.fields import read_value
from ui.cli.opening import opened, today
from ui.cli.told import Told, moment
from ui.differences import Found, Item, asked_words, by_words, read_differences, record_words, said_words, who_words
from ui.text import tr
from ui.value_words import field_label

_SHORTEST_END = 6


def differences_list(options: Namespace) -> Told:
    """``differences list``: everything that waits; what is opened only on purpose is counted and not printed."""
    with opened(options) as ledger:
        found = read_differences(ledger)
    lines = [line for item in found.items for line in _lines(item, found, today())]
    return Told({"differences": [_data(item, found) for item in found.items]}, lines or [tr("cli.differences.none")])


def differences_settle(options: Namespace) -> Told:
    """``differences settle``: keeps one of the values, or writes another. Raises InputError for what is not asked."""
    with opened(options) as ledger:
        item, asked = _asked(ledger, options.record, options.field)
        value = _value(item, asked, options)
        kind, record = item.unsettled.key
        options.about = kind
        changed = ledger.write(Verb.SETTLE, settle(kind, record, asked.field, value))
    words = tr("cli.differences.done", field=asked_words(item, asked, opened=False))
    return Told({"number": changed.dot.seq if changed.dot else None, "record": record, "field": asked.field}, (words,))


def _asked(ledger: Ledger, record: str, field: str) -> tuple[Item, Differing]:
    """The one difference meant; InputError ``cli.difference.none`` or, where it may not be seen here, ``….closed``."""
    found = read_differences(ledger).items
    mine = [one for one in found if one.record.id == record]
    if not mine and len(record) >= _SHORTEST_END:
        mine = [one for one in found if one.record.id.endswith(record.lower())]
    asked = [(one, asked) for one in mine for asked in one.unsettled.fields if asked.field == field]
    if len(asked) != 1:
        raise InputError("cli.difference.none", record=record, field=field)
    if _hidden(asked[0][0], field):
        raise InputError("cli.difference.closed")
    return asked[0]


def _hidden(item: Item, field: str) -> bool:
    return item.unsettled.closed or item.closed(field)


def _value(item: Item, asked: Differing, options: Namespace) -> Value:
    if options.keep is not None:
        if not 1 <= options.keep <= len(asked.said):
            raise InputError("cli.difference.number", most=len(asked.said))
        kept: Value = asked.said[options.keep - 1].value
        return kept
    described = KINDS[item.record.kind].fields[asked.field]
    if asked.field == RETIRED or isinstance(described, Data):
        raise InputError("cli.difference.number", most=len(asked.said))
    said = options.value.strip()
    if not said:
        return 0 if isinstance(described, Flag) else None
    return read_value(asked.field, described, said, today())


def _data(item: Item, found: Found) -> dict[str, Any]:
    about = {"record": item.record.id, "woman": item.woman.id if item.woman else None}
    since = moment(item.unsettled.since_ms)
    if item.unsettled.closed:
        return {**about, "kind": None, "since": since, "closed": True, "fields": []}
    fields = [_field(item, asked, found) for asked in item.unsettled.fields]
    return {**about, "kind": item.record.kind, "since": since, "closed": False, "fields": fields}


def _field(item: Item, asked: Differing, found: Found) -> dict[str, Any]:
    hidden = _hidden(item, asked.field)
    part = hidden or item.masked(asked.field)
    values = [
        {
            "value": None if part else said.value,
            "words": None if hidden else said_words(item, asked.field, said.value, opened=False),
            "edits": list(said.edits),
            "by": [
                {"by": found.people.get(by.author), "laptop": by.dot.replica, "at": moment(by.at_ms)} for by in said.by
            ],
        }
        for said in asked.said
    ]
    return {"field": asked.field, "closed": hidden, "values": values}


def _lines(item: Item, found: Found, on: date) -> list[str]:
    head = f"{who_words(item)}  {record_words(item.record, quiet=True)}  {item.record.id}"
    if item.unsettled.closed:
        return [head, f"  {tr('differences.closed')}"]
    lines = [head]
    for asked in item.unsettled.fields:
        label = (
            field_label(item.record.kind, asked.field) if asked.field != RETIRED else tr("differences.retired.asked")
        )
        lines.append(f"  {label} ({asked.field})")
        if _hidden(item, asked.field):
            lines.append(f"    {tr('differences.closed')}")
            continue
        for number, said in enumerate(asked.said, start=1):
            words = said_words(item, asked.field, said.value, opened=False)
            wrote = "; ".join(" ".join(by_words(found, by, on).split("\n")) for by in said.by)
            lines.append(f"    {number}  {words}  ({wrote})")
    return lines
