"""One woman entered twice: found on 核对, compared, joined into one page, and parted again."""

from collections.abc import Callable

from app.records import MethodUse, Visit
from storage.ids import new_id
from tests.story.hands import Hands
from tests.support.ledgers import a_woman

FOUND = "要看的"
FIRST = a_woman("周丽华", birth_date="1991-04-06", spouse_name="陈军", phone="13875122210", group=1, door="1号")
SECOND = a_woman("周莉华", birth_date="1991", spouse_name="陈军", group=2)
EARLIER = [
    Visit(id=new_id(), subject=FIRST.id, visit_kind="general", date=day, place="home")
    for day in ("2025-03-02", "2025-09-03")
]
HOME = Visit(id=new_id(), subject=FIRST.id, visit_kind="general", date="2026-03-01", place="home", advice="多喝水")
CLINIC = Visit(id=new_id(), subject=SECOND.id, visit_kind="general", date="2026-06-02", place="clinic", advice="多休息")
IUD = MethodUse(id=new_id(), subject=SECOND.id, method="iud_copper", start="2025-03-09")


def test_two_entries_become_one_page_and_two_again(village: Callable[..., Hands]) -> None:
    her = village([FIRST, SECOND, *EARLIER, HOME, CLINIC, IUD])
    found_and_compared(her)
    her.save("周丽华的两页已合并。")
    assert entries(her) == ["周莉华"]
    assert pair(her) == [], "nothing left to ask"
    her.find("周莉华")
    her.until_read("3月1日", "多喝水", "6月2日", "多休息", "含铜宫内节育器", "1991年4月6日")
    taken_back(her)
    assert entries(her) == ["周丽华", "周莉华"]
    her.find("周丽华")
    her.until_read("多喝水")
    assert "多休息" not in her.read()
    her.find("周莉华")
    her.until_read("多休息", "含铜宫内节育器")
    assert "多喝水" not in her.read()
    assert len(pair(her)) == 1, "asked again"


def found_and_compared(her: Hands) -> None:
    """Every field but the name as it is proposed; the name is that of the other entry."""
    assert len(pair(her)) == 1
    her.choose(FOUND, "周丽华")
    her.key("Return")
    her.until_read("是同一个人吗？", "留下这一页", "并到那一页", "3 条记录", "2 条记录")
    assert her.focus.accessibleName() == "周丽华"
    her.key("Right")
    assert her.focus.accessibleName() == "周莉华"
    her.key("Down")
    assert her.focus.accessibleName() == "1991年4月6日", "the day that is known in full"
    her.key("Right")
    her.key("Left")


def taken_back(her: Hands) -> None:
    """From the history of changes, which says first what it would do."""
    her.key("F9")
    her.press("谁改过什么")
    her.until_read("合并同一个人的两页")
    her.choose("谁改过什么", "合并同一个人的两页")
    her.key("Ctrl+Z")
    her.until_read("撤销会这样：")
    her.key("Return")
    her.until_read("已撤销。")


def pair(her: Hands) -> list[list[str]]:
    """What 核对 says about her."""
    her.key("F8")
    her.until_read("核对")
    her.settle()
    return [row for row in her.rows(FOUND) if "姓名音近，丈夫同名" in row]


def entries(her: Hands) -> list[str]:
    """The names of hers in the ledger."""
    her.key("Ctrl+K")
    her.compose("周")
    her.until_read("找到")
    return sorted(name for row in her.rows("台账") for name in row if name in ("周丽华", "周莉华"))
