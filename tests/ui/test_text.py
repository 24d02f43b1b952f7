"""The catalogue: the same keys and facts in every language, and a text for every key the program asks for."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import KeyRefused, SuifangError
from app.records import KINDS
from app.records.fields import Data
from ui import text
from ui.sayings import say

ROOT = Path(text.__file__).parent.parent
ZH, EN = text.catalogue("zh"), text.catalogue("en")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    text.use("zh")
    yield
    text.use("zh")


def literal_keys(folder: Path, function: str) -> set[str]:
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == function
                and node.args
            ):
                first = node.args[0]
                found |= {
                    c.value for c in ast.walk(first) if isinstance(c, ast.Constant) and not _in_f_string(c, first)
                }
    return {key for key in found if isinstance(key, str) and "." in key}


def _in_f_string(constant: ast.Constant, argument: ast.expr) -> bool:
    return any(isinstance(n, ast.JoinedStr) and constant in ast.walk(n) for n in ast.walk(argument))


def raised_codes() -> set[str]:
    names = {"InputError", "RecordError", "FileError", "LedgerError", "LedgerBusy", "LedgerTooNew", "LedgerDamaged",
             "StorageTrouble", "KeyRefused", "ExchangeError", "ExchangeWaits", "Cancelled", "SuifangError"}  # fmt: skip
    codes = set()
    for floor in ("app", "storage", "sync", "ui"):
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in names
                    and node.args
                ):
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        codes.add(first.value)
    return codes


def test_both_languages_have_the_same_keys() -> None:
    assert ZH.keys() == EN.keys()


def test_both_languages_hold_the_same_facts() -> None:
    differing = {k for k in ZH if text.facts_of(ZH[k]) != text.facts_of(EN[k])}
    assert differing == set()


def test_every_key_the_interface_asks_for_is_there() -> None:
    assert literal_keys(ROOT / "ui", "tr") - ZH.keys() == set()


def test_every_field_that_people_see_has_a_name() -> None:
    wanted = {
        f"field.{kind.name}.{name}"
        for kind in KINDS.values()
        for name, field in kind.fields.items()
        if name != "retired" and not isinstance(field, Data)
    }
    assert wanted - ZH.keys() == set()


def test_words_of_blame_are_not_used() -> None:
    for key, sentence in ZH.items():
        assert not re.search("失败|非法|无效|逾期|应访|关账|上交|放环|回件", sentence), key


def test_every_error_says_what_is_safe_and_what_to_do() -> None:
    for language in (ZH, EN):
        for key, sentence in language.items():
            if key.startswith("error."):
                assert len(sentence.strip().split("\n")) == 3, key


def test_every_code_that_is_raised_has_words() -> None:
    areas = ("error.input", "error.file", "error.ledger", "error.exchange", "error.record", "error.import", "error.hub")
    wordless = {c for c in raised_codes() if f"error.{c}" not in ZH and not f"error.{c}".startswith(areas)}
    assert {c for c in wordless if f"error.{c.split('.')[0]}" not in ZH} == set()


def test_an_error_fills_in_its_facts() -> None:
    assert "7" in say(KeyRefused("ledger.key.wait", wait_seconds=7)).todo


def test_an_error_without_words_borrows_its_parents() -> None:
    assert say(KeyRefused("ledger.key.of_tomorrow")).what == "口令没有打开台账。"


def test_an_unknown_error_says_so_honestly() -> None:
    assert say(SuifangError("moon.full")) == say(SuifangError("unknown"))


def test_words_whose_facts_are_missing_give_way_to_the_parents() -> None:
    assert say(KeyRefused("ledger.key.wait")).what == "口令没有打开台账。"


def test_a_missing_key_is_logged_and_shown_as_it_is(expect_log: Callable[[str], None]) -> None:
    expect_log("no text for nowhere.at.all")
    assert text.tr("nowhere.at.all") == "nowhere.at.all"


def test_a_key_said_twice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    for name in ("a.toml", "b.toml"):
        (tmp_path / "zh" / name).write_text('"x.y" = "一"\n', encoding="utf-8")
    with pytest.raises(text.DuplicateKey):
        text.catalogue("zh", tmp_path)
