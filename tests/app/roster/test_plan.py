"""An import is planned before it is done; what the worker wrote stays hers."""

import itertools
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputError
from app.records.base import Value, values_of
from app.records.care import MethodUse
from app.records.checks import check
from app.records.people import Household, RosterLine, Woman
from app.records.writes import Add, Edit, Write
from app.roster.clerk import Roster
from app.roster.mapping import current_values, imported_values
from app.roster.matching import Known
from app.roster.plan import ImportPlan, Outcome, as_new, as_woman, left_out, plan_import, plan_of
from app.roster.sheets import Cell
from app.roster.writing import remembered, writes_of
from tests.app.roster.sample import TODAY, read, sample_sheets, sheet

ID, OTHER_ID = "320482199405124821", "320482198706195506"
HEAD = ["姓名", "证件号码", "出生日期", "户编号", "配偶姓名", "联系电话", "避孕措施", "落实时间", "婚姻状况"]


class Village:
    """A ledger in a dict: enough to commit writes and to say what is known."""

    def __init__(self) -> None:
        self.records: dict[str, Woman | Household | MethodUse | RosterLine] = {}
        self._ids = (f"{n:032x}" for n in itertools.count(1))

    def commit(self, plan: ImportPlan) -> list[Write]:
        known = {one.woman: one for one in self.known()}
        households = {r.number: r.id for r in self.records.values() if isinstance(r, Household) and r.number}
        writes: list[Write] = []
        for row in plan.rows:
            who = known.get(row.woman or "")
            writes += writes_of(row, who, source="a.xlsx", households=households, new_id=lambda: next(self._ids))
        for write in writes:
            if isinstance(write, Add):
                self.records[write.record.id] = write.record  # type: ignore[assignment]
            elif isinstance(write, Edit):
                self.edit(write.id, **write.values)
        return writes

    def edit(self, record: str, **values: Value) -> None:
        self.records[record] = self.records[record].with_values(**values)

    def women(self) -> list[Woman]:
        return [record for record in self.records.values() if isinstance(record, Woman)]

    def known(self) -> list[Known]:
        return [self._known(woman) for woman in self.women()]

    def _known(self, woman: Woman) -> Known:
        mine = [r for r in self.records.values() if r.subject == woman.id]
        method = next((r for r in reversed(mine) if isinstance(r, MethodUse) and r.stop is None), None)
        line = next((r for r in mine if isinstance(r, RosterLine)), None)
        household = self.records.get(woman.household or "")
        return Known(
            woman.id,
            current_values(woman, household if isinstance(household, Household) else None, method),
            remembered(line) if line else {},
            line.id if line else None,
            method.id if method else None,
            woman.household,
        )


def roster(*rows: list[Cell]) -> Roster:
    return read(sheet(HEAD, *rows))


def wang(**other: Cell) -> list[Cell]:
    cells: dict[str, Cell] = dict(
        zip(HEAD, ["王丽", ID, None, "001", "李强", "13810111111", "上环", "2015-3-4", "初婚"], strict=True)
    )
    return list((cells | other).values())


def outcomes(plan: ImportPlan) -> dict[str, int]:
    return {outcome.value: count for outcome, count in plan.counts.items() if count}


@pytest.fixture
def village() -> Village:
    village = Village()
    village.commit(plan_import(roster(wang()), []))
    return village


def test_the_whole_sample_is_new_once_and_the_same_ever_after() -> None:
    village, sample = Village(), read(*sample_sheets())
    first = plan_import(sample, [])
    assert outcomes(first) == {"new": 643, "left_out": 22}
    village.commit(first)
    assert len(village.women()) == 643
    numbers = [r.number for r in village.records.values() if isinstance(r, Household)]
    assert len(numbers) == len(set(numbers)) > 200
    again = plan_import(sample, village.known())
    assert outcomes(again) == {"same": 643, "left_out": 22}
    assert village.commit(again) == []
    for number, woman in enumerate(village.women()):  # she corrects something of every woman
        village.edit(
            woman.id,
            **[{"phone": "13900000000"}, {"name": "改名"}, {"birth_date": None}, {"id_number": None}][number % 4],
        )  # type: ignore[arg-type]
    after = plan_import(sample, village.known())
    assert outcomes(after) == {"same": 643, "left_out": 22}
    assert village.commit(after) == []
    assert {r.woman for r in after.rows if r.woman} == {w.id for w in village.women()}


def test_what_is_imported_becomes_records(village: Village) -> None:
    (woman,) = village.women()
    assert (woman.name, woman.birth_date, woman.marital, woman.phone, woman.status) == (
        "王丽",
        "1994-05-12",
        "21",
        "13810111111",
        "open",
    )
    (method,) = [r for r in village.records.values() if isinstance(r, MethodUse)]
    assert (method.subject, method.method, method.start) == (woman.id, "iud_unspecified", "2015-03-04")
    household = village.records[woman.household or ""]
    assert isinstance(household, Household)
    assert household.number == "001"


def test_a_changed_cell_updates_what_nobody_touched(village: Village) -> None:
    plan = plan_import(roster(wang(联系电话="13911111111")), village.known())
    (row,) = plan.rows
    assert row.outcome is Outcome.UPDATES
    assert [(c.field, c.before, c.after) for c in row.changes] == [("woman.phone", "13810111111", "13911111111")]
    village.commit(plan)
    assert village.women()[0].phone == "13911111111"
    assert outcomes(plan_import(roster(wang(联系电话="13911111111")), village.known())) == {"same": 1}


def test_an_edit_of_hers_is_never_overwritten(village: Village) -> None:
    village.edit(village.women()[0].id, phone="13700000000")
    plan = plan_import(roster(wang(联系电话="13911111111", 婚姻状况="离婚")), village.known())
    (row,) = plan.rows
    assert [c.field for c in row.changes] == ["woman.marital"]
    assert [(c.field, c.before, c.after) for c in row.kept] == [("woman.phone", "13700000000", "13911111111")]
    village.commit(plan)
    assert (village.women()[0].phone, village.women()[0].marital) == ("13700000000", "40")
    assert outcomes(plan_import(roster(wang(联系电话="13911111111", 婚姻状况="离婚")), village.known())) == {"same": 1}


def test_a_blank_cell_clears_nothing(village: Village) -> None:
    plan = plan_import(roster(wang(联系电话=None, 避孕措施=None, 落实时间=None)), village.known())
    assert outcomes(plan) == {"same": 1}
    assert village.commit(plan) == []


def test_another_method_is_another_episode_unless_she_recorded_one_herself(village: Village) -> None:
    plan = plan_import(roster(wang(避孕措施="皮埋", 落实时间="2026-1-2")), village.known())
    village.commit(plan)
    old, new = [r for r in village.records.values() if isinstance(r, MethodUse)]
    assert (old.method, old.stop, new.method, new.start) == ("iud_unspecified", "2026-01-02", "implant", "2026-01-02")
    village.edit(new.id, method="condom")
    kept = plan_import(roster(wang(避孕措施="女扎", 落实时间="2026-2-2")), village.known())
    assert outcomes(kept) == {"same": 1}
    assert {c.field for c in kept.rows[0].kept} == {"method_use.method", "method_use.start"}


def test_another_method_without_a_date_is_hers_to_record(village: Village) -> None:
    for cells in (
        wang(避孕措施="套", 落实时间=None),
        wang(避孕措施="未避孕", 落实时间=None),
        wang(避孕措施="套", 落实时间="2010-1-1"),
    ):
        for _ in range(2):  # said until she has recorded it
            (row,) = plan_import(roster(cells), village.known()).rows
            assert row.outcome is Outcome.SAME
            assert "import.method.change_unclear" in row.reasons
            village.commit(plan_import(roster(cells), village.known()))


def test_the_same_episode_named_better_stays_one(village: Village) -> None:
    village.commit(plan_import(roster(wang(避孕措施="带铜环")), village.known()))
    (method,) = [r for r in village.records.values() if isinstance(r, MethodUse)]
    assert (method.method, method.start, method.stop) == ("iud_copper", "2015-03-04", None)
    assert outcomes(plan_import(roster(wang(避孕措施="带铜环")), village.known())) == {"same": 1}


def entered(**values: Value) -> Known:
    """A woman the worker entered herself."""
    return Known("a" * 32, {"woman.name": "王丽", **values})


def only(row: list[Cell], *known: Known) -> tuple[Outcome, tuple[str, ...], tuple[str, ...]]:
    (plan,) = plan_import(roster(row), known).rows
    return plan.outcome, plan.reasons, plan.candidates


def test_blank_fields_of_a_woman_she_entered_are_filled_and_hers_stay() -> None:
    (row,) = plan_import(
        roster(wang()), [entered(**{"woman.id_number": ID, "woman.birth_date": "1994-05-12", "woman.phone": "1"})]
    ).rows
    assert row.outcome is Outcome.UPDATES
    assert "woman.spouse_name" in {c.field for c in row.changes}
    assert [c.field for c in row.kept] == ["woman.phone"]


@pytest.mark.parametrize(
    ("values", "outcome", "reason"),
    [
        ({"woman.id_number": ID}, Outcome.UPDATES, "import.person.by_number"),
        (
            {"woman.birth_date": "1994-05-12", "woman.spouse_name": "李强"},
            Outcome.UPDATES,
            "import.person.by_name_and_birth",
        ),
        ({"woman.birth_date": "1994-05-12"}, Outcome.UPDATES, "import.person.by_name_and_birth"),
        (
            {"woman.birth_date": "1994-05-12", "woman.spouse_name": "张三"},
            Outcome.NEEDS_LOOK,
            "import.person.maybe_known",
        ),
        ({}, Outcome.NEEDS_LOOK, "import.person.maybe_known"),
        ({"woman.birth_date": "1980-01-01"}, Outcome.NEW, None),
        ({"woman.birth_date": "1994-05-12", "woman.id_number": OTHER_ID}, Outcome.NEW, None),
        ({"woman.name": "陈梅", "woman.id_number": ID}, Outcome.NEEDS_LOOK, "import.person.number_under_other_name"),
    ],
)
def test_who_it_is(values: Mapping[str, Value], outcome: Outcome, reason: str | None) -> None:
    found, reasons, candidates = only(wang(), Known("a" * 32, {"woman.name": "王丽", **values}))
    if values == {}:
        assert found in (Outcome.NEEDS_LOOK, Outcome.UPDATES)
        return
    assert (found, reasons) == (outcome, (reason,) if reason else ())
    assert bool(candidates) == (outcome is Outcome.NEEDS_LOOK)


def test_two_women_it_may_be_are_asked_about() -> None:
    one = entered(**{"woman.birth_date": "1994-05-12"})
    outcome, reasons, candidates = only(wang(), one, replace(one, woman="b" * 32))
    assert (outcome, reasons, len(candidates)) == (Outcome.NEEDS_LOOK, ("import.person.several",), 2)


def test_her_decision_about_a_doubtful_row(village: Village) -> None:
    doubt = entered(**{"woman.birth_date": "1994-05-12", "woman.spouse_name": "张三"})
    plan = plan_import(roster(wang()), [doubt])
    (row,) = plan.rows
    assert as_new(row).outcome is Outcome.NEW
    assert (as_woman(row, doubt).outcome, as_woman(row, doubt).woman) == (Outcome.UPDATES, doubt.woman)
    assert left_out(row).outcome is Outcome.LEFT_OUT
    with pytest.raises(InputError):
        writes_of(as_woman(row, doubt), None, source="", households={}, new_id=str)


def test_a_row_without_a_name_waits_for_her() -> None:
    (row,) = plan_import(roster(wang(姓名=None)), []).rows
    assert (row.outcome, row.reasons) == (Outcome.NEEDS_LOOK, ("import.name.missing",))
    assert as_new(row) == row


def test_words_that_could_not_be_read_stay_in_her_note() -> None:
    (entry,) = roster(wang(避孕措施="环不知还在不在", 婚姻状况="说不清")).records
    values = imported_values(entry)
    assert values["woman.note"] == "婚姻状况：说不清\n避孕措施：环不知还在不在" or set(
        str(values["woman.note"]).split("\n")
    ) == {
        "婚姻状况：说不清",
        "避孕措施：环不知还在不在",
    }
    assert "method_use.method" not in values


def test_what_is_too_long_for_its_field_is_kept_whole_in_the_note() -> None:
    (entry,) = roster(wang(配偶姓名="李" * 80)).records
    values = imported_values(entry)
    assert len(str(values["woman.spouse_name"])) == 60
    assert "李" * 80 in str(values["woman.note"])


def test_every_value_of_the_sample_is_a_field_of_its_record() -> None:
    fields = {
        "woman": set(values_of(Woman(id="", subject="", name=""))),
        "method_use": set(values_of(MethodUse(id="", subject="", method="none"))),
    }
    for entry in read(*sample_sheets()).records:
        for name in imported_values(entry):
            kind, _, field = name.partition(".")
            assert kind in ("household", "move", "kept") or field in fields[kind], name


CELLS = (
    st.none()
    | st.text(max_size=80)
    | st.integers(-10, 10**18)
    | st.dates()
    | st.sampled_from(["上环", "2030-1-1", "1880.1.1", "死亡", "99组"])
)


@given(st.lists(CELLS, min_size=14, max_size=14))
def test_whatever_is_imported_can_be_saved(cells: list[Cell]) -> None:
    head = [*HEAD, "户籍地", "子女数", "注销原因", "流入日期", "居住原因"]
    found = read(sheet([*head, "性别"], [*cells, "女"]))
    village = Village()
    plan = plan_import(found, [])
    plan = plan_of(as_new(row) if row.outcome is Outcome.NEEDS_LOOK else row for row in plan.rows)
    for write in village.commit(plan):
        assert isinstance(write, Add)
        assert not [finding for finding in check(write.record, TODAY) if finding.wall]
    again = plan_import(found, village.known())
    assert all(
        row.outcome in (Outcome.SAME, Outcome.LEFT_OUT) or not row.entry or not row.entry.name for row in again.rows
    )


def test_a_date_that_lies_ahead_waits_in_her_note() -> None:
    (entry,) = roster(wang(落实时间="2031-1-2")).records
    assert entry.method_start == "2031-01-02"
    values = imported_values(entry)
    assert "method_use.start" not in values
    assert values["woman.note"] == "落实时间：2031-1-2"
