"""What must not exist has no place to be put: no field, code, figure, form, command or column of an import."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import resources
from app.actions import Verb
from app.codes import code_list
from app.records import KINDS
from app.records.fields import Code
from app.roster.clerk import read_roster
from app.roster.columns import Use, recognise
from app.roster.plan import plan_import
from app.roster.sheets import Row, Sheet
from storage.importing import import_roster, snapshot
from tests.rights.marked import Marks, found_in
from tests.support.ledgers import new_ledger, tables
from ui.cli.arguments import parser

RESOURCES = Path(resources.__file__).parent
TODAY = date(2026, 11, 22)
COLUMNS = tomllib.loads((RESOURCES / "roster/columns.toml").read_text("utf-8"))["columns"]

FORBIDDEN = re.compile(
    r"politic|party|religio|faith|permit|licen[cs]e|approv|fine$|_fine|fines|penalt|levy|fee$|fees|sanction|punish"
    r"|quota|target|rank|score|grade_of|league|reward|bonus|in_plan|out_of_plan|unplanned|illegal|violat|overdue"
    r"|fertility_intention|wants_more|intends|hiding|landlord|^rent|_rent|informer|fetal|foetal|sex_of_fetus|menstrua"
    r"|cycle|risk|compulsory|forced|employer|work_unit|hukou|nature",
)
NAMES = re.compile(
    "政治|党员|党派|宗教|信仰|抚养费|罚|处罚|征收|指标|准生|政策内|政策外|计划内|计划外|超生|违|补救|环检|环孕|孕检"
    "|双查|三查|奖惩|排名|名次|考核|任务|达标|催|生育意|胎儿性别|躲|藏(?!族)|房东|逾期|应访"
)
FIELDS = {
    "woman": "name other_names id_type id_number birth_date birth_stated ethnicity education occupation marital marital_since"
    " first_marriage household relation group door registered_address current_address residence phone safe_contact"
    " family_unaware health_record spouse_name spouse_id_number spouse_phone children_stated girls_stated"
    " youngest_birth_stated status closed_reason closed_date merged_into note",
    "move": "direction date reason county_place safe_contact",
    "pregnancy": "lmp lmp_known lmp_stated edd edd_basis ultrasound_date booked_date booked_weeks fetuses gravidity"
    " parity_vaginal parity_caesarean history grade grade_date grade_facility intention outcome outcome_date",
    "worker": "name role left",
}  # fmt: skip
"""Where the temptation is greatest, every field there is: another one needs a reason, and a line here."""


def names_of_records() -> Iterator[str]:
    for kind in KINDS.values():
        yield kind.name
        yield from kind.fields
        for field in kind.fields.values():
            if isinstance(field, Code):
                yield field.list
                yield from code_list(field.list).codes
    yield from (verb.value for verb in Verb)


def words_on_offer() -> Iterator[str]:
    """What a worker can read as a field, code, figure or column of a paper."""
    for file in sorted((RESOURCES / "codes").glob("*.toml")):
        yield from (row["zh"] for row in tomllib.loads(file.read_text("utf-8"))["rows"])
    fields = tomllib.loads((RESOURCES / "text/zh/fields.toml").read_text("utf-8"))
    yield from fields.values()
    for file in [*sorted((RESOURCES / "forms").glob("*.toml")), RESOURCES / "indicators/month.toml"]:
        yield from strings({k: v for k, v in tomllib.loads(file.read_text("utf-8")).items() if k != "source"})


def strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, part in value.items():
                if name != "source":
                    yield from strings(part)
        case list():
            for part in value:
                yield from strings(part)


def test_no_record_field_code_or_action_is_for_it() -> None:
    assert sorted({name for name in names_of_records() if FORBIDDEN.search(name)}) == []


def test_no_word_on_offer_names_it() -> None:
    assert sorted({words for words in words_on_offer() if NAMES.search(words)}) == []


def test_the_records_nearest_to_it_have_only_the_fields_they_need() -> None:
    for kind, fields in FIELDS.items():
        assert set(KINDS[kind].fields) - {"retired"} == set(fields.split())


def test_no_command_or_option_is_for_it() -> None:
    found, waiting = set(), [parser()]
    while waiting:
        for action in waiting.pop()._actions:
            found |= {*action.option_strings, action.dest}
            for name, below in (action.choices or {}).items() if isinstance(action.choices, dict) else ():
                found.add(name)
                waiting.append(below)
    assert len(found) > 40
    assert sorted(name for name in found if FORBIDDEN.search(name.lstrip("-").replace("-", "_"))) == []


def test_no_column_that_is_read_is_for_it() -> None:
    read = {name: column for name, column in COLUMNS.items() if column["use"] in ("read", "check")}
    assert sorted(name for name in read if FORBIDDEN.search(name.removeprefix("hukou_kind"))) == []
    assert sorted(n for column in read.values() for n in column["names"] if NAMES.search(n)) == []


UNLAWFUL = sorted({
    n for column in COLUMNS.values() if column["use"] == "left_out" and column["reason"] != "residence_only"
    for n in column["names"]
})  # fmt: skip
WORDED_OTHERWISE = (
    "政治面貌代码", "本人政治面貌", "丈夫政治面貌", "配偶宗教信仰", "是否信教", "处罚情况", "罚款金额（元）", "社会抚养费缴纳",
    "是否违规生育", "违反政策生育", "政策外二孩", "是否持准生证", "本季环孕情", "上半年三查结果", "应落实补救", "再生育意向",
    "是否有打算生育", "孕妇胎儿性别", "本组排名", "年度考核得分", "任务数",
)  # fmt: skip


@pytest.mark.parametrize("doubled", [False, True])
def test_what_a_roster_says_of_it_is_nowhere_in_the_ledger_not_even_as_kept_text(tmp_path: Path, doubled: bool) -> None:
    marks = Marks()
    forbidden = [*UNLAWFUL, *WORDED_OTHERWISE] * (2 if doubled else 1)
    headings = ("姓名", "身份证号", "出生日期", "村民组", *forbidden, "没见过的一列")
    values = tuple(marks.give("cell", "", "", name) for name in (*forbidden, "kept"))
    sheet = Sheet("表", (Row(1, headings), Row(2, ("王秀兰", "11010519491231002X", "1949-12-31", "2组", *values))))
    mapping = recognise([sheet])
    left_out = [c.header for c in mapping.sheets[0].columns if c.use is Use.LEFT_OUT]
    assert sorted(left_out) == sorted(forbidden)
    ledger, _ = new_ledger(tmp_path)
    now = snapshot(ledger, TODAY)
    plan = plan_import(read_roster([sheet], mapping, TODAY), tuple(now.known.values()))
    import_roster(ledger, plan, now, source="roster.xlsx")
    kept = found_in(str(tables(ledger)).encode())
    ledger.close()
    assert {marks.of[mark][3] for mark in kept} == {"kept"}


ANCHORS = {"method_use", "pregnancy", "delivery", "child", "visit", "screening", "supply_movement", "woman"}
"""What a follow-up may count from; from a woman herself only by her age, to offer her a screening."""


def test_no_rule_of_the_schedule_checks_anybody_by_duty() -> None:
    rules = tomllib.loads((RESOURCES / "schedules/followups.toml").read_text("utf-8"))["rule"]
    told = [rule.get("satisfied_by", []) for rule in rules]
    picks = [pick for one in told for pick in (one if isinstance(one, list) else [one])]
    kinds = {kind for pick in picks for kind in pick.get("where", {}).get("visit_kind", ())}
    assert len(rules) > 10
    assert not [rule["id"] for rule in rules if FORBIDDEN.search(rule["id"])]
    assert kinds <= set(code_list("visit_kind").codes)
    for rule in rules:  # a pregnancy, an abortion or an IUD is followed to care for her, never looked for
        assert rule["anchor"]["record"] in ANCHORS
        if rule["anchor"]["record"] == "woman":
            assert rule["satisfied_by"]["record"] == "screening"
            assert rule["anchor"]["date"] == ["birth_date"]
            assert "where" not in rule["anchor"]
