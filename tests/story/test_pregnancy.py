"""Births told by keyboard in the window: from booking to the 42nd day, and two children of whom one is stillborn."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt

from app.records import Pregnancy
from storage.ids import new_id
from tests.story.hands import Clock, Hands
from tests.support.ledgers import a_woman
from ui.desktop.widgets.buttons import Pills

TODAY = "可随访的人"
NAME = "李月琴"
HER = a_woman(NAME, birth_date="1996-03-05", marital="20", group=2, door="12号", phone="13875122210")


def due(her: Hands) -> list[str]:
    """What the day's list has for her."""
    her.key("F3")
    her.until(lambda: any(f"月{her.window.today().day}日" in line for line in her.read().splitlines()))
    return [row[3] for row in her.rows(TODAY) if row[1] == NAME]


def visit(her: Hands, answers: dict[str, str]) -> None:
    """From the list of the day: Enter, down the form, saved."""
    her.choose(TODAY, NAME)
    her.key("Return")
    her.until_read(f"记录随访：{NAME}")
    her.put(answers)
    her.key("Ctrl+Return")
    her.until_read(f"{NAME}：这次随访记下了。")


def test_from_booking_to_the_42nd_day(village: Callable[..., Hands], clock: Clock) -> None:
    clock.day = date(2026, 5, 4)
    her = village([HER])
    booked(her)
    assert due(her) == ["孕 13 周前的第一次产前检查，可以建册　＋1"]
    visit(her, {"身高 厘米": "158", "体重 公斤": "52.5", "血压": "110/70", "在吃叶酸": "1"})
    assert due(her) == [], "one visit settles both"
    her.next_day(clock, date(2026, 5, 20))
    dated_by_ultrasound(her)
    her.next_day(clock, date(2026, 7, 10))
    assert due(her) == ["孕 16 周起的产前随访，2026年8月8日前"]
    visit(her, {"血压": "112/70", "体重 公斤": "55", "胎心率 次/分": "142"})
    assert due(her) == []
    her.next_day(clock, date(2026, 12, 18))
    delivered(her)
    assert due(her) == ["产后访视：看望母亲和新生儿"]
    visit(her, {"血压": "110/70", "恶露": "1", "伤口": "1", "喂养": "1"})
    assert due(her) == []
    her.next_day(clock, date(2027, 1, 14))
    assert due(her) == ["宝宝满月健康检查"]
    visit(her, {"孩子体重 公斤": "4.3", "孩子身长 厘米": "54"})
    assert due(her) == []
    her.next_day(clock, date(2027, 1, 28))
    assert due(her) == ["产后 42 天健康检查"]
    visit(her, {"血压": "110/70", "体重 公斤": "58", "子宫": "1"})
    assert due(her) == []
    her.find(NAME)
    her.until_read("产后42天随访：体重 58 公斤，子宫 正常，血压 110/70", "新生儿访视（小雨）", "分娩：女 小雨 3200 克")


def booked(her: Hands) -> None:
    """She remembers about when it was."""
    her.find(NAME)
    her.add("怀孕")
    her.pick("末次月经记得吗", "大概")
    her.write("末次月经", "2026-03-01")
    her.until_read("今天 9 周 1 天，预产期 2026年12月6日")
    her.save("已保存。", "9 周 1 天　预产期 2026年12月6日", "孕 16 周起的产前随访，2026年7月25日前")


def dated_by_ultrasound(her: Hands) -> None:
    """Two weeks later than by what she remembered: only the day and what it rests on are typed."""
    her.find(NAME)
    her.tab_towards("末次月经 2026年3月1日")
    her.key("F2")
    her.until_read("更正：孕期")
    her.write("超声日期", "2026-05-20")
    her.write("预产期", "2026-12-20")
    her.pick("预产期依据", "超声")
    her.write("预产期", "2026-12-20")
    her.save("9 周 3 天　预产期 2026年12月20日", "孕 16 周起的产前随访，2026年8月8日前")


def delivered(her: Hands) -> None:
    her.find(NAME)
    her.add("分娩")
    her.write("分娩日期", "2026-12-16")
    her.pick("分娩地点", "医院")
    her.pick("分娩方式", "顺产")
    her.pick("性别", "女")
    her.write("姓名", "小雨")
    her.tab_towards("出生体重")
    her.type("3.2")
    assert not [line for line in her.read().splitlines() if line in ("末次月经", "预产期")], "known already"
    her.key("Return")
    her.until_read("已保存。")


def test_of_twins_one_is_stillborn(village: Callable[..., Hands], clock: Clock) -> None:
    """From that moment nothing asks about the child, and the words for the mother are others."""
    clock.day = date(2026, 11, 22)
    expecting = Pregnancy(id=new_id(), subject=HER.id, lmp="2026-03-01", edd="2026-12-06", edd_basis="lmp")
    her = village([HER, expecting])
    her.find(NAME)
    her.add("分娩")
    her.write("分娩日期", "2026-11-20")
    her.pick("分娩地点", "医院")
    her.pick("性别", "女")
    her.write("姓名", "小雨")
    her.press("双胞胎，再写一个")
    born = [one for one in her.all(Pills) if one.accessibleName() == "出生情况"][-1]
    born.setFocus(Qt.FocusReason.TabFocusReason)
    her.pick("出生情况", "未能存活（死产）")
    her.until_read("先问候她。这个孩子的随访不会再出现，对她的关心照旧。")
    her.line("分娩日期").setFocus(Qt.FocusReason.TabFocusReason)
    her.save("已保存。")
    assert "她不久前失去了孩子。先问候她自己，不主动提孩子。" in her.read()
    assert due(her) == ["产后访视：看望她和身边的宝宝；她经历了失去，说话请留意"]
    her.choose(TODAY, NAME)
    her.key("Return")
    her.until_read("她失去过一个孩子。说到孩子时慢一点，听她说。")
    her.key("Esc")
    her.next_day(clock, date(2026, 12, 20))
    assert due(her) == ["宝宝满月健康检查"], "for the one who lives"
