"""The tables are looked at when they are read, and what is wrong is told by row and key. The numbers, in words."""

from importlib.resources import files

import pytest

from app.codes import code_list
from app.counselling.criteria import read_criteria
from app.counselling.facts import TOLD, in_a_hundred, methods, read_methods
from app.errors import FileError
from app.texts import LANGUAGES, sentence_of

FOLDER = files("resources") / "counselling"
CRITERIA = (FOLDER / "criteria.toml").read_text("utf-8")
METHODS = (FOLDER / "methods.toml").read_text("utf-8")
ROW = """
[[row]]
id = "new"
if = { clots = ["yes"] }
methods = ["implant"]
who = 3
cdc = 3
source = ["who"]
verified = false
"""


def wrong(text: str, *, criteria: bool = True) -> tuple[object, object, object]:
    with pytest.raises(FileError) as caught:
        read_criteria(text) if criteria else read_methods(text)
    assert caught.value.code == "file.counselling"
    return tuple(caught.value.facts[name] for name in ("row", "key", "rule"))  # type: ignore[return-value]


def test_both_are_in_order() -> None:
    assert len(read_criteria(CRITERIA + ROW).rows) == len(read_criteria(CRITERIA).rows) + 1
    assert read_methods(METHODS) == methods()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("who = 3", "who = 5", ("new", "who", "range")),
        ("who = 3\ncdc = 3", "who = 2\ncdc = 1", ("new", "who", "range")),
        ("who = 3", 'who = "3"', ("new", "who", "kind")),
        ("who = 3\n", "", ("new", "who", "missing")),
        ("verified = false", "verified = 0", ("new", "verified", "kind")),
        ("verified = false\n", "", ("new", "verified", "missing")),
        ('source = ["who"]', 'source = ["lancet"]', ("new", "source", "unknown")),
        ('source = ["who"]', "source = []", ("new", "source", "empty")),
        ('["implant"]', '["condoms"]', ("new", "methods", "unknown")),
        ('["implant"]', '["lam"]', ("new", "methods", "unknown")),
        ('["implant"]', '["implant", "implant"]', ("new", "methods", "repeated")),
        ("clots =", "clot =", ("new", "if.clot", "unknown")),
        ('["yes"]', '["sometimes"]', ("new", "if.clots", "unknown")),
        ('["yes"]', '"yes"', ("new", "if.clots", "kind")),
        ('{ clots = ["yes"] }', "{}", ("new", "if", "empty")),
        ("who = 3", "who = 3\nverdict = true", ("new", "verdict", "unknown")),
        ('id = "new"', 'id = "womb"', ("womb", "id", "repeated")),
        ('id = "new"\n', "", ("#37", "id", "missing")),
    ],
)
def test_what_is_wrong_with_a_criterion_is_told_by_row_and_key(old: str, new: str, told: tuple[str, ...]) -> None:
    assert old in ROW
    assert wrong(CRITERIA + ROW.replace(old, new)) == told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('answers = ["under35", "from35"]', 'answers = ["under35"]', ("age", "answers", "range")),
        ('answers = ["under35", "from35"]', "answers = [1, 2]", ("age", "answers", "kind")),
        ("verified = false\ncovered", "covered", ("", "verified", "missing")),
        ('"emergency_pill"]', '"magic"]', ("", "covered", "unknown")),
        ("[[question]]", "[[question", ("", "", "toml")),
    ],
)
def test_what_is_wrong_above_the_criteria_is_told_too(old: str, new: str, told: tuple[str, ...]) -> None:
    assert old in CRITERIA
    assert wrong(CRITERIA.replace(old, new, 1)) == told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("typical = 130", "typical = 1300", ("condom", "typical", "range")),
        ("perfect = 20", "perfect = 200", ("condom", "perfect", "range")),
        ('code = "condom"', 'code = "hope"', ("hope", "code", "unknown")),
        ("infections = true", 'infections = "yes"', ("condom", "infections", "kind")),
        ('where = "facility"', 'where = "there"', ("implant", "where", "unknown")),
        ('free = "yes"', 'free = "no"', ("implant", "free", "unknown")),
        ('source = ["handbook", "services"]', 'source = ["hearsay"]', ("implant", "source", "unknown")),
    ],
)
def test_what_is_wrong_with_a_method_is_told_by_row_and_key(old: str, new: str, told: tuple[str, ...]) -> None:
    assert old in METHODS
    assert wrong(METHODS.replace(old, new, 1), criteria=False) == told


def test_every_method_of_a_known_kind_is_explained() -> None:
    vague = {"none", "other", "iud_unspecified", "pill_or_injectable_unspecified"}
    assert set(methods().codes) == set(code_list("method").codes) - vague


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_every_method_has_words(language: str) -> None:
    for method in methods().rows:
        for fact in TOLD:
            assert sentence_of(language, method.key(fact)), (method.code, fact)


def test_only_condoms_protect_from_infections_and_every_other_says_so() -> None:
    assert [method.code for method in methods().rows if method.infections] == ["condom"]
    assert "避孕套" in str(sentence_of("zh", "counselling.infections.no"))


def test_her_wish_stands_first_and_what_is_for_life_is_not_put_forward() -> None:
    codes = methods().codes
    assert codes[-2:] == ("female_sterilisation", "male_sterilisation")
    assert methods().first("condom")[0] == "condom"
    assert sorted(methods().first("condom")) == sorted(codes)
    assert methods().first(None) == methods().first("other") == codes


@pytest.mark.parametrize(
    ("per_1000", "n"), [(1, 0), (8, 0), (10, 1), (14, 1), (15, 2), (70, 7), (130, 13), (1000, 100)]
)
def test_how_many_of_a_hundred(per_1000: int, n: int) -> None:
    assert in_a_hundred(per_1000) == n


def test_the_emergency_pill_is_told_with_its_days_and_no_number_of_a_year() -> None:
    assert methods()["emergency_pill"].typical is None
    said = str(sentence_of("zh", "counselling.herself.emergency_pill"))
    assert "三天以内" in said
    assert "五天以内" in said
