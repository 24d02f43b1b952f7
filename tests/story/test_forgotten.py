"""A forgotten passphrase: a colleague gives one for once, and the book of the ledger remembers."""

import re
from collections.abc import Callable

from tests.story.hands import Hands
from tests.support.ledgers import a_woman

HERS, NEW = "后山的竹林很密", "水塘里的荷花开了"


def test_a_colleague_helps_and_it_stays_visible(village: Callable[..., Hands]) -> None:
    her = village([a_woman("王秀兰")], others={"刘芳": HERS})
    her.key("F9")
    her.until_read("使用者和口令", "刘芳")
    her.press("刘芳忘了口令")
    her.key("Return")
    her.until_read("一次性口令：")
    found = re.search("一次性口令：(.+)", her.read())
    assert found is not None
    once = found[1]
    her.key("Ctrl+L")
    her.until_read("请输入口令", "刘芳")
    her.press("刘芳")
    her.write("口令", once)
    her.key("Return")
    her.until_read("新口令")
    her.write("新口令", NEW)
    her.write("再输一次", NEW)
    her.key("Return")
    her.until(lambda: "请输入口令" not in her.read())
    her.key("F9")
    her.until_read("刘芳（您）")
    her.press("谁看过、导出过什么")
    her.until_read("给了刘芳一个一次性口令", "换了自己的口令")
