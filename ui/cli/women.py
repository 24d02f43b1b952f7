"""Finding a woman, showing her page, and what is due."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from app.codes import code_list
from app.consent import SCOPES, effective
from app.followups.agenda import VISITS_KEPT
from app.followups.due import FollowUp, followups
from app.followups.order import due_list
from app.followups.schedule import load_schedule
from app.people import children_of, current_method
from app.records import Record, Value, Woman, kind_of
from app.records.fields import Code, Data, Day, Flag, Ref
from app.records.story import Story
from app.timeline import SENSITIVE_VISITS
from app.values.dates import earliest, month_around
from app.walk import whereabouts
from storage.ledger import Ledger
from ui.cli.opening import day_of, month_of, opened, today, woman_of
from ui.cli.told import Told, columns
from ui.dates import say_date, say_short
from ui.text import language, tr

_VISITS_SHOWN = 10
_AROUND = timedelta(days=62)
"""How far from today a follow-up may lie that is answered."""


def women(options: Namespace) -> Told:
    """``women``: those a search finds. Without one only how many there are; people are searched, not listed."""
    typed = " ".join(options.search)
    with opened(options) as ledger:
        if not typed:
            count = ledger.count(Woman)
            return Told({"count": count, "women": []}, (tr("cli.women.count", count=count),))
        found = ledger.women(ledger.search.find(typed, most=options.most))
    data = [
        {"id": w.id, "name": w.name, "birth_date": w.birth_date, "group": w.group, "open": w.status == "open"}
        for w in found
    ]
    rows = [
        (
            w.name,
            say_date(w.birth_date),
            _group(w.group),
            w.id[-6:],
            "" if w.status == "open" else _word("status", w.status),
        )
        for w in found
    ]
    return Told({"count": len(data), "women": data}, columns(rows) if rows else (tr("cli.women.nobody"),))


def _group(group: int | None) -> str:
    return "" if group is None else tr("cli.group", group=group)


def _word(of: str, code: str) -> str:
    return code_list(of).label(code, language())


def show(options: Namespace) -> Told:
    """``show``: her page without what is sensitive."""
    with opened(options) as ledger:
        story = woman_of(ledger, options.woman)
        if story.woman.id_number or story.woman.phone:
            ledger.note("view.contact", story.woman.id, way="cli")
    method, children = current_method(story, today()), children_of(story)
    due = [one for one in followups(story, load_schedule(), today()) if one.state in ("open", "past")]
    visits = [visit for visit in reversed(story.visits) if visit.visit_kind not in SENSITIVE_VISITS][:_VISITS_SHOWN]
    data = {
        "woman": open_values(story.woman),
        "household": open_values(story.household) if story.household else None,
        "method": open_values(method) if method else None,
        "children": {"total": children.total, "girls": children.girls, "youngest": children.youngest},
        "consents": {scope: effective(story.consents, scope) for scope in SCOPES},
        "visits": [open_values(visit) for visit in visits],
        "due": [followup_data(one, story.woman) for one in due],
    }
    lines = [story.woman.name, *_told_fields(story.woman)]
    if method:
        lines += ["", tr("cli.show.method"), *_told_fields(method)]
    if children.total is not None:
        lines += ["", tr("cli.show.children", count=children.total)]
    lines += ["", tr("cli.show.consents")]
    lines += columns([("  " + _word("consent_scope", s), _state(effective(story.consents, s))) for s in SCOPES])
    if visits:
        lines += ["", tr("cli.show.visits")]
        lines += columns([("  " + say_date(v.date), _word("visit_kind", v.visit_kind)) for v in visits])
    if due:
        lines += ["", tr("cli.show.due"), *columns([followup_row(one, story) for one in due])]
    return Told(data, lines)


def _state(state: str) -> str:
    return tr("cli.consent.not_asked") if state == "not_asked" else _word("consent_state", state)


def open_values(record: Record) -> dict[str, Value]:
    """The filled fields of a record that are not sensitive, with its id."""
    fields = kind_of(type(record)).fields
    told: dict[str, Value] = {"id": record.id}
    for name, field in fields.items():
        value = getattr(record, name)
        if not field.sensitive and not isinstance(field, Data) and name != "retired" and value is not None:
            told[name] = value
    return told


def _told_fields(record: Record) -> list[str]:
    rows = []
    for name, value in open_values(record).items():
        field = kind_of(type(record)).fields.get(name)
        if field is None or isinstance(field, Ref) or value is False:
            continue
        said = str(value)
        if isinstance(field, Code):
            said = _word(field.list, said)
        elif isinstance(field, Day):
            said = say_date(said)
        elif isinstance(field, Flag):
            said = tr("cli.yes")
        rows.append(("  " + tr(f"field.{type(record).kind}.{name}"), said))
    return columns(rows)


def due(options: Namespace) -> Told:
    """``due``: what can be done today, or asks for something in a month, in walk order."""
    day = day_of(options.on)
    month = earliest(month_of(options.month, day)) if options.month else None
    with opened(options) as ledger:
        span = month_around(month) if month else (day, day)
        women = ledger.agenda.women(load_schedule(), day, *span)
        stories = {s.woman.id: s for s in ledger.stories(women, visits_since=min(span[0], day) - VISITS_KEPT)}
        walk = ledger.walk()
    found = due_list(stories.values(), load_schedule(), day, month, walk)
    data = [followup_data(one, stories[one.subject].woman) for one in found]
    rows = [followup_row(one, stories[one.subject]) for one in found]
    return Told({"on": day.isoformat(), "due": data}, columns(rows) if rows else (tr("cli.due.nothing"),))


def key_of(one: FollowUp) -> str:
    """A short name for a follow-up that says nothing about it; ``answer`` takes it."""
    return hashlib.sha256(f"{one.rule}/{one.anchor}/{one.occurrence}".encode()).hexdigest()[:8]


def followup_data(one: FollowUp, woman: Woman) -> dict[str, Any]:
    """A follow-up for a program. Where it is sensitive, only the neutral service is said."""
    return {
        "key": key_of(one),
        "woman": woman.id,
        "name": woman.name,
        "service": one.service,
        "reason": None if one.sensitive else one.reason,
        "visit_kind": None if one.sensitive else one.visit_kind,
        "opens": one.opens.isoformat(),
        "due": one.due.isoformat(),
        "closes": one.closes.isoformat(),
        "state": one.state.value,
        "until": one.until.isoformat() if one.until else None,
        "contact": list(one.contact),
    }


def followup_row(one: FollowUp, story: Story) -> tuple[str, ...]:
    """A follow-up as a line: where, who, what, from when to when, how she may be reached."""
    group, door = whereabouts(story.woman, story.household)
    return (
        key_of(one),
        _group(group),
        door,
        story.woman.name,
        why(one),
        tr("cli.due.window", due=say_short(one.due, today()), closes=say_short(one.closes, today())),
        tr(f"followup.state.{one.state}"),
        tr(f"followup.contact.{one.contact[0] if one.contact else 'none'}"),
    )


def why(one: FollowUp) -> str:
    """Why it is due, in words; the neutral service where that is sensitive."""
    if one.sensitive:
        return tr(f"service.{one.service}")
    facts = {name: say_date(v) if name in ("anchor", "due") else v for name, v in one.facts.items()}  # type: ignore[arg-type]
    return tr(one.reason, **facts)


def followup_of(stories: Iterable[Story], key: str, day: date) -> list[tuple[Story, FollowUp]]:
    """The follow-ups a key means: among those that touch the months around a day."""
    schedule = load_schedule()
    return [
        (story, one)
        for story in stories
        for one in followups(story, schedule, day, since=day - _AROUND, horizon=day + _AROUND)
        if key_of(one) == key
    ]


def recent_stories(ledger: Ledger, day: date) -> Iterable[Story]:
    """All stories with the visits that can matter to what ``followup_of`` looks through."""
    return ledger.stories(visits_since=day - _AROUND - VISITS_KEPT)
