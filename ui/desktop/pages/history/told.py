"""A change in words: who, what, about whom; and what taking it back would do. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.records import KINDS, Woman, Worker
from app.records.fields import Data, IdNumber, Phone, Ref
from app.timeline import SENSITIVE_VISITS
from storage.history import Entry, Later, Step, Touched, Undoing
from ui.moments import say_clock
from ui.text import has, tr
from ui.value_words import value_words

if TYPE_CHECKING:
    from storage.ledger import Ledger

MOST_LINES = 40
"""A change of an import makes thousands of records; more than this is only counted."""

_QUIET = frozenset({"pregnancy.begin", "pregnancy.end", "delivery.record"})
"""What is closed on her page is not told beside her name here either; were a loss alone so, the quiet word would tell it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One change with the names that belong to it."""

    entry: Entry
    who: str
    whom: str

    @property
    def what(self) -> str:
        """What was done."""
        return verb_words(self.entry.verb)


@dataclass(frozen=True, slots=True)
class Opened:
    """One change in full: what it made and edited, and the names of everybody in it."""

    line: Line
    touched: tuple[Touched, ...]
    women: Mapping[str, str]


def verb_words(verb: str) -> str:
    """An action in words."""
    if verb in _QUIET:
        return tr("history.quiet")
    return tr(f"verb.{verb}") if has(f"verb.{verb}") else tr("history.other")


def read_lines(ledger: Ledger, most: int, author: str, since_ms: int, until_ms: int | None) -> list[Line]:
    """The newest changes with names; in the ledger's thread."""
    entries = ledger.history.changes(most, author=author, since_ms=since_ms, until_ms=until_ms)
    names = {woman.id: woman.name for woman in ledger.women({s for e in entries for s in e.subjects[:2]})}
    workers = {worker.id: worker.name for worker in ledger.all(Worker)}
    return [Line(entry, workers.get(entry.author, tr("history.elsewhere")), _whom(entry, names)) for entry in entries]


def read_opened(ledger: Ledger, line: Line) -> Opened:
    """One change in full; in the ledger's thread."""
    touched = tuple(ledger.history.inside(line.entry.v))
    women = {woman.id: woman.name for woman in ledger.women({t.subject for t in touched[:MOST_LINES]} - {""})}
    return Opened(line, touched, women)


def _whom(entry: Entry, names: Mapping[str, str]) -> str:
    known = [names[s] for s in entry.subjects[:2] if s in names]
    if len(entry.subjects) > len(known) and len(entry.subjects) > 1:
        return tr("history.several", name=known[0], n=len(entry.subjects)) if known else ""
    return tr("history.and").join(known)


def inside_words(opened: Opened) -> list[str]:
    """What the change did, a line for each record or field."""
    names = opened.women if len(opened.line.entry.subjects) > 1 else {}
    lines = [line for one in opened.touched for line in _touched_words(one, names)]
    if len(lines) > MOST_LINES:
        return [*_counted(opened.touched), tr("history.too_many")]
    return lines or [tr("history.nothing")]


def _counted(touched: tuple[Touched, ...]) -> list[str]:
    counts: dict[str, int] = {}
    for one in touched:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return [tr("history.count", kind=tr(f"kind.{kind}"), n=n) for kind, n in counts.items()]


def _touched_words(one: Touched, women: Mapping[str, str]) -> list[str]:
    name = women.get(one.subject, "")
    if one.made:
        return [_with(name, tr("history.made", kind=tr(f"kind.{one.kind}")))]
    return [_with(name, step_words(step)) for step in one.steps]


def step_words(step: Step) -> str:
    """``电话：不直接显示``, ``婚姻状况：未婚 → 已婚``."""
    if step.field == "retired":
        key = "history.taken_back" if step.after else "history.back_again"
        return tr(key, kind=tr(f"kind.{step.kind}"))
    what = field_name(step.kind, step.field)
    field = KINDS[step.kind].fields.get(step.field)
    told_by_kind = step.field == "visit_kind" and bool({step.before, step.after} & SENSITIVE_VISITS)
    if field is None or field.sensitive or told_by_kind or isinstance(field, IdNumber | Phone):
        return tr("history.closed", field=what)
    if isinstance(field, Ref | Data):
        return tr("history.changed", field=what)
    before, after = (
        value_words(step.kind, step.field, value) or tr("history.empty") for value in (step.before, step.after)
    )
    return tr("history.step", field=what, before=before, after=after)


def field_name(kind: str, field: str) -> str:
    """The label of a field."""
    key = f"field.{kind}.{field}"
    return tr(key) if has(key) else tr(f"kind.{kind}")


def undoing_words(
    undoing: Undoing, women: Mapping[str, str], workers: Mapping[str, str], today: date
) -> tuple[list[str], list[str]]:
    """What would happen, and what cannot and why, a line for each."""
    if len(women) < 2:
        women = {}  # it is said above whom it is about
    goes = [_with(women.get(t.subject, ""), tr("history.goes", kind=tr(f"kind.{t.kind}"))) for t in undoing.goes]
    back = [_with(women.get(_woman_of(s), ""), step_words(s)) for s in undoing.back]
    would = [*goes, *back]
    if len(would) > MOST_LINES:
        would = [*_counted(undoing.goes), tr("history.count_back", n=len(undoing.back))]
    stays = list(dict.fromkeys(_stays(later, women, workers, today) for later in undoing.stays))
    if len(stays) > MOST_LINES:
        stays = [*stays[:MOST_LINES], tr("history.more_stays", n=len(stays) - MOST_LINES)]
    return would, stays


def _woman_of(step: Step) -> str:
    return step.record if step.kind == Woman.kind else ""


def _stays(later: Later, women: Mapping[str, str], workers: Mapping[str, str], today: date) -> str:
    what = _with(women.get(later.subject, ""), field_name(later.kind, later.field))
    who = workers.get(later.author, tr("history.elsewhere"))
    return tr("history.stays", what=what, when=say_clock(later.at_ms, today), who=who)


def _with(name: str, words: str) -> str:
    return tr("history.of", name=name, what=words) if name else words
