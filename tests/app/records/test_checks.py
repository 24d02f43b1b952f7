"""What a record may not hold, and what is asked about."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app.records
from app.codes import code_list
from app.records import (
    KINDS,
    Child,
    Consent,
    Delivery,
    LifeEvent,
    MethodUse,
    Pregnancy,
    Record,
    Response,
    Unit,
    Visit,
    Woman,
    checks,
)
from app.records.checks import check
from app.records.fields import Code, Count, Day, Text
from app.records.story import Story, story_of
from app.records.visits import COMMON, FORMS, form_of
from app.values.identity import check_character

TODAY = date(2026, 11, 22)


def an_id(birth: str = "19940512", order: str = "482") -> str:
    seventeen = "320482" + birth + order
    return seventeen + check_character(seventeen)


def woman(**values: Any) -> Woman:
    return Woman(**{"id": "w", "subject": "w", "name": "陈小荷", "birth_date": "1994-05-12", **values})


def method(**values: Any) -> MethodUse:
    return MethodUse(**{"id": "m", "subject": "w", "method": "iud_copper", "start": "2024-03-01", **values})


def visit(**values: Any) -> Visit:
    return Visit(**{"id": "v", "subject": "w", "visit_kind": "iud_followup", "date": "2026-11-20", **values})


def child(**values: Any) -> Child:
    return Child(**{"id": "c", "subject": "w", "birth_date": "2020-01-15", **values})


def pregnancy(**values: Any) -> Pregnancy:
    return Pregnancy(**{"id": "p", "subject": "w", **values})


def delivery(**values: Any) -> Delivery:
    return Delivery(**{"id": "d", "subject": "w", "date": "2026-01-10", **values})


def response(**values: Any) -> Response:
    fixed = {"id": "r", "subject": "w", "rule": "x", "anchor": "m", "occurrence": 1, "date": "2026-11-20"}
    return Response(**{**fixed, "answer": "declined", **values})


def hers(*records: Record, **values: Any) -> Story:
    return story_of(woman(**values), records)


def walls(record: Record, **extra: Any) -> set[tuple[str, str]]:
    return {(f.field, f.code.removeprefix("finding.")) for f in check(record, TODAY, **extra) if f.wall}


def questions(record: Record, **extra: Any) -> set[tuple[str, str]]:
    return {(f.field, f.code.removeprefix("finding.")) for f in check(record, TODAY, **extra) if not f.wall}


@pytest.mark.parametrize(
    "record",
    [
        woman(),
        woman(id_number=an_id(), id_type="01", phone="138 0000 0001", spouse_phone="0737-4212345"),
        woman(id_number="G12345678", id_type="03"),
        woman(birth_date="1994", first_marriage="2016", marital_since="2016-05", marital="21"),
        method(stop="2024-03-01", stop_reason="own_wish", expiry="2034-03-01"),
        method(start="2024", stop="2024-02"),
        visit(systolic=118, diastolic=74, iud_position="normal", next_date="2026-12-01"),
        visit(visit_kind="injection", injection_given="no"),
        child(gestation_weeks=39, birth_weight_g=3300, sex="2"),
        pregnancy(lmp="2026-05-01", edd="2027-02-05", edd_basis="lmp", gravidity=2, parity_vaginal=1),
        delivery(discharge_date="2026-01-13"),
        response(answer="postponed", until="2026-12-24"),
        Unit(id="u", subject="", code="430981203205", name="莲荷村"),
    ],
)
def test_an_ordinary_record_raises_nothing(record: Record) -> None:
    assert check(record, TODAY, story=hers()) == ()


@pytest.mark.parametrize(
    ("record", "field", "code"),
    [
        (woman(name=""), "name", "required"),
        (woman(name="  "), "name", "required"),
        (woman(name="陈" * 61), "name", "long"),
        (woman(name=7), "name", "form"),
        (woman(status=None), "status", "required"),
        (woman(marital="已婚"), "marital", "code"),
        (woman(birth_date="1994-02-30"), "birth_date", "date"),
        (woman(birth_date="12 May"), "birth_date", "date"),
        (woman(birth_date="1094-05-12"), "birth_date", "long_ago"),
        (woman(birth_date="2026-11-23"), "birth_date", "future"),
        (woman(birth_date="2026-12"), "birth_date", "future"),
        (woman(group=0), "group", "range"),
        (woman(group=100), "group", "range"),
        (woman(group="2"), "group", "number"),
        (woman(group=True), "group", "number"),
        (woman(family_unaware=2), "family_unaware", "form"),
        (woman(id_number="1" * 41), "id_number", "long"),
        (woman(household="x" * 33), "household", "form"),
        (visit(date="2026-11"), "date", "exact"),
        (visit(systolic=39), "systolic", "range"),
        (visit(systolic=301), "systolic", "range"),
        (visit(visit_kind="injection"), "injection_given", "required"),
        (response(answer="postponed"), "until", "until"),
        (Unit(id="u", subject="", code="43098120320", name="莲荷村"), "code", "unit_code"),
        (Unit(id="u", subject="", code="43098120320X", name="莲荷村"), "code", "unit_code"),
    ],
)
def test_walls(record: Record, field: str, code: str) -> None:
    assert walls(record) == {(field, code)}


def test_the_month_that_is_running_is_not_the_future() -> None:
    assert walls(method(start="2026-11")) == walls(method(start="2026")) == set()
    assert walls(method(expiry="2036-01-01")) == set(), "an expiry lies ahead by its nature"


@pytest.mark.parametrize(
    ("record", "field", "code"),
    [
        (woman(id_number=an_id()[:17] + ("1" if an_id()[17] != "1" else "2")), "id_number", "id.checksum"),
        (woman(id_number=an_id("19940230")), "id_number", "id.birth_impossible"),
        (woman(id_number="3204821994051248"), "id_number", "id.length"),
        (woman(id_number="320482199405120000"), "id_number", "id.damaged"),
        (woman(id_number=an_id(order="483")), "id_number", "id.sex"),
        (woman(id_number=an_id("19940513")), "birth_date", "id.birth"),
        (woman(id_number=an_id(), birth_date="1994-05"), "birth_date", "id.birth"),
        (woman(id_number="G1234", id_type="01"), "id_number", "id.length"),
        (woman(spouse_id_number=an_id(), id_number=an_id()), "spouse_id_number", "id.same_as_hers"),
        (woman(spouse_id_number="320482199405124"[:14]), "spouse_id_number", "id.length"),
        (woman(birth_date="2016-11-23"), "birth_date", "age"),
        (woman(birth_date="1965-11-22"), "birth_date", "age"),
        (woman(first_marriage="1993"), "first_marriage", "before_grown"),
        (woman(first_marriage="2004-01-01"), "first_marriage", "before_grown"),
        (woman(first_marriage="2018-01-01", marital_since="2017", marital="21"), "marital_since", "order"),
        (woman(phone="1380000000"), "phone", "phone"),
        (woman(health_record="123"), "health_record", "health_record"),
        (woman(children_stated=1, girls_stated=2), "girls_stated", "girls"),
        (woman(status="closed", closed_date="2026-01-01"), "closed_reason", "closed.reason"),
        (woman(closed_reason="died"), "status", "closed.open"),
        (woman(name="陈\ue123"), "name", "name.private"),
        (visit(systolic=170, diastolic=90), "systolic", "unusual"),
        (visit(systolic=90, diastolic=90), "diastolic", "pressure"),
        (visit(pills_missed="none"), "pills_missed", "not_of_kind"),
        (visit(next_date="2026-11-19"), "next_date", "order"),
        (child(birth_weight_g=900), "birth_weight_g", "unusual"),
        (child(ended="died", ended_date="2019-12-31"), "ended_date", "order"),
        (child(ended_date="2021-01-01"), "ended", "together"),
        (method(stop="2024-02-29"), "stop", "order"),
        (method(expiry="2023-01-01"), "expiry", "order"),
        (method(stop_reason="expelled"), "stop", "together"),
        (method(start=None), "start", "start_missing"),
        (method(not_using_reason="no_need"), "not_using_reason", "not_using"),
        (pregnancy(lmp="2026-05-01", edd="2027-03-05", edd_basis="lmp"), "edd", "edd"),
        (pregnancy(lmp="2026-05-01", booked_date="2026-04"), "booked_date", "order"),
        (pregnancy(outcome="miscarriage"), "outcome_date", "together"),
        (pregnancy(outcome_date="2026-04"), "outcome", "together"),
        (pregnancy(lmp="2025-10-01"), "outcome", "outcome_open"),
        (pregnancy(gravidity=1, parity_vaginal=1, parity_caesarean=1), "gravidity", "parity"),
        (delivery(discharge_date="2026-01-09"), "discharge_date", "order"),
        (response(answer="postponed", until="2026-11-19"), "until", "order"),
        (
            Consent(id="c", subject="w", scope="care", state="given", date="2026-01-01", how="oral"),
            "witness",
            "witness",
        ),
    ],
)
def test_questions_that_never_stop_a_save(record: Record, field: str, code: str) -> None:
    assert questions(record) == {(field, code)}
    assert walls(record) == set()


@pytest.mark.parametrize(
    ("record", "story", "field", "code"),
    [
        (visit(about="m", date="2024-02-29"), hers(method()), "date", "visit_before_start"),
        (visit(), hers(visit(id="v2")), "date", "visit_twice"),
        (
            visit(),
            hers(LifeEvent(id="e", subject="w", event="death", date="2026-11-19")),
            "date",
            "after_death",
        ),
        (method(start="1990"), hers(), "start", "before_birth"),
        (method(id="n"), hers(method(method="implant")), "method", "two_methods"),
        (method(method="none", id="n"), hers(method(method="condom")), "method", "two_methods"),
        (delivery(date="1993"), hers(), "date", "before_birth"),
        (delivery(pregnancy="p"), hers(pregnancy(lmp="2025-11-01")), "date", "birth_weeks"),
        (LifeEvent(id="e", subject="w", event="marriage", date="1993-01-01"), hers(), "date", "before_birth"),
        (child(birth_date="2005-05-11"), hers(), "birth_date", "mother_age"),
        (child(birth_date="1993-01-01"), hers(), "birth_date", "mother_age"),
        (child(birth_date="2020-04-15"), hers(child(id="c2")), "birth_date", "siblings"),
        (child(name="小宝"), hers(child(id="c2", name="小宝")), "name", "twice"),
    ],
)
def test_questions_that_show_only_beside_her_other_records(record: Record, story: Story, field: str, code: str) -> None:
    assert questions(record, story=story) == {(field, code)}
    assert walls(record, story=story) == set()
    assert check(record, TODAY) == ()


@pytest.mark.parametrize(
    ("record", "story"),
    [
        (child(name="大宝"), hers(child(id="c2", name="小宝"))),  # twins
        (child(birth_date="2020-01-16"), hers(child(id="c2"))),  # twins around midnight
        (child(relation="adopted", birth_date="2000-01-01"), hers()),
        (child(birth_date="2006-06"), hers()),
        (method(id="n", method="condom"), hers(method())),  # both, of her choice
        (method(id="n"), hers(method(stop="2024-03-01"))),
        (visit(about="m", date="2024-03-15"), hers(method(start="2024-03"))),
        (visit(about="d"), hers(delivery())),
        (visit(), hers(visit())),  # itself
    ],
)
def test_rare_but_right(record: Record, story: Story) -> None:
    assert check(record, TODAY, story=story) == ()


def test_a_value_nobody_touched_never_stops_a_save() -> None:
    before = woman(marital="77", group=120)
    after = before.with_values(door="3号")
    assert walls(after, before=before) == set()
    assert {("marital", "code"), ("group", "range")} <= questions(after, before=before)
    assert walls(after.with_values(marital="78"), before=before) == {("marital", "code")}


def test_walls_come_first_and_say_their_limits() -> None:
    found = check(woman(id_number="123", group=100), TODAY)
    assert [f.wall for f in found] == [True, False]
    assert dict(found[0].facts) == {"least": 1, "most": 99}


def test_a_field_with_a_wall_is_not_asked_about_as_well() -> None:
    assert questions(woman(birth_date="1994-02-30", id_number=an_id())) == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_has_its_sentence_with_facts_it_is_given(language: str) -> None:
    folder = files("resources") / "text" / language
    texts = tomllib.loads((folder / "findings.toml").read_text(encoding="utf-8"))
    place = Path(app.records.__path__[0])
    source = "".join(p.read_text("utf-8") for p in place.parent.rglob("*.py"))
    checks = "".join(p.read_text("utf-8") for p in place.glob("check*.py"))
    raised = set(re.findall(r'(?:wall|question)\(\s*"([a-z_.]+)"', source)) | set(
        re.findall(r'"(id\.[a-z_]+)"', checks)
    )
    raised |= set(re.findall(r'"(unusual_[a-z]+)"', source))  # said by tables (app/plausible.py)
    assert {f"finding.{code}" for code in raised} == set(texts)
    facts = {name for text in texts.values() for _, name, _, _ in Formatter().parse(text) if name}
    assert facts <= {"least", "most", "value", "longest", "length", "age", "birth", "days", "weeks", "last"}


# ---- from the description, for every field of every kind ----

KINDS_AND_FIELDS = [(kind, name) for kind in KINDS.values() for name in kind.fields]


def a_record(kind: str, **values: Any) -> Record:
    cls = KINDS[kind].cls
    plain: dict[str, Any] = {"id": "x", "subject": "w"}
    for name, field in KINDS[kind].fields.items():
        if field.required:
            plain[name] = _plain(field)
    return cls(**{**plain, **values})


def _plain(field: object) -> Any:
    if isinstance(field, Code):
        return code_list(field.list).codes[0]
    if isinstance(field, Day):
        return "2026-11-20"
    if isinstance(field, Count):
        return max(field.least, 1)
    return "{}"


@pytest.mark.parametrize(("kind", "name"), [(k.name, n) for k, n in KINDS_AND_FIELDS])
def test_every_field_is_held_to_its_description(kind: str, name: str) -> None:
    field = KINDS[kind].fields[name]
    bad: Any = None
    if isinstance(field, Code):
        bad = "no such code"
    elif isinstance(field, Day):
        bad = "2026-13-01"
    elif isinstance(field, Count):
        bad = field.most + 1
    elif isinstance(field, Text):
        bad = "长" * (field.longest + 1)
    if bad is not None:
        assert name in {f.field for f in check(a_record(kind, **{name: bad}), TODAY) if f.wall}
    if field.required:
        assert (name, "required") in walls(a_record(kind, **{name: None}))


@given(st.data())
def test_checking_never_fails_whatever_is_typed(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    typed = (
        st.none() | st.text(max_size=20) | st.integers() | st.booleans() | st.sampled_from(["1994-05", "2026-02-30"])
    )
    values = {name: data.draw(typed) for name in KINDS[kind].fields}
    record = a_record(kind, **values)
    for finding in check(record, TODAY, before=a_record(kind), story=hers(method(), child())):
        assert finding.field in values


@given(st.data())
def test_the_walls_by_themselves_are_the_walls_of_the_whole_check(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    typed = st.sampled_from([None, "", "1994-05", "2030-01-01", "injection", "postponed", "123456789012", "01", 1, 300])
    before, record = (a_record(kind, **{n: data.draw(typed) for n in KINDS[kind].fields}) for _ in range(2))
    for known in (None, before):
        whole = tuple(f for f in check(record, TODAY, before=known) if f.wall)
        assert checks.walls(record, TODAY, before=known) == whole


# ---- the forms of visits ----


def test_every_visit_kind_has_a_form_of_visit_fields() -> None:
    assert tuple(FORMS) == code_list("visit_kind").codes
    fields = KINDS["visit"].fields
    for form in FORMS.values():
        names = [asked.name for asked in form]
        assert len(set(names)) == len(names)
        assert set(names) <= set(fields) - set(COMMON)
        assert names[-1] == "signed"


def test_every_finding_of_a_visit_is_asked_somewhere() -> None:
    asked = {a.name for form in FORMS.values() for a in form}
    assert asked | set(COMMON) | {"retired"} == set(KINDS["visit"].fields)


def test_a_kind_of_a_newer_list_asks_as_a_general_visit() -> None:
    assert form_of("of_next_year") == FORMS["general"]
