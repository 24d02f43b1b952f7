"""No list, filter, order, column or export puts parity, method, pregnancy, intention, ethnicity or religion together.

What every page offers is written out here by hand; whoever adds a column, a filter or an option changes this list, and
has to say why it is no list of women by what they do with their bodies.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QTableView, QWidget
from pytestqt.qtbot import QtBot

from app.demo.village import make_village
from app.figures.groups import BY_GROUP
from app.figures.model import definitions
from app.records import MethodUse, Unit, Woman
from app.records.writes import Add
from app.values.dates import make
from storage.ledger import Ledger, people
from storage.search import Findable
from tests.support.commands import Machine
from tests.support.frames import Seat
from tests.support.ledgers import PASSPHRASE, new_ledger
from tests.ui.desktop.conftest import MakeWindow
from tests.ui.desktop.county import ledger_in, settled, sign_in, woman
from ui.cli.arguments import REPORTS, parser
from ui.desktop.pages import PAGES
from ui.desktop.pages.ledger.order import ORDERS
from ui.desktop.pages.ledger.rows import COLUMNS, SORTS
from ui.desktop.pages.month.told import NO_NAMES, SECTIONS, read_month
from ui.desktop.widgets.buttons import Pill, Pills
from ui.desktop.window import forget_copied
from ui.papers.catalogue import PAPERS
from ui.text import tr

TODAY = date(2026, 11, 22)

LEDGER_COLUMNS = {"name", "age", "birth", "place", "marital", "children", "residence", "education", "status"}
TABLES: dict[str, list[set[str]]] = {
    "today": [{"", "姓名", "门牌", "事项", "时间窗", "还有多久", "联系"}],
    "ledger": [{"姓名", "年龄", "出生日期", "组和门牌", "婚姻", "子女", "居住情况", "文化程度", "在册状态"}],
    "import": [{"行", "姓名", "出生", "组", "结果", "说明"}],
    "checks": [{"谁", "要看什么"}],
    # Records two laptops wrote differently: never of which method, pregnancy or answer (test_differences_page).
    "letters": [{"日期", "谁", "说的是什么"}],
    "differences": [{"谁", "哪条记录", "几项", "从什么时候"}],
    "month": [{"项目", "本期", "说明"}, {"姓名", "内容", "随访日期"}],
    # Events of a month that a statute wants typed in elsewhere (app.copying_systems.LISTABLE), and the fields of one of them.
    "copying": [{"日期", "姓名", "内容", "状态"}, {"那边的项目", "抄什么", "状态"}],
    # The rows of a list that was sent, beside what is here; of who refused not even her name (test_reconciling).
    "reconciling": [{"行", "谁", "结果", "说明", "怎么处理"}],
    # Values drawn by chance; no private field, no method, no pregnancy (test_sampling).
    "sampling": [{"住处", "姓名", "项目", "台账里写的", "核对结果"}],
    "audit": [{"时间", "谁", "做了什么", "关于谁", "用来做什么"}],
    "history": [{"时间", "谁", "做了什么", "关于谁"}],
    "restore": [{"备份的时间", "多久以前", "状态"}],
    "supplies": [{"品名、规格", "结存", "最先到期", "情况"}],  # articles; who was given what is on her page alone
    # Who lives behind which door, never who is not to be seen there (test_households_page).
    "households": [{"门牌", "户主", "住在这里", "户号"}, {"组", "名称", "户数"}],
    # A statutory register: who applied for what, because she asked for it.
    "benefits": [{"姓名", "项目", "申请日期", "到了哪一步", "下一步"}],
    "outreach": [{"日期", "主题", "人生阶段", "到场人数"}],  # how many came, never who
    "village": [{"村名", "行政区划代码", "时间", "变更"}],
    "woman": [{"什么时候", "谁", "哪一项", "原来", "改为"}],
    # The office's book of what people asked of it; of a deletion it keeps that and when, never whose.
    "requests": [{"日期", "请求种类", "关于谁", "处理结果", "处理日期"}],
    # Names only of whole pages closed long ago; of single records years and numbers (test_rights_pages).
    "retention": [{"谁", "什么", "从哪天算", "到期"}],
}
"""By page, the tables it may show and every heading of each."""

FILTERS: dict[str, set[str]] = {
    # By when, and by the neutral word of a service (an order only, never a filter): no method, no pregnancy, no child.
    "today": {"open", "soon", "week", "past", "new", "quiet", "comes", "done", "today", "month", "walk", "service"},
    "round_entry": {"met", "not_reached", "declined", "done"},  # what came of a call: one woman's line each
    "ledger": {"name", "place", "birth"},
    "woman": {
        "",
        "all",
        "visit",
        "method",
        "maternal",
        "change",
        "office",
        "consent",
        "given",
        "refused",
        "withdrawn",
        "summary",
        "card",
    },
    "households": {"homes", "groups"},
    "benefits": {"running", "ended"},
    "benefit_papers": {"application", "roster", "notice", "summary"},  # and the schemes somebody applied for
    "supply_papers": {"handed", "book", "folic"},  # statutory registers, with a name only where it may be seen
    # By what is wrong with a record. Its sentences name no method, no pregnancy and nothing that is hidden (test_checks_page).
    "checks": {
        "all",
        "duplicate",
        "conflict",
        "contradictory",
        "implausible",
        "supply",
        "missing",
        "unspecified",
        "left_over",
    },
    "requests": {"waiting", "everything"},
    "rights_papers": {"consent", "withdrawal", "request"},  # about one woman, or blank
    "erase": {"whole", "bare"},  # about one woman
    "retention": {"closed", "mistake", "kept_out", "answers", "supplies", "requests", "benefits"},
    "copying": {"to_do", "everything", "population", "maternal"},  # which system; what was entered there already or not
    "reconciling": {  # what the list is about, and how its rows came out
        "births",
        "marriages",
        "registrations",
        "women",
        "all",
        "asked",
        "differing",
        "only_there",
        "only_here",
        "matched",
        "refused",
    },
    "restore": {"here", "elsewhere"},  # where backups lie
    # Statutory forms by their names; whose they are is a name she types (test_papers_page).
    "papers": {"report", "register", "record", "supply", "benefit", "rights", *REPORTS},
    # Which stretch of time, which picture of the whole village, which side of one figure; none of them narrows a list.
    "month": {
        "look",
        "numbers",
        "print",
        "report",
        "round",
        "roster",
        "1",
        "2",
        "3",
        "4",
        "5",
        "month",
        "quarter",
        "year",
        "statistical",
        "mix",
        "women",
        "children",
        "who",
        "trend",
        "groups",
    },
}
"""By page, the keys of everything of which one is chosen. Those of her own page narrow her story, and no list."""

TICKS: dict[str, set[str]] = {
    "rights_papers": {"空白表", "大字"},
    "erase": {"已当面说清楚：删了撤不回来", "把搁置的旧台账一并删掉"},
    "retention": {"看过了，删了撤不回来"},
    "sampling": {"印上姓名"},
    "round": {"印上姓名", "顺路时问的也印上"},
    "woman": {"她要求写上平时不显示的内容"},
    "papers": {"空白表，用笔填", "印上姓名", "印上避孕方法（不印子女数）", "印上电话", "她要求写上平时不显示的内容"},
    "month": {"印上姓名", "印上避孕方法（不印子女数）", "印上电话"},
}

OPTIONS = {
    "women": {"--most", "search"},
    "due": {"--month", "--on"},
    "report": {
        "--month",
        "--out",
        "-o",
        "--with-method",
        "--with-phone",
        "--with-names",
        "--purpose",
        "form",
        "--with-hidden",
        "--woman",
        "--scheme",
        "--blank",
    },
    "show": {"woman"},
    "history": {"--most"},
    "audit": {"--most"},
    "status": set(),
    "send": {"folder"},
    "exchange": set(),
}
EVERYWHERE = {"-h", "--help", "help", "--ledger", "--person", "--passphrase-fd", "--today", "--language", "--json"}
COMMANDS = {
    "new", "person", "demo", "women", "show", "due", "visit", "method", "consent", "population", "month", "answer",
    "import", "report", "supplies", "enrol", "send", "receive", "exchange", "office", "letters", "handover", "status",
    "backup", "backups", "restore", "verify", "history", "audit", "undo", "differences",
}  # fmt: skip


def fill(ledger: Ledger) -> None:
    told = (r for r in make_village(11, TODAY, women=60) if not isinstance(r, Unit))
    while lot := list(islice(told, 2000)):
        ledger.write("demo.make", [Add(record) for record in lot])


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    fill(ledger)
    taken = Seat(ledger, qtbot)
    yield taken
    taken.leave()
    ledger.close()


def headings(table: QTableView) -> set[str]:
    model = table.model()
    return {str(model.headerData(n, Qt.Orientation.Horizontal) or "") for n in range(model.columnCount())}


def shown(seat: Seat, key: str) -> QWidget:
    her = seat.ledger.all(Woman)[0].id
    seat.frame.navigate(key, {"woman": her, "visit": her}.get(key, ""))
    seat.settle()
    page: QWidget = seat.frame.page(key)
    return page


def test_every_table_of_every_page_has_only_the_columns_that_are_listed(seat: Seat) -> None:
    for spec in PAGES:
        for table in shown(seat, spec.key).findChildren(QTableView):
            found = headings(table)
            assert any(found <= allowed for allowed in TABLES.get(spec.key, [])) or found == set(), (spec.key, found)


def test_every_choice_of_every_page_is_listed(seat: Seat) -> None:
    for spec in PAGES:
        page = shown(seat, spec.key)
        assert not page.findChildren(QComboBox), spec.key
        if spec.key in ("visit", "counselling", "settings", "register", "exchange", "help", "import"):
            continue  # forms about one woman, about the program, or about a file: nobody is listed there
        for pills in page.findChildren(Pills):
            assert set(pills._pills) <= FILTERS.get(spec.key, set()), spec.key
        lone = [p for p in page.findChildren(Pill) if not isinstance(p.parent(), Pills)]
        assert {p.accessibleName().split()[0] for p in lone} <= {tr("ledger.closed")} or spec.key == "woman"
        boxes = {box.text() for box in page.findChildren(QCheckBox)}
        if spec.key == "slips":  # one for each woman, by name and place alone
            named = {woman.name for woman in seat.ledger.all(Woman)}
            assert boxes
            assert {words.split("　")[0] for words in boxes} <= named
            continue
        assert boxes <= TICKS.get(spec.key, set()), spec.key


def test_the_list_of_women_is_ordered_and_widened_by_nothing_else() -> None:
    assert set(COLUMNS) == LEDGER_COLUMNS
    assert set(SORTS) == {"name", "place", "age", "birth"}
    assert set(SORTS.values()) == set(ORDERS) == {"name", "place", "birth"}


def test_only_who_she_is_can_be_searched() -> None:
    assert set(Findable.__slots__) == {"id", "name", "other_names", "id_number", "phone", "group", "open"}


@pytest.mark.parametrize("typed", ["节育", "iud_copper", "怀孕", "汉族", "回族", "三孩", "未婚", "绝育", "流产"])
def test_a_method_a_pregnancy_or_a_people_finds_nobody(typed: str, tmp_path: Path) -> None:
    ledger, _ = new_ledger(tmp_path)
    fill(ledger)
    named = {w.id for w in ledger.all(Woman) if typed in (w.name, w.other_names or "")}
    assert set(ledger.search.find(typed)) == named == set()
    ledger.close()


def test_the_command_line_has_only_the_options_that_are_listed() -> None:
    commands = next(a for a in parser()._actions if isinstance(a.choices, dict)).choices
    assert isinstance(commands, dict)
    assert set(commands) == COMMANDS
    for name, expected in OPTIONS.items():
        found = {o for a in commands[name]._actions for o in (a.option_strings or [a.dest])}
        assert found - EVERYWHERE <= expected, name
    assert set(REPORTS) == set(PAPERS)


def test_paper_shows_no_more_than_asked_for_until_somebody_asks(seat: Seat) -> None:
    for key in ("round", "month", "papers"):
        for box in shown(seat, key).findChildren(QCheckBox):
            assert not box.isChecked(), (key, box.text())
    options = parser().parse_args(["report", "roster", "-o", "x.pdf"])
    assert (options.with_method, options.with_phone, options.with_names) == (False, False, False)


def test_a_method_or_a_telephone_number_on_paper_is_remembered_with_what_it_was_for(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    machine.tell("demo", "--women", "12")
    asked = ("--with-method", "--with-phone", "--purpose", "药具发放")
    machine.tell("report", "roster", "-o", tmp_path / "roster.pdf", *asked)
    marks = machine.home / "xdg_state_home" / "Suifang" / "marks"
    ledger = Ledger.open(machine.ledger, people(machine.ledger)[0].id, PASSPHRASE, marks=marks)
    kept = [entry.detail for entry in ledger.audit() if entry.what == "export.roster"]
    ledger.close()
    assert [(d["with_method"], d["with_phone"], d["purpose"]) for d in kept] == [(True, True, "药具发放")]


def test_no_figure_is_about_a_people_a_faith_an_intention_or_who_declined_to_whom() -> None:
    codes = set(definitions())
    shown_codes = {code for _, group in SECTIONS for code in group}
    assert shown_codes <= codes
    for code in codes:
        assert not any(
            word in code for word in ("ethnic", "relig", "intention", "wish", "abort", "worker", "rank", "target")
        )
    assert {c for c in codes if "declined" in c or "not_reached" in c} == {
        "followups_declined",
        "followups_not_reached",
    }


def test_by_village_group_no_figure_tells_of_a_method_a_pregnancy_a_wish_or_an_answer() -> None:
    """In a group of twenty doors a number is a person; whoever adds a figure here says why it is none of these."""
    ages = {f"women_{low}_{low + 4}" for low in range(15, 50, 5)}
    assert ages | {
        "women_15_49", "women_middle", "births", "deaths", "deaths_women", "deaths_children", "marriages", "divorces",
        "moves_in", "moves_out", "followups_due", "children_0_6", "children_seen", "fields_wanted", "fields_filled",
        "records_dated", "records_in_time",
    } == BY_GROUP  # fmt: skip
    assert not {code for code in BY_GROUP if definitions()[code].section in ("methods", "mix", "choice", "supplies")}


def test_who_hopes_for_a_child_is_counted_and_never_listed(seat: Seat) -> None:
    told = read_month(seat.ledger, make(2026, 10), TODAY)
    assert {"planning", "planning_checked", "preconception_coverage"} == NO_NAMES
    for code in NO_NAMES:
        assert told.behind(code) == ()
        assert told.parts(code) == ()


def test_who_is_behind_a_figure_is_told_by_name_one_fact_and_its_day(seat: Seat) -> None:
    """A number opens onto people so that it can be checked: on the screen only, and never with a second fact."""
    page = shown(seat, "month")
    hers = {use.subject: use.method for use in seat.ledger.all(MethodUse) if use.method != "none"}
    assert len(hers) > 10
    tables = [t for t in page.findChildren(QTableView) if headings(t) == {"姓名", "内容", "随访日期"}]
    assert len(tables) == 1
    assert not tables[0].isSortingEnabled()
    assert tables[0].contextMenuPolicy() != Qt.ContextMenuPolicy.CustomContextMenu


class Clipboard:
    """The system's, as far as it is asked; the test platform has none that knows its owner."""

    def __init__(self, *, ours: bool) -> None:
        self.ours, self.text = ours, "周丽华 13875122210"

    def ownsClipboard(self) -> bool:  # noqa: N802  Qt's own name
        return self.ours

    def clear(self) -> None:
        self.text = ""


@pytest.mark.parametrize(("ours", "left"), [(True, ""), (False, "周丽华 13875122210")])
def test_what_was_copied_here_is_forgotten_and_what_was_copied_elsewhere_stays(ours: bool, left: str) -> None:
    clipboard = Clipboard(ours=ours)
    forget_copied(cast(QClipboard, clipboard))
    assert clipboard.text == left


@pytest.mark.parametrize("leave", ["lock_now", "close"])
def test_leaving_forgets_what_was_copied(
    leave: str, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(folder="elsewhere")
    sign_in(window, qtbot, ledger_in(tmp_path / "ledger", [woman("周丽华")]))
    asked: list[object] = []
    monkeypatch.setattr("ui.desktop.window.forget_copied", asked.append)
    getattr(window, leave)()
    settled(window, qtbot)
    assert asked == [QApplication.clipboard()]
