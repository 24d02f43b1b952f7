"""Other messes of the same system: what one cell or one row can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputError
from app.roster.clerk import Because
from app.roster.columns import Use, recognise
from app.roster.sheets import Cell
from app.roster.words import read_method
from tests.app.roster.sample import one, read, sheet

ID = "320482199405124821"
CELLS = (
    st.none()
    | st.text(max_size=12)
    | st.integers(-10, 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates()
)


@pytest.mark.parametrize(("word", "method"), [
    ("放环", "iud_unspecified"),
    ("上 环", "iud_unspecified"),
    ("ＩＵＤ", "iud_unspecified"),
    ("带铜环", "iud_copper"),
    ("TCu-380A", "iud_copper"),
    ("曼月乐", "iud_lng"),
    ("女扎", "female_sterilisation"),
    ("结扎（女）", "female_sterilisation"),
    ("男扎", "male_sterilisation"),
    ("皮埋", "implant"),
    ("套", "condom"),
    ("药", "pill_or_injectable_unspecified"),
    ("针", "pill_or_injectable_unspecified"),
    ("三月针", "injectable_3m"),
    ("口服及注射避孕药", "pill_or_injectable_unspecified"),
    ("外用药", "external"),
    ("安全期", "fertility_awareness"),
    ("毓婷", "emergency_pill"),
    ("无", "none"),
    ("未避孕", "none"),
    ("待孕", "none"),
    ("孕", "none"),
    ("哺乳期", "none"),
    ("已取环", "none"),
    ("", "not_recorded"),
    ("不详", "not_recorded"),
])  # fmt: skip
def test_method_words_of_the_village(word: str, method: str) -> None:
    reading = read_method(word)
    assert (reading.method, reading.sure, reading.understood) == (method, True, True)


@pytest.mark.parametrize(
    ("word", "reason"),
    [("待孕", "wants_pregnancy"), ("现孕", "pregnant"), ("哺乳", "postpartum"), ("绝经", "no_need"), ("无", None)],
)
def test_why_no_method(word: str, reason: str | None) -> None:
    assert read_method(word).reason == reason


def test_two_methods_count_as_the_more_lasting() -> None:
    reading = read_method("避孕套+上环")
    assert (reading.method, reading.also) == ("iud_unspecified", ("condom",))
    assert "import.method.several" in codes(one(避孕措施="避孕套、上环"))


def test_a_method_inside_a_sentence_is_read_and_said_and_a_denied_one_is_not() -> None:
    assert (read_method("2015年上环").method, read_method("2015年上环").sure) == ("iud_unspecified", False)
    for text in ("环已取出待查", "曾经上环", "不知道"):
        assert not read_method(text).understood
    entry = one(避孕措施="环不知还在不在")
    assert entry.method == "not_recorded"
    assert entry.unread == (("避孕措施", "环不知还在不在"),)
    assert "import.method.unknown" in codes(entry)


@pytest.mark.parametrize(("stated", "children", "girls"), [
    ("1个", 1, None),
    ("两孩", 2, None),
    (2.0, 2, None),
    ("1男1女", 2, 1),
    ("一女", 1, 1),
    ("无", 0, None),
    (None, None, None),
    ("很多", None, None),
])  # fmt: skip
def test_numbers_of_children(stated: Cell, children: int | None, girls: int | None) -> None:
    entry = one(子女数=stated)
    assert (entry.children, entry.girls) == (children, girls)
    assert ("import.children.unreadable" in codes(entry)) == (stated == "很多")


@pytest.mark.parametrize(("address", "group"), [
    ("王家村9组", 9),
    ("王家村第九村民小组", 9),
    ("王家村 十二组 5号", 12),
    ("第3小组", 3),
    ("三队", 3),
    ("王家村", None),
    (None, None),
])  # fmt: skip
def test_group_of_an_address(address: str | None, group: int | None) -> None:
    assert one(户籍地=address).group == group


@pytest.mark.parametrize(("registered", "current", "residence"), [
    ("王家村1组", "王家村2组", "both"), ("王家村1组", "外出", "registered"), ("王家村1组", "江苏省常州市", "registered"),
    ("安徽省阜阳市李庄", "王家村1组", "living"), ("王家村1组", None, None),
])  # fmt: skip
def test_residence(registered: str, current: str | None, residence: str | None) -> None:
    assert one(户籍地=registered, 现居住地=current, 所属村居="王家村").residence == residence


def codes(entry: object) -> set[str]:
    return {finding.code for finding in entry.findings}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("birth", "read_as", "code"), [
    ("农历八月十五", None, "import.birth.year_missing"),
    ("5/12/1994", "1994", "import.birth.ambiguous"),
    ("1995-02-30", None, "import.birth.impossible"),
    ("1994年5月", "1994-05", "import.birth.month_only"),
    ("1994", "1994", "import.birth.year_only"),
    ("属狗", None, "import.birth.unreadable"),
    ("农历2001年闰四月初五", "2001-05-27", "import.birth.lunar"),
    ("78.4.2", "1978-04-02", "import.birth.short_year"),
    (None, None, "import.birth.missing"),
])  # fmt: skip
def test_a_birth_without_an_id(birth: Cell, read_as: str | None, code: str) -> None:
    entry = one(出生日期=birth)
    assert entry.birth == read_as
    assert code in codes(entry)


def test_a_valid_id_gives_the_birth_and_the_stated_one_stays_beside_it() -> None:
    entry = one(证件号码=ID, 出生日期="农历1994年四月初一")
    assert (entry.birth, entry.birth_stated) == ("1994-05-12", "农历1994年四月初一")
    assert {"birth_lunar", "birth_differs_from_id"} <= entry.flags
    assert one(证件号码=ID, 出生日期="5/12/1994").flags.isdisjoint({"birth_ambiguous", "birth_differs_from_id"})
    assert one(证件号码=ID[:-1] + "2", 出生日期="1990.1.2").birth == "1990-01-02"


HEAD = ["姓名", "身份证号", "出生日期", "户号", "配偶姓名", "电话"]


def test_same_woman_shared_number_and_namesakes() -> None:
    roster = read(sheet(
        HEAD,
        ["王 丽", ID, None, "1", "李强", None],
        ["王丽", ID.lower(), "1994-5-12", "1", "李强", "13810111111"],
        ["陈梅", ID, "1990-1-1", "2", None, None],
        ["张红", None, "1991-1-1", "3", "周强", None],
        ["张红", None, "1991-1-1", "4", "吴刚", None],
        ["张红", None, "1991.1.1", "3", "周强", None],
    ))  # fmt: skip
    assert [e.ref.row for e in roster.records] == [2, 4, 5, 6]
    assert [(n.ref.row, n.same_as.row if n.same_as else None) for n in roster.not_new] == [(3, 2), (7, 5)]
    wang, chen, first, second = roster.records
    assert "id_shared" in wang.flags
    assert "id_shared" in chen.flags
    assert (wang.birth, chen.birth) == (None, "1990-01-01"), "a shared number proves no birth"
    assert "import.row.twice_differs" in codes(wang)
    assert "import.person.maybe_same" in codes(first) & codes(second)


def test_an_old_and_a_new_number_of_one_woman_are_one() -> None:
    roster = read(sheet(HEAD, ["冯香", "320482850919148"], ["冯香", "320482198509191484"]))
    assert [n.because for n in roster.not_new] in ([Because.TWICE], [])
    from app.values.identity import lengthened

    roster = read(sheet(HEAD, ["冯香", "320482850919148"], ["冯香", lengthened("320482850919148")]))
    assert [n.because for n in roster.not_new] == [Because.TWICE]


def test_men_blanks_sums_and_repeated_headings() -> None:
    head = ["序号", "姓名", "性别", "身份证号", "出生日期"]
    roster = read(
        sheet(
            ["花名册"], head, [1, "王丽", "女", ID, None], [2], ["小计", 1], head, [3, "李强", "男", None, None],
            [4, None, None, None, None], [5, "周梅", 2, None, "1990-1-1"], [6, "吴强", "1", None, None], [7], [None],
            ["合 计", 2, None, None, None], ["填表人：某某", None, "审核人："],
        )
    )  # fmt: skip
    assert [e.name for e in roster.records] == ["王丽", "周梅"]
    assert [(n.ref.row, n.because) for n in roster.not_new] == [
        (4, Because.BLANK),
    (5, Because.TOTAL),
    (6, Because.HEADING),
    (7, Because.MAN),
    (8, Because.BLANK),
    (10, Because.MAN),
    ]  # fmt: skip
    assert [ref.row for ref, _ in roster.beyond] == [13, 14]


def test_several_sheets_and_headings_over_two_rows() -> None:
    roster = read(
        sheet(
            ["一组"],
            ["姓名", "身份证号", "出生日期", "配偶", None, "子女数", None],
            [None, None, None, "姓名", "身份证号", "男", "女"],
              ["王丽", ID, None, "李强", "110105194912310019", 1, 1], name="一组"),
        sheet(["电话", "姓名", "出生年月"], ["13810111111", "周梅", "1990.1.2"], name="二组"),
        sheet(["说明"], ["本表仅供参考"], name="说明"),
    )  # fmt: skip
    assert [(e.ref.sheet, e.ref.row, e.name) for e in roster.records] == [("一组", 4, "王丽"), ("二组", 2, "周梅")]
    first = roster.records[0]
    assert (first.spouse_name, first.spouse_id_number, first.children, first.girls) == (
        "李强",
        "110105194912310019",
        2,
        1,
    )
    assert roster.mapping.not_read == ("说明",)


def test_a_husbands_particulars_are_never_hers() -> None:
    (mapping,) = recognise([sheet(["姓名", "配偶出生日期", "配偶民族", "丈夫手机", "出生日期"], ["王丽"])]).sheets
    assert {c.header: c.field for c in mapping.columns} == {
        "姓名": "name", "配偶出生日期": None, "配偶民族": None, "丈夫手机": "spouse_phone", "出生日期": "birth",
    }  # fmt: skip


def test_a_column_nobody_knows_is_kept_and_one_that_may_not_be_is_not() -> None:
    roster = read(
        sheet(
            ["姓名", "出生日期", "电话", "慢病情况", "社会抚养费", "宗教信仰"],
            ["王丽", "1990-1-1", None, "高血压", "1000", "无"],
        )
    )
    assert roster.records[0].kept == (("慢病情况", "高血压"),)
    assert [(c.header, c.reason) for c in roster.left_out_columns] == [
        ("社会抚养费", "unlawful"),
        ("宗教信仰", "unlawful"),
    ]
    assert [c.use for c in roster.unknown_columns] == [Use.UNKNOWN]


def test_another_table_is_refused() -> None:
    for table in (sheet(["品名", "数量"], ["铅笔", 3]), sheet(["身份证号", "出生日期", "电话"], [ID, None, None])):
        with pytest.raises(InputError, match=r"import\.columns\.(none|name_missing)"):
            read(table)


@given(st.lists(CELLS, min_size=12, max_size=12))
def test_no_cell_makes_it_fail(cells: list[Cell]) -> None:
    head = [
        "姓名",
        "身份证号",
        "出生日期",
        "户籍地",
        "婚姻状况",
        "避孕措施",
        "落实时间",
        "子女数",
        "女孩数",
        "电话",
        "注销原因",
        "性别",
    ]
    roster = read(sheet(head, cells, cells))
    assert roster.data_rows + len(roster.beyond) in (0, 1, 2)
