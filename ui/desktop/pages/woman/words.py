"""How a moment of her story is told: a tag, a sentence, and what else is known of it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from app.codes import code_list
from app.consent import SCOPES
from app.followups.due import FollowUp
from app.records import KINDS, Child, Consent, Delivery, LifeEvent, MethodUse, Move, Pregnancy, Record, Response, Visit
from app.records.fields import Code, Codes, Count, Day, Flag
from app.records.story import Story
from app.records.visits import form_of
from app.timeline import Moment, children_of_delivery, sensitive_fields
from ui.dates import say_date
from ui.measures import measure_of
from ui.text import has, language, tr

_TITLE_FINDINGS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """``tag`` with its ``tone``, ``title``, and quieter ``lines``. ``hidden``: there is more, opened on purpose."""

    tag: str
    tone: str
    title: str
    lines: tuple[str, ...]
    hidden: bool = False


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


def field_words(record: Record, name: str) -> str:
    """``节育器位置 正常``; ``""`` where nothing is recorded."""
    value = getattr(record, name)
    words = value_words(record.kind, name, value)
    if not words or value == "not_said":
        return ""
    if has(f"woman.short.{name}"):
        return tr(f"woman.short.{name}", value=words)
    what = tr(f"field.{record.kind}.{name}")
    # 位置正常 says what it is about; 良好 does not.
    return words if what[-2:] in words else f"{what} {words}"


def day_words(stored: str, today: date) -> str:
    """When it was: without the year while it is this one."""
    if not stored:
        return tr("woman.no_date")
    if len(stored) == 10 and stored[:4] == str(today.year):
        day = date.fromisoformat(stored)
        return tr("date.month_day", month=day.month, day=day.day)
    return say_date(stored)


def tell(moment: Moment, story: Story, author: str, *, opened: bool) -> Told:
    """The moment in words. Until it is ``opened`` on purpose nothing sensitive is among them."""
    record = moment.record
    tag, tone = tr(f"woman.tag.{record.kind}"), "good" if record.kind == "visit" else "plain"
    if moment.closed and not opened:
        return Told(tag, "plain", tr("woman.closed"), (author,) if author else (), hidden=True)
    title, lines = _told(record, moment, story, opened)
    hidden = not opened and bool(sensitive_fields(record) - {"outcome_date"})
    who = [] if isinstance(record, Child) else [author]
    return Told(tag, tone, title, tuple(line for line in (_joined(*who, *lines[:2]), *lines[2:]) if line), hidden)


def followup_words(one: FollowUp, *, opened: bool) -> str:
    """Why she can be seen; a sensitive reason only when opened on purpose."""
    if one.sensitive and not opened:
        return tr(f"service.{one.service}")
    facts = {**one.facts, "anchor": say_date(str(one.facts["anchor"])), "due": say_date(str(one.facts["due"]))}
    return tr(one.reason, **facts)


@singledispatch
def _told(record: Record, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    """Title; then lines, of which the first two stand beside the author."""
    del moment, story, opened
    return tr(f"woman.tag.{record.kind}"), []


@_told.register
def _visit(record: Visit, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story
    hidden = set() if opened else sensitive_fields(record)
    names = [a.name for a in form_of(record.visit_kind) if a.name not in hidden]
    texts = (
        "side_effects",
        "advice",
        "referral_reason",
        "referral_facility",
        "referral_outcome",
        "next_date",
        "signed",
    )
    found = [field_words(record, n) for n in names if n not in (*texts, "systolic", "diastolic")]
    if record.systolic and record.diastolic:
        found.append(tr("woman.pressure", high=record.systolic, low=record.diastolic))
    found = [words for words in found if words]
    kind = label("visit_kind", record.visit_kind)
    title = tr("woman.of", what=kind, how=tr("woman.comma").join(found[:_TITLE_FINDINGS])) if found else kind
    following = tr("woman.next", day=say_date(record.next_date)) if record.next_date else ""
    said = [field_words(record, n) for n in ("side_effects", "advice", "referral_reason") if n not in hidden]
    referral = [field_words(record, n) for n in ("referral_facility", "referral_outcome")]
    more = _joined(*found[_TITLE_FINDINGS:])
    return title, [label("visit_place", record.place), following, more, _joined(*said), _joined(*referral)]


@_told.register
def _response(record: Response, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story, opened
    words = label("response_answer", record.answer)
    if record.until:
        words = tr("woman.until", what=words, day=say_date(record.until))
    return words, []


@_told.register
def _method(record: MethodUse, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del story
    method = label("method", record.method)
    if moment.part == "stop":
        why = label("stop_reason", record.stop_reason) if opened else ""
        return tr("woman.stopped", what=method), [why]
    brackets = "（{}）" if language() == "zh" else " ({})"
    product = brackets.format(record.product) if record.product else ""
    title = method if record.method == "none" else tr("woman.started", what=f"{method}{product}")
    why = label("not_using_reason", record.not_using_reason) if opened else ""
    expiry = tr("woman.use_until", day=say_date(record.expiry)) if record.expiry else ""
    wish = tr("woman.wish", what=label("method", record.wish)) if record.wish and record.wish != record.method else ""
    counselled = tr("woman.counselled") if record.counselled else ""
    chosen = label("chosen_by", record.chosen_by)
    return title, [record.facility or "", why, _joined(counselled, chosen, wish), expiry, record.note or ""]


@_told.register
def _pregnancy(record: Pregnancy, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del story
    if moment.part == "end" and opened:
        return label("pregnancy_outcome", record.outcome), []
    return tr("woman.pregnant"), ["", "", _joined(field_words(record, "lmp"), field_words(record, "edd"))]


@_told.register
def _delivery(record: Delivery, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, opened
    children = [_child_words(child) for child in children_of_delivery(story, record)]
    place, mode = label("delivery_place", record.place), label("delivery_mode", record.mode)
    how = _joined(place, mode)
    title = tr("woman.of", what=tr("woman.tag.delivery"), how=tr("woman.comma").join(children)) if children else how
    return title or tr("woman.tag.delivery"), [how if children else "", "", field_words(record, "discharge_date")]


@_told.register
def _child(record: Child, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story, opened
    relation = label("child_relation", record.relation) if record.relation != "birth" else ""
    return _child_words(record), [relation]


def _child_words(child: Child) -> str:
    if child.born != "live":
        return label("birth_outcome", child.born)
    weight = value_words("child", "birth_weight_g", child.birth_weight_g)
    sex = label("sex", child.sex) if child.sex in ("1", "2") else ""
    return " ".join(words for words in (sex, child.name or "", weight) if words) or tr("woman.tag.child")


@_told.register
def _move(record: Move, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story, opened
    why = _joined(label("move_reason", record.reason), record.county_place or "")
    direction = label("move_direction", record.direction)
    return (tr("woman.of", what=direction, how=why) if why else direction), []


@_told.register
def _event(record: LifeEvent, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story, opened
    return label("life_event", record.event), [label("evidence", record.evidence)]


@_told.register
def _consent(record: Consent, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del story, opened
    said = [record, *(other for other in moment.beside if isinstance(other, Consent))]
    scopes = sorted({one.scope for one in said}, key=SCOPES.index)
    what = tr("woman.and").join(tr(f"woman.scope.{scope}") for scope in scopes)
    how = [tr(f"woman.how.{how}") for how in dict.fromkeys(one.how for one in said) if how]
    witnesses = [tr("woman.witness", name=name) for name in dict.fromkeys(one.witness for one in said) if name]
    title = tr("woman.of", what=label("consent_state", record.state), how=what)
    return title, [tr("woman.and").join(how), *witnesses[:1]]


def _joined(*words: str) -> str:
    return "　".join(word for word in words if word)
