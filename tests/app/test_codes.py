"""Code lists: every coded field has one, and a wrong file says where and why."""

from __future__ import annotations

from importlib.resources import files

import pytest

from app.codes import code_list, read_list
from app.errors import FileError
from app.records import KINDS
from app.records.fields import Code

NAMES = sorted(
    p.name.removesuffix(".toml") for p in (files("resources") / "codes").iterdir() if p.name.endswith(".toml")
)
HEADER = 'source = "made up"\nedition = "1"\nverified = true\n'


@pytest.mark.parametrize(
    "name", sorted({f.list for k in KINDS.values() for f in k.fields.values() if isinstance(f, Code)})
)
def test_every_coded_field_has_its_list(name: str) -> None:
    assert code_list(name).rows


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_list_reads_and_says_where_it_comes_from(name: str) -> None:
    codes = code_list(name)
    assert codes.source
    assert codes.edition
    for language in ("zh", "en"):
        words = [row.label(language) for row in codes]
        assert len(set(words)) == len(words), f"two codes of {name} read the same in {language}"


def test_defaults_of_records_are_codes_of_their_lists() -> None:
    for kind in KINDS.values():
        for name, field in kind.fields.items():
            default = kind.cls.__dataclass_fields__[name].default
            if isinstance(field, Code) and isinstance(default, str):
                assert default in code_list(field.list), f"{kind.name}.{name}"


@pytest.mark.parametrize(
    ("name", "count", "code", "zh"),
    [
        ("ethnicity", 58, "15", "土家族"),
        ("relation", 62, "32", "长女"),
        ("marital", 8, "21", "初婚"),
        ("sex", 4, "2", "女"),
        ("education", 8, "70", "初中"),
        ("id_type", 8, "01", "居民身份证"),
    ],
)
def test_national_lists_are_whole(name: str, count: int, code: str, zh: str) -> None:
    assert len(code_list(name).rows) == count
    assert code_list(name).label(code, "zh") == zh


def test_methods_know_their_report_category_and_rank() -> None:
    methods = code_list("method")
    reported = {row.facts.get("report") for row in methods if row.code != "none"}
    assert reported == set(code_list("method_report").codes)
    assert methods.where("report", "iud") == {"iud_copper", "iud_lng", "iud_unspecified"}
    assert methods.where("modern", False) == {"fertility_awareness", "withdrawal"}
    ranks = [row.facts["lasting"] for row in methods if row.code != "none"]
    assert ranks == list(range(1, len(ranks) + 1)), "methods stand from the most lasting to the least"


def test_no_list_has_words_of_permits_or_quotas() -> None:
    for name in NAMES:
        for row in code_list(name):
            assert not any(
                word in row.zh for word in ("计划内", "计划外", "政策", "指标", "补救", "准生", "超生", "逾期")
            )


def test_a_code_unknown_here_shows_as_itself() -> None:
    assert code_list("sex").label("7", "zh") == "7"
    assert code_list("sex").fact("7", "anything") is None


def test_a_list_that_is_not_there_is_named() -> None:
    with pytest.raises(FileError) as caught:
        code_list("no_such_list")
    assert caught.value.code == "file.codes.missing"
    assert caught.value.facts == {"file": "codes/no_such_list.toml"}


@pytest.mark.parametrize(
    ("text", "row", "rule"),
    [
        ("rows = [", 0, "toml"),
        ("rows = []\n", 0, "header"),
        (HEADER + "rows = []\n", 0, "empty"),
        (HEADER + "surplus = 1\nrows = []\n", 0, "header"),
        (HEADER.replace("true", '"yes"') + "rows = []\n", 0, "header"),
        (HEADER + 'rows = ["a"]\n', 1, "text"),
        (HEADER + 'rows = [{ code = "1", zh = "一" }]\n', 1, "text"),
        (HEADER + 'rows = [{ code = 1, zh = "一", en = "one" }]\n', 1, "text"),
        (HEADER + 'rows = [{ code = "1", zh = " ", en = "one" }]\n', 1, "text"),
        (
            HEADER + 'rows = [{ code = "1", zh = "一", en = "one" }, { code = "1", zh = "二", en = "two" }]\n',
            2,
            "repeated",
        ),
        (HEADER + 'rows = [{ code = "1", zh = "一", en = "one", more = [1] }]\n', 1, "fact"),
    ],
)
def test_a_wrong_list_says_file_row_and_rule(text: str, row: int, rule: str) -> None:
    with pytest.raises(FileError) as caught:
        read_list("made_up", text)
    facts = caught.value.facts
    assert (caught.value.code, facts["file"], facts["row"], facts["rule"]) == (
        "file.codes.wrong", "codes/made_up.toml", row, rule,
    )  # fmt: skip
