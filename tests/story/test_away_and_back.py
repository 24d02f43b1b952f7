"""A woman who moves out and comes back; her summary printed to carry."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.records import MethodUse
from storage.ids import new_id
from tests.story.hands import Clock, Hands
from tests.story.papers import saved
from tests.support.ledgers import a_woman

NAME = "方颎"
HER = a_woman(NAME, birth_date="1992-03-07", marital="20", group=3, door="1号", phone="13875122210")
IUD = MethodUse(id=new_id(), subject=HER.id, method="iud_copper", start="2026-08-24")


def test_she_moves_out_and_back(village: Callable[..., Hands], clock: Clock, tmp_path: Path) -> None:
    clock.day = date(2026, 11, 22)
    her = village([HER, IUD])
    assert NAME in str(her.rows("可随访的人"))
    her.find(NAME)
    summary(her, tmp_path)
    her.add("迁出")
    her.write("县（市、区）", "东莞市")
    her.save("已保存。")
    her.until_read("已迁出")
    her.key("F3")
    her.settle()
    assert NAME not in str(her.rows("可随访的人")), "nobody looks for her here any more"
    her.next_day(clock, date(2027, 2, 1))
    her.key("Ctrl+K")
    her.compose(NAME)
    her.until_read("也看已转出的 1")
    her.press("也看已转出的")
    her.until_read("找到 1 人")
    her.choose("台账", NAME)
    her.key("Return")
    her.until_read("她的同意", "已迁出")
    her.add("迁入、回来")
    her.save("已保存。")
    her.until_read("含铜宫内节育器", "迁出", "迁入")
    assert "已迁出" not in her.read()
    her.key("F3")
    her.settle()
    assert NAME in str(her.rows("可随访的人")) or NAME in her.read()


def summary(her: Hands, folder: Path) -> None:
    """What she carries says what she needs at a clinic elsewhere, and not where she lives."""
    her.key("Ctrl+P")
    her.until_read("她要求时打印，交给她本人。")
    paper = saved(her, folder / "健康小结.pdf", "已存出。")
    assert NAME in paper
    assert "宫内节育器" in paper
    assert "1号" not in paper
    assert "13875122210" not in paper
    her.press("回到她的经过")
