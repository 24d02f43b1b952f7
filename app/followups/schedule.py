"""Reads a schedule: the one that is shipped, or a county's own. What is wrong is said by rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NoReturn

import resources
from app.codes import code_list
from app.errors import FileError
from app.followups.derived import DATES, ENDS, VALUES
from app.followups.offsets import Offset
from app.followups.rules import ANYTHING, NOTHING, Pick, Rule, Schedule, Slot
from app.records import KINDS
from app.records.fields import Code, Day, Flag

SERVICES = ("health", "maternal", "child", "other")
"""Neutral words on slips (text ``service.<code>``): none tells a stranger a method or a diagnosis."""

FILE = "schedules/followups.toml"

_PROBES = (date(2023, 11, 30), date(2024, 1, 31), date(2024, 2, 29))
_RULE_KEYS = frozenset({
    "id", "service", "says", "sensitive", "speaks_of_child", "anchor", "satisfied_by", "settled_with", "renewed_by",
    "gives_way_to", "unless_moved", "ages", "comes_under_18", "rings", "haste", "ends_with", "pauses_in",
    "step", "through", "source", "verified",
})  # fmt: skip
_FOR_EVER = 10**6
_PAUSES = frozenset({"pregnancy"})
_HEADER = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_BROKEN_AT = re.compile(r"\(at line (\d+)")


@resources.cached
def _holding() -> Schedule:
    return _read(resources.read(FILE))


def load_schedule(text: str | None = None) -> Schedule:
    """The schedule that holds (the shipped one, or the county's edition), or the one in ``text``.

    Raises FileError ``file.schedule.wrong`` with ``rule`` (its id, or its number where it has none; ``""`` for the
    file), ``line`` (where it stands, 0 where that cannot be said), ``key``, and ``problem``: ``toml``, ``missing``,
    ``unknown``, ``form`` (of the wrong form), ``repeated``, ``offset``, ``order`` (a window that closes before it opens,
    or occurrences out of order) or ``count`` (lists of unequal length). ``value`` is what stands there.
    """
    return _holding() if text is None else _read(text)


def _read(text: str) -> Schedule:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        where = _BROKEN_AT.search(str(cause))
        line = int(where[1]) if where else text.count("\n") + 1
        raise FileError("file.schedule.wrong", rule="", line=line, key="", problem="toml", value=str(cause)) from cause
    lines = _lines(text)
    top = _Table("", table, lines[0])
    top.only(frozenset({"source", "edition", "verified", "try_again", "rule"}))
    rules: dict[str, Rule] = {}
    for number, entry in enumerate(top.get("rule", list), 1):
        if not isinstance(entry, dict):
            top.wrong("rule", "form", number)
        name = entry.get("id")
        here = lines[number] if number < len(lines) else {}
        rule = _rule(_Table(name if isinstance(name, str) and name else str(number), entry, here))
        if rule.id in rules:
            _Table("", entry, here).wrong("id", "repeated", rule.id)
        rules[rule.id] = rule
    if not rules:
        top.wrong("rule", "missing")
    by_record: dict[str, list[Rule]] = {}
    by_visit: dict[str, list[Rule]] = {}
    for rule in rules.values():
        by_record.setdefault(rule.anchor.record, []).append(rule)
        for kind in () if rule.unless_moved else dict.fromkeys(rule.visit_kinds):
            by_visit.setdefault(kind, []).append(rule)
    return Schedule(
        source=top.get("source", str),
        edition=top.get("edition", str),
        verified=top.get("verified", bool),
        try_again=top.offset("try_again", top.get("try_again", str)).longest,
        digest=sha256(text.encode()).hexdigest(),
        rules=tuple(rules.values()),
        by_record=MappingProxyType({kind: tuple(found) for kind, found in by_record.items()}),
        by_dates=MappingProxyType({kind: _by_dates(found) for kind, found in by_record.items()}),
        by_visit=MappingProxyType({kind: tuple(found) for kind, found in by_visit.items()}),
    )


def _by_dates(rules: list[Rule]) -> tuple[tuple[tuple[str, ...], tuple[Rule, ...]], ...]:
    found: dict[tuple[str, ...], list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.anchor.dates, []).append(rule)
    return tuple((dates, tuple(same)) for dates, same in found.items())


def _lines(text: str) -> list[dict[str, int]]:
    """Where keys stand: of the file's head, then of each rule, the line each is first written on; ``""`` is its header."""
    found: list[dict[str, int]] = [{"": 1}]
    for number, line in enumerate(text.splitlines(), 1):
        if _HEADER.match(line):
            found.append({"": number})
        key, equals, _ = line.partition("=")
        if equals:
            found[-1].setdefault(key.strip(), number)
    return found


class _Table:
    """One table of the file, with the rule it belongs to and the lines of its keys for the error."""

    def __init__(self, rule: str, values: Mapping[str, Any], lines: Mapping[str, int]) -> None:
        self.rule = rule
        self.values = values
        self.lines = lines

    def wrong(self, key: str, problem: str, value: object = None) -> NoReturn:
        line = self.lines.get(key, self.lines.get("", 0))
        raise FileError("file.schedule.wrong", rule=self.rule, line=line, key=key, problem=problem, value=value)

    def inner(self, values: Mapping[str, Any]) -> _Table:
        """A table within this one."""
        return _Table(self.rule, values, self.lines)

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
        if name not in ENDS.get(anchor.record, ()):
            _day_of(table, "ends_with", anchor.record, name)
    for name in table.words("settled_with"):
        if name not in KINDS[anchor.record].fields:
            table.wrong("settled_with", "unknown", name)
    for name in table.words("pauses_in"):
        if name not in _PAUSES:
            table.wrong("pauses_in", "unknown", name)
    visits = {"record": "visit", "date": ["date"]}
    settles = _picks(table, "satisfied_by", visits)
    slots, every = _steps(table)
    bounds = tuple(slot.bounds() for slot in slots)
    endless = every is not None or "renewed_by" in table.values
    through = table.offset("through", table.get("through", str)) if "through" in table.values else None
    return Rule(
        id=table.get("id", str),
        service=service,
        says=table.get("says", str, table.get("id", str)),
        sensitive=table.get("sensitive", bool, default=False),
        speaks_of_child=table.get("speaks_of_child", bool, default=False),
        anchor=anchor,
        satisfied_by=settles,
        settled_with=table.words("settled_with"),
        renewed_by=_pick(table, "renewed_by", visits) if "renewed_by" in table.values else None,
        gives_way_to=_pick(table, "gives_way_to", visits) if "gives_way_to" in table.values else None,
        unless_moved=table.get("unless_moved", bool, default=False),
        ages=_ages(table),
        comes_under_18=table.get("comes_under_18", bool, default=False),
        rings=table.offset("rings", table.get("rings", str)).longest if "rings" in table.values else None,
        haste=table.get("haste", bool, default=False),
        ends_with=table.words("ends_with"),
        pauses_in=table.words("pauses_in"),
        slots=slots,
        bounds=bounds,
        reach=(min(opens for opens, _ in bounds), _FOR_EVER if endless else max(closes for _, closes in bounds)),
        visit_kinds=tuple(kind for pick in settles for kind in pick.where.get("visit_kind", ())),
        every=every,
        through=through,
        source=table.get("source", str),
        verified=table.get("verified", bool),
    )


def _ages(table: _Table) -> tuple[int, int] | None:
    if "ages" not in table.values:
        return None
    ages = table.get("ages", list)
    if len(ages) != 2 or any(type(age) is not int for age in ages) or not 0 <= ages[0] < ages[1]:
        table.wrong("ages", "form", ages)
    return ages[0], ages[1]


def _picks(table: _Table, key: str, defaults: Mapping[str, Any]) -> tuple[Pick, ...]:
    """One record, or a list of those any of which will do."""
    value = table.values.get(key)
    if not isinstance(value, list):
        return (_pick(table, key, defaults),)
    if not value:
        table.wrong(key, "missing")
    return tuple(_pick(table.inner({key: one}), key, defaults) for one in value)


def _pick(table: _Table, key: str, defaults: Mapping[str, Any]) -> Pick:
    inner = table.inner({**defaults, **table.get(key, dict)})
    inner.only(frozenset({"record", "date", "where", "same"}))
    record = inner.get("record", str)
    if record not in KINDS or record not in PICKED:
        table.wrong(key, "unknown", record)
    dates = inner.words("date") or table.wrong(key, "missing", "date")
    for name in dates:
        _day_of(table, key, record, name)
    where = {name: _accepted(table, key, record, name, said) for name, said in inner.get("where", dict, {}).items()}
    for name in inner.words("same"):
        if name not in VALUES.get(record, ()) and name not in KINDS[record].fields:
            table.wrong(key, "unknown", name)
    return Pick(record, dates, MappingProxyType(where), inner.words("same"))


def _accepted(table: _Table, key: str, record: str, name: str, said: object) -> tuple[str, ...]:
    """The values a field may hold, each of them one it can hold."""
    field = KINDS[record].fields.get(name)
    derived = VALUES.get(record, {}).get(name)
    if derived is None and (field is None or isinstance(field, Flag)):
        table.wrong(key, "unknown", name)
    if not isinstance(said, list) or not said:
        table.wrong(key, "form", name)
    codes = code_list(field.list).codes if isinstance(field, Code) else derived
    for code in said:
        if not isinstance(code, str) or (codes is not None and code not in (*codes, NOTHING, ANYTHING)):
            table.wrong(key, "unknown", code)
    return tuple(said)


PICKED = frozenset({
    "woman", "child", "pregnancy", "delivery", "method_use", "visit", "move", "life_event", "screening",
    "supply_movement",
})  # fmt: skip
"""The kinds of record a rule can speak of: those in her story."""


def _day_of(table: _Table, key: str, record: str, name: str) -> None:
    if name not in DATES.get(record, ()) and not isinstance(KINDS[record].fields.get(name), Day):
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
        step = table.inner(entry)
        step.only(frozenset({"at", "opens_before", "closes_after", "opens", "closes", "said", "every"}))
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
    by_opening = step.get("said", str, "at") == "opens"
    if "said" in step.values and not (by_opening and "opens" in step.values):
        step.wrong("said", "unknown", step.values["said"])
    if "opens" in step.values or "closes" in step.values:
        opens = [step.offset("opens", text) for text in step.words("opens")]
        closes = [step.offset("closes", text) for text in step.words("closes")]
        if not len(at) == len(opens) == len(closes):
            step.wrong("at", "count", len(at))
        windows = zip(at, opens, closes, strict=True)
        return [Slot(a, o, c, from_due=False, said=o if by_opening else a) for a, o, c in windows]
    before = step.offset("opens_before", step.get("opens_before", str))
    after = step.offset("closes_after", step.get("closes_after", str))
    return [Slot(a, before, after, from_due=True, said=a) for a in at]


def _in_order(table: _Table, slots: list[Slot]) -> None:
    """Tried on awkward days: windows open, are due and close in that order, and come one after another."""
    for probe in _PROBES:
        before: date | None = None
        for number, slot in enumerate(slots, 1):
            window = slot.window(number, probe, probe)
            if not window.opens <= window.due <= window.closes or (before and window.due <= before):
                table.wrong("at", "order", number)
            before = window.due
