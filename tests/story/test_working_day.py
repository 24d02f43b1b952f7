"""A working day by keyboard: the sheet printed, the round entered, a referral and what came of it, one entry undone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.records import MethodUse, Record, SupplyBatch, SupplyItem, SupplyMovement
from storage.ids import new_id
from tests.story.hands import Clock, Hands
from tests.support.ledgers import a_woman

TODAY = "可随访的人"
HISTORY = "谁改过什么"
NAMES = (
    "陈桂花", "方颎", "龚雅洁", "何月娥", "李月琴", "刘小翠",
    "罗春梅", "石霞琳", "王秀兰", "吴金莲", "周丽华", "邹满秀",
)  # fmt: skip
WOMEN = tuple(
    a_woman(name, group=1 + number // 6, door=f"{number % 6 + 1}号", birth_date="1990-03-07", phone="13875122210")
    for number, name in enumerate(NAMES)
)
"""Twelve doors, six in each of two groups, in the order one walks."""
DECLINES, GIVEN, REFERRED = NAMES[2], NAMES[6], NAMES[9]
MET = [name for name in NAMES if name not in (DECLINES, GIVEN, REFERRED)]
WRONG = NAMES[4]
"""Whose entry is taken back at the end."""


def records() -> list[Record]:
    """An IUD each, whose follow-up after 3 months is open; condoms in the cupboard."""
    using = [MethodUse(id=new_id(), subject=woman.id, method="iud_copper", start="2026-08-24") for woman in WOMEN]
    item = SupplyItem(id=new_id(), subject="", article="condom", measure="box", lasts_days=30)
    batch = SupplyBatch(id=new_id(), subject="", item=item.id, number="A1", expiry="2028-01-31")
    came = SupplyMovement(id=new_id(), subject="", batch=batch.id, movement="in", quantity=50, date="2026-10-01")
    return [*WOMEN, *using, item, batch, came]


def test_a_working_day(village: Callable[..., Hands], clock: Clock, tmp_path: Path) -> None:
    clock.day = date(2026, 11, 22)
    her = village(records())
    her.until_read("11月22日 星期日")
    assert listed(her) == list(NAMES)
    sheet_printed(her, tmp_path / "走访单.pdf")
    round_entered(her)
    assert listed(her) == []
    her.next_day(clock, date(2026, 11, 23))
    everything_is_there(her)
    her.next_day(clock, date(2026, 11, 26))
    assert listed(her) == [REFERRED], "what came of it is asked"
    what_came_of_it(her)
    taken_back(her)
    assert listed(her) == [WRONG]


def sheet_printed(her: Hands, paper: Path) -> None:
    her.will_print(paper)
    her.key("Ctrl+P")
    her.until_read("单子上有 12 位")
    her.key("Ctrl+P")
    her.until_read("已送到打印机。")
    assert paper.read_bytes().startswith(b"%PDF")
    her.key("Alt+Left")
    her.until_read("录入走访")


def round_entered(her: Hands) -> None:
    """Line by line in the order of the paper; two of them in full, on the page of a visit."""
    her.key("Ctrl+E")
    her.until_read("按 11月22日 印的走访单排。", "已存 0 行，还有 12 行")
    for done, name in enumerate(NAMES, start=1):
        asked = her.focus.parentWidget()
        assert asked is not None
        assert asked.accessibleName() == f"{name} 见到没有", "the keyboard goes on by itself"
        if name == GIVEN:
            supplies_given(her)
        elif name == REFERRED:
            referred(her)
        else:
            if name == DECLINES:
                her.key("Right")
                her.key("Right")
            her.key("Space")
            her.key("Return")
        her.until_read(f"已存 {done} 行，还有 {12 - done} 行")
    her.key("Alt+Left")
    her.until_read("11月22日 星期日")


def supplies_given(her: Hands) -> None:
    her.key("Alt+Z")
    her.until_read(f"记录随访：{GIVEN}")
    her.put({"节育器位置": "1", "出血": "5", "疼痛": "1"})
    her.key("Alt+Y")
    her.until_read("哪一种")
    her.key("Space")
    her.put({"数量": "3"})
    her.until_read("取 3 盒：批号 A1，2028年1月31日到期")
    her.save(f"{GIVEN}：这次随访记下了。", "走访的日子")


def referred(her: Hands) -> None:
    """She bleeds much: the words to say first, then one key fills in the referral."""
    her.key("Alt+Z")
    her.until_read(f"记录随访：{REFERRED}")
    her.put({"出血": "6"})
    her.until_read("出血很多，请今天就送她去医院。")
    her.key("Alt+Z")
    her.until_read("转诊原因", "县医院")
    her.save(f"{REFERRED}：这次随访记下了。", "走访的日子")


def everything_is_there(her: Hands) -> None:
    """On another day, after the ledger was locked: on the day's list, on their pages, in the cupboard."""
    assert her.number("本月已完成") == 11
    her.press("本月已完成")
    assert sorted(listed(her)) == sorted([*MET, GIVEN, REFERRED])
    her.press("可随访")
    her.find(DECLINES)
    her.until_read("谢绝")
    her.find(GIVEN)
    her.until_read("宫内节育器随访：位置正常，没有出血", "发放避孕套 3", "大约用到 2027年2月20日")
    her.find(REFERRED)
    her.until_read("转诊原因 出血多", "转到哪里 县医院　缓急 今天就去")
    her.key("F5")
    her.until_read("47 盒")


def what_came_of_it(her: Hands) -> None:
    her.choose(TODAY, REFERRED)
    her.key("Return")
    her.until_read("后来怎么样")
    her.key("Alt+2")
    her.save(f"{REFERRED}：转诊结果记下了。")
    assert listed(her) == []
    her.find(REFERRED)
    her.until_read("去看了，在治疗")


def taken_back(her: Hands) -> None:
    """One line was for somebody else: the history says what taking it back would do, and does it."""
    her.key("F9")
    her.press(HISTORY)
    her.until(lambda: her.rows(HISTORY))
    her.choose(HISTORY, WRONG)
    her.key("Ctrl+Z")
    her.until_read("撤销会这样：")
    her.key("Return")
    her.until_read("已撤销。", f"记录随访（已撤销）　{WRONG}")


def listed(her: Hands) -> list[str]:
    """Who is on the list of the day, from the top; a line before a group names nobody."""
    her.key("F3")
    her.until(lambda: f"月{her.window.today().day}日" in her.read())
    return [row[1] for row in her.rows(TODAY) if row[0] != row[1]]
