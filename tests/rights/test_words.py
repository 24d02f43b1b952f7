"""The words: nothing that blames, commands or threatens; 您 to the worker, 她 to the woman; every error with a way on.

Everything people read is looked at: the interface, the codes, the figures, the papers, the help.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from tests.rights.test_not_built import strings
from ui import text

RESOURCES = Path(resources.__file__).parent
ZH, EN = text.catalogue("zh"), text.catalogue("en")

BLAME = re.compile(
    "应访|逾期|失败|非法|无效|关账|上交|放环|上环|取环|回件|罚|指标|准生|政策内|政策外|计划内|计划外|超生|违反|违规|违法|补救"
    "|拒访|失访|漏访|未访|拒绝|拒不|不配合|动员|督促|催她|催促|责令|严禁|不得|必须|务必|任务|考核|排名|达标|落实|管控|对象"
    "|服务对象|重点人群|黑名单|流窜|大龄|剩女|非婚|私生|超龄|名额|查处|抚养费"
)
NAMED_AS_LEFT_OUT = {"import.column.penalty", "import.column.plan_label", "import.column.compulsory_check",
                     "import.column.ranking"}  # fmt: skip
"""They name a column of somebody else's table in order to say that it is not taken over."""
ALLOWED_IN_HELP = "谢绝一次，就不再为这件事催她"
BLAME_EN = re.compile(
    r"\b(overdue|fail(s|ed|ure)?|invalid|illegal|forbidden|penalt\w*|quotas?|violat\w*|refused to|non-?complian\w*|denied"
    r"|abort(ed)?|fatal|bad|defaulter|target|must have|you must|not allowed)\b",
    re.IGNORECASE,
)
SAFE_ZH = re.compile("没有变化|没有动|都在|还在|没有收下|没有读入|没有导入|仍按原来|已经停下|什么都没有|没有变")
TO_DO_ZH = re.compile("请|可以|不用|随时|写法是|就好")
LATIN = {"PDF", "D", "ABO", "Rh", "B", "CYP", "xlsx", "xls", "csv", "U", "IUD", "HPV", "Enter", "Esc", "Tab", "X"}
KEYS = re.compile(r"(?:Ctrl|Alt|Shift)[+ ](?:[A-Z]\b|F?\d+|\w+)|\bF\d{1,2}\b|\bCtrl\b|\bAlt\b")
"""Keys as they stand on the keyboard: on their own or with what is held."""


def chinese() -> Iterator[tuple[str, str]]:
    """Where it stands, and the sentence."""
    yield from ZH.items()
    for file in sorted((RESOURCES / "codes").glob("*.toml")):
        for row in tomllib.loads(file.read_text("utf-8"))["rows"]:
            yield f"{file.stem}.{row['code']}", row["zh"]
    for file in sorted((RESOURCES / "forms").glob("*.toml")):
        held = tomllib.loads(file.read_text("utf-8"))
        for name in set(held) - {
            "source",
            "edition",
            "columns",
            "left",
            "right",
            "indented",
            "only_if_any",
            "codes",
            "other_code",
        }:
            yield from (
                (f"{file.stem}.{name}", words)
                for words in strings(held[name])
                if not re.fullmatch(r"[a-z_0-9.:+]+", words)
            )
        for column in held["columns"].values() if isinstance(held.get("columns"), dict) else ():
            yield f"{file.stem}.columns", column["head"]
    for name, figure in definitions():
        for key in ("zh", "explains_zh"):
            if key in figure:
                yield f"indicator.{name}", figure[key]
    for number, line in enumerate((RESOURCES / "help/zh.md").read_text("utf-8").splitlines()):
        yield f"help.{number}", line.replace(ALLOWED_IN_HELP, "")


def definitions() -> Iterator[tuple[str, dict[str, str]]]:
    for file in sorted((RESOURCES / "indicators").glob("*.toml")):
        for row in tomllib.loads(file.read_text("utf-8")).get("indicator", ()):
            yield row["code"], row


SAID_IN_CHINESE = {
    "settings.language.zh",
    "program.name",
    "ledger.nobody.note",
    "month.form.report.note",
    "first.unit_note",
    "editor.birth",
}
"""A group is searched as it is written on doors, a paper quoted as it is printed, a village given by its name."""
SENTENCES = sorted(set(chinese()))


def test_no_word_blames_commands_or_counts_her_as_a_debt() -> None:
    assert len(SENTENCES) > 900
    assert [(k, w) for k, w in SENTENCES if k not in NAMED_AS_LEFT_OUT and BLAME.search(w)] == []


def test_what_is_named_as_left_out_is_named_nowhere_else() -> None:
    for key in NAMED_AS_LEFT_OUT:
        field = key.removeprefix("import.column.")
        columns = tomllib.loads((RESOURCES / "roster/columns.toml").read_text("utf-8"))["columns"]
        assert columns[field]["use"] == "left_out"


def test_no_english_word_blames_either() -> None:
    assert [(key, words) for key, words in EN.items() if BLAME_EN.search(words)] == []


def test_the_worker_is_addressed_with_respect_and_the_woman_is_she() -> None:
    for key, words in SENTENCES:
        assert not re.search("你|她们应|该妇女|该对象|此人|妇女们|女方", words), key


def test_chinese_sentences_hold_no_latin_words() -> None:
    for key, words in SENTENCES:
        if key.startswith(
            (
                "cli.",
                "hub.",
                "error.hub",
                "error.cli",
                "error.clock.doubted",
                "error.input.address",
                "error.input.passphrase_fd",
                "settings.language",
            )
        ):
            continue  # they name commands to type, and English by its own name
        found = set(re.findall(r"[A-Za-z]+", KEYS.sub("", re.sub(r"\{[^}]*\}|\(\*\.pdf\)", "", words))))
        assert found <= LATIN, (key, found - LATIN)


@pytest.mark.parametrize("key", sorted(k for k in ZH if k.startswith("error.")))
def test_every_error_says_what_is_safe_and_what_to_do(key: str) -> None:
    what, safe, todo = ZH[key].strip().split("\n")
    assert SAFE_ZH.search(safe + what), "what is safe"
    assert TO_DO_ZH.search(todo), "what to do"
    assert not what.startswith(("请", "error"))
    assert all(line.endswith(("。", "）", "{fields}", "{folder}", "init。")) for line in (safe, todo))


def test_every_code_figure_and_text_is_there_in_both_languages() -> None:
    assert {key for key in ZH if not ZH[key].strip() and EN[key].strip()} == set()
    for file in sorted((RESOURCES / "codes").glob("*.toml")):
        for row in tomllib.loads(file.read_text("utf-8"))["rows"]:
            assert row["zh"].strip(), (file.stem, row["code"])
            assert row["en"].strip(), (file.stem, row["code"])
            assert not re.search("[\u4e00-\u9fff]", row["en"]), (file.stem, row["code"])
    for name, figure in definitions():
        assert figure["en"].strip(), name
        assert figure["explains_en"].strip(), name
    for key, words in EN.items():
        assert not re.search("[\u4e00-\u9fff]", words) or key in SAID_IN_CHINESE, key


def test_what_a_refusal_is_called_is_as_quiet_as_any_other_answer() -> None:
    for key in ("followup.state.declined", "today.standing.declined", "today.decline"):
        assert ZH[key] == "她谢绝"
    assert ZH["followup.state.past"] == ZH["today.standing.past"] == "已过时间"
