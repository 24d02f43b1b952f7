"""The whole of it, once: from an empty computer to the county's receipt, through the windows a worker sees."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from sync.hub.county import Hub
from tests.story.hands import Clock, Hands
from tests.sync.support import held

ROSTER = Path(__file__).parents[1] / "data" / "roster" / "roster-sample.xlsx"
EXPECTED = json.loads(ROSTER.with_name("roster-sample.expected.json").read_text(encoding="utf-8"))

PASSPHRASE = "lamp-orange-bus-umbrella"
HER = "熊𣲗"
TODAY = "可随访的人"
ON_PAPER = (
    "育龄妇女（15–49岁）", "出生", "结婚", "离婚", "迁入", "迁出", "采用避孕方法", "新采用", "停用", "可随访", "已随访",
    "谢绝", "未遇到",
)  # fmt: skip
"""Figures of the month that stand on its report; the page shows more."""
NOW = datetime(2026, 12, 22, 15, 0, tzinfo=timezone(timedelta(hours=8)))


def test_the_whole_story(start: Callable[[], Hands], clock: Clock, tmp_path: Path) -> None:
    her = start()
    code = first_start(her, tmp_path)
    import_roster(her)
    find_her(her)
    start_a_method(her)
    a_month_later(her, clock)
    a_visit(her)
    three_answers(her)
    month(her, tmp_path)
    hub = exchange(her, tmp_path)
    lock_and_open(her)
    look_around(her)
    assert her.window.close()
    by_the_recovery_sheet(start(), code)
    hub.close()


def first_start(her: Hands, folder: Path) -> str:
    """Returns the recovery code as she copied it from the screen."""
    her.write("村名", "王家村")
    her.write("12 位行政区划代码", "320482102203")
    her.key("Return")
    her.write("您的姓名", "肖玉梅")
    her.write("口令", PASSPHRASE)
    her.write("再输一次", PASSPHRASE)
    her.key("Return")
    her.until_read("把恢复单收好")
    her.will_save(folder / "恢复单.pdf")
    her.key("Ctrl+S")
    her.until_read("已存为 恢复单.pdf")
    code = " ".join(line for line in her.read().splitlines() if re.fullmatch(r"\d{4}", line))
    assert code.split() == re.findall(r"\b\d{4}\b", printed(folder / "恢复单.pdf"))[:12]
    her.press("我已经打印或抄好，并收起来了")
    her.key("Return")
    her.until_read("台账建好了，还是空的", "王家村 · 320482 102 203")
    return code


def import_roster(her: Hands) -> None:
    her.press("导入花名册")
    her.will_open(ROSTER)
    her.key("Ctrl+O")
    her.until_read("看看每一行")
    her.until_read("认出 37 列")
    her.key("Ctrl+Return")
    her.until_read(f"共 {EXPECTED['data_rows']} 行数据，导入后会有 {EXPECTED['women']} 位新增、0 位更新")
    assert her.number("新增") == EXPECTED["women"]
    assert her.number("不导入") == len(EXPECTED["rows_not_new"])
    her.press("导入")
    her.until_read(f"已导入：新增 {EXPECTED['women']} 位，更新 0 位。", "看台账")


def find_her(her: Hands) -> None:
    her.key("Ctrl+K")
    her.type("xw")
    her.until_read(HER)
    her.key("Ctrl+K")
    her.compose("熊")
    her.type("w")
    her.until_read("找到 1 人", HER)

    her.key("Return")

    her.until_read("她的同意", "添加")
    her.press("县妇幼共享 还没问过")
    her.until_read("她怎么说")
    for scope in ("Alt+2", "Alt+3", "Alt+5"):
        her.key(scope)
    her.key("Return")
    her.until_read("电话联系 她同意", "上门看望 她同意", "县妇幼共享 她同意")
    assert "到县：4 条尚未到" in her.read()


def start_a_method(her: Hands) -> None:
    her.key("Ctrl+N")
    her.from_menu("开始一种避孕方法")
    her.until_read("先问她想用哪种，讲清各种方法，由她自己选。")
    her.write("避孕方法", "tong")
    her.key("Return")
    assert her.line("避孕方法").text() == "含铜宫内节育器"
    her.press("她自己选的")
    assert her.line("开始日期").text() == "2026年11月22日"
    her.write("开始日期", "2026-11-22")
    her.key("Return")
    her.until_read("含铜宫内节育器", "2026年11月22日起", "放置宫内节育器后 1 个月随访")
    her.key("F3")
    her.until_read("11月22日 星期日")
    assert HER not in words(her.rows(TODAY))


def a_month_later(her: Hands, clock: Clock) -> None:
    her.key("Ctrl+L")
    her.until_read("请输入口令", "肖玉梅")
    clock.day = date(2026, 12, 22)
    her.write("口令", PASSPHRASE)
    her.key("Return")
    her.until_read("12月22日 星期二", HER)
    assert her.line("姓名、拼音首字母、证件号、电话、组…").text() == "", "a new day begins afresh"


def a_visit(her: Hands) -> None:
    row = next(row for row in her.rows(TODAY) if HER in row)
    assert row[3:6] == ["放置宫内节育器后 1 个月随访", "12月12日到1月6日都可以", "就在今天"]
    before = her.number("可随访")
    her.choose(TODAY, HER)
    her.key("Return")
    her.until_read(f"记录随访：{HER}", "记下后，这次随访就完成了。")
    her.tab_to("节育器位置")
    her.key("1")
    her.tab_to("出血")
    her.key("5")
    her.tab_to("疼痛")
    her.key("1")
    her.tab_to("建议")
    her.compose("多休息")
    her.key("Ctrl+Return")
    her.until_read(f"{HER}：这次随访记下了。", "可随访")
    assert HER not in words(her.rows(TODAY))
    assert her.number("可随访") == before - 1
    assert her.number("本月已完成") == 1
    her.press("本月已完成")
    assert HER in words(her.rows(TODAY))
    her.press("可随访")


def three_answers(her: Hands) -> None:
    """Whatever she says, one key; she leaves the list and the next one is chosen."""
    one, other, third = [row[1] for row in her.rows(TODAY) if row[0] != row[1] and "＋" not in row[3]][:3]
    her.choose(TODAY, one)
    her.key("Alt+X")
    her.until_read(f"{one}：她谢绝了这一次。")
    assert one not in names(her)
    her.choose(TODAY, other)
    her.key("Alt+G")
    her.until_read("她想改到哪一天？")
    her.type("2026-12-29")
    her.key("Return")
    her.until_read(f"{other}：改到 12月29日。")
    assert other not in names(her)
    her.choose(TODAY, third)
    her.key("Alt+W")
    her.until_read(f"{third}：没遇到或没接通，过几天再列出来。")
    assert third not in names(her)
    her.press("本月")
    listed = {row[1]: row[5] for row in her.rows(TODAY)}
    assert listed[other] == "改到 12月29日"
    assert "再联系" in listed[third]
    assert one not in listed


def month(her: Hands, folder: Path) -> None:
    her.key("F6")
    her.until_read("2026年12月 月报", "3 位妇女的年龄不清楚")
    her.key("Ctrl+Return")
    her.until_read("采用避孕方法")
    figures = {row[0].strip(): row[1] for row in her.rows("本月数字") if row[0] != row[1]}
    of_age = [one for one in EXPECTED["records"] if one["birth"] and "1976-12-31" < one["birth"] <= "2011-12-31"]
    with_iud = sum(one["method"] == "宫内节育器" for one in of_age) + 1
    assert figures["育龄妇女（15–49岁）"] == str(len(of_age))
    assert (figures["新采用"], figures["已随访"], figures["未遇到"]) == ("0", "1", "1")
    her.choose("本月数字", "已随访")
    assert names_in(her.rows("包括哪些人")) == [HER]
    her.key("Ctrl+4")
    her.until_read("育龄妇女花名册", "第 1 页")
    report = saved(her, "月报表", folder)
    on_paper = {label: figures[label] for label in ON_PAPER}
    for label, number in [*on_paper.items(), ("宫内节育器", with_iud)]:
        assert re.search(rf"(?m){re.escape(label)}\s+{number}(\s|$)", report), f"{label} {number}"
    assert HER not in report
    her.press("本月走访单")
    her.press("印上姓名")
    assert "宋雪燕" in saved(her, "本月走访单", folder)
    her.press("育龄妇女花名册")
    roster = saved(her, "育龄妇女花名册", folder)
    assert re.search(rf"{HER}\s+1985-09-07\s+7组 10号", roster)
    assert "汪㼆" in roster
    her.press("‹ 11月")
    her.until_read("2026年11月 月报")
    her.key("Ctrl+2")
    her.until_read("采用避孕方法")
    her.choose("本月数字", "新采用")
    assert HER in names_in(her.rows("包括哪些人"))


def exchange(her: Hands, folder: Path) -> Hub:
    stick = folder / "U盘"
    stick.mkdir()
    hub = Hub.create(folder / "county", "王家县妇幼保健院", "县妇幼保健院二楼资料室的钥匙")
    enrol(her, hub, stick)
    her.until_read("要带给县里：6 条记录，来自同意共享的 1 位", "642 位没有同意共享，她们的记录不出村")
    first = send(her, stick)
    answer(hub, stick, first)
    receive(her)
    her.until_read("同意共享的 1 位，记录都已经到了。", "该到县里的都到了")
    (woman,) = held(hub, "woman").values()
    assert (woman["name"], woman["birth_date"]) == (HER, "1985-09-07")
    assert [row["method"] for row in held(hub, "method_use").values()] == ["iud_copper"]
    assert [row["date"] for row in held(hub, "visit").values()] == ["2026-12-22"]
    open_page_of(her, HER)
    her.until_read("到县：都已到。")
    an_edit(her)
    her.until_read("到县：1 条尚未到")
    her.key("F7")
    her.until_read("要带给县里：1 条记录")
    second = send(her, stick)
    assert second.stat().st_size < first.stat().st_size
    answer(hub, stick, second)
    receive(her)
    (woman,) = held(hub, "woman").values()
    assert woman["occupation"] == "小学老师"
    open_page_of(her, "宋雪燕")
    her.until_read("到县：留在村里，还没问过她。")
    return hub


def open_page_of(her: Hands, name: str) -> None:
    her.key("Ctrl+K")
    her.compose(name)
    her.until_read("找到 1 人")
    her.key("Return")
    her.until_read("她的同意")


def an_edit(her: Hands) -> None:
    her.press("编辑她的资料")
    her.until_read(f"编辑{HER}的资料")
    her.press("更多…")
    her.write("职业", "小学老师")
    her.key("Return")
    her.until_read("已保存。")


def lock_and_open(her: Hands) -> None:
    her.key("Ctrl+L")
    her.until_read("请输入口令")
    assert "宋雪燕" not in her.read()
    her.write("口令", "something-else-entirely")
    her.key("Return")
    her.until_read("口令不对。")
    her.write("口令", PASSPHRASE)
    her.key("Return")
    her.until_read("宋雪燕", "她的同意")
    open_page_of(her, HER)
    her.until_read("到县：都已到。", "含铜宫内节育器", "放置宫内节育器后 3 个月随访")


def look_around(her: Hands) -> None:
    """The pages the story does not pass; nothing flashes up there either."""
    her.key("F9")
    her.until_read("使用者和口令")
    her.key("F1")
    her.until_read("帮助", "返回")
    her.key("F3")
    her.key("Ctrl+P")
    her.until_read("本月走访单", "回到今日")
    her.key("F4")
    her.key("Ctrl+N")
    her.until_read("登记一位", "先写知道的，别的以后再补。")


def by_the_recovery_sheet(her: Hands, code: str) -> None:
    her.until_read("请输入口令", "肖玉梅")
    her.press("忘了口令…")
    her.write("恢复单上的数字", code)
    her.write("新口令", "river-table-green-seven")
    her.write("再输一次", "river-table-green-seven")
    her.key("Return")
    her.until_read("12月22日 星期二")
    open_page_of(her, HER)
    her.until_read("到县：都已到。", "含铜宫内节育器")


def enrol(her: Hands, hub: Hub, stick: Path) -> None:
    her.key("F7")
    her.until_read("先和县里建立联系")
    her.will_use(stick)
    her.key("Ctrl+O")
    her.until_read("文件夹：U盘")
    her.press("写申请到 U 盘")
    her.until_read("申请写好了。")
    (request,) = stick.iterdir()
    enrolled = hub.enrol(request.read_bytes(), request.name, NOW)
    assert enrolled.request.code in her.read()
    request.unlink()
    (stick / enrolled.name).write_bytes(enrolled.content)
    her.until_read("里有 1 份随访的文件")
    her.key("Ctrl+R")
    her.until_read("答复来自：王家县妇幼保健院")
    her.write("县里的核对码", "1" * 16)
    her.key("Return")
    her.until_read("核对码不一样，没有登记。")
    her.write("县里的核对码", hub.code)
    her.key("Return")
    her.until_read("已经和王家县妇幼保健院建立联系。")


def send(her: Hands, stick: Path) -> Path:
    before = set(stick.iterdir())
    her.key("Ctrl+Return")
    her.until_read("已经锁好，只有那边能打开")
    (bundle,) = set(stick.iterdir()) - before
    return bundle


def answer(hub: Hub, stick: Path, bundle: Path) -> None:
    """What the county does with a stick."""
    given = hub.take(bundle.read_bytes(), bundle.name, NOW)
    assert given.error is None
    (stick / given.name).write_bytes(given.content)


def receive(her: Hands) -> None:
    her.key("Ctrl+R")
    her.until_read("收到回执：县里")


def saved(her: Hands, form: str, folder: Path) -> str:
    """The form that is looked at, saved; what another program finds in it."""
    path = folder / f"{form}.pdf"
    her.will_save(path)
    her.settle()
    her.key("Ctrl+S")
    her.until_read(f"已存为 {form}.pdf")
    return printed(path)


def printed(path: Path) -> str:
    """What another program finds in a PDF."""
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout


def words(rows: list[list[str]]) -> str:
    return "\n".join("　".join(row) for row in rows)


def names(her: Hands) -> list[str]:
    """Who is on the list of the day; a line before a group names nobody."""
    return [row[1] for row in her.rows(TODAY) if row[0] != row[1]]


def names_in(rows: list[list[str]]) -> list[str]:
    """Who stands in a list that begins with the name."""
    return [row[0] for row in rows]
