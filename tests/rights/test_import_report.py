"""The report of an import goes on paper beside names: no method, child, number or telephone stands in it."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.support.ledgers import new_ledger
from ui.import_words import report_content, summary_words
from ui.importing import open_roster, prepare, read

TODAY = date(2026, 11, 22)
ROWS = (
    ("王秀兰", "11010519491231002X", "1990-05-12", "放环、避孕套", "13875122210、13875122211", "3", "5", "李四"),
    ("周丽华", "440524188001010014", "1991-13-45", "上环或者打针", "1387512", "2", "1", "440524188001010014"),
    ("邹小翠", "1101051949123100", "1992-02-30", "不知什么方法", "12", "99", "1", "赵六"),
)
HEADINGS = ("姓名", "身份证号", "出生日期", "避孕措施", "联系电话", "子女数", "女孩数", "配偶身份证号")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_paper_says_that_there_is_something_to_look_at_and_not_what(tmp_path: Path, language: str) -> None:
    from ui import text

    table = tmp_path / "roster.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *ROWS])
    ledger, _ = new_ledger(tmp_path)
    draft = prepare(ledger, (chosen := open_roster(table)), read(chosen, TODAY), TODAY)
    text.use(language)
    try:
        content = report_content(draft, ledger.unit, TODAY)
        on_screen = " ".join(summary_words(row) for row in draft.plan.rows)
    finally:
        text.use("zh")
        ledger.close()
    said = " ".join(" ".join(line) for line in content.look)
    assert len(content.look) == len(ROWS)
    assert {"zh": "避孕套", "en": "Condom"}[language] in on_screen, "on the screen it stands, where it can be put right"
    secret = ("1387", "环", "IUD", "避孕套", "Condom", "打针", "不知什么", "110105", "440524", "99")
    assert not [words for words in secret if words in said]
    assert {"zh": "日历", "en": "calendar"}[language] in said, "what is no secret is said"
