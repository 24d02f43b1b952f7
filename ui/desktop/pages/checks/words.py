"""What there is to look at, in words. No Qt."""

from __future__ import annotations

from app.records import MethodUse, Record, Woman
from app.same_woman import Choice
from ui.checks import CONFLICT, DUPLICATE, SUPPLY, Item
from ui.dates import say_date
from ui.measures import finding_facts
from ui.supplies import amount_words, item_words
from ui.text import has, tr
from ui.value_words import label, value_words

LONGEST = 20
"""So many characters of a value stand on its pill; the whole is told when the cursor rests on it."""


def who_words(item: Item) -> str:
    """Whom it is about: a name, two names, or what lies in the cupboard."""
    if item.other is not None and item.woman is not None:
        names = dict.fromkeys((item.woman.name, item.other.name))
        return tr("checks.and").join(names)
    if item.woman is not None:
        return item.woman.name
    return item_words(item.line.item) if item.line is not None else tr("checks.village")


def what_words(item: Item) -> str:
    """One sentence for the list: no method, no pregnancy, nothing that is opened only on purpose."""
    if item.pair is not None:
        return tr(f"checks.why.{item.pair.why[0]}")
    if item.line is not None:
        return tr("checks.below_zero", amount=amount_words(item.line.balance, item.line.item))
    if item.closed:
        return tr("checks.closed")
    if item.cell is not None:
        return tr("checks.conflict", field=tr(f"field.{item.cell.kind}.{item.cell.field}"))
    return question_words(item)


def question_words(item: Item) -> str:
    """The question and the field it is about."""
    first = item.questions[0]
    finding, record = first.finding, first.record
    told = finding_facts(record.kind, finding)
    facts = {name: say_date(v) if name == "birth" and isinstance(v, str) else v for name, v in told.items()}
    words = tr(finding.code, **facts)
    if not finding.field:
        return words
    return tr("woman.about", what=tr(f"field.{record.kind}.{finding.field}"), words=words)


def record_words(record: Record) -> str:
    """Which entry of hers it is: ``随访 2026年3月2日``."""
    if isinstance(record, Woman):
        return ""
    day = next((str(v) for name in ("date", "start", "birth_date") if (v := getattr(record, name, None))), "")
    return "　".join(
        part for part in (tr(f"kind.{record.kind}") if has(f"kind.{record.kind}") else "", say_date(day)) if part
    )


def held_words(item: Item) -> list[str]:
    """What is written there now, for the panel; nothing that is opened only on purpose."""
    if item.closed:
        return [tr("checks.closed.note")]
    found = []
    for asked in item.questions:
        value = getattr(asked.record, asked.finding.field) if asked.finding.field else None
        words = value_words(asked.record.kind, asked.finding.field, value) if value is not None else ""
        where = record_words(asked.record)
        parts = [where, tr("checks.now", value=words) if words and not where.endswith(words) else ""]
        found.append("　".join(part for part in parts if part))
    return [words for words in dict.fromkeys(found) if words]


def method_words(use: MethodUse) -> str:
    """``避孕套　从 2024年3月``."""
    return tr("checks.method", method=label("method", use.method), day=say_date(use.start))


def way_words(item: Item) -> str:
    """The main way out, on its button."""
    if item.group in (DUPLICATE, CONFLICT, SUPPLY):
        return tr(f"checks.way.{item.group}")
    return tr("checks.way.closed" if item.closed else "checks.way")


def field_words(choice: Choice) -> str:
    """What is chosen: ``证件号``."""
    return tr(f"field.woman.{choice.field}")


def said_words(choice: Choice, values: tuple[object, ...], named: dict[str, str]) -> str:
    """What one entry says, its parts together; ``named``: households by id."""
    parts = [
        named.get(str(value), "") if name == "household" else value_words(Woman.kind, name, value)
        for name, value in zip(choice.fields, values, strict=True)
    ]
    return "　".join(part for part in parts if part) or tr("checks.nothing")


def shortened(words: str) -> str:
    """For a pill."""
    line = words.replace("\n", "　")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
