"""Two laptops of one office, and the county: one stick goes round, and everything it does is seen in the windows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from app.records import Child, LaptopStop, Pregnancy, Record, Visit, Woman
from app.records.writes import Add
from storage.ids import new_id
from storage.ledger import Ledger
from sync import files
from sync.envelope import is_ours
from sync.hub.revoking import compared, noticed, revoke
from sync.hub.trip import carry
from tests.story.hands import Clock, Hands
from tests.support.ledgers import CHEAP, PASSPHRASE, a_woman
from tests.sync.post import HER_NUMBER, a_birth, told
from tests.sync.post import village as another_village
from tests.sync.support import a_hub, held
from tests.ui.desktop.county import agrees
from ui.crash import start_log

START = datetime(2026, 11, 22, 15, 0, tzinfo=timezone(timedelta(hours=8)))
NUMBER = "430981198807123428"
"""A made-up resident id with a right check digit."""

EDITED = a_woman("周丽华", birth_date="1991-04-06", phone="13875122210", group=1)
EXPECTING = a_woman("邹满秀", birth_date="1992-03-05", id_type="01", id_number=HER_NUMBER, group=2)
PREGNANT = Pregnancy(id=new_id(), subject=EXPECTING.id, lmp="2026-02-01", edd="2026-11-08", edd_basis="lmp")
CAME = a_woman("陈桂花", birth_date="1988-07-12", id_type="01", id_number=NUMBER, group=3)
TWICE = "方颎"
HERS: list[Record] = [EDITED, agrees(EDITED), EXPECTING, agrees(EXPECTING), PREGNANT, CAME, agrees(CAME)]
WORKERS = ("肖玉梅", "刘芳")
PERSONAL = (*WORKERS, "周丽华", "邹满秀", "陈桂花", TWICE, "13875122210", "13700000001", HER_NUMBER, NUMBER)
CODE = re.compile(r"\d{4}(?: \d{4}){3}")


class Round:
    """Who sits where, the stick that goes round, and the county an hour away."""

    def __init__(self, root: Path, start: Callable[..., Hands]) -> None:
        self.root, self.stick = root, root / "stick"
        self.stick.mkdir()
        self.mei = self._sits("肖玉梅", "here", HERS, start)
        self.fang = self._sits("刘芳", "there", (), start)
        self.hub = a_hub(root)
        self.day = START

    def _sits(self, name: str, folder: str, records: Sequence[Record], start: Callable[..., Hands]) -> Hands:
        ledger, _ = Ledger.create(
            self.root / folder, unit_code="430981203205", unit_name="莲荷村", worker_name=name, passphrase=PASSPHRASE,
            cost=CHEAP, marks=self.root / "marks",
        )  # fmt: skip
        if records:
            ledger.write("demo.make", [Add(record) for record in records])
        ledger.close()
        who = start(folder)
        who.sit_down()
        who.unlock()
        who.key("F7")
        who.will_use(self.stick)
        who.key("Ctrl+O")
        who.until_read("文件夹：stick")
        return who

    def at_the_county(self) -> None:
        """What the county does with a stick: everything on it is taken in, then what waits is written."""
        self.day += timedelta(hours=1)
        lying = sorted(self.stick.iterdir())
        for path in lying:
            if "-request-" in path.name:
                enrolled = self.hub.enrol(path.read_bytes(), path.name, self.day)
                (self.stick / enrolled.name).write_bytes(enrolled.content)
            elif "-bundle-" in path.name:
                given = self.hub.take(path.read_bytes(), path.name, self.day)
                (self.stick / given.name).write_bytes(given.content)
        for one in carry(self.hub, lying, None, self.day):
            assert one.error is None, one

    def wipe(self) -> None:
        """Nothing on it is needed any more."""
        for path in self.stick.iterdir():
            path.unlink()


def test_one_stick_for_two_laptops_and_the_county(start: Callable[..., Hands], clock: Clock, tmp_path: Path) -> None:
    clock.day = date(2026, 11, 22)
    start_log(tmp_path / "suifang.log")
    office = Round(tmp_path, start)
    mei, fang = office.mei, office.fang
    admitted(office)
    exchanged(mei, "给刘芳的电脑写好了")
    exchanged(fang, "收下了肖玉梅的电脑记的")
    both_write(office)
    exchanged(mei, "给刘芳的电脑写好了")
    exchanged(fang, "1 处两台电脑写得不一样", "1 对可能是同一个人")
    settled_by_keyboard(fang)
    joined(fang)
    exchanged(fang, "给肖玉梅的电脑写好了")
    exchanged(mei, "收下了刘芳的电脑记的")
    assert "两处写得不一样" not in mei.read()
    both_read_the_same(office)
    county_enrols(office)
    sent_and_received(office)
    withdrawn_on_the_other(office)
    birth_taken_over(office)
    record_from_before(office)
    stopped(office)
    nothing_leaked(office)


def turn_to(who: Hands) -> None:
    """She sits down at her laptop, on the page of the exchange."""
    who.sit_down()
    who.key("F7")
    who.settle()


def exchanged(who: Hands, *words: str) -> None:
    """The one button."""
    turn_to(who)
    who.key("Ctrl+Return")
    who.until_read(*words)


def admitted(office: Round) -> None:
    """The new laptop asks; each reads the other's code from its screen."""
    mei, fang = office.mei, office.fang
    turn_to(fang)
    fang.press("申请加入本室")
    fang.until_read("申请写好了")
    code = code_on(fang)
    turn_to(mei)
    mei.key("Ctrl+R")
    mei.until_read("刘芳的电脑申请加入本室")
    mei.write("它屏幕上的核对码", code)
    mei.key("Return")
    mei.until_read("已接纳刘芳的电脑")
    code = code_on(mei)
    turn_to(fang)
    fang.key("Ctrl+R")
    fang.until_read("本室那台电脑屏幕上的核对码")
    fang.write("本室那台电脑屏幕上的核对码", code)
    fang.key("Return")
    fang.until_read("一共 2 台电脑")
    office.wipe()


def code_on(who: Hands) -> str:
    """The code on her screen."""
    found = CODE.search(who.read())
    assert found is not None
    return found[0]


def both_write(office: Round) -> None:
    """The same telephone differently, something else each, and a woman each of them meets."""
    office.mei.sit_down()
    edited(office.mei, "13700000001", "职业", "小学老师")
    registered(office.mei)
    office.fang.sit_down()
    edited(office.fang, "13700000002", "现住址", "学堂湾")
    registered(office.fang)


def edited(who: Hands, phone: str, field: str, value: str) -> None:
    who.find(EDITED.name)
    who.press("编辑她的资料")
    who.until_read(f"编辑{EDITED.name}的资料")
    who.write("电话", phone)
    who.press("更多…")
    who.write(field, value)
    who.key("Return")
    who.until_read("已保存。")


def registered(who: Hands) -> None:
    who.key("F4")
    who.key("Ctrl+N")
    who.until_read("先写知道的，别的以后再补。")
    who.write("姓名", TWICE)
    who.write("出生日期", "1995-06-01")
    who.key("Ctrl+Return")
    who.until_read(f"已登记 {TWICE}")


def settled_by_keyboard(who: Hands) -> None:
    """Enter goes into the record, 2 keeps the other value; nothing of what else was written is asked."""
    who.key("Ctrl+D")
    who.until_read("●●● ●●●● 0001", "●●● ●●●● 0002", "2 种写法，请选一种。")
    assert len(who.rows("写得不一样的记录")) == 1
    who.choose("写得不一样的记录", EDITED.name)
    who.key("Return")
    assert "0002" in who.focus.accessibleName()
    who.key("2")
    who.until_read("没有写得不一样的地方")


def joined(who: Hands) -> None:
    """On 核对, both entries side by side."""
    who.key("F8")
    who.until_read("姓名和生日相同")
    who.choose("要看的", TWICE)
    who.key("Return")
    who.until_read("是同一个人吗？")
    who.save("的两页已合并。")


def both_read_the_same(office: Round) -> None:
    """The disjoint edits stand, the telephone is the one that was chosen, and she whom both met has one page."""
    for who in (office.mei, office.fang):
        who.sit_down()
        who.find(EDITED.name)
        who.until_read("●●● ●●●● 0001")
        now = who.window.session.ledger.get(Woman, EDITED.id)
        assert now is not None
        assert (now.occupation, now.current_address, now.phone) == ("小学老师", "学堂湾", "13700000001")
        who.key("Ctrl+K")
        who.compose(TWICE)
        who.until_read("找到 1 人")


def county_enrols(office: Round) -> None:
    """Both laptops ask; the county's code comes from the county."""
    office.wipe()
    for who in (office.fang, office.mei):
        turn_to(who)
        who.press("写申请到 U 盘")
        who.until_read("申请写好了")
    office.at_the_county()
    office.mei.key("Ctrl+R")
    office.mei.until_read("答复来自：桃江县妇幼")
    office.mei.write("县里的核对码", office.hub.code)
    office.mei.key("Return")
    office.mei.until_read("已经和桃江县妇幼建立联系。", "要带给县里：")


def sent_and_received(office: Round) -> None:
    exchanged(office.mei, "给桃江县妇幼的写好了", "收到县里的回执以前，仍算没有到县")
    office.at_the_county()
    exchanged(office.mei, "收到回执：县里", "记录都已经到了")
    assert {row["name"] for row in held(office.hub, "woman").values()} == {EDITED.name, EXPECTING.name, CAME.name}
    assert held(office.hub, "woman")[EDITED.id]["phone"] == "13700000001"


def withdrawn_on_the_other(office: Round) -> None:
    """What she says to one of them holds on both, and at the county."""
    office.fang.sit_down()
    office.fang.find(EDITED.name)
    office.fang.key("Ctrl+T")
    office.fang.until_read("她怎么说")
    office.fang.key("Alt+2")
    office.fang.key("Return")
    office.fang.until_read("县妇幼共享 她已撤回")
    exchanged(office.fang, "给肖玉梅的电脑写好了")
    exchanged(office.mei, "收下了刘芳的电脑记的", "给桃江县妇幼的写好了")
    office.at_the_county()
    exchanged(office.mei, "县里已经删去撤回同意的 1 位的记录")
    assert {row["name"] for row in held(office.hub, "woman").values()} == {EXPECTING.name, CAME.name}


def birth_taken_over(office: Round) -> None:
    """A hospital told the county; nothing is in the ledger until she has read it in its form."""
    (kept,) = told(office.hub, a_birth())
    assert kept.kept
    office.at_the_county()
    mei = office.mei
    exchanged(mei, "县里来信 1 封")
    mei.key("Ctrl+J")
    mei.until_read(EXPECTING.name, "县人民医院", "3200 克", "您采用以前，台账里什么都不变。")
    assert mei.window.session.ledger.all(Child) == []
    mei.key("Return")
    mei.until_read("采用：邹满秀")
    mei.key("Return")
    mei.until_read("已采用，记到邹满秀的页面上了。", "没有等您看的来信")
    mei.find(EXPECTING.name)
    mei.until_read("分娩：女 3200 克")


def record_from_before(office: Round) -> None:
    """She moved here; she asks, her village of before brought her record to the county, the county sends it on."""
    before = another_village(office.root, office.hub, "竹山村", "430981203206", "before")
    her = before.a_sharing_woman(CAME.name, birth_date=CAME.birth_date, id_number=NUMBER)
    before.add(Visit(id=new_id(), subject=her.id, visit_kind="general", date="2025-03-01", advice="三个月后再来"))
    before.up()
    before.ledger.close()
    mei = office.mei
    mei.find(CAME.name)
    mei.add("请县里转来以前的记录")
    mei.pick("怎么提出的", "本人签字")
    mei.save("已保存。")
    exchanged(mei, "给桃江县妇幼的写好了")
    office.at_the_county()
    exchanged(mei, "县里来信 1 封")
    mei.key("Ctrl+J")
    mei.until_read("她以前的记录转来了：随访 1 条。")
    mei.key("Return")
    mei.until_read("已采用，记到陈桂花的页面上了。")
    mei.find(CAME.name)
    mei.until_read("三个月后再来")


def stopped(office: Round) -> None:
    """It says what that does before it is done; the county hears of it by a notice and a code."""
    mei = office.mei
    turn_to(mei)
    mei.press("停用刘芳的电脑")
    mei.until_read("不能撤销")
    mei.press("停用")
    mei.until_read("已停用。")
    mei.press("写通知给县里")
    mei.until_read("通知写在 U 盘上了")
    code = code_on(mei)
    (notice,) = office.stick.glob("suifang-notice-*")
    _, lost, expected = office.hub.transact(lambda db: noticed(db, notice.read_bytes(), notice.name))
    compared(expected, code, notice.name)
    office.hub.transact(lambda db: revoke(db, lost.replica, 0))
    (stop,) = mei.window.session.ledger.all(LaptopStop)
    assert (lost.label, stop.laptop, stop.reason) == ("刘芳", lost.replica, "lost")


def nothing_leaked(office: Round) -> None:
    """Not on the stick, not in the log; both ledgers hold."""
    lying = sorted(office.stick.iterdir())
    assert {path.name.split("-")[1] for path in lying} >= {"bundle", "office", "receipt", "letter", "notice"}
    for path in lying:
        assert files.is_name(path.name)
        content = path.read_bytes()
        assert is_ours(content)
        asks = "-request-" in path.name  # written before there is anybody to lock it for: says who asks
        words = [word for word in PERSONAL if not (asks and word in WORKERS)]
        assert not [w for w in words for how in ("utf-8", "gb18030", "utf-16-le") if w.encode(how) in content], (
            path.name
        )
    log = office.root / "suifang.log"
    assert not log.exists() or not [word for word in PERSONAL if word in log.read_text("utf-8")]
    for who in (office.mei, office.fang):
        assert who.window.session.ledger.verify() == []
    office.hub.close()
