"""What asks for a doctor: numbers, answers, ticked signs; hers and the child's; and the table itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codes import code_list
from app.danger import Mark, Sign, _table, signs, ticked_at, urgent
from app.records import KINDS, Value, Visit
from app.records.fields import Code, Codes, Count
from app.records.visits import FORMS, form_of
from app.texts import sentence_of


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"systolic": 139, "diastolic": 89}, []),
        ({"systolic": 140, "diastolic": 70}, ["pressure_high"]),
        ({"systolic": 120, "diastolic": 110}, ["pressure_very_high"]),
        ({"systolic": 180, "diastolic": 95}, ["pressure_very_high"]),
        ({"bleeding": "heavy", "pain": "severe"}, ["bleeding_heavy", "pain_severe"]),
        ({"pain": "strong"}, ["pain_strong"]),
        ({"wound": "abnormal", "breasts": "abnormal"}, ["not_healing"]),
        ({"bleeding": "more", "pain": "mild"}, []),
        ({"haemoglobin": 69}, ["blood_very_low"]),
        ({"haemoglobin": 109}, []),  # only of a pregnancy
        ({"visit_kind": "antenatal", "haemoglobin": 109}, ["blood_low"]),
        ({"visit_kind": "antenatal", "haemoglobin": 110}, []),
        ({"visit_kind": "antenatal", "baby_heart": 109}, ["baby_heart"]),
        ({"visit_kind": "antenatal", "baby_heart": 110}, []),
        ({"visit_kind": "antenatal", "baby_heart": 160}, []),
        ({"visit_kind": "antenatal", "baby_heart": 161}, ["baby_heart"]),
        ({"visit_kind": "antenatal", "systolic": 142, "diastolic": 80, "urine_protein": "plus1"}, ["pressure_protein"]),
        ({"visit_kind": "antenatal", "systolic": 142, "diastolic": 80, "urine_protein": "trace"}, ["pressure_high"]),
        ({"visit_kind": "antenatal", "systolic": 142, "swelling": "face"}, ["pressure_protein"]),
        ({"visit_kind": "pill_followup", "systolic": 142, "urine_protein": "plus1"}, ["pressure_high", "protein"]),
        ({"child_temperature": 375}, ["child_hot_or_cold"]),
        ({"child_temperature": 374}, []),
        ({"child_temperature": 355}, ["child_hot_or_cold"]),
        ({"child_temperature": 356}, []),
        ({"child_jaundice": "palms"}, ["child_yellow_palms"]),
        ({"child_jaundice": "limbs"}, ["child_yellow"]),
        ({"child_jaundice": "face"}, []),
        ({"danger_signs": "headache fever"}, ["ticked"]),
        ({"danger_signs": "fever self_harm"}, ["ticked", "self_harm"]),
        ({"danger_signs": "child_fever"}, ["child_ticked"]),
    ],
)  # fmt: skip
def test_signs_for_a_doctor(values: dict[str, Value], found: list[str]) -> None:
    assert [sign.id for sign in signs(values)] == found


def _around(mark: Mark) -> list[Value]:
    """What a mark tells apart."""
    if (edge := mark.below if mark.at_least is None else mark.at_least) is not None:
        return [edge - 1, edge]
    return [mark.code or " ".join(sorted(mark.ticked)[:2]), "other"]


_MARKS = [mark for sign in _table() for mark in (*sign.marks, *sign.beside)]
_EDGES = [(mark.field, value) for mark in _MARKS for value in _around(mark)]


@given(st.lists(st.sampled_from(_EDGES), max_size=4).map(dict), st.sampled_from((None, *FORMS)))
def test_a_visit_is_urgent_as_one_of_its_signs_is(values: dict[str, Value], kind: str | None) -> None:
    asked = {**values, "visit_kind": kind}
    assert urgent(asked) == any(sign.urgent for sign in signs(asked))


@pytest.mark.parametrize(("weeks", "found"), [(None, []), (35, []), (36, ["baby_position"])])
def test_the_position_of_the_baby_counts_near_term(weeks: int | None, found: list[str]) -> None:
    assert [sign.id for sign in signs({"baby_position": "breech"}, weeks=weeks)] == found


@pytest.mark.parametrize("kind", FORMS)
def test_only_her_signs_or_only_the_childs_are_asked_about(kind: str) -> None:
    of_child = {code for code in ticked_at(kind) if code.startswith("child_")}
    assert of_child in (set(), set(ticked_at(kind)))
    assert bool(of_child) == (kind in ("newborn", "child_health"))


def test_signs_of_a_pregnancy_are_asked_about_in_one() -> None:
    assert {"waters", "no_movement"} <= set(ticked_at("antenatal"))
    assert not {"waters", "no_movement", "discharge"} & set(ticked_at("general"))
    assert "discharge" in ticked_at("postpartum_home")


def test_every_ticked_sign_counts() -> None:
    for code in code_list("danger_sign").codes:
        assert any(sign.urgent for sign in signs({"danger_signs": code})), code


def test_the_table_speaks_of_fields_and_codes_that_are() -> None:
    described = KINDS[Visit.kind].fields
    for sign in _table():
        assert sign.kinds <= set(FORMS)
        for mark in (*sign.marks, *sign.beside):
            field = described[mark.field]
            if mark.code is not None:
                assert isinstance(field, Code)
                assert mark.code in code_list(field.list)
            elif mark.ticked:
                assert isinstance(field, Codes)
                assert mark.ticked <= set(code_list(field.list).codes)
            else:
                assert isinstance(field, Count)


def test_every_sign_can_be_found_at_some_visit_and_has_its_words() -> None:
    asked = {a.name for kind in FORMS for a in form_of(kind)}
    for sign in _table():
        assert {mark.field for mark in sign.marks} <= asked
        for language in ("zh", "en"):
            assert sentence_of(language, f"danger.{sign.id}")
            assert sentence_of(language, f"danger.reason.{sign.id}")


def test_what_is_written_on_a_referral_names_nothing_that_is_hidden() -> None:
    """The reason may travel to the county with her consent; what she feels and what her blood shows does not."""
    for sign in ("self_harm", "mood_help"):
        assert sentence_of("zh", f"danger.reason.{sign}") == "请医生看看"
    assert sentence_of("zh", "danger.reason.blood_tests") == "请医生看检查结果"


@pytest.mark.parametrize("sign", [s for s in _table() if not s.kinds or s.kinds & {"postpartum_home", "postpartum_42"}])
def test_words_that_may_be_said_after_a_loss_speak_of_no_child(sign: Sign) -> None:
    """Those of a child's own findings are never said there: no such question is asked."""
    if sign.id.startswith("child_") or any(mark.field.startswith("baby_") for mark in sign.marks):
        return
    words = sentence_of("zh", f"danger.{sign.id}") or ""
    assert not any(word in words for word in ("宝宝", "孩子", "胎")), words
