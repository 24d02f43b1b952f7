"""Reads a schedule: the one that is shipped, or a county's own. What is wrong is said by rule."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NoReturn

from app.codes import code_list
from app.errors import FileError
from app.followups.offsets import Offset
from app.followups.rules import ANYTHING, NOTHING, Pick, Rule, Schedule, Slot
from app.records import KINDS
from app.records.fields import Code, Day, Flag

SERVICES = ("health", "maternal", "child", "other")
"""Neutral words on slips (text ``service.<code>``): none tells a stranger a method or a diagnosis."""

DERIVED_DATES = {"pregnancy": frozenset({"dating"})}
"""Dates that are computed from a record rather than written in it."""

_PROBES = (date(2023, 11, 30), date(2024, 1, 31), date(2024, 2, 29))
_RULE_KEYS = frozenset({
    "id", "service", "says", "sensitive", "speaks_of_child", "anchor", "satisfied_by", "renewed_by", "ends_with",
    "pauses_in", "step", "through", "source", "verified",
})  # fmt: skip
_PAUSES = frozenset({"pregnancy"})


@cache
def _shipped() -> Schedule:
    return _read((files("resources") / "schedules" / "followups.toml").read_text(encoding="utf-8"))


def load_schedule(text: str | None = None) -> Schedule:
    """The shipped schedule, or the one in ``text``.

    Raises FileError ``file.schedule.wrong`` with ``rule`` (its id, or its number where it has none; ``""`` for the
    file), ``key``, and ``problem``: ``toml``, ``missing``, ``unknown``, ``form`` (of the wrong form), ``repeated``,
    ``offset``, ``order`` (a window that closes before it opens, or occurrences out of order) or ``count`` (lists of
    unequal length). ``value`` is what stands there.
    """
    return _shipped() if text is None else _read(text)


def _read(text: str) -> Schedule:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise FileError("file.schedule.wrong", rule="", key="", problem="toml", value=str(cause)) from cause
    top = _Table("", table)
    top.only(frozenset({"source", "edition", "verified", "try_again", "rule"}))
    rules: dict[str, Rule] = {}
    for number, entry in enumerate(top.get("rule", list), 1):
        if not isinstance(entry, dict):
            top.wrong("rule", "form", number)
        name = entry.get("id")
        rule = _rule(_Table(name if isinstance(name, str) and name else str(number), entry))
        if rule.id in rules:
            top.wrong("id", "repeated", rule.id)
        rules[rule.id] = rule
    if not rules:
        top.wrong("rule", "missing")
    by_record: dict[str, list[Rule]] = {}
    for rule in rules.values():
        by_record.setdefault(rule.anchor.record, []).append(rule)
    return Schedule(
        source=top.get("source", str),
        edition=top.get("edition", str),
        verified=top.get("verified", bool),
        try_again=top.offset("try_again", top.get("try_again", str)).longest,
        rules=tuple(rules.values()),
        by_record=MappingProxyType({kind: tuple(found) for kind, found in by_record.items()}),
    )


class _Table:
    """One table of the file, with the rule it belongs to for the error."""

    def __init__(self, rule: str, values: Mapping[str, Any]) -> None:
        self.rule = rule
        self.values = values

    def wrong(self, key: str, problem: str, value: object = None) -> NoReturn:
        raise FileError("file.schedule.wrong", rule=self.rule, key=key, problem=problem, value=value)

    def only(self, keys: frozenset[str]) -> None:
        for key in self.values:
            if key not in keys:
                self.wrong(key, "unknown", key)

    def get(self, key: str, kind: type, default: object = None) -> Any:
        value = self.values.get(key, default)
        if value is None:
            self.wrong(key, "missing")
        if type(value) is not kind or value == "":
            self.wrong(key, "form", value)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self.get(key, list, [])
        if not all(isinstance(word, str) for word in value):
            self.wrong(key, "form", value)
        return tuple(value)

    def offset(self, key: str, text: object) -> Offset:
        try:
            return Offset.parse(text if isinstance(text, str) else "")
        except ValueError:
            self.wrong(key, "offset", text)


def _rule(table: _Table) -> Rule:
    table.only(_RULE_KEYS)
    service = table.get("service", str)
    if service not in SERVICES:
        table.wrong("service", "unknown", service)
    anchor = _pick(table, "anchor", {})
    for name in table.words("ends_with"):
        _day_of(table, "ends_with", anchor.record, name)
    for name in table.words("pauses_in"):
        if name not in _PAUSES:
            table.wrong("pauses_in", "unknown", name)
    visits = {"record": "visit", "date": ["date"]}
    slots, every = _steps(table)
    through = table.offset("through", table.get("through", str)) if "through" in table.values else None
    return Rule(
        id=table.get("id", str),
        service=service,
        says=table.get("says", str, table.get("id", str)),
        sensitive=table.get("sensitive", bool, default=False),
        speaks_of_child=table.get("speaks_of_child", bool, default=False),
        anchor=anchor,
        satisfied_by=_pick(table, "satisfied_by", visits),
        renewed_by=_pick(table, "renewed_by", visits) if "renewed_by" in table.values else None,
        ends_with=table.words("ends_with"),
        pauses_in=table.words("pauses_in"),
        slots=slots,
        reach=max(slot.reach for slot in slots),
        every=every,
        through=through,
        source=table.get("source", str),
        verified=table.get("verified", bool),
    )


def _pick(table: _Table, key: str, defaults: Mapping[str, Any]) -> Pick:
    inner = _Table(table.rule, {**defaults, **table.get(key, dict)})
    inner.only(frozenset({"record", "date", "where"}))
    record = inner.get("record", str)
    if record not in KINDS or record not in PICKED:
        table.wrong(key, "unknown", record)
    dates = inner.words("date") or table.wrong(key, "missing", "date")
    for name in dates:
        _day_of(table, key, record, name)
    where: dict[str, tuple[str, ...]] = {}
    for name, accepted in inner.get("where", dict, {}).items():
        field = KINDS[record].fields.get(name)
        if field is None or isinstance(field, Flag):
            table.wrong(key, "unknown", name)
        if not isinstance(accepted, list) or not accepted:
            table.wrong(key, "form", name)
        for code in accepted:
            known = not isinstance(field, Code) or code in code_list(field.list) or code in (NOTHING, ANYTHING)
            if not isinstance(code, str) or not known:
                table.wrong(key, "unknown", code)
        where[name] = tuple(accepted)
    return Pick(record, dates, MappingProxyType(where))


PICKED = frozenset({
    "woman", "child", "pregnancy", "delivery", "method_use", "visit", "move", "life_event",
})  # fmt: skip
"""The kinds of record a rule can speak of: those in her story."""


def _day_of(table: _Table, key: str, record: str, name: str) -> None:
    if name not in DERIVED_DATES.get(record, ()) and not isinstance(KINDS[record].fields.get(name), Day):
        table.wrong(key, "unknown", name)


def _steps(table: _Table) -> tuple[tuple[Slot, ...], Offset | None]:
    slots: list[Slot] = []
    every: Offset | None = None
    steps = table.get("step", list)
    for entry in steps:
        if not isinstance(entry, dict):
            table.wrong("step", "form", entry)
        if every is not None:  # only the last step may go on for ever
            table.wrong("every", "order")
        step = _Table(table.rule, entry)
        step.only(frozenset({"at", "opens_before", "closes_after", "opens", "closes", "every"}))
        slots += _slots(step)
        every = step.offset("every", step.get("every", str)) if "every" in entry else None
        if every is not None and (every.months < 0 or every.days < 0 or every.longest == 0):
            step.wrong("every", "offset", entry["every"])
    if not slots:
        table.wrong("step", "missing")
    _in_order(table, [*slots, slots[-1].later(every, 1)] if every else slots)
    return tuple(slots), every


def _slots(step: _Table) -> list[Slot]:
    at = [step.offset("at", text) for text in step.words("at")]
    if "opens" in step.values or "closes" in step.values:
        opens = [step.offset("opens", text) for text in step.words("opens")]
        closes = [step.offset("closes", text) for text in step.words("closes")]
        if not len(at) == len(opens) == len(closes):
            step.wrong("at", "count", len(at))
        return [Slot(a, o, c, from_due=False) for a, o, c in zip(at, opens, closes, strict=True)]
    before = step.offset("opens_before", step.get("opens_before", str))
    after = step.offset("closes_after", step.get("closes_after", str))
    return [Slot(a, before, after, from_due=True) for a in at]


def _in_order(table: _Table, slots: list[Slot]) -> None:
    """Tried on awkward days: windows open, are due and close in that order, and come one after another."""
    for probe in _PROBES:
        before: date | None = None
        for number, slot in enumerate(slots, 1):
            window = slot.window(number, probe, probe)
            if not window.opens <= window.due <= window.closes or (before and window.due <= before):
                table.wrong("at", "order", number)
            before = window.due
