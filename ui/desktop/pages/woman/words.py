"""How a moment of her story is told: a tag, a sentence, and what else is known of it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from app.consent import ALL_SCOPES
from app.followups.due import FollowUp
from app.people import weeks_on
from app.records import (
    BenefitCase,
    BenefitStep,
    Child,
    Consent,
    Delivery,
    HandOver,
    LifeEvent,
    MethodUse,
    Move,
    Pregnancy,
    Record,
    Request,
    Response,
    Screening,
    SupplyMovement,
    Visit,
)
from app.records.story import Story
from app.records.visits import form_of
from app.timeline import Moment, case_of, children_of_delivery, sensitive_fields
from ui.dates import say_date
from ui.text import has, language, tr
from ui.value_words import label, value_words

_TITLE_FINDINGS = 3
_NOTHING: frozenset[str] = frozenset()
_NO_SECRET = {("pregnancy", "begin"): frozenset({"outcome_date", "outcome"})}
"""That a pregnancy ended with a birth stands beside it as the birth; one that was lost is closed as a whole."""


@dataclass(frozen=True, slots=True)
class Told:
    """``tag`` with its ``tone``, ``title``, and quieter ``lines``. ``hidden``: there is more, opened on purpose."""

    tag: str
    tone: str
    title: str
    lines: tuple[str, ...]
    hidden: bool = False


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
    if isinstance(record, Visit) and record.provider == author:
        record = record.with_values(provider=None)  # one name is enough
    tag, tone = tr(f"woman.tag.{record.kind}"), "good" if record.kind == "visit" else "plain"
    if moment.closed and not opened:
        return Told(tag, "plain", tr("woman.closed"), (author,) if author else (), hidden=True)
    title, lines = _told(record, moment, story, opened)
    hidden = not opened and bool(sensitive_fields(record) - _NO_SECRET.get((record.kind, moment.part), _NOTHING))
    who = [] if isinstance(record, Child) else [author]
    return Told(tag, tone, title, tuple(line for line in (_joined(*who, *lines[:2]), *lines[2:]) if line), hidden)


def weeks_words(pregnancy: Pregnancy, today: date) -> str:
    """``23 周 4 天，预产期 2027年1月5日``; what of it is known."""
    weeks = weeks_on(pregnancy, today)
    told = tr("woman.weeks", weeks=weeks[0], days=weeks[1]) if weeks else ""
    return _joined(told, field_words(pregnancy, "edd"))


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


_SAID = ("side_effects", "advice", "referral_reason")
_REFERRAL = ("referral_facility", "referral_urgency", "referral_outcome", "referral_outcome_date")
_APART = frozenset(
    {*_SAID, *_REFERRAL, "next_date", "signed", "danger_signs", "provider", "note", "systolic", "diastolic"}
)
"""Findings of a visit that are told in a line of their own, not with the rest."""


@_told.register
def _visit(record: Visit, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment
    hidden = frozenset() if opened else sensitive_fields(record)
    names = [a.name for a in form_of(record.visit_kind) if a.name not in hidden]
    found = [field_words(record, n) for n in names if n not in _APART]
    if record.systolic and record.diastolic:
        found.append(tr("woman.pressure", high=record.systolic, low=record.diastolic))
    found = [words for words in found if words]
    kind = label("visit_kind", record.visit_kind)
    child = next((child for child in story.children if child.id == record.about), None)
    if child is not None:
        kind = tr("woman.of_child", what=kind, child=child_name(child))
    title = tr("woman.of", what=kind, how=tr("woman.comma").join(found[:_TITLE_FINDINGS])) if found else kind
    following = tr("woman.next", day=say_date(record.next_date)) if record.next_date else ""
    said = [field_words(record, n) for n in _SAID if n not in hidden]
    referral = [field_words(record, n) for n in _REFERRAL if n not in hidden]
    signs, note = field_words(record, "danger_signs"), (field_words(record, "note") if opened else "")
    where = label("visit_place", record.place)
    more = _joined(*found[_TITLE_FINDINGS:])
    return title, [
        where,
        _joined(record.provider or "", following),
        signs,
        more,
        _joined(*said),
        _joined(*referral),
        note,
    ]


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
    counselled = tr("woman.counselled") if record.counselled and not record.explained else ""
    chosen, agreed = label("chosen_by", record.chosen_by), label("agreed", record.agreed)
    by = _joined(record.facility or "", record.provider or "")
    lines = [by, why, _joined(wish, chosen, agreed, counselled), field_words(record, "explained"), expiry]
    return title, [*lines, field_words(record, "side_effects"), record.note or ""]


@_told.register
def _pregnancy(record: Pregnancy, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    if moment.part == "end" and opened:
        return label("pregnancy_outcome", record.outcome), []
    stated = tr("woman.stated", words=record.lmp_stated) if record.lmp_stated else ""
    lmp = field_words(record, "lmp") or (tr("woman.lmp.unknown") if record.lmp_known == "unknown" else "")
    unsure = label("lmp_known", "unsure") if record.lmp_known == "unsure" else ""
    basis = label("edd_basis", record.edd_basis) if record.edd else ""
    edd = tr("woman.by", what=field_words(record, "edd"), how=basis) if basis else field_words(record, "edd")
    before = [field_words(record, n) for n in ("booked_weeks", "fetuses", "gravidity")]
    closed = [field_words(record, n) for n in ("grade", "grade_date", "grade_facility", "history", "intention")]
    del story
    return tr("woman.pregnant"), [
        "", "", _joined(lmp, unsure, stated), edd, _joined(*before), *([_joined(*closed)] if opened else []),
    ]  # fmt: skip


@_told.register
def _delivery(record: Delivery, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, opened
    children = [_child_words(child) for child in children_of_delivery(story, record)]
    place, mode = label("delivery_place", record.place), label("delivery_mode", record.mode)
    how = _joined(record.facility or place, mode)
    title = tr("woman.of", what=tr("woman.tag.delivery"), how=tr("woman.comma").join(children)) if children else how
    late = [field_words(record, "discharge_date"), field_words(record, "complications")]
    return title or tr("woman.tag.delivery"), [how if children else "", "", _joined(*late)]


@_told.register
def _child(record: Child, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del story, opened
    if moment.part == "gone":
        return tr(f"woman.gone.{record.ended}", child=child_name(record)), []
    relation = label("child_relation", record.relation) if record.relation != "birth" else ""
    joined = field_words(record, "joined_date") if record.joined_date else ""
    birth = field_words(record, "birth_date") if record.joined_date else ""
    return _child_words(record), [relation, joined, birth]


def _child_words(child: Child) -> str:
    if child.born != "live":
        return label("birth_outcome", child.born)
    weight = value_words("child", "birth_weight_g", child.birth_weight_g)
    sex = label("sex", child.sex) if child.sex in ("1", "2") else ""
    return " ".join(words for words in (sex, child.name or "", weight) if words) or tr("woman.tag.child")


def child_name(child: Child) -> str:
    """How a child is named where one of several is meant: by name, else by sex and year."""
    sex = label("sex", child.sex) if child.sex in ("1", "2") else tr("woman.tag.child")
    return child.name or " ".join(part for part in (sex, (child.birth_date or "")[:4]) if part)


@_told.register
def _screening(record: Screening, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story
    test = label("screen_test", record.test)
    what = label("screen", record.screen)
    result = [field_words(record, n) for n in ("result", "referral_facility", "note")] if opened else []
    done = field_words(record, "closed_date")
    return (tr("woman.of", what=what, how=test) if test else what), [record.facility or "", done, _joined(*result)]


@_told.register
def _given(record: SupplyMovement, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, opened
    article = label("supply_article", story.articles.get(record.batch)) or tr("woman.tag.supply_movement")
    title = tr("woman.supply", how=label("supply_movement", record.movement), what=article, n=record.quantity)
    until = tr("woman.lasts_until", day=say_date(record.until)) if record.until else ""
    return title, [until, record.reason or ""]


@_told.register
def _case(record: BenefitCase, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story, opened
    return _scheme(record), [label("benefit_applicant", record.applicant), "", record.basis or "", record.note or ""]


@_told.register
def _case_step(record: BenefitStep, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, opened
    case, step = case_of(story, record), label("benefit_step", record.step)
    title = tr("woman.of", what=_scheme(case), how=step) if case is not None else step
    return title, ["", "", _joined(field_words(record, "amount_fen"), record.opinion or "")]


def _scheme(case: BenefitCase) -> str:
    return case.scheme_name or label("benefit_scheme", case.scheme)


@_told.register
def _request(record: Request, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story, opened
    done = _joined(label("request_outcome", record.outcome), say_date(record.outcome_date), record.reason or "")
    return label("request_kind", record.asked), ["", "", record.what or "", done, record.answer or ""]


@_told.register
def _hand_over(record: HandOver, moment: Moment, story: Story, opened: bool) -> tuple[str, list[str]]:
    del moment, story, opened
    return tr("woman.add.hand_over"), [label("consent_how", record.how)]


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
    scopes = sorted({one.scope for one in said}, key=ALL_SCOPES.index)
    what = tr("woman.and").join(tr(f"woman.scope.{scope}") for scope in scopes)
    how = [tr(f"woman.how.{how}") for how in dict.fromkeys(one.how for one in said) if how]
    witnesses = [tr("woman.witness", name=name) for name in dict.fromkeys(one.witness for one in said) if name]
    title = tr("woman.of", what=label("consent_state", record.state), how=what)
    return title, [tr("woman.and").join(how), *witnesses[:1]]


def _joined(*words: str) -> str:
    return "　".join(word for word in words if word)
