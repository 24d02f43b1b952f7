"""The criteria, row by row: what leads to a clinician, what to the clinic, and that nothing unknown is an offer."""

from itertools import product

import pytest

from app.codes import code_list
from app.counselling.criteria import Advice, Answers, Row, criteria
from app.counselling.facts import methods
from app.texts import LANGUAGES, sentence_of

TABLE = criteria()
PLAIN = {question.id: question.answers[0] for question in TABLE.questions}
BY_ID = {row.id: row for row in TABLE.rows}


def answered(**told: str) -> Answers:
    return {**PLAIN, **told}


def fitting(row: Row) -> Answers:
    return {**PLAIN, **{question: min(answers) for question, answers in row.when.items()}}


@pytest.mark.parametrize(
    ("told", "method", "advice"),
    [
        ({"birth": "w0", "breastfeeding": "yes"}, "pill_combined", "clinician"),
        ({"birth": "w3", "breastfeeding": "yes"}, "pill_combined", "clinician"),
        ({"birth": "w4", "breastfeeding": "yes"}, "pill_combined", "ask"),
        ({"birth": "w6", "breastfeeding": "yes"}, "pill_combined", "ask"),
        ({"birth": "m6", "breastfeeding": "yes"}, "pill_combined", "offer"),
        ({"birth": "w0"}, "pill_combined", "clinician"),
        ({"birth": "w4"}, "pill_combined", "ask"),
        ({"birth": "w6"}, "pill_combined", "offer"),
        ({"birth": "w0", "breastfeeding": "yes"}, "pill_progestogen", "offer"),
        ({"birth": "w0", "breastfeeding": "yes"}, "implant", "offer"),
        ({"birth": "w0", "breastfeeding": "yes"}, "injectable_3m", "ask"),
        ({"birth": "w3"}, "iud_copper", "ask"),
        ({"birth": "w4"}, "iud_copper", "offer"),
        ({"pregnancy": "maybe"}, "iud_lng", "clinician"),
        ({"pregnancy": "maybe"}, "implant", "ask"),
        ({"pressure": "raised"}, "pill_combined", "clinician"),
        ({"pressure": "raised"}, "injectable_3m", "offer"),
        ({"pressure": "high"}, "injectable_3m", "clinician"),
        ({"pressure": "high"}, "implant", "offer"),
        ({"smoking": "yes"}, "pill_combined", "offer"),
        ({"smoking": "yes", "age": "from35"}, "pill_combined", "clinician"),
        ({"migraine": "aura"}, "pill_combined", "clinician"),
        ({"migraine": "plain"}, "pill_combined", "offer"),
        ({"migraine": "plain", "age": "from35"}, "pill_combined", "ask"),
        ({"migraine": "aura"}, "iud_copper", "offer"),
        ({"clots": "yes"}, "pill_combined", "clinician"),
        ({"clots": "yes"}, "injectable_3m", "ask"),
        ({"clots": "yes"}, "iud_copper", "offer"),
        ({"heart": "yes"}, "injectable_3m", "clinician"),
        ({"liver": "severe"}, "pill_combined", "clinician"),
        ({"liver": "severe"}, "implant", "ask"),
        ({"liver": "acute"}, "injectable_3m", "offer"),
        ({"breast": "yes"}, "implant", "clinician"),
        ({"breast": "yes"}, "iud_copper", "offer"),
        ({"bleeding": "yes"}, "iud_copper", "clinician"),
        ({"bleeding": "yes"}, "implant", "clinician"),
        ({"bleeding": "yes"}, "pill_combined", "offer"),
        ({"womb": "yes"}, "iud_lng", "clinician"),
        ({"surgery": "yes"}, "pill_combined", "clinician"),
        ({"diabetes": "yes"}, "injectable_3m", "clinician"),
        ({"medicines": "yes"}, "pill_progestogen", "clinician"),
        ({"latex": "yes"}, "condom", "clinician"),
        ({"other": "yes"}, "pill_combined", "ask"),
        ({"infection": "yes"}, "iud_copper", "clinician"),
        ({"hiv": "yes"}, "external", "clinician"),
        ({"hiv": "yes"}, "iud_copper", "ask"),
        ({"hiv": "yes"}, "condom", "offer"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_method(told: dict[str, str], method: str, advice: str) -> None:
    assert TABLE.told(method, answered(**told)).advice == advice


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: row.id)
def test_every_row_by_itself_and_nothing_else(row: Row) -> None:
    expected = Advice.CLINICIAN if min(row.who, row.cdc) >= 3 else Advice.ASK
    for method in row.methods:
        alone = [r for r in TABLE.rows if method in r.methods and r.fits(fitting(row)) and r.agreed]
        found = TABLE.told(method, fitting(row))
        assert found.advice == (Advice.CLINICIAN if alone else expected)
        assert set(row.when) <= set(found.because) or alone != [row]
        assert TABLE.told(method, PLAIN).advice is Advice.OFFER


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: row.id)
def test_what_she_did_not_say_is_never_an_offer(row: Row) -> None:
    for question, method in product(row.when, row.methods):
        told = {name: answer for name, answer in fitting(row).items() if name != question}
        found = TABLE.told(method, told)
        assert found.advice is not Advice.OFFER
        assert found.advice is Advice.CLINICIAN or question in found.open


def test_with_nothing_said_only_what_needs_no_question_is_an_offer() -> None:
    offered = {code for code in methods().codes if TABLE.told(code, {}).advice is Advice.OFFER}
    assert offered == {"withdrawal", "emergency_pill"}


def test_what_the_two_sets_do_not_both_classify_is_asked_at_the_clinic() -> None:
    for code in code_list("method").codes:
        if code not in TABLE.covered:
            assert TABLE.told(code, PLAIN).advice is Advice.ASK


def test_there_is_no_answer_but_these_three_and_none_of_them_says_no() -> None:
    assert set(Advice) == {"offer", "clinician", "ask"}
    for advice in Advice:
        for ending in ("", ".note"):
            said = sentence_of("zh", f"counselling.advice.{advice}{ending}") or ""
            assert said
            assert not any(word in said for word in ("不能", "不可", "禁", "不适合", "不许"))


def test_nothing_is_held_for_true_before_it_was_double_checked() -> None:
    assert not TABLE.verified
    assert not methods().verified
    assert {row.source for row in TABLE.rows} == {("who", "cdc")}
    assert not any(row.verified for row in TABLE.rows)
    assert not any(method.verified for method in methods().rows)
    assert "2015" in TABLE.sources["who"]
    assert "2024" in TABLE.sources["cdc"]


def test_what_is_not_asked_beside_others_is_asked_only_on_purpose() -> None:
    assert {question.id for question in TABLE.questions if question.sensitive} == {"infection", "hiv"}
    assert sentence_of("zh", "counselling.because.hiv") == "她说的那件事"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_answer_and_reason_has_words(language: str) -> None:
    for question in TABLE.questions:
        assert sentence_of(language, f"counselling.ask.{question.id}")
        assert sentence_of(language, f"counselling.because.{question.id}")
        for answer in question.answers:
            assert sentence_of(language, f"counselling.answer.{answer}")
